/* SPDX-License-Identifier: GPL-2.0 */
/*
 * ktap - stores grow and shrink
 *
 * Context: any, but for the worker that does it
 */
#ifndef _KTAP_DATA_RESIZE_H
#define _KTAP_DATA_RESIZE_H

#include "data/store.h"

/* Makes buckets, 2 to the power of @bits, empty. */
void ktap_array_init(struct ktap_array *array, unsigned int bits);
/* NULL: no memory; not counted. */
struct ktap_array *ktap_array_create(struct ktap_invocation *inv,
				     unsigned int bits);

/* As many bits as @len elements need. */
unsigned int ktap_array_bits(u64 len);

/* Elements of a stripe above which growth is due. */
u32 ktap_array_grow_at(const struct ktap_array *array);

/* Whether @len elements are so few that it should shrink. */
bool ktap_array_is_sparse(const struct ktap_array *array, u64 len);

/* Elements in buckets; *@most: of the longest stripe. */
u64 ktap_store_nr_nodes(const struct ktap_store *store, u32 *most);

/**
 * ktap_resize_request() - have a worker make a store fit what it holds
 * @inv: Who found that it does not.
 * @store: The store; no lock of it is held.
 *
 * If it has to grow and @inv has memory for a few more buckets at hand, they
 * are there when this returns: inserts move what they meet, see
 * ktap_resize_help().
 */
void ktap_resize_request(struct ktap_invocation *inv, struct ktap_store *store);

/* The same, and waits until it was done; false: not process code. */
bool ktap_resize_wait(struct ktap_invocation *inv, struct ktap_store *store);

/* Under the lock of @hash's stripe: moves its bucket, if the store grows. */
void ktap_resize_help(struct ktap_store *store, u32 hash);

#endif /* _KTAP_DATA_RESIZE_H */
