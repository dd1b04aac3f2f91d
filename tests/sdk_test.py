#!/usr/bin/env python3
"""The public tracking clients, unmodified, against the real server: what they send is stored once and
belongs to one person; a wrong write key is told; what a client sends again after a failure is one event."""

import gzip
import http.client
import http.server
import json
import os
import subprocess
import tempfile
import threading
import time
import unittest
import urllib.request
from pathlib import Path

LIKELY = os.environ["LIKELY"]
ROOT = Path(__file__).resolve().parent.parent
PRODUCT = {"product_id": "P1", "price": 12.5}
VISIT = [("identify", "", 1), ("page", "Home", 1), ("track", "Order Completed", 1), ("track", "Product Viewed", 1)]
EVERYTHING = sorted([*VISIT, ("screen", "Start", 1), ("group", "", 1), ("alias", "", 1)])


class Client:
    """A program below tests/sdk, the name that its people have, and what it sends."""

    def __init__(self, program: str, name: str, sends: list, has_alias: bool):
        self.program, self.name, self.sends = program, name, sends
        self.ids = {("user_id", f"{name}-user"), ("anonymous_id", f"{name}-visitor"),
                    ("email", f"{name}@example.org")}
        if has_alias:
            self.ids |= {("user_id", f"{name}-older"), ("anonymous_id", f"{name}-older")}

    def run(self, url: str, write_key: str, scenario: str) -> dict:
        result = subprocess.run(["node", ROOT / "tests/sdk" / self.program, url, write_key, scenario],
                                capture_output=True, text=True, timeout=600)
        if result.returncode != 0:
            raise AssertionError(f"{self.program}: exit {result.returncode}\n{result.stdout}{result.stderr}")
        return json.loads(result.stdout)


CLIENTS = (Client("analytics_node.mjs", "node", EVERYTHING, True),
           Client("rudder_node.mjs", "rudder", EVERYTHING, True),
           Client("analytics_browser.mjs", "web", VISIT, False))


class Server:
    """`likely serve` on a data folder of its own."""

    def __init__(self):
        self.folder = tempfile.TemporaryDirectory(prefix="likely-sdk-")
        self.data = Path(self.folder.name) / "data"
        self.write_key = self.ok("source", "create", "Shop")["write_key"]
        self.markers = 0
        self.start()

    def start(self):
        # The log goes where nothing can fill up.
        self.log = open(Path(self.folder.name) / "log", "a")
        # A relative folder: commands that the server runs for others come from elsewhere.
        self.process = subprocess.Popen([LIKELY, "--data", self.data.name, "serve", "--listen", "127.0.0.1:0"],
                                        cwd=self.folder.name, stdout=subprocess.PIPE, stderr=self.log, text=True)
        self.url = self.process.stdout.readline().strip()
        if not self.url.startswith("http://127.0.0.1:"):
            self.stop()
            raise AssertionError(f"serve: said {self.url!r}\n{Path(self.log.name).read_text()}")

    def stop(self) -> int:
        self.process.terminate()
        code = self.process.wait(timeout=120)
        self.process.stdout.close()
        self.log.close()
        return code

    def close(self):
        code = self.stop()
        self.folder.cleanup()
        if code != 0:
            raise AssertionError(f"serve: exit {code}")

    def call(self, *words) -> subprocess.CompletedProcess:
        return subprocess.run([LIKELY, "--data", self.data, *words, "--json"],
                              capture_output=True, text=True, timeout=600)

    def ok(self, *words) -> dict:
        result = self.call(*words)
        if result.returncode != 0:
            raise AssertionError(f"{words}: exit {result.returncode}\n{result.stdout}{result.stderr}")
        return json.loads(result.stdout)

    def status(self) -> tuple:
        """Events, profiles and discards once everything that was accepted is stored: events are stored
        in the order of their answers, so one of our own is sent behind them, awaited and not counted."""
        self.markers += 1
        marker = f"marker-{self.markers}"
        body = {"writeKey": self.write_key, "userId": marker, "event": "Marker"}
        urllib.request.urlopen(self.url + "/v1/track", json.dumps(body).encode(), timeout=600).close()
        deadline = time.monotonic() + 300
        while not self.has_events(marker):  # people are known a moment before what they did is stored
            if time.monotonic() > deadline:
                raise AssertionError("an accepted event is not stored after 300 s")
            time.sleep(.1)
        found = self.ok("status")
        return found["events"] - self.markers, found["profiles"] - self.markers, found["discards"]

    def has_events(self, user: str) -> bool:
        shown = self.call("profile", "show", f"user_id:{user}")
        return shown.returncode == 0 and json.loads(shown.stdout)["events"]["count"] > 0


class RoughWay(http.server.ThreadingHTTPServer):
    """A way to the server on which each of the first calls has its trouble: "busy" is told to come again,
    "down" finds nobody, "lost" arrives, but its answer is lost and the server starts anew; later ones pass.
    Keeps the calls and the server's answers."""

    daemon_threads = True

    def __init__(self, server: Server, *troubles: str):
        super().__init__(("127.0.0.1", 0), Passage)
        self.server, self.troubles, self.turn = server, list(troubles), threading.Lock()
        self.calls, self.answers = [], []
        self.url = f"http://127.0.0.1:{self.server_address[1]}"
        self.thread = threading.Thread(target=self.serve_forever)
        self.thread.start()

    def close(self):
        self.shutdown()
        self.thread.join()
        self.server_close()


