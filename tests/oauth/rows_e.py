# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: The Convoke developers

"""Part E of the checklist: what nobody sees, and what is gone when it is removed."""

import json
import os

from authority import Response
from browser import visit
from bus import Monitor
from memory import count_in_memory, find_in_bytes, find_in_files
from rows import check_problems, codes, row, same, true
from world import wait_until

TOKEN = "/oauth/token"
HOUR = 3600


def list_secrets(authority, *kinds):
    return [secret for secret, kind in authority.secrets.items() if kind in kinds]


def live_through(scene, engine):
    """Whatever brings a token anywhere: signing in, failing to, renewing, using, ending."""
    scene.sign_in(engine)
    scene.clock.pass_by(HOUR)
    true(engine.is_healthy())
    scene.call("connections", "--json")
    scene.call("health")
    attempt = scene.press_connect(engine)
    attempt.send(state="x", code=scene.authority.make_secret("CODE"))
    visit(attempt.redirect_uri + "?" + attempt.target(
        error="x", error_description=scene.authority.make_secret("NONE")).partition("?")[2])
    attempt.wait()
    for answer in (Response(400, {"error": "invalid_client"}), Response(200, b"<html>")):
        scene.authority.before[TOKEN] = lambda request, answer=answer: answer
        attempt = scene.press_connect(engine)
        visit(scene.authority.allow(attempt.url))
        attempt.wait()
    del scene.authority.before[TOKEN]


@row("E1", "Secrets are in no log, file, argument, variable or message")
def play_canaries(scene):
    monitor = scene.add(Monitor(scene.keyring.address))
    engine = scene.start(environment={"G_MESSAGES_DEBUG": "all", "LIBSECRET_DEBUG": "all"})
    live_through(scene, engine)
    secrets = list_secrets(scene.authority, "AT", "RT", "CODE", "VERIFIER")
    true(len(secrets) >= 9, f"{len(secrets)} secrets")
    found = find_in_files(scene.folder, secrets) + find_in_files(scene.world.folder, secrets)
    for name in ("cmdline", "environ"):
        with open(f"/proc/{engine.process.pid}/{name}", "rb") as file:
            found += find_in_bytes(name, file.read(), secrets)
    found += find_in_bytes("the private socket", engine.bus.history, secrets)
    traffic = monitor.read()
    found += find_in_bytes("the session bus", traffic, secrets)
    for arguments in (("connections",), ("connections", "--json"), ("health",)):
        result = scene.call(*arguments)
        found += find_in_bytes(str(arguments), (result.stdout + result.stderr).encode(), secrets)
    same(found, [])
    # The same looking finds what is there.
    true(b"org.freedesktop.Secret" in traffic, "the session bus was not heard")
    true(find_in_bytes("", engine.bus.history, [scene.authority.user["id"]]))
    true(find_in_files(scene.folder, [scene.authority.user["id"]]))
    true("DEBUG" in engine.read_log(), "debugging output was off")
    engine.call("Disconnect", "s", "")


@row("E2", "The HTTP library's logger is not in the programs")
def play_no_logger(scene):
    for path in (scene.programs.engine, scene.programs.ctl):
        with open(path, "rb") as file:
            program = file.read()
        true(b"soup_session_" in program or path == scene.programs.ctl, "no HTTP library")
        true(b"soup_logger" not in program, f"{path} can log requests")


@row("E3", "A core dump of a service at rest holds no secret")
def play_core_dump(scene):
    engine = scene.start()
    scene.sign_in(engine)
    scene.clock.pass_by(HOUR)
    true(engine.is_healthy())
    secrets = list_secrets(scene.authority, "AT", "RT", "CODE", "VERIFIER")
    true(len(secrets) >= 6, f"{len(secrets)} secrets")
    engine.bus.close()
    # A second at rest, and what it does then is done.
    scene.clock.pass_by(2)
    pid = engine.process.pid

    def count():
        return {scene.authority.secrets[secret]: number
                for secret, number in count_in_memory(pid, secrets).items() if number}
    try:
        wait_until(lambda: not count(), 10)
    except AssertionError:
        same(count(), {})
    true(count_in_memory(pid, [scene.authority.user["id"]])[scene.authority.user["id"]],
         "nothing at all is found")


def list_revoked(authority):
    return [request.form["token"] for request in authority.list("/oauth/revoke")]


def disconnect_later(engine, name):
    return json.loads(engine.call("DisconnectWith", "sa{sv}", name, {"later": ("b", True)})[0])


def count_tombstones(scene, connection):
    return len(scene.keyring.find(connection=connection["id"] + "-ended"))


