#!/usr/bin/env python3
"""The catalog from outside: suggest, set, show, and what imports derive afterwards."""

import json
import os
import resource
import signal
import subprocess
import tempfile
import time
import unittest
from pathlib import Path

LIKELY = os.environ["LIKELY"]
BRANDS = ["Acme", "Stabilo", "Umbra"]
CATEGORIES = ["Pens", "Binders", "Paper", "Clips"]


def product(number: int, camel: bool = False) -> dict:
    brand, category = BRANDS[number % 3], CATEGORIES[number % 4]
    if camel:
        return {"productId": f"p{number}", "brandName": brand, "productName": f"{brand} no {number}",
                "unitPrice": str(number + 0.5), "categoryName": category, "material": f"m{number % 5}"}
    return {"product_id": f"p{number}", "brand": brand, "name": f"{brand} no {number}",
            "price": number + 0.5, "category": category, "material": f"m{number % 5}"}


def call(event: str, user: int, minute: int, properties: dict) -> dict:
    at = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(1_700_000_000 + 60 * minute))
    return {"type": "track", "event": event, "userId": f"u{user}", "timestamp": at,
            "messageId": f"{event}-{minute}", "properties": properties}


def shop(people: int = 60, camel: bool = False) -> list[dict]:
    """Views, searches, orders with products[], refunds; also events that name no product."""
    calls = []
    for i in range(people * 10):
        user, first, second = i % people, i * 7 % 24, i * 11 % 24
        noise = {"sessionId": f"s{i}", "userAgent": f"browser {user}", "page": user}
        viewed = "productViewed" if camel else "Product Viewed"
        calls.append(call(viewed, user, i, product(first, camel) | noise))
        if i % 4 == 0:
            lines = [product(n, camel) | {"quantity": 1 + n % 3} for n in (first, second)]
            calls.append(call("orderCompleted" if camel else "Order Completed", user, i,
                              {"order_id": f"o{i}", "currency": "EUR", "products": lines}))
        if i % 40 == 0:
            calls.append(call("orderRefunded" if camel else "Order Refunded", user, i,
                              {"order_id": f"o{i}", "products": [product(first, camel)]}))
        if i % 10 == 0:
            calls.append(call("Products Searched", user, i, {"query": "acme pens"}))
            calls.append(call("Signed In", user, i, {"method": "password"}))
    return calls


MAPPING = """
[[interaction]]
event = "Product Viewed"
key = "properties.product_id"
columns."Brand" = "properties.brand"
columns."Price" = "properties.price"

[[interaction]]
event = "Order Completed"
key = "properties.products.$.product_id"
goal = true
columns."Brand" = "properties.products.$.brand"
quantity = "properties.products.$.quantity"

[[interaction]]
event = "Products Searched"
query = "properties.query"
"""


