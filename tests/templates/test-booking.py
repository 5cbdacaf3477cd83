#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: The Convoke developers

"""Booking form: clashes found across zones, three other times that are free, nothing made twice, and
a meeting that stays when the mail fails."""

import datetime
import re
import zoneinfo

import recipe
import services

BERLIN = zoneinfo.ZoneInfo("Europe/Berlin")
NEW_YORK = zoneinfo.ZoneInfo("America/New_York")


def next_week(weekday, hour, minute=0, zone=BERLIN):
    """0 is Monday."""
    today = datetime.datetime.now(zone).date()
    day = today + datetime.timedelta(days=7 - today.weekday() + weekday)
    return datetime.datetime.combine(day, datetime.time(hour, minute), zone)


def read_time(text):
    return datetime.datetime.fromisoformat(re.sub(r"\[.*", "", text))


class Booking(services.ServiceCase):
    template = "booking.convoke"

    def book(self, path, start, status=0, email="bo@example.com", minutes=30):
        zone = start.tzinfo.key
        fields = {"name": "Bo", "email": email, "topic": "Talk", "zone": zone, "minutes": minutes,
                  "when": start.strftime("%Y-%m-%d %H:%M")}
        arguments = [word for name, value in fields.items() for word in ("--input", f"{name}={value}")]
        return self.run_recipe(path, *arguments, status=status)

    def test_as_shipped(self):
        path = self.copy()
        [booked] = self.get_outputs(path, "--sandbox")["Booked"]
        self.assertEqual(read_time(booked["start"]), next_week(1, 10))
        for _ in range(2):
            outputs = self.get_outputs(path, "--sandbox")
            self.assertEqual((outputs["Booked"], len(outputs["Booked before"])), ([], 1))
        self.assertEqual(self.read("bookings.ics").count("UID:booking-"), 1)

    def test_not_understood(self):
        result = self.call_json("run", self.copy(), "--sandbox", "--input", "when=some day")
        self.assertEqual([one["code"] for one in result["failures"]], ["date-not-understood"])
        self.assertEqual((len(result["outputs"]["Not understood"]), result["outputs"]["Booked"]), (1, []))

    def check_offers(self, outputs, booked):
        """Three, in working hours, in the future, and beside all that is there."""
        [offer] = outputs["Free times"]
        times = [read_time(text) for text in offer["free"]]
        self.assertEqual(len(set(times)), 3)
        for time in times:
            local = time.astimezone(BERLIN)
            end = local + datetime.timedelta(minutes=30)
            self.assertLess(local.weekday(), 5)
            self.assertTrue(local.hour >= 9 and (end.hour, end.minute) <= (17, 0))
            self.assertTrue(time > datetime.datetime.now(datetime.timezone.utc))
            lunch = local.replace(hour=12, minute=0)
            call = time.astimezone(NEW_YORK).replace(hour=8, minute=30)
            busy = [(lunch, 60), *([(call, 60)] if call.weekday() == 1 else []), *booked]
            for start, minutes in busy:
                is_free = end <= start or start + datetime.timedelta(minutes=minutes) <= local
                self.assertTrue(is_free)
        return offer

    def test_clashes(self):
        self.begin()
        path = self.copy()
        tokyo = zoneinfo.ZoneInfo("Asia/Tokyo")
        first = next_week(2, 10)
        self.assertEqual(len(self.book(path, first.astimezone(tokyo))["outputs"]["Booked"]), 1)
        # In Zoom and in the calendar, at the same instant elsewhere; beside it is free.
        taken = self.book(path, first, email="eve@example.com")["outputs"]
        self.assertEqual((taken["Booked"], len(self.list_meetings())), ([], 1))
        self.assertEqual(self.check_offers(taken, [(first, 30)])["clash"] is None, False)
        overlap = self.book(path, first - datetime.timedelta(minutes=20), email="eve@example.com")
        self.check_offers(overlap["outputs"], [(first, 30)])
        beside = self.book(path, first + datetime.timedelta(minutes=30), email="eve@example.com")
        self.assertEqual(len(beside["outputs"]["Booked"]), 1)
        # In the calendar only, in the zone of New York.
        call = next_week(1, 9, 0, NEW_YORK).astimezone(BERLIN)
        outputs = self.book(path, call)["outputs"]
        self.assertEqual(self.check_offers(outputs, [])["clash"], "Call with New York")
        self.assertEqual(len(self.list_meetings()), 2)

    def test_in_zoom_only(self):
        self.begin()
        path = self.copy()
        first = next_week(3, 15)
        self.assertEqual(len(self.book(path, first)["outputs"]["Booked"]), 1)
        entry = self.read("bookings.ics")
        start, end = entry.index("BEGIN:VEVENT\r\nUID:booking"), entry.rindex("END:VCALENDAR")
        self.write("bookings.ics", (entry[:start] + entry[end:]).encode())
        outputs = self.book(path, first)["outputs"]
        self.check_offers(outputs, [(first, 30)])
        self.assertEqual(len(self.list_meetings()), 1)

    def test_mail_fails(self):
        """The meeting stays, and the run goes on from the mail."""
        mail, chat = self.connect_mail(), self.connect_chat()
        self.begin()
        path = self.copy()
        self.unmute(path, "confirm", "chat", "propose")
        mail.faults.append(("rcpt", "550 no such person"))
        run = self.book(path, next_week(3, 15), status=1)
        self.assertEqual([one["node"] for one in run["failures"]], ["confirm"])
        self.assertEqual((len(self.list_meetings()), mail.messages, chat.requests), (1, [], []))
        self.assertEqual(self.read("bookings.ics").count("UID:booking-"), 1)
        retried = self.call_json("retry", run["run"])
        [booked] = retried["outputs"]["Booked"]
        self.assertEqual((len(self.list_meetings()), len(chat.requests)), (1, 1))
        [(recipients, subject, text, parts)] = self.read_mails(mail)
        self.assertEqual((recipients, subject), (["bo@example.com"], "Talk"))
        self.assertIn(booked["join_url"], text)
        invitation = parts["invitation.ics"]
        invitation = invitation if isinstance(invitation, str) else invitation.decode()
        self.assertIn("METHOD:REQUEST", invitation)
        self.assertIn(f"UID:{booked['uid']}", invitation)
        outputs = self.book(path, next_week(3, 15))["outputs"]
        self.assertEqual(len(outputs["Booked before"]), 1)
        self.assertEqual((len(self.list_meetings()), len(mail.messages)), (1, 1))

    def test_offer_by_mail(self):
        mail = self.connect_mail()
        self.begin()
        path = self.copy()
        self.unmute(path, "propose")
        outputs = self.book(path, next_week(0, 12, 30))["outputs"]
        offer = self.check_offers(outputs, [])
        [(recipients, _, text, _)] = self.read_mails(mail)
        self.assertEqual(recipients, ["bo@example.com"])
        for time in offer["free"]:
            self.assertIn(read_time(time).astimezone(BERLIN).strftime("%d %B %Y, %H:%M"), text)


if __name__ == "__main__":
    recipe.main()
