/* SPDX-License-Identifier: GPL-2.0 */
/*
 * ktap - the locks of a store
 *
 * Context: any
 *
 * Nothing nests inside them, and nothing that holds one can be interrupted by
 * an event of its own level: process code and workers take the guard as well.
 */
#ifndef _KTAP_DATA_STRIPE_H
#define _KTAP_DATA_STRIPE_H

#include "data/store.h"

/**
 * ktap_stripe_lock() - lock the stripe of a hash
 * @inv: Who locks it.
 * @store: The store.
 * @hash: The hash.
 * @flags: For ktap_stripe_unlock().
 *
 * Return: False, in NMI only: lost and counted.
 */
bool ktap_stripe_lock(struct ktap_invocation *inv, struct ktap_store *store,
		      u32 hash, unsigned long *flags);
void ktap_stripe_unlock(struct ktap_invocation *inv, struct ktap_store *store,
			u32 hash, unsigned long flags);

/* All stripes, for a worker. */
void ktap_stripe_lock_all(struct ktap_store *store, unsigned long *flags);
void ktap_stripe_unlock_all(struct ktap_store *store, unsigned long flags);

#endif /* _KTAP_DATA_STRIPE_H */
