#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: The Convoke developers

"""Signing in to the sandbox by a code, as a device that shares no code with it (RFC 8628)."""

import base64
import unittest
import urllib.parse

import tap
from sandbox_process import CLIENT_ID, SCOPES, Device, Sandbox, enter_code

GRANT_TYPE = 'urn:ietf:params:oauth:grant-type:device_code'
BASIC = {'Authorization': 'Basic ' + base64.b64encode(
    b'convoke-confidential:convoke-confidential-secret').decode()}


class DeviceTest(unittest.TestCase):
    def setUp(self):
        self.sandbox = Sandbox('--plan', 'unlimited')
        self.addCleanup(self.sandbox.stop)
        self.sandbox.control.order('clock', set='2026-03-03T13:00:00Z', frozen=True)

    def advance(self, seconds):
        self.sandbox.control.order('clock', advance=seconds)

    def ask(self, device, **fields):
        """The error of the token endpoint, or None and the tokens are the device's."""
        reply = device.ask(**fields)
        if reply.status == 200:
            device.tokens = reply.json()
            return None
        self.assertEqual(reply.status, 400, reply)
        return reply.json()['error']

    def test_codes(self):
        reply = Device(self.sandbox).reply
        codes = reply.json()
        self.assertEqual(sorted(codes), ['device_code', 'expires_in', 'interval', 'user_code',
                                         'verification_uri', 'verification_uri_complete'])
        self.assertEqual((codes['expires_in'], codes['interval']), (900, 5))
        self.assertEqual(codes['verification_uri'], self.sandbox.url + '/oauth_device')
        self.assertRegex(codes['user_code'], r'^[B-Z]{4}-[B-Z]{4}$')
        self.assertIn(codes['user_code'], codes['verification_uri_complete'])
        self.assertGreater(len(codes['device_code']), 40)
        self.assertEqual(reply.headers['cache-control'], 'no-store')
        other = Device(self.sandbox).codes
        self.assertNotEqual(codes['device_code'], other['device_code'])
        self.assertNotEqual(codes['user_code'], other['user_code'])

    def test_both_places_of_parameters(self):
        for device in [Device(self.sandbox), Device(self.sandbox, in_form=True)]:
            enter_code(self.sandbox, device.codes['user_code'])
            self.assertIsNone(self.ask(device))
            self.assertEqual(device.tokens['scope'].split(' '), SCOPES)

    def test_refusals(self):
        self.assertEqual(self.sandbox.request('GET', '/oauth/devicecode').status, 405)
        for target in ['/oauth/devicecode', '/oauth/devicecode?client_id=!',
                       '/oauth/devicecode?client_id=convoke-confidential',
                       '/oauth/devicecode?client_id=convoke-sandbox&client_id=convoke-sandbox']:
            self.assertEqual(self.sandbox.request('POST', target, '').status, 400, target)
        reply = self.sandbox.post_form('/oauth/devicecode', {'client_id': CLIENT_ID,
                                                             'scope': 'no:such:scope'})
        self.assertEqual(reply.json()['error'], 'invalid_scope')

    def test_confidential_client(self):
        reply = self.sandbox.request('POST', '/oauth/devicecode?client_id=convoke-confidential', '',
                                     BASIC)
        self.assertEqual(reply.status, 200)
        enter_code(self.sandbox, reply.json()['user_code'])
        fields = {'grant_type': GRANT_TYPE, 'device_code': reply.json()['device_code']}
        self.assertEqual(self.sandbox.token(**fields).json()['error'], 'invalid_grant')
        self.assertEqual(self.sandbox.post_form('/oauth/token', fields, BASIC).status, 200)

    def test_whole_life(self):
        device = Device(self.sandbox)
        self.assertEqual(self.ask(device), 'authorization_pending')
        self.advance(5)
        self.assertEqual(self.ask(device), 'authorization_pending')
        enter_code(self.sandbox, device.codes['user_code'].lower().replace('-', ' '))
        self.advance(5)
        self.assertIsNone(self.ask(device))
        self.assertEqual(device.call('/users/me').status, 200)
        self.advance(5)
        self.assertEqual(self.ask(device), 'invalid_grant')

    def test_slow_down(self):
        device = Device(self.sandbox)
        self.assertEqual(self.ask(device), 'authorization_pending')
        self.advance(4)
        self.assertEqual(self.ask(device), 'slow_down')
        # Five seconds more from now on.
        self.advance(9)
        self.assertEqual(self.ask(device), 'slow_down')
        self.advance(15)
        self.assertEqual(self.ask(device), 'authorization_pending')

    def test_decline(self):
        device = Device(self.sandbox)
        page = enter_code(self.sandbox, device.codes['user_code'], button='Decline')
        self.assertIn('Declined', page)
        self.assertEqual(self.ask(device), 'access_denied')

    def test_expiry(self):
        device = Device(self.sandbox)
        self.advance(901)
        self.assertEqual(self.ask(device), 'expired_token')
        with self.assertRaises(RuntimeError):
            enter_code(self.sandbox, device.codes['user_code'])

    def test_wrong_codes(self):
        Device(self.sandbox)
        for code in ['', 'BBBB-BBBB', '<script>', 'x' * 500]:
            reply = self.sandbox.post_form('/oauth_device', {'user_code': code})
            self.assertEqual(reply.status, 400)
            self.assertNotIn(b'<script', reply.body)
        reply = self.sandbox.request('GET', '/oauth_device?user_code=' +
                                     urllib.parse.quote('"><script>'))
        self.assertNotIn(b'<script', reply.body)
        reply = self.sandbox.post_form('/oauth_device', {'ticket': 'guess', 'action': 'allow'})
        self.assertEqual(reply.status, 400)

    def test_other_sites(self):
        device = Device(self.sandbox)
        reply = self.sandbox.post_form('/oauth_device',
                                       {'user_code': device.codes['user_code']},
                                       {'Origin': 'http://evil.example'})
        self.assertEqual(reply.status, 400)

    def test_chosen_scopes(self):
        device = Device(self.sandbox)
        enter_code(self.sandbox, device.codes['user_code'], scopes=['user:read:user'])
        self.assertIsNone(self.ask(device))
        self.assertEqual(device.tokens['scope'], 'user:read:user')

    def test_order(self):
        self.sandbox.control.order('device', interval=1)
        self.assertEqual(Device(self.sandbox).codes['interval'], 1)
        with self.assertRaises(ValueError):
            self.sandbox.control.order('device', interval=-1)


if __name__ == '__main__':
    tap.main()
