# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: The Convoke developers

"""An authorization server with an API behind it, as strict as Zoom's and as faulty as a test wants.

Refresh tokens are good for one use; the second one ends the grant, as does a newer grant of the
same user. Everything secret begins with CANARY and is in `secrets`."""

import base64
import hashlib
import json
import secrets
import socket
import ssl
import threading
import urllib.parse

DROP = object()
PATIENCE = 60


class Request:
    def __init__(self, method, target, headers, body):
        self.client = None
        self.method = method
        self.target = target
        self.path, _, self.query = target.partition("?")
        self.headers = headers
        self.body = body
        self.form = dict(urllib.parse.parse_qsl(body.decode("latin-1"), keep_blank_values=True))

    def get(self, name):
        values = [value for key, value in self.headers if key.lower() == name.lower()]
        return values[0] if values else None

    def __repr__(self):
        return f"<{self.method} {self.target}>"


class Response:
    def __init__(self, status, body=b"", headers=(), kind="application/json"):
        self.status = status
        self.body = body if isinstance(body, bytes) else json.dumps(body).encode()
        self.headers = [("Content-Type", kind), *headers]

    def to_bytes(self):
        lines = [f"HTTP/1.1 {self.status} Answer", f"Content-Length: {len(self.body)}",
                 "Connection: close"]
        lines += [f"{name}: {value}" for name, value in self.headers]
        return "\r\n".join(lines).encode() + b"\r\n\r\n" + self.body


class Server:
    """Answers requests one by one, each on a connection of its own, and remembers them."""

    def __init__(self, context=None):
        self.context = context
        self.lock = threading.RLock()
        self.requests = []
        self.handshakes = 0
        self.listener = socket.create_server(("127.0.0.1", 0), backlog=1024)
        self.port = self.listener.getsockname()[1]
        self.url = f"{'https' if context else 'http'}://127.0.0.1:{self.port}"
        threading.Thread(target=self.accept, daemon=True).start()

    def close(self):
        try:
            self.listener.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass
        self.listener.close()

    def accept(self):
        while True:
            try:
                client, _ = self.listener.accept()
            except OSError:
                return
            threading.Thread(target=self.serve, args=(client,), daemon=True).start()

    def serve(self, client):
        client.settimeout(PATIENCE)
        try:
            if self.context:
                client = self.context.wrap_socket(client, server_side=True)
                self.handshakes += 1
            with client, client.makefile("rb") as lines:
                request = self.read(lines)
                if request is None:
                    return
                request.client = client.getpeername()
                with self.lock:
                    self.requests.append(request)
                answer = self.answer(request)
                if answer is not DROP:
                    client.sendall(answer.to_bytes() if isinstance(answer, Response) else answer)
        except (OSError, ValueError):
            client.close()

    @staticmethod
    def read(lines):
        line = lines.readline().decode("latin-1").split()
        if len(line) < 2:
            return None
        headers = []
        while True:
            name, _, value = lines.readline().decode("latin-1").partition(":")
            if not name.strip():
                break
            headers.append((name, value.strip()))
        length = next((int(value) for name, value in headers
                       if name.lower() == "content-length"), 0)
        return Request(line[0], line[1], headers, lines.read(length))

    def answer(self, request):
        return Response(404, {})

    def list(self, path, **form):
        with self.lock:
            return [request for request in self.requests if request.path == path
                    and all(request.form.get(name) == value for name, value in form.items())]


class Grant:
    def __init__(self, user, client, scopes):
        self.user = user
        self.client = client
        self.scopes = scopes
        self.refresh_token = None
        self.access_tokens = set()
        self.is_dead = False


