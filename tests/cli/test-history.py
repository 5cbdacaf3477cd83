#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: The Convoke developers

"""Runs that are over: looked at, gone on with, and found again, also by a service that was not there
when they ran."""

import collections
import datetime
import json
import os
import re
import sqlite3
import unittest

from convoke import Case, hello, pipeline, wait_until
from sign_in import KeyringCase, Session


TOKEN = re.compile(rb"(?<![A-Za-z0-9_-])eyJ[A-Za-z0-9_-]{10}")
START_LINK = re.compile(rb"zak=")


def tomorrow():
    return (datetime.datetime.now() + datetime.timedelta(days=1)).strftime("%Y-%m-%dT10:00:00")


def meetings(count, settings=None):
    """That many meetings, each with a topic of its own."""
    return pipeline(
        {"in": {"type": "input", "settings": {"fields": [{"name": "who"}]}},
         "many": {"type": "script", "settings": {
             "mode": "each",
             "code": f"return Array.from({{length: {count}}}, (v, n) => ({{n}}));"}},
         "create": {"type": "zoom.create-meeting", "slot": "zoom", "on_error": "continue",
                    "settings": {"topic": "Meeting {{ item.n }}", "start_time": tomorrow(),
                                 "timezone": "UTC", **(settings or {})}},
         "out": {"type": "output", "settings": {"name": "Out"}}},
        ["in.out -> many.in", "many.out -> create.in", "create.out -> out.in"],
        slots={"zoom": {"connector": "zoom"}})


