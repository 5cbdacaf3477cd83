# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: The Convoke developers

"""A small D-Bus client: calls methods of a message bus, or of a server that is none."""

import array
import os
import socket
import struct

SIZES = {"y": ("B", 1), "n": ("h", 2), "q": ("H", 2), "i": ("i", 4), "u": ("I", 4), "x": ("q", 8),
         "t": ("Q", 8), "d": ("d", 8), "b": ("I", 4), "h": ("I", 4)}
ALIGNMENTS = {"s": 4, "o": 4, "a": 4, "g": 1, "v": 1, "(": 8, "{": 8}
REPLY, ERROR, SIGNAL = 2, 3, 4


class BusError(Exception):
    def __init__(self, name, message):
        super().__init__(f"{name}: {message}")
        self.name = name


def split(signature):
    """The complete types of a signature."""
    types = []
    at = 0
    while at < len(signature):
        start = at
        while signature[at] == "a":
            at += 1
        depth = 0
        while True:
            depth += (signature[at] in "({") - (signature[at] in ")}")
            at += 1
            if depth == 0:
                break
        types.append(signature[start:at])
    return types


def get_alignment(kind):
    return SIZES[kind[0]][1] if kind[0] in SIZES else ALIGNMENTS[kind[0]]


class Writer:
    def __init__(self):
        self.data = bytearray()
        self.files = []

    def align(self, size):
        self.data += bytes(-len(self.data) % size)

    def write(self, kind, value):
        self.align(get_alignment(kind))
        if kind == "h":
            self.files.append(value)
            value = len(self.files) - 1
        if kind in SIZES:
            self.data += struct.pack("<" + SIZES[kind][0], value)
        elif kind in ("s", "o"):
            text = value.encode()
            self.data += struct.pack("<I", len(text)) + text + b"\0"
        elif kind == "g":
            self.data += bytes([len(value)]) + value.encode() + b"\0"
        elif kind == "v":
            self.write("g", value[0])
            self.write(*value)
        elif kind == "ay":
            self.data += struct.pack("<I", len(value)) + bytes(value)
        elif kind[0] == "a":
            self.write_array(kind[1:], value)
        else:
            for part, member in zip(split(kind[1:-1]), value):
                self.write(part, member)

    def write_array(self, kind, value):
        at = len(self.data)
        self.data += bytes(4)
        self.align(get_alignment(kind))
        start = len(self.data)
        for element in value.items() if isinstance(value, dict) else value:
            self.write(kind, element)
        struct.pack_into("<I", self.data, at, len(self.data) - start)


class Reader:
    def __init__(self, data, order="<"):
        self.data = data
        self.order = order
        self.at = 0

    def align(self, size):
        self.at += -self.at % size

    def take(self, size):
        self.at += size
        return self.data[self.at - size:self.at]

    def read(self, kind):
        self.align(get_alignment(kind))
        if kind in SIZES:
            code, size = SIZES[kind]
            value = struct.unpack(self.order + code, self.take(size))[0]
            return bool(value) if kind == "b" else value
        if kind in ("s", "o", "g"):
            length = self.read("u" if kind != "g" else "y")
            text = self.take(length).decode()
            self.take(1)
            return text
        if kind == "v":
            return self.read(self.read("g"))
        if kind == "ay":
            return bytes(self.take(self.read("u")))
        if kind[0] == "a":
            return self.read_array(kind[1:])
        return tuple(self.read(part) for part in split(kind[1:-1]))

    def read_array(self, kind):
        length = self.read("u")
        self.align(get_alignment(kind))
        end = self.at + length
        values = []
        while self.at < end:
            values.append(self.read(kind))
        return dict(values) if kind[0] == "{" else values


