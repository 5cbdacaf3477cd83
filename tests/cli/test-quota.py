#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: The Convoke developers

"""The limits of a service through the real programs: so many a second, and so many a day. What
counts is what the sandbox was asked."""

import unittest

from convoke import pipeline
from sign_in import ConnectCase, KeyringCase


def create(count):
    """As many meetings from one list."""
    return pipeline(
        {
            "in": {"type": "input", "settings": {"fields": []}},
            "rows": {"type": "script", "settings": {
                "mode": "each",
                "code": f"return Array.from({{length: {count}}}, (v, n) => ({{topic: 'N' + n}}))"}},
            "create": {"type": "zoom.create-meeting", "slot": "zoom",
                       "settings": {"topic": "{{ item.topic }}", "type": 2,
                                    "start_time": "2037-03-03T14:00:00Z", "duration": 30}},
            "out": {"type": "output", "settings": {"name": "Meetings"}},
        },
        ["in.out -> rows.in", "rows.out -> create.in", "create.out -> out.in"],
        slots={"zoom": {"connector": "zoom"}})


class Quota(ConnectCase):
    def setUp(self):
        super().setUp()
        # Between two days the counts begin anew, and who is told to come back in a few minutes
        # waits for that instead of asking.
        self.set_clocks_to_noon()

    def begin(self, *options):
        sandbox = self.start_sandbox(*options)
        self.connect(sandbox)
        sandbox.control.order("record", on=True)
        return sandbox

    def run_create(self, count):
        return self.call("run", self.write(f"create-{count}.convoke", create(count)))

    def count_sent(self, sandbox):
        return len([line for line in sandbox.control.list("requests")
                    if line["method"] == "POST" and line["path"].startswith("/v2/")])

    def count_effects(self, sandbox):
        return len(sandbox.control.list("effects"))

    def test_no_second_has_too_many(self):
        """On the smallest plan, that nobody named: each request is sent once and accepted."""
        sandbox = self.begin("--plan", "free")
        result = self.run_create(7)
        self.assertEqual(result.returncode, 0, result.stderr)
        self.assertEqual((self.count_effects(sandbox), self.count_sent(sandbox)), (7, 7))

    def test_what_is_left_is_said(self):
        self.begin("--plan", "pro")
        self.assertIn("100 of 100 changes left today", self.run_create(3).stderr)
        self.assertIn("97 of 100 changes left today", self.run_create(1).stderr)
        # The count is the journal's, and outlives the service; the connection in memory does not.
        self.assertEqual(self.query("SELECT count(*) FROM effect WHERE quota IS NOT NULL"), [(4,)])
        path = self.write("create-2.convoke", create(2))
        self.assertNotIn("left today", self.call("run", path, "--sandbox").stderr)

    def test_what_does_not_fit_is_asked(self):
        sandbox = self.begin("--plan", "pro")
        result = self.run_create(101)
        self.assertEqual(result.returncode, 3, result.stderr)
        self.assertEqual(self.count_sent(sandbox), 0)
        [question] = self.call_json("answer")
        self.assertEqual((question["kind"], question["node"]), ("quota", "create"))
        self.assertNotIn("item", question)
        self.assertIn("Changes to make: 101.", self.call("answer").stdout)
        self.assertEqual(self.call("answer", question["id"], "stop").returncode, 0)
        self.assertEqual(self.count_sent(sandbox), 0)

    def test_the_service_knows_better(self):
        sandbox = self.begin("--plan", "pro", "--daily-limit", "5")
        result = self.run_create(8)
        self.assertEqual(result.returncode, 3, result.stderr)
        self.assertEqual(self.count_effects(sandbox), 5)
        sent = self.count_sent(sandbox)
        self.assertIn("quota", [question["kind"] for question in self.call_json("answer")])
        # Nobody asks it again today, and what was learned is shown.
        again = self.run_create(1)
        self.assertEqual(again.returncode, 3, again.stderr)
        self.assertIn("0 of 5 changes left today", again.stderr)
        self.assertEqual(self.count_sent(sandbox), sent)
        # Who has decided beforehand is not asked; the rest waits for tomorrow.
        spread = self.write("create-2.convoke", create(2))
        before = {question["id"] for question in self.call_json("answer")}
        self.assertEqual(self.call("run", spread, "--spread").returncode, 3)
        self.assertEqual({question["kind"] for question in self.call_json("answer")
                          if question["id"] not in before}, {"wait"})
        self.assertEqual(self.count_sent(sandbox), sent)
        states = dict(self.query("SELECT state, count(*) FROM effect GROUP BY state"))
        self.assertEqual(states.get("confirmed"), 5)
        self.assertEqual(states.get("unknown", 0) + states.get("sent", 0), 0)


class Told(KeyringCase):
    def test_who_has_no_limit_is_not_stopped(self):
        """Few are sent without asking what the account may; before any would wait, it is asked."""
        self.set_clocks_to_noon()
        sandbox = self.start_sandbox("--plan", "unlimited", "--daily-limit", "-1")
        status, errors = self.sign_in("--server", sandbox.url, "--client-id", "convoke-test")
        self.assertEqual(status, 0, errors)
        path = self.write("create.convoke", create(10))
        for _ in range(10):
            self.assertEqual(self.call("run", path).returncode, 0)
        # The next engine knows of a hundred, and of no answer of the service.
        self.end_engine()
        result = self.call("run", path)
        self.assertEqual(result.returncode, 0, result.stderr)
        self.assertEqual(len(sandbox.control.list("effects")), 110)


if __name__ == "__main__":
    unittest.main()
