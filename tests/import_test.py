#!/usr/bin/env python3
"""Import from outside: what goes in, what is refused and why, and that nothing is lost or doubled."""

import gzip
import json
import os
import signal
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
import unittest
from pathlib import Path

LIKELY = os.environ["LIKELY"]


def track(user="u1", event="Viewed", at="2024-01-02T03:04:05Z", **more):
    return {"type": "track", "userId": user, "event": event, "timestamp": at, **more}


def lines(*rows) -> str:
    return "".join((row if isinstance(row, str) else json.dumps(row)) + "\n" for row in rows)


class Folder(unittest.TestCase):
    """A temporary place with a data folder in it."""

    def setUp(self):
        self.root = Path(tempfile.mkdtemp(prefix="likely-import-"))
        self.addCleanup(shutil.rmtree, self.root)  # after the cleanups of the test, its mounts
        self.data = self.root / "data"

    def write(self, name: str, content: str | bytes) -> Path:
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    def call(self, *words, data=None, stdin=None) -> subprocess.CompletedProcess:
        command = [LIKELY, "--data", str(data or self.data), *map(str, words)]
        return subprocess.run(command, capture_output=True, text=True, input=stdin, timeout=3000)

    def report(self, *words, code=0, **more) -> dict:
        """The JSON document of a command."""
        result = self.call(*words, "--json", **more)
        self.assertEqual(result.returncode, code, result.stderr)
        return json.loads(result.stdout)

    def refused(self, *words, code=1, **more) -> str:
        """What a failing command says; stdout holds nothing but a document."""
        result = self.call(*words, **more)
        self.assertEqual(result.returncode, code, result.stdout + result.stderr)
        self.assertTrue(result.stderr.strip().splitlines()[-1].startswith("likely: "), result.stderr)
        self.assertLess(len(result.stderr), 20_000)
        return result.stderr

    def status(self) -> dict:
        return self.report("status")

    def discards(self) -> list:
        return self.report("discards", "--limit", "0")["discards"]

    def ids(self) -> dict:
        """(type, value) → profile number."""
        state = sqlite3.connect(self.data / "state.sqlite")
        rows = state.execute("SELECT type, value, profile FROM external_ids").fetchall()
        state.close()
        return {(kind, value): profile for kind, value, profile in rows}


