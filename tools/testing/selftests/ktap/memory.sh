#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Memory of the process and of the kernel, and who and where we are.

. "$(dirname "$0")/lib.sh"

out() {
	tr '\t' ' ' < "$tmp/out"
}

test_user() {
	script_run -e 'trace syscalls:sys_exit_openat /user_string(args.filename) == "/etc/hostname_not"/ {
		print(user_string(args.filename, 4), user_buf(args.filename, 5), errno_name(retval))
	}' -- sh -c ': < /etc/hostname_not' 2> /dev/null
	script_is "user_string, user_buf, errno_name" "$(out | tail -n 1)" "/etc /etc/ ENOENT"
	script_run -e 'trace syscalls:sys_enter_execve {
		var t = user_strings(args.argv)
		print(len(t), t[1], t[3], t[4])
		print(len(user_strings(args.argv, 2)))
	}' -- /bin/sh -c : word
	script_is "user_strings" "$(out | tr '\n' ';')" "4 /bin/sh : word;2;"
	script_run -e 'trace syscalls:sys_enter_execve { print(user_string(8), user_strings(8)[1], user_buf(-4096, 8)) }
tick-10s { print("never") }' -- /bin/true
	script_is "addresses that fault are nil" "$(out)" "nil nil nil"
	script_has "and counted" "$tmp/err" "reads of memory that faulted"
	script_run -e 'print(user_string(4096))'
	script_is "top-level code has no user memory" "$(out)" nil
}

test_kernel() {
	script_run -e 'trace sched:sched_process_exec {
		print(len(kernel_read(curtask, 16)), kernel_string(1), kernel_string(-8), kernel_string(1 << 62), kernel_string(0))
	}' -- /bin/true
	script_is "kernel_read, kernel_string" "$(out)" "16 nil nil nil nil"
	script_run -e 'trace syscalls:sys_enter_openat { print(kernel_string(args.filename) == nil) exit() }' -- /bin/true
	script_is "an address of the process is none of the kernel's" "$(out)" true
}

# One for each CPU: an integer of 4 bytes with a sign; a structure, which is its
# address.
test_types() {
	if [ ! -e /sys/kernel/btf/vmlinux ]; then
		script_skip "symbols have types" "no BTF"
		return
	fi
	script_run -e 'print(s32(`dirty_throttle_leaks`) == `dirty_throttle_leaks`,
		`runqueues` == kaddr("runqueues"))'
	script_is "symbols have types" "$(tr '\t' ' ' < "$tmp/out")" "true true"
}

test_names() {
	script_run -e 'trace raw_syscalls:sys_enter /syscall_name(args.id) == "kill"/ {
		print(syscall_name(args.id), signal_name(args.args[1]))
	}' -- sh -c 'kill -USR1 999999 2> /dev/null'
	script_is "syscall_name, signal_name" "$(out)" "kill SIGUSR1"
	script_run -e 'print(kernel_v, arch, num_cpus)'
	script_is "kernel_v, arch, num_cpus" "$(out)" "$(uname -r) $(uname -m) $(nproc)"
	script_run -e 'trace sched:sched_process_exec {
		print(euid, uid, gid, comm == execname, in_interrupt, in_iowait, cgroup > 0, ppid > 1)
	}' -- /bin/true
	script_is "who runs" "$(out)" "0 0 0 true false false true true"
	script_run -e 'trace irq:softirq_entry { print(in_interrupt) exit() }'
	script_is "in_interrupt in a soft interrupt" "$(out)" true
	script_run -e 'print(net.format("\x7f\0\0\1"), net.format_ip_addr("\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\1"))'
	script_is "net.format" "$(out)" "127.0.0.1 ::1"
	script_run -e 'var a = nsecs print_trace_clock()'
	script_true "print_trace_clock" grep -qE '^ *[0-9]+\.[0-9]{6}$' "$tmp/out"
}

script_begin
test_user
test_kernel
test_types
test_names
script_wait_gone "no session is left"
script_end
