#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: The Convoke developers

"""The local webhook of an active pipeline: who may call it, what counts once, and what a flood does
to it."""

import hashlib
import hmac
import json
import os
import socket
import sqlite3
import subprocess
import time
import unittest

from convoke import PATIENCE, Case, pipeline, wait_until
from sign_in import KeyringCase

SECRET = "canary-webhook-token"


def hook(**settings):
    return pipeline(
        {
            "hook": {"type": "trigger.webhook", "settings": settings},
            "out": {"type": "output", "settings": {"name": "Out"}},
        },
        ["hook.out -> out.in"], name="Hook")


class Caller:
    """What calls a webhook, byte by byte when it has to be."""

    def __init__(self, address):
        place, self.path = address[len("http://"):].split("/", 1)
        self.path = "/" + self.path
        self.port = int(place.split(":")[1])
        self.host = place

    def send(self, text):
        """The status of the answer; None without one."""
        with socket.create_connection(("127.0.0.1", self.port), PATIENCE) as connection:
            connection.sendall(text)
            reply = b""
            while chunk := connection.recv(4096):
                reply += chunk
        self.body = reply.partition(b"\r\n\r\n")[2]
        return int(reply.split(b" ")[1]) if reply else None

    def head(self, length, method="POST", path=None, **headers):
        fields = {"host": self.host, "content-type": "application/json",
                  "content-length": str(length)}
        fields.update({name.replace("_", "-"): value for name, value in headers.items()})
        lines = [f"{method} {path or self.path} HTTP/1.1"]
        lines += [f"{name}: {value}" for name, value in fields.items() if value is not None]
        return ("\r\n".join(lines) + "\r\n\r\n").encode()

    def post(self, value, **headers):
        body = value if isinstance(value, bytes) else json.dumps(value).encode()
        return self.send(self.head(len(body), **headers) + body)

    def post_signed(self, value, age=0, secret=SECRET):
        body = json.dumps(value).encode()
        stamp = str(int(time.time()) - age)
        proof = hmac.new(secret.encode(), f"v0:{stamp}:".encode() + body, hashlib.sha256)
        return self.post(body, x_zm_request_timestamp=stamp,
                         x_zm_signature="v0=" + proof.hexdigest())


class HookMixin:
    address = None

    def fetch(self, sql):
        with sqlite3.connect(os.path.join(self.data, "convoke.db"), timeout=30) as database:
            return database.execute(sql).fetchall()

    def describe(self):
        """The trigger."""
        return self.call_json("activate")[0]["triggers"][0]

    def list_items(self):
        starts = self.fetch("SELECT start FROM run ORDER BY number")
        return [json.loads(start)["trigger"]["items"][0] for (start,) in starts]


