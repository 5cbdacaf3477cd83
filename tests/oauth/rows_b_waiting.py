# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: The Convoke developers

"""Part B of the checklist, second half: how long an attempt waits, and what to do without a
browser."""

import json
import os
import subprocess

from authority import Grant, Response
from browser import visit
from fake import SECOND
from memory import count_in_memory
from rows import check_problems, row, same, true, within
from sockets import get_listeners
from tools import make_connector
from world import PATIENCE, wait_until

MINUTES = 60


def describe(attempt):
    return json.loads(attempt.engine.call("GetConnect", "s", attempt.name)[0])


def check_closed(engine, attempt):
    """Nobody listens any more, and nobody remembers the state."""
    wait_until(lambda: not attempt.is_listening())
    wait_until(lambda: not get_listeners(engine.process.pid))
    wait_until(lambda: not count_in_memory(engine.process.pid, [attempt.state])[attempt.state])


@row("B16", "An attempt ends in ten minutes, or at once when nobody needs it")
def play_deadline(scene):
    engine = scene.start()
    attempt = scene.press_connect(engine)
    attempt.watch()
    scene.settle(engine)
    before = describe(attempt)
    same(before["state"], "waiting")
    within(before["remaining"], 10 * MINUTES - 5, 10 * MINUTES, "seconds that remain")
    scene.clock.pass_by(9 * MINUTES)
    within(describe(attempt)["remaining"], MINUTES - 10, MINUTES, "seconds that remain")
    true(attempt.is_listening(), "a minute before the end")
    # The last page may still be fetched within a moment.
    scene.clock.pass_by(MINUTES)
    check_problems(attempt.wait()[1], "sign-in-timeout")
    scene.clock.pass_by(1)
    check_closed(engine, attempt)

    attempt = scene.press_connect(engine)
    attempt.cancel()
    same(len(attempt.wait()[1]), 1)
    scene.clock.pass_by(1)
    check_closed(engine, attempt)

    # Whoever pressed Connect has left.
    attempt = scene.press_connect(engine)
    engine.bus.close()
    engine.bus = engine.connect()
    scene.settle(engine)
    scene.pass_until(engine, 0.2, lambda: not attempt.is_listening())
    check_closed(engine, attempt)

    # The connection that it was to renew is deleted.
    connection = scene.sign_in(engine)
    attempt, problems = engine.begin(reconnect=("s", connection["id"]))
    true(attempt, problems)
    attempt.watch()
    same(engine.call("Disconnect", "s", connection["id"]), ("[]",))
    same(len(attempt.wait()[1]), 1)
    scene.clock.pass_by(1)
    check_closed(engine, attempt)

    attempt = scene.press_connect(engine)
    engine.stop()
    true(not attempt.is_listening(), "after the end of the service")


def start_without_browser(scene):
    empty = scene.path("empty")
    os.makedirs(empty)
    environment = dict(scene.environment, XDG_DATA_DIRS=empty, XDG_DATA_HOME=empty, PATH=empty,
                       XDG_CONFIG_HOME=empty, XDG_CONFIG_DIRS=empty)
    return subprocess.Popen(
        [scene.programs.ctl, "connect", "zoom", "--server", scene.authority.url, "--client-id", "x",
         "--data-dir", scene.path("data")], env=environment, stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


class Devices:
    """The device part of an authority (RFC 8628)."""

    def __init__(self, authority):
        self.authority = authority
        self.answers = []
        authority.before["/oauth/devicecode"] = self.give_code
        authority.before["/oauth/token"] = self.answer

    def give_code(self, request):
        return Response(200, {
            "device_code": self.authority.make_secret("DEVICE"), "user_code": "ABCD-EFGH",
            "verification_uri": self.authority.url + "/device", "expires_in": 900, "interval": 5})

    def answer(self, request):
        if "device_code" not in request.form:
            return None
        error = self.answers.pop(0)
        if error is not None:
            return Response(400, {"error": error})
        grant = Grant(dict(self.authority.user), "x", ["user:read:user"])
        self.authority.grants.append(grant)
        return self.authority.issue(grant)

    def count(self):
        return len(self.authority.list("/oauth/token"))


def begin_by_code(scene, engine):
    file = make_connector(scene, device_url=scene.authority.url + "/oauth/devicecode",
                          device_parameters="form")
    serial = engine.send("Connect", "sa{sv}", "zoom", {
        "connector": ("ay", file), "client_id": ("s", "x"), "device": ("b", True)})
    name, url, problems = engine.bus.receive(serial)
    same(json.loads(problems), [])
    same(url, scene.authority.url + "/device")
    same(json.loads(engine.call("GetConnect", "s", name)[0])["user_code"], "ABCD-EFGH")
    return name


def play_device(scene, engine, devices, answers, intervals):
    """Time passes, half a second by half a second, until each answer was asked for; what came of
    it. It is never asked for too early."""
    devices.answers = list(answers)
    name = begin_by_code(scene, engine)
    serial = engine.send("WaitConnect", "s", name)
    for interval in intervals:
        before = devices.count()
        started = scene.clock.get("frozen_monotonic")

        def is_asked(before=before):
            scene.clock.pass_by(0.5)
            engine.list_connections()
            return devices.count() > before
        wait_until(is_asked)
        passed = (scene.clock.get("frozen_monotonic") - started) / SECOND
        true(passed >= interval - 0.5, f"asked after {passed} seconds instead of {interval}")
    connection, problems = engine.bus.receive(serial)
    return json.loads(connection), json.loads(problems)


@row("B17", "Without a browser the address is printed; by a code one can sign in elsewhere")
def play_without_browser(scene):
    engine = scene.start()
    process = start_without_browser(scene)
    url = process.stdout.readline().strip()
    true(url.startswith(scene.authority.url + "/oauth/authorize?"), url)
    visit(scene.authority.allow(url))
    output, errors = process.communicate(timeout=PATIENCE)
    same((process.returncode, len(engine.list_connections())), (0, 1), output + errors)

    devices = Devices(scene.authority)
    scene.clock.freeze()
    connection, problems = play_device(
        scene, engine, devices,
        ["authorization_pending", "slow_down", "authorization_pending", None], [5, 5, 10, 10])
    same(problems, [])
    same(connection["account"], scene.authority.user["id"])
    for error, code in (("expired_token", None), ("access_denied", "declined")):
        connection, problems = play_device(scene, engine, devices, ["authorization_pending", error],
                                           [5, 5])
        same(connection, None)
        check_problems(problems, code)
    scene.clock.thaw()
