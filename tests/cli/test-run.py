#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: The Convoke developers

"""convokectl run, through a real engine."""

import json
import os
import pty
import re
import signal
import socket
import sqlite3
import subprocess
import unittest

from convoke import ENGINE, PATIENCE, Case, hello, pipeline, slow, wait_until


class Run(Case):
    def test_result(self):
        path = self.write("hello.convoke", hello())
        document = self.call_json("run", path)
        self.assertEqual(list(document), ["run", "state", "outputs", "failures"])
        self.assertTrue(document["run"])
        self.assertEqual(document["state"], "succeeded")
        self.assertEqual(document["outputs"],
                         {"Greetings": [{"who": "World", "greeting": "Hello World"}]})
        self.assertEqual(document["failures"], [])
        human = self.call("run", path, "--input", "who=Ada=Lovelace")
        self.assertEqual((human.returncode, human.stderr), (0, ""))
        self.assertIn("Greetings (1 item)", human.stdout)
        self.assertIn("Hello Ada=Lovelace", human.stdout)
        self.assertEqual(self.query("SELECT state FROM run"), [("succeeded",), ("succeeded",)])

    def test_no_session_bus_is_needed(self):
        self.assertNotIn("DBUS_SESSION_BUS_ADDRESS", self.environment)
        result = self.call("run", self.write("hello.convoke", hello()), data=False)
        self.assertEqual(result.returncode, 0, result.stderr)
        self.assertIsNotNone(self.get_engine(os.path.join(self.folder, ".local/share/convoke")))

    def test_runtime_directory(self):
        """The socket stands in the session's folder, and is found without knowing that folder."""
        runtime = os.path.join(self.folder, "runtime")
        os.mkdir(runtime, 0o700)
        path = self.write("hello.convoke", hello())
        self.environment["XDG_RUNTIME_DIR"] = runtime
        self.assertEqual(self.call("run", path).returncode, 0)
        address = self.get_address(self.data)
        self.assertTrue(address.startswith(runtime + "/convoke/"))
        self.assertEqual(os.stat(os.path.dirname(address)).st_mode & 0o777, 0o700)
        engine = self.get_engine()
        del self.environment["XDG_RUNTIME_DIR"]
        self.assertEqual(self.call("run", path).returncode, 0)
        self.assertEqual(self.get_engine(), engine)

    def test_two_at_once_share_an_engine(self):
        path = self.write("hello.convoke", hello())
        processes = [self.start("run", path, "--json", stdout=subprocess.PIPE,
                                stderr=subprocess.PIPE) for _ in range(6)]
        runs = set()
        for process in processes:
            output, errors = process.communicate(timeout=PATIENCE)
            self.assertEqual(process.returncode, 0, errors)
            runs.add(json.loads(output)["run"])
        self.assertEqual(len(runs), 6)
        self.assertEqual(self.query("SELECT count(*) FROM run"), [(6,)])

    @unittest.skipUnless(os.geteuid() == 0, "only root can become somebody else")
    def test_other_users_are_not_let_in(self):
        """Not by the folder, and when that fails, not by the host either."""
        self.call("run", self.write("hello.convoke", hello()))
        address = self.get_address(self.data)

        def knock(user):
            """What a process of that user is told at the door."""
            reader, writer = os.pipe()
            child = os.fork()
            if child == 0:
                answer = b"closed"
                try:
                    os.setresuid(user, user, user)
                    with socket.socket(socket.AF_UNIX) as client:
                        client.connect(address)
                        name = str(user).encode().hex().encode()
                        client.sendall(b"\0AUTH EXTERNAL " + name + b"\r\n")
                        answer = client.recv(100).split()[0]
                finally:
                    os.write(writer, answer)
                    os._exit(0)
            os.close(writer)
            os.waitpid(child, 0)
            with os.fdopen(reader) as file:
                return file.read()

        self.assertEqual(knock(65534), "closed")
        for path in (self.folder, self.data):
            os.chmod(path, 0o755)
        os.chmod(address, 0o666)
        self.assertIn(knock(65534), ("REJECTED", "closed"))
        self.assertEqual(knock(0), "OK")

    def test_second_engine_is_refused(self):
        self.call("run", self.write("hello.convoke", hello()))
        result = subprocess.run([ENGINE, "--data-dir", self.data], env=self.environment,
                                capture_output=True, text=True, timeout=PATIENCE)
        self.assertEqual(result.returncode, 3)
        self.assertIn(self.data, result.stderr)

    def test_files_and_slots(self):
        os.mkdir(os.path.join(self.folder, "elsewhere"))
        self.write("rows.csv", "a\n1\n")
        self.write("elsewhere/others.csv", "a\n2\n")
        nodes = {"read": {"type": "csv.read", "settings": {"file": "rows"}},
                 "out": {"type": "output", "settings": {"name": "Rows"}}}
        files = {"rows": {"label": "Rows", "default": "rows.csv"}}
        path = self.write("files.convoke", pipeline(nodes, ["read.out -> out.in"], files=files))
        rows = self.call_json("run", path)["outputs"]["Rows"]
        self.assertEqual(rows, [{"a": "1"}])
        rows = self.call_json("run", path, "--file", "rows=elsewhere/others.csv")
        self.assertEqual(rows["outputs"]["Rows"], [{"a": "2"}])
        document = self.call_json("run", path, "--file", "rows=nowhere.csv", status=1)
        self.assertEqual(document["state"], "failed")
        self.assertEqual(document["failures"][0]["node"], "read")
        self.assertIn("nowhere.csv", document["failures"][0]["message"])
        document = self.call_json("run", path, "--file", "sheet=rows.csv", status=2)
        self.assertEqual(document["failures"][0]["code"], "unknown-file")

    def test_inputs(self):
        fields = [{"name": "count", "type": "integer", "required": True}]
        nodes = {"in": {"type": "input", "settings": {"fields": fields}},
                 "out": {"type": "output", "settings": {"name": "Out"}}}
        path = self.write("inputs.convoke", pipeline(nodes, ["in.out -> out.in"]))
        document = self.call_json("run", path, "--input", "count=9007199254740993")
        self.assertEqual(document["outputs"]["Out"], [{"count": 9007199254740993}])
        for arguments in [[], ["--input", "count=many"], ["--input", "other=1"]]:
            with self.subTest(arguments=arguments):
                document = self.call_json("run", path, *arguments, status=2)
                self.assertEqual(document["state"], "invalid")
                self.assertTrue(document["failures"][0]["field"])
        self.assertEqual(self.query("SELECT count(*) FROM run"), [(1,)])

    def test_breakpoints(self):
        path = self.write("p.convoke", pipeline(
            {"in": {"type": "input", "settings": {"fields": []}},
             "make": {"type": "script", "settings": {"mode": "each", "code": "return {n: 1};"}},
             "next": {"type": "script", "settings": {"mode": "each", "code": "return {m: item.n};"}},
             "out": {"type": "output", "settings": {"name": "Out"}}},
            ["in.out -> make.in", "make.out -> next.in", "next.out -> out.in"]))

        def run(lines, *options):
            result = subprocess.run(self.command("run", path, "--json", *options), text=True,
                                    input=lines, capture_output=True, env=self.environment,
                                    cwd=self.folder, timeout=PATIENCE)
            self.assertEqual(result.returncode, 0, result.stderr)
            self.assertEqual(json.loads(result.stdout)["outputs"], {"Out": [{"m": 1}]})
            return re.findall("holds before “(.*?)”", result.stderr), result.stderr

        self.assertEqual(run("\n")[0], [])
        # What is no order is asked again, and so it is after looking.
        held, errors = run("x\nl\n\n", "--break", "next")
        self.assertEqual(held, ["next", "next", "next"])
        self.assertIn('{"n":1}', errors)
        self.assertEqual(run("s\n\n", "--break", "make")[0], ["make", "next"])
        self.assertEqual(run("\n\n", "--break", "make", "--break", "out")[0], ["make", "out"])
        # Nobody is there any more.
        self.assertEqual(run("", "--break", "make", "--break", "out")[0], ["make"])
        document = self.call_json("run", path, "--break", "nobody", status=2)
        self.assertEqual(document["failures"][0]["code"], "unknown-node")

    def test_failures(self):
        """One failed row does not hide the others; a linked failed port makes it a success."""
        self.write("rows.csv", "when\n2030-01-01T10:00:00Z\nnever\n2030-01-02T10:00:00Z\n")
        nodes = {"read": {"type": "csv.read", "settings": {"file": "rows.csv"}},
                 "date": {"type": "date", "on_error": "continue",
                          "settings": {"value": "{{ item.when }}", "operation": "parse"}},
                 "out": {"type": "output", "settings": {"name": "Dates"}},
                 "bad": {"type": "output", "settings": {"name": "Bad"}}}
        links = ["read.out -> date.in", "date.out -> out.in"]
        del nodes["bad"]
        path = self.write("rows.convoke", pipeline(nodes, links))
        document = self.call_json("run", path, status=1)
        self.assertEqual(document["state"], "failed")
        self.assertEqual(len(document["outputs"]["Dates"]), 2)
        failure, = document["failures"]
        self.assertEqual((failure["node"], failure["item"]), ("date", 1))
        human = self.call("run", path)
        self.assertEqual(human.returncode, 1)
        self.assertIn("date, item 2", human.stderr)
        self.assertIn("Dates (2 items)", human.stdout)

        nodes["bad"] = {"type": "output", "settings": {"name": "Bad"}}
        path = self.write("handled.convoke", pipeline(nodes, links + ["date.failed -> bad.in"]))
        document = self.call_json("run", path)
        self.assertEqual(document["state"], "succeeded")
        self.assertEqual(len(document["outputs"]["Bad"]), 1)

    def test_slots_without_a_connection(self):
        nodes = {"user": {"type": "zoom.get-user", "slot": "zoom"},
                 "out": {"type": "output", "settings": {"name": "User"}}}
        slots = {"zoom": {"connector": "zoom", "label": "Zoom account"}}
        path = self.write("zoom.convoke", pipeline(nodes, ["user.out -> out.in"], slots=slots))
        document = self.call_json("run", path, status=4)
        self.assertEqual((document["run"], document["state"]), (None, "failed"))
        self.assertEqual(document["failures"][0]["code"], "no-connection")
        document = self.call_json("run", path, "--connection", "zoom=nobody", status=4)
        self.assertEqual(document["failures"][0]["code"], "unknown-connection")
        document = self.call_json("run", path, "--connection", "other=nobody", status=2)
        self.assertEqual(document["failures"][0]["code"], "unknown-slot")

    def test_hostile_data(self):
        """Escape sequences in names and values do not reach the terminal, in either form."""
        hostile = "\x1b]0;owned\x07\x9b31m\u202eevil\x7f\r"
        nodes = {"in": {"type": "json.read", "settings": {"file": "hostile.json"}},
                 "out": {"type": "output", "settings": {"name": "Out " + hostile}}}
        self.write("hostile.json", json.dumps([{"k" + hostile: hostile, "n": {"x": hostile}}]))
        path = self.write("hostile.convoke", pipeline(nodes, ["in.out -> out.in"]))
        for arguments in [[], ["--json"]]:
            result = self.call("run", path, *arguments)
            self.assertEqual(result.returncode, 0, result.stderr)
            for character in "\x1b\x07\x9b\u202e\x7f\r":
                self.assertNotIn(character, result.stdout + result.stderr)
        document = self.call_json("run", path)
        self.assertEqual(document["outputs"]["Out " + hostile],
                         [{"k" + hostile: hostile, "n": {"x": hostile}}])

    def test_many_items(self):
        """More than a message of D-Bus should carry."""
        rows = [{"n": n, "text": "x" * 200} for n in range(20000)]
        self.write("rows.json", json.dumps(rows))
        nodes = {"in": {"type": "json.read", "settings": {"file": "rows.json"}},
                 "out": {"type": "output", "settings": {"name": "Rows"}}}
        path = self.write("many.convoke", pipeline(nodes, ["in.out -> out.in"]))
        self.assertEqual(self.call_json("run", path)["outputs"]["Rows"], rows)
        human = self.call("run", path)
        self.assertIn("Rows (20000 items)", human.stdout)
        self.assertIn("19900 more items", human.stdout)


    def test_damaged_journal(self):
        """Nothing runs that could not be written down; what is there is left alone."""
        os.mkdir(self.data)
        journal = os.path.join(self.data, "convoke.db")
        with open(journal, "w") as file:
            file.write("This is no database, but it is long enough to be looked at.\n")
        document = self.call_json("run", self.write("hello.convoke", hello()), status=1)
        self.assertEqual(document["state"], "failed")
        self.assertIn(journal, document["failures"][0]["message"])
        with open(journal) as file:
            self.assertTrue(file.read().startswith("This is no database"))

    def test_unusable_data_directory(self):
        self.data = self.write("file", "")
        result = self.call("run", self.write("hello.convoke", hello()))
        self.assertEqual(result.returncode, 1)
        self.assertIn(self.data, result.stderr)


