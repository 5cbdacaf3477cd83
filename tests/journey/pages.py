# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: The Convoke developers

"""A walk through the pages, dialogs and states of the application, with a stop for a picture at
each."""

import os
import re
import subprocess
import sys

import hands
import ways
from desk import PATIENCE
from eyes import Eyes, Role

sys.path.insert(0, os.path.join(os.environ["CVK_TEST_SOURCE_ROOT"], "tests/cli"))
from sign_in import Browser, Foreign, Sandbox, follow  # noqa: E402

CREATE = "Create the meeting"
# Long enough for a run to be seen while it goes on.
LATENCY = ("--latency", "2500")


class Walk:
    """@shoot takes a picture of what is on the screen, under a name; of what moves, when @still is
    false. @open_file has the application open a file of the home. @is_narrow: the inspector lies
    above the canvas."""

    def __init__(self, build, shoot, open_file, is_narrow):
        self.build, self.shoot, self.open_file = build, shoot, open_file
        self.is_narrow = is_narrow
        self.eyes = Eyes()
        self.hand = ways.Pointer(self.eyes)
        self.sandbox = Sandbox("--plan", "pro", *LATENCY)

    def go(self):
        try:
            self.eyes.find(re.compile("Pipeline .* steps?.*"), Role.LIST)
            self.see_without_account()
            self.see_windows()
            self.see_sign_in()
            self.see_places()
            self.see_run()
            self.see_editing()
            self.see_questions()
            self.see_troubles()
        finally:
            self.sandbox.stop()

    # --- Moving about ---

    def command(self, title):
        """By its name, as from any page."""
        hands.press("ctrl+k")
        self.eyes.find("Search for a command", Role.ENTRY)
        hands.write(title)
        self.eyes.find(re.compile(f"{title}.*"), Role.LIST_ITEM)
        hands.press("Return")

    def open_step(self, name):
        """Without the pointer, which does not reach what is out of view."""
        hands.press("ctrl+f")
        hands.write(name)
        hands.press("Return", "Escape", "Return")

    def turn(self):
        """From the canvas to the inspector and back, where there is room for one of them."""
        if self.is_narrow:
            hands.press("F4")

    def await_run(self, number):
        """The line of the panel says when it was, once it is over."""
        self.eyes.find(re.compile(f"Run {number} · .* · today .*"))

    def call(self, *arguments, **options):
        return subprocess.Popen([os.path.join(self.build, "src/cli/convokectl"), *arguments],
                                stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
                                **options)

    def connect(self, **choices):
        """The user's browser is a program here, and quick."""
        process = self.call("connect", "zoom", "--server", self.sandbox.url, "--client-id",
                            "convoke-test", "--no-browser")
        url = process.stdout.readline().strip()
        follow(Browser(Foreign(url)).answer(url, **choices))
        process.communicate(timeout=PATIENCE)

    # --- What there is before there is an account ---

    def see_without_account(self):
        self.shoot("editor")
        hands.press("ctrl+k")
        hands.write("node")
        self.shoot("commands")
        hands.press("Escape")
        for number, name in ((1, "welcome"), (2, "connections-none"), (3, "runs-none"),
                             (4, "templates")):
            hands.press(f"ctrl+alt+{number}")
            self.shoot(name)

    def see_windows(self):
        for key, name in (("ctrl+comma", "preferences"), ("ctrl+question", "shortcuts"),
                          ("ctrl+n", "new-pipeline")):
            hands.press(key)
            self.shoot(name)
            hands.press("Escape")
        self.command("About Convoke")
        self.shoot("about")
        hands.press("Escape")

    def see_sign_in(self):
        hands.press("ctrl+alt+2")
        self.hand.choose("Sign in with Zoom", Role.PUSH_BUTTON)
        self.eyes.find("Connect to Zoom", Role.PUSH_BUTTON)
        self.shoot("sign-in")
        hands.press("Escape")
        self.connect()

    # --- With an account ---

    def see_places(self):
        self.eyes.find(re.compile("Healthy.*"))
        self.shoot("connections")
        self.hand.choose(re.compile(r"\S+@\S+"))
        self.shoot("connection")
        self.hand.choose("Reconnect, rename or delete", Role.PUSH_BUTTON)
        self.shoot("connection-menu")
        hands.press("Escape")
        hands.press("ctrl+alt+1")
        self.eyes.find(re.compile("Morning digest.*"))
        self.shoot("pipelines")

    def see_run(self):
        hands.press("ctrl+alt+5")
        self.open_step(CREATE)
        self.eyes.find("Topic")
        self.shoot("setup")
        hands.press("F5")
        self.eyes.find("Run This Pipeline?")
        self.shoot("trust")
        self.hand.choose("Trust and Run", Role.PUSH_BUTTON)
        self.turn()
        self.eyes.find(re.compile(r"Run 1 · \d+ of \d+.*"))
        self.shoot("running", still=False)
        self.await_run(1)
        self.shoot("run")
        self.hand.choose(re.compile("Failed 1"))
        self.shoot("run-failed")
        self.hand.choose(re.compile("Out [1-9].*"))
        self.turn()
        self.hand.choose("Input")
        self.shoot("input")
        self.hand.choose("Setup")
        self.turn()
        hands.press("ctrl+alt+3")
        self.shoot("runs")

    def see_editing(self):
        hands.press("ctrl+alt+5")
        self.open_step(CREATE)
        self.hand.choose("Use a Variable", Role.PUSH_BUTTON)
        self.shoot("variables")
        hands.press("Escape")
        self.turn()
        self.command("Show the pipeline as a list")
        self.shoot("outline")
        self.command("Show the pipeline as a list")
        hands.press("ctrl+f")
        hands.write("con")
        self.shoot("find")
        hands.press("Escape", "F2")
        self.shoot("rename")
        hands.press("Escape", "n")
        hands.write("A note")
        self.shoot("note")
        hands.press("Escape")
        hands.press("ctrl+e")
        hands.write("meet")
        self.shoot("search")
        hands.press("Escape")
        hands.press("ctrl+e")
        hands.write("zoom")
        hands.press("Return")
        self.eyes.find(re.compile("[0-9]+ problems?"), Role.PUSH_BUTTON)
        self.hand.choose(re.compile("[0-9]+ problems?"), Role.PUSH_BUTTON)
        self.shoot("problems")
        hands.press("Escape")

    def see_questions(self):
        self.open_file("tour.convoke")
        self.eyes.find(re.compile("Pipeline The life.*"), Role.LIST)
        self.shoot("tour")
        hands.press("F5")
        self.shoot("inputs")
        hands.press("Escape")
        self.command("Pause everything")
        self.shoot("paused")
        self.command("Pause everything")

    # --- What goes wrong ---

    def see_troubles(self):
        order = self.sandbox.control.order
        sam = order("user", add=True, facts={"email": "sam@example.org"})
        kim = order("user", add=True, facts={"email": "kim@example.org"})
        self.connect(user=kim["id"])
        order("revoke", user=kim["id"])
        self.connect(user=sam["id"], scopes=["user:read:user", "meeting:read:meeting"])
        self.call("health").communicate(timeout=PATIENCE)
        hands.press("ctrl+alt+2")
        self.eyes.find(re.compile("Integration connection lost.*"))
        self.shoot("connections-troubles")
        self.sandbox.end()
        self.call("health").communicate(timeout=PATIENCE)
        self.eyes.find(re.compile("Offline.*"))
        self.shoot("connections-offline")
