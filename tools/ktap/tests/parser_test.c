// SPDX-License-Identifier: GPL-2.0
/*
 * ktap - tests of the parser: what is a script, and what is said if not
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <linux/kernel.h>

#include "tests/attempt.h"
#include "tests/tap.h"

static const char *const accepted[] = {
	"exit() print(\"x\")",
	"a = b c = d",
	"x++ y++",
	"x --",
	"a = f\n{ print(1) }",
	"a = f\n(g)(1)",
	"x = a\n+ b",
	"x = 1..2",
	"x = t[ [[k]] ]",
	"x = a & 4 == 0",
	"x = \"f=\" .. a | b",
	"x = p->a.b->c",
	"x = args.function",
	"x = {end = 1, [1, 2] = 4}",
	"repeat x++ until (c)",
	"tick-200ms{}",
	"profile-99hz /pid == target/ { }",
	"trace probe:do_sys_open b=%dx:b4@0/32 /dfd==1/ { }",
	"trace ftrace:function /ip==mutex*/ { }",
	"trace a:b /args.bytes / 1024 > 4/ { }",
	"trace a:b /(a / 2) > 1/{ }",
	"trace mem:x/8:rw { }",
	"trace a:b /args.comm == \"a/ {\"/ { }",
	"trace a:b /x/ # with a {\n{ }",
	/* beyond the page's list */
	"#!/usr/bin/ktap\nx = 1",
	"\xef\xbb\xbf#!/usr/bin/ktap\nx = 1",
	"\xef\xbb\xbfx = 1",
	"x = 1 # comment",
	"# nothing\n",
	";;x = 1;;",
	"{ }",
	"{ x = 1 { y = 2 } }",
	"var a, b = 1, 2",
	"var a",
	"function f() { }",
	"var function f(a, b, ...) { return a, b }",
	"function f(...) { return ... }",
	"if (a) { } elseif (b) { } else if (c) { } else { }",
	"while (c) { break continue }",
	"repeat { x++ } until (c)",
	"for (i = 1, 10) { }",
	"for (var i = 1, 10, 2) { }",
	"for (i = 0; i < 10; i++) { }",
	"for (i = 0;;) { }",
	"for (var i = 0; i < 3; f()) { }",
	"for (k in pairs(t)) { }",
	"for (var k, v in sort_pairs(t, less, 3)) { }",
	"return",
	"return 1, 2",
	"return\nf()",
	"function f() { return } f()",
	"t.x = 1 t->y = 2 t[\"z\"][1] = 3",
	"t.trace = 1 x = t.tick-1",
	"t[a, b] += 1",
	"a.b.c(1).d[2](3)",
	"(f)(1)",
	"(a).b = 1",
	"f(function (x) { return x })",
	"x = a ? b : c ? d : e",
	"x = a ? o : m(1)",
	"x = !!a",
	"x = - -1",
	"x = ~1",
	"x = s ~ \"a*\"",
	"x = {1, 2; 3,}",
	"x = {[\"a\"] = 1, b = 2, c}",
	"x = {tick = 1, profile = 2, trace = 3}",
	"x <<< 1 h[k] <<< 2",
	"x += 1 x -= 1 x *= 1 x /= 1 x %= 1 x &= 1 x |= 1 x ^= 1 x <<= 1 x >>= 1 x ..= 1",
	"x = `jiffies` y = `ext4:ext4_sops`",
	"x = nil y = true z = false",
	"trace syscalls:sys_enter_* { }",
	"trace *:* { }",
	"trace a:b, c:d { }",
	"trace a:b,\n\tc:d # two\n{ }",
	"trace probe:\"/opt/my app{1}/x\":main { }",
	"trace probe:'/a,b':main { }",
	"trace probe:f x=%di y=+4($stack):u32, probe:g%return r=$retval { }",
	"trace perf:cycles:1000000 { }",
	"trace mem:0x1234/8:rwx { }",
	"trace probe:/bin/bash:readline%return { }",
	"trace a:b /x > 1 && y/ { }",
	"trace a:b /x/\n{ }",
	"trace a:b /({1})[1] / 2/ { }",
	"trace a:b /{} == x/ { }",
	"trace a:b /f(a / {1})/ { }",
	"trace ftrace:function /ip != [!a-z]x* && pid == 1/ { }",
	"trace ftrace:function /ip == \"x\"/ { }",
	"trace ftrace:function /(ip == a* || ip == *b?)/ { }",
	"trace_end { } trace_end { }",
	"tick-1s /pid == 1/ { } profile-10us { } tick-5m { } tick-1h { }",
	"tick-10usec{} tick-1msec{} tick-1sec{} tick-10000ns{} tick-1m{} tick-1hz{} profile-100000hz{}",
};

