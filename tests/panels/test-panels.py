#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: The Convoke developers

"""The tray in panels that people use. In each: a connection whose grant has ended, the menu opened
with the pointer, Reconnect clicked, and a sign-in starts. Pictures stay in the build folder,
panels/."""

import os
import shutil
import subprocess
import sys
import unittest

sys.path.insert(0, os.path.join(os.environ["CVK_TEST_SOURCE_ROOT"], "tests/service"))

from screen import HEIGHT, Screen  # noqa: E402
from shell import Shell  # noqa: E402
from tray import BUILD, PATIENCE, SOURCE, SessionCase, wait_until  # noqa: E402

PICTURES = os.path.join(BUILD, "panels")
WATCHER = "org.kde.StatusNotifierWatcher"
PANEL_HEIGHT = 32

XFCE = """<?xml version="1.0" encoding="UTF-8"?>
<channel name="xfce4-panel" version="1.0">
  <property name="configver" type="int" value="2"/>
  <property name="panels" type="array">
    <value type="int" value="1"/>
    <property name="dark-mode" type="bool" value="{dark}"/>
    <property name="panel-1" type="empty">
      <property name="position" type="string" value="p=8;x=0;y=0"/>
      <property name="position-locked" type="bool" value="true"/>
      <property name="length" type="uint" value="100"/>
      <property name="size" type="uint" value="32"/>
      <property name="plugin-ids" type="array"><value type="int" value="1"/></property>
    </property>
  </property>
  <property name="plugins" type="empty">
    <property name="plugin-1" type="string" value="systray">
      <property name="square-icons" type="bool" value="true"/>
    </property>
  </property>
</channel>
"""

LXQT = """[General]
panels=panel1

[panel1]
desktop=0
hidable=false
iconSize=22
panelSize=32
position=Bottom
width=100
width-percent=true
plugins=statusnotifier

[statusnotifier]
type=statusnotifier
"""

WAYBAR = """{"layer": "top", "position": "bottom", "height": 32, "modules-left": ["tray"],
 "tray": {"icon-size": 20, "spacing": 4}}
"""
WAYBAR_STYLE = "* { font-family: sans-serif; } #tray { padding: 0 4px; }\n"
SWAY = """output * resolution 1000x600 background #4a6a8a solid_color
exec waybar
"""

GNOME = """[org/gnome/shell]
enabled-extensions=['ubuntu-appindicators@ubuntu.com', 'appindicatorsupport@rgcjonas.gmail.com']
welcome-dialog-last-shown-version='99'
"""


class DesktopCase(SessionCase):
    def setUp(self):
        super().setUp()
        self.environment["TMPDIR"] = self.folder
        self.environment["NO_AT_BRIDGE"] = "1"
        # Where an installed one has its icons, for who may not look into the source.
        shutil.copytree(os.path.join(SOURCE, "data/icons"),
                        os.path.join(self.folder, ".local/share/icons"))

    def start_program(self, *command, **environment):
        log = open(os.path.join(self.folder, f"{os.path.basename(command[0])}.log"), "wb")
        self.addCleanup(log.close)
        environment = {**self.environment, **environment}
        del environment["G_DEBUG"]
        process = subprocess.Popen(command, env=environment, stdin=subprocess.DEVNULL, stdout=log,
                                   stderr=log, start_new_session=True)
        self.addCleanup(self.end_process, process)
        return process

    def break_connection(self):
        """A connection that needs its user, and its name."""
        sandbox = self.start_sandbox()
        self.connect(sandbox)
        name = self.list_connections()[0]["name"]
        sandbox.control.send("revoke")
        self.assertEqual(self.call("health").returncode, 4)
        wait_until(lambda: self.get_engine_property("TrayShown") == "true")
        return sandbox

    def await_address(self, sandbox):
        """What the browser gets is a sign-in at the server of the connection."""
        wait_until(self.read_opened)
        url, = self.read_opened()
        self.assertTrue(url.startswith(f"{sandbox.url}/oauth/authorize?"), url)


