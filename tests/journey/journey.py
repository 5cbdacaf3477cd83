#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: The Convoke developers

"""What a newcomer does, step by step, as the eleven steps of the guide have it: from the empty window
to the join link of a meeting in the sandbox, with a real keyring and a real browser. Pointer and keys
do everything; the accessibility bus only finds and reads. Once with the pointer, once with the
keyboard alone.

    journey.py pointer|keyboard [--build FOLDER] [--pictures FOLDER]
"""

import argparse
import os
import re
import subprocess
import sys

from desk import PATIENCE, Desk

TOPIC = "Interview with Mara"
CREATE = re.compile("Create meeting.*, step 1 of .*")
CRITICAL = re.compile(r"\b(CRITICAL|WARNING|ERROR)\b")
# Of the accessibility bus itself.
NOISE = re.compile(r"dbind-WARNING|AT-SPI")


class Journey:
    STEPS = ("the window", "Pipelines in the sidebar", "New Pipeline", "Create Pipeline",
             "a blank canvas", "the Zoom node from the search", "an action",
             "Sign in with Zoom", "Allow and the health check", "an Output node, connected",
             "Run and the outputs")

    def __init__(self, desk, way, build, pictures):
        import eyes
        self.desk, self.build, self.pictures = desk, build, pictures
        self.roles = eyes.Role
        self.module = eyes
        self.eyes = eyes.Eyes()
        self.way = way(self.eyes)
        self.errors = open(os.path.join(desk.folder, "errors"), "w+", encoding="utf-8")
        # With the stacks of every turn that was too long.
        self.watched = os.path.join(pictures, f"{self.way.name}-watchdog.txt")
        with open(self.watched, "w", encoding="utf-8"):
            pass

    def take(self):
        for number, name in enumerate(self.STEPS, 1):
            getattr(self, f"step_{number}")()
            picture = os.path.join(self.pictures, f"{self.way.name}-{number:02}.png")
            self.desk.shoot(picture)
            print(f"ok {number} {name}", flush=True)

    def step_1(self):
        watchdog = os.path.join(self.build, "tests/desktop/libwatchdog.so")
        self.application = self.desk.start(
            os.path.join(self.build, "src/desktop/convoke"), stderr=self.errors,
            env=dict(os.environ, LD_PRELOAD=watchdog, CVK_WATCHDOG=self.watched))
        self.frame = self.eyes.find("Convoke", self.roles.FRAME)
        self.eyes.find("Pipelines", self.roles.LIST_ITEM)

    def step_2(self):
        self.way.choose("Pipelines", self.roles.LIST_ITEM)
        self.eyes.find("New Pipeline", self.roles.PUSH_BUTTON)

    def step_3(self):
        self.way.choose("New Pipeline", self.roles.PUSH_BUTTON)
        self.eyes.find("Create Pipeline", self.roles.PUSH_BUTTON)

    def step_4(self):
        self.way.choose("Create Pipeline", self.roles.PUSH_BUTTON)

    def step_5(self):
        self.canvas = self.eyes.find(re.compile("Pipeline .*, (0|no) steps.*"), self.roles.LIST)

    def step_6(self):
        self.way.add_node("Zoom")
        self.node = self.eyes.find(re.compile("Zoom.*step 1 of 1.*"), self.roles.LIST_ITEM)

    def step_7(self):
        self.way.open_node(re.compile("Zoom.*step 1 of 1.*"))
        self.way.choose("Create meeting", self.roles.LIST_ITEM)
        self.eyes.find(CREATE, self.roles.LIST_ITEM)
        self.way.fill("Topic", TOPIC)
        self.way.fill("Start", "tomorrow 14:00")
        hands.press("Tab")
        self.eyes.find(re.compile(r"\w+ \d+ \w+ \d+, 14:00 in the account.s time zone"))

    def step_8(self):
        self.way.choose("Sign in with Zoom", self.roles.PUSH_BUTTON)
        self.way.choose("Add new Zoom connection")
        # This build has no client id of Zoom's, so the sandbox is what is offered first.
        self.eyes.find("Sandbox on this computer")
        self.way.choose("Connect to Zoom", self.roles.PUSH_BUTTON)
        browser.Page().find_button("Allow")

    def step_9(self):
        self.way.allow()
        browser.Page().find(re.compile(".*connected.*", re.IGNORECASE), None)
        self.way.leave_browser()
        self.eyes.find(re.compile("Healthy.*"))

    def step_10(self):
        self.way.drag_node("Output", CREATE)
        self.way.link(CREATE, re.compile("Output.*step 2 of 2.*"))
        self.eyes.find(re.compile("Output.*step 2 of 2, 1 input.*"), self.roles.LIST_ITEM)

    def step_11(self):
        self.way.run()
        self.way.open_node(re.compile("Output.*step 2 of 2.*1 .*"))
        self.eyes.find(TOPIC)
        self.eyes.find(re.compile(r".*/j/\d+.*"))

    def leave(self):
        """Closes the window, and looks at what the application said and how long it took."""
        self.way.quit()
        status = self.application.wait(PATIENCE)
        self.errors.seek(0)
        wrong = [line for line in self.errors
                 if CRITICAL.search(line) and not NOISE.search(line)]
        assert status == 0, f"the application ended with {status}"
        assert not wrong, "".join(wrong)
        with open(self.watched, encoding="utf-8") as file:
            return file.read()


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("way", choices=("pointer", "keyboard"))
    parser.add_argument("--build", default=os.environ.get("CVK_TEST_BUILD_ROOT", "build-test"))
    parser.add_argument("--pictures")
    options = parser.parse_args()
    build = os.path.abspath(options.build)
    pictures = options.pictures or os.path.join(build, "pictures")
    os.makedirs(pictures, exist_ok=True)
    desk = Desk()
    # These look for the desk as soon as they are loaded.
    global browser, eyes, hands
    import browser
    import eyes
    import hands
    import ways
    journey = Journey(desk, {"pointer": ways.Pointer, "keyboard": ways.Keyboard}[options.way], build,
                      pictures)
    try:
        print(f"1..{len(Journey.STEPS) + 1}")
        journey.take()
        turns = journey.leave()
        print(f"ok {len(Journey.STEPS) + 1} nothing went wrong on the way")
        print(f"# figure: journey by {options.way}: {len(Journey.STEPS)} steps, "
              + turns.splitlines()[-1])
    except (AssertionError, eyes.GLib.Error) as error:
        desk.shoot(os.path.join(pictures, f"{options.way}-failed.png"))
        print(f"# {error}\n# " + journey.eyes.describe().replace("\n", "\n# "))
        journey.errors.seek(0)
        print("# " + journey.errors.read().replace("\n", "\n# "))
        print(f"not ok {len(Journey.STEPS) + 1} the journey ends early")
        return 1
    finally:
        subprocess.run([os.path.join(build, "src/cli/convokectl"), "background", "off"],
                       capture_output=True)
        desk.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
