# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: The Convoke developers

"""The places in which a secret could turn up, and how to look into each: collectors that fill while
programs run, and snapshots that are taken at the end. Each gives bytes."""

import os
import pty
import re
import select
import sqlite3
import subprocess
import threading

PAGE = 4096
PATIENCE = 120
TRACED = "trace=read,write,readv,writev,recvfrom,sendto,recvmsg,sendmsg,recvmmsg,sendmmsg"


class Processes:
    """The command lines and environments of all processes of a test, looked at all the time."""

    def __init__(self, mark):
        self.mark = mark.encode()
        self.arguments = set()
        self.environments = set()
        self.is_over = threading.Event()
        self.thread = threading.Thread(target=self.watch, daemon=True)
        self.thread.start()

    def watch(self):
        while not self.is_over.wait(0.005):
            self.look()

    @staticmethod
    def read(pid, name):
        try:
            with open(f"/proc/{pid}/{name}", "rb") as file:
                return file.read()
        except OSError:
            return b""

    def look(self):
        for pid in os.listdir("/proc"):
            if not pid.isdigit() or int(pid) == os.getpid():
                continue
            environment = self.read(pid, "environ")
            if self.mark in environment:
                self.environments.add(environment)
                self.arguments.add(self.read(pid, "cmdline"))

    def stop(self):
        self.is_over.set()
        self.thread.join()


class Bus:
    """Everything that goes over the session bus, as it goes over it."""

    def __init__(self, case, path):
        self.path = path
        with open(path, "wb") as file:
            self.monitor = case.spawn(["dbus-monitor", "--session", "--pcap"], stdout=file,
                                      stderr=subprocess.DEVNULL)

    def read(self):
        with open(self.path, "rb") as file:
            return file.read()


def read_database_rows(path):
    """Every value of every row."""
    values = []
    with sqlite3.connect(f"file:{path}?mode=ro", uri=True) as database:
        names = database.execute("SELECT name FROM sqlite_master WHERE type='table'").fetchall()
        for name, in names:
            for row in database.execute(f'SELECT * FROM "{name}"'):
                values += [value if isinstance(value, bytes) else str(value).encode()
                           for value in row]
    return b"\n".join(values)


def read_file(path):
    if not os.path.isfile(path) or os.path.islink(path):
        return b""
    with open(path, "rb") as file:
        return path.encode(errors="surrogateescape") + b"\n" + file.read()


def read_tree(*paths):
    """These files, and all files below these folders; names too."""
    found = [read_file(path) for path in paths]
    for folder in paths:
        for place, _, names in os.walk(folder):
            found += [read_file(os.path.join(place, name)) for name in names]
    return b"\n".join(text for text in found if text)


def dump_core(pid, path, environment):
    """As a debugger makes it, which looks at the same marks of pages as the kernel."""
    result = subprocess.run(
        ["gdb", "-nx", "-batch", "-ex", "set debuginfod enabled off",
         # Nobody needs the names of functions.
         "-ex", "set auto-solib-add off", "-ex", f"attach {pid}",
         "-ex", f"generate-core-file {path}", "-ex", "detach"],
        env=environment, capture_output=True, text=True, timeout=PATIENCE)
    if not os.path.exists(path):
        raise AssertionError(result.stdout + result.stderr)
    core = read_core(path)
    os.unlink(path)
    return core


def read_core(path):
    """Without the pages that were never written to, which are most."""
    with open(path, "rb") as file:
        pages = iter(lambda: file.read(PAGE), b"")
        return b"".join(page for page in pages if page.strip(b"\0"))


def run_in_terminal(command, **options):
    """What a person sees. The terminal is a real one, so progress and questions are drawn too."""
    screen, terminal = pty.openpty()
    process = subprocess.Popen(command, stdin=terminal, stdout=terminal, stderr=terminal,
                               start_new_session=True, **options)
    os.close(terminal)
    seen = []
    while True:
        select.select([screen], [], [], 120)
        try:
            text = os.read(screen, 65536)
        except OSError:
            # The last one who had the terminal open has gone.
            break
        if not text:
            break
        seen.append(text)
    os.close(screen)
    process.wait()
    return b"".join(seen)


def read_socket_traffic(log):
    """What went through Unix sockets, out of a log of strace with -yy and -xx."""
    found = []
    with open(log) as file:
        for line in file:
            if "<UNIX" not in line:
                continue
            for text in re.findall(r'"((?:\\x[0-9a-f]{2})+)"', line):
                found.append(bytes.fromhex(text.replace("\\x", "")))
    return b"\n".join(found)
