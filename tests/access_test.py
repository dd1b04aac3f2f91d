#!/usr/bin/env python3
"""Sources and tokens from outside: shown once, kept as hashes, revoked, verified."""

import json
import os
import sqlite3
import subprocess
import tempfile
import unittest
from pathlib import Path

LIKELY = os.environ["LIKELY"]


class Access(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.data = Path(self.folder.name) / "data"

    def tearDown(self):
        self.folder.cleanup()

    def run_likely(self, *words):
        return subprocess.run([LIKELY, "--data", self.data, "--json", *words], capture_output=True, text=True)

    def ok(self, *words):
        done = self.run_likely(*words)
        self.assertEqual(done.returncode, 0, done.stderr)
        return json.loads(done.stdout)

    def test_a_new_folder_can_begin_with_a_source(self):
        made = self.ok("source", "create", "Web shop")
        self.assertTrue(made["write_key"].startswith("wk_"))
        listed = self.ok("source", "list")["sources"]
        self.assertEqual([s["name"] for s in listed], ["Web shop"])
        self.assertEqual(listed[0]["write_keys"][0]["hint"], made["write_key"][:8])
        again = self.run_likely("source", "create", "Web shop")
        self.assertEqual(again.returncode, 1)
        self.assertIn("exists already", again.stderr)

    def test_tokens_are_shown_once_and_revoked(self):
        made = self.ok("token", "create", "nightly", "--scope", "write")
        self.assertEqual(made["scope"], "write-only")
        listed = self.ok("token", "list")["tokens"]
        self.assertIsNone(listed[0]["revoked_at"])
        self.assertNotIn(made["token"], json.dumps(listed))
        for file in self.data.rglob("*"):
            if file.is_file():
                self.assertNotIn(made["token"].encode(), file.read_bytes(), file)
        self.ok("token", "revoke", str(made["id"]))
        self.assertIsNotNone(self.ok("token", "list")["tokens"][0]["revoked_at"])
        self.assertEqual(self.run_likely("token", "revoke", str(made["id"])).returncode, 1)
        self.assertEqual(self.run_likely("token", "create", "x", "--scope", "root").returncode, 2)

    def test_verify_finds_a_changed_audit_log(self):
        self.ok("source", "create", "a")
        self.ok("token", "create", "b", "--scope", "admin")
        checks = {c["name"]: c for c in self.ok("verify")["checks"]}
        self.assertEqual(checks["audit log"]["detail"], "2 lines")
        with sqlite3.connect(self.data / "state.sqlite") as state:
            state.execute("UPDATE audit_log SET actor = 'nobody' WHERE seq = 1")
        found = json.loads(self.run_likely("verify").stdout)
        self.assertIn("audit log", [c["name"] for c in found["checks"] if not c["ok"]])


if __name__ == "__main__":
    unittest.main()
