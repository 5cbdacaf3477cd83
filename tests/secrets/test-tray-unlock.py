#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: The Convoke developers

"""A locked keyring in the panels: seen there, asked for once when the user clicks, and by nobody
else."""

import os
import sys
import unittest

sys.path.insert(0, os.path.join(os.environ["CVK_TEST_SOURCE_ROOT"], "tests/service"))

from keyring_worlds import ACCOUNT, UserCancels, UserUnlocks  # noqa: E402
from secret_case import wait_until  # noqa: E402
from tray import Panel  # noqa: E402

UNLOCK = f"Unlock the keyring for {ACCOUNT}"


class Tray(Panel):
    def setUp(self):
        super().setUp()
        self.start_panel()
        self.tell("appear", "host")
        self.begin()
        self.await_item()
        self.enter()
        # It has nothing in its memory now, and the keyring says nothing.
        self.restart_engine()
        wait_until(lambda: self.tell("state")["registrations"] == 2)
        self.assertEqual(self.check_health()[1], "keyring-locked")
        self.await_row(UNLOCK)
        self.assertEqual(self.count_prompts(), 0)


class Unlocks(Tray, UserUnlocks):
    def test_click_unlocks(self):
        self.await_icon("attention")
        self.assertEqual(self.get("Status"), "NeedsAttention")
        self.tell("click", UNLOCK)
        self.await_row(f"{ACCOUNT}: connected")
        self.await_icon("healthy")
        self.assertEqual(self.read_menu().find("Unlock"), None)
        self.assertEqual(self.count_prompts(), 1)


class Cancels(Tray, UserCancels):
    def test_click_asks_once(self):
        self.tell("click", UNLOCK)
        wait_until(lambda: self.count_prompts("stop") == 1)
        self.assertEqual(self.check_health()[1], "keyring-locked")
        self.await_row(UNLOCK)
        self.assertEqual(self.count_prompts(), 1)


if __name__ == "__main__":
    unittest.main()
