#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: The Convoke developers

"""Zoom links for calendar events: each event gets one link, whatever happens to it afterwards."""

import datetime
import os

import recipe
from convoke import wait_until


def at(days, hour=14):
    moment = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(days=days)
    return moment.strftime(f"%Y%m%dT{hour:02}0000Z")


def event(uid, start, summary, *lines):
    return "".join(line + "\r\n" for line in (
        "BEGIN:VEVENT", f"UID:{uid}", f"DTSTART:{start}", "DURATION:PT45M", f"SUMMARY:{summary}",
        *lines, "END:VEVENT"))


class CalendarLinks(recipe.RecipeCase):
    template = "calendar-links.convoke"

    def save(self, *events):
        """As calendar programs do: another file in place of the old one."""
        self.write("new.tmp", "BEGIN:VCALENDAR\r\nVERSION:2.0\r\n" + "".join(events) +
                   "END:VCALENDAR\r\n")
        os.rename(os.path.join(self.folder, "new.tmp"), os.path.join(self.folder, "calendar.ics"))

    def test_as_shipped(self):
        """Three runs in the private sandbox: two links, and nothing more."""
        path = self.copy()
        first = self.get_outputs(path, "--sandbox")["New links"]
        self.assertEqual({link["event"] for link in first}, {"Team meeting (Zoom)", "Customers’ hour"})
        text = self.read("calendar.ics")
        self.assertEqual(text.count("CONFERENCE;VALUE=URI;FEATURE=VIDEO:"), 2)
        for _ in range(2):
            self.assertEqual(self.get_outputs(path, "--sandbox"),
                             {"New links": [], "Had one before": []})
            self.assertEqual(self.read("calendar.ics"), text)

    def test_three_runs_and_an_event_that_moves(self):
        self.begin()
        path = self.copy()
        self.save(event("1", at(3), "Talk by ZOOM", "X-KEPT:yes"),
                  event("2", at(4), "Lunch"),
                  event("3", at(5), "zoom with a link", "LOCATION:https://zoom.us/j/9"),
                  event("4", at(6), "Plain", "DESCRIPTION:we use Zoom"),
                  event("5", at(40), "zoom far away"),
                  event("6", at(2), "Standup", "LOCATION:zoom", "RRULE:FREQ=DAILY;COUNT=5"),
                  "BEGIN:VEVENT\r\nUID:7\r\nDTSTART;VALUE=DATE:" + at(3)[:8] +
                  "\r\nSUMMARY:zoom holiday\r\nEND:VEVENT\r\n")
        links = self.get_outputs(path)["New links"]
        self.assertEqual({link["event"] for link in links}, {"Talk by ZOOM", "Plain", "Standup"})
        sent = {body["topic"]: body for body in self.list_sent("POST")}
        self.assertEqual(len(self.list_sent("POST")), 3)
        self.assertEqual((sent["Plain"]["type"], sent["Plain"]["duration"]), (2, 45))
        self.assertEqual(sent["Standup"]["type"], 3)
        text = self.read("calendar.ics")
        self.assertIn("X-KEPT:yes\r\n", text)
        unfolded = text.replace("\r\n ", "")
        for link in links:
            self.assertIn(link["join_url"], unfolded)
        # The second and the third run, and one after an event was moved and its link taken out.
        self.assertEqual(self.get_outputs(path)["New links"], [])
        self.assertEqual(self.get_outputs(path)["New links"], [])
        self.assertEqual(self.read("calendar.ics"), text)
        self.save(event("1", at(8, 9), "Talk by ZOOM"), event("4", at(6), "Plain"))
        outputs = self.get_outputs(path)
        self.assertEqual(outputs["New links"], [])
        self.assertEqual([item["uid"] for item in outputs["Had one before"]], ["1"])
        self.assertEqual(len(self.list_sent("POST")), 3)

    def test_by_itself(self):
        """Active, it acts when an event appears, and again only for the next one."""
        self.begin()
        path = self.copy()
        self.save()
        self.call_json("activate", path)
        wait_until(lambda: self.query("SELECT count (*) FROM memory")[0][0] == 1)

        def wait_for_runs(count):
            wait_until(lambda: self.query(
                "SELECT count (*) FROM run WHERE state = 'succeeded'")[0][0] == count)
        self.save(event("1", at(3), "Talk by zoom"), event("2", at(3), "Lunch"))
        wait_for_runs(1)
        self.assertEqual([body["topic"] for body in self.list_sent("POST")], ["Talk by zoom"])
        self.assertIn("CONFERENCE;VALUE=URI;FEATURE=VIDEO:", self.read("calendar.ics"))
        # Writing the link is no reason to run again.
        text = self.read("calendar.ics")
        head, tail = text.split("END:VCALENDAR")
        self.write("calendar.ics", head + event("3", at(4), "Zoom again") + "END:VCALENDAR" + tail)
        wait_for_runs(2)
        self.assertEqual([body["topic"] for body in self.list_sent("POST")],
                         ["Talk by zoom", "Zoom again"])


if __name__ == "__main__":
    recipe.main()
