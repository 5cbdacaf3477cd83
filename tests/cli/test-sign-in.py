#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: The Convoke developers

"""The ways to sign in: renewing, another account, one's own app, a fixed port, a code; and the
browser of the desktop."""

import ast
import json
import os
import re
import select
import socket
import stat
import subprocess
import unittest
import urllib.parse

from convoke import PATIENCE, wait_until
from sign_in import Browser, ConnectCase, Foreign, KeyringCase, follow
from sandbox_process import enter_code

CLIENT = "convoke-test"
CONFIDENTIAL = "convoke-confidential"
SECRET = "convoke-confidential-secret"


def get_redirect(url):
    query = urllib.parse.parse_qs(urllib.parse.urlsplit(url).query)
    return query["redirect_uri"][0]


def can_connect(port):
    try:
        socket.create_connection(("127.0.0.1", port)).close()
    except ConnectionRefusedError:
        return False
    return True


class SignInMixin:
    def begin(self, *arguments, **options):
        """A sign-in that has printed its address."""
        process = self.start("connect", *arguments, "--no-browser", stdout=subprocess.PIPE,
                             stderr=subprocess.PIPE, **options)
        return process, process.stdout.readline().strip()

    def begin_new(self, sandbox, *arguments):
        return self.begin("zoom", "--server", sandbox.url, "--client-id", CLIENT, "--memory",
                          *arguments)

    def allow(self, url, **choices):
        return follow(Browser(Foreign(url)).answer(url, **choices))

    def end(self, process):
        _, errors = process.communicate(timeout=PATIENCE)
        return process.returncode, errors

    def get_revocations(self, sandbox):
        return [request for request in sandbox.control.list("requests")
                if request["path"] == "/oauth/revoke"]


class SignInCase(SignInMixin, ConnectCase):
    pass


class Terminal:
    """A convokectl that talks to a person."""

    def __init__(self, case, *arguments):
        self.master, slave = os.openpty()
        case.addCleanup(os.close, self.master)
        self.text = ""
        self.process = subprocess.Popen(
            case.command(*arguments), env=case.environment, cwd=case.folder, stdin=slave,
            stdout=slave, stderr=slave, text=True, start_new_session=True)
        os.close(slave)
        case.addCleanup(case.end_process, self.process)

    def read(self):
        ready, _, _ = select.select([self.master], [], [], 0.01)
        if ready:
            try:
                self.text += os.read(self.master, 4096).decode()
            except OSError:
                pass

    def expect(self, pattern):
        def is_there():
            self.read()
            return re.search(pattern, self.text)
        wait_until(is_there)
        return re.search(pattern, self.text)

    def type(self, text):
        os.write(self.master, text.encode())

    def end(self):
        def is_over():
            self.read()
            return self.process.poll() is not None
        wait_until(is_over)
        self.read()
        return self.process.returncode


