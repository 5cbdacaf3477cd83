#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: The Convoke developers

"""Duplicates, kills, hostile text and hostile surroundings, through the real programs."""

import json
import os
import re
import resource
import signal
import sqlite3
import subprocess
import unittest
from datetime import datetime, timedelta

from convoke import PATIENCE, hello, pipeline, wait_until
from sign_in import ConnectCase, Session

SLOTS = {"zoom": {"connector": "zoom"}}
MEETINGS = "/v2/users/me/meetings"
TOKEN = re.compile(rb"eyJ[A-Za-z0-9_-]{10}")

# What drives a terminal, turns text around, or ends a header or a line.
CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]")
HOSTILE = [
    "\x1b]0;owned\x07\x1b[2J", "\x9b31m\x90q\x9c", "\u202eevil\u2066", "a\rb\nc\x0b\x0c\x85",
    "X\r\nAuthorization: Bearer y", "<b>&amp;</b><script>", "'\"`$(id);|&", "{{ item.topic }}",
    "}} {{", "../../etc/passwd", "%s%n%0a%0d", "\x7f\x08\x00"[:2], "\u2028\u2029\ufeff", " ",
]


def creates(**node):
    """A meeting for each row of rows.json."""
    start = (datetime.now() + timedelta(days=1)).strftime("%Y-%m-%dT10:00:00")
    nodes = {"in": {"type": "json.read", "settings": {"file": "rows.json"}},
             "act": {"type": "zoom.create-meeting", "slot": "zoom", "timeout": 60,
                     "settings": {"topic": "{{ item.topic }}", "start_time": start,
                                  "timezone": "UTC"}, **node},
             "out": {"type": "output", "settings": {"name": "Out"}}}
    return pipeline(nodes, ["in.out -> act.in", "act.out -> out.in"], slots=SLOTS)


class HostileCase(ConnectCase):
    def prepare(self, topics, *options, state=None, **node):
        sandbox = self.start_sandbox("--plan", "unlimited", "--daily-limit", "-1", *options,
                                     state=state)
        sandbox.control.order("record", on=True)
        self.write("rows.json", json.dumps([{"topic": topic} for topic in topics]))
        return sandbox, self.write("creates.convoke", creates(**node))

    def count(self, sandbox):
        return sandbox.control.send("effects")[0]["count"]

    def check_text(self, *texts):
        for text in texts:
            self.assertNotRegex(text, CONTROL)

    def check_calm(self, *arguments, statuses=(0,)):
        """Neither form of the output drives a terminal. Returns the document."""
        human = self.call(*arguments)
        machine = self.call(*arguments, "--json")
        self.assertIn(human.returncode, statuses, human.stderr)
        self.assertIn(machine.returncode, statuses, machine.stderr)
        self.check_text(human.stdout, human.stderr, machine.stdout, machine.stderr)
        return json.loads(machine.stdout)


class Duplicates(HostileCase):
    def test_equal_creates(self):
        """Both are made when nothing goes wrong, which shows that a duplicate would be counted; so
        they are when an answer is lost: one is found, and the other waits for that."""
        self.settle_quickly()
        sandbox, path = self.prepare(["Same", "Same"], on_error="continue")
        self.connect(sandbox)
        self.assertEqual(len(self.call_json("run", path)["outputs"]["Out"]), 2)
        self.assertEqual(self.count(sandbox), 2)
        sandbox.control.order("clear-log")
        sandbox.control.fault("reply-lost", "POST", MEETINGS)
        document = self.call_json("run", path)
        self.assertEqual(len({item["id"] for item in document["outputs"]["Out"]}), 2)
        self.assertEqual(self.count(sandbox), 2)

    def test_two_runs_at_once(self):
        sandbox, path = self.prepare([f"Number {n}" for n in range(30)])
        self.connect(sandbox)
        # Both of them meet a token that has expired; one refresh is enough for all.
        sandbox.control.order("expire")
        processes = [self.start("run", path, "--json", stdout=subprocess.PIPE) for _ in range(2)]
        for process in processes:
            output, _ = process.communicate(timeout=PATIENCE)
            self.assertEqual(process.returncode, 0, output)
            self.assertEqual(len(json.loads(output)["outputs"]["Out"]), 30)
        self.assertEqual(self.count(sandbox), 60)
        refreshes = [line for line in sandbox.control.list("requests")
                     if "grant_type=refresh_token" in line["body"]]
        self.assertEqual(len(refreshes), 1)
        self.assertEqual(self.query("SELECT state, count(*) FROM effect GROUP BY state"),
                         [("confirmed", 60)])


