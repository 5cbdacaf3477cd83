#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: The Convoke developers

"""Connections that are no sign-ins, the services that are described by a file, and one that a user
has described."""

import json
import os
import subprocess
import unittest

from convoke import PATIENCE, SOURCE, Case, pipeline
from fake_service import Service

SECRET = "a-secret-of-some-length"
TEXT = {"content-type": "text/plain"}


def read_connector(name):
    with open(os.path.join(SOURCE, "src/connectors", name + ".json")) as file:
        return json.load(file)


class ConnectorCase(Case):
    def start_service(self, **options):
        service = Service(**options)
        self.addCleanup(service.stop)
        return service

    def connect(self, *arguments, secret=SECRET, status=0):
        """Connects with the secret on standard input, in memory."""
        memory = [] if "--reconnect" in arguments else ["--memory"]
        result = subprocess.run(
            self.command("connect", *arguments, *memory), env=self.environment, cwd=self.folder,
            input=secret + "\n" if secret else "", capture_output=True, text=True, timeout=PATIENCE)
        self.assertEqual(result.returncode, status, result.stdout + result.stderr)
        if secret:
            self.assertNotIn(secret, result.stdout + result.stderr)
        return result

    def connect_fake(self, name, service, path=""):
        """A built-in service whose servers are ours."""
        description = read_connector(name)
        description["api"].pop("allowed_hosts", None)
        if "url" in description["api"]:
            description["api"]["url"] = service.url
        secret = service.url + path if description["auth"]["type"] == "address" else SECRET
        file = self.write(name + "-fake.json", json.dumps(description))
        self.connect("--connector", file, name, "--name", name, secret=secret)

    def run_step(self, step, settings, status=0, connector=None):
        """Runs that one step for one item, and returns its outputs or the problems."""
        file = self.write("step.convoke", pipeline(
            {"in": {"type": "input", "settings": {"fields": [
                {"name": "who", "type": "text", "default": "Ada"}]}},
             "do": {"type": step, "slot": "it", "settings": settings},
             "out": {"type": "output", "settings": {"name": "Out"}}},
            ["in.out -> do.in", "do.out -> out.in"],
            slots={"it": {"connector": connector or step.split(".")[0]}}))
        result = self.call("run", file, "--json")
        self.assertEqual(result.returncode, status, result.stdout + result.stderr)
        return json.loads(result.stdout)

    @staticmethod
    def get_items(run):
        return run["outputs"]["Out"]

    @staticmethod
    def get_codes(run):
        return json.dumps(run)


class Kinds(ConnectorCase):
    def test_each_kind(self):
        """What each kind shows the service, and that it is asked before anything is kept."""
        rows = [
            (["openai"], "authorization", f"Bearer {SECRET}"),
            (["anthropic"], "x-api-key", SECRET),
            (["ollama"], "authorization", None),
        ]
        for arguments, header, value in rows:
            with self.subTest(arguments):
                service = self.start_service()
                secret = SECRET if value else None
                self.connect(*arguments, "--address", service.url, "--name", arguments[0],
                             secret=secret)
                self.assertEqual(service.requests[-1].headers.get(header), value)
        states = {entry["name"]: entry["state"] for entry in self.call_json("health")}
        self.assertEqual(states, {"openai": "healthy", "anthropic": "healthy", "ollama": "healthy"})

    def test_refused(self):
        service = self.start_service(standard=(401, {"error": "no"}, {}))
        result = self.connect("openai", "--address", service.url, status=4)
        self.assertIn("does not accept", result.stderr)
        self.assertEqual(self.call_json("connections"), [])
        self.connect("openai", "--address", service.url, "--unchecked")
        self.assertEqual(len(self.call_json("connections")), 1)
        # The same one gets another secret, and keeps its id.
        before = self.call_json("connections")[0]
        service.standard = (200, {}, {})
        self.connect("--reconnect", before["name"], secret="another-secret")
        after = self.call_json("connections")
        self.assertEqual([entry["id"] for entry in after], [before["id"]])
        self.assertEqual(service.requests[-1].headers["authorization"], "Bearer another-secret")

    def test_bad_input(self):
        for arguments, words in [
                (["http"], "address"),
                (["http", "--as", "basic", "--address", "https://a.example"], "user name"),
                (["http", "--as", "magic", "--address", "https://a.example"], "way to connect"),
                (["openai", "--address", "http://a.example"], "unencrypted"),
                (["openai", "--address", "https://a:b@a.example"], "address"),
                (["slack"], "not an address"),
                (["smtp", "--user", "ada"], "host"),
        ]:
            with self.subTest(arguments):
                result = self.connect(*arguments, status=4)
                self.assertIn(words, result.stderr)
        self.assertEqual(self.call_json("connections"), [])

    def test_secret_by_descriptor(self):
        service = self.start_service()
        reader, writer = os.pipe()
        os.write(writer, SECRET.encode() + b"\n")
        os.close(writer)
        result = self.call("connect", "openai", "--address", service.url, "--memory",
                           "--secret-fd", str(reader), pass_fds=[reader])
        os.close(reader)
        self.assertEqual(result.returncode, 0, result.stderr)
        self.assertEqual(service.requests[-1].headers["authorization"], f"Bearer {SECRET}")


