# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: The Convoke developers

"""Certificates of a test's own authority: a good one, and eight that no client may accept."""

import os
import ssl
import subprocess

BAD = ("expired", "not yet valid", "another host", "self-signed", "unknown root", "no authority",
       "tampered with", "old signature")

CONFIGURATION = """
[req]
distinguished_name = name
[name]
[root]
basicConstraints = critical, CA:TRUE
keyUsage = critical, keyCertSign, cRLSign
[leaf]
basicConstraints = critical, CA:FALSE
subjectAltName = IP:127.0.0.1
extendedKeyUsage = serverAuth
[host]
basicConstraints = critical, CA:FALSE
subjectAltName = DNS:example.com, IP:127.0.0.2
extendedKeyUsage = serverAuth
[ca]
default_ca = authority
[authority]
new_certs_dir = .
database = index
serial = serial
default_md = sha256
policy = policy
unique_subject = no
[policy]
commonName = supplied
"""


class Maker:
    def __init__(self, folder):
        self.folder = folder
        os.makedirs(folder)
        self.write("conf", CONFIGURATION)
        self.write("index", "")
        self.write("serial", "1000\n")

    def write(self, name, text):
        with open(os.path.join(self.folder, name), "w") as file:
            file.write(text)

    def run(self, *arguments):
        result = subprocess.run(["openssl", *arguments], cwd=self.folder, stdin=subprocess.DEVNULL,
                                capture_output=True, text=True)
        if result.returncode != 0:
            raise AssertionError(f"openssl {arguments[0]}: {result.stderr}")

    def make_key(self, name):
        self.run("genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256", "-out",
                 name + ".key")

    def spoil(self, name):
        """Changes the last byte of the signature."""
        path = os.path.join(self.folder, name + ".pem")
        with open(path) as file:
            data = bytearray(ssl.PEM_cert_to_DER_cert(file.read()))
        data[-1] ^= 1
        self.write(name + ".pem", ssl.DER_cert_to_PEM_cert(bytes(data)))

    def make_root(self, name):
        self.make_key(name)
        self.run("req", "-x509", "-config", "conf", "-extensions", "root", "-key", name + ".key",
                 "-subj", "/CN=" + name, "-days", "3650", "-out", name + ".pem")

    def make_leaf(self, name, issuer, kind="leaf", start="20200101000000Z", end="20991231235959Z",
                  digest="sha256"):
        self.make_key(name)
        self.run("req", "-new", "-config", "conf", "-key", name + ".key", "-subj", "/CN=" + name,
                 "-out", name + ".csr")
        self.run("ca", "-batch", "-config", "conf", "-extensions", kind, "-in", name + ".csr",
                 "-cert", issuer + ".pem", "-keyfile", issuer + ".key", "-startdate", start,
                 "-enddate", end, "-md", digest, "-out", name + ".pem", "-notext")


def make(world):
    """Once for a world; the folder. The trusted root is root.pem."""
    folder = os.path.join(world.folder, "certificates")
    if os.path.isdir(folder):
        return folder
    maker = Maker(folder)
    maker.make_root("root")
    maker.make_root("stranger")
    maker.make_leaf("good", "root")
    maker.make_leaf("expired", "root", end="20210101000000Z")
    maker.make_leaf("not yet valid", "root", start="20900101000000Z")
    maker.make_leaf("another host", "root", "host")
    maker.make_leaf("unknown root", "stranger")
    maker.make_leaf("old signature", "root", digest="sha1")
    maker.make_leaf("tampered with", "root")
    maker.spoil("tampered with")
    maker.make_leaf("no authority", "good")
    maker.make_key("self-signed")
    maker.run("req", "-x509", "-config", "conf", "-extensions", "leaf", "-key", "self-signed.key",
              "-subj", "/CN=127.0.0.1", "-days", "30", "-out", "self-signed.pem")
    return folder


def get_roots(folder):
    return os.path.join(folder, "root.pem")


def load(folder, name):
    """What a server needs to show the certificate, with all that leads to its root."""
    issuers = {"no authority": ["good"], "unknown root": ["stranger"]}.get(name, [])
    chain = os.path.join(folder, name + ".chain")
    with open(chain, "w") as file:
        for part in [name, *issuers]:
            with open(os.path.join(folder, part + ".pem")) as pem:
                file.write(pem.read())
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.set_ciphers("ALL:@SECLEVEL=0")
    context.load_cert_chain(chain, os.path.join(folder, name + ".key"))
    return context
