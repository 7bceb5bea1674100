#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0
"""ktap - how long it takes to attach to many events, and to detach.

Usage: attach.py

Prints, in milliseconds, what ktap takes, what bpftrace takes, where it is
installed, and what the kernel itself takes to enable and disable as much.

ktap's "attach" is from KTAP_IOC_START until the gate opens, as -v tells, its
"detach" from SIGINT until the hooks are out.  "in all" is from the start of the
program until its events count, which is all that bpftrace tells; "end" is from
SIGINT until the program has ended.  bpftrace is given PATIENCE seconds (20).  To
be run on a machine that does nothing else; where the clock counts instructions
the times repeat."""

import os
import re
import shutil
import signal
import subprocess
import sys
import time

TRACING = "/sys/kernel/tracing"
INSTANCE = TRACING + "/instances/ktap-bench"
LIBC = "/lib/x86_64-linux-gnu/libc.so.6"
LIBC_FUNCTIONS = 1000
# Seconds after which bpftrace is given up.
PATIENCE = int(os.environ.get("PATIENCE", "20"))


def write(path, text, how=os.O_TRUNC):
    """Writes to a file of tracefs.  open() of Python would seek, which some cannot."""
    file = os.open(path, os.O_WRONLY | how)
    try:
        os.write(file, text.encode("ascii"))
    finally:
        os.close(file)


def timed(action):
    """Milliseconds that an action takes."""
    begun = time.monotonic()
    action()
    return (time.monotonic() - begun) * 1000


def libc_functions():
    """(name, offset) of functions of libc, each at a place of its own."""
    listed = subprocess.run(["nm", "-D", "--defined-only", LIBC], capture_output=True,
                            text=True, check=True).stdout
    places = {}
    for line in listed.splitlines():
        found = re.match(r"([0-9a-f]+) [TW] (\w+)@", line)
        if found:
            places.setdefault(int(found[1], 16), found[2])
    return [(name, place) for place, name in sorted(places.items())][:LIBC_FUNCTIONS]


def enable_events(what):
    """Switches trace events on; returns how to switch them off."""
    write(f"{INSTANCE}/events/{what}enable", "1")
    return lambda: write(f"{INSTANCE}/events/{what}enable", "0")


def enable_functions(glob):
    """Starts the function tracer for some functions; returns how to stop it."""
    if glob != "*":
        write(f"{INSTANCE}/set_ftrace_filter", glob)
    write(f"{INSTANCE}/current_tracer", "function")

    def stop():
        write(f"{INSTANCE}/current_tracer", "nop")
        write(f"{INSTANCE}/set_ftrace_filter", "")
    return stop


def enable_libc(functions):
    """Defines and enables uprobes; returns how to disable them."""
    for number, (_, place) in enumerate(functions):
        write(f"{TRACING}/uprobe_events", f"p:ktapbench/f{number} {LIBC}:0x{place:x}\n",
              os.O_APPEND)
    for number in range(len(functions)):
        try:
            write(f"{INSTANCE}/events/ktapbench/f{number}/enable", "1")
        except OSError:         # an instruction that cannot be probed
            pass
    return lambda: write(f"{INSTANCE}/events/ktapbench/enable", "0")


def remove_libc():
    """Takes the definitions back."""
    write(f"{TRACING}/uprobe_events", "")


def rows():
    """What to attach to: name, ktap's events, bpftrace's, the kernel's way."""
    libc = libc_functions()
    return (
        ("syscalls:*", "syscalls:*", "tracepoint:syscalls:*",
         lambda: enable_events("syscalls/")),
        ("syscalls:sys_enter_*", "syscalls:sys_enter_*", "tracepoint:syscalls:sys_enter_*", None),
        ("sched:*", "sched:*", "tracepoint:sched:*", lambda: enable_events("sched/")),
        ("*:*", "*:*", "tracepoint:*:*", lambda: enable_events("")),
        ("probe:vfs_*", "probe:vfs_*", "kprobe:vfs_*", lambda: enable_functions("vfs_*")),
        ("probe:*", "probe:*", "kprobe:*", lambda: enable_functions("*")),
        (f"{len(libc)} functions of libc", ", ".join(f"probe:{LIBC}:{name}" for name, _ in libc),
         ", ".join(f"uprobe:{LIBC}:{name}" for name, _ in libc), lambda: enable_libc(libc)),
    )


