#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: The Convoke developers

"""The five actions, the user, lists and refusals."""

import base64
import datetime
import json
import re
import unittest
import xml.etree.ElementTree

import tap
from sandbox_process import Sandbox, Session

NOW = '2030-01-10T12:00:00Z'


class MeetingCase(unittest.TestCase):
    def setUp(self):
        self.sandbox = Sandbox('--plan', 'unlimited')
        self.addCleanup(self.sandbox.stop)
        self.sandbox.control.order('clock', set=NOW, frozen=True)
        self.session = Session(self.sandbox)

    def make(self, **fields):
        value = {'topic': 'A talk', 'type': 2, 'start_time': '2030-01-20T14:00:00Z'}
        value.update(fields)
        reply = self.session.create(**value)
        self.assertEqual(reply.status, 201, reply)
        return reply.json()

    def advance(self, seconds):
        self.sandbox.control.order('clock', advance=seconds)

    def sign_in(self):
        self.session = Session(self.sandbox)

    def expect_error(self, reply, status, code, message):
        self.assertEqual((reply.status, reply.json()), (status, {'code': code, 'message': message}))


class CreateTest(MeetingCase):
    def test_shape(self):
        reply = self.session.create(topic='A talk', type=2, start_time='2030-01-20T14:00:00Z',
                                    duration=30, timezone='Europe/Berlin', agenda='Words')
        meeting = reply.json()
        user = self.session.call('GET', '/users/me').json()
        self.assertEqual(reply.status, 201)
        self.assertEqual(reply.headers['content-type'], 'application/json;charset=UTF-8')
        self.assertRegex(reply.headers['x-zm-trackingid'], r'^v=2\.0;clid=\w+;rid=WEB_[0-9a-f]{32}$')
        self.assertIsInstance(meeting['id'], int)
        self.assertRegex(str(meeting['id']), r'^[789]\d{10}$')
        self.assertEqual(len(base64.b64decode(meeting['uuid'])), 16)
        self.assertEqual(meeting['host_id'], user['id'])
        self.assertEqual(meeting['host_email'], user['email'])
        self.assertEqual(meeting['status'], 'waiting')
        self.assertEqual(meeting['created_at'], NOW)
        self.assertEqual(meeting['start_time'], '2030-01-20T14:00:00Z')
        self.assertEqual(meeting['timezone'], 'Europe/Berlin')
        self.assertEqual(meeting['duration'], 30)
        self.assertRegex(meeting['join_url'],
                         rf'^https://[\w-]+\.zoom\.us/j/{meeting["id"]}\?pwd=[A-Za-z0-9]{{30}}\.1$')
        self.assertTrue(meeting['join_url'].endswith(meeting['encrypted_password']))
        self.assertRegex(meeting['pstn_password'], r'^\d{6}$')
        for name in ('assistant_id', 'creation_source', 'supportGoLive', 'h323_password',
                     'pre_schedule', 'settings', 'password'):
            self.assertIn(name, meeting)
        for name in ('request_permission_to_unmute_participants', 'show_join_info',
                     'enable_dedicated_group_chat'):
            self.assertIn(name, meeting['settings'])

    def test_start_url(self):
        meeting = self.make()
        self.advance(60)
        again = self.session.get(meeting['id']).json()
        token = re.search(r'/s/\d+\?zak=(.+)$', again['start_url'])[1]
        claims = token.split('.')[1]
        claims = json.loads(base64.urlsafe_b64decode(claims + '=' * (-len(claims) % 4)))
        self.assertEqual(claims['exp'] - claims['iat'], 7200)
        self.assertEqual(claims['mnum'], str(meeting['id']))
        self.assertNotEqual(again['start_url'], meeting['start_url'])

    def test_not_idempotent(self):
        self.assertNotEqual(self.make()['id'], self.make()['id'])

    def test_awkward_uuids(self):
        uuids = [self.make()['uuid'] for _ in range(200)]
        self.assertTrue(any(uuid.startswith('/') for uuid in uuids))
        self.assertTrue(any('//' in uuid for uuid in uuids))
        self.assertEqual(len(set(uuids)), 200)

    def test_past_start_means_now(self):
        self.assertEqual(self.make(start_time='2029-01-01T00:00:00Z')['start_time'], NOW)

    def test_without_start(self):
        meeting = self.session.create(topic='x').json()
        self.assertEqual(meeting['type'], 1)
        self.assertNotIn('start_time', meeting)

    def test_bodies(self):
        for body in ['', 'nonsense', '[]', '"x"', 'null', '{"topic": "x"', '{"topic": "x"} x',
                     b'\xff\xfe', '{"a":' * 200 + '1' + '}' * 200]:
            with self.subTest(str(body)[:20]):
                self.expect_error(self.session.call('POST', '/users/me/meetings', body), 400, 300,
                                  'Request Body should be a valid JSON object.')
        reply = self.session.call('POST', '/users/me/meetings', '{}', Content_Type='text/plain')
        self.assertEqual((reply.status, reply.json()['code']), (415, 300))
        self.assertEqual(self.session.call('POST', '/users/me/meetings', '{}').status, 201)


