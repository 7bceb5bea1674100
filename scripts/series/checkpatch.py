# SPDX-License-Identifier: GPL-2.0
"""Runs checkpatch --strict over patches/, in TAP, one result for each patch.
Remarks that checkpatch.txt lists, with a reason, are accepted; a row that no
remark needs any more is a failure too."""

import concurrent.futures
import fnmatch
import hashlib
import os
import re
import subprocess
import sys

import tree

PATCHES = os.path.join(tree.TOP, "patches")
LINUX = os.path.join(tree.BUILD, "linux")
ROOT = os.path.join(tree.BUILD, "checkpatch-root")
CACHE = os.path.join(tree.BUILD, "checkpatch")
REMARK = re.compile(r"^(?P<where>.*?):(?:\d+: )?\s*(?P<level>ERROR|WARNING|CHECK):"
                    r"(?P<type>[A-Z0-9_]+): (?P<text>.*)$")


def read_accepted():
    """[type, glob of paths, reason] of each row."""
    rows = []
    with open(os.path.join(tree.SERIES, "checkpatch.txt"), encoding="utf-8") as stream:
        for number, line in enumerate(stream, 1):
            if not line.strip() or line.startswith("#"):
                continue
            words = line.split(None, 2)
            if len(words) != 3:
                raise tree.Problem(f"checkpatch.txt:{number}: wants TYPE path reason")
            rows.append([words[0], words[1], words[2].strip()])
    return rows


def make_root():
    """A kernel tree of links without get_maintainer.pl, which checkpatch asks
    about each file whether it is obsolete: minutes, and ours are not."""
    scripts = os.path.join(ROOT, "scripts")
    tree.remove(ROOT)
    os.makedirs(scripts)
    for folder, target in ((LINUX, ROOT), (os.path.join(LINUX, "scripts"), scripts)):
        for name in os.listdir(folder):
            if name not in ("scripts", "get_maintainer.pl"):
                os.symlink(os.path.join(folder, name), os.path.join(target, name))


def run_checkpatch(name):
    """checkpatch's remarks on one patch; kept until patch or checkpatch change."""
    path = os.path.join(PATCHES, name)
    digest = hashlib.sha256()
    for part in (path, os.path.join(LINUX, "scripts/checkpatch.pl")):
        with open(part, "rb") as stream:
            digest.update(stream.read())
    kept = os.path.join(CACHE, digest.hexdigest())
    if os.path.exists(kept):
        with open(kept, encoding="utf-8") as stream:
            return stream.read()
    done = subprocess.run(
        ["perl", "scripts/checkpatch.pl", "--strict", "--no-signoff", "--terse", "--showfile",
         "--show-types", "--no-summary", "--color=never", path],
        cwd=ROOT, stdin=subprocess.DEVNULL, capture_output=True, text=True)
    if done.stderr:
        return f"{path}:0: ERROR:CHECKPATCH: {done.stderr.strip()}\n"
    os.makedirs(CACHE, exist_ok=True)
    tree.write_file(kept, (done.stdout.encode(), 0o644))
    return done.stdout


def judge(report, rows, used):
    """Remarks that no row accepts; marks rows that did."""
    complaints = []
    for line in report.splitlines():
        match = REMARK.match(line)
        if not match:
            if line.strip():
                complaints.append(f"cannot read: {line}")
            continue
        where = match["where"].split(":")[0]
        accepted = [number for number, (kind, glob, _) in enumerate(rows)
                    if kind == match["type"] and fnmatch.fnmatch(where, glob)]
        used.update(accepted)
        if not accepted:
            complaints.append(line)
    return complaints


def main():
    """Prints TAP."""
    with open(os.path.join(tree.TOP, "series"), encoding="utf-8") as stream:
        names = stream.read().split()
    make_root()
    rows, used, failed = read_accepted(), set(), 0
    print(f"1..{len(names) + 1}")
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        reports = pool.map(run_checkpatch, names)
        for number, (name, report) in enumerate(zip(names, reports), 1):
            complaints = judge(report, rows, used)
            failed += bool(complaints)
            print(f"{'not ok' if complaints else 'ok'} {number} - checkpatch {name}", flush=True)
            for complaint in complaints:
                print(f"# {complaint}")
    idle = [" ".join(row[:2]) for number, row in enumerate(rows) if number not in used]
    failed += bool(idle)
    print(f"{'not ok' if idle else 'ok'} {len(names) + 1} - every accepted remark is still made")
    for row in idle:
        print(f"# no remark needs: {row}")
    return 1 if failed else 0


if __name__ == "__main__":
    tree.run_main(main)
