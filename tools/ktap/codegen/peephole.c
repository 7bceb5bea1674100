// SPDX-License-Identifier: GPL-2.0
/*
 * ktap - local clean-up of code
 *
 *	JMP to a JMP		goes to that one's target
 *	JMP to a RET		is that RET
 *	Jx over a JMP		is the opposite of Jx, to the JMP's target
 *	JMP to the next, MOVE of a register to itself, what no path reaches
 *				is taken out
 */
#include <stdbool.h>
#include <string.h>

#include <linux/kernel.h>
#include <linux/ktap_bytecode.h>

#include "base/arena.h"
#include "codegen/peephole.h"
#include "image/opcode.h"

/* Each round may open a way for the next; this many find nearly all. */
#define MAX_ROUNDS	8

/* JMPs that are followed one after the other. */
#define MAX_HOPS	16

struct work {
	__u64 *insns;
	__u32 nr;
	__u32 *targets;		/* of jumps, by instruction */
	__u32 *nr_sources;	/* jumps to an instruction */
	__u32 *stack;		/* instructions to be looked at */
	bool *is_dead;		/* taken out */
	bool *is_reached;
	bool changed;
};

static bool is_jump(__u64 insn)
{
	return opcodes[KTAP_INSN_OP(insn)].imm == OPERAND_JUMP;
}

/*
 * Those of loops stay as they are: the kernel wants them to lead forward at
 * the beginning and back at the end.
 */
static bool is_loop_jump(__u64 insn)
{
	enum operand a = opcodes[KTAP_INSN_OP(insn)].a;

	return a == OPERAND_FOR || a == OPERAND_WALK;
}

/* Does control never go on to the next instruction? */
static bool is_end(__u64 insn)
{
	switch (KTAP_INSN_OP(insn)) {
	case KTAP_OP_JMP:
	case KTAP_OP_RET:
	case KTAP_OP_TCALL:
	case KTAP_OP_TCALLF:
		return true;
	default:
		return false;
	}
}

static __u32 next_alive(const struct work *work, __u32 i)
{
	while (i < work->nr && work->is_dead[i])
		i++;
	return i;
}

/* Where a jump to an instruction comes to rest. */
static __u32 follow(const struct work *work, __u32 i)
{
	int hops;

	i = next_alive(work, i);
	for (hops = 0; hops < MAX_HOPS; hops++) {
		if (KTAP_INSN_OP(work->insns[i]) != KTAP_OP_JMP)
			break;
		i = next_alive(work, work->targets[i]);
	}
	return i;
}

static void shorten_jumps(struct work *work)
{
	__u32 i, target;

	memset(work->nr_sources, 0, work->nr * sizeof(*work->nr_sources));
	for (i = 0; i < work->nr; i++) {
		if (work->is_dead[i] || !is_jump(work->insns[i]))
			continue;
		target = is_loop_jump(work->insns[i]) ?
			 next_alive(work, work->targets[i]) :
			 follow(work, work->targets[i]);
		work->changed |= target != work->targets[i];
		work->targets[i] = target;
		if (KTAP_INSN_OP(work->insns[i]) == KTAP_OP_JMP &&
		    KTAP_INSN_OP(work->insns[target]) == KTAP_OP_RET) {
			work->insns[i] = work->insns[target];
			work->changed = true;
		} else {
			work->nr_sources[target]++;
		}
	}
}

static const struct opposite {
	enum ktap_opcode op;
	enum ktap_opcode opposite;
} opposites[] = {
	{ KTAP_OP_JT, KTAP_OP_JF },
	{ KTAP_OP_JNZ, KTAP_OP_JZ },
	{ KTAP_OP_JEQ, KTAP_OP_JNE },
	{ KTAP_OP_JEQI, KTAP_OP_JNEI },
	{ KTAP_OP_JLTI, KTAP_OP_JGEI },
	{ KTAP_OP_JLEI, KTAP_OP_JGTI },
	{ KTAP_OP_JLT, KTAP_OP_JGE },
	{ KTAP_OP_JLE, KTAP_OP_JGT },
};

