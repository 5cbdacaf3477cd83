#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: The Convoke developers

"""ai.extract, ai.classify and ai.summarise: what a model answers is checked, and repaired."""

import json
import os
import sys
import unittest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from ai_case import ModelCase, chain  # noqa: E402
from model_server import Anthropic, Answer, Ollama, answer_json  # noqa: E402

FIELDS = {"text": "{{ item.mail }}", "zone": "Europe/Berlin", "fields": [
    {"name": "guest", "title": "The guest", "required": True},
    {"name": "seats", "type": "integer"},
    {"name": "start", "type": "date-time"}]}
MAIL = [{"mail": "Ann comes with two others on the 3rd of May 2199 at 15:30."}]
RIGHT = {"guest": "Ann", "seats": 3, "start": "3rd of May 2199 at 15:30"}
WRONG = {"guest": "Ann", "seats": "some"}


class ExtractTest(ModelCase):
    def test_fields(self):
        self.connect_well()
        self.server.script = [answer_json(RIGHT)]
        item = self.run_chain("ai.extract", FIELDS, MAIL)["outputs"]["out"][0]
        self.assertEqual((item["guest"], item["seats"]), ("Ann", 3))
        self.assertEqual(item["start"], "2199-05-03T15:30:00+02:00[Europe/Berlin]")
        self.assertIs(item["start_certain"], True)
        self.assertEqual(item["repairs"], 0)
        self.assertEqual(item["mail"], MAIL[0]["mail"])
        form = self.server.questions[0]["response_format"]["json_schema"]
        self.assertIs(form["strict"], True)
        self.assertEqual(form["schema"]["required"], ["guest", "seats", "start"])

    def test_uncertain_date(self):
        """The model gives words, and the engine says what it does not know."""
        self.connect_well()
        self.server.script = [answer_json({**RIGHT, "start": "3 May 2199 at 3"}),
                              answer_json({**RIGHT, "start": "whenever it suits"})]
        [first], [second] = (self.run_chain("ai.extract", FIELDS, MAIL)["outputs"]["out"]
                             for _ in range(2))
        self.assertEqual(first["start"], "2199-05-03T15:00:00+02:00[Europe/Berlin]")
        self.assertIs(first["start_certain"], False)
        self.assertIn("before or after noon", first["start_reason"])
        self.assertIsNone(second["start"])
        self.assertIs(second["start_certain"], False)
        self.assertEqual(second["start_words"], "whenever it suits")

    def test_repaired(self):
        """Wrong twice, then right: the model is told what was wrong."""
        self.connect_well()
        self.server.script = [answer_json(WRONG), Answer("I think it is Ann."), answer_json(RIGHT)]
        item = self.run_chain("ai.extract", FIELDS, MAIL)["outputs"]["out"][0]
        self.assertEqual((item["guest"], item["repairs"]), ("Ann", 2))
        self.assertEqual((item["tokens_in"], item["tokens_out"]), (21, 9))
        second, third = (body["messages"] for body in self.server.questions[1:])
        self.assertEqual([one["role"] for one in third[1:]],
                         ["user", "assistant", "user", "assistant", "user"])
        self.assertIn("seats", second[-1]["content"])
        self.assertEqual(third[-2]["content"], "I think it is Ann.")
        self.assertIn("no JSON object", third[-1]["content"])

    def test_not_repaired(self):
        self.connect_well()
        for repairs, questions in ((0, 1), (2, 3)):
            with self.subTest(repairs):
                self.server.questions.clear()
                self.server.script = [answer_json(WRONG) for _ in range(9)]
                result = self.run_chain("ai.extract", {**FIELDS, "repairs": repairs}, MAIL, status=1)
                self.assert_failure(result, "answer-wrong", "seats", f"repairs: {repairs}")
                self.assertEqual(len(self.server.questions), questions)

    def test_missing(self):
        self.connect_well()
        self.server.script = [answer_json({"guest": None})]
        result = self.run_chain("ai.extract", {**FIELDS, "repairs": 0}, MAIL, status=1)
        self.assert_failure(result, "answer-wrong", "guest")

    def test_wrapped(self):
        """Some say a word around it."""
        self.connect_well()
        self.server.script = [Answer(f"Here:\n```json\n{json.dumps(RIGHT)}\n```\nDone.")]
        item = self.run_chain("ai.extract", FIELDS, MAIL)["outputs"]["out"][0]
        self.assertEqual(item["guest"], "Ann")

    def test_cut_off(self):
        self.connect_well()
        self.server.script = [Answer('{"guest": "A', stop="length")]
        result = self.run_chain("ai.extract", FIELDS, MAIL, status=1)
        self.assert_failure(result, "answer-cut-off", "Permit more")
        self.assertEqual(len(self.server.questions), 1)

    def test_without_structure(self):
        """A service that does not take a schema is asked again without it."""
        self.connect_well()
        self.server.script = [Answer(status=400, message="response_format is not supported"),
                              answer_json(RIGHT)]
        item = self.run_chain("ai.extract", FIELDS, MAIL)["outputs"]["out"][0]
        self.assertEqual(item["guest"], "Ann")
        self.assertIn("response_format", self.server.questions[0])
        self.assertNotIn("response_format", self.server.questions[1])
        self.assertIn("JSON Schema", self.server.questions[1]["messages"][0]["content"])

    def test_schema(self):
        self.connect_well()
        schema = {"type": "object", "required": ["people"], "properties": {"people": {
            "type": "array", "items": {"type": "object", "required": ["name"],
                                       "properties": {"name": {"type": "string"}}}}}}
        settings = {"text": "{{ item.mail }}", "schema": schema}
        self.server.script = [answer_json({"people": [{}]}), answer_json({"people": [{"name": "A"}]})]
        item = self.run_chain("ai.extract", settings, MAIL)["outputs"]["out"][0]
        self.assertEqual(item["people"], [{"name": "A"}])
        self.assertIn("people.0.name", self.server.questions[1]["messages"][-1]["content"])

    def test_check(self):
        """What cannot work is said before anything is asked."""
        text = chain("ai.extract", {"model": "m-1", "text": "x", "fields": [
            {"name": "start", "type": "date-time"}]})
        result = self.call("check", self.write("p.convoke", text), "--json", data=False)
        self.assertIn("missing-zone", result.stdout)


