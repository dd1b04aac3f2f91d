#!/usr/bin/env python3
"""schemathesis against a real server: requests made up from api/openapi.yaml, every answer held to it.

Makes a small demo store and a Python environment of its own, with the packages of requirements.txt beside this file,
both below --work and kept for the next time. Further arguments go to `schemathesis run`; the default is every check."""

import argparse
import json
import os
import shutil
import subprocess
import sys
import venv
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent


def environment(work: Path) -> Path:
    """The program `schemathesis`, installed once for these requirements."""
    folder, wanted = work / "venv", (HERE / "requirements.txt").read_text()
    stamp = folder / "installed"
    if not stamp.exists() or stamp.read_text() != wanted:
        venv.create(folder, clear=True, with_pip=True)
        subprocess.run([folder / "bin" / "pip", "install", "--quiet", "--disable-pip-version-check", "--no-deps",
                        "--require-hashes", "-r", HERE / "requirements.txt"], check=True)
        stamp.write_text(wanted)
    return folder / "bin" / "schemathesis"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--work", type=Path, default=ROOT / "build" / "contract")
    parser.add_argument("--max-examples", default="100")
    options, further = parser.parse_known_args()
    likely = os.environ.get("LIKELY", str(ROOT / "build" / "likely"))
    options.work.mkdir(parents=True, exist_ok=True)
    program = environment(options.work)
    demo, data = options.work / "demo", options.work / "data"
    if not demo.exists():
        subprocess.run([likely, "demo", "--customers", "1000", "--data", demo], check=True, stdout=subprocess.DEVNULL)
    shutil.rmtree(data, ignore_errors=True)
    shutil.copytree(demo, data)
    server = subprocess.Popen([likely, "--data", data, "serve", "--listen", "127.0.0.1:0", "--log-level", "error"],
                              stdout=subprocess.PIPE, text=True)
    try:
        url = server.stdout.readline().strip()
        made = subprocess.run([likely, "--data", data, "--json", "token", "create", "contract", "--scope", "admin"],
                              check=True, capture_output=True, text=True)
        token = json.loads(made.stdout)["token"]
        return subprocess.run([program, "run", ROOT / "api" / "openapi.yaml", "--url", url, "--checks", "all",
                               "--header", f"Authorization: Bearer {token}", "--continue-on-failure",
                               "--max-examples", options.max_examples, "--generation-database", "none", *further],
                              cwd=options.work).returncode
    finally:
        server.terminate()
        stopped = server.wait(120)
        server.stdout.close()
        print(f"the server ended with {stopped}", file=sys.stderr)


if __name__ == "__main__":
    sys.exit(main())
