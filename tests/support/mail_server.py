# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: The Convoke developers

"""A mail server that takes messages, and fails as and where a test says."""

import base64
import os
import socket
import ssl
import subprocess
import threading

# In the order in which a dialogue comes by them; "dot" is after the end of a message, before it is
# taken, and "taken" after that, before anybody is told.
STAGES = ("connect", "ehlo", "auth", "mail", "rcpt", "data", "body", "dot", "taken")


class Dropped(Exception):
    pass


class Message:
    def __init__(self, sender, recipients, data):
        self.sender = sender
        self.recipients = recipients
        self.data = data


def make_certificate(folder, host="127.0.0.1", name="server"):
    """A self-signed certificate for @host, and its key: the names of two PEM files."""
    certificate = os.path.join(folder, name + ".pem")
    key = os.path.join(folder, name + ".key")
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1",
         "-nodes", "-days", "2", "-subj", "/CN=" + host, "-addext", "subjectAltName=IP:" + host,
         "-keyout", key, "-out", certificate], check=True, capture_output=True)
    return certificate, key


class MailServer:
    """Takes every message, unless `faults` holds (stage, what): "drop", "hang", or an answer such
    as "450 later"; each is used once. `rejected` are recipients that are never taken."""

    def __init__(self, security="none", certificate=None, user="ada@example.com",
                 password="a-secret-of-some-length", has_starttls=True, mechanisms="PLAIN LOGIN"):
        self.security = security
        self.user = user
        self.password = password
        self.has_starttls = has_starttls
        self.mechanisms = mechanisms
        self.faults = []
        self.rejected = {}
        self.messages = []
        self.dialogue = []
        self.secrets_in_clear = []
        self.on_stage = None
        self.stopped = threading.Event()
        self.context = None
        if certificate:
            self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            self.context.load_cert_chain(*certificate)
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        threading.Thread(target=self.accept, daemon=True).start()

    def stop(self):
        if not self.stopped.is_set():
            self.stopped.set()
            # Closing alone would leave it to the thread that waits at it.
            self.listener.shutdown(socket.SHUT_RDWR)
            self.listener.close()

    def accept(self):
        while not self.stopped.is_set():
            try:
                connection, _ = self.listener.accept()
            except OSError:
                return
            threading.Thread(target=self.serve, args=(connection,), daemon=True).start()

    def serve(self, connection):
        dialogue = Dialogue(self, connection)
        try:
            if self.security == "tls":
                dialogue.secure()
            dialogue.run()
        except (Dropped, OSError):
            pass
        finally:
            dialogue.file.close()
            dialogue.connection.close()


class Dialogue:
    def __init__(self, server, connection):
        self.server = server
        self.connection = connection
        self.file = connection.makefile("rb")
        self.is_safe = False
        self.is_known = False
        self.sender = None
        self.recipients = []

    def secure(self):
        self.file.close()
        self.connection = self.server.context.wrap_socket(self.connection, server_side=True)
        self.file = self.connection.makefile("rb")
        self.is_safe = True

    def say(self, line):
        self.connection.sendall(line.encode() + b"\r\n")

    def hear(self):
        line = self.file.readline(4096)
        if not line:
            raise Dropped
        return line.decode().rstrip("\r\n")

    def meets(self, stage):
        """Whether something goes wrong here, which has been said then."""
        if self.server.on_stage:
            self.server.on_stage(stage)
        fault = next((fault for fault in self.server.faults if fault[0] == stage), None)
        if not fault:
            return False
        self.server.faults.remove(fault)
        if fault[1] == "drop":
            self.close()
        if fault[1] == "hang":
            self.server.stopped.wait()
            raise Dropped
        self.say(fault[1])
        return True

    def close(self):
        self.connection.shutdown(socket.SHUT_RDWR)
        raise Dropped

    def run(self):
        if self.meets("connect"):
            return
        self.say("220 mail.example ready")
        while True:
            line = self.hear()
            verb = line.split(" ")[0].upper()
            self.server.dialogue.append(verb if verb == "AUTH" else line)
            if verb == "QUIT":
                self.say("221 bye")
                return
            handler = getattr(self, "do_" + verb.lower(), None)
            if handler:
                handler(line)
            else:
                self.say("502 what?")

    def do_ehlo(self, line):
        if self.meets("ehlo"):
            return
        features = ["mail.example"]
        if self.server.security == "starttls" and not self.is_safe and self.server.has_starttls:
            features.append("STARTTLS")
        if self.server.mechanisms:
            features.append("AUTH " + self.server.mechanisms)
        for feature in features[:-1]:
            self.say("250-" + feature)
        self.say("250 " + features[-1])

    def do_helo(self, line):
        self.say("250 mail.example")

    def do_starttls(self, line):
        self.say("220 go on")
        self.secure()

    def do_auth(self, line):
        if not self.is_safe and self.server.security != "none":
            self.server.secrets_in_clear.append(line)
        words = line.split(" ")
        if words[1].upper() == "PLAIN":
            if len(words) < 3:
                self.say("334 ")
                words.append(self.hear())
            _, user, password = base64.b64decode(words[2]).decode().split("\0")
        else:
            self.say("334 VXNlcm5hbWU6")
            user = base64.b64decode(self.hear()).decode()
            self.say("334 UGFzc3dvcmQ6")
            password = base64.b64decode(self.hear()).decode()
        if self.meets("auth"):
            return
        self.is_known = (user, password) == (self.server.user, self.server.password)
        self.say("235 welcome" if self.is_known else "535 5.7.8 wrong user name or password")

    def do_mail(self, line):
        if self.meets("mail"):
            return
        if self.server.mechanisms and not self.is_known:
            self.say("530 who are you?")
            return
        self.sender = line.split("<")[1].split(">")[0]
        self.say("250 ok")

    def do_rcpt(self, line):
        if self.meets("rcpt"):
            return
        address = line.split("<")[1].split(">")[0]
        if address in self.server.rejected:
            self.say(self.server.rejected[address])
            return
        self.recipients.append(address)
        self.say("250 ok")

    def do_data(self, line):
        if self.meets("data"):
            return
        self.say("354 go on")
        lines = []
        self.meets("body")
        while True:
            line = self.file.readline()
            if not line:
                raise Dropped
            if line == b".\r\n":
                break
            lines.append(line[1:] if line.startswith(b".") else line)
        if self.meets("dot"):
            return
        self.server.messages.append(Message(self.sender, self.recipients, b"".join(lines)))
        if not self.meets("taken"):
            self.say("250 taken")
