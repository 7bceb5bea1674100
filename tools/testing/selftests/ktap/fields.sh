#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Fields of events by name and by number, in filters and in lists.

. "$(dirname "$0")/lib.sh"

out() {
	tr '\t' ' ' < "$tmp/out"
}

test_names() {
	script_run -e 'trace sched:sched_process_exec {
		print(args.filename, args.pid == pid, args.old_pid == arg2, args["nope"])
	}' -- /bin/true
	script_is "fields by name" "$(out)" "/bin/true true true nil"
	script_run -e 'trace sched:sched_process_exec {
		for (i = -1, 3) { print(i, args[i] == args.filename, args[i] == pid) }
		print(args[arg1 + 100000000000])
	}' -- /bin/true
	script_is "arguments by a computed number" "$(out | tr '\n' ';')" \
		"-1 false false;0 true false;1 false true;2 false true;3 false false;nil;"
	script_run -e 'trace sched:sched_process_exec { print(args[nil]) }' -- /bin/true
	script_is "a number that is none: status" "$status" 1
	script_has "a number that is none: message" "$tmp/err" "number is a nil value"
	script_run -e 'function f() { return args.filename }
trace sched:sched_process_exec { print(f()) }' -- /bin/true
	script_is "a function sees the fields of the event" "$(out)" /bin/true
}

# Fields that lie at different places, or are not there at all.
test_layouts() {
	script_run -e 'trace sched:sched_process_* /args["filename"]/ {
		print(probename, args.filename)
	}' -- /bin/true
	script_is "a glob of events: those that have the field" "$(out)" \
		"sched_process_exec /bin/true"
	script_run -e 'trace sched:sched_process_exec, sched:sched_process_exit {
		print(probename, args.filename, args.prio != nil, args.pid == pid)
	}' -- /bin/true
	script_is "a list of events: nil where one has no such field" "$(out | tr '\n' ';')" \
		"sched_process_exec /bin/true false true;sched_process_exit nil true true;"
	script_run -e 'trace sched:sched_process_exec { print(args.filename) }
trace sched:sched_process_exit { print(args["filename"], args.comm) }' -- /bin/true
	script_is "two handlers, each with its event's fields" "$(out | tr '\n' ';')" \
		"/bin/true;nil true;"
}

test_arrays() {
	script_run -e 'trace raw_syscalls:sys_enter /args.id == 62 && args.args[0] == 999999/ {
		print(args.args[1], args.args, args.args[6], args.args[-1], args.id[0])
	}' -- sh -c 'kill -10 999999 2> /dev/null'
	script_is "elements of an array" "$(out)" "10 nil nil nil nil"
}

# Strings that one handler makes must not lie where the next one reads.
test_handlers() {
	script_run -e 'trace sched:sched_process_exec { a += 1 }
trace sched:sched_process_exec { n[execname .. "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"] += 1 }
trace sched:sched_process_exec { print(args.filename, args.pid == pid, args.old_pid == tid) }' -- /bin/true
	script_is "the record is there for all handlers" "$(out | head -1)" "/bin/true true true"
}

test_common() {
	script_run -e 'trace sched:sched_process_exec /common_pid == tid && common_type/ {
		print(args.common_preempt_count, args.common_flags & 0x18)
	}' -- /bin/true
	script_is "common fields" "$(out)" "0 0"
	read -r want < "$tracing/events/sched/sched_process_exec/id"
	script_run -e 'trace sched:sched_process_exec { print(args.common_type) }' -- /bin/true
	script_is "common_type is the event's id" "$(out)" "$want"
}

test_filters() {
	script_run -e 'trace sched:sched_process_exec /filename == "/bin/true" && old_pid/ { n += 1 }
trace sched:sched_process_exec /filename == "/bin/false"/ { m += 1 }
trace_end { print(n, m) }' -- sh -c '/bin/true; /bin/true; :'
	script_is "names in filters are fields" "$(out)" "2 0"
	# All of these are the kernel's to test first.
	script_run -e 'trace sched:sched_process_exit /comm == "true" && prio == 120 && prio != 5 && prio & 8 && prio > 119 && prio <= 120 && pid/ { a += 1 }
trace sched:sched_process_exec /pid > 0x7fffffff/ { b += 1 }
trace sched:sched_process_fork /parent_comm != "tru" && child_pid < 100000000/ { c += 1 }
trace sched:sched_process_exit /comm == "tru"/ { d += 1 }
trace sched:sched_process_exit /!prio/ { d += 1 }
trace_end { print(a, b, c, d) }' -- sh -c '/bin/true; /bin/true; :'
	script_is "terms that the kernel's filter takes" "$(out)" "2 0 2 0"
	script_run -e 'trace sched:sched_process_exit /comm == "true" && pid / 0 == 1/ { print("never") }' \
		-- sh -c '/bin/true; :'
	script_is "an error behind such a term is told" "$status" 1
	script_run -e 'trace raw_syscalls:sys_enter /id == 62 && args.args[1] == 10/ { print(args.args[0]) }' \
		-- sh -c 'kill -9 999999; kill -10 999998' 2> /dev/null
	script_is "a filter that is the kernel's in part" "$(out | tail -n 1)" 999998
}

test_syscalls() {
	script_run -e 'trace syscalls:sys_enter_openat /args.flags == 0x400/ {
		print(args.dfd, args.__syscall_nr == arg0, args.filename == arg2)
	}
