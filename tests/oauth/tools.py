# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: The Convoke developers

"""What rows look at from outside: system calls, texts in programs, and what a browser gets."""

import json
import os
import re

from world import wait_until

def read_maps(pid):
    with open(f"/proc/{pid}/maps") as file:
        return file.read()


def start_traced(scene, calls):
    """An engine whose system calls are written down."""
    # With -D the engine is our child, and not the one who watches it.
    return scene.start(command=("strace", "-D", "-f", "-s", "4096", "-e", "trace=" + calls,
                                "-o", scene.path("trace")))


def get_trace(scene, engine):
    """The lines so far, which strace writes before the call has an effect for anybody else."""
    engine.list_connections()
    with open(scene.path("trace"), errors="replace") as file:
        return file.read().splitlines()


# --- The browser that the desktop opens ---

BROWSER = """#!/bin/sh
printf '%s' "$1" >"$OPENED/$$.new"
mv "$OPENED/$$.new" "$OPENED/$$"
"""


def install_browser(scene):
    """A default browser that writes down what it is to open; the folder where it does."""
    folder = scene.path("opened")
    home = scene.path("home")
    os.makedirs(folder)
    os.makedirs(os.path.join(home, "applications"))
    program = scene.write("browser", BROWSER)
    os.chmod(program, 0o755)
    with open(os.path.join(home, "applications", "browser.desktop"), "w") as file:
        file.write("[Desktop Entry]\nType=Application\nName=Browser\n"
                   f"Exec={program} %u\nMimeType=x-scheme-handler/http;x-scheme-handler/https;\n")
    with open(os.path.join(home, "applications", "mimeapps.list"), "w") as file:
        file.write("[Default Applications]\nx-scheme-handler/http=browser.desktop\n"
                   "x-scheme-handler/https=browser.desktop\n")
    scene.environment.update(OPENED=folder, XDG_DATA_HOME=home, XDG_DATA_DIRS=home)
    return folder


def take_opened(scene):
    """Waits for the browser to be opened; the address."""
    folder = scene.environment["OPENED"]

    def list_done():
        return [name for name in os.listdir(folder) if not name.endswith(".new")]
    wait_until(list_done, 20)
    path = os.path.join(folder, list_done()[0])
    with open(path) as file:
        url = file.read()
    os.unlink(path)
    return url


# --- Connector files ---

def make_connector(scene, authority=None, **auth):
    """The built-in connector with this scene's authority in it, and other members of "auth"."""
    url = (authority or scene.authority).url
    connector = json.loads(scene.programs.read("src/connectors/zoom.json"))
    connector["auth"].update(authorize_url=url + "/oauth/authorize", token_url=url + "/oauth/token",
                             revoke_url=url + "/oauth/revoke")
    connector["api"].update(url=url + "/v2", servers={})
    for name in list(connector["auth"]):
        if name.endswith("_url") and "zoom.us" in str(connector["auth"][name]):
            del connector["auth"][name]
    connector["auth"].update(auth)
    return json.dumps(connector).encode()


def find_keys(path, pattern):
    """Texts in a program that match."""
    with open(path, "rb") as file:
        return re.findall(pattern, file.read())
