// SPDX-License-Identifier: GPL-2.0
/*
 * ktap - the array part of a table: chunks of slots for dense integer keys
 *
 * Context: any
 *
 *	root (shift 4) --> chunk of keys  0 … 15: slots
 *		       --> chunk of keys 16 … 31: slots
 *		       ...
 *
 * A tree whose height is that of its largest key.  A slot is where it is until
 * it has gone: when the tree becomes higher, the old root becomes the first
 * child of a new one.  A slot without an element is dead, so who finds it looks
 * elsewhere, as with elements that were removed.
 *
 * Readers take no lock.  Chunks are added by compare-and-exchange under the
 * lock of the key's stripe, so by several at a time, and are taken out under
 * all locks.  Who found one before may go on in it: all its slots are dead and
 * stay so, and it is freed a grace period later.
 */

#include <linux/errno.h>

#include "data/chunk.h"
#include "data/store.h"

/* Chunks that any table may have, however sparse its keys are. */
#define FREE_CHUNKS	8

/* Above that, a chunk for so many elements of the table. */
#define CHUNK_SHARE	2

/* Chunks looked at, under all locks, before others get their turn. */
#define PRUNE_STEPS	32

#define SLOT_MASK	(KTAP_CHUNK_SLOTS - 1)

static unsigned int child_nr(const struct ktap_chunk *chunk, u64 key)
{
	return key >> chunk->shift & SLOT_MASK;
}

static bool covers(const struct ktap_chunk *root, u64 key)
{
	return key >> root->shift < KTAP_CHUNK_SLOTS;
}

static struct ktap_chunk *read_root(const struct ktap_chunks *chunks)
{
	/* Pairs with ktap_chunks_place(). */
	return smp_load_acquire(&chunks->root);
}

static struct ktap_chunk *read_child(struct ktap_chunk *chunk, u64 key)
{
	/* Pairs with ktap_chunks_place(). */
	return smp_load_acquire(&chunk->children[child_nr(chunk, key)]);
}

/* Height of a tree that has @key. */
static u32 shift_for(u64 key)
{
	u32 shift = 0;

	while (key >> shift >= KTAP_CHUNK_SLOTS)
		shift += KTAP_CHUNK_BITS;
	return shift;
}

/* Chunks that lack on the way to @key. */
static unsigned int nr_missing(const struct ktap_chunks *chunks, u64 key)
{
	struct ktap_chunk *chunk = read_root(chunks), *child;
	unsigned int nr = 0;
	u32 shift = shift_for(key);

	if (!chunk)
		return shift / KTAP_CHUNK_BITS + 1;
	if (shift > chunk->shift) {
		/* Roots above this one, and all below the highest but it. */
		nr = (shift - chunk->shift) / KTAP_CHUNK_BITS;
		return nr + shift / KTAP_CHUNK_BITS;
	}
	for (; chunk->shift; chunk = child) {
		child = read_child(chunk, key);
		if (!child)
			return chunk->shift / KTAP_CHUNK_BITS;
	}
	return 0;
}

static struct ktap_chunk *create_chunk(struct ktap_invocation *inv)
{
	struct ktap_object *obj;

	obj = ktap_heap_try_part(inv, KTAP_KIND_TABLE, KTAP_PART_CHUNK,
				 sizeof(struct ktap_chunk));
	return obj ? container_of(obj, struct ktap_chunk, obj) : NULL;
}

static void push(struct ktap_chunk **list, struct ktap_chunk *chunk)
{
	chunk->obj.link.next = *list ? &(*list)->obj.link : NULL;
	*list = chunk;
}

static struct ktap_chunk *pop(struct ktap_chunk **list)
{
	struct ktap_chunk *chunk = *list;
	struct llist_node *next;

	if (!chunk)
		return NULL;
	next = chunk->obj.link.next;
	*list = next ? llist_entry(next, struct ktap_chunk, obj.link) : NULL;

	return chunk;
}

bool ktap_chunks_prepare(struct ktap_invocation *inv,
			 const struct ktap_chunks *chunks, u64 key, u64 len,
			 struct ktap_chunk **spare)
{
	unsigned int nr = nr_missing(chunks, key);
	struct ktap_chunk *chunk;

	*spare = NULL;
	if (likely(!nr))
		return true;
	if (atomic_read(&chunks->nr) + nr > FREE_CHUNKS + len / CHUNK_SHARE)
		return false;
	while (nr--) {
		chunk = create_chunk(inv);
		if (!chunk) {
			ktap_chunks_free_spare(inv, *spare);
			return false;
		}
		push(spare, chunk);
	}
	return true;
}

void ktap_chunks_free_spare(struct ktap_invocation *inv,
			    struct ktap_chunk *spare)
{
	struct ktap_chunk *chunk;

	while ((chunk = pop(&spare)))
		ktap_heap_free_part(inv, &chunk->obj);
}

static void init_chunk(struct ktap_chunk *chunk, u32 shift,
		       struct ktap_chunk *first)
{
	unsigned int i;

	chunk->shift = shift;
	for (i = 0; i < KTAP_CHUNK_SLOTS; i++) {
		if (shift)
			chunk->children[i] = i ? NULL : first;
		else
			atomic64_set(&chunk->slots[i].word, KTAP_SLOT_DEAD);
	}
}

/*
 * Puts a spare chunk at *@place, which holds @old, unless another was faster.
 * False: there is none to spare.
 */
static bool add_chunk(struct ktap_chunks *chunks, struct ktap_chunk **place,
		      struct ktap_chunk *old, u32 shift,
		      struct ktap_chunk **spare)
{
	struct ktap_chunk *chunk = pop(spare);

