// SPDX-License-Identifier: GPL-2.0
/*
 * ktap - overload: a program that takes too much of a CPU is stopped
 *
 * Context: any, but for init
 *
 * What handlers do on a CPU is summed in units, with some for each event on
 * top, as a program of no instructions costs something, too.  A CPU takes
 * units from the window of 100 ms a share at a time, so that only one event in
 * many looks at the clock.  What a share is worth was measured on this machine.
 *
 * Units and not time: an interrupt, or a slow tracepoint, is not the script's
 * fault, and a loop of system calls is slowed by its tracing, as it should be.
 */

#include <linux/math64.h>
#include <linux/minmax.h>
#include <linux/time64.h>
#include <linux/timekeeping.h>

#include "vm/overload.h"

#define WINDOW_NS	(100 * NSEC_PER_MSEC)

/* A window's units are taken in so many shares. */
#define NR_SHARES	32

void ktap_overload_init(struct ktap_run *run, u32 percent, u64 unit_ns)
{
	u64 units = div64_u64((WINDOW_NS * percent / 100) << 8, unit_ns ?: 1);

	run->overload_share = max_t(u64, units / NR_SHARES, KTAP_EVENT_UNITS);
	run->overload_percent = percent;
}

static void count_shares(struct ktap_run *run, struct ktap_run_stats *stats,
			 u32 nr)
{
	u64 now = ktime_get_mono_fast_ns();

	if (now - stats->window_begin >= WINDOW_NS) {
		stats->window_begin = now;
		stats->nr_shares = 0;
	}
	stats->nr_shares += nr;
	if (stats->nr_shares <= NR_SHARES || run->overload_percent >= 100)
		return;
	if (!cmpxchg(&run->overloaded, 0, raw_smp_processor_id() + 1))
		ktap_run_stop(run);
}

void ktap_overload_look(struct ktap_run *run, struct ktap_run_stats *stats)
{
	s64 share = run->overload_share;
	u32 nr;

	/* Who interrupts this leaves it to this. */
	if (stats->looking)
		return;
	stats->looking = true;
	barrier();
	nr = div64_u64(max_t(s64, -local64_read(&stats->left), 0), share) + 1;
	local64_add(nr * share, &stats->left);
	WRITE_ONCE(stats->granted, stats->granted + nr * share);
	count_shares(run, stats, nr);
	barrier();
	stats->looking = false;
}
