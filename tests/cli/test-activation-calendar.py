#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: The Convoke developers

"""What happens in a calendar makes pipelines run, once for each; and an event gets its meeting, which
follows it."""

import datetime
import json
import os
import signal
import sqlite3
import unittest

from convoke import pipeline, wait_until
from sign_in import ConnectCase

SLOTS = {"zoom": {"connector": "zoom"}}


def event(uid, start, summary, *lines):
    return "".join(line + "\r\n" for line in (
        "BEGIN:VEVENT", f"UID:{uid}", f"DTSTART:{start}", "DURATION:PT1H", f"SUMMARY:{summary}",
        *lines, "END:VEVENT"))


def in_future(**delta):
    moment = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(**delta)
    return moment.strftime("%Y%m%dT%H%M%SZ")


class CalendarCase(ConnectCase):
    def save(self, *events, name="c.ics"):
        """As programs do: another file in place of the old one."""
        self.write("new.tmp", "BEGIN:VCALENDAR\r\nVERSION:2.0\r\n" + "".join(events) +
                   "END:VCALENDAR\r\n")
        os.rename(os.path.join(self.folder, "new.tmp"), os.path.join(self.folder, name))

    def fetch(self, sql, *parameters):
        path = os.path.join(self.data, "convoke.db")
        with sqlite3.connect(path, timeout=30) as database:
            return database.execute(sql, parameters).fetchall()

    def watch(self, template="{{ item.event }} {{ item.scope }} {{ item.occurrence }}",
              file="c.ics", **settings):
        path = self.write("watch.convoke", pipeline(
            {
                "when": {"type": "trigger.calendar", "settings": {"file": file, **settings}},
                "hi": {"type": "text", "settings": {"template": template, "name": "text"}},
                "out": {"type": "output", "settings": {"name": "Out"}},
            },
            ["when.out -> hi.in", "hi.out -> out.in"], name="Watch"))
        self.call_json("activate", path)
        wait_until(lambda: self.fetch("SELECT count (*) FROM memory")[0][0] == 1)
        return path

    def list_texts(self):
        results = self.fetch("SELECT result FROM run WHERE state = 'succeeded' AND name = 'Watch'"
                             " ORDER BY number")
        return [[item["text"] for item in json.loads(result)["outputs"]["Out"]]
                for (result,) in results]

    def assert_texts(self, *expected):
        wait_until(lambda: len(self.list_texts()) >= len(expected))
        self.assertEqual(self.list_texts(), list(expected))

    def get_problem(self):
        return self.call_json("activate")[0]["triggers"][0]["problem"]


