# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: The Convoke developers

"""A convoke-sandbox for a test: starting and stopping it, its control socket, a plain HTTP client,
and a user who signs in through the consent page as a browser would."""

import base64
import hashlib
import html.parser
import http.client
import json
import os
import secrets
import shutil
import signal
import socket
import subprocess
import tempfile
import urllib.parse

CLIENT_ID = 'convoke-sandbox'
REDIRECT_URI = 'http://127.0.0.1:43210/callback'
SCOPES = [
    'meeting:write:meeting', 'meeting:read:meeting', 'meeting:update:meeting',
    'meeting:read:list_meetings', 'meeting:delete:meeting', 'user:read:user', 'user:read:email',
]
DEADLINE = 30


def find_program():
    """The program in the build tree, or the one that CVK_TEST_SANDBOX names."""
    named = os.environ.get('CVK_TEST_SANDBOX')
    if named:
        return named
    root = os.environ.get('CVK_TEST_BUILD_ROOT')
    if root is None:
        root = os.path.join(os.path.dirname(__file__), '..', '..', 'build')
    return os.path.join(root, 'src', 'sandbox', 'convoke-sandbox')


class Reply:
    """What came back: the status, the headers by lower-case name, and the body."""

    def __init__(self, status, headers, body):
        self.status = status
        self.headers = {name.lower(): value for name, value in headers}
        self.body = body

    def json(self):
        return json.loads(self.body)

    def __repr__(self):
        return f'<{self.status} {self.body[:300]!r}>'


class Control:
    """The control socket. Each order answers a dictionary; what failed raises ValueError."""

    def __init__(self, path):
        self.socket = socket.socket(socket.AF_UNIX)
        self.socket.settimeout(DEADLINE)
        self.socket.connect(path)
        self.lines = self.socket.makefile('rb')

    def close(self):
        self.lines.close()
        self.socket.close()

    def send(self, op, **members):
        """Returns the last line of the answer, and the lines before it as a list."""
        order = dict(members, op=op)
        self.socket.sendall(json.dumps(order).encode() + b'\n')
        before = []
        while True:
            line = self.lines.readline()
            if not line:
                raise EOFError('the control socket was closed')
            value = json.loads(line)
            if 'ok' in value:
                break
            before.append(value)
        if not value['ok']:
            raise ValueError(value['message'])
        return value, before

    def order(self, op, **members):
        return self.send(op, **members)[0]

    def list(self, op, **members):
        return self.send(op, **members)[1]

    def fault(self, kind, method=None, path=None, **members):
        match = {}
        if method is not None:
            match['method'] = method
        if path is not None:
            match['path'] = path
        return self.order('fault', kind=kind, match=match, **members)


class Sandbox:
    """Starts convoke-sandbox; use it in a with statement, or call stop()."""

    def __init__(self, *options, state=None, program=None, environment=None):
        self.folder = tempfile.mkdtemp(prefix='convoke-sandbox-')
        self.control_path = os.path.join(self.folder, 'control')
        self.options = list(options)
        self.state = state
        self.program = program or find_program()
        self.environment = environment
        self.process = None
        self.control = None
        self.start()

    def start(self, port=0):
        command = [self.program, '--control', self.control_path, '--port', str(port)]
        if self.state is not None:
            command += ['--state', self.state]
        self.process = subprocess.Popen(command + self.options, stdout=subprocess.PIPE,
                                        env=self.environment)
        self.url = self.process.stdout.readline().decode().strip()
        if not self.url.startswith('http://127.0.0.1:'):
            self.process.wait(DEADLINE)
            raise RuntimeError(f'the sandbox did not start: {self.url!r}')
        self.port = int(self.url.rsplit(':', 1)[1])
        self.control = Control(self.control_path)

    def end(self, number=signal.SIGTERM):
        """Ends the process and returns its exit status; start() can follow."""
        if self.process is None:
            return None
        self.control.close()
        self.process.send_signal(number)
        status = self.process.wait(DEADLINE)
        self.process.stdout.close()
        self.process = None
        return status

    def stop(self):
        status = self.end()
        shutil.rmtree(self.folder, ignore_errors=True)
        return status

    def __enter__(self):
        return self

    def __exit__(self, *unused):
        self.stop()

    def request(self, method, target, body=None, headers=None, connection=None):
        own = connection is None
        if own:
            connection = http.client.HTTPConnection('127.0.0.1', self.port, timeout=DEADLINE)
        try:
            connection.request(method, target, body=body, headers=headers or {})
            response = connection.getresponse()
            return Reply(response.status, response.getheaders(), response.read())
        finally:
            if own:
                connection.close()

    def post_form(self, target, fields, headers=None):
        headers = dict({'Content-Type': 'application/x-www-form-urlencoded'}, **(headers or {}))
        return self.request('POST', target, urllib.parse.urlencode(fields), headers)

    def token(self, **fields):
        """Asks the token endpoint as a public client does."""
        headers = fields.pop('headers', None)
        fields.setdefault('client_id', CLIENT_ID)
        fields = {name: value for name, value in fields.items() if value is not None}
        return self.post_form('/oauth/token', fields, headers)


