# SPDX-License-Identifier: GPL-2.0
"""What the series is made of: the kernel's own files, the hunks for them
(NN-name.diff), ktap's files, and the messages (NN-name.msg) that deal all of
it out to patches: "+ path" adds a file, "+ folder/" all files below a folder,
"+ path -/regex/" a file without the lines that match, "-/first/,/last/"
without stretches of lines.  The last mention of a file is whole.  A tree is a dict from path to (bytes, mode)."""

import os
import re
import shutil
import subprocess
import sys
import tempfile

TOP = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
BUILD = os.path.join(TOP, "build")
PRISTINE = os.path.join(BUILD, "pristine")
SERIES = os.path.join(TOP, "scripts", "series")

# What is laid over a kernel tree; the rest of the repository is our own house.
ROOTS = ("kernel/", "include/", "tools/", "Documentation/", "samples/",
         "scripts/coccinelle/ktap/")


class Problem(Exception):
    """Something the developer has to mend: what, then what to do."""

    def __init__(self, what, todo=""):
        super().__init__(what)
        self.todo = todo


def run_main(main):
    """Runs main(), and shows a Problem as a message instead of a traceback."""
    try:
        sys.exit(main())
    except Problem as problem:
        print(f"error: {problem}", file=sys.stderr)
        if problem.todo:
            print(f"       {problem.todo}", file=sys.stderr)
        sys.exit(1)


def git_environment(home):
    """An environment in which git knows nothing of the user's settings."""
    env = {"PATH": os.environ["PATH"], "HOME": home, "TZ": "UTC",
           "LC_ALL": "C.UTF-8", "GIT_CONFIG_GLOBAL": "/dev/null",
           "GIT_CONFIG_NOSYSTEM": "1", "GIT_TERMINAL_PROMPT": "0"}
    for who in ("AUTHOR", "COMMITTER"):
        env[f"GIT_{who}_NAME"] = "ktap developers"
        env[f"GIT_{who}_EMAIL"] = "ktap@lists.linux.dev"
        env[f"GIT_{who}_DATE"] = "2025-01-01T00:00:00+0000"
    return env


def kernel_version():
    """The version of build/pristine, such as 6.12.117."""
    numbers = {}
    with open(os.path.join(PRISTINE, "Makefile"), encoding="utf-8") as makefile:
        for line in makefile:
            match = re.match(r"(VERSION|PATCHLEVEL|SUBLEVEL) = (\d+)", line)
            if match:
                numbers[match[1]] = match[2]
    return ".".join(numbers[n] for n in ("VERSION", "PATCHLEVEL", "SUBLEVEL"))


def read_file(path):
    """(bytes, mode) of a file; None if there is no such file."""
    if not os.path.lexists(path):
        return None
    if os.path.islink(path) or not os.path.isfile(path):
        raise Problem(f"{path} is not a regular file",
                      "the series takes no symbolic links or special files")
    with open(path, "rb") as stream:
        mode = 0o755 if os.stat(path).st_mode & 0o100 else 0o644
        return stream.read(), mode


def pristine_file(path):
    """A file of the unchanged kernel; None if it has none of that name."""
    return read_file(os.path.join(PRISTINE, path))


def write_file(path, entry):
    """Replaces a file, never writing into one that may be linked elsewhere."""
    content, mode = entry
    os.makedirs(os.path.dirname(path), exist_ok=True)
    temporary = f"{path}.new{os.getpid()}"
    with open(temporary, "wb") as stream:
        stream.write(content)
    os.chmod(temporary, mode)
    os.replace(temporary, path)


def write_tree(root, tree):
    """Writes all of a tree below a directory."""
    for path, entry in tree.items():
        write_file(os.path.join(root, path), entry)


