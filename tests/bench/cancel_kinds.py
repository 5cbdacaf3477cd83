# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: The Convoke developers

"""A pipeline for every node type that takes long enough to be caught at it, and what has to be there
when its run has come to its end. Left out are types that end in the turn of the main loop in which
they begin (output, stop, notify, open), the desk's clipboard, which waits for a window, and the other
chat services and HubSpot, whose actions are the same program as Mattermost's."""

import csv
import dataclasses
import json
import os
import typing

from convoke import pipeline

N_MANY, N_FEW, N_SENT = 20000, 600, 10
# Each is a file that is written, or one more in a file.
N_WRITTEN = 60
EVENT = {"uid": "{{ item.id }}", "summary": "{{ item.topic }}", "start": "{{ item.start }}",
         "duration": 45}
MEETING = {"topic": "{{ item.topic }}", "start_time": "2035-01-01T10:00:00", "timezone": "UTC",
           "duration": 45}
INNER = pipeline(
    {"start": {"type": "input", "settings": {"fields": []}},
     "create": {"type": "zoom.create-meeting", "slot": "zoom", "settings": MEETING},
     "end": {"type": "output", "settings": {}}},
    ["start.out -> create.in", "create.out -> end.in"], slots={"zoom": {"connector": "zoom"}})


@dataclasses.dataclass
class Kind:
    type: str
    settings: dict
    rows: str = "many.json"         # what goes through it; None: it reads by itself
    connector: typing.Optional[str] = None
    made: typing.Optional[str] = None  # what it makes: see World.list_made
    expected: int = N_MANY          # so much of that
    needs_meetings: bool = False    # which are there before, in meetings.json
    is_held: bool = False           # its run ends as waiting

    def write(self):
        slots = {"it": {"connector": self.connector}} if self.connector else {}
        node = {"type": self.type, "settings": self.settings}
        members = {}
        if self.type in ("pipeline", "for-each"):
            slots = {"zoom": {"connector": "zoom"}}
            members["pipelines"] = {"inner.convoke": json.loads(INNER)}
        elif self.connector:
            node["slot"] = "it"
        nodes, links = {"act": node}, []
        if self.rows is not None:
            nodes["read"] = {"type": "json.read", "settings": {"file": self.rows}}
            links.append(f"read.out -> act.{'in1' if self.type == 'merge' else 'in'}")
        if self.type == "merge":
            nodes["again"] = {"type": "json.read", "settings": {"file": self.rows}}
            links.append("again.out -> act.in2")
        return pipeline(nodes, links, slots=slots, **members)


