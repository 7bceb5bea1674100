// SPDX-License-Identifier: GPL-2.0
/*
 * ktap - stores grow and shrink
 *
 * Context: any, but for the worker that does it
 *
 * How readers find their way meanwhile is told in store.c.
 *
 * A worker does it, which may be late: so that chains stay short until it
 * comes, who inserts adds a first larger array himself, from the memory at his
 * hand, and while there are two arrays moves the bucket that he needs.
 */

#include <linux/log2.h>
#include <linux/minmax.h>
#include <linux/overflow.h>
#include <linux/sched.h>
#include <linux/string.h>

#include "data/buckets.h"
#include "data/resize.h"
#include "data/stripe.h"
#include "limits.h"

/* Elements for each bucket above which an array grows. */
#define MAX_LOAD	2

/* Buckets, 2 to the power of it, up to which a store does not wait to grow. */
#define SOON_BITS	6

/* An array that has at most so many buckets, 2 to the power of it, stays. */
#define MIN_SHRINK_BITS	4
/* Buckets for each element above which an array shrinks: the same. */
#define SHRINK_BITS	3

void ktap_array_init(struct ktap_array *array, unsigned int bits)
{
	array->next = NULL;
	array->shift = KTAP_HASH_BITS - bits;
	memset(array->buckets, 0, sizeof(array->buckets[0]) << bits);
}

struct ktap_array *ktap_array_create(struct ktap_invocation *inv,
				     unsigned int bits)
{
	struct ktap_object *obj;
	struct ktap_array *array;

	obj = ktap_heap_try_part(inv, KTAP_KIND_TABLE, KTAP_PART_ARRAY,
				 struct_size(array, buckets, 1UL << bits));
	if (!obj)
		return NULL;
	array = container_of(obj, struct ktap_array, obj);
	ktap_array_init(array, bits);

	return array;
}

bool ktap_array_is_sparse(const struct ktap_array *array, u64 len)
{
	return ktap_array_nr(array) >> MIN_SHRINK_BITS > 1 &&
	       len << SHRINK_BITS < ktap_array_nr(array);
}

u64 ktap_store_nr_nodes(const struct ktap_store *store, u32 *most)
{
	u64 sum = 0;
	unsigned int i;
	u32 len;

	*most = 0;
	for (i = 0; i < KTAP_NR_STRIPES; i++) {
		len = READ_ONCE(store->len[i]);
		*most = max(*most, len);
		sum += len;
	}
	return sum;
}

/* Under the lock of the bucket's stripe; see the top of this file. */
static void move_bucket(struct ktap_array *from, struct ktap_array *to, u32 i)
{
	struct ktap_node *node, *next, *first = from->buckets[i];
	struct ktap_node **bucket;

	if (first == KTAP_BUCKET_MOVED)
		return;
	for (node = first; node; node = node->next) {
		bucket = &to->buckets[node->hash >> to->shift];
		if (!*bucket)
			WRITE_ONCE(*bucket, node);
	}
	/* Pairs with the acquire of ktap_bucket_read(). */
	smp_store_release(&from->buckets[i], KTAP_BUCKET_MOVED);
	/* Pairs with the smp_rmb() in bucket_was_moved(). */
	smp_wmb();
	for (node = first; node; node = next) {
		next = node->next;
		if (next && next->hash >> to->shift != node->hash >> to->shift)
			WRITE_ONCE(node->next, NULL);
	}
}

/*
 * Under the lock of the buckets' stripe: joins those that become bucket @i.
 * Who comes to the end of one before it is marked has seen all of it; who
 * goes on into the next meets nothing that is out of order.
 */
static void join_buckets(struct ktap_array *from, struct ktap_array *to, u32 i)
{
	u32 nr = ktap_array_nr(from) / ktap_array_nr(to), j;
	struct ktap_node *node, **end = &to->buckets[i];

	for (j = i * nr; j < (i + 1) * nr; j++) {
		if (!from->buckets[j])
			continue;
		WRITE_ONCE(*end, from->buckets[j]);
		for (node = from->buckets[j]; node; node = node->next)
			end = &node->next;
	}
	for (j = i * nr; j < (i + 1) * nr; j++) {
		/* Pairs with the acquire of ktap_bucket_read(). */
		smp_store_release(&from->buckets[j], KTAP_BUCKET_MOVED);
	}
}

unsigned int ktap_array_bits(u64 len)
{
	unsigned int bits = len > 1 ? ilog2(len - 1) + 1 : 0;

	return clamp(bits, KTAP_STRIPE_BITS, KTAP_MAX_BUCKET_BITS);
}

u32 ktap_array_grow_at(const struct ktap_array *array)
{
	return ktap_array_nr(array) / KTAP_NR_STRIPES * MAX_LOAD;
}

static bool is_larger(const struct ktap_array *to,
		      const struct ktap_array *from)
{
	return to->shift < from->shift;
}

/* Adds a new array, unless another was faster; the one that there is. */
static struct ktap_array *add_array(struct ktap_invocation *inv,
				    struct ktap_array *from,
				    struct ktap_array *to)
{
	struct ktap_array *old;

