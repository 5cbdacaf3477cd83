# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: The Convoke developers

"""Part C of the checklist: the code becomes a token."""

import json
import subprocess

import certificates
from authority import DROP, Response, Server
from browser import visit
from hostile import make_token_replies
from rows import check_problems, codes, row, same, true
from world import Authority

FORM = "application/x-www-form-urlencoded"
TOKEN = "/oauth/token"


def try_sign_in(scene, engine, authority=None, **options):
    """A sign-in with Allow that may fail: the connection or None, and the problems."""
    attempt = scene.press_connect(engine, authority, **options)
    visit((authority or scene.authority).allow(attempt.url))
    return attempt.wait()


@row("C1", "A POST with a form; a secret only in the header")
def play_form(scene):
    engine = scene.start()
    scene.sign_in(engine)
    scene.clock.pass_by(3500)
    true(engine.is_healthy())
    engine.call("Disconnect", "s", engine.list_connections()[0]["name"])
    sent = [request for request in scene.authority.requests if request.path.startswith("/oauth/")]
    same([request.path for request in sent[:3]], [TOKEN, TOKEN, "/oauth/revoke"])
    for request in sent:
        same((request.method, request.get("Content-Type")), ("POST", FORM))
        same(request.query, "", "a query")
        same((request.get("Authorization"), request.form["client_id"]), (None, "CanaryClientId"))
    for request in scene.authority.requests:
        true("CANARY" not in request.target, request.target)


@row("C3", "A code is used at once, and only once, whatever becomes of the answer")
def play_once(scene):
    engine = scene.start()
    for name in ("before", "after"):
        hooks = getattr(scene.authority, name)
        hooks[TOKEN] = lambda *arguments: DROP
        connection, problems = try_sign_in(scene, engine)
        same(connection, None)
        true("again" in check_problems(problems, "offline"), problems)
        del hooks[TOKEN]
    sent = [request.form["code"] for request in scene.authority.list(TOKEN)]
    same((len(sent), len(set(sent))), (2, 2), "codes that were sent")
    same(engine.list_connections(), [])
    scene.sign_in(engine)


@row("C4", "A token request follows no redirect")
def play_redirects(scene):
    engine = scene.start()
    thief = scene.add(Server())
    for status in (301, 302, 303, 307, 308):
        for url in (thief.url + "/oauth/token", scene.authority.url + "/elsewhere", "/elsewhere"):
            scene.authority.before[TOKEN] = lambda request, url=url, status=status: Response(
                status, {}, [("Location", url)])
            connection, problems = try_sign_in(scene, engine)
            same((status, url, connection), (status, url, None))
            check_problems(problems)
    same(thief.requests, [], "requests to another host")
    same(scene.authority.list("/elsewhere"), [], "requests to another path")
    del scene.authority.before[TOKEN]
    connection = scene.sign_in(engine)
    scene.authority.before[TOKEN] = lambda request: Response(
        307, {}, [("Location", thief.url + "/oauth/token")])
    scene.clock.pass_by(3700)
    true(not engine.is_healthy())
    same(thief.requests, [], "requests to another host")
    del scene.authority.before[TOKEN]
    scene.clock.pass_by(120)
    true(engine.is_healthy(connection["name"]))


@row("C5", "A server whose certificate is not right is not talked to")
def play_certificates(scene):
    folder = certificates.make(scene.world)
    roots = {"CVK_FAKE_ROOTS": certificates.get_roots(folder)}
    for name in certificates.BAD:
        bad = scene.add(Authority(certificates.load(folder, name)))
        connection, problems = try_sign_in(scene, scene.start(name, environment=roots), bad)
        same((name, connection, bad.requests), (name, None, []))
        true("certificate" in check_problems(problems, "offline"), f"{name}: {problems}")
    same(len(certificates.BAD), 8)
    good = scene.add(Authority(certificates.load(folder, "good")))
    connection, problems = try_sign_in(scene, scene.start(environment=roots), good)
    same(problems, [], "with a good certificate")
    true(connection["api_url"].startswith("https://"))
    for path in subprocess.run(
            ["grep", "-rlE", "accept[-_]certificate|tls[-_]validat|ssl-strict",
             scene.programs.source + "/src"], capture_output=True, text=True).stdout.split():
        raise AssertionError(f"{path} decides about certificates by itself")


