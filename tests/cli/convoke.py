# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: The Convoke developers

"""What the tests of convokectl share: a home of their own, and an end for the engines they start."""

import json
import os
import shutil
import signal
import socket
import sqlite3
import struct
import subprocess
import tempfile
import time
import unittest

BUILD = os.environ["CVK_TEST_BUILD_ROOT"]
SOURCE = os.environ["CVK_TEST_SOURCE_ROOT"]
CONVOKECTL = os.path.join(BUILD, "src/cli/convokectl")
ENGINE = os.path.join(BUILD, "src/service/convoke-engine")
SANDBOX = os.path.join(BUILD, "src/sandbox/convoke-sandbox")

# Only a hang reaches it.
PATIENCE = 120
# In nanoseconds.
DAY = 86400 * 10**9


def pipeline(nodes, links, **members):
    """The text of a pipeline file."""
    document = {"convoke": 1, "name": "Test"}
    document.update(members)
    document["nodes"] = nodes
    document["links"] = links
    return json.dumps(document)


def hello(**members):
    return pipeline(
        {
            "in": {
                "type": "input",
                "settings": {"fields": [{"name": "who", "type": "text", "default": "World"}]},
            },
            "hi": {
                "type": "text",
                "settings": {"template": "Hello {{ item.who }}", "name": "greeting"},
            },
            "out": {"type": "output", "settings": {"name": "Greetings"}},
        },
        ["in.out -> hi.in", "hi.out -> out.in"],
        **members,
    )


def wait_until(condition):
    """For what other processes do and do not tell."""
    until = time.monotonic() + PATIENCE
    while not condition():
        if time.monotonic() > until:
            raise AssertionError("it never came to that")
        time.sleep(0.01)


