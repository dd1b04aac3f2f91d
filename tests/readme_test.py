#!/usr/bin/env python3
"""Every command that README.md prints works, in its order, on a file as it describes."""

import csv
import json
import os
import random
import re
import shlex
import subprocess
import tempfile
import unittest
from datetime import datetime, timedelta
from pathlib import Path

LIKELY = os.environ["LIKELY"]
ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
CATEGORIES = ("Binders", "Pens", "Notebooks", "Paper", "Desk", "Ink")
EXPORTS = ("binders.csv", "next.csv", "scores.parquet")


def blocks(text: str) -> list[str]:
    return re.findall(r"^```\n(.*?)^```", text, re.M | re.S)


def sample_header() -> list[str]:
    """The columns of shop.csv as the README shows them."""
    block = next(b for b in blocks(README) if b.startswith("customer,"))
    return block.splitlines()[0].split(",")


def write_shop(path: Path) -> None:
    """Some months of a small shop: people with favourite categories, refills and browsing."""
    rng = random.Random(7)
    products = [(f"p-{i}", f"{CATEGORIES[i % 6]} no. {i}", CATEGORIES[i % 6], f"Brand {i % 5}",
                 f"{1 + i % 17}.90") for i in range(60)]
    rows = []
    for person in range(400):
        tastes = [rng.random() ** 3 for _ in CATEGORIES]
        at = datetime(2024, 3, 1) + timedelta(hours=rng.randrange(24 * 240))
        while at < datetime(2024, 11, 30):
            category = rng.choices(range(6), tastes)[0]
            item = products[category + 6 * min(rng.randrange(10), rng.randrange(10))]
            rows.append([f"c{1000 + person}", f"c{1000 + person}@example.org",
                         at.strftime("%Y-%m-%dT%H:%M:%SZ"), *item, rng.randrange(1, 4)])
            at += timedelta(hours=rng.expovariate(1 / (24 * 21)))
    rows.sort(key=lambda row: row[2])
    with path.open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(sample_header())
        writer.writerows(rows)


class Readme(unittest.TestCase):
    def test_the_first_hour(self):
        section = README.partition("## A first hour")[2].partition("\n## ")[0]
        lines = [line for block in blocks(section) for line in block.splitlines()
                 if line.startswith("likely ")]
        self.assertGreater(len(lines), 10)
        with tempfile.TemporaryDirectory() as folder:
            tools = Path(folder, "tools")
            tools.mkdir()
            (tools / "likely").symlink_to(Path(LIKELY).resolve())
            write_shop(Path(folder, "shop.csv"))
            environment = {**os.environ, "PATH": f"{tools}:{os.environ['PATH']}"}
            for line in lines:
                with self.subTest(line=line):
                    result = subprocess.run(line, shell=True, cwd=folder, env=environment,
                                            capture_output=True, text=True, timeout=3000)
                    self.assertEqual(result.returncode, 0, result.stdout + result.stderr)
            for name in EXPORTS:
                self.assertGreater(Path(folder, name).stat().st_size, 100, name)
            with Path(folder, "binders.csv").open(newline="") as file:
                self.assertEqual(next(csv.reader(file))[:7],
                                 ["profile_id", "user_id", "anonymous_id", "email", "probability",
                                  "percentile", "rank"])
            status = subprocess.run([LIKELY, "status", "--json"], cwd=folder, capture_output=True)
            with Path(folder, "shop.csv").open() as file:
                self.assertEqual(json.loads(status.stdout)["events"], sum(1 for _ in file) - 1)
            self.beside_the_website(folder, environment)
            kept = README.partition("## Keeping it")[2].partition("\n## ")[0]
            for line in [line for block in blocks(kept) for line in block.splitlines()]:
                with self.subTest(line=line):
                    result = subprocess.run(line, shell=True, cwd=folder, env=environment, capture_output=True,
                                            text=True, timeout=300)
                    self.assertEqual(result.returncode, 0, result.stdout + result.stderr)

    def beside_the_website(self, folder, environment):
        """The section of that name: its server, its keys, its calls. The port is a free one."""
        section = README.partition("## Beside your website")[2].partition("\n## ")[0]
        serve, *lines = [line for block in blocks(section) for line in block.splitlines()]
        self.assertTrue(serve.startswith("likely serve "), serve)
        log = Path(folder, "serve.log").open("w")
        server = subprocess.Popen(shlex.split(serve.replace(":8080", ":0")), cwd=folder, env=environment,
                                  stdout=subprocess.PIPE, stderr=log, text=True)
        try:
            address = server.stdout.readline().strip().removeprefix("http://")
            said = []
            for line in lines:
                with self.subTest(line=line):
                    line = line.replace("127.0.0.1:8080", address).replace("curl ", "curl --fail -s ")
                    result = subprocess.run(line, shell=True, cwd=folder, env=environment,
                                            capture_output=True, text=True, timeout=60)
                    self.assertEqual(result.returncode, 0, result.stdout + result.stderr)
                    said.append(result.stdout)
                    for name, beginning in (("WRITE_KEY", "wk_"), ("TOKEN", "lk_")):
                        found = re.search(rf"\b{beginning}\S+", result.stdout)
                        if found and name not in environment:
                            environment[name] = found.group()
            self.assertEqual(json.loads(said[-2]), {"success": True})
            self.assertEqual(len(json.loads(said[-1])["traits"]["next_products"]), 10)
        finally:
            server.terminate()
            self.assertEqual(server.wait(60), 0)
            server.stdout.close()
            log.close()

    def test_every_command_mentioned_exists(self):
        mentioned = {tuple(shlex.split(m)) for m in re.findall(r"`likely ([^`]+)`", README)}
        self.assertTrue(mentioned)
        for words in mentioned:
            path = []
            for word in words:
                if not re.fullmatch(r"[a-z]+", word) or len(path) == 2:
                    break
                path.append(word)
            with self.subTest(command=path):
                result = subprocess.run([LIKELY, *path, "--help"], capture_output=True, text=True)
                self.assertEqual(result.returncode, 0, result.stderr)
                self.assertIn("Usage: likely " + " ".join(path), result.stdout)

    def test_make_targets_mentioned_exist(self):
        makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
        for target in set(re.findall(r"\bmake ([a-z]+)  ", README)):
            self.assertRegex(makefile, rf"(?m)^{target}:.*## ")


if __name__ == "__main__":
    unittest.main()
