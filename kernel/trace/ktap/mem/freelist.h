/* SPDX-License-Identifier: GPL-2.0 */
/*
 * ktap - free objects at hand: by CPU, context level and size
 *
 * Context: any, but for filling
 *
 * A list belongs to the handlers of its CPU and level, which are one at a time:
 * no atomics there.  All others add to @incoming, which the owner takes whole
 * when its list is empty.
 */
#ifndef _KTAP_MEM_FREELIST_H
#define _KTAP_MEM_FREELIST_H

#include <linux/atomic.h>
#include <linux/gfp_types.h>
#include <linux/llist.h>
#include <linux/log2.h>
#include <linux/types.h>

#include "limits.h"
#include "mem/memory.h"
#include "mem/object.h"

/* Sizes as kmalloc() has them: 64, 96, 128, 192, 256, 512, 1024, 2048, 4096. */
#define KTAP_NR_CLASSES		9

/* Largest object of a class. */
#define KTAP_MAX_CLASS_OBJECT	(KTAP_MAX_HANDLER_OBJECT - KTAP_MEMORY_HEAD)

/** struct ktap_freelist - free objects of one size */
struct ktap_freelist {
	/** @first: Owner's: ready to be taken. */
	struct llist_node *first;
	/** @incoming: Given by others. */
	struct llist_head incoming;
	/** @given: Objects that came by @incoming, all in all. */
	atomic_t given;
	/** @taken: Owner's: objects taken less objects put back. */
	u32 taken;
	/** @capacity: How many there should be. */
	u16 capacity;
	/** @asked: To be filled; set by the owner, cleared when it was. */
	bool asked;
	/** @starved: Owner's: was found empty since it was filled. */
	bool starved;
};

/** struct ktap_freelists - those of a CPU */
struct ktap_freelists {
	/** @lists: The lists. */
	struct ktap_freelist lists[KTAP_NR_LEVELS][KTAP_NR_CLASSES];
	/** @bytes: Sum of all capacities. */
	u32 bytes;
};

/* Class of objects of @bytes, which is at most KTAP_MAX_CLASS_OBJECT. */
static inline unsigned int ktap_freelist_class(size_t bytes)
{
	bytes += KTAP_MEMORY_HEAD;
	if (bytes > 256)
		return ilog2(bytes - 1) - 3;
	if (bytes > 128)
		return bytes > 192 ? 4 : 3;
	if (bytes > 64)
		return bytes > 96 ? 2 : 1;
	return 0;
}

/* Bytes of a piece of a class, KTAP_MEMORY_HEAD included. */
size_t ktap_freelist_bytes(unsigned int class);

static inline u32 ktap_freelist_len(const struct ktap_freelist *list)
{
	return (u32)atomic_read(&list->given) - READ_ONCE(list->taken);
}

/*
 * Sets the capacities to begin with.  @fill: ktap_freelist_fill() will follow;
 * else the first who finds a list empty asks for it.
 */
void ktap_freelist_init(struct ktap_freelists *lists, bool fill);

/* Bytes on all lists. */
u64 ktap_freelist_sum(const struct ktap_freelists *lists);

/**
 * ktap_freelist_take() - take an object
 * @list: A list that the caller owns.
 * @ask: Set if the list is low: the caller has ktap_freelist_fill() called.
 *
 * Return: An object of which only @size_class is set, or NULL.
 */
struct ktap_object *ktap_freelist_take(struct ktap_freelist *list, bool *ask);

/* Puts an object back on a list that the caller owns; false: it is full. */
bool ktap_freelist_put(struct ktap_freelist *list, struct ktap_object *obj);

/* Gives an object to a list of others; false: it is full. */
bool ktap_freelist_give(struct ktap_freelist *list, struct ktap_object *obj);

/**
 * ktap_freelist_fill() - fill the lists of a CPU that asked for it
 * @lists: The lists.
 * @memory: Where from.
 * @limit: As ktap_memory_take().
 * @gfp: As ktap_memory_take().
 *
 * Return: False if the kernel had no memory, so that another try is due.
 */
bool ktap_freelist_fill(struct ktap_freelists *lists,
			struct ktap_memory *memory, u64 limit, gfp_t gfp);

#endif /* _KTAP_MEM_FREELIST_H */
