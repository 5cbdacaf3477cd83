#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: The Convoke developers

"""Instant room: two quick presses open one room, and the team is told once."""

import subprocess
import unittest

import recipe
import services


class InstantRoom(services.ServiceCase):
    template = "instant-room.convoke"

    def test_as_shipped(self):
        [room] = self.get_outputs(self.copy(), "--sandbox")["Room"]
        self.assertRegex(room["join_url"], r"^https://")

    def forget(self):
        """As if a minute had gone by."""
        with self.open_database() as database:
            database.execute("DELETE FROM seen")

    def test_three_presses(self):
        """The second is too quick; the third comes later and is meant."""
        chat = self.connect_chat()
        self.begin()
        path = self.copy()
        self.unmute(path, "chat")
        [room] = self.get_outputs(path)["Room"]
        second = self.get_outputs(path)
        self.assertEqual((second["Room"], len(second["Open already"])), ([], 1))
        self.assertEqual(len(self.list_meetings()), 1)
        self.end_engine_between_runs()
        self.forget()
        [other] = self.get_outputs(path, "--input", "topic=Again")["Room"]
        self.assertEqual(len(self.list_meetings()), 2)
        self.assertEqual([request.body["text"] for request in chat.requests],
                         [f"Quick talk: {room['join_url']}", f"Again: {other['join_url']}"])
        [body, _] = self.list_sent("POST")
        self.assertEqual((body["type"], body["topic"]), (1, "Quick talk"))

    def end_engine_between_runs(self):
        """What was claimed counts when its run has ended, and stands on the disk."""
        self.assertTrue(self.query("SELECT count(*) FROM seen")[0][0] >= 2)

    def test_at_the_same_time(self):
        """The first one waits for Zoom while the second one begins."""
        self.begin()
        path = self.copy()
        self.sandbox.control.fault("slow", "POST", "/v2/users/me/meetings", delay=1500)
        first = self.start("run", path, "--json", stdout=subprocess.PIPE)
        second = self.start("run", path, "--json", stdout=subprocess.PIPE)
        for process in (first, second):
            process.communicate(timeout=60)
            self.assertEqual(process.returncode, 0)
        self.assertEqual(len(self.list_meetings()), 1)


if __name__ == "__main__":
    recipe.main()
