# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: The Convoke developers

"""Pipeline files as somebody writes them who wishes the reader ill. All of a seed: the same seed has
the same files."""

import json
import os
import random

NAMES = [
    "<span size='1000000000'>big</span>", "<a href='http://127.0.0.1:{port}/name'>x</a>",
    "\u202egnp.exe", "\x1b]0;owned\x07\x1b[2J", "%s%n%p", "${{HOME}}", "`id`", "$(touch {foreign})",
    "../../../../{foreign}", "a\x00b", "\ufeff\u2028\u2029", "&lt;&amp;", "<img src=x onerror=y>",
    "{{{{ item }}}}", "{{{{ run.id }}}}", "Ω≈ç√∫", "👨‍👩‍👧‍👦" * 50, "'; DROP TABLE run; --",
    "http://127.0.0.1:{port}/x.png", "file://{foreign}", "CON", "con.convoke", " ", "\t\n",
]

SCRIPTS = [
    "return fetch('http://127.0.0.1:{port}/')", "import('fs')", "return process.env",
    "while (true) {{}}", "return new XMLHttpRequest()", "return this.constructor.constructor('1')()",
    "return load('{foreign}')", "throw {{toString() {{ return item }}}}",
]


def fill(text, place):
    try:
        return text.format(**place)
    except (KeyError, IndexError, ValueError):
        return text


def nodes_that_reach(rng, place):
    """Steps that would send, read, write or start something the moment they ran."""
    url = fill(rng.choice(["http://127.0.0.1:{port}/{{{{ item.x }}}}", "http://[::1]:{port}/",
                           "http://127.0.0.1:{port}", "//127.0.0.1:{port}/x", "file://{foreign}",
                           "http://user:secret@127.0.0.1:{port}/"]), place)
    file = fill(rng.choice(["{foreign}", "../foreign/secret.csv", "secret", "link.csv",
                            "/proc/self/environ", "fifo.csv"]), place)
    return {
        "ask": {"type": "http.request", "settings": {"url": url, "method": rng.choice(
            ["GET", "POST", "DELETE"]), "headers": {"X": "{{ nodes[\"read\"].a }}"}}},
        "read": {"type": rng.choice(["csv.read", "json.read", "calendar.read"]),
                 "settings": {"file": file}},
        "write": {"type": rng.choice(["csv.write", "json.write"]), "settings": {"file": file}},
        "run": {"type": "script", "settings": {"code": fill(rng.choice(SCRIPTS), place)}},
        "inside": {"type": rng.choice(["pipeline", "for-each"]), "settings": {"file": rng.choice(
            ["../foreign/inner.convoke", "link.convoke", "inner", "self.convoke"])}},
        "model": {"type": "ai.ask", "slot": "model", "settings": {"prompt": "{{ nodes }}"}},
        "remove": {"type": "zoom.delete-meeting", "slot": "zoom", "settings": {"meeting_id": "1"}},
        "when": {"type": "trigger.schedule", "settings": {"schedule": {"repeat": "minutes"}}},
        "hook": {"type": "trigger.webhook", "settings": {}},
        "watch": {"type": "trigger.file", "settings": {"file": file}},
        "events": {"type": "trigger.zoom", "slot": "zoom", "settings": {"events": ["started"]}},
    }


def pipeline(rng, place):
    nodes = nodes_that_reach(rng, place)
    for name in nodes:
        if rng.random() < 0.3:
            nodes[name]["label"] = fill(rng.choice(NAMES), place)
        if rng.random() < 0.2:
            nodes[name]["pinned"] = [{"x": fill(rng.choice(NAMES), place)}]
    ids = list(nodes)
    document = {
        "convoke": 1,
        "name": fill(rng.choice(NAMES), place),
        "description": fill(rng.choice(NAMES), place),
        # The id of a connection, as if a file could bind one.
        "slots": {"zoom": {"connector": "zoom", "connection": place["connection"]},
                  "model": {"connector": "language-model", "secret": "keyring:zoom"}},
        "files": {"secret": {"default": fill("{foreign}", place)},
                  "inner": {"default": "../foreign/inner.convoke"}},
        "nodes": nodes,
        "links": [f"{rng.choice(ids)}.out -> {rng.choice(ids)}.in" for _ in range(8)],
        "notes": {"n": {"text": fill("![x](http://127.0.0.1:{port}/note.png) <script>", place),
                        "at": [0, 0]}},
        "layout": {name: [rng.choice([0, 1e308, -1e308, 2.5]), 0] for name in ids},
        "settings": {"on_failure": "../foreign/inner.convoke", "activate": True, "trusted": True},
        "trusted": True,
        "active": True,
    }
    return json.dumps(document)


def big(count, edges):
    nodes = {f"n{i}": {"type": "set", "settings": {"fields": {"a": i}}} for i in range(count)}
    links = [f"n{i % count}.out -> n{(i * 7 + 1) % count}.in" for i in range(edges)]
    return json.dumps({"convoke": 1, "name": "Big", "nodes": nodes, "links": links})


def damage(rng, text):
    """One that ends early, has a byte turned, or a piece twice."""
    data = bytearray(text.encode("utf-8", "surrogatepass"))
    at = rng.randrange(len(data))
    kind = rng.randrange(4)
    if kind == 0:
        return bytes(data[:at])
    if kind == 1:
        data[at] ^= 1 << rng.randrange(8)
        return bytes(data)
    if kind == 2:
        return bytes(data[:at] + data[max(0, at - 50):])
    return b"\xff\xfe" + bytes(data)


def torture():
    """Files that are no pipelines, and graphs as nobody draws them."""
    return [
        b"", b"\x00", b"null", b"[]", b"{}", b"\xef\xbb\xbf{}", b"[" * 100000,
        b'{"convoke":' * 5000, b'{"convoke":1,"convoke":1}', b'{"convoke":2,"nodes":{}}',
        b'{"convoke":99999999999999999999,"nodes":[]}', b'{"convoke":1e400}',
        b'{"convoke":1,"nodes":{"a":null},"links":[1]}',
        b'{"convoke":1,"nodes":{},"links":["a.out -> b.in"]}',
        b'{"convoke":1,"layout":{"a":[NaN,Infinity]}}',
        json.dumps({"convoke": 1, "name": "L" * 2000000}).encode(),
        big(300, 300).encode(), big(50, 5000).encode(), big(1, 1).encode(),
    ]


def write(folder, seed, count, place):
    """Writes @count files into @folder; returns their paths."""
    rng = random.Random(seed)
    paths = []
    extra = torture()
    for number in range(count):
        text = pipeline(rng, place)
        data = (extra[number] if number < len(extra) else
                damage(rng, text) if number % 4 == 0 else
                text.encode("utf-8", "surrogatepass"))
        path = os.path.join(folder, f"hostile-{number:03}.convoke")
        with open(path, "wb") as file:
            file.write(data)
        paths.append(path)
    return paths
