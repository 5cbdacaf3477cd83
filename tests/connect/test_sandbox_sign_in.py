# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: The Convoke developers

"""Signs in to a real convoke-sandbox through its consent page, and stays signed in."""

import http.client
import json
import os
import subprocess
import sys
import tempfile
import urllib.parse

sys.path.insert(0, os.path.join(os.environ['CVK_TEST_SOURCE_ROOT'], 'tests', 'sandbox'))

import sandbox_process

RECONNECT = 'error 0 '
REMOVED = 'error 14 '
DECLINED = 'error 4 '


class Client:
    """The program that signs in once."""

    def __init__(self, sandbox, runtime=None):
        self.runtime = tempfile.TemporaryDirectory(prefix='convoke-sign-in-')
        environment = dict(os.environ, XDG_RUNTIME_DIR=runtime or self.runtime.name,
                           XDG_DATA_HOME=runtime or self.runtime.name)
        self.process = subprocess.Popen([sys.argv[1], sandbox.url], stdin=subprocess.PIPE,
                                        stdout=subprocess.PIPE, text=True, env=environment)
        self.url = self.read()

    def read(self):
        line = self.process.stdout.readline()
        assert line, 'the client said nothing'
        return line.rstrip('\n')

    def send(self, order):
        self.process.stdin.write(order + '\n')
        self.process.stdin.flush()
        return self.read()

    def end(self):
        self.process.stdin.close()
        self.process.stdout.close()
        status = self.process.wait(30)
        self.runtime.cleanup()
        return status


def follow(location):
    """Goes where the browser is sent to, and on to the last page."""
    parts = urllib.parse.urlsplit(location)
    assert parts.hostname == '127.0.0.1', location
    target = parts.path + '?' + parts.query
    for _ in range(2):
        connection = http.client.HTTPConnection('127.0.0.1', parts.port, timeout=30)
        connection.request('GET', target)
        response = connection.getresponse()
        page = response.read().decode()
        connection.close()
        if response.status != 303:
            break
        target = response.headers['Location']
    assert 'code=' not in target, target
    return page


def test_whole():
    with sandbox_process.Sandbox() as sandbox:
        client = Client(sandbox)
        page = follow(sandbox_process.Browser(sandbox).answer(client.url))
        assert '<h1>Connected</h1>' in page, page
        record = json.loads(client.read())
        assert '@' in record['name'], record
        assert 'user:read:user' in record['scopes'], record
        first = client.send('token')
        again = client.send('token')
        assert again == first, (first, again)
        assert first not in json.dumps(record)
        tokens = [first]
        for _ in range(3):
            tokens.append(client.send('reject'))
        assert len(set(tokens)) == 4 and not any(t.startswith('error') for t in tokens), tokens
        said = client.send('revoke')
        assert said == 'revoked', said
        said = client.send('token')
        assert said.startswith(REMOVED), said
        assert client.end() == 0


def test_some_scopes():
    with sandbox_process.Sandbox() as sandbox:
        client = Client(sandbox)
        browser = sandbox_process.Browser(sandbox)
        page = follow(browser.answer(client.url, scopes=['user:read:user']))
        assert '<h1>Connected</h1>' in page, page
        record = json.loads(client.read())
        assert record['scopes'] == ['user:read:user'], record
        assert client.end() == 0


def test_declined():
    with sandbox_process.Sandbox() as sandbox:
        client = Client(sandbox)
        page = follow(sandbox_process.Browser(sandbox).answer(client.url, button='Decline'))
        assert 'You declined' in page, page
        assert client.read().startswith(DECLINED)
        assert client.end() == 1


def test_no_folder():
    with sandbox_process.Sandbox() as sandbox:
        client = Client(sandbox, runtime='/dev/null')
        follow(sandbox_process.Browser(sandbox).answer(client.url))
        client.read()
        first = client.send('token')
        again = client.send('reject')
        assert first != again and not again.startswith('error'), again
        assert client.end() == 0


TESTS = [test_whole, test_no_folder, test_some_scopes, test_declined]

print(f'1..{len(TESTS)}')
for number, test in enumerate(TESTS, 1):
    try:
        test()
        print(f'ok {number} {test.__name__}', flush=True)
    except Exception as error:  # pylint: disable=broad-except
        print(f'not ok {number} {test.__name__}: {type(error).__name__}: {error}', flush=True)
