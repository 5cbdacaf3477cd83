#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: The Convoke developers

"""Makes tests/model/schedule-vectors.txt, and proves that what stands there is right.

A second opinion: nothing here computes when a schedule comes. It looks at a clock on the wall,
minute by minute, with the zones of Python, and writes down when the clock shows what was asked for.

    schedule-vectors.py --write FILE      makes the table
    schedule-vectors.py --verify FILE     makes each line again; with newer time zone data some may
                                          differ, and the table is to be made again
"""

import argparse
import calendar
import datetime
import itertools
import json
import random
import sys
import zoneinfo

UTC = datetime.timezone.utc
MINUTE = datetime.timedelta(minutes=1)
HOUR = datetime.timedelta(hours=1)
DAY = datetime.timedelta(days=1)
MOST = 20
# Intervals are counted from here when nothing else is said.
ANCHOR = datetime.datetime(2024, 1, 1)
WEEKDAYS = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
MONTHS = [name.lower() for name in calendar.month_abbr]
SHORTHANDS = {"@hourly": "0 * * * *", "@daily": "0 0 * * *", "@midnight": "0 0 * * *",
              "@weekly": "0 0 * * 0", "@monthly": "0 0 1 * *", "@yearly": "0 0 1 1 *",
              "@annually": "0 0 1 1 *"}


# --- What a schedule asks for ---

def spell(word, names, first):
    return names.index(word.lower()) + first if word.lower() in names else int(word)


def expand(field, lowest, highest, names=(), first=0):
    """The values of one field of a cron text, without L and #."""
    values = set()
    for part in field.split(","):
        span, _, step = part.partition("/")
        if span == "*":
            start, end = lowest, highest
        else:
            start, _, end = span.partition("-")
            start = spell(start, names, first)
            end = spell(end, names, first) if end else start
        if end < start:
            end += 7
        values.update(range(start, end + 1, int(step or 1)))
    return values


