// SPDX-License-Identifier: GPL-2.0
/*
 * ktap - tests: built-ins that make and read text and numbers
 *
 * Context: process
 *
 * Each case is one call, made by process code and by the handler of an event.
 */

#include <kunit/test.h>
#include <linux/string.h>

#include "tests/asm.h"
#include "tests/machine.h"

#define MAX_ARGS	5

/* An argument: text, or an integer; both absent: nil. */
struct arg {
	const char *text;
	s64 i;
	bool is_int;
};

struct call {
	const char *name;
	/* Results as "check" shows them, or "! error @line". */
	const char *want;
	u8 nr_results;
	u8 nr_args;
	struct arg args[MAX_ARGS];
};

#define T(string)	{ .text = string }
#define I(number)	{ .i = number, .is_int = true }
#define N		{ }
#define CALL(script_name, results, wanted, ...)				\
	{ script_name, wanted, results,					\
	  sizeof((const struct arg[]){ __VA_ARGS__ }) / sizeof(struct arg), \
	  { __VA_ARGS__ } }

static const struct call calls[] = {
	CALL("string.sub", 1, "'bc'", T("abcd"), I(2), I(3)),
	CALL("string.sub", 1, "'cd'", T("abcd"), I(-2)),
	CALL("string.sub", 1, "''", T("abcd"), I(S64_MAX)),
	CALL("string.sub", 1, "'abcd'", T("abcd"), I(S64_MIN), I(S64_MAX)),
	CALL("string.sub", 1, "''", T("abcd"), I(1), I(S64_MIN)),
	CALL("string.find", 2, "2 3", T("abcd"), T("bc")),
	CALL("string.find", 1, "2", T("abcd"), T("bc")),
	CALL("string.find", 2, "nil nil", T("abcd"), T("bd")),
	CALL("string.find", 2, "nil nil", T("ab"), T("a"), I(S64_MAX)),
	CALL("string.find", 2, "1 1", T("ab"), T("a"), I(S64_MIN)),
	CALL("string.find", 2, "3 2", T("ab"), T(""), I(3)),
	CALL("string.match", 1, "true", T("abcd"), T("a[b]*")),
	CALL("string.match", 1, "false", N, T("*")),
	CALL("string.startswith", 1, "false", T("a"), T("ab")),
	CALL("string.endswith", 1, "true", T("ab"), T("b")),
	CALL("string.lower", 1, "'az0'", T("Az0")),
	CALL("string.upper", 1, "'AZ0'", T("Az0")),
	CALL("string.rep", 1, "'a-a-a'", T("a"), I(3), T("-")),
	CALL("string.rep", 1, "''", T("a"), I(S64_MIN)),
	CALL("string.rep", 1, "! string longer than 65535 bytes @9", T("a"),
	     I(S64_MAX)),
	CALL("string.split", 1, "table", T("a b"), T(" ")),
	CALL("string.byte", 1, "98", T("ab"), I(2)),
	CALL("string.byte", 1, "nil", T("ab"), I(S64_MIN)),
	CALL("string.char", 1, "'abc'", I(97), I(98), I(99)),
	CALL("string.char", 1,
	     "! string.char(): argument 1 must be 0 to 255, not -1 @9", I(-1)),
	CALL("string.format", 1, "'7 x    y|%'", T("%d %-4s %s|%%"), I(7),
	     T("x"), T("y")),
	CALL("string.format", 1, "'-0x8'", T("-%#x"), I(8)),
	CALL("string.format", 1,
	     "! string.format(): the format needs more than 0 values @9",
	     T("%d")),
	CALL("tonumber", 1, "255", T("0xff")),
	CALL("tonumber", 1, "-1500000000", T(" -1500ms ")),
	CALL("tonumber", 1, "nil", T("0b2")),
	CALL("tonumber", 1, "nil", T("99999999999999999999")),
	CALL("tonumber", 1, "nil", N),
	CALL("scaled", 1, "'-0.500'", I(-500), I(1000), I(3)),
	CALL("scaled", 1, "'-9223372036854775808'", I(S64_MIN), I(1), I(0)),
	CALL("scaled", 1, "'0.999999999999999999'", I(S64_MAX - 1), I(S64_MAX),
	     I(18)),
	CALL("rand", 1, "0", I(1)),
	CALL("strftime", 1, "'1970-01-01 00:00:01.5'", T("%F %T.5"),
	     I(1500000000)),
	CALL("strftime", 1, "'1677-09-21 00:12:43'", T("%F %T"), I(S64_MIN)),
	CALL("strftime", 1, "'2262-04-11'", T("%F"), I(S64_MAX)),
	CALL("print_trace_clock", 0, ""),
};