class Panels(DesktopCase):
    """Below them is an X server; sway is a window in it."""

    def setUp(self):
        super().setUp()
        self.screen = Screen(self.environment, PICTURES)
        self.addCleanup(self.screen.stop)
        self.environment["DISPLAY"] = self.screen.display

    def try_panel(self, name, x):
        """@x: where the icon is; the panel is at the lower edge."""
        screen, y = self.screen, HEIGHT - PANEL_HEIGHT / 2
        self.gdbus("wait", "--session", "--timeout", str(PATIENCE), WATCHER)
        empty = screen.shoot_still(f"{name}-empty")
        sandbox = self.break_connection()
        screen.await_change(empty, f"{name}-icon")
        screen.move(500, 200)
        before = screen.shoot_still(f"{name}-icon")
        screen.click(x, y, 3)
        left, top, width, height = screen.await_change(before, f"{name}-menu",
                                                       above=HEIGHT - PANEL_HEIGHT - 1)
        self.assertEqual(self.read_opened(), [])
        # Five rows and two lines: the first row has more below it, the second is Reconnect.
        row, x = (height - 2 * 9) / 5, left + width / 2
        before = screen.shoot_still(f"{name}-menu")
        # Beside the menu, and not only the row's own colour.
        screen.await_change(before, f"{name}-reason", hover=(x, top + row / 2 + 2),
                            left=left + width + 1)
        screen.move(x, top + 1.5 * row + 2)
        screen.shoot_still(f"{name}-reconnect")
        screen.click(x, top + 1.5 * row + 2)
        self.await_address(sandbox)
        os.unlink(empty)

    def start_window_manager(self):
        """Panels that come first may never be shown."""
        self.start_program("openbox", "--sm-disable")
        wait_until(self.screen.has_window_manager)

    def run_xfce(self, name, dark):
        self.start_window_manager()
        self.write(".config/xfce4/xfconf/xfce-perchannel-xml/xfce4-panel.xml",
                   XFCE.format(dark="true" if dark else "false"))
        self.start_program("xfce4-panel")
        self.try_panel(name, 18)

    def test_xfce4_panel(self):
        self.run_xfce("xfce4-panel", False)

    def test_xfce4_panel_dark(self):
        self.run_xfce("xfce4-panel-dark", True)

    def test_lxqt_panel(self):
        self.start_window_manager()
        self.write(".config/lxqt/panel.conf", LXQT)
        self.start_program("lxqt-panel", QT_QPA_PLATFORM="xcb")
        self.try_panel("lxqt-panel", 16)

    def test_waybar(self):
        self.write(".config/waybar/config", WAYBAR)
        self.write(".config/waybar/style.css", WAYBAR_STYLE)
        config = self.write(".config/sway/config", SWAY)
        self.start_program("sway", "--config", config, WLR_BACKENDS="x11", WLR_RENDERER="pixman",
                           XDG_CURRENT_DESKTOP="sway", GDK_BACKEND="wayland")
        self.try_panel("waybar", 18)


class Gnome(DesktopCase):
    """GNOME Shell with the extension for tray icons, which most distributions know."""

    def start_system_bus(self):
        """Of a system, the shell wants to see sessions."""
        bus = subprocess.Popen(["dbus-daemon", "--session", "--nofork", "--print-address"],
                               env=self.environment, stdout=subprocess.PIPE, text=True,
                               stderr=subprocess.DEVNULL)
        self.addCleanup(self.end_process, bus)
        self.environment["DBUS_SYSTEM_BUS_ADDRESS"] = bus.stdout.readline().strip()
        self.start_program("/usr/bin/python3", "-m", "dbusmock", "--system", "--template", "logind")
        self.gdbus("wait", "--system", "--timeout", str(PATIENCE), "org.freedesktop.login1")

    def test_gnome_shell(self):
        self.start_system_bus()
        self.environment.update(GSETTINGS_BACKEND="keyfile", XDG_CURRENT_DESKTOP="GNOME",
                                XDG_SESSION_TYPE="wayland", XDG_SESSION_CLASS="user",
                                XDG_SESSION_ID="c1")
        self.write(".config/glib-2.0/settings/keyfile", GNOME)
        self.start_program("gnome-shell", "--headless", "--virtual-monitor", "1000x600",
                           "--wayland-display=convoke-test", "--no-x11", "--unsafe-mode")
        for name in ("org.gnome.Shell", "org.gnome.Shell.Screenshot", WATCHER):
            self.gdbus("wait", "--session", "--timeout", str(PATIENCE), name)
        shell = Shell(self.gdbus, PICTURES)
        sandbox = self.break_connection()
        shell.hide_overview()
        wait_until(shell.is_at_rest)
        wait_until(shell.find_icon)
        shell.shoot("gnome-shell-icon")
        shell.click(*shell.find_icon())
        # Menus unfold.
        wait_until(lambda: shell.find_row("Reconnect ") is not None and
                   shell.find_row("Reconnect ") == shell.find_row("Reconnect "))
        self.assertEqual(self.read_opened(), [])
        place = shell.find_row("Reconnect ")
        shell.move(*place)
        shell.shoot("gnome-shell-reconnect")
        shell.click(*place)
        self.await_address(sandbox)


def drop_root():
    """sway does not start as root, so nobody does it, who may still read a build that lies in a
    folder of root's. A user namespace would do as well, but not inside a chroot."""
    if os.getuid() == 0:
        os.execvp("setpriv", ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups",
                              "--inh-caps=+dac_override", "--ambient-caps=+dac_override", "--",
                              sys.executable, *sys.argv])


def main():
    drop_root()
    shutil.rmtree(PICTURES, ignore_errors=True)
    os.makedirs(PICTURES)
    program = unittest.main(exit=False)
    troubles = program.result.failures + program.result.errors
    failed = {test.id().rpartition(".")[2] for test, _ in troubles}
    words = []
    for panel in ("xfce4-panel", "lxqt-panel", "waybar", "gnome-shell"):
        beginning = f"test_{panel.replace('-', '_')}"
        is_well = not any(name.startswith(beginning) for name in failed)
        words.append(f"{panel} {'ok' if is_well else 'failed'}")
    print("panels: " + ", ".join(words))
    return bool(failed)


if __name__ == "__main__":
    sys.exit(main())
