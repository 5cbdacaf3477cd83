#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: The Convoke developers

"""Term plan: faulty rows before anything is made, each class once, its dates as planned, and no
more a day than Zoom takes."""

import csv
import datetime
import io
import zoneinfo

import recipe
from convoke import wait_until
from sign_in import KeyringCase

DAYS = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
ZONES = ["Europe/Berlin", "America/New_York", "Asia/Tokyo", "UTC", "Australia/Sydney"]
COLUMNS = ["subject", "teacher", "email", "weekdays", "time", "minutes", "first_day", "last_day", "zone"]
# What is wrong with a row, and a word of what is said about it.
FAULTS = [({"subject": ""}, "subject"), ({"weekdays": "Someday"}, "weekdays"), ({"weekdays": ""}, "weekdays"),
          ({"time": "25:00"}, "time"), ({"minutes": "long"}, "minutes"), ({"minutes": "0"}, "minutes"),
          ({"first_day": "soon"}, "no day"), ({"last_day": "2001-01-01"}, "before"),
          ({"zone": "Europe/Atlantis"}, "time zone"), ({"last_day": "+900"}, "60 lessons")]


def plan_row(number):
    # Clocks change in Europe, America and Australia while such a term lasts.
    first = datetime.date.today() + datetime.timedelta(days=10 + number % 7)
    last = first + datetime.timedelta(weeks=8 + number % 5, days=3)
    weekdays = [DAYS[number % 7]] + ([DAYS[(number + 3) % 7]] if number % 3 == 0 else [])
    return {"subject": f"Subject {number}", "teacher": f"Teacher {number}", "email": f"t{number}@example.com",
            "weekdays": " ".join(weekdays), "time": f"{8 + number % 10:02}:{15 * (number % 4):02}",
            "minutes": str(45 + number % 3 * 15), "first_day": first.isoformat(), "last_day": last.isoformat(),
            "zone": ZONES[number % len(ZONES)]}


