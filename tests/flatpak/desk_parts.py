# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: The Convoke developers

"""What an installed Flatpak is on a desk: what it hands out, who starts it, and how it looks. Each
part takes a Trial of test-flatpak."""

import configparser
import os
import re
import subprocess

from desk import PATIENCE, wait_until

RELEASE = "app.convoke.Convoke"
FOLDERS = ("applications", "dbus-1/services", "gnome-shell/search-providers",
           "icons/hicolor/scalable/apps", "icons/hicolor/scalable/mimetypes",
           "icons/hicolor/symbolic/apps", "metainfo", "mime/packages")


def find_exports():
    """The folder of what all installed applications hand out."""
    return os.path.join(os.environ["FLATPAK_USER_DIR"], "exports/share")


def list_exports(application):
    """What @application hands out, from that folder; what stands beside it is another's."""
    mine = re.compile(re.escape(application) + r"(?!\.Devel)[.-]")
    found = []
    for folder in FOLDERS:
        path = os.path.join(find_exports(), folder)
        found += [os.path.join(folder, name) for name in os.listdir(path) if mine.match(name)]
    return found


def read_keys(path):
    parser = configparser.ConfigParser(interpolation=None, delimiters="=", strict=False)
    parser.optionxform = str
    parser.read(path, encoding="utf-8")
    return parser


def check_exports(trial):
    """Flatpak leaves out what does not begin with the id, so what is there is what is handed out."""
    name = trial.application
    found = list_exports(name)
    for wanted in (f"applications/{name}.desktop", f"dbus-1/services/{name}.service",
                   f"dbus-1/services/{name}.Engine.service",
                   f"gnome-shell/search-providers/{name}.search-provider.ini",
                   f"icons/hicolor/scalable/apps/{name}.svg", f"mime/packages/{name}.mime.xml",
                   f"icons/hicolor/scalable/mimetypes/{name}.pipeline.svg",
                   f"icons/hicolor/symbolic/apps/{name}-symbolic.svg"):
        assert wanted in found, (wanted, found)
    # The one that has made it gives the description the name of its time.
    assert any(re.fullmatch(r"metainfo/.*\.(metainfo|appdata)\.xml", path) for path in found), found
    for service in (name, name + ".Engine"):
        path = os.path.join(find_exports(), f"dbus-1/services/{service}.service")
        keys = read_keys(path)["D-BUS Service"]
        assert keys["Name"] == service and "flatpak run" in keys["Exec"], dict(keys)
        # No unit is handed out, and a bus that was told of one would ask for it in vain.
        assert "SystemdService" not in keys, dict(keys)
    entry = read_keys(os.path.join(find_exports(), f"applications/{name}.desktop"))
    assert entry["Desktop Entry"]["Icon"] == name
    for group in entry:
        if group != "DEFAULT":
            assert "flatpak run" in entry[group]["Exec"], (group, dict(entry[group]))


def get_owner(trial, name):
    """The number of the process that has @name on the bus, None when nobody has."""
    try:
        text = trial.desk.gdbus(
            "call", "--dest", "org.freedesktop.DBus", "--object-path", "/org/freedesktop/DBus",
            "--method", "org.freedesktop.DBus.GetConnectionUnixProcessID", name)
    except subprocess.CalledProcessError:
        return None
    return int(re.search(r"uint32 (\d+)", text)[1])


def be_started_by_bus(trial):
    """A call from outside starts the service in a sandbox of its own, by what was handed out."""
    name = trial.application + ".Engine"
    assert get_owner(trial, name) is None
    # What it offers is the same in both profiles, so object and interface are.
    interface = RELEASE + ".Engine"
    answer = trial.desk.gdbus("call", "--dest", name, "--object-path",
                              "/" + interface.replace(".", "/"), "--method",
                              interface + ".ListConnections")
    assert "[]" in answer, answer
    owner = get_owner(trial, name)
    assert owner is not None and os.path.exists(f"/proc/{owner}/root/.flatpak-info"), owner


def list_own_runs(application):
    result = subprocess.run(["flatpak", "run", "--command=convokectl", application, "runs", "--json"],
                            stdin=subprocess.DEVNULL, capture_output=True, text=True,
                            timeout=2 * PATIENCE)
    assert result.returncode == 0, result.stderr
    return result.stdout.strip()


def live_beside_release(trial):
    """Both are there, have names of their own, and neither knows what the other has done."""
    assert not set(list_exports(RELEASE)) & set(list_exports(trial.application))
    assert list_own_runs(trial.application) != "[]"
    assert list_own_runs(RELEASE) == "[]", "it knows the runs of the other"
    owners = {get_owner(trial, name + ".Engine") for name in (RELEASE, trial.application)}
    assert None not in owners and len(owners) == 2, owners
    for name in (RELEASE, trial.application):
        assert os.path.exists(os.path.join(trial.desk.home, ".var/app", name, "data/convoke"))
    subprocess.run(["flatpak", "kill", RELEASE], check=True, capture_output=True)
    wait_until(lambda: get_owner(trial, RELEASE + ".Engine") is None, "the release to go")
    assert get_owner(trial, trial.application + ".Engine") is not None, "both went"


def show_manual(trial):
    """Help comes from inside, and is opened by a program outside, which may read it."""
    import hands

    opened = os.path.join(trial.desk.home, "opened")
    hands.press("F1")
    wait_until(lambda: os.path.exists(opened), "the manual")
    with open(opened, encoding="utf-8") as file:
        path = file.read().removeprefix("file://")
    with open(path, encoding="utf-8") as file:
        assert '<h1 id="never-twice">' in file.read(), path


def show_about(trial):
    """By the bus, as the shell calls the actions of an application."""
    import eyes
    import hands

    path = "/" + trial.application.replace(".", "/")
    trial.desk.gdbus("call", "--dest", trial.application, "--object-path", path, "--method",
                     "org.freedesktop.Application.ActivateAction", "about", "[]", "{}")
    about = trial.eyes.find(name=re.compile("Legal"))
    trial.shoot("about")
    hands.press("Escape")
    wait_until(lambda: not eyes.is_showing(about), "the dialog to go")


def choose_file(trial):
    """The dialog is the portal's, which sees the user's files, and hands in the one that was chosen."""
    import hands

    path = trial.write("chosen.convoke", '{"convoke": 1, "name": "Chosen by the user", "nodes": {}}')
    hands.press("ctrl+o")
    dialog = wait_until(lambda: subprocess.run(
        ["xdotool", "search", "--onlyvisible", "--class", "xdg-desktop-portal-gtk"],
        capture_output=True, text=True).stdout.split(), "the dialog of the portal")[-1]
    subprocess.run(["xdotool", "windowfocus", "--sync", dialog], check=True)
    hands.press("ctrl+l")
    hands.call("type", "--delay", "30", path)
    trial.shoot("chooser")
    hands.press("Return")
    trial.eyes.find(name=re.compile(".*Chosen by the user.*"))
