# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: The Convoke developers

"""What a program did outside of itself, read from strace and dbus-monitor."""

import os
import re

CALLS = "connect,sendto,sendmsg,sendmmsg,execve,openat,open,creat,rename,unlink"
INET = re.compile(r"(connect|sendto|sendmsg|sendmmsg)\(.*sa_family=AF_INET6?")
EXECVE = re.compile(r'execve\("([^"]*)"')
OPEN = re.compile(r'(?:openat|open|creat)\((?:[A-Z_0-9]+, )?"([^"]*)"')
SECRETS = re.compile(r"org[./]freedesktop[./]secrets")


def command(log):
    """What stands in front of the program that is watched, all of its children with it."""
    return ["strace", "-f", "-qq", "-s", "4096", "-e", f"trace={CALLS}", "-e", "signal=none",
            "-o", log]


class Trace:
    """@foreign: a folder in which nobody has any business."""

    def __init__(self, log, foreign):
        self.packets, self.programs, self.foreign, self.opened = [], [], [], set()
        with open(log, encoding="utf-8", errors="replace") as file:
            for line in file:
                self.read(line, foreign)

    def read(self, line, foreign):
        if INET.search(line):
            self.packets.append(line)
        match = EXECVE.search(line)
        if match and "ENOENT" not in line:
            self.programs.append(os.path.basename(match[1]))
        match = OPEN.search(line)
        if match:
            self.opened.add(match[1])
            if foreign in os.path.normpath(match[1]) or "/foreign/" in match[1]:
                self.foreign.append(match[1])


def count_keyring_calls(log):
    with open(log, encoding="utf-8", errors="replace") as file:
        return sum(1 for line in file if SECRETS.search(line))
