# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: The Convoke developers

"""Where the rows of the checklist are played: a home with a bus and a keyring in it, and for each
row its own authority, data directory and clock, with the real programs."""

import json
import os
import shutil
import subprocess
import tempfile

from authority import Authority
from browser import Visit, visit
from bus import Bus
from fake import Fake
from keyring import PATIENCE, Keyring, wait_until
from sockets import is_connected_to

ENGINE_PATH = "/app/convoke/Convoke/Engine"
ENGINE_INTERFACE = "app.convoke.Convoke.Engine"
CLIENT_ID = "CanaryClientId"


class Programs:
    """What is tested: the programs of the build, or some that have been tampered with."""

    def __init__(self, build, source):
        self.build = build
        self.source = source
        self.engine = os.path.join(build, "src/service/convoke-engine")
        self.ctl = os.path.join(build, "src/cli/convokectl")
        self.fuzz = os.path.join(build, "tests/connect/fuzz-sign-in")
        self.clock = os.path.join(build, "tests/support/fake-clock.so")
        self.is_long = False

    def read(self, path):
        with open(os.path.join(self.source, path), encoding="utf-8") as file:
            return file.read()

    def pick(self, short, long):
        """How often something is done: in the normal run, and in a campaign."""
        return long if self.is_long else short


class World:
    def __init__(self, programs):
        self.programs = programs
        self.folder = tempfile.mkdtemp(prefix="convoke-oauth-")
        self.runtime = os.path.join(self.folder, "runtime")
        os.mkdir(self.runtime, 0o700)
        self.environment = {
            "HOME": self.folder,
            "PATH": os.environ["PATH"],
            "XDG_RUNTIME_DIR": self.runtime,
            "LC_ALL": "C.UTF-8",
            "TZ": "UTC",
            "G_DEBUG": "fatal-criticals",
            "GIO_USE_VFS": "local",
        }
        self.keyring = Keyring(self.environment)
        self.environment["DBUS_SESSION_BUS_ADDRESS"] = self.keyring.address

    def close(self):
        self.keyring.close()
        shutil.rmtree(self.folder, ignore_errors=True)


class Engine:
    """The real engine of a data directory, and a client of its private socket."""

    def __init__(self, scene, data, environment=None, command=()):
        self.data = data
        self.log = data + ".log"
        os.makedirs(data, exist_ok=True)
        variables = dict(scene.environment, LD_PRELOAD=scene.programs.clock,
                         CVK_FAKE_CLOCK=scene.clock.path, **(environment or {}))
        read, write = os.pipe()
        with open(self.log, "ab") as log:
            self.process = subprocess.Popen(
                [*command, scene.programs.engine, "--data-dir", data, "--ready-fd", str(write),
                 "--idle-exit", "1000000"],
                env=variables, stdin=subprocess.DEVNULL, stdout=log, stderr=log, pass_fds=[write])
        os.close(write)
        with open(read, "rb") as ready:
            if ready.readline() != b"ready\n":
                self.process.kill()
                self.process.wait()
                raise AssertionError(f"the engine does not start: {self.read_log()}")
        self.bus = self.connect()

    def connect(self):
        with open(os.path.join(self.data, "engine.lock")) as file:
            address = next(line[len("address="):].strip() for line in file
                           if line.startswith("address="))
        return Bus(address, is_bus=False, patience=PATIENCE)

    def read_log(self):
        with open(self.log, errors="replace") as file:
            return file.read()

    def stop(self, kill=False):
        if self.process.poll() is None:
            if kill:
                self.process.kill()
            else:
                self.process.terminate()
        self.process.wait(PATIENCE)
        self.bus.close()

    # --- Its interface ---

    def send(self, method, signature="", *arguments):
        return self.bus.send("", ENGINE_PATH, ENGINE_INTERFACE, method, signature, *arguments)

    def call(self, method, signature="", *arguments):
        return self.bus.receive(self.send(method, signature, *arguments))

    def begin(self, **options):
        """Presses Connect. The attempt, or None and the problems."""
        attempt, url, problems = self.call("Connect", "sa{sv}", "zoom", options)
        return (Attempt(self, attempt, url) if attempt else None), json.loads(problems)

    def list_connections(self):
        return json.loads(self.call("ListConnections")[0])

    def check_health(self, name=""):
        """Reports of connections after asking their services."""
        return json.loads(self.call("CheckHealth", "s", name)[0])

    def start_run(self, slot=None, document=None, settings=None, connections=None):
        """A run of a pipeline that asks who the user is: its id (or ""), and the problems. Other
        arguments are members to be added somewhere in its file."""
        pipeline = json.dumps({
            "convoke": 1, "name": "Test",
            "slots": {"zoom": {"connector": "zoom", "label": "Account", **(slot or {})}},
            "nodes": {"user": {"type": "zoom.get-user", "slot": "zoom", "settings": settings or {}},
                      "out": {"type": "output", "settings": {"name": "User"}}},
            "links": ["user.out -> out.in"], **(document or {})}).encode()
        options = {"trust": ("b", True), "connections": ("a{ss}", connections or {})}
        run, problems = self.call("StartRun", "aya{sv}", pipeline, options)
        return run, json.loads(problems)

    def get_run(self, run):
        """Its state, and the codes of its failures."""
        description = json.loads(self.call("GetRun", "s", run)[0])
        return description["state"], [failure["code"] for failure in description["failures"]]

    def wait_run(self, run):
        wait_until(lambda: self.get_run(run)[0] not in ("running", "waiting", "starting"))
        return self.get_run(run)

    def is_healthy(self, name=""):
        return all(report["state"] == "healthy" for report in self.check_health(name))


