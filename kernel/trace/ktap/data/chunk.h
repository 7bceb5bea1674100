/* SPDX-License-Identifier: GPL-2.0 */
/*
 * ktap - the array part of a table: chunks of slots for dense integer keys
 *
 * Context: any
 */
#ifndef _KTAP_DATA_CHUNK_H
#define _KTAP_DATA_CHUNK_H

#include <linux/ktap/slot.h>
#include <linux/types.h>

#include "data/value.h"
#include "limits.h"
#include "mem/object.h"

#define KTAP_CHUNK_BITS		4
#define KTAP_CHUNK_SLOTS	16

/* Chunks from the root to a slot. */
#define KTAP_MAX_CHUNK_DEPTH	(KTAP_MAX_INDEX_BITS / KTAP_CHUNK_BITS)

static_assert(KTAP_CHUNK_SLOTS == 1 << KTAP_CHUNK_BITS);
static_assert(KTAP_MAX_INDEX_BITS % KTAP_CHUNK_BITS == 0);

/** struct ktap_chunk - sixteen slots, or sixteen chunks */
struct ktap_chunk {
	/** @obj: Head; one reference, that of whoever points to it. */
	struct ktap_object obj;
	/** @shift: Key >> @shift chooses among @children; 0: among @slots. */
	u32 shift;
	union {
		/** @slots: Values; dead: no element. */
		struct ktap_slot slots[KTAP_CHUNK_SLOTS];
		/** @children: Or NULL. */
		struct ktap_chunk *children[KTAP_CHUNK_SLOTS];
	};
};

/** struct ktap_chunks - the array part of a store */
struct ktap_chunks {
	/** @root: The chunk that leads to all, or NULL. */
	struct ktap_chunk *root;
	/** @nr: Chunks. */
	atomic_t nr;
	/** @len: Elements. */
	atomic_t len;
	/** @removed: About as many elements went since it was pruned last. */
	u32 removed;
};

/* Removals, by chunk, after which it is pruned. */
#define KTAP_PRUNE_AFTER	8

/* Whether pruning may free as much as it costs. */
static inline bool ktap_chunks_may_prune(const struct ktap_chunks *chunks)
{
	u32 removed = READ_ONCE(chunks->removed);

	return removed && removed >= (u32)atomic_read(&chunks->nr) / 2;
}

/* Counts a removal; true: prune it.  Several at a time may count as one. */
static inline bool ktap_chunks_count_removed(struct ktap_chunks *chunks)
{
	u32 removed = READ_ONCE(chunks->removed) + 1;

	WRITE_ONCE(chunks->removed, removed);

	return removed / KTAP_PRUNE_AFTER >= (u32)atomic_read(&chunks->nr);
}

/* Whether @key is one that the array part may have. */
static inline bool ktap_chunks_take(const struct ktap_value *key)
{
	return ktap_value_is_int(key) && !((u64)key->i >> KTAP_MAX_INDEX_BITS);
}

/**
 * ktap_chunks_find() - the slot of a key
 * @chunks: The array part.
 * @key: Any integer.
 *
 * Return: The slot, which may be dead, or NULL.
 */
static inline struct ktap_slot *ktap_chunks_find(const struct ktap_chunks *chunks,
						 u64 key)
{
	/* Pairs with the release in ktap_chunks_place(). */
	struct ktap_chunk *chunk = smp_load_acquire(&chunks->root);
	unsigned int i;

	if (!chunk || key >> chunk->shift >= KTAP_CHUNK_SLOTS)
		return NULL;
	while (chunk->shift) {
		i = key >> chunk->shift & (KTAP_CHUNK_SLOTS - 1);
		/* As above. */
		chunk = smp_load_acquire(&chunk->children[i]);
		if (!chunk)
			return NULL;
	}
	return &chunk->slots[key & (KTAP_CHUNK_SLOTS - 1)];
}

/**
 * ktap_chunks_prepare() - make the chunks that a new element needs
 * @inv: Who is about to insert it.
 * @chunks: The array part.
 * @key: An index that ktap_chunks_take().
 * @len: Elements of the table, in all its parts.
 * @spare: Takes the chunks, linked by ktap_object.link.
 *
 * Return: False: the keys are too sparse, or there is no memory.
 */
bool ktap_chunks_prepare(struct ktap_invocation *inv,
			 const struct ktap_chunks *chunks, u64 key, u64 len,
			 struct ktap_chunk **spare);

/**
 * ktap_chunks_place() - the slot of a key, made of spare chunks if need be
 * @chunks: The array part; not being pruned: a lock of its store is held.
 * @key: As given to ktap_chunks_prepare().
 * @spare: From there; what is needed is taken.
 *
 * Return: The slot, or NULL: something was pruned in between.
 */
struct ktap_slot *ktap_chunks_place(struct ktap_chunks *chunks, u64 key,
				    struct ktap_chunk **spare);

/* Frees spare chunks that were not needed. */
void ktap_chunks_free_spare(struct ktap_invocation *inv,
			    struct ktap_chunk *spare);

/**
 * ktap_chunks_next() - look for the next element
 * @chunks: The array part.
 * @key: The first key to look at; set to the one that was found.
 * @word: Its value.
 * @steps: Counted down.
 *
 * Return: 1: found; 0: no more; -EAGAIN: no more @steps.
 */
int ktap_chunks_next(const struct ktap_chunks *chunks, u64 *key, u64 *word,
		     unsigned int *steps);

/**
 * ktap_chunks_prune() - take chunks out that have no element
 * @chunks: The array part.  No other may place, set or remove: all locks of
 *	its store are held.
 * @key: Where to begin, where to go on.
 * @gone: Takes what was taken out, linked by ktap_object.link.
 *
 * Does a bounded part of it.
 *
 * Return: False: that was the last part.
 */
bool ktap_chunks_prune(struct ktap_chunks *chunks, u64 *key,
		       struct ktap_chunk **gone);

/**
 * ktap_chunks_drop() - drop and free all, which nobody can reach
 * @inv: Who drops it.
 * @chunks: The array part.
 * @steps: As in struct ktap_kind_ops.
 *
 * Return: True when nothing is left.
 */
bool ktap_chunks_drop(struct ktap_invocation *inv, struct ktap_chunks *chunks,
		      unsigned int *steps);

#endif /* _KTAP_DATA_CHUNK_H */
