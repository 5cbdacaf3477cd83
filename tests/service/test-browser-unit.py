#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: The Convoke developers

"""What a service with limits opens is not its child, because it would have them too: it asks systemd.
Here systemd is a fake that says what it was asked; tests/interop/test-unit.py has a real one."""

import os
import subprocess
import sys
import unittest

sys.path.insert(0, os.path.join(os.environ["CVK_TEST_SOURCE_ROOT"], "tests/cli"))

from convoke import BUILD, Case, pipeline, wait_until  # noqa: E402

SYSTEMD = os.path.join(BUILD, "tests/service/fake-systemd")
LINK = "https://example.org/a?home=$HOME&architecture=%aa"

HANDLER = """[Desktop Entry]
Type=Application
Name=The browser of the tests
Exec=sh -c 'printf %%s "$0" >{folder}/part && mv {folder}/part {folder}/opened' %u
MimeType=x-scheme-handler/https;
"""


class BrowserUnit(Case):
    def setUp(self):
        super().setUp()
        runtime = os.path.join(self.folder, "runtime")
        os.mkdir(runtime, 0o700)
        self.environment["XDG_RUNTIME_DIR"] = runtime
        bus = subprocess.Popen(["dbus-daemon", "--session", "--nofork", "--print-address"],
                               env=self.environment, stdout=subprocess.PIPE, text=True,
                               stderr=subprocess.DEVNULL)
        self.addCleanup(self.end_process, bus)
        self.environment["DBUS_SESSION_BUS_ADDRESS"] = bus.stdout.readline().strip()
        # Engines before buses.
        self.addCleanup(self.end_engines)
        self.opened = os.path.join(self.folder, "opened")

    def start_systemd(self, *arguments):
        self.systemd = subprocess.Popen([SYSTEMD, *arguments], env=self.environment, text=True,
                                        stdout=subprocess.PIPE)
        self.addCleanup(self.end_process, self.systemd)
        self.assertEqual(self.systemd.stdout.readline().strip(), "ready")

    def install_browser(self):
        for name, text in ((".local/share/applications/browser.desktop",
                            HANDLER.format(folder=self.folder)),
                           (".config/mimeapps.list", "[Default Applications]\n"
                            "x-scheme-handler/https=browser.desktop\n")):
            os.makedirs(os.path.dirname(os.path.join(self.folder, name)), exist_ok=True)
            self.write(name, text)

    def open_link(self, *limits):
        """What came of a pipeline that opens a link, run by a service that begins with @limits."""
        path = self.write("open.convoke", pipeline(
            {"in": {"type": "input", "settings": {"fields": []}},
             "open": {"type": "open", "settings": {"link": LINK}}}, ["in.out -> open.in"]))
        result = subprocess.run([*limits, *self.command("run", path, "--trust", "--json")],
                                env=self.environment, cwd=self.folder, stdin=subprocess.DEVNULL,
                                capture_output=True, text=True, timeout=120)
        return result.returncode, result.stdout

    def open_with_limits(self):
        return self.open_link("setpriv", "--no-new-privs")

    def test_by_systemd(self):
        self.install_browser()
        self.start_systemd()
        status, output = self.open_with_limits()
        self.assertEqual(status, 0, output)
        asked = self.systemd.stdout.readline()
        self.assertRegex(asked, r"^StartTransientUnit \('convoke-browser-[0-9a-f]{8}\.service', 'fail', ")
        # One word, which nobody takes apart; as an application, for as long as it is there.
        self.assertIn(f"'open', '{LINK}'], ['no-env-expand'])]>", asked)
        self.assertIn("('Slice', <'app.slice'>)", asked)
        self.assertIn("('ExitType', <'cgroup'>)", asked)
        # What fails says what it was given, and the journal keeps it.
        for stream in ("StandardOutput", "StandardError"):
            self.assertIn(f"('{stream}', <'null'>)", asked)
        self.assertFalse(os.path.exists(self.opened))

    def test_as_child(self):
        """Without limits, and without a systemd."""
        self.install_browser()
        for open_link in (self.open_link, self.open_with_limits):
            status, output = open_link()
            self.assertEqual(status, 0, output)
            wait_until(lambda: os.path.exists(self.opened))
            os.remove(self.opened)
            self.end_engine()

    def test_refused(self):
        """A child would start under the limits, fail, and tell nobody."""
        self.install_browser()
        self.start_systemd("refuse")
        status, output = self.open_with_limits()
        self.assertEqual(status, 1, output)
        self.assertFalse(os.path.exists(self.opened))

    def test_no_browser(self):
        """Nobody would hear of what becomes of the unit, so there is none."""
        self.environment["XDG_DATA_DIRS"] = self.folder
        self.start_systemd()
        status, output = self.open_with_limits()
        self.assertEqual(status, 1, output)
        self.systemd.kill()
        self.assertEqual(self.systemd.communicate()[0], "")


if __name__ == "__main__":
    unittest.main()
