#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0
"""ktap - what an event costs: a loop of getppid(), traced in several ways.

Usage: rows.py GETPPID [CALLS]

GETPPID is the program that getppid.c beside this makes.

Prints what one call costs above the untraced call, under ktap and, where it
is installed, under bpftrace.  To be run on a machine that does nothing else;
on an emulated CPU whose clock counts instructions the figures are
instructions and repeat."""

import shutil
import subprocess
import sys

# What is asked, as a script of ktap and as one of bpftrace.
SYSCALL = "trace syscalls:sys_enter_getppid "
PROBE = "tracepoint:syscalls:sys_enter_getppid "
FUNCTION = "trace probe:__x64_sys_getppid "
KPROBE = "kprobe:__x64_sys_getppid "
KRETPROBE = "kretprobe:__x64_sys_getppid "
ROWS = (
    ("count", SYSCALL + "{ n += 1 }", PROBE + "{ @ = count(); }"),
    ("count by probe name", SYSCALL + "{ n[probename] += 1 }", PROBE + "{ @[probe] = count(); }"),
    ("count by program", SYSCALL + "{ n[execname] += 1 }", PROBE + "{ @[comm] = count(); }"),
    ("count by program and pid", SYSCALL + "{ n[execname, pid] += 1 }",
     PROBE + "{ @[comm, pid] = count(); }"),
    ("samples", "var n = {} " + SYSCALL + "{ n <<< pid }", PROBE + "{ @ = stats(pid); }"),
    ("histogram", SYSCALL + "{ n <<< pid }", PROBE + "{ @ = hist(pid); }"),
    ("histogram by program", SYSCALL + "{ n[execname] <<< pid }",
     PROBE + "{ @[comm] = hist(pid); }"),
    ("count by pid", SYSCALL + "{ n[pid] += 1 }", PROBE + "{ @[pid] = count(); }"),
    ("count of one program", SYSCALL + '/execname == "getppid"/ { n += 1 }',
     PROBE + '/comm == "getppid"/ { @ = count(); }'),
    ("sum of an argument", "trace syscalls:sys_exit_getppid { n += retval }",
     "tracepoint:syscalls:sys_exit_getppid { @ = sum(args->ret); }"),
    ("count a function", FUNCTION + "{ n += 1 }", KPROBE + "{ @ = count(); }"),
    ("sum of a function's argument", FUNCTION + "{ n += arg1 & 7 }",
     KPROBE + "{ @ = sum(arg0 & 7); }"),
    ("count an instruction", FUNCTION[:-1] + "+5 { n += 1 }", ""),
    ("count a return", FUNCTION[:-1] + "%return { n += 1 }", KRETPROBE + "{ @ = count(); }"),
    ("sum of return values", FUNCTION[:-1] + "%return { n += retval }",
     KRETPROBE + "{ @ = sum(retval); }"),
    ("sum of durations", FUNCTION[:-1] + "%return { n += duration }",
     KPROBE + "{ @s[tid] = nsecs; } " + KRETPROBE +
     "{ @ = sum(nsecs - @s[tid]); delete(@s[tid]); }"),
    ("count another call", "trace syscalls:sys_enter_getpid { n += 1 }",
     "tracepoint:syscalls:sys_enter_getpid { @ = count(); }"),
)


def cost(command):
    """The figure that the loop prints, which @command runs."""
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    for line in done.stdout.splitlines():
        try:
            return float(line)
        except ValueError:
            continue
    sys.exit(f"{' '.join(command)}\nsaid:\n{done.stdout}{done.stderr}")


def main():
    """Runs all rows and prints the table."""
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    loop = [sys.argv[1], sys.argv[2] if len(sys.argv) > 2 else "100000"]
    others = shutil.which("bpftrace")

    bare = cost(loop)
    print(f"one call, untraced: {bare:.0f}")
    print(f"{'above it':28} {'ktap':>8} {'bpftrace':>9}")
    for name, ours, theirs in ROWS:
        ktap = cost(["ktap", "-q", "-a", "--overload", "100", "-e", ours, "--",
                     *loop]) - bare
        line = f"{name:28} {ktap:8.0f}"
        if others and theirs:
            peer = cost([others, "-e", theirs, "-c", " ".join(loop)]) - bare
            line += f" {peer:9.0f}"
        print(line, flush=True)


main()
