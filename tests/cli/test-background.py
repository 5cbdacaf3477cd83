#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: The Convoke developers

"""The life of the service on a session bus: when it stays, when it leaves, what it survives."""

import configparser
import json
import os
import shlex
import signal
import subprocess
import unittest

from convoke import BUILD, ENGINE, PATIENCE, SOURCE, hello, pipeline, wait_until
from sign_in import KeyringCase

NAME = "app.convoke.Convoke.Engine"
PATH = "/app/convoke/Convoke/Engine"


CREATE = pipeline(
    {
        "in": {"type": "input", "settings": {"fields": []}},
        "rows": {"type": "script", "settings": {"mode": "each", "code":
                 "return Array.from({length: 30}, (v, n) => ({topic: 'N' + n}))"}},
        "create": {"type": "zoom.create-meeting", "slot": "zoom",
                   "settings": {"topic": "{{ item.topic }}", "type": 1}},
    },
    ["in.out -> rows.in", "rows.out -> create.in"],
    slots={"zoom": {"connector": "zoom"}})


class Background(KeyringCase):
    def start_engine(self, *options):
        """One that leaves as soon as nothing needs it; ready when it has the name."""
        process = subprocess.Popen([ENGINE, "--idle-exit", "0", *options], env=self.environment,
                                   stdin=subprocess.DEVNULL)
        self.addCleanup(self.end_process, process)
        return process

    def call_bus(self, method, *arguments):
        return self.gdbus("call", "--dest", NAME, "--object-path", PATH,
                          "--method", f"{NAME}.{method}", *arguments)

    def get_property(self, name):
        return self.gdbus("call", "--dest", NAME, "--object-path", PATH, "--method",
                          "org.freedesktop.DBus.Properties.Get", NAME, name).strip("(<>),\n")

    def call_daemon(self, method, *arguments):
        return self.gdbus("call", "--dest", "org.freedesktop.DBus", "--object-path",
                          "/org/freedesktop/DBus", "--method", f"org.freedesktop.DBus.{method}",
                          *arguments)

    def has_name(self):
        return "true" in self.call_daemon("NameHasOwner", NAME)

    def connect_kept(self, sandbox):
        status, errors = self.sign_in("--server", sandbox.url, "--client-id", "convoke-test",
                                      data=False)
        self.assertEqual(status, 0, errors)
        self.end_engines()

    def test_stays_for_a_connection(self):
        self.assertEqual(self.start_engine().wait(PATIENCE), 0, "nothing to stay for")
        sandbox = self.start_sandbox()
        self.connect_kept(sandbox)
        engine = self.start_engine()
        wait_until(self.has_name)
        # When it has looked after what it begins with, clients come and go.
        wait_until(lambda: '"state":"healthy"' in self.call_bus("GetHealth", ""))
        for _ in range(3):
            self.assertEqual(self.call("health", data=False).returncode, 0)
        self.assertIn("stays during a session", self.call("background", data=False).stdout)
        self.assertEqual(self.get_property("Background"), "true")
        self.assertIsNone(engine.poll())
        self.call_bus("SetBackground", "false")
        self.assertEqual(engine.wait(PATIENCE), 0)
        self.assertEqual(self.start_engine().wait(PATIENCE), 0, "the wish is kept")

    def test_leaves_with_the_session(self):
        self.connect_kept(self.start_sandbox())
        engine = self.start_engine()
        wait_until(self.has_name)
        self.end_process(self.bus)
        self.assertEqual(engine.wait(PATIENCE), 0)

    def test_quits_and_comes_back(self):
        self.connect_kept(self.start_sandbox())
        engine = self.start_engine()
        wait_until(self.has_name)
        self.call_bus("Quit")
        self.assertEqual(engine.wait(PATIENCE), 0)
        self.assertEqual(self.call("health", data=False).returncode, 0)

    def test_run_survives_its_client(self):
        sandbox = self.start_sandbox("--plan", "pro", "--latency", "50")
        self.connect_kept(sandbox)
        path = self.write("create.convoke", CREATE)
        engine = self.start_engine()
        wait_until(self.has_name)
        client = self.start("run", path, data=False, stdout=subprocess.DEVNULL)
        wait_until(lambda: len(sandbox.control.list("effects")) > 0)
        client.kill()
        client.wait()
        wait_until(lambda: len(sandbox.control.list("effects")) == 30)
        self.assertIsNone(engine.poll())

    def test_run_shows_that_it_is_paused(self):
        sandbox = self.start_sandbox("--plan", "pro", "--latency", "50")
        self.connect_kept(sandbox)
        self.start_engine()
        wait_until(self.has_name)
        reply = self.call_bus("StartRun", "@ay " + str(list(CREATE.encode())), "{'trust': <true>}")
        run = reply.split("'")[1]
        wait_until(lambda: len(sandbox.control.list("effects")) > 0)
        self.assertIn('"paused":false', self.call_bus("GetRun", run))
        self.call_bus("SetPaused", "true")
        description = self.call_bus("GetRun", run)
        self.assertIn('"state":"running","paused":true', description)
        self.call_bus("SetPaused", "false")
        wait_until(lambda: '"state":"succeeded","paused":false' in self.call_bus("GetRun", run))
        self.assertEqual(len(sandbox.control.list("effects")), 30)

    def test_trust_holds_on_the_bus(self):
        engine = self.start_engine("--idle-exit", "60")
        wait_until(self.has_name)
        text = hello()
        arguments = ["gdbus", "call", "--session", "--dest", NAME, "--object-path", PATH, "--method",
                     f"{NAME}.StartRun", "@ay " + str(list(text.encode()))]
        refused = subprocess.run([*arguments, "@a{sv} {}"], env=self.environment,
                                 capture_output=True, text=True, timeout=PATIENCE)
        self.assertNotEqual(refused.returncode, 0)
        self.assertIn(NAME + ".Error.NeedsReview", refused.stderr)
        trusted = subprocess.run([*arguments, "{'trust': <true>}"], env=self.environment,
                                 capture_output=True, text=True, timeout=PATIENCE)
        self.assertEqual(trusted.returncode, 0, trusted.stderr)
        again = subprocess.run([*arguments, "@a{sv} {}"], env=self.environment,
                               capture_output=True, text=True, timeout=PATIENCE)
        self.assertEqual(again.returncode, 0, again.stderr)
        engine.terminate()

    def test_paused_is_told(self):
        engine = self.start_engine("--idle-exit", "60")
        wait_until(self.has_name)
        self.assertEqual(self.get_property("Paused"), "false")
        self.call_bus("SetPaused", "true")
        self.assertEqual(self.get_property("Paused"), "true")
        engine.terminate()
        self.assertEqual(engine.wait(PATIENCE), 0)
        self.start_engine("--idle-exit", "60")
        wait_until(self.has_name)
        wait_until(lambda: self.get_property("Paused") == "true")
        self.call_bus("SetPaused", "false")

    def test_starts_at_login(self):
        path = os.path.join(self.folder, ".config/autostart", NAME + ".desktop")
        on = self.call("background", "on", data=False)
        self.assertEqual(on.returncode, 0, on.stderr)
        self.assertIn("started at login", on.stdout)
        entry = configparser.ConfigParser(interpolation=None)
        entry.read(path)
        self.assertEqual(entry["Desktop Entry"]["Type"], "Application")
        self.end_engines()
        # What the desktop does at the next login.
        self.connect_kept(self.start_sandbox())
        engine = subprocess.Popen(shlex.split(entry["Desktop Entry"]["Exec"]),
                                  env=self.environment, stdin=subprocess.DEVNULL)
        self.addCleanup(self.end_process, engine)
        wait_until(self.has_name)
        self.assertEqual(self.get_property("StartsAtLogin"), "true")
        self.assertEqual(self.call("background", "off", data=False).returncode, 0)
        self.assertFalse(os.path.exists(path))
        self.assertEqual(self.call("background", "off", data=False).returncode, 0)
        self.assertEqual(self.call("background", "maybe", data=False).returncode, 2)

    def test_locked_keyring(self):
        sandbox = self.start_sandbox()
        self.connect_kept(sandbox)
        self.gdbus("call", "--dest", "org.freedesktop.secrets", "--object-path",
                   "/org/freedesktop/secrets", "--method", "org.freedesktop.Secret.Service.Lock",
                   "['/org/freedesktop/secrets/collection/login']")
        self.start_engine()
        wait_until(self.has_name)
        result = self.call("health", "--json", data=False)
        self.assertEqual(result.returncode, 4)
        report, = json.loads(result.stdout)
        self.assertEqual((report["state"], report["action"]), ("keyring-locked", "unlock"))
        self.assertIn("--unlock", self.call("health", data=False).stdout)
        # One that is unlocked takes its place: nobody has to tell us.
        self.end_process(self.keyring)
        self.start_keyring()
        wait_until(lambda: '"state":"healthy"' in self.call_bus("GetHealth", ""))

    def test_activation(self):
        """Whoever calls the name on the bus finds the service there."""
        folder = os.path.join(self.environment["XDG_RUNTIME_DIR"], "dbus-1/services")
        os.makedirs(folder, exist_ok=True)
        with open(os.path.join(SOURCE, "data", NAME + ".service.in")) as file:
            text = file.read()
        text = text.replace("@libexecdir@", os.path.dirname(ENGINE))
        text = text.replace("@application_id@", NAME.removesuffix(".Engine"))
        # There is no systemd on this bus, which the daemon would ask first.
        text = text.replace("@systemd_service@", "")
        with open(os.path.join(folder, NAME + ".service"), "w") as file:
            file.write(text)
        self.call_daemon("ReloadConfig")
        self.assertFalse(self.has_name())
        self.assertIn("[]", self.call_bus("ListConnections"))
        self.assertTrue(self.has_name())

    def test_unit(self):
        """The unit and the D-Bus file name each other. tests/interop/test-unit.py runs it."""
        unit = configparser.ConfigParser(interpolation=None)
        unit.optionxform = str
        unit.read(os.path.join(BUILD, "data/convoke-engine.service"))
        service = dict(unit["Service"])
        self.assertEqual((service["Type"], service["BusName"]), ("dbus", NAME))
        self.assertTrue(service["ExecStart"].endswith("/convoke-engine"))
        self.assertEqual(service["LimitCORE"], "1")
        self.assertEqual(unit["Install"]["WantedBy"], "default.target")
        # None that makes a list of mounts or a list of users of its own, where portals are lost.
        limits = {"NoNewPrivileges", "LockPersonality", "RestrictAddressFamilies",
                  "RestrictNamespaces", "RestrictRealtime", "RestrictSUIDSGID",
                  "SystemCallArchitectures", "SystemCallErrorNumber", "SystemCallFilter"}
        self.assertEqual(set(service), limits | {
            "Type", "BusName", "ExecStart", "Slice", "Restart", "RestartSec", "SuccessExitStatus",
            "LimitCORE", "KillMode"})
        entry = configparser.ConfigParser(interpolation=None)
        entry.read(os.path.join(BUILD, "data", NAME + ".service"))
        self.assertEqual(entry["D-BUS Service"]["SystemdService"], "convoke-engine.service")
        self.assertEqual(entry["D-BUS Service"]["Exec"], service["ExecStart"])


if __name__ == "__main__":
    unittest.main()
