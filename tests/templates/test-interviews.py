#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: The Convoke developers

"""Interview set-up: the right agenda, and the right local time in each mail, once."""

import csv
import datetime
import io
import zoneinfo

import recipe
import services

COLUMNS = ["candidate", "email", "days_from_today", "time", "minutes", "zone", "status", "kind",
           "panel_email", "panel_zone"]


def person(number, kind, zone, panel_zone, time="10:00", **members):
    return {"candidate": f"Candidate {number}", "email": f"c{number}@example.com",
            "days_from_today": str(number + 1), "time": time, "minutes": "45", "zone": zone,
            "status": "confirmed", "kind": kind, "panel_email": f"p{number}@example.org",
            "panel_zone": panel_zone, **members}


PEOPLE = [
    person(1, "hr", "Europe/Berlin", "Europe/Berlin"),
    person(2, "technical", "America/New_York", "Asia/Tokyo", "22:15"),
    person(3, "technical", "Asia/Kathmandu", "Australia/Lord_Howe", "00:30"),
    person(4, "board", "Pacific/Auckland", "Pacific/Honolulu"),
    person(5, "hr", "Europe/London", "Europe/Berlin", status="waiting"),
]


class Interviews(services.ServiceCase):
    template = "interviews.convoke"

    def write_people(self, people):
        text = io.StringIO()
        writer = csv.DictWriter(text, COLUMNS)
        writer.writeheader()
        writer.writerows(people)
        self.write("interviews.csv", text.getvalue())

    def test_as_shipped(self):
        path = self.copy()
        outputs = self.get_outputs(path, "--sandbox")
        self.assertEqual((len(outputs["Join links"]), len(outputs["Not confirmed"])), (5, 2))
        for _ in range(2):
            outputs = self.get_outputs(path, "--sandbox")
            self.assertEqual((outputs["Join links"], len(outputs["Set up before"])), ([], 5))

    def test_without_a_panel(self):
        """A spreadsheet that has only what is needed."""
        path = self.copy()
        self.write("interviews.csv", "candidate,email,days_from_today,time,minutes,zone,status\n"
                                     "Ada,ada@example.com,1,10:00,45,Europe/London,confirmed\n")
        [link] = self.get_outputs(path, "--sandbox")["Join links"]
        self.assertEqual(link["when_candidate"], link["when_panel"])

    def say(self, start, zone):
        """As people in a zone have it on their clocks."""
        return start.astimezone(zoneinfo.ZoneInfo(zone)).strftime("%A, %d %B %Y, %H:%M")

    def plan(self, one, link):
        """The instant of an interview, worked out here a second time."""
        wall = datetime.datetime.fromisoformat(link["start"].split("[")[0])
        day = datetime.datetime.now(zoneinfo.ZoneInfo(one["zone"])).date()
        day += datetime.timedelta(days=int(one["days_from_today"]))
        time = datetime.time.fromisoformat(one["time"])
        # The day that is today there may have ended since the run began.
        expected = [datetime.datetime.combine(day - datetime.timedelta(days=back), time,
                                              zoneinfo.ZoneInfo(one["zone"])) for back in (0, 1)]
        self.assertIn(wall, expected)
        return wall

    def test_three_runs(self):
        mail = self.connect_mail()
        self.begin()
        path = self.copy()
        self.write_people(PEOPLE)
        self.unmute(path, "to-candidate", "to-panel", "tasks")
        links = {link["email"]: link for link in self.get_outputs(path)["Join links"]}
        self.assertEqual(len(links), 4)
        self.check_mails(self.read_mails(mail), links)
        for body in self.list_sent("POST"):
            one = next(one for one in PEOPLE if one["candidate"] in body["topic"])
            word = {"hr": "Getting to know", "technical": "Technical"}.get(one["kind"], "Interview with")
            self.assertTrue(body["agenda"].startswith(word))
            self.assertEqual(body["settings"]["alternative_hosts"], one["panel_email"])
        tasks = self.read("interview-tasks.csv")
        self.assertEqual(len(list(csv.DictReader(io.StringIO(tasks)))), 4)
        self.check_again(path, mail, tasks)

    def check_mails(self, mails, links):
        self.assertEqual(len(mails), 8)
        for one in PEOPLE[:4]:
            link = links[one["email"]]
            start = self.plan(one, link)
            for to, zone in ((one["email"], one["zone"]), (one["panel_email"], one["panel_zone"])):
                [text] = [text for recipients, _, text, _ in mails if recipients == [to]]
                self.assertIn(f"{self.say(start, zone)} ({zone})", " ".join(text.split()))
                self.assertIn(link["join_url"], text)

    def check_again(self, path, mail, tasks):
        for _ in range(2):
            outputs = self.get_outputs(path)
            self.assertEqual((outputs["Join links"], len(outputs["Set up before"])), ([], 4))
        self.assertEqual((len(self.list_meetings()), len(mail.messages)), (4, 8))
        self.assertEqual(self.read("interview-tasks.csv"), tasks)
        self.write_people([*PEOPLE, person(6, "hr", "UTC", "UTC")])
        self.assertEqual(len(self.get_outputs(path)["Join links"]), 1)
        self.assertEqual((len(self.list_meetings()), len(mail.messages)), (5, 10))


if __name__ == "__main__":
    recipe.main()
