#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: The Convoke developers

"""Every setting of every action of Zoom, set to a valid value: a check has nothing to say, a run
sends all of it where it belongs, and what it meets on the way back is described."""

import json
import unittest

from convoke import pipeline
from sign_in import ConnectCase

SLOTS = {"zoom": {"connector": "zoom", "label": "Zoom account"}}
ZONE = "Europe/Berlin"
OTHER_HOST = "robin@example.com"

# By the name of the setting, where its schema does not say it all.
SAMPLES = {
    "user_id": "me",
    "start_time": "2035-03-05T14:00:00",
    "timezone": ZONE,
    "end_date_time": "2035-04-05T12:00:00Z",
    "weekly_days": "2,4",
    "password": "a@-_*1",
    "schedule_for": OTHER_HOST,
    "alternative_hosts": "ada@example.com;grace@example.com",
    "authentication_domains": "example.com,example.org",
    "enforce_login_domains": "example.com;example.org",
    "languages": "US,DE",
    "interpreter_languages": "English,German",
    "approved_list": ["DE"],
    "denied_list": ["FR"],
    "global_dial_in_countries": ["US", "DE"],
    "additional_data_center_regions": ["IN"],
    "from": "2035-03-01",
    "to": "2035-03-31",
}

RECURRENCES = {
    "daily until a day": {"type": 1, "repeat_interval": 99, "end_date_time": "2036-04-05T12:00:00Z"},
    "weekly": {"type": 2, "repeat_interval": 2, "weekly_days": "2,4", "end_times": 4},
    "monthly by day": {"type": 3, "repeat_interval": 1, "monthly_day": 15, "end_times": 4},
    "monthly by week": {"type": 3, "repeat_interval": 1, "monthly_week": -1, "monthly_week_day": 6,
                        "end_times": 4},
}

# What only the one or the other kind of meeting has.
ONLY_SERIES = ["recurrence", "settings.registration_type"]
ONLY_SCHEDULED = ["pre_schedule", "settings.use_pmi"]

# From Zoom's reference; everything else but the ids in the path goes into the body.
QUERIES = {
    "create-meeting": [],
    "get-meeting": ["occurrence_id", "show_previous_occurrences"],
    "update-meeting": ["occurrence_id"],
    "list-meetings": ["type", "from", "to", "timezone", "page_size"],
    "delete-meeting": ["occurrence_id", "schedule_for_reminder", "cancel_meeting_reminder"],
    "get-user": ["login_type", "encrypted_email", "search_by_unique_id"],
}

OCCURRENCE = {
    "agenda": "This time only", "start_time": "2035-03-06T15:00:00", "timezone": ZONE, "duration": 30,
    "settings": {"host_video": True, "participant_video": True, "join_before_host": True,
                 "mute_upon_entry": True, "waiting_room": False, "watermark": True,
                 "auto_recording": "local"},
}


def sample(name, schema):
    if name in SAMPLES:
        return SAMPLES[name]
    if "enum" in schema:
        return schema["enum"][-1]
    if schema["type"] == "boolean":
        return True
    if schema["type"] == "integer":
        return min(max(schema.get("minimum", 1), 45), schema.get("maximum", 45))
    if schema["type"] == "array":
        return [sample(name, schema["items"])]
    if schema["type"] == "object":
        return {member: sample(member, field) for member, field in schema["properties"].items()}
    if schema.get("format") == "email":
        return "ada@example.com"
    return "a value"


def without(settings, paths):
    settings = json.loads(json.dumps(settings))
    for path in paths:
        target = settings
        *parents, last = path.split(".")
        for parent in parents:
            target = target[parent]
        del target[last]
    return settings


def put(settings, path, value):
    settings = json.loads(json.dumps(settings))
    target = settings
    *parents, last = path.split(".")
    for parent in parents:
        target = target[parent]
    target[last] = value
    return settings


def list_enums(schema, path=""):
    for name, field in schema["properties"].items():
        if "enum" in field:
            yield path + name, field["enum"]
        if field["type"] == "object":
            yield from list_enums(field, f"{path}{name}.")


def find_unknown(value, schema, path=""):
    """What is in a result and not in its description, as far as that goes."""
    if isinstance(value, dict) and "properties" in schema:
        for name, member in value.items():
            if name not in schema["properties"]:
                yield path + name
            else:
                yield from find_unknown(member, schema["properties"][name], f"{path}{name}.")
    elif isinstance(value, list) and "items" in schema:
        for element in value:
            yield from find_unknown(element, schema["items"], path)


# Sent by Zoom without being documented.
UNDOCUMENTED = {"supportGoLive", "settings.request_permission_to_unmute_participants",
                "settings.show_join_info", "settings.enable_dedicated_group_chat"}

