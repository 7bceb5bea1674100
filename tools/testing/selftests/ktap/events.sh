#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Events: what is counted is what happened, by a second source.

. "$(dirname "$0")/lib.sh"

# count NAME: of the last run's print_hist(), or "NAME<tab>N"; 0 if none.
count() {
	awk -v name="$1" '
		{ sub(/^ +/, "") }
		$1 == name { n = $NF }
		END { print n + 0 }' "$tmp/out"
}

histogram='trace syscalls:sys_enter_* { s[probename] += 1 } trace_end { print_hist(s, 1000) }'

# strace_count CALL, of the command that strace_run ran.
strace_count() {
	awk -v name="$1" '$NF == name { print $4; found = 1 } END { if (!found) print 0 }' \
		"$tmp/strace"
}

# ktap's start of the command, between the gate's opening and the command's
# first instruction: execve(), with what the kernel does itself not counted.
# The loader and libc of the command are the command's in both.
#
# strace begins behind its own execve() of the command, and reports it; so
# does ktap, whose child waits in a read() until tracing has begun.
test_strace() {
	local call ours theirs delta

	if ! command -v strace > /dev/null; then
		script_skip "counts are strace's" "no strace"
		return
	fi
	strace -c -f -o "$tmp/strace" "$@" > /dev/null 2>&1
	script_run -e "$histogram" -- "$@"
	# The command's output is mixed into the tool's: rows alone are ours.
	script_is "histogram of '$*': status" "$status" 0
	script_is "histogram of '$*': no message" "$(cat "$tmp/err")" ""
	script_true "getdents64 was called" [ "$(strace_count getdents64)" -gt 1 ]
	script_is "getdents64 as strace counts" \
		"$(count sys_enter_getdents64)" "$(strace_count getdents64)"
	for call in openat newfstatat close fchdir fcntl brk mmap munmap mprotect exit_group; do
		ours=$(count "sys_enter_$call")
		theirs=$(strace_count "$call")
		# strace does not count calls that do not return.
		[ "$call" = exit_group ] && theirs=1
		delta=0
		script_is "$call as strace counts" "$ours" "$((theirs + delta))"
	done
}

# Exact, on two CPUs at once, by what dd says that it did.
test_exact() {
	script_run -e '
trace syscalls:sys_enter_write /execname == "dd"/ { n[pid] += 1  total += 1 }
trace_end { for (k, v in pairs(n)) { print("writes", v) } print("total", total) }' \
		-- sh -c 'for i in 1 2 3 4; do
			dd if=/dev/zero of=/dev/null bs=1 count=5000 2> /dev/null &
		done; wait'
	script_is "four writers: status" "$status" 0
	script_is "four writers: each is exact" \
		"$(grep -c '^writes	500[0-9]$' "$tmp/out")" 4
	script_true "four writers: the total is exact" \
		awk '/^writes/ { n += $2 } /^total/ { t = $2 } END { exit n != t || t < 20000 }' "$tmp/out"
}

# Samples of all CPUs: as many as dd wrote, in the sums and in the buckets.
test_samples() {
	local cpus

	cpus=$(nproc)
	script_run -e '
var lat = hist.log2(2)
trace syscalls:sys_enter_write /execname == "dd"/ {
	total += 1
	all <<< pid
	by[pid, cpu] <<< 1
	lat <<< cpu
	lat[pid] <<< nsecs
}
trace_end {
	var n, inner = 0, 0
	for (k, v in pairs(by)) { n += sum(v) }
	for (k, v in pairs(lat)) { for (b, c in pairs(v)) { inner += c } }
	print("total", total, n, count(all), inner)
}' -- sh -c 'for i in 1 2 3 4; do
		dd if=/dev/zero of=/dev/null bs=1 count=5000 2> /dev/null &
	done; wait'
	script_is "samples of $cpus CPUs: status" "$status" 0
	script_true "samples of $cpus CPUs: none is lost or doubled" \
		awk '/^total/ { ok = $2 >= 20000 && $3 == $2 && $4 == $2 && $5 == $2 }
			END { exit !ok }' "$tmp/out"
	script_run -e '
trace syscalls:sys_enter_write /execname == "dd"/ { total += 1  size <<< arg3 }
tick-10ms { var t = take(size) seen += count(t) }
trace_end { print("total", total, seen + count(size)) }' \
		-- sh -c 'for i in 1 2 3 4; do
			dd if=/dev/zero of=/dev/null bs=1 count=5000 2> /dev/null &
		done; wait'
	script_true "samples taken meanwhile: none is lost or doubled" \
		awk '/^total/ { ok = $2 >= 20000 && $3 == $2 } END { exit !ok }' "$tmp/out"
}

