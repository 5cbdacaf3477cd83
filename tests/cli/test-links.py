#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: The Convoke developers

"""A folder that came from somebody else may hold links. What a pipeline names in its folder lies
there: a link that leads elsewhere is not followed, by no step that reads or writes a file, unless the
user has chosen the file."""

import json
import os
import subprocess
import unittest

import convoke

SECRET = "a,b\nSECRET,1\n"
# How a step of each type that has files names one; every type with such a field has to be here.
STEPS = {
    "calendar.read": {"file": "F"},
    "calendar.write": {"file": "F", "uid": "u", "summary": "S",
                       "start": "2026-03-03T14:00:00Z"},
    "csv.read": {"file": "F"},
    "csv.write": {"file": "F"},
    "file.list": {"folder": "F"},
    "file.read": {"file": "F"},
    "file.write": {"file": "F", "text": "T"},
    "for-each": {"file": "F"},
    "http.request": {"url": "http://127.0.0.1:1/", "method": "POST", "body": "file",
                     "body_file": "F"},
    "json.read": {"file": "F"},
    "json.write": {"file": "F"},
    "mail.send": {"to": ["a@b.example"], "subject": "S", "text": "T", "files": ["F"]},
    "pipeline": {"file": "F"},
    "spreadsheet.read": {"file": "F"},
    "spreadsheet.write": {"file": "F"},
    "trigger.calendar": {"file": "F"},
    "trigger.file": {"file": "F"},
}


def has_file(schema):
    if isinstance(schema, dict):
        return schema.get("x-widget") == "file" or any(map(has_file, schema.values()))
    return isinstance(schema, list) and any(map(has_file, schema))


class Links(convoke.Case):
    def setUp(self):
        super().setUp()
        self.home = os.path.join(self.folder, "home")
        self.shared = os.path.join(self.folder, "shared")
        os.makedirs(os.path.join(self.shared, "inside"))
        os.mkdir(self.home)
        self.secret = self.write("home/secret.csv", SECRET)
        self.write("home/other.convoke", convoke.hello())
        self.write("shared/inside/rows.csv", "a,b\nrow,1\n")
        for name, target in (("file.csv", "../home/secret.csv"), ("absolute.csv", self.secret),
                             ("folder", "../home"), ("chain.csv", "second.csv"),
                             ("second.csv", "folder/secret.csv"), ("nowhere.csv", "../home/new.csv"),
                             ("loop.csv", "loop.csv"), ("deep", "inside"), ("kin.csv",
                             "inside/rows.csv"), ("other.convoke", "../home/other.convoke")):
            os.symlink(target, os.path.join(self.shared, name))

    def make(self, kind, file, settings=None):
        settings = json.loads(json.dumps(settings or STEPS[kind]).replace('"F"', json.dumps(file)))
        nodes = {"in": {"type": "input", "settings": {"fields": []}},
                 "act": {"type": kind, "settings": settings},
                 "out": {"type": "output", "settings": {"name": "Out"}}}
        links = ["in.out -> act.in", "act.out -> out.in"]
        if kind.startswith("trigger."):
            del nodes["in"], links[0]
        slots = {}
        if kind == "mail.send":
            nodes["act"]["slot"] = "mail"
            slots["mail"] = {"connector": "smtp"}
        return self.write("shared/pipeline.convoke", convoke.pipeline(nodes, links, slots=slots))

    def run_it(self, path, *arguments):
        result = self.call("run", path, "--json", *arguments)
        document = json.loads(result.stdout)
        self.assertNotIn("SECRET", result.stdout)
        return document["state"], [failure["code"] for failure in document["failures"]]

    def assert_untouched(self):
        with open(self.secret) as file:
            self.assertEqual(file.read(), SECRET)
        self.assertEqual(sorted(os.listdir(self.home)), ["other.convoke", "secret.csv"])

    def test_every_step(self):
        types = {kind["id"]: kind for kind in self.call_json("nodes")}
        self.assertEqual({name for name, kind in types.items() if has_file(kind["settings"])},
                         set(STEPS))
        self.connect_mail()
        for kind in STEPS:
            for link in ("file.csv", "folder/secret.csv"):
                with self.subTest(kind=kind, link=link):
                    path = self.make(kind, link)
                    if kind.startswith("trigger."):
                        refused = self.call_json("activate", path, status=2)
                        codes = [problem["code"] for problem in refused["problems"]]
                    else:
                        codes = self.run_it(path)[1]
                    self.assertIn("file-outside", codes)
        self.assert_untouched()

    def connect_mail(self):
        """No message is sent, so no server needs to be there."""
        result = subprocess.run(
            self.command("connect", "smtp", "--user", "a@b.example", "--detail", "host=127.0.0.1",
                         "--detail", "port=1", "--detail", "security=none", "--memory",
                         "--unchecked"),
            env=self.environment, cwd=self.folder, input="a-password\n", capture_output=True,
            text=True, timeout=convoke.PATIENCE)
        self.assertEqual(result.returncode, 0, result.stderr)

    def test_every_link(self):
        for kind in ("csv.read", "csv.write", "pipeline"):
            for link in ("absolute.csv", "chain.csv", "nowhere.csv", "loop.csv",
                         "folder/new.csv", "folder/../home/secret.csv", "deep/../folder/secret.csv",
                         "other.convoke"):
                with self.subTest(kind=kind, link=link):
                    codes = self.run_it(self.make(kind, link))[1]
                    self.assertIn("file-outside", codes)
        self.assertIn("file-outside", self.run_it(self.make("file.list", "folder"))[1])
        self.assert_untouched()

    def test_links_that_stay(self):
        """Inside of the folder a link is a file like any other, and so is a link to the folder."""
        for link in ("kin.csv", "deep/rows.csv", "inside/../kin.csv"):
            self.assertEqual(self.run_it(self.make("csv.read", link)), ("succeeded", []))
        os.symlink("shared", os.path.join(self.folder, "way"))
        self.make("csv.read", "kin.csv")
        self.assertEqual(self.run_it(os.path.join(self.folder, "way/pipeline.convoke")),
                         ("succeeded", []))

    def test_chosen(self):
        """The user may choose any file: the control of all of this."""
        path = self.make("csv.read", "file.csv")
        document = self.call_json("run", path, "--file", "file.csv=" + self.secret)
        self.assertEqual(document["outputs"]["Out"][0]["a"], "SECRET")
        path = self.make("csv.write", "file.csv")
        self.call_json("run", path, "--file", "file.csv=" + os.path.join(self.shared, "file.csv"))
        with self.assertRaises(AssertionError):
            self.assert_untouched()

    def test_told(self):
        """Somebody who looks is told of the link, not of a file in the folder."""
        path = self.make("csv.read", "file.csv")
        result = self.call("run", path)
        self.assertIn("a link that leads out of the pipeline's folder", result.stderr)
        self.assertIn("--file", result.stderr)


if __name__ == "__main__":
    unittest.main()
