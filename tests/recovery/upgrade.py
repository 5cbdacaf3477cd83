#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: The Convoke developers

"""Kills the engine while it brings the database of an older version up to date. The copy from before
is whole as soon as it has its name, and the next engine upgrades as if nothing had been."""

import os
import shutil
import signal
import sqlite3
import subprocess
import unittest

from kill_world import KILLER, Plan
from convoke import ENGINE, SOURCE, Case, wait_until

# At so many calls, spread over all.
POINTS = int(os.environ.get("CVK_KILL_POINTS") or 20)


def read(path, sql):
    with sqlite3.connect(f"file:{path}?mode=ro", uri=True) as database:
        return database.execute(sql).fetchone()[0]


class Upgrade(Case):
    def setUp(self):
        super().setUp()
        self.template = os.path.join(self.folder, "template")
        self.path = os.path.join(self.data, "convoke.db")
        self.copy = self.path + ".version-2"
        os.mkdir(self.template, 0o700)
        with open(os.path.join(SOURCE, "tests/store/version-2.sql")) as file:
            with sqlite3.connect(os.path.join(self.template, "convoke.db")) as database:
                database.executescript(file.read())
        self.plan = Plan(os.path.join(self.folder, "plan"))
        self.environment["CVK_KILL_PLAN"] = self.plan.path
        self.environment["LD_PRELOAD"] = KILLER

    def is_upgraded(self):
        try:
            return read(self.path, "PRAGMA user_version") > 2
        except sqlite3.OperationalError:
            return False

    def upgrade(self, point=0):
        """Returns whether the engine was killed before it was ready."""
        self.end_engine(number=signal.SIGKILL)
        shutil.rmtree(self.data, ignore_errors=True)
        shutil.copytree(self.template, self.data)
        self.plan.set(point)
        engine = subprocess.Popen([ENGINE, "--data-dir", self.data], env=self.environment,
                                  stdin=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        wait_until(lambda: engine.poll() is not None or self.is_upgraded())
        was_killed = engine.poll() is not None
        self.end_process(engine)
        return was_killed

    def check_copy(self, point):
        self.assertEqual(read(self.copy, "PRAGMA integrity_check"), "ok", point)
        self.assertEqual(read(self.copy, "PRAGMA user_version"), 2, point)
        self.assertEqual(read(self.copy, "SELECT id FROM run"), "old", point)

    def test_the_copy_is_whole(self):
        self.upgrade()
        count = self.plan.read()[0]
        version = read(self.path, "PRAGMA user_version")
        self.assertGreater(version, 2)
        n_points = min(POINTS, count)
        killed = early = 0
        for number in range(n_points):
            point = 1 + (count - 1) * number // max(n_points - 1, 1)
            killed += self.upgrade(point)
            if os.path.exists(self.copy):
                self.check_copy(point)
            else:
                early += 1
            self.plan.set()
            self.assertEqual(self.call("connections").returncode, 0)
            self.assertEqual(read(self.path, "PRAGMA user_version"), version, point)
            self.check_copy(point)
        self.assertGreater(killed, n_points // 2)
        self.assertGreater(early, 0)
        self.assertLess(early, n_points)
        print(f"# figure: upgrade: {killed} kills, {early} before there was a copy, 0 damaged")


if __name__ == "__main__":
    unittest.main()
