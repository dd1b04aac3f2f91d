#!/usr/bin/env python3
"""Our trees beside CatBoost's: the same pairs, bins, depth and number of trees.

Usage: bench/trees_vs_catboost.py --data FOLDER [--column Category] [--horizon 30] [--threads N]
                                  [--build DIR] [--venv DIR]

FOLDER is a data folder with a catalog. CatBoost (an oracle, never linked) is installed into a
virtual environment of its own. The trees learn from the pairs of the older windows and are judged
on those of the last one: weighted log-loss, and rows scored a second by one thread. Ours score
rows that are binned already, as they are in the program; CatBoost's predictor bins them itself.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ("catboost==1.2.10", "numpy<3")


def inside_environment(venv: Path) -> None:
    """Goes on inside the virtual environment, which is made when it is missing."""
    python = venv / "bin/python"
    if Path(sys.prefix).resolve() == venv.resolve():
        return
    if not python.exists():
        subprocess.run([sys.executable, "-m", "venv", venv], check=True)
    if subprocess.run([python, "-c", "import catboost"], capture_output=True).returncode != 0:
        subprocess.run([venv / "bin/pip", "install", "-q", *PACKAGES], check=True)
    os.execv(python, [str(python), *sys.argv])


def read_rows(folder: Path, name: str, rows: int, features: int):
    import numpy

    bins = numpy.fromfile(folder / f"{name}.bins", numpy.uint8).reshape(features, rows)
    return (numpy.ascontiguousarray(bins.T).astype(numpy.float32),
            numpy.fromfile(folder / f"{name}.label", numpy.uint8),
            numpy.fromfile(folder / f"{name}.weight", numpy.float32))


def log_loss(odds, label, weight) -> float:
    import numpy

    signed = numpy.where(label > 0, odds, -odds)
    return float((weight * numpy.logaddexp(0, -signed)).sum() / weight.sum(dtype=numpy.float64))


def catboost(own: dict, folder: Path, threads: int) -> dict:
    from catboost import CatBoostClassifier, Pool

    x, y, weight = read_rows(folder, "learned", own["learned"], own["features"])
    learned = Pool(x, y, weight=weight)
    model = CatBoostClassifier(
        iterations=own["trees"], depth=own["depth"], learning_rate=own["rate"],
        l2_leaf_reg=own["l2"], border_count=own["bins"], loss_function="Logloss",
        bootstrap_type="No", random_strength=0, boosting_type="Plain", grow_policy="SymmetricTree",
        thread_count=threads, random_seed=1, verbose=False, allow_writing_files=False)
    start = time.perf_counter()
    model.fit(learned)
    train_seconds = time.perf_counter() - start
    x, y, weight = read_rows(folder, "judged", own["judged"], own["features"])
    start = time.perf_counter()
    odds = model.predict(x, prediction_type="RawFormulaVal", thread_count=1)
    score_seconds = time.perf_counter() - start
    return {"log_loss": log_loss(odds, y, weight), "train_seconds": train_seconds,
            "rows_per_second_a_thread": own["judged"] / score_seconds}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--column", default="Category")
    parser.add_argument("--horizon", type=int, default=30)
    parser.add_argument("--threads", type=int, default=os.cpu_count())
    parser.add_argument("--build", type=Path, default=ROOT / "build")
    parser.add_argument("--venv", type=Path,
                        default=Path(tempfile.gettempdir(), "likely-catboost-venv"))
    args = parser.parse_args()
    inside_environment(args.venv)
    with tempfile.TemporaryDirectory(prefix="likely-pairs-") as folder:
        dumped = subprocess.run(
            [args.build / "dump_pairs", args.data, args.column, folder, str(args.horizon),
             str(args.threads)], stdout=subprocess.PIPE, text=True)
        if dumped.returncode != 0:
            sys.exit(dumped.returncode)
        own = json.loads(dumped.stdout)
        other = catboost(own, Path(folder), args.threads)
    print(f"\n{args.column}: {own['learned']:,} pairs learned, {own['judged']:,} judged, "
          f"{own['features']} features, {own['trees']} trees of depth {own['depth']}, "
          f"{own['bins']} bins")
    print(f"{'':12}{'log-loss':>12}{'train':>10}{'rows/s, one thread':>22}")
    for name, figures in (("ours", own), ("CatBoost", other)):
        print(f"{name:12}{figures['log_loss']:12.6f}{figures['train_seconds']:8.1f} s"
              f"{figures['rows_per_second_a_thread']:22,.0f}")
    gap = own["log_loss"] / other["log_loss"] - 1
    speed = own["rows_per_second_a_thread"] / other["rows_per_second_a_thread"]
    print(f"ours: log-loss {gap:+.2%}, scoring {speed:.1f} times as fast")


main()
