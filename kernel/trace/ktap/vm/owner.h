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

/**
 * ktap_owner_key() - key of what runs, or of what a sample interrupted
 * @ctx: The event that fired.
 *
 * Context: Event handlers.
 * Return: The key.
 */
s64 ktap_owner_key(const struct ktap_context *ctx);

/* Whether a program has variables of threads. */
bool ktap_owner_is_used(const struct ktap_prog *prog);

/**
 * ktap_owner_forget() - remove what a thread owns
 * @run: The program.
 * @task: The thread, which will never run again.
 * @level: Whose guard the caller holds.
 */
void ktap_owner_forget(struct ktap_run *run, const struct task_struct *task,
		       int level);

#endif /* _KTAP_VM_OWNER_H */
