#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: The Convoke developers

"""What the user is told of runs that ask: by the real engine, to a notification service of our
own."""

import ast
import json
import os
import signal
import unittest

from tray import ENGINE_NAME, ENGINE_PATH, NoticeCase, pipeline, wait_until


def approval(**settings):
    return pipeline(
        {
            "in": {"type": "input", "settings": {"fields": []}},
            "many": {"type": "script",
                     "settings": {"mode": "each", "code": "return [{n: 1}, {n: 2}];"}},
            "ask": {"type": "approval", "settings": settings},
            "out": {"type": "output", "settings": {"name": "Out"}},
        },
        ["in.out -> many.in", "many.out -> ask.in", "ask.out -> out.in"], name="Invitations")


FAILING = {"type": "set", "settings": {"fields": {"x": "{{ item.no.such }}"}}}


class RunNotices(NoticeCase):
    def press(self, number, action):
        self.service.stdin.write(f"ActionInvoked (uint32 {number}, '{action}')\n")
        self.service.stdin.flush()

    def ask(self, **settings):
        path = self.write("p.convoke", approval(**settings))
        result = self.call("run", path)
        self.assertEqual(result.returncode, 3, result.stderr)

    def list_open(self):
        return json.loads(self.call("answer", "--json").stdout)

    def read_answers(self):
        return [json.loads(answer)["choice"]
                for (answer,) in self.query("SELECT answer FROM question WHERE answer IS NOT NULL")]

    def test_button(self):
        self.ask(message="Send <b>both</b>?")
        line = self.read()
        self.assertIn("'Invitations needs an answer'", line)
        self.assertIn("'Send <b>both</b>?'", line)
        self.assertIn("['answer-approve', 'Approve', 'answer-decline', 'Decline']", line)
        self.press(1, "answer-decline")
        self.assertEqual(self.read(), "CloseNotification (1,)")
        self.assertEqual(self.read_answers(), ["decline"])
        self.assertEqual(self.list_open(), [])

    def test_answered_elsewhere(self):
        self.ask(message="Send?")
        self.assertIn("needs an answer", self.read())
        [question] = self.list_open()
        self.assertEqual(self.call("answer", question["id"], "approve").returncode, 0)
        self.assertEqual(self.read(), "CloseNotification (1,)")

    def test_several(self):
        self.ask(message="Send {{ item.n }}?", items="each")
        line = self.read()
        # The first of them may have been told alone.
        while "2 questions wait." not in line:
            line = self.read()
        self.assertIn("'Invitations needs answers'", line)
        self.assertIn("['open', 'Open']", line)

    def test_told_once(self):
        self.ask(message="Send?")
        self.assertIn("needs an answer", self.read())
        wait_until(lambda: self.query("SELECT value FROM setting WHERE name LIKE 'asked.%'"))
        self.end_engine(number=signal.SIGKILL)
        self.assertEqual(len(self.list_open()), 1)
        [question] = self.list_open()
        self.assertEqual(self.call("answer", question["id"], "approve").returncode, 0)
        wait_until(lambda: not self.query("SELECT value FROM setting WHERE name LIKE 'asked.%'"))
        # What is told next shows that nothing was told in between.
        self.ask(message="Another?")
        self.assertIn("'Another?'", self.read())

    def count_runs(self):
        return len(self.query("SELECT id FROM run WHERE finished IS NOT NULL"))

    def activate(self, nodes, links):
        """Whatever comes into the folder is worked on."""
        os.mkdir(os.path.join(self.folder, "in"))
        path = self.write("watch.convoke", pipeline(
            {"when": {"type": "trigger.file", "settings": {"file": "in"}}, **nodes},
            links, name="Watch"))
        self.assertEqual(self.call("activate", path).returncode, 0)
        wait_until(lambda: self.query("SELECT count (*) FROM memory") == [(1,)])

    def activate_failing(self):
        self.activate({"set": FAILING}, ["when.out -> set.in"])

    def list_parts(self):
        return self.query("SELECT json_extract (start, '$.part.part'), "
                          "json_extract (start, '$.part.node') FROM run ORDER BY number")

    def test_failure(self):
        self.activate_failing()
        self.write("in/a", "a")
        line = self.read()
        self.assertIn("'Watch failed'", line)
        self.assertIn("['retry', 'Retry', 'open', 'Open']", line)
        self.assertEqual(self.count_runs(), 1)
        self.press(1, "retry")
        # It takes the place of the first.
        self.assertIn("'Watch failed'", self.read())
        self.assertEqual(self.count_runs(), 2)
        self.assertEqual(self.list_parts(), [(None, None), ("retry", "set")])

    def test_handler_that_cannot_run(self):
        """What is to run after a failure lacks its connection; the run itself was begun by hand."""
        handler = {"start": {"type": "input", "settings": {"fields": []}},
                   "make": {"type": "zoom.create-meeting", "slot": "zoom",
                            "settings": {"topic": "Sorry"}}}
        text = json.loads(pipeline(handler, ["start.out -> make.in"]))
        text["slots"] = {"zoom": {"connector": "zoom"}}
        self.write("handler.convoke", json.dumps(text))
        text = json.loads(pipeline({"in": {"type": "input", "settings": {"fields": []}},
                                    "set": FAILING}, ["in.out -> set.in"], name="Week"))
        text["settings"] = {"on_failure": "handler.convoke"}
        path = self.write("p.convoke", json.dumps(text))
        self.assertEqual(self.call("run", path).returncode, 1)
        line = self.read()
        self.assertIn("'Nothing was done about a failure of Week'", line)
        self.assertIn("The pipeline that it names for this case cannot run:", line)
        self.assertIn("['open', 'Open']", line)

    def test_failures_at_two_steps(self):
        """Each is tried again, in a run of its own."""
        going_on = dict(FAILING, on_error="continue")
        self.activate({"one": going_on, "two": going_on},
                      ["when.out -> one.in", "when.out -> two.in"])
        self.write("in/a", "a")
        self.assertIn("['retry', 'Retry', 'open', 'Open']", self.read())
        self.press(1, "retry")
        wait_until(lambda: self.count_runs() == 3)
        self.assertEqual(self.list_parts()[0], (None, None))
        self.assertEqual(set(self.list_parts()[1:]), {("retry", "one"), ("retry", "two")})

    def test_failure_of_a_list(self):
        """A step that works on all items at once does that again, from its beginning."""
        self.activate({"save": {"type": "csv.write", "settings": {"file": "none/saved.csv"}}},
                      ["when.out -> save.in"])
        self.write("in/a", "a")
        self.assertIn("'Watch failed'", self.read())
        os.mkdir(os.path.join(self.folder, "none"))
        self.press(1, "retry")
        self.assertEqual(self.read(), "CloseNotification (1,)")
        self.assertEqual(self.list_parts(), [(None, None), ("from", "save")])
        self.assertTrue(os.path.exists(os.path.join(self.folder, "none/saved.csv")))

    def test_failure_of_a_person(self):
        """Whoever runs it by hand sees it there, and hears nothing besides."""
        path = self.write("p.convoke", pipeline(
            {"set": {"type": "set", "settings": {"fields": {"x": "{{ item.no.such }}"}}}}, []))
        self.assertEqual(self.call("run", path).returncode, 1)
        self.ask(message="Send?")
        self.assertIn("needs an answer", self.read())


