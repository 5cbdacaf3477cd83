#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: The Convoke developers

"""Pipelines that run others: from files, checked, trusted and frozen as one; with a service; killed
in the middle."""

import json
import os
import signal
import sqlite3
import subprocess
import unittest

from convoke import PATIENCE, Case, pipeline, wait_until
from sign_in import ConnectCase, KeyringCase

SLOTS = {"zoom": {"connector": "zoom"}}
COUNT = 12

NUMBERS = {"type": "script", "settings": {
    "mode": "each", "code": f"return Array.from({{length: {COUNT}}}, (v, n) => ({{n}}));"}}


def outer(kind, links=(), nodes=None, slots=None, file="inner.convoke", **settings):
    """Makes some numbers and hands them to another pipeline."""
    return pipeline({"in": {"type": "input", "settings": {"fields": []}}, "many": NUMBERS,
                     "sub": {"type": kind, "settings": {"file": file, **settings}},
                     "out": {"type": "output", "settings": {"name": "Out"}}, **(nodes or {})},
                    ["in.out -> many.in", "many.out -> sub.in", "sub.out -> out.in", *links],
                    slots=slots or {})


def inner(*nodes, slots=None):
    """The items go through these, one after the other."""
    names = ["start", *(f"step-{number}" for number in range(len(nodes))), "end"]
    return pipeline({"start": {"type": "input", "settings": {"fields": []}},
                     **dict(zip(names[1:-1], nodes)), "end": {"type": "output"}},
                    [f"{a}.out -> {b}.in" for a, b in zip(names, names[1:])], slots=slots or {})


def create():
    return {"type": "zoom.create-meeting", "slot": "zoom",
            "settings": {"topic": "Number {{ item.n }}", "type": 2,
                         "start_time": "2033-03-03T10:00:00", "timezone": "UTC", "duration": 30}}


DOUBLE = {"type": "set", "settings": {"fields": {"twice": "{{ item.n * 2 }}"}}}


class Files(Case):
    def test_a_run_takes_the_others_along(self):
        self.write("inner.convoke", inner(DOUBLE))
        path = self.write("p.convoke", outer("for-each"))
        document = self.call_json("run", path)
        self.assertEqual([item["twice"] for item in document["outputs"]["Out"]],
                         [2 * n for n in range(COUNT)])

    def test_the_run_needs_no_file_afterwards(self):
        """It waits inside of the other pipeline, whose file goes away."""
        ask = {"type": "approval", "settings": {"message": "Go on?"}}
        inside = self.write("inner.convoke", inner(ask, DOUBLE))
        path = self.write("p.convoke", outer("pipeline"))
        waiting = self.call_json("run", path, status=3)
        [question] = self.call_json("answer")
        self.assertEqual(question["node"], "sub:0000000000000000/step-0")
        os.remove(inside)
        os.remove(path)
        self.call("answer", question["id"], "approve")
        wait_until(lambda: self.query("SELECT state FROM run") == [("succeeded",)])
        [(result,)] = self.query("SELECT result FROM run")
        self.assertEqual(len(json.loads(result)["outputs"]["Out"]), COUNT)
        self.call("show", waiting["run"])

    def test_what_is_not_there_is_named(self):
        path = self.write("p.convoke", outer("for-each"))
        for command in (("check",), ("run",)):
            document = self.call_json(*command, path, status=2)
            [failure] = document["problems" if command == ("check",) else "failures"]
            self.assertEqual((failure["code"], failure["node"], failure["field"]),
                             ("missing-pipeline", "sub", "file"))
            self.assertIn("inner.convoke", failure["message"])

    def test_recursion_is_refused(self):
        """Directly and by way of another one; the same one twice side by side is fine."""
        path = self.write("p.convoke", outer("for-each", file="p.convoke"))
        self.assertEqual(self.call_json("check", path, status=2)["problems"][0]["code"],
                         "recursive-pipeline")
        path = self.write("p.convoke", outer("for-each"))
        self.write("inner.convoke",
                   inner({"type": "pipeline", "settings": {"file": "p.convoke"}}))
        self.assertEqual(self.call_json("check", path, status=2)["problems"][0]["code"],
                         "recursive-pipeline")
        again = {"type": "pipeline", "settings": {"file": "small.convoke"}}
        self.write("small.convoke", inner(DOUBLE))
        self.write("inner.convoke", inner(again, again))
        self.assertTrue(self.call_json("check", path)["valid"])

    def test_depth_is_bounded(self):
        """Eight inside of each other are run, and a ninth is refused before anything is."""
        def write(depth):
            self.write("level-0.convoke", inner(DOUBLE))
            for level in range(1, depth):
                self.write(f"level-{level}.convoke", inner(
                    {"type": "pipeline", "settings": {"file": f"level-{level - 1}.convoke"}}))
            return self.write("p.convoke", outer("pipeline", file=f"level-{depth - 1}.convoke"))

        document = self.call_json("run", write(8))
        self.assertEqual(document["outputs"]["Out"][-1]["twice"], 2 * (COUNT - 1))
        result = self.call("run", write(9), "--json")
        self.assertEqual(result.returncode, 2, result.stdout)
        [problem] = json.loads(result.stdout)["failures"]
        self.assertEqual((problem["code"], problem["node"]), ("too-many-pipelines", "sub"))
        self.assertEqual(len(self.call_json("runs")), 1)

    def test_what_is_wrong_inside_is_said(self):
        self.write("inner.convoke", inner({"type": "set", "settings": {"feilds": {}}}, create()))
        path = self.write("p.convoke", outer("for-each", outputs=["other"], links=[
            "sub.other -> out.in"]))
        problems = self.call_json("check", path, status=2)["problems"]
        self.assertEqual({(problem["code"], problem.get("inside")) for problem in problems}
                         & {("unknown-slot", "step-1"), ("unknown-port", None)},
                         {("unknown-slot", "step-1"), ("unknown-port", None)}, problems)

    def test_trust_covers_what_it_runs(self):
        """An activation is as it was activated, and another text inside is another pipeline."""
        self.write("inner.convoke", inner(DOUBLE))
        text = json.loads(outer("for-each"))
        text["nodes"]["when"] = {"type": "trigger.schedule", "settings": {
            "schedule": "0 3 * * *", "timezone": "UTC"}}
        path = self.write("p.convoke", json.dumps(text))
        self.call("activate", path)
        [activation] = self.call_json("activate")
        self.assertEqual(activation["file"], "same")
        self.write("inner.convoke", inner(DOUBLE, DOUBLE))
        wait_until(lambda: self.call_json("activate")[0]["file"] == "changed")
        self.write("inner.convoke", inner(DOUBLE))
        wait_until(lambda: self.call_json("activate")[0]["file"] == "same")


