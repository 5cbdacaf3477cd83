# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: The Convoke developers

"""Part C of the checklist, second half: whose secret it is, and whose account."""

import base64
import json
import os
import re

from browser import visit
from memory import find_in_files
from rows import check_problems, row, same, true
from tools import find_keys

TOKEN = "/oauth/token"
SECRET = "CANARYSECRET0123456789abcdefABCD"


def open_secret(text):
    """A file to read a secret from."""
    read, write = os.pipe()
    os.write(write, text.encode() + b"\n")
    os.close(write)
    return read


def looks_random(text):
    """As Zoom's client secrets do: 32 letters of both cases and digits, without much order."""
    return (re.search(rb"[0-9]", text) and re.search(rb"[a-z]", text) and re.search(rb"[A-Z]", text)
            and len(set(text)) > 16)


@row("C2", "No secret is built in; the user's own is in the keyring and in the header")
def play_client_secret(scene):
    for path in (scene.programs.engine, scene.programs.ctl):
        same([text for text in find_keys(path, rb"(?<![0-9A-Za-z])[0-9A-Za-z]{32}(?![0-9A-Za-z])")
              if looks_random(text)], [], path)
    true("secret" not in scene.programs.read("meson_options.txt"), "an option with a secret")
    engine = scene.start()
    file = open_secret(SECRET)
    connection = scene.sign_in(engine, client_secret=("h", file))
    os.close(file)
    scene.clock.pass_by(3600)
    true(engine.is_healthy())
    basic = "Basic " + base64.b64encode(f"CanaryClientId:{SECRET}".encode()).decode()
    for request in scene.authority.list(TOKEN):
        same(request.get("Authorization"), basic)
        true("client_secret" not in request.form and SECRET not in request.target)
    same(scene.keyring.read(connection["id"])["client_secret"], SECRET)
    same(find_in_files(scene.folder, [SECRET]), [])
    same(find_in_files(scene.world.folder, [SECRET]), [])
    engine.call("Disconnect", "s", connection["id"])
    # Without one it is a public client.
    before = len(scene.authority.list(TOKEN))
    scene.sign_in(engine)
    request, = scene.authority.list(TOKEN)[before:]
    same((request.get("Authorization"), request.form["client_id"]), (None, "CanaryClientId"))


def reconnect(scene, engine, connection):
    attempt, problems = engine.begin(reconnect=("s", connection["name"]))
    true(attempt, problems)
    visit(scene.authority.allow(attempt.url))
    return attempt


def answer(engine, attempt, replace):
    connection, problems = engine.call("AnswerConnect", "sb", attempt.name, replace)
    return json.loads(connection), json.loads(problems)


@row("C8", "Another account is asked about, the same one takes its old place")
def play_accounts(scene):
    engine = scene.start()
    first = dict(scene.authority.user)
    before = scene.sign_in(engine)
    kept = scene.keyring.read(before["id"])
    same((before["account"], before["name"]), (first["id"], first["email"]))
    # The same account again: one connection, with the new token.
    again = scene.sign_in(engine)
    same((again["id"], again["name"]), (before["id"], before["name"]))
    attempt = reconnect(scene, engine, before)
    same(attempt.wait()[1], [])
    same([connection["id"] for connection in engine.list_connections()], [before["id"]])
    true(scene.keyring.read(before["id"])["refresh_token"] != kept["refresh_token"])
    # Another account: nothing has changed until the user says so.
    scene.authority.user = {"id": "other-" + first["id"], "email": "other@example.com"}
    listed = engine.list_connections()
    kept = scene.keyring.read(before["id"])
    attempt = reconnect(scene, engine, before)
    connection, problems = attempt.wait()
    same(connection, None)
    message = check_problems(problems, "another-account")
    true(first["email"] in message and "other@example.com" in message, message)
    same((engine.list_connections(), scene.keyring.read(before["id"])), (listed, kept))
    other = scene.authority.grant
    same(answer(engine, attempt, False)[0], None)
    true(other.is_dead, "the grant that nobody wants")
    same((engine.list_connections(), scene.keyring.read(before["id"])), (listed, kept))
    true(engine.is_healthy(), "the old one")
    # Now the user wants it.
    attempt = reconnect(scene, engine, before)
    same(attempt.wait()[0], None)
    connection, problems = answer(engine, attempt, True)
    same(problems, [])
    same((connection["id"], connection["account"]), (before["id"], "other-" + first["id"]))
    same([listed["id"] for listed in engine.list_connections()], [before["id"]])
    true(engine.is_healthy(), "the new one")
    true(scene.authority.grants[-3].is_dead, "the grant that was replaced")
