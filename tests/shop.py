"""A small made-up shop for black-box tests: 300 customers, 30 products of 3 brands, 200 days of views
and orders. Everyone has a favourite brand. Seeded: the same every time."""

import datetime
import json
import os
import random
import subprocess
import tempfile
from pathlib import Path

LIKELY = os.environ["LIKELY"]
START = datetime.datetime(2024, 1, 1)
DAYS = 200
BRANDS = ("Acme", "Bolt", "Cord")
CATALOG = """
[[interaction]]
event = "Product Viewed"
key = "properties.product_id"
goal = false
columns."Brand" = "properties.brand"
columns."Price" = "properties.price"

[[interaction]]
event = "Order Completed"
key = "properties.product_id"
goal = true
columns."Brand" = "properties.brand"
columns."Price" = "properties.price"
"""


def product(number: int) -> dict:
    return {"product_id": f"P{number:02}", "brand": BRANDS[number % 3], "price": 5 + number * 4}


def user_of(number: int) -> str:
    return "=1+1" if number == 0 else f"u{number}"


def events():
    rng = random.Random(5)
    for customer in range(300):
        favourite = [n for n in range(30) if n % 3 == customer % 3]
        for day in range(rng.randrange(60), DAYS):
            if rng.random() > .07:
                continue
            number = rng.choice(favourite) if rng.random() < .8 else rng.randrange(30)
            bought = rng.random() < .4
            at = START + datetime.timedelta(days=day, seconds=rng.randrange(86400))
            who = {"anonymousId": f"a{customer}"} if customer % 10 == 9 else {"userId": user_of(customer)}
            traits = {"traits": {"email": f"{customer}@example.org"}} if customer % 2 else {}
            yield {"type": "track", "event": "Order Completed" if bought else "Product Viewed",
                   "timestamp": at.isoformat() + "Z", "properties": product(number), "context": traits, **who}


class Shop:
    """A data folder of its own, filled and trained."""

    def __init__(self, train: bool = True):
        self.folder = tempfile.TemporaryDirectory(prefix="likely-shop-")
        self.root = Path(self.folder.name)
        (self.root / "events.ndjson").write_text("".join(json.dumps(e) + "\n" for e in events()))
        (self.root / "catalog.toml").write_text(CATALOG)
        self.ok("import", self.root / "events.ndjson")
        self.ok("catalog", "set", self.root / "catalog.toml")
        if train:
            self.ok("train", "--threads", "1")

    def call(self, *words) -> subprocess.CompletedProcess:
        return subprocess.run([LIKELY, "--data", self.root / "data", *map(str, words)],
                              capture_output=True, text=True, timeout=3000)

    def ok(self, *words) -> str:
        result = self.call(*words)
        if result.returncode != 0:
            raise AssertionError(f"{words}: exit {result.returncode}\n{result.stdout}{result.stderr}")
        return result.stdout

    def json(self, *words):
        return json.loads(self.ok(*words, "--json"))

    def close(self):
        self.folder.cleanup()
