# SPDX-License-Identifier: GPL-2.0
"""Checks the series, in TAP: patches/ is what `make patches` writes, and both
quilt and git am make exactly the tree out of the unchanged kernel with it."""

import os
import shutil
import subprocess
import sys
import tempfile

import generate
import tree


class Tap:
    """Prints results."""

    def __init__(self, plan):
        self.number = self.failed = 0
        print(f"1..{plan}", flush=True)

    def result(self, name, complaints):
        """One result: ok if there are no complaints."""
        self.number += 1
        self.failed += bool(complaints)
        print(f"{'not ok' if complaints else 'ok'} {self.number} - {name}", flush=True)
        for complaint in complaints[:20]:
            print("\n".join(f"# {line}" for line in str(complaint).splitlines()))


def stale_outputs(outputs):
    """Complaints where patches/ and series are not what they should be."""
    folder = os.path.join(tree.TOP, "patches")
    here = {f"patches/{name}" for name in os.listdir(folder)} if os.path.isdir(folder) else set()
    complaints = [f"{path} is no part of the series" for path in sorted(here - set(outputs))]
    complaints += [f"{path} is not up to date" for path, entry in outputs.items()
                   if tree.read_file(os.path.join(tree.TOP, path)) != entry]
    return complaints + ["run: make patches"] if complaints else []


def read_below(root):
    """A folder as a tree, without what git and quilt keep there."""
    found = {}
    for folder, folders, names in os.walk(root):
        folders[:] = [f for f in folders if f not in (".git", ".pc", "patches")]
        for name in names:
            path = os.path.relpath(os.path.join(folder, name), root)
            if path != "series":
                found[path] = tree.read_file(os.path.join(root, path))
    return found


def differences(result, wanted):
    """Complaints where two trees differ."""
    return [f"{path} differs" for path in sorted(set(result) | set(wanted))
            if result.get(path) != wanted.get(path)]


def run(root, *words):
    """(exit status, output) of a command, run without the user's settings."""
    env = {**tree.git_environment(root), "QUILT_PATCH_OPTS": "--fuzz=0",
           "QUILT_PATCHES": "patches", "QUILT_SERIES": "series"}
    done = subprocess.run(words, cwd=root, env=env, stdin=subprocess.DEVNULL,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    return done.returncode, done.stdout


def loose(output):
    """Lines of output that say that a hunk did not fit exactly."""
    return [line for line in output.splitlines()
            if line.startswith("Hunk") and ("fuzz" in line or "offset" in line)]


def check_quilt(root, outputs, wanted):
    """quilt push -a on the unchanged files."""
    tree.write_tree(root, tree.base_tree())
    tree.write_tree(root, outputs)
    status, output = run(root, "quilt", "--quiltrc", "-", "push", "-a")
    if status:
        return [output[-2000:]]
    return loose(output) + differences(read_below(root), wanted)


def check_git(root, outputs, wanted):
    """git am --keep-cr on the unchanged files."""
    repository = os.path.join(root, "linux")
    mails = os.path.join(root, "mails")
    tree.write_tree(repository, tree.base_tree())
    tree.write_tree(mails, outputs)
    patches = [os.path.join(mails, "patches", line)
               for line in outputs["series"][0].decode().split()]
    for words in (["init", "-q"], ["add", "-A"], ["commit", "-q", "-m", "base"]):
        status, output = run(repository, "git", *words)
        if status:
            return [output]
    status, output = run(repository, "git", "am", "--keep-cr", *patches)
    if status:
        return [output[-2000:]]
    count = int(run(repository, "git", "rev-list", "--count", "HEAD")[1])
    complaints = [] if count == len(patches) + 1 else [f"{count - 1} commits"]
    return complaints + loose(output) + differences(read_below(repository), wanted)


def generate_elsewhere():
    """What another machine would write: other user, time, settings, folder."""
    with tempfile.TemporaryDirectory() as home:
        with open(os.path.join(home, ".gitconfig"), "w", encoding="utf-8") as stream:
            stream.write("[user]\n\tname = Somebody Else\n\temail = else@example.org\n"
                         "[diff]\n\talgorithm = patience\n\tnoprefix = true\n\tcontext = 9\n"
                         "[format]\n\tsignature = signed\n\tnumbered = false\n")
        env = {**os.environ, "HOME": home, "TZ": "Asia/Tokyo", "LC_ALL": "C",
               "GIT_AUTHOR_NAME": "Somebody Else", "GIT_COMMITTER_DATE": "1234567890 +0900"}
        command = ["/usr/bin/python3", os.path.join(tree.SERIES, "generate.py"), home]
        done = subprocess.run(command, env=env, capture_output=True, text=True)
        if done.returncode:
            return None, done.stderr
        os.unlink(os.path.join(home, ".gitconfig"))
        found = {}
        for folder, _, names in os.walk(home):
            for name in names:
                path = os.path.relpath(os.path.join(folder, name), home)
                found[path] = tree.read_file(os.path.join(home, path))
        return found, ""


def main():
    """Prints TAP."""
    tap = Tap(4)
    try:
        outputs = generate.generate()
    except tree.Problem as problem:
        tap.result("the series can be made", [f"{problem}", problem.todo])
        return 1
    wanted = tree.final_tree()
    tap.result("make patches changes nothing", stale_outputs(outputs))
    elsewhere, error = generate_elsewhere()
    tap.result("other settings and another time make the same patches",
               [error] if elsewhere is None else differences(elsewhere, outputs))
    for name, check in (("quilt push -a", check_quilt), ("git am", check_git)):
        root = tempfile.mkdtemp()
        tap.result(f"{name} makes the tree, without fuzz", check(root, outputs, wanted))
        shutil.rmtree(root)
    return 1 if tap.failed else 0


if __name__ == "__main__":
    tree.run_main(main)
