# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: The Convoke developers

"""Part F of the checklist: what the programs are built of, and how that is watched."""

import os
import re
import subprocess
import sys

import mutants
from rows import IDS, ROWS, row, same, true
from tools import find_keys
from world import PATIENCE, Authority


@row("F1", "Nobody looks for a server's description of itself")
def play_no_metadata(scene):
    engine = scene.start()
    scene.sign_in(engine)
    true(engine.is_healthy())
    same([request.target for request in scene.authority.requests if "well-known" in request.target],
         [])
    for path in (scene.programs.engine, scene.programs.ctl):
        same(find_keys(path, rb"well-known/o[a-z-]*|openid-configuration"), [], path)


def list_variables(programs):
    """The variables of the environment that the source asks for."""
    names = set()
    for folder, _, files in os.walk(os.path.join(programs.source, "src")):
        for name in files:
            if name.endswith((".c", ".h")):
                path = os.path.relpath(os.path.join(folder, name), programs.source)
                names.update(re.findall(r'getenv \("(\w+)"\)', programs.read(path)))
    true("XDG_RUNTIME_DIR" in names, names)
    return names


@row("F2", "Neither a pipeline nor the environment chooses another server")
def play_no_other_server(scene):
    other = scene.add(Authority())
    names = ["SERVER", "SANDBOX", "URL", "API_URL", "BASE_URL", "TOKEN_URL", "AUTHORIZE_URL",
             "ZOOM_SERVER", "ZOOM_URL", "ENDPOINT", "TEST_SERVER", "SANDBOX_URL"]
    variables = {f"{prefix}{name}": other.url
                 for prefix in ("CVK_", "CONVOKE_", "CVK_TEST_", "") for name in names}
    engine = scene.start(environment=variables)
    attempt, problems = engine.begin(client_id=("s", "x"))
    true(attempt and attempt.url.startswith("https://zoom.us/oauth/authorize?"), problems)
    attempt.cancel()
    same(sorted(name for name in list_variables(scene.programs)
                if re.search("SERVER|URL|URI|API|HOST|SANDBOX|ZOOM|CLIENT", name)), [])
    scene.sign_in(engine)
    for member in ("server", "api_url", "url", "sandbox"):
        for place in ("slot", "document", "settings"):
            run, problems = engine.start_run(**{place: {member: other.url}})
            if run:
                engine.wait_run(run)
    same(other.requests, [], "requests to another server")


@row("F3", "No field of the program keeps a token as a plain string")
def play_no_plain_fields(scene):
    result = subprocess.run(
        [sys.executable, os.path.join(scene.programs.source, "tests/lint/check-secrets"),
         scene.programs.source], capture_output=True, text=True, timeout=PATIENCE)
    same((result.returncode, result.stdout), (0, ""))


@row("F4", "The callback's and the token reply's readers have a fuzz target")
def play_fuzz_target(scene):
    result = subprocess.run([scene.programs.fuzz, str(scene.programs.pick(200000, 20000000))],
                            env=scene.environment, capture_output=True, text=True)
    same((result.returncode, result.stderr), (0, ""))
    true(re.search(r"[1-9]\d* inputs, [1-9]\d* of them taken", result.stdout), result.stdout)


FORBIDDEN = re.compile(
    r"\b(g_get_real_time|g_date_time_new_now\w*|gettimeofday|clock_gettime|time|g_random_\w+|"
    r"g_rand_\w+|rand|srand|random|arc4random\w*|getrandom|g_uuid_string_random|sleep|usleep|"
    r"nanosleep|socket|bind|listen|accept) \(")


@row("F5", "Clock, randomness and sockets come through interfaces")
def play_interfaces(scene):
    folder = os.path.join(scene.programs.source, "src/connect")
    found = []
    names = [name for name in os.listdir(folder) if name.endswith(".c")]
    true(len(names) > 40, "sources")
    for name in sorted(names):
        text = re.sub(r"/\*.*?\*/|//[^\n]*|\"(?:\\.|[^\"\\])*\"", "",
                      scene.programs.read("src/connect/" + name), flags=re.DOTALL)
        found += [(name, match[1]) for match in FORBIDDEN.finditer(text)]
    same(found, [])


@row("F6", "Every row has a test with its id, and a mutation")
def play_complete(scene):
    same((len(IDS), len(set(IDS))), (64, 64))
    same(sorted(ROWS), sorted(IDS))
    same(sorted(mutants.load()), sorted(IDS))
    same(len({title for title, _ in ROWS.values()}), 64, "different titles")
