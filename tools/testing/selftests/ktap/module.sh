#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Modules come and go while scripts run: their events and functions are traced
# from the first call to the last, and no script keeps a module.
#
# The module is the kernel's own sample of trace events; KTAP_TEST_MODULE=FILE
# says where it is.  Once a second its thread calls a function, which waits and
# then fires foo_bar, with the number of the call.

. "$(dirname "$0")/lib.sh"

sample=trace_events_sample
tool=

load() {
	if [ -n "${KTAP_TEST_MODULE:-}" ]; then
		insmod "$KTAP_TEST_MODULE"
	else
		modprobe trace-events-sample
	fi
}

unload() {
	rmmod $sample
}

# begin ARGS...: the tool in the background, until its events are attached.
begin() {
	local i

	: > "$tmp/err"
	env --default-signal=INT "$ktap" -v "$@" > "$tmp/out" 2> "$tmp/err" < /dev/null &
	tool=$!
	for i in $(seq $((300 * slow))); do
		grep -q 'events attached in' "$tmp/err" && return
		kill -0 "$tool" 2> /dev/null || break
		sleep 0.1
	done
	script_note < "$tmp/err"
}

# end: what the script's trace_end prints is in $tmp/out.
end() {
	status=0
	kill -INT "$tool"
	wait "$tool" || status=$?
}

gone() {
	sed -n 's/^ktap: lost: events whose module was removed: //p' "$tmp/err"
}

# Everything that names a place in the module, beside an event that stays.
script='
trace syscalls:sys_enter_kill, sample-trace:foo_bar { if (probename == "foo_bar") { events += 1 last = args["bar"] } else if (args.sig == 18) { kills += 1 } }
trace syscalls:sys_enter_kill, rawtp:foo_bar { if (probename == "foo_bar") { raw += 1 raw_last = arg1 } }
trace syscalls:sys_enter_kill, probe:trace_events_sample:do_simple_thread_func* { if (probename != "sys_enter_kill") { entries += 1 } }
trace syscalls:sys_enter_kill, probe:trace_events_sample:do_simple_thread_func*%return { if (probename != "sys_enter_kill") { returns += 1 } }
trace syscalls:sys_enter_kill, probe:do_simple_thread_f* cnt=%di:s32 { if (probename != "sys_enter_kill") { fetched += 1 last_fetched = arg1 } }
trace sample-trace:foo_bar_with_cond, sample-trace:foo_with*, syscalls:sys_enter_kill { n[probename] += 1 }
last = -1  raw_last = -1  last_fetched = -1
trace_end {
	print("events", events) print("last", last) print("raw", raw) print("raw_last", raw_last)
	print("entries", entries) print("returns", returns) print("fetched", fetched)
	print("last_fetched", last_fetched)
	print("kills", kills) print("others", len(n) > 3)
}'

# What the module's thread did from its load to its end, N times.
exact() {
	local calls

	calls=$(script_value entries)
	script_note "$(tr '\t\n' '= ' < "$tmp/out")"
	script_true "$1: calls were seen" [ "$calls" -ge "$2" ]
	script_is "$1: as many returns as entries" "$(script_value returns)" "$calls"
	script_is "$1: as many by another probe" "$(script_value fetched)" "$calls"
	script_is "$1: as many events" "$(script_value events)" "$calls"
	script_is "$1: as many of the tracepoint itself" "$(script_value raw)" "$calls"
	script_is "$1: fields and arguments" "$(script_value last) $(script_value last_fetched)" \
		"$(script_value raw_last) $(script_value raw_last)"
}

# Loaded under the script: the first call is seen, and the last.
test_comes() {
	begin -e "$script"
	kill -CONT $$
	load
	sleep $((2 * slow))
	script_is "a script does not keep the module" "$(cat /sys/module/$sample/refcnt)" 0
	script_true "a module is removed under a script" unload
	kill -CONT $$
	end
	script_is "comes and goes: status" "$status" 0
	exact "comes and goes" 2
	script_is "comes and goes: its number of calls" "$(script_value last)" \
		"$(($(script_value entries) - 1))"
	script_is "comes and goes: the script goes on" "$(script_value kills)" 2
	script_is "comes and goes: other events" "$(script_value others)" true
	script_true "comes and goes: it is told" [ "$(gone)" -ge 8 ]
}

