#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: The Convoke developers

"""Mail through a server that fails and an engine that is killed: what counts is the server's own
account of what it took."""

import email
import email.policy
import json
import os
import signal
import subprocess
import sys
import threading
import unittest

from convoke import PATIENCE, SOURCE, pipeline, wait_until
from sign_in import KeyringCase

sys.path.insert(0, os.path.join(SOURCE, "tests/support"))

from mail_server import STAGES, MailServer

PASSWORD = "a-secret-of-some-length"
HELLO = {"to": "bob@example.org", "subject": "One", "text": "Hello {{ item.who }}"}


class MailCase(KeyringCase):
    def start_server(self, **options):
        server = MailServer(**options)
        self.addCleanup(server.stop)
        return server

    def connect(self, server, status=0):
        result = subprocess.run(
            self.command("connect", "smtp", "--user", "ada@example.com", "--detail",
                         "host=127.0.0.1", "--detail", f"port={server.port}", "--detail",
                         "security=none"),
            env=self.environment, cwd=self.folder, input=PASSWORD + "\n", capture_output=True,
            text=True, timeout=PATIENCE)
        self.assertEqual(result.returncode, status, result.stdout + result.stderr)
        self.assertNotIn(PASSWORD, result.stdout + result.stderr)

    def write_pipeline(self, settings, who="Ada", **node):
        return self.write("mail.convoke", pipeline(
            {"in": {"type": "input", "settings": {"fields": [
                {"name": "who", "type": "text", "default": who}]}},
             "send": {"type": "mail.send", "slot": "mail", "settings": settings, **node},
             "out": {"type": "output", "settings": {"name": "Out"}}},
            ["in.out -> send.in", "send.out -> out.in"], slots={"mail": {"connector": "smtp"}}))

    def run_mail(self, settings, status=0, **options):
        result = self.call("run", self.write_pipeline(settings, **options), "--json")
        self.assertEqual(result.returncode, status, result.stdout + result.stderr)
        self.assertNotIn(PASSWORD, result.stdout + result.stderr)
        return json.loads(result.stdout)

    def read(self, message):
        text = message.data.replace(b"\r\n", b"\n")
        return email.message_from_bytes(text, policy=email.policy.default)

    def get_states(self):
        return [row[0] for row in self.query("SELECT state FROM effect")]


