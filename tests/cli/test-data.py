#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: The Convoke developers

"""Man page, completion and template say what the programs do."""

import json
import os
import re
import shutil
import signal
import subprocess
import unittest

from convoke import PATIENCE, SANDBOX, SOURCE, Case, pipeline, wait_until

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
        for name in ("interviews.convoke", "interviews.csv"):
            shutil.copy(os.path.join(DATA, "templates", name), self.folder)
        document = self.call_json("run", os.path.join(self.folder, "interviews.convoke"),
                                  "--sandbox")
        self.assertEqual(document["state"], "succeeded")
        links = document["outputs"]["Join links"]
        self.assertEqual(sorted(item["candidate"] for item in links),
                         ["Ada Lovelace", "Grace Hopper", "Katherine Johnson", "Konrad Zuse",
                          "Shigeru Miyamoto"])
        for item in links:
            self.assertRegex(item["join_url"], r"^https?://")
        self.assertEqual(len({item["join_url"] for item in links}), len(links))
        self.assertEqual(len(document["outputs"]["Not confirmed"]), 2)
        self.assertEqual(self.query("SELECT state, count(*) FROM effect GROUP BY state"),
                         [("confirmed", 5)])

    @unittest.skipUnless(os.path.exists(SANDBOX), "the sandbox is not built")
    def test_private_sandbox_ends_with_its_run(self):
        temporary = os.path.join(self.folder, "temporary")
        os.mkdir(temporary)
        self.environment["TMPDIR"] = temporary

        def count_sandboxes():
            count = 0
            for entry in os.listdir("/proc"):
                try:
                    with open(f"/proc/{entry}/cmdline", "rb") as file:
                        count += temporary.encode() in file.read()
                except OSError:
                    pass
            return count

        for name in ("interviews.convoke", "interviews.csv"):
            shutil.copy(os.path.join(DATA, "templates", name), self.folder)
        template = os.path.join(self.folder, "interviews.convoke")
        self.assertEqual(self.call("run", template, "--sandbox").returncode, 0)
        wait_until(lambda: count_sandboxes() == 0 and os.listdir(temporary) == [])
        # One that is under way ends with its engine, also when that is killed. To be sure that it
        # is looked for in the right place, it has to be seen first.
        nodes = {"in": {"type": "input", "settings": {"fields": []}},
                 "busy": {"type": "script", "settings": {"mode": "each", "code": "for (;;) {}"}},
                 "user": {"type": "zoom.get-user", "slot": "zoom"}}
        path = self.write("busy.convoke", pipeline(nodes, ["in.out -> busy.in",
                                                            "busy.out -> user.in"],
                                                   slots={"zoom": {"connector": "zoom"}}))
        self.start("run", path, "--sandbox", stderr=subprocess.DEVNULL)
        wait_until(lambda: count_sandboxes() == 1)
        self.end_engine(number=signal.SIGKILL)
        wait_until(lambda: count_sandboxes() == 0)

    @unittest.skipUnless(os.path.exists(SANDBOX), "the sandbox is not built")
    def test_secrets_are_dots(self):
        """The start link lets whoever has it in as the host: shown nowhere, kept nowhere."""
        nodes = {"create": {"type": "zoom.create-meeting", "slot": "zoom",
                            "settings": {"topic": "Secret", "duration": 30,
                                         "start_time": "{{ date.shift(run.now, 1, 'days') }}"}},
                 "show": {"type": "text", "settings": {"template": "Start: {{ item.start_url }}",
                                                       "name": "text"}},
                 "all": {"type": "output", "settings": {"name": "All"}},
                 "few": {"type": "set", "settings": {"keep": False, "fields": {
                     "start_url": "{{ item.start_url }}", "text": "{{ item.text }}"}}},
                 "some": {"type": "output", "settings": {"name": "Some"}}}
        links = ["create.out -> show.in", "show.out -> all.in", "show.out -> few.in",
                 "few.out -> some.in"]
        path = self.write("create.convoke", pipeline(nodes, links,
                                                     slots={"zoom": {"connector": "zoom"}}))
        result = self.call("run", path, "--sandbox", "--json")
        self.assertEqual(result.returncode, 0, result.stdout + result.stderr)
        meeting, = json.loads(result.stdout)["outputs"]["All"]
        self.assertRegex(meeting["start_url"], "^•+$")
        self.assertRegex(meeting["text"], "^Start: •+$")
        human = self.call("run", path, "--sandbox")
        self.assertEqual(human.returncode, 0, human.stderr)
        self.assertIn("Start: •", human.stdout)
        for text in (result.stdout, human.stdout):
            self.assertNotIn("convoke-secret", text)
            self.assertNotIn("zak=", text)
        for folder, _, names in os.walk(self.data):
            for name in names:
                path = os.path.join(folder, name)
                if os.path.isfile(path):
                    with open(path, "rb") as file:
                        self.assertNotIn(b"zak=", file.read(), name)


if __name__ == "__main__":
    unittest.main()
