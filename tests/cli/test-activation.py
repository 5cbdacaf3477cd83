#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: The Convoke developers

"""Pipelines that run by themselves, in the real service: what is published, what fires, and that
nothing fires twice or is lost when the service is killed."""

import configparser
import json
import os
import shlex
import signal
import sqlite3
import subprocess
import time
import unittest

from convoke import Case, hello, pipeline, wait_until

NAME = "app.convoke.Convoke.Engine"
HOUR = 3600 * 1000000


def scheduled(schedule="0 3 * * *", template="Hello", **settings):
    """Writes down each of its runs."""
    return pipeline(
        {
            "when": {"type": "trigger.schedule",
                     "settings": {"schedule": schedule, "timezone": "Europe/Berlin", **settings}},
            "hi": {"type": "text", "settings": {"template": template, "name": "greeting"}},
            "out": {"type": "output", "settings": {"name": "Greetings"}},
        },
        ["when.out -> hi.in", "hi.out -> out.in"], name="Nightly")


class ActivationCase(Case):
    def query(self, sql, *parameters):
        with sqlite3.connect(os.path.join(self.data, "convoke.db"), timeout=30) as database:
            return database.execute(sql, parameters).fetchall()

    def activate(self, path, *arguments):
        return self.call_json("activate", path, *arguments)["activation"]

    def list_active(self):
        return self.call_json("activate")

    def list_outcomes(self):
        """(state, reason, count) of what triggers had reason to fire for, oldest first."""
        return self.query("SELECT state, reason, count FROM occurrence ORDER BY number")

    def count_runs(self, state="succeeded"):
        return self.query("SELECT count (*) FROM run WHERE state = ?", state)[0][0]


class Publishing(ActivationCase):
    def test_active_until_deactivated(self):
        path = self.write("nightly.convoke", scheduled())
        activation = self.activate(path)
        self.assertEqual((activation["name"], activation["path"], activation["problem"]),
                         ("Nightly", path, None))
        (trigger,) = activation["triggers"]
        self.assertEqual((trigger["node"], trigger["type"], trigger["problem"]),
                         ("when", "trigger.schedule", None))
        times = self.call_json("next", path, "--count", "3")
        self.assertEqual([entry["node"] for entry in times], ["when"] * 3)
        self.assertEqual(times[0]["time"], trigger["next"]["time"])
        self.assertEqual(times, sorted(times, key=lambda entry: entry["time"]))
        self.assertEqual({entry["nominal"][-5:] for entry in times}, {"03:00"})
        self.assertIn("Nightly", self.call("activate").stdout)
        self.assertIn("(Berlin, Europe)", self.call("next").stdout)
        self.assertEqual(self.call("deactivate", path).returncode, 0)
        self.assertEqual(self.list_active(), [])
        self.assertEqual(self.call_json("next"), [])
        again = self.call("deactivate", path)
        self.assertEqual(again.returncode, 2)
        self.assertIn("not active", again.stderr)

    def test_the_version_is_frozen(self):
        path = self.write("nightly.convoke", scheduled(template="Old"))
        first = self.activate(path)
        self.assertEqual(self.list_active()[0]["file"], "same")
        self.write("nightly.convoke", scheduled(template="New"))
        wait_until(lambda: self.list_active()[0]["file"] == "changed")
        self.assertEqual(self.list_active()[0]["hash"], first["hash"])
        second = self.activate(path)
        self.assertEqual(second["id"], first["id"])
        self.assertNotEqual(second["hash"], first["hash"])
        self.assertEqual([entry["file"] for entry in self.list_active()], ["same"])
        os.unlink(path)
        wait_until(lambda: self.list_active()[0]["file"] == "gone")
        self.assertEqual(self.call("deactivate", path).returncode, 0)

    def test_what_cannot_be_activated(self):
        for text, code, status in (
            (hello(), "no-trigger", 2),
            ("{", "invalid-pipeline", 2),
            (scheduled("0 0 31 2 *"), "schedule-never", 2),
            (pipeline({"when": {"type": "trigger.schedule", "settings": {"schedule": "0 3 * * *"}},
                       "get": {"type": "zoom.get-user", "slot": "zoom", "settings": {}}},
                      ["when.out -> get.in"],
                      slots={"zoom": {"connector": "zoom"}}), "no-connection", 4),
            (pipeline({"when": {"type": "trigger.schedule", "settings": {"schedule": "0 3 * * *"}},
                       "in": {"type": "input", "settings": {
                           "fields": [{"name": "who", "type": "text", "required": True}]}}},
                      []), "missing-input", 2),
        ):
            path = self.write("bad.convoke", text)
            document = self.call_json("activate", path, status=status)
            self.assertIsNone(document["activation"])
            self.assertIn(code, [problem["code"] for problem in document["problems"]])
        self.assertEqual(self.list_active(), [])

    def test_what_is_pinned(self):
        text = json.loads(scheduled("0 * * * *", "{{ item.zone }} {{ item.pinned }}"))
        text["nodes"]["when"]["pinned"] = [{"pinned": "yes"}]
        path = self.write("pinned.convoke", json.dumps(text))
        document = self.call_json("run", path)
        self.assertEqual(document["outputs"]["Greetings"][0]["greeting"], " yes")
        self.assertEqual(self.call_json("activate", path)["warnings"][1:], [])
        self.end_engines()
        self.query("UPDATE activation SET since = since - ?", HOUR)
        self.list_active()
        wait_until(lambda: self.count_runs() == 2)
        (result,) = self.query("SELECT result FROM run ORDER BY number DESC LIMIT 1")[0]
        self.assertEqual(json.loads(result)["outputs"]["Greetings"][0]["greeting"],
                         "Europe/Berlin ")
        # Of any other step it is said.
        text["nodes"]["hi"]["pinned"] = [{"greeting": "pinned"}]
        path = self.write("pinned.convoke", json.dumps(text))
        self.assertIn("pinned", [warning["code"] for warning in
                                 self.call_json("activate", path)["warnings"]])

    def test_by_hand_it_puts_out_a_sample(self):
        path = self.write("nightly.convoke", scheduled(template="{{ item.zone }}"))
        document = self.call_json("run", path)
        self.assertEqual(document["outputs"]["Greetings"][0]["greeting"], "Europe/Berlin")


