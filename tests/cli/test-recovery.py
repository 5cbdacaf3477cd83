#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: The Convoke developers

"""The engine is killed in the middle of runs, and the next one goes on. What counts is the sandbox's
own account of what happened: everything once."""

import collections
import datetime
import json
import os
import signal
import subprocess
import unittest

from convoke import PATIENCE, pipeline, wait_until
from sign_in import KeyringCase, Session

SLOTS = {"zoom": {"connector": "zoom"}}
# More deletes than that are asked about.
COUNT = 10


def tomorrow():
    return (datetime.datetime.now() + datetime.timedelta(days=1)).strftime("%Y-%m-%dT10:00:00")


def create():
    nodes = {"rows": {"type": "json.read", "settings": {"file": "rows.json"}},
             "act": {"type": "zoom.create-meeting", "slot": "zoom",
                     "settings": {"topic": "{{ item.topic }}", "start_time": tomorrow(),
                                  "timezone": "UTC", "duration": 30}},
             "out": {"type": "output", "settings": {"name": "Out"}}}
    return pipeline(nodes, ["rows.out -> act.in", "act.out -> out.in"], slots=SLOTS)


def change(action, **settings):
    """Lists, then changes all that is there: the list is another one the second time."""
    nodes = {"in": {"type": "input", "settings": {"fields": []}},
             "list": {"type": "zoom.list-meetings", "slot": "zoom", "settings": {}},
             "act": {"type": f"zoom.{action}-meeting", "slot": "zoom",
                     "settings": {"meeting_id": "{{ item.id }}", **settings}},
             "out": {"type": "output", "settings": {"name": "Out"}}}
    return pipeline(nodes, ["in.out -> list.in", "list.out -> act.in", "act.out -> out.in"],
                    slots=SLOTS)


