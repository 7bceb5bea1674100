// SPDX-License-Identifier: GPL-2.0
/*
 * ktap - tests: what the verifier lets pass, the interpreter survives
 *
 * Context: process
 *
 * Programs are made at random, from a fixed seed: registers that are set, then
 * instructions whose fields are in range.  The verifier refuses most of them;
 * the others run.  Nothing is expected of them but that they end; KASAN and
 * CONFIG_KTAP_DEBUG see what they do to memory.
 */

#include <kunit/test.h>
#include <linux/prandom.h>

#include "prog/opinfo.h"
#include "tests/asm.h"
#include "tests/machine.h"

#define NR_REGS		8
#define NR_INSNS	24
#define NR_PROGRAMS	30000

static const struct {
	const char *name;
	u8 nr_args;
	u8 nr_results;
} imports[] = {
	{ "check", 1, 1 },
	{ "print", 2, 0 },
	{ "len", 1, 1 },
	{ "delete", 2, 0 },
	{ "delete", 1, 0 },
	{ "take", 2, 1 },
	{ "take", 1, 1 },
	{ "tostring", 1, 1 },
	{ "print_hist", 1, 0 },
	{ "execname", 0, 1 },
	{ "check", KTAP_ALL, 1 },
};

enum { NR_FUNCS = 5, NR_CONSTS = 3, NR_VARS = 2, NR_FIELDS = 2 };

/* A function of make_machine() that captures a cell and a value. */
#define F_CLOSURE	3

struct maker {
	struct rnd_state rnd;
	/* Some instructions come in twos, so a loop may go beyond the end. */
	u64 code[NR_INSNS + 8];
	u32 pc;
};

/* 0 … @nr - 1. */
static u32 any(struct maker *maker, u32 nr)
{
	return prandom_u32_state(&maker->rnd) % nr;
}

static void emit(struct maker *maker, u8 op, u8 a, u8 b, u8 c, s32 imm)
{
	maker->code[maker->pc++] = KTAP_INSN(op, a, b, c, imm);
}

/* Gives a register a value of some kind. */
static void make_value(struct maker *maker, u8 reg)
{
	switch (any(maker, 6)) {
	case 0:
		emit(maker, KTAP_OP_LOADINT, reg, 0, 0, any(maker, 7) - 3);
		break;
	case 1:
		emit(maker, KTAP_OP_LOADK, reg, 0, 0, any(maker, NR_CONSTS));
		break;
	case 2:
	case 3:
		emit(maker, KTAP_OP_NEWTAB, reg, 0, 0, any(maker, 20));
		break;
	case 4:
		emit(maker, KTAP_OP_LOADFN, reg, 0, 0, any(maker, NR_FUNCS));
		break;
	default:
		emit(maker, KTAP_OP_LOADNIL, reg, 0, 0, 0);
	}
}

static u8 make_field(struct maker *maker, enum ktap_operand kind)
{
	switch (kind) {
	case KTAP_OPERAND_NONE:
		return 0;
	case KTAP_OPERAND_FOR:
	case KTAP_OPERAND_WALK:
		return any(maker, NR_REGS - 3);
	case KTAP_OPERAND_UPDATE:
		return any(maker, KTAP_NR_UPDATES);
	case KTAP_OPERAND_NUM:
		return any(maker, 3);
	default:
		return any(maker, NR_REGS);
	}
}

static s32 make_imm(struct maker *maker, enum ktap_operand kind)
{
	switch (kind) {
	case KTAP_OPERAND_NONE:
		return 0;
	case KTAP_OPERAND_KONST:
		return any(maker, NR_CONSTS);
	case KTAP_OPERAND_FUNC:
		return any(maker, NR_FUNCS);
	case KTAP_OPERAND_VAR:
		return any(maker, NR_VARS);
	case KTAP_OPERAND_CALLVAR:
		return any(maker, 2);
	case KTAP_OPERAND_FIELD:
		return any(maker, NR_FIELDS);
	case KTAP_OPERAND_UPDATE:
		return any(maker, KTAP_NR_UPDATES);
	case KTAP_OPERAND_JUMP:
		/* Mostly forward, to where registers still are as they were. */
		return any(maker, 8) ? any(maker, 4) : -(s32)any(maker, 6);
	default:
		return any(maker, 9) - 2;
	}
}

