// SPDX-License-Identifier: GPL-2.0
/*
 * ktap - an event happened: the way of an event, out of line
 *
 * Context: any
 */

#include "event/fire.h"

void ktap_fire_others(const struct ktap_event *event, struct ktap_context *ctx,
		      int level)
{
	struct ktap_run *run = event->events->run;
	u32 i;

	/* A handler may have called exit(). */
	for (i = 1; i < event->nr_funcs && READ_ONCE(run->gate) == 1; i++)
		ktap_interp_event(run, ctx, event->funcs[i], level);
}

static bool needs_entry(const struct ktap_events *events, u32 func, bool args)
{
	return test_bit(func, events->users[KTAP_USE_ENTRY]) ||
	       (args && test_bit(func, events->users[KTAP_USE_ARGS]));
}

void ktap_fire_unseen(const struct ktap_event *event, struct ktap_context *ctx,
		      int level, bool args)
{
	const struct ktap_events *events = event->events;
	struct ktap_run *run = events->run;
	u32 i;

	ctx->event = event;
	ctx->task = current;
	for (i = 0; i < event->nr_funcs && READ_ONCE(run->gate) == 1; i++) {
		if (needs_entry(events, event->funcs[i], args))
			ktap_loss_count(run->losses, KTAP_LOSS_NO_ENTRY);
		else
			ktap_interp_event(run, ctx, event->funcs[i], level);
	}
}

int ktap_fire_enter(const struct ktap_event *event)
{
	int level;

	preempt_disable_notrace();
	level = ktap_fire_take(event);
	if (level < 0)
		preempt_enable_notrace();

	return level;
}

void ktap_fire_run(const struct ktap_event *event, struct ktap_context *ctx,
		   int level)
{
	ktap_fire_run_inline(event, ctx, level);
}

void ktap_fire_exit(int level)
{
	ktap_guard_exit(level);
}

void ktap_fire(const struct ktap_event *event, struct ktap_context *ctx)
{
	preempt_disable_notrace();
	ktap_fire_inline(event, ctx);
	preempt_enable_notrace();
}
