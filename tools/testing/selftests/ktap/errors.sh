#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Errors of the compiler: each errors/NAME.kp is refused with status 255 and
# exactly the message in NAME.err: file, line and column, the source line, a
# caret below the place, and a hint.
#
#	errors.sh [NAME...]

. "$(dirname "$0")/lib.sh"

run_case() {
	status=0
	"$ktap" check "$1.kp" > "$tmp/out" 2> "$tmp/err" || status=$?
	if [ "$status" = 255 ] && [ ! -s "$tmp/out" ] &&
	   script_same "$tmp/err" "$1.err"; then
		script_ok "$1"
		return
	fi
	script_fail "$1"
	[ "$status" = 255 ] || script_note "status $status, wanted 255"
	diff -u "$1.err" "$tmp/err" | script_note
	script_note < "$tmp/out"
}

# A script that is too long to lie here.
make_large() {
	printf 'print("%s")\n' "$(printf '%65536s' '' | tr ' ' x)" > "$tmp/string_large.kp"
	cat > "$tmp/string_large.err" <<-'END'
		string_large.kp:1:7: error: a string has at most 65535 bytes near '"xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx...'
		    1 | print("xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
		      |       ^
	END
}

script_begin tool
cd "$here/errors" || exit 1
cases=("$@")
[ $# -gt 0 ] || cases=(*.kp)
for case in "${cases[@]}"; do
	run_case "${case%.kp}"
done
if [ $# = 0 ]; then
	make_large
	cd "$tmp" || exit 1
	run_case string_large
fi
script_end
