#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: The Convoke developers

"""How soon a run is over that is cancelled, and an engine gone that is told to go, whatever they are
at: every type of node that takes a while, caught at so many moments of its run as CVK_BENCH_PHASES
says (4); CVK_BENCH_TYPE names one type. A change that was sent is waited for, so services answer soon.

Afterwards nothing may be lost: what a cancelled run has made is in the journal, and a run whose engine
went goes on in the next one to its end, with each thing made once. The control is a run of which the
journal was lost: it counts as lost."""

import os
import sys
import threading
import time
import unittest

from bus import Client

from cancel_kinds import KINDS
from cancel_world import World

PHASES = int(os.environ.get("CVK_BENCH_PHASES", "4"))
TYPE = os.environ.get("CVK_BENCH_TYPE")
TRIES = 8
WITHIN = {"cancel": 250, "quit": 2000}  # milliseconds


class Waiter:
    """Waits for a run's end on a connection of its own."""

    def __init__(self, data, run):
        self.client = Client(data)
        self.run = run
        self.state = self.ended = None
        self.thread = threading.Thread(target=self.wait)
        self.thread.start()

    def wait(self):
        with self.client:
            self.state = self.client.wait_run(self.run)["state"]
        self.ended = time.monotonic()


class Cancel(World):
    def setUp(self):
        super().setUp()
        self.times = {"cancel": [], "quit": []}
        self.lost = []

    def start_run(self, client, kind):
        return client.start_run(kind.write(), trust=True, keep=True,
                                path=os.path.join(self.folder, "p.convoke"))

    def time_run(self, client, kind):
        """Seconds of a run that nobody disturbs."""
        self.prepare(kind)
        began = time.monotonic()
        result = client.wait_run(self.start_run(client, kind))
        self.assertEqual(result["state"], "waiting" if kind.is_held else "succeeded",
                         f"{kind.type}: {result['failures'][:2]}")
        return time.monotonic() - began

    def note(self, way, kind, began, ended, queued=0):
        took = (ended - began) * 1000
        self.times[way].append((took, kind.type, took - queued))

    def check(self, kind, phase, run, is_whole):
        """@is_whole: whether all is to be there, or only what the journal says."""
        if kind.made is None:
            return
        made = self.list_made(kind)
        parked = self.count_parked(run)
        if len(set(made)) != len(made):
            self.lost.append(f"{kind.type} at {phase}: made twice")
        if is_whole and len(made) + parked < kind.expected:
            self.lost.append(f"{kind.type} at {phase}: {len(made)} made, {parked} parked")
        # What is a file or a table of its own has one effect for all its rows.
        if not is_whole and kind.connector and len(made) > self.count_known(run):
            self.lost.append(f"{kind.type} at {phase}: {len(made)} made, and the journal knows less")

    def cancel_at(self, client, kind, phase, delay):
        """FALSE: it was over by then."""
        self.prepare(kind)
        run = self.start_run(client, kind)
        waiter = None if kind.is_held else Waiter(self.data, run)
        time.sleep(delay)
        queued, began = self.engine.read_queued(), time.monotonic()
        is_cancelled = client.cancel_run(run)
        if waiter:
            waiter.thread.join()
        ended = waiter.ended if waiter else time.monotonic()
        queued = self.engine.read_queued() - queued
        if not is_cancelled:
            return False
        self.note("cancel", kind, began, ended, queued)
        self.check(kind, phase, run, False)
        return True

    def quit_at(self, kind, phase, delay):
        """FALSE: its run was over by then."""
        self.prepare(kind)
        with Client(self.data) as client:
            run = self.start_run(client, kind)
            time.sleep(delay)
            if client.get_state(run) not in ("running", "waiting" if kind.is_held else "running"):
                return False
        began = time.monotonic()
        status = self.engine.end()
        self.note("quit", kind, began, time.monotonic())
        self.assertEqual(status, 0)
        self.restart_engine()
        with Client(self.data) as client:
            state = client.wait_run(run)["state"]
        parked = self.count_parked(run)
        if state != ("waiting" if kind.is_held or parked else "succeeded"):
            self.lost.append(f"{kind.type} at {phase}: {state}")
        self.check(kind, phase, run, True)
        return True

    @staticmethod
    def catch(try_at, delay):
        """A little sooner, when it was over."""
        for _ in range(TRIES):
            if try_at(delay):
                return
            delay *= 0.7

    def try_kind(self, kind):
        self.restart_engine()
        with Client(self.data) as client:
            self.time_run(client, kind)
            took = self.time_run(client, kind)
            delays = [took * (phase + 0.5) / PHASES for phase in range(PHASES)]
            for phase, delay in enumerate(delays):
                self.catch(lambda after: self.cancel_at(client, kind, phase, after), delay)
        for phase, delay in enumerate(delays):
            self.catch(lambda after: self.quit_at(kind, phase, after), delay)

    def test_every_kind(self):
        for kind in KINDS:
            if TYPE in (None, kind.type):
                self.try_kind(kind)
                print(f"# {kind.type}: {self.describe(kind.type)}", flush=True)
        types = {kind for times in self.times.values() for _, kind, _ in times}
        print(f"{self.describe()}; {len(types)} types, {len(self.lost)} lost", flush=True)
        self.assertEqual(self.lost, [])

    def describe(self, name=None):
        words = []
        for way, limit in WITHIN.items():
            found = [(took, net) for took, kind, net in self.times[way] if name in (None, kind)]
            if not found:
                words.append(f"{way}: 0 states")
                continue
            times, net = (sorted(column) for column in zip(*found))
            last = min(len(times) - 1, int(len(times) * 0.99))
            words.append(f"{way}: {len(times)} states, p50 {times[len(times) // 2]:.0f} ms, p99 "
                         f"{times[last]:.0f} ms (target {limit}, without waiting for a "
                         f"processor {net[last]:.0f} ms)")
        return "; ".join(words)


if __name__ == "__main__":
    unittest.main()
