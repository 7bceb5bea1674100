# SPDX-License-Identifier: GPL-2.0
"""Writes patches/ and series from the tree and scripts/series: the same bytes
whenever and wherever it runs.  With an argument: below that folder."""

import os
import subprocess
import sys
import tempfile

import tree

FORMAT = ["format-patch", "-q", "-n", "--zero-commit", "--no-signature", "--full-index",
          "--no-renames", "--diff-algorithm=histogram", "--unified=3",
          "--src-prefix=a/", "--dst-prefix=b/"]
COVER = os.path.join(tree.SERIES, "00-cover.msg")


class Scratch:
    """A git repository that holds only the files the series touches."""

    def __init__(self, root):
        self.root = root
        self.env = tree.git_environment(root)
        self.git("init", "-q", "-b", "series")
        with open(os.path.join(root, ".git", "info", "attributes"), "w",
                  encoding="utf-8") as stream:
            stream.write("*.c diff=cpp\n*.h diff=cpp\n*.py diff=python\n")

    def git(self, *words, text=None):
        """Runs git; its output."""
        done = subprocess.run(["git", "-c", "core.safecrlf=false", *words], cwd=self.root,
                              env=self.env, input=text, capture_output=True, text=True)
        if done.returncode:
            raise tree.Problem(f"git {words[0]}: {done.stderr.strip()}")
        return done.stdout

    def commit(self, before, after, message):
        """Commits what changed from one tree to the next."""
        for path, entry in after.items():
            if before.get(path) != entry:
                tree.write_file(os.path.join(self.root, path), entry)
        self.git("add", "-A")
        self.git("commit", "-q", "--allow-empty", "--cleanup=verbatim", "-F", "-", text=message)


def shortlog(patches):
    """Subjects, as the cover letter lists them."""
    rows = "".join(f"  {patch.subject}\n" for patch in patches)
    return f"ktap developers ({len(patches)}):\n{rows}"


def cover_letter(scratch, patches):
    """The letter that introduces the series."""
    with open(COVER, encoding="utf-8") as stream:
        subject, _, body = stream.read().partition("\n\n")
    width = len(str(len(patches)))
    env = scratch.env
    stat = scratch.git("diff", "--stat=72", "--summary", "base", "HEAD")
    return (f"From: {env['GIT_AUTHOR_NAME']} <{env['GIT_AUTHOR_EMAIL']}>\n"
            f"Date: Wed, 1 Jan 2025 00:00:00 +0000\n"
            f"Subject: [PATCH {0:0{width}}/{len(patches)}] {subject.strip()}\n\n"
            f"{body.strip()}\n\n{shortlog(patches)}\n{stat}")


def generate():
    """All outputs, as a tree: patches/... and series."""
    with tempfile.TemporaryDirectory() as root:
        scratch = Scratch(root)
        before = tree.base_tree()
        scratch.commit({}, before, "base")
        scratch.git("tag", "base")
        patches = []
        for patch, after in tree.states():
            scratch.commit(before, after, patch.message)
            patches.append(patch)
            before = after
        out = os.path.join(root, ".git", "out")
        scratch.git(*FORMAT, "-o", out, "base..HEAD")
        names = sorted(os.listdir(out))
        outputs = {f"patches/{n}": tree.read_file(os.path.join(out, n)) for n in names}
        letter = cover_letter(scratch, patches)
        outputs["patches/cover-letter.txt"] = letter.encode(), 0o644
        outputs["series"] = "".join(f"{n}\n" for n in names).encode(), 0o644
        return outputs


def main():
    """Writes what differs, removes what is no longer part of it."""
    target = sys.argv[1] if len(sys.argv) > 1 else tree.TOP
    outputs = generate()
    folder = os.path.join(target, "patches")
    old = [f"patches/{n}" for n in os.listdir(folder)] if os.path.isdir(folder) else []
    changed = [p for p in outputs if tree.read_file(os.path.join(target, p)) != outputs[p]]
    for path in changed:
        tree.write_file(os.path.join(target, path), outputs[path])
    stale = set(old) - set(outputs)
    for path in stale:
        os.unlink(os.path.join(target, path))
    count = sum(path.endswith(".patch") for path in outputs)
    print(f"patches/: {count} patches, {len(changed) + len(stale)} files written or removed")


if __name__ == "__main__":
    tree.run_main(main)
