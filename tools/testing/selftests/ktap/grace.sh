#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# What the worker waits for, by the kernel's own trace of its functions: for
# RCU while handlers may run, in a hurry where much waits, and otherwise only
# for the session's thread.

. "$(dirname "$0")/lib.sh"

instance=$tracing/instances/ktapgrace$$
waits="start_poll_synchronize_rcu synchronize_rcu_expedited"
waits+=" synchronize_srcu synchronize_srcu_expedited"

# watched ARGS...: script_run while the worker's waits are traced.
watched() {
	: > "$instance/trace"
	echo 1 > "$instance/tracing_on"
	script_run "$@"
	echo 0 > "$instance/tracing_on"
	script_note < "$tmp/err"
	# The worker's function, not another caller's.
	grep -E '<-reclaim' "$instance/trace" > "$tmp/waits"
	for name in $waits; do
		script_note "$name: $(waited "$name")"
	done
}

# waited NAME: how often the worker called it.
waited() {
	grep -cE "[ :]$1 <-" "$tmp/waits"
}

# Handlers that drop what they made: strings, and tables, of whose memory most
# hangs on what waits.
strings='var last
trace syscalls:sys_enter_write /execname == "dd"/ {
	last = string.rep("x", 1000) .. cpu
}'
tables='var last
trace syscalls:sys_enter_write /execname == "dd"/ { last = {} }'

dds() {
	load=(dd if=/dev/zero of=/dev/null bs=1 count="$1" status=none)
}

test_waits() {
	if ! grep -qw function "$tracing/available_tracers" ||
	   ! mkdir "$instance"; then
		script_skip "what the worker waits for" "no function tracer"
		return
	fi
	# shellcheck disable=SC2086 # a list
	printf '%s\n' $waits > "$instance/set_ftrace_filter"
	echo 0 > "$instance/tracing_on"
	echo function > "$instance/current_tracer"

	dds 500
	watched -e "$tables" -- "${load[@]}"
	script_is "little waits: status" "$status" 0
	script_true "little waits: for RCU" [ "$(waited start_poll_synchronize_rcu)" -gt 0 ]
	script_is "little waits: in no hurry" "$(waited synchronize_rcu_expedited)" 0

	dds 20000
	watched --mem 1M --overload 100 -e "$strings" -- "${load[@]}"
	script_is "a quarter of the limit waits: status" "$status" 0
	script_true "a quarter of the limit waits: expedited" \
		[ "$(waited synchronize_rcu_expedited)" -gt 0 ]
	watched --mem 256K --overload 100 -e "$tables" -- "${load[@]}"
	script_is "memory is nearly full: status" "$status" 0
	script_true "memory is nearly full: expedited" \
		[ "$(waited synchronize_rcu_expedited)" -gt 0 ]

	watched --mem 512K -e '
for (i = 1, 40000) { var t = {} t["x"] = i last = t }'
	script_is "no handler: status" "$status" 0
	script_true "no handler: the worker waits for the thread" \
		[ "$(($(waited synchronize_srcu) + $(waited synchronize_srcu_expedited)))" -gt 0 ]
	script_is "no handler: not for RCU" \
		"$(($(waited start_poll_synchronize_rcu) + $(waited synchronize_rcu_expedited)))" 0

	echo nop > "$instance/current_tracer"
	rmdir "$instance"
}

script_begin
test_waits
script_wait_gone "no session is left"
script_end