class Meetings(KeyringCase):
    def prepare(self):
        sandbox = self.start_sandbox("--plan", "unlimited", "--daily-limit", "-1")
        status, errors = self.sign_in("--server", sandbox.url, "--client-id", "convoke-test")
        self.assertEqual(status, 0, errors)
        self.permit(10000)
        sandbox.control.order("record", on=True)
        return sandbox

    def permit(self, count):
        """As if the service had said that it permits so many a day."""
        self.call_json("run", self.write("one.convoke", meetings(1)))
        [(name,)] = self.query("SELECT quota FROM effect")
        self.restart()
        with sqlite3.connect(os.path.join(self.data, "convoke.db")) as database:
            database.execute("INSERT INTO quota (name, day_limit) VALUES (?, ?)", (name, count))

    @staticmethod
    def read_requests(sandbox):
        return [line for line in sandbox.control.list("requests")
                if line["path"].startswith("/v2/")]

    def count_creates(self, sandbox):
        return sum(line["method"] == "POST" for line in self.read_requests(sandbox))

    def restart(self):
        self.end_engine()
        self.assertIsNone(self.get_engine())

    def get_rows(self, run, node):
        return self.call_json("show", run, "--node", node)["rows"]

    def test_a_thousand_with_37_failures(self):
        sandbox = self.prepare()
        sandbox.control.fault("xml-error", "POST", "/v2/users/me/meetings", count=37)
        path = self.write("p.convoke", meetings(1000))
        result = self.call_json("run", path, "--input", "who=Ada", status=1)
        run = result["run"]
        self.assertEqual(len(result["failures"]), 37, result["failures"][:1])
        self.assertEqual(self.count_creates(sandbox), 1000)

        # Another service knows all of it, and asks nobody.
        self.restart()
        sandbox.control.order("clear-log")
        shown = self.call_json("show", run, "--node", "create")
        self.assertEqual(shown["state"], "failed")
        self.assertEqual(shown["inputs"], {"who": "Ada"})
        self.assertEqual(len(shown["failures"]), 37)
        counts = shown["steps"]["create"]["counts"]
        self.assertEqual((counts["in"], counts["out"], counts["failed"]), (1000, 963, 37))
        self.assertGreater(shown["steps"]["create"]["duration"], 0)
        self.assertEqual(sum(row["problem"] is not None for row in shown["rows"]), 37)
        self.assertEqual([item["topic"] for item in result["outputs"]["Out"][:3]],
                         [row["item"]["topic"] for row in shown["rows"]
                          if row["problem"] is None][:3])
        states = collections.Counter(effect["state"] for effect in shown["effects"])
        self.assertEqual(states, {"confirmed": 963, "refused": 37})
        self.assertIn("37 failures", self.call("show", run).stdout)
        self.assertEqual(self.read_requests(sandbox), [])

        # Trying again sends the 37 and nothing else.
        self.restart()
        retried = self.call_json("retry", run)
        self.assertEqual(retried["state"], "succeeded")
        self.assertEqual(self.count_creates(sandbox), 37)
        created = result["outputs"]["Out"] + retried["outputs"]["Out"]
        self.assertEqual(sorted(item["topic"] for item in created),
                         sorted(f"Meeting {n}" for n in range(1000)))
        self.assertEqual(len({item["id"] for item in created}), 1000)
        print("# figure: of 1,000 items with 37 failures, a retry after a restart sent 37")

        # That run can be looked at as well, and there is nothing left in it.
        self.restart()
        sandbox.control.order("clear-log")
        again = self.call_json("show", retried["run"])
        self.assertEqual(again["part"]["kept"], run)
        self.assertEqual(again["steps"]["create"]["counts"]["out"], 37)
        self.assertEqual(self.call("retry", retried["run"]).returncode, 2)
        self.assertEqual(self.read_requests(sandbox), [])


    def test_undo(self):
        sandbox = self.prepare()
        result = self.call_json("run", self.write("p.convoke", meetings(3)))
        before = len(sandbox.control.list("effects"))
        changed, *others = result["outputs"]["Out"]
        reply = Session(sandbox).call("PATCH", f"/meetings/{changed['id']}",
                                      {"topic": "Somebody else's"})
        self.assertEqual(reply.status, 204)
        self.restart()

        rehearsed = self.call_json("undo", result["run"])
        self.assertEqual([effect["kind"] for effect in rehearsed["plan"]], ["delete", "delete"])
        [left] = rehearsed["outputs"]["Changed since, and left"]
        self.assertEqual((left["id"], left["changed"]), (changed["id"], "topic"))
        self.assertEqual(len(sandbox.control.list("effects")), before + 1)

        undone = self.call_json("undo", result["run"], "--approve", "all")
        self.assertEqual({item["id"] for item in undone["outputs"]["Deleted"]},
                         {item["id"] for item in others})
        deleted = [line for line in sandbox.control.list("effects") if line["method"] == "DELETE"]
        self.assertEqual(len(deleted), 2)

        # A second time, nothing is there.
        again = self.call_json("undo", result["run"], "--approve", "all")
        self.assertEqual(again["outputs"].get("Deleted", []), [])
        self.assertEqual(len(again["outputs"]["Not to be read any more"]), 2)
        self.assertEqual(self.call("undo", again["run"]).returncode, 2)

    def read_journal(self):
        """Every byte of the database, free pages and what is not yet moved into it included."""
        text = b""
        for name in os.listdir(self.data):
            if name.startswith("convoke.db"):
                with open(os.path.join(self.data, name), "rb") as file:
                    text += file.read()
        return text

    def test_no_secret_is_kept(self):
        sandbox = self.prepare()
        link = Session(sandbox).create(topic="Control", type=2, start_time=tomorrow(),
                                       timezone="UTC").json()["start_url"]
        self.assertRegex(link.encode(), START_LINK)
        self.assertRegex(Session(sandbox).tokens["access_token"].encode(), TOKEN)
        result = self.call_json("run", self.write("p.convoke", meetings(3)))
        self.call_json("show", result["run"])
        journal = self.read_journal()
        self.assertIn(b"Meeting 2", journal)
        self.assertNotRegex(journal, START_LINK)
        self.assertNotRegex(journal, TOKEN)


