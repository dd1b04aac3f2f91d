#!/usr/bin/env python3
"""Kills a server with SIGKILL again and again while clients send, and counts afterwards.

Every client writes a messageId to a ledger, flushed, when its call was answered with 200; calls in
flight are in doubt. In the end every acknowledged event must be in the folder exactly once, every
one in doubt at most once, and nothing else. Some calls are sent twice on purpose.

usage: LIKELY=build/likely tests/faults/kill_under_load.py [--cycles 200] [--seed 1]
"""

import argparse
import json
import random
import signal
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from crash_ledger import Ledger, Server, count_wrong, events_in, likely, load, too_slow, user_of, write_key


def count_people(data: Path, ledger: Ledger) -> list[str]:
    """Whoever has fewer events than were acknowledged, or more than those and the ones in doubt."""
    sure, perhaps = Counter(map(user_of, ledger.acknowledged)), Counter(map(user_of, ledger.in_doubt))
    wrong = []
    for user in sorted(sure | perhaps):
        shown = likely(data, "--json", "profile", "show", f"user_id:{user}")
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
        key = write_key(data)
        slowest = 0.0
        for _ in range(options.cycles):
            server = Server(data)
            slowest = max(slowest, server.seconds_to_ready)
            end = load(server, key, ledger, chance, refused_in_doubt=False)
            time.sleep(chance.uniform(0.02, 0.5))
            server.end(signal.SIGKILL)
            end()
        server = Server(data)
        slowest = max(slowest, server.seconds_to_ready)
        if server.end(signal.SIGTERM) != 0:  # brings in all that waits
            print("the last server did not stop in order")
            return 1
        stored = events_in(data)
        wrong = count_people(data, ledger) + count_wrong(data, key, ledger) + too_slow(slowest)
    print(f"{options.cycles} kills: {len(ledger.acknowledged)} events acknowledged, {len(ledger.in_doubt)} in doubt, "
          f"{stored} stored; slowest start to ready {slowest:.2f} s")
    for one in wrong:
        print(f"WRONG: {one}")
    if wrong:
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
