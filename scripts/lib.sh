# SPDX-License-Identifier: GPL-2.0
# Shared by the scripts beside it; sourced, with $0 the script that runs.

set -eu -o pipefail

top=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
build=$top/build
pristine=$build/pristine
linux=$build/linux
jobs=${JOBS:-$(nproc)}
started=$SECONDS

say() { printf '%s\n' "$*" >&2; }

# die WHAT [WHAT TO DO]...: the message, then hints, one a line.
die() {
	say "error: $1"
	shift
	local hint
	for hint; do say "       $hint"; done
	exit 1
}

# quietly TITLE LOG COMMAND...: output goes to the log, a line of progress to
# the user every ten seconds, the end of the log if the command fails.
quietly() {
	local title=$1 log=$2 begun=$SECONDS shown=0 pid rc=0 passed lines
	shift 2
	mkdir -p "$(dirname "$log")"
	"$@" > "$log" 2>&1 < /dev/null &
	pid=$!
	while kill -0 "$pid" 2> /dev/null; do
		sleep 0.2
		passed=$((SECONDS - begun))
		if [ $((passed / 10)) -gt "$shown" ]; then
			shown=$((passed / 10))
			lines=$(wc -l < "$log")
			say "  $title: $passed s, $lines lines in ${log#"$top"/}"
		fi
	done
	wait "$pid" || rc=$?
	if [ "$rc" -ne 0 ]; then
		say "error: $title failed; the end of ${log#"$top"/}:"
		# What a parallel make says last is seldom what went wrong.
		grep -nE '(error|Error|undefined reference|No such|\*\*\*)' "$log" |
			head -20 >&2 || true
		say "  ..."
		tail -15 "$log" >&2
	fi
	return "$rc"
}

# only_one NAME: holds build/NAME.lock to the script's end, so that two makes
# at a time do not write the same files.
only_one() {
	mkdir -p "$build"
	exec 9> "$build/$1.lock"
	if ! flock -n 9; then
		say "  waiting for another $1 in this checkout"
		flock 9
	fi
}
