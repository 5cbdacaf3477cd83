# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: The Convoke developers

"""GNOME Shell without a monitor. Where things are is asked of the shell itself, which also moves
the pointer: a virtual device, whose events take the way of any other."""

import json
import os
import re

POINTER = """
const Clutter = imports.gi.Clutter;
if (!global.testPointer)
  global.testPointer = Clutter.get_default_backend().get_default_seat().create_virtual_device(
    Clutter.InputDeviceType.POINTER_DEVICE);
const pointer = global.testPointer, now = () => imports.gi.GLib.get_monotonic_time();
"""
INDICATOR = """
const name = Object.keys(Main.panel.statusArea).find(key => key.startsWith('appindicator'));
const indicator = Main.panel.statusArea[name];
const middle = actor => {
  const [x, y] = actor.get_transformed_position();
  return [x + actor.width / 2, y + actor.height / 2];
};
"""
# The menu's rows are there before they are drawn.
ROW = """
const row = indicator?.menu.isOpen && indicator.menu._getMenuItems().find(
  item => item.label && item.label.text.startsWith(TEXT));
return row && row.width > 0 ? middle(row) : null;
"""


class Shell:
    def __init__(self, gdbus, folder):
        self.gdbus = gdbus
        self.folder = folder

    def evaluate(self, *script):
        body = "".join(script)
        text = self.gdbus("call", "--session", "--dest", "org.gnome.Shell", "--object-path",
                          "/org/gnome/Shell", "--method", "org.gnome.Shell.Eval",
                          f"(() => {{{body}}})()")
        match = re.fullmatch(r"\((true|false), (['\"])(.*)\2\)\n", text, re.S)
        if match[1] != "true":
            raise AssertionError(text)
        return json.loads(match[3]) if match[3] else None

    def find_icon(self):
        return self.evaluate(INDICATOR, "return indicator?.visible ? middle(indicator) : null;")

    def find_row(self, text):
        return self.evaluate(INDICATOR, ROW.replace("TEXT", f"'{text}'"))

    def hide_overview(self):
        self.evaluate("Main.overview.hide();")

    def is_at_rest(self):
        return not self.evaluate("return Main.overview.visible || Main.overview.animationInProgress;")

    def move(self, x, y):
        self.evaluate(POINTER, f"pointer.notify_absolute_motion(now(), {x}, {y});")

    def click(self, x, y):
        self.move(x, y)
        for state in (1, 0):
            self.evaluate(POINTER, f"pointer.notify_button(now(), 1, {state});")

    def shoot(self, name):
        self.gdbus("call", "--session", "--dest", "org.gnome.Shell.Screenshot", "--object-path",
                   "/org/gnome/Shell/Screenshot", "--method",
                   "org.gnome.Shell.Screenshot.Screenshot", "false", "false",
                   os.path.join(self.folder, f"{name}.png"))
