# SPDX-License-Identifier: GPL-2.0
#
# Each golden/NAME.kp has either NAME.dump, what "ktap dump" shows of it, or
# NAME.err, what is complained about it.  NAME.args holds arguments, one a line.
#
#	KTAP=path-of-the-tool golden_test.sh
#
# GOLDEN=write makes the files anew: look at what "git diff" then says.

cd "$(dirname "$0")/golden" || exit 1
out=$(mktemp) || exit 1
err=$(mktemp) || exit 1
trap 'rm -f "$out" "$err"' EXIT
nr=0
failed=0

# result ok|"not ok" TEXT
result() {
	nr=$((nr + 1))
	[ "$1" = ok ] || failed=$((failed + 1))
	echo "$1 $nr - $2"
}

# compare GOT WANTED NAME
compare() {
	if cmp -s "$1" "$2"; then
		result ok "$3"
	else
		result "not ok" "$3"
		diff "$2" "$1" | sed 's/^/# /'
	fi
}

run_case() {
	set -- "$1.kp"
	if [ -f "${1%.kp}.args" ]; then
		while IFS= read -r arg; do
			set -- "$@" "$arg"
		done < "${1%.kp}.args"
	fi
	"$KTAP" dump "$@" > "$out" 2> "$err"
	status=$?
}

for script in *.kp; do
	name=${script%.kp}
	run_case "$name"
	if [ "$GOLDEN" = write ]; then
		rm -f "$name.dump" "$name.err"
		[ "$status" = 0 ] && cp "$out" "$name.dump" || cp "$err" "$name.err"
	fi
	if [ -f "$name.err" ]; then
		compare "$err" "$name.err" "$script is refused"
		[ "$status" = 255 ] && [ ! -s "$out" ] ||
			result "not ok" "$script: status $status, or an output"
	else
		compare "$out" "$name.dump" "$script"
		[ "$status" = 0 ] && [ ! -s "$err" ] ||
			result "not ok" "$script: status $status, or complaints"
	fi
done

echo "1..$nr"
[ "$failed" = 0 ]
