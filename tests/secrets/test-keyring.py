#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: The Convoke developers

"""Eight worlds of the keyring times six things that an engine does with it. In each case: the right
state and sentence, the right exit status, at most one question for each action of the user and none
from the background, nothing in clear in any file, and an engine that goes on answering."""

import signal
import subprocess
import unittest

from keyring_worlds import (ACCOUNT, Dying, NobodyAnswers, NoService, PlainOnly, PortalWithoutKeys,
                            UserCancels, UserUnlocks, World)
from secret_case import CLIENT_ID, PATIENCE, USER, wait_until

LOCKED = (4, "keyring-locked", "unlock", "keyring-locked")
NO_KEYRING = (4, "keyring-locked", "check", "no-keyring")
HEALTHY = (0, "healthy", "", None)
OPERATIONS = ("store", "read", "refresh_store", "delete", "list", "start")
WORLDS = []


def world(cls):
    """Counts as one of the eight."""
    WORLDS.append(cls)
    return cls


class Operations:
    """The six, and what is the same in all worlds; each world says what it expects."""

    # What a check says of a connection that cannot be read.
    reading = HEALTHY
    # How signing in and disconnecting end: with which status, sentence and number of questions.
    signing_in = (0, "Connected", 0)
    removing = (0, "", 0)

    def assert_no_harm(self):
        self.assert_answers()
        self.assert_nothing_in_clear()

    def test_store(self):
        """Signing in."""
        status, sentence, prompts = self.signing_in
        self.begin(signed_in=False)
        self.enter()
        result = self.sign_in(self.authority)
        self.assertEqual(result[0], status, result[1])
        self.assertIn(sentence, result[1])
        self.assertEqual(self.count_prompts(), prompts)
        self.assertEqual(self.has_record(), status == 0)
        # Nothing is begun that could not be kept.
        self.assertEqual(self.authority.count("/oauth/token"), int(status == 0))
        if status == 0:
            self.restart_engine()
            self.assertEqual(self.check_health(), HEALTHY)
        self.assert_no_harm()

    def test_read(self):
        """A check, which needs the refresh token because the access token has expired."""
        self.begin()
        self.restart_engine()
        self.authority.expire()
        tokens = self.authority.count("/oauth/token")
        self.enter()
        self.assertEqual(self.read(), self.reading)
        self.assertEqual(self.count_prompts(), 0)
        if self.reading != HEALTHY:
            self.assertEqual(self.authority.count("/oauth/token"), tokens, "nothing was risked")
            self.unlock()
            self.leave()
            self.assertEqual(self.check_health(), HEALTHY)
        self.assert_no_harm()

    def read(self):
        return self.check_health()

    def unlock(self):
        """What a person can do about it from within Convoke."""

    def test_refresh_store(self):
        """The world changes while a refresh is on its way: the new token must not get lost."""
        self.begin()
        self.change_during_refresh()
        self.refresh()
        self.assertEqual(self.count_prompts(), 0)
        # The token that could not be stored is the one that counts.
        self.authority.expire()
        self.assertEqual(self.run_user()[0]["id"], "canary-user")
        self.assertEqual(self.authority.count("/oauth/token"), 3)
        self.assertEqual(self.count_prompts(), 0)
        self.assert_no_harm()
        # All is well again, the engine notices by itself, and another one takes over.
        self.leave()
        wait_until(lambda: self.get_reports()[0].get("problem") is None)
        self.restart_engine()
        self.authority.expire()
        self.assertEqual(self.check_health(), HEALTHY)

    def change_during_refresh(self):
        def answer(form, headers):
            self.enter()
            del self.authority.answers["/oauth/token"]
            return self.authority.answer_token(form, headers)
        self.authority.expire()
        self.authority.answers["/oauth/token"] = answer

    def refresh(self):
        self.assertEqual(self.run_user()[0]["id"], "canary-user")

    def test_delete(self):
        status, sentence, prompts = self.removing
        self.begin()
        self.enter()
        result = self.disconnect()
        self.assertEqual(result[0], status, result[1])
        self.assertIn(sentence, result[1])
        self.assertEqual(self.count_prompts(), prompts)
        self.assertEqual(self.has_record(), status != 0, "what cannot be removed stays in sight")
        if status != 0:
            self.leave()
            result = self.call("disconnect", ACCOUNT)
            self.assertEqual(result.returncode, 0, result.stderr)
        self.assertFalse(self.has_record())
        self.assert_item_gone()
        self.assert_no_harm()

    def disconnect(self):
        result = self.call("disconnect", ACCOUNT)
        return result.returncode, result.stderr

    def assert_item_gone(self):
        self.assertEqual(self.count_items(), 0)

    def test_list(self):
        self.begin()
        self.enter()
        result = self.call("connections")
        self.assertEqual((result.returncode, result.stderr), (0, ""))
        self.assertIn(ACCOUNT, result.stdout)
        self.assertEqual(self.count_prompts(), 0)
        self.assert_no_harm()

    def test_start(self):
        """An engine that finds a connection, and looks at it by itself."""
        self.begin()
        self.enter()
        self.authority.expire()
        self.restart_engine()
        self.assert_answers()
        self.look()
        wait_until(lambda: self.get_reports()[0]["state"] == self.reading[1])
        self.assertEqual(self.count_prompts(), 0)
        self.assert_no_harm()

    def look(self):
        """What happens meanwhile."""