class Recovery(KeyringCase):
    def prepare(self, *options):
        self.settle_quickly()
        sandbox = self.start_sandbox("--plan", "unlimited", "--daily-limit", "-1", *options)
        status, errors = self.sign_in("--server", sandbox.url, "--client-id", "convoke-test")
        self.assertEqual(status, 0, errors)
        self.write("rows.json", json.dumps([{"topic": f"Number {n}"} for n in range(COUNT)]))
        sandbox.control.order("record", on=True)
        return sandbox

    def count(self, sandbox, method):
        return sum(line["method"] == method for line in sandbox.control.list("effects"))

    def sent(self, sandbox, method):
        return sum(line["method"] == method and "/v2/" in line["path"]
                   for line in sandbox.control.list("requests"))

    def run_with_kills(self, sandbox, text, method, kills, number=signal.SIGKILL):
        """Ends the engine whenever so many requests of @method have come in; the client that waits
        sees the end all the same."""
        process = self.start("run", self.write("p.convoke", text), "--json",
                             stdout=subprocess.PIPE)
        for when in kills:
            wait_until(lambda: self.sent(sandbox, method) >= when or process.poll() is not None)
            self.end_engine(number=number)
        output = process.communicate(timeout=PATIENCE)[0]
        self.assertEqual(process.returncode, 0, output)
        return json.loads(output)

    def check_effects(self, sandbox, method, document):
        self.assertEqual(document["state"], "succeeded")
        self.assertEqual(len(document["outputs"]["Out"]), COUNT)
        self.assertEqual(self.count(sandbox, method), COUNT)
        self.assertEqual(self.query("SELECT DISTINCT state FROM effect"), [("confirmed",)])

    def test_create(self):
        sandbox = self.prepare("--latency", "30")
        document = self.run_with_kills(sandbox, create(), "POST", [2, 7])
        self.check_effects(sandbox, "POST", document)
        topics = [meeting["topic"] for meeting in document["outputs"]["Out"]]
        self.assertEqual(topics, [f"Number {n}" for n in range(COUNT)])
        self.assertTrue(all(meeting["join_url"] for meeting in document["outputs"]["Out"]))

    def test_reply_on_its_way(self):
        """What was carried out is found, what did not arrive is sent again."""
        sandbox = self.prepare()
        for kind in ("reply-lost", "drop-before", "reply-lost"):
            sandbox.control.fault(kind, "POST", "/v2/users/me/meetings")
        document = self.run_with_kills(sandbox, create(), "POST", [2])
        self.check_effects(sandbox, "POST", document)

    def make_meetings(self, sandbox):
        session = Session(sandbox)
        for number in range(COUNT):
            reply = session.create(topic=f"Old {number}", type=2, start_time=tomorrow(),
                                   timezone="UTC")
            self.assertEqual(reply.status, 201, reply)
        sandbox.control.order("clear-log")

    def test_update(self):
        sandbox = self.prepare("--latency", "30")
        self.make_meetings(sandbox)
        document = self.run_with_kills(sandbox, change("update", topic="New"), "PATCH", [2, 7])
        self.assertEqual(document["state"], "succeeded")
        for meeting in document["outputs"]["Out"]:
            self.assertEqual(meeting["topic"], "New")
            self.assertEqual([line["field"] for line in meeting["changed"]], ["topic"])
        self.assertEqual(len(document["outputs"]["Out"]), COUNT)
        # The same values may come twice, but only when a reply was lost.
        self.assertLessEqual(self.sent(sandbox, "PATCH"), COUNT + 20)

    def test_list_then_delete(self):
        """The list is the one from before, though half of it has gone."""
        sandbox = self.prepare("--latency", "30")
        self.make_meetings(sandbox)
        document = self.run_with_kills(sandbox, change("delete"), "DELETE", [2, 7])
        self.check_effects(sandbox, "DELETE", document)
        self.assertEqual(Session(sandbox).list().json()["meetings"], [])

    def test_what_was_approved_stays_approved(self):
        sandbox = self.prepare("--latency", "30")
        self.make_meetings(sandbox)
        self.make_meetings(sandbox)
        run = self.call_json("run", self.write("p.convoke", change("delete")), status=3)["run"]
        question, = self.query("SELECT id FROM question WHERE state = 'open'")
        self.call_json("answer", question[0], "approve")
        wait_until(lambda: self.sent(sandbox, "DELETE") >= 4)
        self.end_engine(number=signal.SIGKILL)
        self.call("connections")
        wait_until(lambda: self.query("SELECT state FROM run") != [("running",)])
        self.assertEqual(self.query("SELECT id, state FROM run"), [(run, "succeeded")])
        self.assertEqual(self.count(sandbox, "DELETE"), 2 * COUNT)

    def test_quit_is_the_same(self):
        sandbox = self.prepare("--latency", "30")
        document = self.run_with_kills(sandbox, create(), "POST", [3], signal.SIGTERM)
        self.check_effects(sandbox, "POST", document)

    def test_nobody_waits(self):
        """Without a client the run goes on when the next engine comes, whatever that is for."""
        sandbox = self.prepare("--latency", "30")
        process = self.start("run", self.write("p.convoke", create()), stdout=subprocess.DEVNULL)
        wait_until(lambda: self.sent(sandbox, "POST") >= 3)
        process.kill()
        self.end_engine(number=signal.SIGKILL)
        self.assertEqual(self.query("SELECT state FROM run"), [("running",)])
        self.call("connections")
        wait_until(lambda: self.query("SELECT state FROM run") == [("succeeded",)])
        self.assertEqual(self.count(sandbox, "POST"), COUNT)

    def test_what_cannot_be_known_is_asked(self):
        """An instant meeting is on no list."""
        sandbox = self.prepare()
        sandbox.control.fault("reply-lost", "POST", "/v2/users/me/meetings")
        text = create().replace('"duration": 30', '"duration": 30, "type": 1')
        text = text.replace(f'"start_time": "{tomorrow()}", ', "")
        path = self.write("p.convoke", text)
        document = self.call_json("run", path, status=3)
        self.assertEqual(document["state"], "waiting")
        question, = self.query("SELECT state, question FROM question")
        self.assertEqual(question[0], "open")
        choices = [choice["name"] for choice in json.loads(question[1])["choices"]]
        self.assertEqual(choices, ["check", "again", "done"])
        self.assertEqual(self.count(sandbox, "POST"), COUNT)
        # Looking again does not help here, and sends nothing.
        self.assertEqual(self.call_json("resume", document["run"], status=3)["state"], "waiting")
        self.assertEqual(self.count(sandbox, "POST"), COUNT)
        question, = self.query("SELECT id FROM question WHERE state = 'open'")
        self.call_json("answer", question[0], "done")
        wait_until(lambda: self.query("SELECT state FROM run") == [("succeeded",)])
        self.assertEqual(self.count(sandbox, "POST"), COUNT)
        self.assertEqual(self.call("resume", document["run"]).returncode, 2)

    def test_a_part_that_is_killed(self):
        """Trying again what failed is a run like any other: it is taken up, and sends each once."""
        sandbox = self.prepare("--latency", "30")
        sandbox.control.fault("xml-error", "POST", "/v2/users/me/meetings", count=COUNT)
        text = create().replace('"act": {', '"act": {"on_error": "continue", ')
        run = self.call_json("run", self.write("p.convoke", text), status=1)["run"]
        self.assertEqual(self.count(sandbox, "POST"), 0)
        sandbox.control.order("clear-log")
        process = self.start("retry", run, "--json", stdout=subprocess.PIPE)
        wait_until(lambda: self.sent(sandbox, "POST") >= 3)
        self.end_engine(number=signal.SIGKILL)
        output = process.communicate(timeout=PATIENCE)[0]
        self.assertEqual(process.returncode, 0, output)
        document = json.loads(output)
        self.assertEqual([item["topic"] for item in document["outputs"]["Out"]],
                         [f"Number {n}" for n in range(COUNT)])
        self.assertEqual(self.count(sandbox, "POST"), COUNT)

    def test_private_sandbox(self):
        path = self.write("p.convoke", create())
        self.write("rows.json", json.dumps([{"topic": f"Number {n}"} for n in range(300)]))
        process = self.start("run", path, "--sandbox", "--json", stdout=subprocess.PIPE)
        wait_until(lambda: len(self.query("SELECT 1 FROM effect WHERE state = 'confirmed'")) > 5)
        self.end_engine(number=signal.SIGKILL)
        output = process.communicate(timeout=PATIENCE)[0]
        self.assertEqual(process.returncode, 0, output)
        ids = collections.Counter(item["id"] for item in json.loads(output)["outputs"]["Out"])
        self.assertEqual((len(ids), max(ids.values())), (300, 1))
        self.assertEqual(os.listdir(os.path.join(self.data, "sandboxes")), [])


if __name__ == "__main__":
    unittest.main()
