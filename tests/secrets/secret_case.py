# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: The Convoke developers

"""What the tests of secrets share: a session bus and a keyring of one's own, an engine that is a
child of the test, and a sign-in at the authority of canaries."""

import os
import subprocess
import sys
import threading

sys.path.insert(0, os.path.join(os.environ["CVK_TEST_SOURCE_ROOT"], "tests/cli"))

from canary_authority import Authority  # noqa: E402
from convoke import BUILD, ENGINE, PATIENCE, Case, pipeline, wait_until  # noqa: E402, F401

# A session bus that starts nothing by itself: what is not there is not there.
BUS = """<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
  "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type>
  <listen>unix:tmpdir=/tmp</listen>
  <auth>EXTERNAL</auth>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
</busconfig>
"""

CLIENT_ID = "canary-client"

USER = pipeline(
    {"user": {"type": "zoom.get-user", "slot": "zoom"},
     "out": {"type": "output", "settings": {"name": "User"}}},
    ["user.out -> out.in"], slots={"zoom": {"connector": "zoom", "label": "Zoom account"}})


class SecretCase(Case):
    def setUp(self):
        super().setUp()
        runtime = os.path.join(self.folder, "runtime")
        os.mkdir(runtime, 0o700)
        self.environment["XDG_RUNTIME_DIR"] = runtime
        # A bus that is not there, rather than one that somebody would start.
        self.environment["DBUS_SESSION_BUS_ADDRESS"] = "disabled:"

    def start_authority(self, **options):
        authority = Authority(**options)
        self.addCleanup(authority.stop)
        return authority

    def spawn(self, command, environment=None, **options):
        process = subprocess.Popen(command, env=environment or self.environment, cwd=self.folder,
                                   **options)
        self.addCleanup(self.end_process, process)
        return process

    def start_bus(self):
        path = self.write("bus.conf", BUS)
        bus = self.spawn(["dbus-daemon", f"--config-file={path}", "--nofork", "--print-address"],
                         stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        self.environment["DBUS_SESSION_BUS_ADDRESS"] = bus.stdout.readline().strip()
        # Engines end before buses.
        self.addCleanup(self.end_engines)

    def start_keyring(self, password="test"):
        """Unlocked, or as the daemon comes without a password."""
        environment = dict(self.environment)
        # It is not ours to check.
        environment.pop("G_DEBUG")
        keyring = self.spawn(
            ["gnome-keyring-daemon", "--start" if password is None else "--unlock",
             "--components=secrets", "--foreground"],
            environment, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL)
        keyring.stdin.write((password or "").encode())
        keyring.stdin.close()
        self.gdbus("wait", "org.freedesktop.secrets", "--timeout", str(PATIENCE))
        return keyring

    def gdbus(self, command, *arguments):
        result = subprocess.run(["gdbus", command, "--session", *arguments], env=self.environment,
                                capture_output=True, text=True, timeout=PATIENCE)
        self.assertEqual(result.returncode, 0, result.stderr)
        return result.stdout

    def start_engine(self, **environment):
        """A child of ours, so that we may look into it, and with its output."""
        self.log = os.path.join(self.folder, "engine.log")
        read, write = os.pipe()
        with open(self.log, "ab") as log, open(read, "rb") as ready:
            engine = self.spawn([ENGINE, "--data-dir", self.data, "--ready-fd", str(write)],
                                {**self.environment, **environment}, pass_fds=[write],
                                stdin=subprocess.DEVNULL, stdout=log, stderr=log)
            os.close(write)
            self.assertEqual(ready.readline(), b"ready\n")
        return engine

    def start_sign_in(self, authority, *arguments):
        """Presses Allow. Returns convokectl, which is about to hear of it or has failed before."""
        process = self.start("connect", "zoom", "--no-browser", "--server", authority.url,
                             "--client-id", CLIENT_ID, *arguments,
                             stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        url = process.stdout.readline().strip()
        if url:
            self.browser = threading.Thread(target=authority.allow, args=(url,))
            self.browser.start()
            self.addCleanup(self.browser.join)
        return process

    def sign_in(self, authority, *arguments):
        """A whole sign-in with Allow. Returns exit status and standard error of convokectl."""
        process = self.start_sign_in(authority, *arguments)
        output, errors = process.communicate(timeout=PATIENCE)
        self.assertEqual(output, "", "nothing but the address")
        return process.returncode, errors

    def run_user(self):
        """A run that needs an access token. Returns what it puts out."""
        document = self.call_json("run", self.write("user.convoke", USER))
        return document["outputs"]["User"]
