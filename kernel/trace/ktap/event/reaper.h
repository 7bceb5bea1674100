/* SPDX-License-Identifier: GPL-2.0 */
/*
 * ktap - threads that are no more: what they own is given back
 *
 * Context: process; the hook mostly in softirqs
 */
#ifndef _KTAP_EVENT_REAPER_H
#define _KTAP_EVENT_REAPER_H

#include <linux/types.h>

struct ktap_run;

/** struct ktap_reaper - a hook where threads are freed */
struct ktap_reaper {
	/** @hooked: It is in. */
	bool hooked;
};

/**
 * ktap_reaper_attach() - put in the hook if the program has a need of it
 * @reaper: Zeroed, or attached already.
 * @run: The program.
 *
 * Return: 0, or what register_trace_sched_process_free() says.
 */
int ktap_reaper_attach(struct ktap_reaper *reaper, struct ktap_run *run);

/* Takes it out; the caller waits for a grace period. */
void ktap_reaper_detach(struct ktap_reaper *reaper, struct ktap_run *run);

#endif /* _KTAP_EVENT_REAPER_H */