def project_files():
    """Paths of ktap's own files: what git knows or would offer to add."""
    try:
        out = subprocess.run(
            ["git", "-c", "safe.directory=*", "ls-files", "-coz",
             "--exclude-standard", "--", *ROOTS],
            cwd=TOP, check=True, capture_output=True).stdout
        paths = [p for p in out.decode().split("\0") if p]
    except (OSError, subprocess.CalledProcessError):
        paths = []              # an unpacked archive: take what is there
        for root in ROOTS:
            for folder, _, names in os.walk(os.path.join(TOP, root)):
                paths += [os.path.relpath(os.path.join(folder, n), TOP)
                          for n in names]
    return sorted({p for p in paths if os.path.lexists(os.path.join(TOP, p))})


def project_tree():
    """ktap's own files as a tree."""
    return {path: read_file(os.path.join(TOP, path)) for path in project_files()}


class Patch:
    """One patch of the series, as its .msg and .diff describe it."""

    def __init__(self, name):
        self.name = name
        self.diff = os.path.join(SERIES, name + ".diff")
        if not os.path.exists(self.diff):
            self.diff = None
        self.adds = []          # (path, [regex, or pair of them, of lines left out])
        self.subject, self.body = self._read_message()

    @property
    def message(self):
        """Subject and changelog, as git wants them."""
        return f"{self.subject}\n\n{self.body}\n"

    def _read_message(self):
        path = os.path.join(SERIES, self.name + ".msg")
        with open(path, encoding="utf-8") as stream:
            lines = stream.read().split("\n")
        text = []
        for line in lines:
            if line.startswith("+ "):
                self._read_add(line)
            elif self.adds and line.strip():
                raise Problem(f"{self.name}.msg: text behind the first '+ path' line: {line}",
                              "changelog first, then the paths")
            elif not self.adds:
                text.append(line.rstrip())
        body = "\n".join(text[1:]).strip("\n")
        if not text[0] or not body or (len(text) > 1 and text[1]):
            raise Problem(f"{self.name}.msg wants a subject, an empty line and a changelog")
        return text[0], body

    def _read_add(self, line):
        match = re.fullmatch(r"\+ (\S+)((?: -/.+?/(?:,/.+?/)?)*)\s*", line)
        if not match:
            raise Problem(f"{self.name}.msg: cannot read: {line}",
                          "a line is '+ path', '+ path -/regex/' or '+ path -/first/,/last/'")
        filters = re.findall(r" -/(.+?)/(?:,/(.+?)/)?(?= -/|\s*$)", match[2])
        try:
            self.adds.append((match[1], [[re.compile(f.encode()) for f in pair if f]
                                         for pair in filters]))
        except re.error as error:
            raise Problem(f"{self.name}.msg: {line}: {error}") from error


def read_patches():
    """All patches in order."""
    names = sorted(os.path.splitext(f)[0] for f in os.listdir(SERIES)
                   if re.fullmatch(r"\d\d-[\w-]+\.(msg|diff)", f))
    names = sorted(set(names) - {"00-cover"})
    numbers = [n[:2] for n in names]
    for name in names:
        if not os.path.exists(os.path.join(SERIES, name + ".msg")):
            raise Problem(f"scripts/series/{name}.diff has no {name}.msg")
        if numbers.count(name[:2]) > 1:
            raise Problem(f"two patches have the number {name[:2]}")
    return [Patch(name) for name in names]


def diff_paths(diff):
    """Paths that a .diff changes."""
    with open(diff, encoding="utf-8") as stream:
        return sorted(set(re.findall(r"^(?:---|\+\+\+) [ab]/(\S+)", stream.read(), re.M)))


def apply_diff(tree, diff):
    """Applies a .diff to a tree, in place; kernel files come in as needed."""
    name = os.path.relpath(diff, TOP)
    for path in diff_paths(diff):
        if os.path.lexists(os.path.join(TOP, path)):
            raise Problem(f"{name} changes {path}, which is ktap's own",
                          "own files are taken whole: name it in the .msg instead")
        if path not in tree:
            tree[path] = pristine_file(path)
            if tree[path] is None:
                raise Problem(f"{name} changes {path}, which Linux {kernel_version()} lacks",
                              "find out where that file went, and write the hunk for it")
    with tempfile.TemporaryDirectory() as scratch:
        paths = diff_paths(diff)
        write_tree(scratch, {p: tree[p] for p in paths})
        done = subprocess.run(
            ["patch", "-p1", "-F0", "-f", "--no-backup-if-mismatch", "-d", scratch, "-i", diff],
            capture_output=True, text=True)
        if done.returncode:
            raise Problem(f"{name} no longer applies to Linux {kernel_version()}:\n"
                          f"{done.stdout.strip()}",
                          "make its change by hand in copies of these files of build/pristine, "
                          "and put 'diff -u a/FILE b/FILE' there in its place")
        for path in paths:
            tree[path] = read_file(os.path.join(scratch, path))