@world
class Unlocked(Operations, World):
    def test_control(self):
        """A token in a file would be found."""
        self.begin()
        self.assert_nothing_in_clear()
        self.write("control", f"token: {self.authority.refresh}")
        with self.assertRaises(AssertionError):
            self.assert_nothing_in_clear()


class LockedOperations(Operations):
    reading = LOCKED
    removing = (4, "The keyring is locked.", 0)


@world
class LockedAndUserUnlocks(LockedOperations, UserUnlocks):
    signing_in = (0, "Connected", 1)

    def unlock(self):
        self.assertEqual(self.check_health("--unlock"), HEALTHY)
        self.assertEqual(self.count_prompts(), 1)


@world
class LockedAndUserCancels(LockedOperations, UserCancels):
    signing_in = (4, "The keyring is locked.", 1)

    def unlock(self):
        self.assertEqual(self.check_health("--unlock"), LOCKED)
        self.assertEqual(self.count_prompts(), 1)


@world
class LockedAndNobodyAnswers(LockedOperations, NobodyAnswers):
    def give_up(self, process):
        """A person who sees the window, goes back to the terminal, and presses Ctrl-C. The keyring
        would not survive it if we took the question back."""
        wait_until(lambda: self.count_prompts() == 1)
        self.assert_answers()
        self.assertEqual(self.check_health_if_signed_in(), LOCKED)
        self.assertIsNone(process.poll())
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=PATIENCE)
        self.assert_answers()
        self.assertEqual(self.count_prompts(), 1)
        self.assertEqual(self.count_prompts("stop"), 0)
        self.assertIsNone(self.keyring.poll())

    def check_health_if_signed_in(self):
        return self.check_health() if self.has_record() else LOCKED

    def unlock(self):
        self.give_up(self.start("health", "--unlock", stdout=subprocess.PIPE,
                                stderr=subprocess.PIPE))

    def test_store(self):
        self.begin(signed_in=False)
        self.enter()
        # The keyring comes before the browser.
        self.give_up(self.start("connect", "zoom", "--no-browser", "--server", self.authority.url,
                                "--client-id", CLIENT_ID, stdout=subprocess.PIPE,
                                stderr=subprocess.PIPE))
        self.assertEqual(self.authority.requests, [])
        self.assertFalse(self.has_record())
        self.assert_no_harm()


@world
class NoServiceOnTheBus(Operations, NoService):
    reading = NO_KEYRING
    signing_in = (4, "--memory", 0)
    removing = (4, "There is no keyring", 0)

    def test_memory(self):
        """What the sentence offers works, and is forgotten."""
        self.begin(signed_in=False)
        self.enter()
        status, errors = self.sign_in(self.authority, "--memory")
        self.assertEqual(status, 0, errors)
        self.assertEqual(self.check_health(), HEALTHY)
        self.assertFalse(self.has_record())
        self.restart_engine()
        self.assertEqual(self.call("connections", "--json").stdout.strip(), "[]")
        self.assert_no_harm()


