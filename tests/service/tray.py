# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: The Convoke developers

"""What the tests of the tray share: a session bus, a panel on it, and a browser that writes down
what it is to open."""

import json
import os
import queue
import re
import subprocess
import sys
import threading

sys.path.insert(0, os.path.join(os.environ["CVK_TEST_SOURCE_ROOT"], "tests/cli"))

from convoke import BUILD, PATIENCE, SOURCE, pipeline, wait_until  # noqa: E402, F401
from sign_in import Browser, ConnectCase, Foreign, follow  # noqa: E402, F401

SERVICE = os.path.join(BUILD, "tests/service/fake-notifications")
PANEL = os.path.join(BUILD, "tests/service/fake-panel")
ICON = "app.convoke.Convoke-{}-symbolic"
ENGINE_NAME = "app.convoke.Convoke.Engine"
ENGINE_PATH = "/app/convoke/Convoke/Engine"


class Row:
    """A row of the menu, as a panel reads it."""

    def __init__(self, value):
        self.id = value["id"]
        self.properties = value["properties"]
        self.label = self.properties.get("label", "")
        self.rows = [Row(child) for child in value["children"]]

    def __iter__(self):
        for row in self.rows:
            yield row
            yield from row

    def find(self, text):
        return next((row for row in self if text in row.label), None)


class SessionCase(ConnectCase):
    """With a session bus of its own, and the default data directory, which is the one that is
    served on it."""

    def setUp(self):
        super().setUp()
        self.data = os.path.join(self.folder, ".local/share/convoke")
        runtime = os.path.join(self.folder, "runtime")
        os.mkdir(runtime, 0o700)
        self.environment["XDG_RUNTIME_DIR"] = runtime
        bus = subprocess.Popen(["dbus-daemon", "--session", "--nofork", "--print-address"],
                               env=self.environment, stdout=subprocess.PIPE, text=True,
                               stderr=subprocess.DEVNULL)
        self.addCleanup(self.end_process, bus)
        self.environment["DBUS_SESSION_BUS_ADDRESS"] = bus.stdout.readline().strip()
        self.addCleanup(self.end_engines)
        self.opened = os.path.join(self.folder, "opened")
        self.install_application("browser", 'echo "$1" >>opened',
                                 "MimeType=x-scheme-handler/http;x-scheme-handler/https;")
        self.write(".config/mimeapps.list",
                   "[Default Applications]\n"
                   "x-scheme-handler/http=browser.desktop\nx-scheme-handler/https=browser.desktop\n")

    def write(self, name, text):
        os.makedirs(os.path.dirname(os.path.join(self.folder, name)), exist_ok=True)
        return super().write(name, text)

    def install_application(self, name, script, *lines):
        """A desktop file, and what it starts."""
        program = self.write(f"programs/{name}", f'#!/bin/sh\ncd "{self.folder}"\n{script}\n')
        os.chmod(program, 0o755)
        self.write(f".local/share/applications/{name}.desktop", "\n".join(
            ["[Desktop Entry]", "Type=Application", f"Name={name}", f"Exec={program} %u", *lines,
             ""]))

    def command(self, *arguments, data=False):
        return super().command(*arguments, data=False)

    def read_opened(self):
        """The addresses that the browser was to open."""
        if not os.path.exists(self.opened):
            return []
        with open(self.opened) as file:
            return file.read().split()

    def gdbus(self, *arguments):
        result = subprocess.run(["gdbus", *arguments], env=self.environment, capture_output=True,
                                text=True, timeout=PATIENCE)
        self.assertEqual(result.returncode, 0, result.stderr)
        return result.stdout

    def get_engine_property(self, name):
        # It answers on its private socket before the bus knows it.
        self.gdbus("wait", "--session", "--timeout", str(PATIENCE), ENGINE_NAME)
        text = self.gdbus("call", "--session", "--dest", ENGINE_NAME, "--object-path", ENGINE_PATH,
                          "--method", "org.freedesktop.DBus.Properties.Get", ENGINE_NAME, name)
        return re.fullmatch(r"\(<(.*)>,\)\n", text)[1]


class NoticeCase(SessionCase):
    """With a notification service on the bus."""

    CAPABILITIES = ("actions", "body")

    def setUp(self):
        super().setUp()
        self.service = subprocess.Popen(
            [SERVICE, "service", *self.CAPABILITIES], env=self.environment,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.addCleanup(self.end_process, self.service)
        self.lines = queue.Queue()
        threading.Thread(target=self.read_lines, daemon=True).start()
        self.assertEqual(self.read(), "ready")

    def read_lines(self):
        for line in self.service.stdout:
            self.lines.put(line.strip())

    def read(self):
        return self.lines.get(timeout=PATIENCE)


class Panel:
    """For test cases: a panel on their session bus."""

    def start_panel(self):
        self.panel = subprocess.Popen([PANEL], env=self.environment, stdin=subprocess.PIPE,
                                      stdout=subprocess.PIPE, text=True)
        self.addCleanup(self.end_panel)

    def end_panel(self):
        self.panel.stdin.close()
        self.panel.wait()
        self.panel.stdout.close()

    def tell(self, command, argument=""):
        self.panel.stdin.write(f"{command} {argument}".strip() + "\n")
        self.panel.stdin.flush()
        return json.loads(self.panel.stdout.readline())

    def get(self, name):
        return self.tell("get", name)

    def read_menu(self):
        return Row(self.tell("menu"))

    def await_item(self):
        wait_until(lambda: self.tell("state")["item"] is not None)

    def await_icon(self, mood):
        wait_until(lambda: self.get("IconName") == ICON.format(mood))

    def await_row(self, text):
        wait_until(lambda: self.read_menu().find(text) is not None)
        return self.read_menu().find(text)


class PanelCase(Panel, NoticeCase):
    """With a panel on the bus besides."""

    def setUp(self):
        super().setUp()
        self.start_panel()
