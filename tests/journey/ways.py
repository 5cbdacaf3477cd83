# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: The Convoke developers

"""Two ways of doing the same: with the pointer, and with the keyboard alone."""

import re

import browser
import hands
from desk import wait_until
from eyes import GLib, Role, State, get_centre, get_focused, get_name, has_state, locate, matches, walk

# More stops than any window has.
STOPS = 200

# Where a card has its first ports, below its upper edge (src/desktop/canvas/cvk-canvas-metrics.h).
PORT_Y = 28


class Pointer:
    name = "pointer"

    def __init__(self, eyes):
        self.eyes = eyes

    def aim(self, name, role=None, within=None):
        """Where it is, once it stays there: lists still change while one looks."""
        places = []

        def look():
            found = self.eyes.look(name, role, within)
            try:
                place = get_centre(found) if found is not None else None
            except (AssertionError, GLib.Error):
                place = None
            places.append(place)
            return place if place is not None and places[-4:] == [place] * 4 else None

        return wait_until(look, f"{name!r} ({role})")

    def choose(self, name, role=None, within=None):
        hands.click(*self.aim(name, role, within))

    def fill(self, name, text, role=None):
        self.choose(name, role)
        hands.press("ctrl+a")
        hands.write(text)


    def add_node(self, name):
        self.choose("Add a node", Role.ENTRY)
        hands.write(name)
        self.choose(re.compile(f"{name}\\b.*"), Role.LIST_ITEM)

    def drag_node(self, name, near):
        """From the search to a place at the right of a card."""
        self.choose("Add a node", Role.ENTRY)
        hands.write(name)
        start = self.aim(re.compile(f"{name}\\b.*"), Role.LIST_ITEM)
        x, y, width, height = locate(self.eyes.find(near, Role.LIST_ITEM))
        hands.drag(start, (x + width + 70, y + height + 120))

    def open_node(self, name):
        self.choose(name, Role.LIST_ITEM)

    def link(self, source, target):
        x, y, width, _ = locate(self.eyes.find(source, Role.LIST_ITEM))
        end_x, end_y, _, _ = locate(self.eyes.find(target, Role.LIST_ITEM))
        hands.drag((x + width, y + PORT_Y), (end_x, end_y + PORT_Y))

    def allow(self):
        hands.click(*browser.get_centre(browser.Page().find_button("Allow")))

    def leave_browser(self):
        hands.press("ctrl+w")

    def run(self):
        self.choose("Run", Role.PUSH_BUTTON)

    def quit(self):
        self.choose("Close", Role.PUSH_BUTTON)


class Keyboard:
    name = "keyboard"

    def __init__(self, eyes):
        self.eyes = eyes

    def is_at(self, name, role):
        focused = get_focused()
        if focused is None:
            return None
        roles = role if isinstance(role, (tuple, list)) or role is None else (role,)
        here = focused
        # An entry has its text inside.
        for _ in range(3):
            if here is None:
                return None
            if (roles is None or here.get_role() in roles) and matches(get_name(here), name):
                return focused
            here = here.get_parent()
        return None

    def reach(self, name, role=None):
        """Goes there with Tab, and in lists with the arrows."""
        self.eyes.find(name, role)
        seen = []
        for _ in range(STOPS):
            if self.is_at(name, role):
                return
            focused = get_focused()
            if focused is not None and focused.get_role() in (Role.LIST_ITEM, Role.MENU_ITEM) and \
                    focused not in seen and self.is_beside(focused, name):
                seen.append(focused)
                hands.press("Down")
            else:
                hands.press("Tab")
        raise AssertionError(f"the keyboard does not come to {name!r}")

    def is_beside(self, focused, name):
        parent = focused.get_parent()
        return parent is not None and any(matches(get_name(one), name) for one in walk(parent))

    def choose(self, name, role=None, within=None):
        self.reach(name, role)
        focused = get_focused()
        hands.press("space" if focused.get_role() in (Role.CHECK_BOX, Role.TOGGLE_BUTTON)
                    else "Return")
        return focused

    def fill(self, name, text, role=None):
        self.reach(name, role)
        hands.press("ctrl+a")
        hands.write(text)

    def add_node(self, name):
        self.reach("Add a node", Role.ENTRY)
        hands.write(name)
        self.eyes.find(re.compile(f"{name}\\b.*"), Role.LIST_ITEM)
        hands.press("Return")

    def drag_node(self, name, near):
        self.add_node(name)

    def open_node(self, name):
        self.reach_card(name)
        hands.press("Return")

    def link(self, source, target):
        """L begins a link at the card in focus; the rest is typed."""
        self.reach_card(source)
        hands.press("l")
        hands.write("Output")
        hands.press("Return")

    def reach_card(self, name):
        """The canvas is one stop; arrows go from card to card."""
        self.reach(re.compile(".*, step .*"), Role.LIST_ITEM)
        for key in ("Left", "Up", "Right", "Down") * 4:
            if self.is_at(name, Role.LIST_ITEM):
                return
            hands.press(key)
        raise AssertionError(f"the arrows do not come to {name!r}")

    def allow(self):
        page = browser.Page()
        button = page.find_button("Allow")
        for _ in range(STOPS):
            if has_state(button, State.FOCUSED):
                break
            hands.press("Tab")
        hands.press("Return")

    def leave_browser(self):
        hands.press("ctrl+w")

    def run(self):
        hands.press("F5")

    def quit(self):
        hands.press("ctrl+q")
