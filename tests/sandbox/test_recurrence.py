#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: The Convoke developers

"""When a series takes place, against a calculation of its own: each day from the start on is asked
whether the rule wants it. And what can be done with one occurrence."""

import calendar
import datetime
import random
import unittest
import zoneinfo

import tap
from sandbox_process import Sandbox, Session

UTC = datetime.timezone.utc
SEED = 20300110
ZONES = ['UTC', 'Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe', 'Asia/Kolkata',
         'Pacific/Apia', 'America/Sao_Paulo', 'Africa/Casablanca']
LIMIT = 60


def sunday_based(day):
    """1 is Sunday, 7 is Saturday."""
    return day.isoweekday() % 7 + 1


def wants_month_day(rule, day):
    if 'monthly_week' not in rule:
        return day.day == rule.get('monthly_day', 1)
    if sunday_based(day) != rule['monthly_week_day']:
        return False
    if rule['monthly_week'] == -1:
        return day.day + 7 > calendar.monthrange(day.year, day.month)[1]
    return (day.day - 1) // 7 + 1 == rule['monthly_week']


def wants(rule, first, day):
    interval = rule.get('repeat_interval', 1)
    if rule['type'] == 1:
        return (day - first).days % interval == 0
    if rule['type'] == 2:
        week = first - datetime.timedelta(days=sunday_based(first) - 1)
        days = rule.get('weekly_days', '1').split(',')
        return (day - week).days // 7 % interval == 0 and str(sunday_based(day)) in days
    months = (day.year - first.year) * 12 + day.month - first.month
    return months % interval == 0 and wants_month_day(rule, day)


def expand(rule, wall, zone):
    """The instants of a series whose start is the wall time @wall in @zone."""
    place = zoneinfo.ZoneInfo(zone)
    count = rule.get('end_times', LIMIT if 'end_date_time' in rule else 1) or LIMIT
    last = rule.get('end_date_time')
    if last is not None:
        last = datetime.datetime.strptime(last, '%Y-%m-%dT%H:%M:%SZ').replace(tzinfo=UTC)
    day, found = wall.date(), []
    while len(found) < count and (day - wall.date()).days < 60 * 366 * 2:
        if wants(rule, wall.date(), day):
            instant = datetime.datetime.combine(day, wall.time(), place).astimezone(UTC)
            if last is not None and instant > last:
                break
            found.append(instant)
        day += datetime.timedelta(days=1)
    return found


def make_rule(generator):
    kind = generator.choice([1, 2, 3])
    rule = {'type': kind, 'repeat_interval': generator.randint(1, {1: 99, 2: 50, 3: 10}[kind])}
    if generator.random() < 0.5:
        rule['repeat_interval'] = 1
    if kind == 2 and generator.random() < 0.9:
        days = generator.sample('1234567', generator.randint(1, 7))
        rule['weekly_days'] = ','.join(days)
    if kind == 3:
        if generator.random() < 0.5:
            rule['monthly_day'] = generator.randint(1, 31)
        else:
            rule['monthly_week'] = generator.choice([-1, 1, 2, 3, 4])
            rule['monthly_week_day'] = generator.randint(1, 7)
    return rule