class Import(Folder):
    def test_calls_of_every_type(self):
        file = self.write("e.ndjson", lines(
            track(messageId="m1", properties={"product_id": "p1"}),
            {"type": "identify", "userId": "u1", "traits": {"email": "a@b.c"}, "timestamp": "2024-01-01"},
            {"type": "page", "anonymousId": "a1", "name": "Home", "timestamp": 1704067200},
            {"type": "screen", "anonymousId": "a1", "name": "Main", "timestamp": 1704067200123},
            {"type": "group", "userId": "u1", "groupId": "g", "traits": {"email": "firm@x"}},
            {"type": "alias", "userId": "u1", "previousId": "a1"},
            {"batch": [track("u2", messageId="m2"), track("u3"), {"type": "track"}],
             "context": {"ip": "1"}, "sentAt": "2024-02-01T00:00:00Z"},
        ))
        report = self.report("import", file)
        self.assertEqual((report["events"], report["duplicates"], report["discards"]), (8, 0, 1))
        self.assertEqual(report["discards_by_reason"], {"event_not_defined": 1})
        self.assertEqual((report["profiles"], report["new_profiles"]), (3, 3))
        self.assertEqual(report["first"], "2024-01-01T00:00:00Z")
        ids = self.ids()
        self.assertEqual(ids["user_id", "u1"], ids["anonymous_id", "a1"])
        self.assertEqual(ids["user_id", "u1"], ids["email", "a@b.c"])
        self.assertNotIn(("email", "firm@x"), ids)
        status = self.status()
        self.assertEqual((status["events"], status["profiles"], status["discards"]), (8, 3, 1))

    def test_the_same_again_adds_nothing_wherever_it_lies(self):
        rows = [track(f"u{i % 7}", messageId=f"m{i}") if i % 2 else track(f"u{i % 7}", at=f"2024-01-{i % 28 + 1:02}")
                for i in range(200)]
        text = lines(*rows, "broken")
        first = self.report("import", self.write("e.ndjson", text))
        self.assertEqual((first["events"], first["discards"]), (200, 1))
        (self.root / "again").mkdir()
        for name, content in (("e.ndjson", text), ("again/other.jsonl", text),
                              ("again/x.ndjson.gz", gzip.compress(text.encode()))):
            again = self.report("import", self.write(name, content))
            self.assertEqual((again["events"], again["duplicates"]), (0, 200), name)
        folder = self.report("import", self.root / "again")
        self.assertEqual((folder["files"], folder["duplicates"]), (2, 400))
        self.assertEqual((self.status()["events"], self.status()["discards"]), (200, 1))

    def test_two_equal_rows_are_two_events(self):
        row = "u1,Bought,2024-01-02,p1\n"
        file = self.write("e.csv", "user_id,event,time,product\n" + row * 3)
        self.assertEqual(self.report("import", file)["events"], 3)
        more = self.write("more.csv", "user_id,event,time,product\n" + row * 5)
        report = self.report("import", more)
        self.assertEqual((report["events"], report["duplicates"]), (2, 3))
        call = lines(track(), track(), track(messageId="m"), track(messageId="m"))
        report = self.report("import", self.write("e.ndjson", call))
        self.assertEqual((report["events"], report["duplicates"]), (3, 1))

    def test_standard_input(self):
        result = self.report("import", "-", "--format", "ndjson", stdin=lines(track()))
        self.assertEqual(result["events"], 1)
        text = "user_id,event,time\nu1,A,2024-01-01\n"
        self.assertEqual(self.report("import", "-", "--format", "csv", stdin=text)["events"], 1)
        self.assertIn("--format", self.refused("import", "-", stdin="what,is,this\n1,2,3\n", code=2))
        self.assertIn("empty", self.refused("import", "-", stdin=""))

    def test_compressed_files(self):
        text = lines(*(track(f"u{i}") for i in range(1000)))
        half = len(text) // 2
        joined = gzip.compress(text[:half].encode()) + gzip.compress(text[half:].encode())
        self.assertEqual(self.report("import", self.write("e.ndjson.gz", joined))["events"], 1000)
        if shutil.which("zstd"):
            packed = subprocess.run(["zstd", "-q"], input=text.encode(), capture_output=True, check=True)
            report = self.report("import", self.write("e.ndjson.zst", packed.stdout))
            self.assertEqual(report["duplicates"], 1000)

    def test_csv_forms(self):
        rows = ('"u1","said ""hi"", twice\nand more",2024-01-02T03:04:05+02:00,"1,5"\r\n'
                "u2,tab\there 🎈,1704067200,\n"
                "u3,x,1704067200123,=2+3\n")
        file = self.write("e.csv", "\ufeffCustomer ID;x".replace(";x", "") + ",event,date,price\r\n" + rows)
        report = self.report("import", file)
        self.assertEqual((report["events"], report["discards"]), (3, 0), report)
        self.assertTrue(any("Customer ID" in note for note in report["notes"]), report)
        self.assertIn(("user_id", "u2"), self.ids())
        semicolons = self.write("s.csv", "who;when;what\n7;31/12/2023 10:00;A\n8;13/13/2023 10:00;A\n")
        report = self.report("import", semicolons, "--user-id", "who", "--event", "what", "--time", "when",
                             "--time-format", "%d/%m/%Y %H:%M")
        self.assertEqual((report["events"], report["discards_by_reason"]), (1, {"bad_timestamp": 1}))

    def test_strict_stops_at_the_first(self):
        file = self.write("e.ndjson", lines(track(), "oops", track("u2")))
        said = self.refused("import", file, "--strict")
        self.assertIn("line 2: not_json", said)
        self.assertEqual(self.status()["events"], 0)
        self.assertEqual(self.report("import", file)["events"], 2)

    def test_an_item_feed_is_put_in_and_replaced(self):
        csv = self.write("items.csv", "sku,brand,price,stock\np1,Acme,1.50,3\np2,\"A, B\",2,\n,Nobody,3,\nshort\n")
        report = self.report("items", "import", csv, "--key", "sku")
        self.assertEqual((report["added"], report["refused"]), (2, 2))
        feed = self.write("items.ndjson", lines({"sku": "p1", "brand": "Acme", "price": 1.75}, {"sku": 3}, {"x": 1}))
        report = self.report("items", "import", feed, "--key", "sku")
        self.assertEqual((report["added"], report["changed"], report["refused"], report["items"]), (1, 1, 1, 3))
        state = sqlite3.connect(self.data / "state.sqlite")
        self.assertEqual(dict(state.execute("SELECT key, attributes FROM items").fetchall()), {
            "p1": '{"brand":"Acme","price":1.75}', "p2": '{"brand":"A, B","price":"2"}', "3": "{}"})
        state.close()
        self.assertIn("sku, brand", self.refused("items", "import", csv, "--key", "id", code=2))
        self.assertIn("no item", self.refused("items", "import", self.write("no.csv", "sku,a\n,1\n"), "--key", "sku"))
        self.assertEqual(self.report("items", "import", feed, "--key", "sku")["unchanged"], 2)


