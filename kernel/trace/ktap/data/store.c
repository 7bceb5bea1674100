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
 * When it halves, chains 2n and 2n + 1 are joined: whoever walks meets what he
 * would have met next.  So a table may shrink at any time.
 *
 * Readers take no lock.  Who misses an element in a bucket that was moved looks
 * in the next array: its buckets are set, then the old one is marked MOVED,
 * then the chain is cut, so whoever ran into a cut finds the mark.
 *
 * Chains change under the lock of their stripe, which is the same for a bucket
 * and those it splits into.  A removed element's slot is set dead under it,
 * too: who finds it dead waits for the lock and finds the element gone.
 *
 * Small integers that lie dense are in the array part, see chunk.c.  A key is
 * in one of the two at a time, as both are looked at under the lock of its
 * stripe before it is added; a reader looks in the array part first.
 */

#include <linux/bits.h>
#include <linux/errno.h>
#include <linux/minmax.h>
#include <linux/overflow.h>
#include <linux/string.h>

#include "data/buckets.h"
#include "data/resize.h"
#include "data/store.h"
#include "data/stripe.h"
#include "data/tuple.h"
#include "limits.h"

/* Position of a walk: keys of the array part, from here on places of nodes. */
#define FIRST_PLACE	BIT_ULL(63)
#define TIE_BITS	31

static_assert(KTAP_MAX_CHAIN < (1U << TIE_BITS) - 1);

/* Place of a node in the order of all; pairs with ktap_store_next(). */
static inline u64 place_of(const struct ktap_node *node)
{
	return FIRST_PLACE | (u64)node->hash << TIE_BITS | node->tie;
}

static bool init_parts(struct ktap_key *key, const struct ktap_value *v)
{
	key->v = v->parts;
	key->nr_parts = v->kind - KTAP_KIND_PARTS;
	/* No key has this word. */
	key->word = KTAP_SLOT_DEAD;
	key->deep = true;

	return ktap_tuple_hash(key->v, key->nr_parts, &key->hash, &key->bytes);
}

bool ktap_key_init_rare(struct ktap_key *key, const struct ktap_value *v)
{
	if (likely(v->kind >= KTAP_KIND_PARTS))
		return init_parts(key, v);

	key->v = v;
	key->nr_parts = 0;
	key->bytes = 0;
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
		/* In a box of its own; no key has this word. */
		key->word = KTAP_SLOT_DEAD;
		key->deep = true;
		return true;
	case KTAP_KIND_TUPLE:
	case KTAP_KIND_STACK:
	case KTAP_KIND_SYMBOL:
		key->deep = true;
		fallthrough;
	case KTAP_KIND_FUNC:
		key->word = (unsigned long)v->obj;
		return true;
	default:
		return false;
	}
}

static noinline bool word_is_value(u64 word, const struct ktap_value *v)
{
	struct ktap_value kept;

	ktap_slot_unpack(word, &kept);

	return ktap_value_equal(&kept, v);
}

/* Whether a key that is kept, but not the same word, is equal. */
static __always_inline bool word_is_key(u64 word, const struct ktap_key *key)
{
	struct ktap_object *obj = ktap_slot_object(word);

	if (unlikely(!ktap_slot_holds_object(word)))
		return false;
	if (key->nr_parts)
		return obj->kind == KTAP_KIND_TUPLE &&
		       ktap_tuple_has(ktap_tuple_of(obj), key->v, key->nr_parts);
	if (likely(ktap_kind_has_bytes(obj->kind)))
		return key->v->kind == obj->kind &&
		       ktap_string_equal(ktap_string_of(obj),
					 ktap_string_of(key->v->obj));

	return word_is_value(word, key->v);
}

static inline bool node_has_key(const struct ktap_node *node,
				const struct ktap_key *key)
{
	return node->hash == key->hash &&
	       (node->key == key->word ||
		(key->deep && word_is_key(node->key, key)));
}

/* -- reading --------------------------------------------------------------- */

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
	return unlikely(READ_ONCE(*bucket) == KTAP_BUCKET_MOVED);
}

