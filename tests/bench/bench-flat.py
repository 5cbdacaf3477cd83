#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: The Convoke developers

"""What an engine holds does not grow with the runs that it has done: resident memory and open
descriptors over CVK_BENCH_COUNT small runs, by the private socket, and how large the log of the
journal's changes has become (SQLite writes it back, but does not make it shorter). Half of the runs come as the command
line makes them, on a connection of their own; half as the application does, on one that stays, with
the newest runs kept.

The negative control is one connection that stays and whose runs are not let go of, which is what
such a connection gets: the same measurement must see that."""

import math
import os
import statistics
import sys
import unittest

from bus import Client, Engine

from convoke import Case, hello, wait_until

N_RUNS = int(os.environ.get('CVK_BENCH_COUNT', '1000'))
# Until then the page cache of the journal and what is kept of runs fill up.
N_WARM_UP = 2000
N_SAMPLES = 100
N_CONTROL = 500
# More than that in 1,000 runs is growth: 64 bytes of each.
MOST_GROWTH = 64


def fit(samples):
    """The slope of (x, y) by least squares, and two standard errors of it."""
    xs, ys = zip(*samples)
    middle_x, middle_y = statistics.fmean(xs), statistics.fmean(ys)
    spread = sum((x - middle_x) ** 2 for x in xs)
    slope = sum((x - middle_x) * (y - middle_y) for x, y in samples) / spread
    rest = sum((y - middle_y - slope * (x - middle_x)) ** 2 for x, y in samples)
    return slope, 2 * math.sqrt(rest / (len(samples) - 2) / spread)


class Flat(Case):
    def setUp(self):
        super().setUp()
        self.engine = Engine(self.data, self.environment)
        self.addCleanup(self.engine.end)
        self.text = hello()

    def run_once(self, client, **options):
        result = client.wait_run(client.start_run(self.text, trust=True, **options))
        self.assertEqual(result['state'], 'succeeded')
        self.assertEqual(result['outputs']['Greetings'][0]['greeting'], 'Hello World')

    def run_pair(self, window):
        self.run_once(window, keep=True)
        with Client(self.data) as client:
            self.run_once(client)

    def sample(self, count, step, run):
        """What is held after every @step calls of @run, in KiB per 1,000 runs of @count."""
        samples = []
        for number in range(count):
            if number % step == 0:
                samples.append((number / 1000, self.engine.read_memory()))
            run()
        samples.append((count / 1000, self.engine.read_memory()))
        return fit(samples)

    def measure(self):
        with Client(self.data) as window:
            for _ in range(N_WARM_UP // 2):
                self.run_pair(window)
            before = self.engine.count_descriptors()
            pairs = N_RUNS // 2
            slope, bound = (value / 2 for value in self.sample(
                pairs, max(1, pairs // N_SAMPLES), lambda: self.run_pair(window)))
            # Connections that were closed here are closed over there a little later.
            wait_until(lambda: self.engine.count_descriptors() <= before)
            more = self.engine.count_descriptors() - before
        return slope, bound, more

    def measure_log(self):
        """In KiB."""
        return os.path.getsize(os.path.join(self.data, 'convoke.db-wal')) // 1024

    def control(self):
        with Client(self.data) as client:
            return self.sample(N_CONTROL, 10, lambda: self.run_once(client))

    def test_flat(self):
        slope, bound, more = self.measure()
        print(f'flat: {N_RUNS} runs, {slope:.1f} ± {bound:.1f} KiB per 1,000 runs (at most '
              f'{MOST_GROWTH}), {more} descriptors more, {self.engine.read_memory() / 1024:.1f} MB')
        print(f'flat: {N_RUNS} runs, log {self.measure_log()} KiB')
        grown, error = self.control()
        print(f'flat, where runs are not let go of: {grown:.1f} ± {error:.1f} KiB per 1,000 runs')
        sys.stdout.flush()
        self.assertLessEqual(slope, MOST_GROWTH)
        self.assertGreater(grown - error, MOST_GROWTH)


if __name__ == '__main__':
    unittest.main()
