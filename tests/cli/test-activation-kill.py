#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: The Convoke developers

"""The service is killed at system calls that reach the disk, while a schedule that was missed and
new rows of a file fire: what has happened begins one run each, not two and not none."""

import json
import os
import shutil
import sqlite3
import subprocess
import unittest

from convoke import ENGINE, Case, pipeline, wait_until

# At so many places, spread over all; CVK_KILL_POINTS=all tries each.
POINTS = 8
CALLS = "fdatasync,pwrite64"
HOUR = 3600 * 1000000
ROWS = ["Ada", "Bob", "Cleo"]


class Kill(Case):
    def setUp(self):
        super().setUp()
        path = self.write("both.convoke", pipeline(
            {
                "hour": {"type": "trigger.schedule",
                         "settings": {"schedule": "0 * * * *", "timezone": "UTC"}},
                "rows": {"type": "trigger.file", "settings": {"file": "in.csv", "mode": "rows"}},
                "out": {"type": "output", "settings": {"name": "Out"}},
            },
            ["hour.out -> out.in", "rows.out -> out.in"], name="Both"))
        self.write("in.csv", "name\n")
        self.assertEqual(self.call("activate", path).returncode, 0)
        wait_until(lambda: self.fetch("SELECT count (*) FROM memory") == [(1,)])
        self.end_engines()
        self.fetch("UPDATE activation SET since = since - ?", HOUR)
        self.write("in.csv", "\n".join(["name", *ROWS, ""]))
        self.template = os.path.join(self.folder, "template")
        os.rename(self.data, self.template)

    def fetch(self, sql, *parameters):
        with sqlite3.connect(os.path.join(self.data, "convoke.db"), timeout=30) as database:
            return database.execute(sql, parameters).fetchall()

    def begin_anew(self):
        shutil.rmtree(self.data, ignore_errors=True)
        shutil.copytree(self.template, self.data)

    def start_traced(self, *options):
        engine = subprocess.Popen(
            ["strace", "-f", "-qq", "-o", os.path.join(self.folder, "trace"), "-e",
             f"trace={CALLS}", *options, ENGINE, "--data-dir", self.data],
            env=self.environment, stdin=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self.addCleanup(self.end_process, engine)
        return engine

    def list_begun(self):
        """What each run was begun for."""
        starts = self.fetch("SELECT start FROM run ORDER BY number")
        triggers = [json.loads(start)["trigger"] for (start,) in starts]
        return sorted([trigger["node"]] + [item.get("name", "") for item in trigger["items"]]
                      for trigger in triggers)

    def is_done(self):
        """Both have fired, and what has begun has ended."""
        try:
            return (self.fetch("SELECT count (*) FROM occurrence WHERE state = 'fired'") == [(2,)]
                    and self.fetch("SELECT count (*) FROM run WHERE finished IS NULL") == [(0,)])
        except sqlite3.OperationalError:
            return False

    def has_fired(self):
        return self.fetch("SELECT count (*) FROM occurrence WHERE state = 'fired'") == [(2,)]

    def count_calls(self):
        self.begin_anew()
        engine = self.start_traced()
        wait_until(self.is_done)
        self.end_engines()
        engine.wait()
        with open(os.path.join(self.folder, "trace")) as file:
            return sum("(" in line and "resumed" not in line for line in file)

    def kill_at(self, point):
        """Returns whether it was killed before it was done."""
        self.begin_anew()
        engine = self.start_traced("-e", f"inject={CALLS}:signal=KILL:when={point}")
        wait_until(lambda: engine.poll() is not None or self.is_done())
        was_killed = engine.poll() is not None
        self.end_engines()
        return was_killed

    def test_each_once(self):
        count = self.count_calls()
        self.assertGreater(count, 10)
        wanted = os.environ.get("CVK_KILL_POINTS")
        points = (range(1, count + 1) if wanted == "all" else
                  [1 + (count - 1) * i // (POINTS - 1) for i in range(POINTS)])
        killed = 0
        for point in points:
            killed += self.kill_at(point)
            self.call("activate")
            wait_until(self.has_fired)
            self.end_engines()
            self.assertEqual(self.list_begun(), [["hour", ""], ["rows", *ROWS]], point)
        self.assertGreater(killed, len(points) // 2)
        print(f"# figure: {killed} kills while triggers fire, 0 runs begun twice, 0 not begun")

    def test_without_what_is_remembered_it_would_come_twice(self):
        self.begin_anew()
        self.call("activate")
        wait_until(self.is_done)
        self.end_engines()
        with sqlite3.connect(os.path.join(self.template, "convoke.db")) as template:
            memory = template.execute("SELECT value FROM memory").fetchone()[0]
        self.fetch("DELETE FROM occurrence")
        self.fetch("UPDATE memory SET value = ? WHERE node = 'rows'", memory)
        self.fetch("DELETE FROM memory WHERE node = 'hour'")
        self.call("activate")
        wait_until(self.is_done)
        self.end_engines()
        self.assertEqual(self.list_begun(),
                         [["hour", ""], ["hour", ""], ["rows", *ROWS], ["rows", *ROWS]])
        # In each run, the trigger that did not fire has put out nothing.
        counts = [len(json.loads(result)["outputs"]["Out"])
                  for (result,) in self.fetch("SELECT result FROM run")]
        self.assertEqual(sorted(counts), [1, 1, len(ROWS), len(ROWS)])


if __name__ == "__main__":
    unittest.main()
