# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: The Convoke developers

"""A default browser for a test: Chromium, which does what a plan says when something opens an
address, and the authorization server that others wrote."""

import json
import os
import shutil
import subprocess
import sys
import urllib.error
import urllib.parse
import urllib.request

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "cli"))
from convoke import BUILD, PATIENCE, wait_until  # noqa: E402
from sign_in import KeyringCase  # noqa: E402

# The scripts, and what npm has put beside them: build-aux/test --interop.
SCRIPTS = os.path.join(BUILD, "tests/interop")
PICTURES = os.path.join(SCRIPTS, "pictures")

HANDLER = """[Desktop Entry]
Type=Application
Name=The browser of the tests
Exec="{node}" "{script}" "{plan}" %u
MimeType=x-scheme-handler/http;x-scheme-handler/https;
"""
DEFAULTS = """[Default Applications]
x-scheme-handler/http=test-browser.desktop
x-scheme-handler/https=test-browser.desktop
"""


def find_program(*names):
    for name in names:
        path = shutil.which(name)
        if path is not None:
            return path
    raise AssertionError(f"{names[0]} is not installed")


def read_json(path):
    with open(path, encoding="utf-8") as file:
        return json.load(file)


class Provider:
    """The server of server.mjs."""

    CLIENT_ID = "convoke-interop"

    def __init__(self):
        self.process = subprocess.Popen(
            [find_program("node", "nodejs"), os.path.join(SCRIPTS, "server.mjs")],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        self.url = self.process.stdout.readline().strip()
        if not self.url:
            raise AssertionError("the authorization server did not start")

    def stop(self):
        self.process.stdin.close()
        self.process.wait(PATIENCE)
        self.process.stdout.close()

    def get(self, path):
        with urllib.request.urlopen(self.url + path, timeout=PATIENCE) as reply:
            return json.load(reply)

    def post(self, path, **fields):
        """Status and JSON of the answer to a form."""
        form = urllib.parse.urlencode(dict(fields, client_id=self.CLIENT_ID)).encode()
        try:
            with urllib.request.urlopen(self.url + path, form, timeout=PATIENCE) as reply:
                return reply.status, json.load(reply)
        except urllib.error.HTTPError as error:
            return error.code, json.load(error)

    def list_tokens(self, event):
        return [entry["token"] for entry in self.get("/test/events") if entry["name"] == event]

    def count(self, event):
        return sum(entry["name"] == event for entry in self.get("/test/events"))

    def is_active(self, token):
        status, description = self.post("/token/introspection", token=token)
        assert status == 200, description
        return description["active"]


class BrowsingCase(KeyringCase):
    """Nothing of the browser is Convoke's: it is started as the default one of the desktop."""

    def setUp(self):
        super().setUp()
        self.plan = os.path.join(self.folder, "plan.json")
        self.result = os.path.join(self.folder, "seen.json")
        for name in ("data", "config", "cache", "state"):
            folder = os.path.join(self.folder, "xdg", name)
            os.makedirs(folder)
            self.environment[f"XDG_{name.upper()}_HOME"] = folder
        applications = os.path.join(self.environment["XDG_DATA_HOME"], "applications")
        os.mkdir(applications)
        os.makedirs(PICTURES, exist_ok=True)
        entry = HANDLER.format(node=find_program("node", "nodejs"), plan=self.plan,
                               script=os.path.join(SCRIPTS, "browser.mjs"))
        self.write(os.path.join(applications, "test-browser.desktop"), entry)
        self.write(os.path.join(self.environment["XDG_CONFIG_HOME"], "mimeapps.list"), DEFAULTS)

    def start_provider(self):
        provider = Provider()
        self.addCleanup(provider.stop)
        return provider

    def write_connector(self, provider):
        with open(os.path.join(HERE, "oidc.json"), encoding="utf-8") as file:
            text = file.read()
        self.assertIn("http://127.0.0.1:8098", text)
        return self.write("oidc.json", text.replace("http://127.0.0.1:8098", provider.url))

    def plan_visit(self, *steps, **looks):
        """What the browser will do when it is opened the next time."""
        if os.path.exists(self.result):
            os.unlink(self.result)
        self.write("plan.json", json.dumps(
            dict(looks, chromium=find_program("chromium", "chromium-browser"), steps=steps,
                 result=self.result)))

    def open_browser(self, url):
        """As a person who has an address does."""
        result = subprocess.run(["gio", "open", url], env=self.environment, capture_output=True,
                                text=True, timeout=PATIENCE)
        self.assertEqual(result.returncode, 0, result.stderr)

    def take_result(self):
        """What it has seen. An error is what went wrong with the plan itself."""
        wait_until(lambda: os.path.exists(self.result))
        seen = read_json(self.result)
        self.assertIsNone(seen["error"], seen)
        self.assertEqual(seen["inherited"], [])
        return seen

    def connect_in_browser(self, *arguments, status=0):
        """Signs in as the plan has it. Returns what convokectl said and what the browser saw."""
        process = self.start("connect", *arguments, stdout=subprocess.PIPE,
                             stderr=subprocess.PIPE)
        seen = self.take_result()
        output, errors = process.communicate(timeout=PATIENCE)
        self.assertEqual(process.returncode, status, output + errors)
        return output + errors, seen

    def assert_plain(self, seen):
        """The last page says nothing that it should not, and asked for nothing."""
        address = urllib.parse.urlsplit(seen["url"])
        self.assertEqual((address.hostname, address.query, address.fragment),
                         ("127.0.0.1", "", ""), seen)
        origin = f"{address.scheme}://{address.netloc}/"
        self.assertEqual([text for text in seen["console"] if text.startswith(origin)], [])
        self.assertFalse(seen["wide"], "it fits in the window")