class Catalog(unittest.TestCase):
    def setUp(self):
        self.scratch = tempfile.TemporaryDirectory()
        self.folder = Path(self.scratch.name)
        self.data = self.folder / "data"

    def tearDown(self):
        self.scratch.cleanup()

    def likely(self, *words, given: str | None = None, code: int = 0, data=None, **options):
        result = subprocess.run([LIKELY, "--data", str(data or self.data), *map(str, words)],
                                input=given, capture_output=True, text=True, timeout=3000, **options)
        self.assertEqual(result.returncode, code, f"{words}\n{result.stdout}\n{result.stderr}")
        return result

    def load(self, calls: list[dict], name: str = "events.ndjson", data=None):
        file = self.folder / name
        file.write_text("".join(json.dumps(c) + "\n" for c in calls))
        self.likely("import", file, data=data)

    def set(self, text: str, data=None) -> dict:
        return json.loads(self.likely("catalog", "set", "-", "--json", given=text, data=data).stdout)

    def show(self, data=None) -> dict:
        return json.loads(self.likely("catalog", "show", "--json", data=data).stdout)

    def refused(self, text: str, *said: str):
        result = self.likely("catalog", "set", "-", given=text, code=2)
        self.assertEqual(result.stdout, "")
        for part in said:
            self.assertIn(part, result.stderr)

    def test_what_is_suggested_can_be_set_and_is_sensible(self):
        for camel in (False, True):
            with self.subTest(camel=camel):
                data = self.folder / f"data-{camel}"
                self.load(shop(camel=camel), data=data)
                toml = self.likely("catalog", "suggest", data=data).stdout
                report = self.set(toml, data=data)
                names = ["orderCompleted", "orderRefunded", "productViewed", "Products Searched"] \
                    if camel else ["Order Completed", "Order Refunded", "Product Viewed", "Products Searched"]
                rules = {rule["event"]: rule for rule in report["rules"]}
                self.assertEqual(sorted(rules), sorted(names))
                self.assertEqual([r["event"] for r in report["rules"] if r["goal"]], [names[0]])
                self.assertEqual(rules[names[1]]["effect"], "removes")
                self.assertTrue(rules["Products Searched"]["search"])
                self.assertEqual([c["name"] for c in report["columns"]],
                                 ["Product", "Brand", "Product Name", "Price", "Category", "Material"])
                key = "productId" if camel else "product_id"
                self.assertEqual(rules[names[0]]["columns"]["Product"]["path"],
                                 f"properties.products.$.{key}")
                self.assertEqual(rules[names[0]]["interactions"], 300, "one an element")
                self.assertEqual(report["warnings"], [])
                values = {c["name"]: c.get("values") for c in report["columns"]}
                self.assertEqual((values["Product"], values["Brand"], values["Category"]), (24, 3, 4))
                self.assertIn("Left out", toml)
                self.assertIn("Signed In", toml)
                self.assertIn('# on 100 %; 3 values: "Acme"', toml)

    def test_suggestions_and_shown_mappings_are_the_same_as_json(self):
        self.load(shop())
        toml = self.likely("catalog", "suggest").stdout
        suggested = self.likely("catalog", "suggest", "--json").stdout
        by_toml = self.set(toml)
        by_json = self.set(suggested)
        shown = self.set(self.likely("catalog", "show", "--json").stdout)
        again = self.set(self.likely("catalog", "show").stdout)
        for other in (by_json, shown, again):
            self.assertEqual(other["interaction"], by_toml["interaction"])
            self.assertEqual(other["rules"], by_toml["rules"])
        self.assertEqual((by_toml["version"], again["version"]), (1, 1))
        self.assertEqual((by_toml["unchanged"], again["unchanged"]), (False, True))

    def test_nothing_to_suggest_from(self):
        self.assertIn("likely import", self.likely("catalog", "suggest", code=1).stderr)
        self.load([call("Signed In", 1, 1, {"method": "x"})])
        self.assertIn("names a product", self.likely("catalog", "suggest", code=1).stderr)
        self.assertIn("likely catalog suggest", self.likely("catalog", "show", code=1).stderr)

    def test_importing_after_set_is_setting_after_import(self):
        calls = shop()
        self.load(calls[:400], "first.ndjson")
        self.set(MAPPING)
        self.load(calls[400:], "second.ndjson")
        self.load(calls, "all.ndjson")  # every one of them known
        other = self.folder / "other"
        self.load(calls, data=other)
        late = self.set(MAPPING, data=other)
        early = self.show()
        self.assertEqual(early["rules"], late["rules"])
        self.assertEqual(early["columns"], late["columns"])
        self.assertEqual(early["interactions"], late["interactions"])
        self.assertGreaterEqual(early["interactions"], 900)
        self.assertGreater(early["searches"], 0)
        learned = json.loads(self.likely("train", "--json").stdout)
        self.assertEqual(learned["interactions"], early["interactions"])
        self.assertEqual(learned["search_matches"], early["searches"], "each names one brand")
        said = self.likely("catalog", "set", "-", given=MAPPING).stdout
        self.assertRegex(said, rf"is this already: version 1, [\d,]+ interactions and {early['searches']} searches from ")

    def test_a_mapping_may_come_before_the_events(self):
        self.load([call("Other", 1, 1, {})])
        self.assertIn("unknown_event", [w["code"] for w in self.set(MAPPING)["warnings"]])
        self.load(shop(), "later.ndjson")
        self.assertEqual(self.show()["rules"][0]["interactions"], 600)

    def test_refunds_and_negative_quantities_take_back(self):
        key = {"product_id": "a"}
        self.load([call("Order", 1, 1, key | {"quantity": 2}), call("Order", 1, 2, key | {"quantity": -1}),
                   call("Order", 1, 3, key | {"quantity": "-3"}), call("Refund", 1, 4, key)])
        report = self.set('[[interaction]]\nevent = "Order"\nkey = "properties.product_id"\n'
                          'quantity = "properties.quantity"\n'
                          '[[interaction]]\nevent = "Refund"\nkey = "properties.product_id"\n'
                          'effect = "removes"\n')
        self.assertEqual([(r["interactions"], r["removes"]) for r in report["rules"]], [(3, 2), (1, 1)])
        self.assertEqual([r["goal"] for r in report["rules"]], [True, False])

    def test_warnings_say_what_the_data_shows(self):
        calls = [call("Product Viewed", i, i, {"sku": "a"} if i < 3 else {}) for i in range(100)]
        calls += [call("Order Completed", i, i, {"sku": "a", "price": "dear",
                                                 "category": ["Keyboards", "keyboards "][i % 2]})
                  for i in range(10)]
        self.load(calls)
        columns = 'columns."Price" = "properties.price"\ncolumns."Category" = "properties.category"\n'
        result = self.likely("catalog", "set", "-", given="".join(
            f'[[interaction]]\nevent = "{event}"\nkey = "properties.sku"\n{columns}'
            for event in ("Product Viewed", "order completed", "Order Completed", "A", "B", "C", "D", "E")))
        for said in ("8 interaction events mapped", "3 % of its 100 events", "100 % of the values",
                     'did you mean "Order Completed"?', '"Keyboards" (5), "keyboards " (5)'):
            self.assertIn(said, result.stderr)
        few = self.set('[[interaction]]\nevent = "Order Completed"\nkey = "properties.sku"')
        self.assertEqual([w["code"] for w in few["warnings"]], ["few_interactions"])

    def test_files_that_cannot_be_used_are_exit_2_and_change_nothing(self):
        self.load(shop())
        self.set(MAPPING)
        before = self.show()
        one = '[[interaction]]\nevent = "E{}"\nkey = "properties.id"\n'
        self.refused("".join(one.format(i) for i in range(11)), "11 interactions; at most 10")
        self.refused("", "is empty")
        self.refused("[[interaction]\n", "line 1", "not TOML")
        self.refused('{"interaction": [', "not JSON")
        self.refused(one + 'colums."Brand" = "properties.brand"', "line 4", "`colums`: not known")
        self.refused('[[interaction]]\nevent = "E"\nkey = "product_id"', "line 3", "properties.")
        self.refused("\x00\x01\x02", "standard input")
        self.refused("x" * (2 << 20), "longer than 1 MiB")
        result = self.likely("catalog", "set", self.folder / "absent.toml", code=2)
        self.assertIn("absent.toml", result.stderr)
        self.likely("catalog", "set", self.folder, code=2)
        self.likely("catalog", "set", code=2)
        self.assertEqual(self.show(), before)

    def test_a_failed_or_killed_set_leaves_the_old_mapping(self):
        self.load(shop(people=600))
        self.set(MAPPING)
        before = self.show()
        suggestion = self.likely("catalog", "suggest").stdout

        def no_more_disk():
            resource.setrlimit(resource.RLIMIT_FSIZE, (60_000, 60_000))

        failed = subprocess.run([LIKELY, "--data", self.data, "catalog", "set", "-"], input=suggestion,
                                capture_output=True, text=True, preexec_fn=no_more_disk,
                                restore_signals=False, timeout=3000)
        self.assertEqual(failed.returncode, 1, failed.stderr)
        self.assertEqual(self.show(), before)

        for delay_ms in (0, 10, 20, 30, 50, 80, 120):
            process = subprocess.Popen([LIKELY, "--data", self.data, "catalog", "set", "-"],
                                       stdin=subprocess.PIPE, stdout=subprocess.DEVNULL,
                                       stderr=subprocess.DEVNULL)
            process.stdin.write(suggestion.encode())
            process.stdin.close()
            time.sleep(delay_ms / 1000)
            process.send_signal(signal.SIGKILL)
            process.wait()
            shown = self.show()
            if shown["version"] == before["version"]:
                self.assertEqual(shown, before)
            else:
                break  # it was whole before the signal came
        self.assertEqual(self.set(MAPPING)["rules"], self.set(MAPPING)["rules"])
        self.assertEqual(self.show()["rules"], before["rules"])

    def test_hostile_names_and_values_pass_through(self):
        event = 'E "x" \\ \t 😀 # ]'
        value = 'a,"b"\n\t😀'
        self.load([call(event, 1, 1, {"product_id": value, "my.brand": value})])
        suggestion = json.loads(self.likely("catalog", "suggest", "--json").stdout)
        self.assertEqual(self.set(suggestion["toml"])["rules"][0]["interactions"], 1)
        report = self.set(json.dumps({"interaction": [{
            "event": event, "key": "properties.product_id", "columns": {'B "r" 😀': 'properties."my.brand"'}}]}))
        self.assertEqual(report["rules"][0]["columns"]['B "r" 😀']["filled"], 1)
        self.likely("catalog", "show")

    def test_no_data_folder(self):
        self.assertIn("likely import", self.likely("catalog", "set", "-", given=MAPPING, code=1).stderr)


if __name__ == "__main__":
    unittest.main()
