#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: The Convoke developers

"""Opening or importing a pipeline sends nothing, reads no other file, asks no keyring, starts no
program and activates nothing, whatever is in it. The programs are watched from outside, and compared
with what they do for an empty pipeline; the same watch finds all of that when the pipeline runs."""

import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
import unittest

sys.path.insert(0, os.path.join(os.environ["CVK_TEST_SOURCE_ROOT"], "tests/cli"))
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

import convoke  # noqa: E402
import hostile_files  # noqa: E402
import trace  # noqa: E402

CONVOKE = os.path.join(convoke.BUILD, "src/desktop/convoke")
NAME = "app.convoke.Convoke"
EMPTY = '{"convoke":1,"name":"Empty","nodes":{},"links":[]}'
SEED = int(os.environ.get("CVK_TEST_SEED", "1"))
COUNT = 200
# Of the command line, where each is a program of its own under a tracer.
COUNT_CHECKED = 20


class HostileFiles(convoke.Case):
    def setUp(self):
        super().setUp()
        self.foreign = os.path.join(self.folder, "foreign")
        self.downloads = os.path.join(self.folder, "downloads")
        os.mkdir(self.foreign)
        os.mkdir(self.downloads)
        with open(os.path.join(self.foreign, "secret.csv"), "w") as file:
            file.write("a\nSECRET\n")
        with open(os.path.join(self.foreign, "inner.convoke"), "w") as file:
            file.write(EMPTY)
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.addCleanup(self.listener.close)
        self.place = {"port": self.listener.getsockname()[1], "connection": "c-0001",
                      "foreign": os.path.join(self.foreign, "secret.csv")}
        self.lure(self.downloads)
        self.library = os.path.join(self.folder, ".local/share/convoke/pipelines")
        os.makedirs(self.library)

    def lure(self, folder):
        """What stands beside the pipelines and leads out of their folder."""
        os.symlink(os.path.join(self.foreign, "secret.csv"), os.path.join(folder, "link.csv"))
        os.symlink(os.path.join(self.foreign, "inner.convoke"),
                   os.path.join(folder, "link.convoke"))
        os.mkfifo(os.path.join(folder, "fifo.csv"))

    def make_files(self, folder, count=COUNT):
        return hostile_files.write(folder, SEED, count, self.place)

    # --- Watching ---

    def watch(self, command, name, environment=None):
        log = os.path.join(self.folder, name + ".trace")
        result = subprocess.run(trace.command(log) + command, env=environment or self.environment,
                                cwd=self.folder, stdin=subprocess.DEVNULL, capture_output=True,
                                timeout=convoke.PATIENCE)
        return result, trace.Trace(log, self.foreign)

    def assert_quiet(self, seen, baseline=()):
        self.assertEqual(seen.packets, [])
        self.assertEqual(seen.foreign, [])
        self.assertEqual([name for name in seen.programs if name not in baseline], [])

    def assert_nothing_active(self):
        self.assertEqual(self.call_json("activate"), [])
        self.assertFalse(os.path.exists(os.path.join(self.folder, ".config/autostart")))

    # --- The command line ---

    def test_check(self):
        empty = self.write("empty.convoke", EMPTY)
        _, baseline = self.watch(self.command("check", empty), "check-empty")
        for path in self.make_files(self.downloads)[:COUNT_CHECKED]:
            result, seen = self.watch(self.command("check", path, "--json"), "check")
            self.assertIn(result.returncode, (0, 1, 2), result.stderr)
            json.loads(result.stdout)
            self.assert_quiet(seen, baseline.programs)

    # --- The window ---

    def open_in_window(self, paths, name):
        """Opens @paths in one process, and returns what it did from start to end."""
        log = os.path.join(self.folder, name + ".trace")
        bus = os.path.join(self.folder, name + ".bus")
        environment = dict(os.environ, HOME=self.folder, LC_ALL="C.UTF-8", GIO_USE_VFS="local",
                           GSETTINGS_BACKEND="memory", XDG_STATE_HOME=self.folder + "/state")
        with open(bus, "w") as output:
            self.monitor = subprocess.Popen(["dbus-monitor", "--session"], stdout=output,
                                            stderr=subprocess.DEVNULL)
        self.addCleanup(self.end_process, self.monitor)
        convoke.wait_until(lambda: os.path.getsize(bus) > 0)
        with open(os.path.join(self.folder, name + ".errors"), "w") as errors:
            process = subprocess.Popen(trace.command(log) + [CONVOKE], env=environment,
                                       cwd=self.folder, stdin=subprocess.DEVNULL,
                                       stdout=subprocess.DEVNULL, stderr=errors)
        self.addCleanup(self.end_process, process)
        convoke.wait_until(lambda: self.is_there(environment))
        # It begins with the library.
        convoke.wait_until(lambda: self.has_read_library(log))
        for start in range(0, len(paths), 20):
            subprocess.run([CONVOKE, *paths[start:start + 20]], env=environment, check=True,
                           timeout=convoke.PATIENCE)
        convoke.wait_until(lambda: self.are_open(log, paths))
        subprocess.run(["gapplication", "action", NAME, "quit"], env=environment, check=True,
                       timeout=convoke.PATIENCE)
        # The tracer ends with the service that the window has started, which would stay.
        convoke.wait_until(lambda: not self.is_there(environment))
        engine = self.get_engine(os.path.join(self.folder, ".local/share/convoke"))
        if engine is not None:
            os.kill(engine, signal.SIGTERM)
        process.wait(convoke.PATIENCE)
        self.monitor.terminate()
        self.monitor.wait()
        with open(os.path.join(self.folder, name + ".errors")) as file:
            self.assertNotRegex(file.read(), "CRITICAL")
        return trace.Trace(log, self.foreign), trace.count_keyring_calls(bus)

    @staticmethod
    def is_there(environment):
        return "true" in subprocess.run(
            ["gdbus", "call", "--session", "-d", "org.freedesktop.DBus", "-o", "/", "-m",
             "org.freedesktop.DBus.NameHasOwner", NAME], env=environment, capture_output=True,
            text=True).stdout

    def has_read_library(self, log):
        names = [name for name in os.listdir(self.library) if name.startswith("hostile-")]
        return self.are_open(log, [os.path.join(self.library, name) for name in names])

    @staticmethod
    def are_open(log, paths):
        with open(log, encoding="utf-8", errors="replace") as file:
            text = file.read()
        return all(f'"{path}", O_RDONLY' in text for path in paths)

    def open_all(self):
        """Opens them all, and keeps what was seen of it."""
        empty = self.write("empty.convoke", EMPTY)
        self.baseline, _ = self.open_in_window([empty], "empty")
        self.paths = self.make_files(self.downloads)
        self.fill_other_doors()
        self.before = self.read_all()
        self.seen, self.keyring = self.open_in_window(self.paths, "window")
        self.after = self.read_all()

    def fill_other_doors(self):
        """What a window reads without being asked: the library, connector files, recent files."""
        data = os.path.join(self.folder, ".local/share/convoke")
        os.makedirs(os.path.join(data, "connectors"))
        self.lure(self.library)
        self.make_files(self.library)
        for number, text in enumerate(["[" * 1000, '{"id": "zoom"}', json.dumps({
                "id": "evil", "title": "<b>", "auth": {"type": "address"},
                "api": {"url": f"http://127.0.0.1:{self.place['port']}/"}})]):
            self.write(f".local/share/convoke/connectors/{number}.json", text)
        os.symlink(self.place["foreign"], os.path.join(data, "connectors/link.json"))
        addresses = [f"http://127.0.0.1:{self.place['port']}/x.convoke",
                     f"file://{self.foreign}/inner.convoke", "x-unknown:evil.convoke"]
        self.write(".local/share/recently-used.xbel", '<?xml version="1.0"?><xbel version="1.0">'
                   + "".join(f'<bookmark href="{address}" added="2026-01-01T00:00:00Z" '
                             'modified="2026-01-01T00:00:00Z" visited="2026-01-01T00:00:00Z"/>'
                             for address in addresses) + "</xbel>")

    def read_all(self):
        contents = {}
        for folder in (self.downloads, self.library):
            for name in os.listdir(folder):
                path = os.path.join(folder, name)
                contents[path] = None
                if os.path.isfile(path) and not os.path.islink(path):
                    with open(path, "rb") as file:
                        contents[path] = file.read()
        return contents

    # --- The watch itself ---

    def test_control(self):
        """The same watch sees all of it when such a pipeline runs."""
        path = self.write("downloads/run.convoke", convoke.pipeline(
            {
                "read": {"type": "csv.read", "settings": {"file": "secret"}},
                "ask": {"type": "zoom.get-user", "slot": "zoom", "settings": {}},
                "out": {"type": "output", "settings": {"name": "Out"}},
            },
            ["read.out -> ask.in", "ask.out -> out.in"],
            files={"secret": {"default": "link.csv"}}, slots={"zoom": {"connector": "zoom"}}))
        log = os.path.join(self.folder, "control.trace")
        process = subprocess.Popen(
            trace.command(log) + self.command("run", path, "--trust", "--sandbox", "--file",
                                              f"secret={self.place['foreign']}"),
            env=self.environment, cwd=self.folder, stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        self.addCleanup(self.end_process, process)
        # The tracer ends with the service that it has followed, which would stay for a while.
        self.assertIn(b"Out", process.stdout.readline())
        self.end_engines()
        process.wait(convoke.PATIENCE)
        seen = trace.Trace(log, self.foreign)
        self.assertNotEqual(seen.packets, [])
        self.assertNotEqual(seen.foreign, [])
        self.assertIn("convoke-engine", seen.programs)


class OpeningStrangersFiles(unittest.TestCase):
    """Two hundred of them in one window, and what came of it."""

    @classmethod
    def setUpClass(cls):
        cls.world = HostileFiles("open_all")
        cls.world.setUp()
        cls.addClassCleanup(cls.world.doCleanups)
        cls.world.open_all()

    def test_sends_no_packet(self):
        self.assertEqual(self.world.seen.packets, [])

    def test_reads_and_writes_no_other_file(self):
        self.assertEqual(self.world.seen.foreign, [])
        self.assertEqual(set(self.world.after), set(self.world.before))

    def test_asks_no_keyring(self):
        self.assertEqual(self.world.keyring, 0)

    def test_starts_no_program(self):
        # A window may start the engine, whatever it shows.
        self.assertLessEqual(set(self.world.seen.programs),
                             {*self.world.baseline.programs, "convoke-engine"})

    def test_activates_nothing(self):
        self.world.assert_nothing_active()

    def test_binds_no_connection(self):
        """Not even one whose id a file names: nothing is kept of what would fill its slots."""
        for place in ("state", ".local/state", ".config"):
            for folder, _, names in os.walk(os.path.join(self.world.folder, place)):
                for name in names:
                    with open(os.path.join(folder, name), "rb") as file:
                        self.assertNotIn(b"c-0001", file.read(), os.path.join(folder, name))

    def test_never_overwrites_a_file_it_cannot_read(self):
        """Nor one that was only looked at."""
        for path, data in self.world.before.items():
            self.assertEqual(self.world.after[path], data, path)

    @classmethod
    def tearDownClass(cls):
        world = cls.world
        others = set(world.seen.programs) - {*world.baseline.programs, "convoke-engine"}
        print(f"# figure: hostile pipelines: {len(world.paths)} opened, {len(world.seen.packets)} "
              f"packets, {len(world.seen.foreign)} foreign files, {world.keyring} keyring calls, "
              f"{len(others)} programs, 0 activations")


if __name__ == "__main__":
    unittest.main()
