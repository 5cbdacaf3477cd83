#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: The Convoke developers

"""What GNOME Shell's search finds, asked as the shell asks: on the session bus, which starts the
program. Needs a screen and a bus of its own."""

import ast
import json
import os
import re
import shutil
import subprocess
import sys
import unittest

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../cli"))
from convoke import BUILD, CONVOKECTL, PATIENCE, SOURCE, pipeline, wait_until  # noqa: E402

NAME = "app.convoke.Convoke"
PATH = "/app/convoke/Convoke/SearchProvider"
METHODS = "org.gnome.Shell.SearchProvider2."


def gdbus(destination, path, method, *arguments):
    result = subprocess.run(["gdbus", "call", "--session", "--dest", destination, "--object-path",
                             path, "--method", method, *arguments],
                            capture_output=True, text=True, timeout=PATIENCE)
    if result.returncode != 0:
        raise AssertionError(result.stderr)
    return result.stdout


def call(method, *arguments):
    return gdbus(NAME, PATH, METHODS + method, *map(str, arguments))


def search(*terms):
    text = call("GetInitialResultSet", json.dumps(terms))
    return list(ast.literal_eval(text.replace("@as ", ""))[0])


def count_windows():
    result = subprocess.run(["xdotool", "search", "--onlyvisible", "--class", "convoke"],
                            capture_output=True, text=True)
    return len(result.stdout.split())


def count_runs():
    result = subprocess.run([CONVOKECTL, "runs", "--json"], capture_output=True, text=True,
                            check=True, timeout=PATIENCE)
    return len(json.loads(result.stdout))


class Search(unittest.TestCase):
    def setUp(self):
        services = os.path.join(os.environ["XDG_RUNTIME_DIR"], "dbus-1/services")
        os.makedirs(services, exist_ok=True)
        with open(os.path.join(SOURCE, "data", NAME + ".service.in"), encoding="utf-8") as file:
            text = file.read()
        text = text.replace("@bindir@", os.path.join(BUILD, "src/desktop"))
        with open(os.path.join(services, NAME + ".service"), "w", encoding="utf-8") as file:
            file.write(text.replace("@application_id@", NAME))
        gdbus("org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus.ReloadConfig")
        self.library = os.path.join(os.environ["HOME"], ".local/share/convoke/pipelines")
        shutil.rmtree(self.library, ignore_errors=True)
        os.makedirs(self.library)
        self.interviews = self.add("a.convoke", "Interviews of the week")
        self.classes = self.add("b.convoke", "Weekly cla\u0301sses")
        self.add("c.convoke", "<b>Bold</b> & week")
        with open(os.path.join(self.library, "d.convoke"), "w", encoding="utf-8") as file:
            file.write("This is no week.")
        self.addCleanup(self.end)

    def end(self):
        subprocess.run(["gdbus", "call", "--session", "--dest", NAME, "--object-path",
                        "/app/convoke/Convoke", "--method", "org.freedesktop.Application."
                        "ActivateAction", "quit", "[]", "{}"], capture_output=True)
        wait_until(lambda: "false" in gdbus("org.freedesktop.DBus", "/org/freedesktop/DBus",
                                            "org.freedesktop.DBus.NameHasOwner", NAME))
        subprocess.run([CONVOKECTL, "reset", "--yes"], capture_output=True)

    def add(self, name, title):
        """A pipeline that shows a notification, which is something to be asked about."""
        path = os.path.join(self.library, name)
        with open(path, "w", encoding="utf-8") as file:
            file.write(pipeline({"hi": {"type": "text", "settings": {"template": title}},
                                 "out": {"type": "notify", "settings": {"title": "Hello"}}},
                                ["hi.out -> out.in"], name=title))
        return "file://" + path

    def test_search(self):
        # All words, anywhere in the name, without case; what is no pipeline is not found.
        found = search("WEEK")
        self.assertEqual(len([identifier for identifier in found if "run:" not in identifier]), 3)
        self.assertEqual(found[3:], ["run:" + self.interviews, "run:" + self.classes])
        self.assertEqual(search("week", "inter"), [self.interviews, "run:" + self.interviews])
        self.assertEqual(search("classes"), [])
        self.assertEqual(search("cl\u00e1sses")[0], self.classes)
        self.assertEqual(search("nothing of the kind"), [])
        self.assertEqual(search(), [])
        again = call("GetSubsearchResultSet", json.dumps([self.interviews]), '["bold"]')
        self.assertIn("c.convoke", again)

        # Names are texts: the shell is told which, not how to draw them.
        metas = call("GetResultMetas", json.dumps(search("bold") + ["file:///etc/passwd", "x"]))
        self.assertIn("<'<b>Bold</b> & week'>", metas)
        self.assertIn("Run “<b>Bold</b> & week”", metas)
        self.assertEqual(len(re.findall(r"'id':", metas)), 2, "others are no results")
        # A search shows nothing and starts nothing.
        self.assertEqual(count_windows(), 0)
        self.assertFalse(os.path.exists(os.path.join(self.library, "../engine.lock")))

        # A pipeline that comes later is found as well.
        later = self.add("e.convoke", "Afterwards")
        wait_until(lambda: later in search("afterwards"))

    def test_what_is_chosen(self):
        path = self.interviews.removeprefix("file://")
        subprocess.run([CONVOKECTL, "run", "--trust", path], check=True, capture_output=True)
        self.assertEqual(count_runs(), 1)
        search("interviews")
        call("ActivateResult", self.interviews, "[]", 0)
        wait_until(lambda: count_windows() == 1)

        # To run, it asks, and runs nothing before the answer.
        call("ActivateResult", "run:" + self.interviews, "[]", 0)
        wait_until(lambda: count_windows() == 2)
        self.assertEqual(count_runs(), 1)
        self.answer("Escape")
        self.assertEqual(count_runs(), 1)

        call("ActivateResult", "run:" + self.interviews, "[]", 0)
        wait_until(lambda: count_windows() == 2)
        self.answer("alt+r")
        wait_until(lambda: count_runs() == 2)

        # What was never trusted is asked about once more, with all that it would do.
        search("classes".replace("a", "\u00e1"))
        call("ActivateResult", "run:" + self.classes, "[]", 0)
        wait_until(lambda: count_windows() == 2)
        self.answer("alt+r")
        wait_until(lambda: count_windows() == 2)
        self.assertEqual(count_runs(), 2)

        # A text that was never given out opens no file.
        call("ActivateResult", "file:///etc/passwd", "[]", 0)
        call("LaunchSearch", "[]", 0)
        self.assertEqual(count_windows(), 2)

    def answer(self, key):
        """Presses a key in the dialog, and waits until it has gone. No window manager does it."""
        ids = subprocess.run(["xdotool", "search", "--onlyvisible", "--class", "convoke"],
                             capture_output=True, text=True, check=True).stdout.split()
        dialog = max(ids, key=int)
        subprocess.run(["xdotool", "windowfocus", dialog, "key", key], check=True)
        wait_until(lambda: dialog not in subprocess.run(
            ["xdotool", "search", "--onlyvisible", "--class", "convoke"],
            capture_output=True, text=True).stdout.split())


if __name__ == "__main__":
    unittest.main()
