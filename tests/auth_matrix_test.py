#!/usr/bin/env python3
"""Every route of a running server, asked by every kind of caller: who is let in and who is not, cell by cell.

The routes are those that the server itself counts in /metrics. A route that is not in the table below fails the test."""

import json
import os
import re
import subprocess
import tempfile
import unittest
import urllib.error
import urllib.request
from pathlib import Path

LIKELY = os.environ["LIKELY"]
SPACE = "/v1/spaces/{space}"
PROFILE = SPACE + "/collections/{collection}/profiles/{profile}"

# Who may call a route. Tokens: write, profile, manage, admin; key: a source's write key; sessions of accounts: viewer,
# marketer, boss. none: nobody at all.
READ_PROFILES = {"profile", "manage", "admin", "viewer", "marketer", "boss"}
LOOK = {"manage", "admin", "viewer", "marketer", "boss"}
CHANGE = {"manage", "admin", "marketer", "boss"}
RULE = {"admin", "boss"}
SEND = {"key", "write"}
EVERYBODY = {"none", "wrong", "key", "write", "profile", "manage", "admin", "viewer", "marketer", "boss"}

GROUPS = [
    (EVERYBODY, "GET /health/live · GET /health/ready · GET /metrics · GET /v1/setup · POST /v1/setup · POST /v1/sessions · "
                "POST /v1/invitations/accept · GET / · GET /app · GET /app/*"),
    (SEND, " · ".join(f"POST /v1/{name}" for name in
                      "track identify page screen group alias batch import t i p s g a b".split())
           + " · GET /v1/projects/{write_key}/settings · GET /v1/browser/recommendations"),
    (READ_PROFILES, " · ".join(f"GET {PROFILE}/{what}" for what in ("traits", "external_ids", "events", "metadata", "links"))),
    (LOOK, f"""GET /v1/spaces · GET {SPACE} · GET /v1/me · POST /v1/me/password · DELETE /v1/sessions/current
        · GET {SPACE}/status · GET {SPACE}/discards · GET {SPACE}/events
        · GET {SPACE}/event_names · GET {SPACE}/event_names/{{event}}/properties
        · GET {SPACE}/catalog · GET {SPACE}/catalog/suggestion · POST {SPACE}/catalog/previews
        · GET {SPACE}/catalog/columns · GET {SPACE}/catalog/columns/{{column}}/values
        · GET {SPACE}/items · GET {SPACE}/items/{{item}} · GET {SPACE}/models · GET {SPACE}/models/{{model}}
        · GET {SPACE}/backtests · GET {SPACE}/quality
        · GET {SPACE}/profiles · GET {SPACE}/profiles/{{profile}} · GET {SPACE}/profiles/{{profile}}/events
        · GET {SPACE}/runs · GET {SPACE}/runs/{{run}} · GET {SPACE}/runs/{{run}}/log
        · GET {SPACE}/runs/{{run}}/file
        · GET {SPACE}/audiences · GET {SPACE}/audiences/{{audience}} · POST {SPACE}/audiences/previews
        · GET {SPACE}/audiences/{{audience}}/curve · GET {SPACE}/audiences/{{audience}}/members
        · GET {SPACE}/audiences/{{audience}}/export · GET {SPACE}/audiences/{{audience}}/runs
        · GET {SPACE}/traits · GET {SPACE}/traits/{{trait}} · GET {SPACE}/traits/{{trait}}/export
        · POST {SPACE}/traits/previews · GET {SPACE}/traits/{{trait}}/people
        · GET {SPACE}/traits/{{trait}}/runs"""),
    (CHANGE, f"""GET {SPACE}/settings · GET {SPACE}/sources · POST {SPACE}/sources · GET {SPACE}/sources/{{source}}
        · DELETE {SPACE}/sources/{{source}}
        · POST {SPACE}/sources/{{source}}/write_keys · DELETE {SPACE}/sources/{{source}}/write_keys/{{write_key}}
        · PUT {SPACE}/catalog · POST {SPACE}/models · POST {SPACE}/models/{{model}}/serve · POST {SPACE}/backtests
        · DELETE {SPACE}/profiles/{{profile}} · POST {SPACE}/runs/{{run}}/cancel
        · POST {SPACE}/uploads · POST {SPACE}/uploads/{{upload}}/parts · DELETE {SPACE}/uploads/{{upload}}
        · POST {SPACE}/imports · POST {SPACE}/imports/previews · POST {SPACE}/items/imports · POST {SPACE}/demo
        · POST {SPACE}/audiences · PATCH {SPACE}/audiences/{{audience}} · DELETE {SPACE}/audiences/{{audience}}
        · POST {SPACE}/audiences/{{audience}}/refresh
        · POST {SPACE}/audiences/{{audience}}/exports · POST {SPACE}/traits/{{trait}}/exports
        · POST {SPACE}/traits · PATCH {SPACE}/traits/{{trait}} · DELETE {SPACE}/traits/{{trait}}
        · POST {SPACE}/traits/{{trait}}/refresh · PUT {SPACE}/traits/{{trait}}/public"""),
    (RULE, "GET /v1/tokens · POST /v1/tokens · GET /v1/tokens/{token} · DELETE /v1/tokens/{token} · GET /v1/audit_log · GET /v1/accounts · "
           "POST /v1/accounts · GET /v1/accounts/{account} · PATCH /v1/accounts/{account} · DELETE /v1/accounts/{account}"),
]
ALLOWED = {tuple(route.split()): who for who, routes in GROUPS for route in re.split(r"\s+· |\s*· ", routes)}
# What no answer of a route may be taken for: asked with a body that nothing accepts and ids that nothing has.
PARAMETERS = {"space": "main", "collection": "users", "profile": "user_id:nobody", "write_key": "99999"}
REFUSED = (401, 403)


