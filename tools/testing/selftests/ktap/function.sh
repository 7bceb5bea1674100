#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Probes of kernel functions: counted, with arguments and results, as the
# events of the system calls around them say.

. "$(dirname "$0")/lib.sh"

# same NAME...: the values of the last run are all the same, and not 0.
same() {
	awk -F '\t' -v names="$*" '
		{ v[$1] = $2 }
		END {
			n = split(names, name, " ")
			for (i = 1; i <= n; i++)
				if (v[name[i]] != v[name[1]] || v[name[i]] + 0 == 0)
					exit 1
		}' "$tmp/out"
}

# Four readers on all CPUs; each read() of theirs is one ksys_read().
test_exact() {
	script_run -e '
trace syscalls:sys_enter_read { calls += 1 }
trace probe:ksys_read { entries += 1 }
trace probe:ksys_read%return { returns += 1 }
trace_end { print("calls", calls) print("entries", entries) print("returns", returns) }' \
		-- sh -c 'for i in 1 2 3 4; do
			dd if=/dev/zero of=/dev/null bs=1 count=5000 2> /dev/null &
		done; wait'
	script_is "four readers: status" "$status" 0
	script_is "four readers: nothing is lost" "$(cat "$tmp/err")" ""
	script_true "four readers: as many entries and returns as calls" \
		same calls entries returns
	script_true "four readers: all of them" [ "$(script_value calls)" -ge 20000 ]
}

test_arguments() {
	script_run -e '
trace syscalls:sys_enter_read { fds += arg1 + 1 sizes += arg3 }
trace probe:ksys_read { f_fds += arg1 + 1 f_sizes += arg3 }
trace probe:ksys_read%return { r_fds += arg1 + 1 r_sizes += arg3 results += retval }
# The child of ktap waits in a read() that began before tracing did.
trace syscalls:sys_exit_read /execname != "ktap"/ { s_results += retval }
trace_end {
	print("fds", fds) print("f_fds", f_fds) print("r_fds", r_fds)
	print("sizes", sizes) print("f_sizes", f_sizes) print("r_sizes", r_sizes)
	print("results", results) print("s_results", s_results)
}' -- sh -c 'cat /etc/passwd > /dev/null; head -c 77 /dev/zero > /dev/null'
	script_is "arguments: no message" "$(cat "$tmp/err")" ""
	script_true "first argument at entry and return" same fds f_fds r_fds
	script_true "third argument at entry and return" same sizes f_sizes r_sizes
	script_true "results" same results s_results
	script_run -e '
var address
trace probe:ksys_read { address = arg0 print(probename, eventname, type(arg0)) }
trace probe:ksys_read%return { print(probename, eventname, arg0 == address) exit() }' \
		-- head -c 1 /dev/zero
	script_is "names" "$(tr -d '\0' < "$tmp/out")" \
		"ksys_read	probe:ksys_read	integer
ksys_read	probe:ksys_read%return	true"
}

# A sleep of 200 ms takes that long, also when several are open at once.
test_duration() {
	script_run -e '
trace probe:hrtimer_nanosleep%return /duration >= 200ms && duration < 1s/ { n += 1 }
trace_end { print("n", n) }' -- sh -c 'sleep 0.2 & sleep 0.2 & sleep 0.2 & wait'
	script_is "durations of three sleeps" "$(script_value n)" 3
}

# Calls of one function inside another call of it.
test_recursion() {
	script_run -e '
trace probe:vfs_read { entries += 1 }
trace probe:vfs_read, probe:ksys_read { both += 1 }
trace probe:ksys_read { outer += 1 }
trace_end { print("sum", entries + outer) print("both", both) }' \
		-- cat /etc/passwd
	script_true "two events share a handler, two handlers an event" same sum both
}

test_insn() {
	if [ "$(uname -m)" != x86_64 ]; then
		script_skip "an instruction in a function" "knows x86-64 only"
		return
	fi
	script_run -e '
trace probe:ksys_read { n += 1 }
trace probe:ksys_read+0x5 { m += 1 if (m == 1) { print(eventname, arg1) } }
trace_end { print("n", n) print("m", m) }' \
		-- dd if=/dev/zero of=/dev/null bs=1 count=3000
	script_true "an instruction in a function: as often as its entry" same n m
	script_has "an instruction in a function: its name" "$tmp/out" \
		"probe:ksys_read+0x5	nil"
	script_run -e 'trace probe:ksys_read+0x7 { }' -- true
	script_is "not on an instruction: status" "$status" 1
	script_has "not on an instruction: message" "$tmp/err" \
		"event cannot be attached: no instruction begins there"
}

