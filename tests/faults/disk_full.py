#!/usr/bin/env python3
"""Fills the disk under a server again and again while clients send.

While it is full, calls are refused with 503 and Retry-After; from the moment it has room again the server must take
calls within five seconds, without being started anew. In the end every acknowledged event must be there exactly once.
The first fillings end at the reserve that the journal leaves, the others leave not a byte. Needs root, for a small
file system in memory.

usage: sudo LIKELY=build/likely tests/faults/disk_full.py [--times 20] [--seed 1]
"""

import argparse
import http.client
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

from crash_ledger import Client, Ledger, Server, count_wrong, events_in, write_key

MEGABYTES = 700
# While the file that LIKELY_FAULT names is there, nothing can be written to the warehouse and its log.
SHIM = r"""
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
static int full(int f) {
  const char* flag = getenv("LIKELY_FAULT");
  char link[64], path[4096];
  if (flag == 0 || access(flag, F_OK) != 0) return 0;
  snprintf(link, sizeof link, "/proc/self/fd/%d", f);
  ssize_t n = readlink(link, path, sizeof path - 1);
  if (n <= 0) return 0;
  path[n] = 0;
  return strstr(path, ".duckdb") != 0;
}
#define WRITES(name, parameters, arguments)                                        \
  ssize_t name parameters {                                                        \
    static ssize_t(*real) parameters;                                              \
    if (real == 0) real = (ssize_t(*) parameters)dlsym(RTLD_NEXT, #name);          \
    if (full(f)) { errno = ENOSPC; return -1; }                                    \
    return real arguments;                                                         \
  }
WRITES(write, (int f, const void* b, size_t n), (f, b, n))
WRITES(pwrite, (int f, const void* b, size_t n, off_t o), (f, b, n, o))
WRITES(pwrite64, (int f, const void* b, size_t n, off_t o), (f, b, n, o))
"""


class Clients:
    """Batches without a pause; remembers what was answered, and when."""

    def __init__(self, server: Server, key: str, ledger: Ledger, chance: random.Random):
        self.stop, self.ledger, self.answers, self.wrong = threading.Event(), ledger, Counter(), []
        self.last_good = self.last_good_sent = 0.0  # of a 200: when it came, and when it was asked for
        self.threads = [threading.Thread(target=self.work, args=(Client(server.port, key, random.Random(
            chance.getrandbits(64))),)) for _ in range(3)]
        for thread in self.threads:
            thread.start()

    def work(self, client: Client) -> None:
        while not self.stop.is_set():
            ids, sent = client.new_ids(20), time.monotonic()
            try:
                answer = client.send(ids, padding=500)
            except (OSError, http.client.HTTPException) as error:
                self.ledger.doubt(ids)
                self.wrong.append(f"no answer: {error!r}")
                return
            self.answers[answer.status] += 1
            if answer.status == 200:
                self.last_good, self.last_good_sent = time.monotonic(), sent
                self.ledger.acknowledge(ids)
                continue
            self.ledger.doubt(ids)
            if answer.status != 503 or not answer.getheader("Retry-After"):
                self.wrong.append(f"{answer.status} with Retry-After {answer.getheader('Retry-After')}")
            time.sleep(.01)

    def end(self) -> None:
        self.stop.set()
        for thread in self.threads:
            thread.join()


def fill(path: Path, leave: int) -> None:
    """A file that takes all the room but so many bytes, at once: the stores are in the middle of something. Again:
    what was given back meanwhile, too."""
    with open(path, "ab") as file:
        for _ in range(100):
            disk = os.statvfs(path.parent)
            free = disk.f_bavail * disk.f_frsize - leave
            if free <= 0:
                return
            try:
                os.posix_fallocate(file.fileno(), os.fstat(file.fileno()).st_size, free)
            except OSError:  # somebody was faster
                pass


def one_filling(disk: Path, clients: Clients, leave: int, chance: random.Random) -> float:
    """Gives the seconds from the moment there was room to the first 200."""
    before, wrong = Counter(clients.answers), len(clients.wrong)
    fill(disk / "ballast", leave)
    time.sleep(chance.uniform(.5, 2.5))
    fill(disk / "ballast2", leave)  # what the stores gave back meanwhile
    full_from = time.monotonic()
    while time.monotonic() < full_from + .5:
        time.sleep(.005)
        fill(disk / "ballast2", leave)
    if clients.last_good_sent > full_from:
        clients.wrong.append(f"a 200 to what was sent {clients.last_good_sent - full_from:.3f} s after the disk was full, "
                             f"with {leave >> 20} MiB left")
    if clients.answers[503] == before[503] and len(clients.wrong) == wrong:
        clients.wrong.append("no 503 while the disk was full")
    (disk / "ballast").unlink()
    (disk / "ballast2").unlink()
    room = time.monotonic()
    while clients.last_good < room and time.monotonic() < room + 30 and any(t.is_alive() for t in clients.threads):
        time.sleep(.01)
    return clients.last_good - room if clients.last_good >= room else 99.