test_exits() {
	script_run -e '
trace syscalls:sys_enter_close { enter += 1 }
trace syscalls:sys_exit_close { leave += 1 }
trace syscalls:sys_exit_close /retval == -9/ { bad += 1 }
trace_end { print("enter", enter) print("leave", leave) print("bad", bad) }' \
		-- sh -c 'exec 9<&-; exec 8<&-; true'
	script_is "sys_exit: as often as sys_enter" "$(count leave)" "$(count enter)"
	script_run -e '
trace syscalls:sys_exit_exit_group { print("never") }
trace syscalls:sys_exit_kill { print("kill", retval, arg1) }' \
		-- sh -c 'kill -0 999999 2> /dev/null; kill -0 $$'
	script_is "sys_exit: retval, and arg1 is the result" \
		"$(grep kill "$tmp/out" | sort | tr '\n' ' ')" \
		"kill	-3	-3 kill	0	0 "
}

# kill(pid, 0): the number of kill is 62 on x86-64.
test_arguments() {
	script_run -e '
trace syscalls:sys_enter_kill {
	var n = 3
	print(probename, eventname, arg0 > 0, arg1, arg2, args[n], args[n * 3])
}' -- sh -c 'kill -0 999999 2> /dev/null'
	script_is "arguments of a system call" "$(cat "$tmp/out")" \
		"sys_enter_kill	syscalls:sys_enter_kill	true	999999	0	nil	nil"
	script_run -e '
function first() { return arg1 }
trace syscalls:sys_enter_kill { print(first()) }' -- sh -c 'kill -0 999999 2> /dev/null'
	script_is "arguments seen by a function" "$(cat "$tmp/out")" 999999
}

test_tracepoints() {
	script_run -e 'trace sched:sched_process_exec { n += 1 } trace_end { print("exec", n) }' \
		-- sh -c '/bin/true; /bin/true; /bin/true; exec /bin/true'
	script_is "sched_process_exec: sh and four times true" "$(count exec)" 5
	script_run -e 'trace sched:sched_process_fork { n += 1 } trace_end { print("fork", n) }' \
		-- sh -c '/bin/true; /bin/true; /bin/true; :'
	script_is "sched_process_fork: three times" "$(count fork)" 3
	script_run -e 'trace sched:sched_process_exec { print(probename, eventname, arg1 == pid, arg0) }' \
		-- /bin/true
	script_is "fields of a tracepoint" "$(cat "$tmp/out")" \
		"sched_process_exec	sched:sched_process_exec	true	/bin/true"
	script_run -e 'trace sched:sched_process_fork { var n = 4 print(arg0, arg1 == pid, arg3 > 0, args[n]) }' \
		-- sh -c '/bin/true; :'
	script_is "strings and numbers among the fields" "$(cat "$tmp/out")" \
		"sh	true	true	nil"
	script_run -e 'trace sched:sched_process_e* { s[probename] += 1 } trace_end { print(s) }' \
		-- /bin/true
	script_is "a glob of tracepoints" "$(cat "$tmp/out")" \
		'{"sched_process_exec": 1, "sched_process_exit": 1}'
}

