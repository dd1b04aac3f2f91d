#!/usr/bin/env python3
"""The Profile and Management API from outside: a server, its setup, tokens, runs, profiles."""

import base64
import json
import os
import re
import subprocess
import tempfile
import time
import unittest
import urllib.error
import urllib.request
from pathlib import Path

LIKELY = os.environ["LIKELY"]


class Api(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        cls.data = Path(cls.folder.name) / "data"
        cls.server = subprocess.Popen([LIKELY, "--data", cls.data, "serve", "--listen", "127.0.0.1:0"],
                                      stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        cls.url = re.search(r"http://\S+", cls.server.stdout.readline()).group()
        cls.setup = re.search(r"setup_\S+", cls.server.stdout.readline()).group()
        cls.admin = cls.token("admin")

    @classmethod
    def tearDownClass(cls):
        cls.server.terminate()
        assert cls.server.wait(60) == 0
        cls.server.stdout.close()
        cls.folder.cleanup()

    @classmethod
    def token(cls, scope):
        done = subprocess.run([LIKELY, "--data", cls.data, "--json", "token", "create", scope, "--scope", scope],
                              capture_output=True, text=True, check=True)
        return json.loads(done.stdout)["token"]

    def ask(self, method, path, body=None, token="", headers=None):
        headers = dict(headers or {})
        if token:
            headers["Authorization"] = f"Bearer {token}"
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self.url + path, data, headers, method=method)
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:
                text, self.headers, status = answer.read(), answer.headers, answer.status
        except urllib.error.HTTPError as error:
            with error:
                text, self.headers, status = error.read(), error.headers, error.code
        return status, json.loads(text) if text else None

    def test_every_scope_opens_what_it_should(self):
        cases = {"admin": (200, 200, 404), "manage": (403, 200, 404), "profile-read": (403, 403, 404),
                 "write-only": (403, 403, 403)}
        profile = "/v1/spaces/main/collections/users/profiles/user_id:nobody/traits"
        for scope, wanted in cases.items():
            token = self.token(scope)
            got = tuple(self.ask("GET", path, token=token)[0]
                        for path in ("/v1/tokens", "/v1/spaces/main/runs", profile))
            self.assertEqual(got, wanted, scope)
        self.assertEqual(self.ask("GET", "/v1/tokens")[0], 401)
        self.assertEqual(self.ask("GET", "/v1/tokens", token="lk_wrong")[0], 401)

    def test_setup_then_a_viewer_looks_but_changes_nothing(self):
        status, me = self.ask("POST", "/v1/setup", {"setup_token": self.setup, "email": "a@b.c", "name": "A",
                                                    "password": "a long password"})
        self.assertEqual(status, 201)
        status, invited = self.ask("POST", "/v1/accounts", {"email": "v@b.c", "name": "V", "role": "viewer"},
                                   token=self.admin)
        self.assertEqual(status, 201)
        status, me = self.ask("POST", "/v1/invitations/accept",
                              {"invitation": invited["invitation"], "password": "another password"})
        self.assertEqual(status, 201)
        page = {"Cookie": self.headers["Set-Cookie"].split(";")[0], "X-CSRF-Token": me["csrf_token"],
                "Origin": self.url}
        self.assertEqual(self.ask("GET", "/v1/spaces/main/runs", headers=page)[0], 200)
        self.assertEqual(self.ask("POST", "/v1/spaces/main/models", {}, headers=page)[0], 403)
        self.assertEqual(self.ask("GET", "/v1/me", headers=page)[1]["account"]["email"], "v@b.c")

    def test_what_needs_a_catalog_is_refused_without_one(self):
        definition = {"column": "Product"}
        for path, body in (("models", {}), ("backtests", {}), ("traits", {"name": "Picks", "definition": definition})):
            status, answer = self.ask("POST", f"/v1/spaces/main/{path}", body, token=self.admin)
            self.assertEqual(status, 404)
            self.assertEqual(answer["errors"][0]["message"],
                             "there is no catalog yet; look over the proposal of GET …/catalog/suggestion, then PUT "
                             "…/catalog and POST …/models")

    def test_what_is_wrong_with_a_request_is_said_in_words_for_programs(self):
        people = "/v1/spaces/main/collections/users/profiles/user_id:nobody"
        reader = self.token("profile-read")
        cases = (("GET", "/v1/spaces/main/runs?limit=1&limit=2", self.admin, 400, "limit: stands more than once"),
                 ("GET", f"{people}/traits?class=audience&class=audience", reader, 400, "class: stands more than once"),
                 ("GET", f"{people}/traits?include=a&include=b", reader, 404, ""),
                 ("GET", "/v1/spaces/main/audiences", reader, 403, "a token of the scope manage or admin"),
                 ("GET", "/v1/spaces/main/audiences/", self.admin, 404, "leave out the / at its end"),
                 ("DELETE", "/v1/spaces/main/runs", self.admin, 405, "this path takes GET"),
                 ("POST", "/v1/spaces/main/audiences", self.admin, 413, "larger than 1024 KiB"))
        for method, path, token, wanted, words in cases:
            body = {"name": "x" * 1_100_000} if wanted == 413 else None
            status, answer = self.ask(method, path, body, token=token)
            self.assertEqual(status, wanted, answer)
            self.assertIn(words, json.dumps(answer))

    def test_no_page_makes_its_visitors_browser_ask_for_a_password(self):
        for method, path, wanted in (("POST", "/v1/track", "Bearer"), ("GET", "/v1/projects/wrong/settings", "Bearer"),
                                     ("GET", "/v1/browser/recommendations?writeKey=wrong&anonymousId=a", "Bearer"),
                                     ("GET", "/v1/tokens", "Bearer"),
                                     ("GET", "/v1/spaces/main/collections/users/profiles/user_id:u/traits", 'Basic realm="likely"')):
            self.assertEqual(self.ask(method, path, {} if method == "POST" else None)[0], 401)
            self.assertEqual(self.headers["WWW-Authenticate"], wanted, path)

    def test_a_run_says_how_it_ended(self):
        upload = self.ask("POST", "/v1/spaces/main/uploads?name=a.csv", {"who": 1}, token=self.admin)[1]["id"]
        status, run = self.ask("POST", "/v1/spaces/main/imports", {"upload": upload, "columns": {"user_id": "nobody"}},
                               token=self.admin)
        self.assertEqual(status, 202)
        for _ in range(600):
            run = self.ask("GET", f"/v1/spaces/main/runs/{run['id']}", token=self.admin)[1]
            if run["status"] not in ("queued", "running"):
                break
            time.sleep(0.1)
        self.assertEqual(run["status"], "failed")
        self.assertIn("nobody", run["error"])

    def test_profiles_by_basic_access(self):
        basic = base64.b64encode(f"{self.token('profile-read')}:".encode()).decode()
        path = "/v1/spaces/main/collections/users/profiles/user_id:nobody/traits"
        status, answer = self.ask("GET", path, headers={"Authorization": f"Basic {basic}"})
        self.assertEqual((status, answer["error"]["code"]), (404, "not_found"))
        self.assertTrue(self.headers["Request-Id"])

    def test_a_page_cannot_tell_who_is_there(self):
        key = self.ask("POST", "/v1/spaces/main/sources", {"name": "page"}, token=self.admin)[1]["write_key"]
        path = "/v1/browser/recommendations?anonymousId=x"
        status, answer = self.ask("GET", f"{path}&writeKey={key}")
        self.assertEqual((status, answer), (200, {"traits": {}}))
        self.assertEqual(self.ask("GET", f"{path}&writeKey=wk_wrong")[0], 401)
        self.assertEqual(self.ask("GET", "/v1/spaces/main/sources", token=key)[0], 403)


if __name__ == "__main__":
    unittest.main()
