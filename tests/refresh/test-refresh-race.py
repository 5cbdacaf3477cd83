#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: The Convoke developers

"""However many engines share an account, each expiry of its access token costs one refresh, nobody
is signed out, and who is killed at the worst moment costs one sign-in. Arguments: how many engines,
how many expiries, and the seed."""

import argparse
import os
import signal
import sys
import threading
import time
import unittest

sys.dont_write_bytecode = True

from race import BUILD, SOURCE, TOKEN, Race  # noqa: E402

sys.path.insert(0, os.path.join(SOURCE, "tests/sandbox"))

import tap  # noqa: E402
from mutants import Builder, Mutation  # noqa: E402
from world import Programs, get_message, wait_until  # noqa: E402

ENGINES, EXPIRIES, SEED = (int(text) for text in sys.argv[1:])
ASKED = 200
TRIALS = 10 if EXPIRIES < 100 else 200

NOBODY_ADOPTS = Mutation(
    "nobody adopts",
    ("src/connect/cvk-connection-refresh.c", "if (adopt (self, reply, generation))",
     "if (FALSE && adopt (self, reply, generation))"))
NOBODY_LOCKS = Mutation(
    "nobody locks",
    ("src/connect/cvk-connection-lock.c", "if (fcntl (self->file, F_OFD_SETLK, &range) == 0)",
     "if (fcntl (self->file, F_OFD_SETLK, &range) == 0 || TRUE)"))


class RaceCase(unittest.TestCase):
    def start_race(self, engines, programs=None):
        race = Race(programs or Programs(BUILD, SOURCE), engines, SEED)
        self.addCleanup(race.close)
        return race

    def mutate(self, name, mutation):
        options = argparse.Namespace(build=BUILD, source=SOURCE)
        builder = Builder(options, name, mutation)
        builder.folder = os.path.join(BUILD, "tests/refresh", name)
        builder.tree = os.path.join(builder.folder, "source")
        programs = Programs(BUILD, SOURCE)
        programs.engine = builder.make()["engine"]
        return programs


class One(RaceCase):
    def test_race(self):
        race = self.start_race(ENGINES)
        race.play(EXPIRIES)
        print("# figure: refresh race:", race.describe())
        for watcher in race.watchers:
            watcher.join()
        windows = sorted(race.windows)
        print(f"# figure: answer to keyring: p50 {windows[len(windows) // 2]:.1f} ms, "
              f"p99 {windows[len(windows) * 99 // 100]:.1f} ms, {len(windows)} measured")
        self.assertEqual(race.wrong, [])
        self.assertEqual(race.authority.invalid_grants, 0)
        self.assertEqual(race.refreshes, EXPIRIES)
        self.assertGreater(race.killed, 0)
        self.assertGreater(race.stopped, 0)

    def test_two_dead_tokens(self):
        """An engine whose own token is dead finds another's, which is dead as well."""
        race = self.start_race(2)
        race.authority.expire()
        first, second = race.engines
        self.assertEqual([report["state"] for report in first.check_health()], ["healthy"])
        self.assertEqual(race.refreshes, 1)
        race.authority.expire()
        run, problems = second.start_run()
        self.assertEqual(problems, [])
        self.assertEqual(second.wait_run(run), ("succeeded", []))
        self.assertEqual(race.refreshes, 2)

    def test_hanging_keyring(self):
        """Who waits for a keyring that hangs keeps nobody else waiting."""
        race = self.start_race(1)
        [engine] = race.engines
        race.expire()
        race.scene.keyring.stop()
        engine.serial = engine.send("CheckHealth", "s", "")
        wait_until(race.find_holder)
        longest = 0
        for _ in range(ASKED):
            asked = time.monotonic()
            self.assertEqual(len(engine.list_connections()), 1)
            longest = max(longest, time.monotonic() - asked)
        self.assertEqual(race.refreshes, 0)
        race.scene.keyring.resume()
        race.hear_all()
        print(f"# figure: hanging keyring: {ASKED} answers meanwhile, the longest after "
              f"{longest * 1000:.1f} ms")
        self.assertEqual((race.refreshes, race.wrong), (1, []))

    def test_it_would_be_noticed_if_nobody_adopted(self):
        race = self.start_race(3, self.mutate("nobody-adopts", NOBODY_ADOPTS))
        race.play(6, [None])
        print("# nobody adopts:", race.describe())
        self.assertGreater(race.refreshes, 6)

    def test_it_would_be_noticed_if_nobody_locked(self):
        race = self.start_race(3, self.mutate("nobody-locks", NOBODY_LOCKS))
        race.play(6, [None])
        print("# nobody locks:", race.describe())
        self.assertGreater(race.authority.invalid_grants + len(race.wrong), 0)


