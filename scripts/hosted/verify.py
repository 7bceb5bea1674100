# SPDX-License-Identifier: GPL-2.0
"""What loader and verifier take for images that grow: verify.py HOSTED WORK HEADER

Straight code, and the worst that is known: blocks of one instruction; a chain
of jumps that all lead back; registers that lose their value one after the
other on a long way back.  Four times the image must take about four times the
instructions: the status is 1 if it takes more than five times as many."""

import os
import re
import struct
import subprocess
import sys

MAGIC, VERSION = 0x5041544B, None
OPS, REGS = {}, 250
SIZES = (128, 256, 512, 1024, 2048)
SECTS = []


def read_header(path):
    """Sections, numbers of opcodes, magic and version, of the uapi header."""
    global MAGIC, VERSION
    with open(path, encoding="utf-8") as stream:
        text = stream.read()
    names = re.findall(r"^\tX\((\w+),\s+\w+,\s+\w+,\s+\w+,\s+\w+,", text, re.M)
    SECTS.extend(re.findall(r"^\tKTAP_SECT_(\w+),", text, re.M))
    OPS.update((name, number) for number, name in enumerate(names))
    MAGIC = int(re.search(r"KTAP_IMAGE_MAGIC\s+(\w+)", text)[1].rstrip("U"), 16)
    VERSION = int(re.search(r"KTAP_IMAGE_VERSION\s+(\d+)", text)[1])


def insn(op, a=0, b=0, c=0, imm=0):
    """An instruction's bytes."""
    return struct.pack("<BBBBi", OPS[op], a, b, c, imm)


def image(code):
    """An image whose top-level code is this."""
    nr = len(code)
    parts = {
        "FUNCS": struct.pack("<IIIIBBHI", 4, 0, nr, 1, 0, REGS, 0, 0),
        "CODE": b"".join(code),
        "LINES": struct.pack(f"<{nr}I", *range(1, nr + 1)) + bytes(4 * (nr % 2)),
        "STRINGS": struct.pack("<II", 0, 0),
    }
    at = 24 + 8 * len(SECTS)
    sects = b""
    for name in SECTS:
        sects += struct.pack("<II", at, len(parts.get(name, b"")))
        at += len(parts.get(name, b""))
    header = struct.pack("<IHHIIII", MAGIC, VERSION, 0, at, 4, len(SECTS), 0)
    return header + sects + b"".join(parts.get(name, b"") for name in SECTS)


def straight(nr):
    """No jump at all."""
    return [insn("LOADINT", i % REGS, imm=i) for i in range(nr - 1)] + [insn("RET")]


def back_chain(nr):
    """From the end back to the beginning in steps of one instruction, then out."""
    code = [insn("LOADINT", i) for i in range(REGS)]
    first, last = len(code) + 1, nr - 2
    code.append(insn("JMP", imm=last - len(code) - 1))
    # Out, if R[0] says so; else to the end again, without R[1].
    code.append(insn("JT", 0, imm=nr - 1 - first - 1))
    code.append(insn("CALLF", 1, 0, 0, 0))
    code.append(insn("JMP", imm=last - len(code) - 1))
    while len(code) < nr - 1:
        to = len(code) - 1 if len(code) > first + 3 else first
        code.append(insn("JMP", imm=to - len(code) - 1))
    return code + [insn("RET")]


def losses(nr):
    """As the KUnit test test_verify_is_fast has it."""
    code = [insn("LOADINT", i) for i in range(REGS)]
    while len(code) < nr - REGS:
        code.append(insn("JT", 0, imm=-min(len(code) - REGS + 1, 3)))
    for i in range(1, REGS):
        code.append(insn("JT", 0, imm=REGS + i - len(code)))
    return code + [insn("RET")]


def count(hosted, path):
    """Instructions, by callgrind: the same each time."""
    done = subprocess.run(["valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null",
                           hosted, "-n", path], capture_output=True, text=True, check=False)
    found = re.search(r"Collected : (\d+)", done.stderr)
    if done.returncode or not found:
        sys.exit(f"{path}: {done.stderr}")
    return int(found[1])


def measure(hosted, path):
    """Milliseconds, the best of five."""
    times = []
    for _ in range(5):
        done = subprocess.run([hosted, "-n", path], capture_output=True, text=True, check=False)
        times.append(int(re.search(r"in (\d+) us", done.stdout)[1]) / 1000)
    return min(times)


def main():
    """Prints the table."""
    hosted, work, header = sys.argv[1:4]
    read_header(header)
    os.makedirs(work, exist_ok=True)
    path = os.path.join(work, "large.image")
    print(f"{'instructions, millions':24}" + "".join(f"{kib:7} KiB" for kib in SIZES) +
          "   ms for 1024 KiB")
    too_many = []
    for shape in (straight, back_chain, losses):
        counts = {}
        for kib in SIZES:
            with open(path, "wb") as stream:
                stream.write(image(shape((kib * 1024 - 140) // 12)))
            counts[kib] = count(hosted, path)
            if kib == 1024:
                milliseconds = measure(hosted, path)
        print(f"{shape.__name__:24}" + "".join(f"{n / 1e6:11.1f}" for n in counts.values()) +
              f"   {milliseconds:8.1f}", flush=True)
        if counts[2048] > 5 * counts[512]:
            too_many.append(shape.__name__)
    os.remove(path)
    if too_many:
        sys.exit(f"the time is not linear: {' '.join(too_many)}")


if __name__ == "__main__":
    main()
