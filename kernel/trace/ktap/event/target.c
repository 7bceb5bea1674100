// SPDX-License-Identifier: GPL-2.0
/*
 * ktap - which tasks a program looks at
 *
 * Context: process; the hook of fork with preemption off
 *
 * The bit of each new process is set or cleared by its parent's before it
 * first runs.  So a number that is used again needs no care, and nothing need
 * be done when a process ends, which may cause events until the last.
 */

#include <linux/mm.h>
#include <trace/events/sched.h>

#include "event/target.h"

static void on_fork(void *data, struct task_struct *parent,
		    struct task_struct *child)
{
	struct ktap_target *target = data;

	if (child->tgid != child->pid)
		return;		/* a thread: it shares its process's bit */
	if (test_bit(parent->tgid, target->pids))
		set_bit(child->tgid, target->pids);
	else if (test_bit(child->tgid, target->pids))
		clear_bit(child->tgid, target->pids);
}

int ktap_target_init(struct ktap_target *target, pid_t pid)
{
	int ret;

	target->pids = kvcalloc(BITS_TO_LONGS(PID_MAX_LIMIT), sizeof(long),
				GFP_KERNEL);
	if (!target->pids)
		return -ENOMEM;

	set_bit(pid, target->pids);
	ret = register_trace_sched_process_fork(on_fork, target);
	target->hooked = !ret;
	return ret;
}

void ktap_target_detach(struct ktap_target *target)
{
	if (!target->hooked)
		return;
	unregister_trace_sched_process_fork(on_fork, target);
	target->hooked = false;
}

void ktap_target_free(struct ktap_target *target)
{
	kvfree(target->pids);
	target->pids = NULL;
}
