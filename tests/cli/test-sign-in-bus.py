#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: The Convoke developers

"""Signing in with a keyring, and over the session bus, as a window does."""

import ast
import json
import subprocess
import unittest
import urllib.parse

from convoke import PATIENCE, wait_until
from sign_in import KeyringCase, SignInMixin, can_connect, get_redirect
from sandbox_process import enter_code

CLIENT = "convoke-test"
CONFIDENTIAL = "convoke-confidential"
SECRET = "convoke-confidential-secret"


class InKeyring(SignInMixin, KeyringCase):
    def test_secret_is_kept(self):
        """With the sign-in, so that renewing it after a restart asks for nothing."""
        sandbox = self.start_sandbox()
        arguments = ["zoom", "--server", sandbox.url, "--client-id", CONFIDENTIAL,
                     "--client-secret"]
        process = subprocess.Popen(self.command("connect", *arguments, "--no-browser"),
                                   env=self.environment, cwd=self.folder, stdin=subprocess.PIPE,
                                   stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        self.addCleanup(self.end_process, process)
        process.stdin.write(SECRET)
        process.stdin.close()
        process.stdin = None
        self.allow(process.stdout.readline().strip())
        status, errors = self.end(process)
        self.assertEqual(status, 0, errors)
        self.end_engine()
        sandbox.control.order("revoke")
        before, = self.list_connections()
        process, url = self.begin("--reconnect", before["name"])
        self.allow(url)
        status, errors = self.end(process)
        self.assertEqual(status, 0, errors)
        self.assertEqual(self.call("health").returncode, 0)
        for row in self.query("SELECT * FROM connection"):
            self.assertNotIn(SECRET, str(row))


class Interface(SignInMixin, KeyringCase):
    """What a window asks over the session bus."""

    NAME = "app.convoke.Convoke.Engine"

    def setUp(self):
        super().setUp()
        self.assertEqual(self.call("connections", data=False).returncode, 0)
        self.gdbus("wait", self.NAME, "--timeout", str(PATIENCE))
        self.sandbox = self.start_sandbox()

    def ask(self, method, *arguments):
        text = self.gdbus("call", "--dest", self.NAME, "--object-path",
                          "/app/convoke/Convoke/Engine", "--method", f"{self.NAME}.{method}",
                          *arguments)
        return ast.literal_eval(text)

    def connect_by_bus(self, more=""):
        attempt, url, problems = self.ask(
            "Connect", "zoom", f"{{'server': <'{self.sandbox.url}'>, 'client_id': <'{CLIENT}'>"
            f"{more}}}")
        self.assertEqual(problems, "[]")
        return attempt, url

    def get(self, attempt):
        return json.loads(self.ask("GetConnect", attempt)[0])

    def wait(self, attempt):
        connection, problems = self.ask("WaitConnect", attempt)
        return json.loads(connection), [each["code"] for each in json.loads(problems)]

    def test_life(self):
        attempt, url = self.connect_by_bus()
        description = self.get(attempt)
        self.assertEqual((description["state"], description["url"], description["problem"]),
                         ("waiting", url, None))
        self.assertEqual((description["user_code"], description["verification_url"]), ("", ""))
        self.assertTrue(0 < description["remaining"] <= 600)
        self.assertRegex(description["deadline"], r"^\d{4}-\d\d-\d\dT.*Z$")
        self.allow(url)
        connection, problems = self.wait(attempt)
        self.assertEqual(problems, [])
        with self.assertRaises(AssertionError):
            self.get(attempt)

        other = self.sandbox.control.order("user", add=True, facts={"email": "sam@example.org"})
        for replace, account in [("false", connection["account"]), ("true", other["id"])]:
            attempt, url, _ = self.ask("Connect", "", f"{{'reconnect': <'{connection['id']}'>}}")
            self.allow(url, user=other["id"])
            self.assertEqual(self.wait(attempt), (None, ["another-account"]))
            self.assertEqual(self.get(attempt)["state"], "question")
            answer, problems = self.ask("AnswerConnect", attempt, replace)
            self.assertEqual(problems, "[]")
            self.assertEqual(answer == "null", replace == "false")
            after, = self.list_connections(data=False)
            self.assertEqual((after["id"], after["account"]), (connection["id"], account))

    def sign_in_as(self, user=None):
        attempt, url = self.connect_by_bus()
        self.allow(url, user=user)
        connection, problems = self.wait(attempt)
        self.assertEqual(problems, [])
        return connection

    def test_renaming(self):
        connection = self.sign_in_as()
        other = self.sandbox.control.order("user", add=True, facts={"email": "sam@example.org"})
        self.assertEqual(self.sign_in_as(other["id"])["name"], "sam@example.org")
        for name, new, expected in [
                (connection["id"], "  ", ["invalid-name"]),
                (connection["id"], "x" * 201, ["invalid-name"]),
                (connection["id"], "sam@example.org", ["name-taken"]),
                ("nobody", "somebody", ["unknown-connection"]),
                (connection["name"], " Staging ", []),
                ("Staging", "Staging", [])]:
            problems, = self.ask("RenameConnection", name, new)
            self.assertEqual([each["code"] for each in json.loads(problems)], expected, new)
        self.end_engines()
        names = {each["id"]: each["name"] for each in self.list_connections(data=False)}
        self.assertEqual(names[connection["id"]], "Staging")
        self.assertEqual(sorted(names.values()), ["Staging", "sam@example.org"])

    def test_fifty_presses(self):
        presses = [self.connect_by_bus() for _ in range(50)]
        ports = [urllib.parse.urlsplit(get_redirect(url)).port for _, url in presses]
        self.assertEqual([can_connect(port) for port in ports], [False] * 49 + [True])
        self.assertEqual(self.wait(presses[0][0]), (None, ["sign-in-superseded"]))
        self.allow(presses[-1][1])
        self.assertEqual(self.wait(presses[-1][0])[1], [])

    def test_giving_up(self):
        attempt, url = self.connect_by_bus()
        self.ask("CancelConnect", attempt)
        connection, problems = self.wait(attempt)
        self.assertIsNone(connection)
        self.assertEqual(len(problems), 1)
        port = urllib.parse.urlsplit(get_redirect(url)).port
        wait_until(lambda: not can_connect(port))

    def test_code(self):
        attempt, url = self.connect_by_bus(", 'device': <true>")
        description = self.get(attempt)
        self.assertEqual(description["verification_url"], url)
        enter_code(self.sandbox, description["user_code"])
        self.assertEqual(self.wait(attempt)[1], [])

    def test_wrong_options(self):
        for option in ["'nonsense': <true>", "'port': <'80'>", "'client_secret': <'x'>",
                       "'reconnect': <true>"]:
            attempt, url, problems = self.ask("Connect", "zoom", f"{{{option}}}")
            self.assertEqual((attempt, url), ("", ""))
            self.assertEqual([each["code"] for each in json.loads(problems)], ["wrong-option"])

    def test_connector(self):
        description = json.loads(self.ask("DescribeConnector", "zoom")[0])
        self.assertEqual(description["title"], "Zoom")
        self.assertEqual(description["redirect_uri"], "http://127.0.0.1/callback")
        self.assertEqual(len(description["scopes"]), 7)
        self.assertGreater(len(description["registration"]), 5)
        self.assertFalse(description["has_client_id"])
        self.assertTrue(description["device"])
        with self.assertRaises(AssertionError):
            self.ask("DescribeConnector", "nonsense")


if __name__ == "__main__":
    unittest.main()
