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

static bool reads_event(u64 insn, const struct ktap_builtin *const *builtins)
{
	switch (KTAP_INSN_OP(insn)) {
	case KTAP_OP_ARG:
	case KTAP_OP_ARGAT:
	case KTAP_OP_FIELD:
	case KTAP_OP_FIELDAT:
		return true;
	case KTAP_OP_CALLB:
		return builtins[KTAP_INSN_IMM(insn)]->contexts &
		       KTAP_READS_EVENT;
	default:
		return false;
	}
}

static void mark_users(const struct ktap_prog *prog,
		       const struct ktap_builtin *const *builtins,
		       unsigned long *marked)
{
	u32 func, i;

	for (func = 0; func < prog->nr_funcs; func++) {
		const struct ktap_prog_func *f = &prog->funcs[func];

		for (i = 0; i < f->nr_insns; i++) {
			if (reads_event(f->insns[i], builtins))
				__set_bit(func, marked);
		}
		cond_resched();
	}
}

unsigned long *ktap_bind_args(const struct ktap_prog *prog,
			      const struct ktap_builtin *const *builtins)
{
	unsigned long *marked;

	marked = bitmap_zalloc(KTAP_CALLS_BITS(prog), GFP_KERNEL);
	if (!marked)
		return NULL;
	mark_users(prog, builtins, marked);
	if (!ktap_calls_spread(prog, marked, true))
		return marked;
	bitmap_free(marked);

	return NULL;
}