class Form(html.parser.HTMLParser):
    """The first form of a page: its action, its fields and its buttons by their text."""

    def __init__(self, page):
        super().__init__()
        self.action = None
        self.method = None
        self.hidden = []
        self.boxes = []
        self.buttons = {}
        self.options = []
        self.scripts = 0
        self.button = None
        self.feed(page)

    def handle_starttag(self, tag, attributes):
        attributes = dict(attributes)
        if tag == 'form':
            self.action = attributes['action']
            self.method = attributes['method']
        elif tag == 'input' and attributes.get('type') == 'hidden':
            self.hidden.append((attributes['name'], attributes['value']))
        elif tag == 'input' and attributes.get('type') == 'checkbox':
            self.boxes.append((attributes['name'], attributes['value'], 'checked' in attributes))
        elif tag == 'option':
            self.options.append(attributes['value'])
        elif tag == 'button':
            self.button = (attributes['name'], attributes['value'])
        elif tag == 'script':
            self.scripts += 1

    def handle_data(self, data):
        if self.button is not None:
            self.buttons[data.strip()] = self.button
            self.button = None


class Browser:
    """A user who opens the page that a client asks for, ticks boxes and presses a button."""

    def __init__(self, sandbox):
        self.sandbox = sandbox

    def open(self, url):
        parts = urllib.parse.urlsplit(url)
        target = parts.path + ('?' + parts.query if parts.query else '')
        return self.sandbox.request('GET', target, headers={'Accept': 'text/html'})

    def answer(self, url, button='Allow', scopes=None, user=None):
        """Returns the address that the browser is sent to."""
        page = self.open(url)
        if page.status != 200:
            raise RuntimeError(f'no consent page: {page}')
        form = Form(page.body.decode())
        fields = list(form.hidden)
        fields += [(name, value) for name, value, checked in form.boxes
                   if (checked if scopes is None else value in scopes)]
        if user is not None:
            fields.append(('user', user))
        fields.append(form.buttons[button])
        reply = self.sandbox.post_form(form.action, fields)
        if reply.status != 302:
            raise RuntimeError(f'no redirect: {reply}')
        return reply.headers['location']


class Device:
    """Something without a browser, which shows a code and asks what became of it."""

    def __init__(self, sandbox, in_form=False):
        self.sandbox = sandbox
        if in_form:
            self.reply = sandbox.post_form('/oauth/devicecode', {'client_id': CLIENT_ID})
        else:
            self.reply = sandbox.request('POST', '/oauth/devicecode?client_id=' + CLIENT_ID, '')
        if self.reply.status != 200:
            raise RuntimeError(f'no codes: {self.reply}')
        self.codes = self.reply.json()
        self.tokens = None

    def ask(self, **fields):
        return self.sandbox.token(grant_type='urn:ietf:params:oauth:grant-type:device_code',
                                  device_code=self.codes['device_code'], **fields)

    def call(self, target):
        return self.sandbox.request('GET', '/v2' + target, headers={
            'Accept': 'application/json', 'Authorization': 'Bearer ' + self.tokens['access_token']})


