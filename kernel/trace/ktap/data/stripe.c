// SPDX-License-Identifier: GPL-2.0
/*
 * ktap - the locks of a store
 *
 * Context: any
 */

#include <linux/bits.h>
#include <linux/irqflags.h>
#include <linux/processor.h>

#include "data/buckets.h"
#include "data/stripe.h"
#include "limits.h"
#include "mem/guard.h"

/* __release() and __acquire(): sparse cannot follow a lock that may fail. */

static bool spin_lock_nmi(struct ktap_store *store, unsigned int stripe)
{
	unsigned int i;

	/* On one CPU a lock is nothing, but an NMI must not pass it. */
	if (!IS_ENABLED(CONFIG_SMP) && READ_ONCE(store->held) & BIT(stripe))
		return false;

	for (i = 0; i < KTAP_MAX_NMI_SPINS; i++) {
		if (raw_spin_trylock(&store->locks[stripe])) {
			__release(&store->locks[stripe]);
			return true;
		}
		cpu_relax();
	}
	return false;
}

bool ktap_stripe_lock(struct ktap_invocation *inv, struct ktap_store *store,
		      u32 hash, unsigned long *flags)
{
	unsigned int stripe = ktap_stripe_of(hash);

	if (inv->level == KTAP_LEVEL_NMI) {
		/* The holder may be what this NMI has interrupted. */
		if (!spin_lock_nmi(store, stripe)) {
			ktap_loss_count(ktap_heap_losses(inv->heap),
					KTAP_LOSS_LOCK);
			return false;
		}
	} else {
		if (inv->level >= KTAP_LEVEL_PROCESS)
			ktap_guard_lock(flags);
		else
			local_irq_save(*flags);
		raw_spin_lock(&store->locks[stripe]);
		__release(&store->locks[stripe]);
	}
	if (!IS_ENABLED(CONFIG_SMP)) {
		WRITE_ONCE(store->held, store->held | BIT(stripe));
		barrier();
	}
	return true;
}

void ktap_stripe_unlock(struct ktap_invocation *inv, struct ktap_store *store,
			u32 hash, unsigned long flags)
{
	unsigned int stripe = ktap_stripe_of(hash);

	if (!IS_ENABLED(CONFIG_SMP)) {
		barrier();
		WRITE_ONCE(store->held, store->held & ~BIT(stripe));
	}
	__acquire(&store->locks[stripe]);
	raw_spin_unlock(&store->locks[stripe]);
	if (inv->level >= KTAP_LEVEL_PROCESS)
		ktap_guard_unlock(flags);
	else if (inv->level != KTAP_LEVEL_NMI)
		local_irq_restore(flags);
}

/* Lockdep knows as many levels as there are stripes. */
void ktap_stripe_lock_all(struct ktap_store *store, unsigned long *flags)
{
	unsigned int i;

	ktap_guard_lock(flags);
	for (i = 0; i < KTAP_NR_STRIPES; i++) {
		raw_spin_lock_nested(&store->locks[i], i);
		__release(&store->locks[i]);
	}
	if (!IS_ENABLED(CONFIG_SMP)) {
		WRITE_ONCE(store->held, U8_MAX);
		barrier();
	}
}

void ktap_stripe_unlock_all(struct ktap_store *store, unsigned long flags)
{
	unsigned int i;

	if (!IS_ENABLED(CONFIG_SMP)) {
		barrier();
		WRITE_ONCE(store->held, 0);
	}
	for (i = 0; i < KTAP_NR_STRIPES; i++) {
		__acquire(&store->locks[i]);
		raw_spin_unlock(&store->locks[i]);
	}
	ktap_guard_unlock(flags);
}
