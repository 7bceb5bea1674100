/* SPDX-License-Identifier: GPL-2.0 */
/*
 * ktap - the guard: one handler at a time on each CPU and context level
 *
 * Context: any
 *
 * Shared by all programs.  An event that finds its level's guard taken, or
 * RCU not watching, is skipped and counted in the program that missed it.  An
 * int3 kprobe arrives as NMI and takes the guard of the level it interrupted
 * as well.  Process code and workers take the guard of their CPU and level,
 * interrupts off, for as long as they hold a table lock.
 */
#ifndef _KTAP_MEM_GUARD_H
#define _KTAP_MEM_GUARD_H

#include <linux/types.h>

#include "common.h"

/**
 * ktap_guard_enter() - take the guard of this CPU and level
 * @losses: Where a miss is counted: RECURSION, PROBED, NMI, NO_RCU.
 *
 * Switches preemption off until ktap_guard_exit().
 *
 * Context: Any.
 * Return: The level, 0 … 3, or -1: skip the event.
 */
int ktap_guard_enter(struct ktap_losses __percpu *losses);

/**
 * ktap_guard_exit() - give the guard back
 * @level: What ktap_guard_enter() returned.
 */
void ktap_guard_exit(int level);

/**
 * ktap_guard_lock() - keep handlers of this CPU and level out
 * @flags: For ktap_guard_unlock().
 *
 * For process code and workers that are about to take a table lock.
 * Switches interrupts off.
 */
void ktap_guard_lock(unsigned long *flags);
void ktap_guard_unlock(unsigned long flags);

#endif /* _KTAP_MEM_GUARD_H */
