#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0
"""ktap - what a person waits for, and what it costs in memory.

Usage: times.py

Prints what was promised and what was measured.  To be run on a machine that
does nothing else; where the clock counts instructions the times repeat."""

import os
import re
import shutil
import signal
import subprocess
import sys
import time

HELLO = ["ktap", "-e", 'print("hello")']
ALL = ["ktap", "-v", "-e", "trace *:* { }", "--", "true"]
STOPPED = ["ktap", "-e", 'trace syscalls:sys_enter_* { n += 1 } print("ready") '
           'trace_end { print("end") }']
STOPPED_ALL = ["ktap", "-e", 'trace *:* { n += 1 } print("ready") trace_end { print("end") }']


def run(command):
    """(seconds, errors) of a command that succeeds."""
    reader, writer = os.pipe()
    null = os.open(os.devnull, os.O_WRONLY)
    program = shutil.which(command[0])
    begun = time.monotonic()
    # Popen() of a process as large as this one costs more than what we time.
    pid = os.posix_spawn(program, command, os.environ, file_actions=[
        (os.POSIX_SPAWN_DUP2, null, 1), (os.POSIX_SPAWN_DUP2, writer, 2)])
    _, status = os.waitpid(pid, 0)
    seconds = time.monotonic() - begun
    os.close(writer)
    os.close(null)
    with os.fdopen(reader) as stream:
        errors = stream.read()
    if status:
        sys.exit(f"{' '.join(command)}\nsaid:\n{errors}")
    return seconds, errors


def hello():
    """Seconds, the best of nine: the first one reads the program from disk."""
    return min(run(HELLO)[0] for _ in range(9))


def resident():
    """The most memory that was resident, in KiB, when the output is written:
    it cannot be, as the pipe is full, so that one can look."""
    reader, writer = os.pipe()
    os.set_blocking(writer, False)
    try:
        while True:
            os.write(writer, bytes(4096))
    except BlockingIOError:
        os.set_blocking(writer, True)
    with subprocess.Popen(HELLO, stdout=writer) as process:
        time.sleep(2)
        with open(f"/proc/{process.pid}/status", encoding="ascii") as stream:
            found = re.search(r"VmHWM:\s*(\d+) kB", stream.read())
        os.close(writer)
        while os.read(reader, 65536):
            pass
    os.close(reader)
    return int(found[1])


def attach():
    """Seconds from KTAP_IOC_START until the gate opens, as -v tells; events."""
    found = re.search(r"(\d+) events attached in ([\d.]+) ms", run(ALL)[1])
    return float(found[2]) / 1000, int(found[1])


def stop(command):
    """Seconds from SIGINT to the first line of trace_end."""
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        process.stdout.readline()
        time.sleep(3)               # top-level code said it; then it attaches
        begun = time.monotonic()
        process.send_signal(signal.SIGINT)
        if process.stdout.readline() != "end\n":
            sys.exit("no trace_end")
        return time.monotonic() - begun


def row(what, promised, measured):
    """A line of the table."""
    print(f"{what:44} {promised:>10} {measured:>10}", flush=True)


def main():
    """Measures and prints."""
    row("", "at most", "measured")
    row("ktap -e 'print(\"hello\")', all of it", "50 ms", f"{hello() * 1000:.1f} ms")
    row("its resident memory", "2048 KiB", f"{resident()} KiB")
    seconds, events = attach()
    row(f"trace *:*, {events} events, until they count", "1000 ms", f"{seconds * 1000:.0f} ms")
    for name, command in (("sys_enter_*", STOPPED), ("*:*", STOPPED_ALL)):
        row(f"trace {name}: from Ctrl-C to trace_end", "100 ms",
            f"{stop(command) * 1000:.1f} ms")


main()