# Fetch arguments are the kernel's own; what they fetch is what cat opens.
test_fetch() {
	if [ "$(uname -m)" != x86_64 ]; then
		script_skip "fetch arguments" "knows x86-64 only"
		return
	fi
	script_run -e '
trace probe:do_sys_openat2 dfd=%di:s32 name=+0(%si):ustring low=%si:b4@0/64 { if (arg2 == "/etc/passwd") { print(probename, args.dfd, args.name == arg2 ? arg2 : nil, args.low < 16, arg4, eventname) } }' \
		-- head -c 0 /etc/passwd
	script_is "registers, a string and a bit field at entry" "$(cat "$tmp/out")" \
		"do_sys_openat2	-100	/etc/passwd	true	nil	probe:do_sys_openat2"
	script_run -e '
trace probe:do_sys_openat2 name=+0($arg2):ustring { n[arg1] += 1 }
trace probe:do_sys_openat2 { plain += 1 }
trace probe:do_sys_openat2%return name=+0($arg2):ustring fd=$retval:s32 { if (arg1 == "/no/such/file") { print("returned", s32(arg2), s32(retval)) } returns += 1 }
trace_end { print("sums", n["/no/such/file"], plain == returns) }' \
		-- sh -c ': < /no/such/file'
	script_is "an argument of the entry at the return" "$(grep returned "$tmp/out")" \
		"returned	-2	-2"
	script_is "several texts for one function" "$(grep sums "$tmp/out")" "sums	1	true"
	script_run -e '
trace probe:do_sys_openat2+0x5 comm=$comm:string banner=@linux_banner:string { print(arg1, len(arg2) > 8) exit() }' -- cat /etc/passwd
	script_has "an instruction: the program and a variable" "$tmp/out" "cat	true"
	script_run -e 'trace probe:vfs_read a=%nosuch { }'
	script_is "a wrong argument: status" "$status" 255
	script_has "a wrong argument: message" "$tmp/err" "has bad arguments 'a=%nosuch'"
	script_has "a wrong argument: the kernel's message" "$tracing/error_log" \
		"ktap: error: Invalid register name"
}

# The register has 64 bits, also where the function returns fewer.
test_results() {
	if [ ! -e /sys/kernel/btf/vmlinux ]; then
		script_skip "types of results" "no CONFIG_DEBUG_INFO_BTF"
		return
	fi
	script_run -e '
trace probe:vfs_statx%return { n[retval] += 1 }
trace probe:vfs_statx%return int=$retval:s32 { m[args.int] += 1 if (args.int != retval) { wrong += 1 } }
trace_end { print("wrong", wrong) print("absent", n[-2] > 0 && n[-2] == m[-2]) }' -- ls /no/such/file
	script_is "types of results: an int" "$(script_value wrong) $(script_value absent)" "0 true"
	script_run -e '
trace probe:vfs_*%return, probe:do_sys_openat2%return { n[probename] += 1 if (retval < 0) { errors[probename, retval] += 1 } }
trace_end {
	print("kinds", len(n) > 5)
	print("long", errors["do_sys_openat2", -2])
	for (key, n in pairs(errors)) { if (key[2] < -4095) { wrong += 1 } }
	print("wrong", wrong)
}' -- sh -c 'read x < /no/such/file; cat /etc/passwd; ls -l /no/such/file'
	script_true "types of results: functions of a glob" [ "$(script_value kinds)" = true ]
	script_is "types of results: their errors" "$(script_value wrong)" 0
}

test_globs() {
	script_run -v -e 'trace probe:vfs_* { n[probename] += 1 } trace_end { print("reads", n["vfs_read"] > 0) }' \
		-- cat /etc/passwd
	script_is "a glob: all that ftrace knows" \
		"$(sed -n 's/^ktap: \([0-9]*\) events attached.*/\1/p' "$tmp/err")" \
		"$(grep -c '^vfs_' "$tracing/available_filter_functions")"
	script_is "a glob: they fire" "$(script_value reads)" true
	script_run -v -e '
trace probe:*_read* { n += 1 }
trace probe:*_read*%return { m += 1 }
trace_end { print("n", n > 100) print("m", m > 100) }' -- sh -c 'cat /etc/passwd; find /etc > /dev/null'
	script_is "hundreds of functions: status" "$status" 0
	script_is "hundreds of functions: they fire and return" \
		"$(script_value n)$(script_value m)" truetrue
	script_run -e 'trace probe:zzz_* { }'
	script_is "a glob of nothing: status" "$status" 255
	script_has "a glob of nothing: message" "$tmp/err" "matches nothing"
}

# All functions there are, while the machine works.
test_all() {
	limit=300 script_run -v -e 'trace probe:* { n += 1 } tick-2s { exit() } trace_end { print("n", n > 1000) }'
	script_is "all functions: status" "$status" 0
	script_is "all functions: they fire" "$(script_value n)" true
	script_note "$(grep attached "$tmp/err")"
}