class Missed(ActivationCase):
    def miss(self, hours, **settings):
        """Active, and then the service was off for so many hours of a schedule that is due in each
        of them, half an hour from now."""
        schedule = f"{(time.gmtime().tm_min + 30) % 60} * * * *"
        path = self.write("hourly.convoke", scheduled(schedule, "{{ item.missed }}", **settings))
        activation = self.activate(path)
        self.end_engines()
        self.query("UPDATE activation SET since = since - ?", hours * HOUR)
        return activation

    def test_once(self):
        self.miss(5)
        self.list_active()
        wait_until(lambda: self.count_runs() == 1)
        outcomes = self.list_outcomes()
        self.assertEqual([state for state, _, _ in outcomes], ["missed", "fired"])
        self.assertEqual(outcomes[0][1:], ("not-running", 5))
        # Killed and started again, nothing of it comes twice.
        self.end_engines()
        self.list_active()
        self.end_engines()
        self.assertEqual(self.list_outcomes(), outcomes)
        self.assertEqual(self.count_runs(), 1)

    def test_skip(self):
        self.miss(5, missed="skip")
        self.list_active()
        wait_until(lambda: len(self.list_outcomes()) > 0)
        self.assertEqual(self.list_outcomes(), [("missed", "not-running", 5)])
        self.assertEqual(self.count_runs(), 0)

    def test_all(self):
        self.miss(5, missed="all", missed_most=3)
        self.list_active()
        wait_until(lambda: self.count_runs() == 3)
        self.assertEqual([state for state, _, _ in self.list_outcomes()],
                         ["missed", "fired", "fired", "fired"])


