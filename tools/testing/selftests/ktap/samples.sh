#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# The samples: each compiles and runs, and prints what it says it prints.

. "$(dirname "$0")/lib.sh"

samples=
for dir in "${SAMPLES:-}" "$here/../../../../samples/ktap" "$here/samples"; do
	[ -n "$dir" ] && [ -d "$dir" ] || continue
	samples=$dir
	break
done

# sample NAME TEXT COMMAND...: a line of the output holds the text.
sample() {
	local name=$1 text=$2

	shift 2
	seen="$seen $name.kp"
	script_run "$samples/$name.kp" -- "$@"
	script_is "$name: status" "$status" 0
	script_is "$name: no message" "$(grep -v '^dd\|^[0-9]*+0 \|^ls: \|bytes' "$tmp/err")" ""
	if grep -qE -e "$text" "$tmp/out"; then
		script_ok "$name: output"
	else
		script_fail "$name: output"
		script_note "no '$text' in:"
		script_note < "$tmp/out"
	fi
}

script_begin
if [ -z "$samples" ]; then
	echo "1..0 # SKIP no samples"
	exit 4
fi
seen=
sample syscall-histogram '^ *sys_enter_[a-z0-9_]+ \|@{40}\| +[0-9]+$' find /etc/apt
sample syscalls-by-program ' find \|@{40}\| +[0-9]+$' find /etc/apt
sample failed-syscalls ' ls sys_exit_statx -2 \|@* *\| +[0-9]+$' ls /no/such/file
sample files-per-second '^[1-9][0-9]* files opened by [1-9] programs$' sh -c 'sleep 0.5; cat /dev/null; sleep 1'
sample process-starts ' true \|@+ *\| +2$' sh -c '/bin/true; /bin/true; :'
sample time-in-syscalls '^sys_exit_clock_nanosleep +[0-9]{6} +1 +[0-9]{6}$' sleep 0.3
sample write-sizes ' 4096 \|@{40}\| +100$' dd if=/dev/zero of=/dev/null bs=4k count=100
for file in "$samples"/*.kp; do
	case " $seen " in
	*" ${file##*/} "*) ;;
	*) script_fail "${file##*/} is not tested" ;;
	esac
done
script_wait_gone "no session is left"
script_end
