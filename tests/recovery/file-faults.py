#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: The Convoke developers

"""A disk that fails under files: one call after the other, of each action that writes some, fails once
with an input/output error, or from then on because the disk is full. Each time somebody is told, or
it did no harm; and the file is the old one or the new one, never something in between. The short run
takes every STEP-th call; CVK_KILL_POINTS has all of them tried.

The control is a shell that writes and does not care: it is found to lose silently."""

import errno
import os
import struct
import sys
import unittest

import file_faults
from file_faults import ACTIONS, BROKEN, BUILD, NEW, Action

STEP = 1 if "CVK_KILL_POINTS" in os.environ else 4
LIBRARY = os.path.join(BUILD, "tests/recovery/libfail-at.so")
# More calls than any action makes.
MOST = 500
WAYS = ((errno.EIO, False), (errno.ENOSPC, True))


class Plan:
    """What the library reads and writes: see fail-at.c."""

    FORMAT = struct.Struct("=5Q256s")

    def __init__(self, path):
        self.path = path
        self.part = ""
        self.set()

    def set(self, at=0, number=0, lasting=False):
        with open(self.path, "r+b" if os.path.exists(self.path) else "wb") as file:
            file.write(self.FORMAT.pack(0, at, lasting, number, 0, self.part.encode()))

    def read(self):
        """How many calls there were, and how many failed."""
        with open(self.path, "rb") as file:
            count, _, _, _, failed, _ = self.FORMAT.unpack(file.read())
        return count, failed


class Shell(Action):
    """What the others are not."""

    program, file = "dash", "out.txt"

    def act(self):
        return self.world.run_program("/bin/sh", "-c", 'echo "new content" >"$1"; exit 0', "sh",
                                      self.path)

    def read(self):
        with open(self.path) as file:
            return file.read() == "new content\n"


class Tally:
    def __init__(self):
        self.calls = self.said = self.harmless = self.left_over = 0
        self.silent, self.damaged, self.mute = [], [], []

    def add(self, name, status, words, content, left_over):
        self.calls += 1
        self.left_over += left_over
        if content == BROKEN:
            self.damaged.append(name)
        elif status != 0:
            self.said += 1
            if len(words) < 20:
                self.mute.append(f"{name}: {words}")
        elif content == NEW:
            self.harmless += 1
        else:
            self.silent.append(f"{name}: {words}")


class FileFaults(file_faults.World):
    def setUp(self):
        super().setUp()
        self.plan = Plan(os.path.join(self.folder, "plan"))
        self.environment.update(CVK_FAULT_PLAN=self.plan.path, LD_PRELOAD=LIBRARY)

    def count_calls(self, action):
        action.prepare()
        self.plan.set()
        status, words = action.act()
        self.assertEqual(status, 0, words)
        count, _ = self.plan.read()
        self.assertEqual(action.look(), NEW, type(action).__name__)
        return count

    def fail_at(self, action, tally, at, number, lasting):
        action.prepare()
        self.plan.set(at, number, lasting)
        status, words = action.act()
        _, failed = self.plan.read()
        self.plan.set()
        if failed == 0:
            return
        name = f"{type(action).__name__} at {at} ({errno.errorcode[number]})"
        tally.add(name, status, words, action.look(), action.count_left_over())

    def try_action(self, kind, tally, step):
        action = kind(self)
        self.end_engine()
        self.environment["CVK_FAULT_PROGRAM"] = action.program
        self.plan.part = action.part
        count = self.count_calls(action)
        self.assertLess(count, MOST, kind.__name__)
        self.assertGreater(count, 0, kind.__name__)
        for number, lasting in WAYS:
            for at in range(1, count + 1, step):
                self.fail_at(action, tally, at, number, lasting)
        self.end_engine()

    def test_nothing_is_silent(self):
        tally, control = Tally(), Tally()
        for kind in ACTIONS:
            self.try_action(kind, tally, STEP)
        self.try_action(Shell, control, 1)
        harm = len(control.silent) + len(control.damaged)
        print(f"# figure: file faults: {tally.calls} calls failed in {len(ACTIONS)} actions, "
              f"{tally.said} said, {tally.harmless} did no harm, {len(tally.silent)} silent, "
              f"{len(tally.damaged)} damaged; control: {harm}; {tally.left_over} files left over",
              flush=True)
        self.assertEqual((tally.silent, tally.damaged, tally.mute), ([], [], []))
        self.assertGreater(tally.said, 0)
        self.assertGreater(harm, 0)


if __name__ == "__main__":
    unittest.main()
