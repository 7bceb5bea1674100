# SPDX-License-Identifier: GPL-2.0
"""Adds up what gcov has counted: coverage.py OBJECTS [-v]

Prints each file and the share of its lines that ran; with -v the others.  The
status is 1 if a room has less than it must."""

import json
import os
import subprocess
import sys

# Room or part of one: what its files' paths begin with, least share in per cent.
PARTS = [
    ("loader", "prog/load", 95),
    ("verifier", "prog/verify", 95),
    ("interpreter", "vm/", 90),
    ("data", "data/", 90),
    ("memory", "mem/", 0),
    ("output", "output/", 0),
    ("built-ins", "builtin/", 0),
]


def read_counts(root):
    """{path below the rooms: {line: times}}."""
    counts = {}
    for folder, _, names in os.walk(root):
        for name in names:
            if not name.endswith(".gcda"):
                continue
            out = subprocess.run(["gcov", "--json-format", "--stdout", name], cwd=folder,
                                 check=True, capture_output=True, text=True).stdout
            for report in filter(None, out.splitlines()):
                for source in json.loads(report)["files"]:
                    _, inside, path = source["file"].partition("/trace/ktap/")
                    if not inside or path.startswith("tests/"):
                        continue
                    lines = counts.setdefault(path, {})
                    for line in source["lines"]:
                        number = line["line_number"]
                        lines[number] = lines.get(number, 0) + line["count"]
    return counts


def share(hit, total):
    """Per cent."""
    return 100 * hit / total if total else 100


def show(name, counts, prefix, least, verbose):
    """One part of the table; whether it has enough."""
    hits = totals = 0
    for path in sorted(path for path in counts if path.startswith(prefix)):
        lines = counts[path]
        missed = sorted(number for number, times in lines.items() if not times)
        hits += len(lines) - len(missed)
        totals += len(lines)
        print(f"    {path:28} {len(lines) - len(missed):5} of {len(lines):5} lines "
              f"{share(len(lines) - len(missed), len(lines)):6.1f} %")
        if verbose and missed:
            print("        not " + " ".join(map(str, missed)))
    enough = share(hits, totals) >= least
    print(f"{name:32} {hits:5} of {totals:5} lines {share(hits, totals):6.1f} %"
          + (f"   at least {least}" if least else "") + ("" if enough else ": TOO FEW"))
    return enough


def main():
    """Prints the table."""
    counts = read_counts(sys.argv[1])
    if not counts:
        sys.exit("gcov has counted nothing")
    results = [show(name, counts, prefix, least, "-v" in sys.argv)
               for name, prefix, least in PARTS]
    sys.exit(0 if all(results) else 1)


if __name__ == "__main__":
    main()
