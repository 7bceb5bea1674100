#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# What handlers share is exact: variables, elements of a table and an aggregate,
# changed by all CPUs at once, in tasks, soft and hard interrupts and NMIs.
#
#	stress.sh [TEST...]
#
# KTAP_TEST_STRESS=N makes N times as many events; 250 makes ten million calls.
# Meant for four CPUs that really run at once.

. "$(dirname "$0")/lib.sh"

load=${OUTPUT:-$here}/stress_load
times=${KTAP_TEST_STRESS:-1}
threads=4
group=ktaptest$$
probe=
limit=$((60 + 20 * times))

# make_probe NAME FUNCTION: false if there can be none.  A probe that is no call
# of the function tracer and not turned into a jump is a breakpoint, which
# arrives as an NMI.
make_probe() {
	local offset

	for offset in $(seq 1 32); do
		if echo "p:$group/$1 $2+$offset" \
		   2> /dev/null >> "$tracing/kprobe_events"; then
			return
		fi
	done
	return 1
}

# hits NAME: how often the probe was hit since the kernel has it.
hits() {
	awk -v name="$1" '$1 == name { print $2; found = 1 } END { if (!found) print 0 }' \
		"$tracing/kprobe_profile"
}

# context EVENT LETTERS: the kernel's own trace shows it in that context.
context() {
	local instance=$tracing/instances/$group seen

	mkdir "$instance"
	echo 1 > "$instance/events/${1/://}/enable"
	"$load" 1 10 20 10 > /dev/null
	echo 0 > "$instance/events/${1/://}/enable"
	# [CPU] irqs-off, need-resched, context, ...
	seen=$(sed -n 's/^.*\[[0-9]*\] ..\(.\).*$/\1/p' "$instance/trace" |
	       sort | uniq -c | sort -rn | awk 'NR == 1 { print $2 }')
	rmdir "$instance"
	script_true "$1 comes in the context '$2'" \
		[ -n "$seen" -a "${2#*"$seen"}" != "$2" ]
}

# value NAME: what trace_end printed behind the name.
value() {
	awk -v name="$1" '$1 == name { print $2; found = 1 } END { if (!found) print 0 }' \
		"$tmp/out"
}

# lost [CAUSE]: what was lost, by the tool's messages.
lost() {
	awk -v cause="lost: ${1:-}" 'index($0, cause) { n += $NF } END { print n + 0 }' "$tmp/err"
}

# handlers BODY: one for each context, which counts itself and runs BODY.
handlers() {
	echo "trace syscalls:sys_enter_getppid /pid == target/ { task += 1 $1 }"
	echo "trace net:netif_receive_skb { soft += 1 $1 }"
	echo "trace timer:hrtimer_expire_entry { hard += 1 $1 }"
	[ -z "$probe" ] ||
		echo "trace $group:$probe { nmi += 1 $1 }"
	echo 'trace_end { print("task", task) print("soft", soft) }'
	echo 'trace_end { print("hard", hard) print("nmi", nmi) }'
}

# run NAME SCRIPT CALLS MS PACKETS
run() {
	local before after

	before=$(hits nmi)
	# It is meant to take all of every CPU.
	script_run -v --overload 100 --mem 512M -e "$2" -- "$load" $threads "$3" "$4" "$5"
	after=$(hits nmi)
	hit=$((after - before))
	sed 's/$/;/' "$tmp/out" | tr '\n\t' '  ' | script_note
	script_note < "$tmp/err"
	script_is "$1: status" "$status" 0
	script_is "$1: the load ran" "$(sed -n 's/^\([0-9]* [0-9]*\)$/\1/p' "$tmp/out")" \
		"$((threads * $3)) $((threads * $5))"
}

