// SPDX-License-Identifier: GPL-2.0
/*
 * ktap - which events a program looks at, by task and by CPU
 *
 * Context: process; the hook of fork with preemption off
 *
 * The bit of each new process is set or cleared by its parent's before it
 * first runs.  So a number that is used again needs no care, and nothing need
 * be done when a process ends, which may cause events until the last.
 */

#include <linux/bitmap.h>
#include <linux/cpumask.h>
#include <linux/mm.h>
#include <linux/smp.h>
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

void ktap_target_only(struct ktap_target *target, pid_t pid)
{
	target->only = pid;
	target->restricted = true;
}

int ktap_target_follow(struct ktap_target *target, pid_t pid)
{
	int ret;

	target->pids = kvcalloc(BITS_TO_LONGS(PID_MAX_LIMIT), sizeof(long),
				GFP_KERNEL);
	if (!target->pids)
		return -ENOMEM;

	target->restricted = true;
	set_bit(pid, target->pids);
	ret = register_trace_sched_process_fork(on_fork, target);
	target->hooked = !ret;
	return ret;
}

int ktap_target_cpus(struct ktap_target *target, const u8 *bytes, size_t nr)
{
	unsigned int cpu;
	bool any = false;

	target->cpus = bitmap_zalloc(nr_cpu_ids, GFP_KERNEL);
	if (!target->cpus)
		return -ENOMEM;

	target->restricted = true;
	for_each_possible_cpu(cpu) {
		if (cpu / 8 >= nr || !(bytes[cpu / 8] & 1 << cpu % 8))
			continue;
		__set_bit(cpu, target->cpus);
		any = true;
	}
	return any ? 0 : -EINVAL;
}

bool ktap_target_judge(const struct ktap_target *target)
{
	pid_t tgid = current->tgid;

	if (target->cpus && !test_bit(raw_smp_processor_id(), target->cpus))
		return false;
	if (target->only)
		return tgid == target->only;
	if (target->pids)
		return test_bit(tgid, target->pids);
	return tgid != target->own[0] && tgid != target->own[1];
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
	bitmap_free(target->cpus);
	target->cpus = NULL;
	target->only = 0;
	target->restricted = false;
}
