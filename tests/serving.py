"""What tests of `likely serve` have in common."""

import base64
import json
import os
import signal
import subprocess
import tempfile
import time
import unittest
import urllib.request
from pathlib import Path

LIKELY = str(Path(os.environ["LIKELY"]).absolute())


class Served(unittest.TestCase):
    """A data folder of its own, and the server that a test starts over it."""

    def setUp(self):
        self.folder = tempfile.TemporaryDirectory(prefix="likely-serve-")
        self.root = Path(self.folder.name)
        self.data = self.root / "data"
        self.server = None

    def tearDown(self):
        if self.server and self.server.poll() is None:
            self.stop()
        self.folder.cleanup()

    def likely(self, *words, code=0, text=None, env=None):
        done = subprocess.run([LIKELY, "--data", str(self.data), *words], capture_output=True, text=True,
                              cwd=self.root, input=text, timeout=120, env=os.environ | (env or {}))
        self.assertEqual(done.returncode, code, done.stdout + done.stderr)
        return done.stdout if code == 0 else done.stderr

    def start(self, *flags, scheme="http", settings=("--listen", "127.0.0.1:0", "--log-level", "error"), **process):
        self.server = subprocess.Popen([LIKELY, "--data", str(self.data), "serve", *settings, *flags],
                                       stdout=subprocess.PIPE, text=True, **process)
        self.url = self.server.stdout.readline().strip()
        self.assertTrue(self.url.startswith(f"{scheme}://127.0.0.1:"), self.url)

    def stop(self, how=signal.SIGTERM):
        self.server.send_signal(how)
        code = self.server.wait(60)
        self.server.stdout.close()
        return code

    def send(self, key, *calls):
        basic = base64.b64encode(f"{key}:".encode()).decode()
        request = urllib.request.Request(self.url + "/v1/batch", data=json.dumps({"batch": calls}).encode(),
                                         headers={"Authorization": "Basic " + basic})
        with urllib.request.urlopen(request) as answer:
            self.assertEqual(answer.status, 200)

    def write_key(self):
        return json.loads(self.likely("--json", "source", "create", "web"))["write_key"]

    def events(self):
        return json.loads(self.likely("--json", "status"))["events"]

    def wait_for_events(self, count):
        for _ in range(500):
            if self.events() == count:
                return
            time.sleep(0.02)
        self.assertEqual(self.events(), count)

    def make_certificate(self):
        """Another one each time, in the same two files."""
        key, certificate = self.root / "key.pem", self.root / "certificate.pem"
        subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost",
                        "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", key, "-out", certificate],
                       check=True, capture_output=True)
        return key, certificate
