# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: The Convoke developers

"""Runs unittest cases and prints their results as TAP, one line for each test and subtest."""

import sys
import traceback
import unittest


class TapResult(unittest.TestResult):
    def __init__(self):
        super().__init__()
        self.count = 0

    def report(self, test, error=None, note=''):
        self.count += 1
        word = 'ok' if error is None else 'not ok'
        print(f'{word} {self.count} - {test}{note}')
        if error is not None:
            for line in ''.join(traceback.format_exception(*error)).splitlines():
                print('# ' + line)
        sys.stdout.flush()

    def addSuccess(self, test):
        self.report(test.id())

    def addError(self, test, error):
        super().addError(test, error)
        self.report(test.id() if hasattr(test, 'id') else test, error)

    def addFailure(self, test, error):
        super().addFailure(test, error)
        self.report(test.id(), error)

    def addSkip(self, test, reason):
        self.report(test.id(), note=f' # SKIP {reason}')

    def addSubTest(self, test, subtest, error):
        super().addSubTest(test, subtest, error)
        self.report(subtest.id(), error)


def main():
    suite = unittest.defaultTestLoader.loadTestsFromModule(sys.modules['__main__'])
    result = TapResult()
    print('TAP version 13')
    suite.run(result)
    print(f'1..{result.count}')
    sys.exit(0 if result.wasSuccessful() else 1)
