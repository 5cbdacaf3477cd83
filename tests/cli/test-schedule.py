#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: The Convoke developers

"""A schedule in a pipeline file: what is wrong with it, and what it puts out when run by hand."""

import datetime
import json
import unittest
import zoneinfo

from convoke import Case, pipeline


class Schedule(Case):
    def write_pipeline(self, *triggers):
        nodes = {f"when-{number}": {"type": "trigger.schedule", "settings": settings}
                 for number, settings in enumerate(triggers)}
        nodes["result"] = {"type": "output", "settings": {"name": "result"}}
        links = [f"{name}.out -> result.in" for name in nodes if name != "result"]
        return self.write("schedule.convoke", pipeline(nodes, links))

    def check(self, *triggers):
        result = self.call("check", "--json", self.write_pipeline(*triggers))
        problems = json.loads(result.stdout)["problems"]
        return [(problem["node"], problem["field"], problem["code"]) for problem in problems]

    def test_problems_name_node_and_field(self):
        good = {"schedule": "30 9 * * mon-fri", "timezone": "Europe/Berlin"}
        self.assertEqual(self.check(good), [])
        self.assertEqual(self.check(good, good, {"schedule": {}}), [])
        for settings, field, code in (
                ({"schedule": "0 0 31 2 *"}, "schedule", "schedule-never"),
                ({"schedule": "0 0 31 * 7 *"}, "schedule", "cron-text"),
                ({"schedule": "{{ item.when }}"}, "schedule", "cron-text"),
                ({"schedule": {}, "timezone": "Mars/Olympus"}, "timezone", "unknown-time-zone"),
                ({"schedule": {"times": ["25:00"]}}, "schedule.times.0", "schedule-time"),
                ({"schedule": {}, "from": "2026-03-02", "until": "2026-03-01"}, "until",
                 "schedule-never")):
            self.assertEqual(self.check(good, settings), [("when-1", field, code)], settings)
        # What the schema has to say is said once.
        for settings in ({}, {"schedule": 5}, {"schedule": {"repeat": "fortnights"}},
                         {"schedule": {}, "missed": "sometimes"}):
            self.assertEqual(len(self.check(settings)), 1, settings)

    def test_run_by_hand_puts_out_now(self):
        before = datetime.datetime.now(datetime.timezone.utc).replace(microsecond=0)
        path = self.write_pipeline({"schedule": "@yearly", "timezone": "America/St_Johns"})
        item, = self.call_json("run", path)["outputs"]["result"]
        scheduled = datetime.datetime.fromisoformat(item["scheduled"].partition("[")[0])
        here = scheduled.astimezone(zoneinfo.ZoneInfo("America/St_Johns"))
        self.assertGreaterEqual(scheduled, before)
        self.assertEqual(item["nominal"], here.strftime("%Y-%m-%dT%H:%M"))
        self.assertEqual((item["zone"], item["missed"]), ("America/St_Johns", 0))


if __name__ == "__main__":
    unittest.main()
