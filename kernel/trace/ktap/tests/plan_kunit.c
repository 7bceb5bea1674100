// SPDX-License-Identifier: GPL-2.0
/*
 * ktap - tests: formats that were read once, and formats read for each call
 *
 * Context: process
 */

#include <kunit/test.h>
#include <linux/kernel.h>
#include <linux/limits.h>
#include <linux/string.h>

#include "tests/asm.h"
#include "tests/machine.h"
#include "vm/errors.h"

#define TEN	"%d%d%d%d%d%d%d%d%d%d"

static const struct {
	const char *format;
	u32 plan;
} formats[] = {
	{ "", 0x1 },
	{ "plain %% text\n", 0x1 },
	{ "%s", 0x2 },
	{ "%d\n", 0x3 },
	{ "%s %d", 0x6 },
	{ "%x%%%v", 0x5 },
	{ "%c%c", 0x7 },
	{ "%-10.3s|%+05lld", 0x6 },
	{ "%i%u", 0x7 },
	{ "%#o%X", 0x7 },
	{ "%p", 0x3 },
	{ "%pK", 0x3 },
	{ "%1000d", 0x3 },
	{ TEN TEN TEN "%d", U32_MAX },
	{ TEN TEN TEN "%d%s", 0 },
	{ "%1001d", 0 },
	{ "%.1001d", 0 },
	{ "%*d", 0 },
	{ "%.*d", 0 },
	{ "%d%*s", 0 },
	{ "%pS", 0 },
	{ "%d%pI4", 0 },
	{ "%pI6", 0 },
	{ "%pM", 0 },
	{ "%y", 0 },
	{ "%d%", 0 },
	{ "%5", 0 },
};

/* What loads a value of each kind into a register. */
static const u64 loads[] = {
	INSN(LOADNIL, 0, 0, 0, 0),
	INSN(LOADBOOL, 0, 1, 0, 0),
	INSN(LOADINT, 0, 0, 0, 7),
	INSN(LOADK, 0, 0, 0, 1),
	INSN(NEWTAB, 0, 0, 0, 0),
	INSN(LOADFN, 0, 0, 0, 0),
};

#define NR_KINDS	ARRAY_SIZE(loads)
/* Of no value, of one, of two. */
#define NR_CALLS	(1 + NR_KINDS + NR_KINDS * NR_KINDS)

/* A function that calls printf() with the format and values of two kinds. */
static void add_call(struct kunit *test, struct asm_image *image,
		     unsigned int nr, unsigned int first, unsigned int second)
{
	const unsigned int kinds[] = { first, second };
	u64 code[5] = { INSN(LOADK, 0, 0, 0, 0) };
	unsigned int i;

	for (i = 0; i < nr; i++)
		code[1 + i] = loads[kinds[i]] | KTAP_INSN(0, 1 + i, 0, 0, 0);
	code[1 + nr] = INSN(CALLB, 0, 1 + nr, 0, nr);
	code[2 + nr] = INSN(RET, 0, 0, 0, 0);
	asm_func(test, image, "", 0, 3, code, 3 + nr);
}

/* Its functions are all calls with up to two values. */
static struct machine *make_machine(struct kunit *test, const char *format)
{
	struct asm_image *image = asm_create(test);
	unsigned int first, second;

	asm_const_string(test, image, format);
	asm_const_string(test, image, "abc");
	asm_import(test, image, "printf", 1);
	asm_import(test, image, "printf", 2);
	asm_import(test, image, "printf", 3);
	add_call(test, image, 0, 0, 0);
	for (first = 0; first < NR_KINDS; first++) {
		add_call(test, image, 1, first, 0);
		for (second = 0; second < NR_KINDS; second++)
			add_call(test, image, 2, first, second);
	}

	return machine_create(test, image);
}

static void test_plan_of_format(struct kunit *test)
{
	struct machine *m;
	int i;

	for (i = 0; i < ARRAY_SIZE(formats); i++) {
		m = make_machine(test, formats[i].format);
		KUNIT_EXPECT_EQ_MSG(test, m->run.plans[0], formats[i].plan,
				    "'%s'", formats[i].format);
		machine_release(m);
	}
}

/* All that a call leaves, as if it were the first one. */
static void run_call(struct machine *m, const u32 *plans, u32 func)
{
	memset(m->run.errors, 0, sizeof(*m->run.errors));
	atomic_set(&m->run.nr_errors, 0);
	atomic_set(&m->run.next_table, 0);
	m->run.plans = plans;
	machine_run(m, MACHINE_EVENT, func);
	machine_read(m);
}

static void compare_calls(struct kunit *test, struct machine *m,
			  const char *format)
{
	const u32 *plans = m->run.plans;
	char text[256], output[1024];
	u32 func;

	for (func = 0; func < NR_CALLS; func++) {
		run_call(m, NULL, func);
		strscpy(text, m->text, sizeof(text));
		strscpy(output, m->output, sizeof(output));
		run_call(m, plans, func);
		KUNIT_EXPECT_STREQ_MSG(test, m->text, text, "'%s', call %u",
				       format, func);
		KUNIT_EXPECT_STREQ_MSG(test, m->output, output, "'%s', call %u",
				       format, func);
	}
}

/* With a plan a call says and writes what it does without one. */
static void test_plan_agrees(struct kunit *test)
{
	struct machine *m;
	int i;

	for (i = 0; i < ARRAY_SIZE(formats); i++) {
		m = make_machine(test, formats[i].format);
		compare_calls(test, m, formats[i].format);
		machine_release(m);
	}
}

static struct kunit_case plan_cases[] = {
	KUNIT_CASE(test_plan_of_format),
	KUNIT_CASE(test_plan_agrees),
	{}
};

static struct kunit_suite plan_suite = {
	.name		= "ktap-plan",
	.test_cases	= plan_cases,
};

kunit_test_suite(plan_suite);
