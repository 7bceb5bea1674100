/* SPDX-License-Identifier: GPL-2.0 */
/*
 * ktap - what a table keeps its elements in
 *
 * Context: any
 */
#ifndef _KTAP_DATA_STORE_H
#define _KTAP_DATA_STORE_H

#include <linux/build_bug.h>
#include <linux/ktap/slot.h>
#include <linux/spinlock.h>

#include "data/chunk.h"
#include "data/hash.h"
#include "data/string.h"
#include "data/value.h"
#include "mem/heap.h"
#include "mem/object.h"

/* Parts of a table, for KTAP_OBJECT_PART(). */
#define KTAP_PART_STORE		1
#define KTAP_PART_ARRAY		2
#define KTAP_PART_NODE		3
#define KTAP_PART_CHUNK		4

/* The highest bits of a hash choose lock and bucket. */
#define KTAP_STRIPE_BITS	3
#define KTAP_NR_STRIPES		8

static_assert(KTAP_NR_STRIPES == 1 << KTAP_STRIPE_BITS);

/** struct ktap_key - a key that is looked for */
struct ktap_key {
	/** @v: The key, or the first of its parts. */
	const struct ktap_value *v;
	/** @word: As a slot may hold it; equal words are equal keys. */
	u64 word;
	/** @hash: ktap_value_hash(). */
	u32 hash;
	/** @bytes: Of its strings: what a comparison looks at. */
	u32 bytes;
	/** @nr_parts: Number of parts, if they are no tuple yet; else 0. */
	u8 nr_parts;
	/** @deep: Different words may be equal keys. */
	bool deep;
};

/** struct ktap_node - an element: a heap object that never moves */
struct ktap_node {
	/** @obj: Head; one reference, the store's. */
	struct ktap_object obj;
	/** @next: Next in the chain: greater by @hash, then @tie. */
	struct ktap_node *next;
	/** @hash: Of the key. */
	u32 hash;
	/** @tie: Tells apart elements of one hash. */
	u32 tie;
	/** @key: As a slot holds it; owns its reference. */
	u64 key;
	/** @slot: The value. */
	struct ktap_slot slot;
};

/** struct ktap_array - buckets */
struct ktap_array {
	/** @obj: Head, unless the array lies in the store. */
	struct ktap_object obj;
	/** @next: Array to which buckets are being moved, or NULL. */
	struct ktap_array *next;
	/** @shift: hash >> @shift is the number of the bucket. */
	u32 shift;
	/** @buckets: First node of each chain, NULL, or MOVED. */
	struct ktap_node *buckets[];
};

/** struct ktap_store - a table's storage; one reference is the table's */
struct ktap_store {
	/** @obj: Head. */
	struct ktap_object obj;
	/** @array: The buckets; where all have moved from it, the next. */
	struct ktap_array *array;
	/** @resize_job: Makes it fit what it holds. */
	struct ktap_heap_job resize_job;
	/** @resizing: @resize_job was submitted. */
	atomic_t resizing;
	/** @grow_at: Elements of a stripe above which growth is due. */
	u32 grow_at;
	/** @dropped: Buckets that ktap_store_drop() has emptied. */
	u32 dropped;
	/** @shared: Was another table's: others may be in it yet. */
	bool shared;
	/** @held: Without CONFIG_SMP: @locks that are held, a bit for each. */
	u8 held;
	/** @locks: By stripe: chains, @len, slots that come and go. */
	raw_spinlock_t locks[KTAP_NR_STRIPES];
	/** @len: Elements in buckets, by stripe. */
	u32 len[KTAP_NR_STRIPES];
	/** @chunks: The array part. */
	struct ktap_chunks chunks;
	/** @first: The array to begin with, KTAP_NR_STRIPES buckets. */
	struct ktap_array first;
};

/* For ktap_key_init(): all but strings and integers that need no box. */
bool ktap_key_init_rare(struct ktap_key *key, const struct ktap_value *v);

/* False: @v cannot be a key. */
static inline bool ktap_key_init(struct ktap_key *key, const struct ktap_value *v)
{
	bool is_int = ktap_value_is_int(v) && ktap_slot_int_fits(v->i);

	if (!is_int && unlikely(v->kind != KTAP_KIND_STRING))
		return ktap_key_init_rare(key, v);

	key->v = v;
	key->nr_parts = 0;
	key->deep = !is_int;
	if (is_int) {
		key->word = ktap_slot_from_int(v->i);
		key->hash = ktap_hash_int(v->i);
		key->bytes = 0;
	} else {
		key->word = (unsigned long)v->obj;
		key->hash = ktap_string_of(v->obj)->hash;
		key->bytes = ktap_string_of(v->obj)->len;
	}
	return true;
}

/* An empty store with room for about @hint elements; NULL: lost, counted. */
struct ktap_store *ktap_store_create(struct ktap_invocation *inv, u32 hint);

u64 ktap_store_len(const struct ktap_store *store);

/**
 * ktap_store_find() - look for an element
 * @store: The store.
 * @key: Its key.
 *
 * Return: Its slot, which may be dead, or NULL.
 */
struct ktap_slot *ktap_store_find(struct ktap_store *store,
				  const struct ktap_key *key);

/* The same for a key that is not in the array part. */
struct ktap_slot *ktap_store_find_node(struct ktap_store *store,
				       const struct ktap_key *key);

/**
 * ktap_store_insert() - add an element unless there is one
 * @inv: Who adds it.
 * @store: The store.
 * @key: Its key.
 * @v: Its value, not nil.
 *
 * Return: 0, an enum ktap_trap, -EEXIST, or another errno: lost and counted.
 */
int ktap_store_insert(struct ktap_invocation *inv, struct ktap_store *store,
		      const struct ktap_key *key, const struct ktap_value *v);

/**
 * ktap_store_remove() - remove an element
 * @inv: Who removes it.
 * @store: The store.
 * @key: Its key.
 * @v: Its value, borrowed; nil if there was none.
 *
 * Return: 0, or an errno: lost and counted.
 */
int ktap_store_remove(struct ktap_invocation *inv, struct ktap_store *store,
		      const struct ktap_key *key, struct ktap_value *v);

/* As ktap_table_step(). */
int ktap_store_next(struct ktap_store *store, u64 *pos, struct ktap_value *key,
		    struct ktap_value *v, unsigned int *steps);

/**
 * ktap_store_drop() - drop what a store that nobody can reach holds
 * @inv: Who drops it.
 * @store: The store.
 * @steps: As in struct ktap_kind_ops.
 *
 * Return: True when nothing is left.
 */
bool ktap_store_drop(struct ktap_invocation *inv, struct ktap_store *store,
		     unsigned int *steps);

/* Drops what a node that was removed holds. */
void ktap_store_drop_node(struct ktap_heap *heap, struct ktap_node *node);

#endif /* _KTAP_DATA_STORE_H */
