// SPDX-License-Identifier: GPL-2.0
/*
 * ktap - tests of names, checks and warnings
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <linux/kernel.h>
#include <linux/ktap_bytecode.h>

#include "sema/builtin.h"
#include "sema/missing.h"
#include "tests/attempt.h"
#include "tests/machine.h"
#include "tests/tap.h"

static const char *const accepted[] = {
	"function f(x) { return function () { return x } }",
	"for (i = 1, 2) { var x = i function f() { return x } }",
	"trace a:b { var x = 1 function f() { x = 2 } f() }",
	"function f(...) { return ... }",
	"var x = \"a\" ~ \"b\"",
	"function f(n) { return 1, f(n) }",
	"var a, b = string.find(\"abc\", \"b\") print(a, b, string.find(\"x\", \"y\"))",
	"var f = string.upper print(f(\"a\"), stringof(1), rand(), strftime(\"%H\"))",
	"var f = print",
	"function f() { return len } print(f()({}))",
	"function f(...) { print(...) len((...)) tostring(...) }",
	"x = 1 print(x)",
	"x[1] = 2 print(x[1])",
	"n += 1",
	"n++ print(n)",
	"s ..= \"a\"",
	"var self = {} self.x = 1",
	"var max; max = 3",
	"function rand(x) { return x } print(rand(1))",
	"function f(pid, arg0, count) { return pid + arg0 + count } f(1, 2, 3)",
	"for (hist = 1, 3) { print(hist) }",
	"var string = {sub = 1} print(string.sub)",
	"var args = {x = 1} print(args.x)",
	"while (1) { exit() }",
	"if (-1) { }",
	"var x if (x) { } if (x == 0) { } if (!x) { } x = x || 1 x = x ? 1 : 2",
	"trace a:b /pid/ { } trace a:b /pid & 1 && !tid/ { } trace a:b /pid ? 1 : tid + 1/ { }",
	"trace a:b { print(arg0, probename, eventname, args[3]) }",
	"trace a:b /prev_pid == 0 && common_pid/ { }",
	"trace a:b { print(args.comm, args[\"comm\"], args.f[2], args[arg0]) }",
	"function f() { return args.x } trace a:b { print(f()) }",
	"trace a:b { print(argstr) n[argstr] += 1 printf(\"%s\", argstr) }",
	"tick-1s { print(probename, arg0) }",
	"profile-99hz { print(probename, arg0) }",
	"trace ftrace:function /ip == vfs* && pid > 1 && ip != 'a*'/ { }",
	"trace syscalls:sys_exit_read { print(retval) }",
	"trace syscalls:sys_exit_* { print(retval) }",
	"trace syscalls:* { print(retval) }",
	"trace syscalls:sys_* { print(retval) }",
	"trace *:sys_exit_read { print(retval) }",
	"trace probe:vfs_read%return { print(retval) }",
	"trace a:b, probe:vfs_read%return { print(retval) }",
	"function f() { return probename, arg0, retval } trace a:b { print(f()) }",
	"trace a:b { n += 1 } tick-1s { print(n) n = 0 }",
	"trace a:b { x = 1 } x = 0",
	"var t = {} trace a:b { for (k, v in pairs(t)) { delete(t, k) } }",
	"var f function g() { f() } f = function () { }",
	"function f() { f() }",
	"printf(\"%d %s %v %% %-*.*lld %p %c %5.3x\\n\", nil, 1, {}, 1, 2, 3, 4, 5, 6)",
	"function f() { return 1, 2 } printf(\"%d %d %d\", 0, f())",
	"var s = \"%d\" printf(s, 1, 2)",
	"var x = 1 function f() { return x } function g() { return f() + x }",
	"trace a:b { function f(x) { return x } print(f(1)) }",
	"function f() { return } print(f())",
	"print(comm, execname, s32(1), table.new(1, 2))",
	"function f(g) { return g() } trace a:b /f(function () { return pid == 1 })/ { }",
};

/* Script, place, part of the message, part of the hint. */
static const struct refusal {
	const char *script;
	const char *place;
	const char *message;
	const char *hint;
} refused[] = {
	/* undeclared names */
	{ "print(x)", "1:7", "`x` is not declared", NULL },
	{ "x.y.z = 1", "1:1", "`x` is not declared", NULL },
	{ "trace a:b { x = 1 }", "1:13", "`x` is not declared", "`var x = …`" },
	{ "function f() { x = 1 }", "1:16", "`x` is not declared", "`var x = …`" },
	{ "foo(1)", "1:1", "`foo` is not declared", NULL },
	{ "number = 1 print(numbre)", "1:18", "`numbre` is not declared", "did you mean `number`?" },
	{ "print(pidd)", "1:7", "`pidd` is not declared", "did you mean `pid`?" },
	{ "prnit(1)", "1:1", "`prnit` is not declared", "did you mean `print`?" },
	{ "print(exec_name)", "1:7", "`exec_name` is not declared", "did you mean `execname`?" },
	{ "{ var x = 1 } print(x)", "1:21", "`x` is not declared", "line 1 ends with its block" },
	{ "f() function f() { }", "1:1", "`f` is not declared here", "declared below, in line 1" },
	{ "trace a:b { n += 1 }\nvar n = 0", "1:13", "`n` is not declared here", "below, in line 2" },
	{ "var f = function () { f() }", "1:23", "`f` is not declared here", "below" },
	{ "tick-1s /prev_pid == 0/ { }", "1:10", "there is no `prev_pid`: timers have no fields", NULL },
	{ "profile-99hz /x/ { }", "1:15", "there is no `x`: timers have no fields", NULL },
	{ "tick-1s { print(args.x) }", "1:22", "there is no `x`: timers have no fields", NULL },
	{ "trace_end { print(args.x) }", "1:24", "`x` needs an event", "after all events" },
	{ "print(args[arg[1]])", "1:7", "`args[n]` needs an event", "arg[1]" },
	{ "trace a:b { print(args[1, 2]) }", "1:27", "an argument of the event has one number", NULL },
	{ "trace a:b { print(args[\"\"]) }", "1:24", "no name of a field", NULL },
	{ "trace a:b /x == 0/ { print(x) }", "1:28", "`x` is not declared", NULL },
	{ "trace a:b /x(1)/ { }", "1:12", "`x` is not declared", NULL },
	{ "n += 1 n[1] += 1", "1:8", "`n` is used as a table and as a counter", NULL },
	{ "n[1] = 1 n++", "1:10", "`n` is used as a table and as a counter", NULL },
	{ "n += 1 n ..= 1", "1:8", "`n` is used as a counter and as text", NULL },

	/* what is built in */
	{ "pid = 1", "1:1", "`pid` is built in and cannot be assigned", "`var pid`" },
	{ "count += 1", "1:1", "`count` is built in and cannot be assigned", "`var count`" },
	{ "print = 1", "1:1", "`print` is built in", NULL },
	{ "arg0 = 1", "1:1", "`arg0` is built in", NULL },
	{ "arg[1] = 2", "1:1", "`arg` is built in", NULL },
	{ "trace a:b { args.x = 2 }", "1:13", "`args` is built in", NULL },
	{ "string.sub = 1", "1:1", "`string` is built in", NULL },
	{ "a, pid = 1, 2", "1:4", "`pid` is built in", NULL },
	{ "print(string)", "1:7", "`string` is no value", "with a dot" },
	{ "print(string.subb)", "1:14", "there is no `string.subb`", "did you mean `string.sub`?" },
	{ "print(string[1])", "1:13", "`string` is no table", NULL },
	{ "trace a:b { print(args) }", "1:19", "`args` is no value", "`args.name`, `args[n]`" },
	{ "trace a:b { print(self) }", "1:19", "`self` is no value", "`self.name`" },
	{ "trace a:b { self = 1 }", "1:13", "`self` is no variable", "`self.name`" },
	{ "trace a:b { self[\"x\"] = 1 }", "1:13", "`self` is no table", "`self.name`" },
	{ "tick-1s { self.x = 1 }", "1:11", "there is no `self.x` here", NULL },
	{ "trace a:b { print(call.x) }", "1:19", "there is no `call.x` here", "`self.name`" },
	{ "call.x = 1", "1:1", "`call.x` needs an event", NULL },
	{ "print(arg.name)", "1:10", "`arg` has numbers, no names", "`args.name`" },
	{ "print(pairs)", "1:7", "`pairs` stands in `for` only", "for (k, v in pairs(t))" },
	{ "print(pid())", "1:7", "`pid` is no function", "without parentheses" },
	{ "var len = 1 print(len(\"x\"))", "1:19", "`len` is no function", "line 1 hides the built-in" },
	{ "var max = {} print(max(1, 2))", "1:20", "`max` is no function", "hides the built-in" },
	{ "trace a:b { print(args[256]) }", "1:24", "numbered from 0 to 255", NULL },
	{ "trace a:b { print(args[-1]) }", "1:24", "arguments of events are numbered from 0", NULL },

	/* arguments of built-ins */
	{ "len()", "1:1", "`len` takes 1 argument, not 0", NULL },
	{ "len(1, 2)", "1:1", "`len` takes 1 argument, not 2", NULL },
	{ "exit(1, 2)", "1:1", "`exit` takes at most 1 argument, not 2", NULL },
	{ "printf()", "1:1", "`printf` takes 1 argument or more, not 0", NULL },
	{ "var t = {} print_hist(t, 1, \"x\")", "1:12", "`print_hist` takes 1 to 2 arguments, not 3", NULL },
	{ "function f() { return 1, 2 } len(f())", "1:30", "`len` takes 1 argument, not 2", NULL },
	{ "function f() { } len(f())", "1:18", "`len` takes 1 argument, not 0", NULL },
	{ "printf(\"%q\", 1)", "1:8", "there is no conversion `%q`", NULL },
	{ "printf(\"%\", 1)", "1:8", "there is no conversion `%`", NULL },
	{ "printf(\"%1001d\", 1)", "1:8", "width and precision are at most 1000", NULL },
	{ "printf(\"%pS\", \"x\")", "1:15", "`%pS` takes an integer, not a string", NULL },
	{ "printf(\"%d %d\", 1)", "1:1", "the format takes 2 values, not 1", NULL },
	{ "printf(\"%d\")", "1:1", "the format takes 1 value, not 0", NULL },
	{ "printf(\"%%\", 1)", "1:1", "the format takes 0 values, not 1", NULL },
	{ "printf(\"%*d\", 1)", "1:1", "the format takes 2 values, not 1", NULL },
	{ "printf(\"%s %-5lld\", 1, \"x\")", "1:24", "`%-5lld` takes an integer, not a string", "any value" },
	{ "printf(\"%*d\", 1 .. 2, 3)", "1:17", "`%*d` takes an integer, not a string", NULL },
	{ "printf(\"%x\", pid == 1)", "1:18", "`%x` takes an integer, not a boolean", NULL },
	{ "printf(\"%c\", {})", "1:14", "`%c` takes an integer, not a table", NULL },
	{ "s32()", "1:1", "`s32` takes 1 argument, not 0", NULL },
	{ "for (k in pairs()) { }", "1:11", "`pairs` takes 1 argument, not 0", NULL },
	{ "var t for (a, b, c in pairs(t)) { }", "1:18", "a key and a value, no more", NULL },
	{ "for (i = 1, 2, 0) { }", "1:16", "the step of a loop is not 0", NULL },

	/* where things may stand */
	{ "break", "1:1", "`break` stands in loops only", NULL },
	{ "continue", "1:1", "`continue` stands in loops only", NULL },
	{ "while (1) { function f() { break } }", "1:28", "`break` stands in loops only", NULL },
	{ "if (1) { break }", "1:10", "`break` stands in loops only", NULL },
	{ "print(arg0)", "1:7", "`arg0` needs an event", "`arg[1]`" },
	{ "print(args[10])", "1:7", "`args[10]` needs an event", NULL },
	{ "print(probename)", "1:7", "`probename` needs an event", NULL },
	{ "print(eventname)", "1:7", "`eventname` needs an event", NULL },
	{ "trace_end { print(probename) }", "1:19", "`probename` needs an event", "after all events" },
	{ "print(retval)", "1:7", "`retval` needs an event", NULL },
	{ "trace syscalls:sys_enter_read { print(retval) }", "1:39", "`retval` is known where a call returns only", "%return" },
	{ "trace sched:* { print(retval) }", "1:23", "`retval` is known where a call returns only", NULL },
	{ "tick-1s { print(retval) }", "1:17", "`retval` is known where a call returns only", NULL },
	{ "function f() { return ... }", "1:23", "`...` stands in functions that declare it", NULL },
	{ "print(...)", "1:7", "`...` stands in functions that declare it", NULL },

	/* conditions that are always true */
	{ "if (pid) { }", "1:5", "0 is true here: write `!= 0`", NULL },
	{ "var x = 1 if (x & 1) { }", "1:17", "0 is true here: write `!= 0`", NULL },
	{ "var x = 1 while (x - 1) { }", "1:20", "0 is true here", NULL },
	{ "var x = 1 repeat { } until (-x)", "1:29", "0 is true here", NULL },
	{ "var x = !(pid + 1)", "1:15", "0 is true here", NULL },
	{ "var x = pid && 1", "1:9", "0 is true here", NULL },
	{ "var x = len(\"\") || 1", "1:9", "0 is true here", NULL },
	{ "var x = cpu ? 1 : 2", "1:9", "0 is true here", NULL },
	{ "var x if (x && pid) { }", "1:16", "0 is true here", NULL },
	{ "for (i = 3; i - 1; i--) { }", "1:15", "0 is true here", NULL },
	{ "function f(g) { return g() } trace a:b /f(function () { return !pid })/ { }", "1:65", "0 is true here", NULL },

	/* keys of several parts */
	{ "t[1, 2, 3, 4, 5, 6, 7, 8, 9] = 3", "1:2", "a key has at most 8 parts, not 9", NULL },
	{ "var t = {} print(t[1, 2, 3, 4, 5, 6, 7, 8, 9])", "1:19", "a key has at most 8 parts, not 9", NULL },
	{ "var t = {[1, 2, 3, 4, 5, 6, 7, 8, 9] = 3}", "1:11", "a key has at most 8 parts, not 9", NULL },
	{ "var t = {} t[1, 2, 3, 4, 5, 6, 7, 8, 9] += 1", "1:13", "a key has at most 8 parts, not 9", NULL },
	{ "var t = {} delete(t, 1, 2, 3, 4, 5, 6, 7, 8, 9)", "1:12", "`delete` takes 1 to 9 arguments, not 10", NULL },

	/* what this version has not */
	{ "var x = kaddr(y) y = 1", "1:15", "`kaddr` takes the name of a symbol, as a literal", "jiffies" },
	{ "trace ftrace:function /ip == vfs* || pid == 1/ { }", "1:30", "a glob in a filter is not available", NULL },
	{ "for (k in sort_pairs()) { }", "1:11", "`sort_pairs` takes 1 to 3 arguments, not 0", NULL },
	{ "for (k in sort_pairs({}, nil, 1, 2)) { }", "1:11", "`sort_pairs` takes 1 to 3 arguments, not 4", NULL },
	{ "for (k in pairs({}, 1)) { }", "1:11", "`pairs` takes 1 argument, not 2", NULL },
	{ "table.sort({}, 1, 2)", "1:6", "`table.sort` takes 1 to 2 arguments, not 3", NULL },
	{ "tick-1s { print(argstr) }", "1:17", "there is no `argstr`: timers have no fields", NULL },
	{ "print(argstr)", "1:7", "`argstr` needs an event", NULL },

	/* what users of other tools type */
	{ "x = count()", "1:5", "`count` takes 1 argument, not 0", "`n[execname] += 1`" },
	{ "var h h <<< 1 if (count(h)) { }", "1:19", "0 is true here", NULL },
	{ "trace a:b { x <<< 1 x += 1 }", "1:21", "`x` is used as a counter and as an aggregate", NULL },
	{ "trace a:b { x[1] <<< 1 x[1] += 1 }", "1:24", "`x` is used as a table and as an aggregate", NULL },
	{ "x = hist(1)", "1:5", "`hist` is no value", "hist.log2()" },
	{ "x = str(1)", "1:5", "`str` is not declared", "user_string" },
	{ "x = kstack", "1:5", "`kstack` is not declared", "`stack()`" },
	{ "x = timestamp", "1:5", "`timestamp` is not declared", "`nsecs`" },
	{ "x = copyinstr(1)", "1:5", "`copyinstr` is not declared", "user_string" },
	{ "x = probefunc", "1:5", "`probefunc` is not declared", "`probename`" },
	{ "x = quantize(1)", "1:5", "`quantize` is not declared", "hist.log2()" },
	{ "kdebug.trace(\"x\")", "1:1", "`kdebug` is not declared", "trace syscalls" },
	{ "timer.tick(\"1s\")", "1:1", "`timer` is not declared", "tick-1s" },
};

