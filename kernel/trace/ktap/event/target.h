/* SPDX-License-Identifier: GPL-2.0 */
/*
 * ktap - which tasks a program looks at
 *
 * Context: any, but for init and exit, which may sleep
 *
 * Without a target all but ktap's own: the process that opened the session
 * and the session's thread.  With one, that process and all that it starts
 * from then on.
 */
#ifndef _KTAP_EVENT_TARGET_H
#define _KTAP_EVENT_TARGET_H

#include <linux/bitops.h>
#include <linux/sched.h>
#include <linux/threads.h>
#include <linux/types.h>

/** struct ktap_target - a filter of tasks */
struct ktap_target {
	/** @pids: A bit for each process number, or NULL: all but @own. */
	unsigned long *pids;
	/** @own: Process numbers that are ktap's own. */
	pid_t own[2];
	/** @hooked: New processes are followed. */
	bool hooked;
};

/**
 * ktap_target_init() - restrict a program to a process
 * @target: Zeroed, or with @own set.
 * @pid: Number of the process.
 *
 * Return: 0 or -ENOMEM, or what register_trace_sched_process_fork() says.
 */
int ktap_target_init(struct ktap_target *target, pid_t pid);

/* Follows new processes no more; the caller waits for a grace period. */
void ktap_target_detach(struct ktap_target *target);

/* Frees what init allocated; accepts a target of zeroes. */
void ktap_target_free(struct ktap_target *target);

/* Whether the current task is looked at.  Context: Any, NMI included. */
static inline bool ktap_target_admits(const struct ktap_target *target)
{
	pid_t tgid = current->tgid;

	if (unlikely(target->pids))
		return test_bit(tgid, target->pids);
	return tgid != target->own[0] && tgid != target->own[1];
}

#endif /* _KTAP_EVENT_TARGET_H */