class Events(CalendarCase):
    def test_appear_change_and_go(self):
        there = event("there", "20300303T140000Z", "There before")
        self.save(there)
        self.watch("{{ item.event }} {{ item.summary }} {{ item.before?.start }}", removed=True)
        self.save(there, event("new", "20300303T140000Z", "New"))
        self.assert_texts(["created New "])
        self.save(there, event("new", "20300304T140000Z", "New", "SEQUENCE:1"))
        self.assert_texts(["created New "], ["changed New 2030-03-03T14:00:00Z"])
        # Neither another order nor a link nor an answer of a guest is a change.
        self.save(event("new", "20300304T140000Z", "New", "SEQUENCE:2", "URL:https://zoom.us/j/1",
                        "LOCATION:https://zoom.us/j/1", "ATTENDEE;PARTSTAT=ACCEPTED:mailto:a@x.org"),
                  there)
        self.save(there)
        self.assert_texts(["created New "], ["changed New 2030-03-03T14:00:00Z"], ["removed New "])

    def test_a_series_and_one_of_its_dates(self):
        weekly = ("RRULE:FREQ=WEEKLY",)
        self.save(event("w", "20300306T140000Z", "Weekly", *weekly))
        self.watch(removed=True)
        self.save(event("w", "20300306T140000Z", "Weekly", *weekly, "EXDATE:20300320T140000Z"))
        self.assert_texts(["removed occurrence w/20300320T140000Z"])
        moved = event("w", "20300327T160000Z", "Weekly", "RECURRENCE-ID:20300327T140000Z")
        self.save(event("w", "20300306T140000Z", "Weekly", *weekly, "EXDATE:20300320T140000Z"),
                  moved)
        self.assert_texts(["removed occurrence w/20300320T140000Z"],
                          ["changed occurrence w/20300327T140000Z"])
        self.save(event("w", "20300306T150000Z", "Weekly", *weekly))
        self.assert_texts(["removed occurrence w/20300320T140000Z"],
                          ["changed occurrence w/20300327T140000Z"],
                          ["changed event w/20300306T150000Z"])

    def test_cancelled_is_removed(self):
        self.save(event("1", "20300303T140000Z", "One"))
        self.watch(removed=True)
        self.save(event("1", "20300303T140000Z", "One", "STATUS:CANCELLED"))
        self.assert_texts(["removed event 1"])

    def test_only_with_words(self):
        self.save()
        self.watch("{{ item.event }} {{ item.summary }}", text="zoom")
        self.save(event("1", "20300303T140000Z", "Lunch"),
                  event("2", "20300303T140000Z", "Talk (ZOOM)"),
                  event("3", "20300303T140000Z", "Call", "DESCRIPTION:by Zoom"))
        self.assert_texts(["created Talk (ZOOM)", "created Call"])
        self.save(event("1", "20300303T140000Z", "Lunch by zoom"),
                  event("2", "20300303T140000Z", "Talk (ZOOM)"),
                  event("3", "20300303T140000Z", "Call", "DESCRIPTION:by Zoom"))
        self.assert_texts(["created Talk (ZOOM)", "created Call"], ["created Lunch by zoom"])

    def test_nothing_twice_and_nothing_lost(self):
        self.save()
        self.watch(removed=True)
        self.end_engine(number=signal.SIGKILL)
        self.save(event("1", "20300303T140000Z", "One"))
        self.call_json("activate")
        self.assert_texts(["created event 1"])
        self.end_engine(number=signal.SIGKILL)
        self.call_json("activate")
        self.end_engines()
        self.save(event("2", "20300303T140000Z", "Two"))
        self.call_json("activate")
        self.assert_texts(["created event 1"], ["created event 2", "removed event 1"])

    def test_a_folder(self):
        os.mkdir(os.path.join(self.folder, "cal"))
        self.save(event("1", "20300303T140000Z", "One"), name="cal/1.ics")
        self.watch(file="cal", removed=True)
        self.save(event("2", "20300303T140000Z", "Two"), name="cal/2.ics")
        self.assert_texts(["created event 2"])
        os.unlink(os.path.join(self.folder, "cal/1.ics"))
        self.assert_texts(["created event 2"], ["removed event 1"])

    def test_what_cannot_be_read_has_lost_nothing(self):
        one = event("1", "20300303T140000Z", "One")
        self.save(one)
        self.watch(removed=True)
        for text in ("", "a,b\r\n", "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:2\r\n"):
            self.write("c.ics", text)
            wait_until(lambda: self.get_problem() is not None)
            self.save(one)
            self.call_json("activate", os.path.join(self.folder, "watch.convoke"))
            wait_until(lambda: self.get_problem() is None)
        os.unlink(os.path.join(self.folder, "c.ics"))
        wait_until(lambda: self.get_problem() is not None)
        self.save(one, event("2", "20300303T140000Z", "Two"))
        self.call_json("activate", os.path.join(self.folder, "watch.convoke"))
        self.assert_texts(["created event 2"])

    def test_by_hand(self):
        path = self.write("sample.convoke", pipeline(
            {"when": {"type": "trigger.calendar", "settings": {"file": "c.ics", "text": "zoom"}},
             "out": {"type": "output", "settings": {"name": "Out"}}},
            ["when.out -> out.in"]))
        item, = self.call_json("run", path)["outputs"]["Out"]
        self.assertEqual((item["event"], item["summary"]), ("created", "Example zoom"))


