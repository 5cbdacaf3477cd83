# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: The Convoke developers

"""Part F of the checklist: what the programs are built of, and how that is watched."""

import json
import os
import re
import subprocess
import sys

import mutants
from authority import Response
from rows import IDS, ROWS, check_problems, row, same, true
from tools import make_connector
from world import PATIENCE, Authority

METADATA = "/.well-known/oauth-authorization-server"


def list_looks(authority):
    """Where somebody looked for a server's description of itself."""
    return [request.target for request in authority.requests if "well-known" in request.target]


@row("F1", "A server's description of itself is read when addresses are missing, and is its own")
def play_metadata(scene):
    engine = scene.start()
    scene.sign_in(engine)
    true(engine.is_healthy())
    same(list_looks(scene.authority), [])
    # A file that names an issuer in place of the addresses.
    url = scene.authority.url
    connector = json.loads(make_connector(scene, issuer=url))
    for name in ("authorize_url", "token_url", "revoke_url"):
        del connector["auth"][name]
    file = json.dumps(connector).encode()
    told = {"authorization_endpoint": url + "/oauth/authorize", "token_endpoint": url + "/oauth/token",
            "code_challenge_methods_supported": ["S256"]}
    for wrong in ({}, {"issuer": url + "/"}, {"issuer": url.upper()}, {"issuer": "https://a.example"},
                  {"issuer": url, "token_endpoint": "http://a.example/token"},
                  {"issuer": url, "code_challenge_methods_supported": ["plain"]}):
        scene.authority.before[METADATA] = lambda request: Response(200, {**told, **wrong})
        attempt, problems = engine.begin(connector=("ay", file), client_id=("s", "x"))
        same(attempt and attempt.url, None, wrong)
        check_problems(problems)
    scene.authority.before[METADATA] = lambda request: Response(200, {**told, "issuer": url})
    scene.sign_in(engine, connector=("ay", file))
    same(set(list_looks(scene.authority)), {METADATA})


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