test_refused() {
	script_run -e 'trace probe:vfs_raed { }'
	script_is "unknown function: status" "$status" 255
	script_has "unknown function: a near name" "$tmp/err" "probe:vfs_read"
	script_run -e 'trace probe:ktap_fire { }'
	script_is "ktap itself: status" "$status" 255
	script_has "ktap itself: message" "$tmp/err" "cannot be probed"
	script_run -e 'trace probe:ktime_get_mono_fast_ns { }'
	script_is "the clock: status" "$status" 255
	script_run -e 'trace probe:jiffies { }'
	script_has "data: message" "$tmp/err" "is no function"
	script_run -e 'trace probe:ktap_fire* { }'
	script_has "a glob of ktap: message" "$tmp/err" "fits only what cannot be probed"
	script_run -e 'trace probe:vfs_read+x { }'
	script_has "a bad offset: message" "$tmp/err" "bad offset"
	script_run -e 'trace probe:vfs_read, probe:no_such_function { n += 1 } trace_end { print("n", n > 0) }' \
		-- cat /etc/passwd
	script_has "a list with a missing function: a warning" "$tmp/err" no_such_function
	script_is "a list with a missing function: the other is traced" "$(script_value n)" true
}

# refused NAME EVENT: with a message that says why.
refused() {
	script_run -e "trace $2 { }"
	script_is "$1: status" "$status" 255
	script_true "$1: message" grep -q "event '$2' \(cannot be probed: \|is no function\)" "$tmp/err"
}

# What tracing itself needs is refused; what ktap uses in handlers is not traced
# there, and nothing breaks.
test_dangerous() {
	local denied

	refused "NMI code" probe:exc_nmi
	refused "entry code" probe:do_syscall_64
	refused "the clock of trace records" probe:trace_clock_local
	refused "an exit of ktap" probe:ktap_fire%return
	refused "an instruction of ktap" probe:ktap_fire+4
	denied=$(awk '$2 !~ /^_*(start|end)_/ { print $2 }' /sys/kernel/debug/kprobes/blacklist 2> /dev/null |
		 grep -E '^[a-z_0-9]+$' | head -n 1)
	if [ "$denied" ]; then
		refused "the deny list" "probe:$denied"
	else
		script_skip "the deny list" "it cannot be read"
	fi
	script_run -e '
trace probe:kmem_cache_alloc*, probe:__kmalloc*, probe:kfree, probe:kmem_cache_free, probe:__alloc_pages* { n[probename] += 1 }
trace probe:kmem_cache_alloc*%return, probe:kfree%return { m[execname] += 1 }
trace probe:_raw_spin_*, probe:up_read, probe:mutex_* { locks += 1 }
trace probe:copy_from_kernel_nofault, probe:strncpy_from_user_nofault { used += 1 s = kernel_string(arg1) }
trace probe:default_wake_function, probe:rcu_*, probe:tick_* { rcu += 1 }
s = ""
trace_end { print("n", len(n) > 2) print("locks", locks > 10) }' -- find /etc
	script_is "allocators, locks, timers: status" "$status" 0
	script_has "allocators: they fire" "$tmp/out" "n	true"
	script_has "locks: they fire" "$tmp/out" "locks	true"
}

# One place, many times: in a script and in two sessions, with other arguments.
test_twice() {
	if [ "$(uname -m)" != x86_64 ]; then
		script_skip "a place that is traced several times" "knows x86-64 only"
		return
	fi
	"$ktap" -e '
trace probe:ksys_read fd=%di:s32 { a += 1 }
trace probe:ksys_read n=%dx:u64 b=%dx:u64 { b += args.n == args.b ? 1 : 100000 }
trace probe:ksys_read%return ret=$retval { c += 1 }
print("ready")
trace_end { print("a", a) print("b", b) print("c", c) }' \
		--  sh -c 'sleep 1; dd if=/dev/zero of=/dev/null bs=1 count=1000 2> /dev/null; sleep 1' \
		> "$tmp/first" 2> "$tmp/first.err" &
	sleep 0.5
	script_run -e '
trace probe:ksys_read { n += 1 }
trace probe:ksys_read { m += 1 }
trace probe:ksys_read size=%dx:u64 { sizes += args.size }
trace probe:ksys_read+0x5 { k += 1 }
trace probe:ksys_read%return { r += 1 }
trace_end { print("n", n) print("m", m) print("k", k) print("r", r) print("sizes", sizes >= 1000) }' \
		-- sh -c 'dd if=/dev/zero of=/dev/null bs=1 count=1000 2> /dev/null'
	wait
	script_is "a place twice in a script: no message" "$(cat "$tmp/err")" ""
	script_true "a place twice in a script: as often each" same n m k r
	script_is "a place twice in a script: with other arguments" "$(script_value sizes)" true
	cp "$tmp/first" "$tmp/out"
	script_true "a place in two sessions: as often each" same a b c
	script_true "a place in two sessions: all of them" [ "$(script_value a)" -ge 1000 ]
}

test_gone() {
	local i

	for i in $(seq 50); do
		[ -s "$tracing/enabled_functions" ] || break
		sleep 0.1
	done
	script_is "no function is left hooked" "$(cat "$tracing/enabled_functions")" ""
}

script_begin
test_exact
test_arguments
test_duration
test_recursion
test_insn
test_fetch
test_results
test_globs
test_all
test_refused
test_dangerous
test_twice
script_wait_gone "no session is left"
test_gone
script_end
