#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: The Convoke developers

"""Programs in a locale with a comma in its numbers, months of its own and a day of 24 hours: what
machines read is the same everywhere, what people read is theirs. And in the pseudo-locale, in which
every message stands in brackets."""

import json
import os
import re
import shutil
import subprocess
import tempfile
import unittest

from convoke import BUILD, PATIENCE, SOURCE, Case, pipeline

LOCALE = "de_DE.UTF-8"
NUMBERS = "name,half\nOne,1.5\nTwo,-0.125\nThree,1234567.875\nFour,1e-7\n"
# Programs of the layers that read and write numbers, with all that they assert.
PROGRAMS = ("base/test-json", "base/test-json-values", "base/test-value", "base/test-datetime",
            "model/test-template", "model/test-schema", "model/test-table-text", "nodes/test-csv",
            "nodes/test-nodes")

locales = None


def setUpModule():
    global locales
    locales = tempfile.mkdtemp(prefix="convoke-locales-")
    subprocess.run(["localedef", "-i", "de_DE", "-f", "UTF-8", os.path.join(locales, LOCALE)],
                   check=True)


def tearDownModule():
    shutil.rmtree(locales)


class German(Case):
    def become_german(self, **environment):
        self.environment.update(LOCPATH=locales, LC_ALL=LOCALE, LANGUAGE="", **environment)

    def run_everything(self, name):
        """What comes out of reading, reckoning and writing, and the files that are written."""
        folder = os.path.join(self.folder, name)
        os.mkdir(folder)
        self.data = os.path.join(folder, "data")
        self.write(f"{name}/numbers.csv", NUMBERS)
        nodes = {
            "read": {"type": "csv.read", "settings": {"file": "numbers.csv"}},
            "set": {"type": "set", "settings": {"fields": {
                "double": "{{ Number(item.half) * 2 }}", "third": "{{ 1 / 3 }}",
                "text": "{{ item.half }} and {{ 2.5 }}", "fixed": 0.1}}},
            "code": {"type": "script", "settings": {
                "mode": "each", "code": "return { ...item, more: Number(item.half) + 0.5,"
                                        " told: (0.5).toFixed(2) };"}},
            "day": {"type": "date", "settings": {
                "value": "2026-03-03T14:00:00+01:00", "operation": "format", "format": "%d.%m.%Y %H:%M",
                "name": "day"}},
            "csv": {"type": "csv.write", "settings": {"file": "out.csv"}},
            "json": {"type": "json.write", "settings": {"file": "out.json"}},
            "sheet": {"type": "spreadsheet.write", "settings": {"file": "out.xlsx"}},
            "again": {"type": "spreadsheet.read", "settings": {"file": "out.xlsx"}},
            "out": {"type": "output", "settings": {}},
        }
        links = ["read.out -> set.in", "set.out -> code.in", "code.out -> day.in", "day.out -> csv.in",
                 "csv.out -> json.in", "json.out -> sheet.in", "sheet.out -> again.in",
                 "again.out -> out.in"]
        file = self.write(f"{name}/numbers.convoke", pipeline(nodes, links))
        result = self.call_json("run", file, "--trust")
        texts = {}
        for written in ("out.csv", "out.json"):
            with open(os.path.join(folder, written), encoding="utf-8") as text:
                texts[written] = text.read()
        return result["outputs"], texts

    def test_what_machines_read_is_the_same(self):
        outputs, texts = self.run_everything("english")
        self.become_german()
        self.assertEqual(self.run_everything("german"), (outputs, texts))
        rows = json.loads(texts["out.json"])
        self.assertEqual([row["double"] for row in rows], [3, -0.25, 2469135.75, 2e-7])
        self.assertIn("1.5 and 2.5", texts["out.csv"])
        self.assertIn("0.333", json.dumps(outputs))

    def test_what_people_read_is_german(self):
        self.become_german()
        self.assertIn("Aufruf: convokectl", self.call("--help", data=False).stdout)
        file = self.write("daily.convoke", pipeline(
            {"when": {"type": "trigger.schedule", "settings": {
                "schedule": {"repeat": "days", "every": 1, "times": ["15:30"]},
                "zone": "Europe/Berlin"}},
             "out": {"type": "output", "settings": {}}}, ["when.out -> out.in"]))
        result = self.call("activate", file, "--trust")
        self.assertEqual(result.returncode, 0, result.stdout + result.stderr)
        self.assertRegex(self.call("activate").stdout, r", \d+\. [A-Z]\w\w 20\d\d, 15:30")
        coming = self.call("next").stdout
        self.assertIn("15:30", coming)
        self.assertNotRegex(coming, r"\b[AP]M\b|03:30")
        # What machines read is what it always is.
        listed = self.call_json("next")
        self.assertRegex(listed[0]["nominal"], r"^20\d\d-\d\d-\d\dT15:30$")

    def test_tests_of_the_layers(self):
        """They assert what comes out in English; nothing of it may be another with a comma."""
        environment = dict(os.environ, LOCPATH=locales, LC_NUMERIC=LOCALE, LANG="C.UTF-8",
                           LD_PRELOAD=os.path.join(BUILD, "tests/support/use-locale.so"),
                           G_TEST_SRCDIR="", G_TEST_BUILDDIR="")
        environment["ASAN_OPTIONS"] = environment.get("ASAN_OPTIONS", "") + ":verify_asan_link_order=0"
        del environment["LC_ALL"]
        said = subprocess.run(["locale", "decimal_point"], env=environment, capture_output=True,
                              text=True, check=True).stdout
        self.assertEqual(said, ",\n")
        for program in PROGRAMS:
            with self.subTest(program):
                layer = os.path.dirname(program)
                environment.update(G_TEST_SRCDIR=os.path.join(SOURCE, "tests", layer),
                                   G_TEST_BUILDDIR=os.path.join(BUILD, "tests", layer))
                result = subprocess.run([os.path.join(BUILD, "tests", program)], env=environment,
                                        cwd=self.folder, capture_output=True, text=True,
                                        timeout=PATIENCE)
                self.assertEqual(result.returncode, 0, result.stdout[-2000:] + result.stderr[-2000:])


