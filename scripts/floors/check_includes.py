# SPDX-License-Identifier: GPL-2.0
"""Reads the sources of a house: check_includes.py FLOORS ROOT

Offences: an include that goes up or in a circle, without its room's name, of
a file that is not there or of a .c file; two files of the same name; a file
in no room; a file or a function that has grown too long."""

import os
import re
import sys

import house

MAX_FILE = 800
MAX_FUNCTION = 100
INCLUDE = re.compile(r'^\s*#\s*include\s+(?:"([^"]+)"|<(linux/ktap/[^>]+)>)')


def sources(root):
    """Paths below root of all .c and .h files."""
    found = []
    for folder, _, names in os.walk(root):
        found += [os.path.relpath(os.path.join(folder, name), root)
                  for name in names if name.endswith((".c", ".h"))]
    return sorted(found)


def check_include(plan, files, path, where, target):
    """One "..." include; yields offences."""
    if target.endswith(".c"):
        yield f"{where}: includes {target}, a .c file"
    elif target not in files:
        near = [f for f in files if f.endswith("/" + target)]
        hint = f": write \"{near[0]}\"" if near else ""
        yield f"{where}: includes \"{target}\", which is not below the root{hint}"
    else:
        user, used = plan.room(path), plan.room(target)
        if user and used and not plan.may_use(user, used):
            yield (f"{where}: includes {target}: {user} (floor {plan.floors[user]}) "
                   f"may not use {used} (floor {plan.floors[used]})")


def check_lengths(plan, path, lines):
    """Files and functions that have grown too long."""
    if len(lines) > MAX_FILE:
        yield f"{path}: {len(lines)} lines: a file has at most {MAX_FILE}; is it still one noun?"
    start = None
    for number, line in enumerate(lines):
        if line.startswith("{"):
            start = number
        elif line.startswith("}") and start is not None:
            head = " ".join(lines[max(0, start - 8):start])
            names = re.findall(r"(\w+)\s*\(", head.rpartition("}")[2])
            name = names[0] if names else "?"
            if number - start > MAX_FUNCTION and (path, name) not in plan.long:
                yield (f"{path}:{start + 1}: {name}() has {number - start} lines: "
                       f"a function has at most {MAX_FUNCTION}")
            start = None


def check(plan, root):
    """All offences of a house."""
    files = sources(root)
    offences, edges, names = [], {}, {}
    for path in files:
        if plan.room(path) is None:
            offences.append(f"{path}: no floor is known for the folder {path.split('/')[0]}/")
        other = names.setdefault(os.path.basename(path), path)
        if other != path:
            offences.append(f"{path}: {other} has the same name")
        with open(os.path.join(root, path), encoding="utf-8") as stream:
            lines = stream.read().splitlines()
        offences += check_lengths(plan, path, lines)
        for number, line in enumerate(lines, 1):
            match = INCLUDE.match(line)
            if not match or not match[1]:
                continue
            offences += check_include(plan, files, path, f"{path}:{number}", match[1])
            edges.setdefault(path, set()).add(match[1])
    for circle in house.circles(edges):
        if not plan.are_friends(map(house.module, circle)):
            offences.append("a circle of includes: " + " ".join(sorted(circle)))
    return offences, len(files), sum(map(len, edges.values()))


def main():
    """Command line."""
    plan, root = house.House(sys.argv[1]), sys.argv[2]
    offences, nr_files, nr_edges = check(plan, root)
    return house.report(offences, f"{nr_files} files, {nr_edges} uses, none up or in a circle")


if __name__ == "__main__":
    sys.exit(main())
