#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: The Convoke developers

"""What happens in an account makes pipelines run, once for each; and what becomes of an active
pipeline whose connection is paused or deleted."""

import json
import os
import sqlite3
import unittest

from convoke import pipeline, wait_until
from sign_in import ConnectCase

SLOTS = {"zoom": {"connector": "zoom"}}


def watch(**settings):
    return pipeline(
        {
            "when": {"type": "trigger.zoom", "slot": "zoom", "settings": settings},
            "hi": {"type": "text", "settings": {
                "template": "{{ item.event }} {{ item.topic }} {{ item.before?.topic }}",
                "name": "text"}},
            "out": {"type": "output", "settings": {"name": "Out"}},
        },
        ["when.out -> hi.in", "hi.out -> out.in"], name="Watch", slots=SLOTS)


def do(action, **settings):
    return pipeline({"do": {"type": f"zoom.{action}", "slot": "zoom", "settings": settings},
                     "out": {"type": "output", "settings": {"name": "Meetings"}}},
                    ["do.out -> out.in"], name="Do", slots=SLOTS)


class ZoomCase(ConnectCase):
    def setUp(self):
        super().setUp()
        self.sandbox = self.start_sandbox()
        self.connect(self.sandbox)

    def fetch(self, sql, *parameters):
        path = os.path.join(self.data, "convoke.db")
        with sqlite3.connect(path, timeout=30) as database:
            return database.execute(sql, parameters).fetchall()

    def do(self, action, **settings):
        """Returns the meeting."""
        path = self.write("do.convoke", do(action, **settings))
        return self.call_json("run", path)["outputs"]["Meetings"][0]

    def create(self, topic):
        return self.do("create-meeting", topic=topic, type=2, duration=30,
                       start_time="2030-03-03T14:00:00Z")["id"]

    def list_texts(self):
        results = self.fetch("SELECT result FROM run WHERE name = 'Watch' AND state = 'succeeded'"
                             " ORDER BY number")
        return [[item["text"] for item in json.loads(result)["outputs"]["Out"]]
                for (result,) in results]

    def get_problem(self):
        return self.call_json("activate")[0]["problem"]


class Meetings(ZoomCase):
    def look(self, path):
        """Activating again looks at once, with what was remembered."""
        before = len(self.count_lists())
        self.call_json("activate", path)
        wait_until(lambda: len(self.count_lists()) > before)

    def count_lists(self):
        return [request for request in self.sandbox.control.list("requests")
                if request["path"] == "/v2/users/me/meetings" and request["method"] == "GET"]

    def test_appear_and_change(self):
        self.sandbox.control.order("record", on=True)
        self.create("There before")
        path = self.write("watch.convoke", watch())
        self.look(path)
        wait_until(lambda: len(self.fetch("SELECT * FROM memory")) == 1)
        meeting = self.create("New")
        self.look(path)
        wait_until(lambda: self.list_texts() == [["created New "]])
        self.do("update-meeting", meeting_id=meeting, topic="Newer")
        self.look(path)
        wait_until(lambda: self.list_texts() == [["created New "], ["changed Newer New"]])
        # There and back again is two changes, and looking without one is none.
        self.do("update-meeting", meeting_id=meeting, topic="New")
        self.look(path)
        wait_until(lambda: len(self.list_texts()) == 3)
        self.look(path)
        self.do("delete-meeting", meeting_id=meeting)
        self.look(path)
        self.create("Last")
        self.look(path)
        wait_until(lambda: len(self.list_texts()) > 3)
        self.assertEqual(self.list_texts()[2:], [["changed New Newer"], ["created Last "]])

    def test_start_and_end(self):
        self.sandbox.control.order("record", on=True)
        meeting = self.create("Call")
        path = self.write("watch.convoke", watch(created=False, changed=False, started=True, ended=True))
        self.look(path)
        wait_until(lambda: len(self.fetch("SELECT * FROM memory")) == 1)
        self.sandbox.control.order("meeting", id=meeting, started=True)
        self.look(path)
        wait_until(lambda: self.list_texts() == [["started Call "]])
        self.sandbox.control.order("meeting", id=meeting, started=False)
        self.look(path)
        wait_until(lambda: self.list_texts() == [["started Call "], ["ended Call "]])

    def test_by_hand(self):
        path = self.write("watch.convoke", watch(created=False, changed=False, ended=True))
        document = self.call_json("run", path)
        self.assertEqual(document["outputs"]["Out"][0]["text"], "ended Example ")


class Obstacles(ZoomCase):
    """A file makes a meeting: nothing of it is lost, whatever stands in the way."""

    def setUp(self):
        super().setUp()
        self.write("in.csv", "topic\n")
        self.path = self.write("create.convoke", pipeline(
            {
                "when": {"type": "trigger.file", "settings": {"file": "in.csv", "mode": "rows"}},
                "create": {"type": "zoom.create-meeting", "slot": "zoom",
                           "settings": {"topic": "{{ item.topic }}", "type": 2, "duration": 30,
                                        "start_time": "2030-03-03T14:00:00Z"}},
            },
            ["when.out -> create.in"], name="Create", slots=SLOTS))
        self.call_json("activate", self.path)
        wait_until(lambda: len(self.fetch("SELECT * FROM memory")) == 1)

    def add_row(self, topic):
        with open(os.path.join(self.folder, "in.csv"), "a") as file:
            file.write(topic + "\n")

    def count_created(self):
        return len(self.sandbox.control.list("effects"))

    def count_waiting(self):
        return self.call_json("activate")[0]["waiting"]

    def test_a_pause_holds_what_happens(self):
        self.call("pause")
        self.add_row("While paused")
        wait_until(lambda: self.count_waiting() == 1)
        self.assertEqual(self.count_created(), 0)
        self.call("unpause")
        wait_until(lambda: self.count_created() == 1)

    def test_a_deleted_connection_is_said_and_another_goes_on(self):
        name = self.list_connections()[0]["name"]
        self.assertEqual(self.call("disconnect", name).returncode, 0)
        self.assertEqual(self.get_problem()["code"], "connection-gone")
        self.assertIn(name, self.call("activate").stderr)
        self.add_row("For the next one")
        wait_until(lambda: self.count_waiting() == 1)
        self.connect(self.sandbox)
        self.call_json("activate", self.path)
        wait_until(lambda: self.count_created() == 1)
        self.assertIsNone(self.get_problem())

    def test_a_deleted_file_changes_nothing(self):
        os.unlink(self.path)
        self.add_row("Frozen")
        wait_until(lambda: self.count_created() == 1)
        self.assertEqual(self.call_json("activate")[0]["file"], "gone")

    def test_deactivating_lets_a_run_end(self):
        # Zoom takes its time.
        self.sandbox.control.order("fault", match={"method": "POST", "path": "/v2/users/me/meetings"},
                                   kind="slow", delay=2000)
        self.add_row("On its way")
        wait_until(lambda: self.call_json("activate")[0]["running"] == 1)
        self.assertEqual(self.call("deactivate", self.path).returncode, 0)
        self.assertEqual(self.call_json("activate"), [])
        wait_until(lambda: self.fetch("SELECT state FROM run") == [("succeeded",)])
        self.assertEqual(self.count_created(), 1)
        self.add_row("Nobody looks any more")
        self.assertEqual(self.fetch("SELECT count (*) FROM memory"), [(0,)])


if __name__ == "__main__":
    unittest.main()
