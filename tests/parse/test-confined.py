#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: The Convoke developers

"""convoke-parse has shut itself in before it reads the first byte of a file, and opens nothing after
that, whatever zones and rules the file has."""

import os
import re
import subprocess
import tempfile
import unittest

PROGRAM = os.path.join(os.environ["CVK_TEST_BUILD_ROOT"], "src/parse/convoke-parse")
CALENDAR = """BEGIN:VCALENDAR\r
BEGIN:VTIMEZONE\r
TZID:Own\r
BEGIN:STANDARD\r
DTSTART:19701025T030000\r
RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU\r
TZOFFSETFROM:+0200\r
TZOFFSETTO:+0100\r
END:STANDARD\r
END:VTIMEZONE\r
BEGIN:VEVENT\r
UID:1\r
DTSTART;TZID=Own:20260303T140000\r
RRULE:FREQ=MONTHLY;BYDAY=1TU\r
END:VEVENT\r
BEGIN:VEVENT\r
UID:2\r
DTSTART;TZID=Europe/Berlin:20260303T140000\r
DURATION:PT1H\r
END:VEVENT\r
END:VCALENDAR\r
"""


def trace():
    """(answer, system calls in order)"""
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "c.ics")
        log = os.path.join(folder, "log")
        with open(path, "w", encoding="ascii", newline="") as file:
            file.write(CALENDAR)
        script = 'exec strace -o "$1" -- "$2" ics 500000000 1000000 20 3<"$3" 4>&1 >/dev/null'
        answer = subprocess.run(["bash", "-c", script, "-", log, PROGRAM, path], check=True,
                                stdout=subprocess.PIPE, text=True).stdout
        with open(log, encoding="utf-8", errors="replace") as file:
            return answer, file.read().splitlines()


def find_faults(calls):
    """What is wrong with such a row of calls."""
    sealed = [i for i, call in enumerate(calls)
              if call.startswith("seccomp(SECCOMP_SET_MODE_FILTER") and call.endswith("= 0")]
    reads = [i for i, call in enumerate(calls) if call.startswith("read(3,")]
    if not sealed or not reads:
        return ["no filter, or nothing was read"]
    after = calls[sealed[0] + 1:]
    opened = [call for call in after if re.match(r"(open|openat|openat2|socket|execve)\(", call)]
    # The reads of libraries in front of it are of other files, which had the number before.
    return opened + (["read first"] if reads[-1] < sealed[0] else [])


class Confined(unittest.TestCase):
    def test_shut_in_before_the_first_byte(self):
        answer, calls = trace()
        self.assertIn('"uid":"1"', answer)
        self.assertIn('"uid":"2"', answer)
        self.assertTrue(answer.endswith('{"done":true}\n'))
        self.assertEqual(find_faults(calls), [])
        first = next(i for i, call in enumerate(calls) if "BEGIN:VCALENDAR" in call)
        sealed = next(i for i, call in enumerate(calls)
                      if call.startswith("seccomp(SECCOMP_SET_MODE_FILTER"))
        self.assertLess(sealed, first)

    def test_control(self):
        _, calls = trace()
        self.assertNotEqual(find_faults(calls + ['openat(AT_FDCWD, "/etc/localtime") = 5']), [])
        self.assertNotEqual(find_faults(calls[::-1]), [])


if __name__ == "__main__":
    unittest.main()
