# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: The Convoke developers

"""Looks for canaries in whatever bytes there are, in the forms in which programs write text
down."""

import base64
import os
import urllib.parse

PART = 16


def encode_base64(text):
    """What of the base64 of @text stays the same wherever in a longer text it stands."""
    found = set()
    for shift in range(3):
        for encode in (base64.b64encode, base64.urlsafe_b64encode):
            whole = encode(b"\0" * shift + text.encode()).rstrip(b"=")
            # The first and the last characters mix with the neighbours.
            found.add(whole[4 if shift else 0:-2])
    return found


def forms_of(text):
    return {text.encode(), urllib.parse.quote(text, safe="").encode(),
            text.encode("utf-16-le"), text.encode("utf-16-be"), text.encode().hex().encode(),
            text.encode()[::-1], *encode_base64(text)}


def add(counts, kind, number):
    if number:
        counts[kind] = counts.get(kind, 0) + number


class Scanner:
    """Counts, for each kind of canary, how often it occurs."""

    def __init__(self, canaries):
        self.canaries = {kind: list(texts) for kind, texts in canaries.items()}
        self.needles = [(kind, form) for kind, texts in self.canaries.items()
                        for text in texts for form in sorted(forms_of(text))]

    def count(self, data):
        counts = {}
        for kind, needle in self.needles:
            add(counts, kind, data.count(needle))
        return counts

    def count_parts(self, data):
        """Likewise, of the parts of PART characters that follow one another, in plain text: what is
        left where a buffer was overwritten by halves."""
        counts = {}
        for kind, texts in self.canaries.items():
            for text in texts:
                for at in range(0, len(text) - PART + 1, PART):
                    add(counts, kind, data.count(text[at:at + PART].encode()))
        return counts

    def count_file(self, path):
        try:
            with open(path, "rb") as file:
                return self.count(file.read())
        except FileNotFoundError:
            return {}

    def count_tree(self, folder):
        counts = {}
        for place, _, names in os.walk(folder):
            for name in names:
                path = os.path.join(place, name)
                if os.path.isfile(path):
                    for kind, number in self.count_file(path).items():
                        add(counts, kind, number)
        return counts
