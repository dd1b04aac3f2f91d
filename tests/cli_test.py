#!/usr/bin/env python3
"""The command line from outside: help of every command, exit codes, did-you-mean, clean stdout."""

import json
import os
import re
import subprocess
import tempfile
import unittest

LIKELY = os.environ["LIKELY"]


def call(*words: str, folder: str | None = None) -> subprocess.CompletedProcess:
    return subprocess.run([LIKELY, *words], capture_output=True, text=True, cwd=folder, timeout=3000)


def commands_of(help_text: str) -> list[str]:
    """The names under "Subcommands:"."""
    _, _, rest = help_text.partition("Subcommands:\n")
    return re.findall(r"^  (\w[\w-]*)", rest.split("\n\n")[0], re.M)


def all_commands(path: tuple[str, ...] = ()) -> list[tuple[str, ...]]:
    """Every command that does something, by its words."""
    below = commands_of(call(*path, "--help").stdout)
    if not below:
        return [path]
    return [found for name in below for found in all_commands((*path, name))]


class CommandLine(unittest.TestCase):
    def test_every_command_has_help_with_an_example(self):
        commands = all_commands()
        self.assertIn(("version",), commands)
        for path in commands:
            with self.subTest(command=" ".join(path)):
                result = call(*path, "--help")
                self.assertEqual((result.returncode, result.stderr), (0, ""))
                self.assertIn("Usage: likely " + " ".join(path), result.stdout)
                example = result.stdout.partition("Example:\n")[2]
                self.assertIn("likely " + " ".join(path), example)

    def test_wrong_use_is_exit_2_and_says_what_was_meant(self):
        for words, said in (
            (("verison",), "did you mean 'version'?"),
            (("version", "--jsno"), "did you mean '--json'?"),
            (("version", "--threads", "-3"), "--threads"),
            (("no-such-command",), "likely --help"),
            ((), "Usage"),
        ):
            with self.subTest(words=words):
                result = call(*words)
                self.assertEqual((result.returncode, result.stdout), (2, ""))
                self.assertIn(said, result.stderr)

    def test_shared_flags_work_before_and_after_the_command(self):
        for words in (("--json", "version"), ("version", "--json"),
                      ("version", "--json", "--data", "x", "--threads", "1")):
            with self.subTest(words=words):
                self.assertIn("version", json.loads(call(*words).stdout))

    def test_commands_that_need_no_data_leave_none_behind(self):
        with tempfile.TemporaryDirectory() as folder:
            call("version", folder=folder)
            call("--help", folder=folder)
            self.assertEqual(os.listdir(folder), [])


if __name__ == "__main__":
    unittest.main()
