#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: The Convoke developers

"""Signing in at servers of two makers, in a real browser that the program itself opens."""

import json
import os
import subprocess
import unittest

from browsing import PICTURES, SCRIPTS, BrowsingCase, read_json
from convoke import BUILD, PATIENCE, wait_until

LOOKS = {
    "light-wide": {"width": 1000, "height": 700, "dark": False},
    "dark-wide": {"width": 1000, "height": 700, "dark": True},
    "light-narrow": {"width": 360, "height": 640, "dark": False},
    "dark-narrow": {"width": 360, "height": 640, "dark": True},
}

versions = {}


def picture(name):
    return {"picture": os.path.join(PICTURES, name + ".png")}


class Oidc(BrowsingCase):
    """The server is oidc-provider, as its authors publish it."""

    def setUp(self):
        super().setUp()
        self.provider = self.start_provider()
        self.connector = self.write_connector(self.provider)

    def sign_in_as(self, user):
        self.plan_visit({"fill": "login", "text": user}, {"fill": "password", "text": "any"},
                        {"press": "Sign-in"}, picture("oidc-consent"), {"press": "Continue"},
                        {"expect": "Connected"})
        message, seen = self.connect_in_browser("oidc", "--connector", self.connector,
                                                "--client-id", self.provider.CLIENT_ID)
        self.assert_plain(seen)
        versions["chromium"] = seen["version"]
        return message

    def assert_healthy(self):
        result = self.call("health")
        self.assertEqual(result.returncode, 0,
                         (result.stdout, result.stderr, self.provider.get("/test/events")))

    def test_life_of_a_connection(self):
        message = self.sign_in_as("ada")
        self.assertIn("ada@example.org", message)
        connection, = self.list_connections()
        self.assertEqual((connection["connector"], connection["name"], connection["memory"]),
                         ("oidc", "ada@example.org", False))

        # An access token lives two seconds, and each new one uses a refresh token up.
        def is_refreshed():
            self.assert_healthy()
            return self.provider.count("refresh_token.consumed") >= 2
        wait_until(is_refreshed)
        self.end_engine()
        used = self.provider.count("refresh_token.consumed")

        def is_refreshed_again():
            self.assert_healthy()
            return self.provider.count("refresh_token.consumed") > used
        wait_until(is_refreshed_again)
        for event in ("grant.revoked", "grant.error", "refresh_token.destroyed", "server_error"):
            self.assertEqual(self.provider.count(event), 0, event)

        *consumed, last = self.provider.list_tokens("refresh_token.saved")
        self.assertEqual(consumed, self.provider.list_tokens("refresh_token.consumed"))
        self.assertTrue(self.provider.is_active(last))
        self.assertEqual(self.call("disconnect", "ada@example.org").returncode, 0)
        wait_until(lambda: not self.provider.is_active(last))
        self.assertEqual(self.list_connections(), [])
        versions["oidc-provider"] = read_json(
            os.path.join(SCRIPTS, "node_modules/oidc-provider/package.json"))["version"]

    def test_reuse_would_be_noticed(self):
        """The control: a token that is used twice does end the grant, and health says so."""
        self.sign_in_as("grace")

        def is_refreshed():
            self.assert_healthy()
            return self.provider.count("refresh_token.consumed") >= 1
        wait_until(is_refreshed)
        old = self.provider.list_tokens("refresh_token.consumed")[0]
        status, answer = self.provider.post("/token", grant_type="refresh_token",
                                            refresh_token=old)
        self.assertEqual((status, answer["error"]), (400, "invalid_grant"))
        self.assertEqual(self.provider.count("grant.revoked"), 1)
        self.assertEqual(self.call("health").returncode, 4)

    def test_device(self):
        """RFC 8628: what convokectl shows is entered in a browser that knows nothing else."""
        process = self.start("connect", "oidc", "--connector", self.connector, "--device",
                             "--no-browser", "--client-id", self.provider.CLIENT_ID,
                             stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        address, code = (process.stdout.readline().strip() for _ in range(2))
        self.plan_visit({"fill": "user_code", "text": code}, {"press": "Continue"},
                        {"expect": "Confirm Device"}, {"press": "Continue"},
                        {"fill": "login", "text": "mary"}, {"fill": "password", "text": "any"},
                        {"press": "Sign-in"}, {"press": "Continue"},
                        {"expect": "Sign-in Success"})
        self.open_browser(address)
        self.take_result()
        output, errors = process.communicate(timeout=PATIENCE)
        self.assertEqual(process.returncode, 0, output + errors)
        connection, = self.list_connections()
        self.assertEqual(connection["name"], "mary@example.org")
        self.assert_healthy()

    def test_reconnect(self):
        """Without the connector's file, and without naming client or server again."""
        self.sign_in_as("ada")
        before, = self.list_connections()
        os.unlink(self.connector)
        self.plan_visit({"fill": "login", "text": "ada"}, {"fill": "password", "text": "any"},
                        {"press": "Sign-in"}, {"press": "Continue"}, {"expect": "Connected"})
        self.connect_in_browser("--reconnect", before["name"])
        after, = self.list_connections()
        self.assertEqual((after["id"], after["name"]), (before["id"], before["name"]))
        self.assertEqual(self.provider.count("authorization_code.consumed"), 2)
        self.assert_healthy()

    def test_by_its_issuer(self):
        """Nothing but the issuer is known of it: the server says the rest of itself."""
        self.plan_visit({"fill": "login", "text": "ada"}, {"fill": "password", "text": "any"},
                        {"press": "Sign-in"}, {"press": "Continue"}, {"expect": "Connected"})
        self.connect_in_browser(
            "http", "--as", "oauth2", "--address", self.provider.url + "/v2",
            "--client-id", self.provider.CLIENT_ID, "--detail", "issuer=" + self.provider.url,
            "--detail", "scopes=openid email", "--detail", "user_path=/users/me")
        connection, = self.list_connections()
        self.assertEqual((connection["connector"], connection["name"], connection["kind"]),
                         ("http", "ada@example.org", "oauth2"))

        def is_refreshed():
            self.assert_healthy()
            return self.provider.count("refresh_token.consumed") >= 1
        wait_until(is_refreshed)
        last = self.provider.list_tokens("refresh_token.saved")[-1]
        self.assertTrue(self.provider.is_active(last))
        self.assertEqual(self.call("disconnect", "ada@example.org").stderr, "")
        wait_until(lambda: not self.provider.is_active(last))

    def test_cancelled(self):
        self.plan_visit({"follow": "Cancel"}, {"expect": "Not connected"})
        message, seen = self.connect_in_browser("oidc", "--connector", self.connector,
                                                "--client-id", self.provider.CLIENT_ID, status=4)
        self.assert_plain(seen)
        self.assertEqual(self.provider.count("refresh_token.saved"), 0)
        self.assertEqual(self.list_connections(), [])


class Sandbox(BrowsingCase):
    """The server is the sandbox, whose consent page is looked at in every light and width."""

    def setUp(self):
        super().setUp()
        self.sandbox = self.start_sandbox()
        self.arguments = ("zoom", "--server", self.sandbox.url, "--client-id", "convoke-interop")

    def visit(self, *steps, status=0, **looks):
        self.plan_visit(*steps, **looks)
        message, seen = self.connect_in_browser(*self.arguments, status=status)
        self.assert_plain(seen)
        self.assertEqual((seen["failed"], seen["elsewhere"]), ([], []))
        return message, seen

    def test_allow(self):
        for name, looks in LOOKS.items():
            with self.subTest(name):
                message, seen = self.visit(picture("consent-" + name), {"press": "Allow"},
                                           {"expect": "Connected"},
                                           picture("connected-" + name), **looks)
                connection, = self.list_connections()
                self.assertIn(connection["name"], message)
                self.assertNotIn(connection["name"], seen["text"], "the page is the same for all")
        self.assertEqual(self.call("health").returncode, 0)
        versions["sandbox"] = "ok"

    def test_decline(self):
        for name in ("light-wide", "dark-narrow"):
            with self.subTest(name):
                self.visit({"press": "Decline"}, {"expect": "Not connected"},
                           picture("declined-" + name), status=4, **LOOKS[name])
        self.assertEqual(self.list_connections(), [])

    def test_device(self):
        for name in ("light-wide", "dark-narrow"):
            with self.subTest(name):
                process = self.start("connect", *self.arguments, "--device", "--no-browser",
                                     stdout=subprocess.PIPE, stderr=subprocess.PIPE)
                address, code = (process.stdout.readline().strip() for _ in range(2))
                self.plan_visit({"fill": "user_code", "text": code}, picture("device-" + name),
                                {"press": "Continue"}, {"press": "Allow"}, {"expect": "Allowed"},
                                picture("allowed-" + name), **LOOKS[name])
                self.open_browser(address)
                self.assert_plain(self.take_result())
                output, errors = process.communicate(timeout=PATIENCE)
                self.assertEqual(process.returncode, 0, output + errors)
        self.assertEqual(self.call("health").returncode, 0)

    def test_part_of_the_scopes(self):
        self.visit({"untick": "meeting:delete:meeting"}, {"untick": "meeting:write:meeting"},
                   {"press": "Allow"}, {"expect": "Connected"})
        connection, = self.list_connections()
        self.assertIn("meeting:read:meeting", connection["scopes"])
        self.assertNotIn("meeting:delete:meeting", connection["scopes"])
        self.assertNotIn("meeting:write:meeting", connection["scopes"])


class Tray(BrowsingCase):
    """Reconnect in the tray's menu: the service itself opens the browser."""

    def setUp(self):
        super().setUp()
        self.data = os.path.join(self.environment["XDG_DATA_HOME"], "convoke")
        self.panel = subprocess.Popen(
            [os.path.join(BUILD, "tests/service/fake-panel")], env=self.environment,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.addCleanup(self.end_process, self.panel)
        self.addCleanup(self.panel.stdin.close)
        self.tell_panel("appear host")

    def command(self, *arguments, data=False):
        """Of the default data directory, which is the one whose engine is on the bus."""
        return super().command(*arguments, data=False)

    def tell_panel(self, order):
        self.panel.stdin.write(order + "\n")
        self.panel.stdin.flush()
        return json.loads(self.panel.stdout.readline())

    def test_reconnect(self):
        sandbox = self.start_sandbox()
        self.plan_visit({"press": "Allow"}, {"expect": "Connected"})
        self.connect_in_browser("zoom", "--server", sandbox.url, "--client-id", "convoke-interop")
        before, = self.list_connections()
        sandbox.control.order("revoke")
        self.assertEqual(self.call("health").returncode, 4)
        wait_until(lambda: self.tell_panel("state")["item"] is not None)
        wait_until(lambda: f"Reconnect {before['name']}" in json.dumps(self.tell_panel("menu")))
        self.plan_visit({"press": "Allow"}, {"expect": "Connected"})
        self.tell_panel(f"click Reconnect {before['name']}")
        self.assert_plain(self.take_result())
        wait_until(lambda: self.call("health").returncode == 0)
        after, = self.list_connections()
        self.assertEqual(after["id"], before["id"])


def tearDownModule():
    if {"oidc-provider", "sandbox", "chromium"} <= set(versions):
        print(f"# figure: interop: oidc-provider {versions['oidc-provider']} ok, sandbox ok "
              f"(chromium {versions['chromium']})")


if __name__ == "__main__":
    unittest.main()
