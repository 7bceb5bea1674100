# SPDX-License-Identifier: GPL-2.0
"""Brings build/linux up to date: pristine + hunks + ktap's files.  Compares
content and touches only what differs, so that make compiles only that."""

import json
import os
import subprocess
import sys

import tree


class KernelTree:
    """A copy of the unchanged kernel, made of hard links, that can be brought
    to any state of the series.  What differs stands in a manifest beside it."""

    def __init__(self, name):
        self.root = os.path.join(tree.BUILD, name)
        self.manifest = os.path.join(tree.BUILD, name + ".manifest")

    def create(self):
        """Makes the copy unless there is one."""
        if os.path.exists(self.manifest):
            return
        tree.remove(self.root)
        tree.remove(self.root + ".new")
        subprocess.run(["cp", "-al", tree.PRISTINE, self.root + ".new"], check=True)
        os.rename(self.root + ".new", self.root)

    def bring_to(self, wanted):
        """Makes pristine + wanted of it; returns how many files changed."""
        previous = set()
        if os.path.exists(self.manifest):
            with open(self.manifest, encoding="utf-8") as stream:
                previous = set(json.load(stream))
        # Named before they are written: an interrupted run leaves nothing unknown.
        self._note(previous | set(wanted))
        changed = 0
        for path, entry in wanted.items():
            if tree.read_file(os.path.join(self.root, path)) != entry:
                tree.write_file(os.path.join(self.root, path), entry)
                changed += 1
        for path in previous - set(wanted):
            self._forget(path)
            changed += 1
        self._note(wanted)
        return changed

    def _note(self, paths):
        tree.write_file(self.manifest, (json.dumps(sorted(paths)).encode(), 0o644))

    def _forget(self, path):
        """A file that is ours no more: as the kernel has it, or gone."""
        target = os.path.join(self.root, path)
        original = tree.pristine_file(path)
        if original is not None:
            tree.write_file(target, original)
            return
        tree.remove(target)
        folder = os.path.dirname(target)
        while os.path.isdir(folder) and not os.listdir(folder):
            os.rmdir(folder)
            folder = os.path.dirname(folder)


def main():
    """build/linux."""
    linux = KernelTree("linux")
    linux.create()
    changed = linux.bring_to(tree.final_tree())
    if changed:
        print(f"build/linux: Linux {tree.kernel_version()} with ktap, "
              f"{changed} files brought up to date", flush=True)
    return 0


if __name__ == "__main__":
    tree.run_main(main)
