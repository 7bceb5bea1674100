// SPDX-License-Identifier: GPL-2.0
/*
 * ktap - last pass of the verifier: who calls what, how deep, and where
 *
 * Context: process; also built in user space
 *
 * Arguments of functions need no proof: surplus ones are dropped, missing ones
 * are nil.  Recursion has its bound at run time; direct calls that are none
 * have it here, too.
 */

#include <linux/bitmap.h>
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/sched.h>
#include <linux/slab.h>

#include "limits.h"
#include "prog/calls.h"
#include "prog/verify.h"
#include "prog/verify_state.h"

#define refuse(state, ...)						\
({									\
	ktap_message_set((state)->message, "bad program: " __VA_ARGS__);\
	-EINVAL;							\
})

int ktap_verify_import(struct ktap_verify_state *state, u32 nr)
{
	const struct ktap_prog_import *import = &state->prog->imports[nr];
	const struct ktap_verify_builtin *row = &state->world->builtins[nr];

	/* Counted when it is called. */
	if (import->nr_args == KTAP_ALL)
		return 0;
	if (import->nr_args < row->min_args)
		return refuse(state, "%.64s is called with %u arguments, it takes at least %u",
			      import->name->bytes, import->nr_args,
			      row->min_args);
	if (import->nr_args > row->max_args)
		return refuse(state, "%.64s is called with %u arguments, it takes at most %u",
			      import->name->bytes, import->nr_args,
			      row->max_args);

	return 0;
}

static u8 event_contexts(const struct ktap_verify_state *state, u32 nr)
{
	if (state->prog->events[nr].kind == KTAP_EVENT_END)
		return KTAP_IN_PROCESS;

	return state->world->events ? state->world->events[nr] : KTAP_IN_EVENT;
}

/* The functions that may run in a context. */
static int find_funcs(struct ktap_verify_state *state, u8 context,
		      unsigned long *set)
{
	const struct ktap_prog *prog = state->prog;
	u32 i;

	bitmap_zero(set, KTAP_CALLS_BITS(prog));
	if (context == KTAP_IN_PROCESS)
		__set_bit(0, set);
	for (i = 0; i < prog->nr_events; i++) {
		if (event_contexts(state, i) & context)
			__set_bit(prog->events[i].func, set);
	}

	return ktap_calls_spread(prog, set, false);
}

static int check_builtins(struct ktap_verify_state *state, u8 context)
{
	const struct ktap_prog_func *func = state->func;
	u32 pc;

	for (pc = 0; pc < func->nr_insns; pc++) {
		u32 nr = KTAP_INSN_IMM(func->insns[pc]);

		if (KTAP_INSN_OP(func->insns[pc]) != KTAP_OP_CALLB ||
		    state->world->builtins[nr].contexts & context)
			continue;
		return ktap_verify_refuse(state, pc, "%.64s may not be called %s",
					  state->prog->imports[nr].name->bytes,
					  context == KTAP_IN_EVENT ?
					  "when an event happens" :
					  "outside of event handlers");
	}

	return 0;
}

static int check_context(struct ktap_verify_state *state, u8 context,
			 unsigned long *set)
{
	const struct ktap_prog *prog = state->prog;
	int ret = find_funcs(state, context, set);
	u32 i;

	for (i = 0; i < prog->nr_funcs && !ret; i++) {
		if (!test_bit(i, set))
			continue;
		state->func = &prog->funcs[i];
		state->nr = i;
		ret = check_builtins(state, context);
		cond_resched();
	}

	return ret;
}

/* What the search for the longest way through direct calls needs. */
struct depths {
	/* Calls that lead to each function and were not looked at. */
	u32 *nr_callers;
	/* Calls that are open, at most, when it runs. */
	u32 *depth;
	u32 *queue;
	u32 nr_queued;
};

static u32 called_by(u64 insn)
{
	return KTAP_INSN_OP(insn) == KTAP_OP_CALLF ? KTAP_INSN_IMM(insn) :
						     U32_MAX;
}

static void count_callers(const struct ktap_prog *prog, struct depths *depths)
{
	u32 i, pc, called;

	for (i = 0; i < prog->nr_funcs; i++) {
		for (pc = 0; pc < prog->funcs[i].nr_insns; pc++) {
			called = called_by(prog->funcs[i].insns[pc]);
			if (called != U32_MAX)
				depths->nr_callers[called]++;
		}
		cond_resched();
	}
	for (i = 0; i < prog->nr_funcs; i++) {
		if (!depths->nr_callers[i])
			depths->queue[depths->nr_queued++] = i;
	}
}

/* Each function once, behind all its callers; those in circles never. */
static int check_depths(struct ktap_verify_state *state, struct depths *depths)
{
	const struct ktap_prog *prog = state->prog;
	u32 done, pc, called, depth;

	count_callers(prog, depths);
	for (done = 0; done < depths->nr_queued; done++) {
		state->nr = depths->queue[done];
		state->func = &prog->funcs[state->nr];
		depth = depths->depth[state->nr] + 1;
		for (pc = 0; pc < state->func->nr_insns; pc++) {
			called = called_by(state->func->insns[pc]);
			if (called == U32_MAX)
				continue;
			if (depth >= KTAP_MAX_CALLS)
				return ktap_verify_refuse(state, pc,
							  "more than %u functions that call each other",
							  KTAP_MAX_CALLS);
			depths->depth[called] = max(depths->depth[called],
						    depth);
			if (!--depths->nr_callers[called])
				depths->queue[depths->nr_queued++] = called;
		}
		cond_resched();
	}

	return 0;
}

static int verify_depths(struct ktap_verify_state *state)
{
	u32 nr = state->prog->nr_funcs;
	struct depths depths = {};
	int ret = -ENOMEM;

	depths.nr_callers = kvcalloc(nr, sizeof(u32), GFP_KERNEL);
	depths.depth = kvcalloc(nr, sizeof(u32), GFP_KERNEL);
	depths.queue = kvcalloc(nr, sizeof(u32), GFP_KERNEL);
	if (depths.nr_callers && depths.depth && depths.queue)
		ret = check_depths(state, &depths);
	kvfree(depths.nr_callers);
	kvfree(depths.depth);
	kvfree(depths.queue);

	return ret;
}

int ktap_verify_calls(struct ktap_verify_state *state)
{
	unsigned long *set;
	int ret;

	set = kvcalloc(BITS_TO_LONGS(KTAP_CALLS_BITS(state->prog)),
		       sizeof(*set), GFP_KERNEL);
	if (!set)
		return -ENOMEM;
	ret = check_context(state, KTAP_IN_PROCESS, set);
	if (!ret)
		ret = check_context(state, KTAP_IN_EVENT, set);
	kvfree(set);

	return ret ?: verify_depths(state);
}
