#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: The Convoke developers

"""Secrets that a user gives, of each kind, with a real keyring: they are in the keyring, and in no
file, no argument, no environment and no answer; and the next engine finds them there."""

import base64
import json
import os
import subprocess
import unittest

from canary_places import Processes
from secret_case import PATIENCE, SecretCase
from fake_service import Service  # of the tests of convokectl, which secret_case finds

SOURCE = os.environ["CVK_TEST_SOURCE_ROOT"]


def canary(kind):
    return f"CANARY-{kind}-0123456789abcdef"


class Given(SecretCase):
    def setUp(self):
        super().setUp()
        self.start_bus()
        self.start_keyring()
        self.service = Service(standard=(200, "ok", {"content-type": "text/plain"}))
        self.addCleanup(self.service.stop)
        self.outputs = []

    def connect(self, secret, *arguments):
        result = subprocess.run(
            self.command("connect", *arguments), env=self.environment, cwd=self.folder,
            input=secret + "\n", capture_output=True, text=True, timeout=PATIENCE)
        self.outputs.append(result.stdout + result.stderr)
        self.assertEqual(result.returncode, 0, result.stdout + result.stderr)

    def connect_all(self):
        """The secret of each kind, as the user has it."""
        with open(os.path.join(SOURCE, "src/connectors/slack.json")) as file:
            slack = json.load(file)
        slack["api"].pop("allowed_hosts")
        hook = self.write("hook.json", json.dumps(slack))
        self.service.standard = (200, {}, {})
        url = self.service.url
        self.connect(canary("bearer"), "openai", "--address", url, "--name", "bearer")
        self.connect(canary("header"), "anthropic", "--address", url, "--name", "header")
        self.connect(canary("basic"), "http", "--as", "basic", "--user", "ada", "--address", url,
                     "--name", "basic")
        self.connect(canary("password"), "smtp", "--user", "ada", "--detail", "host=mail.example",
                     "--name", "password")
        self.connect(f"{url}/hooks/{canary('address')}", "slack", "--connector", hook,
                     "--name", "address")
        return ["bearer", "header", "basic", "password", "address"]

    def find_in_files(self, text):
        found = []
        for folder, _, names in os.walk(self.folder):
            for name in names:
                path = os.path.join(folder, name)
                if os.path.isfile(path):
                    with open(path, "rb") as file:
                        if text.encode() in file.read():
                            found.append(path)
        return found

    def find_anywhere(self, processes, secret):
        """Where the secret is, as it stands and as Base64 has it."""
        places = []
        for text in (secret, base64.b64encode(secret.encode()).decode().rstrip("=")):
            places += self.find_in_files(text)
            for kind in ("arguments", "environments"):
                if any(text.encode() in entry for entry in getattr(processes, kind)):
                    places.append(kind)
            if any(text in output for output in self.outputs):
                places.append("output")
        return places

    def test_nowhere_else(self):
        processes = Processes(self.folder)
        self.addCleanup(processes.is_over.set)
        kinds = self.connect_all()
        self.outputs.append(self.call("connections", "--json").stdout)
        self.outputs.append(self.call("health", "--json").stdout)
        processes.look()
        for kind in kinds:
            with self.subTest(kind):
                self.assertEqual(self.find_anywhere(processes, canary(kind)), [])
        # The same search finds what is there.
        self.write("planted", canary("basic"))
        self.assertNotEqual(self.find_anywhere(processes, canary("basic")), [])

    def test_next_engine_finds_them(self):
        self.connect_all()
        self.end_engines()
        self.service.requests.clear()
        states = {entry["name"]: entry["state"] for entry in self.call_json("health")}
        # A service that has nothing to ask for is not said to work before it has.
        self.assertEqual(states, {"bearer": "healthy", "header": "healthy", "basic": "unknown",
                                  "password": "unknown", "address": "unknown"})
        shown = [request.headers for request in self.service.requests]
        self.assertIn(f"Bearer {canary('bearer')}",
                      [headers.get("authorization") for headers in shown])
        self.assertIn(canary("header"), [headers.get("x-api-key") for headers in shown])

    def list_items(self):
        return self.gdbus(
            "call", "--dest", "org.freedesktop.secrets", "--object-path",
            "/org/freedesktop/secrets", "--method", "org.freedesktop.Secret.Service.SearchItems",
            "{}")

    def test_deleted(self):
        self.connect_all()
        self.assertIn("/collection/", self.list_items())
        for name in ["bearer", "header", "basic", "password", "address"]:
            result = self.call("disconnect", name)
            self.assertEqual((result.returncode, result.stderr), (0, ""))
        self.assertEqual(self.call_json("connections"), [])
        self.assertNotIn("/collection/", self.list_items())

    def test_no_keyring(self):
        """What has no secret needs none; everything else says what is missing."""
        self.environment["DBUS_SESSION_BUS_ADDRESS"] = "disabled:"
        data = self.data
        self.data = os.path.join(self.folder, "other")
        self.addCleanup(setattr, self, "data", data)
        self.service.standard = (200, {}, {})
        self.connect("", "ollama", "--address", self.service.url)
        result = subprocess.run(
            self.command("connect", "openai", "--address", self.service.url),
            env=self.environment, cwd=self.folder, input="a-key-of-some-length\n",
            capture_output=True, text=True, timeout=PATIENCE)
        self.assertEqual(result.returncode, 4)
        self.assertIn("--memory", result.stderr)
        self.assertEqual(len(self.call_json("connections")), 1)


if __name__ == "__main__":
    unittest.main()