static void test_accepted(void)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(accepted); i++) {
		struct attempt attempt = { 0 };
		char name[160];

		snprintf(name, sizeof(name), "accept %.120s", accepted[i]);
		attempt_compile(&attempt, accepted[i], strlen(accepted[i]));
		if (tap_text(attempt.errors, "", name) &&
		    machine_verify(&attempt.image))
			tap_ok(false, machine_verify(&attempt.image));
		attempt_free(&attempt);
	}
}

static bool is_expected(const char *errors, const struct refusal *refusal)
{
	char start[32];

	snprintf(start, sizeof(start), "t.kp:%s: error: ", refusal->place);
	if (strncmp(errors, start, strlen(start)) ||
	    !strstr(errors, refusal->message) || !strstr(errors, "^\n") ||
	    strstr(errors + 1, "\nt.kp:"))
		return false;
	if (!refusal->hint)
		return true;
	return strstr(errors, "\nhint: ") &&
	       strstr(strstr(errors, "\nhint: "), refusal->hint);
}

static void test_refused(void)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(refused); i++) {
		const struct refusal *refusal = &refused[i];
		struct attempt attempt = { 0 };
		char name[200];

		attempt_compile(&attempt, refusal->script,
				strlen(refusal->script));
		snprintf(name, sizeof(name), "refuse %.80s: %s",
			 refusal->script, refusal->message);
		for (size_t j = 0; name[j]; j++)
			name[j] = name[j] == '\n' ? '^' : name[j];
		if (!tap_ok(!attempt.compiled &&
			    is_expected(attempt.errors, refusal), name))
			printf("# got %s", attempt.errors);
		attempt_free(&attempt);
	}
}

