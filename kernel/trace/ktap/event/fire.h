/* SPDX-License-Identifier: GPL-2.0 */
/*
 * ktap - an event happened: guard, gate, target, handlers
 *
 * Context: any
 *
 * The way of an event as inline functions.  Providers of what fires a million
 * times a second put it into their hook; the others call ktap_fire() and its
 * parts, which are the same out of line.
 */
#ifndef _KTAP_EVENT_FIRE_H
#define _KTAP_EVENT_FIRE_H

#include <linux/ktap/provider.h>
#include <linux/preempt.h>
#include <linux/sched.h>

#include "event/event.h"
#include "mem/guard.h"
#include "vm/interp.h"

/* As ktap_fire_enter(), but preemption is off before. */
static __always_inline int ktap_fire_take(const struct ktap_event *event)
{
	const struct ktap_events *events = event->events;
	struct ktap_run *run = events->run;
	int level = ktap_guard_take(run->losses);

	if (unlikely(level < 0))
		return -1;
	if (likely(READ_ONCE(run->gate) == 1 &&
		   ktap_target_admits(&events->target)))
		return level;
	ktap_guard_give(level);
	return -1;
}

/* For ktap_fire_run_inline(): the handlers after the first. */
void ktap_fire_others(const struct ktap_event *event, struct ktap_context *ctx,
		      int level);

/**
 * ktap_fire_unseen() - a call returns whose entry was not seen
 * @event: Its return.
 * @ctx: What the provider knows of it.
 * @level: Of ktap_fire_take().
 * @args: The arguments of the event are what the entry knew.
 *
 * Runs those of the handlers that can do without; the others are counted.
 */
void ktap_fire_unseen(const struct ktap_event *event, struct ktap_context *ctx,
		      int level, bool args);

/* As ktap_fire_run(). */
static __always_inline void ktap_fire_run_inline(const struct ktap_event *event,
						 struct ktap_context *ctx,
						 int level)
{
	struct ktap_run *run = event->events->run;

	KTAP_ASSERT(level == interrupt_context_level());
	KTAP_ASSERT(ktap_guard_is_taken());
	/* Else the worker would not wait for us. */
	KTAP_ASSERT(ktap_heap_is_open(run->heap));
	ctx->event = event;
	ctx->task = current;
	ktap_interp_event(run, ctx, event->funcs[0], level);
	if (unlikely(event->nr_funcs > 1))
		ktap_fire_others(event, ctx, level);
}

/* As ktap_fire(), but preemption is off before. */
static __always_inline void ktap_fire_inline(const struct ktap_event *event,
					     struct ktap_context *ctx)
{
	int level = ktap_fire_take(event);

	if (level < 0)
		return;
	ktap_fire_run_inline(event, ctx, level);
	ktap_guard_give(level);
}

#endif /* _KTAP_EVENT_FIRE_H */