@row("E4", "Who disconnects ends the grant, now or as soon as the service is there")
def play_revocation(scene):
    engine = scene.start()
    authority = scene.authority
    scene.sign_in(engine)
    tokens = {authority.grant.refresh_token, *authority.grant.access_tokens}
    same(engine.call("Disconnect", "s", engine.list_connections()[0]["id"]), ("[]",))
    same(set(list_revoked(authority)), tokens, "what was revoked")
    # The service is away: nothing changes, unless the user wants it later.
    connection = scene.sign_in(engine)
    kept = scene.keyring.read(connection["id"])
    authority.before["/oauth/revoke"] = lambda request: Response(503, b"", [("Retry-After", "30")])
    result = engine.call("Disconnect", "s", connection["id"])
    check_problems(json.loads(result[0]), "disconnect-offline")
    same((scene.keyring.read(connection["id"]), len(engine.list_connections())), (kept, 1))
    result = scene.call("disconnect", connection["name"])
    true(result.returncode == 4 and "--later" in result.stderr, result.stderr)
    same(codes(disconnect_later(engine, connection["id"])), ["revoke-later"])
    same((scene.keyring.find(connection=connection["id"]), engine.list_connections()), ([], []))
    same(count_tombstones(scene, connection), 1)
    same(find_in_files(scene.folder, list_secrets(authority, "AT", "RT")), [])
    # It is tried again, also by another engine, until it works.
    engine.stop()
    engine = scene.start()
    engine.list_connections()
    before = len(list_revoked(authority))
    scene.pass_until(engine, 20, lambda: len(list_revoked(authority)) > before)
    same(count_tombstones(scene, connection), 1)
    del authority.before["/oauth/revoke"]
    scene.pass_until(engine, 60, lambda: not count_tombstones(scene, connection))
    true(authority.grant.is_dead, "the grant")
    # A token that the service does not know is ended; one that is never ended is given up.
    connection = scene.sign_in(engine)
    authority.before["/oauth/revoke"] = lambda request: Response(200, {"status": "success"})
    same(engine.call("Disconnect", "s", connection["id"]), ("[]",))
    connection = scene.sign_in(engine)
    authority.before["/oauth/revoke"] = lambda request: Response(503, b"")
    same(codes(disconnect_later(engine, connection["id"])), ["revoke-later"])
    scene.clock.pass_by(8 * 24 * HOUR)
    scene.pass_until(engine, 60, lambda: not count_tombstones(scene, connection))
    # A keyring that is locked is said to be.
    del authority.before["/oauth/revoke"]
    connection = scene.sign_in(engine)
    scene.keyring.lock()
    result = engine.call("Disconnect", "s", connection["id"])
    check_problems(json.loads(result[0]), "keyring-locked")
    scene.keyring.unlock()
    same(len(engine.list_connections()), 1)


@row("E5", "A connection that was removed has left nothing behind")
def play_removal(scene):
    engine = scene.start()
    connection = scene.sign_in(engine)
    name = connection["name"]
    scene.clock.pass_by(HOUR)
    true(engine.is_healthy())
    true(scene.keyring.find(connection=connection["id"]), "an item before")
    folder = os.path.join(scene.world.folder, ".local/share/convoke/accounts", connection["id"])
    true(os.path.isdir(folder), "a folder before")
    same(engine.call("Disconnect", "s", name), ("[]",))
    same(scene.keyring.find(connection=connection["id"]), [])
    wait_until(lambda: not os.path.exists(folder))
    same(engine.list_connections(), [])
    report, = engine.check_health(name)
    true(report["state"] != "healthy" and report["problem"]["code"] == "unknown-connection")
    run, problems = engine.start_run(connections={"zoom": name})
    same(run, "")
    true(name in check_problems(problems), problems)
    # Nor after a restart.
    engine.stop()
    engine = scene.start()
    same(engine.list_connections(), [])
    same(scene.keyring.find(connection=connection["id"]), [])


@row("E6", "Everything can be forgotten, and it is written where")
def play_forgetting(scene):
    engine = scene.start()
    first = scene.sign_in(engine)
    scene.authority.user = {"id": "other-" + first["account"], "email": "other@example.com"}
    second = scene.sign_in(engine)
    run, _ = engine.start_run(connections={"zoom": first["id"]})
    engine.wait_run(run)
    third = scene.sign_in(engine, memory=("b", True), client_id=("s", "another"))
    same(len({first["id"], second["id"], third["id"]}), 3)
    # Not by accident.
    true(scene.call("reset").returncode != 0, "a reset that nobody confirmed")
    same(len(engine.list_connections()), 3)
    result = scene.call("reset", "--yes")
    same(result.returncode, 0, result.stderr)
    same(engine.list_connections(), [])
    for connection in (first, second):
        same(scene.keyring.find(connection=connection["id"]), [])
        folder = os.path.join(scene.world.folder, ".local/share/convoke/accounts", connection["id"])
        wait_until(lambda folder=folder: not os.path.exists(folder))
    true(all(grant.is_dead for grant in scene.authority.grants), "the grants")
    engine.stop()
    words = [first["id"], second["id"], first["account"],
             *list_secrets(scene.authority, "AT", "RT")]
    same([place for place, _ in find_in_files(scene.path("data"), words)], [])
    true("reset" in scene.programs.read("data/convokectl.1"), "the manual says nothing of it")
