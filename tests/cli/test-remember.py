#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: The Convoke developers

"""What a pipeline remembers between its runs, and what it does not."""

import json
import os
import signal
import sqlite3
import unittest

from convoke import SANDBOX, Case, pipeline
from sign_in import ConnectCase


def remembering(settings=None, on_error="stop", hold=False):
    """Reads items, lets those through that are new, and fails the ones that are marked as bad."""
    nodes = {
        "read": {"type": "json.read", "settings": {"file": "in.json"}},
        "new": {"type": "remember", "settings": {"key": "{{ item.id }}", **(settings or {})}},
        "work": {"type": "script", "on_error": on_error, "settings": {
            "mode": "each", "code": "if (item.bad) throw new Error('bad'); return item;"}},
        "out": {"type": "output", "settings": {"name": "New"}},
        "old": {"type": "output", "settings": {"name": "Seen"}},
    }
    links = ["read.out -> new.in", "new.out -> work.in", "work.out -> out.in", "new.seen -> old.in"]
    if hold:
        nodes["ask"] = {"type": "approval", "settings": {"message": "Go on?"}}
        links[1:2] = ["new.out -> ask.in", "ask.out -> work.in"]
    return pipeline(nodes, links)


class Remember(Case):
    def read(self, *items, status=0, name="p.convoke", text=None):
        """What was new and what was seen, of these ids; "x!" is one that fails."""
        self.write("in.json", json.dumps([
            {"id": item.rstrip("!"), "bad": item.endswith("!")} for item in items]))
        path = self.write(name, text or remembering())
        result = self.call_json("run", path, status=status)
        self.last = result
        return ["".join(item["id"] for item in result["outputs"].get(port, []))
                for port in ("New", "Seen")]

    def test_once(self):
        self.assertEqual(self.read("a", "b"), ["ab", ""])
        self.assertEqual(self.read("a", "b", "c"), ["c", "ab"])
        self.end_engine(number=signal.SIGKILL)
        self.assertEqual(self.read("c", "d"), ["d", "c"])

    def test_twice_in_one_run(self):
        self.assertEqual(self.read("a", "b", "a"), ["ab", "a"])

    def test_failed_items_come_again(self):
        text = remembering(on_error="continue")
        self.assertEqual(self.read("a", "b!", "c", status=1, text=text), ["ac", ""])
        self.assertEqual(self.read("a", "b", "c", text=text), ["b", "ac"])

    def test_stopped_runs_handle_nothing(self):
        self.read("a", "b!", "c", status=1)
        self.assertEqual(self.read("a", "b", "c"), ["abc", ""])

    def test_memories(self):
        shared = remembering({"memory": "people"})
        self.assertEqual(self.read("a"), ["a", ""])
        self.assertEqual(self.read("a", name="q.convoke"), ["a", ""])
        self.assertEqual(self.read("a", text=shared), ["a", ""])
        self.assertEqual(self.read("a", name="q.convoke", text=shared), ["", "a"])

    def test_forgetting(self):
        text = remembering({"forget_after": 30})
        self.assertEqual(self.read("a", "b", text=text), ["ab", ""])
        self.end_engine()
        with sqlite3.connect(f"{self.data}/convoke.db") as database:
            days = 31 * 86400 * 1000000
            rows = database.execute("SELECT count (*) FROM seen").fetchone()[0]
            self.assertEqual(rows, 2)
            database.execute(f"UPDATE seen SET met = met - {days}")
        database.close()
        self.assertEqual(self.read("a", text=text), ["a", ""])
        self.assertEqual(self.read("a", "b", text=text), ["b", "a"])

    def test_keys_are_not_told(self):
        self.read("ana@example.com")
        [(key,)] = self.query("SELECT key FROM seen")
        self.assertRegex(key, "^[0-9a-f]{64}$")

    @unittest.skipUnless(os.path.exists(SANDBOX), "this build leaves the sandbox out")
    def test_what_was_done_is_not_done_again(self):
        """An item that failed after its meeting was made is not new: that would make another."""
        nodes = {
            "read": {"type": "json.read", "settings": {"file": "in.json"}},
            "new": {"type": "remember", "settings": {"key": "{{ item.id }}"}},
            "make": {"type": "zoom.create-meeting", "slot": "zoom", "settings": {
                "topic": "{{ item.id }}", "start_time": "2030-03-03T14:00:00Z", "duration": 30}},
            "fail": {"type": "stop", "settings": {"message": "No."}},
        }
        text = pipeline(nodes, ["read.out -> new.in", "new.out -> make.in", "make.out -> fail.in"],
                        slots={"zoom": {"connector": "zoom", "label": "Zoom"}})
        self.write("in.json", '[{"id": "a"}]')
        path = self.write("p.convoke", text)
        self.call_json("run", path, "--sandbox", status=1)
        self.assertEqual(self.query("SELECT is_kept FROM seen"), [(1,)])
        self.assertEqual(self.query("SELECT count (*) FROM effect"), [(1,)])
        self.call_json("run", path, "--sandbox")
        self.assertEqual(self.query("SELECT count (*) FROM effect"), [(1,)])

    def test_while_a_run_waits(self):
        """Nobody else takes what a run has in its hands, and it is handled once."""
        text = remembering(hold=True)
        self.read("a", status=3, text=text)
        run = self.last["run"]
        self.assertEqual(self.read("a", text=text), ["", "a"])
        self.end_engine(number=signal.SIGKILL)
        [question] = self.call_json("answer")
        self.assertEqual(question["run"], run)
        self.assertEqual(self.call("answer", question["id"], "approve").returncode, 0)
        self.assertEqual(self.read("a", text=text), ["", "a"])