class Identity(Folder):
    def test_shared_ids_alias_and_limits(self):
        rows = [track("u1", anonymousId="a1"), track("u2", anonymousId="a1"),
                track("old"), {"type": "alias", "userId": "u3", "previousId": "old", "timestamp": "2024-01-01"},
                *(track("u4", anonymousId=f"b{i}") for i in range(7)),
                track("u5", context={"externalIds": [{"id": "c1", "type": "crm", "collection": "users"}]}),
                {**track("hidden"), "integrations": {"Personas": False}}]
        report = self.report("import", self.write("e.ndjson", lines(*rows)))
        self.assertEqual((report["events"], report["discards"]), (len(rows), 0))
        ids = self.ids()
        self.assertEqual(ids["anonymous_id", "a1"], ids["user_id", "u1"])
        self.assertNotEqual(ids["user_id", "u1"], ids["user_id", "u2"])
        self.assertEqual(ids["user_id", "old"], ids["user_id", "u3"])
        self.assertEqual(sum(kind == "anonymous_id" and value[0] == "b" for kind, value in ids), 5)
        self.assertEqual(ids["crm", "c1"], ids["user_id", "u5"])
        self.assertNotIn(("user_id", "hidden"), ids)
        self.assertEqual(report["profiles"], 5)

    def test_ids_that_stand_for_nobody(self):
        for value in ("0", "00-00", "-1", "null", "anonymous"):
            with self.subTest(value=value):
                file = self.write("e.ndjson", lines(track(value), track(value, anonymousId="a1")))
                report = self.report("import", file)
                self.assertEqual(report["discards_by_reason"], {"blocked_id": 1})
        self.assertEqual(list(self.ids()), [("anonymous_id", "a1")])


