#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: The Convoke developers

"""Signing in to the sandbox, as a client that shares no code with it."""

import base64
import json
import unittest
import urllib.parse

import tap
from sandbox_process import (
    CLIENT_ID, REDIRECT_URI, SCOPES, Browser, Form, Sandbox, Session, make_authorize_url,
    make_verifier, read_redirect)

CONFIDENTIAL = 'convoke-confidential'
SECRET = 'convoke-confidential-secret'


class SandboxCase(unittest.TestCase):
    def setUp(self):
        self.sandbox = Sandbox('--plan', 'unlimited')
        self.addCleanup(self.sandbox.stop)
        self.verifier, self.challenge = make_verifier()

    def url(self, **fields):
        return make_authorize_url(self.sandbox, self.challenge, **fields)

    def get_code(self, **fields):
        location = Browser(self.sandbox).answer(self.url(**fields))
        return read_redirect(location)['code']

    def redeem(self, code, **fields):
        values = {'grant_type': 'authorization_code', 'code': code, 'redirect_uri': REDIRECT_URI,
                  'code_verifier': self.verifier}
        values.update(fields)
        return self.sandbox.token(**values)

    def expect_refusal(self, reply, error):
        self.assertEqual(reply.status, 400, reply)
        self.assertEqual(sorted(reply.json()), ['error', 'reason'])
        self.assertEqual(reply.json()['error'], error)

    def expect_page(self, url, text):
        reply = Browser(self.sandbox).open(url)
        self.assertEqual(reply.status, 400)
        self.assertIn(text, reply.body.decode())
        self.assertNotIn('location', reply.headers)


class ConsentTest(SandboxCase):
    def test_page(self):
        reply = Browser(self.sandbox).open(self.url())
        form = Form(reply.body.decode())
        self.assertEqual(reply.status, 200)
        self.assertEqual(form.method, 'post')
        self.assertEqual(sorted(form.buttons), ['Allow', 'Decline'])
        self.assertEqual([value for _name, value, _checked in form.boxes], SCOPES)
        self.assertTrue(all(checked for _name, _value, checked in form.boxes))
        self.assertEqual(form.scripts, 0)
        self.assertEqual(len(form.hidden), 1)
        policy = reply.headers['content-security-policy']
        self.assertIn("default-src 'none'", policy)
        self.assertIn("frame-ancestors 'none'", policy)
        self.assertIn('http://127.0.0.1:43210', policy)
        self.assertEqual(reply.headers['cache-control'], 'no-store')
        self.assertEqual(reply.headers['referrer-policy'], 'no-referrer')
        self.assertEqual(reply.headers['x-content-type-options'], 'nosniff')

    def test_redirect(self):
        for redirect in [REDIRECT_URI, 'http://[::1]:1/x?a=b', 'https://example.com/cb']:
            with self.subTest(redirect):
                location = Browser(self.sandbox).answer(self.url(redirect_uri=redirect))
                answer = read_redirect(location)
                self.assertTrue(location.startswith(redirect + ('&' if '?' in redirect else '?')))
                self.assertEqual(answer['state'], 'opaque state')
                self.assertGreater(len(answer['code']), 20)

    def test_decline(self):
        location = Browser(self.sandbox).answer(self.url(), button='Decline')
        self.assertEqual(read_redirect(location),
                         {'error': 'access_denied', 'state': 'opaque state'})

    def test_no_state(self):
        location = Browser(self.sandbox).answer(self.url(state=None))
        self.assertEqual(sorted(read_redirect(location)), ['code'])

    def test_refused_redirects(self):
        for redirect in [
                'http://localhost:43210/callback', 'http://LOCALHOST/', 'https://localhost/',
                'http://127.0.0.1.example.com/', 'http://127.0.0.2/', 'http://example.com/',
                'http://user@127.0.0.1/', 'http://127.0.0.1/#part', 'convoke://callback',
                'javascript:alert(1)', '//127.0.0.1/', '', 'http://127.0.0.1/"><script>', None]:
            with self.subTest(redirect):
                self.expect_page(self.url(redirect_uri=redirect), '(4,700)')

    def test_unknown_client(self):
        for client in [None, '', 'short', 'not a client', '<b>client</b>', 'x' * 65]:
            with self.subTest(client):
                self.expect_page(self.url(client_id=client), '(4,702)')
        self.sandbox.control.order('client', client_id='once-known-client', kind='unknown')
        self.expect_page(self.url(client_id='once-known-client'), '(4,702)')

    def test_unapproved_client(self):
        self.sandbox.control.order('client', client_id='unapproved-client', kind='unapproved')
        self.expect_page(self.url(client_id='unapproved-client'), 'You cannot authorize the app')

    def test_repeated_parameter(self):
        self.expect_page(self.url() + '&state=second', '(4,700)')

    def test_errors_sent_back(self):
        for fields, error in [
                ({'response_type': 'token'}, 'unsupported_response_type'),
                ({'response_type': None}, 'invalid_request'),
                ({'code_challenge': 'short'}, 'invalid_request'),
                ({'code_challenge_method': 'S512'}, 'invalid_request'),
                ({'scope': 'meeting:read:meeting no:such:scope'}, 'invalid_scope')]:
            with self.subTest(str(fields)):
                reply = Browser(self.sandbox).open(self.url(**fields))
                self.assertEqual(reply.status, 302)
                answer = read_redirect(reply.headers['location'])
                self.assertEqual(answer, {'error': error, 'state': 'opaque state'})

    def test_public_client_needs_pkce(self):
        url = self.url(code_challenge=None, code_challenge_method=None,
                       redirect_uri='https://example.com/cb')
        reply = Browser(self.sandbox).open(url)
        self.assertEqual(read_redirect(reply.headers['location'])['error'], 'invalid_request')

    def test_loopback_needs_pkce(self):
        self.expect_page(self.url(client_id=CONFIDENTIAL, code_challenge=None,
                                  code_challenge_method=None), '(4,700)')

    def test_ticket(self):
        page = Browser(self.sandbox).open(self.url())
        form = Form(page.body.decode())
        fields = form.hidden + [form.buttons['Allow']]
        self.assertEqual(self.sandbox.post_form(form.action, [form.buttons['Allow']]).status, 400)
        self.assertEqual(self.sandbox.post_form(
            form.action, [('ticket', 'guess'), form.buttons['Allow']]).status, 400)
        self.assertEqual(self.sandbox.post_form(
            form.action, fields, {'Origin': 'http://evil.example'}).status, 400)
        self.assertEqual(self.sandbox.post_form(form.action, fields).status, 302)
        self.assertEqual(self.sandbox.post_form(form.action, fields).status, 400)

    def test_second_account(self):
        other = self.sandbox.control.order('user', add=True, facts={'email': 'sam@example.org'})
        form = Form(Browser(self.sandbox).open(self.url()).body.decode())
        self.assertIn(other['id'], form.options)
        session = Session(self.sandbox, user=other['id'])
        self.assertEqual(session.call('GET', '/users/me').json()['email'], 'sam@example.org')