static void make_builtin(struct maker *maker)
{
	u32 nr = any(maker, ARRAY_SIZE(imports));
	u8 a = NR_REGS - 1 - any(maker, 2);

	if (imports[nr].nr_args == KTAP_ALL)
		emit(maker, KTAP_OP_CALLF, a, 0, KTAP_ALL, 1 + any(maker, 2));
	else
		a -= max_t(u8, imports[nr].nr_args, 1) - 1;

	emit(maker, KTAP_OP_CALLB, a, imports[nr].nr_args,
	     imports[nr].nr_results, nr);
}

static void make_insn(struct maker *maker)
{
	u8 op = any(maker, KTAP_NR_OPCODES);
	const struct ktap_opinfo *info = &ktap_opinfo[op];
	u8 a, b, c;

	switch (op) {
	case KTAP_OP_CALLB:
		make_builtin(maker);
		return;
	case KTAP_OP_CLOSURE:
		emit(maker, KTAP_OP_NEWCELL, 5, 0, 0, 0);
		emit(maker, op, 4, 5, 2, F_CLOSURE);
		return;
	case KTAP_OP_GETCELL:
	case KTAP_OP_SETCELL:
	case KTAP_OP_UPDCELL:
		a = make_field(maker, KTAP_OPERAND_DST);
		b = make_field(maker, KTAP_OPERAND_DST);
		c = op == KTAP_OP_GETCELL ? b : a;
		emit(maker, KTAP_OP_NEWCELL, c, 0, 0, 0);
		c = 0;
		break;
	case KTAP_OP_SETLIST:
		a = make_field(maker, info->a);
		b = any(maker, NR_REGS - 3);
		c = any(maker, 3);
		break;
	case KTAP_OP_TCALL:
	case KTAP_OP_TCALLF:
	case KTAP_OP_CALL:
	case KTAP_OP_CALLF:
		a = NR_REGS - 3 + any(maker, 2);
		b = any(maker, 2);
		c = info->c == KTAP_OPERAND_NONE ? 0 : any(maker, 3);
		break;
	case KTAP_OP_CONCAT:
		a = make_field(maker, info->a);
		b = any(maker, NR_REGS - 3);
		c = 2 + any(maker, 2);
		break;
	case KTAP_OP_GETTUP:
	case KTAP_OP_SETTUP:
	case KTAP_OP_UPDTUP:
		a = make_field(maker, info->a);
		b = any(maker, NR_REGS - 3);
		c = 3;
		break;
	default:
		a = make_field(maker, info->a);
		b = make_field(maker, info->b);
		c = make_field(maker, info->c);
	}
	emit(maker, op, a, b, c, make_imm(maker, info->imm));
}

/* A loop with a body of three, over registers that were set before. */
static void make_loop(struct maker *maker)
{
	bool walk = any(maker, 2);
	u8 a = any(maker, NR_REGS - 3);
	int i;

	emit(maker, walk ? KTAP_OP_WALK : KTAP_OP_FORPREP, a, 0, 0, 4);
	for (i = 0; i < 3; i++)
		make_insn(maker);
	emit(maker, walk ? KTAP_OP_WALKNEXT : KTAP_OP_FORLOOP, a, 0, 0, -4);
}

static void make_code(struct maker *maker)
{
	int i;

	maker->pc = 0;
	for (i = 0; i < NR_REGS; i++)
		make_value(maker, i);
	while (maker->pc < NR_INSNS - 2) {
		if (maker->pc + 5 < NR_INSNS && !any(maker, 8))
			make_loop(maker);
		else if (any(maker, 6))
			make_insn(maker);
		else
			make_value(maker, any(maker, NR_REGS));
	}
	while (maker->pc < NR_INSNS - 1)
		emit(maker, KTAP_OP_NOP, 0, 0, 0, 0);
	maker->code[NR_INSNS - 1] = INSN(RET, 0, 0, 0, 0);
}

