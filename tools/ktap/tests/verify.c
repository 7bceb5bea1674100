// SPDX-License-Identifier: GPL-2.0
/*
 * ktap - checks of code, for tests of the compiler
 */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "image/image.h"
#include "image/opcode.h"
#include "tests/machine.h"

/* Of a register, before an instruction, on every path. */
enum state { UNSEEN, UNDEFINED, DEFINED, CELL, LOOP };

struct flow {
	const struct image_func *func;
	unsigned char (*states)[256];	/* by instruction */
	bool *is_reached;
	__u32 *stack;
	__u32 depth;
	const char *why;
	const struct image *image;
	__u32 open;			/* first register of all values left, */
	bool is_open;			/* if there are some, */
	bool is_taken;			/* and this instruction takes them */
};

static void need(struct flow *flow, unsigned char *regs, __u32 reg,
		 enum state state)
{
	if (reg >= flow->func->nr_regs)
		flow->why = "a register beyond the function's";
	else if (regs[reg] != state)
		flow->why = regs[reg] == LOOP ? "the state of a loop is read" :
			    state == CELL ? "a register holds no cell" :
			    "a register is read that may not be written";
}

static void set(struct flow *flow, unsigned char *regs, __u32 reg,
		enum state state)
{
	if (reg >= flow->func->nr_regs)
		flow->why = "a register beyond the function's";
	else
		regs[reg] = state;
}

static void write(struct flow *flow, unsigned char *regs, __u32 reg)
{
	if (regs[reg] == LOOP)
		flow->why = "the state of a loop is overwritten";
	set(flow, regs, reg, DEFINED);
}

static void need_range(struct flow *flow, unsigned char *regs, __u32 first,
		       __u32 nr)
{
	while (nr--)
		need(flow, regs, first++, DEFINED);
}

static void set_range(struct flow *flow, unsigned char *regs, __u32 first,
		      __u32 nr, enum state state)
{
	while (nr--)
		set(flow, regs, first++, state);
}

/* @nr values from a register on; all: they end where open ones begin. */
static void need_list(struct flow *flow, unsigned char *regs, __u32 first,
		      __u32 nr)
{
	if (nr == KTAP_ALL) {
		if (!flow->is_open || flow->open < first)
			flow->why = "all values of none";
		flow->is_taken = true;
		nr = flow->why ? 0 : flow->open - first;
	}
	need_range(flow, regs, first, nr);
}

static void set_list(struct flow *flow, unsigned char *regs, __u32 first,
		     __u32 nr)
{
	if (nr == KTAP_ALL)
		nr = 0;
	set_range(flow, regs, first, nr, DEFINED);
}

static bool is_cell_move(const unsigned char *regs, __u64 insn)
{
	return KTAP_INSN_OP(insn) == KTAP_OP_MOVE &&
	       regs[KTAP_INSN_B(insn)] == CELL;
}

static void step_call(struct flow *flow, unsigned char *regs, __u64 insn)
{
	__u32 a = KTAP_INSN_A(insn), nr_args = KTAP_INSN_B(insn);
	__u32 nr_results = KTAP_INSN_C(insn);

	if (KTAP_INSN_OP(insn) == KTAP_OP_CALL ||
	    KTAP_INSN_OP(insn) == KTAP_OP_TCALL) {
		need(flow, regs, a, DEFINED);
		need_list(flow, regs, a + 1, nr_args);
	} else {
		need_list(flow, regs, a, nr_args);
	}
	if (KTAP_INSN_OP(insn) == KTAP_OP_CALLB && nr_results > 2)
		flow->why = "a built-in with many results";
	if (a >= flow->func->nr_regs)
		flow->why = "a call beyond the function's registers";
	else if (memchr(regs + a, LOOP, 256 - a))
		flow->why = "a call overwrites the state of a loop";
	else
		memset(regs + a, UNDEFINED, 256 - a);
	set_list(flow, regs, a, nr_results);
}

