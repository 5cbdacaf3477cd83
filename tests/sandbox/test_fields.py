#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: The Convoke developers

"""Every field of a meeting, sent raw: a value that is taken and comes back, and one that is refused
by name. The table is written from Zoom's documentation, not from the sandbox's own."""

import unittest

import tap
from sandbox_process import Sandbox, Session

BOTH, CREATE, UPDATE = 'both', 'create', 'update'
START = '2031-05-06T14:00:00Z'
# What is not a truth value.
BAD_BOOLEAN = 'perhaps'

# Name, where it may be sent, taken values, refused values; values are tried one at a time.
TOP = [
    ('topic', BOTH, ['T' * 200, 'Ünïcode 会议', ''], ['T' * 201, 5, ['a'], {'a': 1}]),
    ('agenda', BOTH, ['A' * 2000, ''], ['A' * 2001, True]),
    ('duration', BOTH, [1, 45, 1440, 100000], [0, -5, 'long', 1.5, [30]]),
    ('timezone', BOTH, ['Asia/Kolkata', 'UTC', 'America/New_York'],
     ['Mars/Olympus', '', 'Europe/Atlantis', '../etc/passwd', '+01:00', 7]),
    ('password', BOTH, ['abcDEF1234', 'a@-_*1'], ['12345678901', 'has space', 'ümlaut', 123456]),
    ('pre_schedule', BOTH, [True, False], [BAD_BOOLEAN, 7]),
    ('tracking_fields', BOTH, [[{'field': 'Sales', 'value': 'x'}], []],
     [[{'value': 'x'}], [{'field': ''}], ['x'], 'x']),
]

SETTING_BOOLEANS = [
    'host_video', 'participant_video', 'join_before_host', 'mute_upon_entry', 'watermark',
    'use_pmi', 'waiting_room', 'meeting_authentication', 'close_registration', 'show_share_button',
    'allow_multiple_devices', 'registrants_confirmation_email', 'registrants_email_notification',
    'alternative_hosts_email_notification', 'alternative_host_update_polls', 'email_notification',
    'focus_mode', 'private_meeting', 'internal_meeting', 'host_save_video_order',
    'participant_focused_meeting', 'push_change_to_calendar', 'device_testing',
    'disable_participant_video', 'allow_host_control_participant_mute_state',
    'email_in_attendee_report', 'auto_start_meeting_summary', 'auto_start_ai_companion_questions',
    'cn_meeting', 'in_meeting', 'alternative_host_manage_meeting_summary',
    'alternative_host_manage_cloud_recording',
]