class Pseudo(Case):
    """convokectl has no sentence that nobody can translate."""

    @classmethod
    def setUpClass(cls):
        subprocess.run([os.path.join(SOURCE, "tests/desktop/languages/with-pseudo-locale"), "true"],
                       check=True)

    # What GLib says of options in general, and what is typed.
    KNOWN = re.compile(r"^(Usage:.*|Help Options:|Application Options:|  -h, --help .*)$", re.MULTILINE)

    def list_unmarked(self, text):
        """Words outside of brackets that are neither options, names of commands nor identifiers."""
        text = self.KNOWN.sub("", text)
        before = None
        while text != before:
            before, text = text, re.sub(r"\[[^\[\]]*\]", "", text)
        return [line for line in text.splitlines()
                if re.search(r"[A-Za-z]{2,}\s+[a-z]{2,}\s+[a-z]{2,}", line)]

    def setUp(self):
        super().setUp()
        self.environment.update(LOCPATH=os.path.join(BUILD, "tests/support"), LC_ALL="", LANG="C.UTF-8",
                                LC_MESSAGES="zxx.UTF-8", LANGUAGE="en_XA")

    def test_help(self):
        overview = self.call("--help", data=False).stdout
        self.assertEqual(self.list_unmarked(overview), [])
        commands = re.findall(r"(?m)^  ([a-z]+)  +\[", overview)
        self.assertGreater(len(commands), 20)
        for command in commands:
            self.assertEqual(self.list_unmarked(self.call(command, "--help", data=False).stdout), [],
                             command)

    def test_nodes(self):
        types = [row["type"] if "type" in row else row["id"] for row in self.call_json("nodes")]
        self.assertEqual(self.list_unmarked(self.call("nodes").stdout), [])
        for name in types:
            self.assertEqual(self.list_unmarked(self.call("nodes", name).stdout), [], name)

    def test_sentences(self):
        wrong = self.write("wrong.convoke", pipeline({"a": {"type": "set"}, "b": {"type": "limit"}},
                                                     ["a.out -> c.in"]))
        broken = self.write("broken.convoke", '{"convoke": 1,')
        for arguments in (("check", wrong), ("check", broken), ("show", "999"), ("connect", "nothing"), ("runs", "--state", "odd"),
                          ("connections",), ("activate",), ("tables",), ("templates",)):
            result = self.call(*arguments)
            said = result.stdout + result.stderr
            self.assertIn("[", said, arguments)
            self.assertEqual(self.list_unmarked(said), [], arguments)

    def test_control(self):
        self.assertEqual(self.list_unmarked("  run  [Rûñ]\n  A whole sentence here\n"),
                         ["  A whole sentence here"])
        self.environment["LANGUAGE"] = ""
        self.assertNotEqual(self.list_unmarked(self.call("--help", data=False).stdout), [])


if __name__ == "__main__":
    unittest.main()
