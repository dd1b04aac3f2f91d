#!/usr/bin/env python3
"""Holds a server with clients that hardly do anything, and looks how the others fare.

1,000 connections: a third say nothing, a third send a head byte by byte, a third a body byte by byte.
Beside them one client sends events as ever. Its rate must stay, memory must not grow beyond
200 MiB, and at the end the slow ones must have been told 408, the silent ones closed.

usage: LIKELY=build/likely tests/faults/slow_clients.py [--clients 1000] [--seconds 75]
"""

import argparse
import base64
import http.client
import json
import os
import resource
import socket
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

PROGRAM = os.environ.get("LIKELY", "build/likely")


def sent_in(port: int, headers: dict, seconds: float) -> float:
    """Requests a second of one client that sends one event after the other."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    body = json.dumps({"userId": "u1", "event": "Seen", "properties": {"a": 1}})
    count, begun = 0, time.monotonic()
    while time.monotonic() - begun < seconds:
        connection.request("POST", "/v1/track", body, headers)
        answer = connection.getresponse()
        answer.read()
        if answer.status != 200:
            sys.exit(f"an ordinary client was answered {answer.status}")
        count += 1
    return count / (time.monotonic() - begun)


class Slow:
    """A connection that sends one byte of its text now and then."""

    def __init__(self, port: int, text: bytes):
        self.socket = socket.create_connection(("127.0.0.1", port))
        self.socket.setblocking(False)
        self.text, self.sent, self.heard, self.closed = text, 0, b"", False

    def drip(self) -> None:
        if self.closed or self.sent >= len(self.text):
            return
        try:
            self.sent += self.socket.send(self.text[self.sent:self.sent + 1])
        except OSError:
            pass

    def hear(self) -> None:
        try:
            heard = self.socket.recv(4096)
            self.heard += heard
            self.closed = self.closed or not heard
        except BlockingIOError:
            pass
        except OSError:
            self.closed = True


def resident_mib(pid: int) -> float:
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmRSS")) / 1024


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--clients", type=int, default=1000)
    parser.add_argument("--seconds", type=float, default=75, help="more than somebody may say nothing, 65 s")
    args = parser.parse_args()
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(20_000, resource.getrlimit(resource.RLIMIT_NOFILE)[1]),) * 2)
    with tempfile.TemporaryDirectory() as folder:
        likely = [PROGRAM, "--data", folder + "/data", "--json"]
        made = subprocess.run([*likely, "source", "create", "web"], capture_output=True, text=True, check=True)
        key = json.loads(made.stdout)["write_key"]
        headers = {"Authorization": "Basic " + base64.b64encode(f"{key}:".encode()).decode(),
                   "Content-Type": "application/json"}
        server = subprocess.Popen([*likely, "serve", "--listen", "127.0.0.1:0", "--log-level", "error"],
                                  stdout=subprocess.PIPE, text=True)
        try:
            port = int(server.stdout.readline().rsplit(":", 1)[1])
            alone = sent_in(port, headers, 5)
            before = resident_mib(server.pid)
            head = f"POST /v1/track HTTP/1.1\r\nHost: a\r\nAuthorization: {headers['Authorization']}\r\n".encode()
            texts = (b"", head + b"X: " + b"x" * 4000, head + b"Content-Length: 5000\r\n\r\n" + b"{" * 5000)
            # The body's client sends its whole head at once.
            slow = [Slow(port, texts[i % 3]) for i in range(args.clients)]
            for client in slow[2::3]:
                client.socket.send(texts[2][:-5000])
                client.sent = len(texts[2]) - 5000
            begun, rates, most = time.monotonic(), [], before
            while time.monotonic() - begun < args.seconds:
                for client in slow:
                    client.drip()
                    client.hear()
                rates.append(sent_in(port, headers, 1))
                most = max(most, resident_mib(server.pid))
            for client in slow:
                client.hear()
            told = Counter((kind, client.heard[9:12].decode() or ("closed" if client.closed else "open"))
                           for kind, client in zip(("silent", "head", "body") * args.clients, slow))
            during = sorted(rates)[len(rates) // 2]
            print(f"{len(slow)} slow clients: {during:,.0f} requests/s beside them ({alone:,.0f} alone), memory "
                  f"{before:.0f} -> {most:.0f} MiB; {dict(told)}")
            failures = [what for what, wrong in (
                ("the ordinary client lost more than a tenth", during < .9 * alone),
                ("memory grew by more than 200 MiB", most - before > 200),
                ("slow heads or bodies were not told 408", any(
                    kind != "silent" and how != "408" for kind, how in told)),
                ("silent ones were not closed", any(
                    kind == "silent" and how != "closed" for kind, how in told))) if wrong]
            sys.exit("; ".join(failures) or 0)
        finally:
            server.terminate()
            server.wait(60)


if __name__ == "__main__":
    main()
