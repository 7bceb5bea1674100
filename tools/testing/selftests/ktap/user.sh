#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Probes of programs and libraries: what is counted is what the program says
# that it did.

. "$(dirname "$0")/lib.sh"

load=${OUTPUT:-$here}/user_load

# value NAME: of a line "NAME<tab>VALUE" of the last run.
value() {
	awk -F '\t' -v name="$1" '$1 == name { print $2 }' "$tmp/out"
}

test_function() {
	script_run -e "
trace probe:$load:twice { n += 1 first += arg1 if (n == 2) { print(probename, user_string(arg2), arg0 != 0) } }
trace probe:$load:twice%return { m += 1 results += retval }
trace_end { print('n', n) print('m', m) print('first', first) print('results', results) }" \
		-- "$load" 1000
	script_is "function: status" "$status" 0
	script_is "function: as often as it was called" "$(value n)$(value m)" 10001000
	script_is "function: its first argument" "$(value first)" 499500
	script_is "function: its results are what the program adds up" \
		"$(value results)" "$(grep -E '^[0-9]+' "$tmp/out" | head -n 1)"
	script_has "function: a string" "$tmp/out" "twice	text	true"
	script_run -e "
trace probe:$load:twice n=%di:s32 s=+0(%si):string { sumof += args.n texts[args.s] += 1 if (n == 0) { n = 1 print(eventname, arg2) } }
n = 0
trace_end { print('sum', sumof) print('texts', texts['text']) }" -- "$load" 500
	script_is "fetch arguments" "$(value sum) $(value texts)" "124750 500"
	script_has "fetch arguments: names" "$tmp/out" "probe:$load:twice	text"
}

# By its name in a library directory, and several by a glob.
test_library() {
	script_run -e "
trace probe:libc.so.6:malloc { n += 1 }
trace probe:libc.so.6:str*dup { dups[probename] += 1 }
trace_end { print('n', n > 10) }" -- ls /
	script_is "library: status" "$status" 0
	script_is "library: found by name, traced" "$(value n)" true
	script_run -e "
trace probe:ls:main { print('never') }" -- ls /
	script_has "program: found by its name in PATH" "$tmp/err" "/ls"
}

test_marker() {
	if [ "$(uname -m)" != x86_64 ]; then
		script_skip "markers" "knows x86-64 only"
		return
	fi
	script_run -e "
trace sdt:$load:passed { n += 1 first += arg1 third += args.arg3 if (n == 1) { print(probename, user_string(arg2), arg4) } }
trace sdt:$load:user_load:pas* { m += 1 }
trace_end { print('n', n) print('m', m) print('first', first) print('third', third) }" \
		-- "$load" 100
	script_is "marker: status" "$status" 0
	script_is "marker: as often as it was passed" "$(value n) $(value m)" "100 100"
	script_is "marker: its arguments" "$(value first) $(value third)" "-4950 700"
	script_has "marker: names" "$tmp/out" "passed	text	nil"
	script_has "marker: its semaphore is set" "$tmp/out" "9900 marked"
	script_is "marker: and only then" "$("$load" 100)" 9900
	script_run -e "trace sdt:$load:nosuch { }"
	script_has "unknown marker: message" "$tmp/err" "has no such marker"
}

# Four processes at once, on all CPUs.
test_exact() {
	script_run -e "
trace probe:$load:twice { n[pid] += 1 total += 1 }
trace_end { for (k, v in pairs(n)) { print('calls', v) } print('total', total) }" \
		-- sh -c "for i in 1 2 3 4; do $load 3000 & done; wait"
	script_is "four processes: each is exact" "$(grep -c '^calls	3000$' "$tmp/out")" 4
	script_is "four processes: the total is exact" "$(value total)" 12000
}

test_user_refused() {
	script_run -e "trace probe:$load:nosuch { }"
	script_is "unknown function: status" "$status" 255
	script_has "unknown function: message" "$tmp/err" "has no such function"
	script_run -e "trace probe:/no/such/file:main { }"
	script_has "no file: message" "$tmp/err" "No such file"
	script_run -e "trace probe:/etc/passwd:main { }"
	script_has "no program: message" "$tmp/err" "no program or library"
	script_run -e "trace probe:$load:0xfffffff0 { }"
	script_is "an offset beyond the file: status" "$status" 1
}

script_begin
if ! [ -x "$load" ]; then
	script_skip "probes of programs" "user_load is not built"
else
	test_function
	test_library
	test_marker
	test_exact
	test_user_refused
fi
script_wait_gone "no session is left"
script_end