def kernel_changes():
    """The kernel's files that the .diffs change, as they are in the end."""
    tree = {}
    for patch in read_patches():
        if patch.diff:
            apply_diff(tree, patch.diff)
    return tree


def final_tree():
    """Every file that differs from the unchanged kernel."""
    return {**kernel_changes(), **project_tree()}


def base_tree():
    """The kernel's files that the series changes, unchanged."""
    return {path: pristine_file(path) for path in kernel_changes()}


def without(lines, regexes):
    """Leaves out lines that match, or stretches from a match to another."""
    kept, inside = [], False
    for line in lines:
        if inside:
            inside = not regexes[-1].search(line)
        elif regexes[0].search(line):
            inside = len(regexes) == 2
        else:
            kept.append(line)
    return kept


def filtered(patch, path, entry, filters):
    """A file without the lines that the filters name."""
    lines = entry[0].splitlines(keepends=True)
    for regexes in filters:
        kept = without(lines, regexes)
        if kept == lines:
            print(f"warning: {patch.name}.msg: -/{regexes[0].pattern.decode()}/ "
                  f"matches no line of {path}", file=sys.stderr)
        lines = kept
    if filters:                 # what was left out leaves no empty lines behind
        lines = [line for number, line in enumerate(lines)
                 if line.strip() or (number and lines[number - 1].strip())]
        while lines and not lines[-1].strip():
            lines.pop()
    return b"".join(lines), entry[1]


def check_content(path, entry):
    """Refuses what patches cannot carry faithfully."""
    for byte, what in ((b"\r", "a carriage return"), (b"\0", "a NUL byte")):
        if byte in entry[0]:
            raise Problem(f"{path} holds {what}", "write odd bytes as hexadecimal text")


def expand(adds, own):
    """A name that ends with / stands for all of ktap's files below it."""
    for path, filters in adds:
        if not path.endswith("/"):
            yield path, filters
            continue
        below = [other for other in own if other.startswith(path)]
        for other in below or [path]:
            yield other, filters


def states():
    """Yields (patch, tree after it); the trees hold only touched files."""
    own = project_tree()
    for path, entry in own.items():
        check_content(path, entry)
        if pristine_file(path) is not None:
            raise Problem(f"{path} is a file of the kernel",
                          "write the change as a hunk in scripts/series/NN-name.diff")
    tree = base_tree()
    whole = {}                  # path -> was the last mention without filter?
    for patch in read_patches():
        before = dict(tree)
        if patch.diff:
            apply_diff(tree, patch.diff)
        for path, filters in expand(patch.adds, own):
            if path not in own:
                raise Problem(f"{patch.name}.msg names {path}, which does not exist")
            tree[path] = filtered(patch, path, own[path], filters)
            whole[path] = not filters
        if tree == before:
            raise Problem(f"{patch.name} changes nothing")
        yield patch, dict(tree)
    missing = sorted(set(own) - set(whole))
    if missing:
        raise Problem("no patch names " + " ".join(missing),
                      "add a line '+ path' to the .msg in scripts/series/ it belongs to")
    partial = sorted(path for path, is_whole in whole.items() if not is_whole)
    if partial:
        raise Problem("the last mention leaves lines out: " + " ".join(partial),
                      "name it once more, without a filter")


def remove(path):
    """Removes a file or a whole folder, if there is one."""
    if os.path.isdir(path) and not os.path.islink(path):
        shutil.rmtree(path)
    elif os.path.lexists(path):
        os.unlink(path)