class Failures(Case):
    """What a pipeline names for when it fails, once for each failed run."""

    def write_both(self, entry="input"):
        handler = {"start": {"type": entry, "settings": {}},
                   "end": {"type": "output", "settings": {"name": "Handled"}}}
        self.write("handler.convoke", pipeline(handler, ["start.out -> end.in"]))
        return self.write("p.convoke", pipeline(
            {"in": {"type": "input", "settings": {"fields": []}}, "many": NUMBERS,
             "stop": {"type": "stop", "settings": {"message": "No {{ item.n }}"},
                      "on_error": "continue"}},
            ["in.out -> many.in", "many.out -> stop.in"],
            settings={"on_failure": "handler.convoke"}))

    def handled(self):
        rows = self.query("SELECT result FROM run WHERE id LIKE '%-handler' AND state <> 'running'")
        return [json.loads(result)["outputs"]["Handled"] for (result,) in rows]

    def test_failures_are_items(self):
        run = self.call_json("run", self.write_both(), status=1)["run"]
        wait_until(self.handled)
        [items] = self.handled()
        self.assertEqual(len(items), COUNT)
        self.assertEqual({key: items[3][key] for key in ("run", "node", "item", "code", "message")},
                         {"run": run, "node": "stop", "item": 3, "code": "stopped",
                          "message": "No 3"})

    def test_a_handler_for_all_gets_the_run(self):
        run = self.call_json("run", self.write_both("trigger.pipeline"), status=1)["run"]
        wait_until(self.handled)
        [[item]] = self.handled()
        self.assertEqual((item["run"], item["state"], len(item["failures"])),
                         (run, "failed", COUNT))

    def test_once_also_after_a_crash(self):
        path = self.write_both()
        self.call_json("run", path, status=1)
        wait_until(self.handled)
        self.end_engine(number=signal.SIGKILL)
        with sqlite3.connect(os.path.join(self.data, "convoke.db")) as database:
            database.execute("DELETE FROM run WHERE id LIKE '%-handler'")
        self.assertEqual(self.handled(), [])
        for _ in range(2):
            self.call("connections")
            wait_until(self.handled)
            self.end_engine()
        self.assertEqual(len(self.handled()), 1)

    def test_success_is_not_handled(self):
        self.write_both()
        text = pipeline({"in": {"type": "input", "settings": {"fields": []}}}, [],
                        settings={"on_failure": "handler.convoke"})
        self.call_json("run", self.write("good.convoke", text))
        self.call_json("run", self.write_both(), status=1)
        wait_until(self.handled)
        self.assertEqual(len(self.handled()), 1)


