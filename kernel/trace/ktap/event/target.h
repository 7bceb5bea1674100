/* SPDX-License-Identifier: GPL-2.0 */
/*
 * ktap - which events a program looks at, by task and by CPU
 *
 * Context: any, but for setting up and taking down, which may sleep
 *
 * Without a target all tasks but ktap's own: the process that opened the
 * session and the session's thread.  With one, that process, and if it is
 * followed all that it starts from then on.
 */
#ifndef _KTAP_EVENT_TARGET_H
#define _KTAP_EVENT_TARGET_H

#include <linux/bitops.h>
#include <linux/sched.h>
#include <linux/threads.h>
#include <linux/types.h>

/** struct ktap_target - a filter of tasks and CPUs */
struct ktap_target {
	/** @only: The one process, or 0. */
	pid_t only;
	/** @pids: A bit for each process number, or NULL. */
	unsigned long *pids;
	/** @cpus: A bit for each CPU, or NULL: all. */
	unsigned long *cpus;
	/** @own: Process numbers that are ktap's own. */
	pid_t own[2];
	/** @restricted: One of the first three is set. */
	bool restricted;
	/** @hooked: New processes are followed. */
	bool hooked;
};

/* Restricts a program to a process.  @target: Zeroed, or with @own set. */
void ktap_target_only(struct ktap_target *target, pid_t pid);

/**
 * ktap_target_follow() - restrict a program to a process and its descendants
 * @target: Zeroed, or with @own set.
 * @pid: Number of the process.
 *
 * Return: 0 or -ENOMEM, or what register_trace_sched_process_fork() says.
 */
int ktap_target_follow(struct ktap_target *target, pid_t pid);

/**
 * ktap_target_cpus() - restrict a program to some CPUs
 * @target: What is to be restricted.
 * @bytes: Bits, from the lowest of the first byte.
 * @nr: Number of bytes.
 *
 * Return: 0, -EINVAL (none of these CPUs can be), -ENOMEM.
 */
int ktap_target_cpus(struct ktap_target *target, const u8 *bytes, size_t nr);

/* Follows new processes no more; the caller waits for a grace period. */
void ktap_target_detach(struct ktap_target *target);

/* Frees what was allocated; accepts a target of zeroes. */
void ktap_target_free(struct ktap_target *target);

/* For ktap_target_admits(): of a target that is restricted. */
bool ktap_target_judge(const struct ktap_target *target);

/* Whether an event here and now is looked at.  Context: Any, NMI included. */
static inline bool ktap_target_admits(const struct ktap_target *target)
{
	pid_t tgid = current->tgid;

	if (unlikely(target->restricted))
		return ktap_target_judge(target);
	return tgid != target->own[0] && tgid != target->own[1];
}

#endif /* _KTAP_EVENT_TARGET_H */
