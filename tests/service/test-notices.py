#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: The Convoke developers

"""What the user is told without asking: by the real engine, to a notification service of our own."""

import unittest

from tray import Browser, Foreign, NoticeCase, follow, wait_until


class Notices(NoticeCase):
    def press(self, number, action):
        self.service.stdin.write(f"ActionInvoked (uint32 {number}, '{action}')\n")
        self.service.stdin.flush()

    def revoke(self, sandbox):
        sandbox.control.send("revoke")
        self.assertEqual(self.call("health").returncode, 4)

    def connect_on_bus(self, sandbox):
        self.connect(sandbox)
        # It answers on its private socket before the bus knows it.
        self.get_engine_property("Version")

    def test_revoked(self):
        sandbox = self.start_sandbox()
        self.connect_on_bus(sandbox)
        name = self.list_connections()[0]["name"]
        self.assertEqual(self.call("health").returncode, 0)
        self.revoke(sandbox)
        line = self.read()
        self.assertIn(f"'{name} has to be connected again'", line)
        self.assertIn("['reconnect', 'Reconnect']", line)
        # Once: asking again changes nothing.
        for _ in range(3):
            self.assertEqual(self.call("health").returncode, 4)
        self.assertTrue(self.lines.empty())

        # The button starts a sign-in in the browser, and its success takes the notification away.
        self.assertEqual(self.read_opened(), [])
        self.press(1, "reconnect")
        wait_until(self.read_opened)
        url, = self.read_opened()
        self.assertTrue(url.startswith(f"{sandbox.url}/oauth/authorize?"), url)
        location = Browser(Foreign(url)).answer(url)
        self.assertEqual(follow(location).status, 200)
        self.assertEqual(self.read(), "CloseNotification (1,)")
        self.assertEqual(self.call("health").returncode, 0)

        # It was well in between, so it is told again.
        self.revoke(sandbox)
        self.assertIn("has to be connected again", self.read())

    def test_declined(self):
        sandbox = self.start_sandbox()
        self.connect_on_bus(sandbox)
        self.revoke(sandbox)
        self.read()
        self.press(1, "reconnect")
        wait_until(self.read_opened)
        url, = self.read_opened()
        follow(Browser(Foreign(url)).answer(url, button="Decline"))
        line = self.read()
        self.assertIn("was not connected", line)
        self.assertIn("['reconnect', 'Try Again']", line)

    def test_removed(self):
        sandbox = self.start_sandbox()
        self.connect_on_bus(sandbox)
        name = self.list_connections()[0]["name"]
        self.revoke(sandbox)
        self.read()
        self.assertEqual(self.call("disconnect", name).returncode, 0)
        self.assertEqual(self.read(), "CloseNotification (1,)")

    def test_out_of_reach(self):
        """Nobody is told that a service is away; the next one shows that this would have been
        heard."""
        sandbox = self.start_sandbox()
        self.connect_on_bus(sandbox)
        other = self.start_sandbox()
        self.connect(other)
        sandbox.end()
        self.assertEqual(self.call("health").returncode, 4)
        self.revoke(other)
        self.assertIn("has to be connected again", self.read())
        self.assertTrue(self.lines.empty())


if __name__ == "__main__":
    unittest.main()
