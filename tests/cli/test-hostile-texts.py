#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: The Convoke developers

"""Texts that wish somebody ill, through every way out that a step has: each arrives as it was, or its
item fails with a reason. None becomes a line of a header, a formula, a path, a command or markup."""

import csv
import email
import email.header
import email.policy
import email.utils
import json
import os
import re
import subprocess
import sys
import unittest
import urllib.parse
import zipfile

from convoke import PATIENCE, SOURCE, pipeline
from fake_service import Service
from sign_in import ConnectCase

sys.path.insert(0, os.path.join(SOURCE, "tests/support"))

from mail_server import MailServer  # noqa: E402

with open(os.path.join(SOURCE, "tests/support/hostile-texts.json")) as file:
    TEXTS = list(json.load(file).values())
TEXTS += ["x" * 5000, "\u202e" * 2000]
# A JSON array with more of them, such as blns.json of the Big List of Naughty Strings.
CORPUS = os.environ.get("CVK_TEXT_CORPUS")
if CORPUS is not None:
    with open(CORPUS) as file:
        TEXTS += json.load(file)
# What drives a terminal, or turns its text around.
CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]")
# What no line of a calendar may hold (RFC 5545, section 3.1).
CALENDAR = re.compile("[\x00-\x08\x0b-\x1f\x7f]")
CONNECTORS = {"http.request": "http", "mail.send": "smtp", "zoom.create-meeting": "zoom"}


def unite_lines(text):
    return text.replace("\r\n", "\n").replace("\r", "\n")


