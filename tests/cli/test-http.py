#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: The Convoke developers

"""http.request through the real engine, a connection and a server on this computer."""

import json
import os
import subprocess
import unittest

from convoke import PATIENCE, Case, pipeline
from fake_service import Service

SECRET = "a-secret-of-some-length"
TEXT = {"content-type": "text/plain"}


class HttpCase(Case):
    def setUp(self):
        super().setUp()
        self.service = Service()
        self.addCleanup(self.service.stop)

    def connect(self):
        result = subprocess.run(
            self.command("connect", "http", "--as", "bearer", "--address", self.service.url + "/v1",
                         "--name", "it", "--memory", "--unchecked"),
            env=self.environment, cwd=self.folder, input=SECRET + "\n", capture_output=True,
            text=True, timeout=PATIENCE)
        self.assertEqual(result.returncode, 0, result.stdout + result.stderr)

    def write_step(self, settings, **members):
        return self.write("step.convoke", pipeline(
            {"in": {"type": "input", "settings": {"fields": [
                {"name": "who", "type": "text", "default": "Ada L"}]}},
             "do": {"type": "http.request", "slot": "api", "settings": settings},
             "out": {"type": "output", "settings": {"name": "Out"}}},
            ["in.out -> do.in", "do.out -> out.in"],
            slots={"api": {"connector": "http"}}, **members))

    def run_step(self, settings, *arguments, status=0, **members):
        return self.call_json("run", self.write_step(settings, **members), *arguments,
                              status=status)


class Connected(HttpCase):
    def setUp(self):
        super().setUp()
        self.connect()

    def test_read(self):
        self.service.replies = [(200, {"data": [{"id": 1}, {"id": 2}]}, {})]
        run = self.run_step({"url": "/people/{{ item.who }}", "list": "data"})
        self.assertEqual([item["body"]["id"] for item in run["outputs"]["Out"]], [1, 2])
        request = self.service.requests[-1]
        self.assertEqual((request.method, request.path), ("GET", "/v1/people/Ada%20L"))
        self.assertEqual(request.headers["authorization"], "Bearer " + SECRET)
        self.assertNotIn(SECRET, json.dumps(run))

    def test_health(self):
        """Nothing can be asked of any service, so only using it shows whether it works."""
        asked = len(self.service.requests)
        report, = self.call_json("health")
        self.assertEqual((report["state"], report["action"], report["checked"]), ("unknown", "", 0))
        self.assertEqual(report["problem"]["code"], "uncheckable")
        self.assertEqual(len(self.service.requests), asked)
        self.run_step({"url": "/people"})
        report, = self.call_json("health")
        self.assertEqual(report["state"], "healthy")
        self.service.replies = [(401, {}, {})]
        self.run_step({"url": "/people"}, status=4)
        report, = self.call_json("health", status=4)
        self.assertEqual(report["state"], "reconnect-needed")

    def test_pages(self):
        self.service.replies = [
            (200, [{"id": 1}], {"Link": f"<{self.service.url}/v1/next>; rel=next"}),
            (200, [{"id": 2}], {"Link": "<http://127.0.0.1:1/v1/else>; rel=next"}),
        ]
        self.run_step({"url": "/people", "list": "", "paging": "link"}, status=1)
        self.assertEqual([request.path for request in self.service.requests[-2:]],
                         ["/v1/people", "/v1/next"])

    def test_create(self):
        self.service.replies = [(201, {"id": 7}, {})]
        run = self.run_step({"method": "POST", "url": "/people", "body": "json",
                             "json": {"name": "{{ item.who }}"}})
        self.assertEqual(run["outputs"]["Out"][0]["body"]["id"], 7)
        self.assertEqual(self.service.requests[-1].body, {"name": "Ada L"})

    def test_lost_answer_is_asked_about(self):
        """A POST without an answer is not sent again, and the run waits for a person."""
        self.service.replies = [(None, None, None)]
        run = self.run_step({"method": "POST", "url": "/people", "body": "json",
                             "json": {"a": 1}}, status=3)
        self.assertEqual(run["state"], "waiting")
        self.assertEqual([request.method for request in self.service.requests], ["POST"])

    def test_lost_answer_of_a_repeatable_one(self):
        self.service.replies = [(None, None, None), (201, {"id": 7}, {})]
        self.run_step({"method": "POST", "url": "/people", "body": "json", "json": {"a": 1},
                       "idempotency_header": "Idempotency-Key"})
        first, second = self.service.requests
        self.assertEqual(first.headers["idempotency-key"], second.headers["idempotency-key"])

    def test_rehearsal_sends_nothing(self):
        self.run_step({"method": "DELETE", "url": "/people/1"}, "--rehearse")
        self.assertEqual(self.service.requests, [])


class Files(HttpCase):
    """Files are chosen by slot whatever the setting is called."""

    UPLOAD = {"method": "PUT", "url": "/cv", "body": "file", "body_file": "cv"}

    def setUp(self):
        super().setUp()
        self.connect()
        self.cv = self.write("elsewhere.txt", "what I did")

    def test_body(self):
        self.run_step(self.UPLOAD, "--file", "cv=" + self.cv)
        self.assertEqual(self.service.requests[-1].text, "what I did")

    def test_form(self):
        self.run_step({"method": "POST", "url": "/cv", "body": "multipart",
                       "files": {"up": "cv"}}, "--file", "cv=" + self.cv)
        self.assertIn('name="up"; filename="elsewhere.txt"', self.service.requests[-1].text)

    def test_one_that_is_not_used(self):
        """What stands in a field that is not in use is no slot."""
        result = self.call("run", self.write_step({**self.UPLOAD, "body": "none"}),
                           "--file", "cv=" + self.cv)
        self.assertEqual(result.returncode, 2)
        self.assertEqual(self.service.requests, [])

    def test_answer(self):
        self.service.replies = [(200, "a picture", TEXT)]
        target = os.path.join(self.folder, "answer.bin")
        self.run_step({"url": "/picture", "response": "file", "file": "picture"},
                      "--file", "picture=" + target)
        with open(target) as file:
            self.assertEqual(file.read(), "a picture")

    def test_activation_keeps_the_path(self):
        path = self.write("active.convoke", pipeline(
            {"at": {"type": "trigger.schedule", "settings": {"schedule": "0 3 * * *"}},
             "do": {"type": "http.request", "slot": "api", "settings": self.UPLOAD}},
            ["at.out -> do.in"], slots={"api": {"connector": "http"}},
            files={"cv": {}}))
        result = self.call("activate", path)
        self.assertNotEqual(result.returncode, 0)
        self.assertIn("cv", result.stdout + result.stderr)
        self.assertEqual(
            self.call("activate", path, "--file", "cv=" + self.cv).returncode, 0)


if __name__ == "__main__":
    unittest.main()
