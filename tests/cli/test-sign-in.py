#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: The Convoke developers

"""The ways to sign in: one at a time, one's own app, a fixed port, a code; and the browser of the
desktop."""

import os
import signal
import socket
import stat
import subprocess
import unittest
import urllib.parse

from convoke import PATIENCE, wait_until
from sign_in import Foreign, SignInCase, can_connect, get_redirect
from sandbox_process import enter_code
from terminal import Terminal

CLIENT = "convoke-test"
CONFIDENTIAL = "convoke-confidential"
SECRET = "convoke-confidential-secret"


class Attempts(SignInCase):
    def test_newest_takes_the_place(self):
        sandbox = self.start_sandbox()
        presses = [self.begin_new(sandbox)]
        for _ in range(4):
            presses.append(self.begin_new(sandbox))
            status, errors = self.end(presses[-2][0])
            self.assertEqual(status, 4, errors)
            self.assertIn("Another sign-in has taken its place", errors)
        ports = [urllib.parse.urlsplit(get_redirect(url)).port for _, url in presses]
        self.assertEqual([can_connect(port) for port in ports], [False] * 4 + [True])
        # Another server's is none of them.
        other, url = self.begin_new(self.start_sandbox())
        self.assertTrue(can_connect(ports[-1]))
        for process, address in [presses[-1], (other, url)]:
            self.allow(address)
            status, errors = self.end(process)
            self.assertEqual(status, 0, errors)

    def test_service_ends(self):
        for number in (signal.SIGTERM, signal.SIGKILL):
            process, url = self.begin_new(self.start_sandbox())
            port = urllib.parse.urlsplit(get_redirect(url)).port
            self.assertTrue(can_connect(port))
            self.end_engine(number=number)
            self.assertFalse(can_connect(port))
            status, errors = self.end(process)
            self.assertEqual(status, 1, errors)
            self.assertIn("The Convoke service has ended", errors)

    def test_fixed_port(self):
        sandbox = self.start_sandbox()
        with socket.socket() as taken:
            taken.bind(("127.0.0.1", 0))
            taken.listen()
            port = taken.getsockname()[1]
            result = self.call("connect", "zoom", "--no-browser", "--memory", "--server",
                               sandbox.url, "--client-id", CLIENT, "--port", str(port))
            self.assertEqual((result.returncode, result.stdout), (4, ""), result.stderr)
            self.assertIn(str(port), result.stderr)
        for _ in range(3):
            process, url = self.begin_new(sandbox, "--port", str(port))
            self.assertEqual(get_redirect(url), f"http://127.0.0.1:{port}/callback")
            self.allow(url)
            status, errors = self.end(process)
            self.assertEqual(status, 0, errors)
        # Two presses want the same port.
        first, _ = self.begin_new(sandbox, "--port", str(port))
        second, url = self.begin_new(sandbox, "--port", str(port))
        self.assertEqual(self.end(first)[0], 4)
        self.allow(url)
        self.assertEqual(self.end(second)[0], 0)

    def test_marketplace(self):
        process, url = self.begin_new(self.start_sandbox())
        listener = Foreign(get_redirect(url))
        reply = listener.request("GET", "/callback?code=from-the-marketplace")
        self.assertEqual(reply.status, 400)
        self.assertIn(b"Start from Convoke", reply.body)
        self.assertNotIn(b"from-the-marketplace", reply.body)
        self.allow(url)
        self.assertEqual(self.end(process)[0], 0)

    def test_missing_scopes(self):
        process, url = self.begin_new(self.start_sandbox())
        self.allow(url, scopes=["user:read:user", "user:read:email", "meeting:write:meeting",
                                "meeting:read:meeting", "meeting:update:meeting",
                                "meeting:read:list_meetings"])
        status, errors = self.end(process)
        self.assertEqual(status, 0, errors)
        self.assertEqual(len(errors.strip().splitlines()), 2, errors)
        self.assertIn("meeting:delete:meeting", errors)
        connection, = self.list_connections()
        self.assertEqual(connection["missing_scopes"], ["meeting:delete:meeting"])
        action, = connection["missing_actions"]
        self.assertEqual(action["id"], "zoom.delete-meeting")

    def test_all_scopes(self):
        process, url = self.begin_new(self.start_sandbox())
        self.allow(url)
        status, errors = self.end(process)
        self.assertEqual((status, len(errors.strip().splitlines())), (0, 1), errors)
        connection, = self.list_connections()
        self.assertEqual((connection["missing_scopes"], connection["missing_actions"]), ([], []))


