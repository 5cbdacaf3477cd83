# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: The Convoke developers

"""The services around Zoom that recipes use, as a test plays them: a chat, a language model, and
the answers of a person."""

import email
import email.policy
import json
import os
import subprocess
import sys

import recipe
from convoke import PATIENCE, SOURCE, wait_until
from fake_service import Service

sys.path.insert(0, os.path.join(SOURCE, "tests/ai"))
sys.path.insert(0, os.path.join(SOURCE, "tests/support"))
from mail_server import MailServer  # noqa: E402
from model_server import KEY, ModelServer  # noqa: E402


class ServiceCase(recipe.RecipeCase):
    def give(self, *arguments, secret):
        """Connects a service that asks for a secret, in memory."""
        result = subprocess.run(
            self.command("connect", *arguments, "--memory"), env=self.environment, cwd=self.folder,
            input=secret + "\n", capture_output=True, text=True, timeout=PATIENCE)
        self.assertEqual(result.returncode, 0, result.stdout + result.stderr)

    def connect_chat(self):
        """Slack, at an address of ours."""
        service = Service(standard=(200, "ok", {"content-type": "text/plain"}))
        self.addCleanup(service.stop)
        with open(os.path.join(SOURCE, "src/connectors/slack.json"), encoding="utf-8") as file:
            description = json.load(file)
        del description["api"]["allowed_hosts"]
        path = self.write("slack.json", json.dumps(description))
        self.give("--connector", path, "slack", "--name", "team", secret=service.url + "/hooks/a")
        return service

    def connect_model(self, script):
        """A model whose answers come from @script, a function of a question's body."""
        server = ModelServer()
        self.addCleanup(server.stop)
        server.script = script
        self.give("openai", "--address", server.address, "--name", "models", secret=KEY)
        return server

    def connect_mail(self):
        server = MailServer()
        self.addCleanup(server.stop)
        self.give("smtp", "--user", server.user, "--detail", "host=127.0.0.1", "--detail",
                  f"port={server.port}", "--detail", "security=none", "--name", "mail",
                  secret=server.password)
        return server

    @staticmethod
    def read_mails(server):
        """(recipients, subject, text, attachments by name) of each."""
        mails = []
        for one in server.messages:
            message = email.message_from_bytes(one.data, policy=email.policy.default)
            parts = {part.get_filename(): part.get_content() for part in message.walk()
                     if part.get_filename()}
            text = message.get_body(("plain",)).get_content()
            mails.append((one.recipients, message["Subject"], text, parts))
        return mails

    def unmute(self, path, *nodes):
        def edit(document):
            for node in nodes:
                del document["nodes"][node]["muted"]
        self.change(path, edit)

    def list_meetings(self):
        """Those that were made, by what is made of them outside."""
        effects = self.sandbox.control.list("effects")
        return [one["meeting_id"] for one in effects if one["method"] == "POST"]

    def list_questions(self):
        return self.call_json("answer")

    def answer(self, choice, count=1):
        """Answers all that is asked, and gives the outputs of the run that goes on."""
        questions = self.list_questions()
        self.assertEqual(len(questions), count)
        for question in questions:
            self.assertEqual(self.call("answer", question["id"], choice).returncode, 0)
        run = questions[0]["run"]
        wait_until(lambda: self.read_state(run) == "succeeded")
        [row] = self.query("SELECT result FROM run WHERE id = ?", run)
        return json.loads(row[0])["outputs"]

    def read_state(self, run):
        return self.query("SELECT state FROM run WHERE id = ?", run)[0][0]