test_filters() {
	script_run -e '
trace syscalls:sys_enter_write /arg1 == 1 && arg3 == 3/ { hit += 1 }
trace syscalls:sys_enter_write /arg1 == 1 && arg3 > 3/ { miss += 1 }
trace syscalls:sys_enter_write /0/ { never += 1 }
trace syscalls:sys_enter_write /!(arg3 == 3)/ { other += 1 }
trace_end { print("hit", hit) print("miss", miss) print("never", never) print("other", other) }' \
		-- sh -c '{ echo ab; echo ab; echo a; } > /dev/null'
	script_is "filter: true twice" "$(count hit)" 2
	script_is "filter: never" "$(count miss)$(count never)" 00
	script_is "filter: the others" "$(count other)" 1
	script_run -e 'trace syscalls:sys_enter_kill /execname == "sh" && pid == tid && arg1/ { print("hit") }' \
		-- sh -c 'kill -0 999999 2> /dev/null'
	script_is "filter: built-in variables, 0 counts as false" "$(cat "$tmp/out")" hit
	script_run -e 'trace syscalls:sys_enter_kill /arg1 + nil > 0/ { print("never") }' \
		-- sh -c 'kill -0 999999 2> /dev/null'
	script_is "filter: an error in it is told" "$status" 1
	script_is "filter: and the handler does not run" "$(cat "$tmp/out")" ""
}

test_command() {
	script_run -e 'print("pid", target)' -- /bin/true
	script_is "-- command: it is not run if the program ends before" "$status" 0
	script_has "-- command: and that is said" "$tmp/err" "was not run"
	script_run -e 'trace syscalls:sys_enter_execve { print(pid == target) }' -- /bin/true
	script_is "-- command: target is its pid" "$(cat "$tmp/out")" true
	script_run -e 'trace sched:sched_process_exec { }' -- sh -c 'exit 5'
	script_is "-- command: its status is not ours" "$status" 0
	script_run --status -e 'trace sched:sched_process_exec { }' -- sh -c 'exit 5'
	script_is "--status: it is, if we are asked" "$status" 5
	script_run --status -e 'trace sched:sched_process_exec { }' -- sh -c 'kill -TERM $$'
	script_is "--status: a signal" "$status" 143
	script_run --status -e 'trace sched:sched_process_exec { } trace_end { exit(3) }' -- sh -c 'exit 5'
	script_is "--status: of the script, if it has one" "$status" 3
	script_run --status -e 'trace sched:sched_process_exec { exit() }' -- sleep 100
	script_is "--status: not that of a command which we end" "$status" 0
	script_run -e 'trace sched:sched_process_exec { }' -- /no/such/program
	script_is "-- command: not found: status" "$status" 255
	script_has "-- command: not found: message" "$tmp/err" /no/such/program
	script_run -e 'trace sched:sched_process_exec { }' --
	script_is "-- without a command: status" "$status" 2
	# Others are not seen; descendants are, in all their generations.
	sh -c 'while :; do /bin/true; done' &
	noise=$!
	script_run -e 'trace sched:sched_process_exec { n += 1 } trace_end { print("exec", n) }' \
		-- sh -c 'sh -c "/bin/true; /bin/true; :"; :'
	kill "$noise"
	wait "$noise" 2> /dev/null
	script_is "-- command: its descendants, and nobody else" "$(count exec)" 4
}

# Attached: the kernel has the probe, and what cannot be attached is told.
test_dry() {
	script_run -d -v -e '
print("top level")
trace probe:vfs_read, probe:vfs_read+1, syscalls:sys_enter_read { print("event") }
tick-100ms { print("tick") exit(3) }
trace_end { print("end") }' -- sh -c '
		sleep 0.3
		cat /sys/kernel/debug/kprobes/list /sys/kernel/tracing/enabled_functions | grep vfs_read'
	script_is "-d: status" "$status" 0
	script_true "-d: nothing of the script runs" [ -z "$(grep -v vfs_read "$tmp/out")" ]
	script_has "-d: hooks are in the kernel" "$tmp/out" vfs_read
	script_has "-d: what cannot be attached is told" "$tmp/err" "vfs_read+0x1: event cannot be attached"
	script_has "-d: the others are, and the tick" "$tmp/err" "3 events attached"
	script_has "-d: none is handled" "$tmp/err" " 0 events handled"
	env --default-signal=INT timeout -s INT 1 "$ktap" -d -e 'trace *:* { n += 1 }' \
		> "$tmp/out" 2> "$tmp/err"
	script_is "-d: until Ctrl-C" "$?" 124
	script_is "-d: and says nothing" "$(cat "$tmp/out" "$tmp/err")" ""
}

