/* SPDX-License-Identifier: GPL-2.0 */
/*
 * ktap - what the passes of the verifier share; private to them
 *
 * Context: process; also built in user space
 */
#ifndef _KTAP_PROG_VERIFY_STATE_H
#define _KTAP_PROG_VERIFY_STATE_H

#include "prog/message.h"
#include "prog/opinfo.h"
#include "prog/prog.h"

struct ktap_verify_world;

/* A block's successors: what follows it, and the target of its jump. */
#define KTAP_NO_BLOCK	U32_MAX

/** struct ktap_verify_block - instructions that run one after the other */
struct ktap_verify_block {
	/** @first: Its first instruction; it ends before the next block's. */
	u32 first;
	/** @next: Block behind it, if control can go on there; or NO_BLOCK. */
	u32 next;
	/** @target: Block that it may jump to; or KTAP_NO_BLOCK. */
	u32 target;
};

/** struct ktap_verify_state - the function that is being looked at */
struct ktap_verify_state {
	const struct ktap_prog *prog;
	const struct ktap_verify_world *world;
	struct ktap_message *message;
	/** @func: The function. */
	const struct ktap_prog_func *func;
	/** @nr: Its number. */
	u32 nr;
	/**
	 * @blocks: Its blocks in the order of their instructions, and one
	 * more, empty, behind the last.  Made by the pass of control flow.
	 */
	struct ktap_verify_block *blocks;
	u32 nr_blocks;
};

/**
 * ktap_verify_refuse() - say what is wrong with an instruction
 * @state: The function.
 * @pc: Number of the instruction.
 * @fmt: As printf().
 *
 * Return: -EINVAL.
 */
__printf(3, 4)
int ktap_verify_refuse(struct ktap_verify_state *state, u32 pc,
		       const char *fmt, ...);

/* Whether a call names its function by a register, A. */
static inline bool ktap_verify_is_by_value(u64 insn)
{
	return KTAP_INSN_OP(insn) == KTAP_OP_CALL ||
	       KTAP_INSN_OP(insn) == KTAP_OP_TCALL;
}

/* The passes over one function, in order.  0, -EINVAL, -ENOMEM. */

/* Every operand of every instruction names something that exists. */
int ktap_verify_structure(struct ktap_verify_state *state);

/* Jumps reach instructions, all can be reached, none runs off the end. */
int ktap_verify_flow(struct ktap_verify_state *state);

/* No register is read before it was written; loops keep their state. */
int ktap_verify_regs(struct ktap_verify_state *state);

/* Passes over the whole program.  0, -EINVAL, -ENOMEM. */

/* An import has as many arguments as its built-in takes. */
int ktap_verify_import(struct ktap_verify_state *state, u32 nr);

/* Built-ins run where they may; calls that are no recursion end in time. */
int ktap_verify_calls(struct ktap_verify_state *state);

#endif /* _KTAP_PROG_VERIFY_STATE_H */