# Zone, wall time of the start, rule: the changes of the clock and of the calendar.
EDGES = [
    ('Europe/Berlin', '2031-03-28T02:30:00', {'type': 1, 'end_times': 5}),
    ('Europe/Berlin', '2031-10-24T02:30:00', {'type': 1, 'end_times': 5}),
    ('America/New_York', '2031-03-07T02:30:00', {'type': 1, 'end_times': 4}),
    ('America/New_York', '2031-11-01T01:30:00', {'type': 1, 'end_times': 4}),
    ('Australia/Lord_Howe', '2031-10-04T02:15:00', {'type': 1, 'end_times': 3}),
    ('UTC', '2032-01-31T10:00:00', {'type': 3, 'monthly_day': 31, 'end_times': 12}),
    ('UTC', '2031-01-30T10:00:00', {'type': 3, 'monthly_day': 29, 'end_times': 30}),
    ('UTC', '2031-02-01T10:00:00', {'type': 3, 'monthly_week': -1, 'monthly_week_day': 6,
                                    'end_times': 14}),
    # The start itself is no day of the rule.
    ('UTC', '2031-05-07T10:00:00', {'type': 2, 'weekly_days': '2,6', 'end_times': 5}),
    ('UTC', '2031-05-07T10:00:00', {'type': 2, 'weekly_days': '1', 'repeat_interval': 3,
                                    'end_times': 5}),
    ('UTC', '2031-05-07T10:00:00', {'type': 3, 'monthly_day': 6, 'end_times': 2}),
    ('Europe/Berlin', '2031-05-07T23:45:00', {'type': 1, 'end_times': 60}),
    ('Europe/Berlin', '2031-05-07T00:15:00', {'type': 1, 'end_times': 0}),
    ('Europe/Berlin', '2031-05-07T10:00:00', {'type': 1,
                                              'end_date_time': '2031-05-10T08:00:00Z'}),
    ('Europe/Berlin', '2031-05-07T10:00:00', {'type': 1,
                                              'end_date_time': '2031-05-10T07:59:59Z'}),
    ('UTC', '2031-05-07T10:00:00', {'type': 1, 'end_date_time': '2035-05-10T08:00:00Z'}),
]


class SeriesCase(unittest.TestCase):
    def setUp(self):
        self.sandbox = Sandbox('--plan', 'unlimited')
        self.addCleanup(self.sandbox.stop)
        self.sandbox.control.order('clock', set='2030-01-10T12:00:00Z', frozen=True)
        self.session = Session(self.sandbox)

    def make(self, zone, wall, rule, **fields):
        reply = self.session.create(topic='Series', type=8, start_time=wall, timezone=zone,
                                    recurrence=rule, **fields)
        self.assertEqual(reply.status, 201, reply)
        return reply.json()

    def check(self, zone, wall, rule):
        meeting = self.make(zone, wall, rule)
        expected = expand(rule, datetime.datetime.fromisoformat(wall), zone)
        self.assertEqual([each['start_time'] for each in meeting['occurrences']],
                         [each.strftime('%Y-%m-%dT%H:%M:%SZ') for each in expected])
        self.assertEqual([each['occurrence_id'] for each in meeting['occurrences']],
                         [str(int(each.timestamp()) * 1000) for each in expected])
        self.assertLessEqual(len(expected), LIMIT)
        return meeting


class RuleTest(SeriesCase):
    def test_edges(self):
        for zone, wall, rule in EDGES:
            with self.subTest(f'{zone} {wall} {rule}'):
                self.check(zone, wall, rule)

    def test_random_rules(self):
        generator = random.Random(SEED)
        for _ in range(300):
            rule = make_rule(generator)
            if generator.random() < 0.3:
                end = datetime.datetime(2031, 1, 1) + datetime.timedelta(
                    hours=generator.randint(0, 24 * 1000))
                rule['end_date_time'] = end.strftime('%Y-%m-%dT%H:%M:%SZ')
            else:
                rule['end_times'] = generator.randint(0, 20)
            wall = datetime.datetime(2030, 6, 1) + datetime.timedelta(
                minutes=generator.randint(0, 60 * 24 * 700))
            zone = generator.choice(ZONES)
            with self.subTest(f'{zone} {wall} {rule}'):
                self.check(zone, wall.isoformat(), rule)

    def test_wall_time_is_kept(self):
        meeting = self.make('Europe/Berlin', '2031-03-28T14:00:00', {'type': 1, 'end_times': 4})
        self.assertEqual([each['start_time'][11:16] for each in meeting['occurrences']],
                         ['13:00', '13:00', '12:00', '12:00'])


