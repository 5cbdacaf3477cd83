#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: The Convoke developers

"""Faults on demand, the control socket, and clients that mean harm."""

import gzip
import http.client
import json
import os
import random
import socket
import stat
import unittest
import xml.etree.ElementTree

import tap
from sandbox_process import DEADLINE, Control, Sandbox, Session

PATH = '/v2/users/me/meetings'
SEED = 7
LOST = (http.client.RemoteDisconnected, ConnectionResetError)


class FaultCase(unittest.TestCase):
    def setUp(self):
        self.sandbox = Sandbox('--plan', 'unlimited')
        self.addCleanup(self.sandbox.stop)
        self.session = Session(self.sandbox)

    def fault(self, kind, **members):
        self.sandbox.control.fault(kind, 'POST', PATH, **members)

    def count(self):
        """How many meetings there are; nothing but the faulty calls makes any here."""
        return self.session.list().json()['total_records']

    def create(self):
        return self.session.create(topic='x', start_time='2090-01-01T00:00:00Z')


class AnswerTest(FaultCase):
    def test_statuses(self):
        for kind, status in [('429-second', 429), ('429-daily', 429), ('429-host', 429),
                             ('500', 500), ('502', 502), ('503', 503), ('504', 504), ('html', 200),
                             ('xml-error', 400), ('expired-token', 401), ('redirect', 307)]:
            with self.subTest(kind):
                before = self.count()
                self.fault(kind)
                reply = self.create()
                self.assertEqual(reply.status, status)
                if kind == 'expired-token':
                    self.assertEqual(self.create().status, 401)
                    self.session.refresh()
                if kind == 'xml-error':
                    xml.etree.ElementTree.fromstring(reply.body)
                if kind == 'redirect':
                    self.assertEqual(reply.headers['location'], 'http://127.0.0.1:9/')
                self.assertEqual(self.count(), before)
                self.assertEqual(self.create().status, 201)

    def test_rate_limits(self):
        for kind, words, headers in [
                ('429-second', 'per-second', ['x-ratelimit-type', 'x-ratelimit-reset']),
                ('429-daily', 'maximum daily', ['x-ratelimit-type', 'retry-after']),
                ('429-host', 'exceeded the daily rate limit (100)', [])]:
            with self.subTest(kind):
                self.fault(kind)
                reply = self.create()
                self.assertIn(words, reply.json()['message'])
                for name in headers:
                    self.assertIn(name, reply.headers)
                self.assertEqual('retry-after' in reply.headers, kind == '429-daily')

    def test_lost(self):
        for kind, made in [('reply-lost', 1), ('drop-before', 0)]:
            with self.subTest(kind):
                before = self.count()
                self.fault(kind)
                with self.assertRaises(LOST):
                    self.create()
                self.assertEqual(self.count() - before, made)

    def test_damaged(self):
        for kind, raises in [('truncated', http.client.IncompleteRead),
                             ('chunk-broken', http.client.IncompleteRead)]:
            with self.subTest(kind):
                before = self.count()
                self.fault(kind)
                with self.assertRaises(raises):
                    self.create()
                self.assertEqual(self.count(), before + 1)
        self.fault('gzip-broken')
        reply = self.create()
        self.assertEqual(reply.headers['content-encoding'], 'gzip')
        with self.assertRaises(Exception):
            gzip.decompress(reply.body)

    def test_bodies(self):
        for kind in ['empty', 'not-json', 'bad-utf8']:
            with self.subTest(kind):
                self.fault(kind)
                with self.assertRaises(ValueError):
                    self.create().json()
        for kind, value in [('null', None), ('list', [])]:
            with self.subTest(kind):
                self.fault(kind)
                self.assertEqual(self.create().json(), value)
        with self.subTest('bad-id'):
            self.fault('bad-id')
            reply = self.create()
            self.assertEqual((reply.status, reply.json()['id']), (201, 2 ** 64))
        with self.subTest('no-id'):
            self.fault('no-id')
            self.assertNotIn('id', self.create().json())
        with self.subTest('wrong-type'):
            self.fault('wrong-type')
            self.assertEqual(self.create().json()['id'], {})
        with self.subTest('duplicate-member'):
            self.fault('duplicate-member')
            self.assertEqual(self.create().body.count(b'"id"'), 2)
        with self.subTest('nul-character'):
            self.fault('nul-character')
            self.assertIn('\0', self.create().json()['topic'])
        with self.subTest('huge'):
            self.fault('huge', bytes=5_000_000)
            self.assertGreater(len(self.create().body), 5_000_000)

    def test_count_and_after(self):
        self.fault('500', count=2, after=1)
        self.assertEqual([self.create().status for _ in range(5)], [201, 500, 500, 201, 201])
        self.fault('500', count=-1)
        self.assertEqual({self.create().status for _ in range(10)}, {500})
        self.sandbox.control.order('clear-faults')
        self.assertEqual(self.create().status, 201)

    def test_order_of_faults(self):
        self.fault('500')
        self.fault('503')
        self.assertEqual([self.create().status for _ in range(3)], [500, 503, 201])

    def test_match(self):
        self.sandbox.control.fault('503', 'GET', '/v2/meetings/*')
        meeting = self.create().json()['id']
        self.assertEqual(self.session.list().status, 200)
        self.assertEqual(self.session.get(meeting).status, 503)
        self.assertEqual(self.session.get(meeting).status, 200)

    def test_options(self):
        self.fault('html', status=503)
        self.assertEqual(self.create().status, 503)
        self.fault('500', effect=True)
        before = self.count()
        self.assertEqual(self.create().status, 500)
        self.assertEqual(self.count(), before + 1)
        self.fault('redirect', status=302, location='http://127.0.0.1:1/x')
        reply = self.create()
        self.assertEqual((reply.status, reply.headers['location']), (302, 'http://127.0.0.1:1/x'))

    def test_slow(self):
        self.fault('slow', delay=300)
        self.assertEqual(self.create().status, 201)
        self.fault('slow', delay=3_600_000)
        connection = http.client.HTTPConnection('127.0.0.1', self.sandbox.port, timeout=0.2)
        self.session.connection = connection
        with self.assertRaises(TimeoutError):
            self.create()
        connection.close()
        self.session.connection = None
        self.assertEqual(self.count(), 2)

    def test_revoked(self):
        self.fault('revoked-grant')
        self.assertEqual(self.create().status, 401)
        self.assertEqual(self.session.refresh().json()['error'], 'invalid_grant')

    def test_token_endpoint(self):
        spent = self.session.tokens['refresh_token']
        self.sandbox.control.fault('reply-lost', 'POST', '/oauth/token')
        with self.assertRaises(LOST):
            self.session.refresh()
        # The new pair was made, and lost: the old one is spent, and using it ends the grant.
        self.assertEqual(self.session.refresh(spent).status, 400)
        session = Session(self.sandbox)
        self.sandbox.control.fault('html', 'POST', '/oauth/token')
        reply = session.refresh()
        self.assertIn('html', reply.headers['content-type'])

    def test_latency(self):
        self.sandbox.control.order('latency', milliseconds=50)
        self.assertEqual(self.create().status, 201)


