#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: The Convoke developers

"""The engine in the panels: the real one, on a bus of its own, with a panel that reads its icon and
menu as GNOME's extension does."""

import os
import subprocess
import unittest
import urllib.parse

from tray import ICON, Browser, Foreign, PanelCase, follow, wait_until

from convoke import SOURCE, hello, slow


class Tray(PanelCase):
    def show(self):
        """A connection in a panel."""
        self.tell("appear", "host")
        sandbox = self.start_sandbox()
        self.connect(sandbox)
        self.await_item()
        self.name = self.list_connections()[0]["name"]
        self.await_row(f"{self.name}: connected")
        return sandbox

    def revoke(self, sandbox):
        sandbox.control.send("revoke")
        self.assertEqual(self.call("health").returncode, 4)
        self.await_icon("error")

    def test_nothing_before_there_is_something(self):
        self.tell("appear", "host")
        self.assertEqual(self.call("connections").returncode, 0)
        self.assertEqual(self.get_engine_property("TrayShown"), "false")
        self.assertEqual(self.tell("state")["registrations"], 0)
        sandbox = self.start_sandbox()
        self.connect(sandbox)
        self.await_item()
        wait_until(lambda: self.get_engine_property("TrayShown") == "true")
        self.assertEqual(self.tell("state")["registrations"], 1)
        self.assertEqual(self.get("Status"), "Active")
        # What has nothing left to tell steps back.
        name = self.list_connections()[0]["name"]
        self.assertEqual(self.call("disconnect", name).returncode, 0)
        wait_until(lambda: self.get("Status") == "Passive")

    def test_menu(self):
        self.show()
        self.await_icon("healthy")
        menu = self.read_menu()
        self.assertEqual([row.label for row in menu],
                         [f"{self.name}: connected", "Check now", "", "Pause everything",
                          "Open Convoke", "", "Quit"])
        self.assertEqual(menu.rows[0].properties["children-display"], "submenu")
        self.assertEqual(menu.find("Pause").properties["toggle-state"], "0")
        self.assertEqual(menu.rows[1].properties["type"], "separator")
        self.assertIn("All connections work.", self.get("ToolTip"))
        self.assertTrue(os.path.exists(os.path.join(
            self.get("IconThemePath"), "hicolor/symbolic/apps", self.get("IconName") + ".svg")))

    def test_icons_are_known_as_pictures(self):
        """Loaders look for the root element near the beginning, and give up."""
        folder = os.path.join(SOURCE, "data/icons/hicolor")
        icons = [os.path.join(parent, name) for parent, _, names in os.walk(folder)
                 for name in names]
        self.assertGreaterEqual(len(icons), 6)
        for path in icons:
            with open(path, "rb") as file:
                self.assertIn(b"<svg ", file.read(100), path)

    def test_reconnect(self):
        sandbox = self.show()
        before = self.read_menu()
        self.assertEqual(self.read_opened(), [])
        self.revoke(sandbox)
        self.assertEqual(self.get("Status"), "NeedsAttention")
        self.assertIn(f"{self.name}: you have to sign in again", self.get("ToolTip"))
        menu = self.read_menu()
        # The same rows have the same numbers.
        for text in (self.name, "Check now", "Pause", "Open", "Quit"):
            self.assertEqual(menu.find(text).id, before.find(text).id)
        self.tell("click", f"Reconnect {self.name}")
        wait_until(self.read_opened)
        url, = self.read_opened()
        query = urllib.parse.parse_qs(urllib.parse.urlsplit(url).query)
        self.assertTrue(url.startswith(f"{sandbox.url}/oauth/authorize?"), url)
        self.assertEqual(query["code_challenge_method"], ["S256"])
        follow(Browser(Foreign(url)).answer(url))
        self.await_row(f"{self.name}: connected")
        self.await_icon("healthy")
        self.assertEqual(self.read_menu().find("Reconnect"), None)

    def test_check_now(self):
        sandbox = self.show()
        sandbox.control.send("revoke")
        self.tell("click", "Check now")
        self.await_icon("error")
        self.await_row("you have to sign in again")

    def test_pause(self):
        self.show()
        self.tell("click", "Pause everything")
        wait_until(lambda: self.get_engine_property("Paused") == "true")
        self.await_icon("attention")
        self.assertEqual(self.read_menu().find("Pause").properties["toggle-state"], "1")
        self.assertEqual(self.get("Status"), "Active")
        self.assertIn("Everything is paused.", self.get("ToolTip"))
        self.tell("click", "Pause everything")
        self.await_icon("healthy")
        self.assertEqual(self.get_engine_property("Paused"), "false")

    def test_a_hundred_changes(self):
        self.show()
        self.await_icon("healthy")
        self.tell("forget")
        self.tell("flood", "101")
        self.await_icon("attention")
        wait_until(lambda: self.tell("state")["signals"].count("ItemsPropertiesUpdated") >= 1)
        signals = self.tell("state")["signals"]
        self.assertLessEqual(signals.count("ItemsPropertiesUpdated"), 3)
        self.assertLessEqual(signals.count("NewIcon"), 3)
        self.assertEqual(signals.count("LayoutUpdated"), 0)
        self.assertGreaterEqual(signals.count("NewIcon"), 1)

    def test_runs(self):
        self.show()
        path = self.write("slow.convoke", slow())
        run = self.start("run", path, stderr=subprocess.DEVNULL)
        self.await_row("Running: Test")
        self.await_icon("working")
        self.assertIn("1 pipeline is running.", self.get("ToolTip"))
        run.terminate()
        run.wait()
        self.await_icon("healthy")
        wait_until(lambda: self.read_menu().find("Running") is None)
        # A run is something to tell also when it is over at once.
        self.assertEqual(self.call("run", self.write("hello.convoke", hello())).returncode, 0)

    def test_panels_come_and_go(self):
        self.show()
        wait_until(lambda: self.get_engine_property("TrayShown") == "true")
        self.tell("host", "off")
        wait_until(lambda: self.get_engine_property("TrayShown") == "false")
        self.tell("host", "on")
        wait_until(lambda: self.get_engine_property("TrayShown") == "true")
        for count in (2, 3):
            self.tell("vanish")
            wait_until(lambda: self.get_engine_property("TrayShown") == "false")
            self.tell("appear", "host")
            self.await_item()
            self.assertEqual(self.tell("state")["registrations"], count)
            wait_until(lambda: self.get_engine_property("TrayShown") == "true")
            self.assertEqual(self.get("IconName"), ICON.format("healthy"))

    def test_panel_after_the_engine(self):
        sandbox = self.start_sandbox()
        self.connect(sandbox)
        self.assertEqual(self.get_engine_property("TrayShown"), "false")
        self.tell("appear")
        self.await_item()
        self.assertEqual(self.get_engine_property("TrayShown"), "false")
        self.tell("host", "on")
        wait_until(lambda: self.get_engine_property("TrayShown") == "true")

    def test_open(self):
        self.show()
        self.tell("click", "Open Convoke")
        line = self.read()
        self.assertIn("'Convoke could not be opened'", line)
        self.assertIn("convokectl", line)

        self.install_application("app.convoke.Convoke",
                                 'echo "$XDG_ACTIVATION_TOKEN/$DESKTOP_STARTUP_ID" >>token')
        token = os.path.join(self.folder, "token")

        def is_started():
            # It may take a while until what was installed is known.
            self.tell("activate", "leave-7")
            return os.path.exists(token) and os.path.getsize(token) > 0

        wait_until(is_started)
        with open(token) as file:
            self.assertEqual(file.readline(), "leave-7/leave-7\n")

    def test_open_what_is_open(self):
        self.show()
        self.tell("application")
        self.tell("activate", "leave-8")
        wait_until(lambda: self.tell("state")["activation"] == "leave-8/leave-8")
        # A leave is good for one window.
        self.tell("click", "Open Convoke")
        wait_until(lambda: self.tell("state")["activation"] == "/")
        self.assertTrue(self.lines.empty())

    def test_quit(self):
        self.show()
        pid = self.get_engine()
        self.assertIsNotNone(pid)
        self.tell("click", "Quit")
        wait_until(lambda: self.get_engine() is None)

    def test_status_line_without_panels(self):
        self.tell("portal", "2")
        sandbox = self.start_sandbox()
        self.connect(sandbox)
        wait_until(lambda: self.tell("state")["message"] == "All connections work.")
        sandbox.control.send("revoke")
        self.assertEqual(self.call("health").returncode, 4)
        wait_until(lambda: self.tell("state")["message"] == "1 connection needs attention.")

    def test_older_portal_has_no_status_line(self):
        self.tell("portal", "1")
        sandbox = self.show()
        self.await_icon("healthy")
        self.revoke(sandbox)
        # It would have been told before the panel was.
        self.assertEqual(self.tell("state")["messages"], 0)


if __name__ == "__main__":
    unittest.main()
