#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# A kernel that is locked down keeps its secrets from ktap, too.  It stays so
# until the next boot: only where KTAP_TEST_LOCKDOWN says that this is wanted.

. "$(dirname "$0")/lib.sh"

security=/sys/kernel/security
reads='trace probe:vfs_read { n[stack()] += 1 }
	print(kernel_string(kaddr("linux_banner"), 5))'

lock() {
	echo "$1" > $security/lockdown
}

# Of the two levels only the second one is about reading.
test_integrity() {
	lock integrity
	script_run -e "$reads" -- /bin/true
	script_is "integrity: status" "$status" 0
	script_is "integrity: memory of the kernel" "$(head -1 "$tmp/out")" Linux
}

# What runs already goes on; nothing else begins.
test_confidentiality() {
	"$ktap" -e 'tick-10ms { print(pid == pid) } trace probe:vfs_read { n += 1 }
		tick-1s { exit() }' > "$tmp/running" 2>&1 &
	for _ in $(seq $((50 * slow))); do
		[ -s "$tmp/running" ] && break
		sleep 0.1
	done
	lock confidentiality
	script_true "a script that runs goes on" wait $!
	script_has "a script that runs ends as it should" "$tmp/running" "n: "

	script_run -e 'print(1)'
	script_is "confidentiality: status" "$status" 255
	script_is "confidentiality: no output" "$(cat "$tmp/out")" ""
	script_has "confidentiality: message" "$tmp/err" \
		"not permitted: tracing needs root, or CAP_PERFMON and access to"
	script_has "confidentiality: its cause" "$tmp/err" "a kernel that is not locked down"
	script_run -e "$reads"
	script_is "confidentiality: memory of the kernel" "$status" 255
	script_true "confidentiality: nor does it say who traces what" \
		[ -z "$(cat "$tracing/ktap/sessions" 2> /dev/null)" ]
}

script_begin
mountpoint -q $security || mount -t securityfs none $security 2> /dev/null
if [ -z "${KTAP_TEST_LOCKDOWN:-}" ]; then
	script_skip "lockdown" "it lasts until the next boot: ask for it by KTAP_TEST_LOCKDOWN=1"
elif ! grep -q '\[none\]' $security/lockdown 2> /dev/null; then
	script_skip "lockdown" "this kernel has none, or is locked down already"
else
	test_integrity
	test_confidentiality
fi
script_end
