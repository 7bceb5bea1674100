/* SPDX-License-Identifier: GPL-2.0 */
/*
 * ktap - processes whose user addresses are shown, and what they have mapped
 *
 * Context: process, but for what says otherwise
 */
#ifndef _KTAP_EVENT_PROCESS_H
#define _KTAP_EVENT_PROCESS_H

#include <linux/err.h>
#include <linux/errno.h>

struct ktap_frames;
struct ktap_mapping;
struct ktap_processes;
struct ktap_ring;

#ifdef CONFIG_KTAP_USTACK

/**
 * ktap_processes_create() - get ready to take user addresses
 * @ring: Whose reader is called when many mappings wait for it.
 *
 * Return: What is needed for it, or an ERR_PTR: -ENOMEM, -EOPNOTSUPP.
 */
struct ktap_processes *ktap_processes_create(struct ktap_ring *ring);

/* No event runs any more.  Accepts NULL. */
void ktap_processes_destroy(struct ktap_processes *processes);

/**
 * ktap_processes_walk() - take the user stack of the current task
 * @processes: Of the program.
 * @frames: @process is set to the process, or to 0: the task has no user space;
 *	@addrs to addresses, the innermost first.
 * @nr: How many addresses at most.
 *
 * The stack is followed by its frame pointers, without a fault.
 *
 * Context: Any; preemption off.
 * Return: Number of addresses.
 */
unsigned int ktap_processes_walk(struct ktap_processes *processes,
				 struct ktap_frames *frames, unsigned int nr);

/* For ktap_reader_set_mappings(). */
struct ktap_mapping *ktap_processes_next(void *processes);

#else

static inline struct ktap_processes *ktap_processes_create(struct ktap_ring *ring)
{
	return ERR_PTR(-EOPNOTSUPP);
}

static inline void ktap_processes_destroy(struct ktap_processes *processes)
{
}

static inline unsigned int
ktap_processes_walk(struct ktap_processes *processes,
		    struct ktap_frames *frames, unsigned int nr)
{
	return 0;
}

static inline struct ktap_mapping *ktap_processes_next(void *processes)
{
	return NULL;
}

#endif /* CONFIG_KTAP_USTACK */

#endif /* _KTAP_EVENT_PROCESS_H */
