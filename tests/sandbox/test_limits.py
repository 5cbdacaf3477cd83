#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: The Convoke developers

"""The limits of the plans, and the daily limit of a host, on a clock that stands still."""

import unittest

import tap
from sandbox_process import Sandbox, Session

PER_SECOND = 'You have reached the maximum per-second rate limit for this API. Try again later.'
PER_DAY = ('You have reached the maximum daily rate limit for this API. Refer to the response '
           'header for details on when you can make another request.')
PER_HOST = ('You have exceeded the daily rate limit ({}) of Meeting Create/Update API requests '
            'permitted for this particular user. You may resume these requests at GMT 00:00:00.')
# Plan, light and medium calls in a second.
PLANS = [('free', 4, 2), ('pro', 30, 20), ('business', 80, 60)]


class LimitTest(unittest.TestCase):
    def begin(self, *options):
        sandbox = Sandbox(*options)
        self.addCleanup(sandbox.stop)
        sandbox.control.order('clock', set='2030-01-10T23:00:00Z', frozen=True)
        return sandbox, Session(sandbox)

    def expect_refusal(self, reply, message):
        self.assertEqual((reply.status, reply.json()), (429, {'code': 429, 'message': message}))

    def test_per_second(self):
        for plan, light, medium in PLANS:
            with self.subTest(plan):
                sandbox, session = self.begin('--plan', plan)
                for target, limit, name in [('/users/me', light, 'Light'),
                                            ('/users/me/meetings', medium, 'Medium')]:
                    for _ in range(limit):
                        reply = session.call('GET', target)
                        self.assertEqual(reply.status, 200)
                        self.assertEqual(reply.headers['x-ratelimit-category'], name)
                    reply = session.call('GET', target)
                    self.expect_refusal(reply, PER_SECOND)
                    self.assertEqual(reply.headers['x-ratelimit-type'], 'QPS')
                    self.assertEqual(reply.headers['x-ratelimit-category'], name)
                    self.assertEqual(reply.headers['x-ratelimit-remaining'], '0')
                    self.assertNotIn('retry-after', reply.headers)
                sandbox.control.order('clock', advance=1)
                self.assertEqual(session.call('GET', '/users/me').status, 200)

    def test_per_day(self):
        sandbox, session = self.begin('--plan', 'free')
        for second in range(1000):
            for _ in range(2):
                reply = session.list()
                self.assertEqual(reply.status, 200)
            sandbox.control.order('clock', advance=1)
        self.assertEqual(reply.headers['x-ratelimit-limit'], '2000')
        self.assertEqual(reply.headers['x-ratelimit-remaining'], '0')
        reply = session.list()
        self.expect_refusal(reply, PER_DAY)
        self.assertEqual(reply.headers['x-ratelimit-type'], 'Daily-limit')
        self.assertEqual(reply.headers['retry-after'], '2030-01-11T00:00:00Z')
        self.assertEqual(session.call('GET', '/users/me').status, 200)
        sandbox.control.order('clock', set='2030-01-11T00:00:01Z')
        session.refresh()
        self.assertEqual(session.list().status, 200)

    def test_per_host(self):
        sandbox, session = self.begin('--plan', 'unlimited', '--daily-limit', '100')
        meeting = session.create(topic='x').json()['id']
        for _ in range(49):
            self.assertEqual(session.create(topic='x').status, 201)
            self.assertEqual(session.update(meeting, {'topic': 'y'}).status, 204)
        self.assertEqual(session.create(topic=5).status, 400)
        self.assertEqual(session.create(topic='x').status, 201)
        for reply in [session.create(topic='x'), session.update(meeting, {'topic': 'z'})]:
            self.expect_refusal(reply, PER_HOST.format(100))
            self.assertNotIn('retry-after', reply.headers)
            self.assertNotIn('x-ratelimit-type', reply.headers)
        self.assertEqual(session.get(meeting).json()['topic'], 'y')
        self.assertEqual(session.list().status, 200)
        self.assertEqual(session.delete(meeting).status, 204)
        self.assertEqual(sandbox.control.order('limits')['used'], 100)
        sandbox.control.order('clock', set='2030-01-10T23:59:59Z')
        session.refresh()
        self.expect_refusal(session.create(topic='x'), PER_HOST.format(100))
        sandbox.control.order('clock', set='2030-01-11T00:00:00Z')
        session.refresh()
        self.assertEqual(session.create(topic='x').status, 201)

    def test_hosts_apart(self):
        sandbox, first = self.begin('--plan', 'unlimited', '--daily-limit', '1')
        other = sandbox.control.order('user', add=True, facts={'email': 'sam@example.org'})
        second = Session(sandbox, user=other['id'])
        self.assertEqual([first.create().status, first.create().status], [201, 429])
        self.assertEqual([second.create().status, second.create().status], [201, 429])

    def test_unlimited(self):
        _sandbox, session = self.begin('--plan', 'unlimited')
        self.assertEqual({session.create(topic='x').status for _ in range(300)}, {201})

    def test_default_is_free(self):
        sandbox, session = self.begin()
        self.assertEqual([session.list().status for _ in range(3)], [200, 200, 429])
        self.assertEqual(session.call('GET', '/users/me').json()['type'], 1)
        sandbox.control.order('limits', plan='pro', daily_limit=1, reset=True)
        self.assertEqual([session.create().status for _ in range(3)], [201, 429, 429])
        self.expect_refusal(session.create(), PER_HOST.format(1))

    def test_wrong_token_counts_for_nobody(self):
        _sandbox, session = self.begin('--plan', 'free')
        for _ in range(10):
            self.assertEqual(session.call('GET', '/users/me', Authorization='Bearer x').status, 401)
        self.assertEqual(session.call('GET', '/users/me').status, 200)


if __name__ == '__main__':
    tap.main()
