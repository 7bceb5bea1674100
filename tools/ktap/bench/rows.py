#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0
"""ktap - what an event costs: a loop of getppid(), traced in several ways.

Usage: rows.py GETPPID [CALLS [NAME...]]

GETPPID is the program that getppid.c beside this makes; NAMEs choose rows.

Prints what one call costs above the untraced call: under a counter that hangs
on the mechanism and does nothing else (CONFIG_KTAP_BENCHMARK), under ktap and,
where it is installed, under bpftrace; and whether ktap meets the goal: to count
costs at most 150 more than the mechanism, whatever else at most half of what it
costs under bpftrace, or 250 more than the mechanism if that alone is above a
third of bpftrace's figure.  To be run on a machine that does nothing else; on
an emulated CPU whose clock counts instructions the figures are instructions
and repeat."""

import os
import re
import shutil
import subprocess
import sys

TRACEFS = "/sys/kernel/tracing/"
FLOOR = "/sys/module/ktap/parameters/floor"
EVENT = TRACEFS + "events/syscalls/sys_enter_getppid/"

# What is traced.
SYMBOL = "__x64_sys_getppid"
INSIDE = SYMBOL + "+5"

# A mechanism by itself: its name, the file that hooks it, what is written there
# to hook it and what to take it out.
FLOORS = (
    ("raw tracepoint", FLOOR, "tracepoint", "none"),
    ("ftrace callback", FLOOR, "ftrace " + SYMBOL, "none"),
    ("fprobe entry", FLOOR, "fprobe-entry " + SYMBOL, "none"),
    ("kprobe on ftrace", FLOOR, "kprobe " + SYMBOL, "none"),
    ("kprobe inside", FLOOR, "kprobe " + INSIDE, "none"),
    ("fprobe exit", FLOOR, "fprobe-exit " + SYMBOL, "none"),
    ("fprobe entry + exit", FLOOR, "fprobe-both " + SYMBOL, "none"),
    ("ftrace event recorded", EVENT + "enable", "1", "0"),
    ("hist trigger by pid", EVENT + "trigger", "hist:keys=common_pid",
     "!hist:keys=common_pid"),
)

# What is asked, the mechanism, a script of ktap and one of bpftrace.
SYSCALL = "trace syscalls:sys_enter_getppid "
PROBE = "tracepoint:syscalls:sys_enter_getppid "
RETURN = f"trace probe:{SYMBOL}%return "
FUNCTION = f"trace probe:{SYMBOL} "
KPROBE = f"kprobe:{SYMBOL} "
KRETPROBE = f"kretprobe:{SYMBOL} "
BEGUN = KPROBE + "{ @s[tid] = nsecs; } "
ROWS = (
    ("count", "raw tracepoint", SYSCALL + "{ n += 1 }", PROBE + "{ @ = count(); }"),
    ("count by probe name", "raw tracepoint", SYSCALL + "{ n[probename] += 1 }",
     PROBE + "{ @[probe] = count(); }"),
    ("count by program", "raw tracepoint", SYSCALL + "{ n[execname] += 1 }",
     PROBE + "{ @[comm] = count(); }"),
    ("count by program and pid", "raw tracepoint", SYSCALL + "{ n[execname, pid] += 1 }",
     PROBE + "{ @[comm, pid] = count(); }"),
    ("count by pid", "raw tracepoint", SYSCALL + "{ n[pid] += 1 }",
     PROBE + "{ @[pid] = count(); }"),
    ("count by kernel stack", "raw tracepoint", SYSCALL + "{ n[stack()] += 1 }",
     PROBE + "{ @[kstack] = count(); }"),
    ("count of one program", "raw tracepoint",
     SYSCALL + '/execname == "getppid"/ { n += 1 }',
     PROBE + '/comm == "getppid"/ { @ = count(); }'),
    ("samples", "raw tracepoint", "var n = {} " + SYSCALL + "{ n <<< pid }",
     PROBE + "{ @ = stats(pid); }"),
    ("histogram", "raw tracepoint", SYSCALL + "{ n <<< pid }", PROBE + "{ @ = hist(pid); }"),
    ("histogram by program", "raw tracepoint", SYSCALL + "{ n[execname] <<< pid }",
     PROBE + "{ @[comm] = hist(pid); }"),
    ("line of program and pid", "raw tracepoint",
     SYSCALL + '{ printf("%s %d\\n", execname, pid) }',
     PROBE + '{ printf("%s %d\\n", comm, pid); }'),
    ("sum of an argument", "raw tracepoint",
     "trace syscalls:sys_exit_getppid { n += retval }",
     "tracepoint:syscalls:sys_exit_getppid { @ = sum(args->ret); }"),
    ("count a function", "ftrace callback", FUNCTION + "{ n += 1 }",
     KPROBE + "{ @ = count(); }"),
    ("sum of a function's argument", "ftrace callback", FUNCTION + "{ n += arg1 & 7 }",
     KPROBE + "{ @ = sum(arg0 & 7); }"),
    ("count an instruction", "kprobe inside", f"trace probe:{INSIDE} {{ n += 1 }}",
     f"kprobe:{INSIDE} {{ @ = count(); }}"),
    ("count a return", "fprobe exit", RETURN + "{ n += 1 }", KRETPROBE + "{ @ = count(); }"),
    ("sum of return values", "fprobe exit", RETURN + "{ n += retval }",
     KRETPROBE + "{ @ = sum(retval); }"),
    ("histogram of return values", "fprobe exit", RETURN + "{ n <<< retval }",
     KRETPROBE + "{ @ = hist(retval); }"),
    ("sum of durations", "fprobe entry + exit", RETURN + "{ n += duration }",
     BEGUN + KRETPROBE + "{ @ = sum(nsecs - @s[tid]); delete(@s[tid]); }"),
    ("histogram of durations", "fprobe entry + exit", RETURN + "{ n <<< duration }",
     BEGUN + KRETPROBE + "{ @ = hist(nsecs - @s[tid]); delete(@s[tid]); }"),
    ("count another call", "raw tracepoint", "trace syscalls:sys_enter_getpid { n += 1 }",
     "tracepoint:syscalls:sys_enter_getpid { @ = count(); }"),
)

