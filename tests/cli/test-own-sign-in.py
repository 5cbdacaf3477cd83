#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: The Convoke developers

"""Signing in to a service that no connector describes: its addresses come from the user, or from
what its issuer says. The authority is that of tests/oauth."""

import base64
import json
import os
import random
import socket
import subprocess
import sys
import unittest
import urllib.parse

from convoke import SOURCE, pipeline
from sign_in import KeyringCase, SignInMixin, follow

sys.path.insert(0, os.path.join(SOURCE, "tests/oauth"))
from authority import Authority, Response  # noqa: E402

CLIENT_SECRET = "CANARYCLIENTSECRET"
WELL_KNOWN = "/.well-known/oauth-authorization-server"
OPENID = "/.well-known/openid-configuration"


class OwnCase(SignInMixin, KeyringCase):
    def setUp(self):
        super().setUp()
        self.authority = self.start_authority()

    def start_authority(self):
        authority = Authority()
        self.addCleanup(authority.close)
        return authority

    def get_addresses(self, *, without=(), **details):
        """The arguments of a whole sign-in, with the addresses of the authority."""
        url = self.authority.url
        details = {"client_id": "desk", "scopes": "read write", "user_path": "/users/me",
                   "authorize_url": url + "/oauth/authorize", "token_url": url + "/oauth/token",
                   "revoke_url": url + "/oauth/revoke", **details}
        arguments = ["http", "--as", "oauth2", "--address", url + "/v2"]
        for name, value in details.items():
            if name not in without:
                arguments += ["--detail", f"{name}={value}"]
        return arguments

    def sign_in_with(self, arguments, secret=None, answers=("",)):
        """Signs in, where the browser comes back with the answers in turn. The status, and what was
        said."""
        process = subprocess.Popen(
            self.command("connect", *arguments, "--no-browser",
                         *(["--client-secret"] if secret else [])),
            env=self.environment, cwd=self.folder, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            stderr=subprocess.PIPE, text=True)
        self.addCleanup(self.end_process, process)
        if secret:
            process.stdin.write(secret + "\n")
        process.stdin.close()
        process.stdin = None
        self.url = process.stdout.readline().strip()
        self.pages = [follow(self.authority.allow(self.url) + answer)
                      for answer in (answers if self.url else ())]
        return self.end(process)

    def ask(self, url=None, status=0):
        """A step that reads from the service, or from another one."""
        file = self.write("step.convoke", pipeline(
            {"do": {"type": "http.request", "slot": "api",
                    "settings": {"method": "GET", "url": url or "/users/me"}},
             "out": {"type": "output", "settings": {"name": "Out"}}},
            ["do.out -> out.in"], slots={"api": {"connector": "http"}}))
        return self.call_json("run", file, status=status)

    def assert_nowhere(self, *places):
        """What the authority gave out, and what it was given, stands in no file and in no word."""
        found = [kind for secret, kind in self.authority.secrets.items()
                 for text in places if secret in text]
        for folder, _, names in os.walk(self.folder):
            for name in names:
                path = os.path.join(folder, name)
                # The keyring's own file is its own affair.
                if not os.path.isfile(path) or "keyrings" in folder:
                    continue
                with open(path, "rb") as file:
                    data = file.read()
                found += [f"{kind} in {name}" for secret, kind in self.authority.secrets.items()
                          if secret and secret.encode() in data]
        self.assertEqual(found, [])


