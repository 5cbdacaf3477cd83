#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: The Convoke developers

"""What was answered survives: a restart, and a kill in the middle of everything. And the options."""

import http.client
import os
import signal
import sqlite3
import stat
import subprocess
import tempfile
import threading
import unittest

import tap
from sandbox_process import (
    DEADLINE, REDIRECT_URI, Sandbox, Session, find_program, make_verifier)


class StateTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.path = os.path.join(folder.name, 'state.db')

    def begin(self, *options):
        sandbox = Sandbox('--plan', 'unlimited', *options, state=self.path)
        self.addCleanup(sandbox.stop)
        return sandbox, Session(sandbox)

    def restart(self, sandbox, number=signal.SIGTERM):
        status = sandbox.end(number)
        sandbox.start()
        return status

    def test_everything_survives(self):
        for number in (signal.SIGTERM, signal.SIGKILL):
            with self.subTest(number.name):
                sandbox, session = self.begin()
                meeting = session.create(
                    topic='Kept', type=8, start_time='2090-01-01T09:00:00', timezone='Asia/Tokyo',
                    password='abc', recurrence={'type': 1, 'end_times': 3},
                    settings={'audio': 'voip'}).json()
                first = meeting['occurrences'][0]['occurrence_id']
                session.update(meeting['id'], {'agenda': 'One', 'duration': 50},
                               occurrence_id=first)
                session.delete(meeting['id'],
                               occurrence_id=meeting['occurrences'][1]['occurrence_id'])
                gone = session.create(topic='Gone').json()['id']
                session.delete(gone)
                before = session.get(meeting['id']).json()
                one = session.get(meeting['id'], occurrence_id=first).json()
                user = session.call('GET', '/users/me').json()
                effects = sandbox.control.list('effects')
                self.restart(sandbox, number)
                after = session.get(meeting['id']).json()
                again = session.get(meeting['id'], occurrence_id=first).json()
                for described in (before, after, one, again):
                    del described['start_url']
                self.assertEqual(before, after)
                self.assertEqual(one, again)
                self.assertEqual(session.get(gone).status, 404)
                self.assertEqual(session.call('GET', '/users/me').json(), user)
                self.assertEqual(sandbox.control.list('effects'), effects)
                self.assertEqual(session.refresh().status, 200)
                sandbox.stop()
                os.unlink(self.path)

    def test_spent_tokens_stay_spent(self):
        sandbox, session = self.begin()
        spent = session.tokens['refresh_token']
        session.refresh()
        self.restart(sandbox, signal.SIGKILL)
        self.assertEqual(session.refresh(spent).status, 400)
        self.assertEqual(session.call('GET', '/users/me').status, 401)

    def test_codes(self):
        sandbox, _session = self.begin()
        verifier, challenge = make_verifier()
        code = sandbox.control.order('authorize', client_id='convoke-sandbox',
                                     redirect_uri=REDIRECT_URI, code_challenge=challenge,
                                     code_challenge_method='S256')['code']
        fields = {'grant_type': 'authorization_code', 'code': code, 'redirect_uri': REDIRECT_URI,
                  'code_verifier': verifier}
        self.restart(sandbox, signal.SIGKILL)
        self.assertEqual(sandbox.token(**fields).status, 200)
        self.restart(sandbox, signal.SIGKILL)
        self.assertEqual(sandbox.token(**fields).status, 400)

    def test_quota(self):
        sandbox, _session = self.begin('--daily-limit', '2')
        sandbox.control.order('clock', set='2090-01-01T00:00:00Z')
        session = Session(sandbox)
        self.assertEqual([session.create().status for _ in range(2)], [201, 201])
        self.restart(sandbox, signal.SIGKILL)
        sandbox.control.order('clock', set='2090-01-01T00:00:01Z')
        self.assertEqual(session.create().status, 429)

    def test_kill_under_load(self):
        sandbox, session = self.begin()
        answered, stopping = [], threading.Event()
        lock = threading.Lock()

        def create():
            while not stopping.is_set():
                try:
                    reply = session.create(topic='x', start_time='2090-01-01T00:00:00Z')
                except (OSError, http.client.HTTPException):
                    return
                with lock:
                    answered.append(reply.json()['id'])
                    if len(answered) >= 300:
                        stopping.set()

        threads = [threading.Thread(target=create) for _ in range(8)]
        for thread in threads:
            thread.start()
        stopping.wait(DEADLINE)
        sandbox.end(signal.SIGKILL)
        for thread in threads:
            thread.join(DEADLINE)
        sandbox.start()
        self.assertGreaterEqual(len(answered), 300)
        missing = [meeting for meeting in answered if session.get(meeting).status != 200]
        self.assertEqual(missing, [])
        effects = {effect['meeting_id'] for effect in sandbox.control.list('effects')}
        self.assertLessEqual(set(answered), effects)

    def test_private_file(self):
        self.begin()
        self.assertEqual(stat.S_IMODE(os.stat(self.path).st_mode), 0o600)

    def test_one_process(self):
        self.begin()
        result = subprocess.run([find_program(), '--state', self.path], capture_output=True,
                                timeout=DEADLINE, check=False)
        self.assertEqual((result.returncode, result.stdout), (1, b''))
        self.assertIn(b'locked', result.stderr)

    def test_unusable_file(self):
        with open(self.path, 'w', encoding='utf-8') as file:
            file.write('This is no database.' * 100)
        result = subprocess.run([find_program(), '--state', self.path], capture_output=True,
                                timeout=DEADLINE, check=False)
        self.assertEqual(result.returncode, 1)
        self.assertIn(b'state.db', result.stderr)
        self.assertEqual(result.stdout, b'')

    def test_nothing_kept_without_file(self):
        sandbox = Sandbox('--plan', 'unlimited')
        self.addCleanup(sandbox.stop)
        session = Session(sandbox)
        self.restart(sandbox)
        self.assertEqual(session.call('GET', '/users/me').status, 401)

    def test_only_records(self):
        sandbox, session = self.begin()
        session.create(topic='x')
        sandbox.end()
        connection = sqlite3.connect(self.path)
        kinds = {row[0] for row in connection.execute('SELECT DISTINCT kind FROM record')}
        self.assertEqual(connection.execute('PRAGMA integrity_check').fetchone(), ('ok',))
        connection.close()
        self.assertLessEqual({'meeting', 'effect', 'grant', 'user', 'quota'}, kinds)
        sandbox.start()


