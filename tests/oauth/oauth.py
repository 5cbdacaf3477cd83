#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: The Convoke developers

"""The acceptance suite of signing in: the 64 rows of the checklist, each against the real programs,
and for each a planted bug (a mutation) that its row has to find.

The normal run plays every row, and a few mutations against their own row; which ones changes from
day to day. A campaign (--campaign) plays every mutation against every row: exactly its own has to
fail. The last line counts both."""

import argparse
import importlib
import multiprocessing
import os
import signal
import sys
import time
import traceback

sys.dont_write_bytecode = True

# Only a hang reaches it: of a row, and of one in a campaign.
DEADLINE = 120
LONG_DEADLINE = 3600
WORKERS = 2


def parse_arguments():
    parser = argparse.ArgumentParser()
    parser.add_argument("--build", default=os.environ.get("CVK_TEST_BUILD_ROOT"))
    parser.add_argument("--source", default=os.environ.get("CVK_TEST_SOURCE_ROOT"))
    parser.add_argument("--engine")
    parser.add_argument("--ctl")
    parser.add_argument("--fuzz")
    parser.add_argument("--rows", help="only these, with commas between them")
    parser.add_argument("--only", action="store_true", help="play rows, no mutations")
    parser.add_argument("--mutations", help="only these, or a number of them", default="6")
    parser.add_argument("--long", action="store_true", help="rows try what they try more often")
    parser.add_argument("--cross", action="store_true", help="all mutations against all rows")
    parser.add_argument("--campaign", action="store_true", help="both")
    parser.add_argument("--workers", type=int, default=WORKERS)
    # Where the rows are, when a mutation has changed them.
    parser.set_defaults(tests=None)
    options = parser.parse_args()
    options.long |= options.campaign
    options.cross |= options.campaign
    return options


def load_rows():
    rows = importlib.import_module("rows")
    for name in sorted(os.listdir(os.path.dirname(rows.__file__))):
        if name.startswith("rows_") and name.endswith(".py"):
            importlib.import_module(name[:-3])
    return rows


def make_programs(options):
    from world import Programs
    programs = Programs(options.build, options.source)
    programs.is_long = options.long
    for name in ("engine", "ctl", "fuzz"):
        if getattr(options, name):
            setattr(programs, name, getattr(options, name))
    return programs


def play(world, name, function):
    """Returns None, or why the row fails."""
    from world import Scene
    scene = None
    signal.alarm(LONG_DEADLINE if world.programs.is_long else DEADLINE)
    try:
        scene = Scene(world, name)
        function(scene)
        return None
    except Exception:
        logs = "".join(read_logs(scene)) if scene else ""
        return traceback.format_exc() + logs
    finally:
        signal.alarm(0)
        if scene:
            scene.close()


def read_logs(scene):
    for name in os.listdir(scene.folder):
        if name.endswith(".log"):
            with open(scene.path(name), errors="replace") as file:
                yield file.read()


def expire(number, frame):
    raise TimeoutError("the row does not come to an end")


def work(options, names, results):
    """Plays rows from the queue @names in a world of its own."""
    from world import World
    rows = load_rows()
    signal.signal(signal.SIGALRM, expire)
    world = World(make_programs(options))
    try:
        while True:
            name = names.get()
            if name is None:
                return
            started = time.monotonic()
            reason = play(world, name, rows.ROWS[name][1]) if name in rows.ROWS else "no such row"
            results.put((name, reason, time.monotonic() - started))
    finally:
        world.close()


def play_rows(options, wanted):
    """Plays rows in parallel; name -> (reason or None, seconds)."""
    names = multiprocessing.Queue()
    results = multiprocessing.Queue()
    count = min(options.workers, len(wanted))
    for name in [*wanted, *[None] * count]:
        names.put(name)
    workers = [multiprocessing.Process(target=work, args=(options, names, results))
               for _ in range(count)]
    for worker in workers:
        worker.start()
    outcome = {}
    while len(outcome) < len(wanted):
        try:
            name, reason, seconds = results.get(timeout=1)
            outcome[name] = reason, seconds
        except multiprocessing.queues.Empty:
            if not any(worker.is_alive() for worker in workers):
                break
    for worker in workers:
        worker.join()
    for name in wanted:
        outcome.setdefault(name, ("its process ended before it did", 0))
    return outcome


class Tap:
    def __init__(self):
        self.count = 0
        self.failed = 0
        print("TAP version 13", flush=True)

    def report(self, name, reason, note=""):
        self.count += 1
        self.failed += reason is not None
        print(f"{'ok' if reason is None else 'not ok'} {self.count} - {name}{note}")
        for line in (reason or "").splitlines():
            print("# " + line)
        sys.stdout.flush()

    def end(self, line):
        print(f"1..{self.count}")
        print("# figure: " + line, flush=True)
        sys.exit(1 if self.failed else 0)


def main():
    options = parse_arguments()
    rows = load_rows()
    tap = Tap()
    wanted = options.rows.split(",") if options.rows else rows.IDS
    outcome = play_rows(options, wanted)
    for name in wanted:
        reason, seconds = outcome[name]
        title = rows.ROWS[name][0] if name in rows.ROWS else "is not there"
        tap.report(f"oauth-{name} {title}", reason)
        print(f"# {seconds:.2f} s")
    passed = sum(reason is None for reason, _ in outcome.values())
    line = f"oauth {passed}/{len(wanted)}"
    if not options.only:
        import mutants
        line += ", " + mutants.play(options, tap, play_rows, wanted)
    tap.end(line)


if __name__ == "__main__":
    main()
