#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: The Convoke developers

"""Every way the sandbox can fail, met by every action, through the real programs. What counts is
the sandbox's own account of what happened to its meetings."""

import concurrent.futures
import datetime
import json
import os
import re
import socket
import sqlite3
import threading
import unittest

from convoke import pipeline
from sign_in import ConnectCase, Session

# How it ends: exit status, state, what the journal says of the effect.
DONE = (0, "succeeded", "confirmed")
REFUSED = (1, "failed", "refused")
CONNECTION = (4, "failed", "refused")
DAY_USED_UP = (3, "waiting", "abandoned")

REQUESTS_PER_SECOND = ["429-second"]
DAILY = ["429-daily", "429-host"]
SERVER = ["500", "502", "503", "504"]
# The request did its work and nobody was told.
DAMAGED = ["reply-lost", "truncated", "chunk-broken", "gzip-broken", "empty", "not-json", "null",
           "list", "wrong-type", "duplicate-member", "bad-utf8", "nul-character", "no-id",
           "bad-id", "huge"]
NOTHING_DONE = SERVER + ["html", "redirect", "drop-before"]
KINDS = (REQUESTS_PER_SECOND + DAILY + NOTHING_DONE + DAMAGED
         + ["xml-error", "expired-token", "revoked-grant", "slow"])

METHODS = {"create": "POST", "get": "GET", "update": "PATCH", "list": "GET", "delete": "DELETE"}

# A person reads what to do.
WAY_OUT = re.compile(r"Look in |[Tt]ry again|Reconnect|Check |It goes on at |run it again|Sign in again")
CONTROL = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
TOKEN = re.compile("(?<![A-Za-z0-9_-])eyJ[A-Za-z0-9_-]{10}")


def expect(action, kind):
    """How it ends, how often the request is sent, and how many effects it has."""
    is_read = action in ("get", "list")
    if kind in REQUESTS_PER_SECOND + ["expired-token"]:
        return DONE, 2, 0 if is_read else 1
    if kind == "429-host" and action in ("create", "update"):
        return DAY_USED_UP, 1, 0
    if kind in DAILY + ["xml-error"]:
        return REFUSED, 1, 0
    if kind == "revoked-grant":
        return CONNECTION, 1, 0
    if kind == "slow":
        return DONE, 1, 0 if is_read else 1
    if is_read:
        return DONE, 2, 0
    if action in ("create", "update"):
        # Lists and reading show what came of it. What is not there is sent again.
        return DONE, 1 if kind in DAMAGED else 2, 1
    # A deletion may be sent again: it cannot happen twice.
    return DONE, 1 if kind in NO_BODY else 2, 1


# An answer without a body cannot have a damaged one.
NO_BODY = ["truncated", "chunk-broken", "gzip-broken", "bad-id"]


def single(action, settings, **node):
    """A pipeline of one action on one item."""
    nodes = {"in": {"type": "input", "settings": {"fields": []}},
             "act": {"type": f"zoom.{action}", "slot": "zoom", "timeout": 60,
                     "settings": settings, **node},
             "out": {"type": "output", "settings": {"name": "Out"}}}
    return pipeline(nodes, ["in.out -> act.in", "act.out -> out.in"],
                    slots={"zoom": {"connector": "zoom"}})


def soon():
    return (datetime.datetime.now() + datetime.timedelta(days=3)).strftime("%Y-%m-%dT10:00:00")


def make_text(action, kind, meeting):
    return {
        "create": lambda: single("create-meeting", {
            "topic": f"Fault {kind}", "start_time": soon(), "timezone": "UTC"}),
        "get": lambda: single("get-meeting", {"meeting_id": str(meeting)}),
        "update": lambda: single("update-meeting", {
            "meeting_id": str(meeting), "topic": f"Changed by {kind}"}),
        "list": lambda: single("list-meetings", {}),
        "delete": lambda: single("delete-meeting", {"meeting_id": str(meeting)}),
    }[action]()


class Trap:
    """Where a redirect leads to; nobody may come."""

    def __init__(self):
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.socket.settimeout(0.1)
        self.url = f"http://127.0.0.1:{self.socket.getsockname()[1]}/v2/users/me/meetings"
        self.visitors = 0
        self.is_over = False
        self.thread = threading.Thread(target=self.wait)
        self.thread.start()

    def wait(self):
        while not self.is_over:
            try:
                self.socket.accept()[0].close()
                self.visitors += 1
            except TimeoutError:
                pass

    def close(self):
        self.is_over = True
        self.thread.join()
        self.socket.close()


