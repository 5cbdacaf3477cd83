#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: The Convoke developers

""""meson devenv": programs, names on a bus, help, icons and settings are those of the build tree, and
what the system has is still there."""

import os
import subprocess
import sys
import unittest

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "cli"))
from convoke import BUILD, ENGINE, PATIENCE, SOURCE, Case  # noqa: E402

WINDOW = "app.convoke.Convoke"
NAME = WINDOW + ".Engine"
HAS_WINDOW = os.path.exists(os.path.join(BUILD, "src/desktop/convoke"))


class Environment(Case):
    def setUp(self):
        super().setUp()
        runtime = os.path.join(self.folder, "runtime")
        os.mkdir(runtime, 0o700)
        self.environment["XDG_RUNTIME_DIR"] = runtime

    def run_inside(self, script):
        result = subprocess.run(["meson", "devenv", "-C", BUILD, "bash", "-euc", script],
                                env=self.environment, cwd=self.folder, stdin=subprocess.DEVNULL,
                                capture_output=True, text=True, timeout=PATIENCE)
        self.assertEqual(result.returncode, 0, result.stdout + result.stderr)
        return result.stdout.splitlines()

    def test_programs(self):
        names = ["convokectl"] + ["convoke"] * HAS_WINDOW
        paths = self.run_inside("command -v " + " ".join(names))
        self.assertEqual(len(paths), len(names))
        for path in paths:
            self.assertTrue(path.startswith(BUILD), path)

    def test_the_bus_starts_the_service(self):
        """A bus that is started inside knows the service, and starts the one of this build."""
        bus = ("gdbus call --session --dest org.freedesktop.DBus --object-path /org/freedesktop/DBus "
               "--method org.freedesktop.DBus.GetConnectionUnixProcessID")
        call = (f"gdbus call --session --dest {NAME} --object-path /app/convoke/Convoke/Engine "
                f"--method {NAME}.ListConnections")
        pid = f"$({bus} {NAME} | tr -dc \"0-9 \" | cut -d\" \" -f2)"
        output = self.run_inside(
            f"dbus-run-session bash -euc '{call}; readlink /proc/{pid}/exe'")
        self.assertEqual(output[-2:], ["('[]',)", ENGINE])

    def test_data(self):
        """The folders of the system stay, though nothing names them here."""
        folders = self.run_inside("echo $XDG_DATA_DIRS")[-1].split(":")
        self.assertIn("/usr/share", folders)
        share = folders[0]
        for path in ("help/C/convoke/index.page", f"icons/hicolor/scalable/apps/{WINDOW}.svg",
                     f"dbus-1/interfaces/{NAME}.xml", "convoke/templates/interviews.convoke"):
            self.assertTrue(os.path.exists(os.path.join(share, path)), path)
        self.assertTrue(os.path.samefile(os.path.join(share, "convoke/templates"),
                                         os.path.join(SOURCE, "data/templates")))

    @unittest.skipUnless(HAS_WINDOW, "this build leaves the window out")
    def test_settings(self):
        self.assertIn("time-zone", self.run_inside(f"gsettings list-keys {WINDOW}"))


if __name__ == "__main__":
    unittest.main()
