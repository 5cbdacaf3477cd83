#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: The Convoke developers

"""Rehearsals: what would be done is listed and nothing is; what was approved is done, and no more."""

import csv
import json
import os
import pty
import subprocess
import unittest

from convoke import PATIENCE, pipeline, wait_until
from sign_in import ConnectCase, Session

SLOTS = {"zoom": {"connector": "zoom", "label": "Zoom account"}}
CREATE = {"topic": "{{ item.topic }}", "start_time": "{{ item.when }}",
          "timezone": "Europe/Berlin", "duration": 30}


def create_pipeline():
    return pipeline(
        {"rows": {"type": "csv.read", "settings": {"file": "rows.csv"}},
         "make": {"type": "zoom.create-meeting", "slot": "zoom", "settings": CREATE},
         "save": {"type": "csv.write", "settings": {"file": "links.csv"}},
         "out": {"type": "output", "settings": {"name": "Made"}}},
        ["rows.out -> make.in", "make.out -> save.in", "save.out -> out.in"], slots=SLOTS)


def change_pipeline(node, **settings):
    """List, then do something to each."""
    return pipeline(
        {"list": {"type": "zoom.list-meetings", "slot": "zoom", "settings": {}},
         "do": {"type": node, "slot": "zoom",
                "settings": {"meeting_id": "{{ item.id }}", **settings}},
         "out": {"type": "output", "settings": {"name": "Done"}}},
        ["list.out -> do.in", "do.out -> out.in"], slots=SLOTS)


