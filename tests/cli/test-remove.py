#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: The Convoke developers

"""Deleting connections, with a real keyring: at once, later when the service is away, and all of
them."""

import json
import os
import pty
import subprocess
import time
import unittest

from convoke import PATIENCE, hello, pipeline, slow, wait_until
from sign_in import KeyringCase

USER = pipeline(
    {"user": {"type": "zoom.get-user", "slot": "zoom"},
     "out": {"type": "output", "settings": {"name": "User"}}},
    ["user.out -> out.in"], slots={"zoom": {"connector": "zoom", "label": "Zoom account"}})


def create(topic):
    return {"type": "zoom.create-meeting", "slot": "zoom",
            "settings": {"topic": topic, "start_time": "2037-01-01T10:00:00Z"}}


# The file is gone too when it goes on.
ASKS_BETWEEN = pipeline(
    {"in": {"type": "input", "settings": {"fields": []}}, "first": create("First"),
     "ask": {"type": "approval", "settings": {"message": "Go on?"}}, "second": create("Second"),
     "out": {"type": "output", "settings": {"name": "Meetings"}}},
    ["in.out -> first.in", "first.out -> ask.in", "ask.out -> second.in", "second.out -> out.in"],
    slots={"zoom": {"connector": "zoom", "label": "Zoom account"}})


class RemoveCase(KeyringCase):
    def sign_in_to(self, sandbox):
        status, errors = self.sign_in("--server", sandbox.url, "--client-id", "convoke-test")
        self.assertEqual(status, 0, errors)
        connection, = self.list_connections()
        return connection

    def start_lasting_sandbox(self):
        return self.start_sandbox("--plan", "pro", "--state",
                                  os.path.join(self.folder, "sandbox.db"))

    def count_items(self):
        """Of the keyring, by our schema's attribute."""
        found = self.gdbus(
            "call", "--dest", "org.freedesktop.secrets", "--object-path",
            "/org/freedesktop/secrets", "--method", "org.freedesktop.Secret.Service.SearchItems",
            "{'application': 'app.convoke.Convoke'}")
        return found.count("/collection/")

    def list_accounts(self):
        folder = os.path.join(self.folder, ".local/share/convoke/accounts")
        return os.listdir(folder) if os.path.isdir(folder) else []

    def list_tombstones(self):
        rows = self.query("SELECT value FROM setting WHERE name = 'tombstones'")
        return json.loads(rows[0][0]) if rows else []

    def count_grants(self, sandbox):
        """Ends what is left, so ask once."""
        return sandbox.control.order("revoke")["count"]


