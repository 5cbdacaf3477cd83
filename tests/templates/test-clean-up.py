#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: The Convoke developers

"""Nightly clean-up: only what is old and was made by pipelines, series only when that is chosen, many
and series only after a question, and what is gone already counts as done."""

import csv
import datetime
import io
import json

import recipe
from convoke import wait_until

HEADER = "subject,teacher,email,first_lesson,last_lesson,lessons,id,join_url\n"


class CleanUp(recipe.RecipeCase):
    template = "clean-up-report.convoke"

    def setUp(self):
        super().setUp()
        self.begin("--plan", "unlimited")
        self.path = self.copy()
        self.session = recipe.Session(self.sandbox)

    def create(self, topic, **fields):
        reply = self.session.create(topic=topic, **{"type": 2, "timezone": "UTC", "duration": 30, **fields})
        self.assertEqual(reply.status, 201)
        return reply.json()["id"]

    def write_list(self, ids):
        self.write("class-links.csv", HEADER + "".join(f"S,T,E,,,,{id},\n" for id in ids))

    def make_old_ones(self, count):
        """Past meetings, made while the sandbox's clock was in the past."""
        now = datetime.datetime.now(datetime.timezone.utc)
        past = now - datetime.timedelta(days=21)
        self.sandbox.control.order("clock", set=past.strftime("%Y-%m-%dT%H:%M:%SZ"))
        self.session = recipe.Session(self.sandbox)
        start = (past + datetime.timedelta(days=1)).strftime("%Y-%m-%dT%H:%M:%SZ")
        ours = [self.create(f"Old lesson {number}", start_time=start) for number in range(count)]
        foreign = self.create("Old, but by hand", start_time=start)
        series = self.create("Old series", type=8, start_time=start, recurrence={
            "type": 1, "repeat_interval": 1, "end_times": 5})
        young = self.create("Next week", start_time=(
            now + datetime.timedelta(days=7)).strftime("%Y-%m-%dT%H:%M:%SZ"))
        self.sandbox.control.order("clock", set=now.strftime("%Y-%m-%dT%H:%M:%SZ"))
        self.session = recipe.Session(self.sandbox)
        self.write_list(ours + [series, young])
        return ours, foreign, series, young

    def list_left(self):
        return {meeting["id"] for meeting in self.session.list(type="scheduled", page_size=300).json()["meetings"]}

    def list_deleted(self):
        """The ids that were asked to be deleted."""
        return [int(path.rsplit("/", 1)[1]) for path in self.list_sent("DELETE")]

    def read_report(self):
        return list(csv.DictReader(io.StringIO(self.read("clean-up.csv"))))

    def answer(self, question, choice):
        self.assertEqual(self.call("answer", question["id"], choice).returncode, 0)
        wait_until(lambda: self.query("SELECT state FROM run WHERE id = ?", question["run"])
                   == [("succeeded",)])

    def test_as_shipped(self):
        for _ in range(3):
            outputs = self.get_outputs(self.path, "--sandbox")
            self.assertEqual((outputs["Would be deleted"], outputs["Deleted"]), ([], []))

    def test_only_a_report(self):
        ours, foreign, series, young = self.make_old_ones(3)
        for _ in range(3):
            outputs = self.get_outputs(self.path)
            self.assertEqual({item["id"] for item in outputs["Would be deleted"]}, set(ours))
            reasons = {item["id"]: item["kept_because"] for item in outputs["Kept"]}
            self.assertEqual(reasons, {foreign: "no pipeline made it", series: "a series",
                                       young: "not old enough"})
        self.assertEqual(self.list_deleted(), [])

    def test_what_is_ours_and_old(self):
        ours, foreign, series, young = self.make_old_ones(3)
        self.run_recipe(self.path, "--input", "delete=true")
        self.assertEqual(sorted(self.list_deleted()), sorted(ours))
        self.assertEqual(self.list_left(), {foreign, series, young})
        self.assertEqual({row["id"] for row in self.read_report()}, {str(one) for one in ours})
        # The second and the third night find nothing.
        for _ in range(2):
            self.assertEqual(self.get_outputs(self.path, "--input", "delete=true")["Deleted"], [])
        self.assertEqual(len(self.list_deleted()), 3)
        self.assertEqual(len(self.read_report()), 3)
        # A series and what was made by hand, when one says so; the series is deleted as a whole, once.
        self.run_recipe(self.path, "--input", "delete=true", "--input", "series=true", status=3)
        self.answer(*self.call_json("answer"), "approve")
        self.assertEqual(self.list_left(), {foreign, young})
        self.assertEqual(self.list_deleted()[3:], [series])
        self.run_recipe(self.path, "--input", "delete=true", "--input", "others=true",
                        "--input", "topic=BY HAND")
        self.assertEqual(self.list_left(), {young})

    def test_many_are_asked_about(self):
        ours, *_ = self.make_old_ones(11)
        self.assertEqual(self.run_recipe(self.path, "--input", "delete=true", status=3)["state"], "waiting")
        self.assertEqual(self.list_deleted(), [])
        [question] = self.call_json("answer")
        self.assertEqual((question["kind"], question["node"]), ("many-deletes", "delete"))
        self.answer(question, "approve")
        self.assertEqual(sorted(self.list_deleted()), sorted(ours))

    def test_declined(self):
        self.make_old_ones(11)
        self.run_recipe(self.path, "--input", "delete=true", status=3)
        [question] = self.call_json("answer")
        self.answer(question, "decline")
        self.assertEqual(self.list_deleted(), [])

    def test_gone_counts_as_done(self):
        """The list still shows it, but somebody was faster."""
        ours, *_ = self.make_old_ones(2)
        self.sandbox.control.order("list-lag", milliseconds=3600000)
        self.assertEqual(self.session.delete(ours[0]).status, 204)
        self.assertIn(ours[0], self.list_left())
        outputs = self.get_outputs(self.path, "--input", "delete=true")
        self.assertEqual({item["id"] for item in outputs["Deleted"]}, set(ours))
        self.assertEqual(self.session.get(ours[1]).status, 404)


if __name__ == "__main__":
    recipe.main()
