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

/* Has a worker make the store fit what it holds. */
void ktap_resize_request(struct ktap_heap *heap, struct ktap_store *store);

#endif /* _KTAP_DATA_RESIZE_H */