def kernel(enable):
    """What the kernel takes: on, off."""
    if not enable:
        return None
    os.mkdir(INSTANCE)
    begun = time.monotonic()
    disable = enable()
    on_ms = (time.monotonic() - begun) * 1000
    off_ms = timed(disable)
    os.rmdir(INSTANCE)
    remove_libc()
    return on_ms, off_ms


def sessions():
    """Lines of the list of sessions, but for its head."""
    with open(f"{TRACING}/ktap/sessions", encoding="utf-8") as stream:
        return stream.readlines()[1:]


def stop(process):
    """From SIGINT until the program has ended."""
    process.send_signal(signal.SIGINT)
    process.communicate()


def ktap(events):
    """Events; attach, in all; detach, end."""
    script = f'trace {events} {{ }}'
    begun = time.monotonic()
    with subprocess.Popen(["ktap", "-v", "-q", "--overload", "100", "-e", script],
                          stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
                          text=True) as process:
        said = ""
        for line in process.stderr:
            said += line
            found = re.search(r"(\d+) events attached in ([\d.]+) ms", line)
            if found:
                break
        else:
            sys.exit(f"ktap said:\n{said}")
        in_all = (time.monotonic() - begun) * 1000
        time.sleep(1)
        begun = time.monotonic()
        end = timed(lambda: stop(process))
        while sessions():
            time.sleep(0.001)
        detach = (time.monotonic() - begun) * 1000
    return int(found[1]), float(found[2]), in_all, detach, end


def bpftrace(events):
    """In all, end; None: it is not there, or gives up."""
    program = shutil.which("bpftrace")
    if not program:
        return None
    script = f'BEGIN {{ printf("ready\\n"); }} {events} {{ @ = count(); }}'
    begun = time.monotonic()
    with subprocess.Popen(["timeout", "-s", "KILL", str(PATIENCE), program, "-B", "none",
                           "-e", script],
                          stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
                          env={**os.environ, "BPFTRACE_MAX_PROBES": "1000000",
                               "BPFTRACE_MAX_BPF_PROGS": "1000000"}) as process:
        for line in process.stdout:
            if line == "ready\n":
                break
        else:
            waited = time.monotonic() - begun
            return (f">{PATIENCE * 1000}", None) if waited >= PATIENCE else None
        in_all = (time.monotonic() - begun) * 1000
        time.sleep(1)
        # The signal is passed on.
        end = timed(lambda: stop(process))
    return in_all, end


def cell(value):
    """A figure as text; "-" if there is none."""
    if value is None:
        return "-"
    return value if isinstance(value, str) else f"{value:.0f}"


def cells(values, widths):
    """Figures in columns."""
    if values is None:
        values = [None] * len(widths)
    return "".join(f"{cell(value):>{width}}" for value, width in zip(values, widths))


def main():
    """Measures and prints."""
    # The first one reads its program from disk.
    ktap("sched:sched_switch")
    bpftrace("tracepoint:sched:sched_switch")
    print(f"{'':22} |{'ktap, ms':^45} |{'bpftrace, ms':^17} |{'kernel, ms':^15}")
    print(f"{'':22} |{'events':>9}{'attach':>9}{'in all':>9}{'detach':>9}{'end':>9} |"
          f"{'in all':>9}{'end':>8} |{'on':>8}{'off':>7}")
    for name, ours, theirs, enable in rows():
        print(f"{name:22} |{cells(ktap(ours), (9,) * 5)} |{cells(bpftrace(theirs), (9, 8))} |"
              f"{cells(kernel(enable), (8, 7))}", flush=True)


main()
