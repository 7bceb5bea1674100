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

#include <linux/context_tracking_state.h>
#include <linux/percpu.h>
#include <linux/preempt.h>

#include "common.h"
#include "limits.h"
#include "mem/object.h"

/** struct ktap_guard - who runs script on a CPU */
struct ktap_guard {
	/** @taken: For each level, whether its guard is taken. */
	u8 taken[KTAP_NR_LEVELS];
	/** @below: 1 + the level that an int3 kprobe took besides; 0: none. */
	u8 below;
};

DECLARE_PER_CPU(struct ktap_guard, ktap_guards);

/* What nmi_enter() adds to preempt_count(). */
#define KTAP_GUARD_NMI_ENTERED	(NMI_OFFSET + HARDIRQ_OFFSET)

/* interrupt_context_level() of any value of preempt_count(). */
static __always_inline unsigned int ktap_guard_level(unsigned long count)
{
	unsigned int level = 0;

	if (likely(!(count & (NMI_MASK | HARDIRQ_MASK | SOFTIRQ_OFFSET))))
		return 0;
	level += !!(count & NMI_MASK);
	level += !!(count & (NMI_MASK | HARDIRQ_MASK));
	level += !!(count & (NMI_MASK | HARDIRQ_MASK | SOFTIRQ_OFFSET));

	return level;
}

/*
 * The level of code that runs with @count, or was interrupted with it, as a person
 * sees it: on a real-time kernel threads run soft interrupts, and the guard's
 * level of those is that of tasks.
 */
static __always_inline unsigned int ktap_traced_level(unsigned long count)
{
	unsigned int level = ktap_guard_level(count);

	if (IS_ENABLED(CONFIG_PREEMPT_RT) && !level && in_serving_softirq())
		return KTAP_LEVEL_SOFTIRQ;

	return level;
}

/* rcu_is_watching() for where preemption is off. */
static __always_inline bool ktap_guard_rcu_watches(void)
{
#ifdef CONFIG_CONTEXT_TRACKING_IDLE
	return ct_rcu_watching() & CT_RCU_WATCHING;
#else
	return true;
#endif
}

/* For ktap_guard_take(): NMIs, and whatever ends in a skip. */
int ktap_guard_take_rare(struct ktap_losses __percpu *losses,
			 unsigned long count);
/* For ktap_guard_give(). */
void ktap_guard_give_nmi(void);

/**
 * ktap_guard_take() - take the guard of this CPU and level
 * @losses: Counters of the program that wants to run.
 *
 * Context: Any, preemption off.
 * Return: The level, or -1: skipped and counted.
 */
static __always_inline int ktap_guard_take(struct ktap_losses __percpu *losses)
{
	unsigned long count = preempt_count();
	unsigned int level = ktap_guard_level(count);

	if (unlikely(level == KTAP_LEVEL_NMI ||
		     raw_cpu_read(ktap_guards.taken[level]) ||
		     !ktap_guard_rcu_watches()))
		return ktap_guard_take_rare(losses, count);
	raw_cpu_write(ktap_guards.taken[level], 1);
	barrier();

	return level;
}

/**
 * ktap_guard_give() - give the guard back
 * @level: What ktap_guard_take() returned.
 */
static __always_inline void ktap_guard_give(unsigned int level)
{
	barrier();
	if (unlikely(level == KTAP_LEVEL_NMI))
		ktap_guard_give_nmi();
	raw_cpu_write(ktap_guards.taken[level], 0);
}

/**
 * ktap_guard_enter() - take the guard of this CPU and level
 * @losses: Where a miss is counted: RECURSION, PROBED, NMI, NO_RCU.
 *
 * Switches preemption off until ktap_guard_exit().
 *
 * Context: Any.
 * Return: The level, 0 … 3, or -1: skip the event.
 */
static __always_inline int ktap_guard_enter(struct ktap_losses __percpu *losses)
{
	int level;

	preempt_disable_notrace();
	level = ktap_guard_take(losses);
	if (level < 0)
		preempt_enable_notrace();

	return level;
}

/**
 * ktap_guard_exit() - give the guard back
 * @level: What ktap_guard_enter() returned.
 */
static __always_inline void ktap_guard_exit(int level)
{
	ktap_guard_give(level);
	preempt_enable_notrace();
}

/**
 * ktap_guard_lock() - keep handlers of this CPU and level out
 * @flags: For ktap_guard_unlock().
 *
 * For process code and workers that are about to take a table lock.
 * Switches interrupts off.
 */
void ktap_guard_lock(unsigned long *flags);
void ktap_guard_unlock(unsigned long flags);

/* Whether the guard of this CPU and level is taken.  For assertions. */
bool ktap_guard_is_taken(void);

#endif /* _KTAP_MEM_GUARD_H */
