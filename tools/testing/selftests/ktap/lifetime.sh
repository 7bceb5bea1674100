#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# The tool, killed at any moment: nothing of ktap is left in the kernel, and
# tracefs is as it was.

. "$(dirname "$0")/lib.sh"

# What others use and ktap must not touch.
tracefs_state() {
	local file

	for file in tracing_on current_tracer set_event set_event_pid \
		    set_ftrace_filter enabled_functions kprobe_events \
		    uprobe_events dynamic_events buffer_size_kb trace_clock \
		    trace_options events/enable; do
		[ ! -r "$tracing/$file" ] || echo "$file: $(cat "$tracing/$file" 2>&1)"
	done
	ls "$tracing" "$tracing/instances"
	wc -l < "$tracing/available_events"
}

# Kernel threads of sessions.
threads() {
	ps -e -o comm= 2> /dev/null | grep -c '^ktap' || true
}

# wait_end NAME: the tool ends within ten seconds (of a usual machine).
wait_end() {
	local i

	(sleep $((10 * slow)); kill -KILL "$tool") > /dev/null 2>&1 &
	i=$!
	wait "$tool"
	if kill "$i" 2> /dev/null; then
		wait "$i"
		return
	fi
	script_fail "$1: the tool ends"
}

# kill_after NAME SECONDS ARGS...
kill_after() {
	local name=$1 seconds=$2 i

	shift 2
	for i in KILL TERM INT HUP; do
		# Else it would ignore SIGINT, as all that runs in the background.
		env --default-signal=INT "$ktap" "$@" > /dev/null 2>&1 &
		tool=$!
		sleep "$seconds"
		kill -s "$i" "$tool"
		# What ends only when its script does is told so twice.
		sleep 0.2
		kill -s "$i" "$tool"
		wait_end "$name, SIG$i"
	done 2> /dev/null		# the shell's remarks on who was killed
	script_wait_gone "killed $name"
}

test_loop() {
	local i before after

	before=$(awk '/^(Percpu|VmallocUsed):/ { n += $2 } END { print n }' /proc/meminfo)
	for i in $(seq 50); do
		"$ktap" -e 'trace syscalls:sys_enter_* { s[probename] += 1 }' \
			> /dev/null 2>&1 &
		tool=$!
		sleep "0.0$((i % 10))$((i % 7))"
		kill -KILL "$tool"
		wait "$tool"
	done 2> /dev/null
	script_wait_gone "killed fifty times at different moments"
	sleep 1
	after=$(awk '/^(Percpu|VmallocUsed):/ { n += $2 } END { print n }' /proc/meminfo)
	script_note "per-CPU and vmalloc memory: $before KiB before, $after KiB after"
	script_true "memory is back" [ "$after" -le "$((before + 2048))" ]
}

# -- command is not left behind, stopped for ever.
test_child() {
	"$ktap" -e 'while (true) { }' -- sleep 987654 > /dev/null 2>&1 &
	tool=$!
	sleep 0.5
	kill -KILL "$tool"
	wait "$tool" 2> /dev/null
	sleep 0.5
	script_is "killed before its command ran: the command is gone" \
		"$(ps -e -o args= | grep -c '[s]leep 987654')" 0
}

script_begin
tracefs_state > "$tmp/before"
kill_after "at once" 0 -e 'trace syscalls:sys_enter_* { s[probename] += 1 }'
kill_after "in endless top-level code" 0.5 --budget 1000000000000 -e 'while (true) { }'
kill_after "while events come" 0.7 -e 'trace syscalls:sys_enter_* { print(probename) }'
kill_after "in trace_end" 0.7 --budget 1000000000000 -e 'exit() trace_end { while (true) { } }'
kill_after "in a tick" 0.5 --budget 1000000000000 -e 'tick-1ms { while (true) { } }'
kill_after "while a command runs" 0.7 -e 'trace syscalls:* { s[probename] += 1 }' -- sh -c 'while :; do /bin/true; done'
test_loop
test_child
script_is "no kernel thread is left" "$(threads)" 0
tracefs_state > "$tmp/after"
if cmp -s "$tmp/before" "$tmp/after"; then
	script_ok "tracefs is as it was"
else
	script_fail "tracefs is as it was"
	diff "$tmp/before" "$tmp/after" | script_note
fi
script_run -e 'print("works")'
script_is "the next session works" "$(cat "$tmp/out")" works
script_end
