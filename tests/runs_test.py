#!/usr/bin/env python3
"""Runs from outside: the gate, what is a run however it was asked for, exports, and what erasing does to files on their way."""

import base64
import datetime
import http.client
import json
import random
import re
import signal
import subprocess
import threading
import time
import unittest

from shop import LIKELY, START, Shop, product

SPACE = "/v1/spaces/main"


class Server:
    """A shop that is served."""

    def __init__(self, shop: Shop):
        self.process = subprocess.Popen(
            [LIKELY, "--data", shop.root / "data", "serve", "--listen", "127.0.0.1:0", "--log-level", "error"],
            stdout=subprocess.PIPE, text=True)
        self.port = int(re.search(r":(\d+)\s*$", self.process.stdout.readline()).group(1))
        self.token = shop.json("token", "create", "test", "--scope", "manage")["token"]

    def raw(self, method, path, body=None):
        data = body if isinstance(body, bytes) or body is None else json.dumps(body)
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=120)
        connection.request(method, SPACE + path, data, {"Authorization": "Bearer " + self.token})
        answer = connection.getresponse()
        said = answer.status, answer.read()
        connection.close()
        return said

    def ask(self, method, path, body=None, status=200):
        code, text = self.raw(method, path, body)
        if code != status:
            raise AssertionError(f"{method} {path}: {code} {text}")
        return json.loads(text)

    def send(self, key, *calls):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=120)
        basic = base64.b64encode(f"{key}:".encode()).decode()
        connection.request("POST", "/v1/batch", json.dumps({"batch": calls}), {"Authorization": "Basic " + basic})
        if (status := connection.getresponse().status) != 200:
            raise AssertionError(status)
        connection.close()

    def events_after(self, before):
        """How many came after so many, once that number stays for half a second."""
        found, since = -1, time.monotonic()
        while time.monotonic() < since + .5:
            if (now := self.ask("GET", "/status")["events"]) != found:
                found, since = now, time.monotonic()
            time.sleep(.05)
        return found - before

    def ended(self, run):
        while True:
            now = self.ask("GET", f"/runs/{run['id']}")
            if now["status"] not in ("queued", "running"):
                return now
            time.sleep(.02)

    def runs(self, kind):
        return self.ask("GET", f"/runs?kind={kind}")["data"]

    def log(self, run):
        return [line["text"] for line in self.ask("GET", f"/runs/{run['id']}/log")["data"]]

    def end(self):
        self.process.send_signal(signal.SIGTERM)
        code = self.process.wait(60)
        self.process.stdout.close()
        return code


def without_taste():
    """Ninety days more, in which everybody buys whatever there is."""
    rng = random.Random(1)
    for customer in range(300):
        for day in range(200, 290):
            if rng.random() > .07:
                continue
            at = START + datetime.timedelta(days=day, seconds=rng.randrange(86400))
            yield {"type": "track", "event": "Order Completed" if rng.random() < .4 else "Product Viewed",
                   "timestamp": at.isoformat() + "Z", "properties": product(rng.randrange(30)), "userId": f"u{customer}"}


