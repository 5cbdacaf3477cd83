#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: The Convoke developers

"""What the manual names is there: labels in the window, options, files, methods, and its own pages."""

import glob
import json
import os
import re
import shutil
import subprocess
import tempfile
import unittest

import texts

# Where in the source the name of a file of the privacy page comes from.
FILES = {
    "~/.local/share/convoke/": ("src/service/cvk-address.c", 'g_get_user_data_dir (), "convoke"'),
    "~/.local/share/convoke/pipelines/": ("src/desktop/gallery/cvk-library-folder.c", '"pipelines"'),
    "~/.local/share/convoke/convoke.db": ("src/store/cvk-database.c", '"convoke.db"'),
    "~/.local/share/convoke/accounts/": ("src/connect/cvk-account-folder.c", '"accounts"'),
    "~/.local/share/convoke/connectors/": ("src/connect/", '"connectors"'),
    "~/.local/share/convoke/sandbox.db": ("src/service/cvk-home-sandbox.c", '"sandbox.db"'),
    "~/.local/share/convoke/engine.lock": ("src/service/cvk-address.c", '"engine.lock"'),
    "~/.local/state/convoke/sessions/": ("src/desktop/editor/cvk-session-record.c", '"sessions"'),
    "~/.local/state/convoke/bindings/": ("src/desktop/client/cvk-bindings.c", '"bindings"'),
    "~/.local/state/convoke/breakpoints/": ("src/desktop/client/cvk-breakpoints.c", '"breakpoints"'),
    "~/.local/state/convoke/inputs/": ("src/desktop/runs/cvk-run-inputs-store.c", '"inputs"'),
    "~/.cache/convoke/manual.html": ("src/desktop/cvk-help-copy.c", 'g_get_user_cache_dir (), "convoke"'),
    "~/.config/autostart/app.convoke.Convoke.Engine.desktop": ("src/service/cvk-autostart.c", '"autostart"'),
    "$XDG_RUNTIME_DIR/convoke/": ("src/service/cvk-address.c", 'g_build_filename (runtime, "convoke"'),
    "/tmp/convoke-sandbox-": ("src/service/cvk-sandbox-process.c", '"convoke-sandbox-XXXXXX"'),
    "/tmp/convoke-": ("src/nodes/cvk-spreadsheet-write.c", '"convoke-XXXXXX"'),
    "~/.local/share/recently-used.xbel": ("src/desktop/cvk-recent-menu.c", "gtk_recent_manager_get_default"),
    ".version-": ("src/store/cvk-database.c", '%s.version-'),
    "~/.var/app/app.convoke.Convoke/": ("flatpak/app.convoke.Convoke.json", "app.convoke.Convoke"),
    "~/.var/app/app.convoke.Convoke/data/keyrings/default.keyring":
        ("src/connect/cvk-secret-file.c", 'SECRET_COLLECTION_DEFAULT ".keyring"'),
}
# What finds a place where files may be made, and which sources do so without making one there.
PLACES = re.compile(r"g_get_user_(?:data|state|config|cache|runtime)_dir|g_get_(?:tmp|home)_dir|g_dir_make_tmp|"
                    r"g_mkdtemp|g_mkstemp|g_file_open_tmp|g_file_new_tmp|gtk_recent_manager|XDG_[A-Z]+_HOME|XDG_RUNTIME_DIR")
MAKE_NONE = {
    "src/base/cvk-data-file.c": "it takes the place of the file that it is to become",
    "src/cli/cvk-cli-review.c": "asks whether a pipeline was downloaded",
    "src/connect/cvk-review-words.c": "writes ~ for the home folder",
    "src/desktop/client/cvk-pipeline-state.c": "makes those of cvk-bindings.c and cvk-breakpoints.c",
    "src/service/cvk-service-bus.c": "listens at the socket of cvk-address.c",
}
# Addresses in the source that nothing is sent to: people open them, or they are names and examples.
NOT_ASKED = {
    "adaptivecards.io": "names a format", "api.slack.com": "where people register", "ollama.com": "likewise",
    "console.anthropic.com": "likewise", "marketplace.zoom.us": "likewise", "platform.openai.com": "likewise",
    "discord.com": "the beginning of the address that the user gives", "hooks.slack.com": "likewise",
    "convoke-sandbox.zoom.us": "what meetings of the sandbox are called",
}
# Programs of build-aux/ that the build calls.
MADE_BY_THE_BUILD = ("extract-strings", "make-help", "help-to-html")
# What "file" marks besides: kinds of names, files of the source, and one that is installed.
OTHER_FILES = {".convoke", "-wal", "-shm", "bakery.json", "run-interviews.py", "src/connectors/FORMAT.md", "CONTRIBUTING.md",
               "/usr/share/dbus-1/interfaces/app.convoke.Convoke.Engine.xml"}