class ExtractAnthropicTest(ModelCase):
    service = Anthropic

    def test_fields(self):
        self.connect_well()
        self.server.script = [answer_json(RIGHT)]
        item = self.run_chain("ai.extract", FIELDS, MAIL)["outputs"]["out"][0]
        self.assertEqual(item["guest"], "Ann")
        body = self.server.questions[0]
        self.assertEqual(body["tool_choice"], {"type": "tool", "name": "answer"})
        self.assertIn("guest", body["tools"][0]["input_schema"]["properties"])


class ExtractOllamaTest(ModelCase):
    service = Ollama

    def test_fields(self):
        self.connect_well()
        self.server.script = [answer_json(RIGHT)]
        item = self.run_chain("ai.extract", FIELDS, MAIL)["outputs"]["out"][0]
        self.assertEqual(item["guest"], "Ann")
        self.assertIn("guest", self.server.questions[0]["format"]["properties"])


class ClassifyTest(ModelCase):
    settings = {"text": "{{ item.mail }}", "paths": [
        {"name": "move", "description": "Asks for another date"},
        {"name": "cancel", "description": "Does not want to come"}]}
    ports = ("move", "cancel", "else")

    def test_paths(self):
        self.connect_well()
        choices = {"a": "move", "b": "cancel", "c": "else"}
        self.server.script = lambda body: answer_json(
            {"reason": "Because.", "path": choices[body["messages"][-1]["content"]]})
        items = [{"mail": name} for name in "abc"]
        outputs = self.run_chain("ai.classify", self.settings, items, self.ports)["outputs"]
        for port, mail in (("move", "a"), ("cancel", "b"), ("else", "c")):
            self.assertEqual([(one["mail"], one["path"], one["reason"]) for one in outputs[port]],
                             [(mail, port, "Because.")])
        self.assertIn("Asks for another date", self.server.questions[0]["messages"][0]["content"])

    def test_unknown_path(self):
        self.connect_well()
        self.server.script = [answer_json({"reason": "r", "path": "other"}),
                              answer_json({"reason": "r", "path": "move"})]
        outputs = self.run_chain("ai.classify", self.settings, [{"mail": "x"}],
                                 self.ports)["outputs"]
        self.assertEqual(len(outputs["move"]), 1)
        self.assertIn("“other”", self.server.questions[1]["messages"][-1]["content"])

    def test_no_path(self):
        self.connect_well()
        self.server.script = lambda body: answer_json({"reason": "r", "path": "other"})
        result = self.run_chain("ai.classify", self.settings, [{"mail": "x"}], self.ports, status=1)
        self.assert_failure(result, "answer-wrong", "other")


class SummariseTest(ModelCase):
    def test_short(self):
        self.connect_well()
        self.server.script = [Answer("Short.")]
        item = self.run_chain("ai.summarise", {"text": "A text."})["outputs"]["out"][0]
        self.assertEqual((item["summary"], item["parts"]), ("Short.", 1))
        self.assertEqual(self.server.questions[0]["messages"][-1]["content"], "A text.")

    def test_parts(self):
        """Each part once, then what came of them."""
        self.connect_well()
        text = " ".join(f"Sentence number {n} says something." for n in range(60))
        self.server.script = lambda body: Answer("s" + str(len(self.server.questions)))
        item = self.run_chain("ai.summarise", {"text": text, "part_size": 500})["outputs"]["out"][0]
        parts = [body["messages"][-1]["content"] for body in self.server.questions]
        self.assertEqual(item["parts"], len(parts) - 1)
        self.assertGreater(item["parts"], 3)
        self.assertTrue(all(len(part) <= 500 for part in parts))
        self.assertEqual(" ".join(parts[:-1]), text)
        self.assertEqual(parts[-1], "\n\n".join(f"s{n + 1}" for n in range(len(parts) - 1)))
        self.assertEqual(item["tokens_in"], 7 * len(parts))

    def test_never_shorter(self):
        """A model that only repeats is given up on."""
        self.connect_well()
        self.server.script = lambda body: Answer(body["messages"][-1]["content"])
        result = self.run_chain("ai.summarise", {"text": "word " * 400, "part_size": 500}, status=1)
        self.assert_failure(result, "text-too-long", "larger parts")
        self.assertLess(len(self.server.questions), 40)


if __name__ == "__main__":
    unittest.main()
