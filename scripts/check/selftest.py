# SPDX-License-Identifier: GPL-2.0
"""Feeds test reports to the reader of scripts/check/run and looks at the
counts: a reader that loses failures would make every check worthless."""

import importlib.machinery
import importlib.util
import os
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
LOADER = importlib.machinery.SourceFileLoader("check_run", os.path.join(HERE, "run"))
RUN = importlib.util.module_from_spec(importlib.util.spec_from_loader("check_run", LOADER))
LOADER.exec_module(RUN)

# name, report, (passed, failed, skipped)
CASES = [
    ("nothing", "hello\nall is well\n", (0, 0, 0)),
    ("flat results", "1..3\nok 1 - a\nnot ok 2 - b\nok 3 - c # SKIP no hardware\n", (1, 1, 1)),
    ("a missing result", "1..3\nok 1 a\nok 2 b\n", (2, 1, 0)),
    ("a summary is not counted", "1..1\n    1..2\n    ok 1 a\n    ok 2 b\nok 1 suite\n", (2, 0, 0)),
    ("a failed summary is not counted twice",
     "1..1\n    1..2\n    ok 1 a\n    not ok 2 b\nnot ok 1 suite\n", (1, 1, 0)),
    ("a summary that alone failed", "1..1\n    1..1\n    ok 1 a\nnot ok 1 suite\n", (1, 1, 0)),
    ("a nested missing result", "1..1\n    1..2\n    ok 1 a\nok 1 suite\n", (1, 1, 0)),
    ("two suites", "    ok 1 a\nok 1 s\n    ok 1 a\n    not ok 2 b\nnot ok 2 t\n", (2, 1, 0)),
    ("three levels", "1..1\n    1..1\n        1..2\n        ok 1 a\n        ok 2 b\n"
     "    ok 1 t\nok 1 s\n", (2, 0, 0)),
    ("stamps of a kernel log", "[    1.234567] 1..2\n[    1.2] ok 1 a\n[    1.3] not ok 2 b\n",
     (1, 1, 0)),
    ("a crash inside a suite", "1..2\n    1..3\n    ok 1 a\n", (1, 2, 0)),
    ("a plan behind its results", "ok 1 a\nok 2 b\n1..2\n", (2, 0, 0)),
    ("a plan behind too few results", "ok 1 a\nok 2 b\n1..3\n", (2, 1, 0)),
    ("two reports in a row", "1..1\nok 1 a\n1..2\nok 1 a\nok 2 b\n", (3, 0, 0)),
    ("two reports, the first cut", "1..2\nok 1 a\n1..1\nok 1 a\n", (2, 1, 0)),
    ("a report that skips all", "1..0 # SKIP no tool\n", (0, 0, 1)),
    ("prose that begins with ok", "okay\nok then\nnot okay 1\n", (0, 0, 0)),
]


def main():
    """Prints TAP."""
    failed = 0
    print(f"1..{len(CASES)}")
    for number, (name, report, expected) in enumerate(CASES, 1):
        results = RUN.Results(report.splitlines())
        counts = (len(results.passed), len(results.failed), len(results.skipped))
        failed += counts != expected
        print(f"{'ok' if counts == expected else 'not ok'} {number} - reports: {name}")
        if counts != expected:
            print(f"# wanted {expected}, got {counts}")
    return 1 if failed else 0


sys.exit(main())
