# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: The Convoke developers

"""Part A of the checklist: starting an attempt."""

import base64
import hashlib
import json
import os
import re
import subprocess
import urllib.parse

from browser import request, visit
from rows import check_problems, check_sentence, row, same, true, within
from sockets import get_listeners
from tools import (get_trace, install_browser, make_connector, read_maps, start_traced,
                   take_opened)
from world import PATIENCE, Authority, wait_until

BASE64URL = re.compile(r"^[A-Za-z0-9_-]{43}$")


@row("A1", "Only the system's browser, and no web view in the process")
def play_system_browser(scene):
    install_browser(scene)
    engine = scene.start()
    process = subprocess.Popen(
        [scene.programs.ctl, "connect", "zoom", "--server", scene.authority.url, "--client-id", "x",
         "--data-dir", engine.data], env=scene.environment, stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    url = take_opened(scene)
    true(url.startswith(scene.authority.url + "/oauth/authorize?"), url)
    visit(scene.authority.allow(url))
    output, errors = process.communicate(timeout=PATIENCE)
    same(process.returncode, 0, output + errors)
    for pid in (engine.process.pid,):
        maps = read_maps(pid)
        true("libsoup" in maps, "the libraries of the process cannot be seen")
        same(re.findall(r"\S*(?:webkit|webengine|libcef)\S*", maps, re.IGNORECASE), [],
             "a web view")


@row("A2", "The address for the browser is one that was checked")
def play_checked_address(scene):
    opened = install_browser(scene)
    engine = scene.start()
    good = scene.authority.url + "/oauth/authorize"
    addresses = [
        "file:///etc/passwd", "--x", "$(touch x)", "https://a@b/", "https://a:b@127.0.0.1/",
        "javascript:alert(1)", "http://example.com/authorize", "http://127.0.0.1.example.com/a",
        "http://localhost:1/a", "https://a/\nb", "https://a/\tb", "https://exa mple.com/",
        "https://a\\b/", "ftp://127.0.0.1/", "", " https://a/", "https:///a", "https://a/#f",
        "https://a/\u202eb",
    ]
    for address in addresses:
        file = make_connector(scene, authorize_url=address)
        attempt, problems = engine.begin(connector=("ay", file), client_id=("s", "x"))
        same(attempt and attempt.url, None, f"the address {address!r}")
        check_problems(problems)
    for server in addresses:
        attempt, problems = engine.begin(server=("s", server), client_id=("s", "x"))
        same(attempt and attempt.url, None, f"the server {server!r}")
        check_sentence(problems[0]["message_id"])
    result = scene.call("connect", "zoom", "--server", "file:///etc/passwd", "--client-id", "x")
    same((result.returncode, result.stdout), (2, ""), result.stderr)
    # The same with nothing wrong: it is the addresses that were refused.
    attempt, problems = engine.begin(
        connector=("ay", make_connector(scene, authorize_url=good)), client_id=("s", "x"))
    true(attempt and attempt.url.startswith(good + "?"), problems)
    same(os.listdir(opened), [], "what the browser was given")


@row("A3", "The code flow and no other")
def play_code_flow(scene):
    engine = scene.start()
    attempt = scene.press_connect(engine)
    same(attempt.query["response_type"], ["code"])
    for target in (attempt.target(access_token="CANARYAT", token_type="bearer"),
                   attempt.target(id_token="x"),
                   attempt.target(code=None) + "#access_token=CANARYAT&state=" + attempt.state):
        same(request(attempt.port, target).status, 400, target)
    visit(scene.authority.allow(attempt.url))
    same(attempt.wait()[1], [])
    scene.clock.pass_by(3500)
    true(engine.is_healthy())
    same({sent.form["grant_type"] for sent in scene.authority.list("/oauth/token")},
         {"authorization_code", "refresh_token"})


def press_often(scene, engine, count):
    """Presses Connect and gives up, again and again; the addresses that came."""
    for _ in range(count):
        attempt = scene.press_connect(engine, memory=("b", True))
        yield attempt
        attempt.cancel()
        attempt.wait()


@row("A4", "The state is 256 bits of the system's randomness, or there is no attempt")
def play_state(scene):
    engine = scene.start()
    count = scene.programs.pick(500, 100000)
    states = [attempt.state for attempt in press_often(scene, engine, count)]
    same(len(set(states)), count, "states that differ")
    for state in states:
        true(BASE64URL.match(state), state)
    totals = [0] * 256
    for state in states:
        for byte in base64.urlsafe_b64decode(state + "="):
            totals[byte] += 1
    expected = 32 * count / 256
    # 255 degrees of freedom: beyond these bounds lies one in some billions.
    within(sum((total - expected) ** 2 / expected for total in totals), 130, 420, "chi square")
    scene.clock.set("fails_random", 1)
    attempt, problems = engine.begin(server=("s", scene.authority.url), memory=("b", True))
    same(attempt, None, "an attempt without randomness")
    same(len(problems), 1)
    scene.clock.set("fails_random", 0)
    scene.press_connect(engine).cancel()


@row("A5", "The verifier is random, too, and not made from the time")
def play_verifier(scene):
    engine = scene.start()
    verifiers = []
    states = []
    scene.clock.freeze_wall()
    for _ in range(8):
        attempt = scene.press_connect(engine, memory=("b", True))
        visit(scene.authority.allow(attempt.url))
        same(attempt.wait()[1], [])
        sent = scene.authority.list("/oauth/token")[-1]
        verifiers.append(sent.form["code_verifier"])
        states.append(attempt.state)
    for verifier in verifiers:
        true(BASE64URL.match(verifier), verifier)
    same(len(set(verifiers + states)), 16, "verifiers and states that differ")


@row("A6", "The challenge is S256 of the verifier, and says so")
def play_challenge(scene):
    engine = scene.start()
    attempt = scene.press_connect(engine)
    same(attempt.query["code_challenge_method"], ["S256"])
    visit(scene.authority.allow(attempt.url))
    same(attempt.wait()[1], [])
    verifier = scene.authority.list("/oauth/token")[0].form["code_verifier"]
    digest = hashlib.sha256(verifier.encode()).digest()
    same(attempt.query["code_challenge"],
         [base64.urlsafe_b64encode(digest).rstrip(b"=").decode()])


@row("A7", "The listener is there before the browser, and stays the same one")
def play_listener_first(scene):
    engine = start_traced(scene, "bind,sendmsg")
    count = scene.programs.pick(50, 1000)
    for _ in range(count):
        attempt = scene.press_connect(engine, memory=("b", True))
        # A browser with a session comes back at once.
        same(visit(scene.authority.allow(attempt.url))[-1].status, 200)
        same(attempt.wait()[1], [])
    attempt = scene.press_connect(engine, memory=("b", True))
    lines = get_trace(scene, engine)
    binds = [number for number, line in enumerate(lines)
             if re.search(r"\bbind\(.*AF_INET\b.* = 0", line)]
    same(len(binds), count + 1, "ports that were bound")
    told = [number for number, line in enumerate(lines)
            if "sendmsg(" in line and "response_type=code" in line]
    same(len(told), count + 1, "addresses that were handed out")
    true(all(bind < tell for bind, tell in zip(binds, told)), "the order of ports and addresses")


@row("A8", "It listens on 127.0.0.1 and nowhere else, also with a port of one's own")
def play_loopback_only(scene):
    engine = scene.start()
    attempt = scene.press_connect(engine)
    same(get_listeners(engine.process.pid), [("127.0.0.1", attempt.port)])
    attempt.cancel()
    attempt.wait()
    busy = scene.add(Authority())
    attempt, problems = engine.begin(server=("s", scene.authority.url), client_id=("s", "x"),
                                     port=("q", busy.port))
    same(attempt, None, "a port that is taken")
    true(str(busy.port) in check_problems(problems), problems)
    wait_until(lambda: get_listeners(engine.process.pid) == [])
    free = scene.add(Authority())
    free.close()
    attempt = scene.press_connect(engine, port=("q", free.port))
    same(get_listeners(engine.process.pid), [("127.0.0.1", free.port)])
    same(attempt.port, free.port)


@row("A9", "The redirect address is the IP literal, and the same in both requests")
def play_redirect_uri(scene):
    engine = scene.start()
    attempt = scene.press_connect(engine)
    true(attempt.redirect_uri.startswith("http://127.0.0.1:"), attempt.redirect_uri)
    visit(scene.authority.allow(attempt.url))
    same(attempt.wait()[1], [])
    body = scene.authority.list("/oauth/token")[0].body.decode()
    sent = dict(part.split("=", 1) for part in body.split("&"))
    same(urllib.parse.unquote(sent["redirect_uri"]), attempt.redirect_uri)


@row("A10", "The path of the callback is exact, and random where the service allows it")
def play_callback_path(scene):
    engine = scene.start()
    same(scene.press_connect(engine).path, "/callback")
    file = make_connector(scene, redirect_path="random")
    attempts = [scene.press_connect(engine, connector=("ay", file), client_id=("s", f"client-{n}"))
                for n in range(2)]
    true(attempts[0].path != attempts[1].path, "the paths of two attempts")
    for attempt, other in (attempts, reversed(attempts)):
        true(re.match(r"^/callback/[A-Za-z0-9_-]{22,}$", attempt.path), attempt.path)
        for path in ("/callback", other.path, attempt.path + "x", "/callback/"):
            target = attempt.target(code="CANARYCODE").replace(attempt.path, path, 1)
            same(request(attempt.port, target).status, 404, target)
    for attempt in attempts:
        visit(scene.authority.allow(attempt.url))
        same(attempt.wait()[1], [])


@row("A11", "What was granted is compared with what was asked for")
def play_scopes(scene):
    engine = scene.start()
    asked = json.loads(scene.programs.read("src/connectors/zoom.json"))["auth"]["scopes"]
    attempt = scene.press_connect(engine)
    same(attempt.query["scope"], [" ".join(asked)])
    missing = "meeting:delete:meeting"
    scene.authority.grants_scopes = [scope for scope in asked if scope != missing]
    visit(scene.authority.allow(attempt.url))
    connection, problems = attempt.wait()
    same(problems, [])
    same(connection["missing_scopes"], [missing])
    same(sorted(connection["scopes"]), sorted(scene.authority.grants_scopes))
    # With everything granted nothing is missing.
    scene.authority.grants_scopes = None
    same(scene.sign_in(engine)["missing_scopes"], [])


@row("A12", "One attempt at a time: a new one ends the one before")
def play_one_attempt(scene):
    engine = scene.start()
    attempts = []
    for _ in range(50):
        attempts.append(scene.press_connect(engine))
        attempts[-1].watch()
    last = attempts.pop()
    wait_until(lambda: [port for _, port in get_listeners(engine.process.pid)] == [last.port])
    for attempt in attempts:
        # Its state means nothing to the one that listens now.
        same(last.send(state=attempt.state, code="CANARYCODE").status, 400)
        connection, problems = attempt.wait()
        same(connection, None)
        check_problems(problems)
    visit(scene.authority.allow(last.url))
    same(last.wait()[1], [])
    same(len(scene.authority.list("/oauth/token")), 1, "token requests")