class Chat(ConnectorCase):
    """One message through each service: what goes over the wire, and what its answers mean."""

    def test_slack(self):
        service = self.start_service(standard=(200, "ok", TEXT))
        self.connect_fake("slack", service, "/services/T0/B0/" + SECRET)
        run = self.run_step("slack.post-message", {"text": "Hello {{ item.who }}"})
        self.assertEqual(service.requests[-1].path, "/services/T0/B0/" + SECRET)
        self.assertEqual(service.requests[-1].body, {"text": "Hello Ada"})
        self.assertEqual(self.get_items(run)[0]["sent"], True)
        self.assertNotIn(SECRET, json.dumps(run))
        for status, word, code in [(400, "invalid_payload", "invalid-field"),
                                   (404, "no_service", "webhook-gone"),
                                   (404, "channel_not_found", "channel-gone"),
                                   (403, "action_prohibited", "not-permitted")]:
            with self.subTest(word):
                service.standard = (status, word, TEXT)
                run = self.run_step("slack.post-message", {"text": "Hello"}, status=1)
                self.assertIn(code, self.get_codes(run))

    def test_unknown_outcome_parks(self):
        service = self.start_service()
        self.connect_fake("slack", service, "/services/a")
        for reply in [(200, "<html>", {"content-type": "text/html"}), (None, "", {})]:
            with self.subTest(reply):
                service.standard = reply
                count = len(service.requests)
                run = self.run_step("slack.post-message", {"text": "Hello"}, status=3)
                self.assertEqual(len(service.requests), count + 1, "it was sent once")
                self.assertEqual(run["state"], "waiting")

    def test_teams(self):
        service = self.start_service(standard=(202, "", {}))
        self.connect_fake("teams", service, "/workflows/a?sig=" + SECRET)
        self.run_step("teams.post-message", {"title": "News", "text": "Hello"})
        request = service.requests[-1]
        self.assertEqual(request.path, "/workflows/a?sig=" + SECRET)
        self.assertEqual(request.body["type"], "message")
        card = request.body["attachments"][0]
        self.assertEqual(card["contentType"], "application/vnd.microsoft.card.adaptive")
        self.assertEqual([block["text"] for block in card["content"]["body"]], ["News", "Hello"])
        self.assertEqual(card["content"]["actions"], [])
        self.assertNotIn("$with", request.text)
        self.run_step("teams.post-message", {"text": "Hello", "link": "https://a.example/",
                                             "link_title": "Open"})
        card = service.requests[-1].body["attachments"][0]["content"]
        self.assertEqual([block["text"] for block in card["body"]], ["Hello"])
        self.assertEqual(card["actions"], [
            {"type": "Action.OpenUrl", "title": "Open", "url": "https://a.example/"}])

    def test_mattermost(self):
        service = self.start_service(standard=(200, "ok", TEXT))
        self.connect_fake("mattermost", service, "/hooks/" + SECRET)
        self.run_step("mattermost.post-message",
                      {"text": "Hello", "channel": "town-square", "username": "Convoke"})
        self.assertEqual(service.requests[-1].body,
                         {"text": "Hello", "channel": "town-square", "username": "Convoke"})

    def test_discord(self):
        service = self.start_service(standard=(200, {"id": "1234", "content": "Hello"}, {}))
        self.connect_fake("discord", service, "/api/webhooks/1/" + SECRET)
        run = self.run_step("discord.post-message", {"content": "Hello @everyone"})
        request = service.requests[-1]
        self.assertEqual(request.path, f"/api/webhooks/1/{SECRET}?wait=true")
        self.assertEqual(request.body["allowed_mentions"], {"parse": []})
        self.assertEqual(self.get_items(run)[0]["id"], "1234")
        self.run_step("discord.post-message", {"content": "Hello", "mentions": ["users"]})
        self.assertEqual(service.requests[-1].body["allowed_mentions"], {"parse": ["users"]})
        # What is longer than Discord takes is not sent.
        count = len(service.requests)
        self.run_step("discord.post-message", {"content": "x" * 2001}, status=2)
        self.assertEqual(len(service.requests), count)

    def test_asked_to_wait(self):
        service = self.start_service(standard=(200, {"id": "1"}, {}))
        self.connect_fake("discord", service, "/api/webhooks/1/a")
        for reply in [(429, {"message": "You are being rate limited.", "retry_after": 0.05}, {}),
                      (429, {"message": "slow down"}, {"retry-after": "1"})]:
            with self.subTest(reply):
                service.replies = [reply]
                count = len(service.requests)
                self.run_step("discord.post-message", {"content": "Hello"})
                self.assertEqual(len(service.requests), count + 2)


