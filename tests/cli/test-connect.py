#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: The Convoke developers

"""Signing in, through the consent page of a real sandbox, and what connections are good for."""

import json
import os
import socket
import subprocess
import unittest
import urllib.parse

from convoke import PATIENCE, pipeline, wait_until
from sign_in import ConnectCase, KeyringCase

USER = pipeline(
    {"user": {"type": "zoom.get-user", "slot": "zoom"},
     "out": {"type": "output", "settings": {"name": "User"}}},
    ["user.out -> out.in"], slots={"zoom": {"connector": "zoom", "label": "Zoom account"}})


class Memory(ConnectCase):
    def test_life_of_a_connection(self):
        sandbox = self.start_sandbox()
        path = self.write("user.convoke", USER)
        self.assertEqual(self.call_json("run", path, status=4)["failures"][0]["code"],
                         "no-connection")
        self.connect(sandbox)
        connection, = self.list_connections()
        self.assertIn("@", connection["name"])
        self.assertTrue(connection["memory"])
        self.assertEqual(connection["connector"], "zoom")
        self.assertTrue(connection["api_url"].startswith(sandbox.url))
        self.assertIn(connection["name"], self.call("connections").stdout)

        for name in (connection["name"], connection["id"]):
            document = self.call_json("run", path, "--connection", "zoom=" + name)
            self.assertEqual(document["outputs"]["User"][0]["email"], connection["name"])
            self.assertEqual(self.call("health", name).returncode, 0)
        self.assertEqual(self.call_json("run", path)["state"], "succeeded")
        self.assertEqual(self.call("health").returncode, 0)
        self.assertEqual(self.call("health", "nobody").returncode, 4)

        # Kept in memory only.
        self.assertEqual(self.query("SELECT * FROM connection"), [])
        self.assertEqual(self.call("disconnect", connection["name"]).returncode, 0)
        self.assertEqual(self.list_connections(), [])
        self.assertEqual(self.call("disconnect", connection["name"]).returncode, 4)

    def test_busy_token_endpoint(self):
        """A run waits for a token as long as the service asks it to."""
        sandbox = self.start_sandbox()
        path = self.write("user.convoke", USER)
        self.connect(sandbox)
        sandbox.control.order("expire")
        sandbox.control.fault("429-second", "POST", "/oauth/token")
        self.assertEqual(self.call_json("run", path)["state"], "succeeded")

    def test_same_account_and_another_server(self):
        """Signing in again takes the place of the old sign-in; a namesake elsewhere gets (2)."""
        sandbox = self.start_sandbox()
        self.connect(sandbox)
        first, = self.list_connections()
        self.connect(sandbox)
        again, = self.list_connections()
        self.assertEqual((again["id"], again["name"]), (first["id"], first["name"]))
        self.connect(self.start_sandbox())
        names = [connection["name"] for connection in self.list_connections()]
        self.assertEqual(names, [first["name"], first["name"] + " (2)"])
        document = self.call_json("run", self.write("user.convoke", USER), status=4)
        self.assertEqual(document["failures"][0]["code"], "several-connections")

    def test_revoked_grant(self):
        sandbox = self.start_sandbox()
        self.connect(sandbox)
        sandbox.control.order("revoke")
        health = self.call("health")
        self.assertEqual(health.returncode, 4, health.stdout)
        self.assertIn("--reconnect", health.stdout)
        report, = self.call_json("health", status=4)
        self.assertEqual((report["state"], report["action"]), ("reconnect-needed", "reconnect"))
        self.assertEqual(report["problem"]["code"], "reconnect")
        document = self.call_json("run", self.write("user.convoke", USER), status=4)
        self.assertEqual((document["state"], document["failures"][0]["node"]), ("failed", "user"))

    def test_missing_scope(self):
        sandbox = self.start_sandbox()
        status, errors = self.sign_in("--server", sandbox.url, "--client-id", "convoke-test",
                                      "--memory", scopes=["user:read:user", "user:read:email"])
        self.assertEqual(status, 0, errors)
        nodes = {"list": {"type": "zoom.list-meetings", "slot": "zoom"},
                 "out": {"type": "output", "settings": {"name": "Meetings"}}}
        path = self.write("list.convoke", pipeline(nodes, ["list.out -> out.in"],
                                                   slots={"zoom": {"connector": "zoom"}}))
        document = self.call_json("run", path, status=4)
        self.assertEqual(document["failures"][0]["code"], "scope-missing")
        report, = self.call_json("health", status=4)
        self.assertEqual((report["state"], report["action"]), ("scope-missing", "reconnect"))
        self.assertIn("meeting:delete:meeting", report["problem"]["arguments"]["scopes"])

    def create_and_lose_reply(self, settings, status):
        sandbox = self.start_sandbox()
        self.connect(sandbox)
        nodes = {"create": {"type": "zoom.create-meeting", "slot": "zoom", "settings": settings},
                 "out": {"type": "output", "settings": {"name": "Meetings"}}}
        path = self.write("create.convoke", pipeline(nodes, ["create.out -> out.in"],
                                                     slots={"zoom": {"connector": "zoom"}}))
        sandbox.control.fault("reply-lost", method="POST", path="/v2/users/me/meetings")
        document = self.call_json("run", path, status=status)
        self.assertEqual(len(sandbox.control.list("effects")), 1)
        return document

    def test_lost_reply_is_looked_for(self):
        """What a lost reply was about is found in the list, and not sent again."""
        document = self.create_and_lose_reply(
            {"topic": "Lost", "duration": 30,
             "start_time": "{{ date.shift(run.now, 1, 'days') }}"}, 0)
        self.assertEqual(document["outputs"]["Meetings"][0]["topic"], "Lost")
        self.assertEqual(self.query("SELECT state, attempts FROM effect"), [("confirmed", 1)])

    def test_unknown_outcome_waits_for_a_person(self):
        """An instant meeting stands in no list."""
        document = self.create_and_lose_reply({"topic": "Lost", "type": 1}, 3)
        self.assertEqual(document["state"], "waiting")
        self.assertEqual(document["failures"][0]["node"], "create")
        self.assertEqual(self.query("SELECT state, attempts FROM effect"), [("unknown", 1)])

    def test_server_out_of_reach(self):
        sandbox = self.start_sandbox()
        self.connect(sandbox)
        report, = self.call_json("health")
        self.assertEqual((report["state"], report["problem"], report["action"]),
                         ("healthy", None, ""))
        self.assertGreater(report["checked"], 0)
        sandbox.end()
        report, = self.call_json("health", status=4)
        self.assertEqual((report["state"], report["action"]), ("offline", "check"))

    def test_refusals(self):
        sandbox = self.start_sandbox()
        server = ["--server", sandbox.url, "--client-id", "convoke-test"]
        status, errors = self.sign_in(*server, "--memory", button="Decline")
        self.assertEqual(status, 4, errors)
        # Without a keyring nothing is begun.
        result = self.call("connect", "zoom", "--no-browser", *server)
        self.assertEqual((result.returncode, result.stdout), (4, ""))
        self.assertIn("--memory", result.stderr)
        for arguments in [["--server", "http://example.com", "--memory"],
                          ["--server", "ftp://127.0.0.1", "--memory"]]:
            result = self.call("connect", "zoom", "--client-id", "convoke-test", "--no-browser",
                               *arguments)
            self.assertEqual((result.returncode, result.stdout), (2, ""), result.stderr)
        self.assertEqual(self.call("connect", "nonsense", "--memory").returncode, 2)
        self.assertEqual(self.list_connections(), [])

    def test_giving_up(self):
        """Whoever leaves takes the sign-in along: nobody listens for the browser any more."""
        sandbox = self.start_sandbox()
        process = self.start("connect", "zoom", "--no-browser", "--memory", "--server",
                             sandbox.url, "--client-id", "convoke-test", stdout=subprocess.PIPE)
        url = process.stdout.readline().strip()
        query = urllib.parse.parse_qs(urllib.parse.urlsplit(url).query)
        port = urllib.parse.urlsplit(query["redirect_uri"][0]).port
        socket.create_connection(("127.0.0.1", port)).close()
        process.kill()
        process.wait()

        def is_closed():
            try:
                socket.create_connection(("127.0.0.1", port)).close()
            except (ConnectionRefusedError, ConnectionResetError):
                return True
            return False
        wait_until(is_closed)
        self.assertEqual(self.list_connections(), [])

    def test_home_sandbox(self):
        status, errors = self.sign_in("--sandbox", "--memory")
        self.assertEqual(status, 0, errors)
        self.assertEqual(self.call("health").returncode, 0)
        self.assertTrue(os.path.exists(os.path.join(self.data, "sandbox.db")))
        self.assertEqual(self.call_json("run", self.write("user.convoke", USER))["state"],
                         "succeeded")