class Webhook(HookMixin, Case):
    def activate(self, **settings):
        path = self.write("hook.convoke", hook(**settings))
        self.call_json("activate", path)
        wait_until(lambda: self.fetch("SELECT count (*) FROM memory") == [(1,)])
        self.address = self.describe()["address"]
        return Caller(self.address)

    def test_an_event_begins_a_run(self):
        caller = self.activate()
        self.assertGreaterEqual(len(caller.path), 33)
        self.assertIn(self.address, self.call("activate").stdout)
        self.assertEqual(caller.post({"event": "a"}), 204)
        self.assertEqual(caller.post([1, 2]), 204)
        wait_until(lambda: len(self.list_items()) == 2)
        self.assertEqual(self.list_items(), [{"event": "a"}, {"value": [1, 2]}])
        # The address stays.
        self.end_engines()
        self.assertEqual(self.describe()["address"], self.address)
        self.assertEqual(self.call("deactivate", os.path.join(self.folder, "hook.convoke"))
                         .returncode, 0)
        with self.assertRaises(ConnectionRefusedError):
            caller.post({"event": "b"})

    def test_who_may_not(self):
        caller = self.activate(hosts=["hooks.example.com"])
        body = b'{"event":"x"}'
        length = len(body)
        refused = {
            "another path": (caller.head(length, path="/hook"), 404),
            "a longer path": (caller.head(length, path=caller.path + "/"), 404),
            "an escaped path": (caller.head(length, path="/%2e" + caller.path), 404),
            "the whole address": (caller.head(length, path=self.address), 400),
            "another method": (caller.head(length, method="GET"), 405),
            "a web page": (caller.head(length, origin="https://evil.example"), 403),
            "another host": (caller.head(length, host="evil.example"), 403),
            "no host": (caller.head(length, host=None), 403),
            "a form": (caller.head(length, content_type="text/plain"), 415),
            "no type": (caller.head(length, content_type=None), 415),
            "no length": (caller.head(length, content_length=None), 411),
            "too long": (caller.head(length, content_length="1048577"), 413),
            "no number": (caller.head(length, content_length="+13"), 400),
            "chunks": (caller.head(length, transfer_encoding="chunked"), 501),
            "compressed": (caller.head(length, content_encoding="gzip"), 501),
            "two hosts": (caller.head(length).replace(b"\r\n\r\n", b"\r\nHost: a\r\n\r\n"), 400),
            "a folded line": (caller.head(length).replace(b"\r\n\r\n", b"\r\n more\r\n\r\n"), 400),
            "a bare line feed": (caller.head(length).replace(b"\r\nhost", b"\nhost"), 400),
            "a zero": (caller.head(length).replace(b"host", b"ho\0st"), 400),
            "no protocol": (f"POST {caller.path}\r\n\r\n".encode(), 400),
            "a long head": (caller.head(length, x_long="x" * 20000), 400),
        }
        for name, (head, status) in refused.items():
            self.assertEqual(caller.send(head + body), status, name)
        for text in (b"", b"{", b"{}{}", b'{"a":1,"a":2}', b"\xff"):
            self.assertEqual(caller.post(text), 400, text)
        self.assertEqual(caller.post(body + b" more", content_length=str(length)), 400)
        self.assertEqual(self.list_items(), [])
        # And who may, by the name of the tunnel too.
        self.assertEqual(caller.post(body), 204)
        self.assertEqual(caller.post(body, host="Hooks.Example.com"), 204)
        self.assertEqual(caller.post(body, content_type="Application/JSON; charset=utf-8"), 204)
        wait_until(lambda: len(self.list_items()) == 3)

    def test_sent_again(self):
        caller = self.activate()
        for _ in range(3):
            self.assertEqual(caller.post({"event": "a"}, idempotency_key="one"), 204)
        self.assertEqual(caller.post({"event": "b"}, idempotency_key="two"), 204)
        wait_until(lambda: len(self.list_items()) == 2)
        self.end_engines()
        self.call("activate")
        self.assertEqual(caller.post({"event": "a"}, idempotency_key="one"), 204)
        self.end_engines()
        self.assertEqual(self.list_items(), [{"event": "a"}, {"event": "b"}])

    def test_flood(self):
        caller = self.activate()
        answers = [caller.post({"number": number}) for number in range(120)]
        taken = answers.count(204)
        self.assertEqual(taken + answers.count(429), 120)
        self.assertIn(429, answers)
        # Many who say nothing keep nobody else out for long.
        silent = [socket.create_connection(("127.0.0.1", caller.port)) for _ in range(40)]
        for connection in silent:
            connection.close()
        wait_until(lambda: caller.post({"number": -1}) == 204)
        wait_until(lambda: len(self.list_items()) == taken + 1)
        self.assertEqual([item["number"] for item in self.list_items()],
                         [number for number in range(120) if answers[number] == 204] + [-1])


class Signed(HookMixin, KeyringCase):
    def test_only_zoom(self):
        path = self.write("hook.convoke", hook(verify="zoom"))
        self.call_json("activate", path)
        wait_until(lambda: self.describe()["problem"] is not None)
        self.assertEqual(self.describe()["problem"]["code"],
                         "no-webhook-secret")
        process = subprocess.run(
            self.command("activate", path, "--webhook-secret"), env=self.environment,
            cwd=self.folder, input=SECRET + "\n", capture_output=True, text=True, timeout=PATIENCE)
        self.assertEqual(process.returncode, 0, process.stderr)
        wait_until(lambda: self.describe()["address"] is not None)
        caller = Caller(self.describe()["address"])
        event = {"event": "meeting.started", "event_ts": 1, "payload": {}}
        self.assertEqual(caller.post(event), 403)
        self.assertEqual(caller.post_signed(event, secret="another"), 403)
        self.assertEqual(caller.post_signed(event, age=301), 403)
        self.assertEqual(caller.post_signed(event, age=-400), 403)
        self.assertEqual(caller.post_signed({"event": "endpoint.url_validation",
                                             "payload": {"plainToken": "abc"}}), 200)
        proof = hmac.new(SECRET.encode(), b"abc", hashlib.sha256).hexdigest()
        self.assertEqual(json.loads(caller.body), {"plainToken": "abc", "encryptedToken": proof})
        self.assertEqual(self.list_items(), [])
        # Sent again, with another time and signature, it is the same event.
        self.assertEqual(caller.post_signed(event, age=60), 204)
        self.assertEqual(caller.post_signed(event), 204)
        wait_until(lambda: len(self.list_items()) == 1)
        self.assertEqual(self.call("deactivate", path).returncode, 0)
        self.end_engines()
        for folder, _, names in os.walk(self.data):
            for name in names:
                with open(os.path.join(folder, name), "rb") as file:
                    self.assertNotIn(SECRET.encode(), file.read(), name)


if __name__ == "__main__":
    unittest.main()