def enter_code(sandbox, code, button='Allow', scopes=None, user=None):
    """What the user does on another device. Returns the last page."""
    reply = sandbox.post_form('/oauth_device', {'user_code': code})
    if reply.status != 200:
        raise RuntimeError(f'no consent page: {reply}')
    form = Form(reply.body.decode())
    fields = form.hidden + [(name, value) for name, value, checked in form.boxes
                            if (checked if scopes is None else value in scopes)]
    if user is not None:
        fields.append(('user', user))
    reply = sandbox.post_form(form.action, fields + [form.buttons[button]])
    if reply.status != 200:
        raise RuntimeError(f'not taken: {reply}')
    return reply.body.decode()


def make_verifier():
    verifier = secrets.token_urlsafe(32)
    digest = hashlib.sha256(verifier.encode()).digest()
    return verifier, base64.urlsafe_b64encode(digest).decode().rstrip('=')


def make_authorize_url(sandbox, challenge, **fields):
    parameters = {
        'response_type': 'code', 'client_id': CLIENT_ID, 'redirect_uri': REDIRECT_URI,
        'state': 'opaque state', 'code_challenge': challenge, 'code_challenge_method': 'S256',
    }
    parameters.update(fields)
    parameters = {name: value for name, value in parameters.items() if value is not None}
    return sandbox.url + '/oauth/authorize?' + urllib.parse.urlencode(parameters)


def read_redirect(location):
    return dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(location).query))


class Session:
    """Somebody signed in: tokens, and calls to the API."""

    def __init__(self, sandbox, scopes=None, client_id=CLIENT_ID, user=None):
        self.sandbox = sandbox
        self.client_id = client_id
        verifier, challenge = make_verifier()
        url = make_authorize_url(sandbox, challenge, client_id=client_id)
        answer = read_redirect(Browser(sandbox).answer(url, scopes=scopes, user=user))
        reply = sandbox.token(grant_type='authorization_code', code=answer['code'],
                              redirect_uri=REDIRECT_URI, code_verifier=verifier,
                              client_id=client_id)
        if reply.status != 200:
            raise RuntimeError(f'no tokens: {reply}')
        self.tokens = reply.json()
        self.connection = None

    def refresh(self, token=None):
        reply = self.sandbox.token(grant_type='refresh_token', client_id=self.client_id,
                                   refresh_token=token or self.tokens['refresh_token'])
        if reply.status == 200 and 'json' in reply.headers.get('content-type', ''):
            self.tokens = reply.json()
        return reply

    def call(self, method, target, value=None, **headers):
        sent = {'Accept': 'application/json',
                'Authorization': 'Bearer ' + self.tokens['access_token']}
        body = None
        if value is not None:
            sent['Content-Type'] = 'application/json'
            body = value if isinstance(value, (bytes, str)) else json.dumps(value)
        sent.update({name.replace('_', '-'): text for name, text in headers.items()})
        sent = {name: text for name, text in sent.items() if text is not None}
        return self.sandbox.request(method, '/v2' + target, body, sent, self.connection)

    def create(self, **fields):
        return self.call('POST', '/users/me/meetings', fields)

    def get(self, meeting_id, **query):
        suffix = '?' + urllib.parse.urlencode(query) if query else ''
        return self.call('GET', f'/meetings/{meeting_id}{suffix}')

    def update(self, meeting_id, value, **query):
        suffix = '?' + urllib.parse.urlencode(query) if query else ''
        return self.call('PATCH', f'/meetings/{meeting_id}{suffix}', value)

    def delete(self, meeting_id, **query):
        suffix = '?' + urllib.parse.urlencode(query) if query else ''
        return self.call('DELETE', f'/meetings/{meeting_id}{suffix}')

    def list(self, **query):
        suffix = '?' + urllib.parse.urlencode(query) if query else ''
        return self.call('GET', f'/users/me/meetings{suffix}')