# All CPUs, other processes: -p and no restriction.
test_scope() {
	sh -c 'while :; do /bin/true; done' &
	noise=$!
	script_run -e 'trace sched:sched_process_exec { n += 1 } tick-1s { exit() } trace_end { print("exec", n > 0) }'
	script_is "without a command the whole machine is traced" "$(cat "$tmp/out")" "exec	true"
	script_run -p "$noise" -e '
trace sched:sched_process_fork { parents[pid] += 1 }
tick-1s { exit() }
trace_end { print(target, parents[target] > 0) }'
	script_is "-p: the process" "$(cat "$tmp/out")" "$noise	true"
	kill "$noise"
	wait "$noise" 2> /dev/null
	sh -c 'while :; do /bin/true; done' &
	noise=$!
	script_run -a -p 1 -e 'trace sched:sched_process_exec { n += 1 }
tick-1s { exit() } trace_end { print(target, n > 0) }'
	script_is "-a -p: others too, the target is told" "$(cat "$tmp/out")" "1	true"
	script_run -a -e 'trace sched:sched_process_exec /ppid == arg[1]/ { n += 1 } trace_end { print(n > 0) }' \
		"$noise" -- sleep 1
	script_is "-a: a command does not restrict" "$(cat "$tmp/out")" true
	kill "$noise"
	wait "$noise" 2> /dev/null
	# An idle CPU may have none for so long.
	taskset -c 0 sh -c 'while :; do /bin/true; done' &
	noise=$!
	script_run -C 0 -e 'trace sched:sched_switch { n[cpu] += 1 } tick-500ms { exit() }
trace_end { print(len(n), n[0] > 0) }'
	kill "$noise"
	wait "$noise" 2> /dev/null
	script_is "-C: events of one CPU" "$(cat "$tmp/out")" "1	true"
	script_run -C 9999 -e 'trace sched:sched_switch { }'
	script_is "-C: no such CPU: status" "$status" 2
	script_run -C 700 -e 'trace sched:sched_switch { }'
	script_is "-C: a CPU that cannot be: status" "$status" 255
	script_has "-C: a CPU that cannot be: message" "$tmp/err" "none of these CPUs"
	script_run -C 1-0 -e 'trace sched:sched_switch { }'
	script_has "-C: a list that is none" "$tmp/err" "'1-0' is no list of CPUs"
	sh -c '/bin/true; sleep 1; /bin/true' &
	noise=$!
	script_run -p "$noise" -e 'trace sched:sched_process_exec { n += 1 }
tick-2s { exit() } trace_end { print("exec", n + 0) }'
	script_is "-p: not what the process starts" "$(count exec)" 0
	wait "$noise"
	# ktap itself is never traced.
	script_run -e 'trace syscalls:sys_enter_* /execname == "ktap"/ { n += 1 } tick-500ms { print("x") exit() } trace_end { print("own", n) }'
	script_is "ktap's own system calls are not traced" "$(count own)" 0
}

# The process that is traced becomes another program, forks, dies.
test_lives() {
	sh -c "sleep $slow"'; /bin/true; exec sh -c "kill -0 \$\$; exec /bin/true"' &
	noise=$!
	script_run -p "$noise" -e '
trace sched:sched_process_exec { execs += 1 }
trace syscalls:sys_enter_kill { kills += 1 }
trace sched:sched_process_fork { forks += 1 }
trace sched:sched_process_exit { exits += 1 }
tick-'$((2 * slow))'s { exit() }
trace_end { print("execs", execs) print("kills", kills) print("forks", forks) print("exits", exits) }'
	wait "$noise"
	script_is "-p: the process through exec(), fork() and its end" \
		"$(tr '\t\n' '= ' < "$tmp/out")" "execs=2 kills=1 forks=1 exits=1 "
	script_run -e '
trace sched:sched_process_exec { execs += 1 }
trace sched:sched_process_exit { exits += 1 }
trace_end { print("execs", execs) print("exits", exits) }' \
		-- sh -c '(kill -KILL $(exec sh -c "echo \$PPID")); exec sh -c "/bin/true; kill -KILL \$\$"'
	script_is "-- command: killed, and a child: status" "$status" 0
	script_is "-- command: killed, and a child" \
		"$(tr '\t\n' '= ' < "$tmp/out")" "execs=4 exits=4 "
}

