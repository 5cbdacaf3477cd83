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


if __name__ == "__main__":
    unittest.main()
