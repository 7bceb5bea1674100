/* SPDX-License-Identifier: GPL-2.0 */
/*
 * ktap - variables of threads: whose they are
 *
 * Context: any
 *
 * self.x is an element of a table that the script does not see.  Its key is
 * the address of the thread, which says what no number does: threads that
 * idle share theirs, and the kernel uses those of the dead again.  Interrupts
 * and NMIs have keys by CPU and level.
 */
#ifndef _KTAP_VM_OWNER_H
#define _KTAP_VM_OWNER_H

#include <linux/ktap/context.h>

#include "vm/run.h"

struct ktap_table;

/**
 * ktap_owner_key() - key of what runs, or of what a sample interrupted
 * @ctx: The event that fired.
 *
 * Context: Event handlers.
 * Return: The key.
 */
s64 ktap_owner_key(const struct ktap_context *ctx);

/** struct ktap_owned - a table by thread that the script does not see */
struct ktap_owned {
	/** @table: The table; lives as long as the heap. */
	struct ktap_table *table;
	/** @next: In ktap_run.owned. */
	struct ktap_owned *next;
};

/**
 * ktap_owner_add() - make such a table
 * @run: The program.
 *
 * One caller at a time.
 *
 * Context: Process; sleeps.
 * Return: The table, or NULL: no memory.
 */
struct ktap_table *ktap_owner_add(struct ktap_run *run);

/* Forgets these tables, with the program. */
void ktap_owner_free(struct ktap_run *run);

/* Whether threads own something in a program. */
bool ktap_owner_is_used(const struct ktap_run *run);

/**
 * ktap_owner_forget() - remove what a thread owns
 * @run: The program.
 * @task: The thread, which will never run again.
 * @level: Whose guard the caller holds.
 */
void ktap_owner_forget(struct ktap_run *run, const struct task_struct *task,
		       int level);

#endif /* _KTAP_VM_OWNER_H */
