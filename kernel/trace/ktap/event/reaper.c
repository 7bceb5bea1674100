// SPDX-License-Identifier: GPL-2.0
/*
 * ktap - threads that are no more: what they own is given back
 *
 * Context: process; the hook mostly in softirqs, preemption off
 *
 * The hook is where the kernel gives up its last use of a thread, a grace
 * period after both its parent and the scheduler have: it causes no event any
 * more, and no other thread can have its address yet.
 */

#include <linux/mm_types.h>
#include <trace/events/sched.h>

#include "event/reaper.h"
#include "mem/guard.h"
#include "vm/owner.h"

static void on_free(void *data, struct task_struct *task)
{
	struct ktap_run *run = data;
	int level = ktap_guard_take(run->losses);

	if (level < 0)
		return;
	/* Later the heap goes with all that is in it. */
	if (READ_ONCE(run->gate) == 1)
		ktap_owner_forget(run, task, level);
	ktap_guard_give(level);
}

int ktap_reaper_attach(struct ktap_reaper *reaper, struct ktap_run *run)
{
	int ret;

	if (reaper->hooked || !ktap_owner_is_used(run))
		return 0;
	ret = register_trace_sched_process_free(on_free, run);
	reaper->hooked = !ret;
	return ret;
}

void ktap_reaper_detach(struct ktap_reaper *reaper, struct ktap_run *run)
{
	if (reaper->hooked)
		unregister_trace_sched_process_free(on_free, run);
	reaper->hooked = false;
}
