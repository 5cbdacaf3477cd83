#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: The Convoke developers

"""How desktops start the window: by its file for menus, by the session bus, by its actions there, and
by a file that somebody clicks twice. Needs a screen and a bus of its own."""

import configparser
import json
import os
import shlex
import shutil
import subprocess
import sys
import unittest

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../cli"))
from convoke import BUILD, CONVOKECTL, PATIENCE, SOURCE, wait_until  # noqa: E402

NAME = "app.convoke.Convoke"
PATH = "/app/convoke/Convoke"
TYPE = "application/vnd.convoke.pipeline+json"
CONVOKE = os.path.join(BUILD, "src/desktop/convoke")
ENTRY = os.path.join(BUILD, "data", NAME + ".desktop")


def run(*command):
    result = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE,
                            env=dict(os.environ, XDG_CURRENT_DESKTOP="GNOME"))
    if result.returncode != 0:
        raise AssertionError(f"{command}: {result.stdout}{result.stderr}")
    return result.stdout.strip()


def call(destination, path, method, *arguments):
    return run("gdbus", "call", "--session", "--dest", destination, "--object-path", path,
               "--method", method, *arguments)


def activate_action(name):
    call(NAME, PATH, "org.freedesktop.Application.ActivateAction", name, "[]", "{}")


def call_bus(method, *arguments):
    return call("org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus." + method,
                *arguments)


def list_titles():
    found = subprocess.run(["xdotool", "search", "--onlyvisible", "--class", "convoke"],
                           capture_output=True, text=True).stdout.split()
    titles = [subprocess.run(["xdotool", "getwindowname", window], capture_output=True,
                             text=True).stdout.strip() for window in found]
    return sorted(title for title in titles if title)


class Launch(unittest.TestCase):
    def setUp(self):
        self.data = os.path.join(os.environ["HOME"], ".local/share")
        with open(os.path.join(SOURCE, "data", NAME + ".service.in"), encoding="utf-8") as file:
            service = file.read().replace("@bindir@", os.path.dirname(CONVOKE))
        with open(ENTRY, encoding="utf-8") as file:
            entry = file.read().replace("Exec=convoke", "Exec=" + CONVOKE)
        with open(os.path.join(BUILD, "data", NAME + ".mime.xml"), encoding="utf-8") as file:
            kind = file.read()
        self.place(os.path.join(os.environ["XDG_RUNTIME_DIR"], f"dbus-1/services/{NAME}.service"),
                   service.replace("@application_id@", NAME))
        self.entry = self.place("applications/" + NAME + ".desktop", entry)
        self.place("mime/packages/" + NAME + ".xml", kind)
        run("update-mime-database", os.path.join(self.data, "mime"))
        run("update-desktop-database", os.path.join(self.data, "applications"))
        # Started by the bus, it is to remember its windows as in a session.
        call_bus("UpdateActivationEnvironment", "{'GSETTINGS_BACKEND': 'keyfile'}")
        call_bus("ReloadConfig")
        self.file = self.place("interviews.convoke", json.dumps(
            {"convoke": 1, "name": "Interviews of the week", "nodes": {}}))
        self.addCleanup(self.quit)

    def place(self, name, text):
        path = os.path.join(self.data, name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)
        return path

    def has_name(self):
        return "true" in call_bus("NameHasOwner", NAME)

    def end(self):
        activate_action("quit")
        wait_until(lambda: not self.has_name())

    def quit(self):
        if self.has_name():
            self.end()
        subprocess.run([CONVOKECTL, "reset", "--yes"], capture_output=True)
        # What was open in one test is not open in the next.
        shutil.rmtree(os.path.join(os.environ["HOME"], ".config"), ignore_errors=True)

    def await_pipelines(self, count):
        """What is possible in the first window says how many pipelines are open in it."""
        def can(name):
            try:
                return "((true," in call(NAME, PATH + "/window/1", "org.gtk.Actions.Describe", name)
            except AssertionError:
                return False  # there is none yet

        wait_until(lambda: can("close-tab") and can("move-tab") == (count > 1))

    def test_file_type(self):
        self.assertEqual(run("xdg-mime", "query", "filetype", self.file), TYPE)
        self.assertEqual(run("xdg-mime", "query", "default", TYPE), NAME + ".desktop")
        icon = run("gio", "info", "--attributes=standard::icon", self.file)
        self.assertIn(f"standard::icon: {NAME}.pipeline,", icon)
        # A text that only looks like one inside is no pipeline.
        other = self.place("other.json", '{"convoke": 1}')
        self.assertEqual(run("xdg-mime", "query", "filetype", other), "application/json")

    def test_double_click(self):
        """As file managers do it. The bus starts the program, and it opens what was clicked."""
        self.assertFalse(self.has_name())
        run("gio", "open", self.file)
        self.await_pipelines(1)
        self.assertEqual(len(list_titles()), 1)
        # Another file comes into the same window.
        other = self.place("classes.convoke", json.dumps(
            {"convoke": 1, "name": "Weekly classes", "nodes": {}}))
        run("gio", "open", other)
        self.await_pipelines(2)
        self.assertEqual(len(list_titles()), 1)

    def test_menu(self):
        """Menus that know the bus call it, the others start what the file says."""
        call(NAME, PATH, "org.freedesktop.Application.Activate", "{}")
        wait_until(lambda: len(list_titles()) == 1)
        # What is launched arrives when it likes, so it has to have something to show for it.
        self.end()
        process = subprocess.Popen(["gio", "launch", self.entry], stdout=subprocess.DEVNULL,
                                   stderr=subprocess.DEVNULL)
        self.addCleanup(process.wait)
        wait_until(lambda: process.poll() == 0)
        wait_until(lambda: len(list_titles()) == 1)

    def test_actions(self):
        """Each action of the file is one of the program, on the bus and on the command line."""
        parser = configparser.ConfigParser(interpolation=None, delimiters="=")
        parser.optionxform = str
        parser.read(ENTRY, encoding="utf-8")
        names = parser["Desktop Entry"]["Actions"].strip(";").split(";")
        self.assertEqual(sorted(names), ["new-pipeline", "new-window"])
        known = call(NAME, PATH, "org.gtk.Actions.List")
        options = run(CONVOKE, "--help")
        for name in names:
            self.assertIn(f"'{name}'", known)
            line = shlex.split(parser[f"Desktop Action {name}"]["Exec"])
            self.assertEqual(line, ["convoke", "--" + name])
            self.assertIn("--" + name, options)

    def test_new_window(self):
        # The first one is what was open last, and not an empty one that takes its place.
        run("gio", "open", self.file)
        self.await_pipelines(1)
        self.end()
        activate_action("new-window")
        self.await_pipelines(1)
        self.assertEqual(len(list_titles()), 1)
        activate_action("new-window")
        wait_until(lambda: len(list_titles()) == 2)
        run(CONVOKE, "--new-window")
        wait_until(lambda: len(list_titles()) == 3)

    def test_new_pipeline(self):
        activate_action("new-pipeline")
        wait_until(lambda: list_titles() == ["Convoke", "New pipeline"])
        run(CONVOKE, "--new-pipeline")
        wait_until(lambda: len(list_titles()) == 3)


if __name__ == "__main__":
    unittest.main()
