# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: The Convoke developers

"""What the acceptance runs of the templates share: a copy beside its sample data, a sandbox that
stays between runs, and a count of what was run and checked."""

import email
import email.policy
import json
import os
import shutil
import sqlite3
import subprocess
import sys
import unittest

SOURCE = os.environ["CVK_TEST_SOURCE_ROOT"]
sys.path.insert(0, os.path.join(SOURCE, "tests/cli"))
sys.path.insert(0, os.path.join(SOURCE, "tests/support"))
from convoke import PATIENCE  # noqa: E402
from mail_server import MailServer  # noqa: E402
from sign_in import ConnectCase, Session  # noqa: E402, F401

TEMPLATES = os.path.join(SOURCE, "data", "templates")
counts = {"runs": 0, "checks": 0}


def read_gallery():
    with open(os.path.join(TEMPLATES, "templates.json"), encoding="utf-8") as file:
        return json.load(file)


class RecipeCase(ConnectCase):
    template = None  # the name of its file

    def copy(self):
        """As the gallery does: the pipeline, and its data beside it."""
        entry = next(entry for entry in read_gallery() if entry["file"] == self.template)
        for name in [entry["file"]] + entry.get("data", []):
            shutil.copy(os.path.join(TEMPLATES, name), self.folder)
        return os.path.join(self.folder, entry["file"])

    def give_secret(self, secret, *arguments):
        """Connects a service that takes an address or a key, in memory."""
        result = subprocess.run(
            self.command("connect", *arguments, "--memory"), env=self.environment, cwd=self.folder,
            input=secret + "\n", capture_output=True, text=True, timeout=PATIENCE)
        self.assertEqual(result.returncode, 0, result.stderr)

    def start_mail(self):
        """A mail server, connected."""
        server = MailServer()
        self.addCleanup(server.stop)
        self.give_secret("a-secret-of-some-length", "smtp", "--user", "ada@example.com", "--detail",
                         "host=127.0.0.1", "--detail", f"port={server.port}", "--detail",
                         "security=none")
        return server

    @staticmethod
    def read_mail(message):
        return email.message_from_bytes(message.data.replace(b"\r\n", b"\n"),
                                        policy=email.policy.default)

    def unmute(self, path, node):
        self.change(path, lambda document: document["nodes"][node].update(muted=False))

    def change(self, path, edit):
        """Edits the pipeline as a user would; @edit changes its JSON."""
        with open(path, encoding="utf-8") as file:
            document = json.load(file)
        edit(document)
        with open(path, "w", encoding="utf-8") as file:
            json.dump(document, file)

    def begin(self, *options):
        """A sandbox that records what it is asked, connected."""
        self.sandbox = self.start_sandbox(*options)
        self.connect(self.sandbox)
        self.sandbox.control.order("record", on=True)
        return self.sandbox

    def run_recipe(self, path, *arguments, status=0):
        counts["runs"] += 1
        document = self.call_json("run", path, *arguments, status=status)
        if status == 0:
            self.assertEqual((document["state"], document["failures"]), ("succeeded", []))
        return document

    def get_outputs(self, path, *arguments):
        return self.run_recipe(path, *arguments)["outputs"]

    def list_sent(self, method):
        return [json.loads(request["body"]) if request["body"] else request["path"]
                for request in self.sandbox.control.list("requests")
                if request["method"] == method and request["path"].startswith("/v2/")]

    def open_database(self):
        return sqlite3.connect(os.path.join(self.data, "convoke.db"), timeout=30)

    def query(self, sql, *parameters):
        with self.open_database() as database:
            return database.execute(sql, parameters).fetchall()

    def read(self, name):
        with open(os.path.join(self.folder, name), encoding="utf-8", newline="") as file:
            return file.read()


def count_checks(name):
    original = getattr(unittest.TestCase, name)

    def check(self, *arguments, **options):
        counts["checks"] += 1
        return original(self, *arguments, **options)
    setattr(RecipeCase, name, check)


for method in ("assertEqual", "assertIn", "assertNotIn", "assertRegex", "assertLess", "assertTrue"):
    count_checks(method)


def main():
    program = unittest.main(exit=False)
    print(f"# figure: templates: {counts['runs']} acceptance runs, {counts['checks']} checks")
    sys.exit(not program.result.wasSuccessful())
