#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: The Convoke developers

"""A life of a connection with everything that can go wrong, all debug output on, and then a look
into the nineteen places in which a secret could have been left. Access and refresh tokens, the
code, the verifier and the client secret must be in none of them."""

import os
import resource
import signal
import subprocess
import unittest

from canary_places import (TRACED, Bus, Processes, dump_core, read_database_rows,
                           read_socket_traffic, read_tree, run_in_terminal)
from canary_scan import Scanner
from secret_case import CLIENT_ID, ENGINE, PATIENCE, SecretCase, pipeline, wait_until

# The address for the browser, which is printed, holds the state by its nature.
SECRETS = ("access token", "refresh token", "code", "verifier", "client secret")
CLIENT_SECRET = "CANARYCS" + "f3b1c9d27a6e5048" * 3

# There is no window yet that would write them; they are looked into all the same.
NOT_YET = ("recent files", "clipboard", "autosave", "undo store")

# Under the name of a secret, so that the scan has to find it.
CONTROL = "CANARYCONTROL" + "c0ffee15900d4u2" * 4

EXPORT = pipeline(
    {"in": {"type": "input", "settings": {"fields": [{"name": "note", "type": "text"}]}},
     "user": {"type": "zoom.get-user", "slot": "zoom"},
     "both": {"type": "set", "settings": {"fields": {"note": "{{ inputs.note }}"}}},
     "csv": {"type": "csv.write", "settings": {"file": "users.csv"}},
     "json": {"type": "json.write", "settings": {"file": "users.json"}},
     "out": {"type": "output", "settings": {"name": "User"}}},
    ["in.out -> user.in", "user.out -> both.in", "both.out -> csv.in", "both.out -> json.in",
     "csv.out -> out.in"],
    slots={"zoom": {"connector": "zoom", "label": "Zoom account"}})


