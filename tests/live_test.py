"""An event that a server takes changes what the Profile API says of its person."""

import base64
import csv
import datetime
import json
import subprocess
import time
import unittest
import urllib.request

import shop


class Live(unittest.TestCase):
    def setUp(self):
        self.shop = shop.Shop()
        self.data = str(self.shop.root / "data")
        self.start()

    def tearDown(self):
        if self.server:
            self.stop()

    def start(self, *flags):
        self.server = subprocess.Popen(
            [shop.LIKELY, "--data", self.data, "serve", "--listen", "127.0.0.1:0", "--log-level", "error", *flags],
            stdout=subprocess.PIPE, text=True)
        self.url = self.server.stdout.readline().strip()

    def kill(self):
        self.server.kill()
        self.server.wait(60)
        self.server.stdout.close()
        self.server = None

    def stop(self):
        self.server.terminate()
        code = self.server.wait(60)
        self.server.stdout.close()
        self.server = None
        self.assertEqual(code, 0)

    def rows(self, kind, name):
        out = self.shop.root / "out.csv"
        self.likely(kind, "export", name, "--out", str(out))
        with open(out, newline="") as file:
            return list(csv.DictReader(file))

    def lists(self, name):
        """Per user: the trait's values, best first."""
        return {row["user_id"]: json.loads(row[name.lower()])
                for row in self.rows("trait", name) if row["user_id"]}

    def until_quiet(self):
        """Waits until all that was accepted is brought in and scored."""
        for _ in range(3000):
            with urllib.request.urlopen(self.url + "/metrics") as answer:
                figures = dict(line.rsplit(" ", 1) for line in answer.read().decode().splitlines() if line[:1] != "#")
            if not any(float(figures[name]) for name in (
                    "likely_intake_waiting_bytes", "likely_live_waiting", "likely_live_lag_seconds")):
                return
            time.sleep(0.01)
        self.fail("events are not scored")

    def likely(self, *words):
        done = subprocess.run([shop.LIKELY, "--data", self.data, "--json", *words], capture_output=True, text=True)
        self.assertEqual(done.returncode, 0, done.stderr)
        return json.loads(done.stdout)

    def ask(self, path, secret, body=None):
        basic = base64.b64encode(f"{secret}:".encode()).decode()
        request = urllib.request.Request(self.url + path, data=body and json.dumps(body).encode(),
                                         headers={"Authorization": "Basic " + basic})
        with urllib.request.urlopen(request) as answer:
            return json.load(answer)

    def test_a_click_changes_the_list(self):
        self.likely("trait", "create", "Next", "--column", "Product", "--count", "5", "--refresh", "live")
        self.likely("audience", "create", "Cord fans", "--column", "Brand", "--value", "Cord", "--refresh", "live")
        write = self.likely("source", "create", "web")["write_key"]
        read = self.likely("token", "create", "site", "--scope", "profile-read")["token"]
        path = "/v1/spaces/main/collections/users/profiles/user_id:u1/traits?limit=50"
        before = self.ask(path, read)["traits"]
        self.assertEqual(len(before["next"]), 5)
        self.assertIn(before["cord_fans"], (True, False))
        clicks = [{"type": "track", "event": "Product Viewed", "userId": "u1", "properties": shop.product(number)}
                  for number in (2, 5, 8, 5, 2)]
        self.assertEqual(self.ask("/v1/batch", write, {"batch": clicks}), {"success": True})
        for _ in range(1000):
            after = self.ask(path, read)["traits"]
            if after != before:
                break
            time.sleep(0.01)
        self.assertNotEqual(after["next"], before["next"])
        self.assertEqual(self.likely("status")["discards"], 0)

    def test_a_server_that_ends_at_any_moment_forgets_nobody(self):
        """Scores of whoever came just before, and memberships of whoever was merged."""
        self.likely("trait", "create", "Next", "--column", "Product", "--count", "5", "--refresh", "live")
        self.likely("audience", "create", "Then", "--column", "Brand", "--value", "Cord", "--top", "30%")
        write = self.likely("source", "create", "web")["write_key"]
        members = [row["user_id"] for row in self.rows("audience", "Then") if row["user_id"]]
        for moment in range(12):
            order = {"type": "track", "event": "Order Completed", "userId": f"new{moment}",
                     "properties": shop.product(moment)}
            alias = {"type": "alias", "previousId": members[moment], "userId": f"heir{moment}"}
            self.ask("/v1/batch", write, {"batch": [order, {"type": "identify", "userId": f"heir{moment}"}, alias]})
            if moment == 0:
                self.stop()  # in order, with people who wait
            else:
                time.sleep(0.005 * moment)
                self.kill()
            self.start()
        self.until_quiet()
        self.stop()
        live = self.lists("Next")
        self.likely("trait", "refresh", "Next")
        full = self.lists("Next")
        for moment in range(12):
            self.assertEqual(live.get(f"new{moment}"), full[f"new{moment}"], moment)
        heirs = {f"heir{moment}" for moment in range(12)}
        self.assertEqual({row["user_id"] for row in self.rows("audience", "Then")} - {""},
                         set(members[12:]) | heirs)
        self.assertTrue(all(check["ok"] for check in self.likely("verify")["checks"]))

    def test_an_imported_alias_takes_memberships_along(self):
        self.likely("trait", "create", "Next", "--column", "Product", "--count", "5")
        self.likely("audience", "create", "Then", "--column", "Brand", "--value", "Cord", "--top", "30%")
        before = self.rows("audience", "Then")
        members = [row["user_id"] for row in before if row["user_id"]]
        lists = self.lists("Next")

        def import_alias(number):
            call = {"type": "alias", "previousId": members[number], "userId": f"heir{number}",
                    "timestamp": "2024-07-01T00:00:00Z"}
            (self.shop.root / "alias.ndjson").write_text(json.dumps(call) + "\n")
            self.likely("import", str(self.shop.root / "alias.ndjson"))
            after = self.rows("audience", "Then")
            self.assertEqual([row["rank"] for row in after], [row["rank"] for row in before])
            users = {row["user_id"] for row in after}
            self.assertIn(f"heir{number}", users)
            self.assertNotIn(members[number], users)
            self.assertEqual(self.lists("Next")[f"heir{number}"], lists[members[number]])

        import_alias(0)  # through the server
        self.stop()
        import_alias(1)
        self.assertTrue(all(check["ok"] for check in self.likely("verify")["checks"]))

    def test_imported_events_change_live_lists(self):
        self.likely("trait", "create", "Next", "--column", "Product", "--count", "5", "--refresh", "live")
        for number in range(2):
            call = {"type": "track", "event": "Order Completed", "userId": f"new{number}",
                    "properties": shop.product(number), "timestamp": "2024-07-01T00:00:00Z"}
            (self.shop.root / "orders.ndjson").write_text(json.dumps(call) + "\n")
            self.likely("import", str(self.shop.root / "orders.ndjson"))
            if number == 0:  # through the server; the next is not
                self.stop()
        self.start()
        self.until_quiet()
        self.stop()
        self.assertLessEqual({"new0", "new1"}, set(self.lists("Next")))

    def test_retention_makes_nobody_forgotten(self):
        """Old events go while the server counts on: whoever is imported then is scored all the same."""
        self.likely("trait", "create", "Next", "--column", "Product", "--count", "5", "--refresh", "live")
        write = self.likely("source", "create", "web")["write_key"]
        self.stop()
        days = (datetime.datetime.utcnow() - shop.START).days - 100  # about half of the history stays
        self.start("--retention-days", str(days))
        for _ in range(1000):
            before = self.likely("status")["events"]
            if before < len(list(shop.events())):
                break
            time.sleep(.02)
        call = {"type": "track", "event": "Order Completed", "properties": shop.product(1)}
        for number in range(5):
            self.ask("/v1/batch", write, {"batch": [call | {"userId": f"seen{number}"}]})
        self.until_quiet()
        self.assertEqual(self.likely("status")["events"], before + 5)
        (self.shop.root / "more.ndjson").write_text("".join(
            json.dumps(call | {"userId": f"more{number}", "timestamp": datetime.datetime.utcnow().isoformat() + "Z"}) + "\n"
            for number in range(20)))
        self.likely("import", str(self.shop.root / "more.ndjson"))
        for _ in range(500):
            if {"seen0", "more0"} <= set(self.lists("Next")):
                break
            time.sleep(.02)
        self.assertLessEqual({f"seen{n}" for n in range(5)} | {f"more{n}" for n in range(20)}, set(self.lists("Next")))

    def test_nights_train_every_question_in_use(self):
        self.likely("audience", "create", "Bolt fans", "--column", "Brand", "--value", "Bolt")
        self.likely("train", "--horizon", "14", "--goal", "Product Viewed")
        admin = self.likely("token", "create", "nights", "--scope", "admin")["token"]
        run = self.ask("/v1/spaces/main/models", admin, {"gated": True})
        for _ in range(3000):
            run = self.ask(f"/v1/spaces/main/runs/{run['id']}", admin)
            if run["status"] not in ("queued", "running"):
                break
            time.sleep(0.1)
        self.assertEqual(run["status"], "completed", run)
        self.assertEqual(run["result"]["failed"], [])
        names = [run["result"]["model"]] + [one["model"] for one in run["result"]["further"]]
        models = self.ask("/v1/spaces/main/models", admin)["data"][:2]
        self.assertEqual(sorted(names), sorted(model["name"] for model in models))
        # Whoever names no goals gets the same answers as before: the newest stays the newest.
        self.assertEqual([(model["goals"], model["horizon_days"]) for model in models],
                         [(["Product Viewed"], 14), (["Order Completed"], 30)])


if __name__ == "__main__":
    unittest.main()
