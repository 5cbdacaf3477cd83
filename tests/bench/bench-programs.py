# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: The Convoke developers

"""What a person waits for, on the real programs, each figure beside a baseline of the same run:

start    a trivial pipeline from the start of convokectl to its result, without an engine and with
         one, beside convokectl --version, which starts and does nothing
creates  1,000 meetings through command line, engine, journal and HTTP, beside what the latency
         alone takes, or beside a bare libsoup loop of the same requests
memory   the most that each program held, and what an idle engine holds
"""

import json
import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request

sys.path.insert(0, os.path.join(os.path.dirname(__file__), '..', 'sandbox'))

import sandbox_process  # noqa: E402

BUILD = os.environ['CVK_TEST_BUILD_ROOT']
CONVOKECTL = os.path.join(BUILD, 'src/cli/convokectl')
BARE_LOOP = os.path.join(BUILD, 'tests/bench/bare-loop')
N_MEETINGS = 1000
# What a connection allows at once unless it is told otherwise.
CONCURRENCY = 8
N_STARTS = 15

TRIVIAL = {
    'convoke': 1,
    'nodes': {
        'hello': {'type': 'set', 'settings': {'fields': {'greeting': 'Hello'}}},
        'out': {'type': 'output', 'settings': {'name': 'Greetings'}},
    },
    'links': ['hello.out -> out.in'],
}
CREATES = {
    'convoke': 1,
    'slots': {'zoom': {'connector': 'zoom'}},
    'nodes': {
        'read': {'type': 'json.read', 'settings': {'file': 'meetings.json'}},
        'create': {
            'type': 'zoom.create-meeting', 'slot': 'zoom',
            'settings': {
                'topic': '{{ item.topic }}', 'start_time': '2035-01-01T10:00:00',
                'timezone': 'Europe/Berlin', 'duration': 45,
            },
        },
        'out': {'type': 'output', 'settings': {'name': 'Meetings'}},
    },
    'links': ['read.out -> create.in', 'create.out -> out.in'],
}


class Place:
    """A home of its own, with engines that end with it."""

    def __init__(self):
        self.folder = tempfile.mkdtemp(prefix='convoke-bench-')
        self.environment = {
            'HOME': self.folder, 'PATH': os.environ['PATH'], 'LC_ALL': 'C.UTF-8', 'TZ': 'UTC',
            'GIO_USE_VFS': 'local',
        }

    def __enter__(self):
        return self

    def __exit__(self, *unused):
        for pid in self.find_engines():
            os.kill(pid, 15)
        shutil.rmtree(self.folder, ignore_errors=True)

    def write(self, name, value):
        path = os.path.join(self.folder, name)
        with open(path, 'w') as file:
            json.dump(value, file)
        return path

    def find_engines(self):
        found = []
        for name in os.listdir('/proc'):
            try:
                with open(f'/proc/{name}/cmdline') as file:
                    command = file.read()
            except (OSError, ValueError):
                continue
            if 'convoke-engine' in command and self.folder in command:
                found.append(int(name))
        return found

    def call(self, *arguments):
        return subprocess.run([CONVOKECTL, *arguments], env=self.environment, check=True,
                              stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, cwd=self.folder)

    def time(self, *arguments):
        start = time.monotonic()
        result = self.call(*arguments)
        return (time.monotonic() - start) * 1000, result.stdout


def read_memory(pid, field):
    with open(f'/proc/{pid}/status') as file:
        for line in file:
            if line.startswith(field):
                return int(line.split()[1]) / 1024
    raise KeyError(field)


def measure_start():
    with Place() as place:
        path = place.write('trivial.convoke', TRIVIAL)
        nothing = [place.time('--version')[0] for _ in range(N_STARTS)]
        cold = []
        for i in range(N_STARTS):
            data = os.path.join(place.folder, f'data-{i}')
            cold.append(place.time('run', path, '--json', '--data-dir', data)[0])
        data = os.path.join(place.folder, 'data-0')
        warm = [place.time('run', path, '--json', '--data-dir', data)[0] for _ in range(N_STARTS)]
        base = statistics.median(nothing)
        engine = place.find_engines()[0]
        print(f'start: cold {statistics.median(cold):.1f} ms (target 60), with the engine up '
              f'{statistics.median(warm):.1f} ms (target 25), convokectl --version {base:.1f} ms, '
              f'ratios {statistics.median(cold) / base:.1f} and {statistics.median(warm) / base:.1f}')
        print(f'memory: idle engine {read_memory(engine, "VmRSS"):.1f} MB (target 25), '
              f'its peak {read_memory(engine, "VmHWM"):.1f} MB')


def connect(place, sandbox, data):
    """Signs in as a person would: the address goes to a browser, the browser comes back."""
    process = subprocess.Popen(
        [CONVOKECTL, 'connect', 'zoom', '--server', sandbox.url, '--memory', '--no-browser',
         '--client-id', sandbox_process.CLIENT_ID, '--data-dir', data],
        env=place.environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True)
    location = sandbox_process.Browser(sandbox).answer(process.stdout.readline().strip())
    with urllib.request.urlopen(location) as page:
        page.read()
    process.stdout.read()
    if process.wait() != 0:
        raise RuntimeError('could not connect')


def run_bare_loop(place, sandbox):
    token = os.path.join(place.folder, 'token')
    session = sandbox_process.Session(sandbox)
    with open(token, 'w') as file:
        file.write(session.tokens['access_token'])
    result = subprocess.run(
        [BARE_LOOP, sandbox.url + '/v2/users/me/meetings', token, str(N_MEETINGS),
         str(CONCURRENCY)], check=True, stdout=subprocess.PIPE, text=True)
    return float(result.stdout)


def measure_creates(latency):
    with Place() as place, sandbox_process.Sandbox('--plan', 'unlimited', '--latency',
                                                   str(latency)) as sandbox:
        data = os.path.join(place.folder, 'data')
        place.write('meetings.json', [{'topic': f'Meeting {i}'} for i in range(N_MEETINGS)])
        path = place.write('creates.convoke', CREATES)
        connect(place, sandbox, data)
        took, output = place.time('run', path, '--json', '--data-dir', data)
        result = json.loads(output)
        made = sandbox.control.list('effects')
        assert result['state'] == 'succeeded', result['failures'][:3]
        assert len(result['outputs']['Meetings']) == N_MEETINGS and len(made) == N_MEETINGS
        bare = run_bare_loop(place, sandbox)
        engine = place.find_engines()[0]
        if latency > 0:
            ideal = N_MEETINGS * latency / CONCURRENCY
            print(f'creates at {latency} ms: {took:.0f} ms, items x latency / concurrency '
                  f'{ideal:.0f} ms, ratio {took / ideal:.2f} (target 1.10); bare loop {bare:.0f} ms')
        else:
            print(f'creates at 0 ms: {took:.0f} ms, bare loop {bare:.0f} ms, ratio '
                  f'{took / bare:.2f} (target 3)')
        print(f'memory at {latency} ms: engine peak {read_memory(engine, "VmHWM"):.1f} MB, sandbox '
              f'peak {read_memory(sandbox.process.pid, "VmHWM"):.1f} MB')


def main():
    measure_start()
    measure_creates(50)
    measure_creates(0)
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    print(f'memory: largest short-lived program {peak:.1f} MB')


main()
