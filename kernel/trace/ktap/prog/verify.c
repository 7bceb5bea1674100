// SPDX-License-Identifier: GPL-2.0
/*
 * ktap - proof that a program keeps to the rules of its instructions
 *
 * Context: process; also built in user space
 */

#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/sched.h>
#include <linux/slab.h>

#include "prog/verify.h"
#include "prog/verify_state.h"

/* Of a function, in order; each may rely on what the earlier ones proved. */
static int (*const passes[])(struct ktap_verify_state *state) = {
	ktap_verify_structure,
	ktap_verify_flow,
	ktap_verify_regs,
};

#define refuse(state, ...)						\
({									\
	ktap_message_set((state)->message, "bad program: " __VA_ARGS__);\
	-EINVAL;							\
})

static int verify_event(struct ktap_verify_state *state, u32 nr)
{
	const struct ktap_prog_event *event = &state->prog->events[nr];

	if (!event->func)
		return refuse(state, "line %u: the top-level code cannot be a handler",
			      event->line);
	if (state->prog->funcs[event->func].nr_params)
		return refuse(state, "line %u: handler %u has parameters",
			      event->line, event->func);
	if (state->prog->funcs[event->func].nr_captured)
		return refuse(state, "line %u: handler %u has captured something",
			      event->line, event->func);

	return 0;
}

static int verify_func(struct ktap_verify_state *state, u32 nr)
{
	int i, ret = 0;

	state->func = &state->prog->funcs[nr];
	state->nr = nr;
	for (i = 0; i < ARRAY_SIZE(passes) && !ret; i++)
		ret = passes[i](state);
	kvfree(state->blocks);
	state->blocks = NULL;
	cond_resched();

	return ret;
}

static int verify_each(struct ktap_verify_state *state, u32 nr,
		       int (*verify)(struct ktap_verify_state *state, u32 nr))
{
	u32 i;
	int ret;

	for (i = 0; i < nr; i++) {
		ret = verify(state, i);
		if (ret)
			return ret;
	}

	return 0;
}

int ktap_verify(const struct ktap_prog *prog,
		const struct ktap_verify_world *world,
		struct ktap_message *message)
{
	struct ktap_verify_state state = {
		.prog		= prog,
		.world		= world,
		.message	= message,
	};
	int ret;

	ret = verify_each(&state, prog->nr_imports, ktap_verify_import);
	if (!ret)
		ret = verify_each(&state, prog->nr_events, verify_event);
	if (!ret)
		ret = verify_each(&state, prog->nr_funcs, verify_func);
	if (!ret)
		ret = ktap_verify_calls(&state);
	if (ret == -ENOMEM)
		ktap_message_set(message, "not enough memory to check the program");

	return ret;
}
