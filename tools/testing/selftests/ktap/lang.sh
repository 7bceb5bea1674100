#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# The language: each lang/NAME.kp is run, and must give
#
#	NAME.out	its output
#	NAME.err	its messages but those of late ticks; none if there is no
#			such file
#	NAME.status	its exit status; 0 if there is no such file
#
# NAME.opts and NAME.args hold what stands before and behind the script on the
# command line.
#
#	lang.sh [NAME...]

. "$(dirname "$0")/lib.sh"

# What depends on the speed of the machine is not looked at.
drop_late_ticks() {
	local line kept=''

	while IFS= read -r line; do
		case $line in
		"ktap: lost: periods of tick"* | "ktap: lost: timer interrupts"*) ;;
		*) kept+=$line$'\n' ;;
		esac
	done < "$tmp/err"
	printf %s "$kept" > "$tmp/err"
}

run_case() {
	local name=$1 wanted=0 args='' opts='' err=/dev/null

	[ ! -e "$name.status" ] || read -r wanted < "$name.status"
	[ ! -e "$name.args" ] || read -r args < "$name.args"
	[ ! -e "$name.opts" ] || read -r opts < "$name.opts"
	# shellcheck disable=SC2086 # they are words
	script_run $opts "$name.kp" $args
	drop_late_ticks
	[ ! -e "$name.err" ] || err=$name.err
	if [ "$status" = "$wanted" ] &&
	   script_same "$tmp/out" "$name.out" &&
	   script_same "$tmp/err" "$err"; then
		script_ok "$name"
		return
	fi
	script_fail "$name"
	[ "$status" = "$wanted" ] || script_note "status $status, wanted $wanted"
	diff -u "$name.out" "$tmp/out" | script_note
	diff -u "$err" "$tmp/err" | script_note
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
