#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: The Convoke developers

"""Renewing a connection, and another account that signs in then."""

import unittest
import urllib.parse

from sign_in import SignInCase, can_connect, get_redirect
from terminal import Terminal


class Renewing(SignInCase):
    def setUp(self):
        super().setUp()
        self.sandbox = self.start_sandbox()
        self.connect(self.sandbox)
        self.before, = self.list_connections()
        self.sandbox.control.order("record", on=True)

    def reconnect(self, **choices):
        process, url = self.begin("--reconnect", self.before["name"])
        page = self.allow(url, **choices)
        status, errors = self.end(process)
        return status, errors, page.body.decode()

    def test_same_account(self):
        self.sandbox.control.order("revoke")
        self.assertEqual(self.call("health").returncode, 4)
        status, errors, page = self.reconnect()
        self.assertEqual(status, 0, errors)
        self.assertIn("<h1>Connected</h1>", page)
        after, = self.list_connections()
        self.assertEqual((after["id"], after["name"], after["account"]),
                         (self.before["id"], self.before["name"], self.before["account"]))
        self.assertEqual(self.call("health").returncode, 0)
        self.assertEqual(self.get_revocations(self.sandbox), [])

    def test_details_that_nobody_asks_for(self):
        process, url = self.begin("--reconnect", self.before["name"], "--detail", "scopes=all")
        status, errors = self.end(process)
        self.assertEqual((status, url), (4, ""), errors)
        self.assertEqual(self.list_connections(), [self.before])

    def test_another_account_and_nobody_to_ask(self):
        other = self.sandbox.control.order("user", add=True, facts={"email": "sam@example.org"})
        status, errors, page = self.reconnect(user=other["id"])
        self.assertEqual(status, 3, errors)
        self.assertIn("sam@example.org", errors)
        self.assertIn("Another account", page)
        self.assertEqual(self.list_connections(), [self.before])
        self.assertEqual(self.call("health").returncode, 0)
        # The new grant is gone from the service, both of its tokens were sent there.
        self.assertEqual(len(self.get_revocations(self.sandbox)), 2)
        self.assertEqual(self.sandbox.control.order("revoke", user=other["id"])["count"], 0)

    def answer(self, word, other):
        terminal = Terminal(self, "connect", "--reconnect", self.before["id"], "--no-browser")
        url = terminal.expect(r"(http://\S+)\r\n")[1]
        terminal.expect(r"Waiting for your answer, 9:\d\d left")
        self.allow(url, user=other["id"])
        terminal.expect(r"sam@example.org.*\[y/N\]")
        self.assertEqual(self.list_connections(), [self.before])
        terminal.type(word + "\n")
        return terminal.end(), terminal.text

    def test_another_account_and_no(self):
        other = self.sandbox.control.order("user", add=True, facts={"email": "sam@example.org"})
        status, text = self.answer("n", other)
        self.assertEqual(status, 4, text)
        self.assertIn("Nothing was changed.", text)
        self.assertEqual(self.list_connections(), [self.before])
        self.assertEqual(self.sandbox.control.order("revoke", user=other["id"])["count"], 0)

    def test_another_account_and_yes(self):
        other = self.sandbox.control.order("user", add=True, facts={"email": "sam@example.org"})
        status, text = self.answer("y", other)
        self.assertEqual(status, 0, text)
        after, = self.list_connections()
        self.assertEqual((after["id"], after["name"], after["account"]),
                         (self.before["id"], self.before["name"], other["id"]))
        self.assertEqual(self.call("health").returncode, 0)
        # The account that was here before is signed out.
        self.assertEqual(self.sandbox.control.order(
            "revoke", user=self.before["account"])["count"], 0)
        # Signing in as the new account renews this connection, which has another id than that.
        status, errors = self.end_new(user=other["id"])
        self.assertEqual(status, 0, errors)
        again, = self.list_connections()
        self.assertEqual((again["id"], again["name"]), (self.before["id"], self.before["name"]))

    def end_new(self, **choices):
        process, url = self.begin_new(self.sandbox)
        self.allow(url, **choices)
        return self.end(process)

    def test_account_that_has_a_connection_of_its_own(self):
        """The service has ended its grant; saying no must not cost that connection its sign-in."""
        other = self.sandbox.control.order("user", add=True, facts={"email": "sam@example.org"})
        status, errors = self.end_new(user=other["id"])
        self.assertEqual(status, 0, errors)
        status, errors, _ = self.reconnect(user=other["id"])
        self.assertEqual(status, 3, errors)
        self.assertEqual(len(self.list_connections()), 2)
        self.assertEqual(self.call("health").returncode, 0)

    def test_two_connections_of_one_account(self):
        other = self.sandbox.control.order("user", add=True, facts={"email": "sam@example.org"})
        status, errors = self.end_new(user=other["id"])
        self.assertEqual(status, 0, errors)
        status, text = self.answer_yes(other)
        self.assertEqual(status, 0, text)
        self.assertEqual([each["account"] for each in self.list_connections()], [other["id"]] * 2)
        self.assertEqual(self.call("health").returncode, 0)
        self.assertEqual(self.call("disconnect", self.before["name"]).returncode, 0)
        left, = self.list_connections()
        self.assertEqual(left["name"], "sam@example.org")
        self.assertEqual(self.call("health").returncode, 0)

    def answer_yes(self, other):
        terminal = Terminal(self, "connect", "--reconnect", self.before["id"], "--no-browser")
        url = terminal.expect(r"(http://\S+)\r\n")[1]
        self.allow(url, user=other["id"])
        terminal.expect(r"\[y/N\]")
        terminal.type("y\n")
        return terminal.end(), terminal.text

    def test_decline(self):
        status, errors, _ = self.reconnect(button="Decline")
        self.assertEqual(status, 4, errors)
        self.assertEqual(self.list_connections(), [self.before])
        self.assertEqual(self.call("health").returncode, 0)

    def test_removed_meanwhile(self):
        process, url = self.begin("--reconnect", self.before["name"])
        port = urllib.parse.urlsplit(get_redirect(url)).port
        self.assertTrue(can_connect(port))
        self.assertEqual(self.call("disconnect", self.before["name"]).returncode, 0)
        status, errors = self.end(process)
        self.assertEqual(status, 4, errors)
        self.assertIn("removed", errors)
        self.assertFalse(can_connect(port))

    def test_usage(self):
        for arguments, status in [
                (["--reconnect", "nobody"], 4), ([], 2),
                (["--reconnect", self.before["name"], "--memory"], 2),
                (["--reconnect", self.before["name"], "--server", self.sandbox.url], 2),
                (["zoom", "--port", "65536"], 2), (["zoom", "--port", "-1"], 2)]:
            result = self.call("connect", *arguments)
            self.assertEqual((result.returncode, result.stdout), (status, ""), arguments)
            self.assertNotEqual(result.stderr, "")


if __name__ == "__main__":
    unittest.main()