class TokenTest(SandboxCase):
    def test_reply(self):
        reply = self.redeem(self.get_code())
        tokens = reply.json()
        self.assertEqual(reply.status, 200)
        self.assertEqual(sorted(tokens), ['access_token', 'api_url', 'expires_in', 'refresh_token',
                                          'scope', 'token_type'])
        self.assertEqual(tokens['token_type'], 'bearer')
        self.assertEqual(tokens['expires_in'], 3599)
        self.assertEqual(tokens['scope'].split(' '), SCOPES)
        self.assertEqual(tokens['api_url'], self.sandbox.url)
        self.assertTrue(tokens['access_token'].startswith('eyJ'))
        self.assertGreater(len(tokens['access_token']), 900)
        self.assertNotEqual(tokens['access_token'], tokens['refresh_token'])
        self.assertEqual(reply.headers['cache-control'], 'no-store')
        for part in tokens['access_token'].split('.')[:2]:
            json.loads(base64.urlsafe_b64decode(part + '=' * (-len(part) % 4)))

    def test_plain_challenge(self):
        code = self.get_code(code_challenge=self.verifier, code_challenge_method=None)
        self.assertEqual(self.redeem(code).status, 200)

    def test_wrong_verifier(self):
        code = self.get_code()
        for verifier in [None, '', self.challenge, self.verifier[:-1] + '!', self.verifier + 'x']:
            with self.subTest(verifier):
                self.expect_refusal(self.redeem(code, code_verifier=verifier), 'invalid_grant')
        self.assertEqual(self.redeem(code).status, 200)

    def test_code_once(self):
        code = self.get_code()
        tokens = self.redeem(code).json()
        session = Session.__new__(Session)
        session.sandbox, session.tokens, session.connection = self.sandbox, tokens, None
        self.assertEqual(session.call('GET', '/users/me').status, 200)
        self.expect_refusal(self.redeem(code), 'invalid_grant')
        self.assertEqual(session.call('GET', '/users/me').status, 401)

    def test_code_expires(self):
        codes = [self.get_code(), self.get_code()]
        self.sandbox.control.order('clock', advance=299)
        self.assertEqual(self.redeem(codes[0]).status, 200)
        self.sandbox.control.order('clock', advance=2)
        self.expect_refusal(self.redeem(codes[1]), 'invalid_grant')

    def test_redirect_identical(self):
        code = self.get_code()
        for redirect in [None, REDIRECT_URI + '/', REDIRECT_URI.replace('43210', '43211')]:
            with self.subTest(redirect):
                self.expect_refusal(self.redeem(code, redirect_uri=redirect), 'invalid_request')

    def test_clients_apart(self):
        code = self.get_code()
        self.expect_refusal(self.redeem(code, client_id='another-client-id'), 'invalid_grant')
        for client in ['garbage!', '', None, CONFIDENTIAL]:
            with self.subTest(client):
                self.expect_refusal(self.redeem(code, client_id=client), 'invalid_client')
        self.assertEqual(self.redeem(code).status, 200)

    def basic(self, client, secret):
        text = base64.b64encode(f'{client}:{secret}'.encode()).decode()
        return {'Authorization': 'Basic ' + text}

    def test_confidential_client(self):
        fields = {'client_id': CONFIDENTIAL, 'redirect_uri': 'https://example.com/cb',
                  'code_challenge': None, 'code_challenge_method': None}
        code = self.get_code(**fields)
        values = {'redirect_uri': 'https://example.com/cb', 'client_id': None,
                  'code_verifier': None}
        for headers in [None, self.basic(CONFIDENTIAL, 'wrong'), self.basic(CLIENT_ID, ''),
                        {'Authorization': 'Basic !'}, {'Authorization': 'Bearer x'}]:
            with self.subTest(str(headers)):
                self.expect_refusal(self.redeem(code, headers=headers, **values), 'invalid_client')
        reply = self.redeem(code, headers=self.basic(CONFIDENTIAL, SECRET), **values)
        self.assertEqual(reply.status, 200)

    def test_bad_requests(self):
        for fields, error in [
                ({'grant_type': None}, 'invalid_request'),
                ({'grant_type': 'password'}, 'unsupported_grant_type'),
                ({'grant_type': 'authorization_code'}, 'invalid_request'),
                ({'grant_type': 'refresh_token'}, 'invalid_request'),
                ({'grant_type': 'refresh_token', 'refresh_token': 'x'}, 'invalid_grant')]:
            with self.subTest(str(fields)):
                self.expect_refusal(self.sandbox.token(**fields), error)
        reply = self.sandbox.request('POST', '/oauth/token', '{}',
                                     {'Content-Type': 'application/json'})
        self.expect_refusal(reply, 'invalid_request')
        reply = self.sandbox.post_form(
            '/oauth/token', [('grant_type', 'refresh_token'), ('grant_type', 'refresh_token')])
        self.expect_refusal(reply, 'invalid_request')
        self.assertEqual(self.sandbox.request('GET', '/oauth/token').status, 405)


