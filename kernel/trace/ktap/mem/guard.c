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

DEFINE_PER_CPU(struct ktap_guard, ktap_guards);

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
static bool take_below(struct ktap_guard *guard, unsigned long count)
{
	unsigned int level = ktap_guard_level(count - KTAP_GUARD_NMI_ENTERED);

	if (level == KTAP_LEVEL_NMI)
		return true;
	if (guard->taken[level])
		return false;
	guard->taken[level] = 1;
	guard->below = level + 1;

	return true;
}
NOKPROBE_SYMBOL(take_below);

static int enter_nmi(struct ktap_losses __percpu *losses, unsigned long count)
{
	struct ktap_guard *guard = this_cpu_ptr(&ktap_guards);

	guard->taken[KTAP_LEVEL_NMI] = 1;
	barrier();
	if (!kprobe_running() || take_below(guard, count))
		return KTAP_LEVEL_NMI;

	ktap_loss_count(losses, KTAP_LOSS_PROBED);
	barrier();
	guard->taken[KTAP_LEVEL_NMI] = 0;
	return -1;
}
NOKPROBE_SYMBOL(enter_nmi);

noinline int notrace
ktap_guard_take_rare(struct ktap_losses __percpu *losses, unsigned long count)
{
	unsigned int level = ktap_guard_level(count);
	int ret = -1;

	if (level == KTAP_LEVEL_NMI && !nmi_may_enter())
		count_nmi(losses);
	else if (raw_cpu_read(ktap_guards.taken[level]))
		ktap_loss_count(losses, KTAP_LOSS_RECURSION);
	else if (!ktap_guard_rcu_watches())
		ktap_loss_count(losses, KTAP_LOSS_NO_RCU);
	else
		ret = enter_nmi(losses, count);

	return ret;
}
NOKPROBE_SYMBOL(ktap_guard_take_rare);

noinline void notrace ktap_guard_give_nmi(void)
{
	struct ktap_guard *guard = this_cpu_ptr(&ktap_guards);

	if (guard->below) {
		guard->taken[guard->below - 1] = 0;
		guard->below = 0;
	}
}
NOKPROBE_SYMBOL(ktap_guard_give_nmi);

void notrace ktap_guard_lock(unsigned long *flags)
{
	struct ktap_guard *guard;

	local_irq_save(*flags);
	guard = this_cpu_ptr(&ktap_guards);
	guard->taken[ktap_guard_level(preempt_count())]++;
	barrier();
}
NOKPROBE_SYMBOL(ktap_guard_lock);

void notrace ktap_guard_unlock(unsigned long flags)
{
	struct ktap_guard *guard = this_cpu_ptr(&ktap_guards);

	barrier();
	guard->taken[ktap_guard_level(preempt_count())]--;
	local_irq_restore(flags);
}
NOKPROBE_SYMBOL(ktap_guard_unlock);

bool notrace ktap_guard_is_taken(void)
{
	bool taken;

	preempt_disable_notrace();
	taken = raw_cpu_read(ktap_guards.taken[ktap_guard_level(preempt_count())]);
	preempt_enable_notrace();

	return taken;
}
NOKPROBE_SYMBOL(ktap_guard_is_taken);
