#!/usr/bin/env python3
"""What a server does with calls that clients send badly: good ones are stored, bad ones are listed with their reason
also when the whole request is refused, and no write key stays anywhere in the data folder."""

import base64
import datetime
import http.client
import json
import os
import signal
import subprocess
import tempfile
import time
import unittest
from pathlib import Path

LIKELY = os.environ["LIKELY"]
GOOD = {"type": "track", "event": "Product Viewed", "userId": "u1", "timestamp": "2024-01-01T00:00:00Z"}


class Tracking(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="likely-tracking-")
        self.addCleanup(folder.cleanup)
        self.data = Path(folder.name) / "data"
        self.key = self.likely("source", "create", "web")["write_key"]
        self.start()
        self.addCleanup(lambda: self.stop(signal.SIGKILL))

    def start(self):
        self.server = subprocess.Popen([LIKELY, "--data", self.data, "serve", "--listen", "127.0.0.1:0",
                                        "--log-level", "error"], stdout=subprocess.PIPE, text=True)
        self.host = self.server.stdout.readline().strip().removeprefix("http://")

    def stop(self, how):
        if self.server.poll() is not None:
            return
        self.server.send_signal(how)
        code = self.server.wait(120)
        self.server.stdout.close()
        if how == signal.SIGTERM:
            self.assertEqual(code, 0)

    def likely(self, *words):
        done = subprocess.run([LIKELY, "--data", self.data, "--json", *words], capture_output=True, text=True, timeout=600)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        return json.loads(done.stdout)

    def send(self, path, body, headers=None, with_key=True):
        basic = base64.b64encode(f"{self.key}:".encode()).decode()
        door = http.client.HTTPConnection(self.host, timeout=600)
        door.request("POST", path, body if isinstance(body, (bytes, str)) else json.dumps(body),
                     headers or ({"Authorization": "Basic " + basic} if with_key else {}))
        answer = door.getresponse()
        said = answer.status, json.loads(answer.read())
        door.close()
        return said

    def ask(self, path, token):
        door = http.client.HTTPConnection(self.host, timeout=600)
        door.request("GET", path, headers={"Authorization": f"Bearer {token}"})
        answer = door.getresponse()
        self.assertEqual(answer.status, 200)
        text = answer.read().decode()
        door.close()
        return text

    def discards(self):
        return sorted((one["reason"], one["source"]) for one in self.likely("discards")["discards"])

    def keys_in_files(self):
        return [str(path) for path in self.data.rglob("*") if path.is_file() and self.key.encode() in path.read_bytes()]

    def test_one_odd_call_sinks_no_other(self):
        odd = ['{"type":"track","event":"Odd","userId":"u1","properties":{"x":1e400}}',
               '{"type":"track","event":"Odd","userId":"u1","properties":{"x":%s1%s}}' % ("[" * 70, "]" * 70),
               '{"type":"track","event":"Odd \xff","userId":"u1"}', "nonsense"]
        mended = ['{"type":"track","event":"Mended","userId":"u1","properties":{"x":"a \\ud83c"}}',
                  '{"type":"track","event":"Mended","userId":"u1","properties":{"x":18446744073709551616}}']
        good = json.dumps(GOOD)
        for call in odd + mended:
            batch = '{"batch":[%s,%s,%s],"sentAt":"garbage"}' % (good, call, good)
            self.assertEqual(self.send("/v1/batch", batch.encode("latin-1"))[0], 200, call)
        self.assertEqual(self.send("/v1/import/", {"type": "track", "batch": [GOOD]})[0], 200)
        self.stop(signal.SIGTERM)
        self.assertEqual(self.likely("status")["events"], 2 * len(odd + mended) + len(mended) + 1)
        self.assertEqual(self.discards(), [("invalid_utf8", "source web")] + [("not_json", "source web")] * 3)
        # A file with the same line.
        lines = self.data.parent / "lines.ndjson"
        lines.write_text('{"batch":[%s,%s]}\n' % (good, odd[0]))
        report = self.likely("import", str(lines))
        self.assertEqual((report["events"], report["discards_by_reason"]), (1, {"not_json": 1}))

    def test_a_refused_request_is_listed(self):
        large = GOOD | {"properties": {"x": "x" * 40_000}}
        requests = (("/v1/track", "no JSON", "not_json"), ("/v1/track", "[]", "not_object"),
                    ("/v1/track", large, "event_too_large"), ("/v1/batch", {}, "empty_batch"))
        for path, body, reason in requests:
            self.assertEqual(self.send(path, body)[0], 400, reason)
            self.assertEqual(self.send(path, body, with_key=False)[0], 401, reason)  # nobody's: not listed
        # Acknowledged or refused, it is on disk.
        self.stop(signal.SIGKILL)
        self.start()
        self.stop(signal.SIGTERM)
        self.assertEqual(self.discards(), sorted((reason, "source web") for *_, reason in requests))
        self.assertEqual(self.likely("status")["events"], 0)
        for one in self.likely("discards")["discards"]:
            self.assertLessEqual(len(one["excerpt"]), 200)

    def test_pages_of_discards_stay_while_others_come(self):
        began = datetime.datetime.now(datetime.timezone.utc)
        token = self.likely("token", "create", "reader", "--scope", "manage")["token"]
        sent = 0

        def refuse(count):
            nonlocal sent
            for _ in range(count):
                self.assertEqual(self.send("/v1/track", f"no JSON {sent}")[0], 400)
                sent += 1
            for _ in range(500):
                if len(self.likely("discards", "--limit", "0")["discards"]) == sent:
                    return
                time.sleep(.02)
            self.fail("they are not listed")

        refuse(5)
        seen, cursor = [], ""
        while cursor is not None:
            page = json.loads(self.ask(f"/v1/spaces/main/discards?limit=2{cursor and '&cursor=' + cursor}", token))
            for one in page["data"]:
                came = datetime.datetime.fromisoformat(one["received_at"].replace("Z", "+00:00"))
                self.assertLess(abs((came - began).total_seconds()), 600)
                seen.append(one["excerpt"])
            cursor = page["cursor"]["next"]
            refuse(1)
        self.assertEqual(seen, [f"no JSON {number}" for number in (4, 3, 2, 1, 0)])

    def test_no_write_key_is_kept(self):
        keyed = {"writeKey": self.key}
        for path, body, status in (
                ("/v1/track", keyed | GOOD, 200),
                ("/v1/t", keyed | {"userId": "u1"}, 200),
                ("/v1/t", {"userId": "u1", "properties": 7} | keyed, 200),
                ("/v1/batch", keyed | {"batch": [keyed | GOOD, keyed | {"type": "track"}]}, 200),
                ("/v1/batch", '{"batch":[{"writeKey":"%s","x":1e400}],"writeKey" : "%s"}' % (self.key, self.key), 200),
                ("/v1/batch", keyed, 400),
                ("/v1/track", keyed | {"x": "x" * 40_000}, 400)):
            self.assertEqual(self.send(path, body, with_key=False)[0], status, path)
        self.assertEqual(self.send("/v1/track", '{"writeKey":"%s' % self.key)[0], 400)
        self.stop(signal.SIGKILL)
        self.assertEqual(self.keys_in_files(), [])  # the journal, too
        self.start()
        token = self.likely("token", "create", "reader", "--scope", "admin")["token"]
        marker = {"type": "track", "event": "Marker", "userId": "marker"}
        self.assertEqual(self.send("/v1/batch", {"batch": [marker]} | keyed, with_key=False)[0], 200)
        for _ in range(6000):
            shown = self.ask("/v1/spaces/main/events?limit=100", token)
            if "marker" in shown:
                break
            time.sleep(.01)
        self.assertIn("marker", shown)
        self.assertNotIn(self.key, shown)
        listed = self.ask("/v1/spaces/main/discards?limit=100", token)
        self.assertEqual(listed.count('"excerpt"'), 7, listed)
        self.assertNotIn(self.key, listed)
        self.stop(signal.SIGTERM)
        self.assertEqual(self.keys_in_files(), [])
        self.assertNotIn(self.key, json.dumps(self.likely("discards")))

    def test_a_key_in_the_body_counts_beside_a_header_that_names_nobody(self):
        for header in ("Bearer a-token-of-somebody-else", "Basic Og=="):
            for key, status in ((self.key, 200), ("stranger", 401)):
                body = GOOD | {"writeKey": key}
                self.assertEqual(self.send("/v1/track", body, {"Authorization": header})[0], status, header)


if __name__ == "__main__":
    unittest.main()
