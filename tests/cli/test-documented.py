#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: The Convoke developers

"""What the programs can do is what the manual and the completions of three shells say they can."""

import os
import re
import subprocess
import unittest

import shells
from convoke import BUILD, CONVOKECTL, ENGINE, PATIENCE, SOURCE

DATA = os.path.join(SOURCE, "data")
SANDBOX = os.path.join(BUILD, "src/sandbox/convoke-sandbox")

def read(name):
    with open(os.path.join(DATA, name), encoding="utf-8") as file:
        return file.read()


def read_manual(name):
    """Its text, without what only marks fonts and hyphens."""
    return re.sub(r"\\f[BIRP]", "", read(name)).replace("\\-", "-").replace('"', "")


def call(*command):
    result = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE,
                            env=dict(os.environ, LC_ALL="C.UTF-8"))
    assert result.returncode == 0, result.stderr
    return result.stdout


def list_options(*command):
    """Those of the help text, without --help itself."""
    options = set(re.findall(r"^  (?:-\w, )?(--[a-z-]+)", call(*command, "--help"), re.MULTILINE))
    return options - {"--help"}


def list_commands():
    help_text = call(CONVOKECTL, "--help")
    return re.findall(r"^  ([a-z]+)  ", help_text.split("Commands:")[1], re.MULTILINE)


class Commands(unittest.TestCase):
    def setUp(self):
        self.commands = list_commands()
        self.assertIn("connect", self.commands)
        self.options = {command: list_options(CONVOKECTL, command) for command in self.commands
                        if command not in ("sandbox", "help")}
        self.assertIn("--client-id", self.options["connect"])

    def test_manual(self):
        text = read_manual("convokectl.1")
        for command, options in self.options.items():
            self.assertRegex(text, rf"(?m)^\.B convokectl {command}$")
            for option in options:
                self.assertRegex(text, rf"(?m)^\.B[IR]? {option}\b", command)

    def check_shell(self, ask):
        """All commands, and of each all that its help text names, and nothing else."""
        begun = {command: f"convokectl {command} --" for command in self.options}
        answers = ask(["convokectl ", "convokectl help ", *begun.values()])
        everywhere = {"--help", "--version"}
        self.assertEqual(answers["convokectl "] - everywhere, set(self.commands))
        self.assertEqual(answers["convokectl help "] - {"help"}, set(self.commands) - {"help"})
        for command, options in self.options.items():
            self.assertEqual(answers[begun[command]] - everywhere, options, command)
        if os.path.exists(SANDBOX):
            options = list_options(SANDBOX) - {"--version"}
            answers = ask(["convokectl sandbox --", "convokectl sandbox --plan "])
            self.assertEqual(answers["convokectl sandbox --"] - everywhere, options)
            self.assertEqual(answers["convokectl sandbox --plan "],
                             {"free", "pro", "business", "unlimited"})

    def test_bash(self):
        self.check_shell(shells.ask_bash)

    def test_zsh(self):
        self.check_shell(shells.ask_zsh)

    def test_fish(self):
        self.check_shell(shells.ask_fish)


class Programs(unittest.TestCase):
    def test_engine(self):
        text = read_manual("convoke-engine.8")
        options = list_options(ENGINE)
        self.assertIn("--data-dir", options)
        for option in options - {"--version"}:
            self.assertIn(option, text)

    @unittest.skipUnless(os.path.exists(SANDBOX), "this build leaves the sandbox out")
    def test_sandbox(self):
        options = list_options(SANDBOX) - {"--version"}
        self.assertIn("--plan", options)
        text = read_manual("convoke-sandbox.1")
        for option in options:
            self.assertIn(option, text)


if __name__ == "__main__":
    unittest.main()
