// SPDX-License-Identifier: GPL-2.0
/*
 * ktap - second pass of the verifier: where control can go
 *
 * Context: process; also built in user space
 *
 * Cuts the function into blocks: a block begins at the first instruction,
 * where a jump leads, and behind each jump and return.
 */

#include <linux/bitmap.h>
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/slab.h>

#include "prog/verify_state.h"

static bool is_jump(u64 insn)
{
	return ktap_opinfo_of(insn)->imm == KTAP_OPERAND_JUMP;
}

/* Whether what follows an instruction can run after it. */
static bool falls_through(u64 insn)
{
	switch (KTAP_INSN_OP(insn)) {
	case KTAP_OP_JMP:
	case KTAP_OP_RET:
	case KTAP_OP_TCALL:
	case KTAP_OP_TCALLF:
		return false;
	default:
		return true;
	}
}

static s64 jump_target(u32 pc, u64 insn)
{
	return (s64)pc + 1 + KTAP_INSN_IMM(insn);
}

static int check_jump(struct ktap_verify_state *state, u32 pc)
{
	u64 insn = state->func->insns[pc];
	s64 target = jump_target(pc, insn);
	bool back = target <= pc;

	if (target < 0 || target >= state->func->nr_insns)
		return ktap_verify_refuse(state, pc,
					  "jump to %lld, outside the function",
					  target);
	switch (KTAP_INSN_OP(insn)) {
	case KTAP_OP_FORPREP:
	case KTAP_OP_WALK:
		if (back)
			return ktap_verify_refuse(state, pc, "jumps back");
		return 0;
	case KTAP_OP_FORLOOP:
	case KTAP_OP_WALKNEXT:
		if (!back)
			return ktap_verify_refuse(state, pc, "jumps forward");
		return 0;
	default:
		return 0;
	}
}

/* Checks jumps and marks the first instruction of each block. */
static int mark_blocks(struct ktap_verify_state *state, unsigned long *starts)
{
	u32 pc, nr = state->func->nr_insns;
	int ret;

	__set_bit(0, starts);
	for (pc = 0; pc < nr; pc++) {
		u64 insn = state->func->insns[pc];

		if (is_jump(insn)) {
			ret = check_jump(state, pc);
			if (ret)
				return ret;
			__set_bit(jump_target(pc, insn), starts);
			__set_bit(pc + 1, starts);
		}
		if (!falls_through(insn))
			__set_bit(pc + 1, starts);
	}
	if (falls_through(state->func->insns[nr - 1]))
		return ktap_verify_refuse(state, nr - 1,
					  "control runs off the end of the function");

	return 0;
}

/* The number of the block that begins at @pc. */
static u32 find_block(const struct ktap_verify_state *state, u32 pc)
{
	u32 low = 0, high = state->nr_blocks;

	while (high - low > 1) {
		u32 middle = low + (high - low) / 2;

		if (state->blocks[middle].first <= pc)
			low = middle;
		else
			high = middle;
	}

	return low;
}

static int make_blocks(struct ktap_verify_state *state,
		       const unsigned long *starts)
{
	const struct ktap_prog_func *func = state->func;
	u32 i = 0, pc;

	state->nr_blocks = bitmap_weight(starts, func->nr_insns);
	state->blocks = kvmalloc_array(state->nr_blocks + 1,
				       sizeof(*state->blocks),
				       GFP_KERNEL_ACCOUNT);
	if (!state->blocks)
		return -ENOMEM;
	for_each_set_bit(pc, starts, func->nr_insns)
		state->blocks[i++].first = pc;
	state->blocks[i].first = func->nr_insns;

	for (i = 0; i < state->nr_blocks; i++) {
		u32 last = state->blocks[i + 1].first - 1;
		u64 insn = func->insns[last];

		state->blocks[i].next = falls_through(insn) ? i + 1 :
							      KTAP_NO_BLOCK;
		state->blocks[i].target = is_jump(insn) ?
			find_block(state, jump_target(last, insn)) :
			KTAP_NO_BLOCK;
	}

	return 0;
}

static void visit(u32 block, unsigned long *seen, u32 *stack, u32 *depth)
{
	if (block == KTAP_NO_BLOCK || __test_and_set_bit(block, seen))
		return;
	stack[(*depth)++] = block;
}

/* Each block is pushed once, so @stack needs no more than their number. */
static int check_reachable(struct ktap_verify_state *state, unsigned long *seen,
			   u32 *stack)
{
	u32 block, depth = 0;

	bitmap_zero(seen, state->nr_blocks);
	visit(0, seen, stack, &depth);
	while (depth) {
		block = stack[--depth];
		visit(state->blocks[block].next, seen, stack, &depth);
		visit(state->blocks[block].target, seen, stack, &depth);
	}
	block = find_first_zero_bit(seen, state->nr_blocks);
	if (block < state->nr_blocks)
		return ktap_verify_refuse(state, state->blocks[block].first,
					  "can never be reached");

	return 0;
}

int ktap_verify_flow(struct ktap_verify_state *state)
{
	u32 nr = state->func->nr_insns;
	unsigned long *bits;
	u32 *stack = NULL;
	int ret;

	bits = kvcalloc(BITS_TO_LONGS(nr + 1), sizeof(*bits),
			GFP_KERNEL_ACCOUNT);
	if (!bits)
		return -ENOMEM;
	ret = mark_blocks(state, bits);
	if (ret)
		goto out_free;
	ret = make_blocks(state, bits);
	if (ret)
		goto out_free;
	stack = kvmalloc_array(state->nr_blocks, sizeof(*stack),
			       GFP_KERNEL_ACCOUNT);
	ret = stack ? check_reachable(state, bits, stack) : -ENOMEM;

out_free:
	kvfree(stack);
	kvfree(bits);

	return ret;
}
