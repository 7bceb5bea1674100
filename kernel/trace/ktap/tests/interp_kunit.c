// SPDX-License-Identifier: GPL-2.0
/*
 * ktap - tests: run-time errors, memory, budget and endless loops
 *
 * Context: process
 */

#include <kunit/test.h>
#include <linux/string.h>
#include <linux/time64.h>
#include <linux/timekeeping.h>

#include "limits.h"
#include "tests/cases.h"
#include "vm/overload.h"
#include "vm/trap.h"

static void test_interp_endless(struct kunit *test)
{
	struct machine *m = cases_machine(test, CODE(INSN(JMP, 0, 0, 0, -1)));

	machine_run(m, MACHINE_EVENT, F_CODE);
	KUNIT_EXPECT_STREQ(test, m->text,
			   "! budget used up: the code ran too long @1");
	KUNIT_EXPECT_EQ(test, ktap_run_lost(&m->run, KTAP_LOSS_BUDGET), 1);

	/* 100 million units take their time: a tenth does here. */
	m->run.process_budget = KTAP_PROCESS_BUDGET / 10;
	KUNIT_EXPECT_EQ(test, machine_run(m, MACHINE_PROCESS, F_CODE),
			KTAP_TRAP_BUDGET);
	/* It is no loss of an event. */
	KUNIT_EXPECT_EQ(test, ktap_run_lost(&m->run, KTAP_LOSS_BUDGET), 1);
}

/* Calls are charged: this makes 2^30 of them without a loop. */
static void test_interp_budget_of_calls(struct kunit *test)
{
	struct asm_image *image = asm_create(test);
	struct machine *m;
	int i;

	asm_func(test, image, "", 0, 1, CODE(INSN(CALLF, 0, 0, 0, 1), END));
	for (i = 1; i < 31; i++)
		asm_func(test, image, "f", 0, 1,
			 CODE(INSN(CALLF, 0, 0, 0, i + 1),
			      INSN(CALLF, 0, 0, 0, i + 1), END));
	asm_func(test, image, "leaf", 0, 1, CODE(END));
	m = machine_create(test, image);
	machine_run(m, MACHINE_EVENT, 0);
	KUNIT_EXPECT_NOT_NULL(test, strstr(m->text, "! budget used up"));
}

/* The value of a program variable, or -1: it is no integer. */
static s64 variable(struct machine *m, u32 nr)
{
	struct ktap_value v;

	ktap_slot_unpack(ktap_slot_read(&m->run.vars[nr]), &v);

	return ktap_value_is_int(&v) ? v.i : -1;
}

/*
 * A handler that counts and does nothing else runs without a frame, as long as
 * the variable's integer needs no box.
 */
static void test_interp_counts(struct kunit *test)
{
	const u64 code[] = { INSN_BC(ADDVAR, 0, 3, V_N), END };
	struct machine *m = cases_machine(test, code, ARRAY_SIZE(code));
	struct ktap_slot *slot = &m->run.vars[V_N];
	u64 fired, units, fired_before, units_before;

	KUNIT_EXPECT_TRUE(test, m->prog->funcs[F_CODE].counts);
	KUNIT_EXPECT_FALSE(test, m->prog->funcs[F_GROW].counts);
	ktap_run_sum(&m->run, &fired_before, &units_before);
	/* The first is added to nil, the others to an integer. */
	machine_fire(m, F_CODE);
	KUNIT_EXPECT_EQ(test, variable(m, V_N), 3);
	machine_fire(m, F_CODE);
	KUNIT_EXPECT_EQ(test, variable(m, V_N), 6);
	ktap_run_sum(&m->run, &fired, &units);
	KUNIT_EXPECT_EQ(test, fired - fired_before, 2);
	KUNIT_EXPECT_EQ(test, units - units_before, 2 * 2);

	/* Into a box, and in it. */
	atomic64_set(&slot->word, ktap_slot_from_int(KTAP_SLOT_INT_MAX - 1));
	machine_fire(m, F_CODE);
	KUNIT_EXPECT_EQ(test, variable(m, V_N), KTAP_SLOT_INT_MAX + 2);
	machine_fire(m, F_CODE);
	KUNIT_EXPECT_EQ(test, variable(m, V_N), KTAP_SLOT_INT_MAX + 5);
}

