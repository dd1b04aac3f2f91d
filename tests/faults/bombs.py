#!/usr/bin/env python3
"""Sends a server bodies that inflate to two hundred times what they are, many at once, and looks what they cost it.

Each must be refused with 413, the server's memory must not grow by more than 16 MiB at any moment, and an ordinary
call is answered in between and afterwards.

usage: LIKELY=build/likely tests/faults/bombs.py [--bombs 100]
"""

import argparse
import gzip
import signal
import socket
import sys
import tempfile
import threading
from collections import Counter
from pathlib import Path
from random import Random

from crash_ledger import Client, Server, write_key

MEGABYTES = 200


def peak_mib(pid: int) -> float:
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM")) / 1024


def send_bomb(port: int, request: bytes, statuses: Counter, lock: threading.Lock) -> None:
    with socket.create_connection(("127.0.0.1", port), timeout=60) as connection:
        connection.sendall(request)
        status = connection.makefile("rb").readline().split()[1:2]
    with lock:
        statuses[status[0].decode() if status else "closed"] += 1


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--bombs", type=int, default=100)
    options = parser.parse_args()
    bomb = gzip.compress(b'{"batch":[' + b" " * (MEGABYTES << 20), 9)
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder) / "data"
        key = write_key(data)
        server = Server(data)
        client = Client(server.port, key, Random(1))
        ordinary = [client.send(client.new_ids(10)).status for _ in range(50)]
        head = "\r\n".join(("POST /v1/batch HTTP/1.1", "Host: a", "Content-Encoding: gzip",
                            f"Authorization: {client.headers['Authorization']}", f"Content-Length: {len(bomb)}"))
        Path(f"/proc/{server.process.pid}/clear_refs").write_text("5")  # the peak counts from here on
        before, statuses, lock = peak_mib(server.process.pid), Counter(), threading.Lock()
        threads = [threading.Thread(target=send_bomb, args=(
            server.port, head.encode() + b"\r\n\r\n" + bomb, statuses, lock)) for _ in range(options.bombs)]
        for thread in threads:
            thread.start()
        ordinary += [client.send(client.new_ids(10)).status for _ in range(20)]
        for thread in threads:
            thread.join()
        ordinary += [client.send(client.new_ids(10)).status for _ in range(20)]
        most = peak_mib(server.process.pid)
        stopped = server.end(signal.SIGTERM)
    print(f"{options.bombs} bodies of {len(bomb) >> 10} KiB that inflate to {MEGABYTES} MiB: {dict(statuses)}, memory "
          f"{before:.0f} -> {most:.0f} MiB at most, beside {len(ordinary)} ordinary calls")
    wrong = [what for what, holds in (
        ("not every one was refused with 413", statuses != Counter({"413": options.bombs})),
        ("memory grew by more than 16 MiB", most - before > 16),
        ("an ordinary call was not answered 200", set(ordinary) != {200}),
        ("the server did not stop in order", stopped != 0)) if holds]
    for one in wrong:
        print(f"WRONG: {one}")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
