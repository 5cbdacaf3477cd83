#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: The Convoke developers

"""Reconnect where nobody sits at a terminal: the engine opens the browser and decides nothing."""

import socket
import subprocess
import unittest
import urllib.parse

from tray import Browser, Foreign, PanelCase, follow, wait_until


def get_port(url):
    query = urllib.parse.parse_qs(urllib.parse.urlsplit(url).query)
    return urllib.parse.urlsplit(query["redirect_uri"][0]).port


def can_connect(port):
    try:
        socket.create_connection(("127.0.0.1", port)).close()
    except (ConnectionRefusedError, ConnectionResetError):
        return False
    return True


class Reconnect(PanelCase):
    def setUp(self):
        super().setUp()
        self.tell("appear", "host")
        self.sandbox = self.start_sandbox()
        self.connect(self.sandbox)
        self.await_item()
        self.before, = self.list_connections()
        self.sandbox.control.order("revoke")
        self.assertEqual(self.call("health").returncode, 4)
        self.await_row("Reconnect")

    def list_revocations(self):
        return [request for request in self.sandbox.control.list("requests")
                if request["path"] == "/oauth/revoke"]

    def click(self, count):
        """Returns the address of that many clicks' last."""
        self.tell("click", f"Reconnect {self.before['name']}")
        wait_until(lambda: len(self.read_opened()) == count)
        return self.read_opened()[-1]

    def test_another_account(self):
        other = self.sandbox.control.order("user", add=True, facts={"email": "sam@example.org"})
        self.sandbox.control.order("record", on=True)
        url = self.click(1)
        page = follow(Browser(Foreign(url)).answer(url, user=other["id"]))
        self.assertIn(b"Another account", page.body)
        # What was granted just now is taken back; the connection is what it was.
        wait_until(lambda: len(self.list_revocations()) == 2)
        self.assertEqual(self.sandbox.control.order("revoke", user=other["id"])["count"], 0)
        after, = self.list_connections()
        self.assertEqual((after["id"], after["account"]),
                         (self.before["id"], self.before["account"]))
        self.await_row("Reconnect")

    def test_impatience(self):
        urls = [self.click(1), self.click(2)]
        self.assertEqual([can_connect(get_port(url)) for url in urls], [False, True])
        follow(Browser(Foreign(urls[1])).answer(urls[1]))
        self.await_row(f"{self.before['name']}: connected")

    def test_renewed_on_the_command_line_meanwhile(self):
        url = self.click(1)
        process = self.start("connect", "--reconnect", self.before["name"], "--no-browser",
                             stdout=subprocess.DEVNULL)
        wait_until(lambda: not can_connect(get_port(url)))
        process.kill()
        process.wait()
        # The command line has left, and its attempt with it: the panel can begin another.
        url = self.click(2)
        follow(Browser(Foreign(url)).answer(url))
        self.await_row(f"{self.before['name']}: connected")


if __name__ == "__main__":
    unittest.main()
