# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: The Convoke developers

"""Part D of the checklist, second half: several engines with one account, and engines that die."""

import json
import os
import shutil
import signal
import threading

from authority import DROP
from browser import visit
from rows import check_sentence, row, same, true
from sockets import get_sockets
from world import get_message, wait_until

TOKEN = "/oauth/token"
HOUR = 3600


def copy_data(scene, count):
    """Data directories that know the connection of the first, whose engine has ended."""
    for number in range(1, count):
        shutil.copytree(scene.path("data"), scene.path(f"data-{number}"),
                        ignore=shutil.ignore_patterns("engine.*"))


def check_all(engines):
    """All at once ask their service; what they say."""
    calls = [(engine, engine.send("CheckHealth", "s", "")) for engine in engines]
    return [json.loads(engine.bus.receive(call)[0])[0]["state"] for engine, call in calls]


def find(engines, request):
    """Whose request it is."""
    return next(engine for engine in engines
                if request.client in get_sockets(engine.process.pid))


def stop_for_a_while(engine):
    os.kill(engine.process.pid, signal.SIGSTOP)
    threading.Timer(0.3, os.kill, (engine.process.pid, signal.SIGCONT)).start()


@row("D5", "Engines that share an account renew it once for all of them")
def play_engines(scene):
    engine = scene.start()
    scene.sign_in(engine)
    engine.stop()
    count = scene.programs.pick(3, 8)
    copy_data(scene, count)
    engines = [scene.start("data" if number == 0 else f"data-{number}")
               for number in range(count)]
    for _ in range(scene.programs.pick(8, 100)):
        before = scene.authority.count_refreshes()
        scene.clock.pass_by(HOUR)
        same(set(check_all(engines)), {"healthy"})
        same(scene.authority.count_refreshes(), before + 1, "refreshes")

    # Who is at it stands still for a while: the others wait.
    before = scene.authority.count_refreshes()
    scene.authority.before[TOKEN] = lambda request: stop_for_a_while(find(engines, request))
    scene.clock.pass_by(HOUR)
    same(set(check_all(engines)), {"healthy"})
    same(scene.authority.count_refreshes(), before + 1, "refreshes")

    # Who is at it is killed before the server has heard of it: another one does it.
    def kill_sender(request):
        del scene.authority.before[TOKEN]
        killed.append(find(engines, request))
        killed[0].process.kill()
        return DROP

    killed = []
    before = scene.authority.count_refreshes()
    scene.authority.before[TOKEN] = kill_sender
    scene.clock.pass_by(HOUR)
    calls = [(engine, engine.send("CheckHealth", "s", "")) for engine in engines]
    wait_until(lambda: killed)
    for engine, call in calls:
        if engine not in killed:
            same(json.loads(engine.bus.receive(call)[0])[0]["state"], "healthy")
    same(scene.authority.count_refreshes(), before + 2, "refreshes")
    same(scene.authority.invalid_grants, 0, "tokens that came twice")


def kill_within(scene, engine):
    """The engine dies when the server has retired its token, before it has heard of the new one."""
    dead = threading.Event()

    def kill(request, answer):
        del scene.authority.after[TOKEN]
        engine.process.kill()
        dead.set()
        return DROP

    scene.authority.after[TOKEN] = kill
    scene.clock.pass_by(HOUR)
    engine.send("CheckHealth", "s", "")
    true(dead.wait(60), "the engine asks for a token")
    engine.stop()


@row("D9", "What a death between reply and store costs is one sign-in, with the true reason")
def play_crash(scene):
    engine = scene.start()
    connection = scene.sign_in(engine)
    kept = scene.keyring.read(connection["id"])
    kill_within(scene, engine)
    before = scene.authority.count_refreshes()
    engine = scene.start()
    for _ in range(3):
        report, = engine.check_health()
        same(report["state"], "reconnect-needed")
        message = get_message(report["problem"])
        check_sentence(message)
        true("stopped just while" in message, message)
    same(scene.authority.count_refreshes(), before + 1, "tries with the stored token")
    same(scene.keyring.read(connection["id"]), kept, "what is stored")
    run, _ = engine.start_run()
    same(engine.wait_run(run), ("failed", ["reconnect"]))
    attempt, problems = engine.begin(reconnect=("s", connection["id"]))
    true(attempt, problems)
    visit(scene.authority.allow(attempt.url))
    same(attempt.wait()[1], [])
    true(engine.is_healthy())
    # Nothing of that is left: the next refusal has another reason.
    scene.authority.grant.is_dead = True
    scene.clock.pass_by(HOUR)
    report, = engine.check_health()
    true("stopped just while" not in get_message(report["problem"]), report)

