// SPDX-License-Identifier: GPL-2.0
/*
 * ktap - free objects at hand: by CPU, context level and size
 *
 * Context: any, but for filling
 *
 * Lists begin small.  One that was found empty doubles when it is filled, as
 * long as all lists of the CPU together keep below KTAP_MAX_FREE_BYTES.
 */

#include <linux/gfp.h>

#include "mem/freelist.h"

static const u16 class_bytes[KTAP_NR_CLASSES] = {
	64, 96, 128, 192, 256, 512, 1024, 2048, 4096,
};

/* Capacities to begin with, of tasks; the other levels have a part of it. */
static const u8 class_capacity[KTAP_NR_CLASSES] = {
	32, 16, 8, 8, 8, 2, 2, 1, 1,
};

static const u8 level_shift[KTAP_NR_LEVELS] = { 0, 1, 1, 2 };

/* Classes of which only tasks have an object from the beginning. */
#define FIRST_RARE_CLASS	7

size_t ktap_freelist_bytes(unsigned int class)
{
	return class_bytes[class];
}

void ktap_freelist_init(struct ktap_freelists *lists, bool fill)
{
	struct ktap_freelist *list;
	unsigned int level, class;

	lists->bytes = 0;
	for (level = 0; level < KTAP_NR_LEVELS; level++) {
		for (class = 0; class < KTAP_NR_CLASSES; class++) {
			list = &lists->lists[level][class];
			init_llist_head(&list->incoming);
			list->capacity = class_capacity[class] >>
					 level_shift[level];
			if (!list->capacity && class < FIRST_RARE_CLASS)
				list->capacity = 1;
			list->asked = fill;
			lists->bytes += list->capacity * class_bytes[class];
		}
	}
}

u64 ktap_freelist_sum(const struct ktap_freelists *lists)
{
	unsigned int level, class;
	u64 sum = 0;

	for (level = 0; level < KTAP_NR_LEVELS; level++)
		for (class = 0; class < KTAP_NR_CLASSES; class++)
			sum += (u64)ktap_freelist_len(&lists->lists[level][class]) *
			       class_bytes[class];
	return sum;
}

struct ktap_object *ktap_freelist_take(struct ktap_freelist *list, bool *ask)
{
	struct llist_node *node = list->first;

	if (!node && !llist_empty(&list->incoming))
		node = llist_del_all(&list->incoming);
	if (node) {
		list->first = node->next;
		WRITE_ONCE(list->taken, list->taken + 1);
	} else {
		WRITE_ONCE(list->starved, true);
	}

	*ask = ktap_freelist_len(list) * 2 <= READ_ONCE(list->capacity) &&
	       !READ_ONCE(list->asked);
	if (*ask)
		WRITE_ONCE(list->asked, true);

	return node ? llist_entry(node, struct ktap_object, link) : NULL;
}

bool ktap_freelist_put(struct ktap_freelist *list, struct ktap_object *obj)
{
	if (ktap_freelist_len(list) >= READ_ONCE(list->capacity))
		return false;
	obj->link.next = list->first;
	list->first = &obj->link;
	WRITE_ONCE(list->taken, list->taken - 1);

	return true;
}

bool ktap_freelist_give(struct ktap_freelist *list, struct ktap_object *obj)
{
	if (ktap_freelist_len(list) >= READ_ONCE(list->capacity))
		return false;
	/* Counted first: the length never falls below what can be taken. */
	atomic_inc(&list->given);
	llist_add(&obj->link, &list->incoming);

	return true;
}

/*
 * Whether a list is to grow.  On real-time kernels a thread fills lists, while
 * events go on: one that was nearly empty when it came may be next time.
 */
static bool is_short(const struct ktap_freelist *list)
{
	return READ_ONCE(list->starved) ||
	       (IS_ENABLED(CONFIG_PREEMPT_RT) &&
		ktap_freelist_len(list) < list->capacity / 4);
}

/* Only irq_work of the lists' CPU comes here. */
static void grow(struct ktap_freelists *lists, struct ktap_freelist *list,
		 unsigned int class)
{
	u32 more = list->capacity ?: 1;

	WRITE_ONCE(list->starved, false);
	if (lists->bytes + more * class_bytes[class] > KTAP_MAX_FREE_BYTES)
		return;
	lists->bytes += more * class_bytes[class];
	WRITE_ONCE(list->capacity, list->capacity + more);
}

static bool fill_list(struct ktap_freelist *list, unsigned int level,
		      unsigned int class, struct ktap_memory *memory,
		      u64 limit, gfp_t gfp)
{
	size_t bytes = class_bytes[class];
	struct ktap_object *obj;
	u32 len = ktap_freelist_len(list);

	for (; len < list->capacity; len++) {
		obj = ktap_memory_take(memory, bytes, limit, gfp);
		if (!obj)
			return atomic64_read(&memory->used) + bytes > limit;
		obj->size_class = class | level << 8;
		if (!ktap_freelist_give(list, obj)) {
			ktap_memory_give(memory, obj, bytes);
			break;
		}
	}
	return true;
}

bool ktap_freelist_fill(struct ktap_freelists *lists,
			struct ktap_memory *memory, u64 limit, gfp_t gfp)
{
	bool last_try = gfpflags_allow_blocking(gfp), done = true;
	struct ktap_freelist *list;
	unsigned int level, class;

	for (level = 0; level < KTAP_NR_LEVELS; level++) {
		for (class = 0; class < KTAP_NR_CLASSES; class++) {
			list = &lists->lists[level][class];
			if (!READ_ONCE(list->asked))
				continue;
			/* One at a time: only irq_work grows lists. */
			if (!last_try && is_short(list))
				grow(lists, list, class);
			if (fill_list(list, level, class, memory, limit, gfp) ||
			    last_try)
				WRITE_ONCE(list->asked, false);
			else
				done = false;
		}
	}
	return done;
}