def plan_dates(row):
    """The instants of a class, counted day by day."""
    day = datetime.date.fromisoformat(row["first_day"])
    last = datetime.date.fromisoformat(row["last_day"])
    hour, minute = map(int, row["time"].split(":"))
    dates = []
    while day <= last:
        if DAYS[day.weekday()] in row["weekdays"].split():
            wall = datetime.datetime(day.year, day.month, day.day, hour, minute,
                                     tzinfo=zoneinfo.ZoneInfo(row["zone"]))
            dates.append(wall.astimezone(datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ"))
        day += datetime.timedelta(days=1)
    return dates


class TermPlanCase(recipe.RecipeCase):
    template = "weekly-classes.convoke"

    def write_plan(self, rows):
        text = io.StringIO()
        writer = csv.DictWriter(text, COLUMNS)
        writer.writeheader()
        writer.writerows(rows)
        self.write("classes.csv", text.getvalue())

    def approve(self, question, choice="approve"):
        self.assertEqual(self.call("answer", question["id"], choice).returncode, 0)
        wait_until(lambda: self.get_state(question["run"]) == "succeeded")

    def get_state(self, run):
        return self.query("SELECT state FROM run WHERE id = ?", run)[0][0]

    def read_links(self):
        return list(csv.DictReader(io.StringIO(self.read("class-links.csv"))))


class TermPlan(TermPlanCase):
    def test_as_shipped(self):
        path = self.copy()
        classes = self.get_outputs(path, "--sandbox")["Classes"]
        self.assertEqual(len(classes), 5)
        self.assertEqual([row["join_url"] for row in self.read_links()],
                         [item["join_url"] for item in classes])
        for _ in range(2):
            outputs = self.get_outputs(path, "--sandbox")
            self.assertEqual((len(outputs["Classes"]), len(outputs["Made before"])), (0, 5))
            self.assertEqual(len(self.read_links()), 5)

    def test_sixty_rows_of_which_ten_are_faulty(self):
        self.begin("--plan", "unlimited")
        path = self.copy()
        rows = [plan_row(number) for number in range(60)]
        faulty = {5 + 6 * index: fault for index, fault in enumerate(FAULTS)}
        for number, (change, _) in faulty.items():
            rows[number].update(change)
        self.write_plan(rows)
        # The faults are said, and nothing has been made.
        self.assertEqual(self.run_recipe(path, status=3)["state"], "waiting")
        self.assertEqual(self.list_sent("POST"), [])
        [question] = self.call_json("answer")
        message = question["text"]["arguments"]["message"]
        self.assertIn("10 of 60 rows", message)
        for number, (_, word) in faulty.items():
            line = next(line for line in message.splitlines()
                        if line.startswith(f"Row {number + 2}: "))
            self.assertIn(word, line)
        self.approve(question)
        self.assertEqual(len(self.list_sent("POST")), 50)
        # Each class has the dates of its row.
        session = recipe.Session(self.sandbox)
        links = {row["subject"]: row for row in self.read_links()}
        self.assertEqual(len(links), 50)
        for number, row in enumerate(rows):
            if number not in faulty:
                meeting = session.get(links[row["subject"]]["id"]).json()
                self.assertEqual([one["start_time"] for one in meeting["occurrences"]],
                                 plan_dates(row), row)
        # Twice more: nothing. And with the faults mended: only those.
        for _ in range(2):
            self.run_recipe(path, status=3)
            self.approve(*self.call_json("answer"))
            self.assertEqual(len(self.list_sent("POST")), 50)
            self.assertEqual(len(self.read_links()), 50)
        for number in faulty:
            rows[number] = plan_row(number)
        self.write_plan(rows)
        outputs = self.get_outputs(path)
        self.assertEqual((len(outputs["Classes"]), len(outputs["Made before"])), (10, 50))
        self.assertEqual(len(self.read_links()), 60)

    def test_a_mail_for_each_teacher(self):
        """Once for each class, also when the plan is run again."""
        server = self.start_mail()
        path = self.copy()
        self.unmute(path, "mail")
        for _ in range(3):
            self.run_recipe(path, "--sandbox")
            self.assertEqual(len(server.messages), 5)
        mails = {mail["to"]: mail for mail in map(self.read_mail, server.messages)}
        self.assertEqual(len(mails), 5)
        for row in self.read_links():
            text = mails[row["email"]].get_body().get_content()
            self.assertIn(row["join_url"], text.replace("\n", ""))

    def test_declined(self):
        """Whoever wants to mend the plan first says no, and nothing is made or remembered."""
        self.begin()
        path = self.copy()
        rows = [plan_row(number) for number in range(3)]
        rows[1]["time"] = "noon"
        self.write_plan(rows)
        self.run_recipe(path, status=3)
        self.approve(*self.call_json("answer"), choice="decline")
        self.assertEqual(self.list_sent("POST"), [])
        rows[1]["time"] = "12:00"
        self.write_plan(rows)
        self.assertEqual(len(self.get_outputs(path)["Classes"]), 3)


class SecondDay(KeyringCase, TermPlanCase):
    """With a keyring, so that the sign-in outlives the service."""

    def connect(self, sandbox):
        status, errors = self.sign_in("--server", sandbox.url, "--client-id", "convoke-test")
        self.assertEqual(status, 0, errors)

    def let_a_day_pass(self):
        """For the service and for the sandbox, by moving what they know into the past."""
        self.end_engine()
        day = 24 * 3600
        with self.open_database() as database:
            database.execute("UPDATE effect SET sent = sent - ?", (day * 1000000,))
            database.execute("UPDATE quota SET full_day = full_day - 1")
            database.execute("UPDATE question SET deadline = 1,"
                             " question = json_set (question, '$.deadline', 1)"
                             " WHERE state = 'open'")
        self.sandbox.control.order("clock", advance=day)

    def test_no_more_than_a_day_allows(self):
        self.begin("--plan", "pro")
        path = self.copy()
        self.write_plan([plan_row(number) for number in range(110)])
        run = self.run_recipe(path, "--spread", status=3)["run"]
        self.assertEqual(len(self.list_sent("POST")), 100)
        self.assertEqual({question["kind"] for question in self.call_json("answer")}, {"wait"})
        # On the same day it sends no more, whoever asks.
        self.end_engine()
        self.call_json("runs")
        self.assertEqual(self.get_state(run), "waiting")
        self.assertEqual(len(self.list_sent("POST")), 100)
        self.let_a_day_pass()
        self.call_json("runs")
        wait_until(lambda: self.get_state(run) == "succeeded")
        self.assertEqual(len(self.list_sent("POST")), 110)
        self.assertEqual(len({row["subject"] for row in self.read_links()}), 110)
        outputs = self.get_outputs(path)
        self.assertEqual((outputs["Classes"], len(outputs["Made before"])), ([], 110))


if __name__ == "__main__":
    recipe.main()
