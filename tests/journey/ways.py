# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: The Convoke developers

"""Two ways of doing the same: with the pointer, and with the keyboard alone."""

import hands
from desk import wait_until
from eyes import (Role, State, get_centre, get_focused, get_name, has_state, matches, walk)

# More stops than any window has.
STOPS = 200


class Pointer:
    name = "pointer"

    def __init__(self, eyes):
        self.eyes = eyes

    def choose(self, name, role=None, within=None):
        found = self.eyes.find(name, role, within)
        hands.click(*get_centre(found))
        return found

    def fill(self, name, text, role=None):
        self.choose(name, role)
        hands.press("ctrl+a")
        hands.write(text)


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
