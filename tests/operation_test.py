"""How `likely serve` is run: its settings, its numbers, its health, its log, its files, its signals."""

import json
import os
import re
import resource
import signal
import socket
import ssl
import stat
import subprocess
import time
import unittest
import urllib.error
import urllib.request
from pathlib import Path

from serving import LIKELY, Served

ROOT = Path(__file__).resolve().parent.parent


class Operation(Served):
    def get(self, path, headers=None):
        try:
            with urllib.request.urlopen(urllib.request.Request(self.url + path, headers=headers or {})) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as error:
            with error:
                return error.code, error.read().decode()

    def until(self, said, seconds=60):
        """The first answer that is as it should be."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            answer = said()
            if answer:
                return answer
            time.sleep(.1)
        self.fail("it never came to that")

    def log_of(self, file):
        return [json.loads(line) for line in file.read_text().splitlines()]


class Settings(Operation):
    def test_a_flag_goes_before_a_variable_that_before_the_file(self):
        with socket.socket() as taken:
            taken.bind(("127.0.0.1", 0))
            port = taken.getsockname()[1]
        file = self.root / "likely.toml"
        file.write_text(f'listen = "127.0.0.1:{port}"\nretention-days = 30\nretrain = "never"\ndrain-s = 3\n')
        self.start(settings=["--config", str(file), "--retention-days", "10"],
                   env=os.environ | {"LIKELY_RETENTION_DAYS": "20", "LIKELY_RETRAIN": "every 6 hours", "LIKELY_LOG_LEVEL": "error"})
        self.assertEqual(self.url, f"http://127.0.0.1:{port}")
        token = json.loads(self.likely("--json", "token", "create", "t", "--scope", "manage"))["token"]
        settings = json.loads(self.get("/v1/spaces/main/settings", {"Authorization": f"Bearer {token}"})[1])
        self.assertEqual((settings["retention_days"], settings["retrain"]), (10, "every 6 hours"))

    def test_what_is_wrong_refuses_the_start(self):
        file = self.root / "likely.toml"
        for text, said in (("retention-day = 3\n", "line 1: `retention-day`: there is no such setting; did you mean `retention-days`?"),
                           ("\ndrain-s = \"3\"\n", "line 2: `drain-s`: must be a whole number from 0 to 3600"),
                           ("io-threads = 0\n", "line 1: `io-threads` 0: must be a whole number from 1 to 256"),
                           ("listen\n", "line 1: not TOML")):
            with self.subTest(text=text):
                file.write_text(text)
                self.assertIn(f"{file} {said}", self.likely("serve", "--config", str(file), code=2))
        self.assertIn("none.toml", self.likely("serve", "--config", "none.toml", code=2))
        self.assertIn("LIKELY_IO_THREADS many: must be", self.likely("serve", env={"LIKELY_IO_THREADS": "many"}, code=2))
        self.assertFalse(self.data.exists())

    def test_variables_are_for_those_they_are_meant_for(self):
        self.start()
        said = self.likely("status", env={"LIKELY_LOG_LEVEL": "loud", "LIKELY_IO_THREADS": "many"})
        by_variable = subprocess.run([LIKELY, "status"], capture_output=True, text=True, cwd=self.root,
                                     env=os.environ | {"LIKELY_DATA": str(self.data)})
        self.assertEqual((by_variable.returncode, by_variable.stdout), (0, said), by_variable.stderr)


class Numbers(Operation):
    def metrics(self):
        return self.get("/metrics")[1]

    def number(self, name):
        found = re.search(rf"^{re.escape(name)} (\S+)$", self.metrics(), re.M)
        return float(found.group(1)) if found else None

    def test_what_stands_in_metrics(self):
        orders = "".join(json.dumps({
            "type": "track", "event": "Order Completed", "userId": f"u{n % 40}", "messageId": f"m{n}",
            "timestamp": f"2024-{1 + n % 9:02}-{1 + n % 28:02}T00:00:00Z",
            "properties": {"product_id": f"p{n % 7}", "brand": f"b{n % 3}"}}) + "\n" for n in range(800))
        self.likely("import", "-", "--format", "ndjson", text=orders)
        self.likely("catalog", "set", "-", text='[[interaction]]\nevent = "Order Completed"\nkey = "properties.product_id"\n'
                                               'columns."Brand" = "properties.brand"\n')
        self.start()
        self.until(lambda: self.number('likely_store_bytes{store="warehouse"}'))
        self.assertIsNone(self.number("likely_model_age_seconds"))  # there is none
        self.likely("train")
        age = self.until(lambda: self.number("likely_model_age_seconds"))
        self.assertLess(age, 600)
        self.assertGreater(self.number("likely_model_history_age_seconds"), 86400 * 300)
        for store in ("state", "warehouse", "journal", "models"):
            self.assertGreater(self.number(f'likely_store_bytes{{store="{store}"}}'), 0, store)
        self.assertGreater(self.number("likely_disk_free_bytes"), 0)
        self.assertEqual(self.number('likely_runs{status="queued"}'), 0)
        self.assertEqual(self.number('likely_runs{status="running"}'), 0)
        self.send(self.write_key(), {"type": "track", "event": "E", "userId": "u"})
        self.until(lambda: self.number("likely_intake_events_total") == 1)
        self.assertEqual(self.number("likely_intake_requests_total"), 1)

        text = self.metrics()
        self.assertLess(len(text), 30_000)
        types = dict(re.findall(r"^# TYPE (\S+) (\S+)$", text, re.M))
        for name, kind in types.items():
            self.assertEqual(name.endswith("_total"), kind == "counter", name)
        documented = set(re.findall(r"`(likely_\w+)", (ROOT / "docs/operation.md").read_text()))
        self.assertEqual(documented, set(types))


class Health(Operation):
    def test_not_ready_while_nothing_can_be_written(self):
        self.start(settings=["--listen", "127.0.0.1:0"], stderr=subprocess.PIPE, restore_signals=False)  # no SIGXFSZ
        key = self.write_key()
        self.send(key, {"type": "track", "event": "E", "userId": "u"})
        self.wait_for_events(1)
        self.assertEqual(self.get("/health/ready")[0], 200)
        whole = resource.prlimit(self.server.pid, resource.RLIMIT_FSIZE)
        resource.prlimit(self.server.pid, resource.RLIMIT_FSIZE, (1, whole[1]))
        for _ in range(3):
            with self.assertRaises(urllib.error.HTTPError) as refused:
                self.send(key, {"type": "track", "event": "E", "userId": "u"})
            with refused.exception as error:
                said = error.read().decode()
            self.assertEqual(error.code, 503)
            self.assertTrue(error.headers["Retry-After"])
            self.assertIn("cannot be written now", said)
            self.assertNotIn(str(self.data), said)
        time.sleep(1.5)  # the server has looked itself meanwhile
        status, said = self.get("/health/ready")
        self.assertEqual((status, json.loads(said)["ready"]), (503, False))
        self.assertIn("events cannot be written to the disk; see the log", json.loads(said)["reasons"])
        self.assertNotIn(str(self.data), said)
        self.assertEqual(self.get("/health/live")[0], 200)
        resource.prlimit(self.server.pid, resource.RLIMIT_FSIZE, whole)
        self.until(lambda: self.get("/health/ready")[0] == 200)  # without an event
        self.send(key, {"type": "track", "event": "E", "userId": "u"})
        self.assertEqual(self.stop(), 0)
        with self.server.stderr as log:
            events = [json.loads(line)["event"] for line in log]
        self.assertEqual(events.count("journal_refuses"), 1, events)
        self.assertEqual(events.count("journal_refuses_over"), 1, events)
        self.assertEqual(self.events(), 2)


class LogOf(Operation):
    def test_it_holds_no_text_of_clients(self):
        with open(self.root / "log", "w") as log:
            self.start(settings=["--listen", "127.0.0.1:0", "--log-level", "debug"], stderr=log)
        for line in ("ANN_EXAMPLE_ORG /v1/spaces", "ANN_EXAMPLE_ORG /none", "GET /ANN_EXAMPLE_ORG?ANN_EXAMPLE_ORG",
                     "PUT /v1/spaces/ANN_EXAMPLE_ORG/catalog"):
            with socket.create_connection(("127.0.0.1", int(self.url.rsplit(":", 1)[1])), 30) as connection:
                connection.sendall(f"{line} HTTP/1.1\r\nHost: ANN_EXAMPLE_ORG\r\nUser-Agent: ANN_EXAMPLE_ORG\r\n"
                                   "Request-Id: ANN_EXAMPLE_ORG\r\nConnection: close\r\n\r\n".encode())
                while connection.recv(65536):
                    pass
        self.assertEqual(self.stop(), 0)
        self.assertNotIn("ANN_EXAMPLE_ORG", (self.root / "log").read_text())
        lines = self.log_of(self.root / "log")
        self.assertIn("other", {line.get("method") for line in lines})
        started, stopped = lines[0], lines[-1]
        self.assertEqual((started["event"], started["address"]), ("started", self.url))
        self.assertIn(f"likely {started['version']}", self.likely("version"))
        self.assertEqual(stopped["event"], "stopped")


class Files(Operation):
    def test_they_are_their_owners_alone(self):
        orders = "".join(json.dumps({"type": "track", "event": "Order Completed", "userId": f"u{n % 40}",
                                     "timestamp": f"2024-{1 + n % 9:02}-{1 + n % 28:02}T00:00:00Z", "messageId": f"m{n}",
                                     "properties": {"product_id": f"p{n % 7}"}}) + "\n" for n in range(400))
        before = os.umask(0o022)
        try:
            self.likely("import", "-", "--format", "ndjson", text=orders)
            self.likely("catalog", "set", "-", text='[[interaction]]\nevent = "Order Completed"\nkey = "properties.product_id"\n')
            self.likely("train")
            self.start()
            self.send(self.write_key(), {"type": "track", "event": "E", "userId": "u"})
            for name in ("out.csv", "out.ndjson", "out.parquet"):
                self.likely("score", "--column", "Product", "--out", name)  # through the server
            self.assertEqual(self.stop(), 0)
            self.likely("score", "--column", "Product", "--out", "alone.parquet")
        finally:
            os.umask(before)
        open_to_others = [str(path) for path in (self.data, *self.data.rglob("*")) if path.lstat().st_mode & 0o077]
        self.assertEqual(open_to_others, [])
        for name in ("out.csv", "out.ndjson", "out.parquet", "alone.parquet"):
            self.assertEqual(stat.S_IMODE((self.root / name).stat().st_mode), 0o644, name)

    def test_doctor_says_when_they_are_not(self):
        self.start()
        self.stop()
        self.assertNotIn("chmod", self.likely("doctor"))
        self.data.chmod(0o755)
        self.assertIn(f"chmod -R go= {self.data}", self.likely("doctor"))


class Signals(Operation):
    def certificate_number(self):
        port = int(self.url.rsplit(":", 1)[1])
        return ssl.get_server_certificate(("127.0.0.1", port))

    def test_a_hangup_renews_the_certificate(self):
        key, certificate = self.make_certificate()
        key.chmod(0o600)
        with open(self.root / "log", "w") as log:
            self.start("--tls-key", str(key), "--tls-certificate", str(certificate), scheme="https",
                       settings=["--listen", "127.0.0.1:0"], stderr=log, stdin=subprocess.DEVNULL)
        first = self.certificate_number()
        self.assertEqual(first.strip(), certificate.read_text().strip())
        context = ssl.create_default_context(cafile=certificate)
        port = int(self.url.rsplit(":", 1)[1])

        def logged(event):
            return [line for line in self.log_of(self.root / "log") if line["event"] == event]

        with socket.create_connection(("127.0.0.1", port), 30) as plain, \
                context.wrap_socket(plain, server_hostname="127.0.0.1") as old:
            certificate.write_text("nothing")
            self.server.send_signal(signal.SIGHUP)
            self.until(lambda: logged("tls_not_renewed"))
            self.assertEqual(self.certificate_number(), first)
            self.make_certificate()
            self.server.send_signal(signal.SIGHUP)
            self.until(lambda: logged("tls_renewed"))
            second = self.until(lambda: self.certificate_number() != first and self.certificate_number())
            self.assertEqual(second.strip(), certificate.read_text().strip())
            old.sendall(b"GET /health/live HTTP/1.1\r\nHost: localhost\r\n\r\n")  # goes on as it was
            self.assertTrue(old.recv(65536).startswith(b"HTTP/1.1 200"))
        self.assertEqual(self.stop(), 0)

    def test_the_end_of_the_terminal_stops_it_in_order(self):
        ours, theirs = os.openpty()
        self.start(stdin=theirs)
        self.send(self.write_key(), {"type": "track", "event": "E", "userId": "u"})
        self.server.send_signal(signal.SIGHUP)  # the terminal is there: nothing to renew
        self.wait_for_events(1)
        os.close(theirs)
        os.close(ours)
        self.assertEqual(self.stop(signal.SIGHUP), 0)
        self.assertEqual(self.events(), 1)


if __name__ == "__main__":
    unittest.main()
