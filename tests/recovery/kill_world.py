# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: The Convoke developers

"""A computer for the kill campaign: a keyring, a service that keeps an account of its own, and
engines that are killed at a given call. Between two kills everything but the clock is put back."""

import csv
import json
import os
import shutil
import signal
import sqlite3
import struct
import subprocess
import sys

sys.path.insert(0, os.path.join(os.environ["CVK_TEST_SOURCE_ROOT"], "tests/cli"))
from convoke import BUILD, PATIENCE, pipeline, wait_until  # noqa: E402
from sign_in import KeyringCase, Session  # noqa: E402

KILLER = os.path.join(BUILD, "tests/recovery/libkill-at.so")
WINDOW_RUN = os.path.join(BUILD, "tests/recovery/window-run")
# What a program with windows is told of its screen.
SCREEN = ("DISPLAY", "GDK_BACKEND", "GDK_DEBUG", "GSK_RENDERER", "GTK_A11Y", "GTK_USE_PORTAL")
SLOTS = {"zoom": {"connector": "zoom"}}
# Lists show what has changed only so much later, in milliseconds; nobody who looks once sees it.
LAG = 400
TOPICS = ["Ada", "Bob", "Cleo"]

CREATE = {"type": "zoom.create-meeting", "slot": "zoom", "settings": {
    "topic": "{{ item.topic }}", "start_time": "{{ item.when }}", "timezone": "UTC",
    "duration": 30}}
UPDATE = {"type": "zoom.update-meeting", "slot": "zoom", "settings": {
    "meeting_id": "{{ item.id }}", "duration": 45}}
DELETE = {"type": "zoom.delete-meeting", "slot": "zoom", "settings": {
    "meeting_id": "{{ item.id }}"}}
ROWS = {"type": "csv.read", "settings": {"file": "rows.csv"}}
SAVE = {"type": "csv.write", "settings": {"file": "saved.csv"}}
OUT = {"type": "output", "settings": {"name": "Out"}}


def chain(**nodes):
    names = list(nodes)
    links = [f"{one}.out -> {next}.in" for one, next in zip(names, names[1:])]
    return pipeline(nodes, links, slots=SLOTS)


INNER = chain(start={"type": "input", "settings": {"fields": []}}, create=CREATE, update=UPDATE,
              end={"type": "output", "settings": {}})

# Whole pipelines: what they are to do follows from their nodes' names. What is to be cleared has
# topics that begin alike; what others have deleted is still on the list for a while.
PIPELINES = {
    "make": chain(rows=ROWS, create=CREATE, update=UPDATE, save=SAVE, out=OUT),
    "clear": chain(list={"type": "zoom.list-meetings", "slot": "zoom", "settings": {}},
                   some={"type": "filter", "settings": {"rows": [
                       {"field": "topic", "operator": "starts-with", "value": "PREFIX"}]}},
                   delete=DELETE, save=SAVE, out=OUT),
    "whole": chain(rows=ROWS, create=CREATE, update=UPDATE, delete=DELETE, out=OUT),
    # The same as the first one, each meeting in a run of another pipeline.
    "nest": chain(rows=ROWS, each={"type": "for-each", "settings": {"file": "inner.convoke"}},
                  save=SAVE, out=OUT),
    # With answers that are lost (FAULTS), so that the kill comes while that is looked into.
    "doubt": chain(rows=ROWS, create=CREATE, update=UPDATE, save=SAVE, out=OUT),
}
# What happens all the same.
FAULTS = [("reply-lost", "POST"), ("503", "POST"), ("reply-lost", "PATCH")]


class Plan:
    """What the killer reads and writes: see kill-at.c."""

    FORMAT = struct.Struct("=5Q")

    def __init__(self, path):
        self.path = path
        self.set()

    def set(self, first=0, second=0):
        self.write(first, second, False)

    def let_none_come(self):
        self.write(0, 0, True)

    def write(self, first, second, is_over):
        with open(self.path, "r+b" if os.path.exists(self.path) else "wb") as file:
            file.write(self.FORMAT.pack(0, first, second, 0, is_over))

    def read(self):
        """How many calls the last engine made, and how many were killed."""
        with open(self.path, "rb") as file:
            count, _, _, kills, _ = self.FORMAT.unpack(file.read())
        return count, kills