class RefusalTest(MeetingCase):
    def test_users(self):
        user = self.session.call('GET', '/users/me').json()
        for name in ('me', user['id'], user['email'], user['email'].replace('@', '%40')):
            with self.subTest(name):
                self.assertEqual(self.session.call('GET', '/users/' + name).json(), user)
                self.assertEqual(self.session.call('GET', f'/users/{name}/meetings').status, 200)
        for method, target in [('GET', '/users/nobody'), ('GET', '/users/nobody/meetings'),
                               ('POST', '/users/nobody/meetings')]:
            with self.subTest(method + target):
                self.expect_error(self.session.call(method, target, {}), 404, 1001,
                                  'User does not exist: nobody.')
        other = self.sandbox.control.order('user', add=True, facts={'email': 'sam@example.org'})
        self.assertEqual(self.session.call('GET', '/users/' + other['id']).status, 404)

    def test_email(self):
        for email, exists in [('jordan.doe@example.com', True), ('nobody@example.com', False)]:
            reply = self.session.call('GET', '/users/email?email=' + email)
            self.assertEqual((reply.status, reply.json()), (200, {'existed_email': exists}))

    def test_meeting_ids(self):
        self.expect_error(self.session.get('81234567890'), 404, 3001,
                          'Meeting does not exist: 81234567890.')
        for text in ['abc', '1.5', '-5', '8123 4567', '99999999999999999999',
                     self.make()['uuid'].replace('/', '%2F')]:
            with self.subTest(text):
                self.expect_error(self.session.get(text.replace(' ', '%20')), 400, 300,
                                  'Invalid meeting id.')

    def test_paths(self):
        for method, target in [('GET', '/meetings'), ('GET', '/meetings/'), ('GET', '/nothing'),
                               ('POST', '/meetings/81234567890'), ('PUT', '/users/me'),
                               ('GET', '/users/me/meetings/x'), ('DELETE', '/users/me/meetings'),
                               ('GET', '/users//meetings'),
                               ('GET', '/users/m%65etings/x/y')]:
            with self.subTest(method + target):
                self.expect_error(self.session.call(method, target), 404, 2300,
                                  'This API endpoint is not recognized.')

    def test_xml(self):
        reply = self.session.call('GET', '/meetings/81234567890', Accept=None)
        document = xml.etree.ElementTree.fromstring(reply.body)
        self.assertIn('xml', reply.headers['content-type'])
        self.assertEqual(document.findtext('code'), '3001')
        self.assertEqual(document.findtext('message'), 'Meeting does not exist: 81234567890.')
        reply = self.session.call('POST', '/users/me/meetings', {'topic': '<' * 201},
                                  Accept='text/html')
        document = xml.etree.ElementTree.fromstring(reply.body)
        self.assertEqual(document.findtext('errors/field'), 'topic')
        for accept in ('application/json', '*/*', 'text/html, application/json;q=0.5'):
            with self.subTest(accept):
                reply = self.session.call('GET', '/meetings/81234567890', Accept=accept)
                self.assertEqual(reply.json()['code'], 3001)

    def test_schedule_for(self):
        email = self.session.call('GET', '/users/me').json()['email']
        self.assertEqual(self.make(schedule_for=email)['host_email'], email)
        for fields, code, text in [
                ({'schedule_for': 'boss@example.com'}, 3000,
                 'You cannot schedule a meeting for boss@example.com.'),
                ({'schedule_for': 'boss'}, 300, 'schedule_for'),
                ({'schedule_for': email, 'type': 1}, 3000, 'Instant meetings do not support')]:
            with self.subTest(str(fields)):
                reply = self.session.create(topic='x', start_time='2030-01-20T14:00:00Z', **fields)
                self.assertEqual((reply.status, reply.json()['code']), (400, code))
                self.assertIn(text, reply.json()['message'])

    def test_scheduling_privilege(self):
        other = self.sandbox.control.order('user', add=True, facts={'email': 'boss@example.com'})
        fields = {'schedule_for': 'boss@example.com'}
        self.assertEqual(self.session.create(topic='x', start_time='2030-01-20T14:00:00Z',
                                             **fields).status, 400)
        self.sandbox.control.order('user', facts={'may_schedule_for': ['boss@example.com']})
        meeting = self.make(**fields)
        self.assertEqual((meeting['host_id'], meeting['host_email']),
                         (other['id'], 'boss@example.com'))
        self.assertEqual(self.session.get(meeting['id']).status, 200)
        # It is in the list of its host, which this user cannot read.
        self.assertEqual(self.session.list().json()['total_records'], 0)
        host = Session(self.sandbox, user=other['id'])
        self.assertEqual(host.list().json()['total_records'], 1)
        own = self.make()
        self.assertEqual(host.get(own['id']).status, 404)
        self.assertEqual(self.session.delete(meeting['id']).status, 204)

    def test_blocked_domain(self):
        self.sandbox.control.order('user', facts={'blocked_domains': ['bad.example']})
        for fields in [{'settings': {'alternative_hosts': 'a@good.example;b@bad.example'}},
                       {'settings': {'meeting_invitees': [{'email': 'b@BAD.example'}]}},
                       {'schedule_for': 'b@bad.example'}]:
            with self.subTest(str(fields)):
                reply = self.session.create(topic='x', start_time='2030-01-20T14:00:00Z', **fields)
                self.assertEqual((reply.status, reply.json()['code']), (400, 3000))
                self.assertIn('are blocked', reply.json()['message'])
        self.make(settings={'alternative_hosts': 'a@good.example'})

    def test_blocked_user(self):
        meeting = self.make()
        self.sandbox.control.order('user', facts={'blocked': True})
        for reply in [self.session.create(topic='x'), self.session.get(meeting['id']),
                      self.session.update(meeting['id'], {}), self.session.list(),
                      self.session.delete(meeting['id'])]:
            self.assertEqual((reply.status, reply.json()['code']), (400, 3161))
        user = self.session.call('GET', '/users/me')
        self.assertEqual(user.status, 200)
        self.assertNotIn('blocked', user.json())

    def test_enforce_login_domains(self):
        reply = self.session.create(settings={'enforce_login_domains': 'a.example,b.example'})
        self.assertEqual((reply.status, reply.json()['code']), (400, 300))
        self.assertIn('enforce_login_domains', reply.json()['message'])

    def test_prescheduling(self):
        meeting = self.make(type=8, recurrence={'type': 1, 'end_times': 2})
        reply = self.session.update(meeting['id'], {'pre_schedule': True})
        self.assertEqual((reply.status, reply.json()['code']), (400, 3000))

    def test_personal_meeting(self):
        pmi = self.session.call('GET', '/users/me').json()['pmi']
        reply = self.session.delete(pmi)
        self.assertEqual((reply.status, reply.json()['code']), (400, 3018))

    def test_webinar(self):
        self.sandbox.control.order('user', facts={'webinars': ['91234567890']})
        for reply in [self.session.get('91234567890'), self.session.update('91234567890', {}),
                      self.session.delete('91234567890')]:
            self.expect_error(reply, 400, 3000, 'Cannot access webinar info.')

    def test_personal_audio_conference(self):
        self.sandbox.control.order('user', facts={'pacs': ['91234567891']})
        self.expect_error(self.session.delete('91234567891'), 400, 3037,
                          'You are not allowed to delete PAC.')
        self.expect_error(self.session.delete('91234567892'), 404, 3001,
                          'Meeting does not exist: 91234567892.')
        self.assertNotIn('pacs', self.session.call('GET', '/users/me').json())

    def test_users(self):
        """The own one, by each of its names; one of another account; one that is not there."""
        self.sandbox.control.order('user', facts={'employee_unique_id': 'E17'})
        self.sandbox.control.order('user', add=True, facts={
            'email': 'far@example.org', 'account_id': 'aaaaaaaaaaaaaaaaaaaaaa'})
        own = self.session.call('GET', '/users/me').json()
        for name in (own['id'], own['email'], 'E17?search_by_unique_id=true',
                     own['email'] + '?login_type=100&encrypted_email=false'):
            with self.subTest(name):
                self.assertEqual(self.session.call('GET', '/users/' + name).json(), own)
        account = own['account_id']
        self.expect_error(self.session.call('GET', '/users/far@example.org'), 400, 1010,
                          f'User does not belong to this account: {account}.')
        for name in ('E17', 'E17?search_by_unique_id=false', 'E18?search_by_unique_id=true'):
            with self.subTest(name):
                self.expect_error(self.session.call('GET', '/users/' + name), 404, 1001,
                                  f'User does not exist: {name.split("?")[0]}.')

    def test_chat_outside_the_account(self):
        for email, account in (('near@example.com', None), ('far@example.org', 'a' * 22)):
            facts = {'email': email, **({'account_id': account} if account else {})}
            self.sandbox.control.order('user', add=True, facts=facts)
        self.sandbox.control.order('user', facts={
            'may_schedule_for': ['near@example.com', 'far@example.org']})
        for chat, host, refused in ((True, 'far@example.org', True),
                                    (False, 'far@example.org', False),
                                    (True, 'near@example.com', False)):
            with self.subTest(f'{chat} {host}'):
                meeting = self.make(settings={'continuous_meeting_chat': {'enable': chat}})
                reply = self.session.update(meeting['id'], {'schedule_for': host})
                if refused:
                    self.expect_error(reply, 400, 3000, 'Unable to schedule for a user outside of '
                                      'your account for a meeting with continuous chat.')
                else:
                    self.assertEqual(reply.status, 204, reply)

    def test_user_fields(self):
        user = self.session.call('GET', '/users/me').json()
        for names, kind in (
                ('id email first_name last_name display_name status account_id timezone language '
                 'personal_meeting_url role_id role_name dept company job_title location jid pic_url '
                 'created_at user_created_at last_login_time last_client_version cluster manager '
                 'plan_united_type cost_center pronouns employee_unique_id', str),
                ('type account_number pmi verified pronouns_option', int),
                ('phone_numbers group_ids im_group_ids login_types license_info_list '
                 'custom_attributes', list)):
            for name in names.split():
                with self.subTest(name):
                    self.assertIsInstance(user[name], kind)

    def test_registration_needs_licence(self):
        self.assertEqual(self.make(settings={'approval_type': 1})['settings']['approval_type'], 1)
        self.sandbox.control.order('user', facts={'type': 1})
        meeting = self.make(settings={'approval_type': 1})
        self.assertEqual(meeting['settings']['approval_type'], 2)
        self.assertNotIn('registration_url', meeting)