class Served(unittest.TestCase):
    def setUp(self):
        self.shop = Shop()
        self.addCleanup(self.shop.close)
        self.server = None

    def serve(self):
        self.server = Server(self.shop)
        self.addCleanup(self.server.end)
        return self.server

    def test_a_clearly_worse_model_does_not_serve(self):
        server = self.serve()
        (self.shop.root / "noise.ndjson").write_text("".join(json.dumps(e) + "\n" for e in without_taste()))
        self.shop.ok("import", self.shop.root / "noise.ndjson")
        run = server.ended(server.ask("POST", "/models", {"gated": True}, 202))
        self.assertEqual(run["status"], "completed", run)
        note = run["result"]["held_back"]
        self.assertRegex(note, r"^held back: .*AUC is .*\(serving: .*the model before it serves on$")
        self.assertIn("model_2", run["words"])
        self.assertIn(note, run["words"])

        models = {m["name"]: m["held_back"] for m in server.ask("GET", "/models")["data"]}
        self.assertEqual(models, {"model_1": None, "model_2": note})
        first = server.ask("GET", "/models")["data"][1]
        self.assertEqual(self.shop.json("audience", "preview", "--column", "Brand", "--value", "Bolt")["model"]["name"],
                         "model_1")
        self.assertEqual(server.ask("GET", "/quality")["model"]["name"], "model_1")
        self.assertEqual(server.ask("GET", "/status")["as_of"], first["as_of"])

        status = self.shop.json("status")
        self.assertEqual(status["as_of"], first["as_of"])
        self.assertEqual({m["name"]: m["held_back"] for m in status["models"]}, models)
        words = self.shop.ok("status")
        self.assertRegex(words, rf"model as of +{first['as_of']}")
        self.assertIn(f"model_2 is {note}", words)
        findings = self.shop.call("doctor").stdout
        self.assertIn(f"model_2 is {note}"[:60], findings)
        self.assertIn("more than a horizon after what model_1 knows", findings)

        self.assertEqual(server.ask("POST", "/models/model_2/serve")["held_back"], None)
        self.assertEqual(server.ask("GET", "/quality")["model"]["name"], "model_2")
        self.assertNotIn("held back", self.shop.ok("status"))
        self.assertEqual(server.ask("POST", "/models/model_1/serve")["held_back"], None)
        self.assertIn("model_1 was chosen", {m["name"]: m["held_back"] for m in self.shop.json("status")["models"]}["model_2"])

    def test_a_dash_is_a_value_like_others(self):
        asked = (("audience", "preview", "--column", "Brand", "--value", "-"),
                 ("audience", "create", "-", "--column", "Brand", "--value", "Bolt"),
                 ("score", "--column", "Brand", "--value", "-", "--out", str(self.shop.root / "scores.csv")))

        def said():
            answers = [self.shop.call(*words) for words in asked]
            return ([(a.returncode, a.stdout, a.stderr) for a in answers],
                    (self.shop.root / "scores.csv").read_bytes())

        alone = said()
        self.assertEqual([code for code, _, _ in alone[0]], [0, 2, 0])
        self.serve()
        self.assertEqual(said(), alone)

    def test_what_is_typed_takes_its_turn_and_is_in_the_history(self):
        server = self.serve()
        first = server.ask("POST", "/backtests", {}, 202)
        self.assertIn("model_2", self.shop.ok("train"))
        first = server.ended(first)
        (typed,) = server.runs("train")
        self.assertEqual((typed["actor"], typed["status"], typed["percent"]), ("terminal", "completed", 100))
        self.assertEqual(typed["result"]["model"], "model_2")
        self.assertIn("model_2 learned", typed["words"])
        self.assertGreaterEqual(typed["started_at"], first["ended_at"])
        self.assertGreater(len(server.log(typed)), 2)
        self.shop.ok("import", self.shop.root / "events.ndjson")
        self.shop.ok("catalog", "set", self.shop.root / "catalog.toml")
        self.assertIn("known already", server.runs("import")[0]["words"])
        self.assertIn("serves already", server.runs("catalog")[0]["words"])
        wrong = self.shop.call("import", self.shop.root / "catalog.toml")
        self.assertEqual(wrong.returncode, 2, wrong.stderr)
        failed = server.runs("import")[0]
        self.assertEqual(failed["status"], "failed")
        self.assertIn("catalog.toml", failed["error"])

    def test_who_waits_may_be_cancelled(self):
        server = self.serve()
        waits = subprocess.Popen([LIKELY, "--data", self.shop.root / "data", "import", "-", "--format", "ndjson"],
                                 stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        while not (running := server.runs("import")):
            time.sleep(.02)
        queued = subprocess.Popen([LIKELY, "--data", self.shop.root / "data", "train"],
                                  stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
        while not (trains := server.runs("train")):
            time.sleep(.02)
        self.assertEqual((running[0]["arguments"]["files"], trains[0]["status"]), (["standard input"], "queued"))
        server.ask("POST", f"/runs/{trains[0]['id']}/cancel", status=202)
        _, said = queued.communicate(timeout=60)
        self.assertEqual(queued.returncode, 1)
        self.assertIn("cancelled", said)
        waits.communicate(timeout=60)  # its input ends
        self.assertEqual(server.ended(trains[0])["status"], "cancelled")

    def test_answers_go_on_while_a_file_is_imported(self):
        server = self.serve()
        key = self.shop.json("source", "create", "web")["write_key"]
        before = server.ask("GET", "/status")["events"]
        call = lambda number: {"type": "track", "event": "Product Viewed", "userId": f"u{number}", "messageId": f"m{number}",
                               "timestamp": "2024-07-01T00:00:00Z", "properties": product(number)}
        imports = subprocess.Popen([LIKELY, "--data", self.shop.root / "data", "import", "-", "--format", "ndjson"],
                                   stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, text=True)
        imports.stdin.write(json.dumps(call(1)) + "\n")
        imports.stdin.flush()
        while not server.runs("import"):
            time.sleep(.02)
        definition = {"target": {"column": "Brand", "value": "Bolt"}, "top": "20%"}
        made = server.ask("POST", "/audiences", {"name": "Fans", "definition": definition, "refresh": "live"}, 201)
        self.assertEqual(len(server.ask("GET", "/audiences/fans/members?limit=1000")["data"]), made["size"])
        self.shop.ok("token", "create", "other", "--scope", "profile-read")
        server.send(key, call(1), call(2), call(3))
        self.assertEqual((server.ask("GET", "/status")["events"], server.runs("import")[0]["status"]), (before, "running"))
        imports.communicate(json.dumps(call(2)) + "\n", timeout=60)
        self.assertEqual(imports.returncode, 0)
        server.send(key, call(3), call(4))
        self.assertEqual(server.events_after(before), 4)

    def test_a_stop_while_a_file_is_imported_brings_in_what_was_accepted(self):
        server = self.serve()
        key = self.shop.json("source", "create", "web")["write_key"]
        before = server.ask("GET", "/status")["events"]
        imports = subprocess.Popen([LIKELY, "--data", self.shop.root / "data", "import", "-", "--format", "ndjson"],
                                   stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, text=True)
        call = json.dumps({"type": "page", "userId": "u1", "messageId": "again"}) + "\n"

        def feed():  # until it is cancelled
            try:
                while True:
                    imports.stdin.write(call * 100)
                    imports.stdin.flush()
                    time.sleep(.02)
            except OSError:
                pass

        feeding = threading.Thread(target=feed)
        feeding.start()
        while not server.runs("import") or server.ask("GET", "/status")["events"] != before:
            time.sleep(.02)
        server.send(key, *({"type": "page", "userId": f"u{number}"} for number in range(3)))
        time.sleep(.3)
        server.process.send_signal(signal.SIGTERM)
        self.assertEqual(server.process.wait(60), 0)
        feeding.join()
        imports.wait(60)
        self.assertIn(self.shop.json("status")["events"] - before, (3, 4))  # and "again", if it came so far

    def test_computing_and_exporting_are_runs(self):
        server = self.serve()
        definition = {"target": {"column": "Brand", "value": "Bolt"}, "top": "20%"}
        made = server.ask("POST", "/audiences", {"name": "Fans", "definition": definition}, 201)
        (created,) = server.runs("audience.create")
        self.assertEqual((created["status"], created["result"]["audience"]), ("completed", made["key"]))
        self.assertRegex(created["words"], rf"^fans: {made['size']} of \d+ people$")
        refreshed = server.ended(server.ask("POST", "/audiences/fans/refresh", status=202))
        self.assertEqual(refreshed["words"], created["words"])
        self.assertEqual(server.log(refreshed)[-1], refreshed["words"])
        server.ask("POST", "/audiences", {"name": "Fans", "definition": definition}, 409)
        self.assertEqual(server.runs("audience.create")[0]["status"], "failed")

        for ending in ("csv", "ndjson", "parquet"):
            run = server.ended(server.ask("POST", "/audiences/Fans/exports", {"format": ending, "reasons": True}, 202))
            self.assertEqual((run["status"], run["result"]["rows"]), ("completed", made["size"]), run)
            code, file = server.raw("GET", f"/runs/{run['id']}/file")
            self.assertEqual(code, 200)
            if ending != "parquet":
                self.assertEqual(file, server.raw("GET", f"/audiences/fans/export?format={ending}&reasons=true")[1])
        server.ask("POST", "/audiences/nobody/exports", status=404)
        server.ask("POST", "/audiences/fans/exports", {"format": "xls"}, 400)
        server.ask("GET", f"/runs/{created['id']}/file", status=404)

        server.ended(server.ask("POST", "/traits", {"name": "Next", "definition": {"column": "Product", "count": 3}}, 202))
        run = server.ended(server.ask("POST", "/traits/next/exports", status=202))
        self.assertEqual(server.raw("GET", f"/runs/{run['id']}/file")[1], server.raw("GET", "/traits/next/export")[1])

        members = server.ask("GET", "/audiences/fans/members?limit=1")["data"]
        erased = self.shop.json("profile", "erase", members[0]["profile_id"], "--yes")
        self.assertEqual((erased["uploads_removed"], erased["files_left"]), (4, []))
        self.assertIn("export it again", str(server.ask("GET", f"/runs/{run['id']}/file", status=404)))

    def test_erasing_takes_uploads_that_name_the_person(self):
        server = self.serve()
        theirs = json.dumps({"type": "track", "event": "E", "userId": "u5", "messageId": "m1"}).encode()
        others = theirs.replace(b"u5", b"u6")
        packed = subprocess.run(["zstd", "-q"], input=b'who,what\nx,y\n"u5",z\n', capture_output=True, check=True).stdout
        ids = [server.ask("POST", f"/uploads?name={name}", text, 201)["id"]
               for name, text in (("a.ndjson", theirs), ("b.ndjson", others), ("c.csv.zst", packed))]
        report = self.shop.json("profile", "erase", "user_id:u5", "--yes")
        self.assertEqual((report["uploads_removed"], report["files_left"]), (2, []))
        late = server.raw("POST", "/imports", {"upload": ids[0]})
        if late[0] == 202:
            self.assertEqual(server.ended(json.loads(late[1]))["status"], "failed")
        else:
            self.assertEqual(late[0], 404)
        self.assertEqual(server.ended(server.ask("POST", "/imports", {"upload": ids[1]}, 202))["status"], "completed")
        self.assertEqual(self.shop.call("profile", "show", "user_id:u5").returncode, 1)


if __name__ == "__main__":
    unittest.main()