def find_in(path, literal):
    root = os.path.join(texts.SOURCE, path)
    files = glob.glob(os.path.join(root, "*.c")) if os.path.isdir(root) else [root]
    return any(literal in texts.read(file) for file in files)


def list_labels():
    """All texts of the program, simplified."""
    labels = set()
    for path in texts.read("po/POTFILES").split():
        if path.startswith("src/") and path.endswith((".c", ".h")):
            for match in re.finditer(r'\b[NC]?_ ?\(\s*((?:"(?:[^"\\]|\\.)*"\s*,?\s*)+)', texts.read(path)):
                labels.update(re.findall(r'"((?:[^"\\]|\\.)*)"', match[1]))
        elif path.endswith(".ui"):
            labels.update(re.findall(r'translatable="yes"[^>]*>([^<]*)<', texts.read(path)))
    for path in glob.glob(os.path.join(texts.SOURCE, "src/*/*.json")):
        labels.update(re.findall(r'"title": "([^"]*)"', texts.read(path)))
        for group in re.findall(r'"x-labels": \[([^\]]*)\]', texts.read(path)):
            labels.update(re.findall(r'"([^"]*)"', group))
    return {texts.simplify(label) for label in labels}


class Names(unittest.TestCase):
    def setUp(self):
        # The pages that somebody wrote; the others are made from the program.
        self.pages = [(name, page) for name, page in texts.list_pages()
                      if os.path.exists(os.path.join(texts.SOURCE, "help/C", name))]
        self.assertGreater(len(self.pages), 12)

    def test_labels(self):
        labels = list_labels()
        self.assertNotIn("Connect a toaster", labels)
        count = 0
        for name, page in texts.list_pages():
            for label in texts.list_texts(page, "gui"):
                if label in texts.FOREIGN:
                    continue
                self.assertIn(texts.simplify(texts.MADE.get(label, label)), labels, f"{name}: {label}")
                count += 1
        self.assertGreater(count, 50)

    def test_options_and_commands(self):
        text = "".join(texts.list_texts(dict(texts.list_pages())["commands.page"], "screen"))
        commands = texts.list_texts(dict(texts.list_pages())["commands.page"], "title")
        for name, page in self.pages:
            for code in texts.list_texts(page, "code") + texts.list_commands(page):
                for option in re.findall(r"(?<![\w-])--[a-z][a-z-]+", code):
                    if not code.startswith(("gdbus", "python3")):
                        self.assertTrue(re.search(rf" {option}\b", text), f"{name}: {option}")
            for command in texts.list_texts(page, "cmd") + texts.list_commands(page):
                match = re.match(r"convokectl ([a-z]+)", command)
                if match:
                    self.assertIn(match[1], commands, f"{name}: {command}")

    def test_files(self):
        named = {file for _, page in self.pages for file in texts.list_texts(page, "file")}
        for file in sorted(named - OTHER_FILES):
            self.assertIn(file, FILES, "where does it come from?")
            self.assertTrue(find_in(*FILES[file]), file)
        self.assertFalse(find_in("src/connect/", '"no-such-folder"'))
        for file in OTHER_FILES & named:
            if "/" in file and not file.startswith("/") or file.endswith(".md"):
                self.assertTrue(os.path.exists(os.path.join(texts.SOURCE, file)), file)

    def test_places(self):
        """Whatever makes files is behind a file that the page of privacy lists."""
        known = {source for source, _ in FILES.values()} | set(MAKE_NONE)
        found = set()
        for path in glob.glob(os.path.join(texts.SOURCE, "src/**/*.c"), recursive=True):
            if PLACES.search(texts.read(path)):
                found.add(os.path.relpath(path, texts.SOURCE))
        self.assertIn("src/service/cvk-autostart.c", found)
        self.assertEqual(found - known, set())
        self.assertEqual(set(MAKE_NONE) - found, set())

    def test_hosts(self):
        """Each host of a connector is on the page that promises to list them all."""
        page = dict(self.pages)["privacy.page"]
        listed = " ".join(texts.list_texts(page, "code"))
        hosts = set()
        for path in glob.glob(os.path.join(texts.SOURCE, "src/connectors/*.json")):
            api = json.loads(texts.read(path))["api"]
            for url in [api.get("url"), api.get("address", {}).get("default"),
                        *api.get("servers", {}).values()]:
                if url:
                    hosts.add(re.match(r"https?://([^/]+)", url)[1])
        self.assertIn("api.zoom.us", hosts)
        for host in hosts:
            self.assertIn(host, listed)
        for host, path in self.find_hosts():
            self.assertTrue(host in NOT_ASKED or host in listed, f"{path}: {host}")

    @staticmethod
    def find_hosts():
        for folder, suffix in (("connectors", "json"), ("*", "c"), ("*", "h")):
            for path in glob.glob(os.path.join(texts.SOURCE, "src", folder, "**/*." + suffix), recursive=True):
                for host in re.findall(r"https?://([a-z0-9-]+(?:\.[a-z0-9-]+)+)", texts.read(path)):
                    if not re.search(r"(^|\.)example(\.[a-z]+)?$", host):
                        yield host, path

    def test_scopes(self):
        scopes = json.loads(texts.read("src/connectors/zoom.json"))["auth"]["scopes"]
        page = dict(self.pages)["connect-zoom.page"]
        named = [code for code in texts.list_texts(page, "code") if re.fullmatch(r"\w+:\w+:\w+", code)]
        self.assertEqual(sorted(named), sorted(scopes))

    def test_topics(self):
        """What the window says of its parts is a place in the manual."""
        places = {name.removesuffix(".page") for name, _ in texts.list_pages()}
        places |= {f"{name.removesuffix('.page')}#{section.get('id')}" for name, page in texts.list_pages()
                   for section in page.iter(texts.MALLARD + "section")}
        topics = set()
        for path in glob.glob(os.path.join(texts.SOURCE, "src/desktop/**/*.c"), recursive=True):
            for call in re.findall(r"cvk_help_set_topic \((.*?)\);", texts.read(path), re.DOTALL):
                topics.update(re.findall(r'"([^"]+)"', call))
        self.assertIn("troubleshooting#run", topics)
        self.assertGreater(len(topics), 10)
        self.assertEqual(topics - places, set())

    def test_interface(self):
        interface = texts.read("src/service/app.convoke.Convoke.Engine.xml")
        page = dict(self.pages)["dbus.page"]
        named = [code for code in texts.list_texts(page, "code") if re.fullmatch(r"[A-Z]\w+", code)]
        named += [match[1] for command in texts.list_commands(page)
                  for match in [re.search(r"Engine\.(\w+)( |$)", command)] if match]
        self.assertGreater(len(named), 15)
        for name in named:
            self.assertTrue(f'name="{name}"' in interface or f"Error.{name}" in interface, name)

    def test_nodes(self):
        """Each has a page, with a picture of its form where it has a form to fill in."""
        pages = [name for name, _ in texts.list_pages() if name.startswith("node-")]
        self.assertGreater(len(pages), 50)
        for name, page in texts.list_pages():
            for media in page.iter(texts.MALLARD + "media"):
                self.assertTrue(os.path.exists(os.path.join(texts.MANUAL, media.get("src"))), name)
        figures = [os.path.join(texts.MANUAL, "figures", name)
                   for name in os.listdir(os.path.join(texts.MANUAL, "figures"))]
        size = sum(os.path.getsize(path) for path in figures)
        self.assertLess(size, 2 << 20)
        print(f"# figure: the manual: {len(texts.list_pages())} pages, {len(figures)} pictures, "
              f"{size >> 10} KiB of them")


