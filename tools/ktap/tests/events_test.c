// SPDX-License-Identifier: GPL-2.0
/*
 * ktap - tests of what tracefs says of events, and of the checks it allows
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "target/events.h"
#include "target/rawtp.h"
#include "tests/attempt.h"
#include "tests/tap.h"

static char dir[] = "/tmp/ktap-events-test.XXXXXX";

static void write_file(const char *name, const char *text)
{
	char path[256], *slash;
	FILE *file;

	snprintf(path, sizeof(path), "%s/%s", dir, name);
	for (slash = strchr(path + 1, '/'); slash; slash = strchr(slash + 1, '/')) {
		*slash = '\0';
		mkdir(path, 0755);
		*slash = '/';
	}
	file = fopen(path, "w");
	if (!file)
		abort();
	fputs(text, file);
	fclose(file);
}

#define COMMON								\
	"name: x\nID: 1\nformat:\n"					\
	"\tfield:unsigned short common_type;\toffset:0;\tsize:2;\tsigned:0;\n" \
	"\tfield:int common_pid;\toffset:4;\tsize:4;\tsigned:1;\n\n"

static void write_tracefs(void)
{
	write_file("available_events",
		   "sched:sched_switch\nirq:irq_handler_entry\n"
		   "syscalls:sys_enter_read\nsyscalls:sys_exit_read\n");
	write_file("events/sched/sched_switch/format", COMMON
		   "\tfield:char prev_comm[16];\toffset:8;\tsize:16;\tsigned:0;\n"
		   "\tfield:pid_t pid;\toffset:24;\tsize:4;\tsigned:1;\n"
		   "\tfield:unsigned long args[6];\toffset:32;\tsize:48;\tsigned:0;\n"
		   "\tfield:__data_loc char[] name;\toffset:80;\tsize:4;\tsigned:0;\n"
		   "\tfield:const char * what;\toffset:88;\tsize:8;\tsigned:0;\n"
		   "\nprint fmt: \"field:%s;\", REC->name\n");
	write_file("events/syscalls/sys_enter_read/format", COMMON
		   "\tfield:int __syscall_nr;\toffset:8;\tsize:4;\tsigned:1;\n"
		   "\tfield:unsigned int fd;\toffset:16;\tsize:8;\tsigned:0;\n"
		   "\tfield:char * buf;\toffset:24;\tsize:8;\tsigned:0;\n");
	write_file("events/syscalls/sys_exit_read/format", COMMON
		   "\tfield:int __syscall_nr;\toffset:8;\tsize:4;\tsigned:1;\n"
		   "\tfield:long ret;\toffset:16;\tsize:8;\tsigned:1;\n");
}

/* Fields as "name=text" with "!" before what has no number. */
static void test_fields(const char *event, const char *wanted)
{
	struct arena arena = { 0 };
	struct event_field *field;
	char text[1024] = "";
	size_t len = 0;

	tap_is(events_fields(dir, &arena, event, &field), 0, event);
	for (; field; field = field->next)
		len += snprintf(text + len, sizeof(text) - len, "%s%s=%s;",
				field->is_arg ? "" : "!", field->name,
				field->text);
	tap_text(text, wanted, event);
	arena_free(&arena);
}

static void test_none(const char *event)
{
	struct arena arena = { 0 };
	struct event_field *field;

	tap_is(events_fields(dir, &arena, event, &field), -ENOENT, event);
	arena_free(&arena);
}

static void test_names(void)
{
	struct arena arena = { 0 };
	char **names;

	tap_is(events_names(dir, &arena, &names), 4, "number of events");
	tap_text(names[0], "irq:irq_handler_entry", "they are sorted");
	tap_text(names[3], "syscalls:sys_exit_read", "to the last");
	tap_is(events_names("/nonexistent", &arena, &names), -ENOENT,
	       "no tracefs");
	arena_free(&arena);
}

static void test_raw(void)
{
	struct arena arena = { 0 };
	char path[64];
	char **names;

	write_file("kallsyms",
		   "ffffffff81000000 T __traceiter_sched_switch\n"
		   "ffffffff81000010 t __pfx___traceiter_sched_switch\n"
		   "0000000000000000 t __traceiter_foo_bar\t[trace_events_sample]\n"
		   "ffffffff81000020 D __tracepoint_sched_wakeup\n");
	snprintf(path, sizeof(path), "%s/kallsyms", dir);
	tap_is(rawtp_names(path, &arena, &names), 2, "number of tracepoints");
	tap_text(names[0], "rawtp:foo_bar", "one of a module");
	tap_text(names[1], "rawtp:sched_switch", "one of the kernel");
	tap_is(rawtp_names("/nonexistent", &arena, &names), -ENOENT,
	       "no symbols");
	arena_free(&arena);
}

