# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: The Convoke developers

"""Places where secrets must not be: the memory that a core dump would hold, files, and messages."""

import os

PAGE = 4096


def list_dumped(pid):
    """(start, end) of what a core dump holds: not what is marked to be left out (dd), as secure
    memory is."""
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


def read_memory(file, start, end):
    """What of it is still there: the process goes on, and may give pages back meanwhile."""
    try:
        data = os.pread(file, end - start, start)
        if len(data) == end - start:
            return data
    except OSError:
        pass
    pages = []
    for page in range(start, end, PAGE):
        try:
            pages.append(os.pread(file, PAGE, page))
        except OSError:
            pages.append(bytes(PAGE))
    return b"".join(pages)


def count_in_memory(pid, secrets):
    """How often each secret stands in what a core dump would hold."""
    counts = dict.fromkeys(secrets, 0)
    file = os.open(f"/proc/{pid}/mem", os.O_RDONLY)
    try:
        for start, end in list_dumped(pid):
            data = read_memory(file, start, end)
            for secret in secrets:
                counts[secret] += data.count(secret.encode())
    finally:
        os.close(file)
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
