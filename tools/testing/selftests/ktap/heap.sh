#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Memory: what handlers make and drop a million times is there again, nothing
# is counted wrong meanwhile, and what goes too far gets one clear message.
#
#	COUNT=1000000 heap.sh [TEST...]
#
# COUNT is less if not given, as an emulated machine takes minutes for that.  It
# is of the tests forgotten, stored and exact.

. "$(dirname "$0")/lib.sh"

# Events of the loops; dd makes as many calls of write() and of read().
count=${COUNT:-200000}
few=200000
[ "$count" -ge "$few" ] || few=$count
nr_cpus=$(getconf _NPROCESSORS_ONLN)

# What the command of a session does: $2 is run between two looks at the
# session's row.  What waits to be freed gets some time, and so does what was
# held by what has been freed.
cat > /tmp/ktap-heap.$$ <<-'END'
	row() { sed -n '/heap-test/p' /sys/kernel/tracing/ktap/sessions; }
	row > "$1/begin"
	eval "$2"
	for i in $(seq "$3"); do
		before=$memory
		row > "$1/end"
		memory=$(cut -f 12-14 "$1/end")
		[ "$(cut -f 13 "$1/end")" != 0 ] || [ "$memory" != "$before" ] || break
		sleep 0.1
	done
END

# session [OPTIONS --] SCRIPT COMMAND: a session around a command.
session() {
	local opts=()

	while [ "$1" != -- ]; do opts+=("$1"); shift; done
	shift
	printf '%s\n' "$1" > "$tmp/heap-test.kp"
	limit=600 script_run "${opts[@]}" "$tmp/heap-test.kp" -- \
		bash /tmp/ktap-heap.$$ "$tmp" "$2" $((50 * slow))
}

# field FILE N: of the session's row.
field() {
	cut -f "$2" "$tmp/$1"
}

# Bytes of what can be reached or is not freed yet.
live() {
	echo $(($(field "$1" 12) - $(field "$1" 14)))
}

# lost [CAUSE]: the sum of what the tool told.
lost() {
	awk -v cause="lost: ${1:-}" 'index($0, cause) { n += $NF } END { print n + 0 }' "$tmp/err"
}

# Sum of the numbers behind "NAME<tab>".
sum() {
	awk -F'\t' -v name="$1" '$1 == name { n += $2 } END { print n + 0 }' "$tmp/out"
}

# dds N COUNT: N at once.
dds() {
	echo "for i in \$(seq $1); do"
	echo "	dd if=/dev/zero of=/dev/null bs=1 count=$2 status=none &"
	echo "done; wait"
}

# back NAME BYTES: memory is what it was, but for so much.
back() {
	script_note "$1: $(live begin) bytes before, $(live end) after;" \
		"free $(field end 14), lost $(lost)"
	script_is "$1: status" "$status" 0
	script_is "$1: nothing waits" "$(field end 13)" 0
	script_true "$1: memory is back" [ "$(live end)" -le "$(($(live begin) + $2))" ]
}

# made NAME: all events counted; a table that was not made was counted as lost.
made() {
	script_is "$1: all" "$(sum n)" "$count"
	script_note "$1: $(($(sum n) - $(sum made))) not made;" \
		"$(grep 'lost: ' "$tmp/err" | tr '\n' ' ')"
	script_true "$1: what was not made was counted" \
		[ "$(($(sum n) - $(sum made)))" -le "$(lost)" ]
}

test_forgotten() {
	session -- '
trace syscalls:sys_enter_write /execname == "dd"/ {
	n += 1
	var t = {}
	if (t != nil) { made += 1 t[1] = cpu t["a"] = cpu }
}
trace_end { print("n", n) print("made", made) }' "$(dds 2 $((count / 2)))"
	made "tables made and forgotten"
	back "tables made and forgotten" 4096
}

test_stored() {
	session -- '
var last = {}
trace syscalls:sys_enter_write /execname == "dd"/ {
	n += 1
	var t = {}
	if (t != nil) { made += 1 t[1] = cpu last = t }
}
trace_end { print("n", n) print("made", made) }' "$(dds 2 $((count / 2)))"
	made "tables stored and dropped"
	back "tables stored and dropped" 4096
}

