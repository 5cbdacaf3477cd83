#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: The Convoke developers

"""Every template of the gallery is complete, and runs in the sandbox as it is shipped, beside its data.
More about those that are recipes is in tests/templates/."""

import json
import os
import shutil
import unittest

from convoke import SOURCE, Case

TEMPLATES = os.path.join(SOURCE, "data", "templates")


def read_gallery():
    with open(os.path.join(TEMPLATES, "templates.json"), encoding="utf-8") as file:
        return json.load(file)


class Templates(Case):
    def copy(self, entry):
        for name in [entry["file"]] + entry.get("data", []):
            shutil.copy(os.path.join(TEMPLATES, name), self.folder)
        return os.path.join(self.folder, entry["file"])

    def run_template(self, name):
        entry = next(entry for entry in read_gallery() if entry["file"] == name)
        document = self.call_json("run", self.copy(entry), "--sandbox")
        self.assertEqual(document["state"], "succeeded", document)
        self.assertEqual(document["failures"], [])
        return document["outputs"]

    def test_gallery_is_complete(self):
        """What is in the folder is in the gallery, and the other way round."""
        entries = read_gallery()
        named = {entry["file"] for entry in entries}
        named |= {name for entry in entries for name in entry.get("data", [])}
        self.assertEqual(named | {"templates.json"}, set(os.listdir(TEMPLATES)))

    def test_notes(self):
        """Each says on the canvas what it does, and is told apart by name and description."""
        for entry in read_gallery():
            with open(os.path.join(TEMPLATES, entry["file"]), encoding="utf-8") as file:
                pipeline = json.load(file)
            self.assertTrue(pipeline["notes"], entry["file"])
            self.assertEqual(pipeline["name"], entry["title"])
            self.assertTrue(pipeline["description"])
            self.assertEqual(set(pipeline["layout"]), set(pipeline["nodes"]))

    def test_interviews(self):
        outputs = self.run_template("interviews.convoke")
        self.assertEqual(len(outputs["Join links"]), 5)

    def test_failure_handler(self):
        """It is for any pipeline and for failures; by hand it shows an example."""
        outputs = self.run_template("failure-handler.convoke")
        self.assertEqual(len(outputs["Failures"]), 1)
        self.assertIn("has failed at", outputs["Failures"][0]["text"])
        with open(os.path.join(TEMPLATES, "failure-handler.convoke"), encoding="utf-8") as file:
            trigger = json.load(file)["nodes"]["failed"]
        self.assertEqual(trigger["settings"], {"outcome": "failed"})

    def test_instant_room(self):
        [room] = self.run_template("instant-room.convoke")["Room"]
        self.assertRegex(room["join_url"], r"^https://")

    def test_tour(self):
        outputs = self.run_template("tour.convoke")
        self.assertEqual(len(outputs["Deleted"]), 1)
        self.assertEqual(outputs["Changed"][0]["duration"], 45)


class Commands(Case):
    def test_list(self):
        listed = self.call_json("templates")
        self.assertEqual([(entry["id"] + ".convoke", entry["title"], entry["needs"], entry["data"])
                          for entry in listed],
                         [(entry["file"], entry["title"], entry["hint"], entry.get("data", []))
                          for entry in read_gallery()])
        table = self.call("templates").stdout
        for entry in listed:
            self.assertIn(entry["id"], table)

    def test_each_begins_a_pipeline(self):
        """In the current folder, or where one says; it is what the gallery has."""
        for entry in self.call_json("templates"):
            target = os.path.join(self.folder, entry["id"], "mine.convoke")
            os.mkdir(os.path.dirname(target))
            for arguments, path in (((), os.path.join(self.folder, entry["id"] + ".convoke")),
                                    ((target,), target)):
                document = self.call_json("new", "--from", entry["id"], *arguments)
                self.assertEqual(document["file"], path)
                with open(path) as copy, \
                     open(os.path.join(TEMPLATES, entry["id"] + ".convoke")) as original:
                    self.assertEqual(copy.read(), original.read())
                for name in entry["data"]:
                    self.assertTrue(os.path.exists(os.path.join(os.path.dirname(path), name)))

    def test_nothing_is_overwritten(self):
        path = self.write("mine.convoke", "Mine")
        for arguments in (("mine.convoke",), (path, "--json")):
            result = self.call("new", "--from", "clash-finder", *arguments)
            self.assertEqual(result.returncode, 1)
            self.assertIn("is there already", result.stderr)
        with open(path) as file:
            self.assertEqual(file.read(), "Mine")
        self.assertFalse(os.path.exists(os.path.join(self.folder, "plan.csv")))
        # Data that is there is one's own.
        data = self.write("plan.csv", "topic\n")
        document = self.call_json("new", "--from", "Clash finder", "other.convoke")
        self.assertEqual(document["data"], [{"file": "plan.csv", "kept": True},
                                            {"file": "calendar.ics", "kept": False}])
        with open(data) as file:
            self.assertEqual(file.read(), "topic\n")
        self.assertIn("was left as it is", self.call("new", "--from", "clash-finder").stdout)

    def test_wrong_usage(self):
        for arguments, word in (((), "--from TEMPLATE"), (("--from", "nothing"), "no template"),
                                (("--from", "tour", "a", "b"), "too many")):
            result = self.call("new", *arguments)
            self.assertEqual(result.returncode, 2)
            self.assertIn(word, result.stderr)
        result = self.call("new", "--from", "tour", "missing/folder/a.convoke")
        self.assertEqual(result.returncode, 1)
        self.assertEqual(os.listdir(self.folder), [])


if __name__ == "__main__":
    unittest.main()
