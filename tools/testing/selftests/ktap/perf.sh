#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# perf: and mem: events, and ftrace:function.

. "$(dirname "$0")/lib.sh"

# The kernel's own count of context switches is the second source.
test_switches() {
	script_run -e '
trace perf:context-switches:1 { n += 1 }
trace sched:sched_switch { m += 1 }
trace perf:context-switches:10 { tens += 1 }
trace_end { print("n", n) print("m", m) print("tens", tens < n) print("some", n > 20) }' \
		-- sh -c 'for i in 1 2 3 4 5; do /bin/true; done; sleep 0.1'
	script_is "context switches: no message" "$(cat "$tmp/err")" ""
	script_is "context switches: as many as sched_switch" "$(script_value n)" "$(script_value m)"
	script_is "context switches: not each, with a period of ten" "$(script_value tens)" true
	script_is "context switches: some" "$(script_value some)" true
}

test_faults() {
	script_run -e '
trace perf:page-faults { n += 1 if (arg1 != nil) { with += 1 } }
trace exceptions:page_fault_user { m += 1 }
trace_end { print("n", n) print("m", m) print("with", with) }' -- /bin/true
	script_true "page faults: there are some, with the address" \
		[ "$(script_value n)" -gt 10 -a "$(script_value n)" = "$(script_value with)" ]
}

test_clock() {
	script_run -e '
trace perf:cpu-clock:1000000 { if (n == 0) { print("names", probename, eventname, arg0 != 0) } n += 1 }
n = 0
trace_end { print("n", n > 50) }' \
		-- sh -c 'i=0; while [ $i -lt 200000 ]; do i=$((i + 1)); done'
	script_is "cpu-clock: samples" "$(script_value n)" true
	script_is "cpu-clock: names" "$(grep names "$tmp/out")" \
		"names	cpu-clock:1000000	perf:cpu-clock:1000000	true"
}

test_perf_refused() {
	script_run -e 'trace perf:nosuch { }'
	script_is "unknown counter: status" "$status" 255
	script_has "unknown counter: message" "$tmp/err" "no counter that the kernel knows"
	script_run -e 'trace perf:page-faults:0 { }'
	script_has "period 0: message" "$tmp/err" "has a period of 0"
	script_run -e 'trace perf:cpu-clock:9999 { }'
	script_has "a clock below 10 us: message" "$tmp/err" "below 10 us"
	script_run -e 'trace perf:cycles:100000000, perf:page-faults { n += 1 } trace_end { print("n", n > 0) }' \
		-- /bin/true
	script_is "a counter that may be missing, in a list: status" "$status" 0
	script_is "a counter that may be missing, in a list: the other one" "$(script_value n)" true
	if [ -s "$tmp/err" ]; then
		script_has "a counter that is missing: message" "$tmp/err" \
			"event cannot be attached: this machine has no such counter"
		script_run -e 'trace perf:cycles:100000000 { }' -- /bin/true
		script_is "a counter that is missing: status" "$status" 1
		script_has "a counter that is missing: its name" "$tmp/err" "perf:cycles:100000000"
	else
		script_skip "a counter that is missing" "this machine has it"
	fi
}

# A breakpoint fires where a probe of the same function does.
test_breakpoint() {
	script_run -e '
trace mem:ksys_read:x { n += 1 if (n == 1) { print(ipof(arg0), ipof(arg1), probename) } }
trace probe:ksys_read { m += 1 }
trace_end { print("n", n) print("m", m) }' -- dd if=/dev/zero of=/dev/null bs=1 count=500
	if grep -q "cannot be attached" "$tmp/err"; then
		script_skip "breakpoints" "this machine has none"
		return
	fi
	script_is "execution: as often as the probe" "$(script_value n)" "$(script_value m)"
	script_is "execution: names" "$(head -n 1 "$tmp/out")" \
		"ksys_read	ksys_read	ksys_read:x"
	script_run -e '
trace mem:jiffies:w { n += 1 s[ksym(arg0)] += 1 addr = arg1 }
addr = nil
tick-1s { exit() }
trace_end { print("n", n > 2) print(ipof(addr)) }'
	script_is "writes of a variable" "$(script_value n)" true
	script_has "writes of a variable: its address" "$tmp/out" jiffies
	script_run -e '
trace mem:jiffies:w { n += 1 }
trace mem:jiffies:rw { n += 1 }
trace mem:jiffies/4:w { n += 1 }
trace mem:jiffies/4:rw { n += 1 }
trace mem:jiffies/2:w { n += 1 }
tick-500ms { exit() }
trace_end { print("n", n > 2) }'
	if [ "$(uname -m)" = x86_64 ]; then
		script_has "one breakpoint more than there are: message" "$tmp/err" \
			"event cannot be attached: all breakpoints of this machine are in use"
		script_true "one breakpoint more than there are: it is named" \
			grep -q 'mem:jiffies/2:w' "$tmp/err"
		script_is "one breakpoint more than there are: the others" "$(script_value n)" true
	fi
	script_run -e 'trace mem:jiffies/3:w { }'
	script_has "a bad length: message" "$tmp/err" "length other than"
	script_run -e 'trace mem:jiffies { }'
	script_has "no mode: message" "$tmp/err" "has no mode"
	script_run -e 'trace mem:no_such_symbol:w { }'
	script_has "no symbol: message" "$tmp/err" "names no symbol"
}

