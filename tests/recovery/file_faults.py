# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: The Convoke developers

"""What writes files, each as a person has it done: by the programs, with a file that is there before
and one that is to be there afterwards."""

import csv
import json
import os
import shutil
import subprocess
import sys
import zipfile

sys.path.insert(0, os.path.join(os.environ["CVK_TEST_SOURCE_ROOT"], "tests/cli"))
from convoke import BUILD, PATIENCE, pipeline  # noqa: E402
from fake_service import Service  # noqa: E402
from sign_in import KeyringCase  # noqa: E402

SAVER = os.path.join(BUILD, "tests/recovery/save-once")
OLD, NEW, BROKEN = "old", "new", "broken"
# So large that it takes more than one call.
N_ROWS, N_SOME = 400, 3
ROWS = [{"id": f"n{number}", "name": "x" * 300} for number in range(N_ROWS)]
EVENT = {"uid": "{{ item.id }}", "summary": "{{ item.name }}", "start": "2030-03-04T09:00:00Z",
         "duration": 45}
# Until then it tries again.
PATIENCE_OF_STEP = 3
USER = pipeline({"user": {"type": "zoom.get-user", "slot": "zoom", "settings": {},
                          "timeout": PATIENCE_OF_STEP},
                 "out": {"type": "output", "settings": {"name": "User"}}},
                ["user.out -> out.in"], slots={"zoom": {"connector": "zoom"}})


class Action:
    """One way to write. Its file is in the folder "made", of which every call may fail."""

    program = "convoke-engine"
    part = "/made/"
    file = None
    old = "old content\n"

    def __init__(self, world):
        self.world = world
        self.path = os.path.join(world.folder, "made", self.file or "")

    def prepare(self):
        """As it was before."""
        shutil.rmtree(os.path.dirname(self.path), ignore_errors=True)
        os.makedirs(os.path.dirname(self.path))
        if self.old is not None:
            with open(self.path, "w") as file:
                file.write(self.old)

    def act(self):
        """Returns the exit status, and what was said."""
        raise NotImplementedError

    def read(self):
        """Whether the file is complete. Raises what reading raises."""
        raise NotImplementedError

    def look(self):
        try:
            if not os.path.exists(self.path):
                return OLD if self.old is None else BROKEN
            with open(self.path, "rb") as file:
                if self.old is not None and file.read() == self.old.encode():
                    return OLD
            return NEW if self.read() else BROKEN
        except (ValueError, KeyError, OSError, zipfile.BadZipFile):
            return BROKEN

    def count_left_over(self):
        folder = os.path.dirname(self.path)
        return len([name for name in os.listdir(folder) if name != os.path.basename(self.path)]) \
            if os.path.isdir(folder) else 0


class Step(Action):
    """A step of a run."""

    settings = {}
    slots = {}
    rows = "rows.json"

    def act(self):
        node = {"type": self.type, "settings": {"file": "made/" + self.file, **self.settings}}
        if self.slots:
            node["slot"] = "it"
        path = self.world.write("p.convoke", pipeline(
            {"read": {"type": "json.read", "settings": {"file": self.rows}}, "act": node},
            ["read.out -> act.in"], slots=self.slots))
        return self.world.run_program(*self.world.command("run", path))


class Csv(Step):
    type, file = "csv.write", "out.csv"

    def read(self):
        with open(self.path, newline="") as file:
            return list(csv.DictReader(file)) == ROWS


class Json(Step):
    type, file = "json.write", "out.json"

    def read(self):
        with open(self.path) as file:
            return json.load(file) == ROWS


class Spreadsheet(Step):
    type, file = "spreadsheet.write", "out.xlsx"

    def read(self):
        with zipfile.ZipFile(self.path) as archive:
            return (archive.testzip() is None and
                    archive.read("xl/worksheets/sheet1.xml").count(b"<row") == N_ROWS + 1)


class Calendar(Step):
    """Each event is a change of its own, after which the file is whole."""

    type, file, settings, old = "calendar.write", "out.ics", EVENT, None
    rows = "some.json"

    def look(self):
        content = super().look()
        return OLD if content == BROKEN and 0 < self.count_events() < N_SOME else content

    def read(self):
        return self.count_events() == N_SOME

    def count_events(self):
        """0 when it is none of what it should be."""
        with open(self.path) as file:
            text = file.read()
        count = text.count("BEGIN:VEVENT")
        return count if count == text.count("END:VEVENT") and text.endswith("END:VCALENDAR\n") else 0


