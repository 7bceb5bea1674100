#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# ustack() and usym(): names of functions of processes that have ended by the
# time they are shown, of libraries that came later, of nobody.

. "$(dirname "$0")/lib.sh"

load=${OUTPUT:-$here}/user_load
plugin=${OUTPUT:-$here}/user_plugin.so

# Names alone, in one line.
names() {
	sed 's/+0x[0-9a-f]*$//' "$1" | tr '\n' ' '
}

test_print() {
	script_run -e "
n = 0
trace probe:$load:inner { n += 1 if (n == 1) { print(ustack(3)) print(ustack(1, 1)) print(len(ustack(2)), type(ustack())) } }" \
		-- "$load" 5
	script_is "printed: status" "$status" 0
	grep -v '^20' "$tmp/out" > "$tmp/stack"
	script_is "printed: function, its caller, and its" "$(names "$tmp/stack")" \
		"inner middle outer middle 2	stack "
	script_true "printed: the function has no offset, its callers have" \
		grep -q '^middle+0x' "$tmp/stack"
	script_run -e "
trace probe:$load:inner%return { r[ustack(2)] += 1 }
trace_end { for (k, v in pairs(r)) { print(k) print('returns', v) } }" -- "$load" 5
	grep -v '^20' "$tmp/out" > "$tmp/stack"
	script_is "return: begins with the caller" "$(names "$tmp/stack")" \
		"middle outer returns	5 "
}

# As keys, printed when the process is gone.
test_keys() {
	script_run -e "
trace probe:$load:inner { n[ustack(3)] += 1 m[ustack(1), execname] += 1 }
trace_end { print_hist(n) print('keys', len(n)) print(m) }" -- "$load" 50
	script_is "keys: status" "$status" 0
	script_is "keys: equal stacks are one" "$(grep -c 'keys	1' "$tmp/out")" 1
	script_true "keys: with names, though the process has ended" \
		grep -q ' middle+0x' "$tmp/out"
	script_true "keys: counted" grep -Eq '^ +\|@+\| +50$' "$tmp/out"
	script_has "keys: part of a tuple" "$tmp/out" '{inner, "user_load": 50}'
	script_run -e "
trace probe:$load:inner { n[ustack(1)] += 1 }
trace_end { for (k, v in pairs(n)) { print('stack', k, v) } }" \
		-- sh -c "$load 7 & $load 7 & wait"
	script_is "keys: those of two processes are two" \
		"$(grep -c 'stack	inner	7' "$tmp/out")" 2
}

# The library is mapped long after the process was first looked at.
test_plugin() {
	script_run -e "
trace probe:$load:inner { n[ustack(2)] += 1 }
trace_end { for (k, v in pairs(n)) { print('stack', k) } }" -- "$load" 20 "$plugin"
	names "$tmp/out" > "$tmp/stack"
	script_has "plugin: a library that came later" "$tmp/stack" \
		"stack	inner plugin_call "
	script_has "plugin: and what was there before" "$tmp/stack" \
		"stack	inner middle "
}

test_symbols() {
	script_run -e "
n = 0
trace probe:$load:inner {
	n += 1
	if (n == 1) {
		print('sym', usym(arg0), usym(arg0 + 1), usym(1), usym(nil), type(usym(arg0)))
		print('is', usym(arg0) == usym(arg0), usym(arg0) == arg0)
		print('text', 'at ' .. usym(16), tostring(ustack(1)) != '')
	}
}" -- "$load" 1
	script_has "symbols" "$tmp/out" "sym	inner	inner+0x1	0x1	nil	symbol"
	script_has "symbols: equality" "$tmp/out" "is	true	false"
	script_has "symbols: a number where the kernel makes text of it" \
		"$tmp/out" "text	at 0x10	true"
	script_run -e 'trace syscalls:sys_enter_exit_group { print(ustack(1)) }' -- /bin/true
	script_true "system call: the library's function, or place" \
		grep -Eq '^(_[Ee]xit\+0x|\[libc\.so\.6\+0x)' "$tmp/out"
}

test_none() {
	script_run -a -e '
trace sched:sched_switch /args.prev_pid == 0/ { print("idle", ustack(), usym(1)) exit() }
trace_end { print("end", usym(1), ustack()) }' -- sleep 0.2
	script_has "no process: nil" "$tmp/out" "idle	nil	nil"
	script_has "process code: nil" "$tmp/out" "end	nil	nil"
	script_run -e "trace probe:$load:inner { print(ustack('x')) }" -- "$load" 1
	script_has "a depth that is none: message" "$tmp/err" \
		"ustack: the depth is no integer"
	script_run -e "trace probe:$load:inner { print(usym('x')) }" -- "$load" 1
	script_has "an address that is none: message" "$tmp/err" \
		"usym: the address is no integer"
}

# From interrupts and int3, while processes come and go.
test_busy() {
	local lost

	script_run -a -e '
profile-10ms { n[ustack(8)] += 1 total += 1 }
trace probe:ksys_read+0x5 { m[ustack(4)] += 1 all += 1 }
trace_end {
	for (k, v in pairs(n)) { total -= v }
	for (k, v in pairs(m)) { all -= v }
	print("missing", total + all, len(n) > 1, len(m) > 5)
	print_hist(n, 5)
	print_hist(m, 5)
}' -- sh -c 'i=0; while [ $i -lt 20 ]; do cat /etc/passwd > /dev/null; i=$((i + 1)); done'
	script_is "busy: status" "$status" 0
	# What found no memory for a new key was counted.
	lost=$(awk '/lost: updates/ { n += $NF } END { print n + 0 }' "$tmp/err")
	script_has "busy: every sample has its stack, or nil" "$tmp/out" \
		"missing	$lost	true	true"
}

script_begin
if ! [ -x "$load" ]; then
	script_skip "user stacks" "user_load is not built"
else
	test_print
	test_keys
	test_plugin
	test_symbols
	test_none
	test_busy
fi
script_wait_gone "no session is left"
script_end
