#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: The Convoke developers

"""The unit under a real systemd of a user: the session bus has it start the service, pipelines run
under its limits, and what the service opens is not under them. It has a hierarchy of processes, a
list of mounts and a bus of its own, and none of the rights of root."""

import contextlib
import json
import os
import re
import shutil
import subprocess
import sys
import unittest

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "../cli"))
from convoke import BUILD, CONVOKECTL, ENGINE, PATIENCE, SOURCE, Case, pipeline, wait_until  # noqa: E402

NAME = "app.convoke.Convoke.Engine"
PATH = "/app/convoke/Convoke/Engine"
UNIT = "convoke-engine.service"
MANAGER = "/lib/systemd/systemd"
CGROUPS = "/sys/fs/cgroup"

# All that an address may have, and what systemd would take for something else in a unit.
LINK = "https://example.org/a?home=$HOME&both=$$&architecture=%aa&words='a%20b';c"

BROWSER = """#!/bin/sh
cat /proc/self/status >"{folder}/browser-status"
printf '%s' "$1" >"{folder}/opened.part"
mv "{folder}/opened.part" "{folder}/opened"
exec sleep 1000
"""

HANDLER = """[Desktop Entry]
Type=Application
Name=The browser of the tests
Exec={folder}/browser %u
MimeType=x-scheme-handler/https;
"""

CALENDAR = """BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//Convoke//Tests//EN
BEGIN:VEVENT
UID:1
DTSTAMP:20260101T000000Z
DTSTART:20260301T100000Z
SUMMARY:Interview
END:VEVENT
END:VCALENDAR
"""


def mount_cgroups():
    subprocess.run(["umount", "--recursive", "--lazy", CGROUPS], check=False, capture_output=True)
    subprocess.run(["mount", "-t", "cgroup2", "none", CGROUPS], check=True)


def run_in_group(group):
    """The tests again, as processes of @group, which they see as all that there is."""
    def join():
        with open(os.path.join(group, "cgroup.procs"), "w", encoding="ascii") as file:
            file.write("0")

    return subprocess.run(
        ["unshare", "--cgroup", "--mount", "--pid", "--fork", "--mount-proc", "--kill-child",
         sys.executable, *sys.argv], preexec_fn=join, check=False).returncode


def enter():
    """Comes back in the world that the tests want."""
    stage = os.environ.get("CVK_UNIT_STAGE", "")
    if stage == "":
        os.environ["CVK_UNIT_STAGE"] = "mounts"
        os.execvp("unshare", ["unshare", "--mount", sys.executable, *sys.argv])
    elif stage == "mounts":
        os.environ["CVK_UNIT_STAGE"] = "group"
        mount_cgroups()
        group = os.path.join(CGROUPS, f"convoke-unit-{os.getpid()}")
        os.mkdir(group)
        status = run_in_group(group)
        for folder, _, _ in os.walk(group, topdown=False):
            with contextlib.suppress(OSError):
                os.rmdir(folder)
        sys.exit(status)
    elif stage == "group":
        os.environ["CVK_UNIT_STAGE"] = "user"
        mount_cgroups()
        # Where programs look whether there is a systemd at all.
        subprocess.run(["mount", "-t", "tmpfs", "tmpfs", "/run"], check=True)
        os.makedirs("/run/systemd/system")
        os.execvp("setpriv", ["setpriv", "--bounding-set=-all", "--inh-caps=-all", sys.executable,
                              *sys.argv])


def read_status(path):
    with open(path, encoding="utf-8") as file:
        return dict(line.rstrip("\n").split(":\t", 1) for line in file if ":\t" in line)


