#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: The Convoke developers

"""Pipelines that run by themselves, in the real service: what is published, what fires, and that
nothing fires twice or is lost when the service is killed."""

import configparser
import os
import shlex
import sqlite3
import subprocess
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
        self.assertIn("Europe/Berlin", self.call("next").stdout)
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
            (scheduled("0 0 31 2 *"), None, 2),
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
            if code is not None:
                self.assertIn(code, [problem["code"] for problem in document["problems"]])
        self.assertEqual(self.list_active(), [])

    def test_by_hand_it_puts_out_a_sample(self):
        path = self.write("nightly.convoke", scheduled(template="{{ item.zone }}"))
        document = self.call_json("run", path)
        self.assertEqual(document["outputs"]["Greetings"][0]["greeting"], "Europe/Berlin")


class Missed(ActivationCase):
    def miss(self, hours, **settings):
        """Active, and then the service was off for so many hours of a schedule that is due in each
        of them."""
        path = self.write("hourly.convoke", scheduled("0 * * * *", "{{ item.missed }}", **settings))
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
