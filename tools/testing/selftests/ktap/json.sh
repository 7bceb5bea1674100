#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# The output as JSON: --json.  Times and CPUs are replaced before it is compared.

. "$(dirname "$0")/lib.sh"

# Each line, with T and C in the place of time and CPU.
lines() {
	sed -E 's/"time":[0-9]+,"cpu":[0-9]+/"time":T,"cpu":C/' "$tmp/out"
}

# json NAME SCRIPT WANTED...
json() {
	local name=$1 script=$2

	shift 2
	script_run --json -e "$script"
	script_is "$name" "$(lines)" "$(printf '%s\n' "$@")"
	script_is "$name: nothing else" "$status$(cat "$tmp/err")" 0
}

script_begin
json "values" 'print(nil, true, false, -1, "a\"\n\xff", print) print()' \
	'{"type":"print","time":T,"cpu":C,"values":[null,true,false,-1,"a\"\n\ufffd","print"]}' \
	'{"type":"print","time":T,"cpu":C,"values":[]}'
json "printf" 'printf("%d %s\n", 1, "x") printf("%pI4\n", "\x7f\x00\x00\x01")' \
	'{"type":"printf","time":T,"cpu":C,"text":"1 x\n","values":[1,"x"]}' \
	'{"type":"printf","time":T,"cpu":C,"text":"127.0.0.1\n","values":["127.0.0.1"]}'
json "tables" 'print({[1] = 2, ["1"] = {nil, true}, [2, "x"] = 3})' \
	'{"type":"print","time":T,"cpu":C,"values":[[{"key":1,"value":2},{"key":"1","value":[{"key":2,"value":true}]},{"key":[2,"x"],"value":3}]]}'
json "print_hist" 'var t = {a = 1, b = 2} print_hist(t, 1) total += 5 counts["x"] += 1' \
	'{"type":"table","time":T,"cpu":C,"name":null,"total":2,"rows":[{"key":"b","value":2}]}' \
	'{"type":"print","time":T,"cpu":C,"values":["total: 5"]}' \
	'{"type":"table","time":T,"cpu":C,"name":"counts","total":1,"rows":[{"key":"x","value":1}]}'
json "aggregates" 'var a a <<< 4 a <<< 6 print(a) s["x"] <<< 1 print_stats(s)' \
	'{"type":"print","time":T,"cpu":C,"values":[{"count":2,"sum":10,"min":4,"max":6,"avg":5,"stddev":1}]}' \
	'{"type":"stats","time":T,"cpu":C,"name":null,"total":1,"rows":[{"key":"x","value":{"count":1,"sum":1,"min":1,"max":1,"avg":1,"stddev":0,"buckets":[{"min":1,"max":1,"count":1}]}}]}'
json "histograms" 'var h = hist.linear(0, 20, 10) h <<< 3 h <<< 12 h <<< 13 print_hist(h)' \
	'{"type":"hist","time":T,"cpu":C,"name":null,"total":0,"value":{"count":3,"sum":28,"min":3,"max":13,"avg":9,"stddev":4,"buckets":[{"min":0,"max":9,"count":1},{"min":10,"max":19,"count":2}]},"rows":[]}'
json "symbols and stacks" 'print(ipof(kaddr("vfs_read")))' \
	'{"type":"print","time":T,"cpu":C,"values":["vfs_read"]}'

script_run --json -e 'profile-1ms { print(stack()) exit() }' -- /bin/sh -c 'while :; do :; done'
script_true "a stack is a list of strings" grep -qE '"values":\[\[("[^"]*",?)*\]\]\}$' "$tmp/out"

script_run --json -e 'var a = nsecs  printf("%d", a) print(nsecs)'
stamp=$(sed -n 's/.*"time":\([0-9]*\),.*"text".*/\1/p' "$tmp/out")
script_true "time is that of nsecs" \
	[ "$(sed -n 's/.*"text":"\([0-9]*\)".*/\1/p' "$tmp/out")" -le "$stamp" -a \
	  "$stamp" -le "$(sed -n 's/.*"values":\[\([0-9]*\)\]}$/\1/p' "$tmp/out" | tail -n 1)" ]

script_run --json -e 'print(1) trace_end { print(1 + nil) }'
script_is "an error ends what it should" "$(lines)" '{"type":"print","time":T,"cpu":C,"values":[1]}'
script_has "an error is text on stderr" "$tmp/err" "(command line):1: error: arithmetic on a nil value"

script_run --json -e 'for (i = 1, 3) { print(i, {i, "\xed\xa0\x80", {x = i}}) printf("%c\n", i) } print(strftime("%s"), execname, {})'
if command -v python3 > /dev/null; then
	script_true "a strict reader takes it" python3 -c '
import json, sys
for line in sys.stdin.buffer:
    json.loads(line.decode("utf-8", "strict"))["values"]
' < "$tmp/out"
else
	script_skip "a strict reader takes it" "no python3"
fi
script_end
