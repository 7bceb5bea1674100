#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Runs the tests of ktap and makes one TAP stream of theirs.
#
#	run.sh [TEST...]
#
# TEST is the name of a file beside this one, or of a program built from one
# (they may lie elsewhere: OUTPUT=dir).  Status 0: all passed.
# KTAP_TEST_SLOW=N gives them N times as long, on a slow machine.

here=$(cd "$(dirname "$0")" && pwd)
output=${OUTPUT:-$here}

tests=("$@")
if [ $# = 0 ]; then
	tests=(
		opcodes.sh
		sentences.sh
		errors.sh
		warnings.sh
		lang.sh
		abi_test
		image_test
		mutate_test
		lifetime_test
		churn_test
		badinput.sh
		wrongargs.sh
		json.sh
		bulk.sh
		events.sh
		fields.sh
		heap.sh
		grace.sh
		memcg.sh
		memory.sh
		profile.sh
		function.sh
		module.sh
		everything.sh
		thread.sh
		call.sh
		stack.sh
		perf.sh
		user.sh
		ustack.sh
		samples.sh
		lifetime.sh
		stress.sh
		leaks.sh
		lockdown.sh
	)
fi

nr=0
failed=0
skipped=0

# result ok|"not ok" TEXT
result() {
	nr=$((nr + 1))
	echo "$1 $nr $2"
	case $1:$2 in
	ok:*"# SKIP"*) skipped=$((skipped + 1)) ;;
	not*) failed=$((failed + 1)) ;;
	esac
}

# Reads what a test wrote: its results with its name before them, its
# comments as they are.  Finds out whether all that it promised came.
collect() {
	local test=$1 line plan='' seen=0

	while IFS= read -r line; do
		case $line in
		"ok "* | "not ok "*)
			seen=$((seen + 1))
			if [[ $line =~ ^(ok|not\ ok)\ +[0-9]*\ *(-\ )?(.*)$ ]]; then
				result "${BASH_REMATCH[1]}" "$test: ${BASH_REMATCH[3]}"
			fi
			;;
		1..*)
			plan=${line#1..}
			case $plan in
			*SKIP*) result ok "$test # SKIP ${plan#*SKIP }" ; plan=$seen ;;
			esac
			;;
		"TAP version"*) ;;
		*) echo "# ${line#\# }" ;;
		esac
	done
	if [ "$plan" != "$seen" ]; then
		result "not ok" "$test: ended early: $seen results of ${plan:-?}"
	fi
}

echo "TAP version 13"
if [ ! -e /sys/kernel/tracing/ktap/session ]; then
	result "not ok" "the kernel has ktap: tracefs is mounted, CONFIG_KTAP=y"
fi
for test in "${tests[@]}"; do
	program=$here/$test
	[ -x "$program" ] || program=$output/$test
	if [ ! -x "$program" ]; then
		result "not ok" "$test: not found, or not built"
		continue
	fi
	begun=$SECONDS
	collect "$test" < <(cd "$here" && exec timeout -k 10 $((${LIMIT:-600} * ${KTAP_TEST_SLOW:-1})) "$program" 2>&1)
	echo "# $test: $((SECONDS - begun)) s"
done
echo "1..$nr"
echo "# $((nr - failed - skipped)) passed, $failed failed, $skipped skipped"
[ "$failed" = 0 ]