class Links(unittest.TestCase):
    """The build makes one page of all, and ends at a link that leads nowhere."""

    def convert(self, change=None):
        with tempfile.TemporaryDirectory() as folder:
            shutil.copytree(texts.MANUAL, os.path.join(folder, "convoke"))
            if change is not None:
                path = os.path.join(folder, "convoke/words.page")
                with open(path, encoding="utf-8") as file:
                    text = file.read()
                with open(path, "w", encoding="utf-8") as file:
                    file.write(text.replace(*change))
            return subprocess.run([os.path.join(texts.SOURCE, "build-aux/help-to-html"), folder,
                                   os.path.join(folder, "manual.html")], capture_output=True, text=True)

    def test_all_lead_somewhere(self):
        self.assertEqual(self.convert().stderr, "")

    def test_one_that_does_not(self):
        for change, word in (
            (("<table", '<p><link xref="nowhere"/></p><table'), "nowhere"),
            (("<table", '<p><link xref="schedules#nowhere"/></p><table'), "schedules#nowhere"),
            (("<table", "<marquee/><table"), "marquee"),
            (('xref="index#start"', 'xref="nodes#nowhere"'), "nodes#nowhere"),
        ):
            result = self.convert(change)
            self.assertEqual(result.returncode, 1)
            self.assertIn(word, result.stderr)


