#!/usr/bin/env python3
"""The backtest from outside: beside simple rules, nothing of the future, the same every time."""

import unittest

from shop import Shop


class Backtest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.shop = Shop(train=False)

    @classmethod
    def tearDownClass(cls):
        cls.shop.close()

    def test_it_beats_activity_and_is_the_same_every_time(self):
        reports = [self.shop.json("backtest", "--column", "Brand", "--threads", n) for n in (1, 2)]
        self.assertEqual(reports[0], reports[1])
        (column,) = reports[0]["columns"]
        self.assertEqual(column["values"], 3)
        methods = {method["name"]: method for method in column["methods"]}
        self.assertEqual(len(methods), 5)
        self.assertGreater(methods["Likely"]["auc"], methods["active people"]["auc"] + .1)
        self.assertGreater(methods["Likely"]["ndcg10"], methods["active people"]["ndcg10"])
        whole = column["calibration"][-1]
        self.assertEqual(whole["share"], 1)
        self.assertTrue(.5 < whole["expected"] / whole["actual"] < 2, whole)
        gains = column["gains"]
        self.assertEqual((gains[0]["likely"], gains[-1]["likely"]), (0, 1))
        self.assertEqual(column["repeat"]["conversions"] + column["explore"]["conversions"],
                         column["conversions"])

    def test_bands_of_numbers_are_judged_like_values(self):
        (brand,), (price,) = (self.shop.json("backtest", "--column", c)["columns"] for c in ("Brand", "Price"))
        self.assertGreater(price["conversions"], brand["conversions"] / 2)
        self.assertGreater(price["known_values"], 3)
        self.assertEqual(price["customers"], brand["customers"])

    def test_every_column_and_words(self):
        text = self.shop.ok("backtest")
        for part in ("Trained on what was known on", "\nProduct\n", "\nBrand\n", "\nPrice\n", "times random",
                     "Calibration", "had never touched it"):
            self.assertIn(part, text)

    def test_wrong_use_and_too_little_history(self):
        for words, code, said in (
            (("--column", "Colour"), 2, "Product, Brand, Price"),
            (("--horizon", "300"), 1, "shorter horizon"),
            (("--goal", "Nothing"), 2, "Order Completed"),
        ):
            with self.subTest(words=words):
                result = self.shop.call("backtest", *words)
                self.assertEqual((result.returncode, result.stdout), (code, ""), result.stderr)
                self.assertIn(said, result.stderr)


if __name__ == "__main__":
    unittest.main()
