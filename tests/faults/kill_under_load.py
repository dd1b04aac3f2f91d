#!/usr/bin/env python3
"""Kills a server with SIGKILL again and again while clients send, and counts afterwards.

Every client writes a messageId to a ledger, flushed, when its call was answered with 200; calls in
flight are in doubt. In the end every acknowledged event must be in the folder exactly once, every
one in doubt at most once, and nothing else. Some calls are sent twice on purpose.

usage: LIKELY=build/likely tests/faults/kill_under_load.py [--cycles 200] [--seed 1]
"""

import argparse
import base64
import http.client
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from pathlib import Path

PROGRAM = os.environ.get("LIKELY", "build/likely")
CLIENTS = 4


class Ledger:
    """Acknowledged messageIds, on disk before the next one is sent."""

    def __init__(self, path: Path):
        self.file = os.open(path, os.O_CREAT | os.O_APPEND | os.O_WRONLY)
        self.lock = threading.Lock()
        self.acknowledged: set[str] = set()
        self.in_doubt: set[str] = set()

    def acknowledge(self, ids: list[str]) -> None:
        with self.lock:
            os.write(self.file, ("\n".join(ids) + "\n").encode())
            os.fdatasync(self.file)
            self.acknowledged.update(ids)
            self.in_doubt.difference_update(ids)

    def doubt(self, ids: list[str]) -> None:
        with self.lock:
            self.in_doubt.update(i for i in ids if i not in self.acknowledged)


def user_of(message_id: str) -> str:
    return f"u{int(message_id[:4], 16) % 500}"


def start(data: Path) -> tuple[subprocess.Popen, int, float]:
    begun = time.monotonic()
    server = subprocess.Popen(
        [PROGRAM, "--data", str(data), "serve", "--listen", "127.0.0.1:0", "--log-level", "error"],
        stdout=subprocess.PIPE, text=True)
    line = server.stdout.readline()
    if not line.startswith("http://"):
        sys.exit(f"the server did not start: {line!r}")
    port = int(line.rsplit(":", 1)[1])
    while True:
        try:
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
            connection.request("GET", "/health/ready")
            if connection.getresponse().status == 200:
                return server, port, time.monotonic() - begun
        except OSError:
            pass
        time.sleep(0.01)


def send(port: int, key: str, ledger: Ledger, stop: threading.Event, chance: random.Random) -> None:
    headers = {"Authorization": "Basic " + base64.b64encode(f"{key}:".encode()).decode()}
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    repeat: list[str] = []
    while not stop.is_set():
        ids = [f"{chance.getrandbits(64):016x}" for _ in range(chance.randint(1, 20))]
        ids += repeat  # sent again: known already
        calls = [{"type": "track", "event": "Product Viewed", "messageId": one,
                  "userId": user_of(one), "properties": {"product_id": one[:2]}}
                 for one in ids]
        try:
            connection.request("POST", "/v1/batch", json.dumps({"batch": calls}), headers)
            answer = connection.getresponse()
            answer.read()
        except (OSError, http.client.HTTPException):
            ledger.doubt(ids)
            return
        if answer.status == 200:
            ledger.acknowledge(ids)
        repeat = ids[:1] if chance.random() < 0.3 else []


def count_people(data: Path, ledger: Ledger) -> list[str]:
    """Whoever has fewer events than were acknowledged, or more than those and the ones in doubt."""
    sure, perhaps = Counter(map(user_of, ledger.acknowledged)), Counter(map(user_of, ledger.in_doubt))
    wrong = []
    for user in sorted(sure | perhaps):
        shown = subprocess.run([PROGRAM, "--data", str(data), "--json", "profile", "show", f"user_id:{user}"],
                               capture_output=True, text=True)
        events = json.loads(shown.stdout)["events"]["count"] if shown.returncode == 0 else 0
        if not sure[user] <= events <= sure[user] + perhaps[user]:
            wrong.append(f"{user} has {events} events; {sure[user]} were acknowledged, {perhaps[user]} in doubt")
    return wrong


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cycles", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    chance = random.Random(options.seed)
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder) / "data"
        ledger = Ledger(Path(folder) / "ledger")
        slowest = 0.0
        key = ""
        for cycle in range(options.cycles):
            server, port, seconds = start(data)
            slowest = max(slowest, seconds)
            if not key:
                made = subprocess.run([PROGRAM, "--data", str(data), "--json", "source", "create", "web"],
                                      capture_output=True, text=True, check=True)
                key = json.loads(made.stdout)["write_key"]
            stop = threading.Event()
            clients = [threading.Thread(target=send, args=(port, key, ledger, stop,
                                                           random.Random(chance.getrandbits(64))))
                       for _ in range(CLIENTS)]
            for client in clients:
                client.start()
            time.sleep(chance.uniform(0.02, 0.5))
            server.send_signal(signal.SIGKILL)
            stop.set()
            for client in clients:
                client.join()
            server.wait()
            server.stdout.close()
        server, _, seconds = start(data)
        slowest = max(slowest, seconds)
        server.send_signal(signal.SIGTERM)  # brings in all that waits
        if server.wait(timeout=120) != 0:
            print("the last server did not stop in order")
            return 1
        verified = subprocess.run([PROGRAM, "--data", str(data), "verify"], capture_output=True, text=True)
        status = json.loads(subprocess.run([PROGRAM, "--data", str(data), "--json", "status"],
                                           capture_output=True, text=True, check=True).stdout)
        wrong_people = count_people(data, ledger)
    acknowledged, doubt = len(ledger.acknowledged), len(ledger.in_doubt)
    print(f"{options.cycles} kills: {acknowledged} events acknowledged, {doubt} in doubt, "
          f"{status['events']} stored; slowest start to ready {slowest:.2f} s")
    lost = acknowledged - status["events"]
    for wrong in wrong_people:
        print(f"WRONG: {wrong}")
    if wrong_people:
        return 1
    if lost > 0 or status["events"] > acknowledged + doubt or verified.returncode != 0:
        print(f"WRONG: lost {max(lost, 0)}, too many {max(status['events'] - acknowledged - doubt, 0)}\n"
              f"{verified.stdout}{verified.stderr}")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