class Doors(ConnectCase):
    counts = {}

    def setUp(self):
        super().setUp()
        self.write("in.json", json.dumps([{"id": f"n{number}", "text": text}
                                          for number, text in enumerate(TEXTS)]))

    # --- Running ---

    def add_connection(self, *arguments):
        result = subprocess.run(
            self.command("connect", *arguments, "--memory", "--unchecked"), env=self.environment,
            cwd=self.folder, input="a-secret-of-some-length\n", capture_output=True, text=True,
            timeout=PATIENCE)
        self.assertEqual(result.returncode, 0, result.stderr)

    def run_step(self, kind, settings, folder="", **node):
        """One step on all texts. Returns its items, and {number of an item: code of a problem}."""
        slots = {"it": {"connector": CONNECTORS[kind]}} if "slot" in node else {}
        path = self.write(os.path.join(folder, "p.convoke"), pipeline(
            {"in": {"type": "json.read", "settings": {"file": "in.json"}},
             "act": {"type": kind, "settings": settings, "on_error": "continue", **node},
             "out": {"type": "output", "settings": {"name": "Out"}}},
            ["in.out -> act.in", "act.out -> out.in"], slots=slots))
        result = self.call("run", path, "--json")
        self.assertEqual(result.stderr, "")
        self.assertIn(result.returncode, (0, 1), result.stdout[:2000])
        self.assertIsNone(CONTROL.search(result.stdout))
        document = json.loads(result.stdout)
        for failure in document["failures"]:
            self.assertEqual(failure["node"], "act", failure)
            self.assertLess(len(failure["message"]), 2500)
        return (document["outputs"]["Out"],
                {failure["item"]: failure["code"] for failure in document["failures"]})

    def note(self, door, arrived, refused):
        Doors.counts[door] = (arrived, refused)

    def compare(self, door, found, refused, convert=lambda text: text):
        """@found: {number from 0: what arrived}."""
        for number, text in enumerate(TEXTS):
            with self.subTest(door=door, text=text[:50]):
                if number in refused:
                    self.assertNotIn(number, found)
                else:
                    self.assertEqual(found[number], convert(text))
        self.note(door, len(found), len(refused))

    @classmethod
    def tearDownClass(cls):
        arrived = sum(count for count, _ in cls.counts.values())
        refused = sum(count for _, count in cls.counts.values())
        kind = "corpus, hostile texts" if CORPUS else "hostile texts"
        print(f"# figure: {kind}: {len(TEXTS)} x {len(cls.counts)} ways out, {arrived} "
              f"arrived as they were, {refused} refused with a reason, 0 otherwise")

    # --- Files ---

    def test_csv(self):
        self.run_step("csv.write", {"file": "out.csv"})
        with open(os.path.join(self.folder, "out.csv"), encoding="utf-8", newline="") as file:
            rows = list(csv.reader(file))
        self.compare("csv", {n: row[1] for n, row in enumerate(rows[1:])}, {})

    def test_csv_for_excel(self):
        self.run_step("csv.write", {"file": "out.csv", "encoding": "utf-8-bom"})
        with open(os.path.join(self.folder, "out.csv"), encoding="utf-8-sig", newline="") as file:
            rows = list(csv.reader(file))

        def guard(text):
            is_number = re.fullmatch(r"[-+]\d+(\.\d+)?([eE][-+]?\d+)?", text)
            return "'" + text if text[:1] in tuple("=+-@\t\r") and not is_number else text
        self.compare("csv for Excel", {n: row[1] for n, row in enumerate(rows[1:])}, {}, guard)
        self.assertEqual([row[1] for row in rows if row[1][:1] in ("=", "@")], [])
        # The control: there is something to guard.
        self.assertNotEqual([text for text in TEXTS if text[:1] in ("=", "@")], [])

    def test_json(self):
        items, _ = self.run_step("json.write", {"file": "out.json"})
        self.compare("convokectl --json", {n: item["text"] for n, item in enumerate(items)}, {})
        with open(os.path.join(self.folder, "out.json"), encoding="utf-8") as file:
            self.compare("json", {n: row["text"] for n, row in enumerate(json.load(file))}, {})

    def test_text_file(self):
        self.run_step("file.write", {"file": "out.txt"})
        with open(os.path.join(self.folder, "out.txt"), encoding="utf-8", newline="") as file:
            # What is empty makes no line.
            self.assertEqual(file.read(), "".join(text + "\n" for text in TEXTS if text))
        self.note("text file", len(TEXTS), 0)

    def test_spreadsheet(self):
        self.run_step("spreadsheet.write", {"file": "out.xlsx"})
        with zipfile.ZipFile(os.path.join(self.folder, "out.xlsx")) as archive:
            parts = {name: archive.read(name).decode() for name in archive.namelist()}
        sheet = parts["xl/worksheets/sheet1.xml"]
        self.assertNotIn("<f>", sheet)
        self.assertNotIn("<hyperlink", sheet)
        path = self.write("back.convoke", pipeline(
            {"in": {"type": "spreadsheet.read", "settings": {"file": "out.xlsx"}},
             "out": {"type": "output", "settings": {"name": "Out"}}}, ["in.out -> out.in"]))
        items = self.call_json("run", path)["outputs"]["Out"]
        # An empty cell is none.
        self.compare("xlsx", {n: item["text"] or "" for n, item in enumerate(items)}, {})

    def test_calendar(self):
        self.run_step("calendar.write", {
            "file": "out.ics", "uid": "{{ item.id }}", "start": "2026-03-03T14:00:00Z",
            "duration": 30, **{name: "{{ item.text }}"
                               for name in ("summary", "location", "description")}})
        with open(os.path.join(self.folder, "out.ics"), newline="") as file:
            text = file.read()
        self.assertEqual(text.count("\r\nBEGIN:VEVENT\r\n"), len(TEXTS))
        self.assertNotRegex(text, r"(?m)^(ATTENDEE|END:VEVENT\n|X-)")
        self.assertNotRegex(text, r"[^\r]\n|\r[^\n]")
        path = self.write("back.convoke", pipeline(
            {"in": {"type": "calendar.read", "settings": {
                "file": "out.ics", "from": "2026-03-01", "until": "2026-04-01"}},
             "out": {"type": "output", "settings": {"name": "Out"}}}, ["in.out -> out.in"]))
        items = {item["uid"]: item for item in self.call_json("run", path)["outputs"]["Out"]}
        for field in ("summary", "location", "description"):
            self.compare("ics " + field, {
                number: items[f"n{number}"].get(field) or "" for number in range(len(TEXTS))}, {},
                lambda text: CALENDAR.sub("", unite_lines(text)))

    def test_table(self):
        self.run_step("table.write", {"table": "t", "operation": "upsert", "key": "id",
                                      "fields": {"id": "{{ item.id }}", "text": "{{ item.text }}"}})
        items, _ = self.run_step("table.read", {"table": "t", "rows": [
            {"field": "id", "operator": "equals", "value": "{{ item.id }}"}]})
        self.compare("table", {n: item["text"] for n, item in enumerate(items)}, {})

    def test_cut_off(self):
        """A text with a NUL, which would end there for most: refused, not made shorter."""
        self.write("in.json", json.dumps([{"id": "n0", "text": "a\0b"}]))
        for kind, settings in {
                "csv.write": {"file": "out.csv"}, "spreadsheet.write": {"file": "out.xlsx"},
                "file.write": {"file": "out.txt"}}.items():
            self.assertEqual(list(self.run_step(kind, settings)[1].values()), ["file"], kind)
        self.assertEqual([name for name in os.listdir(self.folder) if name.startswith("out")], [])
        for kind, settings in {
                "text": {"template": "{{ item.text }}", "name": "t"},
                "calendar.write": {"file": "out.ics", "uid": "u", "duration": 30,
                                   "start": "2026-03-03T14:00:00Z", "summary": "{{ item.text }}"}
        }.items():
            self.assertEqual(self.run_step(kind, settings)[1], {0: "nul-character"}, kind)
        # Where texts may be anything, it arrives.
        items, _ = self.run_step("json.write", {"file": "out.json"})
        self.assertEqual(items[0]["text"], "a\0b")

    # --- Programs ---

    def test_script(self):
        items, refused = self.run_step("script", {"mode": "each", "code": "return {t: item.text}"})
        self.compare("script", {n: item["t"] for n, item in enumerate(items)}, refused)

    def test_template(self):
        items, refused = self.run_step("text", {"template": "<{{ item.text }}>", "name": "t"})
        self.compare("template", {n: item["t"] for n, item in enumerate(items)}, refused,
                     lambda text: f"<{text}>")

    # --- Zoom ---

    def test_topic(self):
        sandbox = self.start_sandbox("--plan", "unlimited", "--daily-limit", "-1")
        self.connect(sandbox)
        sandbox.control.order("record", on=True)
        _, refused = self.run_step("zoom.create-meeting", {
            "topic": "{{ item.text }}", "agenda": "{{ item.id }}",
            "start_time": "2035-03-03T14:00:00", "timezone": "UTC", "duration": 30}, slot="it")
        sent = [json.loads(request["body"]) for request in sandbox.control.list("requests")
                if request["method"] == "POST" and request["path"].endswith("/meetings")]
        found = {int(meeting["agenda"][1:]): meeting["topic"] for meeting in sent}
        self.compare("Zoom topic", found, refused)
        # The control: there is something to refuse, and the rest was made.
        self.assertIn(TEXTS.index("x" * 5000), refused)
        self.assertEqual(len(sent) + len(refused), len(TEXTS))

    # --- The network ---

    def ask(self, settings, read):
        """{number: what read(request) finds} of the requests that came, and what was refused."""
        service = Service()
        self.addCleanup(service.stop)
        self.add_connection("http", "--as", "bearer", "--address", service.url + "/v1")
        _, refused = self.run_step("http.request", {
            "method": "POST", "query": {"id": "{{ item.id }}"}, "url": "/a", **settings}, slot="it")
        found = {}
        for request in service.requests:
            address = urllib.parse.urlsplit(request.path)
            query = urllib.parse.parse_qs(address.query, keep_blank_values=True)
            self.assertNotIn("x-injected", request.headers)
            self.assertEqual(request.headers["authorization"], "Bearer a-secret-of-some-length")
            self.assertRegex(request.path, r"^/v1/a[!-~]*$")
            found[int(query["id"][0][1:])] = read(request, address, query)
        self.assertEqual(len(found), len(service.requests))
        return found, refused

    def test_http_body(self):
        self.compare("http json", *self.ask(
            {"body": "json", "json": {"t": "{{ item.text }}"}},
            lambda request, address, query: request.body["t"]))

    def test_http_form(self):
        self.compare("http form", *self.ask(
            {"body": "form", "fields": {"t": "{{ item.text }}"}},
            lambda request, address, query: urllib.parse.parse_qs(
                request.text, keep_blank_values=True)["t"][0]))

    def test_http_query(self):
        self.compare("http query", *self.ask(
            {"query": {"id": "{{ item.id }}", "t": "{{ item.text }}"}},
            lambda request, address, query: query.get("t", [""])[0]))

    def test_http_path(self):
        found, refused = self.ask({"url": "/a/{{ item.text }}/z"},
                                  lambda request, address, query: address.path)
        self.compare("http path", {
            number: urllib.parse.unquote(path.removeprefix("/v1/a/").removesuffix("/z"))
            for number, path in found.items()}, refused)
        for path in found.values():
            self.assertEqual(path.count("/"), 4, path)

    def test_http_header(self):
        found, refused = self.ask({"headers": {"X-Text": "{{ item.text }}"}},
                                  lambda request, address, query: request.headers.get("x-text"))
        self.compare("http header", found, refused, lambda text: text.strip(" \t\r"))
        # The control: there is something to refuse.
        self.assertGreater(len(refused), 5)

    def list_files(self):
        return {os.path.join(folder, name) for folder, _, names in os.walk(self.folder)
                for name in names if "/data" not in folder}

    def test_file_names(self):
        """An answer is saved in the pipeline's folder, whatever its name, or not at all."""
        os.makedirs(os.path.join(self.folder, "inner/most"))
        os.rename(os.path.join(self.folder, "in.json"),
                  os.path.join(self.folder, "inner/most/in.json"))
        service = Service((200, "text", {"content-type": "text/plain"}))
        self.addCleanup(service.stop)
        self.add_connection("http", "--as", "bearer", "--address", service.url + "/v1")
        before = self.list_files()
        items, refused = self.run_step(
            "http.request", {"url": "/a", "response": "file", "file": "{{ item.text }}"},
            folder="inner/most", slot="it")
        made = self.list_files() - before
        inside = os.path.join(self.folder, "inner/most/")
        self.assertEqual([path for path in made if not path.startswith(inside)], [])
        self.assertGreater(len(made), len(TEXTS) // 2)
        self.assertEqual(len(items) + len(refused), len(TEXTS))
        for text in ("../../../../etc/passwd", "..", ".", "/", "/etc/passwd", "/proc/self/environ"):
            self.assertIn(TEXTS.index(text), refused)
        self.note("file names", len(items), len(refused))

    # --- People ---

    def test_terminal(self):
        path = self.write("p.convoke", pipeline(
            {"in": {"type": "json.read", "settings": {"file": "in.json"}},
             "act": {"type": "date", "label": TEXTS[0], "on_error": "continue", "settings": {
                 "value": "{{ item.text }}", "operation": "parse"}},
             "raw": {"type": "output", "settings": {"name": TEXTS[16]}},
             "out": {"type": "output", "settings": {"name": "Out"}}},
            ["in.out -> act.in", "act.out -> out.in", "in.out -> raw.in"], name=TEXTS[15]))
        shown = self.call("run", path)
        run = json.loads(self.call("runs", "--json").stdout)[0]["run"]
        for result in (shown, self.call("show", run), self.call("show", run, "--node", "in"),
                       self.call("runs"), self.call("check", path)):
            self.assertEqual(CONTROL.search(result.stdout.replace("\t", "")), None)
            self.assertEqual(CONTROL.search(result.stderr), None)
        # The control: there was something to hide, and it was shown.
        self.assertIsNotNone(CONTROL.search("".join(TEXTS)))
        self.assertIn("owned", shown.stdout)

    # --- Mail ---

    def test_mail(self):
        server = MailServer()
        self.addCleanup(server.stop)
        self.add_connection("smtp", "--user", "ada@example.com", "--detail", "host=127.0.0.1", "--detail",
                     f"port={server.port}", "--detail", "security=none")
        for field, settings in {
                "subject": {"subject": "{{ item.text }}", "text": "T"},
                "text": {"subject": "S", "text": "{{ item.text }}\nend"},
                "name": {"subject": "S", "text": "T",
                         "from": "{{ item.text }} <ada@example.com>"}}.items():
            server.messages.clear()
            _, refused = self.run_step("mail.send", {
                "to": "{{ item.id }}@example.org", **settings}, slot="it")
            found = {}
            for message in server.messages:
                self.assertEqual(message.sender, "ada@example.com")
                self.assertRegex(message.recipients[0], r"^n\d+@example\.org$")
                data = message.data.replace(b"\r\n", b"\n")
                parsed = email.message_from_bytes(data, policy=email.policy.default)
                self.assertIsNone(parsed["x-injected"])
                self.assertIsNone(parsed["bcc"])
                number = int(message.recipients[0][1:].split("@")[0])
                self.assertEqual(len(message.recipients), 1)
                if field == "text":
                    found[number] = parsed.get_content().rstrip("\n").removesuffix("\nend")
                elif field == "name":
                    # The newer policy puts spaces between the words of a long name.
                    sender = email.message_from_bytes(data)["from"]
                    words = email.header.decode_header(email.utils.parseaddr(sender)[0])
                    found[number] = str(email.header.make_header(words))
                else:
                    found[number] = parsed["subject"]
            self.compare("mail " + field, found, refused, self.conversions[field])

    # A name in quotes is the name in them (RFC 5322, section 3.2.4).
    conversions = {
        "subject": lambda text: text.strip(" \t\r"),
        "text": lambda text: text.replace("\r\n", "\n"),
        "name": lambda text: re.sub(r'^"(.*)"$', r"\1", text.strip(" \t\r")),
    }


if __name__ == "__main__":
    unittest.main()