# Distinct strings and elements: they must not pile up.
test_distinct() {
	session -- '
trace syscalls:sys_enter_write /execname == "dd"/ {
	i += 1
	var key = execname .. " " .. i .. " " .. pid
	t[key] = key
	delete(t, key)
}
trace_end { print("n", i) print("left", len(t)) }' "$(dds 2 $((few / 2)))"
	script_is "distinct strings: all" "$(sum n)" "$few"
	script_is "distinct strings: none is left" "$(sum left)" 0
	back "distinct strings" 8192
}

# Integers that rise for ever, and are there for a while.
test_window() {
	session -- '
trace syscalls:sys_enter_write /execname == "dd"/ { var k = i i += 1 t[k] = 1 delete(t, k - 100) }
trace_end { print("n", i) }' "$(dds 1 "$few")"
	script_is "a window of integers: all" "$(sum n)" "$few"
	back "a window of integers" 65536
}

# One CPU counts, another takes: nothing between the two gets lost.
test_exact() {
	session -- '
trace syscalls:sys_enter_write /execname == "dd"/ {
	fired += 1
	n[fired % 8] += 1
	s["key" .. fired % 8] += 1
}
trace syscalls:sys_enter_read /execname == "dd"/ {
	var k = fired % 8
	var v = take(n, k)
	if (v != nil) { taken += v }
	v = take(s, "key" .. k)
	if (v != nil) { taken += v }
}
trace_end {
	for (k, v in pairs(n)) { left += v }
	for (k, v in pairs(s)) { left += v }
	print("fired", fired) print("sum", taken + left)
}' "$(dds "$nr_cpus" $((count / nr_cpus)))"
	script_is "counted and taken: all" "$(sum fired)" "$((count / nr_cpus * nr_cpus))"
	script_is "counted and taken: counted, and lost for lack of memory" \
		"$(($(sum sum) + $(lost updates)))" "$(($(sum fired) * 2))"
	back "counted and taken" 16384
}

# Another CPU may count between the two lines, but no process sees a number twice.
test_limit() {
	session --mem 512K -- 'var t = {} var kept = 0
trace syscalls:sys_enter_write /execname == "dd"/ {
	fired += 1

	t[pid .. ":" .. fired] = 1
}
trace syscalls:sys_enter_kill /pid == target/ { kept = len(t) t = nil }
trace_end { print("fired", fired) print("kept", kept) }' "$(dds "$nr_cpus" 20000)
row > $tmp/full; kill -0 \$\$"
	script_is "memory limit on all CPUs: the session goes on" \
		"$status $(sum fired)" "0 $((nr_cpus * 20000))"
	script_is "memory limit on all CPUs: kept and lost" \
		"$(($(sum kept) + $(lost updates)))" "$(sum fired)"
	script_true "memory limit on all CPUs: kept some" [ "$(sum kept)" -gt 1000 ]
	script_true "memory limit on all CPUs: within the limit" \
		[ "$(field full 12)" -le 524288 ]
	back "memory limit on all CPUs" 4096
	script_is "memory limit on all CPUs: the line that met it, once" \
		"$(grep -c 'heap-test.kp:5: warning: .*memory limit reached' "$tmp/err")" 1
}

# A histogram costs memory on the CPUs that add to it, and on no other.
test_cells() {
	local one script='
var h = hist.log2()
trace syscalls:sys_enter_write /execname == "dd"/ { n += 1 h[n % 10000] <<< 5 }
trace_end { print("n", n) }'

	if [ "$nr_cpus" -lt 2 ]; then
		script_skip "histograms of one CPU" "there is one CPU"
		return
	fi
	session -- "$script" "taskset -c 0 sh -c '$(dds 1 30000)'"
	one=$(($(live end) - $(live begin)))
	script_is "histograms of one CPU: all" "$status $(sum n)" "0 30000"
	session -- "$script" "taskset -c 0 sh -c '$(dds 1 30000)'; taskset -c 1 sh -c '$(dds 1 30000)'"
	script_note "10,000 histograms: $one bytes, of two CPUs $(($(live end) - $(live begin)))"
	script_true "histograms of one CPU: a second one pays when it adds" \
		[ "$((one * 3))" -lt "$(((($(live end) - $(live begin)) * 2)))" ]
}

