#!/usr/bin/env python3
"""Every operation of api/openapi.yaml, asked of a server with data: each answer is what the document says."""

import json
import re
import subprocess
import time
import unittest
import urllib.error
import urllib.parse
import urllib.request

import contract
import shop

SPACE = "/v1/spaces/main"
PEOPLE = SPACE + "/collections/users/profiles/user_id:u1"


class Contract(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.contract = contract.Contract()
        cls.seen = set()
        cls.shop = shop.Shop()
        cls.data = cls.shop.root / "data"
        cls.server = subprocess.Popen(
            [shop.LIKELY, "--data", cls.data, "serve", "--listen", "127.0.0.1:0", "--log-level", "error"],
            stdout=subprocess.PIPE, text=True)
        cls.url = cls.server.stdout.readline().strip()
        cls.setup = re.search(r"setup_\S+", cls.server.stdout.readline()).group()
        cls.admin = cls.shop.json("token", "create", "contract", "--scope", "admin")["token"]

    @classmethod
    def tearDownClass(cls):
        cls.server.terminate()
        assert cls.server.wait(60) == 0
        cls.server.stdout.close()
        cls.shop.close()

    def test_the_server_has_the_document(self):
        with urllib.request.urlopen(self.url + "/app/openapi.yaml", timeout=60) as answer:
            self.assertEqual((answer.headers["Content-Type"], answer.read()), ("application/yaml", contract.DOCUMENT.read_bytes()))

    def ask(self, method, path, body=None, status=None, token=None, headers=None, raw=None):
        """Asks, holds the answer to the contract, and to `status` (default: any of 2xx). Gives its JSON, or its bytes."""
        headers = dict(headers or {})
        if token != "":
            headers.setdefault("Authorization", f"Bearer {token or self.admin}")
        data = raw if raw is not None else None if body is None else json.dumps(body).encode()
        if data is not None:
            headers.setdefault("Content-Type", "application/json" if raw is None else "application/octet-stream")
        request = urllib.request.Request(self.url + path, data, headers, method=method)
        try:
            with urllib.request.urlopen(request, timeout=120) as answer:
                bytes_, self.headers, got = answer.read(), answer.headers, answer.status
        except urllib.error.HTTPError as error:
            with error:
                bytes_, self.headers, got = error.read(), error.headers, error.code
        kind = self.headers.get("Content-Type", "").split(";")[0]
        self.assertEqual(self.contract.check(method, path, got, kind, bytes_), [], bytes_[:500])
        if status is None:
            self.assertIn(got, range(200, 300), (method, path, bytes_))
            self.seen.add((method, self.contract.find(method, path.split("?")[0])))
        else:
            self.assertEqual(got, status, (method, path, bytes_))
        return json.loads(bytes_) if bytes_ and kind == "application/json" else bytes_

    def run_of(self, run, wanted="completed"):
        for _ in range(3000):
            run = self.ask("GET", f"{SPACE}/runs/{run['id']}")
            if run["status"] not in ("queued", "running"):
                break
            time.sleep(0.05)
        self.assertEqual(run["status"], wanted, run)
        return run

    def upload(self, name, text):
        return self.ask("POST", f"{SPACE}/uploads?name={name}", raw=text.encode())["id"]

    def wrong(self, path, body, field, status=400, method="POST"):
        errors = self.ask(method, path, body, status=status)["errors"]
        self.assertEqual(errors[0].get("field", ""), field, errors)
        self.assertNotIn("--", errors[0]["message"])

    def test_1_people_and_secrets(self):
        self.ask("GET", "/v1/setup", token="")
        self.ask("POST", "/v1/setup", {"setup_token": "x", "email": "a@b.c", "name": "A", "password": "a long password"},
                 status=401, token="")
        self.ask("POST", "/v1/setup", {"setup_token": self.setup, "email": "a@b.c", "name": "A",
                                       "password": "a long password"}, token="")
        signed_in = self.ask("POST", "/v1/sessions", {"email": "a@b.c", "password": "a long password"}, token="")
        page = {"Cookie": self.headers["Set-Cookie"].split(";")[0], "X-CSRF-Token": signed_in["csrf_token"],
                "Origin": self.url}
        self.ask("GET", "/v1/me", token="", headers=page)
        self.ask("POST", "/v1/me/password", {"old_password": "a long password", "password": "a longer password"},
                 token="", headers=page)
        invited = self.ask("POST", "/v1/accounts", {"email": "v@b.c", "name": "V", "role": "viewer"})
        self.ask("POST", "/v1/invitations/accept", {"invitation": invited["invitation"], "password": "viewer's password"},
                 token="")
        self.ask("GET", "/v1/accounts?limit=1")
        self.ask("GET", f"/v1/accounts/{invited['id']}")
        self.ask("PATCH", f"/v1/accounts/{invited['id']}", {"name": "W"})
        self.ask("DELETE", f"/v1/accounts/{invited['id']}")
        self.ask("DELETE", "/v1/sessions/current", token="", headers=page)
        token = self.ask("POST", "/v1/tokens", {"name": "t", "scope": "manage"})
        self.ask("DELETE", f"/v1/tokens/{token['id']}", token=self.admin)
        mine = [one for one in self.ask("GET", "/v1/tokens")["data"] if one["name"] == "contract"][0]
        self.ask("GET", f"/v1/tokens/{mine['id']}")
        self.ask("DELETE", f"/v1/tokens/{mine['id']}", status=409)  # nobody locks themselves out
        source = self.ask("POST", f"{SPACE}/sources", {"name": "web"})
        key = self.ask("POST", f"{SPACE}/sources/{source['id']}/write_keys")
        self.ask("DELETE", f"{SPACE}/sources/{source['id']}/write_keys/{key['id']}")
        self.ask("GET", f"{SPACE}/sources")
        self.ask("GET", f"{SPACE}/sources/{source['id']}")
        self.ask("DELETE", f"{SPACE}/sources/{source['id']}")
        self.ask("GET", "/v1/audit_log?limit=2")
        self.wrong("/v1/tokens", {"name": "t", "scope": "root"}, "scope")
        self.wrong("/v1/tokens", {"name": None, "scope": "admin"}, "name")

    def test_2_catalog_and_items(self):
        self.ask("GET", "/v1/spaces")
        self.ask("GET", SPACE)
        self.ask("GET", SPACE + "/status")
        self.assertEqual(self.ask("GET", SPACE + "/settings")["retrain"], "0 3 * * *")
        self.ask("GET", SPACE + "/discards?limit=1")
        names = self.ask("GET", SPACE + "/event_names")["data"]
        self.assertIn("Order Completed", [one["event"] for one in names])
        event = urllib.parse.quote(names[0]["event"])
        paths = self.ask("GET", f"{SPACE}/event_names/{event}/properties")["data"]
        self.assertTrue(any(path["samples"] for path in paths))
        catalog = self.ask("GET", SPACE + "/catalog")
        self.assertGreater(catalog["rules"][0]["interactions"], 0)
        self.ask("GET", SPACE + "/catalog/suggestion")
        check = self.ask("POST", SPACE + "/catalog/previews", {"text": catalog["toml"]})
        self.assertEqual((check["valid"], check["problem"]), (True, None))
        self.assertEqual((check["mapping"], check["toml"]), (catalog["mapping"], catalog["toml"]))
        self.assertGreater(check["rules"][0]["interactions"], 0)
        self.assertFalse(self.ask("POST", SPACE + "/catalog/previews", {"text": "nonsense"})["valid"])
        self.run_of(self.ask("PUT", SPACE + "/catalog", {"text": catalog["toml"]}))
        for text in ("x=", "", "[" * 60_000, "{" * 60_000, '{"a":' * 60_000, "a." * 60_000 + "a=1"):
            # A text of the right form that is no mapping cannot be used, as a file could not.
            self.wrong(SPACE + "/catalog", {"text": text}, "text", 409, "PUT")
        columns = {one["name"]: one for one in self.ask("GET", SPACE + "/catalog/columns")["data"]}
        self.assertEqual(columns["Price"]["type"], "number")
        base = SPACE + "/catalog/columns/Brand/values"
        values = self.ask("GET", base)["data"]
        self.assertEqual(values, sorted(values, key=lambda one: (-one["interactions"], one["value"])))
        paged, cursor = [], ""
        while cursor is not None:
            answer = self.ask("GET", f"{base}?limit=1{cursor and '&cursor=' + cursor}")
            paged, cursor = paged + answer["data"], answer["cursor"]["next"]
        self.assertEqual(paged, values)
        brand = values[0]["value"]
        found = self.ask("GET", f"{base}?search={brand.lower()}")
        self.assertEqual((found["data"][0]["value"], found["known"], found["similar"]), (brand, False, [brand]))
        self.assertTrue(self.ask("GET", f"{base}?search={brand}")["known"])
        self.assertTrue(self.ask("GET", SPACE + "/catalog/columns/Price/values")["data"])
        self.assertEqual(self.ask("GET", SPACE + "/catalog/columns/Brandy/values", status=404)["errors"][0]["type"],
                         "not_found")
        feed = self.upload("feed.csv", "product_id,name,price\np1,Lamp,9.5\nnew1,Never touched,3\n")
        self.wrong(SPACE + "/items/imports", {"upload": feed}, "key")
        self.run_of(self.ask("POST", SPACE + "/items/imports", {"upload": feed, "key": "product_id"}))
        self.ask("DELETE", f"{SPACE}/uploads/{feed}", status=404)  # it was used
        items = self.ask("GET", SPACE + "/items?limit=3")
        self.assertTrue(items["cursor"]["has_more"])
        self.assertGreater(items["count"], 3)
        new = self.ask("GET", SPACE + "/items?search=never")["data"]
        self.assertEqual([(one["key"], one["interactions"]) for one in new], [("new1", 0)])
        one = self.ask("GET", f"{SPACE}/items/{urllib.parse.quote(items['data'][0]['key'])}")
        self.assertEqual(sum(event["interactions"] for event in one["events"]), one["interactions"])
        self.ask("GET", SPACE + "/items/none", status=404)

    def test_3_files(self):
        rows = "who,when,what,product_id\n" + "".join(f"file{n},2024-03-01T00:00:{n:02}Z,Viewed,p{n}\n" for n in range(30))
        upload = self.upload("rows.csv", rows[:100])
        self.assertEqual(self.ask("POST", f"{SPACE}/uploads/{upload}/parts", raw=rows[100:].encode())["bytes"], len(rows))
        preview = self.ask("POST", SPACE + "/imports/previews", {"upload": upload})
        self.assertEqual(preview["columns"], ["who", "when", "what", "product_id"])
        self.assertEqual(preview["problem"]["field"], "user_id")
        self.assertEqual(len(preview["rows"]), 20)
        asked = {"upload": upload, "columns": {"user_id": "who", "time": "when", "event": "what"}}
        preview = self.ask("POST", SPACE + "/imports/previews", asked)
        self.assertEqual((preview["problem"], len(preview["events"]), preview["discards"]), (None, 20, []))
        self.assertEqual(preview["events"][0]["body"], {"properties": {"product_id": "p0"}})
        self.assertEqual(self.run_of(self.ask("POST", SPACE + "/imports", asked))["result"]["events"], 30)
        gone = self.upload("x.ndjson", "{}")
        self.ask("DELETE", f"{SPACE}/uploads/{gone}")
        self.wrong(SPACE + "/imports", {"upload": "../../etc"}, "upload")
        self.wrong(SPACE + "/imports", {"upload": upload, "columns": {"user": "who"}}, "columns.user")
        self.ask("POST", SPACE + "/demo", {"customers": 300}, status=409)  # not empty

    def test_4_audiences_traits_models(self):
        definition = {"target": {"column": "Brand", "value": "Cord"}, "top": "20%"}
        preview = self.ask("POST", SPACE + "/audiences/previews", {"definition": definition})
        self.assertIn("quality", preview)
        made = self.ask("POST", SPACE + "/audiences", {"name": "Cord fans", "definition": definition})
        one = f"{SPACE}/audiences/{made['key']}"
        self.assertEqual(self.ask("GET", f"{SPACE}/audiences/{made['id']}")["key"], made["key"])
        self.ask("GET", SPACE + "/audiences?limit=1")
        self.ask("GET", SPACE + "/audiences?limit=0", status=400)
        self.ask("GET", one)
        self.ask("GET", one + "/curve")
        members = self.ask("GET", one + "/members?limit=2&reasons=true")
        self.assertTrue(members["cursor"]["has_more"])
        csv = self.ask("GET", one + "/export?format=csv").decode().splitlines()
        self.assertEqual(csv[0], "profile_id,user_id,anonymous_id,email,probability,percentile,rank")
        self.assertEqual(len(csv) - 1, made["size"])
        self.assertIn("cord_fans.csv", self.headers["Content-Disposition"])
        lines = self.ask("GET", one + "/export?format=ndjson&reasons=true").decode().splitlines()
        self.assertEqual(json.loads(lines[0])["rank"], 1)
        self.assertEqual(self.ask("GET", one + "/export?format=parquet")[:4], b"PAR1")
        self.ask("GET", one + "/export?format=xlsx", status=400)
        refresh = self.run_of(self.ask("POST", one + "/refresh"))
        runs = self.ask("GET", one + "/runs")["data"]
        self.assertEqual(runs[0]["id"], refresh["id"])
        self.assertEqual([run["kind"] for run in runs], ["audience.refresh", "audience.create"])
        export = self.run_of(self.ask("POST", one + "/exports", {"format": "csv"}))
        self.assertEqual(len(self.ask("GET", f"{SPACE}/runs/{export['id']}/file").splitlines()) - 1, made["size"])
        by_id = f"{SPACE}/audiences/{made['id']}"
        self.ask("PATCH", by_id, {"refresh": "every 6 hours"})
        for path in ("/curve", "/members?limit=1", "/export", "/runs"):
            self.ask("GET", by_id + path)
        self.assertIn("cord_fans.csv", self.ask("GET", by_id + "/export") and self.headers["Content-Disposition"])
        self.ask("DELETE", by_id)
        run = self.ask("POST", SPACE + "/traits", {"name": "Picks", "definition": {"column": "Product", "count": 3}})
        self.run_of(run)
        self.ask("GET", SPACE + "/traits")
        picks = self.ask("GET", SPACE + "/traits/picks")
        self.assertFalse(picks["public"])
        self.assertEqual(self.ask("GET", f"{SPACE}/traits/{picks['id']}"), picks)
        self.assertEqual([one["id"] for one in self.ask("GET", f"{SPACE}/traits/{picks['id']}/runs")["data"]], [run["id"]])
        people = self.ask("GET", SPACE + "/traits/picks/people?limit=2&reasons=true")
        self.assertTrue(people["cursor"]["has_more"])
        further = self.ask("GET", f"{SPACE}/traits/picks/people?limit=2&cursor={people['cursor']['next']}")["data"]
        self.assertFalse({one["profile_id"] for one in further} & {one["profile_id"] for one in people["data"]})
        ids = ["profile_id:" + one["profile_id"] for one in people["data"]]
        wanted = {"definition": {"column": "Product", "count": 3}}
        same = self.ask("POST", SPACE + "/traits/previews", {**wanted, "people": ids})
        self.assertEqual(same["people"], people["data"])  # what it would be is what it is
        self.assertEqual(len(self.ask("POST", SPACE + "/traits/previews", {**wanted, "limit": 4})["people"]), 4)
        without = {"column": "Product", "count": 3, "exclude_where": [f"Product = '{people['data'][0]['values'][0]['value']}'"]}
        fewer = self.ask("POST", SPACE + "/traits/previews", {"definition": without, "people": ids})
        self.assertEqual(fewer["excluded_values"], 1)
        self.assertEqual(fewer["people"][0]["values"][0]["value"], people["data"][0]["values"][1]["value"])
        self.wrong(SPACE + "/traits/previews", {**wanted, "people": ["user_id:nobody"]}, "people", status=404)
        self.wrong(SPACE + "/traits/previews", {"definition": {"column": "Hue"}}, "definition.column", status=404)
        self.wrong(SPACE + "/traits/previews", {"definition": {"column": "Product", "exclude": ["Sneezed"]}},
                   "definition.exclude", status=404)
        self.ask("PATCH", SPACE + "/traits/picks", {"name": "Best picks"})
        self.ask("PUT", SPACE + "/traits/picks/public", {"public": True})
        self.assertTrue(self.ask("GET", SPACE + "/traits/picks")["public"])
        self.assertIn(b"picks", self.ask("GET", SPACE + "/traits/picks/export"))
        export = self.run_of(self.ask("POST", SPACE + "/traits/picks/exports", {"format": "ndjson"}))
        self.assertIn(b"picks", self.ask("GET", f"{SPACE}/runs/{export['id']}/file"))
        self.run_of(self.ask("POST", SPACE + "/traits/picks/refresh"))
        self.ask("DELETE", SPACE + "/traits/picks")
        self.run_of(self.ask("POST", SPACE + "/backtests", {"column": "Brand"}))
        self.assertEqual(self.ask("GET", SPACE + "/backtests")["data"][0]["arguments"]["column"], "Brand")
        self.run_of(self.ask("POST", SPACE + "/models", {}))
        quality = self.ask("GET", SPACE + "/quality")
        self.assertTrue(quality["backtest"]["result"]["columns"][0]["gains"])
        self.assertTrue(quality["columns"] and quality["history"])
        model = self.ask("GET", SPACE + "/models")["data"][0]["name"]
        self.assertEqual(self.ask("GET", f"{SPACE}/models/{model}")["name"], model)
        self.ask("POST", f"{SPACE}/models/{model}/serve")
        runs = self.ask("GET", SPACE + "/runs?limit=1")
        self.ask("GET", f"{SPACE}/runs/{runs['data'][0]['id']}/log")
        self.ask("POST", f"{SPACE}/runs/{runs['data'][0]['id']}/cancel", status=409)
        before = self.ask("GET", SPACE + "/runs?limit=1")["data"][0]["id"]
        for path, body, field, status in (
                ("models", {"goals": ["Nothing"]}, "goals", 404), ("models", {"as_of": "garbage"}, "as_of", 400),
                ("backtests", {"goals": ["Nothing"]}, "goals", 404), ("backtests", {"as_of": "garbage"}, "as_of", 400),
                ("backtests", {"column": "Hue"}, "column", 404),
                ("traits", {"name": "!!", "definition": {"column": "Product"}}, "name", 400),
                ("traits", {"name": "x", "definition": {"column": "Hue"}}, "definition.column", 404),
                ("traits", {"name": "x", "definition": {"column": "Product", "goals": ["Nothing"]}}, "definition.goals", 404),
                ("traits", {"name": "x", "definition": {"column": "Product", "exclude": ["Sneezed"]}},
                 "definition.exclude", 404),
                ("traits", {"name": "x", "definition": {"column": "Product", "exclude_where": ["Hue > "]}},
                 "definition.exclude_where", 400),
                ("traits", {"name": "x", "definition": {"column": "Product", "exclude_where": ["Hue = red"]}},
                 "definition.exclude_where", 404)):
            with self.subTest(path=path, body=body):
                self.wrong(f"{SPACE}/{path}", body, field, status=status)
        self.assertEqual(self.ask("GET", SPACE + "/runs?limit=1")["data"][0]["id"], before)  # nothing was queued
        self.ask("GET", SPACE + "/runs?status=nope", status=400)
        first, second = (self.ask("POST", SPACE + "/models", {}) for _ in range(2))
        self.ask("POST", f"{SPACE}/runs/{second['id']}/cancel")
        self.run_of(first)
        previews = SPACE + "/audiences/previews"
        for change, field in ((({"top": "120%"}), "definition.top"), ({"top": "20"}, "definition.top"),
                              ({"size": 0}, "definition.size"), ({"min_probability": 2}, "definition.min_probability"),
                              ({"horizon_days": 0}, "definition.horizon_days"), ({"goals": "x"}, "definition.goals"),
                              ({"colour": 1}, "definition.colour"), ({"size": 5}, "definition.size")):
            with self.subTest(change=change):
                self.wrong(previews, {"definition": {**definition, **change}}, field)
        unknown = {"target": {"column": "Brandd", "value": "Cord"}}
        self.wrong(previews, {"definition": unknown}, "definition.target.column", status=404)
        self.wrong(previews, {"definition": {**definition, "horizon_days": 7}}, "definition.horizon_days", status=404)
        self.wrong(SPACE + "/audiences", {"name": "!!", "definition": definition}, "name")
        self.wrong(SPACE + "/audiences", {"name": "x", "definition": definition, "refresh": "sometimes"}, "refresh")

    def test_5_profiles(self):
        people = self.ask("GET", SPACE + "/profiles?limit=2")
        self.assertTrue(people["cursor"]["has_more"])
        further = self.ask("GET", f"{SPACE}/profiles?limit=2&cursor={people['cursor']['next']}")["data"]
        self.assertFalse({one["profile_id"] for one in further} & {one["profile_id"] for one in people["data"]})
        for search in ("user_id:u1", "u1"):
            found, cursor = [], ""
            while cursor is not None:
                page = self.ask("GET", f"{SPACE}/profiles?search={search}&limit=3{cursor and '&cursor=' + cursor}")
                found, cursor = found + page["data"], page["cursor"]["next"]
            ids = [one["found"]["id"] for one in found]
            self.assertIn("u1", ids)
            self.assertTrue(all(one.startswith("u1") for one in ids), ids)
            self.assertEqual(len(ids), len(set(ids)))
        self.assertEqual(self.ask("GET", SPACE + "/profiles?search=nobody")["data"], [])
        profile = self.ask("GET", SPACE + "/profiles/user_id:u1")
        same = self.ask("GET", f"{SPACE}/profiles?search={profile['profile_id']}")["data"]
        self.assertEqual([one["user_id"] for one in same], ["u1"])
        events, cursor = [], ""
        while cursor is not None:
            page = self.ask("GET", f"{SPACE}/profiles/user_id:u1/events?limit=7{cursor and '&cursor=' + cursor}")
            events, cursor = events + page["data"], page["cursor"]["next"]
        self.assertEqual(len(events), profile["events"])
        self.assertEqual([one["at"] for one in events], sorted((one["at"] for one in events), reverse=True))
        kind = profile["event_counts"][0]
        some = self.ask("GET", f"{SPACE}/profiles/user_id:u1/events?type={kind['type']}&event="
                        f"{urllib.parse.quote(kind['event'])}&limit=1000")["data"]
        self.assertEqual([one["event"] for one in some], [kind["event"]] * kind["count"])
        self.ask("GET", SPACE + "/profiles/user_id:u1/events?type=sneeze", status=400)
        for what in ("traits?verbose=true", "external_ids?include=user_id,email", "metadata", "links",
                     "events?include=a,b&exclude=c&start=2024-02-29&end=2030-01-31T10:00:00Z&sort=asc"):
            self.ask("GET", f"{PEOPLE}/{what}")
        self.ask("GET", PEOPLE.replace("u1", "nobody") + "/traits", status=404)
        for wrong in ("events?start=soon", "events?sort=up", "traits?class=x"):
            self.ask("GET", f"{PEOPLE}/{wrong}", status=400)
        for wrong in ("u1", "user_id:%00", "user_id:%zz"):
            error = self.ask("GET", PEOPLE.replace("user_id:u1", wrong) + "/traits", status=400)["error"]
            self.assertEqual(error["code"], "validation_error", wrong)
        self.ask("GET", PEOPLE.replace("u1", "u" * 9000) + "/links", status=414)
        self.ask("GET", PEOPLE.replace("u1", "u" * 20000) + "/links", status=431)
        self.ask("GET", PEOPLE.replace("users", "us!ers") + "/traits", status=400)
        run = self.ask("DELETE", SPACE + "/profiles/user_id:u2")
        self.run_of(run)
        self.ask("GET", SPACE + "/profiles/user_id:u2", status=404)

    def test_6_live_calls(self):
        key = self.ask("POST", SPACE + "/sources", {"name": "live"})["write_key"]
        self.ask("GET", f"/v1/browser/recommendations?writeKey={key}&anonymousId=a1", token="")
        calls = [{"type": "track", "event": "Tail", "userId": "t1", "properties": {"n": 1}}, {"type": "track", "userId": "t1"}]
        request = urllib.request.Request(self.url + "/v1/batch", json.dumps({"writeKey": key, "batch": calls}).encode())
        with urllib.request.urlopen(request) as answer:
            self.assertEqual(answer.status, 200)
        for _ in range(500):
            seen = self.ask("GET", SPACE + "/events?source=live")["data"]
            if seen:
                break
            time.sleep(0.02)
        self.assertEqual([one["status"] for one in seen], ["discarded", "accepted"])
        self.assertEqual(seen[0]["reason"], "event_not_defined")
        self.assertEqual(seen[1]["body"], {"properties": {"n": 1}})
        self.assertEqual(len(self.ask("GET", SPACE + "/events?status=accepted&event=Tail&type=track")["data"]), 1)
        self.assertEqual(self.ask("GET", f"{SPACE}/events?after={seen[0]['seq']}")["data"], [])

    def test_7_idempotency_keys(self):
        path, body = SPACE + "/sources", {"name": "once"}
        first = self.ask("POST", path, body, headers={"Idempotency-Key": "k-1"})
        again = self.ask("POST", path, body, headers={"Idempotency-Key": "k-1"})
        self.assertEqual(first, again)
        self.assertEqual(self.headers["Idempotency-Replayed"], "true")
        self.ask("POST", path, body, status=409)  # without the key it is a new request
        other = self.ask("POST", path, {"name": "other"}, status=409, headers={"Idempotency-Key": "k-1"})
        self.assertEqual(other["errors"][0]["field"], "Idempotency-Key")
        file = self.ask("POST", f"{SPACE}/uploads?name=a.csv", raw=b"who", headers={"Idempotency-Key": "k-3"})
        self.ask("POST", f"{SPACE}/uploads?name=b.ndjson", raw=b"who", status=409, headers={"Idempotency-Key": "k-3"})
        self.assertEqual(self.ask("POST", f"{SPACE}/uploads?name=a.csv", raw=b"who", headers={"Idempotency-Key": "k-3"}), file)
        self.ask("POST", path, body, status=409, headers={"Idempotency-Key": "k-2"})  # refused: nothing is kept
        made = self.ask("POST", path, {"name": "kept"}, headers={"Idempotency-Key": "k-2"})
        token = self.ask("POST", "/v1/tokens", {"name": "else", "scope": "manage"})["token"]
        self.ask("POST", path, {"name": "kept"}, status=409, headers={"Idempotency-Key": "k-2"}, token=token)
        self.ask("POST", path, {"name": "x"}, status=400, headers={"Idempotency-Key": "two words"})
        for file in self.data.glob("state.sqlite*"):
            for secret in (first["write_key"], made["write_key"]):
                self.assertNotIn(secret.encode(), file.read_bytes(), file)

    def test_8_an_empty_space(self):
        folder = self.shop.root / "empty"
        server = subprocess.Popen([shop.LIKELY, "--data", folder, "serve", "--listen", "127.0.0.1:0", "--log-level", "error"],
                                  stdout=subprocess.PIPE, text=True)
        self.url, url = server.stdout.readline().strip(), self.url
        done = subprocess.run([shop.LIKELY, "--data", folder, "--json", "token", "create", "a", "--scope", "admin"],
                              capture_output=True, text=True, check=True)
        self.admin, admin = json.loads(done.stdout)["token"], self.admin
        try:
            for path in ("/catalog", "/catalog/suggestion", "/catalog/columns", "/catalog/columns/Brand/values"):
                self.ask("GET", SPACE + path, status=404)
            for path in ("/quality", "/items", "/profiles", "/events", "/event_names", "/status", "/models"):
                self.ask("GET", SPACE + path)
            definition = {"target": {"column": "Brand", "value": "Cord"}}
            self.ask("POST", SPACE + "/audiences/previews", {"definition": definition}, status=404)
            self.ask("POST", SPACE + "/models", {}, status=404)
            text = '[[interaction]]\nevent = "Order Completed"\nkey = "properties.product_id"\n'
            self.ask("PUT", SPACE + "/catalog", {"text": text})
            # What waits before it is taken into account.
            self.run_of(self.ask("POST", SPACE + "/models", {}), wanted="failed")
            run = self.run_of(self.ask("POST", SPACE + "/demo", {"customers": 300}))
            self.assertGreater(run["result"]["import"]["events"], 1000)
            self.assertEqual(list(folder.glob("uploads/*")), [])
            self.assertTrue(self.ask("GET", SPACE + "/quality")["columns"])
            self.ask("POST", SPACE + "/audiences/previews",
                     {"definition": {"target": {"column": "Category", "value": "Binders"}}})
        finally:
            self.url, self.admin = url, admin
            server.terminate()
            self.assertEqual(server.wait(60), 0)
            server.stdout.close()

    def test_9_every_operation_was_asked(self):
        self.assertEqual(set(self.contract.operations) - self.seen, set())


if __name__ == "__main__":
    unittest.main()
