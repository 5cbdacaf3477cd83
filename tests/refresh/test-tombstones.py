#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: The Convoke developers

"""Connections that were deleted while their service was away: when it is asked again."""

import json
import os
import sys
import unittest

sys.dont_write_bytecode = True

SOURCE = os.environ["CVK_TEST_SOURCE_ROOT"]
BUILD = os.environ["CVK_TEST_BUILD_ROOT"]
sys.path.insert(0, os.path.join(SOURCE, "tests/oauth"))
sys.path.insert(0, os.path.join(SOURCE, "tests/sandbox"))

import tap  # noqa: E402
from authority import Response  # noqa: E402
from world import Programs, Scene, World, wait_until  # noqa: E402

REVOKE = "/oauth/revoke"
DAY = 86400


class Tombstones(unittest.TestCase):
    def setUp(self):
        self.world = World(Programs(BUILD, SOURCE))
        self.addCleanup(self.world.close)
        self.scene = Scene(self.world, "tombstones")
        self.addCleanup(self.scene.close)
        self.authority = self.scene.authority
        self.engine = self.scene.start()
        connection = self.scene.sign_in(self.engine)
        self.name = connection["name"]

    def answer(self, status, *headers):
        self.authority.before[REVOKE] = lambda request: Response(status, {}, headers)

    def disconnect(self, **options):
        problems, = self.engine.call("DisconnectWith", "sa{sv}", self.name, options)
        return [problem["code"] for problem in json.loads(problems)]

    def count_requests(self):
        return len(self.authority.list(REVOKE))

    def count_items(self):
        return len(self.scene.keyring.find(application="app.convoke.Convoke"))

    def wait_for(self, requests):
        wait_until(lambda: self.count_requests() == requests)
        # What follows from the answer has been done when the service has answered us.
        self.engine.list_connections()

    def test_again_and_again(self):
        self.answer(503)
        self.assertEqual(self.disconnect(), ["disconnect-offline"])
        self.assertEqual(self.disconnect(later=("b", True)), ["revoke-later"])
        self.assertEqual((self.count_requests(), self.count_items()), (2, 1))
        # After a minute, two, four; nobody is asked in between.
        for requests, minutes in (3, 1), (4, 2), (5, 4):
            self.scene.clock.pass_by(minutes * 60 - 2)
            self.engine.list_connections()
            self.assertEqual(self.count_requests(), requests - 1)
            self.scene.clock.pass_by(3)
            self.wait_for(requests)
        del self.authority.before[REVOKE]
        self.scene.clock.pass_by(3600)
        wait_until(lambda: self.count_items() == 0)
        self.assertTrue(self.authority.grant.is_dead)
        requests = self.count_requests()
        self.scene.clock.pass_by(DAY)
        self.engine.list_connections()
        self.assertEqual(self.count_requests(), requests)

    def test_told_when(self):
        self.answer(429, ("Retry-After", "600"))
        self.assertEqual(self.disconnect(later=("b", True)), ["revoke-later"])
        self.scene.clock.pass_by(61)
        self.wait_for(2)
        self.scene.clock.pass_by(590)
        self.engine.list_connections()
        self.assertEqual(self.count_requests(), 2)
        del self.authority.before[REVOKE]
        self.scene.clock.pass_by(20)
        wait_until(lambda: self.count_items() == 0)
        self.assertTrue(self.authority.grant.is_dead)

    def test_seven_days(self):
        self.answer(503)
        self.assertEqual(self.disconnect(later=("b", True)), ["revoke-later"])
        self.scene.clock.pass_by(6 * DAY)
        self.wait_for(2)
        self.assertEqual(self.count_items(), 1)
        self.scene.clock.pass_by(DAY)
        wait_until(lambda: self.count_items() == 0)
        self.assertFalse(self.authority.grant.is_dead)

    def test_locked_keyring(self):
        """It is waited for, too, and nobody is asked for its password."""
        self.answer(503)
        self.assertEqual(self.disconnect(later=("b", True)), ["revoke-later"])
        self.scene.keyring.lock()
        del self.authority.before[REVOKE]
        for _ in range(100):
            self.pass_a_moment()
        self.assertEqual(self.count_requests(), 1)
        self.scene.keyring.unlock()
        wait_until(self.is_gone_a_moment_later)
        self.assertTrue(self.authority.grant.is_dead)

    def pass_a_moment(self):
        """In steps that no request under way takes for its deadline."""
        self.scene.clock.pass_by(2)
        self.engine.list_connections()

    def is_gone_a_moment_later(self):
        self.pass_a_moment()
        return self.count_items() == 0


if __name__ == "__main__":
    tap.main()
