# SPDX-License-Identifier: GPL-2.0
"""The house that check_includes.py and check_symbols.py look at: rooms,
floors, and who may use whom."""

import os
import sys


class House:
    """The floors of one program, from a floors file."""

    def __init__(self, floors_file):
        self.floors = {}        # room -> floor
        self.friends = []       # sets of modules that may use each other
        self.long = set()       # (file, function) that may be long
        with open(floors_file, encoding="utf-8") as stream:
            for number, line in enumerate(stream, 1):
                words = line.split("#")[0].split()
                if not words:
                    continue
                if words[0] == "~":
                    self.friends.append(set(words[1:]))
                elif words[0] == "!" and len(words) == 3:
                    self.long.add(tuple(words[1:]))
                elif words[0].isdigit() and len(words) == 2:
                    self.floors[words[1]] = int(words[0])
                else:
                    sys.exit(f"{floors_file}:{number}: cannot read: {line.strip()}")

    def room(self, path):
        """The room of a file; None if the floors file knows no such room."""
        folder, _, rest = path.partition("/")
        if not rest:            # a file outside the rooms
            stem = os.path.splitext(path)[0]
            return stem if stem in self.floors else "."
        return folder if folder in self.floors else None

    def may_use(self, user, used):
        """May a file of one room use a file of another?"""
        return user == used or self.floors[user] > self.floors[used]

    def are_friends(self, modules):
        """May these form a circle?"""
        return any(set(modules) <= friends for friends in self.friends)


def module(path):
    """A module is a .c file and its .h."""
    return os.path.splitext(path)[0]


def circles(edges):
    """The circles in {module: {module}}: sets of modules that reach each
    other (strongly connected components, after Tarjan)."""
    index, low, stack, found = {}, {}, [], []

    def visit(node):
        index[node] = low[node] = len(index)
        stack.append(node)
        for other in sorted(edges.get(node, ())):
            if other not in index:
                visit(other)
                low[node] = min(low[node], low[other])
            elif other in stack:
                low[node] = min(low[node], index[other])
        if low[node] == index[node]:
            circle = set()
            while node not in circle:
                circle.add(stack.pop())
            if len(circle) > 1:
                found.append(circle)

    sys.setrecursionlimit(10000)
    for node in sorted(edges):
        if node not in index:
            visit(node)
    return found


def report(offences, silent_result):
    """Prints the offences and returns the exit status."""
    for offence in offences:
        print(offence)
    if not offences:
        print(silent_result)
    return 1 if offences else 0