class Life(OwnCase):
    def test_from_signing_in_to_deleting(self):
        self.authority.secrets[CLIENT_SECRET] = "CLIENT"
        status, errors = self.sign_in_with(self.get_addresses(), secret=CLIENT_SECRET)
        self.assertEqual(status, 0, errors)
        self.assertIn("code_challenge_method=S256", self.url)
        self.assertIn("scope=read%20write", self.url)
        redeemed, = self.authority.list("/oauth/token")
        basic = base64.b64encode(f"desk:{CLIENT_SECRET}".encode()).decode()
        self.assertEqual(redeemed.get("Authorization"), "Basic " + basic)
        connection, = self.list_connections()
        self.assertEqual(
            (connection["kind"], connection["choice"], connection["name"], connection["account"]),
            ("oauth2", "oauth2", self.authority.user["email"], self.authority.user["id"]))
        self.assertEqual(connection["scopes"], ["read", "write"])

        run = self.ask()
        self.assertEqual(run["outputs"]["Out"][0]["body"]["id"], self.authority.user["id"])
        self.assertEqual(self.authority.count_refreshes(), 0)
        # The service takes the token no more: it is renewed once, with the client's secret.
        self.authority.expire()
        self.ask()
        refresh, = self.authority.list("/oauth/token", grant_type="refresh_token")
        self.assertEqual(refresh.get("Authorization"), "Basic " + basic)
        self.assertEqual(self.call("health").returncode, 0)

        # Renewed, it is the same one, and the secret is not asked for again.
        self.authority.grant.is_dead = True
        self.authority.expire()
        self.assertEqual(self.call("health").returncode, 4)
        status, renewed = self.sign_in_with(["--reconnect", connection["name"]])
        self.assertEqual(status, 0, renewed)
        after, = self.list_connections()
        self.assertEqual((after["id"], after["name"], after["api_url"]),
                         (connection["id"], connection["name"], connection["api_url"]))
        self.assertEqual(self.authority.list("/oauth/token")[-1].get("Authorization"),
                         "Basic " + basic)
        self.ask()
        # Something more is to be allowed; all the rest stays.
        status, errors = self.sign_in_with(["--reconnect", connection["name"], "--detail",
                                            "scopes=read write admin"])
        self.assertEqual(status, 0, errors)
        self.assertIn("scope=read%20write%20admin", self.url)
        after, = self.list_connections()
        self.assertEqual((after["id"], after["name"], after["scopes"]),
                         (connection["id"], connection["name"], ["read", "write", "admin"]))
        self.ask()
        status, wrong = self.sign_in_with(["--reconnect", connection["name"], "--detail",
                                           "token_url=http://desk.example"])
        self.assertEqual((status, self.url), (4, ""), wrong)
        self.assert_nowhere(errors, renewed, json.dumps([after, run]))

        removed = self.call("disconnect", connection["name"])
        self.assertEqual((removed.returncode, removed.stderr), (0, ""))
        self.assertTrue(self.authority.grant.is_dead)
        self.assertEqual(self.list_connections(), [])

    def test_only_what_is_needed(self):
        """No secret, no account, no revocation: it has the name of its host."""
        arguments = self.get_addresses(without=["scopes", "user_path", "revoke_url"])
        status, errors = self.sign_in_with(arguments)
        self.assertEqual(status, 0, errors)
        self.assertNotIn("scope=", self.url)
        connection, = self.list_connections()
        self.assertEqual((connection["name"], connection["account"]), ("127.0.0.1", ""))
        self.assertEqual(self.authority.list("/v2/users/me"), [])
        self.assertEqual(self.authority.list("/v2"), [])
        self.ask()
        self.assertEqual(self.call("health").returncode, 0)
        removed = self.call("disconnect", connection["name"])
        self.assertEqual(removed.returncode, 0, removed.stderr)
        self.assertIn("has not confirmed", removed.stderr)
        self.assertEqual(self.authority.list("/oauth/revoke"), [])

    def test_name_and_port(self):
        self.authority.user["id"] = 4711
        with_port = self.get_addresses(port=self.find_port())
        status, errors = self.sign_in_with([*with_port, "--name", "Our desk"])
        self.assertEqual(status, 0, errors)
        self.assertIn(f"127.0.0.1%3A{self.port}%2Fcallback", self.url)
        connection, = self.list_connections()
        self.assertEqual((connection["name"], connection["account"]), ("Our desk", "4711"))
        # It was registered, so it is the same one when the connection is renewed.
        status, errors = self.sign_in_with(["--reconnect", "Our desk"])
        self.assertEqual(status, 0, errors)
        self.assertIn(f"127.0.0.1%3A{self.port}%2Fcallback", self.url)

    def find_port(self):
        """Out of the range that the system gives to whoever asks for any port meanwhile."""
        while True:
            self.port = random.randrange(20000, 30000)
            try:
                socket.create_server(("127.0.0.1", self.port)).close()
                return self.port
            except OSError:
                continue

    def test_another_host(self):
        """The token goes to the connection's own address only."""
        other = self.start_authority()
        status, errors = self.sign_in_with(self.get_addresses())
        self.assertEqual(status, 0, errors)
        run = self.ask(other.url + "/v2/users/me", status=4)
        self.assertEqual(run["failures"][0]["code"], "host-not-allowed")
        self.assertEqual(other.requests, [])
        self.ask()

    def test_token_that_lasts(self):
        """Without an end, and without anything to renew it with: RFC 6749, 5.1 allows both."""
        def leave_out(request, answer):
            reply = json.loads(answer.body)
            return Response(200, {name: reply[name] for name in ("access_token", "token_type")})
        self.authority.after["/oauth/token"] = leave_out
        status, errors = self.sign_in_with(self.get_addresses())
        self.assertEqual(status, 0, errors)
        connection, = self.list_connections()
        # Each command is another process, which has it from the keyring.
        for _ in range(2):
            self.ask()
        self.assertEqual(self.authority.count_refreshes(), 0)
        self.assert_nowhere(errors)
        # The service takes it no more: nobody can do anything about that but the user.
        self.authority.grant.is_dead = True
        self.assertEqual(self.ask(status=4)["failures"][0]["code"], "reconnect")
        self.assertEqual(self.call("health").returncode, 4)
        self.assertEqual(self.authority.count_refreshes(), 0)
        status, errors = self.sign_in_with(["--reconnect", connection["name"]])
        self.assertEqual(status, 0, errors)
        self.ask()
        # What is revoked is what there is.
        removed = self.call("disconnect", connection["name"])
        self.assertEqual((removed.returncode, removed.stderr), (0, ""))
        revoked, = self.authority.list("/oauth/revoke")
        self.assertEqual(revoked.form["token_type_hint"], "access_token")
        self.assertEqual(self.authority.grant.access_tokens, set())

    def test_no_lasting_sign_in(self):
        self.authority.after["/oauth/token"] = lambda request, answer: Response(
            200, {"access_token": "once", "token_type": "bearer", "expires_in": 3600})
        status, errors = self.sign_in_with(self.get_addresses())
        self.assertEqual(status, 4)
        self.assertIn("offline_access", errors)
        self.assertEqual(self.list_connections(), [])


