#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# What the compiler says of a script that is no error: with -v only, but for
# what is likely to be wrong; --werror makes errors of warnings.

. "$(dirname "$0")/lib.sh"

# check NAME WANTED ARGS...: what "ktap check" says of a script.
check() {
	local name=$1 wanted=$2

	shift 2
	status=0
	"$ktap" check "$@" > "$tmp/out" 2> "$tmp/err" || status=$?
	script_is "$name" "$status $(cat "$tmp/out" "$tmp/err")" "$wanted"
}

script_begin tool
check "a variable that is set and not read" "0 " -e 'x = 1'
check "a variable that is set and not read, -v" \
	'0 (command line):1:1: note: `x` is assigned and never read
    1 | x = 1
      | ^' -v -e 'x = 1'
check "a number that does not fit" "0 " -e 'print(99999999999999999999)'
check "a number that does not fit, -v" \
	'0 (command line):1:7: note: this number does not fit 64 bits and is -1
    1 | print(99999999999999999999)
      |       ^' -v -e 'print(99999999999999999999)'
check "one that fits, -v" "0 " -v -e 'print(18446744073709551615)'

check "what can never run" \
	'0 (command line):1:22: warning: this can never run
    1 | while (true) { break print(1) }
      |                      ^' -e 'while (true) { break print(1) }'
check "what can never run, behind a function" \
	'0 (command line):1:42: warning: this can never run
    1 | function f() { return 1 function g() { } print(2) } f()
      |                                          ^' \
	-e 'function f() { return 1 function g() { } print(2) } f()'
check "a value that nobody gets" \
	'0 (command line):1:20: warning: nobody gets this value
    1 | trace_end { return 1 }
      |                    ^
hint: `exit(n)` ends the session with a status' -e 'trace_end { return 1 }'
check "a handler behind the end of the top-level code" "0 " -e 'return trace_end { print(1) } function f() { }'
check "warnings as errors" \
	'255 (command line):1:20: error: nobody gets this value
    1 | trace_end { return 1 }
      |                    ^
hint: `exit(n)` ends the session with a status' --werror -e 'trace_end { return 1 }'

# Each sample is a script without fault.
for sample in "$here"/../../../../samples/ktap/*.kp; do
	[ -e "$sample" ] || continue
	check "nothing is said of ${sample##*/}" "0 " --werror "$sample"
done
script_end
