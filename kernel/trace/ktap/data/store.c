// SPDX-License-Identifier: GPL-2.0
/*
 * ktap - what a table keeps its elements in
 *
 * Context: any
 *
 *	store --> array --> bucket 0: node --> node
 *		    |	    bucket 1: node
 *		    |	    ...
 *		    next (while it grows)
 *
 * The highest bits of a hash are the number of its bucket and a chain is sorted
 * by hash, then tie: all chains, one behind the other, are sorted.  When the
 * array doubles, chain n becomes 2n and 2n + 1 by a cut in its middle; no node
 * moves, and a walk, whose position is a hash and a tie, does not notice.
 *
 * Readers take no lock.  Who misses an element in a bucket that was moved looks
 * in the next array: its buckets are set, then the old one is marked MOVED,
 * then the chain is cut, so whoever ran into a cut finds the mark.
 *
 * Chains change under the lock of their stripe, which is the same for a bucket
 * and those it splits into.  A removed element's slot is set dead under it,
 * too: who finds it dead waits for the lock and finds the element gone.
 */

#include <linux/bitops.h>
#include <linux/errno.h>
#include <linux/irqflags.h>
#include <linux/log2.h>
#include <linux/minmax.h>
#include <linux/overflow.h>
#include <linux/sched.h>
#include <linux/string.h>

#include "data/store.h"
#include "limits.h"
#include "mem/guard.h"

/* Mark of a bucket whose chain is in the next array. */
#define MOVED		((struct ktap_node *)1)

/* Elements for each bucket above which an array grows. */
#define MAX_LOAD	2

#define HASH_BITS	32
#define LEVEL_NMI	3

static inline u32 nr_buckets(const struct ktap_array *array)
{
	return 1U << (HASH_BITS - array->shift);
}

static inline unsigned int stripe_of(u32 hash)
{
	return hash >> (HASH_BITS - KTAP_STRIPE_BITS);
}

/* Place of a node in the order of all; pairs with ktap_store_next(). */
static inline u64 place_of(const struct ktap_node *node)
{
	return (u64)node->hash << 32 | node->tie;
}

bool ktap_key_init(struct ktap_key *key, const struct ktap_value *v)
{
	key->v = v;
	key->hash = ktap_value_hash(v);
	key->deep = false;

	switch (v->kind) {
	case KTAP_KIND_NIL:
		key->word = KTAP_SLOT_NIL;
		return true;
	case KTAP_KIND_FALSE:
		key->word = KTAP_SLOT_FALSE;
		return true;
	case KTAP_KIND_TRUE:
		key->word = KTAP_SLOT_TRUE;
		return true;
	case KTAP_KIND_INT:
		key->word = ktap_slot_from_int(v->i);
		if (likely(ktap_slot_int_fits(v->i)))
			return true;
		/* In a box of its own; no key has this word. */
		key->word = KTAP_SLOT_DEAD;
		key->deep = true;
		return true;
	case KTAP_KIND_STRING:
		key->deep = true;
		fallthrough;
	case KTAP_KIND_FUNC:
		key->word = (unsigned long)v->obj;
		return true;
	default:
		return false;
	}
}

static noinline bool word_is_key(u64 word, const struct ktap_key *key)
{
	struct ktap_value v;

	ktap_slot_unpack(word, &v);
	return ktap_value_equal(&v, key->v);
}

static inline bool node_has_key(const struct ktap_node *node,
				const struct ktap_key *key)
{
	return node->hash == key->hash &&
	       (node->key == key->word ||
		(key->deep && word_is_key(node->key, key)));
}

static void init_array(struct ktap_array *array, unsigned int bits)
{
	array->next = NULL;
	array->shift = HASH_BITS - bits;
	memset(array->buckets, 0, sizeof(array->buckets[0]) << bits);
}

static struct ktap_array *create_array(struct ktap_invocation *inv,
				       unsigned int bits)
{
	struct ktap_object *obj;
	struct ktap_array *array;

	obj = ktap_heap_try_part(inv, KTAP_KIND_TABLE, KTAP_PART_ARRAY,
				 struct_size(array, buckets, 1UL << bits));
	if (!obj)
		return NULL;
	array = container_of(obj, struct ktap_array, obj);
	init_array(array, bits);

	return array;
}

/* -- locks ----------------------------------------------------------------- */

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

