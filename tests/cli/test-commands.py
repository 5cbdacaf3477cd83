#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: The Convoke developers

"""What convokectl says of itself, and how it takes a wrong command line."""

import json
import os
import unittest

from convoke import Case, hello, pipeline

COMMANDS = ["run", "check", "nodes", "activate", "deactivate", "next", "runs",
            "show", "retry", "cancel", "undo", "resume", "connect", "connections", "health", "disconnect", "reset",
            "pause", "unpause", "background", "sandbox", "help"]


class Commands(Case):
    def test_version(self):
        result = self.call("--version")
        self.assertEqual(result.returncode, 0)
        self.assertRegex(result.stdout, r"^convokectl \d+\.\d+")

    def test_help(self):
        overview = self.call("--help")
        self.assertEqual(overview.returncode, 0)
        self.assertEqual(overview.stdout, self.call("help").stdout)
        for command in COMMANDS:
            self.assertRegex(overview.stdout, rf"(?m)^  {command} ")
            text = self.call("help", command)
            self.assertEqual(text.returncode, 0)
            self.assertIn(f"Usage: convokectl {command}", text.stdout)
            if command != "sandbox":
                for arguments in (["--help"], ["x", "-h"], ["--json", "x", "--help"]):
                    self.assertEqual(self.call(command, *arguments, data=False).stdout,
                                     text.stdout)

    def test_wrong_usage(self):
        for arguments in [
            [], ["frobnicate"], ["help", "frobnicate"], ["run"], ["run", "a", "b"],
            ["run", "--frobnicate", "a"], ["run", "a", "--input"], ["check"], ["check", "a", "b"],
            ["connect"], ["connect", "zoom", "--sandbox", "--server", "http://127.0.0.1:1"],
            ["connections", "x"], ["disconnect"], ["nodes", "a", "b"], ["nodes", "frobnicate"],
            ["nodes", b"\xff"], ["disconnect", b"\xff"], ["run", b"\xff"],
            ["run", "a", "--file", b"x=\xff"], ["run", "a", "--input", b"x=\xff"],
        ]:
            with self.subTest(arguments=arguments):
                result = self.call(*arguments, data=False)
                self.assertEqual(result.returncode, 2, result.stderr)
                self.assertEqual(result.stdout, "")
                self.assertTrue(result.stderr.startswith("convokectl: "))
        self.assertFalse(os.path.exists(os.path.join(self.folder, ".local")))

    def test_wrong_usage_as_json(self):
        for arguments in [["run"], ["run", "x.convoke", "--frobnicate"], ["run", "missing.convoke"],
                          ["run", "x.convoke", "--input", "novalue"]]:
            with self.subTest(arguments=arguments):
                document = self.call_json(*arguments, status=2)
                self.assertEqual(list(document), ["run", "state", "outputs", "failures"])
                self.assertEqual(document["state"], "invalid")
                self.assertEqual(document["outputs"], {})
                self.assertEqual(list(document["failures"][0]),
                                 ["node", "item", "code", "message", "field"])

    def test_nodes(self):
        types = json.loads(self.call("nodes", "--json").stdout)
        names = [entry["id"] for entry in types]
        for name in ["input", "output", "csv.read", "csv.write", "json.read", "json.write", "set",
                     "text", "filter", "condition", "merge", "split", "aggregate", "sort", "limit",
                     "deduplicate", "date", "script", "stop", "zoom", "zoom.create-meeting",
                     "zoom.get-meeting", "zoom.update-meeting", "zoom.list-meetings",
                     "zoom.delete-meeting", "zoom.get-user"]:
            self.assertIn(name, names)
        table = self.call("nodes").stdout
        for entry in types:
            self.assertRegex(table, rf"(?m)^{entry['id']} ")
            self.assertEqual(entry["settings"]["type"], "object")
            self.assertTrue(entry["help"])
            one = self.call("nodes", entry["id"])
            self.assertEqual(one.returncode, 0)
            self.assertIn(entry["title"], one.stdout)
        self.assertEqual(json.loads(self.call("nodes", "filter", "--json").stdout)["outputs"],
                         ["out", "else"])


class Check(Case):
    def test_good(self):
        path = self.write("good.convoke", hello())
        result = self.call("check", path)
        self.assertEqual((result.returncode, result.stderr), (0, ""))
        self.assertEqual(json.loads(self.call("check", path, "--json").stdout),
                         {"valid": True, "problems": []})
        self.assertFalse(os.path.exists(self.data))

    def test_bad(self):
        """Every kind of damage gives a sentence with the place."""
        node = {"type": "text", "settings": {"template": "x", "name": "y"}}
        cases = {
            "": "line 1, column 1",
            "{": "line 1",
            '{"convoke": 1,\n "nodes": {]}': "line 2, column 12",
            '{"convoke": 1, "convoke": 1}': "line 1",
            '{"convoke": 2}': "line 1, column 13",
            '[]': "line 1, column 1",
            b'{"convoke": 1, "name": "\xff"}': "line 1",
            pipeline({"a": {"type": "txet"}}, []): "a: ",
            pipeline({"a": node}, ["a.out -> b.in"]): "line 1",
            pipeline({"a": node, "b": node}, ["a.out -> b.in", "b.out -> a.in"]): "line 1",
            pipeline({"a": {"type": "text", "settings": {"template": "{{ item."}}}, []): "a, ",
            pipeline({"a": {"type": "zoom"}}, []): "a: ",
        }
        for text, place in cases.items():
            with self.subTest(text=text):
                path = self.write("bad.convoke", text)
                result = self.call("check", path)
                self.assertEqual(result.returncode, 2, result.stdout)
                self.assertTrue(result.stderr.startswith(path + ": "), result.stderr)
                self.assertIn(place, result.stderr)
                self.assertNotIn("warning: ", result.stderr.splitlines()[0])
                document = json.loads(self.call("check", path, "--json").stdout)
                self.assertFalse(document["valid"])
                self.assertTrue(document["problems"])
                run = self.call_json("run", path, status=2)
                self.assertEqual((run["run"], run["state"]), (None, "invalid"))
                self.assertTrue(run["failures"])

    def test_missing_file(self):
        result = self.call("check", "nowhere.convoke")
        self.assertEqual(result.returncode, 2)
        self.assertIn("nowhere.convoke", result.stderr)

    def test_hostile_names(self):
        text = pipeline({"a": {"type": "\x1b]0;owned\x07\u202e\x9b31m"}}, [])
        result = self.call("check", self.write("hostile.convoke", text))
        self.assertEqual(result.returncode, 2)
        for character in "\x1b\x07\u202e\x9b":
            self.assertNotIn(character, result.stdout + result.stderr)


if __name__ == "__main__":
    unittest.main()
