#!/usr/bin/env python3
"""Recommended items traits from outside: lists, exclusions, exports, wrong use."""

import csv
import json
import unittest

from shop import BRANDS, START, Shop, events, product


class Traits(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.shop = Shop()

    @classmethod
    def tearDownClass(cls):
        cls.shop.close()

    def lists(self, name, *words):
        """Creates a trait and returns user_id → values of its export."""
        made = self.shop.json("trait", "create", name, *words)
        out = self.shop.root / f"{made['key']}.ndjson"
        self.shop.ok("trait", "export", made["key"], "--out", out)
        rows = [json.loads(line) for line in out.read_text().splitlines()]
        return {row["user_id"] or row["anonymous_id"]: row[made["key"]] for row in rows}

    def test_everybody_has_a_list_of_their_favourites(self):
        lists = self.lists("Next Brands", "--column", "Brand", "--count", "1")
        self.assertEqual(len(lists), 300)
        right = sum(values == [BRANDS[int(user[1:]) % 3]] for user, values in lists.items() if user[0] in "ua")
        self.assertGreater(right, .8 * 299)

    def test_the_past_is_excluded(self):
        bought, recently = {}, {}
        last = max(event["timestamp"] for event in events())
        for event in events():
            if event["event"] != "Order Completed":
                continue
            user = event.get("userId") or event["anonymousId"]
            bought.setdefault(user, set()).add(event["properties"]["product_id"])
            day = (START.fromisoformat(last[:19]) - START.fromisoformat(event["timestamp"][:19])).days
            if day < 30:
                recently.setdefault(user, set()).add(event["properties"]["product_id"])
        ever = self.lists("New To You", "--column", "Product", "--count", "10", "--exclude", "purchased")
        for user, values in ever.items():
            self.assertEqual(len(values), 10)
            self.assertFalse(set(values) & bought.get(user, set()), user)
        month = self.lists("Not This Month", "--column", "Product", "--exclude", "Order Completed:30")
        for user, values in month.items():
            self.assertFalse(set(values) & recently.get(user, set()), user)
        self.assertTrue(any(set(values) & bought.get(user, set()) for user, values in month.items()))

    def test_conditions_exclude_values(self):
        prices = {product(n)["product_id"]: product(n)["price"] for n in range(30)}
        cheap = self.lists("Cheap", "--column", "Product", "--exclude-where", "Price > 60")
        self.assertTrue(all(prices[v] <= 60 for values in cheap.values() for v in values))
        both = self.lists("No Cheap Acme", "--column", "Product", "--count", "50",
                          "--exclude-where", "Brand = 'Acme' AND Price <= 60")
        left = {v for values in both.values() for v in values}
        self.assertTrue(all(not (int(v[1:]) % 3 == 0 and prices[v] <= 60) for v in left))
        self.assertTrue(any(int(v[1:]) % 3 == 0 for v in left))

    def test_life_and_bytes_of_a_trait(self):
        shop = self.shop
        made = shop.json("trait", "create", "Life", "--column", "Product", "--count", "5")
        self.assertEqual((made["key"], made["profiles"]), ("life", 300))
        exports = []
        for threads in (1, 2):
            shop.ok("trait", "refresh", "life", "--threads", threads)
            shop.ok("trait", "export", "life", "--out", shop.root / "life.csv", "--threads", threads)
            exports.append((shop.root / "life.csv").read_bytes())
        self.assertEqual(exports[0], exports[1])
        with open(shop.root / "life.csv", newline="") as file:
            rows = list(csv.DictReader(file))
        self.assertEqual(list(rows[0]), ["profile_id", "user_id", "anonymous_id", "email", "life"])
        self.assertTrue(all(len(json.loads(row["life"])) == 5 for row in rows))
        self.assertIn("'=1+1", [row["user_id"] for row in rows])
        shop.ok("trait", "export", "life", "--out", shop.root / "life.parquet")
        shown = shop.json("trait", "show", "life", "--profile", "user_id:u5")
        self.assertEqual(shown["profile"]["email"], "5@example.org")
        self.assertEqual(len(shown["list"]), 5)
        self.assertTrue(shown["list"][0]["reasons"])
        probabilities = [one["probability"] for one in shown["list"]]
        self.assertEqual(probabilities, sorted(probabilities, reverse=True))
        self.assertIn("Life", shop.ok("trait", "show", "life"))
        shop.ok("trait", "delete", "life")
        self.assertNotIn("life", [t["key"] for t in shop.json("trait", "list")["traits"]])

    def test_wrong_use(self):
        create = ("trait", "create", "Wrong", "--column", "Product")
        for words, code, said in (
            ((*create, "--count", "0"), 2, "1 to 50"),
            ((*create, "--count", "51"), 2, "1 to 50"),
            ((*create, "--exclude", "bought"), 2, "Order Completed"),
            ((*create, "--exclude", "purchased:x"), 2, "number of days"),
            ((*create, "--exclude-where", "Price >"), 2, "value is missing"),
            ((*create, "--exclude-where", "Colour = red"), 2, "Product, Brand, Price"),
            (("trait", "create", "Wrong", "--column", "Colour"), 2, "Product, Brand, Price"),
            (("trait", "show", "Nothing"), 1, "no trait named Nothing"),
            (("trait", "export", "Nothing", "--out", "x.csv"), 1, "no trait"),
        ):
            with self.subTest(words=words):
                result = self.shop.call(*words)
                self.assertEqual((result.returncode, result.stdout), (code, ""), result.stderr)
                self.assertIn(said, result.stderr)
        self.shop.json("trait", "create", "Right", "--column", "Brand", "--count", "2")
        self.assertEqual(self.shop.call("trait", "show", "right", "--profile", "user_id:nobody").returncode, 1)
        self.assertEqual(self.shop.call("trait", "show", "right", "--profile", "nobody").returncode, 2)


if __name__ == "__main__":
    unittest.main()
