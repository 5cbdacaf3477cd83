#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: The Convoke developers

"""Whoever may talk to the engine can neither end it nor make it act for a pipeline that nobody has
trusted: every method and property with values that wish it ill, and messages that are none. What it
is made to do in the end shows that it could have."""

import os
import random
import re
import socket
import struct
import subprocess
import sys
import unittest

sys.path.insert(0, os.path.join(os.environ["CVK_TEST_SOURCE_ROOT"], "tests/cli"))

from convoke import BUILD, PATIENCE, SOURCE, pipeline, wait_until  # noqa: E402
from sign_in import ConnectCase  # noqa: E402

COUNT = int(os.environ.get("CVK_FUZZ_CALLS", "500"))
SEED = int(os.environ.get("CVK_TEST_SEED", "1"))
FUZZ = os.path.join(BUILD, "tests/service/fuzz-bus")
TEXTS = os.path.join(SOURCE, "tests/support/hostile-texts.json")
# A sanitizer keeps what was freed.
IS_MEASURED = "ASAN_OPTIONS" not in os.environ
MEMORY = 64 * 1024


def marshal(method, text, serial=2):
    """A call with one text as the bus's specification writes it (little-endian)."""
    def string(value):
        data = value.encode()
        return struct.pack("<I", len(data)) + data + b"\0"

    def pad(data, to):
        return data + b"\0" * (-len(data) % to)

    body = string(text)
    fields = b""
    for code, kind, value in ((1, "o", "/app/convoke/Convoke/Engine"), (3, "s", method),
                              (2, "s", "app.convoke.Convoke.Engine")):
        fields = pad(fields, 8) + bytes([code, 1]) + kind.encode() + b"\0" + string(value)
    fields = pad(fields, 8) + bytes([8, 1]) + b"g\0" + b"\1s\0"
    head = struct.pack("<BBBBIII", ord("l"), 1, 0, 1, len(body), serial, len(fields)) + fields
    return pad(head, 8) + body


