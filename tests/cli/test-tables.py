#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: The Convoke developers

"""Data tables: kept between runs and engines, filled and read from files, looked up by steps."""

import csv
import json
import signal
import unittest

from convoke import Case, pipeline

KNOWN = {"field": "uid", "operator": "equals", "value": "{{ item.uid }}"}


def looking_up():
    """Meetings of events that are known go to one output, new ones are written down."""
    nodes = {
        "read": {"type": "json.read", "settings": {"file": "in.json"}},
        "find": {"type": "table.read", "settings": {"table": "Links", "rows": [KNOWN]}},
        "write": {"type": "table.write", "settings": {
            "table": "Links", "key": "uid",
            "fields": {"uid": "{{ item.uid }}", "meeting": "{{ 100 + item.n }}"}}},
        "known": {"type": "output", "settings": {"name": "Known"}},
        "new": {"type": "output", "settings": {"name": "New"}},
    }
    return pipeline(nodes, ["read.out -> find.in", "find.out -> known.in", "find.else -> write.in",
                            "write.out -> new.in"])


class Tables(Case):
    def run_items(self, *items):
        self.write("in.json", json.dumps(items))
        return self.call_json("run", self.write("p.convoke", looking_up()))["outputs"]

    def test_look_up(self):
        first = self.run_items({"uid": "a", "n": 1}, {"uid": "b", "n": 2})
        self.assertEqual([item["written"] for item in first["New"]], ["added", "added"])
        self.assertEqual(first["Known"], [])
        self.end_engine(number=signal.SIGKILL)
        second = self.run_items({"uid": "b", "n": 9}, {"uid": "c", "n": 3})
        self.assertEqual([(item["uid"], item["meeting"]) for item in second["Known"]],
                         [("b", 102)])
        self.assertEqual([item["uid"] for item in second["New"]], ["c"])
        self.assertEqual(self.call_json("tables", "show", "Links"),
                         [{"uid": "a", "meeting": 101}, {"uid": "b", "meeting": 102},
                          {"uid": "c", "meeting": 103}])

    def test_files(self):
        path = self.write("people.csv", "email,name\nann@x.org,Ann\nbo@x.org,\"Bo, Jr\"\n")
        done = self.call("tables", "import", "People", path, "--key", "email")
        self.assertIn("2 rows", done.stdout)
        path = self.write("more.csv", "email,age\nbo@x.org,7\ncy@x.org,8\n")
        self.call("tables", "import", "People", path, "--key", "email")
        [table] = self.call_json("tables")
        self.assertEqual((table["name"], table["columns"], table["key"], table["rows"]),
                         ("People", ["email", "name", "age"], "email", 3))
        target = self.write("out.csv", "")
        self.call("tables", "export", "People", target)
        with open(target, newline="", encoding="utf-8") as file:
            self.assertEqual(list(csv.reader(file)),
                             [["email", "name", "age"], ["ann@x.org", "Ann", ""],
                              ["bo@x.org", "Bo, Jr", "7"], ["cy@x.org", "", "8"]])
        self.assertEqual(len(self.call_json("tables", "show", "People", "--search", "cy@")), 1)

    def test_wrong_use(self):
        self.assertEqual(self.call("tables", "dance").returncode, 2)
        self.assertEqual(self.call("tables", "show").returncode, 2)
        self.assertIn("no table", self.call("tables", "show", "None").stderr)
        path = self.write("people.csv", "email\nann@x.org\n")
        self.call("tables", "import", "People", path, "--key", "email")
        result = self.call("tables", "import", "People", path, "--key", "name")
        self.assertEqual(result.returncode, 1)
        self.assertIn("told apart", result.stderr)


if __name__ == "__main__":
    unittest.main()
