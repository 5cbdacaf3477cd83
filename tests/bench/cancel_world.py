# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: The Convoke developers

"""Services of all sorts that take LATENCY for an answer, connections to them in a keyring, an engine
that a benchmark starts itself, and what its runs have made."""

import csv
import glob
import json
import os
import subprocess
import sys
import time

sys.path[:0] = [os.path.join(os.environ["CVK_TEST_SOURCE_ROOT"], "tests", folder)
                for folder in ("ai", "support")]

from bus import Engine  # noqa: E402

from cancel_kinds import KINDS, N_SENT, Kind, make_rows, write_files  # noqa: E402
from convoke import PATIENCE  # noqa: E402
from fake_service import Service  # noqa: E402
from mail_server import MailServer  # noqa: E402
from model_server import Answer, ModelServer, Ollama, answer_json  # noqa: E402
from sign_in import KeyringCase, Session  # noqa: E402

LATENCY = 50  # milliseconds


def answer_model(body):
    """To any of the four types of node."""
    time.sleep(LATENCY / 1000)
    asked = json.dumps(body)
    if '"guest' in asked:
        return answer_json({"guest": "Ada"})
    if '"path' in asked:
        return answer_json({"reason": "It is.", "path": "a"})
    return Answer("A sentence.")


class World(KeyringCase):
    def setUp(self):
        super().setUp()
        self.settle_quickly()
        write_files(self.folder)
        self.sandbox = self.start_sandbox("--plan", "unlimited", "--daily-limit", "-1", "--latency",
                                          str(LATENCY))
        self.web = Service(self.answer_web)
        # Who is told to go hangs up.
        self.web.server.handle_error = lambda request, address: None
        self.mail = MailServer()
        self.mail.on_stage = lambda stage: stage == "dot" and time.sleep(LATENCY / 1000)
        self.models = ModelServer(Ollama)
        self.models.script = answer_model
        for server in (self.web, self.mail, self.models):
            self.addCleanup(server.stop)
        self.connect_all()
        self.account = Session(self.sandbox)
        self.fill_table_and_sheet()
        self.end_engine()
        self.engine = None
        self.addCleanup(lambda: self.engine and self.engine.kill())

    @staticmethod
    def answer_web(request):
        time.sleep(LATENCY / 1000)
        return 200, {"id": 1}, {}

    def connect_all(self):
        status, errors = self.sign_in("--server", self.sandbox.url, "--client-id", "convoke-test")
        self.assertEqual(status, 0, errors)
        for arguments in (
                ("http", "--as", "bearer", "--address", self.web.url + "/v1"),
                ("smtp", "--user", "ada@example.com", "--detail", "host=127.0.0.1", "--detail",
                 f"port={self.mail.port}", "--detail", "security=none"),
                ("ollama", "--address", self.models.address)):
            result = subprocess.run(
                self.command("connect", *arguments, "--unchecked"), env=self.environment,
                cwd=self.folder, input="a-secret-of-some-length\n", capture_output=True, text=True,
                timeout=PATIENCE)
            self.assertEqual(result.returncode, 0, result.stderr)

    def fill_table_and_sheet(self):
        table = next(kind for kind in KINDS if kind.type == "table.write")
        for kind in (Kind("spreadsheet.write", {"file": "in.xlsx"}), table):
            result = self.call("run", self.write("fill.convoke", kind.write()))
            self.assertEqual(result.returncode, 0, result.stderr)

    def restart_engine(self):
        if self.engine:
            self.engine.end()
        self.engine = Engine(self.data, self.environment)

    def prepare(self, kind):
        """Nothing is left of what was made before."""
        for path in glob.glob(os.path.join(self.folder, "out*")):
            os.unlink(path)
        self.web.requests.clear()
        self.mail.messages.clear()
        if kind.made == "meetings" or kind.needs_meetings:
            for meeting in self.list_meetings():
                self.account.delete(meeting["id"])
        if kind.needs_meetings:
            made = [self.account.create(topic=row["topic"], type=2, duration=30,
                                        start_time="2035-01-01T10:00:00Z").json()
                    for row in make_rows(N_SENT)]
            self.write("meetings.json", json.dumps([{"id": str(one["id"])} for one in made]))
        self.sandbox.control.order("clear-log")

    def list_meetings(self):
        return self.account.list(page_size=300).json()["meetings"]

    def list_effects(self, method):
        return [line["meeting_id"] for line in self.sandbox.control.list("effects")
                if line["method"] == method]

    def list_rows(self, name, read):
        try:
            with open(os.path.join(self.folder, name), newline="") as file:
                return read(file)
        except FileNotFoundError:
            return []

    def list_made(self, kind):
        """What is there, once for each time that it was made."""
        return {
            "csv": lambda: self.list_rows("out.csv", lambda file: [
                row["id"] for row in csv.DictReader(file)]),
            "json": lambda: self.list_rows("out.json", lambda file: [
                row["id"] for row in json.load(file)]),
            "ics": lambda: self.list_rows("out.ics", lambda file: [
                line for line in file if line.startswith("UID:")]),
            "lines": lambda: self.list_rows("out.txt", list),
            "table": lambda: self.query("SELECT key FROM data_row"),
            "posts": lambda: [request.body["id"] for request in self.web.requests],
            "mails": lambda: [message.data.split(b"Subject: ")[1].split(b"\r\n")[0]
                              for message in self.mail.messages],
            "meetings": lambda: [meeting["topic"] for meeting in self.list_meetings()],
            "deletions": lambda: self.list_effects("DELETE"),
            "updates": lambda: self.list_effects("PATCH"),
        }[kind.made]()

    def count_parked(self, run):
        [(count,)] = self.query(
            f"SELECT count (*) FROM effect WHERE run = '{run}' AND state IN ('sent', 'unknown')")
        return count

    def count_known(self, run):
        """What the journal says has been sent."""
        [(count,)] = self.query(f"SELECT count (*) FROM effect WHERE run = '{run}' AND state IN "
                                "('sent', 'unknown', 'confirmed')")
        return count
