#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Memory of a session is charged to the group of who opened it.

. "$(dirname "$0")/lib.sh"

# What a command prints into files: the session's memory, and the group's.
cat > "/tmp/ktap-memcg.$$" <<-'END'
	look() {
		sed -n '/charge-test/p' /sys/kernel/tracing/ktap/sessions | cut -f 12 > "$1.used"
		cat "$2/memory.current" > "$1.charged"
	}
	look "$1/begin" "$2"
	dd if=/dev/zero of=/dev/null bs=1 count=30000 status=none
	look "$1/end" "$2"
END

# Both kinds of code; handlers' memory comes from workers and irq_work.
test_charge() {
	local group=$tmp/cgroup/ktaptest$$ used charged

	mkdir "$tmp/cgroup"
	if ! mount -t cgroup2 none "$tmp/cgroup" 2> /dev/null ||
	   ! grep -qw memory "$tmp/cgroup/cgroup.controllers"; then
		script_skip "memory is charged to the opener's group" "no memory controller"
		return
	fi
	echo +memory > "$tmp/cgroup/cgroup.subtree_control"
	mkdir "$group"
	cat > "$tmp/charge-test.kp" <<-'END'
		trace syscalls:sys_enter_write /execname == "dd"/ {
			n += 1
			t["a key that takes some memory " .. n] = n
		}
		trace_end { print("kept", len(t)) }
	END
	(
		echo "$BASHPID" > "$group/cgroup.procs"
		script_run "$tmp/charge-test.kp" -- \
			bash "/tmp/ktap-memcg.$$" "$tmp" "$group"
		echo "$status" > "$tmp/status"
	)
	script_is "memory is charged: status" "$(cat "$tmp/status")" 0
	used=$(($(cat "$tmp/end.used") - $(cat "$tmp/begin.used")))
	charged=$(($(cat "$tmp/end.charged") - $(cat "$tmp/begin.charged")))
	script_note "$(cat "$tmp/out"); used $used, charged $charged"
	script_true "memory is charged: it was used" [ "$used" -gt 3000000 ]
	script_true "memory is charged: to the opener's group" \
		[ "$charged" -ge $((used * 3 / 4)) ]
	script_wait_gone "memory is charged: the session is gone"
	rmdir "$group"
	umount "$tmp/cgroup"
}

script_begin
test_charge
rm -f "/tmp/ktap-memcg.$$"
script_end
