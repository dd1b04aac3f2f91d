#!/usr/bin/env python3
"""`likely generate` from outside: files, determinism, sizes, wrong uses."""

import csv
import hashlib
import json
import os
import pathlib
import subprocess
import tempfile
import unittest

LIKELY = os.environ["LIKELY"]


def generate(*words: str) -> subprocess.CompletedProcess:
    return subprocess.run([LIKELY, "generate", *words], capture_output=True, text=True, timeout=3000)


def digest(folder: pathlib.Path) -> dict[str, str]:
    return {file.name: hashlib.sha256(file.read_bytes()).hexdigest() for file in folder.iterdir()}


class Generate(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)
        self.root = pathlib.Path(self.folder.name)

    def make(self, name: str, *words: str) -> dict:
        made = generate(*words, "--out", str(self.root / name), "--json")
        self.assertEqual(made.returncode, 0, made.stderr)
        return json.loads(made.stdout)

    def test_same_seed_same_bytes(self):
        for words in (("--customers", "300"), ("--customers", "300", "--kind", "articles")):
            self.make("a", *words)
            self.make("b", *words)
            self.make("c", *words, "--seed", "9")
            self.assertEqual(digest(self.root / "a"), digest(self.root / "b"))
            self.assertNotEqual(digest(self.root / "a"), digest(self.root / "c"))

    def test_counts_are_those_of_the_files(self):
        made = self.make("shop", "--customers", "400", "--days", "60")
        lines = (self.root / "shop" / "events.ndjson").read_bytes().splitlines()
        self.assertEqual(len(lines), made["events"] + made["repeated"] + made["spoilt"])
        with open(self.root / "shop" / "items.csv", newline="", encoding="utf-8") as file:
            items = list(csv.DictReader(file))
        self.assertEqual(len(items), made["items"])
        self.assertTrue(all(float(item["price"]) > 0 for item in items))
        new = {item["product_id"] for item in items if item["brand"] == "Fernway"}
        self.assertEqual(len(new), made["announced"])
        mentioned = {p for line in lines for p in new if p.encode() in line}
        self.assertEqual(mentioned, set())

    def test_both_kinds_go_through_import_and_catalog(self):
        for kind, key, interaction in (("store", "product_id", "Order Completed"),
                                       ("articles", "article_id", "Article Read")):
            with self.subTest(kind=kind):
                made = self.make(kind, "--customers", "300", "--kind", kind)
                data = str(self.root / (kind + "-data"))
                imported = self.likely("--data", data, "import", made["events_file"], "--json")
                self.assertEqual(imported["events"], made["events"])
                self.assertEqual(imported["duplicates"], made["repeated"])
                self.assertEqual(imported["discards"], made["spoilt"])
                items = self.likely("--data", data, "items", "import", made["items_file"], "--key",
                                    key, "--json")
                self.assertEqual(items["added"], made["items"])
                proposal = subprocess.run([LIKELY, "--data", data, "catalog", "suggest"],
                                          capture_output=True, text=True, timeout=3000)
                self.assertIn(f'event = "{interaction}"', proposal.stdout)
                self.assertIn(f".{key}\"", proposal.stdout)
                mapping = self.root / (kind + ".toml")
                mapping.write_text(proposal.stdout)
                self.likely("--data", data, "catalog", "set", str(mapping), "--json")

    def likely(self, *words: str) -> dict:
        ran = subprocess.run([LIKELY, *words], capture_output=True, text=True, timeout=3000)
        self.assertEqual(ran.returncode, 0, ran.stderr)
        return json.loads(ran.stdout)

    def test_compresses_when_asked(self):
        self.make("plain", "--customers", "50")
        self.make("small", "--customers", "50", "--zst")
        plain = (self.root / "plain" / "events.ndjson").stat().st_size
        small = (self.root / "small" / "events.ndjson.zst").stat().st_size
        self.assertLess(small, plain / 3)

    def test_wrong_uses_leave_nothing_behind(self):
        for words in (("--customers", "0"), ("--kind", "zoo"), ("--items", "1"), ("--days", "-4"),
                      ("--customers", "many")):
            with self.subTest(words=words):
                made = generate(*words, "--out", str(self.root / "none"))
                self.assertEqual((made.returncode, made.stdout), (2, ""))
                self.assertTrue(made.stderr.startswith("likely: "), made.stderr)
        self.assertEqual(list(self.root.iterdir()), [])

    def test_a_path_that_is_no_folder(self):
        (self.root / "file").write_text("mine")
        made = generate("--customers", "5", "--out", str(self.root / "file"))
        self.assertEqual(made.returncode, 1)
        self.assertIn(str(self.root / "file"), made.stderr)
        self.assertEqual((self.root / "file").read_text(), "mine")


if __name__ == "__main__":
    unittest.main()
