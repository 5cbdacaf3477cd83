# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: The Convoke developers

"""Hostile input as data: requests for the loopback port, and replies of a token endpoint."""

import itertools
import json
import random

from authority import DROP, Response

SEED = 20260417


def make_malformed_requests(port, target):
    """500 requests, all wrong in some way, made from a right one with a fixed seed."""
    right = f"GET {target} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nUser-Agent: Test\r\n\r\n".encode()
    yield from [
        b"\r\n\r\n", b"\0\r\n\r\n", b"GET\r\n\r\n", b"GET /\r\n\r\n", b"GET  / HTTP/1.1\r\n\r\n",
        right.replace(b"\r\n", b"\n"), right.replace(b"HTTP/1.1", b"HTTP/2.0"),
        right.replace(b"HTTP/1.1", b"HTTP/0.9"), right.replace(b" HTTP/1.1", b""),
        right.replace(b"Host:", b"Host :"), right.replace(b"Host:", b" Host:"),
        right.replace(b"Host:", b"H\0st:"), right.replace(b"\r\nUser", b"\r\n folded\r\nUser"),
        right.replace(b"User-Agent: Test", b"Content-Length: 5") + b"hello",
        right.replace(b"User-Agent: Test", b"Transfer-Encoding: chunked") + b"0\r\n\r\n",
        right.replace(b"User-Agent: Test", b"X: " + b"a" * 65536),
        right.replace(b"/callback", b"/" + b"a" * 65536), right.replace(b"code=", b"code=%0"),
        right.replace(b"code=", b"code=%zz"), right.replace(b"code=", b"code=%00"),
        right.replace(b"code=", b"code=%ff%fe"), right.replace(b"code=", b"code=%0d%0aX:"),
        right.replace(b"/callback", b"*"), right.replace(b"/callback", b"127.0.0.1:1"),
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + bytes(200) + b"\r\n\r\n",
        b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", b"SSH-2.0-Test\r\n\r\n\r\n",
    ]
    numbers = random.Random(SEED)
    for _ in range(500 - 27):
        # Some byte of the request line or of a header's name that no HTTP request has there.
        data = bytearray(right)
        at = numbers.randrange(0, len(right) - 4)
        data[at:at + numbers.choice((0, 0, 1))] = bytes([numbers.choice(
            [0, 1, 7, 8, 11, 12, 14, 27, 127, *range(128, 132)] if at > right.index(b"\r\n")
            else [0, 1, 8, 10, 13, 27, 127, 128, 255])])
        if any(byte >= 128 for byte in data) and at > right.index(b"\r\n"):
            data[at:at + 1] = b"\0"
        yield bytes(data)


def make_token_replies(right):
    """(name, reply) of what no client may take for an answer; @right is what would be one."""
    def change(**members):
        changed = dict(right)
        changed.update(members)
        return {name: value for name, value in changed.items() if value is not REMOVED}

    text = json.dumps(right)
    for status in (100, 201, 202, 204, 206, 301, 304, 404, 418, 999):
        yield f"status {status}", Response(status, right)
    for name, value in itertools.chain(
            (("access_token", value) for value in
             (REMOVED, "", None, 5, True, [], {}, "a\r\nb", "a\nb", "a\0b", "a b", "ä", "\u202e",
              "\t")),
            (("token_type", value) for value in
             (REMOVED, "", None, 1, "mac", "bearer ", "Bearer\0", ["bearer"], "basic", "dpop")),
            (("expires_in", value) for value in
             (0, -1, 10 ** 7 + 1, 10 ** 30, 1.5, "3600", None, True, [3600])),
            (("refresh_token", value) for value in ("", None, 7, "a\nb", "a b", ["x"], "ä")),
            (("scope", value) for value in (["a"], 7, {"a": "b"}, "a\nb", "a\"b", "ä"))):
        yield f"{name} {value!r}"[:60], Response(200, change(**{name: value}))
    for name, body in {
            "empty": "", "space": " ", "HTML": "<html>Sign in to the network</html>",
            "array": f"[{text}]", "two": text + text, "string": json.dumps(text), "null": "null",
            "truncated": text[:-1], "trailing comma": text[:-1] + ",}", "comment": "/**/" + text,
            "single quotes": text.replace('"', "'"),
            "twice": text[:-1] + ', "access_token": "CANARYother"}', "deep": "[" * 100000,
            "nul": text[:-1] + "\0}", "form": "access_token=CANARYx&token_type=bearer",
            "XML": "<?xml version='1.0'?><access_token>x</access_token>",
            "escaped nul": text.replace('bearer', 'bearer\\u0000')}.items():
        yield name, Response(200, body.encode())
    yield "Latin-1", Response(200, text.encode().replace(b"bearer", b"bearer\xe4"))
    yield "too large", Response(200, text[:-1].encode() + b', "x": "' + b"x" * 300000 + b'"}')
    yield "dropped", DROP
    yield "half", Response(200, right).to_bytes()[:-20]


REMOVED = object()
