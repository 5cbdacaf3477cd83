#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: The Convoke developers

"""What a core dump of an engine holds after a sign-in, three refreshes and as many runs: no secret
in any form, and no part of one of 16 characters either. The secrets that are still needed lie in
pages that dumps leave out."""

import os
import re
import resource
import signal
import subprocess
import unittest

from canary_places import dump_core, read_core
from canary_scan import Scanner
from certificates import make_certificates
from secret_case import BUILD, CLIENT_ID, PATIENCE, SecretCase, wait_until

PRELOAD = os.path.join(BUILD, "tests/secrets/libtrusted-authorities.so")
N_REFRESHES = 3


class CoreDump(SecretCase):
    def dump(self, process):
        return dump_core(process.pid, os.path.join(self.folder, "core.debugger"), self.environment)

    def live(self, authority, *connect, **environment):
        """An engine that has done everything with its secrets, and now has nothing to do."""
        engine = self.start_engine(**environment)
        status, errors = self.sign_in(authority, *connect)
        self.assertEqual(status, 0, errors)
        for _ in range(N_REFRESHES):
            authority.expire()
            self.assertEqual(self.run_user()[0]["id"], "canary-user")
        self.assertEqual(authority.count("/oauth/token"), 1 + N_REFRESHES)
        # An answer means that nothing older waits to be done.
        self.assertEqual(self.call("connections").returncode, 0)
        return engine

    def scan(self, title, authority, core):
        scanner = Scanner(authority.canaries)
        whole, parts = scanner.count(core), scanner.count_parts(core)
        print(f"core dump, {title}: {len(core) >> 20} MB, "
              f"{sum(whole.values())} secrets {whole or ''}, "
              f"{sum(parts.values())} parts {parts or ''}", flush=True)
        return whole, parts

    def is_in_secure_pages(self, engine, text):
        """Whether the pages that a dump leaves out hold @text."""
        with open(f"/proc/{engine.pid}/smaps") as file:
            mappings = re.findall(r"^([0-9a-f]+)-([0-9a-f]+) r.*?^VmFlags: (.*?)$", file.read(),
                                  re.MULTILINE | re.DOTALL)
        with open(f"/proc/{engine.pid}/mem", "rb", buffering=0) as memory:
            for start, end, flags in mappings:
                if "dd" not in flags.split() or "io" in flags.split():
                    continue
                memory.seek(int(start, 16))
                if text.encode() in memory.read(int(end, 16) - int(start, 16)):
                    return True
        return False

    def test_in_memory(self):
        authority = self.start_authority()
        engine = self.live(authority, "--memory")
        self.assertEqual(self.scan("sign-in in memory", authority, self.dump(engine)), ({}, {}))
        # They are there, but not in a dump.
        self.assertTrue(self.is_in_secure_pages(engine, authority.access))
        self.assertTrue(self.is_in_secure_pages(engine, authority.refresh))
        self.assertFalse(self.is_in_secure_pages(engine, "CANARY-THAT-NOBODY-HAS"))

    def test_in_the_keyring(self):
        self.start_bus()
        self.start_keyring()
        authority = self.start_authority()
        engine = self.live(authority)
        self.assertEqual(self.scan("sign-in in the keyring", authority, self.dump(engine)),
                         ({}, {}))
        self.assertTrue(self.is_in_secure_pages(engine, authority.access))
        # The refresh token comes when it is needed, and goes again.
        self.assertFalse(self.is_in_secure_pages(engine, authority.refresh))

    def test_in_the_file_of_a_sandbox(self):
        self.environment["SECRET_BACKEND"] = "file"
        self.environment["SECRET_FILE_TEST_PATH"] = os.path.join(self.folder, "file.keyring")
        self.environment["SECRET_FILE_TEST_PASSWORD"] = "of no interest"
        authority = self.start_authority()
        engine = self.live(authority)
        self.assertTrue(os.path.exists(self.environment["SECRET_FILE_TEST_PATH"]))
        self.assertEqual(self.scan("sign-in in the file", authority, self.dump(engine)), ({}, {}))

    def test_over_tls(self):
        authorities, certificate = make_certificates(self.folder)
        self.environment["LD_PRELOAD"] = PRELOAD
        self.environment["CVK_TEST_AUTHORITIES"] = authorities
        authority = self.start_authority(certificate=certificate)
        engine = self.live(authority, "--memory")
        self.assertEqual(self.scan("over TLS", authority, self.dump(engine)), ({}, {}))

    def test_while_the_browser_is_open(self):
        """The client secret has come in by the command line, and is needed by the engine."""
        authority = self.start_authority()
        engine = self.start_engine()
        process = self.spawn(
            self.command("connect", "zoom", "--no-browser", "--memory", "--client-secret",
                         "--server", authority.url, "--client-id", CLIENT_ID),
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        process.stdin.write(authority.make_canary("client secret", "CS") + "\n")
        process.stdin.flush()
        url = process.stdout.readline()
        while url and not url.startswith("http"):
            url = process.stdout.readline()
        secret, = authority.canaries["client secret"]
        for name, program in (("command line", process), ("engine", engine)):
            core = self.dump(program)
            self.assertEqual(self.scan(f"browser open, {name}", authority, core), ({}, {}))
        self.assertTrue(self.is_in_secure_pages(engine, secret))
        self.assertEqual(authority.allow(url.strip()), 200)
        _, errors = process.communicate(timeout=PATIENCE)
        self.assertEqual(process.returncode, 0, errors)
        self.assertEqual(authority.canaries["client secret"], [secret], "it was used")
        self.assertEqual(self.scan("signed in with it", authority, self.dump(engine)), ({}, {}))

    def test_after_disconnecting(self):
        authority = self.start_authority()
        engine = self.live(authority, "--memory")
        self.assertEqual(self.call("disconnect", "canary@example.com").returncode, 0)
        self.assertEqual(self.scan("disconnected", authority, self.dump(engine)), ({}, {}))
        self.assertFalse(self.is_in_secure_pages(engine, authority.refresh))

    def test_control(self):
        """Without the allocator's settings, the same scan finds what is to be found."""
        authority = self.start_authority()
        engine = self.live(authority, "--memory", CONVOKE_TUNABLES_BEFORE="")
        whole, _ = self.scan("control, allocator as it comes", authority, self.dump(engine))
        self.assertGreater(sum(whole.values()), 0)

    def find_core(self, engine):
        """What the kernel has written, if it writes files here."""
        with open("/proc/sys/kernel/core_pattern") as file:
            pattern = file.read().strip()
        if "/" in pattern or pattern.startswith("|"):
            print(f"cores go to “{pattern}” here, where they are not looked for")
            return None
        found = [name for name in os.listdir(self.folder) if name.startswith("core")]
        return os.path.join(self.folder, found[0]) if found else None

    def test_aborted(self):
        """No core at all; and where somebody raises the limit, one without secrets."""
        for raised in (False, True):
            authority = self.start_authority()
            engine = self.live(authority, "--memory")
            if raised:
                _, hard = resource.prlimit(engine.pid, resource.RLIMIT_CORE)
                resource.prlimit(engine.pid, resource.RLIMIT_CORE, (hard, hard))
            engine.send_signal(signal.SIGABRT)
            engine.wait(timeout=PATIENCE)
            wait_until(lambda: self.get_engine() is None)
            core = self.find_core(engine)
            if not raised:
                self.assertIsNone(core)
            elif core is not None:
                self.assertEqual(self.scan("aborted", authority, read_core(core)), ({}, {}))


if __name__ == "__main__":
    unittest.main()
