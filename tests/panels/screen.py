# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: The Convoke developers

"""A screen that nobody sees, with a pointer: Xvfb, xdotool, and ImageMagick to look at it."""

import itertools
import os
import re
import subprocess
import time

WIDTH, HEIGHT = 1000, 600

# Only a hang reaches it.
PATIENCE = 120


class Screen:
    def __init__(self, environment, folder):
        self.folder = folder
        read, write = os.pipe()
        self.server = subprocess.Popen(
            ["Xvfb", "-displayfd", str(write), "-screen", "0", f"{WIDTH}x{HEIGHT}x24", "-nolisten",
             "tcp", "-noreset"],
            env=environment, pass_fds=[write], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        os.close(write)
        with os.fdopen(read) as file:
            self.display = f":{file.readline().strip()}"
        self.environment = dict(environment, DISPLAY=self.display)

    def stop(self):
        self.server.terminate()
        self.server.wait()

    def call(self, *command):
        return subprocess.run(command, env=self.environment, check=True, text=True,
                              stdout=subprocess.PIPE, stderr=subprocess.DEVNULL).stdout

    def has_window_manager(self):
        asked = subprocess.run(["xdotool", "get_num_desktops"], env=self.environment,
                               capture_output=True)
        return asked.returncode == 0

    def move(self, x, y):
        self.call("xdotool", "mousemove", str(round(x)), str(round(y)))

    def click(self, x, y, button=1):
        # Menus go by movement: two, so that it has come in from elsewhere.
        self.move(x + 2, y + 2)
        self.move(x, y)
        self.call("xdotool", "click", str(button))

    def shoot(self, name):
        path = os.path.join(self.folder, f"{name}.png")
        self.call("import", "-window", "root", path)
        return path

    def shoot_still(self, name):
        """When two pictures in a row are the same: whatever was moving has come to rest."""
        path = self.shoot(name)
        while True:
            again = self.shoot("again")
            if self.find_change(path, again) is None:
                os.unlink(again)
                return path
            os.replace(again, path)

    def find_change(self, before, after, above=HEIGHT, left=0):
        """The rectangle (x, y, width, height) around what is not the same in two pictures, above
        the line at @above and from @left on; None when all is."""
        crop = ["-crop", f"{WIDTH - left}x{above}+{left}+0", "+repage"]
        text = self.call("convert", before, after, "-compose", "difference", "-composite", *crop,
                         "-threshold", "4%", "-format", "%@ %[fx:maxima]", "info:")
        match = re.match(r"(\d+)x(\d+)\+(\d+)\+(\d+) (\S+)", text)
        if match is None or float(match[5]) == 0:
            return None
        width, height, x, y = (int(group) for group in match.groups()[:4])
        return x + left, y, width, height

    def await_change(self, before, name, hover=None, **where):
        """A picture in which something is not as @before, at rest, and where. @hover: the pointer
        keeps moving there, because what it met while it was being drawn has not noticed it."""
        until = time.monotonic() + PATIENCE
        steps = itertools.cycle((0, 2))
        while time.monotonic() < until:
            if hover is not None:
                self.move(hover[0] + next(steps), hover[1])
            after = self.shoot_still(name)
            change = self.find_change(before, after, **where)
            if change is not None:
                return change
        raise AssertionError(f"nothing has changed, see {before}")
