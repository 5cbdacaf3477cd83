# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: The Convoke developers

"""Files of translations (.po): reading them, and what has to be the same in a message and in what a
translator made of it."""

import ast
import collections
import re

DIRECTIVE = re.compile(r"%(?:\d+\$)?[-+ #0']*(?:\d+|\*)?(?:\.(?:\d+|\*))?(?:hh|h|ll|l|z|j|t)?[diouxXeEfFgGcsp]")
EXPRESSION = re.compile(r'\{\{.*?\}\}', re.DOTALL)
NAME = re.compile(r'\{[a-z][A-Za-z0-9_-]*\}')
TAG = re.compile(r'</?[a-z][a-z0-9]*(?=[\s/>])')
MNEMONIC = re.compile(r'(?<!\w)_\w|\w_(?=\w)')
FIELD = re.compile(r'(msgctxt|msgid|msgid_plural|msgstr(?:\[\d+\])?) (".*")$')


class Message:
    """One message: `line` is where its msgid stands, `texts` what it became (one for each plural
    form of the language, or one)."""

    def __init__(self):
        self.line = 0
        self.context = None
        self.id = None
        self.plural = None
        self.texts = []
        self.flags = set()
        self.comments = []

    @property
    def is_translated(self):
        return bool(self.texts) and all(self.texts)


def parse(text):
    """The messages of a .po or .pot file in their order, the header first. What is obsolete stands
    behind "#~" and is no message any more."""
    messages, message, member = [], Message(), None

    def add(value):
        if member == 'msgctxt':
            message.context = (message.context or '') + value
        elif member == 'msgid':
            message.id = (message.id or '') + value
        elif member == 'msgid_plural':
            message.plural = (message.plural or '') + value
        elif member is not None:
            message.texts[-1] += value

    for number, line in enumerate(text.splitlines(), 1):
        field = FIELD.match(line)
        if field:
            member = field[1]
            if member.startswith('msgstr'):
                message.texts.append('')
            elif member == 'msgid':
                message.line = number
            add(ast.literal_eval(field[2]))
        elif line.startswith('"'):
            add(ast.literal_eval(line))
        elif line.startswith('#,'):
            message.flags |= {flag.strip() for flag in line[2:].split(',')}
        elif line.startswith('#.'):
            message.comments.append(line[2:].strip())
        elif not line.strip():
            if message.id is not None:
                messages.append(message)
            message, member = Message(), None
    if message.id is not None:
        messages.append(message)
    return messages


def find_holders(text):
    """What is filled in when a text is shown, in order of name: {names}, {{ expressions }} that are
    examples of what people write, and printf directives without their positions."""
    found = EXPRESSION.findall(text)
    text = EXPRESSION.sub('', text)
    found += NAME.findall(text)
    found += [re.sub(r'\d+\$', '', directive)
              for directive in DIRECTIVE.findall(text.replace('%%', ''))]
    return sorted(found)


def has_mnemonic(text):
    return text.count('_') == 1 and MNEMONIC.search(text) is not None and '`' not in text


def compare(message):
    """Pairs of a kind ("placeholders", "markup", "mnemonics", "ends") and what is wrong."""
    original = message.plural or message.id
    for text in message.texts:
        if not text:
            continue
        wanted, found = find_holders(original), find_holders(text)
        # A form for one number alone ("one meeting", "two meetings") may leave the number out.
        left = collections.Counter(found) - collections.Counter(wanted)
        if found != wanted and (left or not message.plural):
            yield 'placeholders', f'{wanted} became {found} in “{text}”'
        if sorted(TAG.findall(text)) != sorted(TAG.findall(original)):
            yield 'markup', f'the tags of “{original}” differ in “{text}”'
        if has_mnemonic(original) and text.count('_') != 1:
            yield 'mnemonics', f'the mnemonic of “{original}” is lost in “{text}”'
        # Separators are each language's own.
        for end in (str.startswith, str.endswith):
            if re.search(r'\w', original) and end(original, ('\n', ' ')) != end(text, ('\n', ' ')):
                yield 'ends', f'white space at an end of “{original}” differs in “{text}”'
