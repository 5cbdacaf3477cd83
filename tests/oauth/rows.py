# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: The Convoke developers

"""The rows of the checklist, by their ids, and what their tests assert with."""

import re
import unicodedata

from world import get_message

# How many rows each part of the checklist has.
PARTS = {"A": 12, "B": 18, "C": 8, "D": 14, "E": 6, "F": 6}
IDS = [f"{part}{number}" for part, count in PARTS.items() for number in range(1, count + 1)]
ROWS = {}


def row(name, title):
    """Marks the function that plays row @name in a scene; it raises AssertionError."""
    def register(function):
        if name in ROWS:
            raise ValueError(f"there are two rows {name}")
        ROWS[name] = (title, function)
        return function
    return register


def true(value, note=""):
    if not value:
        raise AssertionError(note or "it is not so")


def same(value, expected, note=""):
    if value != expected:
        raise AssertionError(f"{note or 'it differs'}: {value!r} instead of {expected!r}")


def within(value, low, high, note=""):
    if not low <= value <= high:
        raise AssertionError(f"{note or 'it is out of bounds'}: {value!r} is not in {low}..{high}")


def codes(problems):
    return [problem["code"] for problem in problems]


WAY_OUT = re.compile(
    r"\b(add|ask|begins? with|by itself|check|choose|close|connect|create|disconnect|finish|give|"
    r"lists?|must|press|reconnect|register|remove|restart|set|sign in|start|try|unlock|use|wait)\b",
    re.IGNORECASE)


def check_sentence(text, hidden=()):
    """That a person understands it: whole sentences with a way out, and nothing secret or odd."""
    true(text and text[0].isupper() or text[0] in "“\"", f"no sentence: {text!r}")
    true(text.rstrip()[-1] in ".!?”", f"no end of a sentence: {text!r}")
    true(WAY_OUT.search(text), f"no way out: {text!r}")
    for character in text:
        true(unicodedata.category(character) not in ("Cc", "Cf", "Co", "Cs"),
             f"a control character: {text!r}")
    for secret in hidden:
        true(secret not in text, f"a secret: {text!r}")
    true("CANARY" not in text.replace("CanaryClientId", ""), f"a secret: {text!r}")


def check_problems(problems, code=None, hidden=()):
    """One problem, of a code, in a sentence; the sentence."""
    same(len(problems), 1, f"problems {problems}")
    if code is not None:
        same(problems[0]["code"], code, get_message(problems[0]))
    message = get_message(problems[0])
    check_sentence(message, hidden)
    return message
