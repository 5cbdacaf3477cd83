# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: The Convoke developers

"""The texts for people: the pages of the manual as they are built, and the commands in them and in the
README."""

import html
import os
import re
import xml.etree.ElementTree as ElementTree

BUILD = os.environ["CVK_TEST_BUILD_ROOT"]
SOURCE = os.environ["CVK_TEST_SOURCE_ROOT"]
MANUAL = os.path.join(BUILD, "help/C/convoke")
MALLARD = "{http://projectmallard.org/1.0/}"
# Labels that the pages of others have, which the manual names too.
FOREIGN = {"Develop", "Build App", "General App", "Create", "Select how the app is managed",
           "Basic Information", "Use Public Client OAuth", "OAuth Redirect URL", "OAuth Allow List",
           "Scopes", "Allow", "Use App on Device"}
# Labels that are made while the program runs: what makes them.
MADE = {"Add new Zoom connection": "Add new %s connection", "Connect to Zoom": "Connect to %s", "Sign in with Zoom": "Sign in with %s",
        "Create meeting": "Create meeting"}


def read(*path):
    with open(os.path.join(SOURCE, *path), encoding="utf-8") as file:
        return file.read()


def list_pages():
    """Names and roots of all pages."""
    names = sorted(name for name in os.listdir(MANUAL) if name.endswith(".page"))
    return [(name, ElementTree.parse(os.path.join(MANUAL, name)).getroot()) for name in names]


def simplify(label):
    """Without what only marks a key, an ellipsis or a place."""
    # In scripts without Latin letters, the letter for the key stands behind the label.
    label = re.sub(r"\(_[A-Z0-9]\)", "", html.unescape(label))
    return label.replace("_", "").replace("…", "").replace("’", "'").strip()


def list_texts(page, element):
    """What stands in all elements of a kind, such as "gui", but no messages."""
    return [re.sub(r"\s+", " ", "".join(found.itertext())).strip()
            for found in page.iter(MALLARD + element) if found.get("style") != "message"]


def generalize(message):
    """A message with "…" for whatever the program puts in, and for what a page leaves out."""
    return re.sub(r"(\{[a-z_]+\}|%\w|…)+", "…", re.sub(r"\s+", " ", message).replace("’", "'")).strip()


def list_commands(page):
    """What the page tells people to type in a terminal, in order."""
    return [text for screen in page.iter(MALLARD + "screen")
            for text in list_texts(screen, "input")]


def list_blocks(markdown):
    """The indented blocks of a Markdown text, without their indentation."""
    blocks, block = [], []
    for line in markdown.splitlines() + ["end"]:
        if line.startswith("    "):
            block.append(line[4:])
        elif not line and block:
            block.append("")
        elif block:
            blocks.append("\n".join(block).rstrip("\n"))
            block = []
    return blocks


def list_readme_commands():
    """Those of README.md, with lines that go on put together and without remarks."""
    commands = []
    for block in list_blocks(read("README.md")):
        for line in block.replace("\\\n", " ").splitlines():
            command = re.sub(r"\s+", " ", re.sub(r"\s# .*", "", line)).strip()
            if command:
                commands.append(command)
    return commands
