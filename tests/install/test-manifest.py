#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: The Convoke developers

"""What flatpak-builder-lint and the reviewers of software centres look at in a manifest, and that
every permission has its reason in src/DESIGN.md."""

import json
import os
import re
import subprocess
import tempfile
import unittest
import urllib.parse

BUILD = os.environ["CVK_TEST_BUILD_ROOT"]
SOURCE = os.environ["CVK_TEST_SOURCE_ROOT"]
ID = "app.convoke.Convoke"


def read(path):
    with open(os.path.join(SOURCE, path), encoding="utf-8") as file:
        return file.read()


def run(*command):
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def complain(manifest, reasons):
    """What is wrong with @manifest, the permissions of which have @reasons."""
    troubles = []
    permissions = manifest["finish-args"]
    for permission in permissions:
        # Files, devices and buses as a whole, and names that are not the application's.
        if re.match(r"--(filesystem|persist|own-name|system-|allow|add-policy|device=all|"
                    r"socket=(session-bus|system-bus|x11|ssh-auth|pulseaudio))", permission):
            troubles.append(f"{permission} is more than portals leave to ask for")
        if permission.endswith("*") or ".freedesktop." in permission:
            troubles.append(f"{permission} reaches other programs, or is there without asking")
        if permission not in reasons:
            troubles.append(f"{permission} has no reason")
    troubles += [f"{permission} has a reason and is not asked for"
                 for permission in reasons if permission not in permissions]
    for module in manifest["modules"]:
        for source in module["sources"]:
            if source["type"] == "archive":
                address = urllib.parse.urlsplit(source["url"])
                if address.scheme != "https" or not re.fullmatch("[0-9a-f]{64}", source["sha256"]):
                    troubles.append(f"{module['name']}: not what its makers have published")
            elif source["type"] not in ("dir", "shell"):
                troubles.append(f"{module['name']}: a source of type {source['type']}")
        if "build-args" in module.get("build-options", {}):
            troubles.append(f"{module['name']} wants more while it is built")
    return troubles


class Manifest(unittest.TestCase):
    def setUp(self):
        self.manifest = json.loads(read(f"flatpak/{ID}.json"))
        design = read("src/DESIGN.md").split("\n## The Flatpak\n")[1].split("\n## ")[0]
        self.reasons = re.findall(r"`(--[^`]+)`", "\n".join(
            line.split("|")[1] for line in design.splitlines() if line.startswith("| `")))

    def test_it(self):
        self.assertEqual(self.manifest["id"], ID)
        self.assertEqual((self.manifest["runtime"], self.manifest["sdk"]),
                         ("org.gnome.Platform", "org.gnome.Sdk"))
        self.assertGreater(len(self.reasons), 3)
        self.assertEqual(complain(self.manifest, self.reasons), [])
        # The application comes last, and is the only thing that comes from here.
        self.assertEqual([module["name"] for module in self.manifest["modules"]
                          if module["sources"][0]["type"] == "dir"], ["convoke"])
        self.assertEqual(self.manifest["modules"][-1]["name"], "convoke")
        # What is for builders and for systemd is of no use inside.
        for folder in ("/include", "/lib/pkgconfig", "/share/man", "*.a"):
            self.assertIn(folder, self.manifest["cleanup"])
        self.assertIn("-Dsystemd=false", self.manifest["modules"][-1]["config-opts"])

    def test_that_faults_are_found(self):
        for permission in ("--filesystem=home", "--socket=session-bus", "--own-name=org.example.A",
                           "--talk-name=org.freedesktop.portal.Desktop", "--talk-name=org.kde.*",
                           "--device=all"):
            worse = json.loads(json.dumps(self.manifest))
            worse["finish-args"].append(permission)
            self.assertEqual(len(complain(worse, self.reasons + [permission])), 1, permission)
            self.assertEqual(len(complain(worse, self.reasons)), 2, permission)
        worse = json.loads(json.dumps(self.manifest))
        worse["modules"][0]["sources"][0]["url"] = "http://example.org/a.tar.gz"
        self.assertEqual(len(complain(worse, self.reasons)), 1)
        self.assertEqual(len(complain(self.manifest, self.reasons + ["--share=network2"])), 1)

    def test_devel(self):
        """The same under another name, so that it lives beside the release."""
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, "devel.json")
            subprocess.run([os.path.join(SOURCE, "build-aux/flatpak-manifest"), "--devel", path],
                           check=True)
            with open(path, encoding="utf-8") as file:
                devel = json.load(file)
        self.assertEqual(devel["id"], ID + ".Devel")
        self.assertIn("-Dprofile=devel", devel["modules"][-1]["config-opts"])
        self.assertEqual(devel["finish-args"], self.manifest["finish-args"])

    def test_devel_profile(self):
        """It can be built, and nothing that others see of it has the name of the release."""
        settings = json.loads(run("meson", "introspect", "--buildoptions", BUILD))
        wanted = [f"-D{setting['name']}={str(setting['value']).lower()}" for setting in settings
                  if setting["name"] in ("desktop", "sandbox", "tray")]
        with tempfile.TemporaryDirectory() as folder:
            run("meson", "setup", "-Dprofile=devel", "-Dtests=false", "-Dsystemd=false", *wanted,
                folder, SOURCE)
            targets = json.loads(run("meson", "introspect", "--installed", folder))
        names = [os.path.basename(path) for path in targets.values()
                 if os.path.basename(path).startswith(ID)]
        self.assertIn(ID + ".Devel.Engine.service", names)
        for name in names:
            # The interface is the same, whoever offers it.
            if name != ID + ".Engine.xml":
                self.assertTrue(name.startswith(ID + ".Devel"), name)


if __name__ == "__main__":
    unittest.main()
