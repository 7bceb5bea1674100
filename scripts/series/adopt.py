# SPDX-License-Identifier: GPL-2.0
"""Names each file that no patch names yet in the .msg whose files lie in the
same folder, or nearest above it; prints what it did for you to look at."""

import os
import sys

import tree


def folders(path):
    """The folders of a path, nearest first: a/b/c.h gives a/b, a."""
    while os.path.dirname(path):
        path = os.path.dirname(path)
        yield path


def best_patch(path, patches):
    """The first patch that has files in the nearest folder."""
    for folder in folders(path):
        for patch in patches:
            if any(os.path.dirname(added) == folder for added, _ in patch.adds):
                return patch
        for patch in patches:
            if any(added.startswith(folder + "/") for added, _ in patch.adds):
                return patch
    raise tree.Problem(f"no patch has files near {path}", "name it by hand")


def main():
    """Appends lines to the .msg files."""
    patches = tree.read_patches()
    files = tree.project_files()
    named = {path for patch in patches for path, _ in tree.expand(patch.adds, files)}
    for path in sorted(set(files) - named):
        patch = best_patch(path, patches)
        message = os.path.join(tree.SERIES, patch.name + ".msg")
        with open(message, encoding="utf-8") as stream:
            lines = stream.read().rstrip("\n").split("\n")
        first = next(n for n, line in enumerate(lines) if line.startswith("+ "))
        lines[first:] = sorted([*lines[first:], f"+ {path}"])
        tree.write_file(message, (("\n".join(lines) + "\n").encode(), 0o644))
        print(f"{patch.name}.msg: + {path}")
    return 0


if __name__ == "__main__":
    tree.run_main(main)
