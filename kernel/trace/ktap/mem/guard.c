// SPDX-License-Identifier: GPL-2.0
/*
 * ktap - the guard: one handler at a time on each CPU and context level
 *
 * Context: any
 *
 * A level's flag is touched by its own CPU only, and what interrupts a level
 * leaves its flag as it was: plain accesses in program order are enough.
 *
 * An int3 kprobe arrives as NMI.  It interrupts helpers that a handler calls,
 * so it takes the flag of the level below as well; @below remembers which.
 */

#include <linux/kprobes.h>
#include <linux/percpu.h>
#include <linux/preempt.h>
#include <linux/rcupdate.h>

#include "limits.h"
#include "mem/guard.h"

#define LEVEL_NMI	3

/* What nmi_enter() adds to preempt_count(). */
#define NMI_ENTERED	(NMI_OFFSET + HARDIRQ_OFFSET)

struct guard {
	u8 taken[KTAP_NR_LEVELS];
	/* 1 + the level that the holder of LEVEL_NMI took besides; 0: none. */
	u8 below;
};

static DEFINE_PER_CPU(struct guard, guards);

/* interrupt_context_level() of any value of preempt_count(). */
static __always_inline unsigned int level_of(unsigned long count)
{
	unsigned int level = 0;

	level += !!(count & NMI_MASK);
	level += !!(count & (NMI_MASK | HARDIRQ_MASK));
	level += !!(count & (NMI_MASK | HARDIRQ_MASK | SOFTIRQ_OFFSET));

	return level;
}

/* Slots are 64-bit atomics; where these are a lock, NMIs must stay out. */
static __always_inline bool nmi_may_enter(void)
{
	return IS_ENABLED(CONFIG_ARCH_HAVE_NMI_SAFE_CMPXCHG) &&
	       !IS_ENABLED(CONFIG_GENERIC_ATOMIC64);
}

/* Only NMIs count this cause: no read-modify-write that may be a lock. */
static __always_inline void count_nmi(struct ktap_losses __percpu *losses)
{
	local_t *count = &this_cpu_ptr(losses)->count[KTAP_LOSS_NMI];

	local_set(count, local_read(count) + 1);
}

/* For an int3 kprobe: the level it interrupted, too. */
static noinline bool take_below(struct guard *guard, unsigned long count)
{
	unsigned int level = level_of(count - NMI_ENTERED);

	if (level == LEVEL_NMI)
		return true;
	if (guard->taken[level])
		return false;
	guard->taken[level] = 1;
	guard->below = level + 1;

	return true;
}
NOKPROBE_SYMBOL(take_below);

static __always_inline void release(struct guard *guard, unsigned int level)
{
	barrier();
	if (level == LEVEL_NMI && guard->below) {
		guard->taken[guard->below - 1] = 0;
		guard->below = 0;
	}
	guard->taken[level] = 0;
}

int notrace ktap_guard_enter(struct ktap_losses __percpu *losses)
{
	unsigned long count;
	struct guard *guard;
	unsigned int level;

	preempt_disable_notrace();
	count = preempt_count();
	level = level_of(count);
	guard = this_cpu_ptr(&guards);

	if (level == LEVEL_NMI && !nmi_may_enter()) {
		count_nmi(losses);
		goto skip;
	}
	if (guard->taken[level]) {
		ktap_loss_count(losses, KTAP_LOSS_RECURSION);
		goto skip;
	}
	guard->taken[level] = 1;
	barrier();
	if (level == LEVEL_NMI && kprobe_running() &&
	    !take_below(guard, count)) {
		ktap_loss_count(losses, KTAP_LOSS_PROBED);
		goto release;
	}
	if (!rcu_is_watching()) {
		ktap_loss_count(losses, KTAP_LOSS_NO_RCU);
		goto release;
	}
	return level;

release:
	release(guard, level);
skip:
	preempt_enable_notrace();
	return -1;
}
NOKPROBE_SYMBOL(ktap_guard_enter);

void notrace ktap_guard_exit(int level)
{
	release(this_cpu_ptr(&guards), level);
	preempt_enable_notrace();
}
NOKPROBE_SYMBOL(ktap_guard_exit);

void notrace ktap_guard_lock(unsigned long *flags)
{
	struct guard *guard;

	local_irq_save(*flags);
	guard = this_cpu_ptr(&guards);
	guard->taken[level_of(preempt_count())]++;
	barrier();
}
NOKPROBE_SYMBOL(ktap_guard_lock);

void notrace ktap_guard_unlock(unsigned long flags)
{
	struct guard *guard = this_cpu_ptr(&guards);

	barrier();
	guard->taken[level_of(preempt_count())]--;
	local_irq_restore(flags);
}
NOKPROBE_SYMBOL(ktap_guard_unlock);
