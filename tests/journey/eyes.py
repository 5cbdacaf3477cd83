# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: The Convoke developers

"""What a screen reader sees of the applications on the desk. Finds and reads; never acts."""

import re
import subprocess
import warnings

warnings.simplefilter("ignore")
import gi  # noqa: E402

gi.require_version("Atspi", "2.0")
from gi.repository import Atspi, GLib  # noqa: E402

from desk import wait_until  # noqa: E402

Role = Atspi.Role
State = Atspi.StateType


def get_name(accessible):
    """GTK 4.8 says of a label with a mnemonic both "_Open" and "Open", and adds an empty one."""
    try:
        name = accessible.get_name() or ""
    except GLib.Error:
        return ""
    name = name.strip()
    half = (len(name) - 1) // 2
    plain = name[-half:] if half > 0 else ""
    return plain if name.replace("_", "", 1) == f"{plain} {plain}" else name


def get_extents(accessible):
    """In the coordinates of its window, as GTK 4 knows no other: x, y, width, height."""
    try:
        extents = accessible.get_component_iface().get_extents(Atspi.CoordType.WINDOW)
    except (AttributeError, GLib.Error):
        return 0, 0, 0, 0
    return extents.x, extents.y, extents.width, extents.height


def is_showing(accessible):
    """As far as can be told: GTK 4.8 says "showing" of windows only."""
    return min(get_extents(accessible)[2:]) > 0


def is_visible(accessible):
    try:
        return accessible.get_state_set().contains(State.VISIBLE)
    except GLib.Error:
        return False


def has_state(accessible, state):
    return accessible.get_state_set().contains(state)


def walk(accessible):
    """The accessible and everything visible in it. Pages of a stack are no widgets and have no
    place of their own."""
    yield accessible
    try:
        count = accessible.get_child_count()
    except GLib.Error:
        return
    for index in range(count):
        try:
            child = accessible.get_child_at_index(index)
        except GLib.Error:
            continue
        if child is not None and is_visible(child):
            yield from walk(child)


def list_windows(application):
    """The toplevels of applications whose name begins so."""
    desktop = Atspi.get_desktop(0)
    for index in range(desktop.get_child_count()):
        child = desktop.get_child_at_index(index)
        if child is not None and get_name(child).lower().startswith(application):
            for window in range(child.get_child_count()):
                yield child.get_child_at_index(window)


class Eyes:
    def __init__(self, application="convoke"):
        self.application = application

    def find_all(self, name=None, role=None, within=None):
        """@name is a text or a pattern of the whole name; @role one or several."""
        roles = role if isinstance(role, (tuple, list)) or role is None else (role,)
        roots = [within] if within is not None else list(list_windows(self.application))
        for root in roots:
            if root is None:
                continue
            for accessible in walk(root):
                if roles is not None and accessible.get_role() not in roles:
                    continue
                if (name is None or matches(get_name(accessible), name)) and is_showing(accessible):
                    yield accessible

    def look(self, name=None, role=None, within=None):
        """What is there now, or None."""
        return next(self.find_all(name, role, within), None)

    def find(self, name=None, role=None, within=None):
        """What is there, or comes."""
        return wait_until(lambda: self.look(name, role, within), f"{name!r} ({role})")

    def wait_gone(self, name=None, role=None):
        wait_until(lambda: self.look(name, role) is None, f"{name!r} to go")

    def describe(self):
        """All that is showing, a line each: for the report of a failure."""
        lines = []
        for window in list_windows(self.application):
            for accessible in walk(window):
                name = get_name(accessible)
                if name and is_showing(accessible):
                    lines.append(f"{accessible.get_role_name()}: {name}")
        return "\n".join(lines)


def matches(text, name):
    if isinstance(name, re.Pattern):
        return name.fullmatch(text) is not None
    return text == name


def read_text(accessible):
    """What stands in an entry or a label."""
    text = accessible.get_text_iface()
    if text is None:
        return get_name(accessible)
    count = text.get_character_count()
    return text.get_text(0, count) if count > 0 else get_name(accessible)


def get_window(accessible):
    """The toplevel it is in."""
    while accessible.get_parent() is not None and \
            accessible.get_parent().get_role() != Role.APPLICATION:
        accessible = accessible.get_parent()
    return accessible


def get_focused(application="convoke"):
    """Each window remembers its focus; the keyboard is with that of the one in front."""
    title = subprocess.run(["xdotool", "getwindowfocus", "getwindowname"], capture_output=True,
                           text=True).stdout.strip()
    for window in list_windows(application):
        if window is None or get_name(window) != title:
            continue
        for accessible in walk(window):
            try:
                if has_state(accessible, State.FOCUSED):
                    return accessible
            except GLib.Error:
                continue
    return None


def list_x_windows():
    """What is on the screen: (x, y, width, height) of every window with something to see."""
    ids = subprocess.run(["xdotool", "search", "--onlyvisible", "--class", "."],
                         capture_output=True, text=True).stdout.split()
    found = []
    for window in ids:
        text = subprocess.run(["xdotool", "getwindowgeometry", "--shell", window],
                              capture_output=True, text=True).stdout
        values = dict(line.split("=", 1) for line in text.split() if "=" in line)
        if "HEIGHT" in values:
            found.append(tuple(int(values[name]) for name in ("X", "Y", "WIDTH", "HEIGHT")))
    return found


def locate(accessible):
    """The rectangle on the screen. GTK tells places within the toplevel, also of what is in a
    popover, whose own place in it is not the one where it is shown: the window of the same size is
    the popover's. A toplevel counts without the border that it has for resizing."""
    x, y, width, height = get_extents(accessible)
    windows = list_x_windows()
    ancestor = accessible
    while True:
        left, top, outer_width, outer_height = get_extents(ancestor)
        parent = ancestor.get_parent()
        is_top = parent is None or parent.get_role() == Role.APPLICATION
        for window in windows:
            margin = (window[2] - outer_width) / 2
            if (window[2] - outer_width == window[3] - outer_height and
                    (margin == 0 and not is_top or
                     is_top and 0 <= margin <= 60)):
                return (window[0] + margin + x - left, window[1] + margin + y - top, width, height)
        if is_top:
            raise AssertionError(f"{get_name(accessible)!r} is on no window")
        ancestor = parent


def get_centre(accessible):
    x, y, width, height = locate(accessible)
    return x + width / 2, y + height / 2