class Issuer(OwnCase):
    def serve(self, path, **members):
        """The authority says of itself what it is, with other @members."""
        url = self.authority.url
        facts = {"issuer": url, "authorization_endpoint": url + "/oauth/authorize",
                 "token_endpoint": url + "/oauth/token",
                 "revocation_endpoint": url + "/oauth/revoke",
                 "code_challenge_methods_supported": ["S256"], **members}
        facts = {name: value for name, value in facts.items() if value is not None}
        self.authority.before[path] = lambda request: Response(200, facts)

    def get_arguments(self, issuer=None):
        return self.get_addresses(issuer=issuer or self.authority.url,
                                  without=["authorize_url", "token_url", "revoke_url"])

    def test_it_tells_the_addresses(self):
        self.serve(WELL_KNOWN)
        status, errors = self.sign_in_with(self.get_arguments())
        self.assertEqual(status, 0, errors)
        connection, = self.list_connections()
        self.ask()
        self.assertEqual(self.call("disconnect", connection["name"]).stderr, "")
        self.assertNotEqual(self.authority.list("/oauth/revoke"), [])
        # A token goes nowhere before the user has allowed it.
        asked, = self.authority.list(WELL_KNOWN)
        self.assertIsNone(asked.get("Authorization"))

    def test_it_reads_the_secret_in_the_form(self):
        """RFC 6749, 2.3.1, for all that is asked with the client's secret; when the user says so,
        and when the issuer does."""
        self.authority.secrets[CLIENT_SECRET] = "CLIENT"
        for arguments in (self.get_arguments(),
                          self.get_addresses(client_secret_in="form")):
            self.serve(WELL_KNOWN, token_endpoint_auth_methods_supported=["client_secret_post"])
            with self.subTest(arguments):
                before = len(self.authority.list("/oauth/token"))
                status, errors = self.sign_in_with(arguments, secret=CLIENT_SECRET)
                self.assertEqual(status, 0, errors)
                self.authority.expire()
                self.ask()
                connection, = self.list_connections()
                self.assertEqual(self.call("disconnect", connection["name"]).stderr, "")
                asked = [*self.authority.list("/oauth/token")[before:],
                         *self.authority.list("/oauth/revoke")]
                self.assertGreaterEqual(len(asked), 3)
                for request in asked:
                    self.assertIsNone(request.get("Authorization"))
                    self.assertEqual(request.form.get("client_secret"), CLIENT_SECRET)
                    self.assertEqual(request.form.get("client_id"), "desk")
        # The user's word counts more than the issuer's.
        status, errors = self.sign_in_with(
            [*self.get_arguments(), "--detail", "client_secret_in=header"], secret=CLIENT_SECRET)
        self.assertEqual(status, 0, errors)
        self.assertTrue(self.authority.list("/oauth/token")[-1].get("Authorization"))

    def test_by_its_other_name(self):
        self.serve("/tenant" + OPENID, issuer=self.authority.url + "/tenant")
        status, errors = self.sign_in_with(self.get_arguments(self.authority.url + "/tenant"))
        self.assertEqual(status, 0, errors)
        self.assertEqual(len(self.authority.list(WELL_KNOWN + "/tenant")), 1)

    def test_it_signs_its_answers(self):
        """RFC 9207: who says so always sends its name, and it has to be the right one."""
        self.serve(WELL_KNOWN, authorization_response_iss_parameter_supported=True)
        right = urllib.parse.quote(self.authority.url, safe="")
        status, errors = self.sign_in_with(self.get_arguments(), answers=(
            "", "&iss=https%3A%2F%2Fevil.example", "&iss=" + right))
        self.assertEqual(status, 0, errors)
        self.assertEqual([page.status for page in self.pages], [400, 400, 200])
        self.assertEqual(len(self.authority.list("/oauth/token")), 1)

    def test_what_is_refused(self):
        url = self.authority.url
        rows = [
            ({"issuer": "https://other.example"}, "something else"),
            ({"code_challenge_methods_supported": ["plain"]}, "PKCE"),
            ({"token_endpoint": "file:///etc/passwd"}, "must not go to"),
            ({"authorization_endpoint": None}, "is missing"),
            ({"authorization_endpoint": url + "/oauth/authorize?state=mine"}, "Leave that out"),
        ]
        for members, words in rows:
            with self.subTest(members):
                self.serve(WELL_KNOWN, **members)
                status, errors = self.sign_in_with(self.get_arguments())
                self.assertEqual((status, self.url), (4, ""))
                self.assertIn(words, " ".join(errors.split()))
        for reply, words in [
                (Response(200, b"<html>", kind="text/html"), "cannot be read"),
                (Response(302, headers=[("Location", url + OPENID)]), "does not say"),
                (Response(503), "Try again later")]:
            with self.subTest(words):
                self.authority.before[WELL_KNOWN] = lambda request: reply
                status, errors = self.sign_in_with(self.get_arguments())
                self.assertEqual((status, self.url), (4, ""))
                self.assertIn(words, " ".join(errors.split()))


