#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: The Convoke developers

"""The manual in other languages calls things what the window calls them in that language, leaves alone
what has to be typed, and has every page."""

import ast
import os
import re
import sys
import unittest
import xml.etree.ElementTree as ElementTree

import texts

sys.path.insert(0, os.path.join(texts.SOURCE, "build-aux"))
sys.dont_write_bytecode = True
import messages  # noqa: E402

LANGUAGES = [line for line in texts.read("po/LINGUAS").split("\n") if line and not line.startswith("#")]
# What a program reads letter by letter.
LITERAL = ("cmd", "code", "file", "sys")


def parse(*path):
    return [message for message in messages.parse(texts.read(*path))[1:] if message.is_translated]


def list_marked(text, element):
    return [re.sub(r"\s+", " ", found) for found in re.findall(rf"<{element}>(.*?)</{element}>", text, re.DOTALL)]


def list_names(language):
    """What each label of the window may be called: simplified English to simplified translations."""
    names = {}
    for message in parse("po", f"{language}.po"):
        names.setdefault(texts.simplify(message.id), set()).update(map(texts.simplify, message.texts))
    for label, made_of in texts.MADE.items():
        names.setdefault(label, set()).update(text.replace("%s", "Zoom") for text in names[made_of])
    return names


def list_keys(language):
    """What each key is called on keyboards of a language, where that is not what it is in English."""
    return {message.id: message.texts[0] for message in parse("help", language, f"{language}.po")
            if message.context == "key"}


def find_faults(message, names, keys):
    [text] = message.texts
    wanted = sorted(keys.get(key, key) for key in list_marked(message.id, "key"))
    if wanted != sorted(list_marked(text, "key")):
        yield f"the keys are {wanted} on that keyboard, in “{text}”"
    for element in LITERAL:
        if sorted(list_marked(message.id, element)) != sorted(list_marked(text, element)):
            yield f"what is in <{element}> differs in “{text}”"
    labels, found = list_marked(message.id, "gui"), list_marked(text, "gui")
    for label in labels:
        # Labels of other people's pages stay in English.
        same = {texts.simplify(label)}
        wanted = same if label in texts.FOREIGN else names.get(texts.simplify(label), same)
        if not wanted & set(map(texts.simplify, found)):
            yield f"“{label}” is called {sorted(wanted)} in the window, in “{text}”"


def list_quoted(text):
    """Messages of the program that a text quotes, from their beginning."""
    return [texts.generalize(re.sub(r"\s+", " ", found))
            for found in re.findall(r'<gui style="message">(.*?)</gui>', text, re.DOTALL)]


def list_beginnings(program, quoted):
    """What program messages are called, whose English begins so."""
    return {texts.generalize(text) for message in program for text in message.texts
            if texts.generalize(message.id).startswith(quoted)}


class Translations(unittest.TestCase):
    def test_messages(self):
        """What the manual says that the window says is what it says, in every language."""
        program = {language: parse("po", f"{language}.po") for language in LANGUAGES}
        count = 0
        for name in os.listdir(os.path.join(texts.SOURCE, "help/C")):
            for quoted in list_quoted(texts.read("help/C", name) if name.endswith(".page") else ""):
                self.assertTrue(list_beginnings(program["de"], quoted), f"{name}: {quoted}")
                count += 1
        self.assertGreater(count, 10)
        self.assertFalse(list_beginnings(program["de"], "There is no toaster"))
        for language in LANGUAGES:
            for message in parse("help", language, f"{language}.po"):
                for quoted, text in zip(list_quoted(message.id), list_quoted(message.texts[0]), strict=True):
                    beginnings = list_beginnings(program[language], quoted)
                    self.assertTrue(any(beginning.startswith(text) for beginning in beginnings),
                                    f"{language}: “{text}” for {sorted(beginnings)}")
        print(f"# figure: messages that the manual quotes, word for word in every language: {count}")

    def test_names(self):
        faults, count = [], 0
        for language in LANGUAGES:
            names, keys = list_names(language), list_keys(language)
            self.assertIn("Ctrl", keys)
            for message in parse("help", language, f"{language}.po"):
                faults += [f"{language}:{message.line}: {fault}" for fault in find_faults(message, names, keys)]
                count += 1
        self.assertEqual(faults, [])
        print(f"# figure: the manual: {count} messages in {len(LANGUAGES)} languages name things as the "
              "window does")

    def test_faults_are_found(self):
        message = messages.Message()
        message.id = "Click <gui>_Run</gui>, or type <cmd>run</cmd>, or press <key>Ctrl</key><key>R</key>"
        names, keys = {"Run": {"Ausführen"}}, {"Ctrl": "Strg"}
        for text, count in (("<gui>Ausführen</gui>, <cmd>run</cmd>, <key>Strg</key><key>R</key>", 0),
                            ("<gui>Run</gui>, <cmd>run</cmd>, <key>Strg</key><key>R</key>", 1),
                            ("<gui>Ausführen</gui>, <cmd>lauf</cmd>, <key>Strg</key><key>R</key>", 1),
                            ("<gui>Ausführen</gui>, <cmd>run</cmd>, <key>Ctrl</key><key>R</key>", 1),
                            ("Ausführen", 3)):
            message.texts = [text]
            self.assertEqual(len(list(find_faults(message, names, keys))), count, text)

    def test_made_pages(self):
        """Texts of what makes pages are for translators, also where xgettext sees none: in f-strings."""
        calls = [node for node in ast.walk(ast.parse(texts.read("build-aux/make-help")))
                 if isinstance(node, ast.Call) and getattr(node.func, "id", "") in ("_", "N_")]
        wanted = {call.args[0].value for call in calls if isinstance(call.args[0], ast.Constant)}
        self.assertGreater(len(wanted), 50)
        for language in LANGUAGES:
            found = messages.parse(texts.read("help", language, f"{language}.po"))
            self.assertEqual(wanted - {message.id for message in found}, set())

    def test_pages(self):
        """Each language has all pages, with no text in braces that nothing was put in for, and with what
        convokectl says in that language."""
        pages = dict(texts.list_pages())
        wanted = set(pages)
        helps = set(texts.list_texts(pages["commands.page"], "screen"))
        self.assertGreater(len(helps), 20)
        self.assertGreater(len(wanted), 80)
        for language in LANGUAGES:
            folder = os.path.join(texts.BUILD, "help", language, "convoke")
            self.assertEqual({name for name in os.listdir(folder)}, wanted, language)
            for name in wanted:
                page = ElementTree.parse(os.path.join(folder, name)).getroot()
                for media in page.iter(texts.MALLARD + "media"):
                    self.assertTrue(os.path.exists(os.path.join(folder, media.get("src"))), name)
                for title in page.iter(texts.MALLARD + "title"):
                    self.assertNotRegex("".join(title.itertext()), r"\{[a-z]+\}")
                if name == "commands.page":
                    self.assertFalse(set(texts.list_texts(page, "screen")) & helps, language)
            html = texts.read(os.path.join(texts.BUILD, f"help/manual.{language}.html"))
            self.assertIn(f'<html lang="{language}" dir="{"rtl" if language == "ar" else "ltr"}">', html)


if __name__ == "__main__":
    unittest.main()
