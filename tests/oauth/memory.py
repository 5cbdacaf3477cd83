# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: The Convoke developers

"""Places where secrets must not be: the memory that a core dump would hold, files, and messages."""

import os


def list_dumped(pid):
    """(start, end) of what a core dump holds: not what is marked as left out (dd), as secure memory is."""
    areas = []
    with open(f"/proc/{pid}/smaps") as file:
        for line in file:
            first = line.split(maxsplit=1)[0]
            if "-" in first and not first.endswith(":"):
                start, end = (int(part, 16) for part in first.split("-"))
                area = start, end, line.split()[1], line.split()[-1]
            elif first == "VmFlags:" and "r" in area[2] and " dd" not in line:
                if area[3] not in ("[vvar]", "[vsyscall]", "[vdso]"):
                    areas.append(area[:2])
    return areas


def count_in_memory(pid, secrets):
    """How often each secret stands in what a core dump would hold."""
    counts = dict.fromkeys(secrets, 0)
    with open(f"/proc/{pid}/mem", "rb") as memory:
        for start, end in list_dumped(pid):
            try:
                memory.seek(start)
                data = memory.read(end - start)
            except (OSError, ValueError, OverflowError):
                continue
            for secret in secrets:
                counts[secret] += data.count(secret.encode())
    return counts


def find_in_files(folder, secrets):
    """(path, secret) for each file below a folder that holds one."""
    found = []
    for path, _, names in os.walk(folder):
        for name in names:
            place = os.path.join(path, name)
            if not os.path.isfile(place):
                continue
            with open(place, "rb") as file:
                data = file.read()
            found += [(place, secret) for secret in secrets if secret.encode() in data]
    return found


def find_in_bytes(name, data, secrets):
    return [(name, secret) for secret in secrets if secret.encode() in data]
