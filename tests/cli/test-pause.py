#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: The Convoke developers

"""Pause everything: nothing of a pipeline leaves, what has begun waits, and nothing is lost."""

import subprocess
import unittest

from convoke import hello, pipeline, wait_until
from sign_in import ConnectCase

COUNT = 90


def create(count):
    """As many meetings, one after the other."""
    return pipeline(
        {
            "in": {"type": "input", "settings": {"fields": []}},
            "rows": {"type": "script", "settings": {
                "mode": "each",
                "code": f"return Array.from({{length: {count}}}, (v, n) => ({{topic: 'N' + n}}))"}},
            "create": {"type": "zoom.create-meeting", "slot": "zoom",
                       "settings": {"topic": "{{ item.topic }}", "type": 2,
                                    "start_time": "2027-03-03T14:00:00Z", "duration": 30}},
            "out": {"type": "output", "settings": {"name": "Meetings"}},
        },
        ["in.out -> rows.in", "rows.out -> create.in", "create.out -> out.in"],
        slots={"zoom": {"connector": "zoom"}})


class Pause(ConnectCase):
    def count_effects(self, sandbox):
        return len(sandbox.control.list("effects"))

    def count_settled(self, sandbox):
        """How many effects there are when nothing is on its way any more: two requests that were
        sent later have come back, and the number was the same before. Without a limit of the
        service, a run that goes on makes more of them in that time."""
        counts = [-1, self.count_effects(sandbox)]
        while counts[-1] != counts[-2]:
            self.assertEqual(self.call("health").returncode, 0)
            self.assertEqual(self.call("health").returncode, 0)
            counts.append(self.count_effects(sandbox))
        return counts[-1]

    def test_nothing_new_starts(self):
        sandbox = self.start_sandbox()
        self.connect(sandbox)
        path = self.write("create.convoke", create(1))
        self.assertEqual(self.call("pause").returncode, 0)
        document = self.call_json("run", path, status=3)
        self.assertEqual((document["run"], document["state"]), (None, "waiting"))
        self.assertEqual(document["failures"][0]["code"], "paused")
        self.assertIn("unpause", self.call("run", path).stderr)
        self.assertEqual(self.count_effects(sandbox), 0)
        # What stays on this computer, and looking after connections, goes on.
        self.assertEqual(self.call("health").returncode, 0)
        self.assertEqual(self.call("run", path, "--sandbox").returncode, 0)
        self.assertEqual(self.call("run", self.write("hello.convoke", hello())).returncode, 0)

        # The next service knows it too.
        self.end_engine()
        self.connect(sandbox)
        self.assertEqual(self.call("run", path).returncode, 3)
        self.assertEqual(self.call("unpause").returncode, 0)
        self.assertEqual(self.call("run", path).returncode, 0)
        self.assertEqual(self.count_effects(sandbox), 1)

    def test_newest_word_counts(self):
        """What is said to a service that has just begun is not overruled by what it remembers."""
        sandbox = self.start_sandbox()
        path = self.write("create.convoke", create(1))
        for _ in range(5):
            self.assertEqual(self.call("pause").returncode, 0)
            self.end_engine()
            self.assertEqual(self.call("unpause").returncode, 0)
            self.connect(sandbox)
            self.assertEqual(self.call("run", path).returncode, 0)

    def test_what_runs_waits(self):
        sandbox = self.start_sandbox("--plan", "unlimited", "--latency", "200")
        self.connect(sandbox)
        path = self.write("create.convoke", create(COUNT))
        run = self.start("run", path, "--json", stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        wait_until(lambda: self.count_effects(sandbox) > 0)
        self.assertEqual(self.call("pause").returncode, 0)
        held = self.count_settled(sandbox)
        self.assertLess(held, COUNT)
        self.assertIsNone(run.poll())
        self.assertEqual(self.call("unpause").returncode, 0)
        _, errors = run.communicate()
        self.assertEqual(run.returncode, 0, errors)
        self.assertEqual(self.count_effects(sandbox), COUNT)

    def test_cancelled_while_paused(self):
        sandbox = self.start_sandbox("--plan", "unlimited", "--latency", "200")
        self.connect(sandbox)
        run = self.start("run", self.write("create.convoke", create(COUNT)), "--json",
                         stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        wait_until(lambda: self.count_effects(sandbox) > 0)
        self.assertEqual(self.call("pause").returncode, 0)
        held = self.count_settled(sandbox)
        run.send_signal(2)
        output, errors = run.communicate()
        self.assertIn('"state":"cancelled"', output, errors)
        self.assertEqual(self.call("unpause").returncode, 0)
        self.assertEqual(self.count_settled(sandbox), held)
        states = dict(self.query("SELECT state, count(*) FROM effect GROUP BY state"))
        self.assertEqual(states.get("confirmed"), held)
        self.assertEqual(states.get("unknown", 0) + states.get("sent", 0), 0)


if __name__ == "__main__":
    unittest.main()
