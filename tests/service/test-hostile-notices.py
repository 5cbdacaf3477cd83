#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: The Convoke developers

"""Texts that wish somebody ill in notifications, of a service that takes their bodies for markup."""

import ast
import json
import os
import re
import unittest

from tray import SOURCE, NoticeCase, pipeline

with open(os.path.join(SOURCE, "tests/support/hostile-texts.json")) as file:
    TEXTS = list(json.load(file).values())
REFERENCE = re.compile("&(?:#x([0-9a-f]+)|(lt|gt|amp|quot|apos|#39));")
NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"', "apos": "'", "#39": "'"}
STRING = re.compile(r"'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\"")


def unescape(markup):
    return REFERENCE.sub(lambda match: chr(int(match[1], 16)) if match[1] else NAMED[match[2]],
                         markup)


class HostileNotices(NoticeCase):
    CAPABILITIES = ("actions", "body", "body-markup")

    def test_texts_stay_texts(self):
        self.write("in.json", json.dumps([{"n": n, "text": text} for n, text in enumerate(TEXTS)]))
        path = self.write("p.convoke", pipeline(
            {"in": {"type": "json.read", "settings": {"file": "in.json"}},
             "tell": {"type": "notify", "on_error": "continue",
                      "settings": {"title": "{{ item.n }}: {{ item.text }}",
                                   "text": "{{ item.text }}"}}},
            ["in.out -> tell.in"]))
        document = json.loads(self.call("run", path, "--json").stdout)
        refused = {failure["item"] for failure in document["failures"]}
        found = {}
        while len(found) + len(refused) < len(TEXTS):
            line = self.read()
            if not line.startswith("Notify "):
                continue
            # The application, its icon, the title and the body.
            title, body = [ast.literal_eval(text) for text in STRING.findall(line)[2:4]]
            self.assertNotRegex(body, "[<>]")
            found[int(re.match(r"\d+(?=: )", title)[0])] = title, unescape(body)
        for number, (title, body) in found.items():
            with self.subTest(text=TEXTS[number]):
                self.assertEqual(title, f"{number}: {TEXTS[number]}")
                self.assertEqual(body, TEXTS[number])
        self.assertGreater(len(found), len(TEXTS) // 2)


if __name__ == "__main__":
    unittest.main()