class Renewing(SignInCase):
    def setUp(self):
        super().setUp()
        self.sandbox = self.start_sandbox()
        self.connect(self.sandbox)
        self.before, = self.list_connections()
        self.sandbox.control.order("record", on=True)

    def reconnect(self, **choices):
        process, url = self.begin("--reconnect", self.before["name"])
        page = self.allow(url, **choices)
        status, errors = self.end(process)
        return status, errors, page.body.decode()

    def test_same_account(self):
        self.sandbox.control.order("revoke")
        self.assertEqual(self.call("health").returncode, 4)
        status, errors, page = self.reconnect()
        self.assertEqual(status, 0, errors)
        self.assertIn("<h1>Connected</h1>", page)
        after, = self.list_connections()
        self.assertEqual((after["id"], after["name"], after["account"]),
                         (self.before["id"], self.before["name"], self.before["account"]))
        self.assertEqual(self.call("health").returncode, 0)
        self.assertEqual(self.get_revocations(self.sandbox), [])

    def test_another_account_and_nobody_to_ask(self):
        other = self.sandbox.control.order("user", add=True, facts={"email": "sam@example.org"})
        status, errors, page = self.reconnect(user=other["id"])
        self.assertEqual(status, 3, errors)
        self.assertIn("sam@example.org", errors)
        self.assertIn("Another account", page)
        self.assertEqual(self.list_connections(), [self.before])
        self.assertEqual(self.call("health").returncode, 0)
        # The new grant is gone from the service, both of its tokens were sent there.
        self.assertEqual(len(self.get_revocations(self.sandbox)), 2)
        self.assertEqual(self.sandbox.control.order("revoke", user=other["id"])["count"], 0)

    def answer(self, word, other):
        terminal = Terminal(self, "connect", "--reconnect", self.before["id"], "--no-browser")
        url = terminal.expect(r"(http://\S+)\r\n")[1]
        terminal.expect(r"Waiting for your answer, 9:\d\d left")
        self.allow(url, user=other["id"])
        terminal.expect(r"sam@example.org.*\[y/N\]")
        self.assertEqual(self.list_connections(), [self.before])
        terminal.type(word + "\n")
        return terminal.end(), terminal.text

    def test_another_account_and_no(self):
        other = self.sandbox.control.order("user", add=True, facts={"email": "sam@example.org"})
        status, text = self.answer("n", other)
        self.assertEqual(status, 4, text)
        self.assertIn("Nothing was changed.", text)
        self.assertEqual(self.list_connections(), [self.before])
        self.assertEqual(self.sandbox.control.order("revoke", user=other["id"])["count"], 0)

    def test_another_account_and_yes(self):
        other = self.sandbox.control.order("user", add=True, facts={"email": "sam@example.org"})
        status, text = self.answer("y", other)
        self.assertEqual(status, 0, text)
        after, = self.list_connections()
        self.assertEqual((after["id"], after["name"], after["account"]),
                         (self.before["id"], self.before["name"], other["id"]))
        self.assertEqual(self.call("health").returncode, 0)
        # The account that was here before is signed out.
        self.assertEqual(self.sandbox.control.order(
            "revoke", user=self.before["account"])["count"], 0)
        # Signing in as the new account renews this connection, which has another id than that.
        status, errors = self.end_new(user=other["id"])
        self.assertEqual(status, 0, errors)
        again, = self.list_connections()
        self.assertEqual((again["id"], again["name"]), (self.before["id"], self.before["name"]))

    def end_new(self, **choices):
        process, url = self.begin_new(self.sandbox)
        self.allow(url, **choices)
        return self.end(process)

    def test_account_that_has_a_connection_of_its_own(self):
        """The service has ended its grant; saying no must not cost that connection its sign-in."""
        other = self.sandbox.control.order("user", add=True, facts={"email": "sam@example.org"})
        status, errors = self.end_new(user=other["id"])
        self.assertEqual(status, 0, errors)
        status, errors, _ = self.reconnect(user=other["id"])
        self.assertEqual(status, 3, errors)
        self.assertEqual(len(self.list_connections()), 2)
        self.assertEqual(self.call("health").returncode, 0)

    def test_two_connections_of_one_account(self):
        other = self.sandbox.control.order("user", add=True, facts={"email": "sam@example.org"})
        status, errors = self.end_new(user=other["id"])
        self.assertEqual(status, 0, errors)
        status, text = self.answer_yes(other)
        self.assertEqual(status, 0, text)
        self.assertEqual([each["account"] for each in self.list_connections()], [other["id"]] * 2)
        self.assertEqual(self.call("health").returncode, 0)
        self.assertEqual(self.call("disconnect", self.before["name"]).returncode, 0)
        left, = self.list_connections()
        self.assertEqual(left["name"], "sam@example.org")
        self.assertEqual(self.call("health").returncode, 0)

    def answer_yes(self, other):
        terminal = Terminal(self, "connect", "--reconnect", self.before["id"], "--no-browser")
        url = terminal.expect(r"(http://\S+)\r\n")[1]
        self.allow(url, user=other["id"])
        terminal.expect(r"\[y/N\]")
        terminal.type("y\n")
        return terminal.end(), terminal.text

    def test_decline(self):
        status, errors, _ = self.reconnect(button="Decline")
        self.assertEqual(status, 4, errors)
        self.assertEqual(self.list_connections(), [self.before])
        self.assertEqual(self.call("health").returncode, 0)

    def test_removed_meanwhile(self):
        process, url = self.begin("--reconnect", self.before["name"])
        port = urllib.parse.urlsplit(get_redirect(url)).port
        self.assertTrue(can_connect(port))
        self.assertEqual(self.call("disconnect", self.before["name"]).returncode, 0)
        status, errors = self.end(process)
        self.assertEqual(status, 4, errors)
        self.assertIn("removed", errors)
        self.assertFalse(can_connect(port))

    def test_usage(self):
        for arguments, status in [
                (["--reconnect", "nobody"], 4), ([], 2),
                (["--reconnect", self.before["name"], "--memory"], 2),
                (["--reconnect", self.before["name"], "--server", self.sandbox.url], 2),
                (["zoom", "--port", "65536"], 2), (["zoom", "--port", "-1"], 2)]:
            result = self.call("connect", *arguments)
            self.assertEqual((result.returncode, result.stdout), (status, ""), arguments)
            self.assertNotEqual(result.stderr, "")


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
        for secret in ["", "\n", "x" * 2000 + "\n", "a\x01b\n"]:
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