SETTINGS = [(name, BOTH, [True, False], [BAD_BOOLEAN, 7, {}]) for name in SETTING_BOOLEANS] + [
    ('enforce_login', UPDATE, [True, False], [BAD_BOOLEAN]),
    ('approval_type', BOTH, [0, 1, 2], [3, -1, 'x', True]),
    ('audio', BOTH, ['both', 'telephony', 'voip', 'thirdParty'], ['none', 'VOIP', '', 5]),
    ('audio_conference_info', BOTH, ['i' * 2048], ['i' * 2049, 1]),
    ('auto_recording', BOTH, ['none', 'local', 'cloud'], ['disk', True]),
    ('jbh_time', BOTH, [0, 5, 10, 15], [1, 7, 20, -5]),
    ('encryption_type', BOTH, ['enhanced_encryption', 'e2ee'], ['none']),
    ('alternative_hosts', BOTH, ['a@example.com;b@example.com', ''], [[], 5]),
    ('authentication_option', BOTH, ['signIn_abc'], [5]),
    ('authentication_domains', BOTH, ['example.com,example.org'], [5]),
    ('authentication_exception', BOTH, [[{'name': 'Jo', 'email': 'jo@example.com'}]],
     [[{'email': 'nobody'}], ['jo'], {}]),
    ('enforce_login_domains', BOTH, ['example.com;example.org'], [5]),
    ('calendar_type', BOTH, [1, 2], [0, 3]),
    ('contact_name', BOTH, ['Jo'], [5]),
    ('contact_email', BOTH, ['jo@example.com'], ['nobody', 5]),
    ('global_dial_in_countries', BOTH, [['US', 'DE'], []], [['USA'], 'US', [1]]),
    ('additional_data_center_regions', CREATE, [['TY']], [['tokyo'], 'TY']),
    ('approved_or_denied_countries_or_regions', BOTH,
     [{'enable': True, 'method': 'approve', 'approved_list': ['CX'], 'denied_list': []}],
     [{'method': 'maybe'}, {'approved_list': ['no country']}, {'enable': BAD_BOOLEAN}, []]),
    ('breakout_room', BOTH,
     [{'enable': True, 'rooms': [{'name': 'r', 'participants': ['jo@example.com']}]}],
     [{'rooms': [{'participants': ['nobody']}]}, {'rooms': {}}, 'room']),
    ('language_interpretation', BOTH,
     [{'enable': True, 'interpreters': [{'email': 'jo@example.com', 'languages': 'US,FR',
                                         'interpreter_languages': 'English,French'}]}],
     [{'interpreters': [{'email': 'nobody'}]}, {'enable': BAD_BOOLEAN}]),
    ('sign_language_interpretation', BOTH,
     [{'enable': True,
       'interpreters': [{'email': 'jo@example.com', 'sign_language': 'American'}] * 20}],
     [{'interpreters': [{'email': 'jo@example.com'}] * 21}]),
    ('meeting_invitees', BOTH, [[{'email': 'jo@example.com'}]], [[{'email': 'nobody'}], {}]),
    ('continuous_meeting_chat', BOTH,
     [{'enable': True, 'who_is_added': each} for each in
      ('all_users', 'org_invitees_and_participants', 'org_invitees')],
     [{'who_is_added': 'everyone'}, {'auto_add_meeting_participants': BAD_BOOLEAN}]),
    ('question_and_answer', BOTH,
     [{'enable': True, 'allow_submit_questions': True, 'allow_anonymous_questions': False,
       'question_visibility': 'all', 'attendees_can_comment': True, 'attendees_can_upvote': True}],
     [{'question_visibility': 'none'}, {'attendees_can_upvote': 2}]),
    ('resources', BOTH,
     [[{'resource_type': 'whiteboard', 'resource_id': 'X4Hy02w3QUOdskKofgb9Jg',
        'permission_level': 'viewer'}]],
     [[{'resource_type': 'poster'}], [{'permission_level': 'owner'}]]),
    ('summary_template_id', BOTH, ['30'], [30]),
    ('custom_keys', UPDATE, [[{'key': 'k' * 64, 'value': 'v' * 256}] * 10],
     [[{'key': 'k' * 65}], [{'value': 'v' * 257}], [{'key': 'k', 'value': 'v'}] * 11]),
    ('waiting_room_options', BOTH,
     [{'mode': 'custom', 'who_goes_to_waiting_room': each} for each in
      ('everyone', 'users_not_in_account', 'users_not_in_account_or_whitelisted_domains',
       'users_not_on_invite')],
     [{'mode': 'none'}, {'mode': 'custom', 'who_goes_to_waiting_room': 'nobody'},
      {'who_goes_to_waiting_room': 'everyone'}, {}]),
    ('auto_add_recording_to_video_management', BOTH,
     [{'enable': True, 'channels': [{'channel_id': 'Uo_1-a', 'name': 'c'}]}],
     [{'channels': []}, {'enable': BAD_BOOLEAN}, {'enable': True, 'channels': [{'name': 'c'}]}]),
]

# Values that need another setting beside them.
COMPANIONS = {
    'who_will_receive_summary': ('auto_start_meeting_summary', [1, 2, 3, 4], [0, 5]),
    'who_can_ask_questions': ('auto_start_ai_companion_questions', [1, 2, 3, 4, 5], [0, 6]),
}