class OwnApp(SignInCase):
    def test_no_client_id(self):
        result = self.call("connect", "zoom", "--memory", "--no-browser")
        self.assertEqual((result.returncode, result.stdout), (4, ""))
        self.assertIn("convokectl connect zoom --help", result.stderr)
        for help_text in [self.call("connect", "zoom", "--help").stdout,
                          self.call("help", "connect", "zoom").stdout]:
            for fact in ["http://127.0.0.1/callback", "Use Public Client OAuth", "4,700", "4741",
                         "Flatpak", "meeting:delete:meeting"]:
                self.assertIn(fact, help_text)
        self.assertNotIn("Flatpak", self.call("help", "connect").stdout)

    def connect_with_secret(self, sandbox, secret):
        process = subprocess.Popen(
            self.command("connect", "zoom", "--server", sandbox.url, "--client-id", CONFIDENTIAL,
                         "--client-secret", "--memory", "--no-browser"),
            env=self.environment, cwd=self.folder, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            stderr=subprocess.PIPE, text=True)
        self.addCleanup(self.end_process, process)
        process.stdin.write(secret)
        process.stdin.close()
        process.stdin = None
        url = process.stdout.readline().strip()
        if url:
            self.allow(url)
        return self.end(process)

    def test_secret(self):
        sandbox = self.start_sandbox()
        status, errors = self.connect_with_secret(sandbox, SECRET + "\nrest\n")
        self.assertEqual(status, 0, errors)
        sandbox.control.order("expire")
        self.assertEqual(self.call("health").returncode, 0)
        # Nobody is asked for it again.
        connection, = self.list_connections()
        process, url = self.begin("--reconnect", connection["name"])
        self.allow(url)
        status, errors = self.end(process)
        self.assertEqual(status, 0, errors)
        self.assertEqual(self.call("disconnect", connection["name"]).returncode, 0)

    def test_wrong_secrets(self):
        sandbox = self.start_sandbox()
        status, errors = self.connect_with_secret(sandbox, "wrong\n")
        self.assertEqual(status, 4, errors)
        for secret in ["", "\n", "x" * 5000 + "\n", "a\x01b\n"]:
            status, errors = self.connect_with_secret(sandbox, secret)
            self.assertEqual(status, 2, errors)
            self.assertIn("secret", errors)
        self.assertEqual(self.list_connections(), [])

    def test_secret_at_a_terminal(self):
        sandbox = self.start_sandbox()
        terminal = Terminal(self, "connect", "zoom", "--server", sandbox.url, "--client-id",
                            CONFIDENTIAL, "--client-secret", "--memory", "--no-browser")
        terminal.expect("Client secret:")
        terminal.type(SECRET + "\n")
        self.allow(terminal.expect(r"(http://\S+)\r\n")[1])
        self.assertEqual(terminal.end(), 0, terminal.text)
        self.assertNotIn(SECRET, terminal.text)


class ByCode(SignInCase):
    def begin_device(self, sandbox):
        sandbox.control.order("device", interval=1)
        process, url = self.begin_new(sandbox, "--device")
        return process, url, process.stdout.readline().strip()

    def test_allow(self):
        sandbox = self.start_sandbox()
        sandbox.control.order("record", on=True)
        process, url, code = self.begin_device(sandbox)
        self.assertEqual(url, sandbox.url + "/oauth_device")
        self.assertRegex(code, "^[A-Z]{4}-[A-Z]{4}$")
        enter_code(sandbox, code)
        status, errors = self.end(process)
        self.assertEqual(status, 0, errors)
        self.assertEqual(self.call("health").returncode, 0)
        request = next(request for request in sandbox.control.list("requests")
                       if request["path"] == "/oauth/devicecode")
        self.assertEqual((request["query"], request["body"]), ({"client_id": CLIENT}, ""))

    def test_decline(self):
        sandbox = self.start_sandbox()
        process, _, code = self.begin_device(sandbox)
        enter_code(sandbox, code, button="Decline")
        status, errors = self.end(process)
        self.assertEqual(status, 4, errors)
        self.assertIn("declined", errors)

    def test_expiry(self):
        sandbox = self.start_sandbox()
        process, _, _ = self.begin_device(sandbox)
        sandbox.control.order("clock", advance=901)
        status, errors = self.end(process)
        self.assertEqual(status, 4, errors)
        self.assertIn("expired", errors)

    def test_renewing(self):
        sandbox = self.start_sandbox()
        self.connect(sandbox)
        before, = self.list_connections()
        sandbox.control.order("device", interval=1)
        process, _ = self.begin("--reconnect", before["name"], "--device")
        enter_code(sandbox, process.stdout.readline().strip())
        status, errors = self.end(process)
        self.assertEqual(status, 0, errors)
        self.assertEqual(self.list_connections()[0]["id"], before["id"])


class DesktopBrowser(SignInCase):
    """The one that the desktop says is the default."""

    def install_browser(self):
        folder = os.path.join(self.folder, ".local/share/applications")
        os.makedirs(folder)
        self.opened = os.path.join(self.folder, "opened")
        script = os.path.join(self.folder, "browser")
        with open(script, "w") as file:
            file.write(f'#!/bin/sh\nprintf "%s\\n" "$#" "$@" >"{self.opened}.new"\n'
                       f'mv "{self.opened}.new" "{self.opened}"\n')
        os.chmod(script, stat.S_IRWXU)
        with open(os.path.join(folder, "test-browser.desktop"), "w") as file:
            file.write(f"[Desktop Entry]\nType=Application\nName=Test\nExec={script} %u\n"
                       "MimeType=x-scheme-handler/http;x-scheme-handler/https;\n")
        with open(os.path.join(folder, "mimeapps.list"), "w") as file:
            file.write("[Default Applications]\nx-scheme-handler/http=test-browser.desktop\n")

    def test_opens(self):
        self.install_browser()
        sandbox = self.start_sandbox()
        process = self.start("connect", "zoom", "--memory", "--server", sandbox.url, "--client-id",
                             CLIENT, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        wait_until(lambda: os.path.exists(self.opened))
        with open(self.opened) as file:
            count, url = file.read().split("\n", 1)
        self.assertEqual(count, "1")
        self.allow(url.strip())
        output, errors = process.communicate(timeout=PATIENCE)
        self.assertEqual(process.returncode, 0, errors)
        self.assertRegex(output, "^Connected: .*@")

    def test_none_to_open(self):
        """The address is printed, and the attempt goes on."""
        sandbox = self.start_sandbox()
        self.environment["XDG_DATA_DIRS"] = self.folder
        process = self.start("connect", "zoom", "--memory", "--server", sandbox.url, "--client-id",
                             CLIENT, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        self.allow(process.stdout.readline().strip())
        output, errors = process.communicate(timeout=PATIENCE)
        self.assertEqual(process.returncode, 0, errors)
        self.assertRegex(output, "^Connected: .*@")
        self.assertIn("No browser", errors)


if __name__ == "__main__":
    unittest.main()