/* False: lost and counted. */
static bool lock_stripe(struct ktap_invocation *inv, struct ktap_store *store,
			u32 hash, unsigned long *flags)
{
	unsigned int stripe = stripe_of(hash);

	if (inv->level == LEVEL_NMI) {
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

static void unlock_stripe(struct ktap_invocation *inv, struct ktap_store *store,
			  u32 hash, unsigned long flags)
{
	unsigned int stripe = stripe_of(hash);

	if (!IS_ENABLED(CONFIG_SMP)) {
		barrier();
		WRITE_ONCE(store->held, store->held & ~BIT(stripe));
	}
	__acquire(&store->locks[stripe]);
	raw_spin_unlock(&store->locks[stripe]);
	if (inv->level >= KTAP_LEVEL_PROCESS)
		ktap_guard_unlock(flags);
	else if (inv->level != LEVEL_NMI)
		local_irq_restore(flags);
}

/* -- growth ---------------------------------------------------------------- */

/* Under the lock of the bucket's stripe; see the top of this file. */
static void move_bucket(struct ktap_array *from, struct ktap_array *to, u32 i)
{
	struct ktap_node *node, *next, *first = from->buckets[i];
	struct ktap_node **bucket;

	for (node = first; node; node = node->next) {
		bucket = &to->buckets[node->hash >> to->shift];
		if (!*bucket)
			WRITE_ONCE(*bucket, node);
	}
	/* Pairs with the acquire of read_bucket(). */
	smp_store_release(&from->buckets[i], MOVED);
	/* Pairs with the smp_rmb() in bucket_was_moved(). */
	smp_wmb();
	for (node = first; node; node = next) {
		next = node->next;
		if (next && next->hash >> to->shift != node->hash >> to->shift)
			WRITE_ONCE(node->next, NULL);
	}
}

static unsigned int bits_for(u64 len)
{
	unsigned int bits = len > 1 ? ilog2(len - 1) + 1 : 0;

	return clamp(bits, KTAP_STRIPE_BITS, KTAP_MAX_BUCKET_BITS);
}

static u32 grow_threshold(const struct ktap_array *array)
{
	return nr_buckets(array) / KTAP_NR_STRIPES * MAX_LOAD;
}

static void grow_to(struct ktap_invocation *inv, struct ktap_store *store,
		    struct ktap_array *from, struct ktap_array *to)
{
	unsigned long flags;
	u32 i, hash;

	/* Pairs with the acquire of next_array(). */
	smp_store_release(&from->next, to);
	for (i = 0; i < nr_buckets(from); i++) {
		hash = i << from->shift;
		/* It is no NMI: the lock will come. */
		lock_stripe(inv, store, hash, &flags);
		move_bucket(from, to, i);
		unlock_stripe(inv, store, hash, flags);
		cond_resched();
	}
	/* Pairs with the acquire of first_array(). */
	smp_store_release(&store->array, to);
	WRITE_ONCE(store->grow_at, grow_threshold(to));
	if (from != &store->first)
		ktap_heap_drop(inv->heap, &from->obj);
}

/* The worker's; holds a reference to the store. */
static void grow(struct ktap_heap *heap, struct ktap_heap_job *job)
{
	struct ktap_store *store = container_of(job, struct ktap_store,
						grow_job);
	struct ktap_invocation inv = {
		.heap	= heap,
		.level	= KTAP_LEVEL_WORKER,
	};
	struct ktap_array *from = store->array, *to = NULL;
	unsigned int bits;

	/* What is inserted from now on may ask again. */
	atomic_set_release(&store->growing, 0);
	bits = bits_for(ktap_store_len(store));
	if (bits > HASH_BITS - from->shift)
		to = create_array(&inv, bits);
	if (to)
		grow_to(&inv, store, from, to);
	else
		WRITE_ONCE(store->grow_at,
			   min_t(u64, store->grow_at * 2ULL, U32_MAX));
	ktap_heap_drop(heap, &store->obj);
}

static void request_growth(struct ktap_heap *heap, struct ktap_store *store)
{
	if (atomic_read(&store->growing) || atomic_xchg(&store->growing, 1))
		return;
	ktap_heap_own(&store->obj);
	store->grow_job.run = grow;
	ktap_heap_submit(heap, &store->grow_job);
}

/* -- reading --------------------------------------------------------------- */

static inline struct ktap_array *first_array(struct ktap_store *store)
{
	/* Pairs with the end of grow_to(). */
	return smp_load_acquire(&store->array);
}

static inline struct ktap_array *next_array(struct ktap_array *array)
{
	/* Pairs with the beginning of grow_to(). */
	return smp_load_acquire(&array->next);
}

static inline struct ktap_node *read_bucket(struct ktap_node **bucket)
{
	/* Pairs with link_node() and move_bucket(). */
	return smp_load_acquire(bucket);
}

static inline struct ktap_node *next_node(struct ktap_node *node)
{
	/* Pairs with link_node(). */
	return smp_load_acquire(&node->next);
}

/* After the end of a chain: was it the chain's end, or a cut? */
static inline bool bucket_was_moved(struct ktap_node **bucket)
{
	/* Pairs with the smp_wmb() in move_bucket(). */
	smp_rmb();
	return unlikely(READ_ONCE(*bucket) == MOVED);
}

struct ktap_node *ktap_store_find(struct ktap_store *store,
				  const struct ktap_key *key)
{
	struct ktap_array *array = first_array(store);
	struct ktap_node **bucket, *node;

	for (;;) {
		bucket = &array->buckets[key->hash >> array->shift];
		node = read_bucket(bucket);
		if (likely(node != MOVED)) {
			for (; node && node->hash <= key->hash;
			     node = next_node(node))
				if (node_has_key(node, key))
					return node;
			if (!bucket_was_moved(bucket))
				return NULL;
		}
		array = next_array(array);
	}
}

/* First live element of a chain from place @at on; *@word is its value. */
static struct ktap_node *first_from(struct ktap_node *node, u64 at, u64 *word)
{
	for (; node; node = next_node(node)) {
		if (place_of(node) < at)
			continue;
		*word = ktap_slot_read(&node->slot);
		if (*word != KTAP_SLOT_DEAD)
			return node;
	}
	return NULL;
}

/* @pos: the least place that was not given yet; places are below U64_MAX. */
bool ktap_store_next(struct ktap_store *store, u64 *pos,
		     struct ktap_value *key, struct ktap_value *v)
{
	struct ktap_array *array = first_array(store);
	struct ktap_node **bucket, *node;
	u64 word;
	u32 i;

	for (;;) {
		i = (*pos >> 32) >> array->shift;
		bucket = &array->buckets[i];
		node = read_bucket(bucket);
		if (node != MOVED) {
			node = first_from(node, *pos, &word);
			if (node)
				break;
			if (!bucket_was_moved(bucket)) {
				if (++i == nr_buckets(array)) {
					*pos = U64_MAX;
					return false;
				}
				*pos = (u64)i << array->shift << 32;
				array = first_array(store);
				continue;
			}
		}
		array = next_array(array);
	}

	*pos = place_of(node) + 1;
	ktap_slot_unpack(node->key, key);
	ktap_slot_unpack(word, v);

	return true;
}

u64 ktap_store_len(const struct ktap_store *store)
{
	u64 len = 0;
	unsigned int i;

	for (i = 0; i < KTAP_NR_STRIPES; i++)
		len += READ_ONCE(store->len[i]);
	return len;
}

/* -- writing --------------------------------------------------------------- */

/* Under the stripe's lock: the bucket that holds @hash now. */
static struct ktap_node **locked_bucket(struct ktap_store *store, u32 hash)
{
	struct ktap_array *array = first_array(store);
	struct ktap_node **bucket = &array->buckets[hash >> array->shift];

	while (*bucket == MOVED) {
		array = next_array(array);
		bucket = &array->buckets[hash >> array->shift];
	}
	return bucket;
}

/*
 * Under the stripe's lock: links @node, whose hash is set, at the first free
 * tie of its hash, unless its key is there.
 */
static int link_node(struct ktap_store *store, const struct ktap_key *key,
		     struct ktap_node *node)
{
	struct ktap_node **place = locked_bucket(store, key->hash), *other;
	unsigned int met = 0;
	u32 tie = 0;

	for (; (other = *place) && other->hash < key->hash;
	     place = &other->next)
		if (++met > KTAP_MAX_CHAIN)
			return -ENOSPC;

	for (; other && other->hash == key->hash; other = other->next) {
		if (node_has_key(other, key))
			return -EEXIST;
		if (++met > KTAP_MAX_CHAIN)
			return -ENOSPC;
		if (other->tie == tie && *place == other) {
			place = &other->next;
			tie++;
		}
	}
	/* Where it goes does not matter to those who look for the last one. */
	for (; other; other = other->next)
		if (++met > KTAP_MAX_CHAIN)
			return -ENOSPC;

	node->tie = tie;
	node->next = *place;
	/* Pairs with the acquire of read_bucket() and next_node(). */
	smp_store_release(place, node);
	store->len[stripe_of(key->hash)]++;

	return 0;
}

static struct ktap_node *create_node(struct ktap_invocation *inv,
				     const struct ktap_key *key,
				     const struct ktap_value *v, int *ret)
{
	struct ktap_object *obj;
	struct ktap_node *node;
	u64 word;

	obj = ktap_heap_alloc_part(inv, KTAP_KIND_TABLE, KTAP_PART_NODE,
				   sizeof(*node));
	if (!obj) {
		*ret = -ENOMEM;
		return NULL;
	}
	node = container_of(obj, struct ktap_node, obj);
	node->hash = key->hash;
	*ret = ktap_slot_pack(inv, key->v, &node->key);
	if (*ret)
		goto free_node;
	*ret = ktap_slot_pack(inv, v, &word);
	if (*ret)
		goto drop_key;
	atomic64_set(&node->slot.word, word);

	return node;

drop_key:
	ktap_slot_drop_word(inv->heap, node->key);
free_node:
	ktap_heap_free_part(inv, obj);
	return NULL;
}

void ktap_store_drop_node(struct ktap_heap *heap, struct ktap_node *node)
{
	ktap_slot_drop_word(heap, node->key);
	ktap_slot_drop_word(heap, ktap_slot_read(&node->slot));
}

int ktap_store_insert(struct ktap_invocation *inv, struct ktap_store *store,
		      const struct ktap_key *key, const struct ktap_value *v)
{
	struct ktap_node *node;
	unsigned long flags;
	bool grow = false;
	int ret;

	node = create_node(inv, key, v, &ret);
	if (!node)
		return ret;

	ret = -EBUSY;
	if (lock_stripe(inv, store, key->hash, &flags)) {
		ret = link_node(store, key, node);
		grow = store->len[stripe_of(key->hash)] > store->grow_at;
		unlock_stripe(inv, store, key->hash, flags);
	}
	if (unlikely(grow))
		request_growth(inv->heap, store);
	if (likely(!ret))
		return 0;

	if (ret == -ENOSPC)
		ktap_loss_count(ktap_heap_losses(inv->heap),
				KTAP_LOSS_MEM_EMPTY);
	ktap_store_drop_node(inv->heap, node);
	ktap_heap_free_part(inv, &node->obj);
	return ret;
}

int ktap_store_remove(struct ktap_invocation *inv, struct ktap_store *store,
		      const struct ktap_key *key, struct ktap_value *v)
{
	struct ktap_node **place, *node;
	u64 word = KTAP_SLOT_NIL;
	unsigned long flags;

	*v = ktap_value_nil();
	if (!lock_stripe(inv, store, key->hash, &flags))
		return -EBUSY;
	place = locked_bucket(store, key->hash);
	while ((node = *place) && !node_has_key(node, key))
		place = &node->next;
	if (node) {
		word = atomic64_xchg(&node->slot.word, KTAP_SLOT_DEAD);
		WRITE_ONCE(*place, node->next);
		store->len[stripe_of(key->hash)]--;
	}
	unlock_stripe(inv, store, key->hash, flags);

	if (node) {
		ktap_slot_unpack(word, v);
		ktap_slot_drop_word(inv->heap, word);
		ktap_heap_drop(inv->heap, &node->obj);
	}
	return 0;
}

/* -- birth and end --------------------------------------------------------- */

struct ktap_store *ktap_store_create(struct ktap_invocation *inv, u32 hint)
{
	unsigned int bits = min(bits_for(hint), KTAP_MAX_HINT_BITS), i;
	struct ktap_array *array = NULL;
	struct ktap_object *obj;
	struct ktap_store *store;

	obj = ktap_heap_alloc_part(inv, KTAP_KIND_TABLE, KTAP_PART_STORE,
				   struct_size(store, first.buckets,
					       KTAP_NR_STRIPES));
	if (!obj)
		return NULL;
	store = container_of(obj, struct ktap_store, obj);
	memset_startat(store, 0, array);
	init_array(&store->first, KTAP_STRIPE_BITS);
	for (i = 0; i < KTAP_NR_STRIPES; i++)
		raw_spin_lock_init(&store->locks[i]);

	/* Handlers begin small: what grows an array is a worker. */
	if (bits > KTAP_STRIPE_BITS && inv->level >= KTAP_LEVEL_PROCESS)
		array = create_array(inv, bits);
	store->array = array ?: &store->first;
	store->grow_at = grow_threshold(store->array);

	return store;
}

bool ktap_store_drop(struct ktap_invocation *inv, struct ktap_store *store,
		     unsigned int *steps)
{
	struct ktap_array *array = store->array;
	struct ktap_node *node;

	while (store->dropped < nr_buckets(array)) {
		if (!*steps)
			return false;
		--*steps;
		node = array->buckets[store->dropped];
		if (!node) {
			store->dropped++;
			continue;
		}
		array->buckets[store->dropped] = node->next;
		ktap_store_drop_node(inv->heap, node);
		ktap_heap_free_part(inv, &node->obj);
	}
	if (array != &store->first)
		ktap_heap_free_part(inv, &array->obj);

	return true;
}