class HubSpot(ConnectorCase):
    CONTACT = {"id": "512", "properties": {"email": "ada@example.com", "firstname": "Ada"},
               "createdAt": "2026-01-01T00:00:00Z", "archived": False}

    def setUp(self):
        super().setUp()
        self.service = self.start_service(standard=(200, self.CONTACT, {}))
        self.connect_fake("hubspot", self.service)

    def test_find(self):
        run = self.run_step("hubspot.find-contact", {"email": "ada@example.com"})
        request = self.service.requests[-1]
        self.assertTrue(request.path.startswith(
            "/crm/v3/objects/contacts/ada%40example.com?idProperty=email&"), request.path)
        self.assertEqual(request.headers["authorization"], f"Bearer {SECRET}")
        item = self.get_items(run)[0]
        self.assertEqual((item["found"], item["id"], item["firstname"], item["who"]),
                         (True, "512", "Ada", "Ada"))
        self.service.standard = (404, {"status": "error", "message": "resource not found"}, {})
        run = self.run_step("hubspot.find-contact", {"email": "bob@example.com"})
        self.assertEqual(self.get_items(run)[0]["found"], False)

    def test_create(self):
        self.service.standard = (201, self.CONTACT, {})
        run = self.run_step("hubspot.create-contact",
                            {"email": "ada@example.com", "firstname": "Ada"})
        request = self.service.requests[-1]
        self.assertEqual((request.method, request.body),
                         ("POST", {"properties": {"email": "ada@example.com", "firstname": "Ada"}}))
        self.assertEqual(self.get_items(run)[0]["id"], "512")
        self.service.standard = (409, {"message": "Contact already exists. Existing ID: 512"}, {})
        run = self.run_step("hubspot.create-contact", {"email": "ada@example.com"}, status=1)
        self.assertIn("contact-exists", self.get_codes(run))

    def test_update(self):
        self.run_step("hubspot.update-contact",
                      {"email": "ada@example.com", "jobtitle": "Countess"})
        request = self.service.requests[-1]
        self.assertEqual((request.method, request.path, request.body),
                         ("PATCH", "/crm/v3/objects/contacts/ada%40example.com?idProperty=email",
                          {"properties": {"jobtitle": "Countess"}}))

    def test_list(self):
        def page(request):
            first = "after=" not in request.path
            reply = {"results": [{"id": "1" if first else "2", "properties": {"email": "a@b.c"}}]}
            if first:
                reply["paging"] = {"next": {"after": "NTI1", "link": "https://a.example"}}
            return 200, reply, {}

        self.service.standard = page
        run = self.run_step("hubspot.list-contacts", {})
        self.assertEqual([item["id"] for item in self.get_items(run)], ["1", "2"])
        self.assertEqual([item["email"] for item in self.get_items(run)], ["a@b.c"] * 2)
        self.assertIn("after=NTI1", self.service.requests[-1].path)
        self.assertIn("limit=100", self.service.requests[-1].path)
        run = self.run_step("hubspot.list-contacts", {"limit": 1})
        self.assertEqual(len(self.get_items(run)), 1)

    def test_errors(self):
        for status, message, code, exit_status in [
                (401, "expired", "reconnect", 4), (403, "scopes", "scope-missing", 4),
                (400, "Property \"x\" is wrong", "invalid-field", 1)]:
            with self.subTest(status):
                self.service.standard = (status, {"status": "error", "message": message}, {})
                run = self.run_step("hubspot.update-contact",
                                    {"email": "a@b.c", "phone": "1"}, status=exit_status)
                self.assertIn(code, self.get_codes(run))


OWN = {
    "connector": 1, "id": "bakery", "title": "Bakery", "help": "Orders bread.",
    "auth": {"type": "header", "header": "X-Oven", "secret": {"title": "Oven key"},
             "check": "/oven"},
    "api": {"url": "http://127.0.0.1:1"},
    "actions": {
        "order": {"title": "Order bread", "effect": "change", "method": "POST",
                  "path": "/orders/{street}", "success": [201], "result": {"id": "id"},
                  "body": {"loaf": {"kind": {"$setting": "kind"},
                                    "slices": {"$setting": "slices", "$else": 20}}},
                  "settings": {"type": "object", "required": ["street", "kind"],
                               "additionalProperties": False, "properties": {
                      "street": {"type": "string", "title": "Street", "x-in": "path"},
                      "kind": {"type": "string", "title": "Kind", "enum": ["rye", "spelt"]},
                      "slices": {"type": "integer", "title": "Slices"}}},
                  "output": {"type": "object", "properties": {
                      "id": {"type": "integer", "title": "Order"}}}},
    },
    "errors": [{"status": 404, "problem": "no-street", "message": "Nobody bakes in this street."}],
}