# Rows that do nothing but count all that happens.
COUNTS = ("count", "count a function", "count an instruction", "count a return",
          "count another call")


# Who prints a line for each event loses none of them: bpftrace's own buffer, of
# 64 pages, holds half of what the loop makes.
ENVIRONMENT = {**os.environ, "BPFTRACE_PERF_RB_PAGES": "2048"}


def cost(command):
    """The figure that the loop prints, which @command runs."""
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=ENVIRONMENT)
    lost = re.search(r"^.*\b[Ll]ost\b.*$", done.stdout + done.stderr, re.MULTILINE)
    if lost:
        sys.exit(f"{' '.join(command)}\nsaid:\n{lost[0]}\nwhat it costs is not known then")
    for line in done.stdout.splitlines():
        try:
            return float(line)
        except ValueError:
            continue
    sys.exit(f"{' '.join(command)}\nsaid:\n{done.stdout}{done.stderr}")


def write(path, text):
    """Writes to a file of the kernel."""
    with open(path, "w", encoding="ascii") as stream:
        stream.write(text)


def floor_cost(row, loop):
    """What the loop costs under a mechanism; None: this kernel has it not."""
    _, path, on, off = row
    try:
        write(path, on)
    except OSError:
        return None
    spent = cost(loop)
    write(path, off)
    return spent


def goal_of(name, floor, theirs):
    """What a row may cost, or None if nobody knows."""
    if name in COUNTS and floor:
        return floor + 150
    if theirs and floor and floor > theirs / 3:
        return floor + 250
    return theirs / 2 if theirs else None


def number(value):
    """A figure as a column."""
    return f"{value:9.0f}" if value is not None else f"{'-':>9}"


def main():
    """Runs all rows and prints the table."""
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    loop = [sys.argv[1], sys.argv[2] if len(sys.argv) > 2 else "100000"]
    wanted = sys.argv[3:] or [name for name, *_ in (*FLOORS, *ROWS)]
    others = shutil.which("bpftrace")

    bare = cost(loop)
    print(f"one call, untraced: {bare:.0f}")
    print(f"{'above it':28} {'counter':>9}")
    floors = {}
    for row in FLOORS:
        if row[0] not in wanted and not any(name in wanted and mechanism == row[0]
                                            for name, mechanism, *_ in ROWS):
            continue
        spent = floor_cost(row, loop)
        floors[row[0]] = spent - bare if spent else None
        print(f"{row[0]:28} {number(floors[row[0]])}", flush=True)

    print(f"\n{'above it':28} {'ktap':>9} {'bpftrace':>9} {'counter':>9} {'at most':>9}")
    for name, mechanism, ours, theirs in ROWS:
        if name not in wanted:
            continue
        ktap = cost(["ktap", "-q", "-a", "--overload", "100", "-e", ours, "--",
                     *loop]) - bare
        peer = cost([others, "-e", theirs, "-c", " ".join(loop)]) - bare if others else None
        floor = floors[mechanism]
        goal = goal_of(name, floor, peer)
        verdict = "" if goal is None else "met" if ktap <= goal else "missed"
        print(f"{name:28} {number(ktap)} {number(peer)} {number(floor)} {number(goal)}  {verdict}",
              flush=True)


main()