class InKeyring(SignInMixin, KeyringCase):
    def test_secret_is_kept(self):
        """With the sign-in, so that renewing it after a restart asks for nothing."""
        sandbox = self.start_sandbox()
        arguments = ["zoom", "--server", sandbox.url, "--client-id", CONFIDENTIAL,
                     "--client-secret"]
        process = subprocess.Popen(self.command("connect", *arguments, "--no-browser"),
                                   env=self.environment, cwd=self.folder, stdin=subprocess.PIPE,
                                   stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        self.addCleanup(self.end_process, process)
        process.stdin.write(SECRET)
        process.stdin.close()
        process.stdin = None
        self.allow(process.stdout.readline().strip())
        status, errors = self.end(process)
        self.assertEqual(status, 0, errors)
        self.end_engine()
        sandbox.control.order("revoke")
        before, = self.list_connections()
        process, url = self.begin("--reconnect", before["name"])
        self.allow(url)
        status, errors = self.end(process)
        self.assertEqual(status, 0, errors)
        self.assertEqual(self.call("health").returncode, 0)
        for row in self.query("SELECT * FROM connection"):
            self.assertNotIn(SECRET, str(row))


class Interface(SignInMixin, KeyringCase):
    """What a window asks over the session bus."""

    NAME = "app.convoke.Convoke.Engine"

    def setUp(self):
        super().setUp()
        self.assertEqual(self.call("connections", data=False).returncode, 0)
        self.gdbus("wait", self.NAME, "--timeout", str(PATIENCE))
        self.sandbox = self.start_sandbox()

    def ask(self, method, *arguments):
        text = self.gdbus("call", "--dest", self.NAME, "--object-path",
                          "/app/convoke/Convoke/Engine", "--method", f"{self.NAME}.{method}",
                          *arguments)
        return ast.literal_eval(text)

    def connect_by_bus(self, more=""):
        attempt, url, problems = self.ask(
            "Connect", "zoom", f"{{'server': <'{self.sandbox.url}'>, 'client_id': <'{CLIENT}'>"
            f"{more}}}")
        self.assertEqual(problems, "[]")
        return attempt, url

    def get(self, attempt):
        return json.loads(self.ask("GetConnect", attempt)[0])

    def wait(self, attempt):
        connection, problems = self.ask("WaitConnect", attempt)
        return json.loads(connection), [each["code"] for each in json.loads(problems)]

    def test_life(self):
        attempt, url = self.connect_by_bus()
        description = self.get(attempt)
        self.assertEqual((description["state"], description["url"], description["problem"]),
                         ("waiting", url, None))
        self.assertEqual((description["user_code"], description["verification_url"]), ("", ""))
        self.assertTrue(0 < description["remaining"] <= 600)
        self.assertRegex(description["deadline"], r"^\d{4}-\d\d-\d\dT.*Z$")
        self.allow(url)
        connection, problems = self.wait(attempt)
        self.assertEqual(problems, [])
        with self.assertRaises(AssertionError):
            self.get(attempt)

        other = self.sandbox.control.order("user", add=True, facts={"email": "sam@example.org"})
        for replace, account in [("false", connection["account"]), ("true", other["id"])]:
            attempt, url, _ = self.ask("Connect", "", f"{{'reconnect': <'{connection['id']}'>}}")
            self.allow(url, user=other["id"])
            self.assertEqual(self.wait(attempt), (None, ["another-account"]))
            self.assertEqual(self.get(attempt)["state"], "question")
            answer, problems = self.ask("AnswerConnect", attempt, replace)
            self.assertEqual(problems, "[]")
            self.assertEqual(answer == "null", replace == "false")
            after, = self.list_connections(data=False)
            self.assertEqual((after["id"], after["account"]), (connection["id"], account))

    def test_giving_up(self):
        attempt, url = self.connect_by_bus()
        self.ask("CancelConnect", attempt)
        connection, problems = self.wait(attempt)
        self.assertIsNone(connection)
        self.assertEqual(len(problems), 1)
        port = urllib.parse.urlsplit(get_redirect(url)).port
        wait_until(lambda: not can_connect(port))

    def test_code(self):
        attempt, url = self.connect_by_bus(", 'device': <true>")
        description = self.get(attempt)
        self.assertEqual(description["verification_url"], url)
        enter_code(self.sandbox, description["user_code"])
        self.assertEqual(self.wait(attempt)[1], [])

    def test_wrong_options(self):
        for option in ["'nonsense': <true>", "'port': <'80'>", "'client_secret': <'x'>",
                       "'reconnect': <true>"]:
            attempt, url, problems = self.ask("Connect", "zoom", f"{{{option}}}")
            self.assertEqual((attempt, url), ("", ""))
            self.assertEqual([each["code"] for each in json.loads(problems)], ["wrong-option"])

    def test_connector(self):
        description = json.loads(self.ask("DescribeConnector", "zoom")[0])
        self.assertEqual(description["title"], "Zoom")
        self.assertEqual(description["redirect_uri"], "http://127.0.0.1/callback")
        self.assertEqual(len(description["scopes"]), 7)
        self.assertGreater(len(description["registration"]), 5)
        self.assertFalse(description["has_client_id"])
        self.assertTrue(description["device"])
        with self.assertRaises(AssertionError):
            self.ask("DescribeConnector", "nonsense")


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
