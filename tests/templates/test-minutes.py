#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: The Convoke developers

"""Minutes and follow-up: long talks in parts, tasks that are clear or marked as open, and nothing
done before somebody agrees, or twice."""

import csv
import io
import re

import recipe
import services
from model_server import Answer, answer_json


def make_transcript(lines):
    blocks = [f"{n + 1}\n00:{n // 60:02}:{n % 60:02}.000 --> 00:{n // 60:02}:{n % 60:02}.900\n{line}"
              for n, line in enumerate(lines)]
    return "WEBVTT\n\n" + "\n\n".join(blocks) + "\n"


class Minutes(services.ServiceCase):
    template = "minutes.convoke"

    def begin_run(self, path, *arguments):
        result = self.run_recipe(path, *arguments, status=3)
        self.assertEqual(result["outputs"].get("Follow-up", []), [])
        return result

    def read_tasks(self):
        return list(csv.DictReader(io.StringIO(self.read("tasks.csv"))))

    def test_as_shipped(self):
        path = self.copy()
        self.begin_run(path, "--sandbox")
        outputs = self.answer("approve")
        self.assertEqual([(one["task"], one["owner"], one["state"]) for one in self.read_tasks()],
                         [("sends the numbers to Ben", "Ana", "clear"),
                          ("books the room for the launch", "Ben", "clear"),
                          ("talk to the press. We will find out who does that", "", "open")])
        [meeting] = outputs["Follow-up"]
        self.assertRegex(meeting["join_url"], r"^https://")
        tasks = self.read("tasks.csv")
        for _ in range(2):
            again = self.get_outputs(path, "--sandbox")
            self.assertEqual((again["Tasks"], len(again["Done before"])), ([], 1))
        self.assertEqual(self.read("tasks.csv"), tasks)

    def test_long_talk(self):
        """A hundred thousand letters, by a model that gets no part twice and none that is too long."""
        lines = [f"Speaker {n % 7}: sentence {n} about this and that, which nobody will remember."
                 for n in range(1500)]
        marks = {10: ("send the offer", "Ana", "Friday next week"), 700: ("call the printer", None, "tomorrow at 9:00"),
                 701: ("ask the lawyer", "Ben", None), 1490: ("find a room", "Clara", "whenever it suits")}
        for number, (task, owner, due) in marks.items():
            lines[number] = f"Speaker: MARK{number} {task}"

        def answer(body):
            asked = body["messages"][-1]["content"]
            if "response_format" not in body:
                return Answer(f"Short {len(asked)}.")
            return answer_json({"tasks": [
                {name: value for name, value in (("task", task), ("owner", owner), ("due", due)) if value}
                for number, (task, owner, due) in marks.items() if f"MARK{number} " in asked]})
        model, mail = self.connect_model(answer), self.connect_mail()
        self.begin()
        path = self.copy()
        self.write("transcript.vtt", make_transcript(lines))
        self.unmute(path, "minutes", "model", "mail")
        self.begin_run(path)
        self.check_parts(model, lines)
        self.assertEqual((self.list_meetings(), mail.messages), ([], []))
        [meeting] = self.answer("approve")["Follow-up"]
        self.check_tasks(marks)
        self.assertEqual(len(self.list_meetings()), 1)
        [(recipients, _, text, _)] = self.read_mails(mail)
        self.assertEqual(recipients, ["team@example.com"])
        for word in ("Short", "find a room", "nobody yet", meeting["join_url"]):
            self.assertIn(word, text)
        questions = len(model.questions)
        for _ in range(2):
            self.assertEqual(len(self.get_outputs(path)["Done before"]), 1)
        self.assertEqual((len(self.list_meetings()), len(mail.messages)), (1, 1))
        self.assertEqual(len(model.questions), questions)

    def check_parts(self, model, lines):
        parts = [body["messages"][-1]["content"] for body in model.questions if "response_format" in body]
        said = "\n".join(lines)
        self.assertTrue(len(parts) >= len(said) // 8000)
        self.assertTrue(all(len(part) <= 8000 for part in parts))
        # Each line is in one of them, and in one only.
        self.assertEqual(sorted(line for part in parts for line in part.split("\n")), sorted(lines))

    def check_tasks(self, marks):
        tasks = {one["task"]: one for one in self.read_tasks()}
        self.assertEqual(set(tasks), {task for task, _, _ in marks.values()})
        clear = [name for name, one in tasks.items() if one["state"] == "clear"]
        self.assertEqual(clear, ["send the offer"])
        for one in tasks.values():
            self.assertEqual(one["state"], "clear" if one["owner"] and one["due"] else "open")
        self.assertRegex(tasks["send the offer"]["due"], r"^\d{4}-\d\d-\d\d$")
        self.assertTrue(re.match(r"\d{4}", tasks["call the printer"]["due"]))

    def test_declined(self):
        self.begin()
        path = self.copy()
        self.begin_run(path)
        self.assertEqual(self.answer("decline")["Follow-up"], [])
        self.assertEqual(self.list_meetings(), [])

    def test_nothing_to_do(self):
        """No task, no question and no meeting."""
        path = self.copy()
        self.write("transcript.vtt", make_transcript(["Ana: Good morning.", "Ben: Good night."]))
        outputs = self.get_outputs(path, "--sandbox")
        self.assertEqual((outputs["Follow-up"], outputs["Tasks"]), ([], []))


if __name__ == "__main__":
    recipe.main()
