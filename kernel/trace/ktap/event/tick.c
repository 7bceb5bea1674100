// SPDX-License-Identifier: GPL-2.0
/*
 * ktap - timers whose handlers run in the session's thread
 *
 * Context: process, but for the timer itself
 */

#include <linux/kernel.h>
#include <linux/math64.h>
#include <linux/string.h>
#include <linux/time64.h>

#include "event/event.h"
#include "event/tick.h"
#include "limits.h"
#include "vm/interp.h"

static const struct {
	const char *name;
	u64 ns;
} units[] = {
	{ "ns",   1 },
	{ "us",   NSEC_PER_USEC },
	{ "usec", NSEC_PER_USEC },
	{ "ms",   NSEC_PER_MSEC },
	{ "msec", NSEC_PER_MSEC },
	{ "s",    NSEC_PER_SEC },
	{ "sec",  NSEC_PER_SEC },
	{ "m",    60 * NSEC_PER_SEC },
	{ "h",    3600 * NSEC_PER_SEC },
	{ "hz",   0 },
};

static const char *apply_unit(u64 number, const char *unit, u64 *period_ns)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(units); i++) {
		if (!strcmp(unit, units[i].name))
			break;
	}
	if (i == ARRAY_SIZE(units))
		return "has no unit of time (ns us usec ms msec s sec m h hz)";
	if (!number)
		return "has a period or frequency of 0";
	if (!units[i].ns) {
		*period_ns = div64_u64(NSEC_PER_SEC, number);
		return NULL;
	}
	if (number > div64_u64(KTIME_MAX, units[i].ns))
		return "has a period that is too long";
	*period_ns = number * units[i].ns;
	return NULL;
}

const char *ktap_tick_parse(const char *text, u64 *period_ns)
{
	size_t digits = strspn(text, "0123456789");
	const char *wrong;
	char number[24];
	u64 n;

	if (!digits)
		return "has no number";
	if (digits >= sizeof(number))
		return "has a number that is too large";
	memcpy(number, text, digits);
	number[digits] = '\0';
	if (kstrtou64(number, 10, &n))
		return "has a number that is too large";

	wrong = apply_unit(n, text + digits, period_ns);
	if (wrong)
		return wrong;
	if (*period_ns < KTAP_MIN_PERIOD_NS)
		return "has a period below 10 us";
	return NULL;
}

static enum hrtimer_restart tick_fires(struct hrtimer *timer)
{
	struct ktap_tick *tick = container_of(timer, struct ktap_tick, timer);
	struct ktap_events *events = tick->event.events;
	u64 periods = hrtimer_forward_now(timer, ns_to_ktime(tick->period_ns));

	while (periods-- > 1)
		ktap_loss_count(events->run->losses, KTAP_LOSS_PERIOD_BUSY);

	if (xchg(&tick->due, 1)) {
		ktap_loss_count(events->run->losses, KTAP_LOSS_TICK_MISSED);
	} else {
		atomic_inc(&events->nr_due);
		wake_up(&events->wait);
	}
	return HRTIMER_RESTART;
}

void ktap_tick_add(struct ktap_events *events, struct ktap_tick *tick)
{
	hrtimer_init(&tick->timer, CLOCK_MONOTONIC, HRTIMER_MODE_REL);
	tick->timer.function = tick_fires;
	list_add_tail(&tick->node, &events->ticks);
}

void ktap_tick_start_all(struct ktap_events *events)
{
	struct ktap_tick *tick;

	list_for_each_entry(tick, &events->ticks, node)
		hrtimer_start(&tick->timer, ns_to_ktime(tick->period_ns),
			      HRTIMER_MODE_REL);
}

void ktap_tick_stop_all(struct ktap_events *events)
{
	struct ktap_tick *tick;

	list_for_each_entry(tick, &events->ticks, node)
		hrtimer_cancel(&tick->timer);
}

bool ktap_tick_is_due(struct ktap_events *events)
{
	return atomic_read(&events->nr_due);
}

/* A timer has no arguments; what it has are its names. */
static const struct ktap_context_ops tick_ops = { };

static void run_handlers(struct ktap_tick *tick, struct task_struct *opener,
			 void *frames)
{
	struct ktap_event *event = &tick->event;
	struct ktap_run *run = event->events->run;
	struct ktap_context ctx = {
		.ops = &tick_ops,
		.event = event,
		.task = opener,
	};
	u32 i;

	for (i = 0; i < event->nr_funcs && READ_ONCE(run->gate) == 1; i++)
		ktap_interp_process(run, &ctx, event->funcs[i], frames);
}

void ktap_tick_serve(struct ktap_events *events, struct task_struct *opener,
		     void *frames)
{
	struct ktap_tick *tick;

	list_for_each_entry(tick, &events->ticks, node) {
		if (!READ_ONCE(tick->due))
			continue;
		run_handlers(tick, opener, frames);
		/* Until here the timer counts a missed period. */
		WRITE_ONCE(tick->due, 0);
		atomic_dec(&events->nr_due);
	}
}