class World(KeyringCase):
    """Not a test: the tests make one for each worker."""

    has_window = False  # whether the window starts the runs, or convokectl

    def runTest(self):
        raise NotImplementedError

    def setUp(self):
        super().setUp()
        self.sandbox = self.start_sandbox("--plan", "unlimited", "--daily-limit", "-1")
        status, errors = self.sign_in("--server", self.sandbox.url, "--client-id", "convoke-test")
        self.assertEqual(status, 0, errors)
        self.account = Session(self.sandbox)
        self.sandbox.control.order("record", on=True)
        with open(os.path.join(self.folder, "rows.csv"), "w", newline="") as file:
            csv.writer(file).writerows([["topic", "when"]] + [
                [topic, f"2031-03-{day:02}T14:00:00"] for day, topic in enumerate(TOPICS, 1)])
        self.write("inner.convoke", INNER)
        self.n_runs = 0
        self.end_engines()
        # Its lists do not lag for longer, so nobody needs to look at them for a minute.
        with sqlite3.connect(os.path.join(self.data, "convoke.db")) as database:
            database.execute("INSERT INTO setting VALUES ('settle', '1')")
        self.template = os.path.join(self.folder, "template")
        os.rename(self.data, self.template)
        self.plan = Plan(os.path.join(self.folder, "plan"))
        self.environment["CVK_KILL_PLAN"] = self.plan.path
        self.environment["LD_PRELOAD"] = KILLER

    def put_back(self, name):
        """Returns the meetings that are there to be cleared: id and topic."""
        self.end_engine(number=signal.SIGKILL)
        shutil.rmtree(self.data, ignore_errors=True)
        shutil.copytree(self.template, self.data)
        saved = os.path.join(self.folder, "saved.csv")
        if os.path.exists(saved):
            os.unlink(saved)
        self.sandbox.control.order("list-lag", milliseconds=0)
        self.sandbox.control.order("clear-faults")
        for meeting in self.account.list(page_size=300).json()["meetings"]:
            self.account.delete(meeting["id"])
        self.n_runs += 1
        prefix = f"Old {self.n_runs} "
        self.write(f"{name}.convoke", PIPELINES[name].replace("PREFIX", prefix))
        cleared = []
        if name == "clear":
            for topic in [f"Kept {self.n_runs}"] + [prefix + topic for topic in TOPICS]:
                reply = self.account.create(topic=topic, type=2, duration=30,
                                            start_time="2031-05-01T09:00:00Z")
                cleared.append((reply.json()["id"], topic))
        if name == "doubt":
            for kind, method in FAULTS:
                self.sandbox.control.fault(kind, method, "/v2/*meetings*", effect=True)
        self.sandbox.control.order("list-lag", milliseconds=LAG)
        self.sandbox.control.order("clear-log")
        return cleared[1:]

    def call_run(self, name):
        """Its end, as the one who has started it sees it."""
        path = os.path.join(self.folder, f"{name}.convoke")
        result = self.press_run(path) if self.has_window else self.call("run", path, "--json")
        try:
            document = json.loads(result.stdout)
        except ValueError:
            document = {"state": "unheard", "failures": [result.stderr]}
        return document

    def press_run(self, path):
        screen = {key: os.environ[key] for key in SCREEN if key in os.environ}
        return subprocess.run([WINDOW_RUN, self.data, path], env={**self.environment, **screen},
                              capture_output=True, text=True, timeout=PATIENCE)

    def read_saved(self):
        try:
            with open(os.path.join(self.folder, "saved.csv"), newline="") as file:
                return [row["topic"] for row in csv.DictReader(file)]
        except OSError:
            return []

    def fetch(self, sql):
        with sqlite3.connect(os.path.join(self.data, "convoke.db"), timeout=30) as database:
            return database.execute(sql).fetchall()

    def count_calls(self, name):
        """How many calls there are at which an engine can be killed."""
        self.put_back(name)
        self.plan.set()
        document = self.call_run(name)
        self.assertEqual(document["state"], "succeeded", document)
        return self.plan.read()[0]

    def kill_and_forget(self, number):
        """Ends the engine while it waits for the answer to its request @number, and goes on as one
        that sends again whatever has no result. Returns the run's state."""
        self.put_back("make")
        self.plan.set()
        self.sandbox.control.fault("slow", "POST", "/v2/*", after=number, delay=5000)
        client = self.start("run", "make.convoke", stdout=subprocess.DEVNULL,
                            stderr=subprocess.DEVNULL)
        wait_until(lambda: len(self.sandbox.control.list("effects")) > number)
        self.plan.let_none_come()
        self.end_engine(number=signal.SIGKILL)
        client.wait()
        self.sandbox.control.order("clear-faults")
        self.fetch("UPDATE effect SET state = 'planned', first_sent = NULL, sent = NULL, "
                   "attempts = 0 WHERE state IN ('sent', 'unknown')")
        self.plan.set()
        self.call("answer")
        wait_until(lambda: self.fetch("SELECT count (*) FROM run WHERE state = 'running'") == [(0,)])
        [(state,)] = self.fetch("SELECT state FROM run")
        return {"state": state, "failures": []}