/* Script, line and column of the error, a part of the message, of the hint. */
static const struct refusal {
	const char *script;
	const char *place;
	const char *message;
	const char *hint;
} refused[] = {
	{ "print\n(x)", "1:1", "neither a call nor an assignment near 'print'", "`(` of a call" },
	{ "t\n[1] = 2", "1:1", "neither a call nor an assignment near 't'", "`[` of an index" },
	{ "x\n++", "1:1", "neither a call nor an assignment near 'x'", "`++` and `--`" },
	{ "x = 5--1", "1:6", "unexpected token near '--'", "`a - -b`" },
	{ "x = y++", "1:6", "unexpected token near '++'", "statement of its own" },
	{ "++y", "1:1", "unexpected token near '++'", "statement of its own" },
	{ "x = 1.5", "1:5", "numbers have no fraction near '1.5'", "fixed point" },
	{ "x = 017", "1:5", "malformed number near '017'", "`0o17`" },
	{ "x = 10mins", "1:5", "malformed number near '10mins'", "ns us ms s m h" },
	{ "x = 0x10s", "1:5", "malformed number near '0x10s'", NULL },
	{ "x = a < b < c", "1:11", "comparisons do not chain near '<'", "a < b && b < c" },
	{ "o:m(1)", "1:1", "neither a call nor an assignment near 'o'", "methods" },
	{ "f\"s\"", "1:2", "unexpected token near '\"s\"'", "parentheses" },
	{ "f{1}", "1:1", "neither a call nor an assignment near 'f'", "parentheses" },
	{ "(a) = 1", "1:5", "nothing can be assigned to this near '='", NULL },
	{ "f() = 1", "1:5", "nothing can be assigned to this near '='", NULL },
	{ "a += 1, 2", "1:7", "unexpected token near ','", NULL },
	{ "a, b += 1, 2", "1:6", "'=' expected near '+='", "one variable" },
	{ "tick-10 {", "1:1", "malformed timer near 'tick-10'", "unit" },
	{ "tick-1 s {", "1:1", "malformed timer near 'tick-1'", "unit" },
	{ "trace a:b", "1:10", "'{' expected near <eof>", "`{` of its block" },
	{ "trace a:b /x > 1 {", "1:18", "'/' expected near '{'", "between slashes" },
	{ "trace a:b // { }", "1:12", "condition of the filter expected near '/'", NULL },
	{ "if (a) x = 1", "1:8", "'{' expected near 'x'", "braces" },
	{ "for (k, v in t) { }", "1:14", "'pairs' or 'sort_pairs' expected near 't'", "pairs(t)" },
	{ "{ trace a:b { } }", "1:3", "unexpected token near 'trace'", "outside of blocks" },
	{ "function f() { tick-1s { } }", "1:16", "unexpected token near 'tick-1s'", "outside of blocks" },
	{ "if (a) { trace_end { } }", "1:10", "unexpected token near 'trace_end'", "outside of blocks" },
	{ "t[[1]] = 2", "1:2", "unexpected token near '[[1]]'", "long string" },
	{ "do print(1) end", "1:1", "neither a call nor an assignment near 'do'", "braces" },
	{ "::l::", "1:1", "unexpected token near ':'", "no labels" },
	/* what users of other tools type */
	{ "x = 1 // c", "1:7", "unexpected characters near '//'", "comments begin with `#`" },
	{ "/* c */", "1:1", "unexpected characters near '/*'", "comments begin with `#`" },
	{ "-- comment", "1:1", "unexpected token near '--'", "comments begin with `#`" },
	{ "@x = 1", "1:1", "unexpected character near '@'", "without a sign" },
	{ "$x = 1", "1:1", "unexpected character near '$'", "`arg[1]`" },
	{ "BEGIN { x = 1 }", "1:1", "near 'BEGIN'", "runs first" },
	{ "END { x = 1 }", "1:1", "near 'END'", "`trace_end { … }`" },
	{ "kprobe:vfs_read { }", "1:1", "near 'kprobe'", "trace probe:vfs_read {" },
	{ "kretprobe:vfs_read { }", "1:1", "near 'kretprobe'", "%return" },
	{ "uprobe:/bin/sh:main { }", "1:1", "near 'uprobe'", "trace probe:/bin" },
	{ "usdt:/bin/sh:main { }", "1:1", "near 'usdt'", "sdt:" },
	{ "tracepoint:a:b { }", "1:1", "near 'tracepoint'", "trace sched:sched_switch" },
	{ "interval:s:1 { }", "1:1", "near 'interval'", "tick-1s" },
	{ "profile:hz:99 { }", "1:1", "unexpected token near 'profile'", "profile-99hz" },
	{ "trace kprobe:vfs_read { }", "1:7", "unknown event near 'kprobe:vfs_read'", "probe:vfs_read" },
	{ "trace tracepoint:sched:sched_switch { }", "1:7", "unknown event", "sched:sched_switch" },
	{ "trace interval:s:1 { }", "1:7", "unknown event", "tick-1s" },
	{ "trace profile:hz:99 { }", "1:7", "unknown event", "profile-99hz" },
	{ "trace tick-1s { }", "1:7", "unknown event", "without `trace`" },
	{ "trace BEGIN { }", "1:7", "unknown event", "runs first" },
	{ "x = a and b", "1:7", "neither a call nor an assignment near 'and'", "`&&`" },
	{ "x = a or b", "1:7", "near 'or'", "`||`" },
	{ "if (a or b) { }", "1:7", "')' expected near 'or'", "`||`" },
	{ "x = not y", "1:9", "near 'y'", "`!`" },
	{ "local x = 1", "1:1", "near 'local'", "`var`" },
	{ "if (a) then x = 1 end", "1:8", "'{' expected near 'then'", "braces" },
	{ "while (a) do x = 1 end", "1:11", "'{' expected near 'do'", "braces" },
	{ "if a { }", "1:4", "'(' expected near 'a'", "parentheses" },
	{ "for k, v in pairs(t) do end", "1:5", "'(' expected near 'k'", "pairs(t)" },
	{ "x = a ~= b", "1:8", "near '='", "`!=`" },
	{ "function t.f() { }", "1:11", "'(' expected near '.'", "t.f = function" },
	/* events */
	{ "trace { }", "1:7", "name of an event expected near '{'", NULL },
	{ "trace a:b, { }", "1:12", "name of an event expected near '{'", NULL },
	{ "trace sched_switch { }", "1:7", "an event is SYSTEM:EVENT near 'sched_switch'", "syscalls:sys_enter_*" },
	{ "trace sched: { }", "1:7", "an event is SYSTEM:EVENT near 'sched:'", NULL },
	{ "trace :x { }", "1:7", "an event is SYSTEM:EVENT near ':x'", NULL },
	{ "trace a:b c { }", "1:7", "only probe: events take arguments near 'a:b c'", "comma" },
	{ "trace a:b\nprint(1)\ntick-1s { }", "1:7", "only probe: events take arguments", "up to `{`" },
	{ "trace probe:\"x { }", "1:13", "unfinished string near '\"x { }'", NULL },
	{ "trace a:$1 { }", "1:9", "the script was not given this argument near '$1'", "ktap SCRIPT" },
	{ "trace a:$0 { }", "1:9", "arguments are $1 to $9 near '$0'", NULL },
	{ "tick-$1s { }", "1:6", "the script was not given this argument near '$1'", NULL },
	{ "tick-0s { }", "1:1", "a timer needs a number above 0 near 'tick-0s'", NULL },
	{ "tick-9us { }", "1:1", "the period of a timer is at least 10us near 'tick-9us'", NULL },
	{ "profile-100001hz { }", "1:1", "the period of a timer is at least 10us", NULL },
	{ "tick-99999999999999999999s { }", "1:1", "the number of the timer is too large", NULL },
	{ "tick-10000000000h { }", "1:1", "the number of the timer is too large", NULL },
	{ "tick { }", "1:1", "unexpected token near 'tick'", "tick-1s" },
	{ "trace a:b /{ }", "1:15", "'/' expected near <eof>", NULL },
	{ "trace a:b /x/ /y/ { }", "1:15", "unexpected token near '/'", NULL },
	{ "trace_end /x/ { }", "1:11", "'{' expected near '/'", NULL },
	{ "trace_end", "1:10", "'{' expected near <eof>", NULL },
	/* expressions and statements */
	{ "", "1:1", "the script is empty near <eof>", NULL },
	{ " \t\n", "2:1", "the script is empty near <eof>", NULL },
	{ "x =", "1:4", "unexpected end near <eof>", NULL },
	{ "x = (1", "1:7", "')' expected near <eof>", NULL },
	{ "x = (\n1", "2:2", "')' expected (to close '(' in line 1) near <eof>", NULL },
	{ "x = {\n1", "2:2", "'}' expected (to close '{' in line 1) near <eof>", NULL },
	{ "f(1", "1:4", "')' expected near <eof>", NULL },
	{ "x = t[1", "1:8", "']' expected near <eof>", NULL },
	{ "{", "1:2", "'}' expected near <eof>", NULL },
	{ "}", "1:1", "unexpected token near '}'", NULL },
	{ "repeat x++", "1:11", "'until' expected near <eof>", NULL },
	{ "x = a ? b", "1:10", "':' expected near <eof>", NULL },
	{ "x = t.", "1:7", "name of a field expected near <eof>", NULL },
	{ "x = t.1", "1:7", "name of a field expected near '1'", NULL },
	{ "var 1", "1:5", "name of a variable expected near '1'", NULL },
	{ "var if = 1", "1:5", "name of a variable expected near 'if'", "word of the language" },
	{ "function (x) { }", "1:10", "name of the function expected near '('", NULL },
	{ "function f(1) { }", "1:12", "name of a parameter expected near '1'", NULL },
	{ "function f(..., a) { }", "1:15", "')' expected near ','", NULL },
	{ "for (i = 1) { }", "1:11", "',' expected near ')'", NULL },
	{ "for (i) { }", "1:7", "'=' or 'in' expected near ')'", NULL },
	{ "for (i, j = 1, 2) { }", "1:11", "'in' expected near '='", NULL },
	{ "for (k in pairs\n(t)) { }", "2:1", "same line", NULL },
	{ "x = a b", "1:7", "neither a call nor an assignment near 'b'", NULL },
	{ "1 = x", "1:1", "unexpected token near '1'", NULL },
	{ "x = \"abc", "1:5", "unfinished string near '\"abc'", NULL },
	{ "x = \"abc\ny\"", "1:5", "unfinished string near '\"abc'", NULL },
	{ "x = [[abc", "1:5", "unfinished string near '[[abc'", NULL },
	{ "x = \"a\\qb\"", "1:7", "unknown escape near '\\q'", NULL },
	{ "x = `a b`", "1:5", "malformed kernel symbol near '`a'", NULL },
	{ "x = \\", "1:5", "unexpected character near '\\'", NULL },
	{ "x = \xc3\xbc", "1:5", "unexpected character near '\xc3\xbc'", NULL },
	{ "x = \x01", "1:5", "unexpected character near '?'", NULL },
};

static void test_accepted(void)
{
	char *errors;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(accepted); i++) {
		char name[160];

		snprintf(name, sizeof(name), "accept %.120s", accepted[i]);
		for (size_t j = 0; name[j]; j++)
			name[j] = name[j] == '\n' ? '^' : name[j];
		errors = attempt_parse(accepted[i], strlen(accepted[i]));
		tap_text(errors, "", name);
		free(errors);
	}
}

static bool is_expected(const char *errors, const struct refusal *refusal)
{
	char start[32];

	snprintf(start, sizeof(start), "t.kp:%s: error: ", refusal->place);
	if (strncmp(errors, start, strlen(start)) ||
	    !strstr(errors, refusal->message) || !strstr(errors, "^\n"))
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
		char *errors = attempt_parse(refusal->script,
					     strlen(refusal->script));
		char name[200];

		snprintf(name, sizeof(name), "refuse %.80s: %s",
			 refusal->script, refusal->message);
		for (size_t j = 0; name[j]; j++)
			name[j] = name[j] == '\n' ? '^' : name[j];
		if (!tap_ok(is_expected(errors, refusal), name))
			printf("# got %s", errors);
		free(errors);
	}
}

int main(void)
{
	test_accepted();
	test_refused();
	return tap_end();
}