static void test_interp_closed(struct kunit *test)
{
	struct machine *m = cases_machine(test, CODE(INSN(JMP, 0, 0, 0, -1)));

	m->run.closed = true;
	KUNIT_EXPECT_EQ(test, machine_run(m, MACHINE_TOP, F_CODE),
			KTAP_TRAP_CLOSED);
	KUNIT_EXPECT_EQ(test, atomic_read(&m->run.nr_errors), 0);
}

/*
 * An endless loop that makes strings, stores and drops them runs in constant
 * memory: the heap of 4 MiB sees 64 MiB of them.
 */
static void test_interp_constant_memory(struct kunit *test)
{
	const u64 code[] = {
		SET(0, 1), SET(1, 8192), SET(2, 1),
		INSN(FORPREP, 0, 0, 0, 7),
		STR(4, K_BIG), INSN(MOVE, 5, 3, 0, 0),
		INSN(CONCAT, 4, 4, 2, 0), INSN(SETVAR, 4, 0, 0, V_N),
		TAB(6), INSN(SETTAB, 6, 3, 4, 0),
		INSN(FORLOOP, 0, 0, 0, -7),
		INSN(GETVAR, 0, 0, 0, V_N), STR(1, K_BIG),
		INSN(LOADINT, 2, 0, 0, 8192), INSN(CONCAT, 1, 1, 2, 0),
		INSN(JEQ, 0, 1, 0, 1), END, SET(0, 1), CHECK(0, 1), END,
	};
	struct machine *m = cases_machine(test, code, ARRAY_SIZE(code));

	KUNIT_EXPECT_EQ(test, machine_run(m, MACHINE_TOP, F_CODE), 0);
	KUNIT_EXPECT_STREQ(test, m->text, "1");
	KUNIT_EXPECT_EQ(test, ktap_run_lost(&m->run, KTAP_LOSS_MEM_LIMIT), 0);
}

/* As many values as do not fit. */
static void test_interp_values_overflow(struct kunit *test)
{
	struct machine *m = cases_machine(test, CODE(INSN(CALLF, 0, 0, 0, F_GROW),
						    END));

	KUNIT_EXPECT_EQ(test, machine_run(m, MACHINE_TOP, F_CODE),
			KTAP_TRAP_STACK);
	KUNIT_EXPECT_STREQ(test, m->text, "! stack overflow @1999");
}

/* What registers alone hold lives through the waits for freeing. */
static void test_interp_registers_survive(struct kunit *test)
{
	const u64 code[] = {
		STR(4, K_ABC), STR(5, K_ABD), INSN(CONCAT, 6, 4, 2, 0),
		TAB(7), INSN(SETTAB, 7, 4, 6, 0),
		SET(0, 1), SET(1, 4096), SET(2, 1),
		INSN(FORPREP, 0, 0, 0, 4),
		STR(8, K_BIG), INSN(MOVE, 9, 3, 0, 0),
		INSN(CONCAT, 8, 8, 2, 0),
		INSN(FORLOOP, 0, 0, 0, -4),
		INSN(GETTAB, 8, 7, 4, 0), INSN(MOVE, 7, 6, 0, 0),
		CHECK(7, 2), END,
	};
	struct machine *m = cases_machine(test, code, ARRAY_SIZE(code));

	KUNIT_EXPECT_EQ(test, machine_run(m, MACHINE_TOP, F_CODE), 0);
	KUNIT_EXPECT_STREQ(test, m->text, "'abcabd' 'abcabd'");
	KUNIT_EXPECT_EQ(test, ktap_run_lost(&m->run, KTAP_LOSS_MEM_LIMIT), 0);
}

/*
 * Closures and cells that nobody keeps are gone: the heap of 4 MiB sees 16,384
 * of them, each with a string of 12,000 bytes, also where they hold each other.
 */
static void test_interp_closures_are_freed(struct kunit *test)
{
	const u64 code[] = {
		SET(0, 1), SET(1, 16384), SET(2, 1),
		INSN(FORPREP, 0, 0, 0, 9),
		STR(4, K_BIG), INSN(MOVE, 5, 3, 0, 0), INSN(CONCAT, 4, 4, 2, 0),
		INSN(MOVE, 5, 4, 0, 0), INSN(NEWCELL, 4, 0, 0, 0),
		INSN(CLOSURE, 6, 4, 2, F_COUNT), INSN(SETVAR, 6, 0, 0, V_N),
		INSN(CLOSURE, 5, 4, 2, F_COUNT), INSN(FORLOOP, 0, 0, 0, -9),
		SET(0, 1), CHECK(0, 1), END,
	};
	struct machine *m = cases_machine(test, code, ARRAY_SIZE(code));

	KUNIT_EXPECT_EQ(test, machine_run(m, MACHINE_TOP, F_CODE), 0);
	KUNIT_EXPECT_STREQ(test, m->text, "1");
	KUNIT_EXPECT_EQ(test, ktap_run_lost(&m->run, KTAP_LOSS_MEM_LIMIT), 0);
}