class OccurrenceTest(SeriesCase):
    def setUp(self):
        super().setUp()
        self.meeting = self.make('UTC', '2030-01-11T09:00:00', {'type': 1, 'end_times': 4},
                                 duration=30, settings={'mute_upon_entry': False})
        self.ids = [each['occurrence_id'] for each in self.meeting['occurrences']]

    def read(self, **query):
        reply = self.session.get(self.meeting['id'], **query)
        self.assertEqual(reply.status, 200, reply)
        return reply.json()

    def update(self, value, **query):
        reply = self.session.update(self.meeting['id'], value, **query)
        self.assertEqual(reply.status, 204, reply)

    def test_get(self):
        one = self.read(occurrence_id=self.ids[2])
        self.assertEqual(one['start_time'], '2030-01-13T09:00:00Z')
        self.assertEqual(one['id'], self.meeting['id'])

    def test_unknown(self):
        for number in ('5', 'x', '', '99999999999999999999'):
            for reply in [self.session.get(self.meeting['id'], occurrence_id=number),
                          self.session.update(self.meeting['id'], {}, occurrence_id=number),
                          self.session.delete(self.meeting['id'], occurrence_id=number)]:
                self.assertEqual((reply.status, reply.json()), (
                    400, {'code': 300, 'message': 'Invalid parameter: occurrence_id.'}))

    def test_update(self):
        self.update({'start_time': '2030-01-12T15:00:00Z', 'duration': 50, 'agenda': 'Moved',
                     'topic': 'Not for one', 'settings': {'mute_upon_entry': True,
                                                          'audio': 'voip'}},
                    occurrence_id=self.ids[1])
        one = self.read(occurrence_id=self.ids[1])
        self.assertEqual(one['start_time'], '2030-01-12T15:00:00Z')
        self.assertEqual((one['duration'], one['agenda'], one['topic']), (50, 'Moved', 'Series'))
        self.assertTrue(one['settings']['mute_upon_entry'])
        self.assertEqual(one['settings']['audio'], 'both')
        # The id stays when the time moves.
        listed = self.read()['occurrences']
        self.assertEqual([each['occurrence_id'] for each in listed], self.ids)
        self.assertEqual(listed[1]['start_time'], '2030-01-12T15:00:00Z')
        other = self.read(occurrence_id=self.ids[0])
        self.assertEqual((other['duration'], other['agenda']), (30, ''))
        self.assertFalse(other['settings']['mute_upon_entry'])

    def test_update_refused(self):
        reply = self.session.update(self.meeting['id'], {'settings': {'watermark': 'x'}},
                                    occurrence_id=self.ids[0])
        self.assertEqual(reply.json()['errors'][0]['field'], 'settings.watermark')

    def test_delete(self):
        self.assertEqual(self.session.delete(self.meeting['id'],
                                             occurrence_id=self.ids[1]).status, 204)
        self.assertEqual([each['status'] for each in self.read()['occurrences']],
                         ['available', 'deleted', 'available', 'available'])
        self.assertEqual(self.session.delete(self.meeting['id'],
                                             occurrence_id=self.ids[1]).status, 400)

    def test_previous(self):
        self.sandbox.control.order('clock', advance=2 * 86400)
        self.session = Session(self.sandbox)
        self.assertEqual([each['occurrence_id'] for each in self.read()['occurrences']],
                         self.ids[2:])
        shown = self.read(show_previous_occurrences='true')['occurrences']
        self.assertEqual([each['occurrence_id'] for each in shown], self.ids)

    def test_new_rule(self):
        self.update({'recurrence': {'type': 2, 'weekly_days': '6', 'end_times': 2}})
        self.assertEqual([each['start_time'] for each in self.read()['occurrences']],
                         ['2030-01-11T09:00:00Z', '2030-01-18T09:00:00Z'])

    def test_moved_series(self):
        self.update({'start_time': '2030-02-01T10:00:00Z'})
        self.assertEqual([each['start_time'] for each in self.read()['occurrences']],
                         [f'2030-02-0{day}T10:00:00Z' for day in range(1, 5)])
        self.update({'topic': 'Other', 'duration': 45})
        self.assertEqual({each['duration'] for each in self.read()['occurrences']}, {45})


if __name__ == '__main__':
    tap.main()
