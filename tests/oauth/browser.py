# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: The Convoke developers

"""The browser's part of a sign-in, and whatever else knocks at the loopback port: plain sockets, so
that each byte is the test's."""

import socket
import urllib.parse

PATIENCE = 60


class Reply:
    def __init__(self, data):
        head, _, self.body = data.partition(b"\r\n\r\n")
        lines = head.decode("latin-1").split("\r\n")
        self.data = data
        self.status = int(lines[0].split()[1]) if data else 0
        self.headers = {}
        for line in lines[1:]:
            name, _, value = line.partition(":")
            self.headers[name.lower()] = value.strip()

    def __repr__(self):
        return f"<{self.status} {self.body[:80]!r}>"


def send_raw(port, data, ends=False):
    """Sends bytes and returns the answer; status 0 when there is none. @ends: nothing follows."""
    with socket.create_connection(("127.0.0.1", port), timeout=PATIENCE) as client:
        return exchange(client, data, ends)


def exchange(client, data, ends=False):
    answer = b""
    try:
        client.sendall(data)
        if ends:
            client.shutdown(socket.SHUT_WR)
        while True:
            more = client.recv(65536)
            if not more:
                break
            answer += more
    except ConnectionError:
        pass
    return Reply(answer)


def make_request(port, target, method="GET", headers=(), host=None):
    lines = [f"{method} {target} HTTP/1.1"]
    if host is None:
        lines.append(f"Host: 127.0.0.1:{port}")
    elif host:
        lines += [f"Host: {name}" for name in ([host] if isinstance(host, str) else host)]
    lines += [f"{name}: {value}" for name, value in headers]
    return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1")


def request(port, target, **options):
    return send_raw(port, make_request(port, target, **options))


NAVIGATION = (("Sec-Fetch-Mode", "navigate"), ("Sec-Fetch-Dest", "document"),
              ("Sec-Fetch-Site", "cross-site"), ("User-Agent", "Test"))


def visit(location, headers=NAVIGATION):
    """Goes where a server redirected to, and on: the replies on the way, the last page last."""
    replies = []
    while True:
        parts = urllib.parse.urlsplit(location)
        target = location[location.index("/", len("http://")):]
        replies.append(request(parts.port, target, headers=headers))
        if not 300 <= replies[-1].status < 400:
            return replies
        location = urllib.parse.urljoin(location, replies[-1].headers["location"])


class Visit:
    """Of an authorization URL: its parameters, and where the answer is to go."""

    def __init__(self, url):
        self.url = url
        self.query = urllib.parse.parse_qs(urllib.parse.urlsplit(url).query, strict_parsing=True)
        self.state = self.query["state"][0]
        self.redirect_uri = self.query["redirect_uri"][0]
        parts = urllib.parse.urlsplit(self.redirect_uri)
        self.port = parts.port
        self.path = parts.path

    def target(self, **answer):
        answer.setdefault("state", self.state)
        answer = {name: value for name, value in answer.items() if value is not None}
        return self.path + "?" + urllib.parse.urlencode(answer)

    def send(self, headers=NAVIGATION, **answer):
        return request(self.port, self.target(**answer), headers=headers)

    def is_listening(self):
        try:
            socket.create_connection(("127.0.0.1", self.port), timeout=PATIENCE).close()
        except (ConnectionRefusedError, ConnectionResetError):
            return False
        return True
