# SPDX-License-Identifier: GPL-2.0
"""Counts the instructions that small programs take: bench.py HOSTED PROGRAMS
WORK [NAME...]

Each program NAME.kp has a NAME.lua beside it that does and prints the same.
Counted by callgrind, so the numbers repeat; what the empty program takes is
taken off."""

import os
import re
import subprocess
import sys

# LuaJIT reads Lua 5.1: no operators for bits, no division of integers.
OLD_LUA = [
    (re.compile(r"(\w+) & (\w+)"), r"bit.band(\1, \2)"),
    (re.compile(r"(\w+) // 2\b"), r"bit.rshift(\1, 1)"),
]
NUMBER = re.compile(r"Collected : (\d+)")


def count(command):
    """(instructions, output) of a command."""
    done = subprocess.run(["valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null",
                           *command], capture_output=True, text=True, check=False)
    found = NUMBER.search(done.stderr)
    if done.returncode or not found:
        sys.exit(f"{' '.join(command)} failed:\n{done.stderr}")
    return int(found[1]), done.stdout.strip().splitlines()[-1]


def old_lua(path, work):
    """The program in Lua 5.1, which LuaJIT reads."""
    with open(path, encoding="utf-8") as stream:
        text = stream.read()
    for pattern, by in OLD_LUA:
        text = pattern.sub(by, text)
    copy = os.path.join(work, os.path.basename(path))
    with open(copy, "w", encoding="utf-8") as stream:
        stream.write(text)
    return copy


def measure(hosted, stem, work):
    """Instructions under the three; they must print the same."""
    runs = [count([hosted, "-b", "1000000000", stem + ".kp"]), count(["lua5.4", stem + ".lua"]),
            count(["luajit", "-joff", old_lua(stem + ".lua", work)])]
    outputs = {output.removesuffix(".0") for _, output in runs}
    if len(outputs) > 1 and not all(re.fullmatch(r"[\d.e+]+", o) for o in outputs):
        sys.exit(f"{stem}: the outputs differ: {outputs}")
    return [number for number, _ in runs]


def title(path):
    """What a program says of itself."""
    with open(path, encoding="utf-8") as stream:
        return stream.read().splitlines()[1].lstrip("# ").rstrip(".")


def main():
    """Prints the table."""
    hosted, programs, work = sys.argv[1:4]
    os.makedirs(work, exist_ok=True)
    names = sys.argv[4:] or sorted(name[:-3] for name in os.listdir(programs)
                                   if name.endswith(".kp") and name != "empty.kp")
    empty = measure(hosted, os.path.join(programs, "empty"), work)
    print(f"{'instructions, millions':12} {'ktap':>10} {'lua5.4':>8} {'luajit':>8}   of lua5.4")
    for name in names:
        stem = os.path.join(programs, name)
        numbers = [n - e for n, e in zip(measure(hosted, stem, work), empty)]
        shown = " ".join(f"{n / 1e6:8.2f}" for n in numbers)
        print(f"{name:24} {shown}   {numbers[0] / numbers[1]:8.2f}   {title(stem + '.kp')}",
              flush=True)


if __name__ == "__main__":
    main()
