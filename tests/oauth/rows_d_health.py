# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: The Convoke developers

"""Part D of the checklist: what a person is told about a connection, and what to do about it."""

import json
import threading

from authority import Response
from rows import check_sentence, row, same, true
from world import get_message, wait_until

TOKEN = "/oauth/token"
ME = "/v2/users/me"
HOUR = 3600
ACTIONS = {"healthy": "", "refreshing": "wait", "offline": "check", "rate-limited": "wait",
           "keyring-locked": "unlock", "scope-missing": "reconnect",
           "reconnect-needed": "reconnect", "connected-elsewhere": "reconnect",
           "disabled-by-admin": "ask-admin"}


class States:
    """Brings a connection of its own into a state; the report."""

    def __init__(self, scene):
        self.scene = scene
        self.authority = scene.authority
        self.number = 0

    def sign_in(self, engine):
        self.number += 1
        self.authority.user = {"id": f"user-{self.number}-{self.authority.port}",
                               "email": f"user-{self.number}@example.com"}
        return self.scene.sign_in(engine)["id"]

    def check(self, engine, path=None, answer=None, name=None, refreshes=False):
        name = name or self.sign_in(engine)
        if path:
            self.authority.before[path] = lambda request: answer
        if refreshes:
            self.scene.clock.pass_by(HOUR)
        report, = engine.check_health(name)
        if path:
            del self.authority.before[path]
        return report

    def refuse(self, engine, number):
        return self.check(engine, TOKEN, Response(400, {"code": number, "message": "x"}),
                          refreshes=True)

    def make_refreshing(self, engine):
        name = self.sign_in(engine)
        release = threading.Event()
        before = self.authority.count_refreshes()
        self.authority.before[TOKEN] = lambda request: release.wait(60) and None
        self.scene.clock.pass_by(HOUR)
        serial = engine.send("CheckHealth", "s", name)
        wait_until(lambda: self.authority.count_refreshes() > before)
        report, = json.loads(engine.call("GetHealth", "s", name)[0])
        release.set()
        engine.bus.receive(serial)
        del self.authority.before[TOKEN]
        return report

    def make_locked(self, engine):
        name = self.sign_in(engine)
        self.scene.clock.pass_by(HOUR)
        self.scene.keyring.lock()
        report = self.check(engine, name=name)
        self.scene.keyring.unlock()
        return report

    def make_limited(self, engine):
        report = self.check(engine, ME, Response(429, {"code": 429, "message": "Too many"},
                                                 [("Retry-After", "120")]))
        true(report["until"] > 0, "until when")
        return report

    def make_narrow(self, engine):
        self.authority.grants_scopes = ["user:read:user", "user:read:email"]
        report = self.check(engine)
        self.authority.grants_scopes = None
        return report


@row("D14", "Each state of a connection has a name, a reason and one thing to do")
def play_states(scene):
    engine = scene.start()
    states = States(scene)
    reports = {
        "healthy": states.check(engine),
        "refreshing": states.make_refreshing(engine),
        "offline": states.check(engine, ME, Response(503, b"")),
        "rate-limited": states.make_limited(engine),
        "keyring-locked": states.make_locked(engine),
        "scope-missing": states.make_narrow(engine),
        "reconnect-needed": states.check(engine, TOKEN, Response(400, {"error": "invalid_grant"}),
                                         refreshes=True),
        "connected-elsewhere": states.refuse(engine, 4741),
        "disabled-by-admin": states.refuse(engine, 4738),
    }
    same({name: report["state"] for name, report in reports.items()},
         {name: name for name in ACTIONS})
    same({name: report["action"] for name, report in reports.items()}, ACTIONS)
    same(reports["healthy"]["problem"], None)
    messages = [get_message(report["problem"]) for name, report in reports.items()
                if name not in ("healthy", "refreshing")]
    for message in messages:
        check_sentence(message)
    same(len(set(messages)), len(messages), "different sentences")
    true(get_message(reports["refreshing"]["problem"]))
    # What is shown is what is known, without asking anybody.
    before = len(scene.authority.requests)
    known = {report["id"]: report["state"]
             for report in json.loads(engine.call("GetHealth", "s", "")[0])}
    same(len(scene.authority.requests), before)
    same(known[reports["disabled-by-admin"]["id"]], "disabled-by-admin")
    result = scene.call("health", reports["connected-elsewhere"]["id"])
    same(result.returncode, 4, result.stdout + result.stderr)