# A recurrence, and the field that it is refused for; None when it is taken.
RECURRENCES = [
    ({'type': 1}, None),
    ({'type': 1, 'repeat_interval': 99}, None),
    ({'type': 1, 'repeat_interval': 100}, 'repeat_interval'),
    ({'type': 1, 'repeat_interval': 0}, 'repeat_interval'),
    ({'type': 2, 'repeat_interval': 50, 'weekly_days': '1,3,7'}, None),
    ({'type': 2, 'repeat_interval': 51}, 'repeat_interval'),
    ({'type': 3, 'repeat_interval': 10}, None),
    ({'type': 3, 'repeat_interval': 11}, 'repeat_interval'),
    ({'type': 0}, 'type'), ({'type': 4}, 'type'), ({'repeat_interval': 1}, 'type'),
    ({'type': 2, 'weekly_days': '8'}, 'weekly_days'),
    ({'type': 2, 'weekly_days': ''}, 'weekly_days'),
    ({'type': 2, 'weekly_days': '1;2'}, 'weekly_days'),
    ({'type': 2, 'weekly_days': 2}, 'weekly_days'),
    ({'type': 3, 'monthly_day': 31}, None),
    ({'type': 3, 'monthly_day': 32}, 'monthly_day'),
    ({'type': 3, 'monthly_day': 0}, 'monthly_day'),
    ({'type': 3, 'monthly_week': -1, 'monthly_week_day': 7}, None),
    ({'type': 3, 'monthly_week': 5, 'monthly_week_day': 7}, 'monthly_week'),
    ({'type': 3, 'monthly_week': 0, 'monthly_week_day': 7}, 'monthly_week'),
    ({'type': 3, 'monthly_week': 1}, 'monthly_week_day'),
    ({'type': 3, 'monthly_week_day': 1}, 'monthly_week'),
    ({'type': 3, 'monthly_week': 1, 'monthly_week_day': 8}, 'monthly_week_day'),
    ({'type': 1, 'end_times': 60}, None),
    ({'type': 1, 'end_times': 0}, None),
    ({'type': 1, 'end_times': 61}, 'end_times'),
    ({'type': 1, 'end_times': -1}, 'end_times'),
    ({'type': 1, 'end_date_time': '2031-05-09T14:00:00Z'}, None),
    ({'type': 1, 'end_date_time': '2031-05-09T14:00:00'}, 'end_date_time'),
    ({'type': 1, 'end_date_time': '2031-05-09'}, 'end_date_time'),
    ({'type': 1, 'end_times': 2, 'end_date_time': '2031-05-09T14:00:00Z'}, 'end_date_time'),
]

STARTS = [
    (START, 'UTC', START),
    ('2031-05-06T14:00:00', 'Europe/Berlin', '2031-05-06T12:00:00Z'),
    ('2031-01-06T14:00:00', 'Europe/Berlin', '2031-01-06T13:00:00Z'),
    # Z wins, whatever the zone.
    ('2031-05-06T14:00:00Z', 'Europe/Berlin', '2031-05-06T14:00:00Z'),
    ('2031-05-06T14:00:00.000Z', 'UTC', START),
    # The account's own zone, Europe/Berlin.
    ('2031-05-06T14:00:00', None, '2031-05-06T12:00:00Z'),
    # The hour that New York skips, and the one it has twice.
    ('2031-03-09T02:30:00', 'America/New_York', '2031-03-09T07:30:00Z'),
    ('2031-11-02T01:30:00', 'America/New_York', '2031-11-02T05:30:00Z'),
]
BAD_STARTS = ['tomorrow', '', '2031-05-06', '2031-05-06 14:00:00', '2031-02-30T10:00:00Z',
              '2031-05-06T25:00:00Z', '2031-05-06T14:00:00+02:00', '2031-05-06T14:00Z',
              '06/05/2031 14:00', '2031-13-06T14:00:00Z', '2031-05-06T14:00:00z', 1936000000]


