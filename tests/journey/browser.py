# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: The Convoke developers

"""The page that the browser shows, read as a screen reader reads it."""

from desk import wait_until
from eyes import Atspi, Eyes, Role


class Page:
    def __init__(self):
        self.eyes = Eyes("chromium")

    def find(self, name, role):
        return wait_until(lambda: self.eyes.look(name, role), f"{name!r} in the browser")

    def find_button(self, name):
        return self.find(name, Role.PUSH_BUTTON)

    def find_heading(self):
        return self.find(None, Role.HEADING)


def get_centre(accessible):
    """Browsers know where things are on the screen."""
    extents = accessible.get_component_iface().get_extents(Atspi.CoordType.SCREEN)
    return extents.x + extents.width / 2, extents.y + extents.height / 2