ADVICE = {"early-entry", "no-approval", "no-zone"}


class EveryField(ConnectCase):
    def setUp(self):
        super().setUp()
        self.types = {entry["id"]: entry
                      for entry in json.loads(self.call("nodes", "--json", data=False).stdout)}

    def make_sandbox(self):
        self.sandbox = self.start_sandbox("--plan", "unlimited", "--daily-limit", "-1")
        self.sandbox.control.order("user", add=True, facts={"email": OTHER_HOST, "type": 2})
        self.sandbox.control.order("user", facts={"may_schedule_for": [OTHER_HOST]})
        self.connect(self.sandbox)
        self.sandbox.control.order("record", on=True)

    def get_schema(self, action):
        return self.types["zoom." + action]["settings"]

    def sample(self, action):
        return sample("", self.get_schema(action))

    def write_pipeline(self, action, settings):
        nodes = {"act": {"type": "zoom." + action, "slot": "zoom", "settings": settings},
                 "out": {"type": "output", "settings": {"name": "Out"}}}
        return self.write("one.convoke", pipeline(nodes, ["act.out -> out.in"], slots=SLOTS))

    def check(self, path, **options):
        """Everything set at once is allowed, if not sensible: without the advice about that."""
        document = self.call_json("check", path, **options)
        document["problems"] = [problem for problem in document["problems"]
                                if problem["code"] not in ADVICE]
        return document

    def run_action(self, action, settings):
        """The items, and the requests that changed something or, without such, the first one."""
        path = self.write_pipeline(action, settings)
        self.assertEqual(self.check(path), {"valid": True, "problems": []})
        self.sandbox.control.order("clear-log")
        document = self.call_json("run", path)
        self.assertEqual((document["state"], document["failures"]), ("succeeded", []))
        requests = self.sandbox.control.list("requests")
        changes = [request for request in requests if request["method"] != "GET"]
        return document["outputs"]["Out"], (changes or requests)[0]

    def expect_described(self, action, items):
        schema = self.types["zoom." + action]["output"]
        for item in items:
            self.assertEqual(set(find_unknown(item, schema)) - UNDOCUMENTED, set())

    def expect_sent(self, action, settings, request):
        """Everything is in its place, and nothing else."""
        query = {name: value if isinstance(value, str) else json.dumps(value)
                 for name, value in settings.items() if name in QUERIES[action]}
        body = {name: value for name, value in settings.items()
                if name not in (*QUERIES[action], "user_id", "meeting_id")}
        sent = json.loads(request["body"]) if request["body"] else {}
        self.assertEqual(sent, body)
        self.assertEqual(request["query"], query)
        for name in {"user_id", "meeting_id"} & set(settings):
            self.assertIn(settings[name], request["path"].split("/"))

    def make_series(self, **more):
        settings = {"topic": "Series", "type": 8, "start_time": SAMPLES["start_time"],
                    "timezone": ZONE, "recurrence": {"type": 1, "end_times": 3}, **more}
        (meeting,), _ = self.run_action("create-meeting", settings)
        return meeting

    def list_bodies(self, action):
        """Settings that have, all together, every field of a meeting."""
        everything = self.sample(action)
        yield "scheduled", dict(without(everything, ONLY_SERIES), type=2)
        for name, recurrence in RECURRENCES.items():
            yield name, dict(without(everything, ONLY_SCHEDULED), type=8, recurrence=recurrence)

    def test_bodies_are_complete(self):
        for action in ("create-meeting", "update-meeting"):
            found = set()
            for _name, settings in self.list_bodies(action):
                found |= set(settings) | {"settings." + name for name in settings["settings"]}
                found |= {"recurrence." + name for name in settings.get("recurrence", {})}
            properties = self.get_schema(action)["properties"]
            expected = set(properties)
            for parent in ("settings", "recurrence"):
                expected |= {f"{parent}.{name}" for name in properties[parent]["properties"]}
            self.assertEqual(found, expected)

    def test_create(self):
        self.make_sandbox()
        for name, settings in self.list_bodies("create-meeting"):
            with self.subTest(name):
                items, request = self.run_action("create-meeting", settings)
                self.assertEqual(len(items), 1)
                self.expect_sent("create-meeting", settings, request)
                self.expect_described("create-meeting", items)
                self.assertEqual(items[0]["host_email"], OTHER_HOST)

    def test_update(self):
        self.make_sandbox()
        for name, settings in self.list_bodies("update-meeting"):
            with self.subTest(name):
                settings = dict(settings, meeting_id=str(self.make_series()["id"]))
                del settings["occurrence_id"]
                items, request = self.run_action("update-meeting", settings)
                self.expect_sent("update-meeting", settings, request)
                self.expect_described("update-meeting", items)

    def test_occurrence(self):
        self.make_sandbox()
        series = self.make_series()
        which = {"meeting_id": str(series["id"]),
                 "occurrence_id": series["occurrences"][1]["occurrence_id"]}
        settings = dict(OCCURRENCE, **which)
        items, request = self.run_action("update-meeting", settings)
        self.expect_sent("update-meeting", settings, request)
        self.assertEqual(items[0]["unchanged"], [])
        self.assertEqual(items[0]["start_time"], "2035-03-06T14:00:00Z")

        settings = dict(self.sample("get-meeting"), **which)
        items, request = self.run_action("get-meeting", settings)
        self.expect_sent("get-meeting", settings, request)
        self.expect_described("get-meeting", items)
        self.assertEqual((items[0]["agenda"], items[0]["duration"]), ("This time only", 30))

        settings = dict(self.sample("delete-meeting"), **which)
        items, request = self.run_action("delete-meeting", settings)
        del settings["ignore_missing"]
        self.expect_sent("delete-meeting", settings, request)
        self.assertTrue(items[0]["deleted"])
        left, _ = self.run_action("get-meeting", {"meeting_id": which["meeting_id"]})
        self.assertEqual([occurrence["status"] for occurrence in left[0]["occurrences"]],
                         ["available", "deleted", "available"])

    def test_list(self):
        self.make_sandbox()
        meeting = self.make_series()
        for kind in self.get_schema("list-meetings")["properties"]["type"]["enum"]:
            with self.subTest(kind):
                settings = dict(self.sample("list-meetings"), type=kind)
                items, request = self.run_action("list-meetings", settings)
                del settings["limit"]
                self.expect_sent("list-meetings", settings, request)
                self.expect_described("list-meetings", items)
                # Lists by time end after half a year.
                self.assertEqual([item["id"] for item in items],
                                 [meeting["id"]] if kind == "scheduled" else [])

    def test_user(self):
        self.make_sandbox()
        settings = self.sample("get-user")
        self.assertEqual(len(settings), 4)
        items, request = self.run_action("get-user", settings)
        self.expect_sent("get-user", settings, request)
        self.expect_described("get-user", items)

    def test_every_choice_is_valid(self):
        """Each value of each list of values, next to everything else. Those that other settings
        depend on were tried above."""
        schema = self.get_schema("create-meeting")
        text = json.dumps(schema)
        bodies = dict(self.list_bodies("create-meeting"))
        nodes = {"rows": {"type": "input", "settings": {"fields": []}}}
        for path, values in list_enums(schema):
            if f'"field": "{path}"' in text:
                continue
            is_of_series = path.startswith("recurrence.") or path in ONLY_SERIES
            body = bodies["monthly by week" if is_of_series else "scheduled"]
            for number, value in enumerate(values):
                name = f'{path.replace(".", "-").replace("_", "-")}-{number}'
                nodes[name] = {"type": "zoom.create-meeting", "slot": "zoom",
                               "settings": put(body, path, value)}
        self.assertGreater(len(nodes), 40)
        links = [f"rows.out -> {name}.in" for name in nodes if name != "rows"]
        path = self.write("choices.convoke", pipeline(nodes, links, slots=SLOTS))
        self.assertEqual(self.check(path), {"valid": True, "problems": []})

    def test_kind_is_chosen(self):
        """A series needs no kind; a rule says nothing about what is known only when it runs."""
        rule = RECURRENCES["weekly"]
        for recurrence, problems in ((rule, 0), ("{{ item.rule }}", 0), (None, 1)):
            settings = {"start_time": SAMPLES["start_time"], "settings": {"registration_type": 2}}
            if recurrence is not None:
                settings["recurrence"] = recurrence
            nodes = {"rows": {"type": "input", "settings": {"fields": []}},
                     "act": {"type": "zoom.create-meeting", "slot": "zoom", "settings": settings}}
            path = self.write("kind.convoke", pipeline(nodes, ["rows.out -> act.in"], slots=SLOTS))
            with self.subTest(recurrence):
                document = self.check(path, status=2 if problems else 0)
                self.assertEqual(len(document["problems"]), problems, document)

    def test_private_sandbox(self):
        settings = dict(self.list_bodies("create-meeting"))["weekly"]
        del settings["schedule_for"]
        document = self.call_json("run", self.write_pipeline("create-meeting", settings), "--sandbox")
        meeting, = document["outputs"]["Out"]
        self.assertEqual(meeting["topic"], settings["topic"])
        self.assertEqual(meeting["recurrence"], settings["recurrence"])
        self.assertEqual(len(meeting["occurrences"]), 4)


if __name__ == "__main__":
    unittest.main()
