#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: The Convoke developers

"""Runs that wait for an answer or for the clock, and answers from the command line."""

import json
import os
import signal
import sqlite3
import subprocess
import unittest

from convoke import Case, pipeline, wait_until


def held(kind, settings, count=2):
    """Some items, what holds them, and an output for each way out."""
    nodes = {
        "in": {"type": "input", "settings": {"fields": []}},
        "many": {"type": "script", "settings": {
            "mode": "each", "code": f"return Array.from({{length: {count}}}, (v, n) => ({{n}}));"}},
        "hold": {"type": kind, "settings": settings},
        "out": {"type": "output", "settings": {"name": "Out"}},
    }
    links = ["in.out -> many.in", "many.out -> hold.in", "hold.out -> out.in"]
    if kind == "approval":
        nodes["no"] = {"type": "output", "settings": {"name": "Declined"}}
        links.append("hold.declined -> no.in")
    return pipeline(nodes, links)


class Questions(Case):
    def list_open(self):
        return self.call_json("answer")

    def wait_for_questions(self, count):
        wait_until(lambda: len(self.list_open()) == count)
        return self.list_open()

    def run_waiting(self, settings, kind="approval", count=2):
        path = self.write("p.convoke", held(kind, settings, count))
        return self.call_json("run", path, status=3)

    def start_live(self, settings):
        path = self.write("p.convoke", held("approval", settings))
        return self.start("run", path, "--json", stdout=subprocess.PIPE)

    def finish(self, process, status=0):
        output = process.communicate(timeout=120)[0]
        self.assertEqual(process.returncode, status, output)
        return json.loads(output)

    def test_nothing_is_open(self):
        self.assertEqual(self.list_open(), [])
        self.assertIn("Nothing waits", self.call("answer").stdout)

    def test_a_run_ends_as_waiting(self):
        result = self.run_waiting({"message": "Send {{ inputs.none }}them?"})
        self.assertEqual(result["state"], "waiting")
        self.assertEqual(result["outputs"], {})
        self.assertEqual(result["failures"], [])
        [question] = self.list_open()
        self.assertEqual(question["id"], f"{result['run']}/hold/{'0' * 16}/approval")
        self.assertEqual(question["kind"], "approval")
        self.assertEqual([choice["name"] for choice in question["choices"]], ["approve", "decline"])
        listing = self.call("answer").stdout
        self.assertIn("Send them?", listing)
        self.assertIn(f"convokectl answer {question['id']} approve", listing)

    def test_questions_survive_a_kill(self):
        self.run_waiting({"message": "Send?"})
        before = self.list_open()
        self.end_engine(number=signal.SIGKILL)
        self.assertEqual(self.list_open(), before)

    def test_a_run_that_is_there_goes_on(self):
        process = self.start_live({"message": "Send?", "within": 4, "unit": "minutes"})
        [question] = self.wait_for_questions(1)
        self.assertEqual(self.call("answer", question["id"], "approve").returncode, 0)
        result = self.finish(process)
        self.assertEqual([item["n"] for item in result["outputs"]["Out"]], [0, 1])
        self.assertEqual(result["outputs"]["Declined"], [])
        self.assertEqual(self.list_open(), [])

    def test_each_item_by_itself(self):
        process = self.start_live({"message": "Send {{ item.n }}?", "items": "each", "within": 4,
                                   "unit": "minutes"})
        for question in self.wait_for_questions(2):
            choice = "decline" if question["item"] == 0 else "approve"
            self.assertEqual(self.call("answer", question["id"], choice, "--text", "So.").returncode,
                             0)
        result = self.finish(process)
        [approved] = result["outputs"]["Out"]
        [declined] = result["outputs"]["Declined"]
        self.assertEqual((approved["n"], declined["n"]), (1, 0))
        self.assertEqual(approved["approval"]["text"], "So.")

    def test_nobody_answers_in_time(self):
        process = self.start_live({"message": "Send?", "within": 1, "unit": "seconds"})
        result = self.finish(process)
        self.assertEqual(result["outputs"]["Out"], [])
        self.assertEqual([item["approval"]["by"] for item in result["outputs"]["Declined"]],
                         ["deadline"] * 2)

    def test_a_short_wait_ends_by_itself(self):
        path = self.write("p.convoke", held("wait", {"for": 1, "unit": "seconds"}))
        result = self.call_json("run", path)
        self.assertEqual(len(result["outputs"]["Out"]), 2)

    def read_result(self, run):
        rows = self.query(f"SELECT state, result FROM run WHERE id = '{run}'")
        return (rows[0][0], json.loads(rows[0][1] or "{}")) if rows else (None, {})

    def wait_for_end(self, run, state="succeeded"):
        wait_until(lambda: self.read_result(run)[0] == state)
        return self.read_result(run)[1]["outputs"]

    def test_a_run_is_made_again(self):
        run = self.run_waiting({"message": "Send?"})["run"]
        [question] = self.list_open()
        self.assertEqual(self.call("answer", question["id"], "approve").returncode, 0)
        outputs = self.wait_for_end(run)
        self.assertEqual([item["n"] for item in outputs["Out"]], [0, 1])
        self.assertEqual(outputs["Declined"], [])

    def test_answered_after_a_kill(self):
        run = self.run_waiting({"message": "Send?"})["run"]
        [question] = self.list_open()
        self.end_engine(number=signal.SIGKILL)
        self.assertEqual(self.call("answer", question["id"], "decline").returncode, 0)
        outputs = self.wait_for_end(run)
        self.assertEqual(outputs["Out"], [])
        self.assertEqual([item["n"] for item in outputs["Declined"]], [0, 1])

    def edit_questions(self, change):
        """While no service runs. Returns how many there are."""
        with sqlite3.connect(os.path.join(self.data, "convoke.db")) as database:
            return database.execute(f"UPDATE question SET {change}").rowcount

    def test_all_deadlines_of_a_step_pass_at_once(self):
        """Each of the answers must not leave it to another one to make the run go on."""
        run = self.run_waiting({"message": "Send {{ item.n }}?", "items": "each", "within": 1,
                                "unit": "days", "without_answer": "approve"}, count=9)["run"]
        self.end_engine()
        self.assertEqual(self.edit_questions(
            "deadline = 1, question = json_set (question, '$.deadline', 1)"), 9)
        self.list_open()
        self.assertEqual(len(self.wait_for_end(run)["Out"]), 9)

    def test_killed_between_the_last_answer_and_the_run(self):
        run = self.run_waiting({"message": "Send {{ item.n }}?", "items": "each"})["run"]
        self.end_engine(number=signal.SIGKILL)
        answer = json.dumps({"choice": "approve", "text": None, "by": "person", "wall": 1})
        self.assertEqual(self.edit_questions(f"state = 'answered', answer = '{answer}'"), 2)
        self.list_open()
        self.assertEqual(len(self.wait_for_end(run)["Out"]), 2)

    def test_killed_right_after_the_answer(self):
        run = self.run_waiting({"message": "Send?"})["run"]
        [question] = self.list_open()
        self.assertEqual(self.call("answer", question["id"], "approve").returncode, 0)
        self.end_engine(number=signal.SIGKILL)
        # Whoever comes next starts it again, and it goes on by itself.
        self.assertEqual(self.list_open(), [])
        self.assertEqual(len(self.wait_for_end(run)["Out"]), 2)

    def test_killed_while_it_asks(self):
        process = self.start_live({"message": "Send?", "within": 4, "unit": "minutes"})
        [question] = self.wait_for_questions(1)
        self.end_engine(number=signal.SIGKILL)
        self.assertEqual([entry["id"] for entry in self.list_open()], [question["id"]])
        self.assertEqual(self.list_open()[0]["deadline"], question["deadline"])
        self.assertEqual(self.call("answer", question["id"], "approve").returncode, 0)
        self.assertEqual(len(self.finish(process)["outputs"]["Out"]), 2)

    def test_some_of_the_answers(self):
        run = self.run_waiting({"message": "Send {{ item.n }}?", "items": "each"})["run"]
        first, second = self.list_open()
        self.assertEqual(self.call("answer", first["id"], "approve").returncode, 0)
        self.assertEqual([entry["id"] for entry in self.list_open()], [second["id"]])
        self.assertEqual(self.read_result(run)[0], "waiting")
        self.assertEqual(self.call("answer", second["id"], "decline").returncode, 0)
        outputs = self.wait_for_end(run)
        self.assertEqual([item["n"] for item in outputs["Out"]], [0])
        self.assertEqual([item["n"] for item in outputs["Declined"]], [1])

    def test_a_wait_over_a_restart(self):
        """Its time comes while nobody is there; it ends when the next one comes."""
        run = self.run_waiting({"for": 2, "unit": "hours"}, kind="wait")["run"]
        [question] = self.list_open()
        self.assertEqual(question["kind"], "wait")
        self.end_engine(number=signal.SIGKILL)
        path = f"{self.data}/convoke.db"
        with sqlite3.connect(path) as database:
            database.execute("UPDATE question SET deadline = 1, "
                             "question = json_set (question, '$.deadline', 1)")
        database.close()
        self.list_open()
        self.assertEqual(len(self.wait_for_end(run)["Out"]), 2)
        [(answer,)] = self.query("SELECT answer FROM question")
        self.assertEqual(json.loads(answer)["by"], "deadline")

    def test_a_wait_is_cut_short(self):
        run = self.run_waiting({"for": 2, "unit": "days"}, kind="wait")["run"]
        [question] = self.list_open()
        self.assertEqual(self.call("answer", question["id"], "continue").returncode, 0)
        self.assertEqual(len(self.wait_for_end(run)["Out"]), 2)

    def test_the_first_answer_stays(self):
        self.run_waiting({"message": "Send?"})
        [question] = self.list_open()
        self.assertEqual(self.call("answer", question["id"], "decline").returncode, 0)
        self.end_engine(number=signal.SIGKILL)
        again = self.call("answer", question["id"], "approve")
        self.assertEqual(again.returncode, 1)
        self.assertIn("“Decline”", again.stderr)
        [(answer,)] = self.query("SELECT answer FROM question")
        self.assertEqual(json.loads(answer)["choice"], "decline")

    def test_wrong_answers(self):
        self.run_waiting({"message": "Send?"})
        [question] = self.list_open()
        for arguments, code in [((question["id"], "perhaps"), "unknown-choice"),
                                (("nothing", "approve"), "unknown-question")]:
            document = self.call_json("answer", *arguments, status=1)
            self.assertFalse(document["answered"])
            self.assertEqual([failure["code"] for failure in document["failures"]], [code])
        self.assertEqual(self.call("answer", question["id"]).returncode, 2)
        self.assertEqual(len(self.list_open()), 1)


if __name__ == "__main__":
    unittest.main()
