# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: The Convoke developers

"""The worlds that an engine may find itself in with its keyring. In each, somebody has signed in
while all was well, unless a test wants to do that itself; then the world becomes what it is called.
The keyring is GNOME's wherever that can be: only the person in front of its window is played."""

import json
import os
import signal
import subprocess

from canary_scan import Scanner
from secret_case import BUILD, PATIENCE, SecretCase, wait_until

PROMPTER = os.path.join(BUILD, "tests/secrets/fake-prompter")
PORTAL = os.path.join(BUILD, "tests/secrets/fake-portal")
PLAIN_SERVICE = os.path.join(BUILD, "tests/secrets/fake-secret-service")
LOGIN = "/org/freedesktop/secrets/collection/login"
SERVICE = "org.freedesktop.secrets"
ENGINE_PATH = "/app/convoke/Convoke/Engine"
ENGINE_INTERFACE = "app.convoke.Convoke.Engine"
ACCOUNT = "canary@example.com"


class World(SecretCase):
    """Everybody's helpers; by itself the world in which the keyring is unlocked."""

    def setUp(self):
        super().setUp()
        # The default one, which is served on the session bus too.
        self.data = os.path.join(self.folder, ".local/share/convoke")
        self.start_bus()
        self.authority = self.start_authority()
        self.prompts = None
        self.engine = None
        self.keyring = None
        self.prepare()

    def prepare(self):
        """All is well."""
        self.keyring = self.start_keyring()

    def enter(self):
        """The world becomes what it is called."""

    def leave(self):
        """And well again, by what a person would do then."""

    # What tests ask.

    def count_prompts(self, word="prompt"):
        """How often somebody was asked for a password; or how often "stop" took a question back or
        ended it."""
        if self.prompts is None:
            return 0
        with open(self.prompts) as file:
            return file.read().split().count(word)

    def begin(self, signed_in=True):
        """An engine, and a connection from better days."""
        self.engine = self.start_engine()
        if signed_in:
            status, errors = self.sign_in(self.authority)
            self.assertEqual(status, 0, errors)

    def restart_engine(self, **environment):
        self.end_engine()
        self.engine.wait(timeout=PATIENCE)
        self.engine = self.start_engine(**environment)

    def call_engine(self, method, *arguments):
        """Past convokectl, which would start an engine, and asks what is not asked here."""
        return self.gdbus("call", "--dest", ENGINE_INTERFACE, "--object-path", ENGINE_PATH,
                          "--method", f"{ENGINE_INTERFACE}.{method}", *arguments)

    def get_reports(self):
        """What is known of the connections, without asking anybody."""
        reply = self.call_engine("GetHealth", "")
        # The reply is a tuple of one text, as GVariant prints it.
        return json.loads(reply.strip()[2:-3].replace("\\'", "'").replace("\\\\", "\\"))

    @staticmethod
    def read_health(status, output):
        """Exit status, state, action and the code of the problem."""
        report, = json.loads(output)
        problem = report.get("problem") or {}
        return status, report["state"], report["action"], problem.get("code")

    def check_health(self, *options):
        result = self.call("health", "--json", *options)
        return self.read_health(result.returncode, result.stdout)

    def has_record(self):
        return len(self.query("SELECT id FROM connection")) == 1

    def assert_answers(self):
        """The engine does its other work, whatever the keyring does."""
        result = self.call("connections")
        self.assertEqual(result.returncode, 0, result.stderr)

    def assert_nothing_in_clear(self):
        found = Scanner(self.authority.canaries).count_tree(self.folder)
        self.assertEqual(found, {})

    # Keyrings.

    def lock(self):
        self.gdbus("call", "--dest", SERVICE, "--object-path", "/org/freedesktop/secrets",
                   "--method", "org.freedesktop.Secret.Service.Lock",
                   f"[objectpath '{LOGIN}']")

    def play_person(self, *behaviour):
        """Somebody in front of the keyring's window, in place of whoever was there."""
        self.end_person()
        self.prompts = self.prompts or os.path.join(self.folder, "prompts")
        with open(self.prompts, "a") as file:
            self.person = self.spawn([PROMPTER, *behaviour], stdout=file)
        self.gdbus("wait", "org.gnome.keyring.SystemPrompter", "--timeout", str(PATIENCE))

    person = None

    def end_person(self):
        if self.person is not None:
            self.end_process(self.person)
            self.person = None

    def read_keyring_file(self):
        folder = os.path.join(self.folder, ".local/share/keyrings")
        with open(os.path.join(folder, "login.keyring"), "rb") as file:
            return file.read()

    def count_items(self):
        found = self.gdbus("call", "--dest", SERVICE, "--object-path", "/org/freedesktop/secrets",
                           "--method", "org.freedesktop.Secret.Service.SearchItems",
                           "{'application': 'app.convoke.Convoke'}")
        return found.count("/org/freedesktop/secrets/collection/")


