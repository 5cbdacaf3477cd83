# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: The Convoke developers

"""A message bus with a real gnome-keyring on it, and the keyring as another program sees it."""

import json
import os
import signal
import subprocess
import time

from bus import Bus

SECRETS = "org.freedesktop.secrets"
ROOT = "/org/freedesktop/secrets"
SERVICE = "org.freedesktop.Secret.Service"
ITEM = "org.freedesktop.Secret.Item"
COLLECTION = ROOT + "/collection/login"
INTERNAL = "org.gnome.keyring.InternalUnsupportedGuiltRiddenInterface"
PASSWORD = b"test"
PATIENCE = 60


def wait_until(condition, patience=PATIENCE):
    """For what other processes do and do not tell."""
    until = time.monotonic() + patience
    while not condition():
        if time.monotonic() > until:
            raise AssertionError("it never came to that")
        time.sleep(0.005)


class Keyring:
    def __init__(self, environment):
        self.daemon = subprocess.Popen(
            ["dbus-daemon", "--session", "--nofork", "--print-address"], env=environment,
            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        self.address = self.daemon.stdout.readline().strip()
        environment = dict(environment, DBUS_SESSION_BUS_ADDRESS=self.address)
        environment.pop("G_DEBUG", None)
        self.process = subprocess.Popen(
            ["gnome-keyring-daemon", "--unlock", "--components=secrets", "--foreground"],
            env=environment, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL)
        self.process.stdin.write(PASSWORD)
        self.process.stdin.close()
        self.is_stopped = False
        self.bus = Bus(self.address)
        wait_until(lambda: self.bus.call("org.freedesktop.DBus", "/org/freedesktop/DBus",
                                         "org.freedesktop.DBus", "NameHasOwner", "s", SECRETS)[0])
        _, self.session = self.call(ROOT, SERVICE, "OpenSession", "sv", "plain", ("s", ""))

    def close(self):
        self.resume()
        self.bus.close()
        for process in (self.process, self.daemon):
            process.terminate()
            process.wait()
        self.daemon.stdout.close()

    def call(self, path, interface, method, signature="", *arguments):
        return self.bus.call(SECRETS, path, interface, method, signature, *arguments)

    def find(self, **attributes):
        """Paths of items, locked or not."""
        unlocked, locked = self.call(ROOT, SERVICE, "SearchItems", "a{ss}", attributes)
        return unlocked + locked

    def read(self, connection):
        """The payload that is kept for a connection, or None."""
        paths = self.find(connection=connection)
        if not paths:
            return None
        secret, = self.call(paths[0], ITEM, "GetSecret", "o", self.session)
        return json.loads(secret[2])

    def write(self, connection, payload):
        secret = (self.session, b"", json.dumps(payload).encode(), "application/json")
        self.call(self.find(connection=connection)[0], ITEM, "SetSecret", "(oayays)", secret)

    def lock(self):
        self.call(ROOT, SERVICE, "Lock", "ao", [COLLECTION])

    def unlock(self):
        secret = (self.session, b"", PASSWORD, "text/plain")
        self.call(ROOT, INTERNAL, "UnlockWithMasterPassword", "o(oayays)", COLLECTION, secret)

    def stop(self):
        """Stands still until resume(); callers wait for its answers."""
        os.kill(self.process.pid, signal.SIGSTOP)
        self.is_stopped = True

    def resume(self):
        self.is_stopped = False
        os.kill(self.process.pid, signal.SIGCONT)
