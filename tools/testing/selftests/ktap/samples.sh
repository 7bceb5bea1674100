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

# sample NAME TEXT [-a] COMMAND...: a line of the output holds the text.
sample() {
	local name=$1 text=$2 all=

	shift 2
	if [ "$1" = -a ]; then
		all=-a
		shift
	fi
	seen="$seen $name.kp"
	script_run $all "$samples/$name.kp" -- "$@"
	script_is "$name: status" "$status" 0
	# A timer is late, and that is told, where the machine below is busy.
	script_is "$name: no message" \
		"$(grep -v '^dd\|^[0-9]*+0 \|^ls: \|bytes\|timer interrupts that came too late' "$tmp/err")" ""
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
sample opensnoop '^[0-9]+ +cat +-1 ENOENT +/no/such/file$' sh -c 'cat /no/such/file 2> /dev/null; :'
sample execsnoop '^[0-9:.]{15} [0-9]+ +[0-9]+ +/bin/true a b$' sh -c '/bin/true a b; :'
sample runqlat '^count [1-9][0-9]*, sum ' -a sh -c 'ls / > /dev/null; sleep 0.1'
sample syscount '^ *getdents64 \|@* *\| +[1-9][0-9]*$' sh -c 'find /etc/apt > /dev/null'
sample read-latency '^count [1-9][0-9]*, sum ' sh -c 'cat /proc/version > /dev/null'
sample vfsstat '^ *vfs_read \|@* *\| +[1-9][0-9]*$' sh -c 'cat /etc/passwd > /dev/null; sleep 1.2'
sample kernel-profile '^[a-z_0-9.]+\+0x[0-9a-f]+' sh -c 'find /proc /sys > /dev/null 2>&1; :'
for file in "$samples"/*.kp; do
	case " $seen " in
	*" ${file##*/} "*) ;;
	*) script_fail "${file##*/} is not tested" ;;
	esac
done
script_wait_gone "no session is left"
script_end
