// SPDX-License-Identifier: GPL-2.0
/*
 * ktap - filters of handlers to terms that providers may test first
 *
 * Context: process
 *
 * What the compiler makes of /a == 1 && b < c && d & 4/ is a row of
 *
 *	FIELD r; Jxx r …, out		a field with a constant
 *	FIELD r; LOADK s; Jxx r s, out	one that does not fit the jump
 *	FIELD r; ANDI r; JZ r, out	bits of a field
 *	FIELD r; JZ r, out		a field
 *
 * where "out" returns.  The row ends at the first instruction that fits none.
 */

#include <linux/sched.h>

#include "link/bind_filter.h"

/* The terms of a function, one after the other. */
struct walk {
	const struct ktap_prog *prog;
	const struct ktap_prog_func *func;
	const struct ktap_event *event;
	u32 pc;
};

static u64 insn_at(const struct walk *walk, u32 ahead)
{
	/* No row ends a function: a RET or JMP does. */
	return walk->pc + ahead < walk->func->nr_insns ?
	       walk->func->insns[walk->pc + ahead] : 0;
}

/* Whether the jump that is @ahead leads to a return without results. */
static bool leaves(const struct walk *walk, u32 ahead)
{
	u32 target = walk->pc + ahead + 1 + KTAP_INSN_IMM(insn_at(walk, ahead));
	u64 insn = walk->func->insns[target];

	return KTAP_INSN_OP(insn) == KTAP_OP_RET && !KTAP_INSN_B(insn);
}

/* The term that holds where a jump is not taken. */
static bool op_of_jump(u8 opcode, enum ktap_filter_op *op)
{
	switch (opcode) {
	case KTAP_OP_JNEI:
	case KTAP_OP_JNE:
	case KTAP_OP_JNZ:
		*op = KTAP_FILTER_EQ;
		return true;
	case KTAP_OP_JEQI:
	case KTAP_OP_JEQ:
	case KTAP_OP_JZ:
		*op = KTAP_FILTER_NE;
		return true;
	case KTAP_OP_JGEI:
		*op = KTAP_FILTER_LT;
		return true;
	case KTAP_OP_JGTI:
		*op = KTAP_FILTER_LE;
		return true;
	case KTAP_OP_JLEI:
		*op = KTAP_FILTER_GT;
		return true;
	case KTAP_OP_JLTI:
		*op = KTAP_FILTER_GE;
		return true;
	default:
		return false;
	}
}

/* JZ or Jxx with a constant, of register @reg, @ahead.  0: not so. */
static u32 read_short(const struct walk *walk, u32 ahead, u8 reg,
		      struct ktap_filter_term *term)
{
	u64 insn = insn_at(walk, ahead);
	u8 opcode = KTAP_INSN_OP(insn);

	if (!op_of_jump(opcode, &term->op) || opcode == KTAP_OP_JEQ ||
	    opcode == KTAP_OP_JNE || KTAP_INSN_A(insn) != reg)
		return 0;
	if (opcode == KTAP_OP_JZ || opcode == KTAP_OP_JNZ)
		term->value = ktap_value_int(0);
	else
		term->value = ktap_value_int(KTAP_INSN_BC(insn));
	return ahead + 1;
}

/* LOADK or LOADINT, and JEQ or JNE of both. */
static u32 read_long(const struct walk *walk, u8 reg,
		     struct ktap_filter_term *term)
{
	u64 load = insn_at(walk, 1), jump = insn_at(walk, 2);
	u8 opcode = KTAP_INSN_OP(jump);

	if (KTAP_INSN_OP(load) == KTAP_OP_LOADK)
		term->value = walk->prog->consts[KTAP_INSN_IMM(load)];
	else if (KTAP_INSN_OP(load) == KTAP_OP_LOADINT)
		term->value = ktap_value_int(KTAP_INSN_IMM(load));
	else
		return 0;
	if ((opcode != KTAP_OP_JEQ && opcode != KTAP_OP_JNE) ||
	    KTAP_INSN_A(load) == reg || KTAP_INSN_A(jump) != reg ||
	    KTAP_INSN_B(jump) != KTAP_INSN_A(load))
		return 0;
	op_of_jump(opcode, &term->op);
	return 3;
}

/* ANDI and JZ. */
static u32 read_bits(const struct walk *walk, u8 reg,
		     struct ktap_filter_term *term)
{
	u64 and = insn_at(walk, 1), jump = insn_at(walk, 2);

	if (KTAP_INSN_OP(and) != KTAP_OP_ANDI || KTAP_INSN_B(and) != reg ||
	    KTAP_INSN_OP(jump) != KTAP_OP_JZ ||
	    KTAP_INSN_A(jump) != KTAP_INSN_A(and))
		return 0;
	term->op = KTAP_FILTER_AND;
	term->value = ktap_value_int(KTAP_INSN_IMM(and));
	return 3;
}

/* The next term; false: there is none that is of one of the forms. */
static bool next_term(struct walk *walk, struct ktap_filter_term *term)
{
	u64 insn = insn_at(walk, 0);
	u8 reg = KTAP_INSN_A(insn);
	u32 nr;

	if (KTAP_INSN_OP(insn) != KTAP_OP_FIELD ||
	    walk->event->fields[KTAP_INSN_IMM(insn)] == KTAP_NO_FIELD)
		return false;
	term->field = walk->prog->relocs[KTAP_INSN_IMM(insn)].name->bytes;
	nr = read_short(walk, 1, reg, term) ?: read_long(walk, reg, term) ?:
	     read_bits(walk, reg, term);
	if (!nr || !leaves(walk, nr - 1))
		return false;
	walk->pc += nr;
	return true;
}

static void bind_event(const struct ktap_prog *prog, struct ktap_event *event,
		       const struct ktap_provider *provider)
{
	struct ktap_filter_term term;
	struct walk walk = {
		.prog	= prog,
		.func	= &prog->funcs[event->funcs[0]],
		.event	= event,
	};

	/* A term that the provider does not take is left to the handler. */
	while (next_term(&walk, &term))
		provider->add_term(event, &term);
}

void ktap_bind_filters(const struct ktap_prog *prog, struct ktap_events *events,
		       const struct module *module)
{
	struct ktap_source *source;
	struct ktap_event *event;

	list_for_each_entry(source, &events->sources, node) {
		if (!source->provider->add_term || source->module != module)
			continue;
		list_for_each_entry(event, &source->list, node) {
			if (event->fields && event->nr_funcs == 1)
				bind_event(prog, event, source->provider);
			cond_resched();
		}
	}
}
