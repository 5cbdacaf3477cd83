# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: The Convoke developers

"""What the checks of this folder share: walking the tree, and saying what is wrong where."""

import pathlib
import re
import sys

LEFT_OUT = re.compile(r'^(\.git|build.*|_build|__pycache__)$')


class Tree:
    """A source tree. Paths are relative to its root, with slashes."""

    def __init__(self, root):
        self.root = pathlib.Path(root)
        self.problems = []

    def list_files(self, folders, suffixes):
        """Sorted paths below the folders whose names end in one of the suffixes ('' is any)."""
        found = []
        for folder in folders:
            found += self._walk(self.root / folder, tuple(suffixes))
        return sorted(found)

    def _walk(self, folder, suffixes):
        if not folder.is_dir():
            return
        for entry in sorted(folder.iterdir()):
            if entry.is_dir():
                # build-aux/ is ours, build/ and build-asan/ are not.
                if entry.name == 'build-aux' or not LEFT_OUT.match(entry.name):
                    yield from self._walk(entry, suffixes)
            elif entry.is_file() and entry.name.endswith(suffixes):
                yield entry.relative_to(self.root).as_posix()

    def read(self, path):
        return (self.root / path).read_text(encoding='utf-8', errors='replace')

    def read_lines(self, path):
        return self.read(path).splitlines()

    def exists(self, path):
        return (self.root / path).exists()

    def report(self, path, line, message):
        self.problems.append(f'{path}:{line}: {message}')


def strip_comments(text):
    """C without its comments; strings stay, and so do line numbers."""
    def blank(match):
        if match[0].startswith(('"', "'")):
            return match[0]
        return re.sub(r'[^\n]', ' ', match[0])

    pattern = r'"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])*\'|//[^\n]*|/\*.*?\*/'
    return re.sub(pattern, blank, text, flags=re.DOTALL)


def line_of(text, offset):
    return text.count('\n', 0, offset) + 1


def run(check):
    """The main function of a check: its one argument is the root of the tree."""
    tree = Tree(sys.argv[1] if len(sys.argv) > 1 else '.')
    check(tree)
    for problem in tree.problems:
        print(problem)
    if tree.problems:
        print(f'{len(tree.problems)} problems')
    sys.exit(1 if tree.problems else 0)
