#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: The Convoke developers

"""Man page, completion and template say what the programs do."""

import os
import re
import shutil
import subprocess
import unittest

from convoke import PATIENCE, SANDBOX, SOURCE, Case

DATA = os.path.join(SOURCE, "data")


def read(name):
    with open(os.path.join(DATA, name)) as file:
        return file.read()


class Data(Case):
    def list_options(self):
        """{command: its options} as the help has them."""
        overview = self.call("help").stdout
        commands = re.findall(r"(?m)^  ([a-z]+) ", overview)
        return {command: re.findall(r"(?m)^  --([a-z-]+)", self.call("help", command).stdout)
                for command in commands}

    def test_every_command_and_option_is_documented(self):
        page = read("convokectl.1").replace("\\-", "-")
        completions = {name: read("completion." + name) for name in ("bash", "zsh", "fish")}
        options = self.list_options()
        self.assertIn("run", options)
        self.assertIn("sandbox", options["run"])
        for command, names in options.items():
            self.assertIn(f"convokectl {command}", page)
            for shell, text in completions.items():
                self.assertIn(command, text, shell)
            for name in names:
                self.assertRegex(page, rf"--{name}\b")
                for shell, text in completions.items():
                    self.assertRegex(text, rf"(--|-l ){name}\b", shell)

    @unittest.skipUnless(shutil.which("groff"), "groff is not installed")
    def test_pages_can_be_read(self):
        for name in ("convokectl.1", "convoke-engine.8", "convoke-sandbox.1"):
            result = subprocess.run(["groff", "-man", "-ww", "-z", os.path.join(DATA, name)],
                                    capture_output=True, text=True, timeout=PATIENCE)
            self.assertEqual((result.returncode, result.stderr), (0, ""))

    def test_bash_completion(self):
        script = ('. "$1"; COMP_WORDS=(convokectl connect --no); COMP_CWORD=2; _convokectl;'
                  ' echo "${COMPREPLY[@]}"')
        result = subprocess.run(["bash", "-c", script, "-", os.path.join(DATA, "completion.bash")],
                                capture_output=True, text=True, timeout=PATIENCE)
        self.assertEqual(result.stdout, "--no-browser\n")

    def test_template(self):
        template = os.path.join(DATA, "templates/interviews.convoke")
        self.assertEqual(self.call("check", template).returncode, 0)

    @unittest.skipUnless(os.path.exists(SANDBOX), "the sandbox is not built")
    def test_template_in_the_sandbox(self):
        """The main job: a spreadsheet of interviews becomes meetings with join links."""
        document = self.call_json("run", os.path.join(DATA, "templates/interviews.convoke"),
                                  "--sandbox")
        self.assertEqual(document["state"], "succeeded")
        links = document["outputs"]["Join links"]
        self.assertEqual([item["candidate"] for item in links],
                         ["Ada Lovelace", "Grace Hopper", "Katherine Johnson", "Konrad Zuse",
                          "Shigeru Miyamoto"])
        for item in links:
            self.assertEqual(list(item), ["candidate", "email", "start", "join_url"])
            self.assertRegex(item["join_url"], r"^https?://")
        self.assertEqual(len({item["join_url"] for item in links}), len(links))
        self.assertEqual(len(document["outputs"]["Not confirmed"]), 2)
        self.assertEqual(self.query("SELECT state, count(*) FROM effect GROUP BY state"),
                         [("confirmed", 5)])


if __name__ == "__main__":
    unittest.main()
