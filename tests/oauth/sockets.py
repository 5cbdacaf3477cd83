# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: The Convoke developers

"""The TCP sockets of another process, as the kernel lists them."""

import os
import re
import socket
import struct

ESTABLISHED, LISTENING = "01", "0A"


def list_inodes(pid):
    inodes = set()
    for name in os.listdir(f"/proc/{pid}/fd"):
        try:
            match = re.match(r"socket:\[(\d+)\]", os.readlink(f"/proc/{pid}/fd/{name}"))
        except OSError:
            continue
        if match:
            inodes.add(match[1])
    return inodes


def parse_address(text, family):
    host, port = text.split(":")
    words = [struct.pack("=I", int(host[n:n + 8], 16)) for n in range(0, len(host), 8)]
    return socket.inet_ntop(family, b"".join(words)), int(port, 16)


def list_sockets(pid):
    """(state, local address, remote address) of each; an address is a host and a port."""
    inodes = list_inodes(pid)
    for table, family in (("tcp", socket.AF_INET), ("tcp6", socket.AF_INET6)):
        try:
            with open(f"/proc/{pid}/net/{table}") as file:
                lines = file.readlines()[1:]
        except FileNotFoundError:
            continue
        for line in lines:
            fields = line.split()
            if fields[9] in inodes:
                yield fields[3], parse_address(fields[1], family), parse_address(fields[2], family)


def get_sockets(pid, *states):
    """Local addresses of the sockets that are in one of the states, or in any."""
    return sorted(local for state, local, _ in list_sockets(pid) if not states or state in states)


def get_listeners(pid):
    return get_sockets(pid, LISTENING)


def is_connected_to(pid, port):
    return any(remote[1] == port for _, _, remote in list_sockets(pid))
