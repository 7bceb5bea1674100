# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
#
# What the shell tests of ktap share; sourced, not run.
#
# A test calls script_begin, then script_ok or script_fail for each thing it
# checks, then script_end.  It writes to $tmp only.

ktap=${KTAP:-$(command -v ktap || true)}
here=$(cd "$(dirname "$0")" && pwd)
tracing=/sys/kernel/tracing
# How many times slower than usual this machine is, a debugging kernel say:
# what may take long is given so much more time.  Nothing else changes.
slow=${KTAP_TEST_SLOW:-1}
tmp=
nr_tests=0
nr_failed=0
nr_skipped=0

# script_begin [tool]: with "tool" the kernel is not needed.
script_begin() {
	echo "TAP version 13"
	if [ -z "$ktap" ] || [ ! -x "$ktap" ]; then
		echo "1..0 # SKIP no ktap: set KTAP, or put it on the PATH"
		exit 4
	fi
	case $ktap in
	/*) ;;
	*) ktap=$PWD/$ktap ;;
	esac
	if [ "${1:-}" != tool ] && [ "$(id -u)" != 0 ]; then
		echo "1..0 # SKIP needs root"
		exit 4
	fi
	tmp=$(mktemp -d "${TMPDIR:-/tmp}/ktap-test.XXXXXX") || exit 1
	script_log_mark
}

# No trap at EXIT does this: what runs in the background would inherit it.
script_end() {
	script_log_check
	rm -rf "$tmp"
	echo "1..$nr_tests"
	echo "# $((nr_tests - nr_failed - nr_skipped)) passed, $nr_failed failed, $nr_skipped skipped"
	[ "$nr_failed" = 0 ]
	exit
}

script_ok() {
	nr_tests=$((nr_tests + 1))
	echo "ok $nr_tests $*"
}

script_fail() {
	nr_tests=$((nr_tests + 1))
	nr_failed=$((nr_failed + 1))
	echo "not ok $nr_tests $*"
}

script_skip() {
	nr_tests=$((nr_tests + 1))
	nr_skipped=$((nr_skipped + 1))
	echo "ok $nr_tests $1 # SKIP $2"
}

# Diagnostics: stdin, or the arguments, as lines of comment.
script_note() {
	if [ $# -gt 0 ]; then
		printf '%s\n' "$*"
	else
		head -n 30
	fi | sed 's/^/# /'
}

# script_is NAME GOT WANTED
script_is() {
	if [ "$2" = "$3" ]; then
		script_ok "$1"
	else
		script_fail "$1"
		script_note "got:    $2"
		script_note "wanted: $3"
	fi
}

# script_same FILE FILE: without a process, where many are compared.
script_same() {
	local a b

	[ -e "$2" ] || return 1
	IFS= read -r -d '' a < "$1"
	IFS= read -r -d '' b < "$2"
	[ "$a" = "$b" ]
}

# script_true NAME COMMAND...
script_true() {
	local name=$1

	shift
	if "$@"; then
		script_ok "$name"
	else
		script_fail "$name"
		script_note "false: $*"
	fi
}

# script_has NAME FILE TEXT: a line of the file holds the text.
script_has() {
	if grep -qF -e "$3" "$2"; then
		script_ok "$1"
	else
		script_fail "$1"
		script_note "no '$3' in:"
		script_note < "$2"
	fi
}

# script_run ARGS...: runs the tool; leaves $tmp/out, $tmp/err and $status.
# No test may hang: after a minute the tool gets SIGTERM, later SIGKILL.
script_run() {
	status=0
	timeout -k 20 $((${limit:-60} * slow)) "$ktap" "$@" \
		> "$tmp/out" 2> "$tmp/err" < /dev/null || status=$?
}

# script_value NAME: of a line "NAME<tab>VALUE" of the last run.
script_value() {
	awk -F '\t' -v name="$1" '$1 == name { print $2 }' "$tmp/out"
}

# The kernel's log: what came after the mark may hold no complaint.
script_log_mark() {
	mark="ktap selftest $$ $(date +%s%N)"
	{ echo "$mark" > /dev/kmsg; } 2> /dev/null || mark=
}

script_log_bad() {
	dmesg | sed -n "/$mark/,\$p" | grep -E \
		'WARNING|BUG|Oops|KASAN|UBSAN|KCSAN|lockdep|general protection|Call Trace|stall|blocked for more|soft lockup|unreferenced object|refcount_t|suspicious RCU'
}

script_log_check() {
	if [ -z "$mark" ] || ! dmesg > /dev/null 2>&1; then
		return
	fi
	: > "$tmp/log" || exit 1
	if script_log_bad > "$tmp/log"; then
		script_fail "the kernel's log is clean"
		script_note < "$tmp/log"
	else
		script_ok "the kernel's log is clean"
	fi
	script_log_mark
}

# script_sessions: those that exist, one a line; false if there is none.
script_sessions() {
	sed 1d "$tracing/ktap/sessions" | grep .
}

# script_wait_gone NAME: no session is left within five seconds (of a usual
# machine).
script_wait_gone() {
	local i

	for i in $(seq $((50 * slow))); do
		if ! script_sessions > "$tmp/sessions"; then
			script_ok "$1"
			return
		fi
		sleep 0.1
	done
	script_fail "$1"
	script_note "sessions that are left:"
	script_note < "$tmp/sessions"
}
