#!/usr/bin/env python3
"""`likely demo` from outside: the story is told to its end, starts afresh, and harms nobody."""

import json
import os
import pathlib
import re
import signal
import subprocess
import tempfile
import unittest
import urllib.request

LIKELY = os.environ["LIKELY"]


class Demo(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)
        self.root = pathlib.Path(self.folder.name)

    def call(self, *words: str) -> subprocess.CompletedProcess:
        return subprocess.run([LIKELY, *words], capture_output=True, text=True, cwd=self.root,
                              timeout=3000)

    def test_tells_the_whole_story_and_starts_afresh(self):
        told = self.call("demo", "--customers", "150")
        self.assertEqual(told.returncode, 0, told.stdout + told.stderr)
        for sentence in (
            "$ likely generate --customers 150",
            "$ likely --data ./likely-demo import ./likely-demo/shop/events.ndjson",
            "events imported",
            "12 rows were refused",
            "$ likely --data ./likely-demo items import",
            "$ likely --data ./likely-demo catalog suggest >",
            "$ likely --data ./likely-demo catalog set",
            "$ likely --data ./likely-demo train",
            "$ likely --data ./likely-demo backtest",
            "audience create 'Back to School' --column Category --value Binders --top 20%",
            "--column Brand --value Fernway",
            "trait create recommended_products",
            "profile show user_id:u1",
            "trait show recommended_products --profile user_id:u1",
            "What next",
        ):
            self.assertIn(sentence, told.stdout)

        # What it says to run next runs as it stands.
        offered = re.findall(rf"^  {re.escape(LIKELY)} (--data ./likely-demo .*)$", told.stdout, re.M)
        self.assertGreater(len(offered), 3)
        for line in offered:
            with self.subTest(line=line):
                if line.endswith(" serve"):
                    self.serves(line)
                    continue
                ran = subprocess.run(f"'{LIKELY}' {line}", shell=True, cwd=self.root,
                                     capture_output=True, text=True, timeout=3000)
                self.assertEqual(ran.returncode, 0, ran.stderr)

        before = self.status()
        (self.root / "likely-demo" / "shop" / "left-over").write_text("of the first run")
        # A second run, this time as one document for machines.
        again = self.call("demo", "--customers", "150", "--json")
        self.assertEqual(again.returncode, 0, again.stdout + again.stderr)
        self.assertFalse((self.root / "likely-demo" / "shop" / "left-over").exists())
        self.assertEqual(self.status(), before)
        document = json.loads(again.stdout)
        self.assertGreater(len(document["steps"]), 8)
        for step in document["steps"]:
            self.assertIsNotNone(step["result"], step["command"])

    def serves(self, line: str) -> None:
        with subprocess.Popen([LIKELY, *line.split(), "--listen", "127.0.0.1:0"], cwd=self.root, text=True,
                              stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as server:
            address = server.stdout.readline().strip()
            with urllib.request.urlopen(address + "/health/ready", timeout=60) as answer:
                self.assertEqual(answer.status, 200)
            server.send_signal(signal.SIGTERM)
            self.assertEqual(server.wait(60), 0)

    def status(self) -> tuple:
        status = json.loads(self.call("--data", "likely-demo", "status", "--json").stdout)
        return status["events"], status["profiles"], status["discards"]

    def test_leaves_the_folders_of_others_alone(self):
        (self.root / "papers").mkdir()
        (self.root / "papers" / "thesis").write_text("years of work")
        told = self.call("demo", "--data", "papers")
        self.assertEqual(told.returncode, 1)
        self.assertIn("left alone", told.stderr)
        self.assertEqual([p.name for p in (self.root / "papers").iterdir()], ["thesis"])


if __name__ == "__main__":
    unittest.main()