static const struct {
	const char *text;
	const char *complaint;		/* NULL: none */
} scripts[] = {
	{ "trace sched:sched_switch { print(args.prev_comm, args.common_pid, arg4, args.args[2]) }", NULL },
	{ "trace sched:sched_switch { print(args.prev_com) }", "t.kp:1:39: error: `sched:sched_switch` has no field `prev_com`" },
	{ "trace sched:sched_switch { print(args.prev_com) }", "did you mean `prev_comm`?" },
	{ "trace sched:sched_switch { print(args[\"prev_com\"]) }", NULL },
	{ "trace sched:sched_switch /prev_com == 1/ { }", "1:27: error: `sched:sched_switch` has no field `prev_com`" },
	{ "trace sched:sched_switch { if (1) { n[args.x[1]] += 1 } }", "no field `x`" },
	{ "trace sched:sched_switch { print(arg5) }", "`sched:sched_switch` has 5 arguments, from `arg0`" },
	{ "trace sched:sched_switch, syscalls:sys_exit_read { print(args.ret, args.what, args.fd) }", NULL },
	{ "trace sched:sched_switch, syscalls:sys_exit_read { print(args.fe) }", "has no field `fe`" },
	{ "trace syscalls:sys_exit_read { print(arg1, args.buf) }", NULL },
	{ "trace syscalls:sys_exit_read { print(arg2) }", "has 2 arguments" },
	{ "trace syscalls:sys_enter_read { print(args.ret) }", "no field `ret`" },
	/* What cannot be read is for the kernel to judge. */
	{ "trace sched:sched_* { print(args.x, arg9) }", NULL },
	{ "trace a:b, sched:sched_switch { print(args.x) }", NULL },
	{ "function f() { return args.x } trace sched:sched_switch { print(f()) }", NULL },
	{ "trace sched:sched_switch /pid == 1/ { }", "1:27: warning: `pid` is the built-in variable, not the field of the event" },
	{ "trace sched:sched_switch /pid == 1/ { }", "the field is `args.pid`" },
	{ "trace sched:sched_switch /args.pid == 1 && tid/ { print(pid) }", NULL },
};

static void test_scripts(void)
{
	size_t i;

	for (i = 0; i < sizeof(scripts) / sizeof(*scripts); i++) {
		struct attempt attempt = { .tracefs = dir };

		attempt_compile(&attempt, scripts[i].text,
				strlen(scripts[i].text));
		if (scripts[i].complaint)
			tap_has(attempt.errors, scripts[i].complaint,
				scripts[i].text);
		else
			tap_text(attempt.errors, "", scripts[i].text);
		attempt_free(&attempt);
	}
}

static void test_strict(void)
{
	static const char script[] = "trace sched:sched_switch /pid == 1/ { }";
	struct attempt attempt = { .tracefs = dir, .strict = true };

	attempt_compile(&attempt, script, strlen(script));
	tap_ok(!attempt.compiled, "a warning is an error where it is to be");
	tap_has(attempt.errors, "1:27: error: `pid` is the built-in variable",
		"and looks like one");
	attempt_free(&attempt);
}

int main(void)
{
	char remove[64];

	if (!mkdtemp(dir))
		abort();
	write_tracefs();
	test_names();
	test_raw();
	test_fields("sched:sched_switch",
		    "!common_type=unsigned short common_type;"
		    "!common_pid=int common_pid;prev_comm=char prev_comm[16];"
		    "pid=pid_t pid;args=unsigned long args[6];"
		    "name=__data_loc char[] name;what=const char * what;");
	test_fields("syscalls:sys_exit_read",
		    "!common_type=unsigned short common_type;"
		    "!common_pid=int common_pid;__syscall_nr=int __syscall_nr;"
		    "ret=long ret;!fd=unsigned int fd;!buf=char * buf;");
	test_none("sched:sched_wakeup");
	test_none("sched:*");
	test_none("sched");
	test_none("../sched:sched_switch");
	test_scripts();
	test_strict();
	snprintf(remove, sizeof(remove), "rm -rf %s", dir);
	if (system(remove))
		abort();
	return tap_end();
}