class Passage(http.server.BaseHTTPRequestHandler):
    def handle_call(self):
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        with self.server.turn:
            if self.command != "POST":
                return self.give_back(*self.pass_on(body))
            unzip = gzip.decompress if self.headers.get("Content-Encoding") == "gzip" else bytes
            self.server.calls.append(json.loads(unzip(body)))
            trouble = self.server.troubles.pop(0) if self.server.troubles else ""
            if trouble == "busy":
                return self.give_back(503, [("Retry-After", "1"), ("Access-Control-Allow-Origin", "*"),
                                            ("Access-Control-Expose-Headers", "Retry-After")], b"{}")
            if trouble != "down":
                status, headers, answer = self.pass_on(body)
                self.server.answers.append(status)
            if not trouble:
                return self.give_back(status, headers, answer)
            self.server.server.stop()
            self.connection.shutdown(2)
            self.server.server.start()

    do_GET = do_POST = do_OPTIONS = handle_call

    def pass_on(self, body: bytes) -> tuple:
        to = http.client.HTTPConnection(self.server.server.url.removeprefix("http://"), timeout=600)
        to.putrequest(self.command, self.path, skip_host=True, skip_accept_encoding=True)
        for name, value in self.headers.items():
            to.putheader(name, value)
        to.endheaders(body)
        answer = to.getresponse()
        found = answer.status, answer.getheaders(), answer.read()
        to.close()
        return found

    def give_back(self, status: int, headers: list, answer: bytes):
        self.send_response_only(status)
        for name, value in headers:
            if name.lower() not in ("connection", "keep-alive"):
                self.send_header(name, value)
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, *words):
        """Keeps the test's output clean."""


def message_ids(call: dict) -> list:
    return [one["messageId"] for one in call.get("batch", [call])]


def setUpModule():
    fetched = subprocess.run([ROOT / "tools/fetch_packages", ROOT / "tests/sdk"], capture_output=True, text=True)
    if fetched.returncode != 0:
        raise AssertionError(fetched.stdout + fetched.stderr)


class Sdk(unittest.TestCase):
    def setUp(self):
        self.server = Server()
        self.addCleanup(self.server.close)

    def test_every_call_is_stored_once_and_of_one_person(self):
        events = profiles = 0
        for client in CLIENTS:
            with self.subTest(client=client.program):
                said = client.run(self.server.url, self.server.write_key, "all")
                self.assertEqual(said["errors"], [])
                self.assertEqual(sorted(said["sent"]), [kind for kind, _, _ in client.sends])
                for url in said["requests"]:
                    self.assertTrue(url.startswith("http://127.0.0.1:"), f"asked somebody else: {url}")
                events, profiles = events + len(client.sends), profiles + 1
                self.assertEqual(self.server.status(), (events, profiles, 0))
                self.check_person(client)
        self.server.stop()
        self.server.start()
        self.assertEqual(self.server.status(), (events, profiles, 0))

    def check_person(self, client: Client):
        shown = self.server.ok("profile", "show", f"user_id:{client.name}-user")
        stored = [(one["type"], one["name"], one["count"]) for one in shown["events"]["by_name"]]
        self.assertEqual(sorted(stored), client.sends)
        self.assertEqual({(one["type"], one["value"]) for one in shown["external_ids"]}, client.ids)
        for event in shown["events"]["newest"]:
            if event["type"] == "track":
                self.assertEqual(event["body"]["properties"], PRODUCT)
        visitor = self.server.ok("profile", "show", f"anonymous_id:{client.name}-visitor")
        self.assertEqual(visitor["profile_id"], shown["profile_id"])

    def test_a_wrong_write_key_is_told_and_nothing_is_stored(self):
        for client in CLIENTS:
            with self.subTest(client=client.program):
                said = client.run(self.server.url, "wrong", "one")
                self.assertEqual(said["sent"], [])
                self.assertRegex("\n".join(said["errors"]), "401|unauthenticated")
        self.assertEqual(self.server.status(), (0, 0, 0))

    def test_what_is_sent_again_is_one_event(self):
        events = 0
        for client in CLIENTS:
            for troubles, answers in ((("busy",), [200]), (("down", "lost"), [200, 200])):
                with self.subTest(client=client.program, troubles=troubles):
                    way = RoughWay(self.server, *troubles)
                    self.addCleanup(way.close)
                    said = client.run(way.url, self.server.write_key, "one")
                    self.assertEqual(len(said["sent"]), 1)
                    self.assertEqual(way.answers, answers)
                    self.assertEqual(len({tuple(message_ids(call)) for call in way.calls}), 1)
                    events += 1
                    self.assertEqual(self.server.status()[::2], (events, 0))


if __name__ == "__main__":
    unittest.main()
