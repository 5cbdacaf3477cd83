#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: The Convoke developers

"""A computer that goes to sleep in the middle of a run, as logind says it: what is under way ends,
what is not sent waits."""

import os
import queue
import subprocess
import sys
import threading
import unittest

sys.path.insert(0, os.path.join(os.environ["CVK_TEST_SOURCE_ROOT"], "tests/cli"))

from convoke import BUILD, PATIENCE, pipeline, wait_until  # noqa: E402
from sign_in import KeyringCase  # noqa: E402

LOGIND = os.path.join(BUILD, "tests/service/fake-logind")


def create(topic):
    return {"type": "zoom.create-meeting", "slot": "zoom", "settings": {
        "topic": topic, "start_time": "2035-03-05T14:00:00", "timezone": "UTC", "duration": 30}}


TWO = pipeline(
    {
        "in": {"type": "input", "settings": {"fields": []}},
        "first": create("First"),
        "second": create("Second"),
    },
    ["in.out -> first.in", "first.out -> second.in"], slots={"zoom": {"connector": "zoom"}})


class Sleep(KeyringCase):
    def setUp(self):
        super().setUp()
        self.lines = queue.Queue()
        self.start_logind()
        self.sandbox = self.start_sandbox("--plan", "unlimited", "--daily-limit", "-1")
        status, errors = self.sign_in("--server", self.sandbox.url, "--client-id", "convoke-test")
        self.assertEqual(status, 0, errors)
        self.assertIn("Inhibit ('sleep', 'Convoke', ", self.read())
        self.write("p.convoke", TWO)

    def start_logind(self):
        bus = subprocess.Popen(["dbus-daemon", "--session", "--nofork", "--print-address"],
                               env=self.environment, stdout=subprocess.PIPE, text=True,
                               stderr=subprocess.DEVNULL)
        self.addCleanup(self.end_process, bus)
        self.environment["DBUS_SYSTEM_BUS_ADDRESS"] = bus.stdout.readline().strip()
        self.logind = subprocess.Popen([LOGIND], env=self.environment, stdin=subprocess.PIPE,
                                       stdout=subprocess.PIPE, text=True)
        self.addCleanup(self.end_process, self.logind)
        # Engines before buses.
        self.addCleanup(self.end_engines)
        threading.Thread(target=self.read_lines, args=[self.logind], daemon=True).start()
        self.assertEqual(self.read(), "ready")

    def read_lines(self, process):
        for line in process.stdout:
            self.lines.put(line.strip())

    def read(self):
        return self.lines.get(timeout=PATIENCE)

    def tell(self, line):
        self.logind.stdin.write(line + "\n")
        self.logind.stdin.flush()

    def count(self):
        return len(self.sandbox.control.list("effects"))

    def fall_asleep(self):
        """While the reply to the first change is on its way. Returns the client."""
        self.sandbox.control.fault("slow", "POST", "/v2/*", delay=500)
        client = self.start("run", os.path.join(self.folder, "p.convoke"),
                            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        wait_until(lambda: self.count() == 1)
        self.tell("sleep")
        self.assertEqual(self.read(), "released")
        # The first has its reply all the same, and the second stands where it would be sent.
        wait_until(lambda: self.query("SELECT state FROM effect ORDER BY id") ==
                   [("confirmed",), ("planned",)])
        self.assertEqual(self.count(), 1)
        return client

    def test_nothing_leaves_before_sleep(self):
        client = self.fall_asleep()
        self.tell("wake")
        self.assertIn("Inhibit ('sleep', 'Convoke', ", self.read())
        self.assertEqual(client.wait(PATIENCE), 0)
        self.assertEqual(self.count(), 2)

    def test_logind_goes(self):
        """Nobody will say any more that it was over."""
        client = self.fall_asleep()
        self.logind.stdin.close()
        self.assertEqual(client.wait(PATIENCE), 0)
        self.assertEqual(self.count(), 2)

    def test_nothing_to_wait_for(self):
        for _ in range(3):
            self.tell("sleep")
            self.assertEqual(self.read(), "released")
            self.tell("wake")
            self.assertIn("Inhibit", self.read())
        # Who is paused by sleep is not paused by the user: runs begin.
        self.tell("sleep")
        self.assertEqual(self.read(), "released")
        client = self.start("run", os.path.join(self.folder, "p.convoke"),
                            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        wait_until(lambda: self.query("SELECT state FROM effect") == [("planned",)])
        self.tell("wake")
        self.assertEqual(client.wait(PATIENCE), 0)


if __name__ == "__main__":
    unittest.main()