trace syscalls:sys_exit_openat /args.flags & 0x400/ {
		print(args.dfd, args.ret == retval && retval == arg1, retval)
	}' -- sh -c ': >> /no/such/dir/file' 2> /dev/null
	script_is "arguments of a system call at its exit" "$(out | tail -n 1)" "-100 true -2"
	script_run -e 'trace syscalls:sys_exit_kill { print(args.pid, args.sig, args["ret"]) }' \
		-- sh -c 'kill -10 999999 2> /dev/null'
	script_is "an int argument has its sign, and the result" "$(out)" "999999 10 -3"
	script_run -e 'trace syscalls:sys_exit_execve { print(args.ret, args.filename) }' -- /bin/true
	script_is "execve has no arguments once it succeeded" "$(out)" "0 nil"
}

test_argstr() {
	script_run -e 'trace sched:sched_process_exec {
		print(argstr, 1)
		printf("%s %-3d\n", argstr, 7)
		var s = argstr
		print(s == "filename=/bin/true pid=" .. pid .. " old_pid=" .. pid)
	}' -- /bin/true
	script_is "argstr as the event's printer shows it" "$(sed '1,2s/=[0-9]\+/=N/g' "$tmp/out" | tr '\t\n' ' ;')" \
		"filename=/bin/true pid=N old_pid=N 1;filename=/bin/true pid=N old_pid=N 7  ;true;"
	script_run -e 'trace sched:sched_switch { print(argstr) exit() }'
	script_true "argstr: symbols of the event's printer" grep -q 'prev_state=[A-Z].* ==> next_comm=' "$tmp/out"
	script_run -e 'trace syscalls:sys_enter_kill { n[argstr] += 1 print(argstr) }
trace syscalls:sys_exit_kill { print(argstr) }' -- sh -c 'kill -9 999999 2> /dev/null'
	script_is "argstr of system calls" "$(head -n 2 "$tmp/out" | tr '\n' ';')" \
		"pid=999999 sig=9;ret=-3;"
	script_true "argstr as a key" grep -qE '^ *pid=999999 sig=9 +\|.*\| +1$' "$tmp/out"
	script_run -e 'trace raw_syscalls:sys_enter /id == 62/ { var s = argstr print(s) exit() }' \
		-- sh -c 'kill -9 999999 2> /dev/null'
	script_true "argstr: elements" grep -qE '^id=62 args=\{999999,9,' "$tmp/out"
}

test_list() {
	"$ktap" -l > "$tmp/out"
	script_is "-l: as many as tracefs lists, and what is no trace event" \
		"$(grep -Evc '^(tick-N|profile-N|mem:|perf:|ftrace:function)' "$tmp/out")" \
		"$(grep -vc '^ftrace:' "$tracing/available_events")"
	script_has "-l: timers" "$tmp/out" "tick-N"
	script_is "-l GLOB" "$("$ktap" -l 'sched:sched_process_ex?[!t]*' 'sched:sched_process_exec')" \
		sched:sched_process_exec
	script_is "-lv: fields" "$("$ktap" -lv 'sched:sched_process_exec' | tr -s ' \n' ' ')" \
		"sched:sched_process_exec __data_loc char[] filename pid_t pid pid_t old_pid "
	script_is "-lv: a system call's exit" "$("$ktap" -lv 'syscalls:sys_exit_kill' | tr -s ' \n' ' ')" \
		"syscalls:sys_exit_kill int __syscall_nr long ret # from the entry: pid_t pid int sig "
	script_run -l sched:sched_swich
	script_is "-l of nothing: status" "$status" 1
	script_has "-l of nothing: a near name" "$tmp/err" "did you mean 'sched:sched_switch'?"
}

test_errors() {
	script_run -e 'trace sched:sched_process_exec { print(args.filenam) }' -- /bin/true
	script_is "no such field: status" "$status" 255
	script_has "no such field: where" "$tmp/err" "(command line):1:45: error:"
	script_has "no such field: which" "$tmp/err" 'no field `filenam`'
	script_has "no such field: a near name" "$tmp/err" 'did you mean `filename`?'
	# What the tool does not look at the kernel finds.
	script_run -e 'trace sched:sched_process_e* { print(args.filenam) }' -- /bin/true
	script_is "no such field in a glob: status" "$status" 255
	script_has "no such field in a glob: where" "$tmp/err" "(command line):1:43: error:"
	script_has "no such field in a glob: a near name" "$tmp/err" "no field 'filenam' (did you mean 'filename'?)"
	script_run -e 'trace sched:sched_process_exec { print(arg3) }' -- /bin/true
	script_has "no such argument" "$tmp/err" 'has 3 arguments, from `arg0`'
	script_run -e 'trace syscalls:sys_enter_kill /siig == 3/ { print(1) }' -- /bin/true
	script_is "no such field in a filter: status" "$status" 255
	script_has "no such field in a filter: a near name" "$tmp/err" 'did you mean `sig`?'
	script_run -e 'trace syscalls:sys_enter_kill { print(args.ret) }' -- /bin/true
	script_is "the result at the entry: status" "$status" 255
}

script_begin
test_names
test_layouts
test_arrays
test_common
test_handlers
test_filters
test_syscalls
test_argstr
test_list
test_errors
script_wait_gone "no session is left"
script_end
