#!/usr/bin/env python3
"""What is no JSON (RFC 8259), or JSON that nobody would send, to every route that reads JSON: refused by a 4xx that says
so in the route's own error shape, nothing of it is kept as an object, and the server goes on."""

import http.client
import json
import os
import re
import subprocess
import tempfile
import unittest
from pathlib import Path

import contract

LIKELY = os.environ["LIKELY"]
TRACKING = [("POST", f"/v1/{name}") for name in "identify track page screen group alias batch import t b".split()]
MEMBER = '{"x": %s}'  # no route knows a member x


def no_json():
    """By what is wrong with them."""
    values = {
        "nothing": "", "a space": " ", "a null byte": "\0", "a comment": "/**/1", "a word": "abc", "a quote": '"',
        "half a word": "tru", "Python": "True", "NaN": "NaN", "infinity": "Infinity", "minus infinity": "-Infinity",
        "single quotes": "'a'", "no quotes": "{a: 1}", "no value": '{"a":}', "no colon": '{"a" 1}', "no comma": '{"a":1 "b":2}',
        "two commas": '{"a":1,,"b":2}', "comma at the end": '{"a":1,}', "comma at the end of a list": "[1,]",
        "comma first": "[,1]", "open object": '{"a":1', "open list": "[1", "open text": '{"a":"b', "closed twice": '{"a":1}}',
        "closed otherwise": '{"a":[1}', "number as a name": "{1:1}", "plus": "+1", "leading zero": "01", "point first": ".5",
        "point last": "1.", "empty exponent": "1e", "hexadecimal": "0x10", "minus alone": "-", "two numbers": "1 2",
        "an object and more": '{"a":1} x', "two objects": '{"a":1}{"b":2}', "control character in a text": '{"a":"\n"}',
        "half an escape": '{"a":"\\', "unknown escape": '{"a":"\\x41"}', "half a code": '{"a":"\\u12"}',
        "no hexadecimal code": '{"a":"\\u12g4"}', "form feed": '\f{"a":1}', "byte order mark between": '{"a":\ufeff1}',
        "open a thousand times": "[" * 1000, "open often": '{"a":' * 50_000, "list of open": '{"a":[' + "[" * 20_000,
    }
    raw = {name: text.encode() for name, text in values.items()}
    raw |= {"UTF-16": '{"a":1}'.encode("utf-16"), "no UTF-8": b'{"a":"\xff"}', "overlong UTF-8": b'{"a":"\xc0\xaf"}',
            "half a character": b'{"a":"\xe2\x82"}', "surrogate as UTF-8": b'{"a":"\xed\xa0\x80"}'}
    return raw


def odd_json():
    """JSON, but what it says is nothing that a route takes."""
    deep = 60_000
    values = ("null", "true", "0", "-0", '""', "[]", "[[]]", '"{}"', MEMBER % ("[" * deep + "]" * deep),
              MEMBER % ('{"a":' * deep + "1" + "}" * deep), MEMBER % "1e400", MEMBER % ("9" * 400), MEMBER % "1E-400",
              MEMBER % '"\\ud800"', MEMBER % '"\\u0000"', MEMBER % ('"' + "a" * 200_000 + '"'),
              '{"x":1,"x":2}', '{"__proto__":{"x":1}}', '{"":1}', '{"\\u0000":1}', "{" + ",".join(
                  f'"x{number}":{number}' for number in range(20_000)) + "}", '{"x": "\U0001f600"}', ' \t\r\n{"x":1}\n ')
    return [text.encode() for text in values]


class HostileJson(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory(prefix="likely-hostile-")
        cls.data = Path(cls.folder.name) / "data"
        cls.key = cls.likely("source", "create", "web")["write_key"]
        cls.admin = cls.likely("token", "create", "admin", "--scope", "admin")["token"]
        cls.server = subprocess.Popen([LIKELY, "--data", cls.data, "serve", "--listen", "127.0.0.1:0", "--log-level", "error"],
                                      stdout=subprocess.PIPE, text=True)
        cls.port = int(cls.server.stdout.readline().strip().rsplit(":", 1)[1])
        cls.connection = http.client.HTTPConnection("127.0.0.1", cls.port, timeout=60)

    @classmethod
    def tearDownClass(cls):
        cls.connection.close()
        cls.server.terminate()
        assert cls.server.wait(60) == 0
        cls.server.stdout.close()
        cls.folder.cleanup()

    @classmethod
    def likely(cls, *words):
        done = subprocess.run([LIKELY, "--data", cls.data, "--json", *words], capture_output=True, text=True, check=True)
        return json.loads(done.stdout)

    def ask(self, method, path, body):
        secret = self.key if (method, path) in TRACKING else self.admin
        self.connection.request(method, path, body, {"Authorization": f"Bearer {secret}", "Content-Type": "application/json"})
        answer = self.connection.getresponse()
        return answer.status, answer.read()

    def routes(self):
        for (method, path), operation in contract.Contract().operations.items():
            if "application/json" in (operation.get("requestBody") or {}).get("content", {}):
                path = re.sub(r"\{(\w+)\}", lambda name: "main" if name.group(1) == "space" else "1", path)
                yield method, path, operation["requestBody"].get("required", False)

    def test_routes_that_read_json_are_found(self):
        self.assertGreater(len(list(self.routes())), 20)

    def test_what_is_no_json_is_refused_everywhere(self):
        for method, path, is_required in (*((*one, True) for one in TRACKING), *self.routes()):
            for name, body in no_json().items():
                if not body and not is_required:
                    continue
                with self.subTest(route=f"{method} {path}", body=name):
                    status, answer = self.ask(method, path, body)
                    self.assertIn(status, range(400, 500), answer[:300])
                    self.assertNotEqual(status, 429)
                    self.assertIsInstance(json.loads(answer), dict)
        self.check_it_goes_on()

    def test_odd_json_is_refused_everywhere(self):
        for method, path, _ in self.routes():
            for body in odd_json():
                with self.subTest(route=f"{method} {path}", body=body[:40]):
                    status, answer = self.ask(method, path, body)
                    self.assertIn(status, range(400, 500), answer[:300])
                    self.assertNotEqual(status, 429)
        self.check_it_goes_on()

    def test_odd_calls_never_fail_the_server(self):
        for method, path in TRACKING:
            for body in odd_json():
                with self.subTest(route=path, body=body[:40]):
                    status, answer = self.ask(method, path, body)
                    self.assertIn(status, (200, 400, 413), answer[:300])
        self.check_it_goes_on()

    def check_it_goes_on(self):
        status, _ = self.ask("POST", "/v1/track", json.dumps({"userId": "u1", "event": "Seen"}).encode())
        self.assertEqual(status, 200)
        self.assertIsNone(self.server.poll())


if __name__ == "__main__":
    unittest.main()
