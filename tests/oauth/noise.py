# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: The Convoke developers

"""Row B13: everything that comes to a port but the browser with its callback."""

import socket

from browser import exchange, make_request, request, send_raw
from hostile import make_malformed_requests
from rows import same, true, within
from sockets import ESTABLISHED, get_sockets
from world import PATIENCE, wait_until

MOST = 16


def open_connection(port):
    return socket.create_connection(("127.0.0.1", port), timeout=PATIENCE)


def count_open(engine, attempt):
    return len([1 for _, port in get_sockets(engine.process.pid, ESTABLISHED)
                if port == attempt.port])


def is_closed(client):
    """Whether the other side has hung up."""
    client.setblocking(False)
    try:
        return client.recv(1) == b""
    except BlockingIOError:
        return False
    except ConnectionError:
        return True
    finally:
        client.settimeout(PATIENCE)


def send_malformed(scene, attempt):
    target = attempt.target(code="CANARYCODE")
    count = 0
    for data in make_malformed_requests(attempt.port, target):
        reply = send_raw(attempt.port, data, ends=True)
        # Some are no request at all, and get no answer.
        true(reply.status in (0, 400, 404, 405, 421, 431), f"{data[:100]!r}: {reply}")
        count += 1
    same(count, 500, "malformed requests")


def send_slowly(scene, engine, attempt):
    """Byte by byte, and not at all: after five seconds there is nobody left."""
    sleepers = [open_connection(attempt.port) for _ in range(8)]
    for sleeper in sleepers[4:]:
        sleeper.sendall(b"G")
    wait_until(lambda: count_open(engine, attempt) == len(sleepers))
    scene.clock.pass_by(6)
    for sleeper in sleepers:
        wait_until(lambda sleeper=sleeper: is_closed(sleeper))
        sleeper.close()


def flood(scene, engine, attempt):
    """500 at once: the older ones make room, and the browser's request is answered."""
    clients = [open_connection(attempt.port) for _ in range(500)]
    same(request(attempt.port, "/favicon.ico").status, 404)
    within(count_open(engine, attempt), 0, MOST, "connections that are open")
    for client in clients:
        client.close()


def play(scene, end_well):
    engine = scene.start()
    attempt = scene.press_connect(engine)
    attempt.watch()
    for path in ("/favicon.ico", "/", "/robots.txt", "/.well-known/x"):
        same(request(attempt.port, path).status, 404)
    send_malformed(scene, attempt)
    send_slowly(scene, engine, attempt)
    flood(scene, engine, attempt)
    # One that comes in two pieces is a browser's, too.
    with open_connection(attempt.port) as client:
        right = make_request(attempt.port, "/nothing")
        client.sendall(right[:20])
        same(exchange(client, right[20:]).status, 404)
    same(scene.authority.requests, [], "requests because of them")
    end_well(scene, attempt)