# Whoever is number 1 in a namespace of its own is another one for us.
test_namespace() {
	if ! unshare -fp true 2> /dev/null; then
		script_skip "numbers of the initial namespace" "no other ones"
		return
	fi
	script_run -e 'trace syscalls:sys_enter_kill /args.sig == 0/ {
		print(args.pid, pid > 1, ppid > 1, pid == tid)
	}' -- unshare -fp sh -c 'kill -0 $$'
	script_is "numbers of the initial namespace" "$(tr '\t' ' ' < "$tmp/out")" "1 true true true"
}

# A second's worth, with room for a slow machine.
test_tick() {
	script_run -e '
begin = nsecs
tick-100ms {
	n += 1
	if (n == 10) { exit() }
}
trace_end { print("ms", (nsecs - begin) / 1ms) print("ticks", n) }'
	script_is "tick-100ms: ten of them" "$(count ticks)" 10
	script_true "tick-100ms: take a second" [ "$(count ms)" -ge 950 ]
	script_true "tick-100ms: and not much more" [ "$(count ms)" -le 2500 ]
	script_run -e '
tick-10ms { a += 1 }
tick-50ms { b += 1 }
tick-1s { exit() }
trace_end { print("a", a) print("b", b) }'
	script_note "tick-10ms $(count a), tick-50ms $(count b) in a second"
	script_true "tick-10ms and tick-50ms: never too often" \
		[ "$(count a)" -le 101 -a "$(count b)" -le 21 ]
	script_true "tick-10ms and tick-50ms: mostly in time" \
		[ "$(count a)" -ge 50 -a "$(count b)" -ge 15 ]
	# A tick that takes too long misses periods, and they are counted.
	script_run -e '
tick-10ms { n += 1 var end = nsecs + 100ms while (nsecs < end) { } if (n == 3) { exit() } }'
	script_has "a missed period is counted" "$tmp/err" "lost: periods of tick"
}

# What a shell starts in the background ignores SIGINT, and so would the tool.
test_sigint() {
	if ! env --default-signal=INT true 2> /dev/null; then
		script_skip "Ctrl-C: trace_end runs, status 0" "env cannot set signals"
		return
	fi
	env --default-signal=INT \
		"$ktap" -e 'trace sched:sched_process_exec { } trace_end { print("end") }' \
		> "$tmp/out" 2> "$tmp/err" &
	tool=$!
	sleep 1
	kill -INT "$tool"
	status=0
	wait "$tool" || status=$?
	script_is "Ctrl-C: status" "$status" 0
	script_is "Ctrl-C: trace_end runs" "$(cat "$tmp/out")" end
	script_is "Ctrl-C: no message" "$(cat "$tmp/err")" ""
}

test_unknown() {
	script_run -e 'trace syscalls:sys_enter_opennat { }'
	script_is "unknown event: status" "$status" 255
	script_has "unknown event: its name" "$tmp/err" sys_enter_opennat
	script_has "unknown event: a near name" "$tmp/err" "syscalls:sys_enter_openat"
	script_has "unknown event: line and column" "$tmp/err" "(command line):1:7:"
	script_run -e 'trace shed:sched_switch { }'
	script_has "unknown system: a near name" "$tmp/err" "sched:sched_switch"
	script_run -e 'trace syscalls:sys_enter_zzz* { }'
	script_is "glob of nothing: status" "$status" 255
	script_has "glob of nothing: message" "$tmp/err" "matches nothing"
	script_run -e '
trace sched:sched_process_exec, sched:no_such_event { n += 1 }
trace_end { print("exec", n) }' -- /bin/true
	script_is "a list with a missing event: status" "$status" 0
	script_is "a list with a missing event: the other is traced" "$(count exec)" 1
	script_has "a list with a missing event: a warning" "$tmp/err" no_such_event
	script_run -e 'trace sched:no_such_one, sched:no_such_two { }'
	script_is "a list of nothing: status" "$status" 255
	script_run -e 'trace rawtp:sched_swich { }'
	script_is "unknown raw tracepoint: status" "$status" 255
	script_has "unknown raw tracepoint: a near name" "$tmp/err" "rawtp:sched_switch"
}