class Authority(Server):
    def __init__(self, context=None):
        super().__init__(context)
        self.user = {"id": "user-" + secrets.token_hex(6)}
        self.user["email"] = self.user["id"] + "@example.com"
        self.life = 3600
        self.rotates = True
        self.grants_scopes = None
        self.extra = {}
        self.secrets = {}
        self.codes = {}
        self.grants = []
        self.invalid_grants = 0
        self.before = {}
        self.after = {}

    def make_secret(self, kind):
        text = f"CANARY{kind}{len(self.secrets)}x{secrets.token_hex(16)}"
        self.secrets[text] = kind
        return text

    # --- What the user does in the browser ---

    def allow(self, url):
        """The user presses Allow: where the browser is sent."""
        query = dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(url).query))
        code = self.make_secret("CODE")
        for name in ("state",):
            self.secrets.setdefault(query[name], "STATE")
        scopes = self.grants_scopes or query.get("scope", "").split()
        with self.lock:
            self.codes[code] = dict(query, user=dict(self.user), scopes=scopes)
        return self.redirect(query, code=code)

    @staticmethod
    def redirect(query, **answer):
        answer.setdefault("state", query["state"])
        answer = {name: value for name, value in answer.items() if value is not None}
        return query["redirect_uri"] + "?" + urllib.parse.urlencode(answer)

    # --- Requests ---

    def answer(self, request):
        hook = self.before.get(request.path)
        answer = hook(request) if hook else None
        if answer is None:
            with self.lock:
                answer = self.answer_as_usual(request)
            hook = self.after.get(request.path)
            answer = (hook(request, answer) if hook else None) or answer
        return answer

    def answer_as_usual(self, request):
        if request.path == "/oauth/authorize" and request.method == "GET":
            return Response(302, headers=[("Location", self.allow(request.target))])
        if request.path == "/oauth/token":
            return self.give_token(request)
        if request.path == "/oauth/revoke":
            return self.revoke(request)
        return self.serve_api(request)

    def give_token(self, request):
        form = request.form
        if form.get("grant_type") == "authorization_code":
            return self.redeem(form)
        if form.get("grant_type") == "refresh_token":
            return self.refresh(form)
        return Response(400, {"error": "unsupported_grant_type"})

    def refuse(self):
        self.invalid_grants += 1
        return Response(400, {"reason": "Invalid Token!", "error": "invalid_grant"})

    def redeem(self, form):
        code = self.codes.pop(form.get("code"), None)
        verifier = form.get("code_verifier", "")
        self.secrets[verifier] = "VERIFIER"
        digest = hashlib.sha256(verifier.encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
        if code is None or code.get("code_challenge") != challenge:
            return self.refuse()
        for grant in self.grants:
            if grant.user["id"] == code["user"]["id"] and grant.client == code["client_id"]:
                grant.is_dead = True
        grant = Grant(code["user"], code["client_id"], code["scopes"])
        self.grants.append(grant)
        return self.issue(grant)

    def refresh(self, form):
        for grant in self.grants:
            if form.get("refresh_token") == grant.refresh_token and not grant.is_dead:
                return self.issue(grant)
        for grant in self.grants:
            # Reuse: whoever has the newer one may be a thief.
            if form.get("refresh_token") in self.secrets and \
                    getattr(grant, "used", None) and form["refresh_token"] in grant.used:
                grant.is_dead = True
        return self.refuse()

    def issue(self, grant):
        grant.used = getattr(grant, "used", set())
        access = self.make_secret("AT")
        grant.access_tokens.add(access)
        reply = {"access_token": access, "token_type": "bearer", "expires_in": self.life,
                 "scope": " ".join(grant.scopes)}
        if self.rotates or grant.refresh_token is None:
            if grant.refresh_token is not None:
                grant.used.add(grant.refresh_token)
            grant.refresh_token = self.make_secret("RT")
            reply["refresh_token"] = grant.refresh_token
        reply.update(self.extra)
        return Response(200, reply)

    def revoke(self, request):
        token = request.form.get("token")
        for grant in self.grants:
            if token == grant.refresh_token:
                grant.is_dead = True
            grant.access_tokens.discard(token)
        return Response(200, {"status": "success"})

    def find(self, request):
        """The living grant whose access token the request bears."""
        token = (request.get("Authorization") or "").removeprefix("Bearer ")
        for grant in self.grants:
            if token in grant.access_tokens and not grant.is_dead:
                return grant
        return None

    def serve_api(self, request):
        grant = self.find(request)
        if grant is None:
            return Response(401, {"code": 124, "message": "Invalid access token."})
        if request.path == "/v2/users/me":
            return Response(200, dict(grant.user, type=2, display_name="Canary"))
        return Response(404, {"code": 3001, "message": "Not found."})

    # --- Looking ---

    @property
    def grant(self):
        return self.grants[-1]

    def count_refreshes(self):
        return len(self.list("/oauth/token", grant_type="refresh_token"))

    def expire(self):
        """The API no longer takes the access tokens that were given out."""
        with self.lock:
            for grant in self.grants:
                grant.access_tokens.clear()
