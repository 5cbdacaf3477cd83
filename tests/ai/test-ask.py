#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: The Convoke developers

"""ai.ask and ai.models with the three kinds of services, and everything that goes wrong there."""

import json
import os
import signal
import subprocess
import sys
import unittest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from ai_case import ModelCase, chain  # noqa: E402
from convoke import wait_until  # noqa: E402
from model_server import (KEY, Anthropic, Answer, Ollama, OpenAI)  # noqa: E402

QUESTION = {"prompt": "Say hello to {{ item.who }}.", "system": "Be brief.",
            "examples": [{"question": "Say hello to Bo.", "answer": "Hello Bo"}],
            "temperature": 0.5, "max_tokens": 50}


class Asking:
    """For each kind of service."""

    def test_answers(self):
        self.connect_well()
        self.server.script = lambda body: Answer("Hello ", body["messages"][-1]["content"][13:-1])
        result = self.run_chain("ai.ask", QUESTION, [{"who": "Ann"}, {"who": "Bob"}])
        items = result["outputs"]["out"]
        self.assertEqual([item["answer"] for item in items], ["Hello Ann", "Hello Bob"])
        for item in items:
            self.assertEqual((item["tokens_in"], item["tokens_out"], item["stop"]), (7, 3, "end"))
            self.assertIsInstance(item["seconds"], float)
        bodies = self.server.questions
        self.assertEqual(len(bodies), 2)
        self.assertTrue(all(body["model"] == "m-1" and body["stream"] for body in bodies))
        self.assertIn("Be brief.", json.dumps(bodies[0]))
        roles = [message["role"] for message in bodies[0]["messages"] if message["role"] != "system"]
        self.assertEqual(roles, ["user", "assistant", "user"])

    def test_models(self):
        self.connect_well()
        text = chain("ai.models", {})
        result = self.call_json("run", self.write("p.convoke", text))
        self.assertEqual([item["id"] for item in result["outputs"]["out"]], ["m-1", "m-2"])

    def test_wrong_model(self):
        self.connect_well()
        self.server.script = [Answer(status=404, message="model 'm-1' not found",
                                     code="model_not_found")]
        result = self.run_chain("ai.ask", QUESTION, status=1)
        self.assert_failure(result, "model-not-found", "m-1", "Choose another one")

    def test_later(self):
        """429 with a time, then 503, then an answer: one item, one answer."""
        self.connect_well()
        self.server.script = [
            Answer(status=429, message="Too fast.", headers=[("Retry-After", "1")]),
            Answer(status=503, message="Busy.", kind="overloaded_error"), Answer("Hello")]
        result = self.run_chain("ai.ask", QUESTION)
        self.assertEqual([item["answer"] for item in result["outputs"]["out"]], ["Hello"])
        self.assertEqual(len(self.server.questions), 3)

    def test_too_long(self):
        self.connect_well()
        self.server.script = [Answer(status=400, code="context_length_exceeded",
                                     message="prompt is too long: 9999 tokens > 4096 maximum")]
        result = self.run_chain("ai.ask", QUESTION, status=1)
        self.assert_failure(result, "text-too-long", "longer than “m-1”", "Shorten it")

    def test_refused(self):
        self.connect_well()
        self.server.script = [Answer(status=400, message="temperature must be 1")]
        result = self.run_chain("ai.ask", QUESTION, status=1)
        self.assert_failure(result, "refused", "temperature must be 1")
        self.assertEqual(len(self.server.questions), 1)

    def test_cut(self):
        """What broke off says nothing, and is asked for again."""
        for fault in ("cut", "unfinished"):
            with self.subTest(fault):
                self.server.script = [Answer("Hel", fault=fault), Answer("Hello")]
                self.connect_well() if fault == "cut" else None
                result = self.run_chain("ai.ask", QUESTION)
                self.assertEqual(result["outputs"]["out"][0]["answer"], "Hello")

    def test_bad_json(self):
        self.connect_well()
        self.server.script = [Answer("Hel", fault="bad-json")]
        result = self.run_chain("ai.ask", QUESTION, status=1)
        self.assert_failure(result, "damaged-reply", "damaged")
        self.assertEqual(len(self.server.questions), 1)

    def test_without_end(self):
        """It is stopped, with no more kept than is shown to be too much."""
        self.connect_well()
        for fault in ("endless", "huge"):
            with self.subTest(fault):
                self.server.script = [Answer("Hel", fault=fault)]
                result = self.run_chain("ai.ask", QUESTION, status=1)
                self.assert_failure(result, "answer-too-long", "does not come to an end")

    def test_length(self):
        self.connect_well()
        self.server.script = [Answer("Hello and", stop="length")]
        result = self.run_chain("ai.ask", QUESTION)
        self.assertEqual(result["outputs"]["out"][0]["stop"], "length")

    def test_empty(self):
        self.connect_well()
        self.server.script = [Answer()]
        result = self.run_chain("ai.ask", QUESTION, status=1)
        self.assert_failure(result, "empty-answer", "answered nothing")


