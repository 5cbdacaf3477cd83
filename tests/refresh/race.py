# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: The Convoke developers

"""The race for one refresh: real engines with data directories of their own and one account, a real
keyring, and an authority that ends a grant when a refresh token comes twice."""

import json
import os
import random
import signal
import sys
import threading
import time

SOURCE = os.environ["CVK_TEST_SOURCE_ROOT"]
BUILD = os.environ["CVK_TEST_BUILD_ROOT"]
sys.path.insert(0, os.path.join(SOURCE, "tests/oauth"))

from authority import DROP  # noqa: E402
from world import Scene, World, get_message, wait_until  # noqa: E402

HOUR = 3600
TOKEN = "/oauth/token"
DISTURBANCES = ("kill-early", "kill-holder", "kill-waiter", "stop-holder")


def list_locks(process, path):
    """Whether a process has the lock's file open, and whether it holds the lock (proc(5): fdinfo
    shows the locks of an open file)."""
    is_open = is_held = False
    try:
        for name in os.listdir(f"/proc/{process.pid}/fd"):
            try:
                if os.readlink(f"/proc/{process.pid}/fd/{name}") != path:
                    continue
                is_open = True
                with open(f"/proc/{process.pid}/fdinfo/{name}") as file:
                    is_held = is_held or "OFDLCK" in file.read()
            except OSError:
                continue
    except OSError:
        pass
    return is_open, is_held


class Race:
    """Plays rounds; each lets the access token expire, then has all engines ask the service."""

    def __init__(self, programs, engines, seed):
        self.random = random.Random(seed)
        self.world = World(programs)
        self.scene = Scene(self.world, "race")
        self.authority = self.scene.authority
        self.authority.before[TOKEN] = self.disturb
        self.authority.after[TOKEN] = self.note_answer
        self.plan = None
        self.stopped = 0
        self.killed = 0
        self.rounds = 0
        self.refreshes = 0
        self.windows = []
        self.watchers = []
        self.wrong = []
        self.engines = [self.scene.start(f"data-{number}") for number in range(engines)]
        # The last sign-in ends the others' grant; their engines find the new one in the keyring.
        for engine in self.engines:
            self.connection = self.scene.sign_in(engine)
        self.folder = os.path.join(self.world.folder, ".local/share/convoke/accounts",
                                   self.connection["id"])
        self.lock = os.path.join(self.folder, "lock")
        self.marker = os.path.join(self.folder, "refreshing")

    def close(self):
        for watcher in self.watchers:
            watcher.join()
        self.scene.close()
        self.world.close()

    # --- Holders and others ---

    def list_alive(self):
        return [engine for engine in self.engines if engine.process.poll() is None]

    def find_holder(self):
        return next((engine for engine in self.list_alive()
                     if list_locks(engine.process, self.lock)[1]), None)

    def wait_for_waiters(self, holder):
        """Until everybody else stands before the lock."""
        wait_until(lambda: all(engine is holder or list_locks(engine.process, self.lock)[0]
                               for engine in self.list_alive()))

    def kill(self, engine):
        engine.process.kill()
        engine.process.wait()
        self.killed += 1

    def revive(self):
        for number, engine in enumerate(self.engines):
            if engine.process.poll() is not None:
                self.scene.ends.remove(engine.stop)
                engine.bus.close()
                self.engines[number] = self.scene.start(f"data-{number}")

    # --- At the authority ---

    def disturb(self, request):
        """Before a refresh is carried out. Who has sent it holds the lock."""
        if self.plan is None or request.form.get("grant_type") != "refresh_token":
            return None
        plan, self.plan = self.plan, None
        holder = self.find_holder()
        if holder is None:
            return None
        if plan == "kill-holder":
            # The service has not done it yet, and nobody will hear that it has.
            self.kill(holder)
            return DROP
        self.wait_for_waiters(holder)
        if plan == "kill-waiter":
            self.kill(self.random.choice([engine for engine in self.list_alive()
                                          if engine is not holder]))
        if plan == "stop-holder":
            holder.process.send_signal(signal.SIGSTOP)
            self.stopped += 1
            request.stopped = holder
        return None

    def note_answer(self, request, answer):
        if request.form.get("grant_type") != "refresh_token" or answer.status != 200:
            return
        self.refreshes += 1
        stopped = getattr(request, "stopped", None)
        if stopped:
            # The answer waits for it, and so does everybody else.
            threading.Thread(target=stopped.process.send_signal, args=[signal.SIGCONT]).start()
        elif os.path.exists(self.marker):
            self.watchers.append(threading.Thread(target=self.watch, args=[time.monotonic()]))
            self.watchers[-1].start()

    def watch(self, since):
        """From the answer to the moment when the marker is gone: the keyring has the new token."""
        while os.path.exists(self.marker):
            time.sleep(0.0002)
        self.windows.append((time.monotonic() - since) * 1000)

    # --- Rounds ---

    def expire(self):
        if self.random.random() < 0.5:
            self.scene.clock.pass_by(HOUR)
            return
        # The service's word; after a minute, so that it is not taken for one that refuses what it
        # has just given.
        self.scene.clock.pass_by(61)
        self.authority.expire()

    def ask_all(self):
        """Everybody at once."""
        for engine in self.engines:
            engine.serial = engine.send("CheckHealth", "s", "")

    def kill_early(self):
        """Whoever has the lock dies before it can send anything: the keyring does not answer."""
        self.scene.keyring.stop()
        self.ask_all()
        wait_until(self.find_holder)
        self.kill(self.find_holder())
        self.scene.keyring.resume()

    def hear_all(self):
        for engine in self.engines:
            try:
                engine.reports = json.loads(engine.bus.receive(engine.serial)[0])
            except (OSError, EOFError):
                engine.reports = []
            if engine.process.poll() is not None:
                continue
            for report in engine.reports:
                if report["state"] != "healthy":
                    problem = report.get("problem")
                    self.wrong.append(f"round {self.rounds}: {report['state']}: "
                                      f"{get_message(problem) if problem else ''}")

    def play(self, rounds, disturbances=DISTURBANCES):
        for _ in range(rounds):
            self.rounds += 1
            plan = self.random.choice(disturbances) if self.random.random() < 0.5 else None
            self.expire()
            if plan == "kill-early":
                self.kill_early()
            else:
                self.plan = plan
                self.ask_all()
            self.hear_all()
            self.plan = None
            self.revive()

    def describe(self):
        return (f"{len(self.engines)} engines, {self.rounds} expiries, {self.refreshes} refreshes, "
                f"{self.authority.invalid_grants} invalid_grant, {len(self.wrong)} sign-outs, "
                f"killed {self.killed}, stopped {self.stopped}")