@world
class ServiceDies(Operations, Dying):
    reading = NO_KEYRING
    signing_in = (4, "There is no keyring", 0)
    removing = (4, "There is no keyring", 0)

    def token_was_asked_for(self):
        wait_until(lambda: "/oauth/token" not in self.authority.answers)

    def die_under(self, *arguments):
        process = self.start(*arguments, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        self.token_was_asked_for()
        self.die()
        output, errors = process.communicate(timeout=PATIENCE)
        return process.returncode, output, errors

    def read(self):
        status, output, _ = self.die_under("health", "--json")
        return self.read_health(status, output)

    def refresh(self):
        path = self.write("user.convoke", USER)
        status, _, errors = self.die_under("run", path)
        self.assertEqual(status, 0, errors)

    def disconnect(self):
        status, _, errors = self.die_under("disconnect", ACCOUNT)
        return status, errors

    def look(self):
        self.die()

    def test_store(self):
        status, sentence, _ = self.signing_in
        self.begin(signed_in=False)
        self.change_during_refresh()
        process = self.start_sign_in(self.authority)
        self.token_was_asked_for()
        self.die()
        _, errors = process.communicate(timeout=PATIENCE)
        self.assertEqual(process.returncode, status, errors)
        self.assertIn(sentence, errors)
        self.assertFalse(self.has_record())
        self.assert_no_harm()


@world
class PortalWithoutBackEnd(Operations, PortalWithoutKeys):
    reading = NO_KEYRING
    signing_in = (4, "--memory", 0)
    removing = (4, "There is no keyring", 0)

    def test_refresh_store(self):
        """Where nothing can be read, nothing is sent that would have to be stored."""
        self.begin()
        self.authority.expire()
        self.enter()
        document = self.call_json("run", self.write("user.convoke", USER), status=4)
        self.assertEqual(document["failures"][0]["code"], "no-keyring")
        self.assertEqual(self.authority.count("/oauth/token"), 1)
        self.leave()
        self.assertEqual(self.run_user()[0]["id"], "canary-user")
        self.assert_no_harm()

    def assert_item_gone(self):
        """Another sign-in finds nothing that it would have to replace."""
        status, errors = self.sign_in(self.authority)
        self.assertEqual(status, 0, errors)


@world
class OnlyPlainSessions(Operations, PlainOnly):
    def test_encryption_is_asked_for_first(self):
        self.begin()
        self.assertEqual(self.get_sessions()[:2], ["dh-ietf1024-sha256-aes128-cbc-pkcs7", "plain"])


class LockedSinceLogin(LockedAndUserUnlocks):
    """A ninth: the keyring was not unlocked once since its daemon started, so that the daemon knows
    less of its items."""

    def enter(self):
        self.end_process(self.keyring)
        self.keyring = self.start_keyring(password=None)
        self.play_person("password", "test")


class LockedWithoutWindow(LockedAndUserCancels):
    """A tenth: nobody is there who could ask, as on a server."""

    def enter(self):
        self.lock()

    signing_in = (4, "The keyring is locked.", 0)

    def unlock(self):
        self.assertEqual(self.check_health("--unlock"), LOCKED)


class Count(unittest.TextTestResult):
    """Prints how many of the 48 have passed."""

    def __init__(self, *arguments, **options):
        super().__init__(*arguments, **options)
        self.cases = set()

    def addSuccess(self, test):
        super().addSuccess(test)
        self.cases.add((type(test), test.id().rsplit("test_", 1)[1]))

    def stopTestRun(self):
        super().stopTestRun()
        passed = sum((cls, operation) in self.cases for cls in WORLDS for operation in OPERATIONS)
        print(f"keyring {passed}/{len(WORLDS) * len(OPERATIONS)}", flush=True)


if __name__ == "__main__":
    unittest.main(testRunner=unittest.TextTestRunner(resultclass=Count))