	if (!to)
		return ktap_array_next(from);
	/* Pairs with the acquire of ktap_array_next(); see resize(), too. */
	old = cmpxchg(&from->next, NULL, to);
	if (!old)
		return to;
	ktap_heap_free_part(inv, &to->obj);

	return old;
}

static void grow_soon(struct ktap_invocation *inv, struct ktap_store *store)
{
	struct ktap_array *from = ktap_array_first(store);

	if (from->shift > KTAP_HASH_BITS - SOON_BITS && !ktap_array_next(from))
		add_array(inv, from, ktap_array_create(inv, SOON_BITS));
}

void ktap_resize_help(struct ktap_store *store, u32 hash)
{
	struct ktap_array *from = ktap_array_first(store);
	struct ktap_array *to = ktap_array_next(from);

	if (unlikely(to) && is_larger(to, from))
		move_bucket(from, to, hash >> from->shift);
}

static void resize_to(struct ktap_invocation *inv, struct ktap_store *store,
		      struct ktap_array *from, struct ktap_array *to)
{
	bool grows = is_larger(to, from);
	struct ktap_array *least = grows ? from : to;
	unsigned long flags;
	u32 i, hash;

	for (i = 0; i < ktap_array_nr(least); i++) {
		hash = i << least->shift;
		/* It is no NMI: the lock will come. */
		ktap_stripe_lock(inv, store, hash, &flags);
		if (grows)
			move_bucket(from, to, i);
		else
			join_buckets(from, to, i);
		ktap_stripe_unlock(inv, store, hash, flags);
		cond_resched();
	}
	/* Pairs with the acquire of ktap_array_first(). */
	smp_store_release(&store->array, to);
	WRITE_ONCE(store->grow_at, ktap_array_grow_at(to));
	if (from != &store->first)
		ktap_heap_drop(inv->heap, &from->obj);
}

/* False: it fits, or there is no memory. */
static bool resize_buckets(struct ktap_invocation *inv, struct ktap_store *store)
{
	struct ktap_array *from = store->array, *to = NULL;
	u32 most;
	u64 len = ktap_store_nr_nodes(store, &most);
	unsigned int bits = ktap_array_bits(len);

	if (ktap_array_next(from))
		;
	else if (ktap_array_is_sparse(from, len))
		to = ktap_array_create(inv, max(bits, MIN_SHRINK_BITS));
	else if (bits > KTAP_HASH_BITS - from->shift)
		to = ktap_array_create(inv, bits);
	to = add_array(inv, from, to);
	if (to)
		resize_to(inv, store, from, to);
	else if (most > store->grow_at)
		WRITE_ONCE(store->grow_at,
			   min_t(u64, store->grow_at * 2ULL, U32_MAX));

	return to;
}

static void prune_chunks(struct ktap_heap *heap, struct ktap_store *store)
{
	struct ktap_chunk *chunk;
	struct llist_node *gone;
	unsigned long flags;
	u64 key = 0;
	bool more;

	do {
		chunk = NULL;
		ktap_stripe_lock_all(store, &flags);
		more = ktap_chunks_prune(&store->chunks, &key, &chunk);
		ktap_stripe_unlock_all(store, flags);
		while (chunk) {
			gone = chunk->obj.link.next;
			ktap_heap_drop(heap, &chunk->obj);
			chunk = gone ? llist_entry(gone, struct ktap_chunk,
						   obj.link) : NULL;
		}
		cond_resched();
	} while (more);
}

/* The worker's; holds a reference to the store. */
static void resize(struct ktap_heap *heap, struct ktap_heap_job *job)
{
	struct ktap_store *store = container_of(job, struct ktap_store,
						resize_job);
	struct ktap_invocation inv = {
		.heap	= heap,
		.level	= KTAP_LEVEL_WORKER,
	};

	/*
	 * What comes or goes from now on may ask again.  Fully ordered, as is
	 * add_array(): an array is seen here, or asked for.
	 */
	atomic_xchg(&store->resizing, 0);
	while (resize_buckets(&inv, store))
		;
	if (ktap_chunks_may_prune(&store->chunks))
		prune_chunks(heap, store);
	ktap_heap_drop(heap, &store->obj);
}

void ktap_resize_request(struct ktap_invocation *inv, struct ktap_store *store)
{
	u32 most;

	ktap_store_nr_nodes(store, &most);
	if (most > READ_ONCE(store->grow_at))
		grow_soon(inv, store);
	if (atomic_read(&store->resizing) || atomic_xchg(&store->resizing, 1))
		return;
	ktap_heap_own(&store->obj);
	store->resize_job.run = resize;
	ktap_heap_submit(inv->heap, &store->resize_job);
}

bool ktap_resize_wait(struct ktap_invocation *inv, struct ktap_store *store)
{
	if (inv->level != KTAP_LEVEL_PROCESS)
		return false;
	ktap_resize_request(inv, store);
	ktap_heap_wait_jobs(inv->heap);

	return true;
}