static struct machine *make_machine(struct kunit *test)
{
	struct asm_image *image = asm_create(test);
	u64 code[NR_INSNS];
	struct machine *m;
	int i;

	for (i = 0; i < NR_INSNS - 1; i++)
		code[i] = INSN(NOP, 0, 0, 0, 0);
	code[i] = INSN(RET, 0, 0, 0, 0);
	asm_func(test, image, "", 0, NR_REGS, code, NR_INSNS);
	asm_func(test, image, "add", 2, 3,
		 CODE(INSN(ADD, 2, 0, 1, 0), INSN(RET, 1, 2, 0, 0)));
	asm_func(test, image, "twice", 1, 4,
		 CODE(INSN(MOVE, 1, 0, 0, 0), INSN(CALLF, 1, 1, 1, 0),
		      INSN(RET, 0, 2, 0, 0)));
	asm_func(test, image, "closure", 1, 4,
		 CODE(INSN(CAPTURED, 1, 0, 0, 0), INSN(CAPTURED, 2, 0, 0, 1),
		      INSN(UPDCELL, 1, 0, 0, KTAP_UPDATE_CAT),
		      INSN(GETCELL, 3, 1, 0, 0), INSN(SELF, 2, 0, 0, 0),
		      INSN(RET, 2, 2, 0, 0)));
	asm_func_more(image, 0, 2, 1);
	asm_func(test, image, "rest", 1, 2,
		 CODE(INSN(VARARG, 1, KTAP_ALL, 0, 0),
		      INSN(TCALL, 0, KTAP_ALL, 0, 0)));
	asm_func_more(image, KTAP_FUNC_VARARG, 0, 0);
	asm_const_int(test, image, S64_MAX);
	asm_const_string(test, image, "a string");
	asm_const_string(test, image, "");
	asm_var(test, image, "x");
	asm_var(test, image, "y");
	asm_call_var(test, image, "call.x");
	asm_call_var(test, image, "call.y");
	asm_field(test, image, "f", 0, 0);
	asm_field(test, image, "g", 1, KTAP_RELOC_OPTIONAL);
	asm_symbol(test, image, "s");
	for (i = 0; i < ARRAY_SIZE(imports); i++)
		asm_import(test, image, imports[i].name, imports[i].nr_args);
	m = machine_create(test, image);
	/* So small that what one run prints fits into the ring. */
	m->run.process_budget = 4000;
	m->run.max_errors = UINT_MAX;

	return m;
}

static void test_random_programs(struct kunit *test)
{
	struct machine *m = make_machine(test);
	/* The program is the test's own: it may change it between runs. */
	u64 *code = (u64 *)m->prog->funcs[0].insns;
	struct ktap_message message;
	struct maker maker;
	int i, passed = 0;

	prandom_seed_state(&maker.rnd, 42);
	for (i = 0; i < NR_PROGRAMS; i++) {
		make_code(&maker);
		memcpy(code, maker.code, NR_INSNS * sizeof(*code));
		if (machine_verify(m, &message))
			continue;
		passed++;
		machine_run(m, MACHINE_EVENT, 0);
		machine_read(m);
		machine_run(m, MACHINE_TOP, 0);
		machine_read(m);
	}
	kunit_info(test, "%d of %d programs ran, with %d errors", passed,
		   NR_PROGRAMS, atomic_read(&m->run.nr_errors));
	KUNIT_EXPECT_GT(test, passed, NR_PROGRAMS / 100);
}

static struct kunit_case random_cases[] = {
	KUNIT_CASE_SLOW(test_random_programs),
	{}
};

static struct kunit_suite random_suite = {
	.name		= "ktap-random",
	.test_cases	= random_cases,
};

kunit_test_suite(random_suite);
