/* SPDX-License-Identifier: GPL-2.0 */
/*
 * ktap - overload: a program that takes too much of a CPU is stopped
 *
 * Context: any, but for init
 */
#ifndef _KTAP_VM_OVERLOAD_H
#define _KTAP_VM_OVERLOAD_H

#include "limits.h"
#include "vm/run.h"

/**
 * ktap_overload_init() - set what a program may take
 * @run: The program.
 * @percent: Of a CPU, in each window of 100 ms; 100: all of it.
 * @unit_ns: Time of a unit on this machine, in 1/256 ns.
 */
void ktap_overload_init(struct ktap_run *run, u32 percent, u64 unit_ns);

/* For ktap_overload_count(). */
void ktap_overload_look(struct ktap_run *run, struct ktap_run_stats *stats);

/**
 * ktap_overload_count() - an event was handled
 * @run: The program.
 * @stats: Its counters on this CPU.
 * @units: What the handler has used.
 *
 * Context: Any; preemption is off.
 */
static inline void ktap_overload_count(struct ktap_run *run,
				       struct ktap_run_stats *stats, s64 units)
{
	local64_inc(&stats->fired);
	if (unlikely(local64_add_negative(-(units + KTAP_EVENT_UNITS),
					  &stats->left)))
		ktap_overload_look(run, stats);
}

#endif /* _KTAP_VM_OVERLOAD_H */