class ControlTest(FaultCase):
    def test_private(self):
        mode = os.stat(self.sandbox.control_path).st_mode
        self.assertTrue(stat.S_ISSOCK(mode))
        self.assertEqual(stat.S_IMODE(mode), 0o600)

    def test_not_over_http(self):
        for path in ('/control', '/v2/control', '/clock', '/effects', '/'):
            with self.subTest(path):
                reply = self.session.sandbox.request('POST', path, '{"op":"effects"}',
                                                     {'Accept': 'application/json'})
                self.assertEqual(reply.status, 404)

    def test_clock(self):
        control = self.sandbox.control
        self.assertEqual(control.order('clock', set='2031-01-01T00:00:00Z', frozen=True)['now'],
                         '2031-01-01T00:00:00Z')
        self.assertEqual(control.order('clock', advance=61)['now'], '2031-01-01T00:01:01Z')
        self.assertEqual(control.order('clock', advance=-61)['now'], '2031-01-01T00:00:00Z')
        self.assertTrue(control.order('clock', advance=2 ** 62)['now'].startswith('30'))
        control.order('clock', set='2031-01-01T00:00:00Z', frozen=False)
        self.assertTrue(control.order('clock')['now'].startswith('2031-01-01T00:00:'))

    def test_wrong_orders(self):
        control = self.sandbox.control
        for order in [b'', b'x', b'[]', b'{}', b'{"op":"none"}', b'{"op":5}',
                      b'{"op":"clock","set":"soon"}', b'{"op":"latency"}',
                      b'{"op":"latency","milliseconds":-1}', b'{"op":"latency","milliseconds":"5"}',
                      b'{"op":"fault","kind":"none"}', b'{"op":"fault","kind":"500","status":99}',
                      b'{"op":"scopes"}', b'{"op":"scopes","scopes":[1]}',
                      b'{"op":"user","user":"nobody"}', b'{"op":"user","add":true}',
                      b'{"op":"user","facts":5}', b'{"op":"client"}', b'{"op":"authorize"}',
                      b'{"op":"meeting","id":5}', b'{"op":"limits","plan":"none"}',
                      b'{"op":"revoke","user":"nobody"}', b'\xff\xfe', b'{"op":' * 100]:
            with self.subTest(order[:40]):
                control.socket.sendall(order + b'\n')
                answer = json.loads(control.lines.readline())
                self.assertFalse(answer['ok'])
                self.assertTrue(answer['message'].endswith('.'))
        self.assertEqual(control.order('effects')['count'], 0)

    def test_several_peers_and_halves(self):
        other = Control(self.sandbox.control_path)
        other.socket.sendall(b'{"op":"effe')
        self.assertTrue(self.sandbox.control.order('effects')['ok'])
        other.socket.sendall(b'cts"}\n{"op":"effects"}\n')
        self.assertTrue(json.loads(other.lines.readline())['ok'])
        self.assertTrue(json.loads(other.lines.readline())['ok'])
        other.close()

    def test_recorded_requests(self):
        self.create()
        self.sandbox.control.order('record')
        self.session.call('POST', '/users/me/meetings?x=y', '{"topic": "raw  body"}')
        self.sandbox.control.order('record', on=False)
        self.create()
        requests = self.sandbox.control.list('requests')
        self.assertEqual(len(requests), 1)
        self.assertEqual(requests[0]['body'], '{"topic": "raw  body"}')
        self.assertEqual(requests[0]['query'], {'x': 'y'})
        self.assertEqual((requests[0]['method'], requests[0]['path']), ('POST', PATH))
        self.assertNotIn(self.session.tokens['access_token'], json.dumps(requests))

    def test_clear_log(self):
        self.create()
        self.assertEqual(len(self.sandbox.control.list('effects')), 1)
        self.sandbox.control.order('clear-log')
        self.assertEqual(self.sandbox.control.list('effects'), [])