static void step_closure(struct flow *flow, unsigned char *regs, __u64 insn)
{
	const struct image_func *func =
		&flow->image->funcs.items[KTAP_INSN_IMM(insn)];
	__u32 b = KTAP_INSN_B(insn), i;

	if (func->nr_captured != KTAP_INSN_C(insn))
		flow->why = "another number of captured values";
	for (i = 0; i < func->nr_captured; i++)
		need(flow, regs, b + i, i < func->nr_cells ? CELL : DEFINED);
}

/* What is special about an instruction, before its result is written. */
static void step_special(struct flow *flow, unsigned char *regs, __u64 insn)
{
	__u32 a = KTAP_INSN_A(insn), b = KTAP_INSN_B(insn);

	switch (KTAP_INSN_OP(insn)) {
	case KTAP_OP_RET:
		need_list(flow, regs, a, b);
		break;
	case KTAP_OP_VARARG:
		set_list(flow, regs, a, b);
		break;
	case KTAP_OP_UNPACK:
		need(flow, regs, KTAP_INSN_C(insn), DEFINED);
		set_list(flow, regs, a, b);
		break;
	case KTAP_OP_CLOSURE:
		step_closure(flow, regs, insn);
		break;
	case KTAP_OP_LOADFN:
	case KTAP_OP_CALLF:
	case KTAP_OP_TCALLF:
		if (flow->image->funcs.items[KTAP_INSN_IMM(insn)].nr_captured)
			flow->why = "a closure without what it has captured";
		break;
	default:
		break;
	}
}

static void step(struct flow *flow, unsigned char *regs, __u64 insn)
{
	const struct opcode *opcode = &opcodes[KTAP_INSN_OP(insn)];
	__u32 a = KTAP_INSN_A(insn), b = KTAP_INSN_B(insn);
	__u32 c = KTAP_INSN_C(insn);
	enum state state;

	step_special(flow, regs, insn);
	if (opcode->a == OPERAND_CALLEE)
		step_call(flow, regs, insn);
	if (opcode->a == OPERAND_CALLEE)
		return;
	if (opcode->a == OPERAND_SRC)
		need(flow, regs, a, DEFINED);
	if (opcode->a == OPERAND_CELL)
		need(flow, regs, a, CELL);
	if (opcode->b == OPERAND_CELL)
		need(flow, regs, b, CELL);
	if (opcode->b == OPERAND_SRC && !is_cell_move(regs, insn))
		need(flow, regs, b, DEFINED);
	if (opcode->c == OPERAND_SRC)
		need(flow, regs, c, DEFINED);
	if (opcode->b == OPERAND_RANGE && KTAP_INSN_OP(insn) != KTAP_OP_CLOSURE)
		need_list(flow, regs, b, c);
	if (opcode->a == OPERAND_SRCDST)
		need(flow, regs, a, DEFINED);
	if (opcode->a == OPERAND_DST || opcode->a == OPERAND_SRCDST) {
		state = is_cell_move(regs, insn) ||
			KTAP_INSN_OP(insn) == KTAP_OP_NEWCELL ||
			(KTAP_INSN_OP(insn) == KTAP_OP_CAPTURED &&
			 KTAP_INSN_IMM(insn) < flow->func->nr_cells) ?
			CELL : DEFINED;
		write(flow, regs, a);
		set(flow, regs, a, state);
	}
	switch (KTAP_INSN_OP(insn)) {
	case KTAP_OP_FORPREP:
		need_range(flow, regs, a, 3);
		break;
	case KTAP_OP_FORLOOP:
		need(flow, regs, a, LOOP);
		break;
	case KTAP_OP_WALK:
		need(flow, regs, a, DEFINED);
		break;
	case KTAP_OP_WALKNEXT:
		need(flow, regs, a, LOOP);
		break;
	default:
		break;
	}
}

/* What a loop's registers are in its rounds, and behind it. */
static void step_loop(struct flow *flow, unsigned char *regs, __u64 insn,
		      bool in_round)
{
	const struct opcode *opcode = &opcodes[KTAP_INSN_OP(insn)];
	__u32 a = KTAP_INSN_A(insn);
	__u32 nr = opcode->a == OPERAND_FOR ? 3 : 2;

	if (opcode->a != OPERAND_FOR && opcode->a != OPERAND_WALK)
		return;
	set_range(flow, regs, a, nr, in_round ? LOOP : UNDEFINED);
	set_range(flow, regs, a + nr, 4 - nr, in_round ? DEFINED : UNDEFINED);
}

