#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: The Convoke developers

"""Sentence to meeting: twenty sentences, those that leave something open asked about, nothing made
twice, and a clear word when the model is not there."""

import datetime
import json
import re
import zoneinfo

import recipe
import services
from convoke import wait_until
from model_server import Answer, answer_json

DAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]


def choose_zone():
    """One in which it is noon or nearly so, where no day ends while the test runs."""
    offset = 12 - datetime.datetime.now(datetime.timezone.utc).hour
    return f"Etc/GMT{-offset:+d}" if offset else "UTC"


ZONE = choose_zone()
TODAY = datetime.datetime.now(zoneinfo.ZoneInfo(ZONE)).date()
WEEKDAY = DAYS[TODAY.weekday()]
NEXT_MONDAY = TODAY + datetime.timedelta(days=7 - TODAY.weekday())


def day(count):
    return TODAY + datetime.timedelta(days=count)


PAST = ("Party yesterday at 18:00 for three hours", "Party", "yesterday at 18:00", 180)
LOST = ("Let us meet some time", "A meeting", "some time", None)
# Sentence; title, words and minutes as a model finds them; the day and time; whether it is sure.
SENTENCES = [
    ("Coffee with Ana tomorrow at 15:00 for half an hour", "Coffee with Ana", "tomorrow at 15:00", 30, day(1), "15:00", True),
    ("Coffee with Bea tomorrow at 3 for half an hour", "Coffee with Bea", "tomorrow at 3", 30, day(1), "15:00", False),
    ("Stand-up tomorrow at 9:15 am for 15 minutes", "Stand-up", "tomorrow at 9:15 am", 15, day(1), "09:15", True),
    ("Review on Tuesday next week at 10:00 for 1 hour", "Review", "on Tuesday next week at 10:00", 60, NEXT_MONDAY + datetime.timedelta(days=1), "10:00", True),
    ("Planning, Friday next week at 2 pm, for two hours", "Planning", "Friday next week at 2 pm", 120, NEXT_MONDAY + datetime.timedelta(days=4), "14:00", True),
    ("Call Ben in two weeks at 11:30 for 45 minutes", "Call Ben", "in two weeks at 11:30", 45, day(14), "11:30", True),
    ("Lunch tomorrow at noon for an hour", "Lunch", "tomorrow at noon", 60, day(1), "12:00", True),
    ("Dinner tonight at 8 for two hours", "Dinner", "tonight at 8", 120, day(0), "20:00", True),
    ("Retro tomorrow afternoon for one hour", "Retro", "tomorrow afternoon", 60, day(1), None, False),
    (f"Talk on {WEEKDAY} at 23:30 for 20 minutes", "Talk", f"on {WEEKDAY} at 23:30", 20, None, "23:30", False),
    (f"Talk next {WEEKDAY} at 15:00 for 20 minutes", "Talk", f"next {WEEKDAY} at 15:00", 20, day(7), "15:00", False),
    ("Workshop tomorrow for 3 hours", "Workshop", "tomorrow", 180, day(1), None, False),
    ("Sync tomorrow at 14:00", "Sync", "tomorrow at 14:00", None, day(1), "14:00", False),
    ("tomorrow at 16:00 for 10 minutes", None, "tomorrow at 16:00", 10, day(1), "16:00", False),
    ("Check-in in 3 days at 08:00 for 30 minutes", "Check-in", "in 3 days at 08:00", 30, day(3), "08:00", True),
    ("Interview today at 23:45 for 15 minutes", "Interview", "today at 23:45", 15, day(0), "23:45", True),
    ("Demo 2199-05-03 at 3 pm for an hour and a half", "Demo", "2199-05-03 at 3 pm", 90, datetime.date(2199, 5, 3), "15:00", True),
    ("Budget next week for 1 hour", "Budget", "next week", 60, None, None, False),
]