class Rehearsal(ConnectCase):
    def setUp(self):
        super().setUp()
        self.sandbox = self.start_sandbox()
        self.connect(self.sandbox)
        self.account = Session(self.sandbox)

    def write_rows(self, count):
        path = os.path.join(self.folder, "rows.csv")
        with open(path, "w", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(["topic", "when"])
            for number in range(count):
                writer.writerow([f"Interview {number + 1}", f"2031-03-{number + 1:02}T14:00:00"])

    def make_meetings(self, count):
        return [self.account.create(topic=f"Old {number}", type=2, duration=30,
                                    start_time=f"2031-05-{number + 1:02}T09:00:00Z")
                for number in range(count)]

    def get_effects(self):
        return self.sandbox.control.list("effects")

    def get_topics(self):
        return sorted(meeting["topic"] for meeting in self.account.list().json()["meetings"])

    def test_nothing_happens(self):
        self.write_rows(3)
        path = self.write("create.convoke", create_pipeline())
        document = self.call_json("run", path, "--rehearse")
        self.assertEqual(document["state"], "succeeded")
        self.assertEqual([(effect["node"], effect["kind"], effect["subject"])
                          for effect in document["plan"]],
                         [("make", "create", f"Interview {n}") for n in (1, 2, 3)] +
                         [("save", "write", "links.csv")])
        self.assertEqual(document["outputs"]["Made"][0]["join_url"], "‹make.join_url›")
        changes = {change["field"]: change for change in document["plan"][0]["changes"]}
        self.assertEqual(changes["duration"], {"field": "duration", "to": 30, "guess": False})
        self.assertEqual(self.get_effects(), [])
        self.assertEqual(self.query("SELECT id FROM effect"), [])
        self.assertFalse(os.path.exists(os.path.join(self.folder, "links.csv")))
        # The same pipeline without the rehearsal is what it was kept from.
        self.call_json("run", path)
        self.assertEqual(len(self.get_effects()), 3)
        self.assertTrue(os.path.exists(os.path.join(self.folder, "links.csv")))

    def test_approve_some(self):
        self.write_rows(4)
        path = self.write("create.convoke", create_pipeline())
        document = self.call_json("run", path, "--approve", "1,3-4")
        self.assertEqual([item["topic"] for item in document["outputs"].get("Made", [])], [])
        self.assertEqual(self.get_topics(), ["Interview 1", "Interview 3", "Interview 4"])
        # The file was number 5.
        self.assertFalse(os.path.exists(os.path.join(self.folder, "links.csv")))
        result = self.call("run", path, "--approve", "none")
        self.assertEqual(result.returncode, 0, result.stderr)
        self.assertEqual(len(self.get_effects()), 3)
        for choice in ("9", "0", "2-1", "x", "1;2", "-1"):
            self.assertEqual(self.call("run", path, "--approve=" + choice).returncode, 2, choice)
        self.assertEqual(len(self.get_effects()), 3)

    def test_approve_all(self):
        self.write_rows(2)
        path = self.write("create.convoke", create_pipeline())
        document = self.call_json("run", path, "--approve", "all")
        self.assertEqual(document["state"], "succeeded")
        self.assertEqual(len(document["outputs"]["Made"]), 2)
        self.assertEqual(self.get_topics(), ["Interview 1", "Interview 2"])
        with open(os.path.join(self.folder, "links.csv")) as file:
            self.assertNotIn("‹", file.read())

    def test_update_field_by_field(self):
        self.make_meetings(2)
        path = self.write("update.convoke", change_pipeline(
            "zoom.update-meeting", duration=45, topic="Old 1"))
        before = len(self.get_effects())
        document = self.call_json("run", path, "--rehearse")
        changes = [sorted((change["field"], change.get("from"), change["to"])
                          for change in effect["changes"]) for effect in document["plan"]]
        self.assertEqual(sorted(changes, key=len),
                         [[("duration", 30, 45)],
                          [("duration", 30, 45), ("topic", "Old 0", "Old 1")]])
        self.assertEqual(len(self.get_effects()), before)

    def test_delete(self):
        self.make_meetings(3)
        path = self.write("delete.convoke", change_pipeline("zoom.delete-meeting"))
        before = len(self.get_effects())
        document = self.call_json("run", path, "--rehearse")
        self.assertEqual(sorted((effect["kind"], effect["subject"], effect["series"])
                                for effect in document["plan"]),
                         [("delete", f"Old {n}", False) for n in range(3)])
        self.assertEqual(len(self.get_effects()), before)
        text = self.call("run", path, "--rehearse").stdout
        self.assertIn("Would be deleted: 3.", text)

    def test_series(self):
        self.account.create(topic="Weekly", type=8, duration=30, start_time="2031-05-05T09:00:00Z",
                            recurrence={"type": 2, "repeat_interval": 1, "end_times": 4})
        path = self.write("delete.convoke", change_pipeline("zoom.delete-meeting"))
        document = self.call_json("run", path, "--rehearse")
        self.assertTrue(document["plan"] and all(effect["series"] for effect in document["plan"]))

    def test_guesses(self):
        """What follows from a change that was not made is marked, and done when it is approved."""
        self.write_rows(1)
        path = self.write("chain.convoke", pipeline(
            {"rows": {"type": "csv.read", "settings": {"file": "rows.csv"}},
             "make": {"type": "zoom.create-meeting", "slot": "zoom", "settings": CREATE},
             "read": {"type": "zoom.get-meeting", "slot": "zoom",
                      "settings": {"meeting_id": "{{ item.id }}"}},
             "move": {"type": "zoom.update-meeting", "slot": "zoom",
                      "settings": {"meeting_id": "{{ item.id }}",
                                   "agenda": "Join at {{ nodes[\"make\"].join_url }}"}},
             "out": {"type": "output", "settings": {"name": "Made"}}},
            ["rows.out -> make.in", "make.out -> read.in", "read.out -> move.in",
             "move.out -> out.in"], slots=SLOTS))
        document = self.call_json("run", path, "--rehearse")
        self.assertEqual([(effect["node"], effect["guess"]) for effect in document["plan"]],
                         [("make", False), ("move", True)])
        agenda, = document["plan"][1]["changes"]
        self.assertEqual((agenda["field"], agenda["guess"]), ("agenda", True))
        self.assertEqual(self.get_effects(), [])
        document = self.call_json("run", path, "--approve", "all")
        self.assertEqual(document["state"], "succeeded", document)
        self.assertIn("Join at http", document["outputs"]["Made"][0]["agenda"])

    def answer(self, choice):
        question, = json.loads(self.call("answer", "--json").stdout)
        result = self.call("answer", question["id"], choice)
        self.assertIn(result.returncode, (0, 3), result.stderr)
        return question

    def test_many_deletes_are_asked_about(self):
        self.make_meetings(11)
        path = self.write("delete.convoke", change_pipeline("zoom.delete-meeting"))
        before = len(self.get_effects())
        self.assertEqual(self.call_json("run", path, status=3)["state"], "waiting")
        self.assertEqual(len(self.get_effects()), before)
        self.assertEqual(self.answer("decline")["kind"], "many-deletes")
        wait_until(lambda: self.query("SELECT id FROM run WHERE state = 'succeeded'"))
        self.assertEqual(len(self.get_effects()), before)
        # What was looked at in a rehearsal is not asked about again.
        self.assertEqual(self.call_json("run", path, "--approve", "1-11")["state"], "succeeded")
        self.assertEqual(self.get_topics(), [])

    def test_approved_deletes_are_done(self):
        self.make_meetings(12)
        path = self.write("delete.convoke", change_pipeline("zoom.delete-meeting"))
        self.call_json("run", path, status=3)
        self.answer("approve")
        wait_until(lambda: self.query("SELECT id FROM run WHERE state = 'succeeded'"))
        self.assertEqual(self.get_topics(), [])

    def test_ten_deletes_are_not_asked_about(self):
        self.make_meetings(10)
        path = self.write("delete.convoke", change_pipeline("zoom.delete-meeting"))
        self.assertEqual(self.call_json("run", path)["state"], "succeeded")
        self.assertEqual(self.get_topics(), [])

    def test_series_are_asked_about(self):
        series = self.account.create(
            topic="Weekly", type=8, duration=30, start_time="2031-05-05T09:00:00Z",
            recurrence={"type": 2, "repeat_interval": 1, "end_times": 4}).json()
        self.write("ids.json", json.dumps([{"id": series["id"]}]))
        path = self.write("delete.convoke", pipeline(
            {"list": {"type": "json.read", "settings": {"file": "ids.json"}},
             "do": {"type": "zoom.delete-meeting", "slot": "zoom",
                    "settings": {"meeting_id": "{{ item.id }}"}}},
            ["list.out -> do.in"], slots=SLOTS))
        self.call_json("run", path, status=3)
        self.assertIn("Weekly", json.dumps(self.answer("decline")))
        self.assertEqual(set(self.get_topics()), {"Weekly"})
        self.call_json("run", path, status=3)
        self.answer("approve")
        wait_until(lambda: self.get_topics() == [])

    def test_world_moves_on(self):
        """What is not what was approved is not done."""
        meetings = self.make_meetings(1)
        path = self.write("delete.convoke", pipeline(
            {"list": {"type": "json.read", "settings": {"file": "ids.json"}},
             "do": {"type": "zoom.delete-meeting", "slot": "zoom",
                    "settings": {"meeting_id": "{{ item.id }}"}},
             "out": {"type": "output", "settings": {"name": "Done"}}},
            ["list.out -> do.in", "do.out -> out.in"], slots=SLOTS))
        other = self.account.create(topic="Other", type=2, duration=30,
                                    start_time="2031-06-01T09:00:00Z")
        self.write("ids.json", json.dumps([{"id": meetings[0].json()["id"]}]))
        main, worker = pty.openpty()
        process = subprocess.Popen(self.command("run", path, "--rehearse", "--trust"), env=self.environment,
                                   cwd=self.folder, stdin=worker, stdout=worker, stderr=worker)
        os.close(worker)
        text = b""
        while b"Do this?" not in text:
            text += os.read(main, 1000)
        self.write("ids.json", json.dumps([{"id": other.json()["id"]}]))
        os.write(main, b"all\n")
        try:
            while True:
                piece = os.read(main, 1000)
                if not piece:
                    break
                text += piece
        except OSError:
            pass
        self.assertEqual(process.wait(PATIENCE), 1, text)
        self.assertIn("not what you approved", text.decode())
        self.assertEqual(self.get_topics(), ["Old 0", "Other"])


if __name__ == "__main__":
    unittest.main()
