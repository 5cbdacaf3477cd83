#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: The Convoke developers

"""How long a start takes after a kill: an engine is killed in a run that has made CVK_BENCH_COUNT
meetings and is not done, and started again; until it answers a client, and until the run makes the
next meeting. 50 creates of other runs are parked meanwhile: nobody knows what came of them. Beside it the same from a data directory without runs, where the run is a new one."""

import json
import os
import shutil
import statistics
import sys
import time
import unittest

from bus import Client, Engine

from convoke import pipeline, wait_until
from sign_in import KeyringCase

N_EFFECTS = int(os.environ.get('CVK_BENCH_COUNT', '1000'))
# What is left to do when it is killed; every start does a little of that.
N_LEFT = 2000
N_STARTS = 5
# As many runs with as many creates that are parked.
N_WAITING, N_PARKED = 10, 5
OTHER_HOST = 'assistant@example.com'

CREATE = pipeline(
    {
        'read': {'type': 'json.read', 'settings': {'file': 'meetings.json'}},
        'create': {
            'type': 'zoom.create-meeting', 'slot': 'zoom',
            'settings': {
                'topic': '{{ item.topic }}', 'start_time': '2035-01-01T10:00:00',
                'timezone': 'Europe/Berlin', 'duration': 45,
            },
        },
        'out': {'type': 'output', 'settings': {'name': 'Meetings'}},
    },
    ['read.out -> create.in', 'create.out -> out.in'],
    slots={'zoom': {'connector': 'zoom'}},
)

# For somebody else, whose list cannot be read: without an answer nobody finds out.
PARK = pipeline(
    {
        'in': {'type': 'input', 'settings': {'fields': []}},
        'many': {'type': 'script', 'settings': {
            'mode': 'each',
            'code': f'return Array.from({{length: {N_PARKED}}}, (v, n) => ({{n}}));'}},
        'create': {
            'type': 'zoom.create-meeting', 'slot': 'zoom', 'on_error': 'continue',
            'settings': {
                'topic': 'Parked {{ item.n }} of {{ run.id }}', 'start_time': '2035-01-01T10:00:00',
                'timezone': 'Europe/Berlin', 'duration': 45, 'schedule_for': OTHER_HOST,
            },
        },
    },
    ['in.out -> many.in', 'many.out -> create.in'],
    slots={'zoom': {'connector': 'zoom'}},
)


class Recovery(KeyringCase):
    def setUp(self):
        super().setUp()
        self.settle_quickly()
        self.sandbox = self.start_sandbox('--plan', 'unlimited', '--daily-limit', '-1')
        status, errors = self.sign_in('--server', self.sandbox.url, '--client-id', 'convoke-test')
        self.assertEqual(status, 0, errors)
        self.park()
        self.end_engine()
        self.write('meetings.json', json.dumps(
            [{'topic': f'Meeting {number}'} for number in range(N_EFFECTS + N_LEFT)]))
        self.path = self.write('create.convoke', CREATE)
        self.empty = os.path.join(self.folder, 'empty')
        shutil.copytree(self.data, self.empty)

    def park(self):
        """The parked creates are in both data directories."""
        self.sandbox.control.order('user', add=True, facts={'email': OTHER_HOST, 'type': 2})
        self.sandbox.control.order('user', facts={'may_schedule_for': [OTHER_HOST]})
        path = self.write('park.convoke', PARK)
        for _ in range(N_WAITING):
            self.sandbox.control.fault('empty', 'POST', '/v2/users/me/meetings', count=N_PARKED)
            result = self.call('run', path)
            self.assertEqual(result.returncode, 3, result.stderr)
            # Or it would send no more for a while: so many damaged answers are a server in trouble.
            self.end_engine()
        self.assertEqual(len(self.call_json('answer')), N_WAITING * N_PARKED)

    def start_engine(self, data):
        engine = Engine(data, self.environment)
        self.addCleanup(engine.kill)
        return engine

    def count_effects(self, since=0):
        return self.sandbox.control.order('effects', since=since)['count']

    def make_journal(self):
        engine = self.start_engine(self.data)
        with Client(self.data) as client:
            client.start_run(CREATE, trust=True, keep=True, path=self.path)
        wait_until(lambda: self.count_effects() >= N_EFFECTS + N_WAITING * N_PARKED)
        engine.kill()
        (rows,), = self.query("SELECT count (*) FROM effect WHERE state = 'confirmed'")
        self.assertEqual(self.query('SELECT state FROM run ORDER BY number'),
                         N_WAITING * [('waiting',)] + [('running',)])
        return rows

    def time_start(self, data, is_new):
        """Milliseconds until a client has its answer, until the first effect, and the longest that
        a client waits in between."""
        before = self.count_effects()
        engine = self.start_engine(data)
        longest = 0
        with Client(data) as client:
            client.list_runs()
            answered = engine.since_start()
            if is_new:
                client.start_run(CREATE, trust=True, keep=True, path=self.path)
            while self.count_effects(since=before) == 0:
                asked = time.monotonic()
                client.list_runs()
                longest = max(longest, (time.monotonic() - asked) * 1000)
            first = engine.since_start()
        engine.kill()
        return answered, first, longest

    def test_start(self):
        rows = self.make_journal()
        full, empty = [], []
        for number in range(N_STARTS):
            data = os.path.join(self.folder, f'empty-{number}')
            shutil.copytree(self.empty, data)
            empty.append(self.time_start(data, True))
            full.append(self.time_start(self.data, False))
        made = self.query("SELECT count (*) FROM effect WHERE state = 'confirmed'")[0][0]
        (answered, first, longest), (base, base_first, _) = zip(*full), zip(*empty)
        middle, middle_first = statistics.median(answered), statistics.median(first)
        print(f'recovery: {rows} effects and {N_WAITING * N_PARKED} parked, to the first answer {middle:.0f} ms (target 500, slowest '
              f'{max(answered):.0f}), ratio to an empty journal '
              f'{middle / statistics.median(base):.1f}; to the next effect {middle_first:.0f} ms '
              f'(target 2000, slowest {max(first):.0f}), ratio to a new run '
              f'{middle_first / statistics.median(base_first):.1f}; slowest answer until then '
              f'{max(longest):.0f} ms')
        sys.stdout.flush()
        self.assertGreaterEqual(made, rows)
        self.assertEqual(self.query('SELECT state FROM run ORDER BY number'),
                         N_WAITING * [('waiting',)] + [('running',)])
        self.assertEqual(len(self.call_json('answer')), N_WAITING * N_PARKED)


if __name__ == '__main__':
    unittest.main()