class HostileTest(FaultCase):
    def send(self, data):
        """Sends raw bytes and returns what comes back until the other end closes or is idle."""
        with socket.create_connection(('127.0.0.1', self.sandbox.port), DEADLINE) as peer:
            answer = b''
            try:
                peer.sendall(data)
                peer.shutdown(socket.SHUT_WR)
                while True:
                    chunk = peer.recv(65536)
                    if not chunk:
                        break
                    answer += chunk
            except (ConnectionResetError, BrokenPipeError):
                pass
        return answer

    def get(self, target, *headers):
        lines = [f'GET {target} HTTP/1.1'] + list(headers) + ['Connection: close', '', '']
        return self.send('\r\n'.join(lines).encode('latin-1'))

    def expect_alive(self):
        self.assertEqual(self.session.call('GET', '/users/me').status, 200)

    def test_hosts(self):
        own = f'Host: 127.0.0.1:{self.sandbox.port}'
        self.assertIn(b' 401 ', self.get('/v2/users/me', own).split(b'\r\n')[0])
        for headers in [['Host: evil.example'], [f'Host: localhost:{self.sandbox.port}'],
                        [own, 'Host: evil.example'], ['Host: evil.example', own], ['Host: '],
                        ['Host: 127.0.0.1'], []]:
            with self.subTest(str(headers)):
                status = self.get('/v2/users/me', *headers).split(b'\r\n')[0]
                self.assertTrue(b' 421 ' in status or b' 400 ' in status, status)
        status = self.get('http://evil.example/v2/users/me', own).split(b'\r\n')[0]
        self.assertTrue(b' 421 ' in status or b' 400 ' in status, status)
        self.expect_alive()

    def test_paths_are_exact(self):
        own = f'Host: 127.0.0.1:{self.sandbox.port}'
        for target in ['/oauth/authorize/x', '/oauth//authorize',
                       '/OAUTH/authorize', '/oauth/token/', '//oauth/token']:
            with self.subTest(target):
                self.assertIn(b' 404 ', self.get(target, own).split(b'\r\n')[0])

    def test_sizes(self):
        reply = self.session.call('POST', '/users/me/meetings', '{"topic": "%s"}' % ('x' * 900_000))
        self.assertEqual(reply.status, 400)
        own = f'Host: 127.0.0.1:{self.sandbox.port}\r\n'
        head = f'POST {PATH} HTTP/1.1\r\n{own}'
        declared = self.send((head + 'Content-Length: 99999999999\r\n\r\n').encode())
        self.assertTrue(declared == b'' or b' 413 ' in declared.split(b'\r\n')[0], declared[:80])
        chunks = (b'10000\r\n' + b'x' * 65536 + b'\r\n') * 64
        answer = self.send((head + 'Transfer-Encoding: chunked\r\n\r\n').encode() + chunks)
        self.assertNotIn(b' 201 ', answer[:20])
        self.assertIn(b' 431 ', self.get('/v2/users/me', own.strip(),
                                         *[f'X-{i}: x' for i in range(200)]).split(b'\r\n')[0])
        self.assertIn(b' 431 ', self.get('/' + 'x' * 5000, own.strip()).split(b'\r\n')[0])
        self.expect_alive()

    def test_many_connections(self):
        idle = [socket.create_connection(('127.0.0.1', self.sandbox.port)) for _ in range(300)]
        for each in idle[:150]:
            each.sendall(b'GET /v2/us')
        self.expect_alive()
        for each in idle:
            each.close()
        self.expect_alive()

    def test_rubbish(self):
        generator = random.Random(SEED)
        for _ in range(200):
            self.send(bytes(generator.randrange(256) for _ in range(generator.randrange(1, 400))))
        self.expect_alive()

    def test_mutated_requests(self):
        generator = random.Random(SEED)
        body = json.dumps({
            'topic': 'x', 'type': 8, 'start_time': '2031-01-01T00:00:00', 'timezone': 'UTC',
            'recurrence': {'type': 2, 'weekly_days': '1,2', 'end_times': 3},
            'settings': {'breakout_room': {'enable': True, 'rooms': [{'name': 'a'}]},
                         'custom_keys': [{'key': 'a', 'value': 'b'}]}}).encode()
        for _ in range(500):
            data = bytearray(body)
            for _ in range(generator.randrange(1, 6)):
                place = generator.randrange(len(data))
                choice = generator.randrange(3)
                if choice == 0:
                    data[place] = generator.randrange(256)
                elif choice == 1:
                    del data[place:place + generator.randrange(1, 8)]
                else:
                    data[place:place] = generator.choice([b'9' * 25, b'{', b'[', b'"', b'\\u0000',
                                                          b'-', b'null', b'1e400', b'\xff'])
            reply = self.session.call('POST', '/users/me/meetings', bytes(data))
            self.assertIn(reply.status, (201, 400))
        self.expect_alive()

    def test_queries(self):
        for query in ['%00', '%', '%zz', 'a=%ff', '=', '&&&', 'page_size=9' * 200,
                      'occurrence_id=%00', 'next_page_token=%F0%9F%92%A9']:
            with self.subTest(query[:20]):
                self.assertIn(self.session.call('GET', '/users/me/meetings?' + query).status,
                              (200, 400))
        self.expect_alive()

    def test_ids(self):
        for name in ['%ff', '%00', "'", '%3Cscript%3E', 'x' * 3000]:
            with self.subTest(name[:20]):
                self.assertEqual(self.session.call('GET', '/users/' + name).status, 404)
                self.assertEqual(self.session.get(name).status, 400)
        self.expect_alive()

    def test_form_rubbish(self):
        generator = random.Random(SEED)
        for _ in range(100):
            data = bytes(generator.randrange(256) for _ in range(200))
            for target in ('/oauth/token', '/oauth/revoke', '/oauth/authorize'):
                reply = self.sandbox.request(
                    'POST', target, data, {'Content-Type': 'application/x-www-form-urlencoded'})
                self.assertEqual(reply.status, 400)
        self.expect_alive()


if __name__ == '__main__':
    tap.main()