class Files(ActivationCase):
    def watch(self, file, template, **settings):
        """Active, and what is there now is known."""
        path = self.write("watch.convoke", pipeline(
            {
                "when": {"type": "trigger.file", "settings": {"file": file, **settings}},
                "hi": {"type": "text", "settings": {"template": template, "name": "text"}},
                "out": {"type": "output", "settings": {"name": "Out"}},
            },
            ["when.out -> hi.in", "hi.out -> out.in"], name="Watch"))
        self.activate(path)
        wait_until(lambda: self.query("SELECT count (*) FROM memory")[0][0] == 1)
        return path

    def list_texts(self):
        """What each run has put out, oldest first."""
        results = self.query("SELECT result FROM run WHERE result IS NOT NULL ORDER BY number")
        return [[item["text"] for item in json.loads(result)["outputs"]["Out"]]
                for (result,) in results]

    def assert_texts(self, *expected):
        wait_until(lambda: len(self.list_texts()) >= len(expected))
        self.assertEqual(self.list_texts(), list(expected))

    def test_folder(self):
        os.mkdir(os.path.join(self.folder, "in"))
        self.write("in/old.txt", "old")
        self.watch("in", "{{ item.event }} {{ item.name }} {{ item.size }}", pattern="*.txt",
                   removed=True)
        self.write("in/new.txt", "new")
        self.write("in/other.csv", "is not looked at")
        self.assert_texts(["created new.txt 3"])
        self.write("in/new.txt", "newer")
        self.assert_texts(["created new.txt 3"], ["changed new.txt 5"])
        os.unlink(os.path.join(self.folder, "in/old.txt"))
        self.assert_texts(["created new.txt 3"], ["changed new.txt 5"], ["removed old.txt 3"])

    def test_nothing_is_lost_while_off(self):
        os.mkdir(os.path.join(self.folder, "in"))
        self.watch("in", "{{ item.event }} {{ item.name }}")
        self.end_engines()
        self.write("in/a", "a")
        self.write("in/b", "b")
        self.list_active()
        self.assert_texts(["created a", "created b"])
        self.end_engine(number=signal.SIGKILL)
        self.list_active()
        self.write("in/c", "c")
        self.assert_texts(["created a", "created b"], ["created c"])

    def test_a_folder_that_is_away_is_not_removed(self):
        folder = os.path.join(self.folder, "disk/in")
        os.makedirs(folder)
        self.write("disk/in/a", "a")
        self.watch("disk/in", "{{ item.event }} {{ item.name }}",
                   removed=True)
        os.rename(os.path.join(self.folder, "disk"), os.path.join(self.folder, "away"))
        self.end_engines()
        wait_until(lambda: self.list_active()[0]["triggers"][0]["problem"] is not None)
        os.rename(os.path.join(self.folder, "away"), os.path.join(self.folder, "disk"))
        wait_until(lambda: self.list_active()[0]["triggers"][0]["problem"] is None)
        self.write("disk/in/b", "b")
        self.assert_texts(["created b"])

    def test_rows(self):
        self.write("people.csv", "name\nAda\nBob\n")
        path = self.watch("people.csv", "{{ item.name }}", mode="rows")
        self.assertEqual(self.call_json("run", path)["outputs"]["Out"][0]["text"], "Bob")
        self.write("people.csv", "name\nAda\nBob\nCleo\nDan\n")
        self.assert_texts(["Bob"], ["Cleo", "Dan"])
        # Sorted, one of them taken out, and another name twice: only that is new.
        self.write("people.csv", "name\nDan\nCleo\nAda\nAda\n")
        self.assert_texts(["Bob"], ["Cleo", "Dan"], ["Ada"])
        self.write("people.csv", 'name\n"never closed\n')
        wait_until(lambda: self.list_active()[0]["triggers"][0]["problem"] is not None)
        self.write("people.csv", "name\nDan\nCleo\nAda\nAda\nEve\n")
        self.assert_texts(["Bob"], ["Cleo", "Dan"], ["Ada"], ["Eve"])
        self.assertIsNone(self.list_active()[0]["triggers"][0]["problem"])

    def test_a_table_that_is_not_there_yet(self):
        self.watch("people.csv", "{{ item.name }}", mode="rows")
        self.write("people.csv", "name\nAda\n")
        self.assert_texts(["Ada"])
        # Taken away and put back, it is the same table.
        os.rename(os.path.join(self.folder, "people.csv"), os.path.join(self.folder, "away"))
        wait_until(lambda: '"files":{}' in self.query("SELECT value FROM memory")[0][0])
        os.rename(os.path.join(self.folder, "away"), os.path.join(self.folder, "people.csv"))
        with open(os.path.join(self.folder, "people.csv"), "a") as file:
            file.write("Bob\n")
        self.assert_texts(["Ada"], ["Bob"])

    def test_others_do_not_wait_for_one_that_is_being_written(self):
        os.mkdir(os.path.join(self.folder, "in"))
        self.watch("in", "{{ item.event }} {{ item.name }}")
        writer = subprocess.Popen(
            ["sh", "-c", "while echo x >> in/log; do sleep 0.1; done"], cwd=self.folder)
        self.addCleanup(self.end_process, writer)
        self.write("in/done", "done")
        self.assert_texts(["created done"])

    def test_another_version_goes_on_from_the_same_rows(self):
        self.write("people.csv", "name\nAda\n")
        self.watch("people.csv", "{{ item.name }}", mode="rows")
        self.end_engines()
        self.write("people.csv", "name\nAda\nBob\n")
        path = os.path.join(self.folder, "watch.convoke")
        with open(path) as file:
            text = file.read()
        self.write("watch.convoke", text.replace("{{ item.name }}", "New {{ item.name }}"))
        self.activate(path)
        wait_until(lambda: len(self.list_texts()) == 1)
        self.assertIn(self.list_texts(), ([["Bob"]], [["New Bob"]]))