class Contributing(unittest.TestCase):
    """The worked examples are files that the suites build and run."""

    def test_commands(self):
        """Each thing that a maintainer does is one command, which is there with its options."""
        text = texts.read("CONTRIBUTING.md") + texts.read("README.md")
        programs = set(re.findall(r"build-aux/([a-z][a-z-]*)", text))
        self.assertIn("scoreboard", programs)
        for program in programs:
            self.assertTrue(os.access(os.path.join(texts.SOURCE, "build-aux", program), os.X_OK)
                            or program == "packages", program)
            if program not in ("packages", *MADE_BY_THE_BUILD):
                usage = subprocess.run([os.path.join(texts.SOURCE, "build-aux", program), "--help"],
                                       check=True, capture_output=True, text=True).stdout
                self.assertIn(f"Usage: build-aux/{program}", usage)
        usage = texts.read("build-aux/test")
        for option in re.findall(r"build-aux/test (--[a-z0-9]+)", text):
            self.assertIn(f"  {option} ", usage, option)

    def test_names(self):
        """What DESIGN names of the source is in the source."""
        source = "".join(texts.read(path) for path in self.list_source())
        count = 0
        for name in re.findall(r"`([^`]+)`", texts.read("src/DESIGN.md")):
            if re.fullmatch(r"(Cvk\w+|cvk_\w+ \(\))", name):
                self.assertIn(name.removesuffix(" ()"), source, name)
            elif re.fullmatch(r"[\w/.-]+(/|\.(c|h|json|py))|(tests|build-aux|src)/[\w/.-]+", name):
                self.assertTrue("NAME" in name or self.is_there(name), name)
            else:
                continue
            count += 1
        self.assertGreater(count, 40)
        self.assertFalse(self.is_there("canvas/cvk-toaster.c"))

    @staticmethod
    def list_source():
        return [os.path.relpath(path, texts.SOURCE) for suffix in "ch"
                for path in glob.glob(os.path.join(texts.SOURCE, f"src/**/*.{suffix}"), recursive=True)]

    @staticmethod
    def is_there(name):
        """From the top, or in a layer, where the text is about one."""
        return any(glob.glob(os.path.join(texts.SOURCE, folder, name))
                   for folder in ("", "src", "src/*", "src/*/*"))

    def test_node(self):
        blocks = texts.list_blocks(texts.read("CONTRIBUTING.md"))
        for name in ("shorten.json", "cvk-node-shorten.c"):
            text = texts.read("tests/nodes/example", name)
            body = text.split("\n\n", 1)[1] if name.endswith(".c") else text
            self.assertIn(body.strip("\n"), blocks, name)


if __name__ == "__main__":
    unittest.main()
