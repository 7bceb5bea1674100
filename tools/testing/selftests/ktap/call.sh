#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Variables of calls, their duration and the arguments of their entry: each call
# has its own, and what calls that never return leave behind is given back.

. "$(dirname "$0")/lib.sh"

load=${OUTPUT:-$here}/thread_load

lost="ktap: lost: returns of calls whose entry was not seen"

test_syscalls() {
	script_run -e '
trace syscalls:sys_enter_getppid {
	call.t = nsecs
	t[tid] = call.t
	call.n += 1
	call.name = execname .. tid
	call.list = {tid}
	call.big = 9223372036854775807
}
trace syscalls:sys_exit_getppid {
	exits += 1
	if (call.t != t[tid] || call.n != 1 || call.name != execname .. tid) { wrong += 1 }
	if (call.list[1] != tid || call.big != 9223372036854775807) { wrong += 1 }
	if (duration < 0 || duration > nsecs - call.t + 100ms) { wrong += 1 }
	call.n = 5
}
trace_end { print("exits", exits > 1000) print("wrong", wrong) print("threads", len(t)) }' \
		-- "$load" busy $((2 * slow))
	script_is "system calls: status and messages" "$status$(cat "$tmp/err")" 0
	script_is "system calls: each call has its own" \
		"$(script_value threads) $(script_value exits) $(script_value wrong)" "2 true 0"
	script_run -e '
trace syscalls:sys_enter_clock_nanosleep { call.what = "sleep" }
trace syscalls:sys_exit_clock_nanosleep /duration >= 200ms && duration < 2s/ { n[call.what] += 1 }
trace_end { print("n", n["sleep"]) }' -- sh -c 'sleep 0.2 & sleep 0.2 & sleep 0.2 & wait'
	script_is "system calls: durations of three sleeps" "$(script_value n)" 3
	script_run -e '
trace syscalls:sys_exit_openat { if (user_string(args.filename) == "/etc/passwd") { print(retval >= 0, args.dfd, duration > 0) } }' \
		-- head -c 0 /etc/passwd
	script_is "system calls: arguments of the entry at the exit" \
		"$(cat "$tmp/out")" "true	-100	true"
	script_run -e '
trace syscalls:sys_enter_openat { call.x = 1 }
trace syscalls:sys_enter_close { if (call.x) { wrong += 1 } n += 1 call.x = 2 }
trace syscalls:sys_exit_close { if (call.x != 2) { wrong += 1 } }
trace syscalls:sys_exit_openat { if (call.x != 1) { wrong += 1 } }
trace_end { print("wrong", wrong) print("n", n > 2) }' -- cat /etc/passwd
	script_is "system calls: one call does not see the other's" \
		"$(script_value wrong) $(script_value n)" "0 true"
}

# Calls of 32-bit programs have numbers of their own, which are others' here.
test_compat() {
	if ! "$load" compat 1 2> /dev/null; then
		script_skip "system calls of 32-bit programs" "there are none"
		return
	fi
	script_run -e '
trace syscalls:sys_enter_semget, syscalls:sys_exit_semget { wrong += 1 }
trace syscalls:sys_enter_getppid { n += 1 call.x = n }
trace syscalls:sys_exit_getppid { if (call.x == n) { m += 1 } }
trace raw_syscalls:sys_enter /args.id == 64/ { all += 1 }
trace_end { print("wrong", wrong) print("n", n) print("m", m) print("all", all) }' -- "$load" compat 100
	script_is "system calls of 32-bit programs are no others" \
		"$status $(script_value wrong) $(script_value n) $(script_value m) $(script_value all)" "0 0 100 100 100"
}

# Numbers that no call has are anybody's to use.
test_numbers() {
	script_run -e '
trace syscalls:sys_enter_getppid { call.x = 1 }
trace syscalls:sys_exit_getppid { if (call.x == 1 && duration > 0) { n += 1 } }
trace_end { print("n", n) }' -- "$load" numbers 600
	script_is "system calls: numbers that do not exist" \
		"$status $(script_value n) $(cat "$tmp/err")" "0 $(head -n 1 "$tmp/out") "
}

# A fork returns twice, but was entered once.
test_unseen() {
	script_run -e '
trace syscalls:sys_exit_clone { all += 1 if (call.x == nil) { bare += 1 } call.x = 3 if (call.x == 3) { kept += 1 } }
trace syscalls:sys_enter_clone { call.x = 1 entries += 1 }
trace syscalls:sys_exit_clone { if (duration > 0) { timed += 1 } }
trace_end { print("entries", entries) print("all", all) print("bare", bare) print("kept", kept) print("timed", timed) }' \
		-- bash -c '(exit 1); (exit 2); exit 0'
	script_is "fork: twice as many exits as entries, a duration for one" \
		"$(script_value entries) $(script_value all) $(script_value bare) $(script_value kept) $(script_value timed)" \
		"2 4 2 4 2"
	script_is "fork: the others are counted" "$(cat "$tmp/err")" "$lost: 2"
}

