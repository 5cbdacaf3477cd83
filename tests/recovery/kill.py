#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: The Convoke developers

"""Kills the engine at every call that reads or writes, in the middle of runs that convokectl has
started, or with CVK_KILL_WAY=window the window, and asks the service what happened to its meetings:
each planned change once, none twice, none missing. CVK_KILL_POINTS says at how many calls (spread
over all when there are more), a fifth of them twice: the second engine dies while it takes up the
run."""

import concurrent.futures
import os
import random
import sys
import threading
import unittest

import kill_world
from kill_account import Account

WINDOW = os.environ.get("CVK_KILL_WAY") == "window"
POINTS = int(os.environ.get("CVK_KILL_POINTS") or 20) // (4 if WINDOW else 1)
WORKERS = int(os.environ.get("CVK_KILL_WORKERS") or 2)
SEED = 5


class Points:
    """What is to be tried, handed out to the workers."""

    def __init__(self, counts):
        generator = random.Random(SEED)
        every = [(name, point) for name, count in counts.items() for point in range(1, count + 1)]
        generator.shuffle(every)
        chosen = [every[number % len(every)] for number in range(POINTS)]
        # Taking up a run begins with reading it, so an early call is in the middle of it too.
        self.left = [(name, point, generator.randint(1, 400) if number % 5 == 0 else 0)
                     for number, (name, point) in enumerate(chosen)]
        self.left.reverse()
        self.lock = threading.Lock()

    def take(self):
        with self.lock:
            return self.left.pop() if self.left else None


class Figures:
    def __init__(self):
        self.lock = threading.Lock()
        self.points = self.doubles = self.parked = 0
        self.lost = self.duplicated = self.failed = 0
        self.bad = []
        self.questions = []

    def add(self, point, kills, account, kinds):
        with self.lock:
            self.points += kills > 0
            self.doubles += kills > 1
            self.parked += account.parked
            self.questions += kinds
            self.lost += len(account.lost)
            self.duplicated += len(account.duplicated)
            self.failed += account.wrongly_failed
            if not account.is_good():
                self.bad.append(f"{point}: {account.describe()}")
                print(self.bad[-1], file=sys.stderr, flush=True)
            if self.points % 100 == 0:
                print(self.describe(), file=sys.stderr, flush=True)

    def describe(self):
        way = "the window" if WINDOW else "convokectl"
        return (f"kill: under runs of {way}: {self.points} points, {self.doubles} double, "
                f"{self.lost} lost, {self.duplicated} duplicated, {self.failed} wrongly failed, "
                f"{self.parked} parked")


def make_world(test):
    world = kill_world.World()
    world.has_window = WINDOW
    test.addCleanup(world.doCleanups)
    world.setUp()
    return world


def try_points(world, points, figures):
    while (point := points.take()) is not None:
        name, first, second = point
        cleared = world.put_back(name)
        world.plan.set(first, second)
        account = Account(world, name, world.call_run(name), cleared)
        kinds = [kind for (kind,) in world.query(
            "SELECT json_extract (question, '$.kind') FROM question WHERE state = 'open'")]
        figures.add(point, world.plan.read()[1], account, kinds)


class Kill(unittest.TestCase):
    def setUp(self):
        self.worlds = [make_world(self) for _ in range(WORKERS if POINTS > 100 else 1)]

    def test_nothing_lost_and_nothing_twice(self):
        counts = {name: self.worlds[0].count_calls(name) for name in kill_world.PIPELINES}
        points, figures = Points(counts), Figures()
        with concurrent.futures.ThreadPoolExecutor(len(self.worlds)) as executor:
            for future in [executor.submit(try_points, world, points, figures)
                           for world in self.worlds]:
                future.result()
        harm = self.forget()
        print(f"# figure: {figures.describe()}; control: {harm} duplicated", flush=True)
        self.assertEqual(figures.bad, [], "\n" + "\n".join(figures.bad))
        # What stays open is always what nobody can know.
        self.assertEqual(set(figures.questions) - {"outcome-unknown"}, set())
        self.assertGreater(figures.points, POINTS // 2)
        self.assertGreater(harm, 0)

    def test_killed_while_it_starts(self):
        """The client does not give up at the first one that never came to itself."""
        [world, *_] = self.worlds
        cleared = world.put_back("make")
        world.plan.set(5, 5)
        account = Account(world, "make", world.call_run("make"), cleared)
        self.assertEqual(world.plan.read()[1], 2)
        self.assertEqual((account.state, account.is_good()), ("succeeded", True),
                         account.describe())

    def forget(self):
        """What an engine does that sends again whatever has no result."""
        world = self.worlds[0]
        harm = 0
        for number in range(len(kill_world.TOPICS)):
            document = world.kill_and_forget(number)
            harm += len(Account(world, "make", document, []).duplicated)
        return harm


if __name__ == "__main__":
    unittest.main()