class FaultCase(ConnectCase):
    def read_effects(self, sandbox, since=0):
        """What the sandbox says happened to meetings: methods, in order."""
        return [line["method"] for line in sandbox.control.list("effects", since=since)]

    def read_sent(self, sandbox, method, path="/v2/"):
        return [line for line in sandbox.control.list("requests")
                if line["method"] == method and line["path"].startswith(path)]

    def check_sentences(self, document, result):
        for failure in document["failures"]:
            message = failure["message"]
            self.assertEqual((failure["node"], failure["item"]), ("act", 0), failure)
            self.assertRegex(message, WAY_OUT)
            self.assertRegex(message, r"[.\]]$")
            self.assertLess(len(message), 500)
            self.assertEqual(message.count("\n"), 0)
        for text in (result.stdout, result.stderr):
            self.assertNotRegex(text, CONTROL)
            self.assertNotRegex(text, TOKEN)


class Matrix(FaultCase):
    """Each action has a sandbox and a connection of its own, so they can go side by side; and a new
    one after a few faults, because who fails too often, or has used up the day, is left alone."""

    FAULTS_OF_ONE = 3

    def prepare(self):
        with self.preparing:
            sandbox = self.start_sandbox("--plan", "unlimited", "--daily-limit", "-1")
            self.connect(sandbox)
            name = self.list_connections()[-1]["id"]
        sandbox.control.order("record", on=True)
        return sandbox, name

    def make_meeting(self, sandbox):
        reply = Session(sandbox).create(topic="Before", type=2, start_time=soon(),
                                        timezone="UTC")
        self.assertEqual(reply.status, 201, reply)
        return reply.json()["id"]

    def query_effects(self, run):
        with sqlite3.connect(os.path.join(self.data, "convoke.db")) as database:
            return database.execute("SELECT state, attempts FROM effect WHERE run = ?",
                                    (run,)).fetchall()

    def try_kind(self, action, kind, sandbox, connection, trap):
        meeting = self.make_meeting(sandbox)
        sandbox.control.order("clear-log")
        members = {}
        if kind == "slow":
            members["delay"] = 300
        elif kind == "redirect":
            members["location"] = trap.url
        elif kind == "huge":
            members.update(bytes=9 << 20, status=201)
        method = METHODS[action]
        path = f"/v2/meetings/{meeting}"
        if action in ("create", "list"):
            path = "/v2/users/me/meetings"
        sandbox.control.fault(kind, method, path, **members)
        file = self.write(f"{action}-{kind}.convoke", make_text(action, kind, meeting))
        result = self.call("run", file, "--json", "--connection", f"zoom={connection}")
        document = json.loads(result.stdout)
        (status, state, effect), sent, effects = expect(action, kind)
        found = self.query_effects(document["run"])
        requests = self.read_sent(sandbox, method, path)
        self.assertEqual(
            (result.returncode, document["state"], len(requests), self.read_effects(sandbox)),
            (status, state, sent, [method] * effects), document["failures"])
        if action in ("get", "list"):
            self.assertEqual(found, [])
        else:
            # After a 401 the same request goes out again, without anything in between.
            is_sent_again = kind == "429-second" or (action != "delete" and kind in NOTHING_DONE)
            self.assertEqual(found, [(effect, 2 if is_sent_again else 1)])
        self.check_sentences(document, result)
        # Whether the rest waits for tomorrow is a question, and no failure.
        is_asked = effect == DAY_USED_UP[2]
        self.assertEqual(len(document["failures"]), 0 if status == 0 or is_asked else 1)
        if not is_asked:
            self.check_code(document, action, kind, status)
        refreshes = len([line for line in self.read_sent(sandbox, "POST", "/oauth/token")
                         if "refresh_token" in line["body"]])
        if kind != "revoked-grant":
            self.assertEqual(refreshes, 1 if kind == "expired-token" else 0)
        sandbox.control.order("clear-faults")

    def check_code(self, document, action, kind, status):
        if status == 0:
            return
        failure = document["failures"][0]
        code = "reconnect" if status == 4 else "refused"
        if kind in DAILY:
            code = "daily-limit"
            self.assertRegex(failure["message"], r"20\d\d-\d\d-\d\dT00:00:00Z")
        self.assertEqual(failure["code"], code, failure)

    def try_action(self, action, trap):
        problems = []
        left = 0
        for kind in KINDS:
            if left == 0:
                sandbox, connection = self.prepare()
                left = self.FAULTS_OF_ONE
            left = 0 if kind in DAILY else left - 1
            try:
                self.try_kind(action, kind, sandbox, connection, trap)
            except AssertionError as error:
                problems.append(f"{action}, {kind}: {error}")
                sandbox.control.order("clear-faults")
            if kind == "revoked-grant":
                left = 0
        return problems

    def test_every_fault_of_every_action(self):
        trap = Trap()
        self.addCleanup(trap.close)
        self.preparing = threading.Lock()
        self.set_clocks_to_noon()
        self.settle_quickly()
        with concurrent.futures.ThreadPoolExecutor(len(METHODS)) as executor:
            tries = [executor.submit(self.try_action, action, trap) for action in METHODS]
            problems = [problem for each in tries for problem in each.result()]
        self.assertEqual(problems, [], "\n" + "\n\n".join(problems))
        self.assertEqual(trap.visitors, 0)


if __name__ == "__main__":
    unittest.main()