static void join(struct flow *flow, __u32 target, const unsigned char *regs)
{
	bool changed = !flow->is_reached[target];
	unsigned char *states;
	int i;

	if (target >= flow->func->nr_insns) {
		flow->why = "control leaves the function";
		return;
	}
	states = flow->states[target];
	for (i = 0; i < 256; i++) {
		unsigned char state = regs[i];

		if (states[i] != UNSEEN && states[i] != state)
			state = UNDEFINED;
		changed |= states[i] != state;
		states[i] = state;
	}
	flow->is_reached[target] = true;
	if (changed)
		flow->stack[flow->depth++ % (flow->func->nr_insns * 4)] = target;
}

static bool leaves_all(__u64 insn)
{
	switch (KTAP_INSN_OP(insn)) {
	case KTAP_OP_CALL:
	case KTAP_OP_CALLF:
		return KTAP_INSN_C(insn) == KTAP_ALL;
	case KTAP_OP_VARARG:
	case KTAP_OP_UNPACK:
		return KTAP_INSN_B(insn) == KTAP_ALL;
	default:
		return false;
	}
}

static void visit(struct flow *flow, __u32 i)
{
	__u64 insn = flow->func->insns[i];
	enum ktap_opcode op = KTAP_INSN_OP(insn);
	bool loops = op == KTAP_OP_FORLOOP || op == KTAP_OP_WALKNEXT;
	bool is_jump = opcodes[op].imm == OPERAND_JUMP;
	unsigned char regs[256], jumped[256];

	/* Nothing jumps between what leaves values and what takes them. */
	flow->is_taken = false;
	flow->is_open = i && leaves_all(flow->func->insns[i - 1]);
	if (flow->is_open)
		flow->open = KTAP_INSN_A(flow->func->insns[i - 1]);
	memcpy(regs, flow->states[i], sizeof(regs));
	step(flow, regs, insn);
	if (flow->is_open && !flow->is_taken && !flow->why)
		flow->why = "values that nothing takes";
	if (loops && KTAP_INSN_IMM(insn) >= 0)
		flow->why = "a loop that leads forward at its end";
	if ((op == KTAP_OP_FORPREP || op == KTAP_OP_WALK) &&
	    KTAP_INSN_IMM(insn) < 0)
		flow->why = "a loop that leads back at its beginning";
	memcpy(jumped, regs, sizeof(jumped));
	step_loop(flow, jumped, insn, loops);
	step_loop(flow, regs, insn, !loops);
	if (!flow->why && is_jump)
		join(flow, i + 1 + KTAP_INSN_IMM(insn), jumped);
	if (!flow->why && op != KTAP_OP_JMP && op != KTAP_OP_RET &&
	    op != KTAP_OP_TCALL && op != KTAP_OP_TCALLF)
		join(flow, i + 1, regs);
}

static const char *verify_func(const struct image *image,
			       const struct image_func *func)
{
	struct flow flow = { .func = func, .image = image };
	unsigned char regs[256];
	__u32 i;

	flow.states = calloc(func->nr_insns + 1, sizeof(*flow.states));
	flow.is_reached = calloc(func->nr_insns + 1, 1);
	flow.stack = calloc(func->nr_insns * 4, sizeof(*flow.stack));
	memset(regs, UNDEFINED, sizeof(regs));
	memset(regs, DEFINED, func->nr_params);
	join(&flow, 0, regs);
	while (!flow.why && flow.depth)
		visit(&flow, flow.stack[--flow.depth % (func->nr_insns * 4)]);
	for (i = 0; i < func->nr_insns && !flow.why; i++) {
		if (!flow.is_reached[i])
			flow.why = "an instruction is never reached";
	}
	free(flow.states);
	free(flow.is_reached);
	free(flow.stack);
	return flow.why;
}

const char *machine_verify(const struct image *image)
{
	const char *why = NULL;
	__u32 i;

	for (i = 0; i < image->funcs.nr && !why; i++)
		why = verify_func(image, &image->funcs.items[i]);
	return why;
}
