#!/usr/bin/env python3
"""The web pages in a real browser, on the demo store: each tests/pages/*.test.mjs does what a user does;
first the unit tests of ui/."""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PAGES = ROOT / "tests/pages"


def main() -> int:
    node = [ROOT / "tools/node", "node"]
    tests = sorted(PAGES.glob("*.test.mjs"))
    if not tests:
        print(f"{PAGES}: no tests", file=sys.stderr)
        return 1
    # What the client computes itself.
    subprocess.run([ROOT / "tools/node", "npm", "--prefix", ROOT / "ui", "run", "--silent", "test"], check=True, timeout=300)
    with tempfile.TemporaryDirectory(prefix="likely-pages-") as folder:
        demo = Path(folder) / "demo"
        subprocess.run([*node, PAGES / "stage.mjs", demo], check=True, timeout=300)
        result = subprocess.run([*node, "--test", "--test-concurrency=1", "--test-reporter=spec", *tests],
                                env=os.environ | {"LIKELY_DEMO": str(demo)}, timeout=840)
    return result.returncode


if __name__ == "__main__":
    sys.exit(main())
