# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: The Convoke developers

"""Judges a run by the account that the service itself keeps of what happened to its meetings."""

import collections
import json

from kill_world import TOPICS


class Account:
    """What came of one run."""

    def __init__(self, world, name, document, cleared):
        self.state = document["state"]
        self.failures = document["failures"]
        self.parked = self.state == "waiting"
        self.lost = []
        self.duplicated = []
        self.read(world)
        self.count("POST", self.created, TOPICS if name != "clear" else [])
        ids = list(dict.fromkeys(self.made))
        self.count("PATCH", self.changed, ids if name != "clear" else [])
        self.count("DELETE", self.deleted,
                   ids if name == "whole" else [one for one, _ in cleared])
        if name != "whole":
            self.count("saved", world.read_saved(), [topic for _, topic in cleared] or TOPICS)
        self.wrongly_failed = self.state not in ("succeeded", "waiting")

    def read(self, world):
        effects = world.sandbox.control.list("effects")
        requests = world.sandbox.control.list("requests")
        bodies = [json.loads(line["body"]) for line in requests
                  if line["method"] == "POST" and line["path"].endswith("/meetings")]
        made = [line["meeting_id"] for line in effects if line["method"] == "POST"]
        # The service refuses nothing here, so each request to create has created.
        world.assertEqual(len(made), len(bodies), (effects, requests))
        self.made = made
        self.created = [body["topic"] for body in bodies]
        self.changed = [line["meeting_id"] for line in effects if line["method"] == "PATCH"]
        self.deleted = [line["meeting_id"] for line in effects if line["method"] == "DELETE"]

    def count(self, what, done, planned):
        """Exactly what was planned, each once. What a question is open for may be missing."""
        times = collections.Counter(done)
        self.duplicated += [f"{what} {one}" for one in times if times[one] > 1]
        self.duplicated += [f"{what} {one} (nobody asked)" for one in times if one not in planned]
        if not self.parked:
            self.lost += [f"{what} {one}" for one in planned if one not in times]

    def is_good(self):
        return not (self.lost or self.duplicated or self.wrongly_failed)

    def describe(self):
        return (f"{self.state} lost={self.lost} duplicated={self.duplicated} "
                f"failures={json.dumps(self.failures)}")