class UpdateTest(MeetingCase):
    def test_merge(self):
        meeting = self.make(agenda='Old', settings={'mute_upon_entry': True, 'audio': 'voip'})
        reply = self.session.update(meeting['id'], {'topic': 'New', 'settings': {'audio': 'both'}})
        self.assertEqual((reply.status, reply.body), (204, b''))
        after = self.session.get(meeting['id']).json()
        self.assertEqual(after['topic'], 'New')
        self.assertEqual(after['settings']['audio'], 'both')
        for name in ('agenda', 'id', 'uuid', 'join_url', 'password', 'start_time', 'created_at'):
            self.assertEqual(after[name], meeting[name])
        self.assertTrue(after['settings']['mute_upon_entry'])

    def test_past_start_is_ignored(self):
        meeting = self.make()
        for start in ('2029-12-31T00:00:00Z', None):
            self.assertEqual(self.session.update(meeting['id'], {'start_time': start}).status, 204)
        self.assertEqual(self.session.get(meeting['id']).json()['start_time'],
                         meeting['start_time'])
        self.session.update(meeting['id'], {'start_time': '2030-02-01T09:00:00',
                                            'timezone': 'Asia/Tokyo'})
        self.assertEqual(self.session.get(meeting['id']).json()['start_time'],
                         '2030-02-01T00:00:00Z')

    def test_passcode_changes_link(self):
        meeting = self.make()
        self.session.update(meeting['id'], {'password': 'changed1'})
        after = self.session.get(meeting['id']).json()
        self.assertEqual(after['password'], 'changed1')
        self.assertNotEqual(after['join_url'], meeting['join_url'])
        self.assertEqual(after['join_url'].split('?')[0], meeting['join_url'].split('?')[0])

    def test_change_of_type(self):
        meeting = self.make()
        self.assertEqual(self.session.update(meeting['id'], {'type': 8}).status, 400)
        self.assertEqual(self.session.update(meeting['id'], {
            'type': 8, 'recurrence': {'type': 1, 'end_times': 3}}).status, 204)
        self.assertEqual(len(self.session.get(meeting['id']).json()['occurrences']), 3)
        self.session.update(meeting['id'], {'type': 3})
        after = self.session.get(meeting['id']).json()
        self.assertNotIn('start_time', after)
        self.assertNotIn('occurrences', after)

    def test_delete(self):
        meeting = self.make()
        reply = self.session.delete(meeting['id'], cancel_meeting_reminder='true')
        self.assertEqual((reply.status, reply.body), (204, b''))
        gone = f'Meeting does not exist: {meeting["id"]}.'
        self.expect_error(self.session.get(meeting['id']), 404, 3001, gone)
        self.expect_error(self.session.update(meeting['id'], {}), 404, 3001, gone)
        self.expect_error(self.session.delete(meeting['id']), 404, 3001, gone)

    def test_expiry(self):
        meeting = self.make()
        series = self.make(type=3)
        self.advance(39 * 86400)
        self.sign_in()
        self.assertEqual(self.session.get(meeting['id']).status, 200)
        self.advance(2 * 86400)
        self.sign_in()
        self.assertEqual(self.session.get(meeting['id']).status, 404)
        self.assertEqual(self.session.get(series['id']).status, 200)
        self.advance(330 * 86400)
        self.sign_in()
        self.assertEqual(self.session.get(series['id']).status, 404)

    def test_effects(self):
        meeting = self.make()
        self.session.get(meeting['id'])
        self.session.create(topic='T' * 201)
        self.session.update(meeting['id'], {'topic': 'x'})
        self.session.update(meeting['id'], {'topic': 5})
        self.session.delete(meeting['id'])
        self.session.delete(meeting['id'])
        path = f'/v2/meetings/{meeting["id"]}'
        self.assertEqual(self.sandbox.control.list('effects'), [
            {'time': NOW, 'method': method, 'path': each, 'meeting_id': meeting['id']}
            for method, each in [('POST', '/v2/users/me/meetings'), ('PATCH', path),
                                 ('DELETE', path)]])
        self.assertEqual(len(self.sandbox.control.list('effects', since=2)), 1)


