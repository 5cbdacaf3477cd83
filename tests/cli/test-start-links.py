#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: The Convoke developers

"""Start links let whoever has one in as the host: they leave only where a step is told to write
them, and stay nowhere else."""

import email
import email.policy
import json
import os
import re
import signal
import subprocess
import sys
import threading
import unittest

from convoke import PATIENCE, SOURCE, pipeline
from fake_service import Service
from sign_in import KeyringCase

sys.path.insert(0, os.path.join(SOURCE, "tests/support"))

from mail_server import MailServer  # noqa: E402

DOTS = "•" * 8
LINK = r"https://[a-z.-]+/s/\d+\?zak=[A-Za-z0-9_.-]+"
TEXT = "Begin: {{ item.start_url }}\n"
MAIL = {"to": "bob@example.org", "subject": "Your meeting", "text": TEXT, "html": "<b>" + TEXT,
        "texts": {"link.txt": "{{ item.start_url }}"}, "start_links": True}


class StartLinks(KeyringCase):
    def setUp(self):
        super().setUp()
        self.sandbox = self.start_sandbox("--plan", "pro")
        status, errors = self.sign_in("--server", self.sandbox.url, "--client-id", "convoke-test")
        self.assertEqual(status, 0, errors)
        self.tokens = set()

    def connect_other(self, secret, *arguments):
        result = subprocess.run(self.command("connect", *arguments), env=self.environment,
                                cwd=self.folder, input=secret + "\n", capture_output=True,
                                text=True, timeout=PATIENCE)
        self.assertEqual(result.returncode, 0, result.stdout + result.stderr)

    def start_mail_server(self):
        server = MailServer()
        self.addCleanup(server.stop)
        self.connect_other("a-secret-of-some-length", "smtp", "--user", "ada@example.com",
                           "--detail", "host=127.0.0.1", "--detail", f"port={server.port}",
                           "--detail", "security=none")
        return server

    def write_step(self, kind, settings, fields=(), slot=None, make=None):
        """A pipeline that makes a meeting and does something with it."""
        step = {"type": kind, "settings": settings}
        slots = {"zoom": {"connector": "zoom"}}
        if slot:
            step["slot"] = "other"
            slots["other"] = {"connector": slot}
        return self.write("p.convoke", pipeline(
            {"in": {"type": "input", "settings": {"fields": list(fields)}},
             "make": make or {"type": "zoom.create-meeting", "slot": "zoom", "settings": {
                 "topic": "Interview", "start_time": "2036-03-03T10:00:00", "timezone": "UTC"}},
             "do": step, "out": {"type": "output", "settings": {"name": "Out"}}},
            ["in.out -> make.in", "make.out -> do.in", "do.out -> out.in"], slots=slots))

    def run_step(self, *arguments, status=0, **options):
        result = self.call("run", self.write_step(*arguments, **options), "--json")
        self.assertEqual(result.returncode, status, result.stdout + result.stderr)
        self.assertNotIn("zak=", result.stdout + result.stderr)
        return json.loads(result.stdout)

    def read(self, name):
        with open(os.path.join(self.folder, name)) as file:
            return file.read()

    def find_links(self, text, count=1):
        links = re.findall(LINK, text)
        self.assertEqual(len(links), count, text)
        self.tokens.update(link.split("zak=")[1] for link in links)
        return links

    def assert_kept_nowhere(self):
        """In no byte of what the engine has written for itself."""
        self.assertTrue(self.tokens)
        self.end_engine()
        everything = b""
        for folder, _, names in os.walk(self.data):
            for name in names:
                path = os.path.join(folder, name)
                if os.path.isfile(path):
                    with open(path, "rb") as file:
                        everything += file.read()
        # The reference shows that it was looked for in the right place.
        self.assertIn(b"/start_url", everything)
        self.assertNotIn(b"zak=", everything)
        for token in self.tokens:
            self.assertNotIn(token.encode(), everything)

    def test_files(self):
        for kind, name in (("csv.write", "a.csv"), ("json.write", "a.json")):
            with self.subTest(kind):
                self.run_step(kind, {"file": name})
                self.assertIn(DOTS, self.read(name))
                self.assertNotIn("zak=", self.read(name))
                run = self.run_step(kind, {"file": name, "start_links": True})
                link, = self.find_links(self.read(name))
                meeting, = run["outputs"]["Out"]
                self.assertIn(f"/s/{meeting['id']}?", link)
                self.assertEqual(meeting["start_url"], DOTS)
        shown = self.call("show", run["run"], "--node", "do", "--json")
        self.assertNotIn("zak=", shown.stdout)
        self.assert_kept_nowhere()

    def test_checks(self):
        """It stays a warning, which says what it is now."""
        def get_codes(settings):
            path = self.write_step("csv.write", {"file": "a.csv", **settings})
            return [problem["code"] for problem in self.call_json("check", path)["problems"]]

        self.assertEqual(get_codes({}), ["secret-as-dots"])
        self.assertEqual(get_codes({"start_links": True}), ["start-links"])
        self.assertEqual(get_codes({"start_links": True, "existing": "add"}),
                         ["start-links", "start-links-added"])
        run = self.run_step("csv.write", {"file": "b.csv", "start_links": True, "existing": "add"},
                            status=1)
        self.assertEqual(run["failures"][0]["code"], "start-links-added")
        self.assertFalse(os.path.exists(os.path.join(self.folder, "b.csv")))

    def test_rehearsal(self):
        result = self.call("run", self.write_step("csv.write", {"file": "a.csv",
                                                                "start_links": True}),
                           "--rehearse", "--json")
        self.assertEqual(json.loads(result.stdout)["state"], "succeeded", result.stdout)
        self.assertFalse(os.path.exists(os.path.join(self.folder, "a.csv")))

    def test_mail(self):
        server = self.start_mail_server()
        run = self.run_step("mail.send", {**MAIL, "start_links": False}, slot="smtp", status=1)
        self.assertEqual(run["failures"][0]["code"], "secret-in-settings")
        self.assertEqual(server.messages, [])
        self.run_step("mail.send", MAIL, slot="smtp")
        self.check_message(server.messages[0])
        self.assert_kept_nowhere()

    def check_message(self, taken):
        message = email.message_from_bytes(taken.data.replace(b"\r\n", b"\n"),
                                           policy=email.policy.default)
        parts = [message.get_body(("plain",)), message.get_body(("html",)),
                 *message.iter_attachments()]
        links = [self.find_links(part.get_content())[0] for part in parts]
        self.assertEqual((len(links), len(set(links))), (3, 1))
        return links[0]

    def test_answer_that_repeats_it(self):
        service = Service((200, {}, {}))
        self.addCleanup(service.stop)
        service.standard = lambda request: (200, {"you_said": request.body}, {})
        self.connect_other("a-secret-of-some-length", "http", "--as", "bearer", "--address",
                           service.url, "--name", "it", "--unchecked")
        run = self.run_step("http.request", {
            "method": "POST", "url": "/links", "body": "json", "start_links": True,
            "json": {"begin": "{{ item.start_url }}"}}, slot="http")
        self.find_links(service.requests[-1].body["begin"])
        self.assertEqual(run["outputs"]["Out"][0]["body"]["you_said"]["begin"], DOTS)
        self.assert_kept_nowhere()

    def test_chat(self):
        service = Service((200, "ok", {}))
        self.addCleanup(service.stop)
        self.connect_other(service.url + "/hooks/x", "mattermost", "--name", "it", "--unchecked")
        self.run_step("mattermost.post-message", {"text": TEXT, "start_links": True},
                      slot="mattermost")
        self.find_links(service.requests[-1].body["text"])
        self.assertNotIn("start_links", service.requests[-1].body)
        self.assert_kept_nowhere()

    def test_made_up_reference(self):
        """What a stranger has written into a table is no reference, whatever it looks like."""
        server = self.start_mail_server()
        meeting, = self.run_step("json.write", {"file": "a.json"})["outputs"]["Out"]
        fields = [{"name": "start_url", "type": "text",
                   "default": f"convoke-secret:zoom/meeting/{meeting['id']}/start_url"}]
        for make in ({"type": "set", "settings": {"fields": {"x": 1}}},
                     {"type": "zoom.get-user", "slot": "zoom"}):
            with self.subTest(make["type"]):
                run = self.run_step("mail.send", {**MAIL, "text": "{{ nodes['in'].start_url }}"},
                                    slot="smtp", make=make, fields=fields, status=1)
                self.assertEqual(run["failures"][0]["code"], "no-start-link")
        self.assertEqual(server.messages, [])

    def test_meeting_that_is_gone(self):
        with open(self.write_step("csv.write", {"file": "a.csv", "start_links": True})) as file:
            document = json.load(file)
        document["nodes"]["gone"] = {"type": "zoom.delete-meeting", "slot": "zoom",
                                     "settings": {"meeting_id": "{{ item.id }}"}}
        document["links"] = ["in.out -> make.in", "make.out -> gone.in", "gone.out -> do.in",
                             "do.out -> out.in"]
        run = self.call_json("run", self.write("p.convoke", json.dumps(document)), status=1)
        failure, = run["failures"]
        self.assertEqual((failure["node"], failure["code"]), ("do", "no-start-link"))
        self.assertIn("There is no meeting", failure["message"])
        self.assertFalse(os.path.exists(os.path.join(self.folder, "a.csv")))

    def test_kill(self):
        """A run that goes on is about the same message, with a link of its own."""
        server = self.start_mail_server()
        pid = self.get_engine()
        killed = threading.Event()

        def kill(reached):
            if reached == "dot" and not killed.is_set():
                killed.set()
                os.kill(pid, signal.SIGKILL)

        server.on_stage = kill
        result = self.call("run", self.write_step("mail.send", MAIL, slot="smtp"), "--json")
        self.assertTrue(killed.is_set())
        run = json.loads(result.stdout)
        self.assertEqual(run["state"], "waiting", result.stdout + result.stderr)
        question = self.call_json("show", run["run"])["questions"][0]
        self.assertEqual(self.call("answer", question["id"], "again").returncode, 0)
        self.call("resume", run["run"])
        self.assertEqual(self.call_json("show", run["run"])["state"], "succeeded")
        self.check_message(server.messages[-1])
        self.assert_kept_nowhere()

    def test_review(self):
        path = self.write_step("csv.write", {"file": "a.csv", "start_links": True})
        os.setxattr(path, "user.xdg.origin.url", b"https://stranger.example/x.convoke")
        document = self.call_json("run", path, status=2)
        self.assertEqual((document["wants"][0]["kind"], document["wants"][0]["what"]),
                         ("start-link", "csv.write"))
        self.assertIn("Gives away start links", self.call("run", path).stdout)


if __name__ == "__main__":
    unittest.main()