/* What only a call's surplus arguments, or its closure, hold lives on. */
static void test_interp_calls_survive(struct kunit *test)
{
	struct asm_image *image = asm_create(test);
	const u64 churn[] = {
		SET(0, 1), SET(1, 2048), SET(2, 1), INSN(FORPREP, 0, 0, 0, 4),
		STR(4, K_BIG), INSN(MOVE, 5, 3, 0, 0), INSN(CONCAT, 4, 4, 2, 0),
		INSN(FORLOOP, 0, 0, 0, -4), INSN(VARARG, 0, 2, 0, 0),
		INSN(CAPTURED, 2, 0, 0, 1), INSN(RET, 0, 3, 0, 0),
	};
	const u64 code[] = {
		STR(0, K_ABC), STR(1, K_ABD), INSN(CONCAT, 2, 0, 2, 0),
		INSN(MOVE, 0, 2, 0, 0), INSN(NEWCELL, 0, 0, 0, 0),
		STR(4, K_ABD), INSN(MOVE, 5, 4, 0, 0), INSN(CONCAT, 1, 4, 2, 0),
		INSN(CLOSURE, 3, 0, 2, 1), STR(1, K_ABD), STR(4, K_ABC),
		INSN(MOVE, 5, 4, 0, 0), INSN(CONCAT, 4, 4, 2, 0), SET(5, 6),
		NIL(0), NIL(2), INSN(CALL, 3, 2, 3, 0), CHECK(3, 3), END,
	};
	struct machine *m;
	int i;

	asm_func(test, image, "", 0, NR_REGS, code, ARRAY_SIZE(code));
	asm_func(test, image, "churn", 0, NR_REGS, churn, ARRAY_SIZE(churn));
	asm_func_more(image, KTAP_FUNC_VARARG, 2, 1);
	asm_const_int(test, image, 0);
	asm_const_string(test, image, "abc");
	asm_const_string(test, image, "abd");
	asm_const_int(test, image, 0);
	asm_const_string(test, image, cases_big);
	for (i = 1; i <= 4; i++)
		asm_import(test, image, "check", i);
	m = machine_create(test, image);
	KUNIT_EXPECT_EQ(test, machine_run(m, MACHINE_TOP, 0), 0);
	KUNIT_EXPECT_STREQ(test, m->text, "'abcabc' 6 'abdabd'");
	KUNIT_EXPECT_EQ(test, ktap_run_lost(&m->run, KTAP_LOSS_MEM_LIMIT), 0);
}

/* A cell or closure whose memory was lost is nil, and all goes on. */
static void test_interp_closures_lost(struct kunit *test)
{
	const u64 code[] = {
		SET(0, 1), INSN(NEWCELL, 0, 0, 0, 0), SET(1, 5),
		INSN(SETCELL, 0, 1, 0, 0), INSN(UPDCELL, 0, 1, 0, 0),
		INSN(CLOSURE, 4, 0, 2, F_COUNT), INSN(GETCELL, 2, 0, 0, 0),
		INSN(MOVE, 3, 4, 0, 0), INSN(CALL, 4, 0, 1, 0), CHECK(2, 3), END,
	};
	struct machine *m;

	if (!IS_ENABLED(CONFIG_KTAP_DEBUG))
		kunit_skip(test, "needs CONFIG_KTAP_DEBUG");
	m = cases_machine(test, code, ARRAY_SIZE(code));
	ktap_heap_inject(m->run.heap, 1);
	machine_run(m, MACHINE_EVENT, F_CODE);
	KUNIT_EXPECT_STREQ(test, m->text, "nil function count nil");
	KUNIT_EXPECT_EQ(test, ktap_run_lost(&m->run, KTAP_LOSS_MEM_EMPTY), 1);
	ktap_heap_inject(m->run.heap, 2);
	machine_run(m, MACHINE_EVENT, F_CODE);
	KUNIT_EXPECT_STREQ(test, m->text, "! call of a nil value @9");
}