# The tracepoint itself; the trace event of the same name is the second source.
test_raw() {
	local nr

	script_run -e '
trace rawtp:sched_process_exec { raw += 1 print(probename, eventname, arg1 == pid, arg0 == curtask, arg9) }
trace sched:sched_process_exec { n += 1 }
trace_end { print("same", n == raw) }' -- /bin/true
	script_is "a raw tracepoint: arguments and names" "$(cat "$tmp/out")" \
		"sched_process_exec	rawtp:sched_process_exec	true	true	nil
same	true"
	script_run -e '
trace rawtp:sys_exit /arg1 == -3/ { raw += 1 }
trace syscalls:sys_exit_kill /retval == -3/ { n += 1 }
trace_end { print("n", n) print("raw", raw) }' -- sh -c 'kill -0 999999 2> /dev/null'
	script_is "a raw tracepoint: a signed argument" "$(count raw)" "$(count n)"
	script_run -e '
trace rawtp:task_rename /kernel_string(arg1) == "true"/ { print(type(arg0), arg2) }
trace sched:sched_process_exec, rawtp:sched_process_exec { s[stack()] += 1 }
trace_end { print("stacks", len(s)) }' -- /bin/true
	script_is "a raw tracepoint: a string, and the stack of its event" \
		"$(cat "$tmp/out")" "integer	nil
stacks	1"
	script_run -e '
trace rawtp:sched_wakeup, rawtp:sched_wakeup_new { raw += 1 }
trace sched:sched_wakeup, sched:sched_wakeup_new { n += 1 }
trace_end { print("raw", raw) print("n", n) }' -- sh -c 'for i in 1 2 3; do /bin/true; done'
	script_is "raw tracepoints: as often as their events" "$(count raw)" "$(count n)"
	script_run -e 'trace rawtp:sched_switch { print(args.prev) }'
	script_is "a raw tracepoint has no fields: status" "$status" 255
	script_has "a raw tracepoint has no fields: message" "$tmp/err" "no field 'prev'"
	script_run -v -e 'trace rawtp:* { n += 1 } trace_end { print("n", n > 100) }' -- find /etc
	script_has "all raw tracepoints: they fire" "$tmp/out" "n	true"
	nr=$(sed -n 's/^ktap: \([0-9]*\) events attached.*/\1/p' "$tmp/err")
	script_note < "$tmp/err"
	script_run -l 'rawtp:*'
	script_is "all raw tracepoints are listed and attached" \
		"$(grep -c '^rawtp:' "$tmp/out")" "$nr"
	script_run -le 'rawtp:sched_switc[h]'
	script_is "-le, as -l was called" "$(cat "$tmp/out")" rawtp:sched_switch
	script_run -le
	script_has "-le without a glob" "$tmp/out" sched:sched_switch
	script_run -l 'probe:vfs_rea[d]' 'probe:ktap_no*' 'perf:cycles'
	script_is "functions and counters are listed" "$(tr '\n' ' ' < "$tmp/out")" \
		"perf:cycles[:PERIOD] probe:vfs_read "
	script_run -l probe:vfs_raed
	script_has "a function that is not there: message" "$tmp/err" "did you mean 'probe:vfs_read'?"
	script_run -lv ftrace:function
	script_is "fields of ftrace:function" "$(tr -d ' ' < "$tmp/out" | tr '\n' ' ')" \
		"ftrace:function unsignedlongip unsignedlongparent_ip "
	script_run -l
	script_is "all others are listed, functions are not" \
		"$(grep -c -e '^tick-' -e '^profile-' -e '^mem:' -e '^perf:page-faults' "$tmp/out") $(grep -c '^probe:' "$tmp/out")" "4 0"
	script_run -l 'rawtp:sched_switch'
	script_is "a raw tracepoint is listed" "$(cat "$tmp/out")" rawtp:sched_switch
}

