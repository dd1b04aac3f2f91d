#!/usr/bin/env python3
"""Turns the wall clock of a server back and forth by a day while clients send.

A shim adds what a file says to what the clock gives. After each jump calls are taken as before (never 429 or 5xx),
what was sent before and is sent again is known, a command works, the scheduler's thread lives. In the end every
acknowledged event must be there exactly once, and the folder must be right.

usage: LIKELY=build/likely tests/faults/clock_jumps.py [--jumps 20] [--seed 1]
"""

import argparse
import json
import random
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from crash_ledger import Client, Ledger, Server, count_wrong, events_in, likely, write_key

DAY = 86400
SHIM = r"""
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <fcntl.h>
#include <sys/time.h>
#include <time.h>
static volatile long* jump(void) {
  static volatile long* shared;
  if (shared == 0) {
    int f = open(getenv("LIKELY_JUMP"), O_RDONLY);
    shared = mmap(0, sizeof(long), PROT_READ, MAP_SHARED, f, 0);
  }
  return shared;
}
int clock_gettime(clockid_t id, struct timespec* at) {
  static int (*real)(clockid_t, struct timespec*);
  if (real == 0) real = (int (*)(clockid_t, struct timespec*))dlsym(RTLD_NEXT, "clock_gettime");
  int code = real(id, at);
  if (id == CLOCK_REALTIME) at->tv_sec += *jump();
  return code;
}
time_t time(time_t* at) {
  struct timespec now;
  clock_gettime(CLOCK_REALTIME, &now);
  if (at) *at = now.tv_sec;
  return now.tv_sec;
}
int gettimeofday(struct timeval* at, void* zone) {
  struct timespec now;
  (void)zone;
  clock_gettime(CLOCK_REALTIME, &now);
  at->tv_sec = now.tv_sec;
  at->tv_usec = now.tv_nsec / 1000;
  return 0;
}
"""


def set_clock(path: Path, seconds: int) -> None:
    with open(path, "r+b", buffering=0) as file:
        file.write(seconds.to_bytes(8, sys.byteorder, signed=True))


def one_jump(client: Client, ledger: Ledger, old: list[str], wrong: list[str], jump: int) -> None:
    for number in range(30):
        ids = client.new_ids(20)
        again = old[-20:] if number % 3 == 0 else []
        status = client.send(ids + again).status
        if status == 200:
            ledger.acknowledge(ids)
            old += ids
        else:
            ledger.doubt(ids)
            wrong.append(f"{status} after the clock was set to {jump:+} s")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--jumps", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    chance = random.Random(options.seed)
    wrong: list[str] = []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "shim.c").write_text(SHIM)
        subprocess.run(["gcc", "-shared", "-fPIC", "-o", folder / "shim.so", folder / "shim.c", "-ldl"], check=True)
        clock = folder / "jump"
        clock.write_bytes(bytes(8))
        data, ledger = folder / "data", Ledger(folder / "ledger")
        server = Server(data, {"LD_PRELOAD": str(folder / "shim.so"), "LIKELY_JUMP": str(clock)},
                        "--retention-days", "30")
        key = write_key(data)
        set_clock(clock, 10 * DAY)  # the shim is worth something
        likely(data, "source", "create", "later")
        made = [s["created_at"] for s in json.loads(likely(data, "--json", "source", "list").stdout)["sources"]]
        if not any(at[:10] == time.strftime("%Y-%m-%d", time.gmtime(time.time() + 10 * DAY)) for at in made):
            wrong.append("the shim does not turn the server's clock")
        client, old = Client(server.port, key, chance), []
        for number in range(options.jumps):
            jump = chance.choice((-DAY, DAY, -3600, 0, 2 * DAY, -2 * DAY))
            set_clock(clock, jump)
            one_jump(client, ledger, old, wrong, jump)
            shown = likely(data, "status")
            if shown.returncode != 0:
                wrong.append(f"after {jump:+} s: {shown.stderr}")
            if server.get("/health/ready") != 200:
                wrong.append(f"not ready after {jump:+} s")
        for _ in range(300):
            if events_in(data) >= len(ledger.acknowledged):
                break
            time.sleep(.1)
        if server.end(signal.SIGTERM) != 0:
            wrong.append("the server did not stop in order")
        wrong += count_wrong(data, key, ledger)
    print(f"{options.jumps} jumps of the clock: {len(ledger.acknowledged)} events acknowledged"
          + ("" if wrong else "; 0 lost, 0 too many"))
    for one in dict.fromkeys(wrong):
        print(f"WRONG: {one}")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