class Matrix(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory(prefix="likely-matrix-")
        cls.data = Path(cls.folder.name) / "data"
        cls.server = subprocess.Popen([LIKELY, "--data", cls.data, "serve", "--listen", "127.0.0.1:0", "--log-level", "error"],
                                      stdout=subprocess.PIPE, text=True)
        cls.url = cls.server.stdout.readline().strip()
        setup = re.search(r"setup_\S+", cls.server.stdout.readline()).group()
        secrets = {scope: cls.likely("token", "create", scope, "--scope", name)["token"] for scope, name in (
            ("write", "write"), ("profile", "profile-read"), ("manage", "manage"), ("admin", "admin"))}
        secrets["key"] = cls.likely("source", "create", "web")["write_key"]
        secrets["wrong"] = "lk_wrong"
        cls.callers = {"none": {}} | {name: {"Authorization": f"Bearer {secret}"} for name, secret in secrets.items()}
        cls.sessions = {"boss": cls.sign_in("/v1/setup", setup_token=setup, email="boss@b.c", name="Boss",
                                            password="a long password")}
        for role in ("viewer", "marketer"):
            invited = cls.ask("POST", "/v1/accounts", cls.callers["admin"],
                              {"email": f"{role}@b.c", "name": role, "role": role})[1]
            cls.sessions[role] = cls.sign_in("/v1/invitations/accept", invitation=invited["invitation"],
                                             password="a long password")
        cls.callers |= cls.sessions
        cls.secrets = secrets

    @classmethod
    def tearDownClass(cls):
        cls.server.terminate()
        assert cls.server.wait(60) == 0
        cls.server.stdout.close()
        cls.folder.cleanup()

    @classmethod
    def likely(cls, *words):
        done = subprocess.run([LIKELY, "--data", cls.data, "--json", *words], capture_output=True, text=True, check=True)
        return json.loads(done.stdout)

    @classmethod
    def ask(cls, method, path, headers, body=None, raw=None):
        data = raw if body is None else json.dumps(body).encode()
        request = urllib.request.Request(cls.url + path, data, headers, method=method)
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:
                text, cls.headers, status = answer.read(), answer.headers, answer.status
        except urllib.error.HTTPError as error:
            with error:
                text, cls.headers, status = error.read(), error.headers, error.code
        is_json = cls.headers.get("Content-Type", "").startswith("application/json")
        return status, json.loads(text) if text and is_json else text

    @classmethod
    def sign_in(cls, path, **body):
        status, signed_in = cls.ask("POST", path, {}, body)
        assert status == 201, signed_in
        return {"Cookie": cls.headers["Set-Cookie"].split(";")[0], "X-CSRF-Token": signed_in["csrf_token"],
                "Origin": cls.url}

    def routes(self):
        text = self.ask("GET", "/metrics", self.callers["admin"])[1].decode()
        found = re.findall(r'likely_http_answers_total{route="([^"]+)",method="(\w+)"', text)
        return {(method, route) for route, method in found if route != "none"}

    def test_every_cell(self):
        routes = self.routes()
        self.assertGreater(len(routes), 80)
        self.assertEqual(routes - set(ALLOWED), set(), "routes without an expectation")
        self.assertEqual(set(ALLOWED) - routes, set(), "expectations without a route")
        wrong = []
        last = ("DELETE", "/v1/sessions/current")  # ends the session it is asked with
        for method, route in sorted(routes - {last}) + [last]:
            path = re.sub(r"{(\w+)}", lambda match: PARAMETERS.get(match.group(1), "99999"), route)
            body = None if method == "GET" else {"no_such_member": True}
            for caller, headers in self.callers.items():
                if route == "/v1/browser/recommendations" and caller in self.secrets:
                    status = self.ask(method, f"{path}?anonymousId=a", headers)[0]
                else:
                    status = self.ask(method, path, headers, body)[0]
                public_refusal = ALLOWED[method, route] == EVERYBODY and status == 400
                let_in = status not in REFUSED or public_refusal
                if let_in != (caller in ALLOWED[method, route]) or status >= 500:
                    wrong.append(f"{method} {route} by {caller}: {status}")
        self.assertEqual(wrong, [])

    def test_no_body_is_too_deep_to_be_refused(self):
        deep = b'{"definition":' + b'{"x":[' * 30_000 + b"1" + b"]}" * 30_000 + b"}"
        paths = [(method, re.sub(r"{(\w+)}", lambda match: PARAMETERS.get(match.group(1), "99999"), route))
                 for method, route in sorted(self.routes()) if method in ("POST", "PUT", "PATCH")]
        self.assertGreater(len(paths), 40)
        for method, path in paths:
            for caller in ("admin", "viewer", "key"):
                with self.subTest(route=f"{method} {path}", caller=caller):
                    headers = {**self.callers[caller], "Idempotency-Key": f"deep {path}".replace(" ", "-")}
                    status = self.ask(method, path, headers, raw=deep)[0]
                    # An upload takes any bytes.
                    self.assertTrue(400 <= status < 500 or path.endswith("/uploads"), status)
        self.assertEqual(self.ask("GET", "/health/live", {})[0], 200)

    def test_a_cookie_changes_nothing_from_elsewhere_or_without_its_token(self):
        page = self.callers["marketer"]
        path = "/v1/spaces/main/sources"
        for change in ({"Origin": "http://elsewhere.test"}, {"X-CSRF-Token": "wrong"}, {"X-CSRF-Token": ""}):
            with self.subTest(change=change):
                self.assertEqual(self.ask("POST", path, page | change, {"name": "x"})[0], 403)
        without = {name: value for name, value in page.items() if name != "Origin"}
        self.assertEqual(self.ask("POST", path, without, {"name": "x"})[0], 403)


if __name__ == "__main__":
    unittest.main()
