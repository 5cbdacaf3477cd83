#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: The Convoke developers

"""What people do after a run in which something went wrong, in the real window: retry what failed,
run a part on what is there, be asked before anything happens twice, and sign in again from a row.
The sandbox counts what really arrived."""

import argparse
import json
import os
import re
import subprocess
import sys

from desk import PATIENCE, Desk

TITLES = ("failed rows are tried again, and only these", "a part runs on what was kept",
          "nothing happens twice without a question", "a sign-in is renewed from a failed row")
CREATE = "Create the meeting"
NEW_ROW = "Margaret Hamilton,margaret@example.com,3,10:00,30,Europe/London,confirmed\n"


class Mending:
    def __init__(self, desk, build, source):
        import pages
        self.desk, self.build = desk, build
        self.errors = open(os.path.join(desk.folder, "errors"), "w+", encoding="utf-8")
        self.walk = pages.Walk(build, None, self.open_file, False)
        self.eyes, self.hand = self.walk.eyes, self.walk.hand
        self.control = self.walk.sandbox.control
        self.control.order("latency", milliseconds=0)
        with open(os.path.join(desk.folder, "browser"), "w", encoding="utf-8") as file:
            file.write("#!/bin/sh\nexec /usr/bin/env python3 "
                       f"'{source}/tests/desktop/connections/answer-in-browser' \"$1\"\n")
        with open(os.path.join(desk.home, "answer"), "w", encoding="utf-8") as file:
            json.dump({"button": "Allow"}, file)

    def open_file(self, name):
        return self.desk.start(os.path.join(self.build, "src/desktop/convoke"),
                               os.path.join(self.desk.home, name), stderr=self.errors)

    def count_meetings(self):
        return sum(effect["method"] == "POST" for effect in self.control.list("effects"))

    def begin(self):
        self.walk.connect()
        self.application = self.open_file("interviews.convoke")
        self.eyes.find(re.compile("Pipeline .* steps?.*"), pages.Role.LIST)
        self.walk.open_step(CREATE)
        self.eyes.find(re.compile("Healthy.*"))

    def retry(self):
        self.control.fault("500", "POST", "/v2/users/me/meetings", status=400)
        hands.press("F5")
        self.eyes.find("Run This Pipeline?")
        self.hand.choose("Trust and Run", pages.Role.PUSH_BUTTON)
        self.walk.await_run(1)
        assert self.count_meetings() == 4, self.count_meetings()
        self.hand.choose("Failed 1")
        self.hand.choose("Retry Failed Rows", pages.Role.PUSH_BUTTON)
        self.walk.await_run(2)
        self.eyes.find("Out 1")
        assert self.count_meetings() == 5, self.count_meetings()

    def run_from_here(self):
        self.walk.open_step("What the candidates need")
        self.walk.command("Run from here")
        self.walk.await_run(3)
        self.eyes.find("Out 1")
        assert self.count_meetings() == 5, self.count_meetings()

    def ask_twice(self):
        self.walk.open_step(CREATE)
        self.walk.command("Run this node")
        self.eyes.find("Do it a second time?")
        hands.press("Escape")
        self.eyes.wait_gone("Do it a second time?")
        assert self.count_meetings() == 5, self.count_meetings()
        self.walk.command("Run this node")
        self.hand.choose("Run Again", pages.Role.PUSH_BUTTON)
        self.walk.await_run(4)
        assert self.count_meetings() == 10, self.count_meetings()

    def reconnect(self):
        self.control.order("revoke")
        # Those that were set up before would not need the account.
        with open(os.path.join(self.desk.home, "interviews.csv"), "a", encoding="utf-8") as file:
            file.write(NEW_ROW)
        hands.press("F5")
        self.eyes.find(re.compile("Failed [1-9]"))
        self.hand.choose(re.compile("Failed [1-9]"))
        self.hand.choose("Reconnect", pages.Role.PUSH_BUTTON)
        self.eyes.find(re.compile("Healthy.*"))

    def end(self):
        hands.press("ctrl+q")
        assert self.application.wait(PATIENCE) == 0


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--build", default=os.environ.get("CVK_TEST_BUILD_ROOT", "build-test"))
    parser.add_argument("--source", default=os.environ.get("CVK_TEST_SOURCE_ROOT", "."))
    options = parser.parse_args()
    build, source = os.path.abspath(options.build), os.path.abspath(options.source)
    os.environ.update(CVK_TEST_BUILD_ROOT=build, CVK_TEST_SOURCE_ROOT=source)
    desk = Desk()
    global hands, pages
    import hands
    import pages
    import pictures
    pictures.furnish(desk.home, source, has_wrong_row=False)
    mending = Mending(desk, build, source)
    number = 0
    try:
        print(f"1..{len(TITLES)}")
        mending.begin()
        for number, step in enumerate((mending.retry, mending.run_from_here, mending.ask_twice,
                                       mending.reconnect), 1):
            step()
            print(f"ok {number} {TITLES[number - 1]}", flush=True)
        mending.end()
    except AssertionError as error:
        desk.shoot(os.path.join(build, "mending-failed.png"))
        print(f"# {error}\n# " + mending.eyes.describe().replace("\n", "\n# "))
        print(f"not ok {number + (number == 0)} {TITLES[max(number - 1, 0)]}")
        return 1
    finally:
        mending.walk.sandbox.stop()
        subprocess.run([os.path.join(build, "src/cli/convokectl"), "background", "off"],
                       capture_output=True)
        desk.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