# CPUs go and come while there are counters, of which some take the lock that
# CPUs that go and come have.
test_hotplug() {
	local online=/sys/devices/system/cpu/cpu1/online i

	if ! [ -w $online ]; then
		script_skip "CPUs that go and come" "no CPU can be switched off"
		return
	fi
	(
		for i in 1 2 3; do
			sleep 0.3
			echo 0 > $online
			sleep 0.3
			echo 1 > $online
		done
		sleep 0.3
		: > "$tmp/came"
	) &
	script_run -e '
trace perf:context-switches:1 { n[cpu] += 1 if (again) { m[cpu] += 1 } }
trace perf:page-faults:1 { faults += 1 }
trace mem:jiffies:w { writes += 1 }
trace syscalls:sys_enter_kill /args.pid == 0 && args.sig == 0/ { again = true }
again = false
tick-100ms { }
trace_end { print("both", n[0] > 0 && n[1] > 0) print("again", m[1] > 0) print("faults", faults > 0) }' \
		-- bash -c 'while [ ! -e "$1" ]; do sleep 0.1; done
			kill -0 0
			for i in 1 2 3 4 5 6 7 8; do taskset -c 1 sleep 0.05; done' - "$tmp/came"
	wait
	script_is "CPUs that go and come: status" "$status" 0
	script_is "CPUs that go and come: both are counted" "$(script_value both)" true
	script_is "CPUs that go and come: also when one is back" "$(script_value again)" true
	script_is "CPUs that go and come: other counters" "$(script_value faults)" true
}

# All functions at once; a probe of one of them is the second source.
test_ftrace() {
	script_run --overload 100 -e '
trace ftrace:function { all += 1 if (arg0 == address) { n += 1 parents[ksym(arg1)] += 1 } }
address = 0
trace probe:ksys_read { address = arg0 m += 1 }
trace_end { print("all", all > 1000) print("names", n <= m) }' \
		-- dd if=/dev/zero of=/dev/null bs=1 count=500
	script_is "ftrace:function: status" "$status" 0
	script_is "ftrace:function: all functions" "$(script_value all)" true
	script_run -e '
trace ftrace:function /ip == ksys_re* && ip != *readahead && pid == target/ { n += 1 names[ksym(arg0)] += 1 }
trace probe:ksys_read { m += 1 }
trace_end { print("n", n) print("m", m) print(names) }' \
		-- dd if=/dev/zero of=/dev/null bs=1 count=500
	script_is "ftrace:function: a glob, as often as the probe" "$(script_value n)" "$(script_value m)"
	script_has "ftrace:function: a glob, the function" "$tmp/out" "{\"ksys_read\": "
	script_run -e '
trace ftrace:function /ip == vfs_read && ksym(parent_ip) ~ "ksys_re*"/ { n += 1 if (args.parent_ip != arg1 || args.ip != arg0) { n += 100000 } }
trace probe:ksys_read { m += 1 }
trace ftrace:function /ip == vfs_read && ksym(parent_ip) ~ "no_such*"/ { o += 1 }
trace_end { print("n", n) print("m", m) print("o", o + 0) }' \
		-- dd if=/dev/zero of=/dev/null bs=1 count=500
	script_is "ftrace:function: by the caller" "$(script_value n) $(script_value o)" "$(script_value m) 0"
	script_run -e 'trace ftrace:function { print(args.parent) }'
	script_is "ftrace:function: no such field: status" "$status" 255
	script_run -e 'trace ftrace:function /ip == zzz_no_such*/ { }'
	script_is "ftrace:function: a glob of nothing: status" "$status" 1
}

script_begin
test_switches
test_faults
test_clock
test_perf_refused
test_breakpoint
test_hotplug
test_ftrace
script_wait_gone "no session is left"
script_end