# It was there, goes, comes again and goes.
test_goes() {
	load
	begin -e "$script"
	sleep $((2 * slow))
	script_true "a module that was there is removed" unload
	load
	sleep $((2 * slow))
	unload
	end
	script_is "goes and comes again: status" "$status" 0
	script_note "$(tr '\t\n' '= ' < "$tmp/out")"
	# The call that was under way when the probes came has no entry.
	script_true "goes and comes again: entries and returns" \
		[ "$(($(script_value returns) - $(script_value entries)))" -ge 0 -a \
		  "$(($(script_value returns) - $(script_value entries)))" -le 1 ]
	script_is "goes and comes again: as many events" "$(script_value events)" "$(script_value raw)"
	script_true "goes and comes again: each time" [ "$(script_value events)" -ge 4 ]
	script_true "goes and comes again: it is told" [ "$(gone)" -ge 16 ]
}

# All functions, all tracepoints, by globs; the text of events.
test_globs() {
	begin -e '
trace probe:*_thread_func, probe:vfs_read { n += 1 }
trace probe:*_thread_func%return, probe:vfs_read%return { m += 1 }
trace sample-trace:*, sched:sched_process_fork { if (probename == "foo_bar") { print(argstr) } }
trace rawtp:*foo_b*, rawtp:sched_process_fork { raw[probename] += 1 }
trace_end { print("raw", len(raw)) }'
	load
	sleep $((2 * slow))
	unload
	load
	sleep $((2 * slow))
	end
	script_is "globs: status" "$status" 0
	script_has "globs: the text of an event" "$tmp/out" "foo hello 0"
	script_true "globs: tracepoints" [ "$(script_value raw)" -ge 2 ]
	unload
}

# A breakpoint in a module: what comes to lie there next is not what was meant.
test_breakpoint() {
	load
	begin -e '
trace mem:simple_thread:x { threads += 1 }
trace mem:ksys_read:x { reads += 1 }
trace_end { print("threads", threads) print("reads", reads > 0) }'
	if grep -q "cannot be attached" "$tmp/err"; then
		script_skip "breakpoints in a module" "this machine has none"
		end
		unload
		return
	fi
	unload
	load
	sleep $((2 * slow))
	unload
	head -c 1 /dev/zero > "$tmp/zero"
	end
	script_is "a breakpoint in a module: status" "$status" 0
	script_is "a breakpoint in a module: goes with it, twice" "$(gone)" 2
	script_is "a breakpoint in a module: was there again" "$(script_value threads)" 1
	script_is "a breakpoint in a module: the other one stays" "$(script_value reads)" true
}

# Loads and removes while sessions begin and end, two at a time.
test_churn() {
	local i

	for i in 1 2 3 4 5 6; do
		timeout 20 "$ktap" -e 'trace probe:vfs_*, probe:trace_events_sample:* { n += 1 }
trace probe:vfs_*%return, probe:trace_events_sample:*%return { m += 1 }
tick-700ms { exit() }' > /dev/null 2>&1 &
		tool=$!
		timeout 20 "$ktap" -e 'trace sched:*, sample-trace:*, rawtp:sched_switch, rawtp:foo_* { n += 1 }
tick-500ms { exit() }' > /dev/null 2>&1 &
		load
		sleep 0.$((i * 3 % 10))
		unload
		[ $((i % 2)) = 0 ] || kill -KILL "$tool"
		wait
	done 2> /dev/null
	script_is "loads, removals, sessions that begin and end" \
		"$(grep -c $sample /proc/modules)" 0
}

# Where the file of the module is not right nothing else is tried.
script_begin
if ! load 2> "$tmp/err" || ! unload; then
	script_skip "modules" "cannot load trace-events-sample"
	script_end
fi
test_comes
test_goes
test_globs
test_breakpoint
test_churn
script_wait_gone "no session is left"
script_end
