#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: The Convoke developers

"""An installation: every file where others look for it, and a service that the session bus starts
when somebody calls it."""

import configparser
import json
import os
import re
import shlex
import shutil
import struct
import subprocess
import sys
import tempfile
import unittest
import xml.etree.ElementTree

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "cli"))
from convoke import BUILD, PATIENCE, SOURCE, Case  # noqa: E402

WINDOW = "app.convoke.Convoke"
NAME = WINDOW + ".Engine"
PATH = "/app/convoke/Convoke/Engine"

BUS = """<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
  "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type>
  <listen>unix:dir={folder}</listen>
  <servicedir>{services}</servicedir>
  <policy context="default">
    <allow send_destination="*"/>
    <allow receive_sender="*"/>
    <allow own="*"/>
  </policy>
</busconfig>
"""

root = None
options = {}


def setUpModule():
    global root, options
    introspection = subprocess.run(["meson", "introspect", "--buildoptions", BUILD], check=True,
                                   capture_output=True, text=True)
    options = {option["name"]: option["value"] for option in json.loads(introspection.stdout)}
    root = tempfile.mkdtemp(prefix="convoke-installed-")
    subprocess.run(["meson", "install", "-C", BUILD, "--no-rebuild", "--destdir", root],
                   check=True, capture_output=True)


def tearDownModule():
    shutil.rmtree(root)


def installed(option, *path):
    """The path that a file has for those who use it, such as "/usr/bin/convokectl"."""
    return os.path.join(options["prefix"], options[option] if option else "", *path)


def staged(path):
    """Where that file is now."""
    return root + path


def list_folder(path):
    return sorted(os.listdir(staged(path)))


def read(path):
    with open(staged(path), encoding="utf-8") as file:
        return file.read()


def read_keys(path):
    parser = configparser.ConfigParser(interpolation=None, delimiters="=", strict=False)
    parser.optionxform = str
    parser.read_string(read(path))
    return parser


def is_program(path):
    return os.access(staged(path), os.X_OK)


