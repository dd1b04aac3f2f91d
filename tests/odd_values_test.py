#!/usr/bin/env python3
"""Odd values from import to export: byte for byte, and no formula in a spreadsheet."""

import csv
import datetime
import io
import json
import random
import tempfile
import unittest
from pathlib import Path

from shop import Shop

ODD = ('said "hi"', "a, b; c|d", "tab\there", "two\nlines", "cr\r\nlf", "🎒 Käse 漢字", "=1+1", "@sum", "  spaces  ",
       "back\\slash", "'; DROP TABLE values; --", "e\u0301 and \u00e9", "null", "0..5", "\u200b", "\u0001")


class OddValues(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory(prefix="likely-odd-")
        cls.shop = Shop.__new__(Shop)
        cls.shop.root = Path(cls.folder.name)
        rng = random.Random(3)
        start = datetime.datetime(2024, 1, 1)
        rows = [[f"u{user}", (start + datetime.timedelta(days=day)).isoformat(), rng.choice(ODD)]
                for user in range(80) for day in range(120) if rng.random() < .15]
        with open(cls.shop.root / "odd.csv", "w", newline="", encoding="utf-8") as file:
            csv.writer(file).writerows([["customer", "time", "thing"], *rows])
        cls.rows = rows
        cls.report = cls.shop.json("import", cls.shop.root / "odd.csv", "--user-id", "customer", "--time", "time",
                                   "--event-name", "Bought")
        (cls.shop.root / "c.toml").write_text('[[interaction]]\nevent = "Bought"\nkey = "properties.thing"\n')
        cls.shop.ok("catalog", "set", cls.shop.root / "c.toml")
        cls.shop.ok("train")

    @classmethod
    def tearDownClass(cls):
        cls.folder.cleanup()

    def test_every_row_is_in(self):
        self.assertEqual((self.report["events"], self.report["discards"]), (len(self.rows), 0))

    def test_every_value_is_asked_for_as_it_was_written(self):
        for value in ODD:
            with self.subTest(value=value):
                answer = self.shop.json("audience", "preview", "--column", "Product", "--value", value)
                self.assertEqual(answer["value"], value)
                touched = {user for user, _, thing in self.rows if thing == value}
                self.assertEqual(answer["touched_by"], len(touched))
                words = self.shop.ok("audience", "preview", "--column", "Product", "--value", value)
                self.assertFalse([c for c in words if ord(c) < 32 and c != "\n"], "control characters on a terminal")

    def test_exports_hold_the_same_bytes(self):
        for extension in ("ndjson", "csv"):
            out = self.shop.root / f"scores.{extension}"
            report = self.shop.json("score", "--column", "Product", "--out", out)
            self.assertEqual(report["rows"], 80 * len(ODD))
            text = out.read_bytes().decode()
            if extension == "ndjson":
                values = {json.loads(line)["value"] for line in text.split("\n") if line}
                self.assertEqual(values, set(ODD))
            else:
                values = {row["value"] for row in csv.DictReader(io.StringIO(text, newline=""))}
                self.assertEqual(values, {"'" + v if v[0] in "=+-@\t\r" else v for v in ODD})

    def test_lists_are_json(self):
        self.shop.ok("trait", "create", "things", "--column", "Product", "--count", str(len(ODD)))
        out = self.shop.root / "things.csv"
        self.shop.ok("trait", "export", "things", "--out", out)
        with open(out, newline="", encoding="utf-8") as file:
            for row in csv.DictReader(file):
                self.assertLessEqual(set(json.loads(row["things"])), set(ODD))


if __name__ == "__main__":
    unittest.main()
