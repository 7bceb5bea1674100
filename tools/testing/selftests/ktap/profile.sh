#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# profile-N: every CPU, so many times a second, and what it interrupts.

. "$(dirname "$0")/lib.sh"

busy='i=0; while [ $i -lt 200000 ]; do i=$((i + 1)); done'

# The clock of the handlers is the second source.
test_period() {
	script_run -e '
begin = nsecs
profile-10ms { n[cpu] += 1 }
tick-1s { exit() }
trace_end {
	print("periods", (nsecs - begin) / 10ms)
	var sum = 0
	print("cpus", len(n))
	for (k, v in pairs(n)) { sum += v print("cpu", v) }
	print("sum", sum)
}'
	script_is "profile-10ms: status" "$status" 0
	script_is "profile-10ms: every CPU" "$(script_value cpus)" "$(nproc)"
	script_true "profile-10ms: never more than the periods that went by" \
		awk -v max="$(script_value periods)" -v cpus="$(nproc)" \
			'$1 == "cpu" && $2 > max + 1 { bad = 1 } END { exit bad }' "$tmp/out"
	script_true "profile-10ms: mostly in time" \
		[ "$(script_value sum)" -ge "$(($(nproc) * 50))" ]
}

test_names() {
	script_run -e '
profile-200hz {
	if (n == 0) { n = 1 print(probename, eventname, type(arg0), arg1, arg0 != 0) exit() }
}
n = 0'
	script_is "names and arguments" "$(cat "$tmp/out")" \
		"profile-200hz	profile-200hz	integer	nil	true"
}

# A profile is restricted by what it interrupts.
test_target() {
	script_run -e '
profile-1ms { all += 1 if (pid == target) { own += 1 } }
trace_end { print("all", all) print("own", own) }' -- sh -c "$busy"
	script_true "-- command: samples of the command" [ "$(script_value own)" -gt 10 ]
	script_is "-- command: and of nothing else" "$(script_value all)" "$(script_value own)"
}

test_refused() {
	script_run -e 'profile-9us { }'
	script_is "a period below 10 us is refused" "$status" 255
	script_has "a period below 10 us: message" "$tmp/err" "at least 10us"
}

# Two profiles, each with its own timers; CPUs go and come.
test_hotplug() {
	local online=/sys/devices/system/cpu/cpu1/online

	if ! [ -w $online ]; then
		script_skip "a CPU that comes up is profiled" "no CPU can be switched off"
		return
	fi
	echo 0 > $online
	(sleep 1; echo 1 > $online) &
	script_run -e '
profile-10ms /cpu == 1/ { n += 1 }
profile-20ms /cpu == 0/ { m += 1 }
tick-2500ms { exit() }
trace_end { print("n", n) print("m", m) }'
	wait
	script_true "a CPU that comes up is profiled" [ "$(script_value n)" -gt 10 ]
	script_true "and not while it was down" [ "$(script_value n)" -lt 240 ]
	script_true "the other one all the time" [ "$(script_value m)" -gt 50 ]
	(sleep 1; echo 0 > $online; sleep 0.5; echo 1 > $online; sleep 0.5; echo 0 > $online) &
	script_run -e '
profile-10ms { n[cpu] += 1 }
trace perf:cpu-clock:10000000 { m[cpu] += 1 }
trace sched:sched_switch { s[cpu] += 1 }
tick-100ms { t += 1 }
tick-3s { exit() }
trace_end { print("n", n[1]) print("m", m[0] > 50 && m[1] > 10) print("t", t > 10) print("s", len(s)) }'
	wait
	script_is "a CPU that goes down: status" "$status" 0
	script_true "a CPU that goes down is profiled until then" \
		[ "$(script_value n)" -gt 20 -a "$(script_value n)" -lt 260 ]
	script_is "a CPU that goes down: counters" "$(script_value m)" true
	script_is "a CPU that goes down: ticks" "$(script_value t)" true
	echo 1 > $online
}

script_begin
test_period
test_names
test_target
test_refused
test_hotplug
script_wait_gone "no session is left"
script_end