static void test_several(void)
{
	static const char script[] = "break\nprint(x)\nlen()\n";
	struct attempt attempt = { 0 };
	const char *second, *third;

	attempt_compile(&attempt, script, strlen(script));
	second = strstr(attempt.errors, "t.kp:2:7: error: `x`");
	third = strstr(attempt.errors, "t.kp:3:1: error: `len`");
	tap_ok(!strncmp(attempt.errors, "t.kp:1:1: error: `break`", 24) &&
	       second && third && second < third,
	       "several errors come in the order of the script");
	attempt_free(&attempt);
}

static void test_remarks(void)
{
	static const char unread[] = "x = 1 trace a:b { x = 2 }";
	static const char large[] = "print(18446744073709551616)";
	struct attempt attempt = { 0 };

	attempt_compile(&attempt, unread, strlen(unread));
	tap_text(attempt.errors, "", "no remark unless asked for");
	attempt_free(&attempt);

	memset(&attempt, 0, sizeof(attempt));
	attempt.verbose = true;
	attempt_compile(&attempt, unread, strlen(unread));
	tap_has(attempt.errors, "t.kp:1:1: note: `x` is assigned and never read",
		"a variable that is never read");
	tap_ok(attempt.compiled, "a remark is no error");
	attempt_free(&attempt);

	memset(&attempt, 0, sizeof(attempt));
	attempt.verbose = true;
	attempt_compile(&attempt, large, strlen(large));
	tap_has(attempt.errors, "t.kp:1:7: note: this number does not fit",
		"a number that is too large");
	attempt_free(&attempt);
}

/* Whoever adds a built-in to the uapi table takes it out of the other. */
static void test_missing(void)
{
	struct builtin builtin;
	const char *name;
	unsigned int i, both = 0;

	for (i = 0; (name = missing_name(i)); i++) {
		if (builtin_find(name, &builtin)) {
			printf("# %s is both built in and missing\n", name);
			both++;
		}
	}
	tap_is(both, 0, "no name is both built in and missing");
}

/* Every missing name gives its one error. */
static void test_missing_names(void)
{
	const char *name;
	unsigned int i;

	for (i = 0; (name = missing_name(i)); i++) {
		struct attempt attempt = { 0 };
		char script[64], wanted[96];

		snprintf(script, sizeof(script), "trace a:b { print(%s) }",
			 name);
		snprintf(wanted, sizeof(wanted),
			 "error: `%s` is not available in this version", name);
		attempt_compile(&attempt, script, strlen(script));
		tap_has(attempt.errors, wanted, name);
		attempt_free(&attempt);
	}
}

int main(void)
{
	test_accepted();
	test_refused();
	test_several();
	test_remarks();
	test_missing();
	test_missing_names();
	return tap_end();
}
