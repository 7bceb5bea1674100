#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Variables of threads: each thread has its own, what threads leave behind is
# given back, interrupts do not meddle.

. "$(dirname "$0")/lib.sh"

load=${OUTPUT:-$here}/thread_load

# What a table by thread number knows, self.x must know too.
test_own() {
	script_run -e '
trace syscalls:sys_enter_getppid {
	self.t = nsecs
	t[tid] = self.t
	self.n += 1
	self.name ..= "x"
	self.sizes <<< tid
	n[tid] += 1
}
trace syscalls:sys_exit_getppid /self.t/ {
	exits += 1
	if (self.t != t[tid] || self.n != n[tid]) { wrong += 1 }
	if (len(self.name) != n[tid] && n[tid] < 1000) { wrong += 1 }
	if (count(self.sizes) != n[tid] || min(self.sizes) != tid) { wrong += 1 }
	if (n[tid] >= 1000) { self.name = "" }
	self.t = nil
}
trace_end { print("threads", len(t)) print("exits", exits > 1000) print("wrong", wrong) }' \
		-- "$load" busy $((2 * slow))
	script_is "two threads: status and messages" "$status$(cat "$tmp/err")" 0
	script_is "two threads: each has its own" \
		"$(script_value threads) $(script_value exits) $(script_value wrong)" "2 true 0"
	script_run -e '
trace syscalls:sys_enter_getppid {
	self.a, self.b = 1, "two"
	self.c = self.c + 5
	self.c -= 1
	self.c *= 10
	self.big = 9223372036854775807
	self.t = {}
	self.t["k"] += 3
	if (!done) { print(self.a, self.b, self.c, self.big, self.t.k, self.none) }
	self.b = nil
	if (!done) { print(self.b) }
	done = true
}
done = false' -- "$load" busy 1
	script_is "assignments" "$(cat "$tmp/out")" \
		"1	two	40	9223372036854775807	3	nil
nil"
}

# Each thread finds nil: also where the kernel uses numbers and memory again.
test_new() {
	script_run -e '
trace syscalls:sys_enter_getppid {
	if (self.n == nil) { first += 1 } else { second += 1 }
	self.n += 1
}
trace_end { print("first", first) print("second", second) }' -- "$load" threads 2000
	script_is "2000 threads: status and messages" "$status$(cat "$tmp/err")" 0
	script_is "2000 threads: nil in each" "$(script_value first) $(script_value second)" "2000 2000"
}

# Eight megabytes of strings, half a megabyte at a time.
test_freed() {
	script_run --mem 4M -e '
trace syscalls:sys_enter_getppid { self.text = string.rep("x", 2000) n += 1 }
trace_end { print("n", n) }' -- "$load" threads 4000
	script_is "strings of threads: status" "$status" 0
	script_is "strings of threads: nothing is lost, so they are freed" \
		"$(script_value n)$(cat "$tmp/err")" 8000
}

# The memory that the session has is what it was, when the threads are gone.
test_memory() {
	local before=0 after=0 i

	used() { awk '/thread-test/ { print $13 - $15 }' "$tracing/ktap/sessions"; }
	cat > "$tmp/thread-test.kp" <<-'KP'
	trace syscalls:sys_enter_getppid {
		self.text = string.rep("x", 1000)
		self.table = {a = string.rep("y", 500)}
		self.n <<< 1
	}
	KP
	"$ktap" "$tmp/thread-test.kp" > "$tmp/out" 2> "$tmp/err" &
	for i in $(seq $((100 * slow))); do
		grep -q 'thread-test.*' "$tracing/ktap/sessions" &&
			grep -q running "$tracing/ktap/sessions" && break
		sleep 0.1
	done
	"$load" threads 10
	sleep 1
	before=$(used)
	"$load" threads 1000
	for i in $(seq $((100 * slow))); do
		after=$(used)
		[ "$((after))" -gt "$((before + 8192))" ] || break
		sleep 0.1
	done
	script_true "memory goes back to where it was: $before, $after" \
		[ "$before" -gt 0 -a "$after" -le "$((before + 8192))" ]
	"$load" busy 5 &
	sleep 1
	kill -9 %1
	wait %1 2> /dev/null
	script_wait_gone "killed while threads have variables: gone"
	wait
}