class Pipelines(ActivationCase):
    def write_worker(self, name, **members):
        """Runs when the file gets rows, and fails when one says so."""
        return self.write(name, pipeline(
            {
                "when": {"type": "trigger.file",
                         "settings": {"file": "in.csv", "mode": "rows"}},
                "bad": {"type": "filter", "settings": {
                    "rows": [{"field": "what", "operator": "equals", "value": "fail"}]}},
                "stop": {"type": "stop", "settings": {"message": "It went wrong"}},
                "out": {"type": "output", "settings": {"name": "Good"}},
            },
            ["when.out -> bad.in", "bad.out -> stop.in", "bad.else -> out.in"],
            name="Worker", **members))

    def write_handler(self, name="handler.convoke", fails=True, **settings):
        nodes = {
            "when": {"type": "trigger.pipeline", "settings": settings},
            "hi": {"type": "text", "settings": {
                "template": "{{ item.name }} {{ item.state }} {{ item.message }}",
                "name": "text"}},
            "out": {"type": "output", "settings": {"name": "Out"}},
        }
        links = ["when.out -> hi.in", "hi.out -> out.in"]
        if fails:
            nodes["stop"] = {"type": "stop", "settings": {"message": "Handling fails too"}}
            links.append("hi.out -> stop.in")
        return self.write(name, pipeline(nodes, links, name="Handler"))

    def count_named(self, name):
        return self.query("SELECT count (*) FROM run WHERE name = ? AND finished IS NOT NULL",
                          name)[0][0]

    def add_row(self, what):
        path = os.path.join(self.folder, "in.csv")
        with open(path, "a") as file:
            file.write(what + "\n")

    def test_handlers_of_all_failures(self):
        self.write("in.csv", "what\n")
        self.activate(self.write_worker("worker.convoke"))
        self.activate(self.write_handler())
        self.activate(self.write_handler("second.convoke"))
        wait_until(lambda: self.query("SELECT count (*) FROM memory")[0][0] == 1)
        self.add_row("fail")
        # Each sees the worker's failure and that of the other handler, and nothing of what its own
        # runs have led to.
        wait_until(lambda: self.count_named("Handler") == 4)
        self.add_row("good")
        wait_until(lambda: self.count_named("Worker") == 2)
        self.end_engines()
        self.assertEqual(self.count_named("Handler"), 4)
        seen = [json.loads(start)["trigger"]["items"][0] for (start,) in self.query(
            "SELECT start FROM run WHERE name = 'Handler' ORDER BY number")]
        self.assertEqual(sorted((item["name"], item["state"], item["message"]) for item in seen),
                         [("Handler", "failed", "Handling fails too")] * 2 +
                         [("Worker", "failed", "It went wrong")] * 2)

    def test_one_pipeline(self):
        other = self.write("other.convoke", hello())
        worker = self.write("worker.convoke", hello(name="Worker"))
        self.activate(self.write_handler(fails=False, pipeline="worker.convoke",
                                         outcome="succeeded", by_hand=True))
        self.call("run", other)
        self.call("run", worker)
        wait_until(lambda: self.count_named("Handler") == 1)
        # One that ended while nobody watched; the one before is not said again.
        self.end_engines()
        self.query("UPDATE run SET name = 'Worker', path = ? WHERE path = ?", worker, other)
        self.list_active()
        wait_until(lambda: self.count_named("Handler") == 2)
        self.end_engines()
        self.list_active()
        self.end_engines()
        self.assertEqual(self.count_named("Handler"), 2)


