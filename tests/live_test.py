"""An event that a server takes changes what the Profile API says of its person."""

import base64
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
        self.server = subprocess.Popen(
            [shop.LIKELY, "--data", self.data, "serve", "--listen", "127.0.0.1:0", "--log-level", "error"],
            stdout=subprocess.PIPE, text=True)
        self.url = self.server.stdout.readline().strip()

    def tearDown(self):
        self.server.terminate()
        self.assertEqual(self.server.wait(60), 0)
        self.server.stdout.close()

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