class Kills(HostileCase):
    def start_and_wait(self, sandbox, path, count):
        process = self.start("run", path, "--json", stdout=subprocess.PIPE)
        wait_until(lambda: self.count(sandbox) >= count)
        return process

    def test_killed_engine(self):
        """The journal holds every request that left; what follows is not in its way. A connection
        that was in memory only has gone with the engine, and its run says so."""
        topics = [f"Number {n}" for n in range(1000)]
        sandbox, path = self.prepare(topics, "--latency", "20")
        self.connect(sandbox)
        process = self.start_and_wait(sandbox, path, 20)
        self.end_engine(number=signal.SIGKILL)
        output, _ = process.communicate(timeout=PATIENCE)
        self.assertEqual(process.returncode, 1)
        failure, = json.loads(output)["failures"]
        self.assertEqual(failure["code"], "connection-deleted")
        self.assertEqual(self.query("PRAGMA quick_check"), [("ok",)])
        left = len([line for line in sandbox.control.list("requests")
                    if line["path"] == MEETINGS])
        known, = self.query("SELECT count(*) FROM effect WHERE state IN ('sent', 'confirmed')")
        self.assertGreaterEqual(known[0], left)
        before = self.count(sandbox)
        self.connect(sandbox)
        self.write("rows.json", json.dumps([{"topic": "Afterwards"}]))
        self.assertEqual(self.call_json("run", path)["state"], "succeeded")
        self.assertEqual(self.count(sandbox), before + 1)

    def test_killed_sandbox(self):
        """What was under way is unknown, what was not sent is not."""
        topics = [f"Number {n}" for n in range(1000)]
        sandbox, path = self.prepare(topics, "--latency", "200", timeout=3)
        self.connect(sandbox)
        process = self.start_and_wait(sandbox, path, 8)
        made = self.count(sandbox)
        sandbox.end(signal.SIGKILL)
        output, _ = process.communicate(timeout=PATIENCE)
        self.assertEqual((process.returncode, json.loads(output)["state"]), (3, "waiting"))
        states = dict(self.query("SELECT state, count(*) FROM effect GROUP BY state"))
        self.assertGreaterEqual(states.get("confirmed", 0) + states["unknown"],
                                made)
        self.assertEqual(set(states) - {"confirmed", "unknown", "refused", "abandoned"}, set())

    def test_sandbox_comes_back(self):
        """A service that goes away in the middle is waited for; then nothing is there twice."""
        topics = [f"Number {n}" for n in range(12)]
        self.settle_quickly()
        # Few at a time, and away for a moment only: it is not found to be away for half a minute.
        sandbox, path = self.prepare(topics, "--latency", "200", "--plan", "free",
                                     state=os.path.join(self.folder, "state.sqlite"))
        self.connect(sandbox)
        process = self.start_and_wait(sandbox, path, 4)
        sandbox.end(signal.SIGKILL)
        self.assertIsNone(process.poll())
        sandbox.start(sandbox.port)
        output, _ = process.communicate(timeout=PATIENCE)
        self.assertEqual((process.returncode, json.loads(output)["state"]), (0, "succeeded"))
        session, replies = Session(sandbox), []

        def is_listed():
            # The plan allows a few of a second, and the run may just have had them.
            replies.append(session.list(page_size=300))
            return replies[-1].status != 429

        wait_until(is_listed)
        self.assertEqual(sorted(meeting["topic"] for meeting in replies[-1].json()["meetings"]),
                         sorted(topics))


