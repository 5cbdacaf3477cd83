#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: The Convoke developers

"""What a pipeline of a stranger cannot do when the user lets it run: fill its slots itself, or look
around on this computer."""

import json
import os
import unittest

from convoke import hello, pipeline
from sign_in import ConnectCase

CANARY = "canary-a1b2c3d4"

# What reaches for more than the items, in the language of expressions and in that of scripts.
EXPRESSIONS = [
    "env", "env.CANARY", "process.env", "$env.CANARY", "item.constructor", "item.__proto__",
    "inputs.constructor.constructor", "nodes", "nodes.constructor", "run.path", "run.env",
    "globalThis", "this", "window", "require", "import", "eval", "file", "home", "clipboard",
    "connections", "secrets", "pipelines", "tables", "(item)", "item[\"__proto__\"]",
    "date.constructor", "[].constructor", "\"\".constructor.constructor", "item.x.toString",
]
SCRIPTS = [
    "return {v: String(globalThis.process)}", "return {v: Object.keys(globalThis).join()}",
    "return {v: String(globalThis.require)}", "return {v: JSON.stringify(process.env)}",
    "return {v: eval('this.constructor.constructor(\"return process\")()')}",
    "return {v: String(new Function('return this')().imports)}",
    "return {v: load('/proc/self/environ')}", "return {v: read('/proc/self/environ')}",
    "return {v: String(typeof print) + print('x')}", "return {v: fetch('http://127.0.0.1:1/')}",
    "return {v: new Error().stack}", "return {v: String(import.meta.url)}",
    "return {v: String(globalThis.imports?.gi)}", "return {v: navigator.clipboard}",
    "return {v: localStorage.x}", "return {v: new Intl.DateTimeFormat().resolvedOptions().timeZone}",
]


class Stranger(ConnectCase):
    def setUp(self):
        super().setUp()
        self.environment["CANARY"] = CANARY

    def test_file_binds_no_connection(self):
        """A slot is filled by the user: an id in the file says nothing, however right it is."""
        sandboxes = [self.start_sandbox() for _ in range(2)]
        for number, sandbox in enumerate(sandboxes):
            sandbox.control.order("user", facts={"email": f"u{number}@example.com"})
            self.connect(sandbox)
        second = self.list_connections()[1]
        nodes = {"in": {"type": "input", "settings": {"fields": []}},
                 "ask": {"type": "zoom.get-user", "slot": "zoom", "connection": second["id"],
                         "settings": {"connection": second["id"]}}}
        slot = {"connector": "zoom", "connection": second["id"], "id": second["id"],
                "default": second["id"], "account": second["account"]}
        path = self.write("p.convoke", pipeline(
            nodes, ["in.out -> ask.in"], slots={"zoom": slot},
            bindings={"connections": {"zoom": second["id"]}}, connections={"zoom": second["id"]}))
        document = self.call_json("run", path, status=4)
        self.assertIn("several-connections", [f["code"] for f in document["failures"]])
        # The control: the user may.
        del nodes["ask"]["settings"]["connection"]
        path = self.write("p.convoke", pipeline(nodes, ["in.out -> ask.in"], slots={"zoom": slot}))
        self.call_json("run", path, "--connection", "zoom=" + second["id"])

    def test_what_has_no_end_is_no_pipeline(self):
        """A folder of somebody else may hold a link to a device, or a pipe."""
        link = os.path.join(self.folder, "endless.convoke")
        os.symlink("/dev/zero", link)
        for command in ("check", "run"):
            document = self.call_json(command, link, status=2)
            self.assertIn("too large", json.dumps(document))
        self.assertEqual(self.call_json("check", self.folder, status=2)["problems"][0]["code"],
                         "unreadable-file")
        # A pipe that ends is as good as a file.
        reader, writer = os.pipe()
        os.write(writer, hello().encode())
        os.close(writer)
        self.call("check", f"/dev/fd/{reader}", pass_fds=(reader,)).check_returncode()
        os.close(reader)

    def look(self, nodes, links):
        result = self.call("run", self.write("p.convoke", pipeline(nodes, links)), "--json")
        for secret in (CANARY, self.folder, os.environ["PATH"]):
            self.assertNotIn(secret, result.stdout.replace(os.path.join(
                self.folder, "p.convoke"), ""))
        return json.loads(result.stdout)

    def test_expressions_see_nothing_of_this_computer(self):
        self.call("connections")
        for expression in EXPRESSIONS:
            with self.subTest(expression=expression):
                self.look({"in": {"type": "input", "settings": {"fields": []}},
                           "see": {"type": "set", "settings": {
                               "fields": {"v": "{{ " + expression + " }}"}}},
                           "out": {"type": "output", "settings": {"name": "Out"}}},
                          ["in.out -> see.in", "see.out -> out.in"])

    def test_scripts_see_nothing_of_this_computer(self):
        nodes = {"in": {"type": "input", "settings": {"fields": []}}}
        links = []
        for number, code in enumerate(SCRIPTS):
            nodes[f"s{number}"] = {"type": "script", "on_error": "continue",
                                   "settings": {"mode": "each", "code": code}}
            nodes[f"o{number}"] = {"type": "output", "settings": {"name": f"O{number}"}}
            links += [f"in.out -> s{number}.in", f"s{number}.out -> o{number}.in"]
        document = self.look(nodes, links)
        values = json.dumps(document["outputs"])
        self.assertNotIn("/usr/", values)
        self.assertIn("UTC", values)
        self.assertIn("undefined", values)

    def test_such_a_look_is_seen(self):
        """The control: what a run is given on purpose stands in its result."""
        with self.assertRaises(AssertionError):
            self.look({"in": {"type": "input", "settings": {"fields": [
                {"name": "v", "type": "text", "default": CANARY}]}},
                       "out": {"type": "output", "settings": {"name": "Out"}}},
                      ["in.out -> out.in"])


if __name__ == "__main__":
    unittest.main()
