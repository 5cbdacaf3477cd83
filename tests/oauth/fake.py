# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: The Convoke developers

"""The test's side of fake-clock.c: moves the clocks of a program, and takes its randomness away."""

import mmap
import struct
import time

FIELDS = ("wall", "monotonic", "suspended", "frozen_wall", "frozen_monotonic", "fails_random")
SECOND = 1_000_000_000


class Fake:
    def __init__(self, path):
        self.path = path
        with open(path, "wb") as file:
            file.write(bytes(8 * len(FIELDS)))
        with open(path, "r+b") as file:
            self.memory = mmap.mmap(file.fileno(), 0)

    def get(self, name):
        return struct.unpack_from("q", self.memory, 8 * FIELDS.index(name))[0]

    def set(self, name, value):
        struct.pack_into("q", self.memory, 8 * FIELDS.index(name), int(value))

    def add(self, name, seconds):
        self.set(name, self.get(name) + int(seconds * SECOND))

    def pass_by(self, seconds):
        """Time goes on for a computer that is awake."""
        self.add("frozen_wall" if self.get("frozen_wall") else "wall", seconds)
        self.add("frozen_monotonic" if self.get("frozen_monotonic") else "monotonic", seconds)

    def sleep(self, seconds):
        """The computer is suspended: the monotonic clock stands still meanwhile."""
        self.add("suspended", seconds)
        self.add("frozen_wall" if self.get("frozen_wall") else "wall", seconds)

    def freeze(self):
        """From now on time passes only by pass_by()."""
        self.set("frozen_wall", time.time_ns() + self.get("wall"))
        self.set("frozen_monotonic", time.monotonic_ns() + self.get("monotonic"))

    def freeze_wall(self):
        self.set("frozen_wall", time.time_ns() + self.get("wall"))

    def thaw(self):
        self.set("frozen_wall", 0)
        self.set("frozen_monotonic", 0)