/* Strings of handlers are gone with them; scratch does not fill up over time. */
static void test_interp_scratch(struct kunit *test)
{
	const u64 code[] = {
		STR(0, K_BIG), SET(1, 1), INSN(CONCAT, 2, 0, 2, 0),
		SET(3, 2), CHECK(3, 1), END,
	};
	struct machine *m = cases_machine(test, code, ARRAY_SIZE(code));
	int i;

	for (i = 0; i < 100; i++) {
		machine_run(m, MACHINE_EVENT, F_CODE);
		KUNIT_ASSERT_STREQ(test, m->text, "2");
	}
}

static void test_interp_scratch_full(struct kunit *test)
{
	const u64 code[] = {
		STR(0, K_BIG), SET(1, 1), INSN(CONCAT, 2, 0, 2, 0),
		INSN(CONCAT, 2, 0, 2, 0), END,
	};
	struct machine *m = cases_machine(test, code, ARRAY_SIZE(code));

	machine_run(m, MACHINE_EVENT, F_CODE);
	KUNIT_EXPECT_STREQ(test, m->text,
			   "! no scratch memory left for a string @4");
}

static void test_interp_stats(struct kunit *test)
{
	const u64 code[] = {
		SET(0, 1), SET(1, 100), SET(2, 1), INSN(FORPREP, 0, 0, 0, 1),
		INSN(FORLOOP, 0, 0, 0, -1), END,
	};
	struct machine *m = cases_machine(test, code, ARRAY_SIZE(code));
	u64 fired, units;

	machine_run(m, MACHINE_EVENT, F_CODE);
	ktap_run_sum(&m->run, &fired, &units);
	KUNIT_EXPECT_EQ(test, fired, 1);
	/* 4, then 100 times FORLOOP, then RET. */
	KUNIT_EXPECT_EQ(test, units, 105);
	machine_run(m, MACHINE_TOP, F_CODE);
	ktap_run_sum(&m->run, &fired, &units);
	KUNIT_EXPECT_EQ(test, fired, 1);
	KUNIT_EXPECT_EQ(test, units, 210);
}

static void begin_window(struct machine *m, u32 percent, u64 unit_ns)
{
	struct ktap_run_stats *stats = raw_cpu_ptr(m->run.stats);

	ktap_overload_init(&m->run, percent, unit_ns << 8);
	stats->window_begin = ktime_get_mono_fast_ns();
	stats->nr_shares = 0;
	local64_set(&stats->left, 0);
}

static void test_interp_overload(struct kunit *test)
{
	const u64 code[] = {
		SET(0, 1), SET(1, 100), SET(2, 1), INSN(FORPREP, 0, 0, 0, 1),
		INSN(FORLOOP, 0, 0, 0, -1), END,
	};
	struct machine *m = cases_machine(test, code, ARRAY_SIZE(code));
	unsigned int i, nr = 20000;

	/* All of the CPU is never too much. */
	begin_window(m, 100, NSEC_PER_MSEC);
	m->run.gate = 1;
	for (i = 0; i < 1000; i++)
		machine_run(m, MACHINE_EVENT, F_CODE);
	KUNIT_EXPECT_EQ(test, m->run.overloaded, 0);
	KUNIT_EXPECT_EQ(test, m->run.gate, 1);

	/* More units than anybody can use. */
	begin_window(m, 50, 1);
	for (i = 0; i < 1000; i++)
		machine_run(m, MACHINE_EVENT, F_CODE);
	KUNIT_EXPECT_EQ(test, m->run.overloaded, 0);
	KUNIT_EXPECT_EQ(test, m->run.gate, 1);

	/* 100,000 units, reached after 827 events of 105 and 16. */
	begin_window(m, 50, 500);
	for (i = 0; i < nr && m->run.gate; i++)
		machine_run(m, MACHINE_EVENT, F_CODE);
	KUNIT_EXPECT_GT(test, i, 800);
	KUNIT_EXPECT_EQ(test, m->run.gate, 0);
	KUNIT_EXPECT_EQ(test, m->run.overloaded, raw_smp_processor_id() + 1);
}

/* A string that becomes longer 200 times: who copies it pays for it. */
static void test_interp_bytes_are_charged(struct kunit *test)
{
	const u64 code[] = {
		STR(4, K_ABC), INSN(SETVAR, 4, 0, 0, V_N),
		SET(0, 1), SET(1, 200), SET(2, 1), INSN(FORPREP, 0, 0, 0, 2),
		INSN(UPDVAR, 4, KTAP_UPDATE_CAT, 0, V_N),
		INSN(FORLOOP, 0, 0, 0, -2), END,
	};
	struct machine *m = cases_machine(test, code, ARRAY_SIZE(code));
	u64 fired, units;

	machine_run(m, MACHINE_TOP, F_CODE);
	ktap_run_sum(&m->run, &fired, &units);
	/* About 400 instructions, and 60,000 bytes. */
	KUNIT_EXPECT_GT(test, units, 3000);
	KUNIT_EXPECT_LT(test, units, 5000);
}

