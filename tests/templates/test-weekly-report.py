#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: The Convoke developers

"""Weekly report: its sums are those of all pages of both lists."""

import collections
import csv
import datetime
import io
import xml.etree.ElementTree

import recipe

COUNT = 80


class WeeklyReport(recipe.RecipeCase):
    template = "weekly-report.convoke"

    def make_meetings(self):
        """Half of them before now and half after, over some weeks. Returns (start, minutes) of each."""
        now = datetime.datetime.now(datetime.timezone.utc).replace(microsecond=0)
        begin = now - datetime.timedelta(days=28)
        self.sandbox.control.order("clock", set=begin.strftime("%Y-%m-%dT%H:%M:%SZ"))
        session = recipe.Session(self.sandbox)
        made = []
        for number in range(COUNT):
            start = begin + datetime.timedelta(hours=7 + 17 * number)
            minutes = 15 + number % 7 * 10
            reply = session.create(topic=f"Meeting {number}", type=2, duration=minutes, timezone="UTC",
                                   start_time=start.strftime("%Y-%m-%dT%H:%M:%SZ"))
            self.assertEqual(reply.status, 201)
            made.append((start, minutes))
        self.sandbox.control.order("clock", set=now.strftime("%Y-%m-%dT%H:%M:%SZ"))
        return now, made

    def test_an_empty_account(self):
        path = self.copy()
        for _ in range(3):
            outputs = self.get_outputs(path, "--sandbox")
            self.assertEqual(outputs["Weeks"], [])
            self.assertEqual(outputs["Chart"][0]["text"], "No meetings in these weeks.")

    def test_sums_over_three_pages(self):
        self.begin("--plan", "unlimited")
        now, made = self.make_meetings()
        path = self.copy()

        def page(document):
            for node in ("past", "coming"):
                document["nodes"][node]["settings"]["page_size"] = COUNT // 6
        self.change(path, page)
        expected = collections.defaultdict(lambda: [0, 0, 0])
        for start, minutes in made:
            row = expected[(start - datetime.timedelta(days=start.weekday())).date().isoformat()]
            row[start > now] += 1
            row[2] += minutes
        texts = set()
        for _ in range(3):
            outputs = self.get_outputs(path)
            rows = {row["week_from"]: [row["past"], row["coming"], row["minutes"]]
                    for row in outputs["Weeks"]}
            self.assertEqual(rows, dict(expected))
            self.assertEqual({row["host"] for row in outputs["Weeks"]}, {"jordan.doe@example.com"})
            [chart] = outputs["Chart"]
            self.assertEqual((chart["meetings"], chart["minutes"]),
                             (COUNT, sum(minutes for _, minutes in made)))
            self.assertEqual(len(chart["text"].splitlines()), len(expected))
            picture = xml.etree.ElementTree.fromstring(self.read("weekly-report.svg"))
            self.assertEqual(len(picture.findall("{*}rect")), len(expected))
            texts.add(self.read("weekly-report.csv"))
        self.assertEqual(len(texts), 1)
        table = list(csv.DictReader(io.StringIO(texts.pop())))
        self.assertEqual(sum(int(row["meetings"]) for row in table), COUNT)
        pages = [request for request in self.sandbox.control.list("requests")
                 if request["path"] == "/v2/users/me/meetings" and request["method"] == "GET"]
        self.assertTrue(len(pages) >= 3 * 2 * 3, len(pages))

    def test_by_mail(self):
        """Table and chart are attached, once a run."""
        server = self.start_mail()
        path = self.copy()
        self.unmute(path, "mail")
        for count in range(1, 4):
            self.run_recipe(path, "--sandbox", "--input", "to=boss@example.org")
            self.assertEqual(len(server.messages), count)
        mail = self.read_mail(server.messages[-1])
        self.assertEqual(mail["to"], "boss@example.org")
        files = {part.get_filename(): part.get_payload(decode=True) for part in mail.iter_attachments()}
        self.assertEqual(set(files), {"weekly-report.csv", "weekly-report.svg"})
        self.assertIn(b"week_from,host", files["weekly-report.csv"])
        xml.etree.ElementTree.fromstring(files["weekly-report.svg"])


if __name__ == "__main__":
    recipe.main()