class Bus:
    """A connection to @address. What does not come within the patience raises TimeoutError."""

    def __init__(self, address, is_bus=True, patience=60):
        self.socket = socket.socket(socket.AF_UNIX)
        self.socket.settimeout(patience)
        options = dict(part.split("=", 1) for part in address.partition(":")[2].split(","))
        path = options.get("path") or "\0" + options["abstract"]
        self.socket.connect(path)
        self.is_bus = is_bus
        self.serial = 0
        self.buffer = b""
        # Everything that was received.
        self.history = b""
        self.answers = {}
        self.signals = []
        self.authenticate()
        if is_bus:
            self.name, = self.call("org.freedesktop.DBus", "/org/freedesktop/DBus",
                                   "org.freedesktop.DBus", "Hello")

    def authenticate(self):
        identity = str(os.geteuid()).encode().hex()
        self.socket.sendall(b"\0AUTH EXTERNAL " + identity.encode() + b"\r\n")
        self.expect(b"OK ")
        self.socket.sendall(b"NEGOTIATE_UNIX_FD\r\n")
        self.expect(b"AGREE_UNIX_FD")
        self.socket.sendall(b"BEGIN\r\n")

    def expect(self, word):
        line = b""
        while not line.endswith(b"\r\n"):
            byte = self.socket.recv(1)
            if not byte:
                raise ConnectionError("the bus was closed")
            line += byte
        if not line.startswith(word):
            raise ConnectionError(f"the bus does not let us in: {line!r}")

    def close(self):
        self.socket.close()

    def send(self, destination, path, interface, method, signature="", *arguments):
        """Sends a call; receive() waits for its answer."""
        self.serial += 1
        body = Writer()
        for kind, argument in zip(split(signature), arguments):
            body.write(kind, argument)
        fields = [(1, ("o", path)), (2, ("s", interface)), (3, ("s", method))]
        if self.is_bus:
            fields.append((6, ("s", destination)))
        if signature:
            fields.append((8, ("g", signature)))
        if body.files:
            fields.append((9, ("u", len(body.files))))
        message = Writer()
        message.data += struct.pack("<cBBBII", b"l", 1, 0, 1, len(body.data), self.serial)
        message.write("a(yv)", fields)
        message.align(8)
        data = bytes(message.data + body.data)
        control = []
        if body.files:
            control = [(socket.SOL_SOCKET, socket.SCM_RIGHTS, array.array("i", body.files))]
        sent = self.socket.sendmsg([data], control)
        self.socket.sendall(data[sent:])
        return self.serial

    def fill(self, size):
        while len(self.buffer) < size:
            more, files, _, _ = socket.recv_fds(self.socket, 65536, 16)
            for file in files:
                os.close(file)
            if not more:
                raise ConnectionError("the connection was closed")
            self.buffer += more
            self.history += more

    def read_message(self):
        self.fill(16)
        order = "<" if self.buffer[:1] == b"l" else ">"
        length, _, header = struct.unpack_from(order + "III", self.buffer, 4)
        start = 16 + header + (-header % 8)
        self.fill(start + length)
        message, self.buffer = self.buffer[:start + length], self.buffer[start + length:]
        reader = Reader(message, order)
        reader.at = 12
        fields = dict(reader.read("a(yv)"))
        body = Reader(message[start:], order)
        values = tuple(body.read(kind) for kind in split(fields.get(8, "")))
        return message[1], fields, values

    def receive(self, serial):
        while serial not in self.answers:
            kind, fields, values = self.read_message()
            if kind in (REPLY, ERROR):
                self.answers[fields[5]] = kind, fields, values
            elif kind == SIGNAL:
                self.signals.append((fields[3], values))
        kind, fields, values = self.answers.pop(serial)
        if kind == ERROR:
            raise BusError(fields[4], values[0] if values else "")
        return values

    def call(self, destination, path, interface, method, signature="", *arguments):
        return self.receive(self.send(destination, path, interface, method, signature, *arguments))


class Monitor(Bus):
    """Hears everything that is said on a message bus."""

    def __init__(self, address):
        super().__init__(address)
        self.call("org.freedesktop.DBus", "/org/freedesktop/DBus",
                  "org.freedesktop.DBus.Monitoring", "BecomeMonitor", "asu", [], 0)

    def read(self):
        """What has been said so far. The bus has passed on what it has answered."""
        self.socket.setblocking(False)
        try:
            while True:
                more, files, _, _ = socket.recv_fds(self.socket, 65536, 16)
                for file in files:
                    os.close(file)
                if not more:
                    break
                self.history += more
        except BlockingIOError:
            pass
        return self.history