class GrantTest(SandboxCase):
    def test_rotation(self):
        session = Session(self.sandbox)
        first = session.tokens
        self.assertEqual(session.refresh().status, 200)
        self.assertNotEqual(session.tokens['refresh_token'], first['refresh_token'])
        self.assertNotEqual(session.tokens['access_token'], first['access_token'])
        self.assertEqual(session.tokens['scope'], first['scope'])
        self.assertEqual(session.call('GET', '/users/me').status, 200)

    def test_reuse_ends_grant(self):
        session = Session(self.sandbox)
        spent = session.tokens['refresh_token']
        session.refresh()
        reply = session.refresh(spent)
        self.expect_refusal(reply, 'invalid_grant')
        self.assertEqual(reply.json()['reason'], 'Invalid Token!')
        self.expect_refusal(session.refresh(), 'invalid_grant')
        self.assertEqual(session.call('GET', '/users/me').status, 401)

    def test_refresh_of_another_client(self):
        session = Session(self.sandbox)
        reply = self.sandbox.token(grant_type='refresh_token', client_id='another-client-id',
                                   refresh_token=session.tokens['refresh_token'])
        self.expect_refusal(reply, 'invalid_grant')
        self.assertEqual(session.refresh().status, 200)

    def test_second_grant_ends_first(self):
        first = Session(self.sandbox)
        other = Session(self.sandbox, client_id='another-client-id')
        second = Session(self.sandbox)
        self.assertEqual(first.call('GET', '/users/me').status, 401)
        self.expect_refusal(first.refresh(), 'invalid_grant')
        self.assertEqual(second.call('GET', '/users/me').status, 200)
        self.assertEqual(other.call('GET', '/users/me').status, 200)

    def test_expiry(self):
        session = Session(self.sandbox)
        self.sandbox.control.order('clock', advance=3598)
        self.assertEqual(session.call('GET', '/users/me').status, 200)
        self.sandbox.control.order('clock', advance=2)
        reply = session.call('GET', '/users/me')
        self.assertEqual((reply.status, reply.json()),
                         (401, {'code': 124, 'message': 'Access token is expired.'}))
        self.assertEqual(session.refresh().status, 200)
        self.assertEqual(session.call('GET', '/users/me').status, 200)

    def test_refresh_lifetime(self):
        session = Session(self.sandbox)
        self.sandbox.control.order('clock', advance=89 * 86400)
        self.assertEqual(session.refresh().status, 200)
        self.sandbox.control.order('clock', advance=91 * 86400)
        self.expect_refusal(session.refresh(), 'invalid_grant')

    def test_scopes_in_part(self):
        session = Session(self.sandbox, scopes=['meeting:read:meeting', 'user:read:user'])
        self.assertEqual(session.tokens['scope'], 'meeting:read:meeting user:read:user')
        self.assertEqual(session.call('GET', '/users/me').status, 200)
        reply = session.create(topic='No')
        self.assertEqual((reply.status, reply.json()), (400, {
            'code': 4711,
            'message': 'Invalid access token, does not contain scopes:[meeting:write:meeting].'}))
        self.assertEqual(self.sandbox.control.list('effects'), [])

    def test_scopes_asked_for(self):
        url = self.url(scope='meeting:read:meeting', optional_scope='user:read:user')
        form = Form(Browser(self.sandbox).open(url).body.decode())
        self.assertEqual([value for _name, value, _checked in form.boxes],
                         ['meeting:read:meeting', 'user:read:user'])

    def test_every_scope(self):
        calls = {
            'meeting:write:meeting': ('POST', '/users/me/meetings'),
            'meeting:read:meeting': ('GET', '/meetings/81234567890'),
            'meeting:update:meeting': ('PATCH', '/meetings/81234567890'),
            'meeting:read:list_meetings': ('GET', '/users/me/meetings'),
            'meeting:delete:meeting': ('DELETE', '/meetings/81234567890'),
            'user:read:user': ('GET', '/users/me'),
            'user:read:email': ('GET', '/users/email?email=nobody@example.com'),
        }
        session = Session(self.sandbox)
        for scope, (method, target) in calls.items():
            with self.subTest(scope):
                self.sandbox.control.order('scopes', scopes=[each for each in SCOPES
                                                             if each != scope])
                reply = session.call(method, target)
                self.assertEqual(reply.status, 400)
                self.assertEqual(reply.json()['code'], 4711)
                self.assertIn(f'[{scope}]', reply.json()['message'])
                self.sandbox.control.order('scopes', scopes=[scope])
                self.assertNotEqual(session.call(method, target).body.find(b'4711'), 0)
                self.assertNotIn(b'scopes:[', session.call(method, target).body)

    def test_revoke(self):
        session = Session(self.sandbox)
        reply = self.sandbox.post_form('/oauth/revoke', {
            'token': session.tokens['access_token'], 'client_id': CLIENT_ID})
        self.assertEqual((reply.status, reply.json()), (200, {'status': 'success'}))
        self.assertEqual(session.call('GET', '/users/me').status, 401)
        self.expect_refusal(session.refresh(), 'invalid_grant')
        reply = self.sandbox.post_form('/oauth/revoke', {'token': 'x', 'client_id': CLIENT_ID})
        self.expect_refusal(reply, 'invalid_grant')

    def test_control(self):
        session = Session(self.sandbox)
        code = self.sandbox.control.order(
            'authorize', client_id=CLIENT_ID, redirect_uri=REDIRECT_URI,
            code_challenge=self.challenge, code_challenge_method='S256',
            scopes=['user:read:user'])['code']
        tokens = self.redeem(code).json()
        self.assertEqual(tokens['scope'], 'user:read:user')
        self.assertEqual(session.call('GET', '/users/me').status, 401)
        with self.assertRaises(ValueError):
            self.sandbox.control.order('authorize', client_id=CLIENT_ID, code_challenge='x' * 43,
                                       redirect_uri='http://localhost/')
        session.tokens = tokens
        self.sandbox.control.order('expire')
        self.assertEqual(session.call('GET', '/users/me').json()['message'],
                         'Access token is expired.')
        session.refresh()
        self.assertEqual(self.sandbox.control.order('revoke')['count'], 1)
        self.assertEqual(session.call('GET', '/users/me').status, 401)

    def test_bad_tokens(self):
        session = Session(self.sandbox)
        token = session.tokens['access_token']
        for value in ['Bearer ' + token[:-1], 'Bearer ', 'Basic ' + token, token, 'Bearer x', None]:
            with self.subTest(value if value is None else value[:12]):
                reply = session.call('GET', '/users/me', Authorization=value)
                self.assertEqual((reply.status, reply.json()['code']), (401, 124))
        query = urllib.parse.urlencode({'access_token': token})
        reply = session.call('GET', '/users/me?' + query)
        self.assertEqual((reply.status, reply.json()['code']), (401, 124))


if __name__ == '__main__':
    tap.main()
