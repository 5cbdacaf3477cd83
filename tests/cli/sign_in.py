# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: The Convoke developers

"""Signing in to a sandbox that a test has started, with a browser that follows a script."""

import json
import os
import socket
import subprocess
import sys
import urllib.parse

from convoke import PATIENCE, SOURCE, Case

sys.path.insert(0, os.path.join(SOURCE, "tests/sandbox"))
from sandbox_process import Browser, Sandbox, Session  # noqa: E402, F401


class Foreign:
    """The part of a sandbox that a browser needs, of one that somebody else has started."""

    def __init__(self, url):
        self.port = int(url.split("/")[2].rsplit(":", 1)[1])

    request = Sandbox.request
    post_form = Sandbox.post_form


def follow(location):
    """The last hops of the browser: the loopback redirect, and the page without the code."""
    listener = Foreign(location)
    reply = listener.request("GET", location[location.index("/", 8):])
    while reply.status == 303:
        target = urllib.parse.urljoin(location, reply.headers["location"])
        reply = listener.request("GET", urllib.parse.urlsplit(target).path)
    return reply


class ConnectCase(Case):
    def start_sandbox(self, *options, state=None):
        environment = {**os.environ, **self.clocks} if self.clocks else None
        sandbox = Sandbox(*(options or ("--plan", "pro")), state=state, environment=environment)
        self.addCleanup(sandbox.stop)
        return sandbox

    def sign_in(self, *arguments, button="Allow", data=True, scopes=None):
        """Returns exit status and standard error of a whole sign-in."""
        process = self.start("connect", "zoom", "--no-browser", *arguments, data=data,
                             stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        url = process.stdout.readline().strip()
        if url:
            self.assertTrue(url.startswith("http://127.0.0.1:"), url)
            location = Browser(Foreign(url)).answer(url, button=button, scopes=scopes)
            self.assertEqual(follow(location).status, 200)
        output, errors = process.communicate(timeout=PATIENCE)
        self.assertEqual(output, "", "nothing but the address")
        return process.returncode, errors

    def connect(self, sandbox):
        """Connects to the sandbox, in memory."""
        status, errors = self.sign_in("--server", sandbox.url, "--client-id", "convoke-test",
                                      "--memory")
        self.assertEqual(status, 0, errors)

    def list_connections(self, data=True):
        result = self.call("connections", "--json", data=data)
        self.assertEqual(result.returncode, 0, result.stderr)
        return json.loads(result.stdout)


def get_redirect(url):
    """Where the browser is to come back to."""
    query = urllib.parse.parse_qs(urllib.parse.urlsplit(url).query)
    return query["redirect_uri"][0]


def can_connect(port):
    try:
        socket.create_connection(("127.0.0.1", port)).close()
    except (ConnectionRefusedError, ConnectionResetError):
        return False
    return True


class SignInMixin:
    """The two halves of a sign-in, with something in between."""

    def begin(self, *arguments, **options):
        """A sign-in that has printed its address."""
        process = self.start("connect", *arguments, "--no-browser", stdout=subprocess.PIPE,
                             stderr=subprocess.PIPE, **options)
        return process, process.stdout.readline().strip()

    def begin_new(self, sandbox, *arguments):
        return self.begin("zoom", "--server", sandbox.url, "--client-id", "convoke-test", "--memory",
                          *arguments)

    def allow(self, url, **choices):
        return follow(Browser(Foreign(url)).answer(url, **choices))

    def end(self, process):
        _, errors = process.communicate(timeout=PATIENCE)
        return process.returncode, errors

    def get_revocations(self, sandbox):
        return [request for request in sandbox.control.list("requests")
                if request["path"] == "/oauth/revoke"]


class SignInCase(SignInMixin, ConnectCase):
    pass


class KeyringCase(ConnectCase):
    """With a session bus of its own, and an unlocked keyring on it."""

    def setUp(self):
        super().setUp()
        runtime = os.path.join(self.folder, "runtime")
        os.mkdir(runtime, 0o700)
        self.environment["XDG_RUNTIME_DIR"] = runtime
        bus = subprocess.Popen(["dbus-daemon", "--session", "--nofork", "--print-address"],
                               env=self.environment, stdout=subprocess.PIPE, text=True,
                               stderr=subprocess.DEVNULL)
        self.bus = bus
        self.addCleanup(self.end_process, bus)
        self.environment["DBUS_SESSION_BUS_ADDRESS"] = bus.stdout.readline().strip()
        self.start_keyring()
        # Engines before buses.
        self.addCleanup(self.end_engines)

    def start_keyring(self):
        environment = dict(self.environment)
        del environment["G_DEBUG"]
        keyring = self.keyring = subprocess.Popen(
            ["gnome-keyring-daemon", "--unlock", "--components=secrets", "--foreground"],
            env=environment, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL)
        self.addCleanup(self.end_process, keyring)
        keyring.stdin.write(b"test")
        keyring.stdin.close()
        self.gdbus("wait", "org.freedesktop.secrets", "--timeout", str(PATIENCE))

    def gdbus(self, command, *arguments):
        result = subprocess.run(["gdbus", command, "--session", *arguments], env=self.environment,
                                capture_output=True, text=True, timeout=PATIENCE)
        self.assertEqual(result.returncode, 0, result.stderr)
        return result.stdout