class Beginnings(CalendarCase):
    def test_before_it_begins(self):
        self.save(event("soon", in_future(minutes=5), "Soon"),
                  event("later", in_future(minutes=11), "Later"),
                  event("over", in_future(minutes=-5), "Over"))
        path = self.watch("{{ item.event }} {{ item.summary }}", starting=True, minutes=10)
        self.assert_texts(["starting Soon"])
        # Neither another look nor another process says it again; what is next is.
        self.call_json("activate", path)
        self.end_engine(number=signal.SIGKILL)
        self.call_json("activate")
        self.save(event("soon", in_future(minutes=6), "Soon"))
        wait_until(lambda: len(self.list_texts()) >= 3)
        self.assertEqual(sorted(self.list_texts()[1:]), [["changed Soon"], ["starting Soon"]])

    def test_the_clock_tells(self):
        self.save(event("soon", in_future(seconds=63), "Soon"))
        self.watch("{{ item.event }} {{ item.summary }}", starting=True, minutes=1)
        self.assertEqual(self.list_texts(), [])
        self.assert_texts(["starting Soon"])


class Recipe(CalendarCase):
    """Events with “zoom” in their text get a meeting, whose link is written back."""

    def setUp(self):
        super().setUp()
        self.sandbox = self.start_sandbox()
        self.connect(self.sandbox)

    def write_recipe(self):
        return self.write("recipe.convoke", pipeline(
            {
                "read": {"type": "calendar.read", "settings": {
                    "file": "c.ics", "until": "2031-01-01T00:00:00Z"}},
                "mine": {"type": "filter", "settings": {"rows": [
                    {"field": "summary", "operator": "contains", "value": "zoom"},
                    {"field": "link", "operator": "is-empty"}]}},
                "once": {"type": "remember", "settings": {"key": "{{ item.uid }}"}},
                "make": {"type": "zoom.create-meeting", "slot": "zoom", "settings": {
                    "topic": "{{ item.summary }}", "start_time": "{{ item.start }}",
                    "type": 2, "duration": 60}},
                "write": {"type": "calendar.write", "settings": {
                    "file": "c.ics", "uid": "{{ nodes.mine.uid }}",
                    "link": "{{ item.join_url }}"}},
                "out": {"type": "output", "settings": {"name": "Out"}},
            },
            ["read.out -> mine.in", "mine.out -> once.in", "once.out -> make.in",
             "make.out -> write.in", "write.out -> out.in"], name="Recipe", slots=SLOTS))

    def list_created(self):
        return [request for request in self.sandbox.control.list("requests")
                if request["method"] == "POST" and request["path"].startswith("/v2/")]

    def test_three_runs(self):
        self.sandbox.control.order("record", on=True)
        self.save(event("1", "20300303T140000Z", "Talk by zoom", "X-KEPT:yes"),
                  event("2", "20300304T140000Z", "Lunch"),
                  event("3", "20300305T140000Z", "zoom with a link", "LOCATION:https://zoom.us/j/9"))
        path = self.write_recipe()
        first = self.call_json("run", path)["outputs"]["Out"]
        self.assertEqual([item["written"] for item in first], ["updated"])
        with open(os.path.join(self.folder, "c.ics"), encoding="utf-8", newline="") as file:
            text = file.read()
        self.assertEqual(text.count("CONFERENCE;VALUE=URI;FEATURE=VIDEO:"), 1)
        self.assertIn("X-KEPT:yes\r\n", text)
        self.assertIn("SEQUENCE:1\r\n", text)
        self.assertEqual(self.call_json("run", path)["outputs"]["Out"], [])
        self.assertEqual(self.call_json("run", path)["outputs"]["Out"], [])
        self.assertEqual(len(self.list_created()), 1)
        with open(os.path.join(self.folder, "c.ics"), encoding="utf-8", newline="") as file:
            self.assertEqual(file.read(), text)


if __name__ == "__main__":
    unittest.main()
