# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: The Convoke developers

"""Part D of the checklist: using tokens, and getting new ones in time. An authority that rotates
refresh tokens stands behind it, which ends the grant when one comes twice."""

import json
import shutil
import socket
import threading

from authority import DROP, Response, Server
from browser import visit
from rows import row, same, true, within
from world import wait_until

TOKEN = "/oauth/token"
ME = "/v2/users/me"
HOUR = 3600
DAY = 24 * HOUR


def get_report(engine):
    report, = engine.check_health()
    return report


def answer_with(answer):
    return lambda *arguments: answer


@row("D1", "An access token goes to the API it was made for, in a header, and nowhere else")
def play_origin_of_api(scene):
    engine = scene.start()
    thief = scene.add(Server())
    offered = [thief.url, thief.url + "/v2", thief.url.replace("127.0.0.1", "localhost"),
               f"https://127.0.0.1:{thief.port}", f"https://zoom.us@127.0.0.1:{thief.port}",
               f"http://zoom.us:{thief.port}", "https://evilzoom.us", 7, "file:///x"]
    for url in offered:
        scene.authority.extra = {"api_url": url}
        attempt = scene.press_connect(engine)
        visit(scene.authority.allow(attempt.url))
        attempt.wait()
    # Nor does a redirect of the API lead it away.
    scene.authority.extra = {}
    scene.sign_in(engine)
    for status in (301, 302, 303, 307, 308):
        scene.authority.before[ME] = answer_with(
            Response(status, {}, [("Location", thief.url + ME)]))
        true(not engine.is_healthy())
    del scene.authority.before[ME]
    true(engine.is_healthy())
    same(thief.requests, [], "requests to another host")
    for request in scene.authority.requests:
        bears = "CANARYAT" in (request.get("Authorization") or "")
        same((request.path, bears), (request.path, request.path.startswith("/v2/")))
        true("CANARYAT" not in request.target, request.target)


@row("D2", "A token is renewed ahead of its end, and after one refusal")
def play_early_refresh(scene):
    engine = scene.start()
    margins = set()
    for number in range(4):
        scene.authority.user = {"id": f"user-{number}-{scene.authority.port}"}
        connection = scene.sign_in(engine)
        name = connection["name"]
        before = scene.authority.count_refreshes()
        # Max (300 s, a tenth of the life), more or less a tenth of that.
        scene.clock.pass_by(HOUR - 360 * 1.1 - 5)
        true(engine.is_healthy(name))
        same(scene.authority.count_refreshes(), before, "refreshes before it was time")
        for step in range(9):
            scene.clock.pass_by(10)
            true(engine.is_healthy(name))
            if scene.authority.count_refreshes() > before:
                margins.add(step)
                break
        same(scene.authority.count_refreshes(), before + 1, "refreshes in time")
        engine.call("Disconnect", "s", name)
    true(len(margins) > 1, "four connections were renewed at the same moment of their lives")


@row("D3", "Clocks that jump cost one refresh at most, and never a loop")
def play_jumps(scene):
    engine = scene.start()
    scene.sign_in(engine)

    def count_after(jump):
        before = scene.authority.count_refreshes()
        jump()
        for _ in range(5):
            true(engine.is_healthy())
        return scene.authority.count_refreshes() - before

    jumps = [lambda: scene.clock.add("wall", DAY), lambda: scene.clock.add("wall", -DAY),
             lambda: scene.clock.add("wall", HOUR), lambda: scene.clock.sleep(9 * DAY),
             lambda: scene.clock.add("wall", -10 * DAY)]
    for jump in jumps:
        within(count_after(jump), 0, 1, "refreshes after a jump")
    # A token that is over at once, as where the clock is wrong: not more than one in a minute.
    scene.authority.life = 1
    within(count_after(lambda: scene.clock.pass_by(DAY)), 1, 1, "refreshes of short tokens")

    def ask_for_a_minute():
        for _ in range(11):
            scene.clock.pass_by(5)
            engine.check_health()
    within(count_after(ask_for_a_minute), 0, 1, "refreshes in a minute")
    # The grant is alive.
    scene.authority.life = HOUR
    scene.clock.pass_by(120)
    true(engine.is_healthy())