test_functions() {
	script_run -e '
trace probe:vfs_read { call.t = nsecs t[tid] = call.t call.want = arg3 call.name = execname .. tid call.n += 1 }
trace probe:vfs_read { call.n += 1 }
trace probe:ksys_read { call.t = "other" call.n = 7 }
trace probe:vfs_read%return {
	n += 1
	if (call.t != t[tid] || call.want != arg3 || call.n != 2) { wrong += 1 }
	if (call.name != execname .. tid || duration < 0) { wrong += 1 }
}
trace probe:ksys_read%return { if (call.t != "other" || call.n != 7) { wrong += 1 } m += 1 }
trace_end { print("n", n) print("m", m) print("wrong", wrong) }' \
		-- sh -c 'for i in 1 2 3 4; do
			dd if=/dev/zero of=/dev/null bs=1 count=2000 2> /dev/null &
		done; wait'
	script_is "functions: status and messages" "$status$(cat "$tmp/err")" 0
	script_is "functions: each call has its own" "$(script_value wrong)" 0
	script_true "functions: all of them" \
		[ "$(script_value n)" -ge 8000 -a "$(script_value m)" -ge 8000 ]
	script_run -e '
trace probe:do_sys_openat2 name=+0($arg2):ustring { call.name = args.name call.n += 1 }
trace probe:do_sys_openat2 { call.n += 1 }
trace probe:do_sys_openat2%return fd=$retval:s32 { if (call.name == "/etc/passwd") { print(args.fd >= 0, call.n) } }' \
		-- head -c 0 /etc/passwd
	script_is "functions: with fetch arguments" "$(cat "$tmp/out")" "true	2"
	script_run -e '
trace probe:ksys_read { call.x = 1 if (len(stack()) > 2) { s[stack(1)] += 1 } }
trace_end { for (k, v in pairs(s)) { print(string.sub(tostring(k), 1, 9)) } }' -- head -c 1 /dev/zero
	script_has "functions: the stack begins with the function" "$tmp/out" ksys_read
}

test_recursion() {
	script_run -e '
trace probe:__ep_eventpoll_poll* {
	self.depth += 1 call.depth = self.depth call.name = "depth " .. self.depth
}
trace probe:__ep_eventpoll_poll*%return {
	if (call.depth != self.depth || call.name != "depth " .. self.depth) { wrong += 1 }
	n[call.depth] += 1
	if (call.depth < 4 && duration < inner[call.depth + 1]) { wrong += 1 }
	inner[call.depth] = duration
	self.depth -= 1
}
inner = {0, 0, 0, 0}
trace_end { print("wrong", wrong) print("depth", len(n)) print("n", n[1] >= 100 && n[4] >= 100 && n[4] <= n[1]) }' \
		-- "$load" polls 100
	script_is "a kernel function that calls itself: status and messages" \
		"$status$(cat "$tmp/err")" 0
	script_is "a kernel function that calls itself: each call has its own" \
		"$(script_value depth) $(script_value n) $(script_value wrong)" "4 true 0"
}

# do_exit() never returns; a session that ends has open calls.
test_never() {
	script_run --mem 4M -e '
trace probe:do_exit { call.text = string.rep("x", 2000) call.more = {1, 2, 3} n += 1 }
trace probe:do_exit%return { wrong += 1 }
trace_end { print("n", n) print("wrong", wrong) }' -- "$load" threads 4000
	script_is "do_exit: nothing is lost, so what it held is freed" \
		"$(script_value n) $(script_value wrong)$(cat "$tmp/err")" "4001 0"
	script_run -e '
trace probe:hrtimer_nanosleep { call.text = string.rep("y", 500) n += 1 }
trace syscalls:sys_enter_clock_nanosleep { call.text = string.rep("y", 500) }
trace probe:hrtimer_nanosleep%return { never += 1 }
trace_end { print("n", n) }' -- bash -c 'sleep 100 & sleep 100 & sleep 0.5; kill -9 %1 %2'
	script_is "killed in a call" "$(script_value n)" 3
	"$ktap" -e '
trace probe:vfs_read { call.text = string.rep("y", 500) }
trace probe:vfs_read%return { n[call.text] += 1 }' > "$tmp/out" 2> "$tmp/err" &
	sleep 1
	dd if=/dev/zero of=/dev/null bs=1 count=20000 2> /dev/null &
	sleep 1
	kill -9 %1
	wait %1 2> /dev/null
	wait
	script_wait_gone "a session that is killed in calls: gone"
}

test_user() {
	script_run -e "
var last = 0
trace probe:$load:nested { call.n = arg1 call.s = 'n' .. arg1 call.depth += 1 entries += 1 }
trace probe:$load:nested%return {
	n += 1
	if (call.n != arg1 || call.s != 'n' .. arg1 || call.depth != 1) { wrong += 1 }
	if (retval != arg1 * (arg1 + 1) / 2) { wrong += 1 }
	if (duration < last) { wrong += 1 }
	last = duration
}
trace_end { print('n', n) print('entries', entries) print('wrong', wrong) }" -- "$load" nest 20
	script_is "functions of programs: status and messages" "$status$(cat "$tmp/err")" 0
	script_is "functions of programs: each call of a recursion has its own" \
		"$(script_value n) $(script_value entries) $(script_value wrong)" "21 21 0"
	script_run -e "
trace probe:$load:outer { call.x = arg1 }
trace probe:$load:nested { call.x = arg1 nested += 1 }
trace probe:$load:outer%return { print(call.x, arg1, retval, duration > 0) }
trace probe:$load:nested%return { never += 1 }
trace_end { print('nested', nested) print('never', never) }" -- "$load" jump 10
	script_has "longjmp() past calls: the one that returns" "$tmp/out" "10	10	10	true"
	script_is "longjmp() past calls: the others do not" \
		"$(script_value nested) $(script_value never)" "11 0"
}

script_begin
test_syscalls
test_compat
test_numbers
test_unseen
test_functions
test_recursion
test_never
test_user
script_wait_gone "all sessions are gone"
script_end