class Remove(RemoveCase):
    def answer_the_only_question(self):
        question, = self.call_json("answer")
        self.assertEqual(self.call("answer", question["id"], "approve").returncode, 0)

    def test_under_a_run_that_waits(self):
        """It ends and says so; with the account connected again it goes on where it was, without
        making anything a second time."""
        sandbox = self.start_sandbox()
        connection = self.sign_in_to(sandbox)
        path = self.write("asks.convoke", ASKS_BETWEEN)
        run = self.call_json("run", path, status=3)["run"]
        os.unlink(path)
        self.assertEqual(self.call("disconnect", connection["name"]).returncode, 0)
        self.answer_the_only_question()
        wait_until(lambda: self.call_json("show", run)["state"] == "failed")
        failure, = self.call_json("show", run)["failures"]
        self.assertEqual(failure["code"], "connection-deleted")
        self.assertIn("Connect the same account again", failure["message"])
        self.assertEqual(self.call("retry", run, "--from").returncode, 2)

        self.sign_in_to(sandbox)
        self.call_json("retry", run, "ask", "--from", status=3)
        self.answer_the_only_question()
        wait_until(lambda: self.call_json("runs")[0]["state"] == "succeeded")
        self.assertEqual([line["method"] for line in sandbox.control.list("effects")],
                         ["POST", "POST"])

    def test_at_once(self):
        sandbox = self.start_sandbox()
        path = self.write("user.convoke", USER)
        connection = self.sign_in_to(sandbox)
        self.assertEqual(self.count_items(), 1)
        self.assertEqual(self.list_accounts(), [connection["id"]])
        result = self.call("disconnect", connection["name"])
        self.assertEqual((result.returncode, result.stderr), (0, ""))
        # E5: nothing of it is left, anywhere.
        self.assertEqual(self.count_items(), 0)
        self.assertEqual(self.list_accounts(), [])
        self.assertEqual(self.query("SELECT * FROM connection"), [])
        self.assertEqual(self.count_grants(sandbox), 0)
        document = self.call_json("run", path, "--connection", "zoom=" + connection["name"],
                                  status=4)
        self.assertEqual(document["failures"][0]["code"], "unknown-connection")

    def test_service_away(self):
        sandbox = self.start_lasting_sandbox()
        connection = self.sign_in_to(sandbox)
        port = sandbox.port
        sandbox.end()
        refused = self.call("disconnect", connection["name"])
        self.assertEqual(refused.returncode, 4)
        self.assertIn("--later", refused.stderr)
        self.assertEqual(len(self.list_connections()), 1)
        self.assertEqual(self.count_items(), 1)

        # Deleted here, and remembered without a secret.
        later = self.call("disconnect", connection["name"], "--later")
        self.assertEqual(later.returncode, 0, later.stderr)
        self.assertIn("seven days", later.stderr)
        self.assertEqual(self.list_connections(), [])
        self.assertEqual(self.list_accounts(), [])
        self.assertEqual(self.count_items(), 1)
        tombstone, = self.list_tombstones()
        self.assertEqual(sorted(tombstone),
                         ["client_id", "item", "revoke_url", "secret_in_form", "since"])
        self.assertIs(tombstone["secret_in_form"], False)

        # The next start finds the service where it was.
        sandbox.start(port)
        self.end_engine()
        self.assertEqual(self.list_connections(), [])
        wait_until(lambda: self.list_tombstones() == [])
        self.assertEqual(self.count_items(), 0)
        self.assertEqual(self.count_grants(sandbox), 0)

    def test_seven_days(self):
        """What no service ever answers for is dropped in the end."""
        sandbox = self.start_sandbox()
        connection = self.sign_in_to(sandbox)
        sandbox.end()
        self.assertEqual(self.call("disconnect", connection["name"], "--later").returncode, 0)
        self.end_engine()
        for age, left in (6 * 86400, 1), (7 * 86400 + 60, 0):
            tombstone, = self.list_tombstones()
            tombstone["since"] = int(time.time()) - age
            self.set_tombstones([tombstone])
            self.assertEqual(self.list_connections(), [])
            if left == 0:
                wait_until(lambda: self.list_tombstones() == [])
            self.end_engine()
            self.assertEqual((len(self.list_tombstones()), self.count_items()), (left, left))

    def set_tombstones(self, rows):
        import sqlite3
        with sqlite3.connect(os.path.join(self.data, "convoke.db")) as database:
            database.execute("UPDATE setting SET value = ? WHERE name = 'tombstones'",
                             (json.dumps(rows),))

    def test_locked(self):
        sandbox = self.start_sandbox()
        connection = self.sign_in_to(sandbox)
        self.gdbus("call", "--dest", "org.freedesktop.secrets", "--object-path",
                   "/org/freedesktop/secrets", "--method", "org.freedesktop.Secret.Service.Lock",
                   "[objectpath '/org/freedesktop/secrets/collection/login']")
        for options in [], ["--later"]:
            result = self.call("disconnect", connection["name"], *options)
            self.assertEqual(result.returncode, 4)
            self.assertIn("locked", result.stderr)
            self.assertEqual(len(self.list_connections()), 1)
            self.assertEqual(self.list_tombstones(), [])
        self.assertEqual(self.count_grants(sandbox), 1)


