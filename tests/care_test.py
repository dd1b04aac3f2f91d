#!/usr/bin/env python3
"""Care from outside: what is known of a person, verifying, finding out what is wrong."""

import fcntl
import json
import os
import pty
import random
import shutil
import signal
import sqlite3
import subprocess
import time
import unittest
from pathlib import Path

from shop import CATALOG, LIKELY, Shop, events, product


class Profiles(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.shop = Shop()
        cls.shop.ok("audience", "create", "All", "--column", "Brand", "--value", "Bolt", "--top", "100%")
        cls.shop.ok("trait", "create", "Next", "--column", "Product", "--count", "3")

    @classmethod
    def tearDownClass(cls):
        cls.shop.close()

    def test_show_says_everything(self):
        mine = [e for e in events() if e.get("userId") == "u5"]
        page = self.shop.json("profile", "show", "user_id:u5")
        self.assertEqual({(i["type"], i["value"]) for i in page["external_ids"]},
                         {("user_id", "u5"), ("email", "5@example.org")})
        self.assertEqual(page["events"]["count"], len(mine))
        times = sorted(e["timestamp"] for e in mine)
        self.assertEqual((page["events"]["first"], page["events"]["last"]), (times[0], times[-1]))
        newest = page["events"]["newest"]
        self.assertEqual([e["at"] for e in newest], times[::-1][:10])
        self.assertIn("product_id", newest[0]["body"]["properties"])
        self.assertEqual(sum(c["count"] for c in page["events"]["by_name"]), len(mine))
        self.assertEqual(len(page["recommended"]), 5)
        self.assertTrue(page["recommended"][0]["reasons"])
        shown = self.shop.json("trait", "show", "next", "--profile", "user_id:u5")["list"]
        self.assertEqual([v["value"] for v in page["traits"][0]["list"]], [v["value"] for v in shown])
        for other in ("email:5@example.org", page["profile_id"]):
            self.assertEqual(self.shop.json("profile", "show", other), page)
        words = self.shop.ok("profile", "show", "user_id:u5")
        for word in ("u5", "5@example.org", page["profile_id"], "Product Viewed", "recommended"):
            self.assertIn(word, words)

    def test_ids_are_in_order_of_their_type(self):
        types = [i["type"] for i in self.shop.json("profile", "show", "user_id:u5")["external_ids"]]
        self.assertEqual(types, ["user_id", "email"])

    def test_products_are_called_by_their_names(self):
        shop = Shop()
        self.addCleanup(shop.close)
        feed = shop.root / "items.csv"
        feed.write_text("product_id,name\n" + "".join(f"P{n:02},Bolt no. {n}\n" for n in range(30)))
        shop.ok("items", "import", feed, "--key", "product_id")
        best = shop.json("profile", "show", "user_id:u5")["recommended"][0]
        self.assertEqual(best["name"], f"Bolt no. {int(best['value'][1:])}")
        self.assertIn(f"{best['name']} ({best['value']})", shop.ok("profile", "show", "user_id:u5"))

    def test_membership_is_that_of_the_audience(self):
        member = self.shop.json("audience", "members", "all")["members"][0]
        page = self.shop.json("profile", "show", member["profile_id"])
        self.assertEqual([(a["key"], a["rank"]) for a in page["audiences"]], [("all", 1)])

    def test_unknown_and_wrong_ids(self):
        for words, code, said in ((("show", "user_id:nobody"), 1, "nobody has the user_id nobody"),
                                  (("show", "nobody"), 2, "TYPE:VALUE")):
            result = self.shop.call("profile", *words)
            self.assertEqual((result.returncode, result.stdout), (code, ""), result.stderr)
            self.assertIn(said, result.stderr)


class Merged(unittest.TestCase):
    def test_merges_and_no_model(self):
        shop = Shop(train=False)
        self.addCleanup(shop.close)
        calls = [{"type": "track", "event": "Seen", "anonymousId": "m1", "timestamp": "2024-05-01T00:00:00Z"},
                 {"type": "track", "event": "Seen", "userId": "m2", "timestamp": "2024-05-02T00:00:00Z"},
                 {"type": "identify", "userId": "m2", "anonymousId": "m1", "timestamp": "2024-05-03T00:00:00Z"}]
        for number, call in enumerate(calls):  # one import each: stored people are merged
            path = shop.root / f"{number}.ndjson"
            path.write_text(json.dumps(call) + "\n")
            shop.ok("import", path)
        page = shop.json("profile", "show", "anonymous_id:m1")
        self.assertEqual((page["user_id"], page["events"]["count"], len(page["merged"])), ("m2", 3, 1))
        self.assertEqual(page["profile_id"], shop.json("profile", "show", page["merged"][0])["profile_id"])
        self.assertEqual(page["recommended"], [])
        self.assertIn("no model", page["no_recommendation"])


SEARCHES = """
[[interaction]]
event = "Products Searched"
query = "properties.query"
"""
# Everything that only the person to be erased has; none of it may be left anywhere.
PERSON = ("zeta-4711", "anon-zeta-91", "Zoë \"Zed\" Quux-Unique", "zoe.quux+x@example.org", "loyal-zeta-77",
          "engraved-zeta-gift", "my very own zeta words", "early-zeta-device")


def persons_calls() -> list[dict]:
    """All that is known of them: merged devices, odd characters, a value and a search of their own."""
    user, anonymous, name, email, loyalty, own, query, device = PERSON
    at = "2024-05-{:02}T10:00:00Z".format
    context = {"traits": {"email": email}, "externalIds": [{"type": "loyalty", "id": loyalty}]}
    return [
        {"type": "track", "event": "Product Viewed", "anonymousId": device, "timestamp": at(1), "properties": product(4)},
        {"type": "identify", "userId": user, "anonymousId": anonymous, "timestamp": at(2), "context": context,
         "traits": {"name": name, "email": email}},
        {"type": "identify", "userId": user, "anonymousId": device, "timestamp": at(3)},
        {"type": "track", "event": "Order Completed", "userId": user, "timestamp": at(4), "properties": product(4)},
        {"type": "track", "event": "Order Completed", "userId": user, "timestamp": at(5),
         "properties": {**product(5), "product_id": own}},
        {"type": "track", "event": "Products Searched", "userId": user, "timestamp": at(6), "properties": {"query": query}},
        # Kept out of profiles, but it says who it is.
        {"type": "track", "event": "Product Viewed", "anonymousId": "x1", "timestamp": at(7), "properties": product(6),
         "context": {"traits": {"email": email}}, "integrations": {"Personas": False}},
    ]


def refused_lines() -> list[str]:
    """Rows that are refused and name them, escaped, and cut off within an id."""
    long = json.dumps({"type": "track", "event": "x" * 125, "properties": [], "userId": PERSON[0]})
    cut = long[:200]
    cut = '{"pad":"' + "p" * (200 - 9 - 11 - len('","userId":"')) + '","userId":"' + PERSON[3] + '"'
    return [json.dumps({"type": "track", "userId": PERSON[0], "timestamp": "2024-05-01"}),
            json.dumps({"type": "nonsense", "traits": {"email": PERSON[3]}}).replace("z", "\\u007a"),
            "broken " + json.dumps(PERSON[1]), cut, long,
            json.dumps({"type": "nonsense", "userId": "somebody else"})]


def needles() -> set[bytes]:
    found = set()
    for word in PERSON:
        for text in (word, json.dumps(word)[1:-1], json.dumps(word, ensure_ascii=False)[1:-1]):
            found.add(text.encode())
    return found


def hits(folder: Path, words: set[bytes]) -> list[str]:
    return [f"{file.name}: {word!r}" for file in sorted(folder.rglob("*")) if file.is_file()
            for word in sorted(words) if word in file.read_bytes()]


class Erasing(unittest.TestCase):
    """Each test works on a copy of one folder with exports, an audience, a trait and two models."""

    @classmethod
    def setUpClass(cls):
        cls.shop = shop = Shop(train=False)
        (shop.root / "person.ndjson").write_text("".join(json.dumps(c) + "\n" for c in persons_calls()))
        (shop.root / "refused.ndjson").write_text("".join(line + "\n" for line in refused_lines()))
        (shop.root / "catalog.toml").write_text(CATALOG + SEARCHES)
        for call in persons_calls():  # one import each: stored people are merged
            (shop.root / "one.ndjson").write_text(json.dumps(call) + "\n")
            shop.ok("import", shop.root / "one.ndjson")
        subprocess.run([LIKELY, "--data", shop.root / "data", "import", shop.root / "refused.ndjson"], capture_output=True)
        shop.ok("catalog", "set", shop.root / "catalog.toml")
        shop.ok("train")
        shop.ok("train", "--horizon", "14")
        shop.ok("audience", "create", "All", "--column", "Brand", "--value", "Bolt", "--top", "100%", "--horizon", "30")
        shop.ok("trait", "create", "Next", "--column", "Product", "--count", "4")
        exports = shop.root / "data" / "exports"
        exports.mkdir()
        for kind in ("csv", "ndjson", "parquet"):
            shop.ok("trait", "export", "next", "--out", exports / f"next.{kind}")
        shop.ok("score", "--column", "Brand", "--out", exports / "scores.csv")
        (exports / "source.ndjson").write_text((shop.root / "person.ndjson").read_text())
        cls.profile_ids = [shop.json("profile", "show", f"user_id:{PERSON[0]}")["profile_id"]]
        cls.profile_ids += shop.json("profile", "show", f"user_id:{PERSON[0]}")["merged"]
        cls.kept = shop.root / "kept"
        shutil.copytree(shop.root / "data", cls.kept)

    @classmethod
    def tearDownClass(cls):
        cls.shop.close()

    def setUp(self):
        shutil.rmtree(self.shop.root / "data")
        shutil.copytree(self.kept, self.shop.root / "data")

    @property
    def data(self) -> Path:
        return self.shop.root / "data"

    def words(self) -> set[bytes]:
        return needles() | {word.encode() for word in self.profile_ids}

    def pages(self) -> list:
        return [self.shop.json("profile", "show", f"user_id:u{n}") for n in (1, 5, 77, 200)]

    def scores(self) -> dict:
        out = self.shop.root / "scores.ndjson"
        self.shop.ok("score", "--column", "Product", "--out", out)
        rows = [json.loads(line) for line in out.read_text().splitlines()]
        return {(r["profile_id"], r["value"]): r["probability"] for r in rows}

    def assert_erased(self):
        self.assertEqual(hits(self.data, self.words()), [])
        unknown = self.shop.call("profile", "show", f"user_id:{PERSON[0]}")
        self.assertEqual(unknown.returncode, 1)
        self.assertEqual(sorted(p.name for p in self.data.iterdir() if ".new" in p.name or p.name == "erasing"), [])

    def test_nothing_is_left_of_them_and_all_of_others(self):
        self.assertTrue(hits(self.data, self.words()))
        before, pages, scores = self.shop.json("status"), self.pages(), self.scores()
        discards = self.shop.json("discards", "--limit", "0")
        report = self.shop.json("profile", "erase", f"email:{PERSON[3]}", "--yes")
        self.assert_erased()
        removed = report["removed"]
        self.assertEqual(removed["profiles"], 2)
        self.assertEqual(removed["external_ids"], 5)
        self.assertEqual(removed["events"], len(persons_calls()))
        self.assertEqual(removed["discards"], len(refused_lines()) - 2, discards)
        self.assertEqual((removed["memberships"], removed["trait_lists"]), (1, 1))
        self.assertEqual(removed["values"], 2, "the engraved product and the search")
        self.assertEqual((report["models_rewritten"], report["models_dropped"]), (2, []))
        self.assertEqual((report["files_rewritten"], report["files_left"]), (5, []))
        after = self.shop.json("status")
        self.assertEqual(after["events"], before["events"] - removed["events"])
        self.assertEqual(after["profiles"], before["profiles"] - 1)
        self.assertEqual(after["discards"], before["discards"] - removed["discards"])
        self.assertEqual(self.pages(), pages)
        theirs = set(self.profile_ids)
        self.assertEqual(self.scores(), {key: p for key, p in scores.items()
                                         if key[0] not in theirs and key[1] != PERSON[5]})
        for audience in self.shop.json("audience", "list")["audiences"]:
            members = self.shop.json("audience", "members", audience["key"], "--limit", "9999")["members"]
            self.assertEqual(audience["size"], len(members))
            shown = self.shop.ok("audience", "show", audience["key"])
            self.assertRegex(shown, rf"(?m)^{len(members)} people; ")
            self.assertRegex(shown, rf"(?m)^ *{len(members)} .*← this audience")
        self.shop.ok("train")
        self.shop.ok("audience", "refresh", "all")
        self.assert_erased()

    def test_the_warehouse_says_the_same_when_asked(self):
        """Compressed bytes could hide it from a search of bytes: mapping anew and exporting reads all columns."""
        self.shop.ok("profile", "erase", f"user_id:{PERSON[0]}", "--yes")
        self.shop.ok("catalog", "set", self.shop.root / "catalog.toml")
        self.shop.ok("train")
        self.shop.ok("score", "--column", "Product", "--out", self.shop.root / "all.ndjson")
        self.assertNotIn(PERSON[5], (self.shop.root / "all.ndjson").read_text())
        said = json.dumps(self.shop.json("discards", "--limit", "0"))
        self.assertFalse([word for word in PERSON if word in said])
        self.assertIn("somebody else", said)

    def test_importing_again_brings_them_back(self):
        before = self.shop.json("status")
        self.assertIn("brings the person back", self.shop.ok("profile", "erase", self.profile_ids[0], "--yes"))
        self.shop.ok("import", self.shop.root / "person.ndjson")
        after = self.shop.json("status")
        self.assertEqual((after["events"], after["profiles"]), (before["events"], before["profiles"]))
        page = self.shop.json("profile", "show", f"user_id:{PERSON[0]}")
        self.assertEqual(page["events"]["count"], len(persons_calls()) - 1)

    def test_asked_on_a_terminal_else_needs_yes(self):
        refused = self.shop.call("profile", "erase", f"user_id:{PERSON[0]}")
        self.assertEqual(refused.returncode, 2)
        self.assertIn("--yes", refused.stderr)
        for answer, code in ((b"no\n", 1), (b"yes\n", 0)):
            parent, child = pty.openpty()
            process = subprocess.Popen([LIKELY, "--data", self.data, "profile", "erase", f"user_id:{PERSON[0]}"],
                                       stdin=child, stderr=child, stdout=subprocess.DEVNULL)
            os.close(child)
            os.write(parent, answer)
            said = b""
            while process.poll() is None or not said:
                try:
                    said += os.read(parent, 4096)
                except OSError:
                    break
            self.assertEqual(process.wait(60), code, said)
            self.assertIn(b"Type yes", said)
            os.close(parent)
        self.assert_erased()

    def test_nobody_has_that_id(self):
        before = {file: file.read_bytes() for file in self.data.rglob("*.duckdb")}
        result = self.shop.call("profile", "erase", "user_id:nobody", "--yes")
        self.assertEqual((result.returncode, result.stdout), (1, ""))
        self.assertIn("nobody has the user_id nobody", result.stderr)
        self.assertEqual({file: file.read_bytes() for file in self.data.rglob("*.duckdb")}, before)

    def test_what_cannot_be_rewritten_is_dropped_or_told(self):
        model = next((self.data / "models").glob("*.model"))
        damaged = bytearray(model.read_bytes())
        damaged[len(damaged) // 2] ^= 1
        model.write_bytes(damaged)
        (self.data / "notes.txt").write_text(f"call {PERSON[3]} back")
        report = self.shop.json("profile", "erase", f"user_id:{PERSON[0]}", "--yes")
        self.assertEqual(len(report["models_dropped"]), 1)
        self.assertEqual(report["models_rewritten"], 1)
        self.assertEqual([Path(file).name for file in report["files_left"]], ["notes.txt"])
        (self.data / "notes.txt").unlink()
        self.assert_erased()

    def test_killed_anywhere_and_run_again(self):
        line = [LIKELY, "--data", self.data, "profile", "erase", f"user_id:{PERSON[0]}", "--yes"]
        began = time.monotonic()
        subprocess.run(line, check=True, capture_output=True)
        whole = time.monotonic() - began
        rng = random.Random(3)
        interrupted = 0
        for number in range(16):
            self.setUp()
            process = subprocess.Popen(line, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            if number % 2:  # at a moment of the work that shows from outside
                mark = self.data / ("erasing" if number % 4 == 1 else "warehouse.duckdb.new")
                while process.poll() is None and not mark.exists():
                    pass
                time.sleep(rng.random() * whole / 4)
            else:
                time.sleep(whole * (number + .5) / 16)
            process.send_signal(signal.SIGKILL)
            process.wait()
            interrupted += (self.data / "erasing").exists()
            again = subprocess.run(line, capture_output=True, text=True)
            known = again.returncode == 0
            self.assertTrue(known or "nobody has" in again.stderr, again.stderr)
            self.assert_erased()
            self.assertEqual(self.shop.json("status")["profiles"], 300)
        self.assertGreater(interrupted, 3, "the kills must hit the work")


def flip(file: Path, at: int) -> None:
    data = bytearray(file.read_bytes())
    data[at] ^= 4
    file.write_bytes(data)


class Verifying(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.shop = Shop()
        cls.shop.ok("audience", "create", "All", "--column", "Brand", "--value", "Bolt", "--top", "50%")
        cls.shop.ok("trait", "create", "Next", "--column", "Product", "--count", "3")
        cls.kept = cls.shop.root / "kept"
        shutil.copytree(cls.shop.root / "data", cls.kept)

    @classmethod
    def tearDownClass(cls):
        cls.shop.close()

    def setUp(self):
        self.data = self.shop.root / "data"
        shutil.rmtree(self.data)
        shutil.copytree(self.kept, self.data)

    def wrong(self) -> list[str]:
        """Names of the checks that failed; the exit code and both forms of the answer agree."""
        result = self.shop.call("verify", "--json")
        checks = json.loads(result.stdout)["checks"]
        names = [c["name"] for c in checks if not c["ok"]]
        self.assertEqual(result.returncode, 1 if names else 0, result.stderr)
        return names

    def sql(self, text: str) -> None:
        """Changes the state behind the program's back, as if it had been written so."""
        connection = sqlite3.connect(self.data / "state.sqlite")
        connection.execute(text)
        connection.commit()
        connection.close()
        (self.data / "state.sum").unlink(missing_ok=True)

    def test_all_is_right(self):
        self.assertEqual(self.wrong(), [])
        words = self.shop.ok("verify")
        self.assertIn("Everything is right.", words)
        self.assertIn("events, each of a profile", words)
        self.shop.ok("profile", "erase", "user_id:u5", "--yes")
        self.assertEqual(self.wrong(), [])
        nowhere = subprocess.run([LIKELY, "--data", self.data / "nowhere", "verify"], capture_output=True, text=True)
        self.assertEqual((nowhere.returncode, nowhere.stdout), (1, ""))

    def test_one_bit_in_any_file_is_found(self):
        rng = random.Random(11)
        for file in sorted(f for f in self.kept.rglob("*") if f.is_file() and f.stat().st_size):
            if file.name in ("lock",):
                continue
            # DuckDB's two headers take turns, and blocks may be free: a flip there is nobody's.
            spare = file.suffix == ".duckdb"
            found = 0
            for _ in range(6):
                self.setUp()
                flip(self.data / file.relative_to(self.kept), rng.randrange(12288 if spare else 0, file.stat().st_size))
                found += bool(self.wrong())
            self.assertGreaterEqual(found, 3 if spare else 6, file.name)

    def test_what_points_nowhere_is_found(self):
        cases = (("DELETE FROM profiles WHERE number = 3", {"external ids", "events", "interactions"}),
                 ("INSERT INTO merges VALUES (5, 6), (6, 5)", {"merges"}),
                 ("UPDATE audiences SET size = size + 1", {"audience sizes"}),
                 ("UPDATE audience_members SET profile = 99999 WHERE rank = 1", {"audience members"}),
                 ("UPDATE traits SET profiles = 1", {"trait sizes"}),
                 ("UPDATE trait_lists SET profile = 99999 WHERE profile = 4", {"trait lists"}),
                 ("UPDATE mappings SET toml = 'nonsense'", {"catalog"}),
                 ("UPDATE mappings SET version = version + 1", {"interactions"}),
                 ("UPDATE models SET bytes = 1", {"model_1"}))
        for text, expected in cases:
            with self.subTest(text):
                self.setUp()
                self.sql(text)
                self.assertLessEqual(expected, set(self.wrong()))

    def test_what_was_left_behind_is_found(self):
        (self.data / "models" / "model_9.model.writing-99999999").write_text("half")
        (self.data / "erasing").write_text("prf_0\nuser_id:u5")
        self.assertEqual(self.wrong(), ["erasure", "leftovers"])
        self.assertEqual(self.shop.call("doctor").returncode, 1)
        self.shop.ok("profile", "erase", "user_id:u5", "--yes")
        self.assertEqual(self.wrong(), [])

    def test_a_killed_writer_is_no_damage(self):
        process = subprocess.Popen([LIKELY, "--data", self.data, "train"], stderr=subprocess.DEVNULL,
                                   stdout=subprocess.DEVNULL)
        time.sleep(.2)
        process.kill()
        process.wait()
        self.assertEqual([name for name in self.wrong() if name != "leftovers"], [])


class Doctor(unittest.TestCase):
    def commands(self, shop: Shop, code: int = 0) -> list[str]:
        result = shop.call("doctor", "--json")
        self.assertEqual(result.returncode, code, result.stderr)
        found = json.loads(result.stdout)["findings"]
        levels = [f["level"] for f in found]
        self.assertEqual(levels, sorted(levels, key=lambda level: level != "broken"))
        data = f"--data {shop.root / 'data'} "
        return [f["command"].replace(data, "") for f in found if not f["command"].startswith("df")]

    def test_from_an_empty_folder_to_a_model(self):
        shop = Shop(train=False)
        self.addCleanup(shop.close)
        self.assertEqual(self.commands(shop), ["likely train"])
        shop.ok("train")
        self.assertNotIn("likely train", self.commands(shop))
        shop.ok("audience", "create", "All", "--column", "Brand", "--value", "Bolt")
        shop.ok("trait", "create", "Next", "--column", "Product", "--count", "3")
        shop.ok("train")
        self.assertLessEqual({"likely audience refresh all", "likely trait refresh next"}, set(self.commands(shop)))
        self.assertIn("is this already", shop.ok("catalog", "set", shop.root / "catalog.toml"))
        self.assertNotIn("likely train", self.commands(shop))
        catalog = (shop.root / "catalog.toml").read_text()
        (shop.root / "catalog.toml").write_text(catalog.replace('columns."Brand"', 'columns."Make"'))
        shop.ok("catalog", "set", shop.root / "catalog.toml")
        self.assertIn("likely train", self.commands(shop))
        words = shop.ok("doctor")
        self.assertIn("advice: the catalog has changed", words)
        for fact in ("DuckDB", "SQLite", "AVX2", "memory", "free disk"):
            self.assertIn(fact, words)

    def test_nothing_yet(self):
        shop = Shop(train=False)
        self.addCleanup(shop.close)
        shutil.rmtree(shop.root / "data")
        self.assertEqual(self.commands(shop), ["likely import FILE"])
        self.assertFalse((shop.root / "data").exists())
        (shop.root / "bad.ndjson").write_text('{"type":"track"}\n')
        shop.call("import", shop.root / "bad.ndjson")
        self.assertEqual(self.commands(shop), ["likely import FILE"])

    def test_refused_rows_coverage_and_late_events(self):
        shop = Shop()
        self.addCleanup(shop.close)
        late = [{"type": "track", "event": "Product Viewed", "userId": "u5", "timestamp": f"2025-{m:02}-11T00:00:00Z",
                 "properties": {"n": n}} for m in (1, 2) for n in range(900)]
        (shop.root / "late.ndjson").write_text("".join(json.dumps(c) + "\n" for c in late) + "broken\n" * 400)
        shop.ok("import", shop.root / "late.ndjson")
        commands = self.commands(shop)
        for command in ("likely train", "likely discards", "likely catalog show"):
            self.assertIn(command, commands)

    def test_what_is_broken(self):
        shop = Shop()
        self.addCleanup(shop.close)
        model = next((shop.root / "data" / "models").iterdir())
        model.write_bytes(model.read_bytes()[:100])
        self.assertEqual(self.commands(shop, 1)[0], "likely train")
        (shop.root / "data" / "format").write_text("likely 9\n")
        self.assertIn("version 9", shop.call("doctor").stdout)
        self.assertEqual(self.commands(shop, 1), ["likely verify"])

    def test_in_use(self):
        shop = Shop(train=False)
        self.addCleanup(shop.close)
        with open(shop.root / "data" / "lock", "r+") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            lock.write(f"{os.getpid()}\n")
            lock.flush()
            self.assertIn(f"process {os.getpid()}", shop.ok("doctor"))
            self.assertEqual(self.commands(shop), ["likely doctor"])


if __name__ == "__main__":
    unittest.main()
