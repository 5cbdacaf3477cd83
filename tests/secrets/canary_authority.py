# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: The Convoke developers

"""A service whose secrets can be told from everything else: an authority that hands out canaries,
and the API behind it. It plays the browser too, since the code and the state are canaries
as well."""

import base64
import collections
import hashlib
import http.client
import http.server
import json
import ssl
import threading
import urllib.parse

# The verifier and the state are the client's own; they become canaries when they are first seen.
KINDS = ("access token", "refresh token", "code", "verifier", "state", "client secret")


class Authority:
    """One token at a time is good: a new one ends the one before, as with Zoom."""

    def __init__(self, certificate=None, lasting=3600):
        self.lasting = lasting
        self.canaries = collections.defaultdict(list)  # kind -> texts
        self.requests = []  # (method, path) in the order in which they came
        self.grants = {}    # code -> challenge
        self.access = None
        self.refresh = None
        self.answers = {}   # path -> function of form and headers that answers instead
        self.lock = threading.Lock()
        handler = type("Handler", (Handler,), {"authority": self})
        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
        self.server.daemon_threads = True
        self.port = self.server.server_address[1]
        self.url = f"http://127.0.0.1:{self.port}"
        if certificate is not None:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(certificate)
            self.server.socket = context.wrap_socket(self.server.socket, server_side=True)
            self.url = f"https://127.0.0.1:{self.port}"
        self.thread = threading.Thread(target=self.server.serve_forever, args=(0.05,), daemon=True)
        self.thread.start()

    def stop(self):
        self.server.shutdown()
        self.server.server_close()

    def add_canary(self, kind, text):
        with self.lock:
            if text not in self.canaries[kind]:
                self.canaries[kind].append(text)
        return text

    def make_canary(self, kind, mark):
        number = len(self.canaries[kind]) + 1
        # No part of it repeats, so that a part can be told too.
        rest = "".join(hashlib.sha256(f"{mark} {number} {part}".encode()).hexdigest()
                       for part in range(3))
        return self.add_canary(kind, f"CANARY{mark}{number:04d}{rest}")

    def count(self, path):
        return sum(1 for _, name in self.requests if name == path)

    def expire(self):
        """The access token is refused from now on, so that the next call needs a refresh."""
        self.access = None

    # What the browser does.

    def allow(self, url):
        """Presses Allow at the address that convokectl prints. Returns the last page's status."""
        query = dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(url).query))
        self.add_canary("state", query["state"])
        code = self.make_canary("code", "CODE")
        self.grants[code] = query["code_challenge"]
        answer = urllib.parse.urlencode({"code": code, "state": query["state"]})
        target = urllib.parse.urlsplit(query["redirect_uri"])
        path = f"{target.path}?{answer}"
        while path is not None:
            browser = http.client.HTTPConnection(target.hostname, target.port, timeout=120)
            browser.request("GET", path)
            reply = browser.getresponse()
            reply.read()
            path = reply.getheader("location") if reply.status == 303 else None
            browser.close()
        return reply.status

    # What the server does.

    def issue(self):
        self.access = self.make_canary("access token", "AT")
        self.refresh = self.make_canary("refresh token", "RT")
        return 200, {"access_token": self.access, "refresh_token": self.refresh,
                     "token_type": "bearer", "expires_in": self.lasting,
                     "scope": "user:read:user user:read:email meeting:write:meeting "
                              "meeting:read:meeting meeting:update:meeting "
                              "meeting:read:list_meetings meeting:delete:meeting"}

    def answer_token(self, form, headers):
        if headers.get("authorization", "").startswith("Basic "):
            pair = base64.b64decode(headers["authorization"][6:]).decode()
            self.add_canary("client secret", urllib.parse.unquote(pair.split(":", 1)[1]))
        if form.get("grant_type") == "authorization_code":
            self.add_canary("verifier", form["code_verifier"])
            if self.grants.pop(form["code"], None) is not None:
                return self.issue()
        elif form.get("grant_type") == "refresh_token" and form["refresh_token"] == self.refresh:
            return self.issue()
        return 400, {"error": "invalid_grant", "reason": "no such grant"}

    def answer(self, method, path, headers, body):
        path, _, query = path.partition("?")
        with self.lock:
            self.requests.append((method, path))
        form = dict(urllib.parse.parse_qsl(body.decode("ascii", "replace")))
        if path in self.answers:
            return self.answers[path](form, headers)
        if path == "/oauth/token":
            return self.answer_token(form, headers)
        if path == "/oauth/revoke":
            return 200, {"status": "success"}
        if headers.get("authorization") != f"Bearer {self.access}":
            return 401, {"code": 124, "message": "Access token is expired."}
        if path == "/v2/users/me":
            return 200, {"id": "canary-user", "email": "canary@example.com", "account_id": "a"}
        return 404, {"code": 3001, "message": "There is nothing here."}


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    authority = None

    def serve(self):
        length = int(self.headers.get("content-length", 0))
        body = self.rfile.read(length)
        headers = {name.lower(): value for name, value in self.headers.items()}
        status, answer = self.authority.answer(self.command, self.path, headers, body)
        text = json.dumps(answer).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)

    do_GET = do_POST = do_DELETE = do_PATCH = serve

    def log_message(self, *arguments):
        pass