def call_often(scene, engine, count, answer=None, runs=0):
    """Many callers while one refresh is held: the states that they hear of."""
    release = threading.Event()
    scene.authority.before[TOKEN] = lambda request: release.wait(60) and answer
    before = scene.authority.count_refreshes()
    scene.clock.pass_by(HOUR)
    calls = [engine.send("CheckHealth", "s", "") for _ in range(count)]
    wait_until(lambda: scene.authority.count_refreshes() > before)
    runs = [engine.start_run()[0] for _ in range(runs)]
    # Its answer comes after everybody has asked.
    scene.settle(engine)
    release.set()
    states = {json.loads(engine.bus.receive(call)[0])[0]["state"] for call in calls}
    same({engine.wait_run(run)[0] for run in runs} - {"succeeded"}, set(), "runs")
    del scene.authority.before[TOKEN]
    same(scene.authority.count_refreshes(), before + 1, "refreshes")
    return states


@row("D4", "A thousand callers at the end of a token cause one refresh")
def play_single_flight(scene):
    for number, options in enumerate(({}, {"memory": ("b", True)})):
        engine = scene.start(f"data-{number}")
        scene.sign_in(engine, **options)
        same(call_often(scene, engine, 950, runs=50), {"healthy"})
        # A failure is shared as well, and then forgotten.
        true("healthy" not in call_often(scene, engine, 100, Response(503, b"")))
        scene.clock.pass_by(120)
        true(engine.is_healthy())


@row("D6", "Who loses a race takes what the winner stored, and deletes nothing")
def play_loser(scene):
    engine = scene.start()
    connection = scene.sign_in(engine)
    grant = scene.authority.grant

    def overtake(request):
        """Another program has renewed it meanwhile, and this one comes with the old token."""
        del scene.authority.before[TOKEN]
        old = scene.keyring.read(connection["id"])
        with scene.authority.lock:
            scene.authority.issue(grant)
        scene.keyring.write(connection["id"], dict(old, generation=old["generation"] + 1,
                                                   refresh_token=grant.refresh_token))
        return Response(400, {"error": "invalid_grant", "reason": "Invalid Token!"})

    scene.authority.before[TOKEN] = overtake
    scene.clock.pass_by(HOUR)
    true(engine.is_healthy(), "the winner's token is good")
    same(scene.authority.count_refreshes(), 2)
    same(scene.keyring.read(connection["id"])["refresh_token"], grant.refresh_token)
    # With nothing newer it is over; what was refused stays where it is.
    kept = scene.keyring.read(connection["id"])
    scene.authority.before[TOKEN] = answer_with(Response(400, {"error": "invalid_grant"}))
    scene.clock.pass_by(HOUR)
    report = get_report(engine)
    same(report["problem"]["code"], "reconnect")
    same(scene.keyring.read(connection["id"]), kept)
    same(len(engine.list_connections()), 1)


@row("D7", "Only a refusal of the grant ends it; every other trouble passes")
def play_trouble(scene):
    engine = scene.start()
    connection = scene.sign_in(engine)
    kept = scene.keyring.read(connection["id"])
    trouble = [DROP, Response(500, b""), Response(502, b"<html>"), Response(503, {"error": "x"}),
               Response(429, b""), Response(200, b"<html>"), Response(200, {}),
               Response(302, b"", [("Location", "/x")]), Response(404, b""),
               Response(400, {"error": "invalid_client"}),
               Response(400, {"error": "temporarily_unavailable"}),
               Response(400, b"<html>"), Response(401, b"")]
    for answer in trouble:
        scene.authority.before[TOKEN] = answer_with(answer)
        scene.clock.pass_by(HOUR)
        report = get_report(engine)
        true(report["state"] != "healthy", f"{answer}")
        true(report["problem"]["code"] not in ("reconnect", "connected-elsewhere",
                                               "disabled-by-admin"), f"{answer}: {report}")
        same(scene.keyring.read(connection["id"]), kept)
        # It backs off: asked again at once, it does not ask the server.
        before = scene.authority.count_refreshes()
        for _ in range(5):
            engine.check_health()
        within(scene.authority.count_refreshes() - before, 0, 1, "refreshes in a row")
    del scene.authority.before[TOKEN]
    scene.clock.pass_by(120)
    true(engine.is_healthy(), "after the trouble")
    # Out of reach, and back.
    kept = scene.keyring.read(connection["id"])
    scene.authority.listener.shutdown(socket.SHUT_RDWR)
    scene.authority.listener.close()
    scene.clock.pass_by(HOUR)
    same(get_report(engine)["problem"]["code"], "offline")
    same(scene.keyring.read(connection["id"]), kept)


