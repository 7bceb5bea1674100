#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Probes of programs and libraries: what is counted is what the program says
# that it did.

. "$(dirname "$0")/lib.sh"

load=${OUTPUT:-$here}/user_load

test_function() {
	script_run -e "
trace probe:$load:twice { n += 1 first += arg1 if (n == 2) { print(probename, user_string(arg2), arg0 != 0) } }
trace probe:$load:twice%return { m += 1 results += retval }
trace_end { print('n', n) print('m', m) print('first', first) print('results', results) }" \
		-- "$load" 1000
	script_is "function: status" "$status" 0
	script_is "function: as often as it was called" "$(script_value n)$(script_value m)" 10001000
	script_is "function: its first argument" "$(script_value first)" 499500
	script_is "function: its results are what the program adds up" \
		"$(script_value results)" "$(grep -E '^[0-9]+' "$tmp/out" | head -n 1)"
	script_has "function: a string" "$tmp/out" "twice	text	true"
	script_run -e "
trace probe:$load:twice n=%di:s32 s=+0(%si):string { sumof += args.n texts[args.s] += 1 if (n == 0) { n = 1 print(eventname, arg2) } }
n = 0
trace_end { print('sum', sumof) print('texts', texts['text']) }" -- "$load" 500
	script_is "fetch arguments" "$(script_value sum) $(script_value texts)" "124750 500"
	script_has "fetch arguments: names" "$tmp/out" "probe:$load:twice	text"
}

# By its name in a library directory, and several by a glob.
test_library() {
	script_run -e "
trace probe:libc.so.6:malloc { n += 1 }
trace probe:libc.so.6:str*dup { dups[probename] += 1 }
trace_end { print('n', n > 10) }" -- ls /
	script_is "library: status" "$status" 0
	script_is "library: found by name, traced" "$(script_value n)" true
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
	script_is "marker: as often as it was passed" "$(script_value n) $(script_value m)" "100 100"
	script_is "marker: its arguments" "$(script_value first) $(script_value third)" "-4950 700"
	script_has "marker: names" "$tmp/out" "passed	text	nil"
	script_has "marker: its semaphore is set" "$tmp/out" "9900 marked"
	script_is "marker: and only then" "$("$load" 100)" 9900
	script_run -e "trace sdt:$load:zzzz { }"
	script_has "unknown marker: message" "$tmp/err" "has no such marker"
	script_has "unknown marker: hint" "$tmp/err" "ktap -lm FILE"
	script_run -e "trace sdt:$load:passes { }"
	script_has "misspelt marker: hint" "$tmp/err" 'did you mean `passed`'
	script_run -lmv "$load"
	script_is "markers are listed" "$(tr '\n' ' ' < "$tmp/out")" \
		"sdt:$load:user_load:passed     -4@%edi 8@%rsi -4@\$7 "
}

# Four processes at once, on all CPUs.
test_exact() {
	script_run -e "
trace probe:$load:twice { n[pid] += 1 total += 1 }
trace_end { for (k, v in pairs(n)) { print('calls', v) } print('total', total) }" \
		-- sh -c "for i in 1 2 3 4; do $load 3000 & done; wait"
	script_is "four processes: each is exact" "$(grep -c '^calls	3000$' "$tmp/out")" 4
	script_is "four processes: the total is exact" "$(script_value total)" 12000
}

# forever: calls twice() until it is killed; sets $forever.
forever() {
	"$load" 2000000000 > /dev/null &
	forever=$!
}

# -p: one of two that run.
test_pid() {
	local one two

	forever
	one=$forever
	forever
	two=$forever
	script_run -p "$one" -e "
trace probe:$load:twice { n[pid] += 1 if (n[pid] == 1000) { exit() } }
trace_end { print('processes', len(n)) print('calls', n[target] >= 1000) }"
	script_is "-p: status" "$status" 0
	script_is "-p: that process alone" "$(script_value processes) $(script_value calls)" "1 true"
	kill -9 "$one" "$two"
	wait "$one" "$two" 2> /dev/null
}

# What a traced process may do.
test_lives() {
	script_run -e "trace probe:$load:twice { n += 1 } trace_end { print('n', n) }" \
		-- sh -c "exec $load 50"
	script_is "a process that calls exec()" "$(script_value n)" 50
	forever
	script_run -a -e "
trace probe:$load:twice { n += 1 }
trace probe:$load:twice%return { n += 1 }
trace_end { print('n', n > 0) }" -- sh -c "sleep 0.5; kill -9 $forever; sleep 0.5"
	wait
	script_is "a process that is killed: status" "$status" 0
	script_is "a process that is killed" "$(script_value n)" true
}

# A file that takes the place of a traced one is another file.
test_replaced() {
	cp "$load" "$tmp/prog"
	cp "$load" "$tmp/next"
	script_run -e "trace probe:$tmp/prog:twice { n += 1 } trace_end { print('n', n) }" \
		-- sh -c "$tmp/prog 30; mv $tmp/next $tmp/prog; $tmp/prog 30"
	script_is "a file that is replaced" "$(script_value n)" 30
}

# refused NAME FILE MESSAGE
refused() {
	script_run -e "trace probe:$2:main { }"
	script_is "$1: status" "$status" 255
	script_has "$1: message" "$tmp/err" "$3"
}

test_files_refused() {
	refused "a directory" /etc "a directory"
	refused "a device" /dev/null "no regular file"
	printf '#!/bin/sh\n' > "$tmp/script"
	refused "a script" "$tmp/script" "a script: name the program"
	: > "$tmp/empty"
	refused "an empty file" "$tmp/empty" "it is empty"
	head -c 40 "$load" > "$tmp/short"
	refused "half a head" "$tmp/short" "damaged"
	head -c 5000 "$load" > "$tmp/short"
	refused "half a file" "$tmp/short" "damaged"
	# S/390 has the number 22.
	{ head -c 18 "$load"; printf '\026\000'; tail -c +21 "$load"; } > "$tmp/other"
	refused "another machine" "$tmp/other" "another kind of machine"
	script_run -e "trace probe:$load:twise { }"
	script_has "misspelt function: hint" "$tmp/err" 'did you mean `twice`'
	script_run -lf "$load" 'twi?e'
	script_is "functions are listed" "$(cat "$tmp/out")" "probe:$load:twice"
}

test_user_refused() {
	script_run -e "trace probe:$load:zzzz { }"
	script_is "unknown function: status" "$status" 255
	script_has "unknown function: message" "$tmp/err" "has no such function"
	script_has "unknown function: hint" "$tmp/err" "ktap -lf FILE"
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
	test_pid
	test_lives
	test_replaced
	test_files_refused
	test_user_refused
fi
script_wait_gone "no session is left"
script_end
