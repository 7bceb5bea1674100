#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# The language: each lang/NAME.kp is run, and must give
#
#	NAME.out	its output
#	NAME.err	its messages; none if there is no such file
#	NAME.status	its exit status; 0 if there is no such file
#
# NAME.opts and NAME.args hold what stands before and behind the script on the
# command line.
#
#	lang.sh [NAME...]

. "$(dirname "$0")/lib.sh"

expect() {
	if [ -e "$1" ]; then
		cat "$1"
	fi
}

run_case() {
	local name=$1 wanted=0 args='' opts=''

	[ ! -e "$name.status" ] || read -r wanted < "$name.status"
	[ ! -e "$name.args" ] || read -r args < "$name.args"
	[ ! -e "$name.opts" ] || read -r opts < "$name.opts"
	# shellcheck disable=SC2086 # they are words
	script_run $opts "$name.kp" $args
	if [ "$status" = "$wanted" ] &&
	   cmp -s "$tmp/out" "$name.out" &&
	   expect "$name.err" | cmp -s - "$tmp/err"; then
		script_ok "$name"
		return
	fi
	script_fail "$name"
	[ "$status" = "$wanted" ] || script_note "status $status, wanted $wanted"
	diff -u "$name.out" "$tmp/out" | script_note
	expect "$name.err" | diff -u - "$tmp/err" | script_note
}

script_begin
cd "$here/lang" || exit 1
cases=("$@")
[ $# -gt 0 ] || cases=(*.kp)
for case in "${cases[@]}"; do
	run_case "${case%.kp}"
done
script_wait_gone "no session is left"
script_end
