# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: The Convoke developers

"""A convokectl that talks to a person."""

import os
import re
import select
import subprocess

from convoke import wait_until


class Terminal:
    def __init__(self, case, *arguments):
        self.master, slave = os.openpty()
        case.addCleanup(os.close, self.master)
        self.text = ""
        self.process = subprocess.Popen(
            case.command(*arguments), env=case.environment, cwd=case.folder, stdin=slave,
            stdout=slave, stderr=slave, text=True, start_new_session=True)
        os.close(slave)
        case.addCleanup(case.end_process, self.process)

    def read(self):
        ready, _, _ = select.select([self.master], [], [], 0.01)
        if ready:
            try:
                self.text += os.read(self.master, 4096).decode()
            except OSError:
                pass

    def expect(self, pattern):
        def is_there():
            self.read()
            return re.search(pattern, self.text)
        wait_until(is_there)
        return re.search(pattern, self.text)

    def type(self, text):
        os.write(self.master, text.encode())

    def end(self):
        def is_over():
            self.read()
            return self.process.poll() is not None
        wait_until(is_over)
        self.read()
        return self.process.returncode