class Reset(RemoveCase):
    def prepare(self):
        sandbox = self.start_sandbox()
        self.sign_in_to(sandbox)
        status, errors = self.sign_in("--sandbox", button="Allow")
        self.assertEqual(status, 0, errors)
        self.assertEqual(self.call("run", self.write("hello.convoke", hello())).returncode, 0)
        self.assertEqual(len(self.list_connections()), 2)
        self.assertTrue(self.query("SELECT * FROM run"))
        self.assertTrue(self.query("SELECT * FROM setting"))
        return sandbox

    def assert_nothing_left(self, sandbox):
        self.assertEqual(self.list_connections(), [])
        self.assertEqual(self.count_items(), 0)
        self.assertEqual(self.list_accounts(), [])
        for table in "connection", "trust", "setting", "run", "pipeline", "step", "effect":
            self.assertEqual(self.query(f"SELECT * FROM {table}"), [], table)
        self.assertFalse(os.path.exists(os.path.join(self.data, "sandbox.db")))
        if sandbox is not None:
            self.assertEqual(self.count_grants(sandbox), 0)

    def test_everything(self):
        sandbox = self.prepare()
        # Nobody was asked.
        result = self.call("reset")
        self.assertIn("Connections:\n  ", result.stdout)
        self.assertEqual(result.returncode, 3)
        self.assertIn("--yes", result.stderr)
        self.assertEqual(len(self.list_connections()), 2)

        result = self.call("reset", "--yes")
        self.assertEqual((result.returncode, result.stderr), (0, ""))
        self.assert_nothing_left(sandbox)
        # And again, with nothing there.
        again = self.call("reset", "--yes")
        self.assertEqual(again.returncode, 0, again.stderr)
        self.assertNotIn("Connections:", again.stdout)

    def test_service_away(self):
        sandbox = self.prepare()
        name = next(connection["name"] for connection in self.list_connections()
                    if connection["api_url"].startswith(sandbox.url))
        sandbox.end()
        self.assertEqual(self.call("disconnect", name, "--later").returncode, 0)
        result = self.call("reset", "--yes")
        self.assertEqual(result.returncode, 0, result.stderr)
        self.assertIn("own pages", result.stderr)
        self.assert_nothing_left(None)

    def test_terminal(self):
        self.prepare()
        for answer, status, left in ("no\n", 3, 2), ("yes\n", 0, 0):
            terminal, end = pty.openpty()
            process = subprocess.Popen(self.command("reset"), env=self.environment,
                                       cwd=self.folder, stdin=end, stdout=subprocess.PIPE,
                                       stderr=subprocess.PIPE, text=True)
            os.close(end)
            os.write(terminal, answer.encode())
            output, errors = process.communicate(timeout=PATIENCE)
            os.close(terminal)
            self.assertEqual((process.returncode, errors), (status, ""))
            self.assertIn("Pipeline files stay", output)
            self.assertEqual(len(self.list_connections()), left)

    def test_start_at_login(self):
        path = os.path.join(self.folder, ".config/autostart",
                            "app.convoke.Convoke.Engine.desktop")
        self.assertEqual(self.call("background", "on", data=False).returncode, 0)
        self.assertTrue(os.path.exists(path))
        self.end_engines()
        self.assertEqual(self.call("reset", "--yes", data=False).returncode, 0)
        self.assertFalse(os.path.exists(path))

    def test_busy(self):
        """What is running keeps its journal."""
        running = self.start("run", self.write("slow.convoke", slow()), stdout=subprocess.PIPE,
                             stderr=subprocess.PIPE)
        wait_until(lambda: self.query("SELECT * FROM run WHERE finished IS NULL"))
        result = self.call("reset", "--yes")
        self.assertEqual(result.returncode, 4)
        self.assertIn("running", result.stderr)
        self.assertTrue(self.query("SELECT * FROM run"))
        running.kill()


if __name__ == "__main__":
    unittest.main(verbosity=2)
