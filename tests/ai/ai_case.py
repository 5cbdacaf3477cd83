# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: The Convoke developers

"""What the tests of steps that ask language models share: a service, and a connection to it."""

import json
import os
import subprocess
import sys

sys.path.insert(0, os.path.join(os.environ["CVK_TEST_SOURCE_ROOT"], "tests/cli"))
from convoke import Case, PATIENCE, pipeline  # noqa: E402
from model_server import KEY, ModelServer, OpenAI  # noqa: E402

SLOTS = {"model": {"connector": "language-model"}}


def chain(kind, settings, items=({},), ports=("out",), **members):
    """A pipeline that puts `items` through a step of `kind`; an output for each port."""
    nodes = {
        "rows": {"type": "script", "settings": {
            "mode": "each", "code": f"return {json.dumps(list(items))};"}},
        "start": {"type": "input", "settings": {"fields": []}},
        "ai": {"type": kind, "slot": "model", "settings": settings, **members},
    }
    links = ["start.out -> rows.in", "rows.out -> ai.in"]
    for port in ports:
        nodes[f"to-{port}"] = {"type": "output", "settings": {"name": port}}
        links.append(f"ai.{port} -> to-{port}.in")
    return pipeline(nodes, links, slots=SLOTS)


class ModelCase(Case):
    service = OpenAI

    def setUp(self):
        super().setUp()
        self.server = ModelServer(self.service)
        self.addCleanup(self.server.stop)

    def connect(self, key=KEY, address=None, *extra):
        """A connection to the server, in the memory of the engine where there is a key."""
        arguments = ["connect", self.service.connector, "--address", address or self.server.address,
                     "--name", "models", *extra]
        if self.service.connector == "ollama":
            return self.call(*arguments)
        arguments.append("--memory")
        reader, writer = os.pipe()
        os.write(writer, key.encode() + b"\n")
        os.close(writer)
        try:
            return subprocess.run(
                self.command(*arguments, "--secret-fd", str(reader)), pass_fds=(reader,),
                env=self.environment, cwd=self.folder, stdin=subprocess.DEVNULL,
                capture_output=True, text=True, timeout=PATIENCE)
        finally:
            os.close(reader)

    def connect_well(self, *arguments):
        result = self.connect(*arguments)
        self.assertEqual(result.returncode, 0, result.stdout + result.stderr)

    def run_chain(self, kind, settings, items=({},), ports=("out",), status=0, **members):
        """The result of a run, as --json has it."""
        text = chain(kind, {"model": "m-1", **settings}, items, ports, **members)
        return self.call_json("run", self.write("p.convoke", text), status=status)

    def assert_failure(self, result, code, *words):
        self.assertEqual([one["code"] for one in result["failures"]], [code], result)
        for word in words:
            self.assertIn(word, result["failures"][0]["message"])
        self.assertNotIn(KEY, json.dumps(result))