class Attempt(Visit):
    def __init__(self, engine, name, url):
        super().__init__(url)
        self.engine = engine
        self.name = name
        self.serial = None

    def watch(self):
        """Begins to wait for the end, which wait() then returns."""
        self.serial = self.engine.send("WaitConnect", "s", self.name)

    def wait(self):
        """The connection (or None), and the problems."""
        if self.serial is None:
            self.watch()
        serial, self.serial = self.serial, None
        connection, problems = self.engine.bus.receive(serial)
        return json.loads(connection), json.loads(problems)

    def cancel(self):
        self.engine.call("CancelConnect", "s", self.name)


class Scene:
    """One row's: everything that is started here ends with it."""

    def __init__(self, world, name):
        self.world = world
        self.programs = world.programs
        self.keyring = world.keyring
        self.name = name
        self.folder = tempfile.mkdtemp(prefix=name + "-", dir=world.folder)
        self.environment = dict(world.environment)
        self.clock = Fake(os.path.join(self.folder, "clock"))
        self.ends = []
        self.authority = self.add(Authority())

    def add(self, thing):
        """Closes it at the end."""
        self.ends.append(getattr(thing, "stop", None) or thing.close)
        return thing

    def close(self):
        self.clock.thaw()
        for end in reversed(self.ends):
            end()
        if self.keyring.is_stopped:
            self.keyring.resume()
        self.keyring.unlock()
        shutil.rmtree(self.folder, ignore_errors=True)

    def path(self, name):
        return os.path.join(self.folder, name)

    def write(self, name, text):
        with open(self.path(name), "w") as file:
            file.write(text)
        return self.path(name)

    def start(self, data="data", **options):
        return self.add(Engine(self, self.path(data), **options))

    def rest(self, engine):
        """Until the engine has nothing to do: no request and no token on its way, and nothing new
        for a while."""
        seen = []
        while len(seen) < 4 or len(set(seen[-4:])) > 1 or "refreshing" in seen[-1][1] or \
                is_connected_to(engine.process.pid, self.authority.port):
            self.settle(engine, 3)
            seen.append((len(self.authority.requests), engine.call("GetHealth", "s", "")[0]))

    def pass_until(self, engine, step, condition):
        """Time goes on until something is so; in steps, between which the engine gets to work."""
        def is_so():
            if condition():
                return True
            self.clock.pass_by(step)
            self.rest(engine)
            return False
        wait_until(is_so)

    def start_in_background(self):
        """The engine of the default directory, on the bus: it looks after its connections."""
        self.environment["XDG_DATA_HOME"] = self.path("home")
        return self.start("home/convoke")

    def settle(self, engine, rounds=10):
        """Until the engine and the keyring have done what they can without us: a jump of the clock
        would else be a keyring that does not answer."""
        for _ in range(rounds):
            engine.list_connections()
            self.keyring.find(connection="none")

    def press_connect(self, engine, authority=None, **options):
        """An attempt at this scene's authority."""
        options.setdefault("client_id", ("s", CLIENT_ID))
        if "connector" not in options:
            options.setdefault("server", ("s", (authority or self.authority).url))
        attempt, problems = engine.begin(**options)
        if attempt is None:
            raise AssertionError(f"nobody can sign in: {problems}")
        return attempt

    def sign_in(self, engine, authority=None, **options):
        """A whole sign-in with Allow; the connection."""
        attempt = self.press_connect(engine, authority, **options)
        visit((authority or self.authority).allow(attempt.url))
        connection, problems = attempt.wait()
        if problems:
            raise AssertionError(f"the sign-in failed: {problems}")
        # The service is asked right after; a jump of the clock would be a service that is slow.
        self.rest(engine)
        return connection

    def call(self, *arguments, data="data", **options):
        """Runs convokectl to its end."""
        return subprocess.run(
            [self.programs.ctl, *arguments, "--data-dir", self.path(data)],
            env=dict(self.environment, **options.pop("environment", {})), cwd=self.folder,
            stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=PATIENCE, **options)


def get_message(problem):
    """The sentence of a problem, in English."""
    message = problem["message_id"]
    for name, value in problem.get("arguments", {}).items():
        message = message.replace("{" + name + "}", value)
    return message


__all__ = ["CLIENT_ID", "PATIENCE", "Attempt", "Authority", "Engine", "Programs", "Scene", "World",
           "get_message", "visit", "wait_until"]
