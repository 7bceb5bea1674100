// SPDX-License-Identifier: GPL-2.0
/*
 * ktap - what verified code needs of its events
 *
 * Context: process
 */

#include <linux/bitmap.h>
#include <linux/ktap/builtin.h>
#include <linux/sched.h>

#include "link/bind.h"
#include "prog/calls.h"

static bool uses(u64 insn, const struct ktap_builtin *const *builtins,
		 enum ktap_use use)
{
	u8 contexts;

	switch (KTAP_INSN_OP(insn)) {
	case KTAP_OP_ARG:
	case KTAP_OP_ARGAT:
	case KTAP_OP_FIELD:
	case KTAP_OP_FIELDAT:
		return use == KTAP_USE_ARGS;
	case KTAP_OP_GETCALL:
	case KTAP_OP_SETCALL:
		return use == KTAP_USE_CALL;
	case KTAP_OP_CALLB:
		contexts = builtins[KTAP_INSN_IMM(insn)]->contexts;
		return (use == KTAP_USE_ARGS && contexts & KTAP_READS_EVENT) ||
		       (use == KTAP_USE_ENTRY && contexts & KTAP_READS_ENTRY) ||
		       (use == KTAP_USE_RESULT && contexts & KTAP_READS_RESULT);
	default:
		return false;
	}
}

static void mark_users(const struct ktap_prog *prog,
		       const struct ktap_builtin *const *builtins,
		       enum ktap_use use, unsigned long *marked)
{
	u32 func, i;

	for (func = 0; func < prog->nr_funcs; func++) {
		const struct ktap_prog_func *f = &prog->funcs[func];

		for (i = 0; i < f->nr_insns; i++) {
			if (uses(f->insns[i], builtins, use))
				__set_bit(func, marked);
		}
		cond_resched();
	}
}

unsigned long *ktap_bind_users(const struct ktap_prog *prog,
			       const struct ktap_builtin *const *builtins,
			       enum ktap_use use)
{
	unsigned long *marked;

	marked = bitmap_zalloc(KTAP_CALLS_BITS(prog), GFP_KERNEL);
	if (!marked)
		return NULL;
	mark_users(prog, builtins, use, marked);
	if (!ktap_calls_spread(prog, marked, true))
		return marked;
	bitmap_free(marked);

	return NULL;
}
