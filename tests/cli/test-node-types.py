#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: The Convoke developers

"""Every node type is finished: it says what it is for, has a picture, says what it puts out, and is
tested. Who adds one without is told here."""

import glob
import json
import os
import re
import unittest

import convoke

# What they put out is what goes in, what is in another file, or nothing.
WITHOUT_OUTPUT = {
    "for-each": "the results of what it runs",
    "pipeline": "the results of what it runs",
    "merge": "what came in",
    "output": "the run's result",
    "stop": "nothing: the run ends",
}
THEME = "/usr/share/icons/Adwaita"


def list_icons(*folders):
    return {os.path.splitext(os.path.basename(path))[0] for folder in folders
            for path in glob.glob(os.path.join(folder, "**/*.svg"), recursive=True)}


class NodeTypes(convoke.Case):
    def setUp(self):
        super().setUp()
        self.types = json.loads(self.call("nodes", "--json").stdout)
        self.assertGreater(len(self.types), 40)

    def find(self, is_bad):
        return [entry["id"] for entry in self.types if is_bad(entry)]

    def test_help(self):
        self.assertEqual(self.find(lambda entry: not re.match(r"\S.{20,}\.$", entry["help"] or "")), [])
        self.assertEqual(self.find(lambda entry: not entry["title"] or not entry["group"]), [])

    def test_icons(self):
        icons = list_icons(THEME, os.path.join(convoke.SOURCE, "src/desktop/icons"),
                           os.path.join(convoke.SOURCE, "data/icons"))
        self.assertIn("document-open-symbolic", icons)
        self.assertEqual(self.find(lambda entry: entry["icon"] not in icons), [])

    def test_outputs(self):
        """Without it nothing can be picked from the step. A service without a chosen action waits."""
        waiting = {entry["connector"] for entry in self.types if entry["connector"]}
        silent = self.find(lambda entry: not entry["output"] and not entry["keeps_input"] and
                           entry["id"] not in waiting)
        self.assertEqual(set(silent), set(WITHOUT_OUTPUT))

    def test_tests(self):
        """Somewhere among the tests it is used by its name, or its action by the table's."""
        text = ""
        for path in glob.glob(os.path.join(convoke.SOURCE, "tests/**/*"), recursive=True):
            if path.endswith((".c", ".py", ".json", ".txt")) and not path.endswith("test-node-types.py"):
                with open(path, encoding="utf-8", errors="replace") as file:
                    text += file.read()
        self.assertNotIn('"no.such-type', text)
        self.assertEqual(self.find(lambda entry: re.search(
            r"[\"'(]" + re.escape(entry["id"]) + r"[\"'\\]", text) is None), [])

    def test_settings(self):
        """Each field has a name for people, and each choice a word."""
        bad = []
        for entry in self.types:
            for name, field in (entry["settings"] or {}).get("properties", {}).items():
                labels = field.get("x-labels")
                if not field.get("title"):
                    bad.append(f"{entry['id']}: {name} has no title")
                if labels is not None and len(labels) != len(field.get("enum", labels)):
                    bad.append(f"{entry['id']}: {name} has {len(labels)} words")
        self.assertEqual(bad, [])


if __name__ == "__main__":
    unittest.main()