class Secrets(HostileCase):
    def test_token_stays_in_memory(self):
        sandbox, path = self.prepare([f"Number {n}" for n in range(40)], "--latency", "20")
        self.assertRegex(Session(sandbox).tokens["access_token"].encode(), TOKEN)
        self.connect(sandbox)
        process = self.start("run", path, "--json", stdout=subprocess.PIPE,
                             stderr=subprocess.PIPE)
        wait_until(lambda: self.count(sandbox) > 0)
        texts = []
        for pid in (process.pid, self.get_engine()):
            for name in ("cmdline", "environ"):
                with open(f"/proc/{pid}/{name}", "rb") as file:
                    texts.append(file.read())
        texts += [text.encode() for text in process.communicate(timeout=PATIENCE)]
        self.assertEqual(process.returncode, 0)
        texts.append(self.call("connections", "--json").stdout.encode())
        self.end_engine()
        for folder, _, names in os.walk(self.data):
            for name in names:
                with open(os.path.join(folder, name), "rb") as file:
                    texts.append(file.read())
        self.assertGreater(len(b"".join(texts)), 100000)
        for text in texts:
            self.assertIsNone(TOKEN.search(text))
            self.assertNotIn(b"access_token", text)


class Text(HostileCase):
    def test_topics(self):
        """Text goes to Zoom as it is, and to nowhere else as anything but text."""
        sandbox, path = self.prepare(HOSTILE + ["x" * (1 << 20)], on_error="continue")
        self.connect(sandbox)
        document = self.check_calm("run", path, statuses=(0, 1))
        sent = {json.loads(line["body"])["topic"]
                for line in sandbox.control.list("requests") if line["path"] == MEETINGS}
        self.assertLessEqual(sent, set(HOSTILE))
        self.assertIn("{{ item.topic }}", sent)
        self.assertLessEqual({line["path"] for line in sandbox.control.list("requests")},
                             {MEETINGS, "/oauth/token", "/oauth/authorize", "/v2/users/me"})
        for failure in document["failures"]:
            self.assertLess(len(failure["message"]), 2500)

    def test_meeting_ids(self):
        """An id never becomes a path."""
        sandbox, _ = self.prepare([])
        self.connect(sandbox)
        nodes = {"in": {"type": "json.read", "settings": {"file": "rows.json"}},
                 "act": {"type": "zoom.get-meeting", "slot": "zoom", "on_error": "continue",
                         "settings": {"meeting_id": "{{ item.topic }}"}},
                 "out": {"type": "output", "settings": {"name": "Out"}}}
        path = self.write("gets.convoke", pipeline(
            nodes, ["in.out -> act.in", "act.out -> out.in"], slots=SLOTS))
        self.write("rows.json", json.dumps([{"topic": text} for text in HOSTILE + [
            "../users/me", "1/../../users/me", "1?x=1", "1#x", "1%2f..", "x" * (1 << 20)]]))
        sandbox.control.order("clear-log")
        document = self.check_calm("run", path, statuses=(1,))
        self.assertEqual(document["outputs"]["Out"], [])
        for line in sandbox.control.list("requests"):
            self.assertRegex(line["path"], r"^/v2/meetings/\d+$")
        for failure in document["failures"]:
            self.assertLess(len(failure["message"]), 2500)

    def test_tables_and_files(self):
        for number, text in enumerate(HOSTILE):
            cell = '"' + text.replace('"', '""') + '"'
            name = text.replace("/", "_").replace("\x00", "_")[:50] + ".csv"
            self.write(name, f"{cell},other\n{cell},{cell}\n")
            nodes = {"read": {"type": "csv.read", "label": text, "settings": {"file": "rows"}},
                     "date": {"type": "date", "label": text, "on_error": "continue",
                              "settings": {"value": "{{ item.other }}", "operation": "parse"}},
                     "out": {"type": "output", "label": text, "settings": {"name": text}}}
            path = self.write(f"table-{number}.convoke", pipeline(
                nodes, ["read.out -> date.in", "date.out -> out.in"], name=text,
                files={"rows": {"label": text, "default": "rows.csv"}}))
            with self.subTest(text=text):
                self.check_calm("run", path, "--file", "rows=" + name, statuses=(1, 2))
                self.check_calm("run", path, "--file", "rows=missing-" + name, statuses=(1, 2))
                self.check_calm("check", path, statuses=(0, 2))

    def test_names(self):
        """Whatever stands where a name should, in the file, its path and on the command line."""
        for text in HOSTILE:
            node = {"type": "output", "settings": {"name": "Out"}}
            files = [pipeline({text: node}, []), pipeline({"a": {"type": text}}, []),
                     pipeline({"a": node}, [text]), pipeline({"a": node}, [], **{text: text}),
                     pipeline({"a": {**node, text: text}}, []),
                     pipeline({"a": {"type": "zoom.get-user", "slot": text}}, []),
                     pipeline({"a": {"type": "text", "settings": {"template": "{{" + text}}}, [])]
            with self.subTest(text=text):
                for content in files:
                    path = self.write(text.replace("/", "_") + ".convoke", content)
                    self.check_calm("check", path, statuses=(0, 2))
                self.check_calm("run", path, "--input", text + "=1", statuses=(0, 1, 2))
                self.check_calm("run", path, "--connection", "a=" + text, statuses=(2, 4))
                self.check_calm("run", "/nowhere" + text, statuses=(2,))
                for arguments in (["disconnect", text], ["nodes", text], [text], ["connect", text],
                                  ["help", text], ["run", "--" + text, "x"]):
                    result = self.call(*arguments)
                    self.assertIn(result.returncode, (2, 4), result.stderr)
                    self.assertTrue(result.stderr.startswith("convokectl: "), result.stderr)
                    self.check_text(result.stdout, result.stderr)
                result = self.call("health", text)
                self.assertEqual(result.returncode, 4)
                self.check_text(result.stdout, result.stderr)

    def test_account(self):
        """The e-mail of an account becomes the connection's name."""
        for text in ("\x1b[2J@example.com", "\u202e@evil", "a\nb: c", "x" * 5000, ""):
            with self.subTest(text=text[:20]):
                sandbox = self.start_sandbox()
                sandbox.control.order("user", facts={"email": text, "display_name": text})
                status, errors = self.sign_in("--server", sandbox.url, "--client-id",
                                              "convoke-test", "--memory")
                self.assertIn(status, (0, 4), errors)
                self.check_text(errors)
                for arguments in (["connections"], ["connections", "--json"], ["health"]):
                    result = self.call(*arguments)
                    self.check_text(result.stdout, result.stderr)
                for connection in self.list_connections():
                    self.assertEqual(self.call("disconnect", connection["id"]).returncode, 0)


