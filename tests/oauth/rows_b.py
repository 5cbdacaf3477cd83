# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: The Convoke developers

"""Part B of the checklist: the callback, and who else comes to the loopback port. In each row the
attempt has to go on, or to end, as if nobody else had been there."""

import noise
from browser import NAVIGATION, make_request, request, send_raw, visit
from rows import check_problems, codes, row, same, true
from tools import make_connector
from world import Authority


def end_well(scene, attempt):
    """The user presses Allow after all; the connection."""
    replies = visit(scene.authority.allow(attempt.url))
    same(replies[-1].status, 200, "the last page")
    connection, problems = attempt.wait()
    same(problems, [])
    return connection


@row("B1", "The path is taken as it is written")
def play_exact_path(scene):
    engine = scene.start()
    attempt = scene.press_connect(engine)
    query = "?" + attempt.target(code="CANARYCODE").partition("?")[2]
    # What a general HTTP server takes for the callback (finding 9 of our notes on libsoup).
    wrong = ["/callback/x", "/callback/", "/%63allback", "//callback", "/x/../callback",
             "/./callback", "/CALLBACK", "/callback;x", "/callback%00", "/callbackx",
             f"http://127.0.0.1:{attempt.port}/callback"]
    for path in wrong:
        reply = request(attempt.port, path + query)
        true(reply.status in (400, 404), f"{path}: {reply}")
    same(scene.authority.requests, [], "requests because of them")
    end_well(scene, attempt)


@row("B2", "Only GET")
def play_method(scene):
    attempt = scene.press_connect(scene.start())
    for method in ("POST", "HEAD", "OPTIONS", "PUT", "DELETE", "PATCH", "TRACE", "get"):
        reply = request(attempt.port, attempt.target(code="CANARYCODE"), method=method)
        same((method, reply.status), (method, 405))
        same(reply.headers.get("allow"), "GET")
    same(scene.authority.requests, [], "requests because of them")
    end_well(scene, attempt)


@row("B3", "The host is the address that listens, said once")
def play_host(scene):
    attempt = scene.press_connect(scene.start())
    own = f"127.0.0.1:{attempt.port}"
    for host in ("", "evil.example", f"evil.example:{attempt.port}", "127.0.0.1", "127.0.0.1:1",
                 f"localhost:{attempt.port}", f"127.0.0.1:{attempt.port}.", f"0:{attempt.port}",
                 [own, own], [own, "evil.example"], ["evil.example", own]):
        reply = request(attempt.port, attempt.target(code="CANARYCODE"), host=host)
        true(reply.status in (400, 421), f"{host}: {reply}")
    same(scene.authority.requests, [], "requests because of them")
    end_well(scene, attempt)


@row("B4", "Other pages' images, scripts, frames and forms are turned away")
def play_origin(scene):
    attempt = scene.press_connect(scene.start())
    sent = [
        (("Sec-Fetch-Mode", "no-cors"), ("Sec-Fetch-Dest", "image")),
        (("Sec-Fetch-Mode", "cors"), ("Sec-Fetch-Dest", "empty"),
         ("Origin", "https://evil.example")),
        (("Sec-Fetch-Mode", "navigate"), ("Sec-Fetch-Dest", "iframe")),
        (("Sec-Fetch-Mode", "navigate"), ("Sec-Fetch-Dest", "object")),
        (("Sec-Fetch-Mode", "websocket"), ("Sec-Fetch-Dest", "websocket")),
        (("Origin", "https://evil.example"),),
        (("Origin", "null"),),
        (("Origin", "http://127.0.0.1"),),
        (("Origin", f"http://localhost:{attempt.port}"),),
    ]
    for headers in sent:
        reply = attempt.send(headers=headers, code="CANARYCODE")
        same((headers, reply.status), (headers, 403))
    same(scene.authority.requests, [], "requests because of them")
    # Browsers that send none of these headers are served.
    same(visit(scene.authority.allow(attempt.url), headers=())[-1].status, 200)
    same(attempt.wait()[1], [])


@row("B5", "Who does not know the state changes nothing")
def play_state_first(scene):
    attempt = scene.press_connect(scene.start())
    attempt.watch()
    count = scene.programs.pick(500, 10000)
    wrong = [None, "", attempt.state[:-1], attempt.state + "x", "!" + attempt.state[1:],
             attempt.state.swapcase()]
    for number in range(count):
        state = wrong[number] if number < len(wrong) else f"{number:043}"
        answer = [{"code": "CANARYCODE"}, {"error": "access_denied"}, {}][number % 3]
        reply = attempt.send(state=state, **answer)
        same((state, reply.status), (state, 400))
    same(scene.authority.requests, [], "requests because of them")
    end_well(scene, attempt)