@unittest.skipUnless(os.path.exists(SANDBOX), "this build leaves the sandbox out")
class TriedAgain(ConnectCase):
    def test_only_what_was_tried_is_handled(self):
        """One item fails at one step and one at another: trying the first again does not handle the
        second, which comes again."""
        sandbox = self.start_sandbox()
        self.connect(sandbox)
        nodes = {
            "read": {"type": "json.read", "settings": {"file": "in.json"}},
            "new": {"type": "remember", "settings": {"key": "{{ item.id }}"}},
            "work": {"type": "script", "on_error": "continue", "settings": {
                "mode": "each", "code": "if (item.bad) throw new Error('bad'); return item;"}},
            "make": {"type": "zoom.create-meeting", "slot": "zoom", "on_error": "continue",
                     "settings": {"topic": "{{ item.id }}", "duration": 30,
                                  "start_time": "2030-03-03T14:00:00Z"}},
            "old": {"type": "output", "settings": {"name": "Seen"}},
        }
        path = self.write("p.convoke", pipeline(
            nodes, ["read.out -> new.in", "new.out -> work.in", "work.out -> make.in",
                    "new.seen -> old.in"], slots={"zoom": {"connector": "zoom"}}))
        self.write("in.json", json.dumps([{"id": "a", "bad": False}, {"id": "b", "bad": True}]))
        sandbox.control.fault("xml-error", "POST", "/v2/users/me/meetings")
        run = self.call_json("run", path, status=1)["run"]
        self.assertEqual(self.query("SELECT count (*) FROM seen WHERE is_kept"), [(0,)])
        retried = self.call_json("retry", run, "make")["run"]
        # What is tried again is in the hands of who does that, and the other item in nobody's.
        self.assertEqual(sorted(owner == retried for (owner,) in self.query(
            "SELECT run FROM seen")), [False, True])
        self.assertEqual(self.query("SELECT count (*) FROM seen WHERE is_kept"), [(1,)])
        self.write("in.json", json.dumps([{"id": "a", "bad": False}, {"id": "b", "bad": False}]))
        again = self.call_json("run", path)
        self.assertEqual([item["id"] for item in again["outputs"]["Seen"]], ["a"])
        self.assertEqual([line["method"] for line in sandbox.control.list("effects")],
                         ["POST", "POST"])


@unittest.skipUnless(os.path.exists(SANDBOX), "this build leaves the sandbox out")
class Practice(ConnectCase):
    def test_what_was_tried_out_is_not_done(self):
        """A run in a sandbox of its own remembers for such runs only: for the account that is
        connected everything is new."""
        self.connect(self.start_sandbox())
        nodes = {
            "read": {"type": "json.read", "settings": {"file": "in.json"}},
            "new": {"type": "remember", "settings": {"key": "{{ item.id }}"}},
            "make": {"type": "zoom.create-meeting", "slot": "zoom", "settings": {
                "topic": "{{ item.id }}", "start_time": "2030-03-03T14:00:00Z", "duration": 30}},
            "made": {"type": "output", "settings": {"name": "Made"}},
        }
        path = self.write("p.convoke", pipeline(
            nodes, ["read.out -> new.in", "new.out -> make.in", "make.out -> made.in"],
            slots={"zoom": {"connector": "zoom"}}))
        self.write("in.json", '[{"id": "a"}]')
        made = [len(self.call_json("run", path, *options)["outputs"].get("Made", []))
                for options in (["--sandbox"], ["--sandbox"], [], [])]
        self.assertEqual(made, [1, 0, 1, 0])


if __name__ == "__main__":
    unittest.main()
