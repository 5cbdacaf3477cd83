# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: The Convoke developers

"""A desktop of its own for a test: screen, session bus, accessibility, keyring, window manager and
browser, in a home that vanishes. What stands in its environment is there for the test as well."""

import os
import shutil
import subprocess
import tempfile
import time

# Only a hang reaches it.
PATIENCE = 60

WINDOW_MANAGER = """<?xml version="1.0" encoding="UTF-8"?>
<openbox_config xmlns="http://openbox.org/3.4/rc">
  <applications>
    <application name="convoke" type="normal"><maximized>{maximized}</maximized></application>
    <application name="app.convoke.Convoke" type="normal">
      <maximized>{maximized}</maximized>
    </application>
    <application class="Chromium*" type="normal">
      <decor>no</decor><maximized>no</maximized>
      <position force="yes"><x>200</x><y>30</y></position>
    </application>
  </applications>
</openbox_config>
"""

BROWSER = """#!/bin/sh
exec chromium --no-sandbox --test-type --disable-gpu --no-first-run --disable-sync --disable-quic \\
  --disable-background-networking --disable-component-update --force-renderer-accessibility \\
  --password-store=basic --window-size=1000,840 --window-position=200,30 --app="$1" \\
  >/dev/null 2>&1
"""

HANDLER = """[Desktop Entry]
Type=Application
Name=The browser of the tests
Exec="{browser}" %u
MimeType=x-scheme-handler/http;x-scheme-handler/https;
"""

DEFAULTS = """[Default Applications]
x-scheme-handler/http=test-browser.desktop
x-scheme-handler/https=test-browser.desktop
"""


def wait_until(condition, what="that", patience=PATIENCE):
    """The value of @condition, as soon as it has one."""
    until = time.monotonic() + patience
    while time.monotonic() < until:
        value = condition()
        if value:
            return value
        time.sleep(0.05)
    raise AssertionError(f"waited in vain for {what}")


class Desk:
    def __init__(self, width=1440, height=900, maximized=True, runtime=None, **environment):
        self.size = width, height
        self.processes = []
        self.folder = tempfile.mkdtemp(prefix="desk-")
        self.home = os.path.join(self.folder, "home")
        runtime = runtime or os.path.join(self.folder, "run")
        for folder in (self.home, runtime):
            os.makedirs(folder, 0o700, exist_ok=True)
        for name in list(os.environ):
            if name.startswith("XDG_") or name in ("WAYLAND_DISPLAY", "LANGUAGE", "G_DEBUG"):
                del os.environ[name]
        os.environ.update(HOME=self.home, XDG_RUNTIME_DIR=runtime, LC_ALL="C.UTF-8", TZ="Europe/Berlin",
                          GDK_BACKEND="x11", GSK_RENDERER="cairo", GDK_DEBUG="gl-disable",
                          GTK_A11Y="atspi", GTK_USE_PORTAL="0", GSETTINGS_BACKEND="keyfile",
                          XDG_CURRENT_DESKTOP="GNOME", NO_AT_BRIDGE="0")
        os.environ.update(environment)
        self._write("home/.config/openbox/rc.xml",
                    WINDOW_MANAGER.format(maximized="yes" if maximized else "no"))
        self._write("home/.config/gtk-4.0/settings.ini",
                    "[Settings]\ngtk-font-name=Cantarell 11\ngtk-enable-animations=0\n")
        # Window managers of today keep the border for resizing outside of the window.
        self._write("home/.config/gtk-4.0/gtk.css",
                    "window.solid-csd { border: none; padding: 0; box-shadow: none; }\n")
        self._begin_browser()
        self._start_screen()
        self._start_bus()
        # Shadows of popovers are see-through only where something blends them.
        self.start("picom", "--backend", "xrender", "--config", "/dev/null")
        self.start("openbox", "--sm-disable", "--config-file",
                   os.path.join(self.home, ".config/openbox/rc.xml"))
        wait_until(lambda: subprocess.run(["xdotool", "get_num_desktops"], capture_output=True)
                   .returncode == 0, "the window manager")

    def _write(self, path, text, mode=0o644):
        path = os.path.join(self.folder, path)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)
        os.chmod(path, mode)
        return path

    def start(self, *command, **options):
        options.setdefault("stdout", subprocess.DEVNULL)
        options.setdefault("stderr", subprocess.DEVNULL)
        process = subprocess.Popen(command, **options)
        self.processes.append(process)
        return process

    def _begin_browser(self):
        browser = self._write("browser", BROWSER, 0o755)
        self._write("home/.local/share/applications/test-browser.desktop",
                    HANDLER.format(browser=browser))
        self._write("home/.config/mimeapps.list", DEFAULTS)

    def _start_screen(self):
        read, write = os.pipe()
        width, height = self.size
        self.start("Xvfb", "-displayfd", str(write), "-screen", "0", f"{width}x{height}x24",
                   "-nolisten", "tcp", "-noreset", pass_fds=[write])
        os.close(write)
        with os.fdopen(read) as file:
            os.environ["DISPLAY"] = f":{file.readline().strip()}"

    def _start_bus(self):
        bus = self.start("dbus-daemon", "--session", "--nofork", "--print-address",
                         stdout=subprocess.PIPE, text=True)
        os.environ["DBUS_SESSION_BUS_ADDRESS"] = bus.stdout.readline().strip()
        self.gdbus("call", "--dest", "org.a11y.Bus", "--object-path", "/org/a11y/bus", "--method",
                   "org.freedesktop.DBus.Properties.Set", "org.a11y.Status", "IsEnabled", "<true>")
        keyring = self.start("gnome-keyring-daemon", "--unlock", "--components=secrets",
                             "--foreground", stdin=subprocess.PIPE)
        keyring.stdin.write(b"test")
        keyring.stdin.close()
        self.gdbus("wait", "org.freedesktop.secrets", "--timeout", str(PATIENCE))

    def gdbus(self, command, *arguments):
        return subprocess.run(["gdbus", command, "--session", *arguments], check=True, text=True,
                              capture_output=True, timeout=PATIENCE).stdout

    def shoot(self, path, still=True):
        """A picture of the screen; when @still, as soon as two in a row are the same."""
        subprocess.run(["import", "-window", "root", path], check=True)
        for _ in range(40 if still else 0):
            again = path + ".again.png"
            subprocess.run(["import", "-window", "root", again], check=True)
            same = subprocess.run(["compare", "-metric", "AE", path, again, "null:"],
                                  capture_output=True).returncode == 0
            os.replace(again, path)
            if same:
                break

    def close(self):
        # What services have started goes with the bus; the screen goes last.
        for process in reversed(self.processes):
            process.terminate()
        for process in self.processes:
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)