test_names() {
	script_run -e 'trace syscalls:sys_enter_kill, syscalls:sys_exit_kill { print(probename, eventname) }' \
		-- sh -c 'kill -0 $$'
	script_is "probename and eventname in a list" "$(cat "$tmp/out")" \
		"sys_enter_kill	syscalls:sys_enter_kill
sys_exit_kill	syscalls:sys_exit_kill"
	script_run -e '
trace syscalls:sys_enter_kill { print(1) }
trace syscalls:sys_enter_kill { print(2) }
trace syscalls:sys_enter_k* { print(3) }' -- sh -c 'kill -0 $$'
	script_is "handlers of one event run in the script's order" \
		"$(tr '\n' ' ' < "$tmp/out")" "1 2 3 "
	script_run -e '
trace syscalls:sys_enter_kill { print("same", pid == tid, execname, cpu >= 0, ppid > 0, uid, gid) }' \
		-- sh -c 'kill -0 $$'
	script_is "built-in variables are of the process" "$(cat "$tmp/out")" \
		"same	true	sh	true	true	0	0"
}

# -v tells how many events were attached: all that tracefs lists.
test_glob_all() {
	script_run -v -e 'trace syscalls:sys_enter_* { }' -- /bin/true
	script_note < "$tmp/err"
	script_is "all of syscalls:sys_enter_* are attached" \
		"$(sed -n 's/^ktap: \([0-9]*\) events attached.*/\1/p' "$tmp/err")" \
		"$(grep -c '^syscalls:sys_enter_' "$tracing/available_events")"
}

# Everything at once: it is there soon, counts what happens on two CPUs, and ends
# soon.  The bounds are wide, as an emulated machine may have few CPUs to itself;
# what is promised is measured by tools/ktap/bench/times.py.
test_all_events() {
	local begun ms noise='' ready

	# shellcheck disable=SC2016 # it is another shell's
	limit=300 script_run -v --overload 100 -e '
trace *:* { s[eventname] += 1 }
trace_end { print("writes", s["syscalls:sys_enter_write"]) }' \
		-- sh -c 'for i in 1 2; do
			dd if=/dev/zero of=/dev/null bs=1 count=5000 status=none &
		done; wait'
	script_note < "$tmp/err"
	script_is "all events: status" "$status" 0
	script_is "all events: all are attached" \
		"$(sed -n 's/^ktap: \([0-9]*\) events attached.*/\1/p' "$tmp/err")" \
		"$(wc -l < "$tracing/available_events")"
	script_true "all events: attached soon" awk -v max=$((4000 * slow)) '
		/events attached in/ { ms = $(NF - 1) }
		END { exit !(ms != "" && ms + 0 < max) }' "$tmp/err"
	script_is "all events: two writers on two CPUs" "$(count writes)" 10000

	if ! env --default-signal=INT true 2> /dev/null; then
		return
	fi
	mkfifo "$tmp/fifo"
	env --default-signal=INT "$ktap" --overload 100 \
		-e 'trace *:* { n += 1 } print("ready") trace_end { print("end") }' \
		> "$tmp/fifo" 2> "$tmp/err" &
	tool=$!
	exec 3< "$tmp/fifo"
	read -r ready <&3
	for _ in $(seq $((100 * slow))); do
		! script_sessions | grep -q running || break
		sleep 0.1
	done
	for _ in 1 2; do
		dd if=/dev/zero of=/dev/null bs=1 status=none &
		noise+=" $!"
	done
	sleep 1
	begun=${EPOCHREALTIME/./}
	kill -INT "$tool"
	read -r ready <&3
	ms=$(((${EPOCHREALTIME/./} - begun) / 1000))
	# shellcheck disable=SC2086 # numbers
	kill $noise
	cat <&3 > /dev/null
	exec 3<&-
	# shellcheck disable=SC2086
	wait "$tool" $noise 2> /dev/null
	script_is "all events: Ctrl-C runs trace_end" "$ready" end
	script_note "from Ctrl-C to its first line: $ms ms"
	script_true "all events: and soon" [ "$ms" -lt $((1000 * slow)) ]
}

script_begin
test_strace find /etc
test_exact
test_samples
test_exits
test_arguments
test_tracepoints
test_filters
test_command
test_dry
test_scope
test_lives
test_namespace
test_tick
test_sigint
test_unknown
test_raw
test_names
test_glob_all
test_all_events
script_wait_gone "no session is left"
script_end