class Files(unittest.TestCase):
    def test_programs(self):
        """These and no others: no test program, no library, no header."""
        programs = ["convokectl"] + ["convoke-sandbox"] * options["sandbox"]
        programs += ["convoke"] * options["desktop"]
        self.assertEqual(list_folder(installed("bindir")), sorted(programs))
        engine = installed("libexecdir", "convoke")
        self.assertEqual(list_folder(engine), ["convoke-engine", "convoke-parse", "convoke-script"])
        for name in list_folder(engine):
            self.assertTrue(is_program(os.path.join(engine, name)), name)
        for folder, _, names in os.walk(root):
            for name in names:
                self.assertFalse(name.endswith((".so", ".a", ".h", ".pc")), (folder, name))

    def test_programs_say_their_version(self):
        programs = [installed("bindir", name) for name in list_folder(installed("bindir"))]
        programs.append(installed("libexecdir", "convoke", "convoke-engine"))
        for program in programs:
            result = subprocess.run([staged(program), "--version"], capture_output=True, text=True,
                                    timeout=PATIENCE)
            self.assertEqual(result.returncode, 0, result.stderr)
            self.assertRegex(result.stdout, r"\d+\.\d+")

    def test_service_of_the_session_bus(self):
        services = installed("datadir", "dbus-1", "services")
        names = [NAME + ".service"] + [WINDOW + ".service"] * options["desktop"]
        self.assertEqual(list_folder(services), names)
        keys = read_keys(os.path.join(services, NAME + ".service"))["D-BUS Service"]
        self.assertEqual(keys["Name"], NAME)
        program = shlex.split(keys["Exec"])[0]
        self.assertEqual(program, installed("libexecdir", "convoke", "convoke-engine"))
        self.assertTrue(is_program(program))

        # Where systemd keeps the session, the bus leaves starting the service to it, and to nobody
        # else: what names no unit must not be told of one.
        units = os.path.join(options["prefix"], "lib/systemd/user")
        if not options["systemd"]:
            self.assertNotIn("SystemdService", keys)
            self.assertFalse(os.path.exists(staged(units)))
            return
        self.assertEqual(list_folder(units), [keys["SystemdService"]])
        unit = read_keys(os.path.join(units, keys["SystemdService"]))
        self.assertEqual((unit["Service"]["Type"], unit["Service"]["BusName"]), ("dbus", NAME))
        self.assertEqual(shlex.split(unit["Service"]["ExecStart"])[0], program)

    def test_interface(self):
        path = installed("datadir", "dbus-1", "interfaces", NAME + ".xml")
        with open(os.path.join(SOURCE, "src/service", NAME + ".xml"), encoding="utf-8") as file:
            self.assertEqual(read(path), file.read())
        node = xml.etree.ElementTree.fromstring(read(path))
        self.assertEqual([interface.get("name") for interface in node.iter("interface")], [NAME])

    def test_manual(self):
        pages = [("man1", "convokectl.1"), ("man8", "convoke-engine.8")]
        pages += [("man1", "convoke-sandbox.1")] * options["sandbox"]
        pages += [("man1", "convoke.1")] * options["desktop"]
        for section, name in pages:
            text = read(installed("mandir", section, name)).replace("\\-", "-")
            title, number = name.upper().rsplit(".", 1)
            self.assertRegex(text, rf"(?m)^\.TH {title} {number} ")
            self.assertIsNone(re.search(r"@\w+@", text), "nothing is left to be filled in")

    def test_help(self):
        """For the help viewer, and as one page for who has none."""
        folder = installed("datadir", "help", "C", "convoke")
        self.assertIn("index.page", list_folder(folder))
        self.assertIn("form-csv.read.png", list_folder(os.path.join(folder, "figures")))
        page = read(installed("datadir", "convoke", "manual.html"))
        self.assertIn('<h1 id="never-twice">', page)

    def test_completion(self):
        for path in (("bash-completion", "completions", "convokectl"),
                     ("zsh", "site-functions", "_convokectl"),
                     ("fish", "vendor_completions.d", "convokectl.fish")):
            self.assertIn("convokectl", read(installed("datadir", *path)))

    def test_templates_and_schema(self):
        folder = installed("datadir", "convoke")
        json.loads(read(os.path.join(folder, "convoke-pipeline.schema.json")))
        names = list_folder(os.path.join(folder, "templates"))
        self.assertIn("interviews.convoke", names)
        for name in names:
            if name.endswith(".convoke"):
                result = subprocess.run(
                    [staged(installed("bindir", "convokectl")), "check",
                     staged(os.path.join(folder, "templates", name))],
                    capture_output=True, text=True, timeout=PATIENCE)
                self.assertEqual(result.returncode, 0, result.stdout + result.stderr)

    def test_icons(self):
        """Panels and notifications look for them by name, in the theme that every theme inherits."""
        folder = staged(installed("datadir", "icons", "hicolor"))
        names = set()
        for _, _, files in os.walk(folder):
            for name in files:
                self.assertTrue(name.startswith("app.convoke.Convoke"), name)
                names.add(name)
        self.assertTrue(names)

    def test_what_a_flatpak_exports(self):
        """Flatpak hands out what begins with the application id, and nothing else."""
        for folder in ("applications", "dbus-1/services", "gnome-shell/search-providers",
                       "icons/hicolor/scalable/apps", "icons/hicolor/scalable/mimetypes",
                       "icons/hicolor/symbolic/apps", "metainfo", "mime/packages"):
            path = installed("datadir", folder)
            if options["desktop"]:
                self.assertTrue(list_folder(path), folder)
            for name in list_folder(path) if os.path.isdir(staged(path)) else []:
                self.assertRegex(name, rf"^{re.escape(WINDOW)}[.-]", folder)

    def test_how_icons_are_drawn(self):
        """On the grids of GNOME, of lines and not of pictures, in one colour where themes put theirs."""
        for folder, size in (("scalable/apps", "128"), ("scalable/mimetypes", "128"),
                             ("symbolic/apps", "16")):
            path = os.path.join(SOURCE, "data/icons/hicolor", folder)
            for name in os.listdir(path):
                image = xml.etree.ElementTree.parse(os.path.join(path, name)).getroot()
                self.assertEqual((image.get("width"), image.get("height"), image.get("viewBox")),
                                 (size, size, f"0 0 {size} {size}"), name)
                kinds = {element.tag.rsplit("}", 1)[1] for element in image.iter()
                         if isinstance(element.tag, str)}
                self.assertFalse(kinds & {"image", "text", "style", "script"}, name)
                if size == "16":
                    self.assertTrue(name.endswith("-symbolic.svg"), name)
                    self.assertEqual(kinds, {"svg", "path"}, name)

    def test_window(self):
        """Menus, file managers, software centres and the bus agree on what the window is."""
        if not options["desktop"]:
            self.assertFalse(os.path.exists(staged(installed("datadir", "applications"))))
            return
        entry = installed("datadir", "applications", WINDOW + ".desktop")
        keys = read_keys(entry)["Desktop Entry"]
        self.assertEqual(shlex.split(keys["Exec"])[0], "convoke")
        self.assertEqual((keys["Icon"], keys["DBusActivatable"]), (WINDOW, "true"))
        service = read_keys(installed("datadir", "dbus-1", "services", WINDOW + ".service"))
        command = shlex.split(service["D-BUS Service"]["Exec"])
        self.assertEqual(command, [installed("bindir", "convoke"), "--gapplication-service"])
        self.assertEqual(service["D-BUS Service"]["Name"], WINDOW)
        subprocess.run(["desktop-file-validate", staged(entry)], check=True)
        provider = read_keys(installed("datadir", "gnome-shell", "search-providers",
                                       WINDOW + ".search-provider.ini"))["Shell Search Provider"]
        self.assertEqual((provider["BusName"], provider["DesktopId"]), (WINDOW, WINDOW + ".desktop"))

    def test_file_type(self):
        if not options["desktop"]:
            return
        path = installed("datadir", "mime", "packages", WINDOW + ".mime.xml")
        kind = xml.etree.ElementTree.fromstring(read(path))[0]
        entry = read_keys(installed("datadir", "applications", WINDOW + ".desktop"))
        self.assertIn(kind.get("type") + ";", entry["Desktop Entry"]["MimeType"])
        names = [child.get("pattern") for child in kind if child.tag.endswith("}glob")]
        self.assertEqual(names, ["*.convoke"])
        icon, = [child.get("name") for child in kind if child.tag.endswith("}icon")]
        self.assertIn(icon + ".svg", list_folder(installed("datadir", "icons/hicolor/scalable",
                                                           "mimetypes")))

    def test_description_and_settings(self):
        if not options["desktop"]:
            return
        description = installed("datadir", "metainfo", WINDOW + ".metainfo.xml")
        told = subprocess.run(["appstreamcli", "validate", "--no-net", "--pedantic",
                               staged(description)], capture_output=True, text=True)
        self.assertEqual(told.returncode, 0, told.stdout)
        # What is told and meant: the id is a name of a class, as all applications of GNOME have it;
        # readers that are older than AppStream 1.0 do not know who "developer" is, and newer ones want
        # nobody else named.
        hints = set(re.findall(r"(?m)^[PIWE]: [^ ]+ ([a-z-]+)", told.stdout))
        self.assertEqual(hints - {"cid-contains-uppercase-letter", "unknown-tag",
                                  "developer-name-tag-deprecated"}, set(), told.stdout)
        # The pictures that it names are those that are here, and as large as it says.
        pictures = os.path.join(SOURCE, "data/screenshots")
        images = [image for image in xml.etree.ElementTree.parse(staged(description)).iter("image")]
        self.assertEqual(sorted(image.text.rsplit("/", 1)[1] for image in images),
                         sorted(os.listdir(pictures)))
        for image in images:
            self.assertTrue(image.text.startswith("https://"), image.text)
            with open(os.path.join(pictures, image.text.rsplit("/", 1)[1]), "rb") as file:
                size = struct.unpack(">II", file.read(24)[16:])
            self.assertEqual((image.get("width"), image.get("height")), tuple(map(str, size)))
        schemas = staged(installed("datadir", "glib-2.0", "schemas"))
        subprocess.run(["glib-compile-schemas", "--strict", "--dry-run", schemas], check=True)

    def test_languages(self):
        """Programs look for their translations where they are, menus and software centres have them."""
        with open(os.path.join(SOURCE, "po/LINGUAS"), encoding="utf-8") as file:
            languages = [line.strip() for line in file if line.strip() and line[0] != "#"]
        for language in languages:
            path = installed("localedir", language, "LC_MESSAGES", "convoke.mo")
            self.assertTrue(os.path.getsize(staged(path)) > 100_000, language)
            opened = subprocess.run(
                ["strace", "-f", "-e", "trace=open,openat", staged(installed("bindir", "convokectl")),
                 "--help"], capture_output=True, text=True, timeout=PATIENCE,
                env=dict(os.environ, LC_ALL="zxx.UTF-8", LANGUAGE=language))
            self.assertEqual(opened.returncode, 0, opened.stderr)
            self.assertIn(f'"{path}"', opened.stderr)
        if options["desktop"]:
            keys = read_keys(installed("datadir", "applications", WINDOW + ".desktop"))
            description = read(installed("datadir", "metainfo", WINDOW + ".metainfo.xml"))
            for language in languages:
                self.assertIn(f"Comment[{language}]", keys["Desktop Entry"])
                self.assertIn(f'xml:lang="{language}"', description)

    def test_nothing_of_the_build_tree(self):
        """Texts that are installed name no folder of whoever built them."""
        for folder, _, names in os.walk(staged(installed("datadir"))):
            for name in names:
                with open(os.path.join(folder, name), "rb") as file:
                    self.assertNotIn(os.fsencode(SOURCE), file.read(), name)