struct ktap_slot *ktap_store_find_node(struct ktap_store *store,
				       const struct ktap_key *key)
{
	struct ktap_array *array = ktap_array_first(store);
	struct ktap_node **bucket, *node;

	for (;;) {
		bucket = &array->buckets[key->hash >> array->shift];
		node = ktap_bucket_read(bucket);
		if (likely(node != KTAP_BUCKET_MOVED)) {
			for (; node && node->hash <= key->hash;
			     node = next_node(node))
				if (node_has_key(node, key))
					return &node->slot;
			if (!bucket_was_moved(bucket))
				return NULL;
		}
		array = ktap_array_next(array);
	}
}

/* Whether the array part may have the key; the first part of a tuple is none. */
static inline bool may_be_index(const struct ktap_key *key)
{
	return !key->deep && ktap_chunks_take(key->v);
}

struct ktap_slot *ktap_store_find(struct ktap_store *store,
				  const struct ktap_key *key)
{
	struct ktap_slot *slot;

	if (may_be_index(key)) {
		slot = ktap_chunks_find(&store->chunks, key->v->i);
		if (slot && ktap_slot_read(slot) != KTAP_SLOT_DEAD)
			return slot;
	}
	return ktap_store_find_node(store, key);
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

/* One bucket: as ktap_store_next(), which counts the steps. */
static int next_in_bucket(struct ktap_store *store, u64 *pos,
			  struct ktap_value *key, struct ktap_value *v)
{
	struct ktap_array *array = ktap_array_first(store);
	struct ktap_node **bucket, *node;
	u64 word;
	u32 i;

	for (;;) {
		i = (u32)(*pos >> TIE_BITS) >> array->shift;
		bucket = &array->buckets[i];
		node = ktap_bucket_read(bucket);
		if (node != KTAP_BUCKET_MOVED) {
			node = first_from(node, *pos, &word);
			if (node)
				break;
			if (!bucket_was_moved(bucket)) {
				if (++i == ktap_array_nr(array)) {
					*pos = U64_MAX;
					return 0;
				}
				*pos = FIRST_PLACE |
				       (u64)i << array->shift << TIE_BITS;
				return -EAGAIN;
			}
		}
		array = ktap_array_next(array);
	}

	*pos = place_of(node) + 1;
	ktap_slot_unpack(node->key, key);
	ktap_slot_unpack(word, v);

	return 1;
}

/* @pos: the least place that was not given yet; places are below U64_MAX. */
int ktap_store_next(struct ktap_store *store, u64 *pos, struct ktap_value *key,
		    struct ktap_value *v, unsigned int *steps)
{
	int ret = -EAGAIN;
	u64 word;

	if (*pos < FIRST_PLACE) {
		ret = ktap_chunks_next(&store->chunks, pos, &word, steps);
		if (ret > 0) {
			*key = ktap_value_int((*pos)++);
			ktap_slot_unpack(word, v);
		}
		if (ret)
			return ret;
		*pos = FIRST_PLACE;
		ret = -EAGAIN;
	}
	if (*pos == U64_MAX)
		return 0;
	for (; *steps && ret == -EAGAIN; --*steps)
		ret = next_in_bucket(store, pos, key, v);

	return ret;
}

u64 ktap_store_len(const struct ktap_store *store)
{
	u32 most;

	return ktap_store_nr_nodes(store, &most) + atomic_read(&store->chunks.len);
}

/* -- writing --------------------------------------------------------------- */

/* Under the stripe's lock: the bucket that holds @hash now. */
static struct ktap_node **locked_bucket(struct ktap_store *store, u32 hash)
{
	struct ktap_array *array = ktap_array_first(store);
	struct ktap_node **bucket = &array->buckets[hash >> array->shift];

	while (*bucket == KTAP_BUCKET_MOVED) {
		array = ktap_array_next(array);
		bucket = &array->buckets[hash >> array->shift];
	}
	return bucket;
}

/* Under the stripe's lock: what points to the element, or to NULL. */
static struct ktap_node **locked_find(struct ktap_store *store,
				      const struct ktap_key *key)
{
	struct ktap_node **place = locked_bucket(store, key->hash), *node;

	while ((node = *place) && !node_has_key(node, key))
		place = &node->next;
	return place;
}

/* Under the stripe's lock: the live slot of @key in the array part, or NULL. */
static struct ktap_slot *locked_index(struct ktap_store *store,
				      const struct ktap_key *key)
{
	struct ktap_slot *slot;

	if (!may_be_index(key))
		return NULL;
	slot = ktap_chunks_find(&store->chunks, key->v->i);

	return slot && ktap_slot_read(slot) != KTAP_SLOT_DEAD ? slot : NULL;
}

/*
 * Under the stripe's lock: links @node, whose hash is set, at the first free
 * tie of its hash, unless its key is there.  *@met: how many it met.
 */
static int link_node(struct ktap_store *store, const struct ktap_key *key,
		     struct ktap_node *node, unsigned int *met)
{
	struct ktap_node **place, *other;
	u32 tie = 0;

	if (unlikely(locked_index(store, key)))
		return -EEXIST;
	ktap_resize_help(store, key->hash);
	place = locked_bucket(store, key->hash);
	for (; (other = *place) && other->hash < key->hash;
	     place = &other->next)
		if (++*met > KTAP_MAX_CHAIN)
			return -ENOSPC;

	for (; other && other->hash == key->hash; other = other->next) {
		if (node_has_key(other, key))
			return -EEXIST;
		if (++*met > KTAP_MAX_CHAIN)
			return -ENOSPC;
		if (other->tie == tie && *place == other) {
			place = &other->next;
			tie++;
		}
	}
	/* Where it goes does not matter to those who look for the last one. */
	for (; other; other = other->next)
		if (++*met > KTAP_MAX_CHAIN)
			return -ENOSPC;

	node->tie = tie;
	node->next = *place;
	/* Pairs with the acquire of ktap_bucket_read() and next_node(). */
	smp_store_release(place, node);
	store->len[ktap_stripe_of(key->hash)]++;

	return 0;
}

/* The word of a key that is kept. */
static int pack_key(struct ktap_invocation *inv, const struct ktap_key *key,
		    u64 *word)
{
	struct ktap_tuple *tuple;
	int ret = 0;

	if (!key->nr_parts)
		return ktap_slot_pack(inv, key->v, word);
	tuple = ktap_tuple_make(inv, key->v, key->nr_parts, key->hash, &ret);
	if (!tuple)
		return ret;
	ktap_heap_own(&tuple->obj);
	*word = (unsigned long)&tuple->obj;

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
	*ret = pack_key(inv, key, &node->key);
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

/* -ENOSPC: the array part has no place for the key. */
static int insert_index(struct ktap_invocation *inv, struct ktap_store *store,
			const struct ktap_key *key, const struct ktap_value *v)
{
	struct ktap_chunk *spare = NULL;
	struct ktap_slot *slot;
	unsigned long flags;
	u64 word;
	int ret;

	if (unlikely(!ktap_chunks_find(&store->chunks, key->v->i)) &&
	    !ktap_chunks_prepare(inv, &store->chunks, key->v->i,
				 ktap_store_len(store), &spare)) {
		if (ktap_chunks_may_prune(&store->chunks))
			ktap_resize_request(inv, store);
		return -ENOSPC;
	}
	ret = ktap_slot_pack(inv, v, &word);
	if (ret)
		goto free_spare;

	ret = -EBUSY;
	if (ktap_stripe_lock(inv, store, key->hash, &flags)) {
		slot = ktap_chunks_place(&store->chunks, key->v->i, &spare);
		ret = 0;
		if (unlikely(!slot))
			ret = -ENOSPC;
		else if (ktap_slot_read(slot) != KTAP_SLOT_DEAD ||
			 *locked_find(store, key))
			ret = -EEXIST;
		if (likely(!ret)) {
			/* Pairs with the dependency of those who read it. */
			atomic64_set_release(&slot->word, word);
			atomic_inc(&store->chunks.len);
		}
		ktap_stripe_unlock(inv, store, key->hash, flags);
	}
	if (unlikely(ret))
		ktap_slot_drop_word(inv->heap, word);
free_spare:
	ktap_chunks_free_spare(inv, spare);
	return ret;
}

static int try_insert(struct ktap_invocation *inv, struct ktap_store *store,
		      const struct ktap_key *key, struct ktap_node *node)
{
	unsigned int met = 0;
	unsigned long flags;
	bool grow;
	int ret;

	if (!ktap_stripe_lock(inv, store, key->hash, &flags))
		return -EBUSY;
	ret = link_node(store, key, node, &met);
	grow = store->len[ktap_stripe_of(key->hash)] > store->grow_at;
	ktap_stripe_unlock(inv, store, key->hash, flags);
	inv->budget -= met;
	if (unlikely(grow))
		ktap_resize_request(inv, store);

	return ret;
}

static int insert_node(struct ktap_invocation *inv, struct ktap_store *store,
		       const struct ktap_key *key, const struct ktap_value *v)
{
	struct ktap_node *node;
	int ret;

	node = create_node(inv, key, v, &ret);
	if (!node)
		return ret;

	ret = try_insert(inv, store, key, node);
	if (unlikely(ret == -ENOSPC) && ktap_resize_wait(inv, store))
		ret = try_insert(inv, store, key, node);
	if (likely(!ret))
		return 0;

	if (ret == -ENOSPC)
		ktap_loss_count(ktap_heap_losses(inv->heap),
				KTAP_LOSS_MEM_EMPTY);
	ktap_store_drop_node(inv->heap, node);
	ktap_heap_free_part(inv, &node->obj);
	return ret;
}

int ktap_store_insert(struct ktap_invocation *inv, struct ktap_store *store,
		      const struct ktap_key *key, const struct ktap_value *v)
{
	int ret;

	if (may_be_index(key)) {
		ret = insert_index(inv, store, key, v);
		if (ret != -ENOSPC)
			return ret;
	}
	return insert_node(inv, store, key, v);
}

/* Under the stripe's lock: takes an element out of its bucket, if it is there. */
static struct ktap_node *unlink_node(struct ktap_store *store,
				     const struct ktap_key *key, u64 *word,
				     bool *sparse)
{
	struct ktap_node **place = locked_find(store, key), *node = *place;
	u32 most, len;

	if (!node)
		return NULL;
	*word = atomic64_xchg(&node->slot.word, KTAP_SLOT_DEAD);
	WRITE_ONCE(*place, node->next);
	len = --store->len[ktap_stripe_of(key->hash)];
	/* Only if this stripe looks so are all looked at. */
	*sparse = ktap_array_is_sparse(store->array, (u64)len * KTAP_NR_STRIPES) &&
		  ktap_array_is_sparse(store->array, ktap_store_nr_nodes(store, &most));

	return node;
}

static void remove_index(struct ktap_chunks *chunks, struct ktap_slot *slot,
			 u64 *word, bool *sparse)
{
	*word = atomic64_xchg(&slot->word, KTAP_SLOT_DEAD);
	atomic_dec(&chunks->len);
	*sparse = ktap_chunks_count_removed(chunks);
}

int ktap_store_remove(struct ktap_invocation *inv, struct ktap_store *store,
		      const struct ktap_key *key, struct ktap_value *v)
{
	struct ktap_node *node = NULL;
	u64 word = KTAP_SLOT_NIL;
	struct ktap_slot *slot;
	unsigned long flags;
	bool sparse = false;

	*v = ktap_value_nil();
	if (!ktap_stripe_lock(inv, store, key->hash, &flags))
		return -EBUSY;
	slot = locked_index(store, key);
	if (slot)
		remove_index(&store->chunks, slot, &word, &sparse);
	else
		node = unlink_node(store, key, &word, &sparse);
	ktap_stripe_unlock(inv, store, key->hash, flags);

	if (unlikely(sparse))
		ktap_resize_request(inv, store);
	ktap_slot_unpack(word, v);
	ktap_slot_drop_word(inv->heap, word);
	if (node)
		ktap_heap_drop(inv->heap, &node->obj);

	return 0;
}

/* -- birth and end --------------------------------------------------------- */

struct ktap_store *ktap_store_create(struct ktap_invocation *inv, u32 hint)
{
	unsigned int bits = min(ktap_array_bits(hint), KTAP_MAX_HINT_BITS), i;
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
	ktap_array_init(&store->first, KTAP_STRIPE_BITS);
	for (i = 0; i < KTAP_NR_STRIPES; i++)
		raw_spin_lock_init(&store->locks[i]);

	/* Handlers begin small: what grows an array is a worker. */
	if (bits > KTAP_STRIPE_BITS && inv->level >= KTAP_LEVEL_PROCESS)
		array = ktap_array_create(inv, bits);
	store->array = array ?: &store->first;
	store->grow_at = ktap_array_grow_at(store->array);

	return store;
}

bool ktap_store_drop(struct ktap_invocation *inv, struct ktap_store *store,
		     unsigned int *steps)
{
	struct ktap_array *array = store->array;
	struct ktap_node *node;

	if (!ktap_chunks_drop(inv, &store->chunks, steps))
		return false;
	while (store->dropped < ktap_array_nr(array)) {
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