class ListTest(MeetingCase):
    def ids(self, **query):
        return [meeting['id'] for meeting in self.session.list(**query).json()['meetings']]

    def test_thin_record(self):
        meeting = self.make(agenda='ä' * 300, duration=25, password='abc')
        listed = self.session.list().json()
        self.assertEqual(sorted(listed), ['meetings', 'next_page_token', 'page_count',
                                          'page_number', 'page_size', 'total_records'])
        record = listed['meetings'][0]
        self.assertEqual(record['agenda'], 'ä' * 250)
        self.assertEqual(sorted(record), ['agenda', 'created_at', 'duration', 'host_id', 'id',
                                          'join_url', 'start_time', 'timezone', 'topic', 'type',
                                          'uuid'])
        for name in ('id', 'uuid', 'topic', 'start_time', 'duration', 'join_url', 'host_id'):
            self.assertEqual(record[name], meeting[name])

    def test_pages(self):
        made = [self.make()['id'] for _ in range(75)]
        found, token, sizes = [], '', []
        while True:
            page = self.session.list(page_size=30, next_page_token=token).json()
            found += [meeting['id'] for meeting in page['meetings']]
            sizes.append(len(page['meetings']))
            token = page['next_page_token']
            if token == '':
                break
        self.assertEqual(found, made)
        self.assertEqual(sizes, [30, 30, 15])
        self.assertEqual((page['total_records'], page['page_count']), (75, 3))
        self.assertEqual(self.ids(page_size=30, page_number=3), made[60:])
        self.assertEqual(self.ids(page_size=30, page_number=4), [])

    def test_page_sizes(self):
        self.make()
        for given, used in [('300', 300), ('301', 300), ('100000', 300), ('1', 1), ('0', 30),
                            ('-5', 30), ('abc', 30), ('', 30)]:
            with self.subTest(given):
                self.assertEqual(self.session.list(page_size=given).json()['page_size'], used)

    def test_deleted_between_pages(self):
        made = [self.make()['id'] for _ in range(5)]
        page = self.session.list(page_size=2).json()
        self.session.delete(made[0])
        self.assertEqual(self.ids(page_size=2, next_page_token=page['next_page_token']), made[2:4])

    def test_token_expires(self):
        for _ in range(3):
            self.make()
        token = self.session.list(page_size=2).json()['next_page_token']
        self.advance(899)
        self.assertEqual(self.session.list(page_size=2, next_page_token=token).status, 200)
        self.advance(2)
        self.expect_error(self.session.list(page_size=2, next_page_token=token), 400, 300,
                          'The next page token is either invalid or expired.')

    def test_token_needs_same_query(self):
        for _ in range(3):
            self.make()
        token = self.session.list(page_size=2).json()['next_page_token']
        for query in [{'page_size': 1}, {'page_size': 2, 'type': 'upcoming'},
                      {'page_size': 2, 'from': '2030-01-01'}]:
            with self.subTest(str(query)):
                reply = self.session.list(next_page_token=token, **query)
                self.assertEqual((reply.status, reply.json()['code']), (400, 300))
        for token in ['x', '!!!', token[:-4], 'A' * 500]:
            with self.subTest(token[:10]):
                reply = self.session.list(page_size=2, next_page_token=token)
                self.assertEqual((reply.status, reply.json()['code']), (400, 300))

    def test_types(self):
        soon = self.make(start_time='2030-01-10T12:30:00Z', duration=60)['id']
        later = self.make(start_time='2030-01-20T12:00:00Z')['id']
        series = self.make(type=3)['id']
        self.session.create(topic='Now', type=1)
        far = self.make(start_time='2031-01-20T12:00:00Z')['id']
        self.assertEqual(self.ids(), [soon, later, series, far])
        self.assertEqual(self.ids(type='upcoming'), [soon, later, series])
        self.assertEqual(self.ids(type='upcoming_meetings'), [soon, later, series])
        self.assertEqual(self.ids(type='previous_meetings'), [])
        self.assertEqual(self.ids(type='live'), [])
        self.assertEqual(self.ids(type='no such type'), [soon, later, series, far])
        self.sandbox.control.order('meeting', id=soon, started=True)
        self.assertEqual(self.ids(type='live'), [soon])
        self.assertEqual(self.session.get(soon).json()['status'], 'started')
        self.advance(2 * 3600)
        self.sign_in()
        self.assertEqual(self.ids(type='previous_meetings'), [soon])
        self.assertEqual(self.ids(type='upcoming'), [later, series])
        self.assertEqual(self.ids(), [soon, later, series, far])
        record = [each for each in self.session.list().json()['meetings']
                  if each['id'] == series][0]
        self.assertNotIn('start_time', record)

    def test_dates(self):
        first = self.make(start_time='2030-01-20T23:30:00Z')['id']
        second = self.make(start_time='2030-01-22T10:00:00Z')['id']
        for query, found in [
                ({'from': '2030-01-21', 'timezone': 'UTC'}, [second]),
                ({'from': '2030-01-21', 'timezone': 'Asia/Tokyo'}, [first, second]),
                ({'to': '2030-01-20', 'timezone': 'UTC'}, [first]),
                ({'to': '2030-01-20', 'timezone': 'Asia/Tokyo'}, []),
                ({'from': '2030-01-20', 'to': '2030-01-22', 'timezone': 'UTC'}, [first, second]),
                ({'from': 'rubbish'}, [first, second])]:
            with self.subTest(str(query)):
                self.assertEqual(self.ids(**query), found)

    def test_lag(self):
        self.sandbox.control.order('list-lag', milliseconds=5000)
        meeting = self.make()['id']
        self.assertEqual(self.ids(), [])
        self.assertEqual(self.session.get(meeting).status, 200)
        self.advance(6)
        self.assertEqual(self.ids(), [meeting])
        self.session.delete(meeting)
        self.assertEqual(self.session.get(meeting).status, 404)
        self.assertEqual(self.ids(), [meeting])
        self.advance(6)
        self.assertEqual(self.ids(), [])

    def test_series_shows_next(self):
        self.make(type=8, start_time='2030-01-11T09:00:00Z', timezone='UTC',
                  recurrence={'type': 1, 'end_times': 5})
        self.assertEqual(self.session.list().json()['meetings'][0]['start_time'],
                         '2030-01-11T09:00:00Z')
        self.advance(2 * 86400)
        self.sign_in()
        start = datetime.datetime(2030, 1, 13, 9)
        self.assertEqual(self.session.list().json()['meetings'][0]['start_time'],
                         start.isoformat() + 'Z')


if __name__ == '__main__':
    tap.main()