/* Lines 1 to 8 are what sets up to eight arguments. */
static struct machine *make_machine(struct kunit *test, const struct call *call)
{
	struct asm_image *image = asm_create(test);
	u64 code[11] = {};
	u32 i, nr = 0, first = 8 - call->nr_args;

	for (i = 0; i < first; i++)
		code[nr++] = INSN(NOP, 0, 0, 0, 0);
	for (i = 0; i < call->nr_args; i++) {
		const struct arg *arg = &call->args[i];

		code[nr++] = !arg->is_int && !arg->text ?
			INSN(LOADNIL, i, 0, 0, 0) :
			INSN(LOADK, i, 0, 0, arg->text ?
			     asm_const_string(test, image, arg->text) :
			     asm_const_int(test, image, arg->i));
	}
	code[nr++] = INSN(CALLB, 0, call->nr_args, call->nr_results, 0);
	if (call->nr_results)
		code[nr++] = INSN(CALLB, 0, call->nr_results, 0, 1);
	code[nr++] = INSN(RET, 0, 0, 0, 0);
	asm_func(test, image, "", 0, 8, code, nr);
	asm_import(test, image, call->name, call->nr_args);
	asm_import(test, image, "check", call->nr_results ?: 1);

	return machine_create(test, image);
}

static void run_call(struct kunit *test, const struct call *call,
		     enum machine_mode mode)
{
	struct machine *m = make_machine(test, call);

	machine_run(m, mode, 0);
	KUNIT_EXPECT_STREQ_MSG(test, m->text, call->want, "%s, %s", call->name,
			       mode == MACHINE_EVENT ? "event" : "process");
	machine_release(m);
}

static void test_text_calls(struct kunit *test)
{
	int i;

	for (i = 0; i < ARRAY_SIZE(calls); i++) {
		run_call(test, &calls[i], MACHINE_PROCESS);
		run_call(test, &calls[i], MACHINE_EVENT);
	}
}

/* Local time is what the session was told. */
static void test_text_local_time(struct kunit *test)
{
	const struct call call = CALL("strftime", 1, "", T("%F %T %z"), I(0));
	struct machine *m = make_machine(test, &call);

	m->run.utc_offset = -12600;
	machine_run(m, MACHINE_EVENT, 0);
	KUNIT_EXPECT_STREQ(test, m->text, "'1969-12-31 20:30:00 -0330'");
}

/* What takes long is paid for: a search in 64 KiB for half of that. */
static void test_text_is_charged(struct kunit *test)
{
	static char in[65001], for_what[32001];
	const struct call call = CALL("string.find", 2, "", T(in), T(for_what));
	struct machine *m;

	memset(in, 'a', sizeof(in) - 1);
	memset(for_what, 'a', sizeof(for_what) - 2);
	for_what[sizeof(for_what) - 2] = 'b';
	m = make_machine(test, &call);
	machine_run(m, MACHINE_EVENT, 0);
	KUNIT_EXPECT_STREQ(test, m->text,
			   "! budget used up: the code ran too long @9");
}

static struct kunit_case text_cases[] = {
	KUNIT_CASE(test_text_calls),
	KUNIT_CASE(test_text_local_time),
	KUNIT_CASE(test_text_is_charged),
	{}
};

static struct kunit_suite text_suite = {
	.name		= "ktap-text",
	.test_cases	= text_cases,
};

kunit_test_suite(text_suite);