class Locked(World):
    def enter(self):
        self.play_person(*self.behaviour)
        self.lock()

    def leave(self):
        self.play_person("password", "test")
        result = self.call("health", "--unlock")
        self.assertEqual(result.returncode, 0, result.stdout + result.stderr)
        self.assertEqual(result.stderr, "", "the keyring has been unlocked")

    behaviour = ()


class UserUnlocks(Locked):
    behaviour = ("password", "test")


class UserCancels(Locked):
    behaviour = ("cancel",)


class NobodyAnswers(Locked):
    behaviour = ("silence",)


class NoService(World):
    def enter(self):
        self.end_process(self.keyring)

    def leave(self):
        self.keyring = self.start_keyring()


class Dying(World):
    """The keyring takes the next call, does not answer, and is gone."""

    def enter(self):
        self.log_calls()
        self.keyring.send_signal(signal.SIGSTOP)

    def log_calls(self):
        self.calls = os.path.join(self.folder, "calls")
        with open(self.calls, "w") as file:
            self.spawn(["dbus-monitor", "--session", "--profile",
                        "type='method_call',path_namespace='/org/freedesktop/secrets'"],
                       stdout=file, stderr=subprocess.DEVNULL)
        # It is there when it sees a call.
        def sees_calls():
            self.count_items()
            return self.has_call()
        wait_until(sees_calls)
        self.seen = os.path.getsize(self.calls)

    seen = 0

    def has_call(self):
        with open(self.calls) as file:
            file.seek(self.seen)
            return any(line.startswith("mc") for line in file)

    def die(self):
        """Once the call has been made, and others were answered all the same."""
        wait_until(self.has_call)
        self.assert_answers()
        self.assertTrue(self.has_call())
        self.keyring.kill()
        self.keyring.wait()

    def leave(self):
        self.keyring = self.start_keyring()


class PortalWithoutKeys(World):
    """A sandbox, in which there used to be a key for libsecret's file."""

    def prepare(self):
        path = os.path.join(self.folder, "file.keyring")
        self.environment.update(SECRET_BACKEND="file", SECRET_FILE_TEST_PATH=path,
                                SECRET_FILE_TEST_PASSWORD="of better days")

    def enter(self):
        self.better_days = {name: self.environment.pop(name)
                            for name in ("SECRET_BACKEND", "SECRET_FILE_TEST_PASSWORD")}
        self.environment["SNAP_NAME"] = "convoke"
        # A portal is there, but nobody who could give out keys.
        self.spawn([PORTAL])
        self.gdbus("wait", "org.freedesktop.portal.Desktop", "--timeout", str(PATIENCE))
        self.restart_engine()

    def leave(self):
        self.environment.update(self.better_days)
        del self.environment["SNAP_NAME"]
        self.restart_engine()


class PlainOnly(World):
    def prepare(self):
        log = os.path.join(self.folder, "sessions")
        with open(log, "w") as file:
            self.keyring = self.spawn([PLAIN_SERVICE], stdout=file)
        self.gdbus("wait", SERVICE, "--timeout", str(PATIENCE))
        self.sessions = log

    def get_sessions(self):
        """Which kinds of them were asked for."""
        with open(self.sessions) as file:
            return [word for word in file.read().split() if word != "ready"]