@row("B6", "A wrong state teaches nobody anything")
def play_constant_reply(scene):
    attempt = scene.press_connect(scene.start())
    replies = {attempt.send(state=state, code=code).data
               for state in ("", "x", "x" * 43, attempt.state[:-1],
                             attempt.state[:len(attempt.state) // 2],
                             attempt.state[:-1] + "!", attempt.state + attempt.state)
               for code in ("", "CANARYCODE", "<script>")}
    same(len(replies), 1, "different replies")
    reply, = replies
    # Who adds the app on the service's own pages comes without a state, and is told where to start.
    start, = {attempt.send(state=None, code=code).data for code in ("x", "CANARYCODE", "<script>")}
    true(b"start" in start.lower() and start.startswith(b"HTTP/1.1 400 "), start)
    for secret in (attempt.state, attempt.state[:8], "CANARY", "script"):
        true(secret.encode() not in reply + start, f"{secret} in the reply")
    end_well(scene, attempt)


@row("B7", "What is said twice is not taken once")
def play_duplicates(scene):
    attempt = scene.press_connect(scene.start())
    right = attempt.target(code="CANARYCODE")
    for extra in ("&code=CANARYCODE", "&code=x", "&state=" + attempt.state, "&state=x",
                  "&error=access_denied&error=access_denied", "&iss=a&iss=a", "&iss=a&iss=b",
                  "&c%6Fde=x", "&error_description=a&error_description=b"):
        same((extra, request(attempt.port, right + extra).status), (extra, 400))
    same(scene.authority.requests, [], "requests because of them")
    end_well(scene, attempt)


@row("B8", "The first valid callback counts, and a code is used once")
def play_first_callback(scene):
    engine = scene.start()
    attempt = scene.press_connect(engine)
    location = scene.authority.allow(attempt.url)
    right = make_request(attempt.port, location[location.index("/callback"):], headers=NAVIGATION)
    replies = [send_raw(attempt.port, right) for _ in range(3)]
    same(len({reply.data for reply in replies}), 1, "different replies")
    true(replies[0].status < 400, replies[0])
    other = attempt.send(code=scene.authority.make_secret("CODE"))
    same(other.status, 400, "another code")
    same(attempt.send(error="access_denied").status, 400, "an error after the code")
    same(request(attempt.port, "/done").status, 200, "the page at the end")
    same(attempt.wait()[1], [])
    same(len(scene.authority.list("/oauth/token")), 1, "token requests")


@row("B9", "Whoever declines has changed nothing")
def play_declined(scene):
    engine = scene.start()
    before = scene.sign_in(engine)
    payload = scene.keyring.read(before["id"])
    expected = {"access_denied": "declined", "invalid_request": "sign-in-refused",
                "unauthorized_client": "sign-in-refused", "invalid_scope": "sign-in-refused",
                "unsupported_response_type": "sign-in-refused", "server_error": "offline",
                "temporarily_unavailable": "offline", "x_unknown": "sign-in-refused",
                "": "sign-in-refused"}
    for error, code in expected.items():
        attempt = scene.press_connect(engine)
        same(visit(attempt.redirect_uri + "?" + attempt.target(error=error).partition("?")[2])[-1]
             .status, 200)
        connection, problems = attempt.wait()
        same((error, connection, codes(problems)), (error, None, [code]))
        check_problems(problems)
    # Neither is an empty code one.
    attempt = scene.press_connect(engine)
    same(attempt.send(code="").status, 400)
    attempt.cancel()
    same(scene.keyring.read(before["id"]), payload)
    same([connection["id"] for connection in engine.list_connections()], [before["id"]])
    true(engine.is_healthy())


@row("B10", "A description is shown as text, short and tame, and on no page")
def play_description(scene):
    engine = scene.start()
    texts = ["<script>alert(1)</script>", '<span size="1000000000">x</span>', "a" * 3000,
             "\u202eevil\u2066", "\x1b]0;title\x07", "${7*7} %s %n", "\ud55c\uae00 " * 200,
             "&amp;<b>"]
    for text in texts:
        attempt = scene.press_connect(engine)
        answer = {"error": "x", "error_description": text, "error_uri": "https://evil.example/"}
        reply = attempt.send(**answer)
        if "\x1b" in text:
            same(reply.status, 400)
            attempt.cancel()
            continue
        true(reply.status < 400, reply)
        pages = [reply, request(attempt.port, "/done")]
        same(b"".join(page.data for page in pages).count(text[:8].encode()), 0, "on a page")
        problems = attempt.wait()[1]
        message = check_problems(problems)
        true(len(message) < 500, f"a message of {len(message)} characters")
        true("evil.example" not in message, message)
    # As plain text it comes through.
    attempt = scene.press_connect(engine)
    visit(attempt.redirect_uri + "?" + attempt.target(error="x", error_description="Ask Zoë <b>.")
          .partition("?")[2])
    true("Ask Zoë <b>." in check_problems(attempt.wait()[1]))


@row("B11", "The issuer, where one is expected or said, is the right one")
def play_issuer(scene):
    engine = scene.start()
    issuer = scene.authority.url
    allow = scene.authority.allow
    file = make_connector(scene, issuer=issuer, issuer_required=True)
    attempt = scene.press_connect(engine, connector=("ay", file))
    for wrong in (None, "", issuer + "/", issuer.upper(), "https://evil.example"):
        for answer in ({"code": "CANARYCODE"}, {"error": "access_denied"}):
            same((wrong, attempt.send(iss=wrong, **answer).status), (wrong, 400))
    same(visit(allow(attempt.url) + "&iss=" + issuer)[-1].status, 200)
    same(attempt.wait()[1], [])
    # Not required: it may be missing, and must be right when it is there.
    file = make_connector(scene, issuer=issuer)
    attempt = scene.press_connect(engine, connector=("ay", file))
    same(attempt.send(iss="https://evil.example", code="CANARYCODE").status, 400)
    same(visit(allow(attempt.url))[-1].status, 200)
    same(attempt.wait()[1], [])
    # An error with the right issuer counts.
    attempt = scene.press_connect(engine, connector=("ay", file))
    visit(attempt.redirect_uri + "?" + attempt.target(error="access_denied", iss=issuer)
          .partition("?")[2])
    same(codes(attempt.wait()[1]), ["declined"])


@row("B12", "Two servers at the same time are not mixed up")
def play_mix_up(scene):
    engine = scene.start()
    other = scene.add(Authority())
    honest = scene.press_connect(engine)
    attacked = scene.press_connect(engine, other)
    true(honest.redirect_uri != attacked.redirect_uri, "the same redirect address")
    location = scene.authority.allow(honest.url)
    code = location.partition("code=")[2].partition("&")[0]
    # The other server sends the honest one's code and state to its own attempt.
    same(attacked.send(state=honest.state, code=code).status, 400)
    # It may do so with its own state; then it gets what it sent, and nothing else.
    visit(attacked.redirect_uri + "?" + attacked.target(code=code).partition("?")[2])
    same(attacked.wait()[0], None)
    same(scene.authority.list("/oauth/token"), [], "the honest server's token endpoint")
    same(len(other.list("/oauth/token")), 1)
    visit(location)
    same(honest.wait()[1], [])
    same(len(scene.authority.list("/oauth/token")), 1)
    same(len(other.list("/oauth/token")), 1, "the other server's token endpoint")


@row("B13", "Noise, floods and sleepers neither block nor end an attempt")
def play_noise(scene):
    noise.play(scene, end_well)


@row("B14", "The page is constant, forbids everything, and says success after it")
def play_reply_page(scene):
    engine = scene.start()
    fixed = {"cache-control": "no-store", "referrer-policy": "no-referrer",
             "x-content-type-options": "nosniff", "content-type": "text/html; charset=utf-8"}
    attempt = scene.press_connect(engine)
    pages = [attempt.send(state="x"), request(attempt.port, "/favicon.ico"),
             attempt.send(headers=(("Origin", "null"),))]
    location = scene.authority.allow(attempt.url)
    pages += visit(location)
    same(attempt.wait()[1], [])
    same([page.status for page in pages if page.status not in (302, 303, 307)],
         [400, 404, 403, 200])
    for page in pages:
        for name, value in fixed.items():
            same((page.status, name, page.headers.get(name)), (page.status, name, value))
        policy = page.headers.get("content-security-policy", "")
        true("default-src 'none'" in policy and "script" not in policy, policy)
        for word in (b"<script", b"src=", b"href=", b"@import", b"url(", b"CANARY"):
            true(word not in page.body, f"{word} on a page")
    # A failed exchange is no success, and a declined one is another page.
    attempt = scene.press_connect(engine)
    last = visit(attempt.redirect_uri + "?" + attempt.target(code="wrong").partition("?")[2])[-1]
    true(last.body != pages[-1].body and b"did not work" in last.body, last)
    attempt.wait()
    attempt = scene.press_connect(engine)
    visit_declined = visit(attempt.redirect_uri + "?" +
                           attempt.target(error="access_denied").partition("?")[2])[-1]
    true(visit_declined.body not in (last.body, pages[-1].body), visit_declined)
    attempt.wait()


@row("B15", "The address that stays in the browser's history holds no code")
def play_redirect(scene):
    attempt = scene.press_connect(scene.start())
    location = scene.authority.allow(attempt.url)
    reply = request(attempt.port, location[location.index("/callback"):], headers=NAVIGATION)
    same(reply.status, 303)
    same(reply.headers.get("location"), "/done")
    same(request(attempt.port, "/done").status, 200)
    same(attempt.wait()[1], [])


@row("B18", "Who comes too late is told so")
def play_too_late(scene):
    engine = scene.start()
    attempt = scene.press_connect(engine)
    scene.settle(engine)
    # From here on time stands still, so that the last page stays until we have seen it.
    scene.clock.freeze()
    attempt.watch()
    attempt.cancel()
    same(len(attempt.wait()[1]), 1, "problems")
    reply = attempt.send(code="CANARYCODE")
    same(reply.status, 410)
    same(attempt.send(state="x", code="CANARYCODE").data, reply.data, "for whoever comes")
    same(scene.authority.requests, [], "requests because of it")
    scene.clock.thaw()
