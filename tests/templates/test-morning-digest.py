#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: The Convoke developers

"""Morning digest: today in the local zone and in order, a word on an empty day, and one run for the
mornings that a laptop slept through."""

import datetime
import json
import os
import zoneinfo

import recipe
from convoke import wait_until
from fake_service import Service
from sign_in import KeyringCase

ZONES = ["Europe/Berlin", "America/Los_Angeles", "Pacific/Auckland"]
DAY = 24 * 3600 * 1000000


class MorningDigest(recipe.RecipeCase):
    template = "morning-digest.convoke"

    def set_zone(self, path, zone):
        self.change(path, lambda document: document["nodes"]["when"]["settings"].update(timezone=zone))

    def create(self, topic, start):
        reply = recipe.Session(self.sandbox).create(
            topic=topic, type=2, duration=30, timezone="UTC",
            start_time=start.astimezone(datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ"))
        self.assertEqual(reply.status, 201)
        return reply.json()

    def test_an_empty_day_says_so(self):
        path = self.copy()
        for _ in range(3):
            [digest] = self.get_outputs(path, "--sandbox")["Digest"]
            self.assertEqual((digest["meetings"], digest["text"]), (0, "No meetings today."))

    def test_today_in_the_local_zone(self):
        """Meetings of three days around now; which of them are today depends on where one is."""
        self.begin("--plan", "unlimited")
        path = self.copy()
        now = datetime.datetime.now(datetime.timezone.utc).replace(second=0, microsecond=0)
        starts = [now + datetime.timedelta(hours=hours, minutes=30) for hours in range(1, 48, 3)]
        meetings = [(start, self.create(f"Meeting {number}", start)) for number, start in enumerate(starts)]
        for zone in ZONES:
            self.set_zone(path, zone)
            local = zoneinfo.ZoneInfo(zone)
            expected = []
            for start, meeting in meetings:
                wall = start.astimezone(local)
                if wall.date() == datetime.datetime.now(local).date():
                    expected.append(f"{wall:%H:%M}  {meeting['topic']}\n       {meeting['join_url']}")
            for _ in range(3):
                [digest] = self.get_outputs(path)["Digest"]
                self.assertEqual(digest["meetings"], len(expected), zone)
                self.assertEqual(digest["text"], "\n".join(expected) or "No meetings today.")
        self.assertEqual(self.list_sent("POST")[len(meetings):], [])

    def test_into_the_chat(self):
        """Unmuted, it is posted once a run."""
        service = Service()
        self.addCleanup(service.stop)
        with open(os.path.join(recipe.SOURCE, "src/connectors/slack.json"), encoding="utf-8") as file:
            slack = json.load(file)
        slack["api"].pop("allowed_hosts")
        connector = self.write("slack.json", json.dumps(slack))
        service.standard = (200, "ok", {"content-type": "text/plain"})
        self.give_secret(service.url + "/services/a", "slack", "--connector", connector)
        path = self.copy()
        self.unmute(path, "chat")
        service.requests.clear()
        for count in range(1, 4):
            self.run_recipe(path, "--sandbox")
            self.assertEqual([request.body["text"] for request in service.requests],
                             ["No meetings today."] * count)

    def test_by_mail(self):
        server = self.start_mail()
        path = self.copy()
        self.unmute(path, "mail")
        for count in range(1, 4):
            self.run_recipe(path, "--sandbox", "--input", "to=me@example.org")
            self.assertEqual(len(server.messages), count)
        mail = self.read_mail(server.messages[0])
        self.assertEqual((mail["to"], mail["subject"]), ("me@example.org", "Today: 0 meetings"))
        self.assertIn("No meetings today.", mail.get_body().get_content())


class Asleep(KeyringCase, recipe.RecipeCase):
    """With a keyring, so that the sign-in outlives the service."""
    template = "morning-digest.convoke"

    def connect(self, sandbox):
        status, errors = self.sign_in("--server", sandbox.url, "--client-id", "convoke-test")
        self.assertEqual(status, 0, errors)

    def count_runs(self):
        return self.query("SELECT count (*) FROM run WHERE state = 'succeeded'")[0][0]

    def test_asleep_at_half_past_seven(self):
        """Several mornings were missed: it comes once on waking."""
        self.begin()
        path = self.copy()
        self.change(path, lambda document: document["nodes"]["when"]["settings"].update(
            missed_window=24 * 30))
        self.call_json("activate", path)
        self.end_engine()
        self.query("UPDATE activation SET since = since - ?", 8 * DAY)
        for _ in range(3):
            self.call_json("activate")
            wait_until(lambda: self.count_runs() > 0)
            self.assertEqual(self.count_runs(), 1)
            self.end_engine()
        self.assertEqual(self.query("SELECT state, reason FROM occurrence ORDER BY number"),
                         [("missed", "not-running"), ("fired", None)])


if __name__ == "__main__":
    recipe.main()
