# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: The Convoke developers

"""Builds the mutations: a changed source file is compiled as the build compiles it, and linked into
a program of its own below the build folder. Then plays rows against it."""

import copy
import importlib
import json
import multiprocessing
import os
import re
import shlex
import shutil
import subprocess
import sys
import time

from rows import IDS

# What of the tree a changed copy needs: what programs are made of, and what rows read.
COPIED = ("src", "data", "tests/oauth", "tests/lint", "meson.build", "meson_options.txt")
DAY = 86400


def load():
    mutations = {}
    folder = os.path.dirname(os.path.abspath(__file__))
    for name in sorted(os.listdir(folder)):
        if name.startswith("mutations_") and name.endswith(".py"):
            mutations.update(importlib.import_module(name[:-3]).MUTATIONS)
    return mutations


class Mutation:
    """What makes one row fail: texts to be replaced, each of which occurs once in its file."""

    def __init__(self, what, *changes, target="engine"):
        self.what = what
        self.changes = changes
        self.target = target


def apply(mutation, source):
    """file -> its changed text."""
    texts = {}
    for path, old, new in mutation.changes:
        if path not in texts:
            with open(os.path.join(source, path), encoding="utf-8") as file:
                texts[path] = file.read()
        count = texts[path].count(old)
        if count != 1:
            raise AssertionError(f"{path} has {count} times what the mutation changes: {old!r}")
        texts[path] = texts[path].replace(old, new)
    return texts


class Builder:
    def __init__(self, options, name, mutation):
        self.build = os.path.realpath(options.build)
        self.source = os.path.realpath(options.source)
        self.mutation = mutation
        self.folder = os.path.join(self.build, "tests/oauth/mutants", name)
        self.tree = os.path.join(self.folder, "source")

    def copy_tree(self, texts):
        shutil.rmtree(self.folder, ignore_errors=True)
        for part in COPIED:
            old = os.path.join(self.source, part)
            new = os.path.join(self.tree, part)
            os.makedirs(os.path.dirname(new), exist_ok=True)
            if os.path.isdir(old):
                shutil.copytree(old, new, ignore=shutil.ignore_patterns("__pycache__"))
            else:
                shutil.copy(old, new)
        for path, text in texts.items():
            with open(os.path.join(self.tree, path), "w", encoding="utf-8") as file:
                file.write(text)

    def run(self, command):
        result = subprocess.run(command, cwd=self.build, stdin=subprocess.DEVNULL,
                                capture_output=True, text=True)
        if result.returncode != 0:
            raise AssertionError(f"the mutation does not build:\n{result.stderr}")

    def compile(self, path):
        """Compiles a changed file; the object that it stands for, and its own."""
        with open(os.path.join(self.build, "compile_commands.json")) as file:
            commands = json.load(file)
        wanted = os.path.join(self.source, path)
        for entry in commands:
            if os.path.realpath(os.path.join(entry["directory"], entry["file"])) == wanted:
                break
        else:
            raise AssertionError(f"{path} is not compiled")
        arguments = shlex.split(entry["command"])
        at = arguments.index("-o")
        original = arguments[at + 1]
        changed = os.path.join(self.folder, os.path.basename(original))
        arguments[at + 1] = changed
        arguments[arguments.index("-c") + 1] = os.path.join(self.tree, path)
        for flag in ("-MQ", "-MF"):
            at = arguments.index(flag)
            del arguments[at:at + 2]
        arguments = [argument for argument in arguments if argument not in ("-MD", "-Werror")]
        self.run([*arguments, "-w", "-I" + os.path.dirname(wanted)])
        return original, changed

    def link(self, target, objects):
        result = subprocess.run(["ninja", "-C", self.build, "-t", "commands", target],
                                capture_output=True, text=True)
        arguments = shlex.split(result.stdout.strip().splitlines()[-1])
        arguments = arguments[:arguments.index("&&")] if "&&" in arguments else arguments
        at = arguments.index("-o")
        program = os.path.join(self.folder, os.path.basename(target))
        arguments[at + 1] = program
        # Our objects come first; what a library has of the same names is then not looked at.
        for original, changed in objects:
            if original in arguments:
                arguments[arguments.index(original)] = changed
            else:
                arguments.insert(at + 2, changed)
        self.run(arguments)
        return program

    def make(self):
        """Program -> its path, and "source"."""
        texts = apply(self.mutation, self.source)
        self.copy_tree(texts)
        made = {"source": self.tree}
        if any(path.startswith("tests/oauth/") for path in texts):
            made["tests"] = os.path.join(self.tree, "tests/oauth")
        objects = [self.compile(path) for path in texts if path.endswith(".c")]
        targets = {"engine": "src/service/convoke-engine", "ctl": "src/cli/convokectl",
                   "fuzz": "tests/connect/fuzz-sign-in"}
        if objects:
            made[self.mutation.target] = self.link(targets[self.mutation.target], objects)
        return made


def build(options, name, mutation):
    try:
        return name, Builder(options, name, mutation).make(), None
    except AssertionError as error:
        return name, None, str(error)


def choose(options, mutations):
    """Which are played now: all in a campaign, else some that change from day to day."""
    if not options.mutations.isdigit():
        return options.mutations.split(",")
    if options.cross:
        return [name for name in IDS if name in mutations]
    count = int(options.mutations)
    first = int(time.time() // DAY) * count
    known = [name for name in IDS if name in mutations]
    return [known[(first + number) % len(known)] for number in range(min(count, len(known)))]


def play_changed_tests(options, wanted):
    """The same as play_rows() of a copy of this suite that has been tampered with."""
    result = subprocess.run(
        [sys.executable, os.path.join(options.tests, "oauth.py"), "--only", "--build",
         options.build, "--source", options.source, "--rows", ",".join(wanted)],
        capture_output=True, text=True)
    good = set(re.findall(r"^ok \d+ - oauth-(\w+) ", result.stdout, re.MULTILINE))
    return {name: (None if name in good else result.stdout, 0) for name in wanted}


def judge(options, name, made, play_rows, wanted):
    """None when row @name fails because of the mutation, and no other of @wanted; else why not."""
    changed = copy.copy(options)
    for program, path in made.items():
        setattr(changed, program, path)
    changed.long = False
    others = [other for other in wanted if other != name] if options.cross else []
    # A changed row may have another id, and then the same one is not there.
    play = play_changed_tests if changed.tests else play_rows
    outcome = play(changed, [name, *others])
    if outcome[name][0] is None:
        return "its row does not find it"
    failed = {other: outcome[other][0] for other in others if outcome[other][0] is not None}
    if failed:
        return f"other rows fail as well: {', '.join(failed)}\n" + "\n".join(failed.values())
    return None


def play(options, tap, play_rows, wanted):
    """Plays mutations and reports them; the figure for the last line."""
    mutations = load()
    for name in IDS:
        try:
            if name in mutations:
                apply(mutations[name], options.source)
        except AssertionError as error:
            tap.report(f"oauth-{name} mutation can be made", str(error))
    chosen = choose(options, mutations)
    tasks = [(options, name, mutations[name]) for name in chosen]
    caught = 0
    with multiprocessing.Pool(options.workers) as pool:
        built = pool.starmap(build, tasks)
    for name, made, reason in built:
        if made is not None:
            reason = judge(options, name, made, play_rows, wanted)
            shutil.rmtree(os.path.dirname(made["source"]), ignore_errors=True)
        caught += reason is None
        tap.report(f"oauth-{name} finds: {mutations[name].what}", reason)
    figure = f"mutations {caught}/{len(built)}"
    return figure if options.cross else figure + " (a sample, each against its own row)"
