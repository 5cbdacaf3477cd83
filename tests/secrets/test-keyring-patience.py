#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: The Convoke developers

"""Nobody ever answers the keyring's question: whoever waits gets an answer all the same, after two
minutes, and the question stays where it is."""

import subprocess
import unittest

from keyring_worlds import NobodyAnswers
from secret_case import wait_until

# More than the engine has.
PATIENCE = 240


class NobodyEverAnswers(NobodyAnswers):
    def test_unlock(self):
        self.begin()
        self.restart_engine()
        self.enter()
        result = subprocess.run(
            self.command("health", "--unlock", "--data-dir", self.data, data=False),
            env=self.environment, cwd=self.folder, stdin=subprocess.DEVNULL, capture_output=True,
            text=True, timeout=PATIENCE)
        self.assertEqual(result.returncode, 4, result.stdout)
        self.assertIn("The keyring does not answer.", result.stdout + result.stderr)
        self.assertEqual((self.count_prompts(), self.count_prompts("stop")), (1, 0))
        self.assertIsNone(self.keyring.poll())
        self.assert_answers()
        # Somebody comes after all, closes the old window, and answers the next one.
        self.end_person()
        self.play_person("password", "test")
        wait_until(lambda: self.call("health", "--unlock").returncode == 0)


if __name__ == "__main__":
    unittest.main()