class Unit(Case):
    def setUp(self):
        super().setUp()
        runtime = os.path.join(self.folder, "runtime")
        os.mkdir(runtime, 0o700)
        self.environment.update(XDG_RUNTIME_DIR=runtime,
                                PATH=os.path.dirname(CONVOKECTL) + ":" + os.environ["PATH"])
        self.install()
        self.start_session()

    def place(self, name, text, mode=0o644):
        path = os.path.join(self.folder, name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        self.write(name, text)
        os.chmod(path, mode)

    def install(self):
        """As "meson install" does, with the service of the build tree."""
        for source, target in ((UNIT, ".config/systemd/user/" + UNIT),
                               (NAME + ".service", "runtime/dbus-1/services/" + NAME + ".service")):
            with open(os.path.join(BUILD, "data", source), encoding="utf-8") as file:
                text = file.read()
            moved = re.sub(r"(?m)^(Exec(?:Start)?)=.*$", rf"\1={ENGINE}", text)
            self.assertNotEqual(moved, text)
            self.place(target, moved)
        self.place("browser", BROWSER.format(folder=self.folder), 0o755)
        self.place(".local/share/applications/test-browser.desktop",
                   HANDLER.format(folder=self.folder))
        self.place(".config/mimeapps.list",
                   "[Default Applications]\nx-scheme-handler/https=test-browser.desktop\n")

    def start_session(self):
        """A systemd, which starts the bus, as after a login."""
        runtime = self.environment["XDG_RUNTIME_DIR"]
        manager = subprocess.Popen([MANAGER, "--user", "--unit=basic.target"], env=self.environment,
                                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self.addCleanup(self.end_process, manager)
        wait_until(lambda: os.path.exists(os.path.join(runtime, "bus")))
        self.environment["DBUS_SESSION_BUS_ADDRESS"] = f"unix:path={runtime}/bus"
        self.addCleanup(self.run_command, "systemctl", "--user", "exit", status=None)

    def run_command(self, *command, status=0):
        result = subprocess.run(command, env=self.environment, cwd=self.folder, text=True,
                                stdin=subprocess.DEVNULL, capture_output=True, timeout=PATIENCE)
        if status is not None:
            self.assertEqual(result.returncode, status, result.stdout + result.stderr)
        return result.stdout

    def show(self, name):
        return self.run_command("systemctl", "--user", "show", UNIT, "--value",
                                "--property", name).strip()

    def run_pipeline(self, nodes, links, **members):
        path = self.write("trial.convoke", pipeline(nodes, links, **members))
        return json.loads(self.run_command(CONVOKECTL, "run", path, "--trust", "--json"))

    def start_service(self):
        """By a call, as everybody does."""
        self.run_command("gdbus", "call", "--session", "--dest", NAME, "--object-path", PATH,
                         "--method", NAME + ".ListConnections")
        self.assertEqual(self.show("ActiveState"), "active")
        return self.show("MainPID")

    def test_it_works_under_its_limits(self):
        pid = self.start_service()
        self.assertEqual(os.readlink(f"/proc/{pid}/exe"), ENGINE)
        status = read_status(f"/proc/{pid}/status")
        self.assertEqual((status["NoNewPrivs"], status["Seccomp"]), ("1", "2"))

        # All that it has others do for it: a script, a reader of what strangers wrote, a sandbox.
        self.write("events.ics", CALENDAR)
        self.write("rows.csv", "topic\nInterview\n")
        self.write("trial.convoke", pipeline(
            {"rows": {"type": "csv.read", "settings": {"file": "rows.csv"}},
             "script": {"type": "script", "settings": {
                 "mode": "each", "code": "return {topic: item.topic + ' ' + (2n ** 64n)};"}},
             "make": {"type": "zoom.create-meeting", "slot": "zoom",
                      "settings": {"topic": "{{ item.topic }}", "type": 1}},
             "made": {"type": "output", "settings": {"name": "made"}},
             "events": {"type": "calendar.read", "settings": {
                 "file": "events.ics", "from": "2026-02-28T00:00:00Z", "to": "2026-03-02T00:00:00Z"}},
             "read": {"type": "output", "settings": {"name": "read"}},
             "write": {"type": "csv.write", "settings": {"file": "written.csv"}}},
            ["rows.out -> script.in", "script.out -> make.in", "make.out -> made.in",
             "events.out -> read.in", "script.out -> write.in"],
            slots={"zoom": {"connector": "zoom"}}))
        result = json.loads(self.run_command(CONVOKECTL, "run", "trial.convoke", "--trust",
                                             "--sandbox", "--json"))
        self.assertEqual(result["state"], "succeeded", result)
        made, = result["outputs"]["made"]
        self.assertEqual(made["topic"], "Interview 18446744073709551616")
        self.assertEqual(len(result["outputs"]["read"]), 1)
        self.assertTrue(os.path.exists(os.path.join(self.folder, "written.csv")))
        self.assertEqual(self.show("MainPID"), pid, "it was another one")

        # Nothing of it is left behind, and leaving is no failure.
        self.run_command("systemctl", "--user", "stop", UNIT)
        self.assertEqual((self.show("ActiveState"), self.show("Result")), ("inactive", "success"))

    def test_what_it_opens_is_not_under_them(self):
        self.start_service()
        result = self.run_pipeline({"in": {"type": "input", "settings": {"fields": []}},
                                    "open": {"type": "open", "settings": {"link": LINK}}},
                                   ["in.out -> open.in"])
        self.assertEqual(result["state"], "succeeded", result)
        opened = os.path.join(self.folder, "opened")
        wait_until(lambda: os.path.exists(opened))
        with open(opened, encoding="utf-8") as file:
            self.assertEqual(file.read(), LINK)
        status = read_status(os.path.join(self.folder, "browser-status"))
        self.assertEqual((status["NoNewPrivs"], status["Seccomp"]), ("0", "0"))

        # It is of the applications, and stays when the service leaves.
        units = self.run_command("systemctl", "--user", "list-units", "--plain", "--no-legend",
                                 "convoke-browser-*")
        unit = units.split()[0]
        self.run_command("systemctl", "--user", "stop", UNIT)
        self.assertEqual(self.run_command("systemctl", "--user", "show", unit, "--value",
                                          "--property", "ActiveState,Slice").split(),
                         ["app.slice", "active"])


if __name__ == "__main__":
    enter()
    unittest.main()
