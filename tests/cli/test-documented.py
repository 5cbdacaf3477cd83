#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: The Convoke developers

"""What the programs can do is what the manual and the completions of three shells say they can."""

import os
import re
import subprocess
import unittest

from convoke import BUILD, CONVOKECTL, ENGINE, PATIENCE, SOURCE

DATA = os.path.join(SOURCE, "data")
SANDBOX = os.path.join(BUILD, "src/sandbox/convoke-sandbox")

# What bash itself would offer for these words, one a line.
ASK_BASH = """
source "$1"; shift
convokectl () { :; }
COMP_WORDS=(convokectl "$@" "$LAST"); COMP_CWORD=$(($# + 1))
_convokectl
printf '%s\\n' "${COMPREPLY[@]}"
"""


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


def complete(*words, last):
    output = call("env", "LAST=" + last, "bash", "--norc", "-c", ASK_BASH, "bash",
                  os.path.join(DATA, "completion.bash"), *words)
    return set(output.split())


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

    def test_bash(self):
        self.assertEqual(complete(last=""), set(self.commands) | {"--help", "--version"})
        for command, options in self.options.items():
            self.assertEqual(complete(command, last="--"), options | {"--help"}, command)
        self.assertEqual(complete("help", last=""), set(self.commands) - {"help"})

    def test_zsh(self):
        text = read("completion.zsh")
        for command, options in self.options.items():
            self.assertIn(f"'{command}:", text)
            part = re.search(rf"(?ms)^    (?:\w+ \| )*{command}(?: \| \w+)*\)(.*?);;", text)
            self.assertIsNotNone(part, command)
            for option in options:
                shared = {"--data-dir": "$directory", "--json": "$json"}.get(option)
                found = option + "[" in part[1] or (shared is not None and shared in part[1])
                self.assertTrue(found, f"{command} {option}")

    def test_fish(self):
        lines = read("completion.fish").replace("\\\n", " ").splitlines()
        for command, options in self.options.items():
            self.assertTrue(any(f"-a {command} " in line for line in lines), command)
            for option in options:
                name = option.removeprefix("--")
                found = [line for line in lines if re.search(rf"-l {name}\b(?!-)", line)
                         and re.search(rf"__fish_seen_subcommand_from [a-z ]*\b{command}\b", line)]
                self.assertTrue(found, f"{command} {option}")


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
        self.assertEqual(complete("sandbox", last="--"), options | {"--help"})


if __name__ == "__main__":
    unittest.main()
