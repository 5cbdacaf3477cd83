# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: The Convoke developers

"""An engine that a benchmark starts itself, and a client that knows nothing but its API."""

import json
import os
import subprocess
import sys
import time

from gi.repository import Gio, GLib

sys.path.insert(0, os.path.join(os.environ['CVK_TEST_SOURCE_ROOT'], 'tests/cli'))

from convoke import ENGINE, Case  # noqa: E402

PATH = '/app/convoke/Convoke/Engine'
INTERFACE = 'app.convoke.Convoke.Engine'
# Only a hang reaches it.
PATIENCE = 120 * 1000


class Client:
    """One connection to the private socket of an engine; leaves at the end of a with statement."""

    def __init__(self, data):
        self.connection = Gio.DBusConnection.new_for_address_sync(
            f'unix:path={Case.get_address(data)}',
            Gio.DBusConnectionFlags.AUTHENTICATION_CLIENT, None, None)

    def __enter__(self):
        return self

    def __exit__(self, *unused):
        self.connection.close_sync(None)

    def call(self, method, parameters=None):
        return self.connection.call_sync(None, PATH, INTERFACE, method, parameters, None,
                                         Gio.DBusCallFlags.NONE, PATIENCE, None).unpack()

    def cancel_run(self, run):
        """FALSE: it had ended already."""
        try:
            self.call('CancelRun', GLib.Variant('(s)', (run,)))
        except GLib.Error:
            return False
        return True

    def get_state(self, run):
        return json.loads(self.call('GetRun', GLib.Variant('(s)', (run,)))[0])['state']

    def list_runs(self):
        return json.loads(self.call('ListRuns', GLib.Variant('(a{sv})', ({},)))[0])

    def start_run(self, text, **options):
        """Returns the id of the run."""
        values = {name: GLib.Variant('b' if isinstance(value, bool) else 's', value)
                  for name, value in options.items()}
        run, problems = self.call('StartRun', GLib.Variant('(aya{sv})', (text.encode(), values)))
        if not run:
            raise RuntimeError(problems)
        return run

    def wait_run(self, run):
        reply, files = self.connection.call_with_unix_fd_list_sync(
            None, PATH, INTERFACE, 'WaitRun', GLib.Variant('(s)', (run,)), None,
            Gio.DBusCallFlags.NONE, PATIENCE, None, None)
        with open(files.get(reply.unpack()[0]), 'rb') as file:
            return json.load(file)


class Engine:
    """The engine of a data directory, from its start; begun is when that was."""

    def __init__(self, data, environment):
        self.data = data
        readable, writable = os.pipe()
        self.begun = time.monotonic()
        self.process = subprocess.Popen(
            [ENGINE, '--data-dir', data, '--ready-fd', str(writable), '--idle-exit', '3600'],
            env=environment, pass_fds=[writable], stdin=subprocess.DEVNULL)
        os.close(writable)
        with open(readable) as ready:
            if ready.readline() != 'ready\n':
                raise RuntimeError('the engine did not start')

    def since_start(self):
        """In milliseconds."""
        return (time.monotonic() - self.begun) * 1000

    def read_memory(self):
        """What it holds in KiB."""
        with open(f'/proc/{self.process.pid}/status') as file:
            return next(int(line.split()[1]) for line in file if line.startswith('VmRSS'))

    def read_queued(self):
        """Milliseconds for which its main thread was ready and others had the processor."""
        pid = self.process.pid
        with open(f'/proc/{pid}/task/{pid}/schedstat') as file:
            return int(file.read().split()[1]) / 1e6

    def count_descriptors(self):
        return len(os.listdir(f'/proc/{self.process.pid}/fd'))

    def end(self):
        self.process.terminate()
        return self.process.wait()

    def kill(self):
        self.process.kill()
        self.process.wait()
