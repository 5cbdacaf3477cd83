# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: The Convoke developers

"""A pointer and a keyboard."""

import subprocess

STEPS = 12


def call(*command):
    subprocess.run(["xdotool", *command], check=True, stdout=subprocess.DEVNULL,
                   stderr=subprocess.DEVNULL)


def move(x, y):
    call("mousemove", "--sync", str(round(x)), str(round(y)))


def click(x, y, button=1, repeat=1):
    # By movement, as a hand does it: what lies under the pointer learns that it came.
    for distance in (8, 5, 3, 1, 0):
        move(x + distance, y + distance)
    call("click", "--repeat", str(repeat), "--delay", "80", str(button))


def drag(start, end):
    move(*start)
    call("mousedown", "1")
    for step in range(1, STEPS + 1):
        part = step / STEPS
        move(start[0] + (end[0] - start[0]) * part, start[1] + (end[1] - start[1]) * part)
    move(end[0] + 1, end[1])
    move(*end)
    call("mouseup", "1")


def press(*keys):
    call("key", "--delay", "60", *keys)


def write(text):
    call("type", "--delay", "25", text)