	if (!chunk)
		return false;
	init_chunk(chunk, shift, old);
	/* Pairs with the acquire of all who read it. */
	if (cmpxchg_release(place, old, chunk) == old)
		atomic_inc(&chunks->nr);
	else
		push(spare, chunk);

	return true;
}

struct ktap_slot *ktap_chunks_place(struct ktap_chunks *chunks, u64 key,
				    struct ktap_chunk **spare)
{
	struct ktap_chunk *chunk, *child;
	u32 shift;

	while (!(chunk = read_root(chunks)) || !covers(chunk, key)) {
		shift = chunk ? chunk->shift + KTAP_CHUNK_BITS : shift_for(key);
		if (!add_chunk(chunks, &chunks->root, chunk, shift, spare))
			return NULL;
	}
	while (chunk->shift) {
		child = read_child(chunk, key);
		if (child)
			chunk = child;
		else if (!add_chunk(chunks,
				    &chunk->children[child_nr(chunk, key)],
				    NULL, chunk->shift - KTAP_CHUNK_BITS,
				    spare))
			return NULL;
	}
	return &chunk->slots[key & SLOT_MASK];
}

/* The first live slot of a chunk of slots from @key on, or NULL. */
static struct ktap_slot *first_live(struct ktap_chunk *chunk, u64 key, u64 *word)
{
	unsigned int i;

	for (i = key & SLOT_MASK; i < KTAP_CHUNK_SLOTS; i++) {
		*word = ktap_slot_read(&chunk->slots[i]);
		if (*word != KTAP_SLOT_DEAD)
			return &chunk->slots[i];
	}
	return NULL;
}

int ktap_chunks_next(const struct ktap_chunks *chunks, u64 *key, u64 *word,
		     unsigned int *steps)
{
	struct ktap_chunk *chunk, *child;
	struct ktap_slot *slot;
	u32 step;

	for (; *steps; --*steps) {
		chunk = read_root(chunks);
		if (!chunk || !covers(chunk, *key))
			return 0;
		for (; chunk->shift; chunk = child) {
			child = read_child(chunk, *key);
			if (!child)
				break;
		}
		step = chunk->shift ?: KTAP_CHUNK_BITS;
		if (!chunk->shift) {
			slot = first_live(chunk, *key, word);
			if (slot) {
				*key = round_down(*key, KTAP_CHUNK_SLOTS) +
				       (slot - chunk->slots);
				return 1;
			}
		}
		/* The first key behind what is empty. */
		*key = ((*key >> step) + 1) << step;
	}
	return -EAGAIN;
}

/* -- taking out ------------------------------------------------------------ */

static bool is_empty(struct ktap_chunk *chunk)
{
	unsigned int i;
	u64 word;

	if (!chunk->shift)
		return !first_live(chunk, 0, &word);
	for (i = 0; i < KTAP_CHUNK_SLOTS; i++) {
		if (chunk->children[i])
			return false;
	}
	return true;
}

bool ktap_chunks_prune(struct ktap_chunks *chunks, u64 *key,
		       struct ktap_chunk **gone)
{
	struct ktap_chunk **places[KTAP_MAX_CHUNK_DEPTH], *chunk;
	unsigned int steps, depth;
	u32 step;

	for (steps = 0; steps < PRUNE_STEPS; steps++) {
		if (!chunks->root || !covers(chunks->root, *key)) {
			WRITE_ONCE(chunks->removed, 0);
			return false;
		}
		/* The way to the last chunk that there is for @key. */
		depth = 0;
		places[0] = &chunks->root;
		chunk = chunks->root;
		while (chunk->shift && chunk->children[child_nr(chunk, *key)]) {
			places[++depth] = &chunk->children[child_nr(chunk, *key)];
			chunk = *places[depth];
		}
		step = chunk->shift ?: KTAP_CHUNK_BITS;
		*key = ((*key >> step) + 1) << step;
		/* Up again, as long as the one below was the last. */
		for (;; depth--) {
			chunk = *places[depth];
			if (!is_empty(chunk))
				break;
			WRITE_ONCE(*places[depth], NULL);
			atomic_dec(&chunks->nr);
			push(gone, chunk);
			if (!depth)
				break;
		}
	}
	return true;
}

/* The chunk to free next: one without children; *@place points to it. */
static struct ktap_chunk *last_chunk(struct ktap_chunks *chunks,
				     struct ktap_chunk ***place)
{
	struct ktap_chunk *chunk = chunks->root;
	unsigned int i;

	*place = &chunks->root;
	while (chunk && chunk->shift) {
		for (i = 0; i < KTAP_CHUNK_SLOTS && !chunk->children[i]; i++)
			;
		if (i == KTAP_CHUNK_SLOTS)
			break;
		*place = &chunk->children[i];
		chunk = **place;
	}
	return chunk;
}

bool ktap_chunks_drop(struct ktap_invocation *inv, struct ktap_chunks *chunks,
		      unsigned int *steps)
{
	struct ktap_chunk *chunk, **place;
	unsigned int i;

	while ((chunk = last_chunk(chunks, &place))) {
		if (!*steps)
			return false;
		--*steps;
		for (i = 0; i < KTAP_CHUNK_SLOTS && !chunk->shift; i++)
			ktap_slot_drop_word(inv->heap,
					    ktap_slot_read(&chunk->slots[i]));
		*place = NULL;
		ktap_heap_free_part(inv, &chunk->obj);
	}
	return true;
}