# All CPUs add to the end of one list.
test_list() {
	session -- '
var list = {}
trace syscalls:sys_enter_write /execname == "dd"/ { table.insert(list, cpu) n += 1 }
trace_end {
	for (i = 1, n) { if (list[i] != nil) { found += 1 } }
	print("found", found)
}' "$(dds "$nr_cpus" 10000)"
	script_is "a list of all CPUs: none is lost, but for lack of memory" \
		"$status $(($(sum found) + $(lost updates)))" \
		"0 $((nr_cpus * 10000))"
}

# Walked, taken and printed while it grows and shrinks.
test_walked() {
	session -- '
var done = false
trace syscalls:sys_enter_write /execname == "dd"/ {
	fired += 1
	t[fired] = 1
	t["s" .. fired % 1000] = 1
	if (fired % 3 == 0) { delete(t, fired - 50) }
}
tick-20ms {
	if (done) { return }
	for (k, v in pairs(t)) { walked += 1 delete(t, k) }
	walks += 1
	if (walks % 2 == 0) { print(t) }
	print(take(t))
	print_hist(take(t))
}
trace syscalls:sys_enter_kill /pid == target/ { done = true take(t) }
trace_end { print("fired", fired) print("walks", walks) }' "$(dds 2 100000); kill -0 \$\$"
	script_is "walked, taken and printed: all" "$(sum fired)" 200000
	script_true "walked, taken and printed: often" [ "$(sum walks)" -gt 3 ]
	back "walked, taken and printed" 16384
}

test_nested() {
	script_run -e '
var t = {}
for (i = 1, 10000) { var u = {} u[1] = t t = u }
print(t)
t = nil
print("end")'
	script_is "10,000 tables nested: status" "$status" 0
	script_is "10,000 tables nested: end" "$(tail -n 1 "$tmp/out")" end
	script_is "10,000 tables nested: no message" "$(cat "$tmp/err")" ""
	session -- '
var t = {}
trace syscalls:sys_enter_write /execname == "dd"/ {
	if (n < 10000) { var u = {} u[1] = t t = u }
	n += 1
}
trace_end { print(t) }' "$(dds 1 20000)"
	script_is "10,000 tables nested by handlers: status" "$status" 0
	script_run -e '
for (i = 1, 10000) { var a = {} var b = {} a[1] = b b[1] = a a[2] = a }
print("end")'
	script_is "10,000 cycles" "$status $(cat "$tmp/out" "$tmp/err")" "0 end"
}

# wrong NAME TEXT SCRIPT: each handler fails; one line says why.
wrong() {
	session -- "$3" "$(dds 1 50)"
	script_is "$1: status" "$status" 1
	script_is "$1: told once" "$(grep -c "error: .*$2\$" "$tmp/err")" 1
	script_true "$1: counted" grep -q "$2 (.* times)" "$tmp/err"
	script_true "$1: memory is back" [ "$(live end)" -le "$(live begin)" ]
}

test_wrong() {
	wrong "a handler that recurses" "stack overflow" '
function f(x) { return 1 + f(x) }
trace syscalls:sys_enter_write /execname == "dd"/ { f(1) }'
	wrong "a handler that loops" "the code ran too long" '
trace syscalls:sys_enter_write /execname == "dd"/ { while (true) { } }'
	wrong "a string to the end of scratch" "no scratch memory left for a string" '
trace syscalls:sys_enter_write /execname == "dd"/ { var s = "x" while (true) { s = s .. s } }'
}

