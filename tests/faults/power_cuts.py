#!/usr/bin/env python3
"""Cuts the power under a server again and again while clients send, and counts afterwards.

The data folder is on an ext4 in a file; EXT4_IOC_SHUTDOWN without flushing its log drops everything that was not
fsynced, as a power cut does. The ledger of what was acknowledged is on another disk. After each cut the server starts
anew; in the end every acknowledged event must be there exactly once. A server whose fsync does nothing (a shim) must
be caught losing some. Needs root and loop devices.

usage: sudo LIKELY=build/likely tests/faults/power_cuts.py [--cuts 50] [--seed 1]
"""

import argparse
import fcntl
import os
import random
import signal
import struct
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from crash_ledger import Ledger, Server, count_wrong, load, too_slow, write_key

EXT4_IOC_SHUTDOWN = 0x8004587D
WITHOUT_FLUSHING = 2
SHIM = """
int fsync(int f) { (void)f; return 0; }
int fdatasync(int f) { (void)f; return 0; }
int sync_file_range(int f, long a, long b, unsigned c) { (void)f; (void)a; (void)b; (void)c; return 0; }
"""


def run(*words: str) -> None:
    subprocess.run(words, check=True, stdout=subprocess.DEVNULL)


class Disk:
    def __init__(self, folder: Path, megabytes: int):
        self.image, self.mount = folder / "disk.img", folder / "disk"
        self.mount.mkdir()
        with open(self.image, "wb") as image:
            image.truncate(megabytes << 20)
        run("mkfs.ext4", "-q", "-E", "lazy_itable_init=0,lazy_journal_init=0", str(self.image))
        self.attach()

    def attach(self) -> None:
        run("mount", "-o", "loop,noatime", str(self.image), str(self.mount))

    def detach(self) -> None:
        for _ in range(100):
            if subprocess.run(["umount", str(self.mount)], stderr=subprocess.DEVNULL).returncode == 0:
                return
            time.sleep(.05)
        raise SystemExit(f"{self.mount} cannot be unmounted")

    def cut(self) -> None:
        folder = os.open(self.mount, os.O_RDONLY)
        fcntl.ioctl(folder, EXT4_IOC_SHUTDOWN, struct.pack("I", WITHOUT_FLUSHING))
        os.close(folder)


def why_not() -> str:
    if os.geteuid() != 0:
        return "needs root"
    with tempfile.TemporaryDirectory() as folder:
        try:
            disk = Disk(Path(folder), 32)
            disk.cut()
            disk.detach()
        except (OSError, subprocess.CalledProcessError) as error:
            return f"no ext4 in a file can be mounted and cut here: {error}"
    return ""


def cycle(disk: Disk, data: Path, key: str, ledger: Ledger, chance: random.Random, shim: dict[str, str]) -> float:
    server = Server(data, shim)
    end = load(server, key, ledger, chance)
    time.sleep(chance.uniform(.02, .6))
    # The processor stops before the disk does: an fsync that is under way when a disk is shut down may say that it
    # went well, to somebody who in a power cut is not there any more.
    server.process.send_signal(signal.SIGSTOP)
    disk.cut()
    server.end(signal.SIGKILL)
    end()
    disk.detach()
    disk.attach()
    return server.seconds_to_ready


def cuts(folder: Path, count: int, chance: random.Random, shim: dict[str, str]) -> tuple[list[str], str]:
    """What was found wrong, and the figures. Stops at the first thing wrong that a start shows."""
    disk = Disk(folder, 2048)
    try:
        data, ledger, slowest = disk.mount / "data", Ledger(folder / "ledger"), 0.0
        server = Server(data)
        key = write_key(data)
        server.end(signal.SIGTERM)
        wrong: list[str] = []
        done = 0
        while done < count and not wrong:
            try:
                slowest = max(slowest, cycle(disk, data, key, ledger, chance, shim))
            except SystemExit as failed:
                wrong.append(str(failed))
                break
            done += 1
            if shim:
                wrong = settled_wrong(data, key, ledger)
        wrong = wrong or settled_wrong(data, key, ledger) + too_slow(slowest)
        return wrong, (f"{done} power cuts: {len(ledger.acknowledged)} events acknowledged, "
                       f"{len(ledger.in_doubt)} in doubt; slowest start to ready {slowest:.2f} s")
    finally:
        disk.detach()


def settled_wrong(data: Path, key: str, ledger: Ledger) -> list[str]:
    try:
        server = Server(data)
    except SystemExit as failed:
        return [str(failed)]
    if server.end(signal.SIGTERM) != 0:
        return ["the server did not stop in order"]
    return count_wrong(data, key, ledger)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cuts", type=int, default=50)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    reason = why_not()
    if reason:
        print(f"SKIPPED: power cuts: {reason}")
        return 0
    with tempfile.TemporaryDirectory() as folder:
        wrong, figures = cuts(Path(folder), options.cuts, random.Random(options.seed), {})
    print(figures + ("" if wrong else "; 0 lost, 0 too many"))
    for one in wrong:
        print(f"WRONG: {one}")
    if wrong:
        return 1
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "shim.c").write_text(SHIM)
        library = Path(folder) / "shim.so"
        run("gcc", "-shared", "-fPIC", "-o", str(library), str(Path(folder) / "shim.c"))
        wrong, figures = cuts(Path(folder), options.cuts, random.Random(options.seed), {"LD_PRELOAD": str(library)})
    if not wrong:
        print(f"WRONG: a server whose fsync does nothing was not caught: {figures}")
        return 1
    print(f"a server whose fsync does nothing is caught after {figures.split(':')[0]}: {wrong[0].splitlines()[0]}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
