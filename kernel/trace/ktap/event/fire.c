// SPDX-License-Identifier: GPL-2.0
/*
 * ktap - an event happened: guard, gate, target, handlers
 *
 * Context: any
 */

#include <linux/ktap/provider.h>
#include <linux/sched.h>

#include "event/event.h"
#include "mem/guard.h"
#include "vm/interp.h"

static __always_inline int enter(const struct ktap_event *event)
{
	const struct ktap_events *events = event->events;
	struct ktap_run *run = events->run;
	int level = ktap_guard_enter(run->losses);

	if (level < 0)
		return -1;
	if (READ_ONCE(run->gate) == 1 && ktap_target_admits(&events->target))
		return level;
	ktap_guard_exit(level);
	return -1;
}

static __always_inline void run_handlers(const struct ktap_event *event,
					 struct ktap_context *ctx, int level)
{
	struct ktap_run *run = event->events->run;
	u32 i = 0;

	ctx->probename = event->probename;
	ctx->eventname = event->eventname;
	ctx->task = current;
	do {
		ktap_interp_event(run, ctx, event->funcs[i], level);
		/* A handler may have called exit(). */
	} while (++i < event->nr_funcs && READ_ONCE(run->gate) == 1);
}

int ktap_fire_enter(const struct ktap_event *event)
{
	return enter(event);
}

void ktap_fire_run(const struct ktap_event *event, struct ktap_context *ctx,
		   int level)
{
	run_handlers(event, ctx, level);
}

void ktap_fire_exit(int level)
{
	ktap_guard_exit(level);
}

void ktap_fire(const struct ktap_event *event, struct ktap_context *ctx)
{
	int level = enter(event);

	if (level < 0)
		return;
	run_handlers(event, ctx, level);
	ktap_guard_exit(level);
}