class FieldCase(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.sandbox = Sandbox('--plan', 'unlimited')
        cls.session = Session(cls.sandbox)

    @classmethod
    def tearDownClass(cls):
        cls.sandbox.stop()

    def make(self, **fields):
        value = {'topic': 'Fields', 'type': 2, 'start_time': START, 'timezone': 'UTC'}
        value.update(fields)
        reply = self.session.create(**value)
        self.assertEqual(reply.status, 201, reply)
        return reply.json()

    def read(self, meeting):
        reply = self.session.get(meeting['id'])
        self.assertEqual(reply.status, 200, reply)
        return reply.json()

    def expect_refusal(self, reply, field):
        self.assertEqual(reply.status, 400, reply)
        answer = reply.json()
        self.assertEqual((answer['code'], answer['message']), (300, 'Validation Failed.'))
        fields = [error['field'] for error in answer['errors']]
        self.assertTrue(any(each == field or each.startswith(field + '.') for each in fields),
                        f'{field} not in {fields}')
        for error in answer['errors']:
            self.assertEqual(sorted(error), ['field', 'message'])
            self.assertTrue(error['message'] in ('Invalid field.', 'Missing field.') or
                            error['message'].startswith('Invalid parameter: '), error)

    def expect_value(self, described, name, value):
        self.assertIn(name, described)
        self.expect_within(described[name], value)

    def expect_within(self, found, value):
        """Zoom adds members of its own to objects, and nothing else."""
        if isinstance(value, dict):
            for member, expected in value.items():
                self.expect_within(found[member], expected)
        elif isinstance(value, list):
            self.assertEqual(len(found), len(value))
            for one, expected in zip(found, value):
                self.expect_within(one, expected)
        else:
            self.assertEqual(found, value)
            self.assertIs(type(found), type(value))


class TopTest(FieldCase):
    def test_taken(self):
        for name, where, good, _bad in TOP:
            for value in good:
                with self.subTest(f'{name}={str(value)[:30]}'):
                    meeting = self.make(**{name: value})
                    self.expect_value(self.read(meeting), name, value)
                    other = self.make()
                    self.assertEqual(self.session.update(other['id'], {name: value}).status, 204)
                    self.expect_value(self.read(other), name, value)

    def test_refused(self):
        meeting = self.make()
        before = self.read(meeting)
        for name, where, _good, bad in TOP:
            for value in bad:
                with self.subTest(f'{name}={str(value)[:30]}'):
                    self.expect_refusal(self.session.create(
                        **{'topic': 'x', 'start_time': START, name: value}), name)
                    self.expect_refusal(self.session.update(meeting['id'], {name: value}), name)
        after = self.read(meeting)
        del before['start_url'], after['start_url']
        self.assertEqual(before, after)

    def test_passcode_letters(self):
        self.make(password='a!b#c')
        meeting = self.make()
        self.expect_refusal(self.session.update(meeting['id'], {'password': 'a!b#c'}), 'password')

    def test_types(self):
        for kind in (1, 2, 3, 10):
            with self.subTest(kind):
                meeting = self.make(type=kind)
                self.assertEqual(self.read(meeting)['type'], kind)
                self.assertEqual('start_time' in meeting, kind == 2)
        for kind in (0, 4, 5, 9, 'x', None, 2.5):
            with self.subTest(kind):
                reply = self.session.create(topic='x', type=kind, start_time=START)
                if kind is None:
                    self.assertEqual(reply.status, 201)
                else:
                    self.expect_refusal(reply, 'type')
        self.expect_refusal(self.session.create(topic='x', type=8, start_time=START), 'recurrence')

    def test_starts(self):
        for text, zone, expected in STARTS:
            with self.subTest(f'{text} {zone}'):
                fields = {} if zone is None else {'timezone': zone}
                reply = self.session.create(topic='x', type=2, start_time=text, **fields)
                self.assertEqual(reply.json()['start_time'], expected)
                self.assertEqual(reply.json()['timezone'], zone or 'Europe/Berlin')
                meeting = self.make()
                self.session.update(meeting['id'], dict(fields, start_time=text))
                if zone is not None:
                    self.assertEqual(self.read(meeting)['start_time'], expected)
        for text in BAD_STARTS:
            with self.subTest(text):
                self.expect_refusal(self.session.create(topic='x', start_time=text), 'start_time')

    def test_default_passcode(self):
        self.assertEqual(len(self.make()['password']), 6)
        meeting = self.make(default_password=False)
        self.assertNotIn('password', meeting)
        self.assertNotIn('pwd=', meeting['join_url'])
        self.assertEqual(self.make(default_password=False, password='abc')['password'], 'abc')
        self.expect_refusal(self.session.create(default_password='x'), 'default_password')
        # Not for updates: there it is a name like any other.
        self.assertEqual(self.session.update(meeting['id'], {'default_password': 'x'}).status, 204)

    def test_template(self):
        """Taken, and never shown."""
        meeting = self.make(template_id='5Cj3ceXoStO6TGOVvIOVPA==')
        self.assertNotIn('template_id', meeting)
        self.assertEqual(self.session.update(meeting['id'], {'template_id': 'x'}).status, 204)
        self.assertNotIn('template_id', self.read(meeting))
        self.expect_refusal(self.session.create(template_id=5), 'template_id')
        self.expect_refusal(self.session.update(meeting['id'], {'template_id': 5}), 'template_id')

    def test_unknown_fields(self):
        meeting = self.make(no_such_field={'deep': [1]}, settings={'nor_this': 1, 'watermark': True})
        described = self.read(meeting)
        self.assertNotIn('no_such_field', described)
        self.assertNotIn('nor_this', described['settings'])
        self.assertTrue(described['settings']['watermark'])
        self.assertEqual(self.session.update(meeting['id'], {'nor_that': 1}).status, 204)

    def test_tolerated_types(self):
        meeting = self.make(duration='45', settings={'mute_upon_entry': 'true'})
        self.assertEqual(meeting['duration'], 45)
        self.assertIs(meeting['settings']['mute_upon_entry'], True)


class SettingsTest(FieldCase):
    def companions(self, name, value):
        return {'encryption_type': 'enhanced_encryption'} if name == 'auto_recording' else {}

    def test_taken(self):
        for name, where, good, _bad in SETTINGS:
            for value in good:
                with self.subTest(f'{name}={str(value)[:30]}'):
                    settings = dict(self.companions(name, value), **{name: value})
                    meeting = self.make(settings=settings)
                    if where in (BOTH, CREATE):
                        self.expect_value(self.read(meeting)['settings'], name, value)
                    other = self.make()
                    before = self.read(other)['settings']
                    reply = self.session.update(other['id'], {'settings': settings})
                    self.assertEqual(reply.status, 204, reply)
                    after = self.read(other)['settings']
                    if where in (BOTH, UPDATE):
                        self.expect_value(after, name, value)
                    # A change is merged: everything else stays.
                    for each in before:
                        if each not in settings and not (name == 'waiting_room'
                                                         and each == 'join_before_host'):
                            self.assertEqual(before[each], after[each])

    def test_refused(self):
        meeting = self.make()
        for name, where, _good, bad in SETTINGS:
            for value in bad:
                with self.subTest(f'{name}={str(value)[:30]}'):
                    field = 'settings.' + name
                    created = self.session.create(topic='x', start_time=START,
                                                  settings={name: value})
                    updated = self.session.update(meeting['id'], {'settings': {name: value}})
                    if where in (BOTH, CREATE):
                        self.expect_refusal(created, field)
                    else:
                        self.assertEqual(created.status, 201)
                    if where in (BOTH, UPDATE):
                        self.expect_refusal(updated, field)
                    else:
                        self.assertEqual(updated.status, 204)

    def test_companions(self):
        for name, (companion, good, bad) in COMPANIONS.items():
            for value in good:
                with self.subTest(f'{name}={value}'):
                    meeting = self.make(settings={name: value, companion: True})
                    self.assertEqual(self.read(meeting)['settings'][name], value)
                    meeting = self.make(settings={name: value, companion: False})
                    self.assertNotIn(name, self.read(meeting)['settings'])
            for value in bad:
                with self.subTest(f'{name}={value}'):
                    self.expect_refusal(self.session.create(settings={name: value}),
                                        'settings.' + name)

    def test_ruled_out(self):
        for settings, name, value in [
                ({'waiting_room': True, 'join_before_host': True}, 'join_before_host', False),
                ({'encryption_type': 'e2ee', 'auto_recording': 'cloud'}, 'auto_recording', 'none')]:
            with self.subTest(name):
                self.assertEqual(self.make(settings=settings)['settings'][name], value)

    def test_message(self):
        reply = self.session.create(topic='x', settings={'jbh_time': 7})
        self.assertEqual(reply.json()['errors'], [
            {'field': 'settings.jbh_time', 'message': 'Invalid parameter: jbh_time.'}])

    def test_additions(self):
        person = {'email': 'jo@example.com'}
        meeting = self.make(
            tracking_fields=[{'field': 'Team'}],
            settings={'authentication_exception': [person], 'meeting_invitees': [person, person],
                      'continuous_meeting_chat': {'enable': True},
                      'resources': [{'resource_type': 'whiteboard', 'resource_id': 'x'}]})
        settings = meeting['settings']
        self.assertEqual(meeting['tracking_fields'], [{'field': 'Team', 'visible': True}])
        self.assertIn('join_url', settings['authentication_exception'][0])
        self.assertEqual(settings['meeting_invitees'], [dict(person, internal_user=False)] * 2)
        self.assertIn('channel_id', settings['continuous_meeting_chat'])
        self.assertTrue(meeting['chat_join_url'].endswith(f'/launch/jc/{meeting["id"]}'))
        self.assertNotIn('chat_join_url', self.make())
        settings = self.make(settings={'authentication_option': 'signIn_a',
                                       'global_dial_in_countries': ['US', 'DE']})['settings']
        self.assertEqual([number['country'] for number in settings['global_dial_in_numbers']],
                         ['US', 'DE'])
        self.assertEqual(sorted(settings['global_dial_in_numbers'][0]),
                         ['city', 'country', 'country_name', 'number', 'type'])
        self.assertTrue(settings['authentication_name'])
        settings = meeting['settings']
        self.assertEqual(settings['resources'][0]['permission_level'], 'editor')

    def test_registration_type(self):
        for value in (1, 2, 3):
            with self.subTest(value):
                meeting = self.make(type=8, recurrence={'type': 1, 'end_times': 2},
                                    settings={'registration_type': value, 'approval_type': 0})
                self.assertEqual(self.read(meeting)['settings']['registration_type'], value)
                self.assertIn('registration_url', meeting)
        self.expect_refusal(self.session.create(settings={'registration_type': 4}),
                            'settings.registration_type')
        meeting = self.make(settings={'registration_type': 2})
        self.assertNotIn('registration_type', meeting['settings'])
        self.assertNotIn('registration_url', meeting)

    def test_pmi(self):
        pmi = self.session.call('GET', '/users/me').json()['pmi']
        meeting = self.make(settings={'use_pmi': True})
        self.assertEqual(meeting['pmi'], str(pmi))
        self.assertIn(f'/j/{pmi}', meeting['join_url'])

    def test_defaults(self):
        settings = self.make()['settings']
        for name, value in {'approval_type': 2, 'audio': 'both', 'auto_recording': 'none',
                            'join_before_host': False, 'email_notification': True,
                            'encryption_type': 'enhanced_encryption', 'jbh_time': 0,
                            'alternative_hosts_email_notification': True}.items():
            with self.subTest(name):
                self.assertEqual(settings[name], value)


class RecurrenceTest(FieldCase):
    def test_fields(self):
        for recurrence, refused in RECURRENCES:
            with self.subTest(str(recurrence)):
                reply = self.session.create(topic='x', type=8, start_time=START,
                                            recurrence=recurrence)
                if refused is not None:
                    self.expect_refusal(reply, 'recurrence.' + refused)
                    continue
                self.assertEqual(reply.status, 201, reply)
                described = self.read(reply.json())
                self.expect_value(described, 'recurrence', recurrence)
                updated = self.make(type=8, recurrence={'type': 1, 'end_times': 3})
                reply = self.session.update(updated['id'], {'recurrence': recurrence})
                self.assertEqual(reply.status, 204, reply)
                self.expect_value(self.read(updated), 'recurrence', recurrence)

    def test_other_types(self):
        meeting = self.make(type=2, recurrence={'type': 1, 'end_times': 3})
        self.assertNotIn('recurrence', meeting)
        self.assertNotIn('occurrences', meeting)


if __name__ == '__main__':
    tap.main()
