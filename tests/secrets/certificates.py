# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: The Convoke developers

"""A certificate authority for one test, and a certificate of it for this computer."""

import os
import subprocess

KEY = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"]


def openssl(folder, *arguments):
    subprocess.run(["openssl", *arguments], cwd=folder, check=True, stdin=subprocess.DEVNULL,
                   capture_output=True)


def make_certificates(folder):
    """Returns the path of the authority, and of the server's certificate with its key."""
    openssl(folder, "req", "-x509", *KEY, "-keyout", "ca.key", "-out", "ca.pem",
            "-subj", "/CN=Test authority", "-days", "2")
    openssl(folder, "req", *KEY, "-keyout", "server.key", "-out", "server.csr",
            "-subj", "/CN=127.0.0.1")
    with open(os.path.join(folder, "extensions"), "w") as file:
        file.write("subjectAltName=IP:127.0.0.1\n")
    openssl(folder, "x509", "-req", "-in", "server.csr", "-CA", "ca.pem", "-CAkey", "ca.key",
            "-CAcreateserial", "-out", "server.pem", "-days", "2", "-extfile", "extensions")
    server = os.path.join(folder, "server-with-key.pem")
    with open(server, "wb") as file:
        for name in ("server.pem", "server.key"):
            with open(os.path.join(folder, name), "rb") as part:
                file.write(part.read())
    return os.path.join(folder, "ca.pem"), server
