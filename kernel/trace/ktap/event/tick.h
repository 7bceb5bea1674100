/* SPDX-License-Identifier: GPL-2.0 */
/*
 * ktap - timers whose handlers run in the session's thread
 *
 * Context: process, but for the timer itself
 */
#ifndef _KTAP_EVENT_TICK_H
#define _KTAP_EVENT_TICK_H

#include <linux/hrtimer.h>
#include <linux/ktap/provider.h>

struct task_struct;

/** struct ktap_tick - a timer */
struct ktap_tick {
	/** @event: The event; first. */
	struct ktap_event event;
	/** @timer: Runs from the opening of the gate. */
	struct hrtimer timer;
	/** @period_ns: Its period. */
	u64 period_ns;
	/** @due: It has gone off and was not served yet. */
	int due;
	/** @node: In ktap_events.ticks. */
	struct list_head node;
};

/**
 * ktap_tick_parse() - read the text of a timer
 * @text: What follows "tick-": "10ms", "99hz".
 * @period_ns: Its period.
 *
 * Return: NULL, or what is wrong with it.
 */
const char *ktap_tick_parse(const char *text, u64 *period_ns);

/* Prepares a tick whose period is set; it does not run yet. */
void ktap_tick_add(struct ktap_events *events, struct ktap_tick *tick);

/* All timers of a program start and stop together. */
void ktap_tick_start_all(struct ktap_events *events);
void ktap_tick_stop_all(struct ktap_events *events);

/* Whether some timer has gone off and was not served yet. */
bool ktap_tick_is_due(struct ktap_events *events);

/**
 * ktap_tick_serve() - run the handlers of all timers that have gone off
 * @events: The program's events.
 * @opener: Whose names the handlers see.
 * @frames: For registers.
 *
 * Context: The session's thread; sleeps.
 */
void ktap_tick_serve(struct ktap_events *events, struct task_struct *opener,
		     void *frames);

#endif /* _KTAP_EVENT_TICK_H */
