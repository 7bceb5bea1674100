#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Every function that can be probed is, while programs start and end, timers go
# off and file systems work: the machine still answers and the log is clean.
#
# KTAP_TEST_SECONDS=N: so long, instead of ten seconds; 300 is meant.

. "$(dirname "$0")/lib.sh"

seconds=${KTAP_TEST_SECONDS:-10}

# The load: it ends when the file is gone.
work() {
	(while [ -e "$tmp/work" ]; do find /etc /usr/lib > /dev/null 2>&1; done) &
	(
		while [ -e "$tmp/work" ]; do
			mkdir -p "$tmp/files/a/b"
			for i in 1 2 3 4 5 6 7 8 9; do
				dd if=/dev/zero of="$tmp/files/a/$i" bs=64k count=16
				mv "$tmp/files/a/$i" "$tmp/files/a/b"
			done 2> /dev/null
			sync
			rm -r "$tmp/files"
		done
	) &
	(while [ -e "$tmp/work" ]; do /bin/sh -c '/bin/true | /bin/cat; sleep 0.01'; done) &
}

# How long ls / takes, in milliseconds, twice a second; the longest to $tmp/longest.
# It ends when the file is gone, or after so many times.
watch() {
	local longest=0 begin took times=${1:-1000000}

	while [ -e "$tmp/work" ] && [ $((times--)) -gt 0 ]; do
		begin=${EPOCHREALTIME/./}
		ls / > /dev/null
		took=$(((${EPOCHREALTIME/./} - begin) / 1000))
		[ $took -le $longest ] || longest=$took
		echo $longest > "$tmp/longest"
		sleep 0.5
	done
}

# At the overload limit a session stops; here it is to go on.
test_everything() {
	local untraced patience

	: > "$tmp/work"
	work
	watch 10
	untraced=$(cat "$tmp/longest")
	watch &
	"$ktap" --overload 100 -e 'profile-99hz { n[execname] += 1 } tick-100ms { t += 1 }
tick-'"$seconds"'s { exit() } trace_end { print("ticks", t > 1, len(n) > 1) }' > "$tmp/timers" 2>&1 &
	limit=$((seconds + 240)) script_run -v --overload 100 -e '
trace probe:* { n += 1 }
tick-1s { s += 1 if (s == '"$seconds"') { exit() } }
trace_end { print("n", n > 1000) print("count", n) print("seconds", s) }'
	rm "$tmp/work"
	wait
	script_note < "$tmp/err"
	script_is "all functions: status" "$status" 0
	script_is "all functions: they fire" "$(script_value n)" true
	script_note "$(script_value count) calls in $(script_value seconds) s and more"
	script_true "all functions: nearly all that ftrace knows" \
		[ "$(sed -n 's/^ktap: \([0-9]*\) events attached.*/\1/p' "$tmp/err")" -gt \
		  "$(($(wc -l < "$tracing/available_filter_functions") * 9 / 10))" ]
	script_is "another session's timers" "$(grep ticks "$tmp/timers")" "ticks	true	true"
	# Two seconds are meant, but for a machine that is busy with other things.
	patience=$((2000 * slow))
	[ $((20 * untraced)) -le $patience ] || patience=$((20 * untraced))
	script_note "ls / took at most $(cat "$tmp/longest") ms, untraced $untraced ms"
	script_true "ls / answers in time" [ "$(cat "$tmp/longest")" -le $patience ]
}

# The way back from each function, too, goes through ktap.
test_returns() {
	limit=300 script_run -v --overload 100 -e '
trace probe:* { n += 1 }
trace probe:*%return { m += 1 }
trace_end { print("n", n > 1000) print("m", m > 1000) }' \
		-- sh -c 'find /etc > /dev/null; /bin/true | cat; sleep 1'
	script_note < "$tmp/err"
	script_is "all functions and returns: status" "$status" 0
	script_is "all functions and returns: they fire" \
		"$(script_value n) $(script_value m)" "true true"
}

script_begin
test_everything
test_returns
script_wait_gone "no session is left"
script_end
