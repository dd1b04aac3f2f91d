#!/usr/bin/env python3
"""Backups from outside: made while a server takes events, restored elsewhere, nothing lost or doubled, nobody back who
was erased, damage said."""

import base64
import http.client
import json
import os
import random
import shutil
import signal
import subprocess
import tempfile
import threading
import time
import unittest
from pathlib import Path

LIKELY = os.environ["LIKELY"]


def call(data, *words):
    return subprocess.run([LIKELY, "--data", str(data), *map(str, words)], capture_output=True, text=True, timeout=300)


class Backups(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory(prefix="likely-backup-")
        self.root = Path(self.folder.name)
        self.data = self.root / "data"
        self.server = None

    def tearDown(self):
        if self.server and self.server.poll() is None:
            self.stop()
        self.folder.cleanup()

    def ok(self, *words, data=None):
        done = call(data or self.data, *words)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        return done.stdout

    def refused(self, *words, data=None):
        done = call(data or self.data, *words)
        self.assertEqual(done.returncode, 1, done.stdout + done.stderr)
        return done.stderr

    def start(self, data=None):
        self.server = subprocess.Popen(
            [LIKELY, "--data", str(data or self.data), "serve", "--listen", "127.0.0.1:0", "--log-level", "error"],
            stdout=subprocess.PIPE, text=True)
        self.port = int(self.server.stdout.readline().strip().rsplit(":", 1)[1])

    def stop(self, how=signal.SIGTERM):
        self.server.send_signal(how)
        self.server.wait(60)
        self.server.stdout.close()

    def write_key(self):
        return json.loads(self.ok("--json", "source", "create", "web"))["write_key"]

    def post(self, key, ids, user=None):
        calls = [{"type": "track", "event": "Seen", "messageId": one, "userId": user or f"u{hash(one) % 50}"}
                 for one in ids]
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        connection.request("POST", "/v1/batch", json.dumps({"batch": calls}),
                           {"Authorization": "Basic " + base64.b64encode(f"{key}:".encode()).decode()})
        status = connection.getresponse().status
        connection.close()
        return status

    def send_again(self, key, ids):
        for at in range(0, len(ids), 500):
            self.assertEqual(self.post(key, ids[at:at + 500]), 200)

    def events(self, data):
        return json.loads(self.ok("--json", "status", data=data))["events"]

    def count_settled(self, data, at_least):
        """Of a served folder, once everything sent is in the stores."""
        for _ in range(500):
            if self.events(data) >= at_least:
                break
            time.sleep(.02)
        return self.events(data)

    def import_calls(self, name, calls, data=None):
        path = self.root / name
        path.write_text("".join(json.dumps(c) + "\n" for c in calls))
        self.ok("import", path, data=data)

    def test_under_load(self):
        """Everything acknowledged before a backup began is in it; sent again to what was restored, nothing doubles."""
        self.start()
        key = self.write_key()
        acknowledged, lock, stop = [], threading.Lock(), threading.Event()

        def client(seed):
            chance = random.Random(seed)
            while not stop.is_set():
                ids = [f"{chance.getrandbits(64):016x}" for _ in range(20)]
                if self.post(key, ids) == 200:
                    with lock:
                        acknowledged.extend(ids)

        clients = [threading.Thread(target=client, args=(seed,)) for seed in range(3)]
        for one in clients:
            one.start()
        backups = []
        for number in range(4):
            time.sleep(.3)
            with lock:
                before = list(acknowledged)
            self.assertGreater(len(before), 0)
            self.ok("backup", self.root / f"backup{number}")
            with lock:  # events went on being taken meanwhile
                backups.append((before, len(acknowledged) > len(before)))
        stop.set()
        for one in clients:
            one.join()
        self.assertTrue(any(more for _, more in backups))
        self.stop()
        for number, (before, _) in enumerate(backups):
            restored = self.root / f"restored{number}"
            self.ok("restore", self.root / f"backup{number}", data=restored)
            self.assertIn("Everything is right", self.ok("verify", data=restored))
            there = self.events(restored)
            self.assertLessEqual(there, len(acknowledged))
            self.start(restored)
            self.send_again(key, before)
            self.stop()
            self.assertEqual(self.events(restored), there, "an acknowledged event was not in the backup")
        restored = self.root / "restored1"
        self.start(restored)
        self.send_again(key, acknowledged)
        self.stop()
        self.assertEqual(self.events(restored), len(acknowledged))
        self.assertIn("Everything is right", self.ok("verify", data=restored))

    def test_what_a_killed_server_left_is_in_it(self):
        self.start()
        key = self.write_key()
        self.assertEqual(self.post(key, ["a", "b", "c"]), 200)
        self.stop(signal.SIGKILL)
        said = json.loads(self.ok("--json", "backup", self.root / "backup"))
        self.assertTrue((self.root / "backup" / "backup.json").exists())
        self.assertEqual(said["path"], str(self.root / "backup"))
        self.ok("restore", self.root / "backup", data=self.root / "restored")
        self.assertEqual(self.events(self.root / "restored"), 3)
        self.assertIn("Everything is right", self.ok("verify", data=self.root / "restored"))

    def test_a_backup_that_is_stopped_leaves_nothing(self):
        self.import_calls("e.ndjson", [{"type": "track", "event": "E", "userId": "u"}])
        for taken in ("file", "full"):
            (self.root / "full").mkdir(exist_ok=True)
            (self.root / "full" / "mine").write_text("")
            (self.root / "file").write_text("")
            self.assertIn("something is there already", self.refused("backup", self.root / taken))
            self.assertIn("something is there already",
                          self.refused("restore", self.root / "nothing", data=self.root / taken))
        inside = call(self.data, "backup", self.data / "backup")
        self.assertEqual(inside.returncode, 2)
        self.assertIn("lies in the data folder", inside.stderr)
        self.assertIn("no data folder", self.refused("backup", self.root / "b", data=self.root / "nowhere"))
        self.assertEqual(sorted(p.name for p in self.root.iterdir()), ["data", "e.ndjson", "file", "full"])
        (self.root / "empty").mkdir()
        self.ok("backup", self.root / "empty")
        (self.root / "new").mkdir()
        self.ok("restore", self.root / "empty", data=self.root / "new")
        self.assertEqual(self.events(self.root / "new"), 1)

    def test_damage_is_said(self):
        self.import_calls("e.ndjson", [{"type": "track", "event": "E", "userId": f"u{n}"} for n in range(100)])
        self.ok("backup", self.root / "backup")
        files = sorted(p.relative_to(self.root / "backup") for p in (self.root / "backup").rglob("*") if p.is_file())
        self.assertEqual({str(f) for f in files},
                         {"backup.json", "erased", "format", "state.sqlite", "warehouse.duckdb"})
        chance = random.Random(1)
        for file in files:
            for how in ("flipped", "cut", "gone"):
                with self.subTest(file=str(file), how=how):
                    spoilt, restored = self.root / "spoilt", self.root / "restored"
                    shutil.rmtree(spoilt, ignore_errors=True)
                    shutil.copytree(self.root / "backup", spoilt)
                    content = bytearray((spoilt / file).read_bytes())
                    if how == "flipped":
                        content[chance.randrange(len(content) - 1)] ^= 1 << chance.randrange(8)
                    (spoilt / file).write_bytes(content[:-2] if how == "cut" else content)
                    if how == "gone":
                        (spoilt / file).unlink()
                    said = self.refused("restore", spoilt, data=restored)
                    self.assertRegex(said, "damaged|no backup")
                    self.assertFalse(restored.exists())
        self.assertIn("there is no such backup", self.refused("restore", self.root / "no", data=self.root / "r"))
        self.assertIn("no backup", self.refused("restore", self.data, data=self.root / "r"))
        self.assertEqual([p.name for p in self.root.iterdir() if ".writing-" in p.name], [])

    def test_who_was_erased_since_does_not_come_back(self):
        people = ["kept", "gone-person-1", "gone-person-2", "back-again"]
        calls = [{"type": "identify", "userId": p, "anonymousId": "device-" + p,
                  "traits": {"email": p + "@example.org"}} for p in people]
        calls += [{"type": "track", "event": "E", "userId": p, "properties": {"who": p}} for p in people]
        self.import_calls("e.ndjson", calls)
        self.ok("profile", "erase", "user_id:back-again", "--yes")
        self.import_calls("back.ndjson", [{"type": "track", "event": "E", "userId": "back-again", "messageId": "new"}])
        self.ok("backup", self.root / "backup")
        for gone in people[1:3]:
            self.ok("profile", "erase", f"user_id:{gone}", "--yes")

        # By the data folder that the backup was made of, which is still there.
        restored = self.root / "restored"
        self.assertIn("2 people who were erased", self.ok("restore", self.root / "backup", data=restored))
        self.check_restored(restored)
        # By a copy of its list, when it is gone.
        shutil.copy(self.data / "erased", self.root / "list")
        self.data.rename(self.root / "elsewhere")
        said = call(self.root / "unasked", "restore", self.root / "backup")
        self.assertEqual(said.returncode, 0)
        self.assertIn("they are back", said.stderr)
        for number, source in enumerate((self.root / "list", self.root / "elsewhere", restored)):
            again = self.root / f"again{number}"
            self.ok("restore", self.root / "backup", "--erased", source, data=again)
            self.check_restored(again)
        # The list of another folder is of no use.
        self.import_calls("o.ndjson", [{"type": "track", "event": "E", "userId": "kept"}], data=self.root / "other")
        said = call(self.root / "wrong", "restore", self.root / "backup", "--erased", self.root / "other")
        self.assertEqual(said.returncode, 2)
        self.assertIn("another data folder", said.stderr)
        # Nobody can be read from the list.
        listed = (self.root / "list").read_text()
        self.assertFalse([p for p in people if p in listed])

    def check_restored(self, restored):
        files = [p for p in restored.rglob("*") if p.is_file()]
        self.assertEqual([p for p in files if b"gone-person" in p.read_bytes()], [])
        for there in ("kept", "back-again"):
            self.ok("profile", "show", f"user_id:{there}", data=restored)
        for gone in ("gone-person-1", "gone-person-2"):
            self.refused("profile", "show", f"user_id:{gone}", data=restored)
        self.assertIn("Everything is right", self.ok("verify", data=restored))

    def test_who_waits_in_the_journal_of_a_backup_is_erased_too(self):
        self.start()
        key = self.write_key()
        self.assertEqual(self.post(key, ["1"], user="gone-person-1"), 200)
        self.assertEqual(self.post(key, ["2"], user="kept"), 200)
        self.ok("backup", self.root / "backup")  # perhaps before it was in the stores
        self.ok("profile", "erase", "user_id:gone-person-1", "--yes")
        self.stop()
        restored = self.root / "restored"
        self.ok("restore", self.root / "backup", data=restored)
        self.assertEqual([p for p in restored.rglob("*") if p.is_file() and b"gone-person" in p.read_bytes()], [])
        self.assertEqual(self.events(restored), 1)


if __name__ == "__main__":
    unittest.main()