class AtLogin(ActivationCase):
    """A desktop session: a bus that ends with it, and what the desktop does at the next login."""

    def setUp(self):
        super().setUp()
        self.data = os.path.join(self.folder, ".local/share/convoke")
        self.autostart = os.path.join(self.folder, ".config/autostart", NAME + ".desktop")
        runtime = os.path.join(self.folder, "runtime")
        os.mkdir(runtime, 0o700)
        self.environment["XDG_RUNTIME_DIR"] = runtime
        self.bus = None
        self.log_in()
        self.addCleanup(self.end_engines)

    def command(self, *arguments, data=False):
        return super().command(*arguments, data=data)

    def log_in(self):
        self.bus = subprocess.Popen(["dbus-daemon", "--session", "--nofork", "--print-address"],
                                    env=self.environment, stdout=subprocess.PIPE, text=True,
                                    stderr=subprocess.DEVNULL)
        self.addCleanup(self.end_process, self.bus)
        self.environment["DBUS_SESSION_BUS_ADDRESS"] = self.bus.stdout.readline().strip()
        if os.path.exists(self.autostart):
            entry = configparser.ConfigParser(interpolation=None)
            entry.read(self.autostart)
            engine = subprocess.Popen(shlex.split(entry["Desktop Entry"]["Exec"]),
                                      env=self.environment, stdin=subprocess.DEVNULL)
            self.addCleanup(self.end_process, engine)

    def log_out(self):
        self.end_process(self.bus)
        wait_until(lambda: self.get_engine() is None)

    def test_the_schedule_goes_on_after_the_next_login(self):
        path = self.write("hourly.convoke", scheduled("0 * * * *"))
        activation = self.activate(path)
        self.assertTrue(activation["at_login"])
        self.assertTrue(os.path.exists(self.autostart))
        self.log_out()
        self.query("UPDATE activation SET since = since - ?", 5 * HOUR)
        self.assertEqual(self.count_runs(), 0)
        self.log_in()
        wait_until(lambda: self.count_runs() == 1)
        self.assertIsNotNone(self.get_engine(), "it stays")
        self.assertEqual(self.call("deactivate", path).returncode, 0)
        self.assertFalse(os.path.exists(self.autostart))

    def test_the_last_one_takes_it_back(self):
        paths = [self.write(name, scheduled()) for name in ("a.convoke", "b.convoke")]
        for path in paths:
            self.activate(path)
        self.assertEqual(self.call("deactivate", paths[0]).returncode, 0)
        self.assertTrue(os.path.exists(self.autostart))
        self.assertEqual(self.call("deactivate", paths[1]).returncode, 0)
        self.assertFalse(os.path.exists(self.autostart))

    def test_what_the_user_wants_stays(self):
        path = self.write("nightly.convoke", scheduled())
        self.assertEqual(self.call("background", "on").returncode, 0)
        self.activate(path)
        self.assertEqual(self.call("deactivate", path).returncode, 0)
        self.assertTrue(os.path.exists(self.autostart))

    def test_a_refusal_is_said(self):
        path = self.write("nightly.convoke", scheduled())
        self.assertEqual(self.call("background", "off").returncode, 0)
        document = self.call_json("activate", path)
        self.assertEqual([problem["code"] for problem in document["warnings"]], ["not-at-login"])
        self.assertFalse(document["activation"]["at_login"])
        self.assertFalse(os.path.exists(self.autostart))
        self.assertEqual(len(self.list_active()), 1)

    def test_resetting_ends_it(self):
        self.activate(self.write("nightly.convoke", scheduled()))
        self.assertEqual(self.call("reset", "--yes").returncode, 0)
        self.assertEqual(self.list_active(), [])
        self.assertFalse(os.path.exists(self.autostart))


if __name__ == "__main__":
    unittest.main()