class Cron:
    def __init__(self, text):
        fields = SHORTHANDS.get(text, text).split()
        self.minutes = expand(fields[0], 0, 59)
        self.hours = expand(fields[1], 0, 23)
        self.months = expand(fields[3], 1, 12, MONTHS)
        self.has_last = "L" in fields[2].upper().split(",")
        days = [part for part in fields[2].split(",") if part.upper() != "L"]
        self.days = expand(",".join(days), 1, 31) if days else set()
        self.weekdays, self.numbered = set(), set()
        for part in fields[4].split(","):
            if "#" in part:
                day, _, week = part.partition("#")
                self.numbered.add((self.weekday(day), int(week)))
            elif len(part) > 1 and part[-1] in "lL":
                self.numbered.add((self.weekday(part[:-1]), -1))
            else:
                names = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"]
                self.weekdays.update(day % 7 for day in expand(part, 0, 6, names))
        self.either = fields[2][0] != "*" and fields[4][0] != "*"
        self.is_elapsed = len(self.hours) == 24

    @staticmethod
    def weekday(word):
        return spell(word, ["sun", "mon", "tue", "wed", "thu", "fri", "sat"], 0) % 7

    def has_day(self, day):
        last = calendar.monthrange(day.year, day.month)[1]
        weekday = day.isoweekday() % 7
        fits_day = day.day in self.days or (self.has_last and day.day == last)
        fits_weekday = weekday in self.weekdays or any(
            weekday == number[0] and
            (number[1] == (day.day + 6) // 7 if number[1] > 0 else day.day + 7 > last)
            for number in self.numbered)
        if day.month not in self.months:
            return False
        return fits_day or fits_weekday if self.either else fits_day and fits_weekday

    def has_hour(self, hour):
        return hour in self.hours

    def has_time(self, wall):
        return wall.minute in self.minutes and wall.hour in self.hours


class Words:
    def __init__(self, settings, since):
        self.repeat = settings.get("repeat", "days")
        self.every = settings.get("every", 1)
        self.times = {tuple(int(part) for part in time.split(":"))
                      for time in settings.get("times", ["09:00"])}
        self.weekdays = settings.get("weekdays", WEEKDAYS[:5])
        self.settings = settings
        self.since = since.date()
        self.is_elapsed = False

    def has_day(self, day):
        if self.repeat == "days":
            return (day - self.since).days % self.every == 0
        if self.repeat == "weeks":
            monday = self.since - DAY * self.since.weekday()
            return ((day - monday).days // 7 % self.every == 0 and
                    WEEKDAYS[day.weekday()] in self.weekdays)
        months = (day.year - self.since.year) * 12 + day.month - self.since.month
        last = calendar.monthrange(day.year, day.month)[1]
        if months % self.every != 0:
            return False
        if "week" in self.settings:
            week = self.settings["week"]
            return (WEEKDAYS[day.weekday()] == self.settings.get("week_day", "monday") and
                    ((day.day + 6) // 7 == week or (week == -1 and day.day + 7 > last)))
        wanted = self.settings.get("day", 1)
        return day.day == (last if wanted == -1 else wanted)

    def has_hour(self, hour):
        return any(time[0] == hour for time in self.times)

    def has_time(self, wall):
        return (wall.hour, wall.minute) in self.times


# --- The clock on the wall ---

class Wall:
    def __init__(self, zone):
        self.zone = zoneinfo.ZoneInfo(zone)

    def read(self, instant):
        return instant.astimezone(self.zone).replace(tzinfo=None)

    def shows_twice(self, wall):
        """Whether the clock of that day comes to this time a second time."""
        seen = set()
        for fold in (0, 1):
            instant = wall.replace(tzinfo=self.zone, fold=fold).astimezone(UTC)
            if self.read(instant) == wall:
                seen.add(instant)
        return len(seen) > 1

    def first_reading(self, wall):
        """The first instant at which the clock shows this time, or a later one for the first
        time."""
        instant = wall.replace(tzinfo=UTC) - 2 * DAY
        while self.read(instant) < wall:
            instant += MINUTE
        return instant


def parse_bound(text, is_end):
    """A date or a wall time of the settings."""
    if len(text) == 10:
        time = datetime.time(23, 59, 59) if is_end else datetime.time()
        return datetime.datetime.combine(datetime.date.fromisoformat(text), time)
    return datetime.datetime.fromisoformat(text)


def list_intervals(settings, wall, after, until):
    words = settings["schedule"]
    distance = words.get("every", 1) * (3600 if words["repeat"] == "hours" else 60)
    since = parse_bound(settings["from"], False) if "from" in settings else ANCHOR
    anchor = wall.first_reading(since)
    instant = after.replace(second=0, microsecond=0)
    while instant <= until:
        if (instant > after and (instant - anchor).total_seconds() % distance == 0 and
                ("from" not in settings or instant >= anchor) and
                ("until" not in settings or
                 wall.read(instant) <= parse_bound(settings["until"], True))):
            yield instant, wall.read(instant)
        instant += MINUTE


def list_times(settings, pattern, wall, after, until):
    """(instant, the time that was asked for), in order."""
    start = parse_bound(settings["from"], False) if "from" in settings else None
    end = parse_bound(settings["until"], True) if "until" in settings else None

    def fits(time):
        return (pattern.has_day(time.date()) and pattern.has_time(time) and
                (start is None or time >= start) and (end is None or time <= end))

    def is_dull(instant, reached):
        now, then = wall.read(instant), wall.read(instant + HOUR)
        return (then - now == HOUR and reached == now and
                not (pattern.has_hour(now.hour) and pattern.has_day(now.date())) and
                not (pattern.has_hour(then.hour) and pattern.has_day(then.date())))

    instant = after.replace(second=0, microsecond=0) - 3 * DAY
    reached = wall.read(instant)
    while instant < until:
        # Hours far from any that count need no look at each minute.
        if is_dull(instant, reached):
            instant += HOUR
            reached = wall.read(instant)
            continue
        instant += MINUTE
        now = wall.read(instant)
        if pattern.is_elapsed:
            if after < instant <= until and fits(now):
                yield instant, now
            continue
        if now <= reached:
            continue
        passed = []
        while reached < now:
            reached += MINUTE
            passed.append(reached)
        wanted = [time for time in passed if fits(time)]
        if wanted and after < instant <= until:
            yield instant, now if now in wanted else wanted[0]


def list_occurrences(settings, after, until):
    wall = Wall(settings["timezone"])
    schedule = settings["schedule"]
    if isinstance(schedule, dict) and schedule.get("repeat") in ("minutes", "hours"):
        occurrences = list_intervals(settings, wall, after, until)
    else:
        since = parse_bound(settings["from"], False) if "from" in settings else ANCHOR
        pattern = Cron(schedule) if isinstance(schedule, str) else Words(schedule, since)
        occurrences = list_times(settings, pattern, wall, after, until)
    for instant, nominal in occurrences:
        mark = (" moved" if wall.read(instant) != nominal else
                " repeated" if wall.shows_twice(nominal) else "")
        yield instant, nominal, mark


# --- The table ---

# Zones, and the instants around which their clocks do something; what the future holds is only
# there where a rule has stood for decades.
CHANGES = [
    ("Europe/Berlin", "2026-03-29T01:00"), ("Europe/Berlin", "2026-10-25T01:00"),
    ("America/New_York", "2026-03-08T07:00"), ("America/New_York", "2026-11-01T06:00"),
    ("Australia/Lord_Howe", "2025-10-04T15:30"), ("Australia/Lord_Howe", "2025-04-05T15:00"),
    ("Pacific/Apia", "2011-12-30T10:00"), ("Pacific/Kiritimati", "1994-12-31T10:40"),
    ("Pacific/Kwajalein", "1993-08-21T12:00"), ("Africa/Casablanca", "2024-03-10T02:00"),
    ("Africa/Casablanca", "2024-04-14T02:00"), ("Antarctica/Troll", "2025-03-30T01:00"),
    ("Antarctica/Troll", "2025-10-26T01:00"), ("Africa/Cairo", "2024-04-25T22:00"),
    ("Africa/Cairo", "2024-10-31T21:00"), ("America/Havana", "2024-03-10T05:00"),
    ("America/Havana", "2024-11-03T05:00"), ("America/Sao_Paulo", "2018-11-04T03:00"),
    ("America/St_Johns", "2010-03-14T03:31"), ("America/St_Johns", "2010-11-07T02:31"),
    ("Europe/Dublin", "2025-03-30T01:00"), ("Pacific/Chatham", "2025-09-27T14:00"),
    ("America/Caracas", "2016-05-01T07:00"), ("Asia/Pyongyang", "2015-08-14T15:00"),
    ("Asia/Beirut", "2022-03-26T22:00"), ("Europe/Moscow", "2014-10-25T22:00"),
    ("Africa/Juba", "2021-01-31T21:00"), ("America/Scoresbysund", "2024-03-31T01:00"),
    ("Asia/Kathmandu", "2026-01-01T00:00"), ("UTC", "2038-01-19T03:14"),
    ("America/New_York", "2038-03-14T07:00"), ("Europe/Berlin", "2038-10-31T01:00"),
    ("UTC", "2106-02-07T06:28"), ("America/New_York", "2106-11-07T06:00"),
    ("Australia/Lord_Howe", "2106-10-02T15:30"),
]

# Around a change, for hours.
NEAR = [
    (30, {"times": ["02:30"]}), (30, {"times": ["00:00"]}), (30, {"times": ["00:30", "01:30"]}),
    (30, {"times": ["01:00", "02:00", "03:00"]}), (30, {"every": 2, "times": ["02:15"]}),
    (30, {"repeat": "weeks", "weekdays": ["sunday", "friday"], "times": ["02:59", "23:30"]}),
    (30, "30 2 * * *"), (30, "0 0 * * *"), (30, "0,30 1-3 * * *"), (30, "0 */6 * * *"),
    (30, "*/20 2 * * *"), (30, "59 23 * * *"), (30, "0 0 30,31,L * *"),
    (2, "*/15 * * * *"), (3, "5 * * * *"), (3, "@hourly"), (0.1, "* * * * *"),
    (3, {"repeat": "minutes", "every": 45}), (0.5, {"repeat": "minutes", "every": 7}),
    (6, {"repeat": "hours"}), (30, {"repeat": "hours", "every": 6}),
    (30, {"repeat": "hours", "every": 5}), (30, "*/30 1,2 * * sun,fri"),
]

# Over years.
FAR = [
    "0 0 29 2 *", "30 12 29 feb *", "0 0 13 * 5", "0 0 13 * fri,mon", "0 9 1-7 * *", "0 9 */2 * 1",
    "0 9 * * 1#1", "0 9 * * mon#5", "0 9 * * 5L", "0 9 L * *", "0 9 15,L 2,3 *", "0 9 L 2 *",
    "0 9 1 1,7 mon#1", "0 0 1 1 *", "@yearly", "@monthly", "@weekly", "0 12 * * sat-sun",
    "0 12 * * fri-mon", "0 12 * * 7", "0 12 * * 0", "15 8-10 31 * *", "5 4 31 1-12/2 *",
    "0 6 10-20/5 jun-aug *", "0 6 * * 2#2,4L", "0 0 31 2 3", "@annually", "@midnight",
    {"repeat": "months", "day": 31}, {"repeat": "months", "day": -1, "every": 2},
    {"repeat": "months", "day": 30, "every": 3}, {"repeat": "months", "week": 5},
    {"repeat": "months", "week": -1, "week_day": "friday"},
    {"repeat": "months", "week": 1, "week_day": "sunday", "every": 5},
    {"repeat": "months", "week": 3, "week_day": "wednesday", "every": 12},
    {"repeat": "months", "day": 29, "every": 12},
    {"repeat": "days", "every": 10}, {"repeat": "days", "every": 100, "times": ["2:30"]},
    {"repeat": "weeks", "every": 2, "weekdays": ["tuesday", "sunday"]},
    {"repeat": "weeks", "every": 5, "weekdays": ["monday"], "times": ["00:00", "23:59"]},
]

# With a first and a last day.
BOUNDED = [
    ({"every": 3}, "2025-03-02", "2025-03-30"), ({"every": 3}, "2025-03-02T10:00", None),
    ({"repeat": "weeks", "every": 2, "weekdays": ["sunday"]}, "2025-03-05", None),
    ({"repeat": "weeks", "every": 2, "weekdays": ["sunday"]}, "2025-03-12", None),
    ({"repeat": "months", "every": 2, "day": 10}, "2025-02-20", "2025-09-10"),
    ({"repeat": "months", "every": 12, "day": 29}, "2024-02-01", None),
    ({"repeat": "hours", "every": 5}, "2025-03-29T07:30", "2025-03-31"),
    ({"repeat": "minutes", "every": 90}, "2025-10-25", "2025-10-26T12:00"),
    ("0 9 * * *", "2025-03-28", "2025-03-31"), ("*/30 * * * *", "2025-03-30", "2025-03-30T04:00"),
    ("30 2 * * *", "2025-03-30", "2025-03-30"), ("30 2 * * *", "2025-10-26", "2025-10-26"),
]


def make_random(source):
    def pick(lowest, highest, star):
        if source.random() < star:
            return source.choice(["*", "*", f"*/{source.randint(2, 7)}"])
        parts = []
        for _ in range(source.randint(1, 2)):
            value = source.randint(lowest, highest)
            if source.random() < 0.3:
                parts.append(f"{value}-{source.randint(value, highest)}")
            else:
                parts.append(str(value))
        return ",".join(parts)

    return " ".join([pick(0, 59, 0.2), pick(0, 4, 0.3), pick(1, 28, 0.7), pick(1, 12, 0.9),
                     pick(0, 6, 0.7)])


def list_inputs():
    """(settings, after, until)"""
    for zone, change in CHANGES:
        at = datetime.datetime.fromisoformat(change).replace(tzinfo=UTC)
        for hours, schedule in NEAR:
            span = datetime.timedelta(hours=hours)
            yield {"schedule": schedule, "timezone": zone}, at - span, at + span
    for zone, years in (("UTC", 2), ("America/New_York", 1), ("Europe/Berlin", 1),
                        ("Australia/Lord_Howe", 1)):
        for i, schedule in enumerate(FAR):
            after = datetime.datetime(2023, 11, 1 + i % 28, 5, 17, 31, tzinfo=UTC)
            yield {"schedule": schedule, "timezone": zone}, after, after + 366 * years * DAY
    for zone in ("Europe/Berlin", "America/New_York"):
        for schedule, first, last in BOUNDED:
            settings = {"schedule": schedule, "timezone": zone, "from": first}
            if last is not None:
                settings["until"] = last
            after = datetime.datetime(2025, 1, 1, tzinfo=UTC)
            days = 320 if isinstance(schedule, dict) and "day" in schedule else 110
            if schedule in ("30 2 * * *", {"repeat": "minutes", "every": 90}):
                days = 320
            if isinstance(schedule, dict) and schedule.get("every") == 12:
                days = 4 * 366
            yield settings, after, after + days * DAY
    source = random.Random(20260329)
    for _ in range(260):
        zone, change = source.choice(CHANGES)
        at = datetime.datetime.fromisoformat(change).replace(tzinfo=UTC)
        schedule = make_random(source)
        hours = 1 if schedule[0] == "*" else 30
        yield ({"schedule": schedule, "timezone": zone},
               at - datetime.timedelta(hours=source.randint(1, hours)),
               at + datetime.timedelta(hours=source.randint(1, hours)))


def print_instant(instant):
    return instant.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def make_line(settings, after, until):
    """Ends with the last occurrence where there would be too many."""
    occurrences = list(itertools.islice(list_occurrences(settings, after, until), MOST))
    if len(occurrences) == MOST:
        until = occurrences[-1][0]
    return json.dumps({
        "settings": settings, "after": print_instant(after), "until": print_instant(until),
        "occurrences": [f"{instant:%Y-%m-%dT%H:%MZ} {nominal:%Y-%m-%dT%H:%M}{mark}"
                        for instant, nominal, mark in occurrences]})


def read_instant(text):
    return datetime.datetime.fromisoformat(text.replace("Z", "+00:00"))


def verify(path, every):
    wrong = 0
    with open(path, encoding="utf-8") as file:
        lines = file.read().splitlines()
    for number, line in list(enumerate(lines))[::every]:
        vector = json.loads(line)
        made = make_line(vector["settings"], read_instant(vector["after"]),
                         read_instant(vector["until"]))
        if made != line:
            wrong += 1
            print(f"line {number + 1} is\n  {line}\nand should be\n  {made}")
    print(f"{len(lines[::every])} of {len(lines)} vectors looked at, {wrong} wrong")
    return wrong == 0 and len(lines) >= 1000


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--write", metavar="FILE")
    parser.add_argument("--verify", metavar="FILE")
    parser.add_argument("--every", type=int, default=1, help="verify only each N-th line")
    options = parser.parse_args()
    if options.write:
        with open(options.write, "w", encoding="utf-8") as file:
            for settings, after, until in list_inputs():
                print(make_line(settings, after, until), file=file)
    if options.verify:
        sys.exit(0 if verify(options.verify, options.every) else 1)


if __name__ == "__main__":
    main()