class Bad(OwnCase):
    def test_details(self):
        """Wrong details are said before there is anything to open."""
        rows = [
            ({"authorize_url": "http://desk.example/a"}, "begin with https://"),
            ({"authorize_url": "https://a@desk.example/a"}, "begin with https://"),
            ({"token_url": "http://desk.example/t"}, "begin with https://"),
            ({"token_url": "https://desk.example/t#x"}, "begin with https://"),
            ({"revoke_url": "http://desk.example/r"}, "begin with https://"),
            ({"authorize_url": "file:///etc/passwd"}, ""),
            ({"authorize_url": "--help"}, ""),
            ({"user_path": "//evil.example"}, ""),
            ({"port": "80"}, ""),
            ({"client_id": ""}, ""),
            ({"authorise_url": "https://desk.example"}, ""),
            ({"issuer": "https://desk.example?x"}, "", "authorize_url"),
        ]
        for details, words, *without in rows:
            with self.subTest(details):
                status, errors = self.sign_in_with(self.get_addresses(without=without, **details))
                self.assertEqual((status, self.url), (4, ""), errors)
                self.assertIn(words, " ".join(errors.split()))
        for missing, words in (("authorize_url", "sign"), ("token_url", "tokens"),
                               ("client_id", "client_id")):
            with self.subTest(missing):
                status, errors = self.sign_in_with(self.get_addresses(without=[missing]))
                self.assertEqual((status, self.url), (4, ""))
                self.assertIn(words, errors)
        self.assertEqual(self.authority.requests, [])


if __name__ == "__main__":
    unittest.main()