class OpenAITest(Asking, ModelCase):
    service = OpenAI

    def test_limit_without_a_time(self):
        """A limit that does not say when it ends is waited for all the same."""
        self.connect_well()
        self.server.script = [Answer(status=429, message="Too fast."), Answer("Hello")]
        result = self.run_chain("ai.ask", QUESTION)
        self.assertEqual([item["answer"] for item in result["outputs"]["out"]], ["Hello"])
        self.assertEqual(len(self.server.questions), 2)

    def test_refusal(self):
        self.connect_well()
        self.server.script = [Answer("I will not.", refusal=True)]
        result = self.run_chain("ai.ask", QUESTION, status=1)
        self.assert_failure(result, "model-refused", "I will not", "Change the question")

    def test_filter(self):
        self.connect_well()
        self.server.script = [Answer(stop="filter")]
        result = self.run_chain("ai.ask", QUESTION, status=1)
        self.assert_failure(result, "content-filtered", "filtered")

    def test_no_credit(self):
        """It is no limit that ends by waiting."""
        self.connect_well()
        self.server.script = [Answer(status=429, message="You exceeded your current quota",
                                     code="insufficient_quota")]
        result = self.run_chain("ai.ask", QUESTION, status=1)
        self.assert_failure(result, "no-credit", "no credit left")
        self.assertEqual(len(self.server.questions), 1)

    def test_error_in_the_middle(self):
        self.connect_well()
        self.server.script = [Answer("Hel", fault="error", message="It broke.", kind="server_error"),
                              Answer("Hello")]
        result = self.run_chain("ai.ask", QUESTION)
        self.assertEqual(result["outputs"]["out"][0]["answer"], "Hello")
        self.server.script = [Answer("Hel", fault="error", message="It broke.", kind="other")]
        result = self.run_chain("ai.ask", QUESTION, status=1)
        self.assert_failure(result, "answer-broken-off", "It broke")

    def test_silence(self):
        """A step that has little time does not wait for ever."""
        self.connect_well()
        self.server.script = [Answer("Hel", fault="silent")]
        result = self.run_chain("ai.ask", QUESTION, status=1, timeout=2)
        self.assert_failure(result, "deadline", "longer than the step allows")

    def test_wrong_key(self):
        self.connect_well(KEY, None, "--unchecked")
        self.server.service = type("Other", (OpenAI,), {"is_known": staticmethod(lambda h: False)})
        result = self.run_chain("ai.ask", QUESTION, status=4)
        self.assertEqual(len(result["failures"]), 1, result)
        self.assertIn(result["failures"][0]["code"], ("key-refused", "reconnect"))
        self.assertEqual(len(self.server.questions), 0)

    def test_rehearsal(self):
        """Asking changes nothing, so it is done, and nothing is planned."""
        self.connect_well()
        self.server.script = [Answer("Hello")]
        text = chain("ai.ask", {"model": "m-1", **QUESTION})
        result = self.call("run", self.write("p.convoke", text), "--rehearse", "--json")
        self.assertEqual(result.returncode, 0, result.stdout + result.stderr)
        self.assertEqual(len(self.server.questions), 1)
        self.assertIn("Hello", result.stdout)

    def test_journal(self):
        """The journal has what was asked and what was answered, and never the key."""
        self.connect_well()
        self.server.script = [Answer("Hello")]
        self.run_chain("ai.ask", QUESTION, [{"who": "Ann"}])
        self.end_engine()
        rows = self.query("SELECT payload FROM reading")
        self.assertEqual(len(rows), 1)
        payload = json.loads(rows[0][0])
        self.assertEqual(payload["question"]["messages"][-1]["content"], "Say hello to Ann.")
        self.assertEqual(payload["reading"]["text"], "Hello")
        for folder, _, names in os.walk(self.folder):
            for name in names:
                with open(os.path.join(folder, name), "rb") as file:
                    self.assertNotIn(KEY.encode(), file.read(), name)


class AnthropicTest(Asking, ModelCase):
    service = Anthropic

    def test_refusal(self):
        self.connect_well()
        self.server.script = [Answer("I will", refusal=True)]
        result = self.run_chain("ai.ask", QUESTION, status=1)
        self.assert_failure(result, "model-refused", "does not want to answer")

    def test_overloaded(self):
        """In the middle of an answer too."""
        self.connect_well()
        self.server.script = [
            Answer("Hel", fault="error", message="Overloaded", kind="overloaded_error"),
            Answer(status=529, message="Overloaded", kind="overloaded_error"), Answer("Hello")]
        result = self.run_chain("ai.ask", QUESTION)
        self.assertEqual(result["outputs"]["out"][0]["answer"], "Hello")

    def test_context(self):
        self.connect_well()
        self.server.script = [Answer("Hel", stop="context")]
        result = self.run_chain("ai.ask", QUESTION, status=1)
        self.assert_failure(result, "text-too-long", "Question and answer together")


class OllamaTest(Asking, ModelCase):
    service = Ollama

    def test_not_asked_again(self):
        """What was answered before the engine died is not asked for again, although its step had
        not ended; the rest is."""
        self.connect_well()
        silent = []

        def answer(body):
            text = body["messages"][-1]["content"]
            if "who-3" in text and not silent:
                silent.append(text)
                return Answer("Hel", fault="silent")
            return Answer("Hello ", text[13:-1])

        self.server.script = answer
        items = [{"who": f"who-{n}"} for n in range(4)]
        path = self.write("p.convoke", chain("ai.ask", {"model": "m-1", **QUESTION}, items))
        process = self.start("run", path, "--json", stdout=subprocess.DEVNULL)
        self.server.wait_for(4)
        wait_until(lambda: len(self.query("SELECT * FROM reading")) == 3)
        self.end_engine(number=signal.SIGKILL)
        self.end_process(process)
        self.server.release.set()
        self.call("connections")
        wait_until(lambda: self.query("SELECT state FROM run") == [("succeeded",)])
        asked = [body["messages"][-1]["content"] for body in self.server.questions]
        self.assertEqual([asked.count(f"Say hello to who-{n}.") for n in range(4)], [1, 1, 1, 2])

    def test_error_in_the_middle(self):
        self.connect_well()
        self.server.script = [Answer("Hel", fault="error", message="out of memory")]
        result = self.run_chain("ai.ask", QUESTION, status=1)
        self.assert_failure(result, "answer-broken-off", "out of memory")


if __name__ == "__main__":
    unittest.main()