class Runs(Case):
    def test_list(self):
        self.assertEqual(self.call_json("runs"), [])
        self.assertIn("no such runs", self.call("runs").stdout)

    def test_kinds(self):
        """What changed nothing, and what only a sandbox saw, is not taken for the real thing."""
        create = self.write("create.convoke", meetings(1))
        runs = []
        for path, options, kind in ((self.write("hello.convoke", hello()), (), ""),
                                    (create, ("--sandbox",), "sandbox"),
                                    (create, ("--sandbox", "--rehearse"), "rehearsal, sandbox")):
            run = self.call_json("run", path, *options)["run"]
            runs.insert(0, (run, "--rehearse" in options, "--sandbox" in options, kind))
        self.assert_kinds(runs)
        # The next service makes what it shows from the journal.
        self.end_engine()
        self.assert_kinds(runs)

    def assert_kinds(self, runs):
        table = self.call("runs").stdout
        for entry, (run, rehearses, sandbox, kind) in zip(self.call_json("runs"), runs, strict=True):
            shown = self.call_json("show", run)
            for document in (entry, shown):
                self.assertEqual((document["run"], document["rehearses"], document["sandbox"]),
                                 (run, rehearses, sandbox))
            self.assertRegex(table, rf"{run} .*succeeded +{kind} +\d" if kind else
                             rf"{run} .*succeeded +\d")
            pairs = [line for line in self.call("show", run).stdout.splitlines()
                     if line.startswith("Kind: ")]
            self.assertEqual(pairs, [f"Kind: {kind}"] if kind else [])

    def test_wrong_numbers(self):
        """Nothing is asked then, and a script gets JSON all the same."""
        for arguments in (["runs", "--limit", "0"], ["runs", "--limit", "1001"],
                          ["next", "--count", "0"], ["next", "--count", "101"]):
            result = self.call(*arguments)
            self.assertEqual((result.returncode, result.stdout), (2, ""))
            self.assertIn("takes a number from 1 to", result.stderr)
            self.assertEqual(self.call_json(*arguments, status=2), [])
        self.assertFalse(os.path.exists(self.data))

    def test_unknown_node(self):
        run = self.run_rows("{a: 1}")
        result = self.call("show", run, "--node", "nobody")
        self.assertEqual((result.returncode, result.stdout), (1, ""))
        self.assertIn("no node “nobody”", result.stderr)

    def test_keep(self):
        self.assertEqual(self.call_json("runs", "--keep-days", "30"),
                         {"days": 30, "megabytes": 500})
        self.end_engine()
        self.assertIn("30 days, as long as they take no more than 50 MB",
                      self.call("runs", "--keep-megabytes", "50").stdout)

    def run_rows(self, *rows):
        text = pipeline(
            {"make": {"type": "script", "settings": {
                "mode": "each", "code": f"return [{', '.join(rows)}];"}},
             "out": {"type": "output", "settings": {"name": "Out"}}},
            ["make.out -> out.in"])
        return self.call_json("run", self.write("p.convoke", text))["run"]

    def test_change_and_go_on(self):
        def dates(value):
            return pipeline(
                {"make": {"type": "script", "settings": {
                    "mode": "each", "code": "return [{d: '2026-01-01T00:00:00Z', n: 1},"
                                            " {d: 'no', n: 2}, {d: 'nor', n: 3}];"}},
                 "date": {"type": "date", "on_error": "continue", "settings": {
                     "operation": "parse", "value": value, "name": "t"}},
                 "out": {"type": "output", "settings": {"name": "Out"}}},
                ["make.out -> date.in", "date.out -> out.in"])

        def read(result):
            return [item["t"][:10] for item in result["outputs"]["Out"]]

        path = self.write("p.convoke", dates("{{ item.d }}"))
        first = self.call_json("run", path, status=1)
        self.assertEqual((read(first), len(first["failures"])), (["2026-01-01"], 2))

        # A row has another value; one that does not fails again.
        second = self.call_json("retry", first["run"], "date",
                                "--set", "2.d=2026-02-02T00:00:00Z", status=1)
        self.assertEqual((read(second), len(second["failures"])), (["2026-02-02"], 1))
        both = self.call_json("retry", first["run"], "--set", "2.d=2026-02-02T00:00:00Z",
                              "--set", "3.d=2026-03-03T00:00:00Z")
        self.assertEqual(read(both), ["2026-02-02", "2026-03-03"])

        # The step has another setting, and the rows that failed are all that goes through it.
        self.write("p.convoke", dates("2026-04-0{{ item.n }}T00:00:00Z"))
        self.assertEqual(len(self.call_json("retry", first["run"], status=1)["failures"]), 2)
        third = self.call_json("retry", first["run"], "--pipeline", path)
        self.assertEqual(read(third), ["2026-04-02", "2026-04-03"])

        # What succeeded is no row to change.
        self.assertEqual(self.call("retry", first["run"], "--set", "1.d=x").returncode, 2)
        self.assertEqual(self.call("retry", first["run"], "--set", "d=x").returncode, 2)

    def test_cancel_what_waits(self):
        text = pipeline(
            {"make": {"type": "script", "settings": {"mode": "each", "code": "return [{a: 1}];"}},
             "ask": {"type": "approval", "settings": {"message": "Go on?"}},
             "out": {"type": "output", "settings": {"name": "Out"}}},
            ["make.out -> ask.in", "ask.out -> out.in"])
        run = self.call_json("run", self.write("p.convoke", text), status=3)["run"]
        self.end_engine()
        shown = self.call_json("show", run, "--node", "make")
        self.assertEqual(shown["state"], "waiting")
        self.assertEqual([row["item"] for row in shown["rows"]], [{"a": 1}])
        self.assertEqual(shown["steps"]["ask"]["state"], "waiting")
        self.assertEqual(shown["steps"]["out"]["state"], "pending")
        self.assertEqual(len(shown["questions"]), 1)
        # Looking has answered and withdrawn nothing.
        self.assertEqual(len(self.call_json("answer")), 1)
        self.assertEqual(self.call("cancel", run).returncode, 0)
        wait_until(lambda: self.call_json("runs")[0]["state"] == "cancelled")
        self.assertEqual(self.call_json("answer"), [])
        self.end_engine()
        self.assertEqual(self.call_json("show", run)["state"], "cancelled")

    def test_a_large_text_is_kept_once(self):
        """Five megabytes through ten steps that are all in the journal, and what comes of them is
        whole; a text of another run is another one."""
        text = "All of it, “quoted” and €. " * (5_000_000 // 30)
        nodes = {"read": {"type": "json.read", "settings": {"file": "large.json"}},
                 "out": {"type": "output", "settings": {"name": "Out"}}}
        links = []
        before = "read"
        for number in range(9):
            name = f"step-{number}"
            nodes[name] = {"type": "script", "settings": {
                "mode": "each", "code": f"return {{...item, step: {number}}}"}}
            links.append(f"{before}.out -> {name}.in")
            before = name
        path = self.write("large.convoke", pipeline(nodes, links + [f"{before}.out -> out.in"]))
        for content in (text, text[:100_000]):
            with open(os.path.join(self.folder, "large.json"), "w", encoding="utf-8") as file:
                json.dump([{"text": content}], file)
            result = self.call_json("run", path)
            self.assertEqual(result["outputs"]["Out"], [{"text": content, "step": 8}])
        self.assertEqual(self.query("SELECT count(*) FROM output"), [(20,)])
        [(count, size)] = self.query("SELECT count(*), max(length(text)) FROM large")
        self.assertEqual(count, 2)
        self.assertGreater(size, len(text))
        self.assertLess(self.query("SELECT max(length(payload)) FROM output")[0][0], 5000)
        # Whole again for whoever looks at a run that is in the journal only.
        self.end_engines()
        shown = self.call_json("show", "1", "--node", "step-4")
        self.assertIn(text, json.dumps(shown, ensure_ascii=False).replace('\\"', '"'))

    def test_large_values(self):
        """People see the beginning of one; a program gets all of it, and so does a comparison."""
        def make(end):
            return pipeline(
                {"in": {"type": "input", "settings": {"fields": []}},
                 "make": {"type": "script", "settings": {
                     "mode": "each", "code": f"return {{text: 'x'.repeat(100000) + '{end}'}}"}}},
                ["in.out -> make.in"])
        first, second = (self.call_json("run", self.write(f"{end}.convoke", make(end)))["run"]
                         for end in ("one", "two"))
        [row] = self.call_json("show", first, "--node", "make")["rows"]
        self.assertEqual(row["item"], {"text": "x" * 100000 + "one"})
        self.assertNotIn("shortened", row)
        shown = self.call("show", first, "--node", "make").stdout
        self.assertIn("x" * 30, shown)
        self.assertNotIn("x" * 5000, shown)
        self.assertIn("only the beginning", shown)
        compared = self.call_json("show", first, "--compare", second)["comparison"]["make"]
        self.assertEqual((compared["only_first"], compared["only_second"]), (1, 1))
        same = self.call_json("show", first, "--compare", first)["comparison"]["make"]
        self.assertEqual((same["only_first"], same["only_second"]), (0, 0))

    def test_find_and_compare(self):
        first = self.run_rows("{a: 1}", "{a: 2}", "{a: 2}")
        second = self.run_rows("{a: 2}", "{a: 3}", "{b: 4}")
        self.assertEqual([entry["run"] for entry in self.call_json("runs")], [second, first])
        self.assertEqual(len(self.call_json("runs", "--limit", "1")), 1)
        self.assertEqual(self.call_json("runs", "--state", "failed"), [])
        self.assertEqual(len(self.call_json("runs", "--search", "p.convoke")), 2)
        self.end_engine()
        # By its number, and by the beginning of its id.
        shown = self.call_json("show", "1", "--compare", second[:8])
        self.assertEqual(shown["run"], first)
        self.assertEqual(shown["comparison"]["make"],
                         {"first": 3, "second": 3, "only_first": 2, "only_second": 2})
        same = self.call_json("show", "1", "--compare", "1")["comparison"]["make"]
        self.assertEqual((same["only_first"], same["only_second"]), (0, 0))
        self.assertIn("Only there", self.call("show", "2", "--compare", "1").stdout)
        self.assertEqual(self.call("show", "99999").returncode, 1)
        self.assertEqual(self.call("cancel", "1").returncode, 1)


if __name__ == "__main__":
    unittest.main()
