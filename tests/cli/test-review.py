#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: The Convoke developers

"""Nothing of a stranger's pipeline runs before somebody has seen what it wants and said so."""

import json
import os
import pty
import unittest

import convoke

ORIGIN = "user.xdg.origin.url"


class Review(convoke.Case):
    def setUp(self):
        super().setUp()
        self.file = self.write("strange.convoke", convoke.pipeline(
            {
                "make": {"type": "set", "settings": {"fields": {"x": 1}}, "label": "\x1b[31m<b>"},
                "write": {"type": "csv.write", "settings": {"file": "made.csv"}},
                "ask": {"type": "http.request", "settings": {
                    "url": "https://{{ item.host }}/"}, "label": "\x1b]0;own\x07"},
                "out": {"type": "output", "settings": {"name": "Out"}},
            },
            ["make.out -> write.in", "write.out -> out.in"]))
        # The request has nothing in front of it and would run: it is left out of what runs.
        with open(self.file) as file:
            document = json.load(file)
        document["links"].append("no.out -> ask.in")
        document["nodes"]["no"] = {"type": "filter", "settings": {
            "rows": [{"field": "x", "operator": "equals", "value": 2}]}}
        document["links"].append("make.out -> no.in")
        self.text = json.dumps(document)
        self.write("strange.convoke", self.text)
        self.made = os.path.join(self.folder, "made.csv")

    def write(self, name, text):
        os.makedirs(os.path.dirname(os.path.join(self.folder, name)), exist_ok=True)
        return super().write(name, text)

    def mark(self):
        """As browsers and curl do with what comes over the network."""
        os.setxattr(self.file, ORIGIN, b"https://stranger.example/x.convoke")

    def at_terminal(self, answer, *arguments):
        pid, fd = pty.fork()
        if pid == 0:
            os.chdir(self.folder)
            os.execvpe(convoke.CONVOKECTL, self.command(*arguments), self.environment)
        os.write(fd, answer.encode() + b"\n")
        output = b""
        while True:
            try:
                output += os.read(fd, 65536)
            except OSError:
                break
        os.close(fd)
        return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]), output.decode()

    def test_script_names_its_file(self):
        self.assertEqual(self.call_json("run", self.file)["state"], "succeeded")
        self.assertTrue(os.path.exists(self.made))

    def test_trying_out_is_not_remembered(self):
        """Who tries a file in the sandbox has said nothing about real accounts, or the window."""
        for options in (("--sandbox",), ("--rehearse",), ("--sandbox", "--rehearse")):
            self.assertEqual(self.call_json("run", self.file, *options)["state"], "succeeded")
            self.call_json("run", self.file, "--review", status=2)
        self.call_json("run", self.file)
        self.call_json("run", self.file, "--review")

    def test_trying_out_can_be_trusted(self):
        self.call_json("run", self.file, "--sandbox", "--trust")
        self.call_json("run", self.file, "--review")

    def test_what_came_over_the_network_is_listed(self):
        self.mark()
        document = self.call_json("run", self.file, status=2)
        self.assertEqual([failure["code"] for failure in document["failures"]], ["needs-review"])
        self.assertEqual(document["state"], "invalid")
        self.assertEqual(
            [(want["kind"], want["what"]) for want in document["wants"]],
            [("host", None), ("write", self.made)])
        self.assertFalse(os.path.exists(self.made))
        refused = self.call("run", self.file, "--rehearse")
        self.assertEqual(refused.returncode, 2)
        self.assertIn("Computed while it runs", refused.stdout)
        self.assertNotIn("\x1b", refused.stdout + refused.stderr)
        # Said once, it is said for this content, wherever it lies, and for no other.
        self.call_json("run", self.file, "--trust")
        self.assertTrue(os.path.exists(self.made))
        self.call_json("run", self.file)
        with open(self.file, "w") as file:
            file.write(self.text.replace("made.csv", "other.csv"))
        self.call_json("run", self.file, status=2)

    def assert_refused(self, path):
        document = self.call_json("run", path, status=2)
        self.assertEqual([failure["code"] for failure in document["failures"]], ["needs-review"])
        self.assertFalse(os.path.exists(self.made))

    def test_downloads_are_listed(self):
        """Not every browser says where a file is from, and no archive does of what was in it."""
        inner = os.path.join(self.folder, "Downloads/unpacked")
        os.makedirs(inner)
        self.made = os.path.join(inner, "made.csv")
        path = self.write("Downloads/unpacked/strange.convoke", self.text)
        self.assert_refused(path)
        os.symlink(path, os.path.join(self.folder, "link.convoke"))
        self.assert_refused(os.path.join(self.folder, "link.convoke"))
        self.write(".config/user-dirs.dirs", 'XDG_DOWNLOAD_DIR="$HOME/Got"\n')
        os.rename(os.path.join(self.folder, "Downloads"), os.path.join(self.folder, "Got"))
        self.made = os.path.join(self.folder, "Got/unpacked/made.csv")
        self.assert_refused(os.path.join(self.folder, "Got/unpacked/strange.convoke"))
        # What begins alike is another folder.
        os.rename(os.path.join(self.folder, "Got"), os.path.join(self.folder, "Gotten"))
        self.call_json("run", os.path.join(self.folder, "Gotten/unpacked/strange.convoke"))

    def test_who_runs_a_strangers_file_is_listed(self):
        outer = self.write("outer.convoke", convoke.pipeline(
            {"do": {"type": "pipeline", "settings": {"file": "strange.convoke"}}}, []))
        self.mark()
        self.assert_refused(outer)
        os.removexattr(self.file, ORIGIN)
        self.call_json("run", outer)

    def test_activation(self):
        document = json.loads(self.text)
        document["nodes"]["when"] = {"type": "trigger.schedule", "settings": {
            "schedule": {"repeat": "days", "at": ["04:00"]}}}
        self.write("strange.convoke", json.dumps(document))
        self.mark()
        refused = self.call_json("activate", self.file, status=2)
        self.assertEqual(refused["problems"][0]["code"], "needs-review")
        self.assertIn("trigger", [want["kind"] for want in refused["wants"]])
        self.assertEqual(self.call_json("activate"), [])

    def test_review_is_asked_for(self):
        refused = self.call("run", self.file, "--review")
        self.assertEqual(refused.returncode, 2)
        self.assertFalse(os.path.exists(self.made))

    def test_what_only_computes(self):
        self.file = self.write("hello.convoke", convoke.hello())
        self.mark()
        self.assertEqual(self.call_json("run", self.file)["state"], "succeeded")

    def test_terminal(self):
        status, output = self.at_terminal("no", "run", self.file)
        self.assertEqual(status, 2)
        self.assertIn("made.csv", output)
        self.assertFalse(os.path.exists(self.made))
        for _ in range(2):
            status, output = self.at_terminal("once", "run", self.file)
            self.assertEqual(status, 0, output)
            self.assertIn("It wants:", output)
            self.assertNotIn("\x1b", output)
        self.assertTrue(os.path.exists(self.made))
        status, output = self.at_terminal("trust", "run", self.file)
        self.assertIn("It wants:", output)
        status, output = self.at_terminal("", "run", self.file)
        self.assertEqual(status, 0, output)
        self.assertNotIn("It wants:", output)


if __name__ == "__main__":
    unittest.main()