class Case(unittest.TestCase):
    clocks = None  # the environment of programs for whom it is noon

    def setUp(self):
        self.folder = tempfile.mkdtemp(prefix="convoke-")
        self.data = os.path.join(self.folder, "data")
        self.environment = {
            "HOME": self.folder,
            "PATH": os.environ["PATH"],
            "LC_ALL": "C.UTF-8",
            "TZ": "UTC",
            "G_DEBUG": "fatal-criticals",
            "GIO_USE_VFS": "local",
        }
        # An engine's standard error is nobody's, so what a sanitizer says goes to a file.
        for name in ("ASAN_OPTIONS", "LSAN_OPTIONS", "UBSAN_OPTIONS"):
            if name in os.environ:
                self.environment[name] = f"{os.environ[name]}:log_path={self.folder}/sanitizer"
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)
        self.addCleanup(self.assert_clean)
        self.addCleanup(self.end_engines)

    def assert_clean(self):
        for name in os.listdir(self.folder):
            if name.startswith("sanitizer."):
                with open(os.path.join(self.folder, name)) as file:
                    self.fail(file.read())

    def set_clocks_to_noon(self):
        """The programs, and sandboxes that are started after this, believe that it is noon
        tomorrow, so that no day ends in a test of what is counted by day."""
        path = os.path.join(self.folder, "clock")
        wall = time.time_ns()
        with open(path, "wb") as file:
            # See fake-clock.c.
            file.write(struct.pack("6q", 3 * DAY // 2 - wall % DAY, 0, 0, 0, 0, 0))
        self.clocks = {"LD_PRELOAD": os.path.join(BUILD, "tests/support/fake-clock.so"),
                       "CVK_FAKE_CLOCK": path}
        self.environment.update(self.clocks)
        if "ASAN_OPTIONS" in self.environment:
            # What is said of sandboxes is not kept: they leave their sockets to libsoup.
            self.clocks["ASAN_OPTIONS"] = os.environ["ASAN_OPTIONS"] + ":verify_asan_link_order=0"
            self.environment["ASAN_OPTIONS"] += ":verify_asan_link_order=0"

    def write(self, name, text):
        path = os.path.join(self.folder, name)
        mode = "wb" if isinstance(text, bytes) else "w"
        with open(path, mode) as file:
            file.write(text)
        return path

    def command(self, *arguments, data=True):
        command = [CONVOKECTL, *arguments]
        takes_directory = arguments and arguments[0] in (
            "run", "connect", "connections", "connectors", "check", "nodes", "health", "disconnect", "reset", "pause",
            "unpause", "background", "activate", "deactivate", "next",
            "runs", "show", "retry", "cancel", "undo", "resume",
            "answer", "tables")
        if data and takes_directory:
            command += ["--data-dir", self.data]
        return command

    def call(self, *arguments, data=True, **options):
        """Runs convokectl to its end."""
        return subprocess.run(
            self.command(*arguments, data=data),
            env=self.environment, cwd=self.folder, stdin=subprocess.DEVNULL,
            capture_output=True, text=True, timeout=PATIENCE, **options)

    def call_json(self, *arguments, status=0):
        result = self.call(*arguments, "--json")
        self.assertEqual(result.returncode, status, result.stdout + result.stderr)
        return json.loads(result.stdout)

    def start(self, *arguments, data=True, **options):
        process = subprocess.Popen(
            self.command(*arguments, data=data), env=self.environment, cwd=self.folder,
            stdin=subprocess.DEVNULL, text=True, **options)
        self.addCleanup(self.end_process, process)
        return process

    @staticmethod
    def end_process(process):
        if process.poll() is None:
            process.kill()
        process.wait()
        for stream in (process.stdout, process.stderr):
            if stream is not None:
                stream.close()

    @staticmethod
    def get_address(data):
        try:
            with open(os.path.join(data, "engine.lock")) as file:
                for line in file:
                    if line.startswith("address=unix:path="):
                        return line.strip().split("path=", 1)[1].split(",")[0]
        except OSError:
            pass
        return None

    def get_engine(self, data=None):
        """The pid of the engine that serves a data directory, asked from the kernel."""
        address = self.get_address(data or self.data)
        if address is None:
            return None
        with socket.socket(socket.AF_UNIX) as client:
            try:
                client.connect(address)
            except OSError:
                return None
            credentials = client.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, 12)
        return struct.unpack("3i", credentials)[0]

    def end_engine(self, data=None, number=signal.SIGTERM):
        pid = self.get_engine(data)
        if pid is None:
            return
        os.kill(pid, number)
        # It is no child of ours: gone is when the kernel does not know it, or has only its name,
        # and no other thread that still holds its sockets.
        def is_gone():
            try:
                with open(f"/proc/{pid}/stat") as file:
                    fields = file.read().rpartition(")")[2].split()
                return fields[0] == "Z" and int(fields[17]) <= 1
            except OSError:
                return True
        wait_until(is_gone)

    def end_engines(self):
        for data in (self.data, os.path.join(self.folder, ".local/share/convoke")):
            self.end_engine(data)

    def settle_quickly(self):
        """Lists of the sandbox do not lag, so nobody needs to look at them for a minute. Before
        anything else: the engine reads it when it starts."""
        self.call("connections")
        self.end_engine()
        with sqlite3.connect(os.path.join(self.data, "convoke.db")) as database:
            database.execute("INSERT INTO setting VALUES ('settle', '1')")

    def query(self, sql):
        path = os.path.join(self.data, "convoke.db")
        if not os.path.exists(path):
            return []
        with sqlite3.connect(path) as database:
            try:
                return database.execute(sql).fetchall()
            except sqlite3.OperationalError:
                return []


def slow(count=1000):
    """A pipeline that is at work for longer than any test: every item takes its time."""
    return pipeline(
        {
            "rows": {"type": "input", "settings": {"fields": []}},
            "many": {
                "type": "script",
                "settings": {"mode": "each",
                             "code": f"return Array.from({{length: {count}}}, (v, n) => ({{n}}));"},
            },
            "busy": {
                "type": "script",
                "settings": {"mode": "each", "code": "while (true) {}"},
                "on_error": "continue",
            },
            "out": {"type": "output", "settings": {"name": "Out"}},
        },
        ["rows.out -> many.in", "many.out -> busy.in", "busy.out -> out.in"],
    )
