# SPDX-License-Identifier: GPL-2.0
"""Reads the built objects of a house: check_symbols.py FLOORS SOURCES OBJECTS

Offences: a function or variable used upward or in a circle, which tidy
includes can hide (a declaration by hand, a header on the ground floor)."""

import os
import subprocess
import sys

import house


def objects(sources, root):
    """Object files that have a source, as paths below root."""
    found = []
    for folder, _, names in os.walk(root):
        for name in names:
            path = os.path.relpath(os.path.join(folder, name), root)
            if path.endswith(".o") and os.path.exists(os.path.join(sources, path[:-2] + ".c")):
                found.append(path)
    return sorted(found)


def symbols(path):
    """(defined, used) global symbols of an object."""
    out = subprocess.run(["nm", "-P", "-g", path], check=True, capture_output=True, text=True)
    defined, used = set(), set()
    for line in out.stdout.splitlines():
        name, kind = line.split()[:2]
        (used if kind in "Uwv" else defined).add(name)
    return defined, used


def check(plan, sources, root):
    """All offences, and how much was looked at."""
    offences, edges, owner, uses = [], {}, {}, {}
    for path in objects(sources, root):
        if plan.room(path) is None:
            continue            # check_includes.py complains
        defined, uses[path] = symbols(os.path.join(root, path))
        for name in defined:
            owner[name] = path
    for path, names in uses.items():
        for name in sorted(names & set(owner)):
            target = owner[name]
            user, used = plan.room(path), plan.room(target)
            edges.setdefault(house.module(path), set()).add(house.module(target))
            if not plan.may_use(user, used):
                offences.append(f"{path} uses {name} of {target}: {user} (floor "
                                f"{plan.floors[user]}) may not use {used} "
                                f"(floor {plan.floors[used]})")
    for circle in house.circles(edges):
        if not plan.are_friends(circle):
            offences.append("a circle of calls: " + " ".join(sorted(circle)))
    return offences, len(uses), sum(map(len, edges.values()))


def main():
    """Command line."""
    plan = house.House(sys.argv[1])
    offences, nr_objects, nr_edges = check(plan, sys.argv[2], sys.argv[3])
    if not nr_objects:
        print(f"no object below {sys.argv[3]}: is it built?")
        return 1
    return house.report(offences, f"{nr_objects} objects, {nr_edges} uses, none up or in a circle")


if __name__ == "__main__":
    sys.exit(main())