class Text(Step):
    type, file = "file.write", "out.txt"
    settings = {"name": "name"}
    rows = "one.json"

    def read(self):
        with open(self.path) as file:
            return file.read() == ROWS[0]["name"] + "\n"


class Answer(Text):
    """What a web service has answered, as a file."""

    type, file = "http.request", "answer.txt"
    settings = {"url": "/a", "response": "file"}
    slots = {"it": {"connector": "http"}}

    def read(self):
        with open(self.path) as file:
            return file.read() == self.world.ANSWER


class Export(Action):
    program, file, old = "convokectl", "table.csv", None

    def act(self):
        return self.world.run_program(*self.world.command("tables", "export", "people", self.path))

    def read(self):
        with open(self.path, newline="") as file:
            return len(list(csv.DictReader(file))) == N_ROWS


class New(Action):
    """A copy of a template."""

    program, file, old = "convokectl", "new.convoke", None
    TEMPLATE = "meetings-from-list"

    def act(self):
        return self.world.run_program(*self.world.command("new", "--from", self.world.template,
                                                          self.path))

    def read(self):
        with open(self.path) as file:
            return json.load(file)["convoke"] == 1

    def count_left_over(self):
        return 0


class Save(Action):
    """The window's way to save a pipeline."""

    program, file, old = "save-once", "p.convoke", USER

    def act(self):
        self.source = self.world.write("larger.convoke", pipeline(
            {row["id"]: {"type": "text", "settings": {"template": row["name"]}} for row in ROWS}, []))
        return self.world.run_program(SAVER, self.source, self.path)

    def read(self):
        with open(self.path) as file, open(self.source) as source:
            return json.load(file)["nodes"] == json.load(source)["nodes"]


class Autostart(Action):
    """The setting that the service begins at login."""

    part, old = "/.config/autostart/", None

    def __init__(self, world):
        super().__init__(world)
        self.path = os.path.join(world.folder, ".config/autostart/app.convoke.Convoke.Engine.desktop")

    def prepare(self):
        self.world.run_program(*self.world.command("background", "off"))
        shutil.rmtree(os.path.dirname(self.path), ignore_errors=True)

    def act(self):
        return self.world.run_program(*self.world.command("background", "on"))

    def read(self):
        with open(self.path) as file:
            return "Exec=" in file.read()


class Renewal(Action):
    """A sign-in that is renewed: the new token goes into a folder that all engines share."""

    part = "/accounts/"

    def prepare(self):
        self.world.sandbox.control.order("expire")

    def act(self):
        return self.world.run_program(*self.world.command("run", self.world.write("u.convoke", USER)))

    def look(self):
        """Whether the next engine is still signed in."""
        self.world.plan.set()
        self.world.end_engine()
        self.world.sandbox.control.order("expire")
        status, _ = self.world.run_program(*self.world.command("health"))
        return NEW if status == 0 else BROKEN

    def count_left_over(self):
        return 0


ACTIONS = [Csv, Json, Spreadsheet, Calendar, Text, Answer, Export, New, Save, Autostart, Renewal]


class World(KeyringCase):
    ANSWER = "an answer\n" * 2000

    def setUp(self):
        super().setUp()
        for name, count in (("rows", N_ROWS), ("some", N_SOME), ("one", 1)):
            self.write(name + ".json", json.dumps(ROWS[:count]))
        self.sandbox = self.start_sandbox("--plan", "unlimited", "--daily-limit", "-1")
        status, errors = self.sign_in("--server", self.sandbox.url, "--client-id", "convoke-test")
        self.assertEqual(status, 0, errors)
        self.web = Service((200, self.ANSWER, {"content-type": "text/plain"}))
        self.addCleanup(self.web.stop)
        result = subprocess.run(
            self.command("connect", "http", "--as", "bearer", "--address", self.web.url,
                         "--unchecked"), env=self.environment, cwd=self.folder, text=True,
            input="a-secret-of-some-length\n", capture_output=True, timeout=PATIENCE)
        self.assertEqual(result.returncode, 0, result.stderr)
        self.write("rows.csv", "id,name\n" + "".join(f"{r['id']},{r['name']}\n" for r in ROWS))
        result = self.call("tables", "import", "people", "rows.csv", "--key", "id")
        self.assertEqual(result.returncode, 0, result.stderr)
        self.template = json.loads(self.call("templates", "--json", data=False).stdout)[0]["id"]
        self.end_engine()

    def run_program(self, *command):
        result = subprocess.run(command, env=self.environment, cwd=self.folder, text=True,
                                stdin=subprocess.DEVNULL, capture_output=True, timeout=PATIENCE)
        return result.returncode, (result.stdout + result.stderr).strip()
