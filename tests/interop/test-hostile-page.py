#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: The Convoke developers

"""A web page of another origin, in the browser that signs in, tries to end the sign-in, to slip
something into it or to learn about it. It fails, and the sign-in succeeds afterwards."""

import functools
import http.server
import json
import os
import subprocess
import threading
import unittest
import urllib.parse

from browsing import HERE, BrowsingCase
from convoke import PATIENCE

GUESSES = 10000


class Handler(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *unused):
        pass


class HostilePage(BrowsingCase):
    def setUp(self):
        super().setUp()
        self.provider = self.start_provider()
        self.connector = self.write_connector(self.provider)

    def serve_page(self):
        server = http.server.ThreadingHTTPServer(
            ("127.0.0.1", 0), functools.partial(Handler, directory=HERE))
        self.addCleanup(server.server_close)
        self.addCleanup(server.shutdown)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        return f"http://127.0.0.1:{server.server_port}/hostile.html"

    def start_sign_in(self):
        process = self.start("connect", "oidc", "--connector", self.connector, "--no-browser",
                             "--client-id", self.provider.CLIENT_ID, stdout=subprocess.PIPE,
                             stderr=subprocess.PIPE)
        url = process.stdout.readline().strip()
        query = urllib.parse.parse_qs(urllib.parse.urlsplit(url).query)
        return process, url, urllib.parse.urlsplit(query["redirect_uri"][0]).port

    def test_attack(self):
        process, url, port = self.start_sign_in()
        page = self.serve_page() + f"?port={port}&count={GUESSES}"
        self.plan_visit({"press": "Attack"}, {"expect": "Finished"}, {"read": "pre"},
                        {"tab": url}, {"fill": "login", "text": "ada"},
                        {"fill": "password", "text": "any"}, {"press": "Sign-in"},
                        {"press": "Continue"}, {"expect": "Connected"})
        self.open_browser(page)
        seen = self.take_result()
        self.assertEqual([json.loads(text) for text in seen["read"]], [[]], "nothing can be read")
        # The listener did see them, and refused each.
        refused = [text for text in seen["console"] if f":{port}/" in text and "(Forbidden)" in text]
        self.assertGreaterEqual(len(refused), GUESSES)
        # The windows did get an answer, and it was none of those that end a sign-in.
        self.assertLessEqual(set(seen["popups"]),
                             {"This sign-in was not started here", "Start from Convoke",
                              "There is nothing here"})
        self.assertIn("This sign-in was not started here", seen["popups"])
        self.assertIn("Start from Convoke", seen["popups"])

        output, errors = process.communicate(timeout=PATIENCE)
        self.assertEqual(process.returncode, 0, output + errors)
        connection, = self.list_connections()
        self.assertEqual(connection["name"], "ada@example.org")
        # One code came to the server, the right one.
        self.assertEqual(self.provider.count("authorization_code.consumed"), 1)
        self.assertEqual(self.provider.count("grant.error"), 0)
        print(f"# figure: interop: {len(refused)} requests of a hostile page refused, then signed in")

    def test_page_can_attack(self):
        """The control: the same page does read what a careless listener tells everybody."""
        class Careless(Handler):
            def do_GET(self):
                self.send_response(200)
                self.send_header("Access-Control-Allow-Origin", "*")
                self.send_header("Content-Type", "text/html")
                self.end_headers()
                self.wfile.write(b"<h1>Expecting state 4711</h1>")

        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Careless)
        self.addCleanup(server.server_close)
        self.addCleanup(server.shutdown)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        self.plan_visit({"press": "Attack"}, {"expect": "Finished"}, {"read": "pre"})
        self.open_browser(self.serve_page() + f"?port={server.server_port}&count=50")
        seen = self.take_result()
        self.assertIn("Expecting state 4711", seen["read"][0])
        self.assertIn("Expecting state 4711", seen["popups"])


if __name__ == "__main__":
    unittest.main()