class Interruptions(Case):
    def start_on_terminal(self, path):
        """Starts a run whose standard error is a terminal; waits until it says what it does."""
        leader, follower = pty.openpty()
        self.addCleanup(os.close, leader)
        process = self.start("run", path, "--json", stdout=subprocess.PIPE, stderr=follower)
        os.close(follower)
        text = b""
        while b"busy" not in text:
            text += os.read(leader, 1024)
        return process

    def test_cancel(self):
        process = self.start_on_terminal(self.write("slow.convoke", slow()))
        process.send_signal(signal.SIGINT)
        output, _ = process.communicate(timeout=PATIENCE)
        self.assertEqual(process.returncode, 1)
        self.assertEqual(json.loads(output)["state"], "cancelled")
        self.assertEqual(self.query("SELECT state FROM run"), [("cancelled",)])

    def test_killed_engine(self):
        """The next one goes on with the run, and who waits for it goes on waiting."""
        process = self.start_on_terminal(self.write("slow.convoke", slow()))
        first = self.get_engine()
        self.end_engine(number=signal.SIGKILL)
        wait_until(lambda: self.get_engine() not in (None, first))
        wait_until(lambda: self.query("SELECT state, resumes FROM run") == [("running", 1)])
        # Its lock and socket do not stand in the way of the next one.
        self.assertEqual(self.call("run", self.write("hello.convoke", hello())).returncode, 0)
        process.send_signal(signal.SIGINT)
        output, _ = process.communicate(timeout=PATIENCE)
        self.assertEqual(process.returncode, 1)
        self.assertEqual(json.loads(output)["state"], "cancelled")
        with sqlite3.connect(os.path.join(self.data, "convoke.db")) as database:
            self.assertEqual(database.execute("PRAGMA integrity_check").fetchall(), [("ok",)])
            self.assertEqual(database.execute("SELECT state FROM run ORDER BY number").fetchall(),
                             [("cancelled",), ("succeeded",)])

    def test_closing_the_client_changes_nothing(self):
        fields = {"type": "input", "settings": {"fields": []}}
        script = {"type": "script", "on_error": "continue",
                  "settings": {"mode": "each", "code": "while (true) {}"}}
        nodes = {"in": fields, "busy": script, "out": {"type": "output",
                                                        "settings": {"name": "Out"}}}
        process = self.start_on_terminal(self.write(
            "busy.convoke", pipeline(nodes, ["in.out -> busy.in", "busy.out -> out.in"])))
        process.kill()
        process.wait()
        wait_until(lambda: self.query("SELECT state FROM run") == [("failed",)])


if __name__ == "__main__":
    unittest.main()