class Slots(ConnectCase):
    """What is wanted in there is given from out here, by slots of the same names."""

    def write_both(self, **members):
        user = {"type": "zoom.get-user", "slot": "zoom"}
        rows = {"type": "csv.read", "settings": {"file": "rows"}}
        self.write("inner.convoke", pipeline(
            {"user": user, "rows": rows, "end": {"type": "output"}},
            ["user.out -> end.in", "rows.out -> end.in"], slots=SLOTS, files={"rows": {}}))
        return self.write("p.convoke", pipeline(
            {"sub": {"type": "pipeline", "settings": {"file": "inner.convoke"}},
             "out": {"type": "output", "settings": {"name": "Out"}}},
            ["sub.out -> out.in"], **members))

    def test_what_is_missing_is_said(self):
        path = self.write_both()
        problems = self.call_json("check", path, status=2)["problems"]
        self.assertEqual([(problem["code"], problem["node"], problem["field"])
                          for problem in problems],
                         [("unknown-slot", "sub", "slots"), ("unknown-file-slot", "sub", "file")])
        self.assertEqual(self.call_json("run", path, status=2)["failures"][0]["code"],
                         "unknown-slot")
        path = self.write_both(slots=SLOTS, files={"rows": {}})
        self.assertTrue(self.call_json("check", path)["valid"])

    def test_what_is_given_arrives(self):
        sandboxes = [self.start_sandbox(), self.start_sandbox()]
        for sandbox in sandboxes:
            self.connect(sandbox)
            sandbox.control.order("record", on=True)
        names = [connection["name"] for connection in self.list_connections()]
        path = self.write_both(slots=SLOTS, files={"rows": {}})
        rows = self.write("guests.csv", "guest\nAna\n")
        for sandbox, name in zip(sandboxes, names):
            before = [len(other.control.list("requests")) for other in sandboxes]
            document = self.call_json("run", path, "--connection", f"zoom={name}", "--file",
                                      f"rows={rows}")
            self.assertEqual([item.get("guest") for item in document["outputs"]["Out"]],
                             [None, "Ana"])
            after = [len(other.control.list("requests")) for other in sandboxes]
            self.assertEqual([a > b for a, b in zip(after, before)],
                             [other is sandbox for other in sandboxes])
        failures = self.call_json("run", path, "--file", f"rows={rows}", status=4)["failures"]
        self.assertEqual(failures[0]["code"], "several-connections")


class Meetings(KeyringCase):
    def prepare(self):
        self.settle_quickly()
        sandbox = self.start_sandbox("--plan", "unlimited", "--daily-limit", "-1", "--latency",
                                     "30")
        status, errors = self.sign_in("--server", sandbox.url, "--client-id", "convoke-test")
        self.assertEqual(status, 0, errors)
        sandbox.control.order("record", on=True)
        return sandbox

    def made(self, sandbox):
        return sum(line["method"] == "POST" for line in sandbox.control.list("effects"))

    def write_both(self, kind="for-each"):
        self.write("inner.convoke", inner(create(), slots=SLOTS))
        return self.write("p.convoke", json.dumps(self.mapped(kind)))

    @staticmethod
    def mapped(kind):
        """The slot has another name outside."""
        text = json.loads(outer(kind, slots={"host": {"connector": "zoom"}}))
        text["nodes"]["sub"]["settings"]["slots"] = {"zoom": "host"}
        return text

    def test_killed_in_the_middle(self):
        """Each of the meetings is there once."""
        sandbox = self.prepare()
        path = self.write_both()
        process = self.start("run", path, "--json", stdout=subprocess.PIPE)
        for when in (2, 7):
            wait_until(lambda: self.made(sandbox) >= when or process.poll() is not None)
            self.end_engine(number=signal.SIGKILL)
        output = process.communicate(timeout=PATIENCE)[0]
        self.assertEqual(process.returncode, 0, output)
        document = json.loads(output)
        self.assertEqual([item["topic"] for item in document["outputs"]["Out"]],
                         [f"Number {n}" for n in range(COUNT)])
        self.assertEqual(self.made(sandbox), COUNT)
        self.assertEqual(self.query("SELECT DISTINCT state FROM effect"), [("confirmed",)])

    def test_rehearsed_and_approved(self):
        sandbox = self.prepare()
        path = self.write_both()
        plan = self.call_json("run", path, "--rehearse")["plan"]
        self.assertEqual(len(plan), COUNT)
        self.assertEqual(plan[3]["subject"], "Number 3")
        self.assertEqual(self.made(sandbox), 0)
        self.call("run", path, "--approve", "2-3")
        self.assertEqual(self.made(sandbox), 2)

    def test_taken_back(self):
        """What was made inside is found by its connection outside."""
        sandbox = self.prepare()
        path = self.write_both("pipeline")
        run = self.call_json("run", path)["run"]
        self.assertEqual(self.made(sandbox), COUNT)
        document = self.call_json("undo", run, "--approve", "all")
        self.assertEqual(len(document["outputs"]["Deleted"]), COUNT)


if __name__ == "__main__":
    unittest.main()
