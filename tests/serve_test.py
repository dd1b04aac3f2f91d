"""`likely serve` owns its folder: who may start it, what it leaves behind, and that commands do the same through it."""

import json
import re
import signal
import socket
import ssl
import subprocess
import time
import unittest
import urllib.error
import urllib.request
from pathlib import Path

from serving import LIKELY, Served


class Serve(Served):
    def bytes_hold(self, text):
        return [str(p) for p in self.data.rglob("*") if p.is_file() and text.encode() in p.read_bytes()]

    def test_unsafe_and_wrong_starts_are_refused(self):
        key = self.root / "key.pem"
        key.write_text("not a key")
        key.chmod(0o644)
        for flags, said in (
                (["--listen", "0.0.0.0:0"], "--insecure"),
                (["--listen", "[::]:0"], "--insecure"),
                (["--listen", "8080"], "address:port"),
                (["--listen", "127.0.0.1:99999"], "address:port"),
                (["--tls-key", str(key)], "go together"),
                (["--listen", "127.0.0.1:0", "--tls-key", str(key), "--tls-certificate", str(key)], "chmod 600"),
                (["--listen", "127.0.0.1:0", "--trusted-proxy", "10.0.0.0/40"], "10.0.0.0/8"),
                (["--listen", "127.0.0.1:0", "--retrain", "sometimes"], "every 6 hours")):
            with self.subTest(flags=flags):
                self.assertIn(said, self.likely("serve", *flags, code=2))

    def test_a_folder_has_one_server(self):
        self.start()
        said = self.likely("serve", "--listen", "127.0.0.1:0", code=1)
        self.assertIn(f"serving it at {self.url} since", said)
        self.assertIn("commands work meanwhile", said)
        self.assertEqual((self.data / "lock").read_text(), f"{self.server.pid}\n{self.url}\n")
        self.send(self.write_key(), {"type": "track", "event": "E", "userId": "u"})  # the first one serves on
        self.wait_for_events(1)

    def test_a_key_has_the_rate_that_was_set(self):
        self.start("--write-rate", "2", "--trusted-proxy", "10.0.0.0/8,127.0.0.1")
        key = self.write_key()
        with self.assertRaises(urllib.error.HTTPError) as refused:
            for number in range(100):
                self.send(key, {"type": "track", "event": "E", "userId": f"u{number}"})
        self.assertEqual(refused.exception.code, 429)
        refused.exception.close()
        self.send(json.loads(self.likely("--json", "source", "create", "other"))["write_key"],
                  {"type": "track", "event": "E", "userId": "u"})

    def test_a_page_has_the_rate_that_was_set(self):
        self.start("--browser-rate", "1", "--trusted-proxy", "127.0.0.1")
        key = self.write_key()
        def guess(number, visitor):
            request = urllib.request.Request(f"{self.url}/v1/browser/recommendations?writeKey={key}&anonymousId=a{number}",
                                             headers={"X-Forwarded-For": visitor})
            with urllib.request.urlopen(request) as answer:
                return answer.status
        with self.assertRaises(urllib.error.HTTPError) as refused:
            for number in range(500):
                guess(number, "203.0.113.1")
        self.assertEqual(refused.exception.code, 429)
        self.assertTrue(refused.exception.headers["Retry-After"])
        refused.exception.close()
        self.assertEqual(guess(0, "203.0.113.2"), 200)

    def test_tls(self):
        key, certificate = self.make_certificate()
        flags = ["--tls-key", str(key), "--tls-certificate", str(certificate)]
        key.chmod(0o644)
        self.assertIn("chmod 600", self.likely("serve", "--listen", "127.0.0.1:0", *flags, code=2))
        key.chmod(0o600)
        self.start(*flags, scheme="https")
        port = int(self.url.rsplit(":", 1)[1])
        trusting = ssl.create_default_context(cafile=certificate)
        with urllib.request.urlopen(self.url + "/health/ready", context=trusting) as answer:
            self.assertEqual(answer.status, 200)
        with self.assertRaises(urllib.error.URLError):  # a certificate that nobody vouches for
            urllib.request.urlopen(self.url + "/health/ready")
        old = ssl.create_default_context(cafile=certificate)
        old.set_ciphers("DEFAULT:@SECLEVEL=0")
        old.minimum_version = old.maximum_version = ssl.TLSVersion.TLSv1_1
        with self.assertRaises(OSError), socket.create_connection(("127.0.0.1", port), 10) as plain:
            old.wrap_socket(plain, server_hostname="127.0.0.1")
        with socket.create_connection(("127.0.0.1", port), 10) as plain:
            plain.sendall(b"GET /health/ready HTTP/1.1\r\nHost: localhost\r\n\r\n")
            said = b""
            try:
                while more := plain.recv(4096):
                    said += more
            except ConnectionResetError:
                pass
        self.assertFalse(said.startswith(b"HTTP/1.1 2"), said)  # never answered without TLS
        self.assertNotIn(b"ready", said)
        for user in ("u1", "u2"):  # and it goes on with those who speak it
            with urllib.request.urlopen(self.url + "/health/live", context=trusting) as answer:
                self.assertEqual(answer.status, 200, user)
        self.assertEqual(self.stop(), 0)

    def test_commands_do_the_same_through_the_server(self):
        calls = "".join(json.dumps({"type": "track", "event": "Product Viewed", "userId": f"u{n % 7}", "messageId": str(n),
                                    "timestamp": "2024-03-01T00:00:00Z", "properties": {"product_id": f"p{n % 5}"}}) + "\n"
                        for n in range(50))
        catalog = '[[interaction]]\nevent = "Product Viewed"\nkey = "properties.product_id"\n'
        said = []
        for served in (False, True):
            self.data = self.root / f"data-{served}"
            if served:
                self.start()
            lines = [self.likely("import", "-", "--format", "ndjson", text=calls).splitlines()[:2],
                     self.likely("catalog", "set", "-", text=catalog)]
            (self.root / "here.ndjson").write_text(calls + calls.replace('"messageId": "', '"messageId": "x'))
            lines += [self.likely("import", "-", "--format", "ndjson", text="nothing\n", code=1),
                      re.sub(r"20\S+Z  ", "", self.likely("discards")),
                      # "-" is standard input only where a file is read
                      self.likely("audience", "create", "-", "--column", "Product", "--value", "p1", code=1)
                      .replace(str(self.data), "DATA"),
                      self.likely("profile", "show", "-", code=2),
                      self.likely("catalog", "set", "-", text="[[", code=2)]
            lines += [self.likely("import", "here.ndjson").splitlines()[:2],
                      self.likely("--json", "profile", "show", "user_id:u3").replace(str(self.data), "DATA"),
                      self.likely("profile", "show", "user_id:nobody", code=1)]
            said.append(lines)
            self.assertEqual(self.events(), 100)
        self.assertEqual(said[0], said[1])

    def test_commands_leave_the_way_to_answers(self):
        self.start()
        waits = subprocess.Popen([LIKELY, "--data", str(self.data), "import", "-", "--format", "ndjson"],
                                 stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            levels = {}  # nice, by the name of a thread
            for _ in range(500):
                for stat in Path(f"/proc/{self.server.pid}/task").glob("*/stat"):
                    try:
                        name, numbers = stat.read_text().split("(", 1)[1].rsplit(")", 1)
                    except OSError:  # it ended
                        continue
                    levels[name] = int(numbers.split()[16])
                if "command" in levels:
                    break
                time.sleep(0.02)
            self.assertGreater(levels["command"], levels["io"], levels)
        finally:
            waits.communicate(timeout=60)

    def test_an_erased_person_does_not_come_back(self):
        self.start()
        key = self.write_key()
        for user in ("kept@example.org", "secret-person"):
            self.send(key, {"type": "track", "event": "E", "userId": user, "properties": {"n": 1}})
        self.wait_for_events(2)
        self.stop()
        self.likely("profile", "erase", "user_id:secret-person", "--yes")
        self.assertEqual(self.bytes_hold("secret-person"), [])
        self.start()
        self.wait_for_events(1)
        self.send(key, {"type": "track", "event": "E", "userId": "kept@example.org"})
        self.wait_for_events(2)
        self.likely("profile", "show", "user_id:secret-person", code=1)

    def test_erasing_reaches_what_a_killed_server_left(self):
        self.start()
        key = self.write_key()
        self.send(key, {"type": "track", "event": "E", "userId": "secret-person"},
                  {"type": "track", "event": "E", "userId": "other"})
        self.stop(signal.SIGKILL)  # perhaps before it was in the stores
        self.likely("profile", "erase", "user_id:secret-person", "--yes")
        self.assertEqual(self.bytes_hold("secret-person"), [])
        self.assertEqual(self.events(), 1)

    def test_erasing_while_it_serves(self):
        self.start()
        key = self.write_key()
        self.send(key, {"type": "track", "event": "E", "userId": "secret-person"},
                  {"type": "track", "event": "E", "userId": "other"})
        self.likely("profile", "erase", "user_id:secret-person", "--yes")
        self.assertEqual(self.bytes_hold("secret-person"), [])
        self.send(key, {"type": "track", "event": "E", "userId": "other"})
        self.wait_for_events(2)
        self.assertEqual(self.stop(), 0)
        self.assertIn("Everything is right", self.likely("verify"))

    def test_old_events_go(self):
        def import_days_ago(name, days):
            at = [time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(time.time() - 86400 * d)) for d in days]
            (self.root / name).write_text("".join(
                json.dumps({"type": "track", "event": "Product Viewed", "userId": "u1", "messageId": f"m{d}",
                            "timestamp": t, "properties": {"product_id": f"p{d}"}}) + "\n" for d, t in zip(days, at)))
            self.likely("import", name)

        import_days_ago("e.ndjson", range(0, 100, 5))
        self.likely("catalog", "set", "-", text='[[interaction]]\nevent = "Product Viewed"\nkey = "properties.product_id"\n')
        self.start()
        self.assertEqual(self.events(), 20)  # for ever, unless one says otherwise
        self.stop()
        self.start("--retention-days", "32")
        self.wait_for_events(7)
        key = self.write_key()
        self.send(key, {"type": "track", "event": "Product Viewed", "userId": "u1", "messageId": "m95",
                        "timestamp": "2020-01-01T00:00:00Z"}, {"type": "track", "event": "E", "userId": "u1"})
        self.wait_for_events(8)  # m95 went, and is known still
        self.stop()
        self.start("--retention-days", "32")  # the day is not over
        import_days_ago("late.ndjson", [40, 50, 97])
        self.assertEqual(self.events(), 9)  # two of them had gone
        self.assertIn("Everything is right", self.likely("verify"))
        self.assertEqual(self.stop(), 0)
        self.assertIn("Everything is right", self.likely("verify"))


if __name__ == "__main__":
    unittest.main()