class Activation(Case):
    """The service file as it is installed, with the programs where they are staged."""

    def setUp(self):
        super().setUp()
        services = os.path.join(self.folder, "services")
        os.mkdir(services)
        text = read(installed("datadir", "dbus-1", "services", NAME + ".service"))
        # The session's systemd does not know this bus.
        text = re.sub(r"(?m)^SystemdService=.*\n", "", text)
        moved = text.replace("Exec=", "Exec=" + root)
        self.assertNotEqual(moved, text)
        self.write(os.path.join(services, NAME + ".service"), moved)
        config = self.write("session.conf", BUS.format(folder=self.folder, services=services))
        runtime = os.path.join(self.folder, "runtime")
        os.mkdir(runtime, 0o700)
        self.environment["XDG_RUNTIME_DIR"] = runtime
        bus = subprocess.Popen(
            ["dbus-daemon", "--config-file", config, "--nofork", "--print-address"],
            env=self.environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        self.addCleanup(self.end_process, bus)
        self.environment["DBUS_SESSION_BUS_ADDRESS"] = bus.stdout.readline().strip()
        # Engines before buses.
        self.addCleanup(self.end_engines)
        self.home = os.path.join(self.folder, ".local/share/convoke")

    def gdbus(self, destination, path, method, *arguments):
        result = subprocess.run(
            ["gdbus", "call", "--session", "--dest", destination, "--object-path", path,
             "--method", method, *arguments],
            env=self.environment, capture_output=True, text=True, timeout=PATIENCE)
        self.assertEqual(result.returncode, 0, result.stderr)
        return result.stdout

    def ask_bus(self, method, *arguments):
        return self.gdbus("org.freedesktop.DBus", "/org/freedesktop/DBus",
                          "org.freedesktop.DBus." + method, *arguments)

    def get_pid_on_bus(self):
        return int(re.search(r"uint32 (\d+)", self.ask_bus("GetConnectionUnixProcessID", NAME))[1])

    def run_convokectl(self, *arguments):
        result = subprocess.run([staged(installed("bindir", "convokectl")), *arguments],
                                env=self.environment, cwd=self.folder, capture_output=True,
                                text=True, timeout=PATIENCE)
        self.assertEqual(result.returncode, 0, result.stderr)
        return result.stdout

    def assert_is_installed_engine(self, pid):
        self.assertEqual(os.readlink(f"/proc/{pid}/exe"),
                         staged(installed("libexecdir", "convoke", "convoke-engine")))
        self.assertEqual(pid, self.get_engine(self.home))

    def test_a_call_starts_it(self):
        self.assertIsNone(self.get_engine(self.home))
        self.assertNotIn(NAME, self.ask_bus("ListNames"))
        self.assertIn(NAME, self.ask_bus("ListActivatableNames"))
        self.assertIn("'[]'", self.gdbus(NAME, PATH, NAME + ".ListConnections"))
        pid = self.get_pid_on_bus()
        self.assert_is_installed_engine(pid)
        # The command line takes the one that is there.
        self.assertEqual(json.loads(self.run_convokectl("connections", "--json")), [])
        self.assertEqual(self.get_pid_on_bus(), pid)

    def test_the_command_line_starts_it(self):
        """By the bus, so that it belongs to the session rather than to a terminal."""
        self.assertEqual(json.loads(self.run_convokectl("connections", "--json")), [])
        self.assert_is_installed_engine(self.get_pid_on_bus())

    def replace_engine(self):
        path = staged(installed("libexecdir", "convoke", "convoke-engine"))
        shutil.copy2(path, path + ".new")
        os.rename(path + ".new", path)

    def test_start_at_login(self):
        """The session starts what is installed, and no longer when that is taken back."""
        path = os.path.join(self.folder, ".config/autostart", NAME + ".desktop")
        self.run_convokectl("connections")
        # An update takes the file away from under the service that is running.
        self.replace_engine()
        self.run_convokectl("background", "on")
        parser = configparser.ConfigParser(interpolation=None, delimiters="=")
        parser.optionxform = str
        parser.read(path, encoding="utf-8")
        program = shlex.split(parser["Desktop Entry"]["Exec"])[0]
        self.assertEqual(program, installed("libexecdir", "convoke", "convoke-engine"))
        self.run_convokectl("background", "off")
        self.assertFalse(os.path.exists(path))


if __name__ == "__main__":
    unittest.main()