# All idle threads have the number 0.
test_idle() {
	script_run -a -e '
trace sched:sched_switch /tid == 0/ {
	if (self.cpu == nil) { idle += 1 } elseif (self.cpu != cpu) { wrong += 1 }
	self.cpu = cpu
	n += 1
}
trace_end { print("idle", idle == num_cpus) print("wrong", wrong) print("n", n > 10) }' \
		-- sh -c 'for i in $(seq 30); do sleep 0.05; done'
	script_is "idle threads: each has its own" \
		"$(script_value idle) $(script_value wrong) $(script_value n)" "true 0 true"
}

# What interrupts a thread has variables of its own, of the same name.
test_interrupts() {
	script_run -a -e '
trace irq:softirq_entry { self.vec = args.vec entries += 1 }
trace irq:softirq_exit /self.vec != nil/ {
	exits += 1
	if (self.vec != args.vec) { wrong += 1 }
	self.vec = nil
}
trace irq:irq_handler_entry { self.vec = 1000 + args.irq }
trace irq:irq_handler_exit /self.vec != nil/ {
	if (self.vec != 1000 + args.irq) { wrong += 1 }
	self.vec = nil
}
trace syscalls:sys_enter_getppid { self.vec = "thread" calls += 1 }
trace syscalls:sys_exit_getppid { if (self.vec != "thread" && calls > 2) { wrong += 1 } }
trace_end {
	print("wrong", wrong) print("entries", entries > 10)
	print("exits", exits > 10 && entries - exits < 10) print("calls", calls > 100)
}' -- "$load" busy $((2 * slow))
	script_is "interrupts: entry and exit see the same, threads theirs" \
		"$(script_value wrong) $(script_value entries) $(script_value exits) $(script_value calls)" \
		"0 true true true"
}

# A sample is about what it interrupts; so is a breakpoint that probes code.
test_samples() {
	script_run -e '
trace syscalls:sys_enter_getppid { self.mark = tid }
profile-97hz /self.mark/ {
	if (self.mark == tid) { seen += 1 } else { wrong += 1 }
	self.samples += 1
}
trace syscalls:sys_exit_getppid /self.samples/ { came = true }
came = false
trace_end { print("seen", seen > 5) print("wrong", wrong) print("came", came) }' -- "$load" busy $((2 * slow))
	script_is "samples: the variables of what was interrupted" \
		"$(script_value seen) $(script_value wrong) $(script_value came)" "true 0 true"
	if [ "$(uname -m)" != x86_64 ]; then
		script_skip "an instruction: the variables of the thread" "knows x86-64 only"
		return
	fi
	script_run -e '
trace probe:ksys_read { self.fd = arg1 + 1 n += 1 }
trace probe:ksys_read+0x5 { if (self.fd) { m += 1 } }
trace_end { print("same", n == m) print("n", n >= 1000) }' \
		-- dd if=/dev/zero of=/dev/null bs=1 count=1000
	script_is "an instruction: the variables of the thread" \
		"$(script_value same) $(script_value n)" "true true"
}

# A function is refused that uses it and is called from where there is none.
test_refused() {
	script_run -e 'function f() { self.x += 1 }  tick-1s { f() }'
	script_is "a function that tick calls: status" "$status" 255
	script_has "a function that tick calls: message" "$tmp/err" \
		"may not be called outside of event handlers"
}

script_begin
test_own
test_new
test_freed
test_memory
test_idle
test_interrupts
test_samples
test_refused
script_wait_gone "all sessions are gone"
script_end
