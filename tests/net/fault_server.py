#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: The Convoke developers

"""An HTTP server that misbehaves as its path says.

The first line on standard output is the port; after that one JSON line for each request that was
read in full: {"method", "path", "headers", "body", "connection", "number"}, where number counts the
requests of that connection from 1. It leaves when its standard input ends.
"""

import gzip
import json
import os
import socket
import struct
import sys
import threading
import zlib

OUTPUT = threading.Lock()


def say(text):
    with OUTPUT:
        sys.stdout.write(text + "\n")
        sys.stdout.flush()


def reply(status, body=b"", headers=(), reason="Reply"):
    lines = [f"HTTP/1.1 {status} {reason}"]
    lines += [f"{name}: {value}" for name, value in headers]
    if status != 204:
        lines.append(f"Content-Length: {len(body)}")
    return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1") + body


def chunk(data):
    return b"%x\r\n%s\r\n" % (len(data), data)


CHUNKED = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
OBJECT = b'{"id": 91538056781, "topic": "Interview"}'


class Hangup(Exception):
    pass


class Connection:
    def __init__(self, stream, number):
        self.stream = stream
        self.number = number
        self.requests = 0
        self.pending = b""

    def read_request(self):
        while b"\r\n\r\n" not in self.pending:
            data = self.stream.recv(65536)
            if not data:
                raise Hangup
            self.pending += data
        head, self.pending = self.pending.split(b"\r\n\r\n", 1)
        lines = head.decode("latin-1").split("\r\n")
        method, path, _ = lines[0].split(" ", 2)
        headers = [line.split(": ", 1) for line in lines[1:]]
        return method, path, headers

    def read_body(self, headers):
        length = 0
        for name, value in headers:
            if name.lower() == "content-length":
                length = int(value)
        while len(self.pending) < length:
            data = self.stream.recv(65536)
            if not data:
                raise Hangup
            self.pending += data
        body, self.pending = self.pending[:length], self.pending[length:]
        return body

    def reset(self):
        self.stream.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        raise Hangup

    def run(self):
        while True:
            method, path, headers = self.read_request()
            # A proxy is asked for a whole address; the last part says what to do.
            name = path.split("?")[0].rsplit("/", 1)[-1]
            if name == "drop-after-headers":
                raise Hangup
            body = self.read_body(headers)
            self.requests += 1
            say(json.dumps({"method": method, "path": path, "headers": headers,
                            "body": body.decode("latin-1"), "connection": self.number,
                            "number": self.requests}))
            if name.isdigit():
                self.stream.sendall(reply(int(name), b'{"status":%s}' % name.encode(), [
                    ("Location", "/ok"), ("WWW-Authenticate", 'Basic realm="r"')]))
                continue
            getattr(self, name.replace("-", "_"))()

    # Well behaved

    def ok(self):
        self.stream.sendall(reply(200, OBJECT, [("X-One", "a"), ("x-one", "b")]))

    def ok_gzip(self):
        self.stream.sendall(reply(200, gzip.compress(OBJECT), [("Content-Encoding", "gzip")]))

    def ok_chunked(self):
        self.stream.sendall(CHUNKED + chunk(OBJECT[:9]) + chunk(OBJECT[9:]) + b"0\r\n\r\n")

    def ok_chunked_gzip(self):
        self.stream.sendall(reply(200, b"", [("Content-Encoding", "gzip")])
                            .replace(b"Content-Length: 0", b"Transfer-Encoding: chunked")
                            + chunk(gzip.compress(OBJECT)) + b"0\r\n\r\n")

    def ok_trailers(self):
        self.stream.sendall(CHUNKED + chunk(OBJECT) + b"0;last\r\nX-Sum: 1\r\n\r\n")
        raise Hangup

    def ok_after_informational(self):
        self.stream.sendall(b"HTTP/1.1 102 Processing\r\n\r\n" * 1000)
        self.ok()

    def ok_with_cookies(self):
        self.stream.sendall(reply(200, OBJECT, [
            ("Set-Cookie", f"c{i}={'x' * 100}; Path=/") for i in range(100)]))

    # Ends of the connection

    def drop_after_request(self):
        raise Hangup

    def reset_after_request(self):
        self.reset()

    def drop_second(self):
        """Answers the first request of a connection, reads the second and hangs up."""
        if self.requests > 1:
            raise Hangup
        self.ok()

    def close_then(self):
        """Answers as if the connection were kept, and closes it."""
        self.ok()
        raise Hangup

    def partial_status(self):
        self.stream.sendall(b"HTTP/1.1 20")
        raise Hangup

    def partial_headers(self):
        self.stream.sendall(b"HTTP/1.1 200 OK\r\nContent-Le")
        raise Hangup

    def short_length(self):
        self.stream.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n" + OBJECT)
        raise Hangup

    def truncated_chunk(self):
        self.stream.sendall(CHUNKED + b"64\r\n" + OBJECT[:6])
        raise Hangup

    def no_last_chunk(self):
        self.stream.sendall(CHUNKED + chunk(OBJECT))
        raise Hangup

    def truncated_gzip(self):
        data = gzip.compress(b'{"id": 1, "topic": "' + os.urandom(500).hex().encode() + b'"}')
        self.stream.sendall(b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n"
                            + data[:len(data) // 2])
        raise Hangup

    def until_close(self):
        self.stream.sendall(b"HTTP/1.1 200 OK\r\n\r\n" + OBJECT[:20])
        raise Hangup

    # Damage

    def not_http(self):
        self.stream.sendall(b"<html>hello</html>\r\n")
        raise Hangup

    def bad_chunk(self):
        self.stream.sendall(CHUNKED + b"zz\r\n" + OBJECT + b"\r\n0\r\n\r\n")
        raise Hangup

    def negative_length(self):
        self.stream.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\n" + OBJECT)
        raise Hangup

    def two_lengths(self):
        self.stream.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 41\r\n\r\n"
                            + OBJECT)
        raise Hangup

    def length_and_chunked(self):
        self.stream.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nTransfer-Encoding: chunked"
                            b"\r\n\r\n" + chunk(OBJECT) + b"0\r\n\r\n")
        raise Hangup

    def bad_gzip(self):
        self.stream.sendall(reply(200, b"this is not gzip at all", [("Content-Encoding", "gzip")]))

    def nul_header(self):
        self.stream.sendall(b"HTTP/1.1 200 OK\r\nX-Bad: a\0b\r\nContent-Length: %d\r\n\r\n%s"
                            % (len(OBJECT), OBJECT))

    # Floods

    def send_for_ever(self, head, data, rounds=1 << 20):
        self.stream.sendall(head)
        for _ in range(rounds):
            self.stream.sendall(data)

    def huge_header(self):
        self.send_for_ever(b"HTTP/1.1 200 OK\r\nX-Huge: ", b"x" * 65536, 1024)

    def many_headers(self):
        self.send_for_ever(b"HTTP/1.1 200 OK\r\n", b"X-Header: value\r\n" * 4096, 256)

    def endless(self):
        self.send_for_ever(b"HTTP/1.1 200 OK\r\n\r\n", b"x" * 65536)

    def endless_chunks(self):
        self.send_for_ever(CHUNKED, chunk(b"x" * 65536))

    def gzip_bomb(self):
        """A quarter of a gigabyte of zeros in a quarter of a megabyte."""
        packer = zlib.compressobj(1, zlib.DEFLATED, 31)
        data = b"".join(packer.compress(b"\0" * (1 << 20)) for _ in range(256)) + packer.flush()
        self.stream.sendall(reply(200, data, [("Content-Encoding", "gzip")]))

    # Slowness: never ends by itself, the client's deadline has to

    def stall(self):
        self.stream.recv(1)
        raise Hangup

    def stall_in_headers(self):
        self.stream.sendall(b"HTTP/1.1 200 OK\r\nContent-")
        self.stall()

    def stall_in_body(self):
        self.stream.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{")
        self.stall()


def serve(stream, number):
    try:
        Connection(stream, number).run()
    except (Hangup, OSError):
        pass
    finally:
        stream.close()


def listen(action):
    listener = socket.create_server(("127.0.0.1", 0), backlog=128)
    threading.Thread(target=action, args=(listener,), daemon=True).start()
    return listener.getsockname()[1]


def accept_and_serve(listener):
    number = 0
    while True:
        stream, _ = listener.accept()
        number += 1
        threading.Thread(target=serve, args=(stream, number), daemon=True).start()


def accept_and_drop(listener):
    while True:
        stream, _ = listener.accept()
        stream.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        stream.close()


def main():
    say(f"{listen(accept_and_serve)} {listen(accept_and_drop)}")
    sys.stdin.read()


if __name__ == "__main__":
    main()
