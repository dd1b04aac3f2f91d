#!/usr/bin/env python3
"""Care from outside: what is known of a person, verifying, finding out what is wrong."""

import json
import unittest

from shop import Shop, events


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
        self.assertIn("likely train", page["no_recommendation"])


if __name__ == "__main__":
    unittest.main()