class Keyring(KeyringCase):
    def test_token_is_in_the_keyring_and_nowhere_else(self):
        sandbox = self.start_sandbox()
        status, errors = self.sign_in("--server", sandbox.url, "--client-id", "convoke-test")
        self.assertEqual(status, 0, errors)
        connection, = self.list_connections()
        self.assertFalse(connection["memory"])
        self.end_engine()
        self.assertEqual(len(self.query("SELECT id FROM connection")), 1)
        report, = self.call_json("health")
        self.assertEqual((report["id"], report["state"]), (connection["id"], "healthy"))
        self.assertEqual(self.call_json("run", self.write("user.convoke", USER))["state"],
                         "succeeded")
        self.end_engine()

        found = self.gdbus("call", "--dest", "org.freedesktop.secrets", "--object-path",
                           "/org/freedesktop/secrets", "--method",
                           "org.freedesktop.Secret.Service.SearchItems", "{}")
        self.assertEqual(found.count("/org/freedesktop/secrets/collection/"), 1, found)
        for folder, _, names in os.walk(self.data):
            for name in names:
                with open(os.path.join(folder, name), "rb") as file:
                    text = file.read()
                self.assertNotIn(b"refresh_token", text)
                # Both kinds of the sandbox's tokens, and any other, are JSON Web Tokens or look
                # like the start of one.
                self.assertNotIn(b"eyJ", text)

        self.assertEqual(self.call("disconnect", connection["name"]).returncode, 0)
        found = self.gdbus("call", "--dest", "org.freedesktop.secrets", "--object-path",
                           "/org/freedesktop/secrets", "--method",
                           "org.freedesktop.Secret.Service.SearchItems", "{}")
        self.assertNotIn("/org/freedesktop/secrets/collection/", found)
        self.assertEqual(self.list_connections(), [])

    def test_home_sandbox_comes_back(self):
        status, errors = self.sign_in("--sandbox")
        self.assertEqual(status, 0, errors)
        before, = self.list_connections()
        self.end_engine()
        self.assertEqual(self.call("health").returncode, 0)
        after, = self.list_connections()
        self.assertEqual(after["api_url"], before["api_url"])

    def test_session_bus(self):
        """The host of the default directory is on the bus; another directory's is not."""
        name = "app.convoke.Convoke.Engine"
        self.assertEqual(self.call("connections").returncode, 0)
        self.assertNotIn(name, self.gdbus(
            "call", "--dest", "org.freedesktop.DBus", "--object-path", "/org/freedesktop/DBus",
            "--method", "org.freedesktop.DBus.ListNames"))
        self.assertEqual(self.call("connections", data=False).returncode, 0)
        self.gdbus("wait", name, "--timeout", str(PATIENCE))
        version = self.gdbus("call", "--dest", name, "--object-path", "/app/convoke/Convoke/Engine",
                             "--method", "org.freedesktop.DBus.Properties.Get", name, "Version")
        self.assertRegex(version, r"\d+\.\d+")
        self.assertIn("[]", self.gdbus("call", "--dest", name, "--object-path",
                                       "/app/convoke/Convoke/Engine", "--method",
                                       name + ".ListConnections"))


if __name__ == "__main__":
    unittest.main()
