#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: The Convoke developers

"""Clash finder: of three hundred entries in two accounts, a calendar and a plan, every pair that
overlaps is found, and none is invented."""

import csv
import datetime
import io
import random
import zoneinfo

import recipe

ZONES = ["Europe/Berlin", "America/New_York", "Asia/Kolkata", "Pacific/Auckland", "UTC"]


class ClashFinder(recipe.RecipeCase):
    template = "clash-finder.convoke"

    def test_as_shipped(self):
        path = self.copy()
        for _ in range(3):
            clashes = self.get_outputs(path, "--sandbox")["Clashes"]
            planned = [(item["first"], item["second"], item["minutes"]) for item in clashes
                       if item["first_source"] == item["second_source"] == "Plan"]
            self.assertEqual(set(planned), {("Budget", "Call with New York", 30),
                                            ("Design review", "Stand-up", 15),
                                            ("Workshop", "Interview", 30)})

    def make_entries(self):
        """Three hundred (topic, start, minutes), some of which touch without overlapping."""
        dice = random.Random(14)
        tomorrow = datetime.datetime.now(datetime.timezone.utc).replace(
            hour=0, minute=0, second=0, microsecond=0) + datetime.timedelta(days=1)
        return [(f"Entry {number}",
                 tomorrow + datetime.timedelta(minutes=15 * dice.randrange(20 * 96)),
                 15 * dice.randrange(1, 9)) for number in range(300)]

    def fill_account(self, sandbox, entries):
        session = recipe.Session(sandbox)
        for number, (topic, start, minutes) in enumerate(entries):
            zone = ZONES[number % len(ZONES)]
            wall = start.astimezone(zoneinfo.ZoneInfo(zone))
            reply = session.create(topic=topic, type=2, duration=minutes, timezone=zone,
                                   start_time=wall.strftime("%Y-%m-%dT%H:%M:%S"))
            self.assertEqual(reply.status, 201)

    def write_calendar(self, entries):
        self.write("calendar.ics", "BEGIN:VCALENDAR\r\nVERSION:2.0\r\n" + "".join(
            f"BEGIN:VEVENT\r\nUID:{topic}\r\nDTSTART:{start:%Y%m%dT%H%M%SZ}\r\n"
            f"DURATION:PT{minutes}M\r\nSUMMARY:{topic}\r\nEND:VEVENT\r\n"
            for topic, start, minutes in entries) + "END:VCALENDAR\r\n")

    def write_plan(self, entries):
        today = datetime.datetime.now(datetime.timezone.utc).date()
        rows = [f"{topic},{(start.date() - today).days},{start:%H:%M},{minutes},UTC"
                for topic, start, minutes in entries]
        self.write("plan.csv", "topic,days_from_today,time,minutes,zone\n" + "\n".join(rows) + "\n")

    def test_three_hundred(self):
        first = self.start_sandbox("--plan", "unlimited")
        second = self.start_sandbox("--plan", "unlimited")
        for sandbox in (first, second):
            self.connect(sandbox)
        one, two = [connection["id"] for connection in self.list_connections()]
        path = self.copy()
        entries = self.make_entries()
        self.fill_account(first, entries[:120])
        self.fill_account(second, entries[120:200])
        self.write_calendar(entries[200:260])
        self.write_plan(entries[260:])
        expected = set()
        for index, (topic, start, minutes) in enumerate(entries):
            end = start + datetime.timedelta(minutes=minutes)
            for other, begin, length in entries[index + 1:]:
                overlap = min(end, begin + datetime.timedelta(minutes=length)) - max(start, begin)
                if overlap.total_seconds() > 0:
                    expected.add((frozenset((topic, other)), int(overlap.total_seconds() // 60)))
        self.assertTrue(len(expected) > 50, len(expected))
        for _ in range(3):
            clashes = self.get_outputs(path, "--connection", "zoom=" + one,
                                       "--connection", "second=" + two)["Clashes"]
            self.assertEqual(len(clashes), len(expected))
            self.assertEqual({(frozenset((item["first"], item["second"])), item["minutes"])
                              for item in clashes}, expected)
        table = list(csv.DictReader(io.StringIO(self.read("clashes.csv"))))
        self.assertEqual(len(table), len(expected))

    def test_one_account_twice(self):
        """No meeting clashes with itself."""
        self.begin("--plan", "unlimited")
        path = self.copy()
        entries = [entry for entry in self.make_entries()[:20]]
        self.write_calendar([])
        self.write_plan([])
        self.fill_account(self.sandbox, entries[:1])
        self.assertEqual(self.get_outputs(path)["Clashes"], [])


if __name__ == "__main__":
    recipe.main()