class BadInput(Folder):
    def test_files_that_cannot_be_used(self):
        good = lines(*(track(f"u{i}", properties={"i": i}) for i in range(5000))).encode()
        packed = gzip.compress(good)
        noise = bytes((i * 7919 + i // 251) % 256 for i in range(20_000))
        for name, content, code, said in (
            ("empty.ndjson", b"", 1, "empty"),
            ("empty.csv", b"", 1, "empty"),
            ("empty.parquet", b"", 1, "empty"),
            ("blank.ndjson", b"\n \n\n", 1, "no row"),
            ("header.csv", b"user_id,event,time\n", 1, "no row"),
            ("binary.csv", noise, 1, "no CSV"),
            ("binary.parquet", noise, 1, "no Parquet"),
            ("cut.parquet", b"PAR1" + noise, 1, "Parquet"),
            ("photo.jpg", noise, 2, "--format"),
            ("utf16.csv", "user_id,event\n1,2\n".encode("utf-16"), 1, "UTF-8"),
            ("wrong.csv", b"a,b,c\n1,2,3\n", 2, "the columns are: a, b, c"),
            ("noevent.csv", b"user_id,time,c\n1,2,3\n", 2, "the event's name"),
            ("notime.csv", b"user_id,event,c\n1,2,3\n", 2, "--time"),
            ("damaged.ndjson.gz", packed[:100] + b"\0\0\0\0" + packed[104:], 1, "damaged"),
            ("garbage.ndjson", noise, 1, "accepted"),
        ):
            with self.subTest(name=name):
                path = self.write(name, content)
                message = self.refused("import", path, code=code)
                self.assertIn(said, message)
        self.assertIn("no such file", self.refused("import", self.root / "nothing.csv"))
        self.assertIn("--user-id: nobody", self.refused("import", self.write("e.csv", "user_id,event,time\n1,2,3\n"),
                                                       "--user-id", "nobody", code=2))
        self.assertIn("no .ndjson", self.refused("import", self.write("folder/readme.md", "x").parent))
        self.assertEqual(self.status()["events"], 0)

    def test_a_wrong_path_makes_no_data_folder(self):
        self.refused("import", self.root / "nothing.csv")
        self.assertFalse(self.data.exists())

    def test_a_cut_gzip_keeps_what_came_before(self):
        text = lines(*(track(f"u{i}", properties={"text": str(i) * 20}) for i in range(20_000)))
        packed = gzip.compress(text.encode())
        cut = self.write("e.ndjson.gz", packed[:len(packed) // 2])
        self.assertIn("cut short", self.refused("import", cut))
        before = self.status()
        self.assertTrue(0 < before["events"] < 20_000, before)
        self.assertEqual(before["discards"], 0)
        report = self.report("import", self.write("e.ndjson.gz", packed))
        self.assertEqual((report["events"], report["duplicates"]), (20_000 - before["events"], before["events"]))

    def test_a_cut_zst_says_so(self):
        if not shutil.which("zstd"):
            self.skipTest("no zstd program here")
        text = lines(*(track(f"u{i}", properties={"text": os.urandom(9).hex()}) for i in range(20_000)))
        packed = subprocess.run(["zstd", "-q"], input=text.encode(), capture_output=True, check=True).stdout
        self.assertIn("cut short", self.refused("import", self.write("e.ndjson.zst", packed[:len(packed) // 2])))
        self.assertEqual(self.report("import", self.write("e.ndjson.zst", packed))["discards"], 0)
        self.assertEqual(self.status()["events"], 20_000)

    def test_a_bad_file_does_not_stop_the_others(self):
        self.write("in/1.ndjson", lines(track("u1")))
        self.write("in/2.ndjson.gz", b"\x1f\x8bnot gzip")
        self.write("in/3.ndjson", lines(track("u3")))
        self.assertIn("2.ndjson.gz", self.refused("import", self.root / "in"))
        self.assertEqual(self.status()["events"], 2)

    def test_an_item_feed_beside_the_events_is_said_before_anything_is_read(self):
        self.write("in/events.ndjson", lines(track("u1")))
        feed = self.write("in/items.csv", "product_id,name\np1,Pen\n")
        said = self.refused("import", self.root / "in", code=2)
        for part in ("say which column holds the person", f"(in {feed})", "nothing was imported",
                     f"likely items import {feed} --key COL"):
            self.assertIn(part, said)
        self.assertFalse(os.path.exists(self.data))  # no folder is left of a refused import
        self.report("items", "import", feed, "--key", "product_id")
        self.assertEqual(self.report("import", self.root / "in/events.ndjson")["events"], 1)

    def test_every_reason_is_listed_with_its_line(self):
        deep = "[" * 5000
        rows = [
            (track("u0"), None),
            ("{", "not_json"), ("NaN", "not_json"), ('{"type":"track","event":"E","userId":"u","properties":{"x":NaN}}', "not_json"),
            ('{"type":"track","event":"E","userId":"u","properties":{"x":1e400}}', "not_json"),
            (deep, "not_json"), ('{"type":"track","event":"E","userId":"u","properties":{"x":' + "[" * 200 + "]" * 200 + "}}", "not_json"),
            ("[1]", "not_object"), ('"x"', "not_object"),
            ({"type": "track", "event": "E"}, "no_user_anon_id"), ({"userId": "u"}, "unknown_type"),
            ({"type": "track", "userId": "u"}, "event_not_defined"),
            ({"type": "track", "userId": "u", "event": 4}, "event_not_string"),
            (track(properties=3), "properties_not_object"), (track(traits=[]), "traits_not_object"),
            (track(user=5), "id_not_string"), (track(messageId="m" * 101), "message_id_too_long"),
            (track(at="2999-01-01"), "bad_timestamp"), (track(at="soon"), "bad_timestamp"),
            ({"batch": []}, "empty_batch"), (track(properties={"x": "y" * 40_000}), "event_too_large"),
            (track(properties={f"property {i}": i for i in range(10_000)}), "event_too_large"),
            (track("u1", at="1970-01-01"), None), (track("u2", event="n" * 10_240), None),
            ('{"type":"track","event":"A","event":"B","userId":"u3","userId":"u4"}', None),
            (track("u5", event="'\";DROP TABLE events;--\t\n🎈\u0000"), None),
            (track("u6", properties={f"p{i}": i for i in range(2_000)}), None),
            (track("=cmd()", properties={"x": "\u0000\ud7ff\uffff"}), None),
        ]
        text = lines(*(row for row, _ in rows)).encode()
        bad = b'{"type":"track","event":"\xff\xfe","userId":"u"}\n'
        report = self.report("import", self.write("e.ndjson", text + bad))
        expected = [(i + 1, reason) for i, (_, reason) in enumerate(rows) if reason] + [(len(rows) + 1, "invalid_utf8")]
        found = sorted((row["line"], row["reason"]) for row in self.discards())
        self.assertEqual(found, expected)
        self.assertEqual(report["discards"], len(expected))
        self.assertEqual(report["events"], sum(reason is None for _, reason in rows))
        self.assertEqual(report["first"], "1970-01-01T00:00:00Z")
        for row in self.discards():
            self.assertTrue(row["detail"] and row["source"].endswith("e.ndjson"), row)
            self.assertLessEqual(len(row["excerpt"].encode()), 200)
        self.assertIn(("user_id", "u3"), self.ids())
        only = self.report("discards", "--reason", "bad_timestamp")
        self.assertEqual(len(only["discards"]), 2)
        self.assertEqual(self.call("discards").returncode, 0)

    def test_rows_of_csv_that_are_refused(self):
        head = b"user_id,event,time,note\n"
        rows = [
            (b"u1,A,2024-01-01,fine", None), (b"u1,A,2024-01-01", "bad_row"), (b"u1,A,2024-01-01,x,y", "bad_row"),
            (b'u1,A,2024-01-01,"open', "bad_row"), (b'u1,A,2024-01-01,"a"b', "bad_row"),
            (b"u1,A,2024-01-01,\xff", "invalid_utf8"), (b",A,2024-01-01,x", "no_user_anon_id"),
            (b"0,A,2024-01-01,x", "blocked_id"), (b"u1,,2024-01-01,x", "event_not_defined"),
            (b"u1,A,,x", "bad_timestamp"), (b"u1,A,31/12/2023,x", "bad_timestamp"), (b"u1,A,2999-01-01,x", "bad_timestamp"),
            (b"u1,A,NaN,x", "bad_timestamp"), (b"u1,A,1e400,x", "bad_timestamp"), (b"u1,A,1970-01-01,5\" pipe", None),
            (b"u1,A,2024-01-01," + b"x" * 40_000, "event_too_large"), (b"u1,A,2024-01-01,NaN", None),
        ]
        # The open quote is the last one, so that it costs its line only.
        rows.sort(key=lambda row: row[0].endswith(b"open"))
        file = self.write("e.csv", head + b"".join(row + b"\n" for row, _ in rows))
        report = self.report("import", file)
        found = sorted((row["line"], row["reason"]) for row in self.discards())
        self.assertEqual(found, [(i + 2, reason) for i, (_, reason) in enumerate(rows) if reason])
        self.assertEqual(report["events"], 3)

    def test_an_endless_line_takes_no_memory(self):
        def peak_kib(size: int) -> int:
            data = self.root / f"data-{size}"
            process = subprocess.Popen([LIKELY, "--data", data, "import", "-", "--format", "ndjson", "--json"],
                                       stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
            process.stdin.write(lines(track("before")).encode() + b'{"type":"track","x":"')
            for _ in range(size):
                process.stdin.write(b"x" * (1 << 20))
            process.stdin.write(b'"}\n' + lines(track("after")).encode())
            process.stdin.close()
            report = json.loads(process.stdout.read())
            process.stdout.close()
            _, code, usage = os.wait4(process.pid, 0)
            process.returncode = code
            self.assertEqual((code, report["events"], report["discards_by_reason"]), (0, 2, {"event_too_large": 1}))
            return usage.ru_maxrss

        small, large = peak_kib(2), peak_kib(192)
        self.assertLess(large - small, 96 * 1024)


class DataFolder(Folder):
    def setUp(self):
        super().setUp()
        self.file = self.write("e.ndjson", lines(track()))

    def make(self):
        self.report("import", self.file)

    def test_folders_that_cannot_be_used(self):
        self.assertIn("no data folder", self.refused("status"))
        self.assertIn("not a folder", self.refused("import", self.file, data=self.file))
        other = self.write("other/photo.jpg", "x").parent
        self.assertIn("holds other things", self.refused("import", self.file, data=other))
        self.make()
        (self.data / "format").write_text("likely 99\n")
        self.assertIn("format version 99", self.refused("import", self.file))
        (self.data / "format").unlink()
        self.assertIn("damaged", self.refused("status"))
        (self.data / "format").write_text("likely 1\n")
        self.status()
        for name in ("state.sqlite", "warehouse.duckdb"):
            with self.subTest(file=name):
                whole = (self.data / name).read_bytes()
                (self.data / name).write_bytes(b"x" * 10_000)
                self.assertIn("damaged", self.refused("import", self.file))
                (self.data / name).unlink()
                self.assertIn("missing", self.refused("status"))
                (self.data / name).write_bytes(whole)
        self.assertEqual(self.status()["events"], 1)

    def test_a_folder_in_use_says_by_whom(self):
        self.make()
        holder = subprocess.Popen([LIKELY, "--data", self.data, "import", "-", "--format", "ndjson"],
                                  stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            holder.stdin.write(lines(track("u2")).encode())
            holder.stdin.flush()
            until = time.time() + 30
            while (self.data / "lock").read_text().strip() != str(holder.pid) and time.time() < until:
                time.sleep(0.05)
            for words in (("import", self.file), ("status",), ("catalog", "show")):
                said = self.refused(*words)
                self.assertRegex(said, rf"in use by process {holder.pid}, .* since 2\d\d\d-\d\d-\d\dT\d\d:\d\d:\d\dZ")
                self.assertIn("again when that has finished", said)
        finally:
            holder.stdin.close()
            holder.wait(60)
        self.assertEqual(self.status()["events"], 2)

    def mounted(self, options: str) -> bool:
        """Puts a small file system where the data folder goes; needs root."""
        self.data.mkdir(exist_ok=True)
        done = subprocess.run(["mount", "-t", "tmpfs", "-o", options, "tmpfs", self.data], capture_output=True)
        if done.returncode != 0:
            print(f"SKIPPED {self.id()}: no file system can be mounted here", file=sys.stderr)
            return False
        self.addCleanup(subprocess.run, ["umount", "-l", self.data], capture_output=True)
        return True

    def test_a_read_only_folder_is_read_and_not_written(self):
        if not self.mounted("size=100m"):
            return
        self.make()
        subprocess.run(["mount", "-o", "remount,ro", self.data], check=True)
        self.assertEqual(self.status()["events"], 1)
        said = self.refused("import", self.file)
        self.assertTrue("cannot be written" in said, said)

    def test_a_full_disk_loses_nothing(self):
        if not self.mounted("size=12m"):
            return
        rows = [track(f"user {i}", messageId=os.urandom(24).hex(), properties={"noise": os.urandom(60).hex()})
                for i in range(120_000)]
        file = self.write("big.ndjson", lines(*rows))
        self.make()
        said = self.refused("import", file)
        self.assertIn("space", said)
        self.assertGreaterEqual(self.status()["events"], 1)
        subprocess.run(["mount", "-o", "remount,size=400m", self.data], check=True)
        self.report("import", file)
        status = self.status()
        self.assertEqual((status["events"], status["profiles"]), (120_001, 120_001))

    def test_killed_and_run_again(self):
        with open(self.root / "big.ndjson", "w") as out:
            for i in range(1_100_000):
                out.write(f'{{"type":"track","event":"E{i % 5}","userId":"u{i % 9000}","anonymousId":"a{i % 9000}",'
                          f'"timestamp":"2024-01-01","properties":{{"n":{i // 2}}}}}\n')
        committed = set()
        for delay in (0.1, 0.4, 1, 2, 3, 5, 8, 12):
            process = subprocess.Popen([LIKELY, "--data", self.data, "import", self.root / "big.ndjson"],
                                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            try:
                process.wait(delay)
            except subprocess.TimeoutExpired:
                process.send_signal(signal.SIGKILL)
                process.wait()
            if (self.data / "format").exists():
                committed.add(self.status()["events"])
            if process.returncode == 0:
                break
        report = self.report("import", self.root / "big.ndjson")
        self.assertEqual(report["events"] + report["duplicates"], 1_100_000)
        status = self.status()
        self.assertEqual((status["events"], status["profiles"], status["discards"]), (1_100_000, 9000, 0))
        self.assertTrue(committed - {1_100_000}, "no kill came half-way")


if __name__ == "__main__":
    unittest.main()