KINDS = [
    # On lists.
    Kind("aggregate", {"fields": {"total": {"function": "sum", "field": "minutes"}}}),
    Kind("condition", {"paths": [{"name": "soon", "rows": [
        {"field": "minutes", "operator": "less", "value": 30}]}]}),
    Kind("date", {"value": "{{ item.start }}", "operation": "shift", "amount": -1, "unit": "days",
                  "name": "reminder"}),
    Kind("deduplicate", {"by": ["name"]}),
    Kind("filter", {"rows": [{"field": "minutes", "operator": "greater", "value": 30}]}),
    Kind("limit", {"count": 10000}),
    Kind("merge", {"mode": "append", "inputs": 2}),
    Kind("remember", {"key": "{{ item.name }}", "memory": "seen"}, rows="few.json"),
    Kind("script", {"mode": "each", "code": "return {t: item.name};"}),
    Kind("set", {"fields": {"title": "{{ item.topic.toUpperCase() }} with {{ item.name }}"}}),
    Kind("sort", {"by": [{"field": "minutes"}, {"field": "name", "descending": True}]}),
    Kind("split", {"field": "guests"}),
    Kind("switch", {"field": "room", "cases": [{"name": "north", "values": ["north"]}]}),
    Kind("text", {"template": "{{ item.name }}: {{ item.topic }}", "name": "line"}),
    # Files and tables.
    Kind("calendar.invite", {"method": "request", "organizer": "ana@example.org",
                             "attendees": "bo@example.org", **EVENT}, rows="few.json"),
    Kind("calendar.read", {"file": "in.ics", "from": "2026-03-01", "until": "2036-03-01"}, rows=None),
    Kind("calendar.write", {"file": "out.ics", **EVENT}, rows="written.json", made="ics",
         expected=N_WRITTEN),
    Kind("csv.read", {"file": "in.csv"}, rows=None),
    Kind("csv.write", {"file": "out.csv"}, made="csv"),
    Kind("file.list", {"folder": "listed", "pattern": "*"}, rows=None),
    Kind("file.read", {"file": "in.csv", "name": "text"}, rows=None),
    Kind("file.write", {"file": "out.txt", "name": "name"}, made="lines"),
    Kind("json.read", {"file": "many.json"}, rows=None),
    Kind("json.write", {"file": "out.json"}, made="json"),
    Kind("spreadsheet.read", {"file": "in.xlsx"}, rows=None),
    Kind("spreadsheet.write", {"file": "out.xlsx"}),
    Kind("table.delete", {"table": "people", "rows": [
        {"field": "id", "operator": "equals", "value": "{{ item.id }}"}]}, rows="few.json"),
    Kind("table.read", {"table": "people", "rows": [
        {"field": "id", "operator": "equals", "value": "{{ item.id }}"}]}, rows="few.json"),
    Kind("table.write", {"table": "people", "operation": "upsert", "key": "id", "fields": {
        "id": "{{ item.id }}", "name": "{{ item.name }}"}}, rows="few.json", made="table",
         expected=N_FEW),
    # Services.
    Kind("ai.ask", {"model": "m-1", "prompt": "{{ item.name }}"}, "sent.json", "language-model"),
    Kind("ai.classify", {"model": "m-1", "text": "{{ item.name }}", "paths": [
        {"name": "a", "description": "A"}, {"name": "b", "description": "B"}]}, "sent.json",
         "language-model"),
    Kind("ai.extract", {"model": "m-1", "text": "{{ item.name }}", "fields": [
        {"name": "guest", "type": "text", "title": "The guest"}]}, "sent.json", "language-model"),
    Kind("ai.summarise", {"model": "m-1", "text": "{{ item.name }}", "name": "summary"}, "sent.json",
         "language-model"),
    Kind("http.request", {"url": "/a/{{ item.id }}"}, "sent.json", "http"),
    Kind("http.request", {"method": "POST", "url": "/a", "body": "json", "json": {
        "id": "{{ item.id }}"}}, "sent.json", "http", made="posts", expected=N_SENT),
    Kind("mail.send", {"to": "bo@example.org", "subject": "{{ item.topic }}", "text": "Hello"},
         "sent.json", "smtp", made="mails", expected=N_SENT),
    Kind("zoom.create-meeting", MEETING, "sent.json", "zoom", made="meetings", expected=N_SENT),
    Kind("zoom.delete-meeting", {"meeting_id": "{{ item.id }}"}, "meetings.json", "zoom",
         made="deletions", expected=N_SENT, needs_meetings=True),
    Kind("zoom.get-meeting", {"meeting_id": "{{ item.id }}"}, "meetings.json", "zoom",
         needs_meetings=True),
    Kind("zoom.get-user", {"user_id": "me"}, "sent.json", "zoom"),
    Kind("zoom.list-meetings", {}, "sent.json", "zoom"),
    Kind("zoom.update-meeting", {"meeting_id": "{{ item.id }}", "duration": 60}, "meetings.json",
         "zoom", made="updates", expected=N_SENT, needs_meetings=True),
    # Runs in runs, and runs that wait.
    Kind("for-each", {"file": "inner.convoke"}, "sent.json", made="meetings", expected=N_SENT),
    Kind("pipeline", {"file": "inner.convoke"}, "sent.json", made="meetings", expected=N_SENT),
    Kind("approval", {"message": "Go on?"}, "few.json", is_held=True),
    Kind("wait", {"mode": "for", "for": 2, "unit": "hours", "items": "all"}, "few.json",
         is_held=True),
]


def make_rows(count):
    return [{"id": f"n{number}", "name": f"Name {number}", "topic": f"Topic {number}",
             "minutes": number * 7919 % 90, "room": "north" if number % 2 else "south",
             "guests": ["ada", "bo"], "start": "2030-03-04T09:00:00Z"} for number in range(count)]


def write_files(folder):
    """What the pipelines read."""
    for name, count in (("many", N_MANY), ("few", N_FEW), ("written", N_WRITTEN),
                        ("sent", N_SENT)):
        with open(os.path.join(folder, name + ".json"), "w") as file:
            json.dump(make_rows(count), file)
    with open(os.path.join(folder, "in.csv"), "w", newline="") as file:
        csv.writer(file).writerows([["id", "name", "minutes"]] + [
            [row["id"], row["name"], row["minutes"]] for row in make_rows(N_MANY)])
    os.mkdir(os.path.join(folder, "listed"))
    for row in make_rows(N_FEW):
        with open(os.path.join(folder, "listed", row["id"]), "w"):
            pass
    with open(os.path.join(folder, "in.ics"), "w", newline="\r\n") as file:
        file.write("BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:-//Example//EN\n")
        for number in range(N_FEW):
            file.write(f"BEGIN:VEVENT\nUID:{number}\nDTSTAMP:20260301T000000Z\nSUMMARY:Event\n"
                       "DTSTART:20260302T090000Z\nRRULE:FREQ=MONTHLY;COUNT=24\nEND:VEVENT\n")
        file.write("END:VCALENDAR\n")