class Own(ConnectorCase):
    """A service of the user's own is one file."""

    def put(self, name, description):
        os.makedirs(os.path.join(self.data, "connectors"), exist_ok=True)
        text = description if isinstance(description, str) else json.dumps(description)
        return self.write(os.path.join(self.data, "connectors", name), text)

    def test_one_file(self):
        service = self.start_service()
        self.put("bakery.json", {**OWN, "api": {"url": service.url}})
        self.assertIn("Bakery", self.call("connectors").stdout)
        self.assertIn("Order bread", self.call("nodes").stdout)
        description = self.call_json("nodes", "bakery.order")
        self.assertIn("kind", json.dumps(description))
        # The check of a pipeline knows its fields.
        file = self.write("bad.convoke", pipeline(
            {"do": {"type": "bakery.order", "slot": "it",
                    "settings": {"street": "Main", "kind": "wheat"}}}, [],
            slots={"it": {"connector": "bakery"}}))
        self.assertIn("kind", self.call("check", file).stderr)
        self.connect("bakery")
        self.assertEqual((service.requests[-1].path, service.requests[-1].headers["x-oven"]),
                         ("/oven", SECRET))
        service.standard = (201, {"id": 7}, {})
        run = self.run_step("bakery.order", {"street": "Main St", "kind": "rye"})
        request = service.requests[-1]
        self.assertEqual((request.path, request.body),
                         ("/orders/Main%20St", {"loaf": {"kind": "rye", "slices": 20}}))
        self.assertEqual(self.get_items(run)[0]["id"], 7)
        service.standard = (404, {}, {})
        run = self.run_step("bakery.order", {"street": "Main St", "kind": "rye"}, status=1)
        self.assertIn("no-street", self.get_codes(run))

    def test_faults(self):
        self.put("a-broken.json", "{\"connector\": 1,\n  oops")
        self.put("b-zoom.json", {**OWN, "id": "zoom"})
        self.put("c-bakery.json", OWN)
        self.put("d-again.json", OWN)
        self.put("e-unknown.json", {**OWN, "id": "e", "surprise": 1})
        os.mkfifo(os.path.join(self.data, "connectors", "f-pipe.json"))
        self.put("notes.txt", "not one of them")
        result = self.call("connectors")
        self.assertEqual(result.returncode, 2)
        for words in ["a-broken.json", "line 2", "b-zoom.json", "already", "d-again.json",
                      "e-unknown.json", "surprise", "f-pipe.json", "no regular file"]:
            self.assertIn(words, result.stderr)
        self.assertNotIn("c-bakery.json", result.stderr)
        # Everything else goes on, the engine too.
        document = json.loads(self.call("connectors", "--json").stdout)
        by_id = {entry["id"]: entry for entry in document["connectors"]}
        self.assertEqual((by_id["zoom"]["title"], by_id["zoom"]["own"]), ("Zoom", False))
        self.assertTrue(by_id["bakery"]["own"])
        self.assertEqual(self.call_json("connections"), [])

    def test_check(self):
        good = self.write("good.json", json.dumps(OWN))
        result = self.call("connectors", "--check", good)
        self.assertEqual((result.returncode, result.stderr), (0, ""))
        self.assertIn("Bakery", result.stdout)
        order = OWN["actions"]["order"]
        for change, words in [
                ({"id": "Ba kery"}, "id"),
                ({"auth": {"type": "magic"}}, "type"),
                ({"auth": {"type": "header", "pkce": "S256"}}, "pkce"),
                ({"auth": {"type": "choice", "choices": [{"type": "none"}, {"type": "none"}]}},
                 "title"),
                ({"api": {}}, "address"),
                ({"api": {"url": "http://bakery.example"}}, "https://"),
                ({"actions": {"order": {**order, "body": {"a": {"$setting": "nothing"}}}}},
                 "nothing"),
        ]:
            with self.subTest(change):
                file = self.write("bad.json", json.dumps({**OWN, **change}))
                result = self.call("connectors", "--check", file)
                self.assertEqual(result.returncode, 2, result.stdout)
                self.assertIn("line 1, column", result.stderr)
                self.assertIn(words, result.stderr)


if __name__ == "__main__":
    unittest.main()