/* An error is told once, then counted; the limit stops the session. */
static void test_interp_errors(struct kunit *test)
{
	const u64 code[] = {
		NIL(0), INSN(ADDI, 0, 0, 0, 1), END,
	};
	struct machine *m = cases_machine(test, code, ARRAY_SIZE(code));
	int i;

	m->run.max_errors = 3;
	m->run.gate = 1;
	for (i = 0; i < 2; i++)
		machine_run(m, MACHINE_EVENT, F_CODE);
	KUNIT_EXPECT_STREQ(test, machine_read(m),
			   "error 'arithmetic on a nil value' 2 'sys:event'\n");
	KUNIT_EXPECT_EQ(test, m->run.gate, 1);
	machine_run(m, MACHINE_EVENT, F_CODE);
	KUNIT_EXPECT_EQ(test, m->run.gate, 0);
	KUNIT_EXPECT_EQ(test, atomic_read(&m->run.nr_errors), 3);
	KUNIT_EXPECT_STREQ(test, machine_read(m), "");
	ktap_trap_repeats(&m->run);
	KUNIT_EXPECT_STREQ(test, machine_read(m),
			   "repeat 'arithmetic on a nil value' 2 'sys:event' 3\n");
}

/* Where there is no event, the function is named. */
static void test_interp_error_where(struct kunit *test)
{
	const u64 code[] = {
		INSN(CALLF, 0, 0, 0, F_DEEP), END,
	};
	struct machine *m = cases_machine(test, code, ARRAY_SIZE(code));

	KUNIT_EXPECT_EQ(test, machine_run(m, MACHINE_TOP, F_CODE),
			KTAP_TRAP_STACK);
	KUNIT_EXPECT_STREQ(test, machine_read(m),
			   "error 'stack overflow' 1001 'deep'\n");

	m = cases_machine(test, CODE(NIL(0), INSN(NEG, 0, 0, 0, 0), END));
	machine_run(m, MACHINE_TOP, F_CODE);
	KUNIT_EXPECT_STREQ(test, machine_read(m),
			   "error 'arithmetic on a nil value' 2 nil\n");
}

/* More places than the table of errors has rows. */
static void test_interp_many_errors(struct kunit *test)
{
	const u32 nr = KTAP_MAX_ERROR_PLACES + 6;
	struct asm_image *image = asm_create(test);
	struct machine *m;
	u32 i;

	for (i = 0; i < nr; i++)
		asm_func(test, image, "", 0, 1,
			 CODE(NIL(0), INSN(NEG, 0, 0, 0, 0), END));
	m = machine_create(test, image);
	m->run.max_errors = nr + 1;
	for (i = 0; i < nr; i++)
		machine_run(m, MACHINE_EVENT, i);
	machine_read(m);
	ktap_trap_repeats(&m->run);
	KUNIT_EXPECT_STREQ(test, machine_read(m),
			   "repeat 'run-time errors at further places' 0 nil 6\n");
}

static struct kunit_case interp_cases[] = {
	KUNIT_CASE(test_interp_endless),
	KUNIT_CASE(test_interp_budget_of_calls),
	KUNIT_CASE(test_interp_counts),
	KUNIT_CASE(test_interp_closed),
	KUNIT_CASE(test_interp_constant_memory),
	KUNIT_CASE(test_interp_registers_survive),
	KUNIT_CASE(test_interp_values_overflow),
	KUNIT_CASE(test_interp_closures_are_freed),
	KUNIT_CASE(test_interp_calls_survive),
	KUNIT_CASE(test_interp_closures_lost),
	KUNIT_CASE(test_interp_scratch),
	KUNIT_CASE(test_interp_scratch_full),
	KUNIT_CASE(test_interp_stats),
	KUNIT_CASE(test_interp_overload),
	KUNIT_CASE(test_interp_bytes_are_charged),
	KUNIT_CASE(test_interp_errors),
	KUNIT_CASE(test_interp_error_where),
	KUNIT_CASE(test_interp_many_errors),
	{}
};

static struct kunit_suite interp_suite = {
	.name		= "ktap-interp",
	.test_cases	= interp_cases,
};

kunit_test_suite(interp_suite);
