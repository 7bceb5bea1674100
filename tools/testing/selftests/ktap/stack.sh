#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# stack(): begins at the traced code, whatever the event hangs on; symbols.

. "$(dirname "$0")/lib.sh"

# One stack of each, by what ftrace records for the same event.
test_begin() {
	script_run -e 'trace probe:vfs_read { print(stack()) exit() }' -- cat /etc/passwd
	script_true "entry: the function is the innermost" \
		grep -q '^vfs_read+0x' <(sed -n 1p "$tmp/out")
	script_true "entry: its caller is the next" \
		grep -q '^ksys_read+0x' <(sed -n 2p "$tmp/out")
	script_run -e 'trace probe:vfs_read%return { print(stack()) exit() }' -- cat /etc/passwd
	script_is "return: the function is the innermost" "$(sed -n 1p "$tmp/out")" vfs_read
	script_true "return: its caller is the next" \
		grep -q '^ksys_read+0x' <(sed -n 2p "$tmp/out")
	script_run -e 'trace probe:vfs_read { print(stack(2)) print(len(stack(2)), len(stack(0)), type(stack())) print(stack(1, 1)) exit() }' \
		-- cat /etc/passwd
	script_is "depth and skip" "$(sed 's/+.*//' "$tmp/out" | tr '\n' ' ')" \
		"vfs_read ksys_read 2	0	stack ksys_read "
}

# A tracepoint with one hook and with two, which are called by another way.
test_tracepoint() {
	script_run -e 'trace sched:sched_process_exec { print(stack(1)) }' -- /bin/true
	script_true "tracepoint: the code that holds it" \
		grep -Eq '^(bprm_execve|exec_binprm|begin_new_exec)' "$tmp/out"
	cp "$tmp/out" "$tmp/one"
	script_run -e '
trace sched:sched_process_exec { a = stack(1) }
trace sched:sched_process_exec, sched:sched_process_fork { }
a = nil
trace_end { print(a) }' -- /bin/true
	script_run -e 'trace sched:sched_process_exec { print(stack(1)) }' -- /bin/true &
	wait
	script_is "tracepoint: the same where others trace it" \
		"$(cat "$tmp/out")" "$(cat "$tmp/one")"
	script_run -e 'trace sched:sched_process_exec { print(stack(1), arg0) }' -- /bin/true
	script_is "tracepoint: the same where its fields are used" \
		"$(cut -f 1 "$tmp/out")" "$(cat "$tmp/one")"
	script_run -e 'trace syscalls:sys_enter_exit_group { print(stack()) }' -- /bin/true
	script_true "system call: nothing of ktap" \
		awk '/ktap|on_enter|traceiter/ { bad = 1 } END { exit bad || NR < 2 }' "$tmp/out"
}

# Stacks are keys by content.
test_keys() {
	script_run -e '
trace probe:ksys_read { n[stack()] += 1 calls += 1 }
trace_end {
	var sum, many = 0, nil
	for (k, v in pairs(n)) { sum += v if (v >= 1000) { many = k } }
	print("all", sum == calls, len(n) < 20)
	print(many)
	print_hist(n, 1)
}' -- dd if=/dev/zero of=/dev/null bs=1 count=1000
	script_has "equal stacks are one key" "$tmp/out" "all	true	true"
	script_has "a stack is printed with a line for each frame" "$tmp/out" ksys_read
	script_true "print_hist: frames, then the bar" \
		grep -Eq '^ +\|@+\| +1[0-9]{3}$' "$tmp/out"
}

test_symbols() {
	script_run -e '
trace probe:vfs_read {
	n[ipof(arg0)] += 1
	print(ipof(arg0), ipof(arg0 + 16), ksym(arg0 + 16), type(ipof(arg0)), type(ksym(arg0)))
	print("at " .. ipof(arg0 + 1), ksym(1), ipof(1), ipof(nil), ksym(nil))
	print(ipof(arg0) == ipof(arg0), ipof(arg0) == arg0, n[ipof(arg0)])
	exit()
}' -- cat /etc/passwd
	script_is "addresses that print as symbols" "$(head -n 3 "$tmp/out")" \
		"vfs_read	vfs_read+0x10	vfs_read	symbol	string
at vfs_read+0x1	nil	0x1	nil	nil
true	false	1"
	script_run -e 'trace probe:vfs_read { print(ksym("x")) }' -- cat /etc/passwd
	script_has "ksym of a string: message" "$tmp/err" "ksym: the address is no integer"
	script_run -e 'trace probe:vfs_read { print(stack(1, -1)) }' -- cat /etc/passwd
	script_has "a negative skip: message" "$tmp/err" "negative number of frames"
	script_run -e 'print(stack())'
	script_is "stack() without an event is a compile error" "$status" 255
}

# From interrupts, with all of it kept, on all CPUs.
test_profile() {
	script_run -e '
profile-1ms { n[stack()] += 1 total += 1 }
trace_end { var s = 0 for (k, v in pairs(n)) { s += v } print("equal", s == total, s > 50) }' \
		-- find /usr/share -maxdepth 3 -name none
	script_is "profile: every sample has its stack" "$(grep equal "$tmp/out")" \
		"equal	true	true"
}

script_begin
test_begin
test_tracepoint
test_keys
test_symbols
test_profile
script_wait_gone "no session is left"
script_end