class Crash(RaceCase):
    """Who dies between the service's answer and the keyring."""

    def setUp(self):
        self.race = self.start_race(2)
        self.authority = self.race.authority
        self.access = os.path.join(self.race.folder, "access")

    def die(self):
        """The keyring stands still when the answer comes, and the engine has seen it: what others
        are to adopt is written meanwhile."""
        race = self.race
        before = os.stat(self.access).st_ino
        self.authority.after[TOKEN] = lambda request, answer: race.scene.keyring.stop()
        race.expire()
        victim = race.engines[0]
        victim.send("CheckHealth", "s", "")
        wait_until(lambda: os.stat(self.access).st_ino != before)
        victim.process.kill()
        victim.process.wait()
        del self.authority.after[TOKEN]
        race.scene.keyring.resume()

    def list_messages(self):
        return [get_message(report["problem"]) for engine in self.race.engines
                for report in engine.check_health() if report["state"] != "healthy"]

    def test_one_reconnect(self):
        self.die()
        self.race.revive()
        messages = self.list_messages()
        self.assertEqual(len(messages), 2)
        for message in messages:
            self.assertIn("stopped just while the sign-in was being renewed", message)
        # One sign-in, wherever, and everybody goes on.
        self.race.scene.sign_in(self.race.engines[1])
        self.assertEqual(self.list_messages(), [])
        self.race.play(3, [None])
        self.assertEqual(self.race.wrong, [])

    def test_any_moment(self):
        """Killed at this or that time after the answer: the sign-in is kept, or is lost and the
        reason is known."""
        race = self.race
        kept = lost = 0
        for number in range(TRIALS):
            victim = race.engines[0]
            delay = 0.012 * number / TRIALS
            self.authority.after[TOKEN] = lambda request, answer: threading.Thread(
                target=self.kill_after, args=[victim, delay]).start()
            race.expire()
            victim.send("CheckHealth", "s", "")
            victim.process.wait()
            del self.authority.after[TOKEN]
            race.revive()
            messages = self.list_messages()
            for message in messages:
                self.assertIn("stopped just while the sign-in was being renewed", message)
            kept += not messages
            lost += bool(messages)
            if messages:
                race.scene.sign_in(race.engines[number % 2])
            self.assertEqual(self.list_messages(), [])
        print(f"# killed {TRIALS} times within 12 ms of the answer: kept {kept}, lost with the "
              f"reason {lost}")

    @staticmethod
    def kill_after(victim, delay):
        until = time.monotonic() + delay
        while time.monotonic() < until:
            os.sched_yield()
        victim.process.send_signal(signal.SIGKILL)

    def test_locked_meanwhile(self):
        """The keyring does not take the new token. It is used all the same, and goes with the
        process: nobody is surprised then."""
        race = self.race
        self.authority.after[TOKEN] = lambda request, answer: race.scene.keyring.lock()
        race.expire()
        first, second = race.engines
        self.assertEqual([report["state"] for report in first.check_health()], ["keyring-locked"])
        del self.authority.after[TOKEN]
        self.assertIsNotNone(self.authority.find(self.authority.list("/v2/users/me")[-1]))
        self.assertTrue(os.path.exists(race.marker))
        first.stop()
        self.assertIn("has not taken the newest sign-in", first.read_log())
        race.scene.keyring.unlock()
        message, = [get_message(report["problem"]) for report in second.check_health()]
        self.assertIn("stopped just while the sign-in was being renewed", message)

    def test_died_with_the_keyring_served(self):
        """Everything is stored; that the marker was left behind changes nothing."""
        race = self.race
        race.play(1, [None])
        with open(race.marker, "w") as file:
            file.write("1 sending 2026-03-01T12:00:00Z\n")
        race.play(2, [None])
        self.assertEqual((race.wrong, self.authority.invalid_grants), ([], 0))
        self.assertFalse(os.path.exists(race.marker))


if __name__ == "__main__":
    tap.main()