class Messages(MailCase):
    def setUp(self):
        super().setUp()
        self.server = self.start_server()
        self.connect(self.server)

    def test_message(self):
        self.write("list.csv", "a,b\n1,2\n")
        run = self.run_mail({
            "to": "Bob <bob@example.org>, \"Doe, Jane\" <jane@example.org>", "cc": "c@example.org",
            "bcc": "secret@example.org", "reply_to": "office@example.com",
            "subject": "Grüße an {{ item.who }}", "text": "Hello\n.\nFrom here, {{ item.who }}",
            "html": "<p>Hello {{ item.who }}</p>", "files": ["list.csv"],
            "texts": {"invitation.ics": "BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nEND:VCALENDAR\r\n"}},
            who="<b>Ada & Bob</b>")
        taken, = self.server.messages
        self.assertEqual(taken.sender, "ada@example.com")
        self.assertEqual(taken.recipients, ["bob@example.org", "jane@example.org", "c@example.org",
                                            "secret@example.org"])
        message = self.read(taken)
        self.assertEqual(message["from"], "ada@example.com")
        self.assertEqual([address.addr_spec for address in message["to"].addresses],
                         ["bob@example.org", "jane@example.org"])
        self.assertEqual(message["to"].addresses[1].display_name, "Doe, Jane")
        self.assertEqual(message["cc"], "c@example.org")
        self.assertEqual(message["reply-to"], "office@example.com")
        self.assertNotIn(b"secret@example.org", taken.data)
        self.assertEqual(message["subject"], "Grüße an <b>Ada & Bob</b>")
        self.assertEqual(message["message-id"], f"<{run['outputs']['Out'][0]['message_id']}>")
        plain = message.get_body(("plain",)).get_content()
        self.assertEqual(plain.rstrip("\n"), "Hello\n.\nFrom here, <b>Ada & Bob</b>")
        html = message.get_body(("html",)).get_content()
        self.assertEqual(html.rstrip("\n"),
                         "<p>Hello &lt;b&gt;Ada &amp; Bob&lt;/b&gt;</p>")
        table, invitation = message.iter_attachments()
        self.assertEqual((table.get_filename(), table.get_content_type()),
                         ("list.csv", "text/csv"))
        self.assertEqual(table.get_payload(decode=True), b"a,b\n1,2\n")
        self.assertEqual(invitation.get_content_type(), "text/calendar")
        self.assertEqual(invitation.get_param("method"), "REQUEST")
        self.assertIn("BEGIN:VCALENDAR", invitation.get_content())

    def test_injection(self):
        for settings, code, field in [
                ({**HELLO, "subject": "{{ item.who }}"}, "invalid-subject", "subject"),
                ({**HELLO, "to": "{{ item.who }}"}, "invalid-address", "to"),
                ({**HELLO, "cc": "x {{ item.who }} <a@example.org>"}, "invalid-address", "cc"),
                ({**HELLO, "texts": {"../a.ics": "x"}}, "invalid-name", "texts")]:
            with self.subTest(field):
                run = self.run_mail(settings, status=1,
                                    who="a@example.org\r\nBcc: eve@example.org")
                failure, = run["failures"]
                self.assertEqual((failure["code"], failure["field"]), (code, field))
        self.assertEqual(self.server.messages, [])

    def test_refused_address(self):
        self.server.rejected["eve@example.org"] = "550 no such mailbox"
        settings = {**HELLO, "to": "bob@example.org, eve@example.org"}
        run = self.run_mail(settings, status=1)
        self.assertEqual(run["failures"][0]["code"], "recipient-refused")
        self.assertIn("eve@example.org", run["failures"][0]["message"])
        self.assertEqual(self.server.messages, [])
        run = self.run_mail({**settings, "partial": True})
        self.assertEqual(run["outputs"]["Out"][0]["refused"],
                         [{"address": "eve@example.org", "message": "no such mailbox"}])
        self.assertEqual(self.server.messages[0].recipients, ["bob@example.org"])

    def test_later(self):
        """The one layer that tries again does so; a server that goes on refusing is believed."""
        self.server.faults += [("mail", "451 later"), ("dot", "452 full")]
        self.assertEqual(self.run_mail(HELLO)["state"], "succeeded")
        self.assertEqual(len(self.server.messages), 1)
        self.assertEqual(self.get_states(), ["confirmed"])

    def test_refused(self):
        self.server.faults.append(("dot", "554 looks like spam"))
        run = self.run_mail(HELLO, status=1)
        self.assertEqual(run["failures"][0]["code"], "mail-refused")
        self.assertIn("looks like spam", run["failures"][0]["message"])
        self.assertEqual(self.get_states(), ["refused"])

    def test_password(self):
        self.server.password = "another"
        run = self.run_mail(HELLO, status=4)
        self.assertEqual(run["failures"][0]["code"], "reconnect")
        self.assertEqual(self.server.messages, [])

    def test_unknown(self):
        """A lost answer is asked about; what the person says counts."""
        for answer, messages in (("done", 1), ("again", 2)):
            with self.subTest(answer):
                self.server.messages.clear()
                self.server.faults.append(("taken", "drop"))
                run = self.run_mail(HELLO, status=3)
                self.assertEqual(run["state"], "waiting")
                question = self.call_json("show", run["run"])["questions"][0]
                self.assertEqual(len(self.server.messages), 1)
                self.assertEqual(
                    self.call("answer", question["id"], answer).returncode, 0)
                self.call("resume", run["run"])
                self.assertEqual(len(self.server.messages), messages)

    def test_rehearsal(self):
        result = self.call("run", self.write_pipeline(HELLO), "--rehearse", "--json")
        self.assertEqual(self.server.messages, [])
        self.assertIn("bob@example.org", result.stdout)
        self.assertIn('"send"', result.stdout)


class Killed(MailCase):
    """The engine is killed at each stage of a dialogue and started again. A message that was taken
    is never sent a second time unless somebody says so."""

    def kill_at(self, stage):
        server = self.start_server()
        self.connect(server)
        pid = self.get_engine()
        killed = threading.Event()

        def kill(reached):
            if reached == stage and not killed.is_set():
                os.kill(pid, signal.SIGKILL)
                killed.set()

        server.on_stage = kill
        result = self.call("run", self.write_pipeline(HELLO), "--json")
        self.assertTrue(killed.is_set())
        return server, result

    def test_kill(self):
        for stage in STAGES:
            with self.subTest(stage):
                server, result = self.kill_at(stage)
                run = json.loads(result.stdout)
                # It was under way: whether it was taken is not known, so nobody sends it again.
                self.assertEqual(run["state"], "waiting", result.stdout + result.stderr)
                # The whole message may have been on its way when only its beginning was asked for.
                if stage in ("dot", "taken"):
                    wait_until(lambda: len(server.messages) == 1)
                elif stage != "body":
                    self.assertEqual(server.messages, [])
                taken = len(server.messages)
                self.assertLessEqual(taken, 1)
                question = self.call_json("show", run["run"])["questions"][0]
                self.assertEqual(self.call("answer", question["id"], "again").returncode, 0)
                self.call("resume", run["run"])
                self.assertEqual(len(server.messages), taken + 1)
                identities = {self.read(message)["message-id"] for message in server.messages}
                self.assertEqual(len(identities), 1)
                for connection in self.call_json("connections"):
                    self.call("disconnect", connection["name"])


if __name__ == "__main__":
    unittest.main()
