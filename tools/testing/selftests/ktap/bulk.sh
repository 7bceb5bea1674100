#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Much output through the default ring: process code waits for the reader, so
# everything arrives; event handlers do not wait, so what is lost is counted.

. "$(dirname "$0")/lib.sh"

# The sum of "key" and "value" of rows "  key |@@@   | value".
rows() {
	awk -F'|' '/\|[@ ]*\|/ { n++; sum += $1; values += $3 } END { print n, sum, values }' "$1"
}

# Losses that the tool told: all numbers behind "lost:".
lost() {
	awk -v cause="$1" 'index($0, "lost: " cause) { n += $NF } END { print n + 0 }' "$tmp/err"
}

test_lines() {
	script_run -e 'for (i = 1, 100000) { print("line", i) }'
	script_is "100,000 lines: status" "$status" 0
	script_is "100,000 lines: no message" "$(cat "$tmp/err")" ""
	seq 100000 | sed 's/^/line\t/' > "$tmp/wanted"
	script_true "100,000 lines: complete, in order" cmp -s "$tmp/wanted" "$tmp/out"
}

test_slow_reader() {
	status=0
	"$ktap" -e 'for (i = 1, 30000) { print("line", i) }' 2> "$tmp/err" |
		(sleep 2; cat) > "$tmp/out" || status=$?
	seq 30000 | sed 's/^/line\t/' > "$tmp/wanted"
	script_true "slow reader: complete" cmp -s "$tmp/wanted" "$tmp/out"
	script_is "slow reader: no message" "$(cat "$tmp/err")" ""
}

# 1 + ... + 50000 = 1250025000
test_table() {
	script_run -e "for (i = 1, 50000) { t[i] = i } $2"
	script_is "50,000 rows, $1: status" "$status" 0
	script_is "50,000 rows, $1: no message but of late ticks" \
		"$(grep -v '^ktap: lost: periods of tick' "$tmp/err")" ""
	script_is "50,000 rows, $1: complete" "$(rows "$tmp/out")" \
		"50000 1250025000 1250025000"
}

test_print_table() {
	script_run -e 'var t = {} for (i = 1, 1000) { t[i] = i } print(t) print("end")'
	script_is "a large table printed: a hundred elements" \
		"$(grep -o '[0-9]*: [0-9]*' "$tmp/out" | wc -l)" 100
	script_is "a large table printed: and that there are more" \
		"$(grep -o ', …}$' "$tmp/out")" ", …}"
	script_is "a large table printed: nothing behind it is lost" \
		"$(tail -n 1 "$tmp/out")" end
}

# A long line is a record of its own; nothing exceeds a page of the ring.
test_long_line() {
	script_run -e 'var s = "x" for (i = 1, 11) { s = s .. s } print(s)'
	script_is "a line of 2048 bytes" "$(wc -c < "$tmp/out")" 2049
	script_run -e 'var s = "x" for (i = 1, 15) { s = s .. s } print(s) print("next")'
	if [ "$(wc -c < "$tmp/out")" = 32774 ]; then
		script_ok "a line of 32768 bytes: printed"
	else
		script_is "a line of 32768 bytes: counted as lost" \
			"$(lost "records larger")" 1
	fi
	script_is "a line behind it" "$(tail -n 1 "$tmp/out")" next
}

# The reader sleeps while a handler prints for each of dd's 20,000 write()s.
test_overflow() {
	local script printed fired losses

	script='
trace syscalls:sys_enter_write /execname == "dd"/ {
	fired += 1
	print("event", pid, probename, "and a few words to fill the ring")
}
trace_end { print("fired", fired) }'
	mkfifo "$tmp/pipe"
	"$ktap" --ring 64K -o "$tmp/pipe" -e "$script" \
		-- dd if=/dev/zero of=/dev/null bs=1 count=20000 2> "$tmp/err" &
	tool=$!
	# Opened, so that the tool starts, and read after dd has run.
	exec 7< "$tmp/pipe"
	sleep 3
	cat <&7 > "$tmp/out"
	exec 7<&-
	status=0
	wait "$tool" || status=$?
	script_is "overflow: status" "$status" 0
	printed=$(grep -c '^event' "$tmp/out")
	fired=$(awk '/^fired/ { print $2 }' "$tmp/out")
	losses=$(lost "records that found the ring full")
	script_note "fired $fired, printed $printed, lost $losses"
	script_true "overflow: all fired" [ "${fired:-0}" -ge 20000 ]
	script_true "overflow: some were lost" [ "$losses" -gt 0 ]
	script_is "overflow: printed + lost = fired" "$((printed + losses))" "$fired"
	script_has "overflow: shown where it happened" "$tmp/err" "lost here on CPU"
}

# The output's reader goes away: the tool ends, quietly.
test_output_gone() {
	timeout $((30 * slow)) "$ktap" -e 'while (true) { print("line") }' 2> "$tmp/err" | head -n 3 > "$tmp/out"
	script_is "output closed: the tool ends" "$(wc -l < "$tmp/out")" 3
	script_is "output closed: no message" "$(cat "$tmp/err")" ""
}

test_output_full() {
	if [ ! -e /dev/full ]; then
		script_skip "a full disk" "no /dev/full"
		return
	fi
	script_run -o /dev/full -e 'print("x")'
	script_true "a full disk: status" [ "$status" != 0 ]
	script_has "a full disk: message" "$tmp/err" "cannot write the output"
}

script_begin
test_lines
test_slow_reader
test_table trace_end 'trace_end { print_hist(t, 50000) }'
test_table tick-1s 'tick-1s { print_hist(t, 50000) exit() }'
test_print_table
test_long_line
test_overflow
test_output_gone
test_output_full
script_wait_gone "no session is left"
script_end