class ProgramTest(unittest.TestCase):
    def run_program(self, *arguments):
        return subprocess.run([find_program()] + list(arguments), capture_output=True,
                              timeout=DEADLINE, check=False)

    def test_help(self):
        result = self.run_program('--help')
        self.assertEqual(result.returncode, 0)
        for name in ('--port', '--state', '--control', '--plan', '--daily-limit', '--latency',
                     '--list-lag', '--version'):
            self.assertIn(name.encode(), result.stdout)
        self.assertRegex(self.run_program('--version').stdout, rb'^convoke-sandbox \d+\.\d+')

    def test_wrong_usage(self):
        for arguments in [['--plan', 'none'], ['--port', '70000'], ['--port', 'x'], ['--port', '-1'],
                          ['--latency', '-1'], ['--daily-limit', 'x'], ['extra'], ['--nothing']]:
            with self.subTest(str(arguments)):
                result = self.run_program(*arguments)
                self.assertEqual((result.returncode, result.stdout), (2, b''))
                self.assertTrue(result.stderr.startswith(b'convoke-sandbox: '))

    def test_signals(self):
        for number in (signal.SIGTERM, signal.SIGINT):
            with self.subTest(number.name):
                sandbox = Sandbox()
                path = sandbox.control_path
                self.assertEqual(sandbox.end(number), 0)
                self.assertFalse(os.path.exists(path))
                sandbox.stop()

    def test_port(self):
        sandbox = Sandbox()
        self.addCleanup(sandbox.stop)
        result = self.run_program('--port', str(sandbox.port))
        self.assertEqual(result.returncode, 1)
        self.assertEqual(result.stdout, b'')


if __name__ == '__main__':
    tap.main()
