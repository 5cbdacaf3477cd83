#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: The Convoke developers

"""One message to a mail server that fails at every stage: what is said of it has to be true, and
nothing secret may go where others can read it.

Usage: test-smtp.py SMTP-ONCE [unittest arguments]"""

import os
import shutil
import subprocess
import sys
import tempfile
import unittest

sys.path.insert(0, os.path.join(os.environ["CVK_TEST_SOURCE_ROOT"], "tests/support"))

from mail_server import STAGES, MailServer, make_certificate

PROGRAM = sys.argv.pop(1)
PASSWORD = "a-secret-of-some-length"
MESSAGE = b"Subject: one\r\n\r\nHello\r\n.a dot\r\n..\r\nlast"
# Only what hangs reaches it.
PATIENCE = "60000"


class Case(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.mkdtemp(prefix="convoke-")
        cls.certificate = make_certificate(cls.folder)
        cls.strange = make_certificate(cls.folder, "127.0.0.9", "strange")

    @classmethod
    def tearDownClass(cls):
        shutil.rmtree(cls.folder)

    def start(self, security="none", **options):
        server = MailServer(security, **options)
        self.addCleanup(server.stop)
        return server

    def deliver(self, server, *recipients, security=None, deadline=PATIENCE, partial=False,
                authorities="", password=PASSWORD, message=MESSAGE):
        result = subprocess.run(
            [PROGRAM, str(server.port), security or server.security, deadline, str(int(partial)),
             authorities, password, *(recipients or ["bob@example.org"])],
            input=message, capture_output=True, check=True)
        first, *rest = result.stdout.decode().splitlines()
        outcome, status, text = first.split(" ", 2)
        self.assertNotIn(PASSWORD, first)
        return outcome, int(status), text, rest


class Taken(Case):
    def test_message(self):
        server = self.start()
        outcome, status, text, _ = self.deliver(server, "bob@example.org", "eve@example.org")
        self.assertEqual((outcome, status, text), ("accepted", 250, "taken"))
        message, = server.messages
        self.assertEqual(message.sender, "ada@example.com")
        self.assertEqual(message.recipients, ["bob@example.org", "eve@example.org"])
        self.assertEqual(message.data.rstrip(b"\r\n"), MESSAGE)

    def test_own_name(self):
        """A computer's name is nobody's business."""
        server = self.start()
        self.deliver(server)
        self.assertIn("EHLO [127.0.0.1]", server.dialogue)

    def test_each_way_in(self):
        for security in ("tls", "starttls"):
            for mechanisms in ("PLAIN", "LOGIN"):
                with self.subTest(security=security, mechanisms=mechanisms):
                    server = self.start(security, certificate=self.certificate,
                                        mechanisms=mechanisms)
                    outcome = self.deliver(server, authorities=self.certificate[0])[0]
                    self.assertEqual(outcome, "accepted")
                    self.assertEqual(len(server.messages), 1)
                    self.assertEqual(server.secrets_in_clear, [])

    def test_large(self):
        server = self.start()
        message = b"Subject: large\r\n\r\n" + b"x" * 76 + b"\r\n.\r\n" * 100000
        self.assertEqual(self.deliver(server, message=message)[0], "accepted")
        self.assertEqual(server.messages[0].data.rstrip(b"\r\n"), message.rstrip(b"\r\n"))


class Unsafe(Case):
    """Nothing is said to a server that is not the one it should be."""

    def expect_silence(self, server, outcome):
        self.assertEqual(outcome, "unsafe")
        self.assertEqual(server.messages, [])
        self.assertNotIn("AUTH", server.dialogue)

    def test_certificates(self):
        for security in ("tls", "starttls"):
            for name, certificate, authorities in [
                    ("nobody trusts it", self.certificate, ""),
                    ("another one is trusted", self.certificate, self.strange[0]),
                    ("it is of another server", self.strange, self.strange[0])]:
                with self.subTest(security=security, name=name):
                    server = self.start(security, certificate=certificate)
                    self.expect_silence(server, self.deliver(server, authorities=authorities)[0])

    def test_no_downgrade(self):
        server = self.start("starttls", certificate=self.certificate, has_starttls=False)
        self.expect_silence(server, self.deliver(server, authorities=self.certificate[0])[0])

    def test_no_tls(self):
        server = self.start("none")
        outcome = self.deliver(server, security="starttls")[0]
        self.expect_silence(server, outcome)


class Refused(Case):
    def test_login(self):
        server = self.start()
        outcome, status, text, _ = self.deliver(server, password="wrong")
        self.assertEqual((outcome, status), ("login-refused", 535))
        self.assertIn("wrong user name or password", text)
        self.assertEqual(server.messages, [])

    def test_recipient(self):
        server = self.start()
        server.rejected["eve@example.org"] = "550 5.1.1 no such mailbox"
        outcome, status, _, refused = self.deliver(server, "bob@example.org", "eve@example.org")
        self.assertEqual((outcome, status), ("refused", 550))
        self.assertEqual(refused, ["eve@example.org 550 5.1.1 no such mailbox"])
        self.assertEqual(server.messages, [])

    def test_partial(self):
        server = self.start()
        server.rejected["eve@example.org"] = "550 5.1.1 no such mailbox"
        server.rejected["joe@example.org"] = "452 full"
        outcome, _, _, refused = self.deliver(
            server, "eve@example.org", "bob@example.org", "joe@example.org", partial=True)
        self.assertEqual(outcome, "accepted")
        self.assertEqual(refused, ["eve@example.org 550 5.1.1 no such mailbox",
                                   "joe@example.org 452 full"])
        self.assertEqual(server.messages[0].recipients, ["bob@example.org"])

    def test_partial_none(self):
        server = self.start()
        server.rejected["eve@example.org"] = "550 5.1.1 no such mailbox"
        self.assertEqual(self.deliver(server, "eve@example.org", partial=True)[0], "refused")


class Faults(Case):
    """Each fault at each stage. Whether the message was taken is the server's own account."""

    def expect(self, stage, fault):
        if fault.startswith("4"):
            return "later"
        if fault.startswith("5"):
            return "login-refused" if stage == "auth" else "refused"
        return "unknown" if stage in ("dot", "taken") else "not-reached"

    def test_faults(self):
        for stage in STAGES:
            for fault in ("drop", "hang", "451 later", "554 never"):
                # The client may fall back to an older greeting; nothing answers in the middle of a
                # message, and what is taken is not refused.
                if not fault.isalpha() and stage in ("ehlo", "body", "taken"):
                    continue
                with self.subTest(stage=stage, fault=fault):
                    server = self.start()
                    server.faults.append((stage, fault))
                    # Long enough for a message of more than a buffer to be on its way.
                    outcome, status, _, _ = self.deliver(
                        server, deadline="1500" if fault == "hang" else PATIENCE)
                    self.assertEqual(server.faults, [])
                    if (stage, fault) in (("body", "drop"), ("body", "hang")):
                        self.assertIn(outcome, ("unknown", "not-reached"))
                    else:
                        self.assertEqual(outcome, self.expect(stage, fault))
                    self.assertEqual(status, int(fault[:3]) if not fault.isalpha() else 0)
                    self.assertEqual(len(server.messages), int(stage == "taken"))
                    # What is said to be not there is not there.
                    if server.messages:
                        self.assertEqual(outcome, "unknown")

    def test_nobody_there(self):
        server = self.start()
        server.stop()
        self.assertEqual(self.deliver(server)[0], "not-reached")

    def test_strange_words(self):
        server = self.start()
        server.faults.append(("mail", "550 \x1b[31m\u202ered\x07"))
        _, _, text, _ = self.deliver(server)
        self.assertNotRegex(text, "[\x00-\x1f\u202e]")


if __name__ == "__main__":
    unittest.main()