def settles(data: Path, at_least: int) -> bool:
    for _ in range(300):
        if events_in(data) >= at_least:
            return True
        time.sleep(.1)
    return False


def test(disk: Path, ledger_path: Path, times: int, chance: random.Random) -> tuple[list[str], str]:
    data, ledger = disk / "data", Ledger(ledger_path)
    server = Server(data)
    key = write_key(data)
    slowest, wrong, refused = 0.0, [], 0
    for number in range(times):
        clients = Clients(server, key, ledger, chance)
        time.sleep(.3)
        # Too little to take calls, even after a segment of the journal has gone; the stores may go on.
        leave = (100 << 20) if number < times // 4 else 0
        slowest = max(slowest, one_filling(disk, clients, leave, chance))
        clients.end()
        refused += clients.answers[503]
        wrong += clients.wrong
        if server.process.poll() is not None:
            wrong.append(f"the server ended with {server.process.returncode} in filling {number}")
            break
        if slowest > 5:
            wrong.append(f"no 200 within 5 s of room in filling {number}")
            break
        if not settles(data, len(ledger.acknowledged)):
            wrong.append(f"what was acknowledged is not in the stores 30 s after filling {number}")
            break
    if server.process.poll() is None and server.end(signal.SIGTERM) != 0:
        wrong.append("the server did not stop in order")
    wrong += count_wrong(data, key, ledger)
    return wrong, (f"disk full {number + 1} times: {len(ledger.acknowledged)} events acknowledged, {refused} calls "
                   f"refused with 503, first 200 at most {slowest:.2f} s after there was room")


def warehouse_full(folder: Path, chance: random.Random) -> tuple[list[str], str]:
    """Only the warehouse has no room, ten times: calls are taken on, and brought in once there is room."""
    flag, library, data, ledger = folder / "full", folder / "shim.so", folder / "data", Ledger(folder / "ledger2")
    (folder / "shim.c").write_text(SHIM)
    subprocess.run(["gcc", "-shared", "-fPIC", "-o", library, folder / "shim.c", "-ldl"], check=True)
    server = Server(data, {"LD_PRELOAD": str(library), "LIKELY_FAULT": str(flag)})
    key, wrong, slowest = write_key(data), [], 0.0
    for number in range(10):
        clients = Clients(server, key, ledger, chance)
        time.sleep(chance.uniform(.1, .4))
        flag.write_text("")
        time.sleep(chance.uniform(.3, 2.5))
        flag.unlink()
        room = time.monotonic()
        time.sleep(.3)
        clients.end()
        wrong += clients.wrong
        if not settles(data, len(ledger.acknowledged)):
            wrong.append(f"what was acknowledged is not in the stores 30 s after the warehouse had room, time {number}")
            break
        slowest = max(slowest, time.monotonic() - room)
    if server.end(signal.SIGTERM) != 0:
        wrong.append("the server did not stop in order")
    wrong += count_wrong(data, key, ledger)
    return wrong, (f"warehouse full {number + 1} times: {len(ledger.acknowledged)} events acknowledged, all brought in "
                   f"at most {slowest:.1f} s after there was room")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--times", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        disk = Path(folder) / "disk"
        disk.mkdir()
        mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={MEGABYTES}m", "tmpfs", str(disk)],
                                 capture_output=True, text=True)
        if mounted.returncode != 0:
            print(f"SKIPPED: disk full: no file system in memory can be mounted here: {mounted.stderr.strip()}")
            return 0
        try:
            wrong, figures = test(disk, Path(folder) / "ledger", options.times, random.Random(options.seed))
        finally:
            subprocess.run(["umount", "-l", str(disk)], check=True)
    failed = tell(wrong, figures)
    with tempfile.TemporaryDirectory() as folder:
        return tell(*warehouse_full(Path(folder), random.Random(options.seed))) or failed


def tell(wrong: list[str], figures: str) -> int:
    print(figures + ("" if wrong else "; 0 lost, 0 too many"))
    for one in dict.fromkeys(wrong):
        print(f"WRONG: {one}")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
