/* SPDX-License-Identifier: GPL-2.0 */
/*
 * ktap - the buckets of a store, as those see them who look and those who change
 *
 * Context: any
 */
#ifndef _KTAP_DATA_BUCKETS_H
#define _KTAP_DATA_BUCKETS_H

#include "data/store.h"

/* Mark of a bucket whose chain is in the next array. */
#define KTAP_BUCKET_MOVED	((struct ktap_node *)1)

#define KTAP_HASH_BITS		32

static inline u32 ktap_array_nr(const struct ktap_array *array)
{
	return 1U << (KTAP_HASH_BITS - array->shift);
}

static inline unsigned int ktap_stripe_of(u32 hash)
{
	return hash >> (KTAP_HASH_BITS - KTAP_STRIPE_BITS);
}

static inline struct ktap_array *ktap_array_first(struct ktap_store *store)
{
	/* Pairs with the end of resize_to(). */
	return smp_load_acquire(&store->array);
}

static inline struct ktap_array *ktap_array_next(struct ktap_array *array)
{
	/* Pairs with the beginning of resize_to(). */
	return smp_load_acquire(&array->next);
}

static inline struct ktap_node *ktap_bucket_read(struct ktap_node **bucket)
{
	/* Pairs with link_node(), move_bucket() and join_buckets(). */
	return smp_load_acquire(bucket);
}

#endif /* _KTAP_DATA_BUCKETS_H */