class Surroundings(HostileCase):
    def run_in(self, *arguments, prepare=None, changes=None, **options):
        environment = {**self.environment, **(changes or {})}
        environment = {name: value for name, value in environment.items() if value is not None}
        options = {"stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE,
                   "stderr": subprocess.PIPE, "cwd": self.folder, **options}
        return subprocess.run(self.command(*arguments, data="--data-dir" not in arguments),
                              env=environment, preexec_fn=prepare, text=True, timeout=PATIENCE,
                              **options)

    def test_directories(self):
        path = self.write("hello.convoke", hello())
        for directory in ("with space é", "relative/dir", "\x1b[31mevil\n", "a" * 200):
            with self.subTest(directory=directory):
                result = self.run_in("run", path, "--data-dir", directory)
                self.end_engine(os.path.join(self.folder, directory))
                self.assertEqual((result.returncode, result.stderr), (0, ""))
                self.assertTrue(os.path.exists(os.path.join(self.folder, directory, "convoke.db")))
        for directory in ("/proc/convoke", "/dev/null/x", path, "x" * 300):
            with self.subTest(directory=directory[:20]):
                result = self.run_in("run", path, "--data-dir", directory)
                self.assertEqual((result.returncode, result.stdout), (1, ""))
                self.assertIn("--data-dir", result.stderr)

    def test_missing_surroundings(self):
        path = self.write("hello.convoke", hello())
        for changes in ({"HOME": None}, {"TMPDIR": "/nonexistent"}, {"LC_ALL": "xx_YY"},
                        {"TZ": "Nowhere/Land"}, {"XDG_RUNTIME_DIR": "/nonexistent"},
                        {"XDG_RUNTIME_DIR": os.path.join(self.folder, "r" * 150)},
                        {"DBUS_SESSION_BUS_ADDRESS": "nonsense"}):
            with self.subTest(changes=changes):
                result = self.run_in("run", path, changes=changes)
                self.end_engine()
                self.assertEqual((result.returncode, result.stderr), (0, ""))

    def test_streams(self):
        """What is opened next never takes the place of a closed stream."""
        path = self.write("hello.convoke", hello())
        for number in (0, 1, 2):
            result = self.run_in("run", path, prepare=lambda: os.close(number))
            self.assertEqual(result.returncode, 1 if number == 1 else 0)
            self.assertEqual(bool(result.stderr), number == 1)
        with open("/dev/full", "w") as full:
            for arguments in (["run", path], ["run", path, "--json"], ["nodes"], ["--help"],
                              ["--version"], ["check", path, "--json"]):
                result = self.run_in(*arguments, stdout=full)
                self.assertEqual(result.returncode, 1)
                self.assertIn("printed", result.stderr)
        self.write("rows.json", json.dumps([{"text": "x" * 200}] * 20000))
        nodes = {"in": {"type": "json.read", "settings": {"file": "rows.json"}},
                 "out": {"type": "output", "settings": {"name": "Rows"}}}
        process = self.start("run", self.write("many.convoke", pipeline(
            nodes, ["in.out -> out.in"])), "--json", stdout=subprocess.PIPE,
            stderr=subprocess.PIPE)
        process.stdout.read(10)
        process.stdout.close()
        self.assertEqual(process.stderr.read(), "")
        self.assertNotEqual(process.wait(PATIENCE), 0)

    def test_full_disk(self):
        """When the journal can no longer be written, nothing is sent any more."""
        sandbox, path = self.prepare([f"Number {n}" for n in range(100)],
                                     on_error="continue")
        hello_path = self.write("hello.convoke", hello())
        # Programs that count lines write the counts when they end, and nothing can be written.
        self.environment.update(GCOV_PREFIX="/dev/null", GCOV_ERROR_FILE="/dev/null")
        for limit in (0, 100, 4096, 50000):
            with self.subTest(limit=limit):
                result = self.run_in("run", hello_path, prepare=lambda: resource.setrlimit(
                    resource.RLIMIT_FSIZE, (limit, limit)))
                self.end_engine()
                self.assertEqual(result.returncode, 1, result.stderr)
                self.assertRegex(result.stderr, "--data-dir")
        self.connect(sandbox)
        sandbox.control.order("clear-log")
        # Room for the run to begin and for some of its effects, whatever was written before.
        limit = 200000 + max(os.path.getsize(os.path.join(self.data, name))
                             for name in ("convoke.db", "convoke.db-wal"))
        resource.prlimit(self.get_engine(), resource.RLIMIT_FSIZE, (limit, limit))
        result = self.call("run", path, "--json")
        document = json.loads(result.stdout)
        self.assertIn(result.returncode, (1, 3))
        codes = {failure["code"] for failure in document["failures"]}
        self.assertLessEqual(codes, {"journal", "outcome-unknown"})
        self.assertIn("journal", codes)
        made = self.count(sandbox)
        self.assertLess(made, 100)
        # There is room for a small one, but nothing is begun any more.
        refused = self.call("run", hello_path)
        self.assertEqual(refused.returncode, 1)
        self.assertIn("start Convoke again", refused.stderr)
        self.end_engine(number=signal.SIGKILL)
        with sqlite3.connect(os.path.join(self.data, "convoke.db")) as database:
            self.assertEqual(database.execute("PRAGMA quick_check").fetchall(), [("ok",)])
            known = database.execute("SELECT count(*) FROM effect WHERE state NOT IN "
                                     "('planned', 'abandoned')").fetchone()[0]
        self.assertGreaterEqual(known, made)


if __name__ == "__main__":
    unittest.main()
