"""What the fault tests share: a server to start, clients that write down on disk what was acknowledged, and the count
of what is in the folder afterwards."""

import atexit
import base64
import http.client
import json
import os
import random
import signal
import subprocess
import threading
import time
from pathlib import Path

PROGRAM = os.environ.get("LIKELY", "build/likely")


class Ledger:
    """Acknowledged messageIds, on disk before the next one is sent. Its file must not be on the disk that is cut off."""

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


class Server:
    """A served data folder. environment: for shims."""

    def __init__(self, data: Path, environment: dict[str, str] | None = None, *flags: str):
        begun = time.monotonic()
        self.data = data
        self.process = subprocess.Popen(
            [PROGRAM, "--data", str(data), "serve", "--listen", "127.0.0.1:0", "--log-level", "error", *flags],
            stdout=subprocess.PIPE, text=True, env={**os.environ, **(environment or {})})
        atexit.register(self.process.kill)
        line = self.process.stdout.readline()
        if not line.startswith("http://"):
            raise SystemExit(f"the server did not start: {line!r}")
        self.port = int(line.rsplit(":", 1)[1])
        while self.get("/health/ready") != 200:
            time.sleep(.01)
        self.seconds_to_ready = time.monotonic() - begun

    def get(self, path: str) -> int:
        try:
            connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
            connection.request("GET", path)
            return connection.getresponse().status
        except OSError:
            return 0

    def end(self, signal_number: int, seconds: float = 120) -> int:
        self.process.send_signal(signal_number)
        code = self.process.wait(seconds)
        self.process.stdout.close()
        return code


def likely(data: Path, *words: str) -> subprocess.CompletedProcess:
    return subprocess.run([PROGRAM, "--data", str(data), *words], capture_output=True, text=True, timeout=300)


def write_key(data: Path) -> str:
    made = likely(data, "--json", "source", "create", "web")
    if made.returncode != 0:
        raise SystemExit(made.stderr)
    return json.loads(made.stdout)["write_key"]


def events_in(data: Path) -> int:
    """-1: the folder cannot say."""
    status = likely(data, "--json", "status")
    return json.loads(status.stdout)["events"] if status.returncode == 0 else -1


def user_of(message_id: str) -> str:
    return f"u{int(message_id[:4], 16) % 500}"


class Client:
    """One connection that sends batches of events."""

    def __init__(self, port: int, key: str, chance: random.Random):
        self.headers = {"Authorization": "Basic " + base64.b64encode(f"{key}:".encode()).decode()}
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
        self.chance = chance

    def new_ids(self, count: int) -> list[str]:
        return [f"{self.chance.getrandbits(64):016x}" for _ in range(count)]

    def send(self, ids: list[str], padding: int = 0, **more) -> http.client.HTTPResponse:
        calls = [{"type": "track", "event": "Product Viewed", "messageId": one, "userId": user_of(one),
                  "properties": {"product_id": one[:2], "note": "n" * padding}, **more} for one in ids]
        self.connection.request("POST", "/v1/batch", json.dumps({"batch": calls}), self.headers)
        answer = self.connection.getresponse()
        answer.read()
        return answer

    def send_until(self, stop: threading.Event, ledger: Ledger, refused_in_doubt: bool) -> None:
        """Batches without a pause, some ids twice; ends when the server is gone. What was refused is in doubt when
        its disk may be gone under it, else it must not be stored."""
        repeat: list[str] = []
        while not stop.is_set():
            ids = self.new_ids(self.chance.randint(1, 20)) + repeat
            try:
                status = self.send(ids).status
            except (OSError, http.client.HTTPException):
                ledger.doubt(ids)
                return
            if status == 200:
                ledger.acknowledge(ids)
            elif refused_in_doubt:
                ledger.doubt(ids)
            repeat = ids[:1] if self.chance.random() < .3 else []


def load(server: Server, key: str, ledger: Ledger, chance: random.Random, clients: int = 4,
         refused_in_doubt: bool = True):
    """Clients at work; returns a function that stops them."""
    stop = threading.Event()
    threads = [threading.Thread(target=Client(server.port, key, random.Random(chance.getrandbits(64))).send_until,
                                args=(stop, ledger, refused_in_doubt)) for _ in range(clients)]
    for thread in threads:
        thread.start()

    def end():
        stop.set()
        for thread in threads:
            thread.join()
    return end


def lost_ids(data: Path, key: str, ledger: Ledger) -> int:
    """How many acknowledged events are not in a folder that nobody serves: all are sent again, and whatever was known
    adds nothing."""
    before, everything = events_in(data), sorted(ledger.acknowledged)
    server = Server(data)
    client = Client(server.port, key, random.Random(0))
    for at in range(0, len(everything), 500):
        while (status := client.send(everything[at:at + 500]).status) == 503:
            time.sleep(.1)
        if status != 200:
            raise SystemExit(f"sent again: {status}")
    if server.end(signal.SIGTERM) != 0:
        raise SystemExit("the server that was sent everything again did not stop in order")
    return events_in(data) - before


def count_wrong(data: Path, key: str, ledger: Ledger) -> list[str]:
    """What is wrong in a folder that nobody serves: lost, doubled, damaged."""
    wrong = []
    verified = likely(data, "verify")
    if verified.returncode != 0:
        wrong.append(verified.stdout + verified.stderr)
    stored, sure, doubt = events_in(data), len(ledger.acknowledged), len(ledger.in_doubt)
    if stored > sure + doubt:
        wrong.append(f"too many: {stored} events stored, {sure} acknowledged, {doubt} in doubt")
    lost = lost_ids(data, key, ledger)
    if lost != 0:
        wrong.append(f"lost: {lost} of {sure} acknowledged events; {stored} events were stored")
    return wrong


def too_slow(slowest_s: float) -> list[str]:
    """The promise of how soon a server is ready, whatever happened to the one before it."""
    return [f"a start took {slowest_s:.2f} s to ready; 5 are promised"] if slowest_s > 5 else []