@row("C6", "Only a reply that is right in every member is taken")
def play_replies(scene):
    engine = scene.start()
    authority = scene.authority
    right = {"access_token": "CANARYATright", "token_type": "bearer", "expires_in": 3600,
             "refresh_token": "CANARYRTright", "scope": "a b"}
    replies = list(make_token_replies(right))
    before = scene.keyring.find(application="app.convoke.Convoke")
    true(len(replies) >= 60, f"{len(replies)} replies")
    for name, reply in replies:
        authority.before[TOKEN] = lambda request, reply=reply: reply
        connection, problems = try_sign_in(scene, engine)
        same((name, connection, authority.list("/v2/users/me")), (name, None, []))
        message = check_problems(problems)
        true("right" not in message, message)
    same(engine.list_connections(), [])
    same(scene.keyring.find(application="app.convoke.Convoke"), before, "what was stored")
    # What differs from the right one without being wrong.
    for extra in ({"token_type": "BeArEr"}, {"unknown": {"a": [1]}, "x": None}, {"expires_in": 1},
                  {"expires_in": 10 ** 7}, {"access_token_hint": "x"}):
        del authority.before[TOKEN]
        authority.extra = extra
        same((extra, try_sign_in(scene, engine)[1]), (extra, []))
        authority.before[TOKEN] = None
    authority.extra = {}
    del authority.before[TOKEN]
    authority.after[TOKEN] = lambda request, answer: Response(
        200, {name: value for name, value in json.loads(answer.body).items()
              if name != "expires_in"})
    same(try_sign_in(scene, engine)[1], [], "without a lifetime")


ZOOM = (4700, 4702, 4704, 4705, 4706, 4709, 4711, 4717, 4733, 4734, 4735, 4737, 4738, 4741)
STANDARD = ("invalid_request", "invalid_client", "invalid_grant", "unauthorized_client",
            "unsupported_grant_type", "invalid_scope")


@row("C7", "Each refusal has a sentence of its own")
def play_refusals(scene):
    engine = scene.start()
    answers = [Response(400, {"code": number, "message": "CANARYno"}) for number in ZOOM]
    answers += [Response(401, {"errorCode": number, "status": False}) for number in ZOOM]
    answers += [Response(400, {"error": name, "reason": "CANARYno"}) for name in STANDARD]
    answers += [Response(401, {"error": "invalid_client"}), Response(400, {"error": "x_other"}),
                Response(400, b"<html>", kind="text/html"), Response(401, b""), Response(400, b"{"),
                Response(403, b"Forbidden"), Response(404, b""), Response(400, {"error": ""}),
                Response(400, {"error": "\u202e" + "a" * 5000}), Response(429, b""),
                Response(500, b""), Response(503, {"error": "invalid_grant"})]
    messages = {}
    for answer in answers:
        scene.authority.before[TOKEN] = lambda request, answer=answer: answer
        connection, problems = try_sign_in(scene, engine)
        same(connection, None)
        message = check_problems(problems)
        true(len(message) < 400, message)
        messages[answer.status, answer.body] = message
        same(codes(problems)[0], {429: "rate-limited", 500: "offline", 503: "offline"}.get(
            answer.status, codes(problems)[0]))
    for number in ZOOM:
        same(2, sum(f"({number})" in message for message in messages.values()),
             f"sentences about {number}")
    same(len(set(list(messages.values())[:len(ZOOM)])), len(ZOOM), "different sentences")
    same(engine.list_connections(), [])

