#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# kmemleak finds nothing that ktap has allocated and lost.  To be run behind
# the other tests, whose leaks it finds.

. "$(dirname "$0")/lib.sh"

kmemleak=/sys/kernel/debug/kmemleak

# Objects that ktap's functions allocated, or its tool's calls.
ours() {
	awk '/^unreferenced object/ { show() ; text = "" } { text = text $0 "\n" }
	     END { show() }
	     function show() { if (text ~ /ktap/) printf "%s", text }' "$kmemleak"
}

script_begin
if ! { echo scan > "$kmemleak"; } 2> /dev/null; then
	script_skip "nothing leaks" "no CONFIG_DEBUG_KMEMLEAK, or it is off"
	script_end
fi
script_run -e 'trace syscalls:sys_enter_getppid { n += 1 } tick-10ms { exit() }'
script_wait_gone "no session is left"
# Twice, with more than the five seconds between that make an object suspect.
echo scan > "$kmemleak"
sleep 6
echo scan > "$kmemleak"
ours > "$tmp/leaks"
script_is "nothing leaks" "$(grep -c '^unreferenced' "$tmp/leaks")" 0
script_note < "$tmp/leaks"
script_note "others: $(grep -c '^unreferenced' "$kmemleak")"
script_end