# Updates of what exists take no lock: in no context is one lost.
test_exact() {
	local nr_task=$((10000 * times)) nr_soft=$((2000 * times)) all

	run exact "var aggregate
function make() {
	var inner = 0
	return function () { inner += 1 }, function () { return inner }
}
var add, captured = make()
$(handlers 'shared += 1 t.element += 1 t[2] += 1 t["part", 2] += 1
	aggregate <<< 3 add()')
t = {0, 0, 0, element = 0}
t[\"part\", 2] = 0
trace_end {
	print(\"shared\", shared) print(\"element\", t.element)
	print(\"array\", t[2]) print(\"parts\", t[\"part\", 2])
	print(\"samples\", count(aggregate)) print(\"sum\", sum(aggregate))
	print(\"captured\", captured())
}" \
		$nr_task 100 $nr_soft
	script_is "exact: calls, in tasks" "$(value task)" $((threads * nr_task))
	script_is "exact: packets, in soft interrupts" "$(value soft)" \
		$((threads * nr_soft))
	script_true "exact: timers, in hard interrupts" \
		[ "$(value hard)" -gt $((200 * times)) ]
	script_is "exact: in NMIs, counted + lost = hits" \
		$(($(value nmi) + $(lost))) "$hit"
	all=$(($(value task) + $(value soft) + $(value hard) + $(value nmi)))
	script_is "exact: a variable of all contexts" "$(value shared)" $all
	script_is "exact: an element of all contexts" "$(value element)" $all
	script_is "exact: an element of the array part" "$(value array)" $all
	script_is "exact: an element with a key of two parts" "$(value parts)" $all
	script_is "exact: a captured variable" "$(value captured)" $all
	script_is "exact: an aggregate's samples" "$(value samples)" $all
	script_is "exact: an aggregate's sum" "$(value sum)" $((3 * all))
	script_is "exact: what the session counts" \
		"$(sed -n 's/^ktap: \([0-9]*\) events handled.*/\1/p' "$tmp/err")" $all
	script_is "exact: nothing lost" "$(lost)" 0
}

# New elements take locks, for which NMIs do not wait; counters tell of each
# that was given up, also where memory was not at hand.
test_inserts() {
	local all few=$((times < 4 ? times : 4))	# all stay in memory

	run inserts "$(handlers 't[nsecs] += 1 nr += 1 dense[nr] += 1')
trace_end {
	for (key, n in pairs(t)) { made += n }
	for (key, n in pairs(dense)) { made += n }
	print(\"made\", made) print(\"elements\", len(t) + len(dense))
}" \
		$((2000 * few)) 20 $((500 * few))
	all=$(($(value task) + $(value soft) + $(value hard) + $(value nmi)))
	script_is "inserts: in NMIs, counted + lost = hits" \
		$(($(value nmi) + $(lost "events ") + $(lost "probes "))) "$hit"
	script_is "inserts: made + lost = twice the events" \
		$(($(value made) + $(lost "updates "))) $((2 * all))
	script_true "inserts: most were made" [ "$(value elements)" -gt $all ]
}

# One slot takes integers, strings and tables from all contexts: whoever reads it
# finds one that is whole, for as long as his handler runs, also if the slot has
# another one meanwhile.
test_kinds() {
	local body

	# Not by the clock: some tick in steps of ten nanoseconds.
	body='
	turn += 1
	var kind = turn % 4
	if (kind == 0) { m.slot = nsecs }
	if (kind == 1) { m.slot = "text " .. kind }
	if (kind == 2) { m.slot = {} }
	if (kind == 3) { delete(m, "slot") }
	var v = m.slot
	seen[type(v)] += 1
	if (type(v) == "table") {
		v.inner = 7
		if (v.inner != 7 && v.inner != nil) { wrong += 1 }
	}
	if (type(v) == "string" && v != "text " .. 1) { wrong += 1 }
	if (type(v) == "integer" && v < 1) { wrong += 1 }'
	run kinds "m = {} wrong = 0
$(handlers "$body")
trace_end {
	print(\"wrong\", wrong)
	for (kind, n in pairs(seen)) { print(kind, n) }
}" \
		$((2000 * times)) 20 $((200 * times))
	script_is "kinds: all values are whole" "$(value wrong)" 0
	for kind in integer string table nil; do
		script_true "kinds: $kind was seen" [ "$(value $kind)" -gt 0 ]
	done
}

# A breakpoint in what a handler itself calls is a miss, counted apart.
test_inside() {
	local hits seen missed

	if ! make_probe inside from_kuid; then
		script_skip "a probe inside of a handler" "no KPROBE_EVENTS"
		return
	fi
	script_run -v -e "
trace syscalls:sys_enter_getppid /pid == target/ { users[uid] += 1 }
trace $group:inside { inside += 1 }
inside = 0
trace_end { print(\"inside\", inside) }" -- "$load" 2 100 0 0
	script_note < "$tmp/err"
	hits=$(hits inside)
	seen=$(value inside)
	missed=$(lost "probes of code")
	script_note "hits $hits, seen $seen"
	script_is "a probe inside of a handler: missed, each time" "$missed" 200
	# Not all hits come while the gate is open.
	script_true "a probe inside of a handler: no hit counts twice" \
		[ "$((seen + missed))" -le "$hits" ]
	echo "-:$group/inside" >> "$tracing/kprobe_events"
}

script_begin
if [ ! -x "$load" ]; then
	echo "1..0 # SKIP stress_load is not built"
	exit 4
fi
optimization=$(cat /proc/sys/debug/kprobes-optimization 2> /dev/null)
[ -z "$optimization" ] || echo 0 > /proc/sys/debug/kprobes-optimization
! make_probe nmi __do_sys_getppid || probe=nmi
context syscalls:sys_enter_getppid .
context net:netif_receive_skb sS
context timer:hrtimer_expire_entry hH
if [ -n "$probe" ]; then
	context "$group:$probe" zZ
else
	script_skip "probes in NMI" "no KPROBE_EVENTS"
fi
tests=("$@")
[ $# -gt 0 ] || tests=(exact inserts kinds inside)
for test in "${tests[@]}"; do
	begun=$SECONDS
	"test_$test"
	script_note "$test: $((SECONDS - begun)) s"
done
script_wait_gone "no session is left"
[ -z "$probe" ] || echo "-:$group/$probe" >> "$tracing/kprobe_events"
[ -z "$optimization" ] ||
	echo "$optimization" > /proc/sys/debug/kprobes-optimization
script_end