class BusFuzz(ConnectCase):
    def setUp(self):
        super().setUp()
        self.sandbox = self.start_sandbox("--plan", "unlimited")
        self.connect(self.sandbox)
        self.table = self.write("table.convoke", pipeline(
            {"make": {"type": "script", "settings": {
                "mode": "each", "code": "return Array.from({length: 50}, (v, n) => ({x: n}))"}},
             "in": {"type": "input", "settings": {"fields": []}},
             "out": {"type": "output", "settings": {"name": "Out"}}},
            ["in.out -> make.in", "make.out -> out.in"]))
        self.run_id = self.call_json("run", self.table)["run"]
        self.sandbox.control.order("clear-log")
        self.engine = self.get_engine()

    def get_memory(self):
        with open(f"/proc/{self.engine}/status") as file:
            return int(re.search(r"VmRSS:\s+(\d+)", file.read())[1])

    def count_descriptors(self):
        return len(os.listdir(f"/proc/{self.engine}/fd"))

    def assert_alive(self):
        self.assertEqual(self.get_engine(), self.engine)
        self.call("unpause")
        self.assertEqual(self.call_json("run", self.table)["state"], "succeeded")

    def assert_nothing_done(self):
        self.assertEqual(self.call_json("activate"), [])
        self.assertEqual(self.sandbox.control.list("effects"), [])
        self.assertEqual(len(self.list_connections()), 1)

    def fuzz(self, count, seed):
        result = subprocess.run(
            [FUZZ, "unix:path=" + self.get_address(self.data), TEXTS, str(count), str(seed),
             self.run_id, self.table], env=self.environment, cwd=self.folder, capture_output=True,
            text=True, timeout=PATIENCE + count)
        self.assertEqual(result.returncode, 0, result.stderr)
        return [int(number) for number in result.stdout.split()[-3:]]

    def test_calls(self):
        self.fuzz(COUNT // 5, SEED + 1)
        memory, descriptors = self.get_memory(), self.count_descriptors()
        calls, answered, refused = self.fuzz(COUNT, SEED)
        grown = self.get_memory() - memory
        self.assertEqual(answered + refused, calls)
        self.assertGreater(answered, calls // 4)
        self.assertGreater(refused, calls // 20)
        # A listener for each attempt to sign in may be left, and what a look at a run keeps.
        self.assertLess(self.count_descriptors(), descriptors + 40)
        if IS_MEASURED:
            self.assertLess(grown, MEMORY)
        self.assert_alive()
        self.assert_nothing_done()
        print(f"# figure: D-Bus fuzz: {calls} calls, {answered} answered, {refused} refused, "
              f"0 crashes, {grown // 1024} MiB more, 0 sent, 0 activations")
        self.assert_something_can_be_done()

    def assert_something_can_be_done(self):
        """The control: what is counted as nothing is seen when the user has allowed it."""
        act = {"type": "zoom.create-meeting", "slot": "zoom", "settings": {"topic": "T"}}
        first = {"input": {"fields": []}, "trigger.schedule": {"schedule": {"repeat": "days"}}}
        files = [self.write(name + ".convoke", pipeline(
            {"first": {"type": name, "settings": settings}, "act": act}, ["first.out -> act.in"],
            slots={"zoom": {"connector": "zoom"}})) for name, settings in first.items()]
        self.call_json("run", files[0])
        self.call_json("activate", files[1])
        with self.assertRaises(AssertionError):
            self.assertEqual(self.call_json("activate"), [])
        self.assertEqual(len(self.sandbox.control.list("effects")), 1)

    # --- Messages that are none ---

    def send_raw(self, data, expected=None):
        """Sends @data behind a good handshake, and returns what came until @expected or the end."""
        reply = b""
        with socket.socket(socket.AF_UNIX) as client:
            client.settimeout(PATIENCE)
            client.connect(self.get_address(self.data))
            # Said by the kernel, also when the other side has not asked for it yet.
            client.sendmsg([b"\0"], [(socket.SOL_SOCKET, socket.SCM_CREDENTIALS, struct.pack(
                "3i", os.getpid(), os.geteuid(), os.getegid()))])
            client.sendall(b"AUTH EXTERNAL " + str(os.geteuid()).encode().hex().encode() + b"\r\n")
            self.assertTrue(client.recv(1024).startswith(b"OK "))
            client.sendall(b"BEGIN\r\n")
            try:
                client.sendall(data)
                if expected is None:
                    client.shutdown(socket.SHUT_WR)
                while expected not in reply if expected else True:
                    piece = client.recv(65536)
                    if not piece:
                        break
                    reply += piece
            except ConnectionError:
                pass
            return reply

    def test_messages(self):
        good = marshal("GetQuota", "x")
        self.assertIn(b"null", self.send_raw(good, b"null"))
        rng = random.Random(SEED)
        count = COUNT // 5
        descriptors = self.count_descriptors()
        for _ in range(count):
            data = bytearray(good)
            for _ in range(rng.randrange(1, 6)):
                data[rng.randrange(len(data))] = rng.choice([0, 1, 0x7f, 0x80, 0xff,
                                                             rng.randrange(256)])
            if rng.random() < 0.3:
                del data[rng.randrange(len(data)):]
            if rng.random() < 0.1:
                data = bytearray(rng.randbytes(200))
            self.send_raw(bytes(data) + (good if rng.random() < 0.5 else b""))
        # One that says it is larger than a message may be.
        self.send_raw(struct.pack("<BBBBIII", ord("l"), 1, 0, 1, 0xffffffff, 1, 0xffffffff))
        # None of them is kept, however short it was there.
        wait_until(lambda: self.count_descriptors() <= descriptors)
        self.assert_alive()
        self.assert_nothing_done()

    def test_handshakes(self):
        """Nobody gets in by another way than the kernel's word of who they are."""
        for lines in (b"AUTH ANONYMOUS 00\r\n", b"AUTH DBUS_COOKIE_SHA1 30\r\n",
                      b"AUTH EXTERNAL 39393939\r\n", b"BEGIN\r\n", b"\xff" * 5000 + b"\r\n",
                      b"AUTH\r\n" * 100):
            with socket.socket(socket.AF_UNIX) as client:
                client.settimeout(PATIENCE)
                client.connect(self.get_address(self.data))
                client.sendall(b"\0" + lines + b"BEGIN\r\n" + marshal("GetQuota", "x"))
                client.shutdown(socket.SHUT_WR)
                reply = b""
                try:
                    while piece := client.recv(65536):
                        reply += piece
                except ConnectionError:
                    pass
                self.assertNotIn(b"null", reply)
                self.assertNotIn(b"OK ", reply)
        self.assert_alive()


if __name__ == "__main__":
    unittest.main()
