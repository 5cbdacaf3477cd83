#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: The Convoke developers

"""Programs through which secrets pass start themselves once more with an allocator that overwrites
what is freed: once only, with everything else as it was, and unnoticed by their children."""

import os
import re
import subprocess
import sys
import unittest

sys.path.insert(0, os.path.join(os.environ["CVK_TEST_SOURCE_ROOT"], "tests/cli"))

from convoke import CONVOKECTL, ENGINE, PATIENCE, Case  # noqa: E402

OURS = "glibc.malloc.tcache_count=0:glibc.malloc.perturb=165"
USERS = "glibc.malloc.arena_max=3"
MARK = "CONVOKE_TUNABLES_BEFORE"


def read_environment(pid):
    """What a process was started with. The loader takes the tunables apart in this very place."""
    with open(f"/proc/{pid}/environ", "rb") as file:
        entries = re.split(rb"\0(?!glibc\.)", file.read())
    return dict(entry.replace(b"\0", b":").decode().split("=", 1) for entry in entries
                if b"=" in entry)


def find_children(pid):
    found = []
    for task in os.listdir(f"/proc/{pid}/task"):
        with open(f"/proc/{pid}/task/{task}/children") as file:
            found += [int(child) for child in file.read().split()]
    return found


def read_name(pid):
    with open(f"/proc/{pid}/comm") as file:
        return file.read().strip()


class ProgramStart(Case):
    def trace(self, program, *arguments, **environment):
        """The environments with which a program was started, one for each time."""
        log = os.path.join(self.folder, "trace")
        result = subprocess.run(
            ["strace", "-f", "-v", "-s", "4096", "-e", "trace=execve", "-o", log,
             program, *arguments],
            env={**self.environment, **environment}, cwd=self.folder, timeout=PATIENCE,
            stdin=subprocess.DEVNULL, capture_output=True, text=True)
        self.assertEqual(result.returncode, 0, result.stderr)
        with open(log) as file:
            calls = re.findall(r'execve\("[^"]*", \[(.*?)\], \[(.*?)\]\) = 0', file.read())
        self.assertTrue(all(call[0] == calls[0][0] for call in calls), "the same arguments")
        return [dict(entry.split("=", 1) for entry in re.findall(r'"((?:[^"\\]|\\.)*)"', call[1])
                     if "=" in entry) for call in calls]

    def test_once_more_and_no_more(self):
        for program in (CONVOKECTL, ENGINE):
            first, second = self.trace(program, "--version")
            self.assertNotIn("GLIBC_TUNABLES", first)
            self.assertEqual(second.pop("GLIBC_TUNABLES"), OURS)
            self.assertEqual(second.pop(MARK), "")
            self.assertEqual(first, second)

    def test_what_the_user_has_set_stays(self):
        _, second = self.trace(CONVOKECTL, "--version", GLIBC_TUNABLES=USERS)
        self.assertEqual(second["GLIBC_TUNABLES"], f"{USERS}:{OURS}")
        self.assertEqual(second[MARK], USERS)

    def test_marked_is_not_started_again(self):
        """Also when the loader has taken the settings away, as it does for privileged programs."""
        only, = self.trace(CONVOKECTL, "--version", **{MARK: ""})
        self.assertNotIn("GLIBC_TUNABLES", only)

    def test_engine_and_its_children(self):
        for users in (None, USERS):
            with self.subTest(users=users):
                self.environment.pop("GLIBC_TUNABLES", None)
                if users is not None:
                    self.environment["GLIBC_TUNABLES"] = users
                process = self.start("connect", "zoom", "--sandbox", "--memory", "--no-browser",
                                     stdout=subprocess.PIPE)
                self.assertIn("http://127.0.0.1:", process.stdout.readline())
                engine = self.get_engine()
                self.assertEqual(read_name(engine), "convoke-engine")
                self.assertTrue(read_environment(engine)["GLIBC_TUNABLES"].endswith(OURS))
                child, = find_children(engine)
                self.assertEqual(read_name(child), "convoke-sandbox")
                environment = read_environment(child)
                self.assertEqual(environment.get("GLIBC_TUNABLES"), users)
                self.assertNotIn(MARK, environment)
                self.end_engine()
                self.end_process(process)

    def test_crashes_leave_no_core(self):
        self.assertEqual(self.call("connections").returncode, 0)
        with open(f"/proc/{self.get_engine()}/limits") as file:
            soft, hard = re.search(r"^Max core file size +(\S+) +(\S+)", file.read(), re.M).groups()
        # What 0 does not do, 1 does: no program is started to take the core.
        self.assertEqual(soft, "1")
        with open("/proc/self/limits") as file:
            self.assertIn(hard, re.search(r"^Max core file size.*", file.read(), re.M)[0].split())


if __name__ == "__main__":
    unittest.main()
