#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# Runs tests that write TAP and makes one stream of results of theirs:
#
#	KTAP=path-of-the-tool run.sh TEST...
#
# Status 0: all passed, and none ended before it had done what it planned.

nr=0
failed=0
log=$(mktemp) || exit 1
trap 'rm -f "$log"' EXIT

# result ok|"not ok" TEXT
result() {
	nr=$((nr + 1))
	[ "$1" = ok ] || failed=$((failed + 1))
	echo "$1 $nr - $2"
}

collect() {
	seen=0
	plan=none
	while IFS= read -r line; do
		case $line in
		"ok "*)
			seen=$((seen + 1))
			result ok "$1: ${line#ok * - }"
			;;
		"not ok "*)
			seen=$((seen + 1))
			result "not ok" "$1: ${line#not ok * - }"
			;;
		1..*)	plan=${line#1..} ;;
		*)	echo "# ${line#\# }" ;;
		esac
	done < "$log"
}

for test; do
	name=$(basename "$test")
	case $test in
	*.sh)	timeout 300 sh "$test" > "$log" 2>&1 ;;
	*)	timeout 300 "$test" > "$log" 2>&1 ;;
	esac
	status=$?
	before=$failed
	collect "$name"
	[ "$plan" = "$seen" ] ||
		result "not ok" "$name: ended early: $seen results of $plan"
	[ "$status" = 0 ] || [ "$failed" != "$before" ] ||
		result "not ok" "$name: exit status $status"
done

echo "# $((nr - failed)) passed, $failed failed"
[ "$failed" = 0 ]
