#!/usr/bin/env python3
"""Audiences and scores from outside: sizes, determinism, exports, wrong use."""

import csv
import json
import tempfile
import unittest
from pathlib import Path

from shop import Shop


class Audiences(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.shop = Shop()

    @classmethod
    def tearDownClass(cls):
        cls.shop.close()

    def preview(self, *words, column="Brand", value="Acme"):
        return self.shop.json("audience", "preview", "--column", column, "--value", value, *words)

    def test_preview_answers_with_an_interval_and_a_curve(self):
        answer = self.preview()
        self.assertEqual(answer["eligible"], 300)
        self.assertEqual(answer["asked"], 60)
        self.assertLessEqual(answer["size"], 60)
        self.assertGreater(answer["size"], 0)
        self.assertLessEqual(answer["low"], answer["expected"])
        self.assertGreaterEqual(answer["high"], answer["expected"])
        self.assertLess(0, answer["least_likely"])
        self.assertIn(answer["evidence"], ("strong", "some"))
        sizes = [point["size"] for point in answer["curve"]]
        self.assertEqual(sizes, sorted(set(sizes)))
        self.assertIn(answer["size"], sizes)
        for point in answer["curve"]:
            self.assertLessEqual({"size", "expected", "low", "high", "least_likely"}, set(point))

    def test_the_favourite_brand_is_found(self):
        members = self.preview("--members")["members"]
        favourites = [m for m in members if m["user_id"][:1] == "u" and int(m["user_id"][1:]) % 3 == 0
                      or m["user_id"] == "=1+1" or m["anonymous_id"] and int(m["anonymous_id"][1:]) % 3 == 0]
        self.assertGreater(len(favourites), .8 * len(members))
        ranks = [m["rank"] for m in members]
        self.assertEqual(ranks, list(range(1, len(members) + 1)))
        probabilities = [m["probability"] for m in members]
        self.assertEqual(probabilities, sorted(probabilities, reverse=True))
        self.assertEqual(members[0]["percentile"], 100)

    def test_a_size_is_a_maximum(self):
        everybody = self.preview("--top", "100%", "--members")
        self.assertEqual(everybody["asked"], 300)
        self.assertLess(everybody["size"], 300)
        self.assertTrue(all(m["probability"] >= everybody["average"] * .999999 for m in everybody["members"]))
        self.assertEqual(self.preview("--size", "7")["size"], 7)
        self.assertEqual(self.preview("--top", "100%", "--min-probability", "0")["size"], 300)
        few = self.preview("--min-probability", "0.3", "--members")
        self.assertTrue(all(m["probability"] >= .3 for m in few["members"]))
        known = self.preview("--known-only")
        self.assertEqual(known["eligible"], 270)

    def test_words_come_first(self):
        text = self.shop.ok("audience", "preview", "--column", "Brand", "--value", "Acme")
        self.assertRegex(text.splitlines()[0], r"^[\d,]+ people; we expect [\d.,]+ conversions, [\d,]+–[\d,]+ \(90 %\)")
        for part in ("Evidence:", "Why these people:", "least likely"):
            self.assertIn(part, text)

    def test_an_unseen_value_is_answered(self):
        answer = self.preview(value="acme ")
        self.assertIn("Acme", answer["similar"])
        self.assertIn("Did you mean \"Acme\"?",
                      self.shop.ok("audience", "preview", "--column", "Brand", "--value", "acme "))
        strange = self.preview(value="Never Heard Of")
        self.assertIn(strange["evidence"], ("weak", "none"))
        self.assertNotEqual(strange["assumed"], "")

    def test_life_of_an_audience(self):
        shop = self.shop
        made = shop.json("audience", "create", "Bolt Fans!", "--column", "Brand", "--value", "Bolt", "--size", "40")
        self.assertEqual((made["key"], made["status"], made["size"]), ("bolt_fans", "live", 40))
        self.assertEqual(shop.call("audience", "create", "bolt fans", "--column", "Brand", "--value", "Bolt").returncode, 1)
        self.assertIn("bolt_fans", [a["key"] for a in shop.json("audience", "list")["audiences"]])
        self.assertEqual(shop.json("audience", "show", "Bolt Fans!")["size"], 40)
        members = shop.json("audience", "members", "bolt_fans", "--limit", "5", "--reasons")["members"]
        self.assertEqual(len(members), 5)
        self.assertTrue(members[0]["reasons"])
        self.assertEqual(shop.json("audience", "refresh", "bolt_fans")["size"], 40)
        shop.ok("audience", "delete", "bolt_fans")
        self.assertEqual(shop.call("audience", "show", "bolt_fans").returncode, 1)
        again = shop.json("audience", "create", "Bolt Fans!", "--column", "Brand", "--value", "Bolt")
        self.assertEqual(again["key"], "bolt_fans_2")
        shop.ok("audience", "delete", "bolt_fans_2")

    def test_how_it_stays_true(self):
        shop = self.shop
        target = ("--column", "Brand", "--value", "Bolt", "--size", "10")
        cases = (("live", {"mode": "live", "schedule": None, "next": None}),
                 ("snapshot", {"mode": "snapshot", "schedule": None, "next": None}))
        for mode, refresh in cases:
            self.assertEqual(shop.json("audience", "create", f"Kept {mode}", *target, "--refresh", mode)["refresh"], refresh)
        nightly = shop.json("audience", "create", "Nightly", *target, "--refresh", "0 3 * * *")["refresh"]
        self.assertEqual((nightly["mode"], nightly["schedule"]), ("scheduled", "0 3 * * *"))
        self.assertTrue(nightly["next"].endswith("T03:00:00Z"), nightly)
        listed = {a["key"]: a["refresh"]["mode"] for a in shop.json("audience", "list")["audiences"]}
        self.assertEqual((listed["kept_live"], listed["nightly"]), ("live", "scheduled"))
        self.assertIn("0 3 * * *", shop.ok("audience", "show", "nightly"))
        self.assertEqual(shop.json("audience", "refresh", "nightly")["refresh"]["mode"], "scheduled")
        wrong = shop.call("audience", "create", "Wrong", *target, "--refresh", "sometimes")
        self.assertEqual(wrong.returncode, 2)
        self.assertIn("every 6 hours", wrong.stderr)
        made = shop.json("trait", "create", "Live list", "--column", "Brand", "--count", "2", "--refresh", "every 6h")
        self.assertEqual(made["refresh"]["schedule"], "every 6h")
        for name in ("kept_live", "kept_snapshot", "nightly"):
            shop.ok("audience", "delete", name)
        shop.ok("trait", "delete", "live_list")

    def test_exports_are_the_same_bytes_and_safe(self):
        shop = self.shop
        shop.ok("audience", "create", "Acme All", "--column", "Brand", "--value", "Acme", "--min-probability", "0")
        for extension in ("csv", "ndjson", "parquet"):
            files = []
            for threads in (1, 2):
                out = shop.root / f"acme{threads}.{extension}"
                shop.ok("audience", "export", "acme_all", "--out", out, "--reasons", "--threads", threads)
                files.append(out.read_bytes())
            self.assertEqual(files[0], files[1], extension)
        with open(shop.root / "acme1.csv", newline="") as file:
            rows = list(csv.DictReader(file))
        self.assertEqual(list(rows[0]), ["profile_id", "user_id", "anonymous_id", "email", "probability",
                                         "percentile", "rank", "reasons"])
        self.assertEqual(len(rows), 300)
        self.assertIn("'=1+1", [row["user_id"] for row in rows])
        self.assertNotIn("=1+1", [row["user_id"] for row in rows])
        self.assertEqual(sum(row["user_id"] == "" for row in rows), 30)
        lines = [json.loads(line) for line in (shop.root / "acme1.ndjson").read_text().splitlines()]
        self.assertIn("=1+1", [line["user_id"] for line in lines])
        self.assertEqual([line["rank"] for line in lines], list(range(1, 301)))

    def test_models_are_the_same_bytes_with_any_threads(self):
        other = Shop(train=False)
        try:
            report = other.json("train", "--threads", "2")
            first = self.shop.json("train", "--threads", "1")
            self.assertEqual(report["checksum"], first["checksum"])
        finally:
            other.close()

    def test_score_writes_every_pair(self):
        shop = self.shop
        (shop.root / "values.txt").write_text("Acme\nBolt\nNever Heard Of\n")
        outs = []
        for threads in (1, 2):
            out = shop.root / f"scores{threads}.csv"
            report = shop.json("score", "--column", "Brand", "--values", shop.root / "values.txt",
                               "--out", out, "--threads", threads)
            self.assertEqual((report["rows"], report["unseen"]), (900, 1))
            outs.append(out.read_bytes())
        self.assertEqual(outs[0], outs[1])
        with open(shop.root / "scores1.csv", newline="") as file:
            rows = list(csv.DictReader(file))
        self.assertEqual(list(rows[0]), ["profile_id", "user_id", "value", "probability"])
        self.assertTrue(all(0 < float(row["probability"]) < 1 for row in rows))
        report = shop.json("score", "--column", "Product", "--top", "5", "--out", shop.root / "top.ndjson")
        self.assertEqual(report["rows"], 150)

    def test_too_many_pairs_are_refused_before_any_is_written(self):
        values, out = self.shop.root / "many.txt", self.shop.root / "many.csv"
        values.write_text("".join(f"{n}\n" for n in range(10**9 // 300 + 1)))
        result = self.shop.call("score", "--column", "Brand", "--values", values, "--out", out)
        self.assertEqual((result.returncode, result.stdout), (2, ""), result.stderr)
        self.assertIn("3333334 values for 300 profiles are more than 1000000000 rows; say with --top N", result.stderr)
        self.assertFalse(out.exists())

    def test_an_audience_nobody_is_likely_enough_for_says_so(self):
        target = ("--column", "Brand", "--value", "Acme", "--min-probability", "0.99")
        before = self.shop.json("status")["audiences"]
        previewed = self.shop.ok("audience", "preview", *target)
        self.assertRegex(previewed, r"^Nobody is in it: nobody reaches 99 %; the likeliest has \d+ %\.")
        self.assertNotIn("You asked for", previewed)
        created = self.shop.ok("audience", "create", "Nobody", *target)
        self.assertIn("but nobody is in it", created)
        self.assertNotIn("export", created)
        self.assertEqual(self.shop.json("status")["audiences"], before + 1)
        self.shop.ok("audience", "delete", "nobody")
        self.assertEqual(self.shop.json("status")["audiences"], before)

    def test_wrong_use_is_exit_2(self):
        target = ("audience", "preview", "--column", "Brand", "--value", "Acme")
        for words, said in (
            ((*target, "--top", "0%"), "20%"),
            ((*target, "--top", "120%"), "at most 100 %"),
            ((*target, "--top", "20"), "20%"),
            (("audience", "preview", "--column", "brand", "--value", "Bolt"), "did you mean Brand?"),
            ((*target, "--size", "-1"), "whole number"),
            ((*target, "--top", "20%", "--size", "5"), "give one of the two"),
            ((*target, "--min-probability", "2"), "from 0 to 1"),
            (("audience", "preview", "--column", "Colour", "--value", "red"), "Product, Brand, Price"),
            (("score", "--column", "Brand", "--out", "scores.xlsx"), ".parquet"),
            (("train", "--goal", "Nothing"), "Order Completed"),
            (("train", "--horizon", "0"), "1 to 365"),
            (("train", "--as-of", "yesterday"), "2024-03-01"),
        ):
            with self.subTest(words=words):
                result = self.shop.call(*words)
                self.assertEqual((result.returncode, result.stdout), (2, ""), result.stderr)
                self.assertIn(said, result.stderr)

    def test_what_is_not_there_is_exit_1(self):
        for words, said in (
            (("audience", "show", "Nobody"), "no audience named Nobody"),
            (("audience", "members", "Nobody"), "no audience named Nobody"),
            (("audience", "export", "Nobody", "--out", self.shop.root / "x.csv"), "no audience"),
            (("audience", "preview", "--column", "Brand", "--value", "Acme", "--horizon", "9"), "likely train"),
        ):
            with self.subTest(words=words):
                result = self.shop.call(*words)
                self.assertEqual(result.returncode, 1, result.stderr)
                self.assertIn(said, result.stderr)

    def test_a_damaged_model_is_refused(self):
        models = self.shop.root / "data" / "models"
        newest = max(models.glob("*.model"), key=lambda path: int(path.stem.split("_")[1]))
        whole = newest.read_bytes()
        for place in (0, len(whole) // 2, len(whole) - 1):
            broken = bytearray(whole)
            broken[place] ^= 4
            newest.write_bytes(broken)
            result = self.shop.call("audience", "preview", "--column", "Brand", "--value", "Acme")
            self.assertEqual(result.returncode, 1)
            self.assertIn("likely train", result.stderr)
        newest.write_bytes(whole)


class Beginnings(unittest.TestCase):
    def test_it_says_which_command_comes_first(self):
        with tempfile.TemporaryDirectory() as folder:
            shop = Shop.__new__(Shop)
            shop.root = Path(folder)
            target = ("--column", "Brand", "--value", "Acme")
            result = shop.call("audience", "preview", *target)
            self.assertEqual(result.returncode, 1)
            self.assertIn("likely import", result.stderr)
            event = {"type": "track", "event": "Product Viewed", "userId": "u", "timestamp": "2024-01-01",
                     "properties": {"product_id": "P", "brand": "Acme"}}
            (shop.root / "e.ndjson").write_text(json.dumps(event) + "\n")
            shop.ok("import", shop.root / "e.ndjson")
            for words in (("audience", "preview", *target), ("train",), ("backtest",)):
                result = shop.call(*words)
                self.assertEqual(result.returncode, 1)
                self.assertIn("likely catalog", result.stderr)
            (shop.root / "c.toml").write_text('[[interaction]]\nevent = "Product Viewed"\n'
                                              'key = "properties.product_id"\ncolumns."Brand" = "properties.brand"\n')
            shop.ok("catalog", "set", shop.root / "c.toml")
            result = shop.call("audience", "preview", *target)
            self.assertEqual(result.returncode, 1)
            self.assertIn("likely train", result.stderr)


if __name__ == "__main__":
    unittest.main()
