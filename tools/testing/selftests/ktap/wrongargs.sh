#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Arguments of the wrong kind, and outside of what makes sense, for every
# built-in function: each call either works or gives one error that names its
# file, its line and the built-in, and the session goes on.

. "$(dirname "$0")/lib.sh"

# Of each built-in that takes arguments some that are right, separated by
# blanks, "-" for those that take any value everywhere.
calls='
print -
tostring -
stringof -
type -
printf "%d" 1
print_hist t 3
print_stats t 3
hist.log2 2
hist.linear 0 100 10
count aggr
sum aggr
min 1 2
max 1 2
avg aggr
stddev aggr
len "text"
delete t "key"
take t "key"
table.insert list 1 "value"
table.remove list 1
table.concat list "," 1 2
table.sort list
table.new 1 2
unpack key
string.sub "text" 1 2
string.find "text" "x" 1
string.match "text" "t*"
string.format "%d" 1
string.rep "text" 2 ","
string.lower "text"
string.upper "text"
string.split "text" ","
string.byte "text" 1
string.char 65 66
string.startswith "text" "t"
string.endswith "text" "t"
tonumber "1"
scaled 1 2 3
rand 5
strftime "%F" 1
s8 1
s16 1
s32 1
u8 1
u16 1
u32 1
user_string 1 2
user_strings 1 2
user_buf 1 2
kernel_string 1 2
kernel_read 1 2
syscall_name 1
errno_name 1
signal_name 1
net.format 1
net.ip_sock_saddr 1
net.ip_sock_daddr 1
ipof 1
ksym 1
curr_taskinfo 0 4
ansi.set_color 31
ansi.set_color2 31 44
ansi.set_color3 31 44 1
'

values='nil true false 0 -1 0x7fffffffffffffff -0x7fffffffffffffff-1 "" "text" {} {1,nil,{}} print f key aggr ipof(1) hist.log2()'

prelude='
var t, list, key, aggr = {key = 1}, {1, 2}
aggr <<< 1
for (k in pairs({[1, "two"] = 3})) { key = k }
function f() { }
'

# Each position with each value, the others as they should be; a line each.
variants() {
	local name=$1 i j value args

	shift
	for ((i = 1; i <= $#; i++)); do
		for value in $values; do
			args=
			for ((j = 1; j <= $#; j++)); do
				[ "$j" = "$i" ] && args+=", $value" || args+=", ${!j}"
			done
			echo "$name(${args:2})"
		done
	done
}

# The compiler must not see that a literal is of the wrong kind.
hide() {
	sed -E 's/\("([^"%]*)"/(say("\1")/; s/"(%[a-zA-Z])"/say("\1")/'
}

# run_calls NAME < CALLS: a trace_end each.
run_calls() {
	local name=$1 first=0 nr=0 lines=() line call wrong=0 errors

	mapfile -t lines
	{
		echo "$prelude" | tr '\n' ' '
		echo "function say(x) { return x }"
		for call in "${lines[@]}"; do
			echo "trace_end { var r = 0 r = $call if (r != 0) { r = 1 } }"
		done
		echo 'trace_end { print("the end") }'
	} > "$tmp/calls.kp"
	script_run --max-errors 1000000 "$tmp/calls.kp"
	[ "$status" -le 1 ] || wrong=1
	tail -n 1 "$tmp/out" | grep -q 'the end$' || wrong=1
	# One error for a line, of this built-in.
	grep ': error: ' "$tmp/err" | sed -E "s|^$tmp/calls.kp:([0-9]+): error: .*|\1|" > "$tmp/lines"
	[ "$(sort -u "$tmp/lines" | wc -l)" = "$(wc -l < "$tmp/lines")" ] || wrong=1
	grep ': error: ' "$tmp/err" | grep -vE "calls.kp:[0-9]+: error: ($name(\(\)|:)|.*value|.*string longer|.*memory)" > "$tmp/strange"
	[ ! -s "$tmp/strange" ] || wrong=1
	if [ "$wrong" = 0 ]; then
		script_ok "$name: ${#lines[@]} calls, $(wc -l < "$tmp/lines") refused"
	else
		script_fail "$name"
		script_note "status $status"
		script_note < "$tmp/strange"
		script_note < "$tmp/err"
	fi
}

script_begin
while read -r name args; do
	[ -n "$name" ] || continue
	if [ "$args" = - ]; then
		run_calls "$name" < <(variants "$name" 1)
	else
		# shellcheck disable=SC2086 # they are words
		run_calls "$name" < <(variants "$name" $args | hide)
	fi
done <<< "$calls"

# What is in the kernel's table and takes arguments, but is not above: what needs
# an event, ends the session, or cannot be named.
header=$here/../../../../include/uapi/linux/ktap_bytecode.h
if [ -e "$header" ]; then
	sed -n 's/^\tX([a-z0-9_]*, *"\([a-z0-9_.]*\)", *[0-9]*, *\([A-Z0-9_]*\), [0-2], .*, CALL,.*/\1 \2/p' "$header" |
		grep -v ' 0$' | cut -d ' ' -f 1 | grep -vE '^(sort\..*|stack|ustack|usym|exit)$' | sort > "$tmp/all"
	awk 'NF { print $1 }' <<< "$calls" | sort > "$tmp/tried"
	script_is "all built-ins with arguments are tried" "$(comm -23 "$tmp/all" "$tmp/tried")" ""
else
	script_skip "all built-ins with arguments are tried" "no sources here"
fi
script_wait_gone "no session is left"
script_end
