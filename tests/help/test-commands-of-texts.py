#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: The Convoke developers

"""What README and manual tell people to type is typed, page by page and in order, in a home of its own
with a bus and nothing else. What cannot be tried here is listed with its reason."""

import os
import re
import shutil
import subprocess
import sys
import unittest

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "cli"))
from convoke import PATIENCE, Case  # noqa: E402
import texts  # noqa: E402

# Beginnings of commands that are not tried, and why.
NOT_TRIED = {
    "build-aux/run": "it installs packages and builds; a fresh Debian tries it (debian-root)",
    "build-aux/test": "it is what runs this test",
    "sudo dnf install": "this is no Fedora; check-packages compares the list",
    "meson setup build": "it installs; the test \"installed\" looks at an installation",
    "flatpak-builder": "it needs Flatpak and an hour; build-aux/flatpak tries it",
    "convokectl connect zoom": "it signs in at Zoom, with a browser",
    "convokectl connect bakery": "it asks for a key, and there is no such service",
    "convokectl connect --reconnect": "it signs in at Zoom, with a browser",
    "convokectl health --unlock": "it asks for the password of a keyring, which is not here",
    "convokectl run my.convoke --connection": "it needs an account of Zoom",
    "convokectl run interviews.convoke --connection": "it needs an account of Zoom",
}


def find_reason(command, table):
    return next((beginning for beginning in table if command.startswith(beginning)), None)


class Commands(Case):
    used = set()

    def setUp(self):
        super().setUp()
        programs = os.path.join(self.folder, "bin")
        os.mkdir(programs)
        for name, folder in (("convokectl", "cli"), ("convoke-sandbox", "sandbox")):
            os.symlink(os.path.join(texts.BUILD, "src", folder, name), os.path.join(programs, name))
        runtime = os.path.join(self.folder, "runtime")
        os.mkdir(runtime, 0o700)
        # The system's Python first, which has its bindings.
        self.environment.update(PATH=f"{programs}:/usr/bin:{os.environ['PATH']}", XDG_RUNTIME_DIR=runtime)
        self.start_bus()

    def start_bus(self):
        bus = subprocess.Popen(["dbus-daemon", "--session", "--nofork", "--print-address"],
                               env=self.environment, stdout=subprocess.PIPE,
                               stderr=subprocess.DEVNULL, text=True)
        self.addCleanup(self.end_process, bus)
        self.environment["DBUS_SESSION_BUS_ADDRESS"] = bus.stdout.readline().strip()
        # Engines before buses.
        self.addCleanup(self.end_engines)

    def try_command(self, command, place):
        reason = find_reason(command, NOT_TRIED)
        if reason is not None:
            self.used.add(reason)
            return 0
        if command.startswith("gdbus call"):
            # The engine that the command before has started may not have its name yet.
            subprocess.run(["gdbus", "wait", "--session", "--timeout", str(PATIENCE),
                            "app.convoke.Convoke.Engine"], env=self.environment, check=True)
        result = subprocess.run(["bash", "-euc", command], env=self.environment, cwd=self.folder,
                                stdin=subprocess.DEVNULL, capture_output=True, text=True,
                                timeout=PATIENCE)
        self.assertEqual(result.returncode, 0,
                         f"{place}: {command}\n{result.stdout}{result.stderr}")
        return 1

    def test_manual(self):
        count = 0
        for name, page in texts.list_pages():
            commands = texts.list_commands(page)
            with self.subTest(name):
                self.put_examples(page)
                for command in commands:
                    count += self.try_command(command, name)
                self.begin_anew()
        self.assertGreater(count, 30)
        print(f"# figure: commands of the manual that were tried: {count}")

    def put_examples(self, page):
        """A file that the page shows, under the name that it says right before."""
        for item in page.iter(texts.MALLARD + "item"):
            code = item.find(texts.MALLARD + "code[@style='file']")
            if code is not None:
                self.write(texts.list_texts(item, "file")[0], code.text.lstrip("\n"))

    def begin_anew(self):
        self.end_engines()
        for name in os.listdir(self.folder):
            if name in ("bin", "runtime"):
                continue
            path = os.path.join(self.folder, name)
            shutil.rmtree(path) if os.path.isdir(path) else os.remove(path)

    def test_readme(self):
        """There the program is called as it is built."""
        templates = os.path.join(texts.SOURCE, "data/templates")
        os.symlink(os.path.join(texts.SOURCE, "data"), os.path.join(self.folder, "data"))
        for source, name in (("interviews.convoke", "my.convoke"), ("interviews.csv", "my.csv"),
                             ("interviews.csv", "interviews.csv")):
            shutil.copy(os.path.join(templates, source), os.path.join(self.folder, name))
        count = 0
        for command in texts.list_readme_commands():
            if re.match(r"build-aux/run [a-z]", command):
                command = command.replace("build-aux/run", "convokectl", 1)
            count += self.try_command(command, "README.md")
        self.assertGreater(count, 5)
        print(f"# figure: commands of the README that were tried: {count}")

    def test_what_is_wrong_is_seen(self):
        with self.assertRaises(AssertionError):
            self.try_command("convokectl run --no-such-option", "here")

    def test_zz_reasons(self):
        """None is left over from a command that is gone."""
        commands = [command for _, page in texts.list_pages() for command in texts.list_commands(page)]
        commands += [command.replace("build-aux/run", "convokectl", 1)
                     if re.match(r"build-aux/run [a-z]", command) else command
                     for command in texts.list_readme_commands()]
        for beginning in NOT_TRIED:
            self.assertTrue(any(command.startswith(beginning) for command in commands), beginning)


if __name__ == "__main__":
    unittest.main()