test_overload() {
	session --overload 1 -- '
trace syscalls:sys_enter_write /execname == "dd"/ { for (i = 1, 5000) { } fired += 1 }
trace_end { print("fired", fired) }' "$(dds 1 2000)"
	script_is "overload: status" "$status" 1
	script_is "overload: told once" \
		"$(grep -c 'stopped: handlers took more than 1% of CPU' "$tmp/err")" 1
	script_true "overload: stopped" [ "$(sum fired)" -lt 2000 ]
	session --overload 100 -- '
trace syscalls:sys_enter_write /execname == "dd"/ { for (i = 1, 5000) { } fired += 1 }
trace_end { print("fired", fired) }' "$(dds 1 2000)"
	script_is "no overload: all" "$status $(sum fired)" "0 2000"
}

test_sessions() {
	local i

	for i in $(seq 50); do
		# Else it would ignore SIGINT, as all that runs in the background.
		env --default-signal=INT "$ktap" -q -e 'trace syscalls:sys_enter_write /execname == "dd"/ { n += 1 t[n] = n }
trace_end { print("n", n) }' > "$tmp/out.$i" 2> "$tmp/err.$i" &
	done
	for i in $(seq 100); do
		[ "$(script_sessions | grep -c running)" -lt 50 ] || break
		sleep 0.2
	done
	script_is "50 sessions: all run" "$(script_sessions | grep -c running)" 50
	dd if=/dev/zero of=/dev/null bs=1 count=1000 status=none
	# shellcheck disable=SC2046 # they are numbers
	kill -INT $(jobs -p)
	wait
	script_is "50 sessions: each counted" \
		"$(cat "$tmp"/out.* | sort | uniq -c | awk '{ print $1, $2, $3 }')" "50 n 1000"
	script_is "50 sessions: no message" "$(cat "$tmp"/err.*)" ""
}

# CPUs go and come while events fire on all of them.
test_hotplug() {
	local cpu=/sys/devices/system/cpu/cpu$((nr_cpus - 1))/online

	if [ ! -w "$cpu" ]; then
		script_skip "CPUs off and on line" "none can be switched off"
		return
	fi
	session -- '
trace syscalls:sys_enter_write /execname == "dd"/ {
	fired += 1
	n[cpu] += 1
	s[execname .. cpu] += 1
}
trace_end {
	for (k, v in pairs(n)) { print("by", v) }
	for (k, v in pairs(s)) { print("by", v) }
	print("fired", fired)
}' \
		"(for i in 1 2 3; do echo 0 > $cpu; sleep 0.3; echo 1 > $cpu; sleep 0.3; done) & $(dds "$nr_cpus" 50000)"
	script_is "CPUs off and on line: all" "$status $(sum fired)" "0 $((nr_cpus * 50000))"
	script_is "CPUs off and on line: counted and lost" \
		"$(($(sum by) + $(lost updates)))" "$((nr_cpus * 100000))"
	back "CPUs off and on line" 16384
	# A session that begins while a CPU is off.
	echo 0 > "$cpu"
	session -- '
trace syscalls:sys_enter_write /execname == "dd"/ { fired += 1 s[execname .. cpu] += 1 }
trace_end {
	for (k, v in pairs(s)) { print("by", v) }
	print("fired", fired)
	print("cpus", len(s))
}' \
		"echo 1 > $cpu; $(dds $((nr_cpus * 2)) 10000)"
	echo 1 > "$cpu"
	script_is "a CPU that comes later: all" "$status $(sum fired)" "0 $((nr_cpus * 20000))"
	script_is "a CPU that comes later: counted and lost" \
		"$(($(sum by) + $(lost updates)))" "$((nr_cpus * 20000))"
	script_is "a CPU that comes later: it counts, too" "$(sum cpus)" "$nr_cpus"
	script_true "a CPU that comes later: few are lost" [ "$(lost updates)" -lt 20 ]
}

script_begin
tests=("$@")
[ $# -gt 0 ] || tests=(forgotten stored distinct window exact limit cells list walked
	nested wrong overload sessions hotplug)
for test in "${tests[@]}"; do
	begun=$SECONDS
	"test_$test"
	script_note "$test: $((SECONDS - begun)) s"
done
rm -f /tmp/ktap-heap.$$
script_wait_gone "no session is left"
script_end
