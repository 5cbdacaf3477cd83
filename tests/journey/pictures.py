#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: The Convoke developers

"""Takes a picture of every page as all kinds of people have it, and sees that none of them makes the
application complain. The pictures are to be looked at."""

import argparse
import os
import re
import shutil
import subprocess
import sys
import time

from desk import PATIENCE, Desk

CRITICAL = re.compile(r"\b(CRITICAL|WARNING)\b")
NOISE = re.compile(r"dbind-WARNING|AT-SPI|Broken accounting")

# Name, size of the screen, environment.
KINDS = [
    ("light", (1440, 900), {}),
    ("dark", (1440, 900), {"ADW_DEBUG_COLOR_SCHEME": "prefer-dark"}),
    ("high-contrast", (1440, 900), {"ADW_DEBUG_HIGH_CONTRAST": "1"}),
    ("narrow", (360, 720), {}),
    ("large-text", (1440, 900), {"Xft.dpi": "144"}),
]

PLACES = ["Pipelines", "Connections", "Runs", "Templates"]


def visit(kind, build, source, folder):
    name, size, environment = kind
    dpi = environment.pop("Xft.dpi", None)
    desk = Desk(*size, **environment)
    if dpi is not None:
        subprocess.run(["xprop", "-root", "-f", "RESOURCE_MANAGER", "8s", "-set",
                        "RESOURCE_MANAGER", f"Xft.dpi:\t{dpi}\n"], check=True)
    import eyes
    import hands
    for part in ("interviews.convoke", "interviews.csv"):
        shutil.copy(os.path.join(source, "data/templates", part), desk.home)
    errors = open(os.path.join(desk.folder, "errors"), "w+", encoding="utf-8")
    process = desk.start(os.path.join(build, "src/desktop/convoke"),
                         os.path.join(desk.home, "interviews.convoke"), stderr=errors)
    look = eyes.Eyes()
    count = 0

    def shoot(page):
        nonlocal count
        time.sleep(0.3)
        desk.shoot(os.path.join(folder, f"{page}-{name}.png"))
        count += 1

    try:
        look.find(re.compile("Pipeline .* steps?"), eyes.Role.LIST)
        shoot("editor")
        hands.press("ctrl+k")
        shoot("commands")
        hands.press("Escape")
        for number, place in enumerate(PLACES, 1):
            hands.press(f"ctrl+alt+{number}")
            shoot(place.lower())
        hands.press("ctrl+comma")
        shoot("preferences")
        hands.press("Escape")
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
        return 1 if failed else 0
    kind = next(kind for kind in KINDS if kind[0] == options.kind)
    count, status, wrong = visit(kind, build, source, folder)
    print(count, status, *wrong)
    return 0 if status == 0 and not wrong and count == 3 + len(PLACES) else 1


if __name__ == "__main__":
    sys.exit(main())