class Sentence(services.ServiceCase):
    template = "sentence-to-meeting.convoke"

    def read_start(self, start):
        return datetime.datetime.fromisoformat(re.sub(r"\[.*", "", start))

    def check_start(self, start, date, time):
        moment = self.read_start(start)
        if date:
            self.assertEqual(moment.date(), date)
        if time:
            self.assertEqual(moment.strftime("%H:%M"), time)

    def say(self, path, sentence, status=0):
        return self.run_recipe(path, "--input", f"sentence={sentence}", "--input", f"zone={ZONE}", status=status)

    def check_sentence(self, path, case):
        sentence, title, words, minutes, date, time, is_sure = case
        made = len(self.list_meetings())
        result = self.say(path, sentence, status=0 if is_sure else 3)
        if is_sure:
            [meeting] = result["outputs"]["Meeting"]
        else:
            self.assertEqual(len(self.list_meetings()), made, "it is asked first")
            [meeting] = self.answer("approve")["Meeting"]
        self.assertEqual(meeting["title"], title or "Meeting")
        self.assertEqual(meeting["minutes"], minutes or 30)
        self.check_start(meeting["start"], date, time)
        self.assertEqual(len(self.list_meetings()), made + 1)

    def check_others(self, path):
        """A time that has passed is asked about, and refused; one that is none is said."""
        made = self.list_meetings()
        run = self.say(path, PAST[0], status=3)["run"]
        [question] = self.list_questions()
        self.assertEqual(self.call("answer", question["id"], "approve").returncode, 0)
        wait_until(lambda: self.read_state(run) == "failed")
        self.assertIn("start-in-past", self.query("SELECT result FROM run WHERE id = ?", run)[0][0])
        result = self.call_json("run", path, "--input", f"sentence={LOST[0]}")
        self.assertEqual([one["code"] for one in result["failures"]], ["date-not-understood"])
        self.assertEqual(len(result["outputs"]["Not understood"]), 1)
        self.assertEqual(self.list_meetings(), made)

    def test_as_shipped(self):
        [meeting] = self.get_outputs(self.copy(), "--sandbox")["Meeting"]
        self.assertEqual((meeting["title"], meeting["minutes"]), ("Coffee with Ana", 30))

    def test_sentences_by_rules(self):
        self.begin()
        path = self.copy()
        for case in SENTENCES:
            with self.subTest(case[0]):
                self.check_sentence(path, case)
        self.check_others(path)

    def test_sentences_by_a_model(self):
        """The model finds the words; what they mean is not its business."""
        found = {case[0]: {"title": case[1], "words": case[2], "minutes": case[3], "guests": None}
                 for case in [*SENTENCES, PAST, LOST]}
        server = self.connect_model(lambda body: answer_json(found[body["messages"][-1]["content"]]))
        self.begin()
        path = self.copy()
        self.unmute(path, "model")
        for case in SENTENCES:
            with self.subTest(case[0]):
                self.check_sentence(path, case)
        self.check_others(path)
        self.assertEqual(len(server.questions), len(SENTENCES) + 2)

    def test_three_runs(self):
        self.begin()
        path = self.copy()
        sentence = SENTENCES[0][0]
        self.assertEqual(len(self.say(path, sentence)["outputs"]["Meeting"]), 1)
        for _ in range(2):
            outputs = self.say(path, sentence)["outputs"]
            self.assertEqual((outputs["Meeting"], len(outputs["Made before"])), ([], 1))
        self.assertEqual(len(self.list_meetings()), 1)
        self.assertEqual(len(self.say(path, sentence.replace("Ana", "Bo"))["outputs"]["Meeting"]), 1)
        self.assertEqual(len(self.list_meetings()), 2)

    def test_declined(self):
        """Nothing is made, and nothing is remembered of it."""
        self.begin()
        path = self.copy()
        self.say(path, SENTENCES[1][0], status=3)
        [question] = self.list_questions()
        self.assertIn("before or after noon", json.dumps(question, ensure_ascii=False))
        self.assertEqual(len(self.answer("decline")["Not meant"]), 1)
        self.assertEqual(self.list_meetings(), [])
        self.say(path, SENTENCES[1][0], status=3)
        self.assertEqual(len(self.answer("approve")["Meeting"]), 1)

    def test_clipboard(self):
        """Where there is no desktop to copy on, the meeting is made all the same."""
        self.begin()
        path = self.copy()
        self.unmute(path, "copy")
        result = self.call_json("run", path, "--input", f"sentence={SENTENCES[0][0]}",
                                "--input", f"zone={ZONE}", status=0)
        [failure] = result["failures"]
        self.assertEqual((failure["node"], failure["code"]), ("copy", "no-desktop"))
        [meeting] = result["outputs"]["Meeting"]
        self.assertIn("/j/", meeting["join_url"])
        self.assertEqual(len(self.list_meetings()), 1)

    def test_model_is_switched_off(self):
        """Nobody listens there: said at once, with a way out, and nothing is made."""
        server = self.connect_model(lambda body: Answer())
        server.stop()
        self.begin()
        path = self.copy()
        self.unmute(path, "model")
        result = self.say(path, SENTENCES[0][0], status=1)
        [failure] = result["failures"]
        self.assertEqual((failure["node"], failure["code"]), ("model", "not-reached"))
        self.assertIn("127.0.0.1", failure["message"])
        self.assertEqual(self.list_meetings(), [])
        self.assertEqual(len(self.list_sent("POST")), 0)

    def test_model_is_not_there(self):
        """What the service says is said, and nothing is made."""
        self.connect_model(lambda body: Answer(status=404, message="model llama3.2 not found"))
        self.begin()
        path = self.copy()
        self.unmute(path, "model")
        result = self.say(path, SENTENCES[0][0], status=1)
        [failure] = result["failures"]
        self.assertEqual(failure["node"], "model")
        self.assertIn("llama3.2", failure["message"])
        self.assertEqual(self.list_meetings(), [])


if __name__ == "__main__":
    recipe.main()