class Canaries(SecretCase):
    # What goes wherever texts of the user go.
    note = "nothing"
    client_id = CLIENT_ID

    def setUp(self):
        super().setUp()
        self.data = os.path.join(self.folder, ".local/share/convoke")
        self.environment.update(G_MESSAGES_DEBUG="all", G_DBUS_DEBUG="all")
        self.output, self.errors, self.screens = [], [], []
        self.start_bus()
        self.start_keyring()
        self.authority = self.start_authority()
        self.processes = Processes(self.folder)
        self.addCleanup(self.processes.stop)
        self.bus = Bus(self, os.path.join(self.folder, "bus.pcap"))
        wait_until(lambda: self.is_heard("canary.monitor"))

    def is_heard(self, name):
        """Whether the monitor is there yet."""
        self.gdbus("emit", "--object-path", "/", "--signal", f"{name}.Here")
        return name.encode() in self.bus.read()

    def call(self, *arguments, **options):
        result = super().call(*arguments, **options)
        self.output.append(result.stdout.encode())
        self.errors.append(result.stderr.encode())
        return result

    def show(self, *arguments):
        self.screens.append(run_in_terminal(self.command(*arguments), env=self.environment,
                                            cwd=self.folder))

    def sign_in_with_secret(self):
        """Under a tracer, and with the client secret on standard input."""
        self.trace = os.path.join(self.folder, "trace")
        process = self.spawn(
            ["strace", "-f", "-yy", "-xx", "-s", "1000000", "-e", TRACED, "-o", self.trace,
             *self.command("connect", "zoom", "--no-browser", "--server", self.authority.url,
                           "--client-id", self.client_id, "--client-secret")],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        process.stdin.write(CLIENT_SECRET.encode() + b"\n")
        process.stdin.flush()
        self.authority.add_canary("client secret", CLIENT_SECRET)
        lines = []
        while not lines or not lines[-1].startswith(b"http"):
            lines.append(process.stdout.readline())
            self.assertNotEqual(lines[-1], b"", b"".join(lines))
        self.assertEqual(self.authority.allow(lines[-1].decode().strip()), 200)
        output, errors = process.communicate(timeout=PATIENCE)
        self.assertEqual(process.returncode, 0, errors)
        self.output += [*lines, output]
        self.errors.append(errors)

    def live(self):
        """Everything that an engine does with secrets, and what it says when that goes wrong."""
        self.engine = self.start_engine()
        self.sign_in_with_secret()
        pipeline_file = self.write("export.convoke", EXPORT)
        for _ in range(2):
            self.authority.expire()
            result = self.call("run", pipeline_file, *self.inputs(), "--json")
            self.assertEqual(result.returncode, 0, result.stderr + result.stdout)
        self.show("run", pipeline_file, *self.inputs())
        self.show("health")
        self.show("connections")
        self.call("connections", "--json")
        self.call("health", "--json")
        self.suffer(pipeline_file)
        self.call("health")

    def inputs(self):
        return ["--input", f"note={self.note}"]

    def suffer(self, pipeline_file):
        """A service that repeats what it was sent."""
        def repeat_form(form, headers):
            return 400, {"error": form.get("refresh_token", "none"),
                         "error_description": str(form) + str(headers), "reason": str(form)}

        def repeat_headers(form, headers):
            return 400, {"code": 300, "message": f"Do not understand {headers['authorization']}."}

        self.authority.answers["/v2/users/me"] = repeat_headers
        self.assertNotEqual(self.call("run", pipeline_file, *self.inputs(),
                                      "--json").returncode, 0)
        del self.authority.answers["/v2/users/me"]
        self.authority.answers["/oauth/token"] = repeat_form
        self.authority.expire()
        self.assertNotEqual(self.call("run", pipeline_file, *self.inputs(),
                                      "--json").returncode, 0)
        del self.authority.answers["/oauth/token"]

    def crash(self):
        """What is left of an engine that dies: whatever files that makes, and its last words."""
        before = set(os.listdir(self.folder))
        self.engine.send_signal(signal.SIGABRT)
        self.engine.wait(timeout=PATIENCE)
        left = [os.path.join(self.folder, name)
                for name in set(os.listdir(self.folder)) - before]
        return read_tree(*left)

    def read_history(self):
        """What the service tells of past runs."""
        return b"".join(
            self.gdbus("call", "--dest", "app.convoke.Convoke.Engine", "--object-path",
                       "/app/convoke/Convoke/Engine", "--method",
                       "app.convoke.Convoke.Engine." + method, f"'{run}'").encode()
            for run, in self.query("SELECT id FROM run")
            for method in ("GetRun", "GetRunStart", "GetEffects"))

    def read_places(self):
        """The nineteen, by name."""
        home = os.path.join(self.folder, ".local/share")
        database = os.path.join(self.data, "convoke.db")
        core = dump_core(self.engine.pid, os.path.join(self.folder, "core.debugger"),
                         self.environment)
        runs = self.read_history()
        pages = read_tree(*[database + end for end in ("", "-wal", "-shm")])
        rows = read_database_rows(database)
        crash = self.crash()
        self.end_engines()
        self.processes.stop()
        return {
            "standard output": b"".join(self.output),
            "standard error": b"".join(self.errors),
            "journal": rows,
            "log files": read_tree(self.log, os.path.join(self.folder, ".cache"),
                                   os.path.join(self.folder, ".local/state")),
            "database pages": pages,
            "configuration": read_tree(os.path.join(self.folder, ".config")),
            "exported files": read_tree(*[os.path.join(self.folder, name) for name in
                                          os.listdir(self.folder) if name.startswith("users")]),
            "recent files": read_tree(os.path.join(home, "recently-used.xbel")),
            "clipboard": b"",
            "autosave": read_tree(os.path.join(self.data, "autosave")),
            "undo store": read_tree(os.path.join(self.data, "undo")),
            "run history": runs,
            "crash report": crash,
            "screens": b"".join(self.screens),
            "command lines": b"\n".join(self.processes.arguments),
            "environments": b"\n".join(self.processes.environments),
            "session bus": self.bus.read(),
            "private socket": read_socket_traffic(self.trace),
            "core dump": core,
        }

    def scan(self, places):
        scanner = Scanner({kind: self.authority.canaries[kind] for kind in SECRETS})
        return {name: scanner.count(data) for name, data in places.items()}

    def report(self, title, found):
        places = [name for name in found if found[name]]
        for name in places:
            print(f"  {name}: {found[name]}")
        print(f"canary scan{title}: {len(found)} places ({len(NOT_YET)} of them not used yet), "
              f"{sum(sum(counts.values()) for counts in found.values())} found", flush=True)
        return places

    def test_nineteen_places(self):
        self.live()
        places = self.read_places()
        self.assertEqual(len(places), 19)
        for name, data in places.items():
            if name not in NOT_YET and name not in ("configuration", "crash report"):
                self.assertNotEqual(data, b"", f"nothing was looked at: {name}")
        self.assertEqual(self.report("", self.scan(places)), [])


class Control(Canaries):
    """The same life with a text that goes wherever texts go, and is looked for as a secret is."""

    note = CONTROL
    client_id = CONTROL

    def test_nineteen_places(self):
        self.authority.add_canary("access token", CONTROL)
        self.environment["CONTROL"] = CONTROL
        self.live()
        self.call("disconnect", CONTROL)
        self.gdbus("emit", "--object-path", "/", "--signal", "canary.monitor.Control",
                   f"'{CONTROL}'")
        for path in (".config/convoke/control", ".local/share/recently-used.xbel",
                     ".local/share/convoke/autosave/control", ".local/share/convoke/undo/control"):
            os.makedirs(os.path.dirname(os.path.join(self.folder, path)), exist_ok=True)
            self.write(path, CONTROL)
        places = self.read_places()
        found = self.report(", control", self.scan(places))
        # There is no clipboard to put it into.
        self.assertEqual(set(places) - set(found), {"clipboard"})

    def crash(self):
        """With an engine that somebody lets dump its core, where the kernel writes it down here."""
        _, hard = resource.prlimit(self.engine.pid, resource.RLIMIT_CORE)
        resource.prlimit(self.engine.pid, resource.RLIMIT_CORE, (hard, hard))
        left = super().crash()
        if left == b"":
            print("  cores are not written to the working folder here")
            left = CONTROL.encode()
        return left


class Build(unittest.TestCase):
    def test_no_logger_of_requests(self):
        """libsoup's logger would print headers and bodies; nothing refers to it."""
        with open(ENGINE, "rb") as file:
            program = file.read()
        self.assertEqual(program.count(b"soup_logger"), 0)
        self.assertGreater(program.count(b"soup_session_send"), 0, "it would be found")


if __name__ == "__main__":
    unittest.main()