@row("D8", "The new pair is stored before it is used")
def play_store_first(scene):
    engine = scene.start()
    connection = scene.sign_in(engine)
    seen = []
    stopped = threading.Event()

    def stop_keyring(request, answer):
        del scene.authority.after[TOKEN]
        scene.keyring.stop()
        stopped.set()
        threading.Timer(0.3, scene.keyring.resume).start()

    def look(request):
        seen.append(scene.keyring.is_stopped)

    scene.authority.after[TOKEN] = stop_keyring
    scene.authority.before[ME] = look
    scene.clock.pass_by(HOUR)
    calls = [engine.send("CheckHealth", "s", "")]
    stopped.wait(60)
    runs = []
    # Others ask all the time that nothing is stored.
    while scene.keyring.is_stopped:
        runs.append(engine.start_run()[0])
    same({json.loads(engine.bus.receive(call)[0])[0]["state"] for call in calls}, {"healthy"})
    same({engine.wait_run(run)[0] for run in runs}, {"succeeded"})
    same(set(seen), {False}, "calls with a token that nobody had stored")
    same(scene.keyring.read(connection["id"])["refresh_token"],
         scene.authority.grant.refresh_token)
    # What cannot be stored is used all the same, and stored later.
    del scene.authority.before[ME]
    scene.authority.after[TOKEN] = lambda request, answer: scene.keyring.lock()
    scene.clock.pass_by(HOUR)
    # Not quite healthy, but at work.
    run, problems = engine.start_run()
    same(engine.wait_run(run), ("succeeded", []))
    del scene.authority.after[TOKEN]
    scene.keyring.unlock()
    newest = scene.authority.grant.refresh_token
    true(scene.keyring.read(connection["id"])["refresh_token"] != newest, "it was not locked")

    scene.pass_until(
        engine, 5, lambda: scene.keyring.read(connection["id"])["refresh_token"] == newest)


@row("D10", "Where no new refresh token comes, the old one is kept")
def play_no_rotation(scene):
    scene.authority.rotates = False
    engine = scene.start()
    connection = scene.sign_in(engine)
    token = scene.keyring.read(connection["id"])["refresh_token"]
    for _ in range(3):
        before = scene.authority.count_refreshes()
        scene.clock.pass_by(HOUR)
        true(engine.is_healthy())
        same(scene.authority.count_refreshes(), before + 1)
    same(scene.keyring.read(connection["id"])["refresh_token"], token)


@row("D11", "A refusal of an old access token starts no refresh of the new one")
def play_late_refusal(scene):
    engine = scene.start()
    scene.sign_in(engine)
    held = threading.Event()
    release = threading.Event()

    def hold_first(request):
        del scene.authority.before[ME]
        held.set()
        release.wait(60)
        return Response(401, {"code": 124, "message": "Access token is expired."})

    scene.authority.before[ME] = hold_first
    run, _ = engine.start_run()
    true(held.wait(60), "the run asks")
    # Meanwhile another caller's is refused, and has the token renewed.
    before = scene.authority.count_refreshes()
    scene.authority.expire()
    other, _ = engine.start_run()
    same(engine.wait_run(other), ("succeeded", []))
    same(scene.authority.count_refreshes(), before + 1)
    release.set()
    same(engine.wait_run(run), ("succeeded", []))
    same(scene.authority.count_refreshes(), before + 1, "refreshes")
    # A refusal of the newest one does start a refresh, once.
    scene.authority.expire()
    run, _ = engine.start_run()
    same(engine.wait_run(run), ("succeeded", []))
    same(scene.authority.count_refreshes(), before + 2, "refreshes")