/* False if the instruction has no opposite. */
static bool invert(__u64 *insn)
{
	__u32 op = KTAP_INSN_OP(*insn);
	size_t i;

	for (i = 0; i < ARRAY_SIZE(opposites); i++) {
		const struct opposite *row = &opposites[i];

		if (op != row->op && op != row->opposite)
			continue;
		op = op == row->op ? row->opposite : row->op;
		*insn = (*insn & ~0xffull) | op;
		return true;
	}
	return false;
}

static void invert_jumps(struct work *work)
{
	__u32 i, jump, behind;

	for (i = 0; i < work->nr; i++) {
		if (work->is_dead[i] || !is_jump(work->insns[i]))
			continue;
		jump = next_alive(work, i + 1);
		if (jump == work->nr || work->nr_sources[jump] ||
		    KTAP_INSN_OP(work->insns[jump]) != KTAP_OP_JMP)
			continue;
		behind = next_alive(work, jump + 1);
		if (work->targets[i] != behind || !invert(&work->insns[i]))
			continue;
		work->targets[i] = work->targets[jump];
		work->is_dead[jump] = true;
		work->changed = true;
	}
}

static void reach(struct work *work, __u32 i, __u32 *depth)
{
	if (work->is_reached[i])
		return;
	work->is_reached[i] = true;
	work->stack[(*depth)++] = i;
}

static void find_reached(struct work *work)
{
	__u32 depth = 0, i;

	memset(work->is_reached, 0, work->nr * sizeof(*work->is_reached));
	reach(work, next_alive(work, 0), &depth);
	while (depth) {
		i = work->stack[--depth];
		if (is_jump(work->insns[i]))
			reach(work, next_alive(work, work->targets[i]), &depth);
		if (!is_end(work->insns[i]))
			reach(work, next_alive(work, i + 1), &depth);
	}
}

static void remove_dead(struct work *work)
{
	__u32 i;

	find_reached(work);
	for (i = 0; i < work->nr; i++) {
		__u64 insn = work->insns[i];
		bool is_void = KTAP_INSN_OP(insn) == KTAP_OP_MOVE &&
			       KTAP_INSN_A(insn) == KTAP_INSN_B(insn);

		if (work->is_dead[i])
			continue;
		if (KTAP_INSN_OP(insn) == KTAP_OP_JMP)
			is_void = next_alive(work, work->targets[i]) ==
				  next_alive(work, i + 1);
		if (is_void || !work->is_reached[i]) {
			work->is_dead[i] = true;
			work->changed = true;
		}
	}
}

/* Move what is left together, and let jumps tell distances. */
static void pack(struct work *work, struct peephole *code)
{
	__u32 *numbers = work->nr_sources;	/* after packing */
	__u32 i, nr = 0;

	for (i = 0; i < work->nr; i++) {
		numbers[i] = nr;
		nr += !work->is_dead[i];
	}
	for (i = 0; i < work->nr; i++) {
		__u64 insn = work->insns[i];
		__s32 distance;

		if (work->is_dead[i])
			continue;
		if (is_jump(insn)) {
			distance = numbers[next_alive(work, work->targets[i])] -
				   (numbers[i] + 1);
			insn = (__u32)insn | (__u64)(__u32)distance << 32;
		}
		code->insns[numbers[i]] = insn;
		code->lines[numbers[i]] = code->lines[i];
	}
	code->nr = nr;
}

void peephole_run(struct peephole *code, struct arena *arena)
{
	struct work work = { .insns = code->insns, .nr = code->nr };
	__u32 i;
	int round;

	work.targets = arena_alloc(arena, code->nr * sizeof(*work.targets));
	work.nr_sources = arena_alloc(arena, code->nr * sizeof(*work.nr_sources));
	work.stack = arena_alloc(arena, code->nr * sizeof(*work.stack));
	work.is_dead = arena_alloc(arena, code->nr * sizeof(*work.is_dead));
	work.is_reached = arena_alloc(arena,
				      code->nr * sizeof(*work.is_reached));
	for (i = 0; i < code->nr; i++) {
		if (is_jump(code->insns[i]))
			work.targets[i] = code->labels[KTAP_INSN_IMM(code->insns[i])];
	}
	for (round = 0; round < MAX_ROUNDS; round++) {
		work.changed = false;
		shorten_jumps(&work);
		invert_jumps(&work);
		remove_dead(&work);
		if (!work.changed)
			break;
	}
	pack(&work, code);
}