class Steps(NoticeCase):
    """What pipelines themselves tell and open."""

    def setUp(self):
        super().setUp()
        browser = self.write("browser", "#!/bin/sh\nprintf '%s\\n' \"$1\" >>\"$HOME/opened\"\n")
        os.chmod(browser, 0o755)
        applications = os.path.join(self.folder, "share/applications")
        os.makedirs(applications)
        with open(os.path.join(applications, "browser.desktop"), "w") as file:
            file.write("[Desktop Entry]\nType=Application\nName=Browser\n"
                       f"Exec={browser} %u\nMimeType=x-scheme-handler/https;\n")
        with open(os.path.join(applications, "mimeapps.list"), "w") as file:
            file.write("[Default Applications]\nx-scheme-handler/https=browser.desktop\n")
        # No program of this computer.
        self.environment["XDG_DATA_DIRS"] = os.path.join(self.folder, "share")

    def list_opened(self):
        try:
            with open(os.path.join(self.folder, "opened")) as file:
                return file.read().splitlines()
        except OSError:
            return []

    def notify(self, **settings):
        path = self.write("notify.convoke", pipeline(
            {"in": {"type": "input", "settings": {"fields": []}},
             "tell": {"type": "notify", "settings": {"title": "<b>Now</b>", **settings}}},
            ["in.out -> tell.in"]))
        return self.call("run", path, "--json")

    def test_notification(self):
        result = self.notify(text="In 5 minutes", link="https://example.com/j", label="Join")
        self.assertEqual(result.returncode, 0, result.stderr)
        line = self.read()
        self.assertIn("'<b>Now</b>', 'In 5 minutes', ['open', 'Join']", line)
        self.service.stdin.write("ActionInvoked (uint32 1, 'open')\n")
        self.service.stdin.flush()
        self.assertEqual(self.read(), "CloseNotification (1,)")
        wait_until(lambda: self.list_opened() == ["https://example.com/j"])

    def test_open(self):
        path = self.write("open.convoke", pipeline(
            {"open": {"type": "open", "settings": {"link": "https://example.com/?a=1&b=$(id)"}}},
            []))
        result = self.call("run", path)
        self.assertEqual(result.returncode, 0, result.stderr)
        wait_until(lambda: self.list_opened() == ["https://example.com/?a=1&b=$(id)"])

    def start_copy(self):
        path = self.write("copy.convoke", pipeline(
            {"in": {"type": "input", "settings": {"fields": []}},
             "copy": {"type": "clipboard", "settings": {"text": "s3cret"}}},
            ["in.out -> copy.in"]))
        return self.call("run", path, "--json")

    def take_clipboard(self):
        return self.gdbus("call", "--session", "--dest", ENGINE_NAME, "--object-path", ENGINE_PATH,
                          "--method", ENGINE_NAME + ".TakeClipboard")

    def test_copy_without_window(self):
        """A notification, which does not say the text, starts the window that takes it."""
        self.install_application("app.convoke.Convoke", "echo window >>opened")
        result = self.start_copy()
        self.assertEqual(result.returncode, 0, result.stderr)
        line = self.read()
        self.assertIn("'Copied text is ready'", line)
        self.assertIn("['copy', 'Copy']", line)
        self.assertNotIn("s3cret", line)
        self.service.stdin.write("ActionInvoked (uint32 1, 'copy')\n")
        self.service.stdin.flush()
        wait_until(lambda: self.list_opened() == ["window"])
        identifier, text = ast.literal_eval(self.take_clipboard())
        self.assertEqual(text, "s3cret")
        self.gdbus("call", "--session", "--dest", ENGINE_NAME, "--object-path", ENGINE_PATH,
                   "--method", ENGINE_NAME + ".ClipboardTaken", identifier)
        self.assertEqual(self.read(), "CloseNotification (1,)")
        self.assertEqual(ast.literal_eval(self.take_clipboard()), ("", ""))

    def test_copy_for_nobody(self):
        self.service.kill()
        self.service.wait()
        result = self.start_copy()
        [failure] = json.loads(result.stdout)["failures"]
        self.assertIn("Open Convoke on this computer", json.dumps(failure))
        # Nothing is kept for somebody who comes later.
        self.assertEqual(ast.literal_eval(self.take_clipboard()), ("", ""))

    def test_nobody(self):
        self.service.kill()
        self.service.wait()
        result = self.notify()
        self.assertEqual(result.returncode, 0, result.stderr)
        self.assertEqual(json.loads(result.stdout)["state"], "succeeded")


if __name__ == "__main__":
    unittest.main()
