#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: The Convoke developers

"""Takes pictures of the pages (pages.py) as all kinds of people have them, and sees that none of
them makes the application complain. The pictures are to be looked at."""

import argparse
import os
import re
import shutil
import subprocess
import sys
import time

import hands
from desk import PATIENCE, Desk

CRITICAL = re.compile(r"\b(CRITICAL|WARNING)\b")
# The last is of GTK's window of shortcuts (GTK 4.8).
NOISE = re.compile(r"dbind-WARNING|AT-SPI|Broken accounting|reported min width -")

# Name, size of the screen, environment of the application.
KINDS = [
    ("light", (1440, 900), {}),
    ("dark", (1440, 900), {"ADW_DEBUG_COLOR_SCHEME": "prefer-dark"}),
    ("high-contrast", (1440, 900), {"ADW_DEBUG_HIGH_CONTRAST": "1"}),
    ("narrow", (360, 720), {}),
    ("large-text", (1440, 900), {"Xft.dpi": "144"}),
    ("narrow-large-text", (360, 720), {"Xft.dpi": "144"}),
    ("right-to-left", (1440, 900), {"LD_PRELOAD": "tests/desktop/libmirror.so"}),
]

LIBRARY = ".local/share/convoke/pipelines"
# Which the filter lets pass and Zoom does not.
WRONG_ROW = "Margaret Hamilton,margaret@example.com,3,10:00,soon,Europe/London,confirmed\n"


def furnish(home, source, has_wrong_row=True):
    """The templates as somebody has them who uses them."""
    templates = os.path.join(source, "data/templates")
    os.makedirs(os.path.join(home, LIBRARY))
    for name in ("interviews.convoke", "interviews.csv", "tour.convoke"):
        shutil.copy(os.path.join(templates, name), home)
    for name in ("morning-digest.convoke", "weekly-report.convoke", "clash-finder.convoke"):
        shutil.copy(os.path.join(templates, name), os.path.join(home, LIBRARY))
    if has_wrong_row:
        with open(os.path.join(home, "interviews.csv"), "a", encoding="utf-8") as file:
            file.write(WRONG_ROW)


def visit(kind, build, folder):
    """Returns how many pictures there are, the exit status and what was complained of."""
    name, size, environment = kind
    environment = dict(environment)
    dpi = environment.pop("Xft.dpi", None)
    if "LD_PRELOAD" in environment:
        environment["LD_PRELOAD"] = os.path.join(build, environment["LD_PRELOAD"])
    desk = Desk(*size)
    if dpi is not None:
        subprocess.run(["xprop", "-root", "-f", "RESOURCE_MANAGER", "8s", "-set",
                        "RESOURCE_MANAGER", f"Xft.dpi:\t{dpi}\n"], check=True)
    import pages
    furnish(desk.home, os.environ["CVK_TEST_SOURCE_ROOT"])
    errors = open(os.path.join(desk.folder, "errors"), "w+", encoding="utf-8")
    count = 0

    def open_file(file):
        return desk.start(os.path.join(build, "src/desktop/convoke"), os.path.join(desk.home, file),
                          stderr=errors, env=dict(os.environ, **environment))

    def shoot(page, still=True):
        nonlocal count
        time.sleep(0.3)
        desk.shoot(os.path.join(folder, f"{page}-{name}.png"), still)
        count += 1

    try:
        process = open_file("interviews.convoke")
        walk = pages.Walk(build, shoot, open_file, size[0] < 600)
        try:
            walk.go()
        except AssertionError:
            desk.shoot(os.path.join(folder, f"failed-{name}.png"))
            print(walk.eyes.describe())
            raise
        hands.press("ctrl+q")
        status = process.wait(PATIENCE)
        errors.seek(0)
        wrong = [line for line in errors if CRITICAL.search(line) and not NOISE.search(line)]
        return count, status, wrong
    finally:
        subprocess.run([os.path.join(build, "src/cli/convokectl"), "background", "off"],
                       capture_output=True)
        desk.close()


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--build", default=os.environ.get("CVK_TEST_BUILD_ROOT", "build-test"))
    parser.add_argument("--source", default=os.environ.get("CVK_TEST_SOURCE_ROOT", "."))
    parser.add_argument("--kind")
    options = parser.parse_args()
    build, source = os.path.abspath(options.build), os.path.abspath(options.source)
    os.environ.update(CVK_TEST_BUILD_ROOT=build, CVK_TEST_SOURCE_ROOT=source)
    folder = os.path.join(build, "pictures")
    os.makedirs(folder, exist_ok=True)
    if options.kind is None:
        # The accessibility bus is found once in a process.
        print(f"1..{len(KINDS)}", flush=True)
        failed = 0
        for number, kind in enumerate(KINDS, 1):
            result = subprocess.run([sys.executable, __file__, "--build", build, "--source", source,
                                     "--kind", kind[0]], capture_output=True, text=True)
            good = result.returncode == 0
            failed += not good
            print("".join(f"# {line}\n" for line in
                          (result.stdout + result.stderr).splitlines() if not good), end="")
            print(f"{'ok' if good else 'not ok'} {number} {kind[0]}", flush=True)
            if good:
                print(f"# figure: pictures, {kind[0]}: {result.stdout.split()[0]}", flush=True)
        return 1 if failed else 0
    kind = next(kind for kind in KINDS if kind[0] == options.kind)
    count, status, wrong = visit(kind, build, folder)
    print(count, status, *wrong)
    return 0 if status == 0 and not wrong and count > 0 else 1


if __name__ == "__main__":
    sys.exit(main())
