# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: The Convoke developers

"""A service that answers what a test says, and remembers what it was asked."""

import http.server
import json
import threading


class Request:
    def __init__(self, handler, body):
        self.method = handler.command
        self.path = handler.path
        self.headers = {name.lower(): value for name, value in handler.headers.items()}
        self.text = body.decode()
        is_json = "json" in self.headers.get("content-type", "")
        self.body = json.loads(body) if body and is_json else None


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def answer(self):
        request = Request(self, self.rfile.read(int(self.headers.get("content-length", 0))))
        service = self.server.service
        service.requests.append(request)
        reply = service.replies.pop(0) if service.replies else service.standard
        status, body, headers = (reply(request) if callable(reply) else reply)
        if status is None:
            self.close_connection = True
            return
        if not isinstance(body, str):
            body = json.dumps(body)
            headers = {"content-type": "application/json", **headers}
        data = body.encode()
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        if status != 204:
            self.send_header("content-length", str(len(data)))
        self.end_headers()
        self.wfile.write(data if status != 204 else b"")

    do_GET = do_POST = do_PATCH = do_PUT = do_DELETE = answer

    def log_message(self, *arguments):
        pass


class Service:
    """Answers with the next of `replies`, then with `standard`: (status, body, headers), or a
    function of the request; without a status the connection breaks."""

    def __init__(self, standard=(200, {}, {})):
        self.requests = []
        self.replies = []
        self.standard = standard
        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.server.service = self
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def stop(self):
        self.server.shutdown()
        self.server.server_close()
