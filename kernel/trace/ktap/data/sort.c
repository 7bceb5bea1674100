// SPDX-License-Identifier: GPL-2.0
/*
 * ktap - sorting by questions, which whoever sorts answers
 *
 * Context: any
 *
 * Runs of 1, 2, 4 … elements are merged in pairs, from one array of numbers of
 * elements into another.  What may be answered by code of the script is asked
 * between two steps, so nothing waits on a stack meanwhile, and no answer, be
 * it inconsistent, changes how many questions there are at most.
 */

#include <linux/minmax.h>
#include <linux/overflow.h>

#include "common.h"
#include "data/aggr.h"
#include "data/sort.h"
#include "mem/heap.h"

/* Numbers of elements, in the order that is read or the one that is written. */
static u32 *order_of(const struct ktap_sort *sort, bool written)
{
	u32 *numbers = (u32 *)&sort->items[sort->room];

	return numbers + (sort->flip ^ written ? sort->room : 0);
}

struct ktap_sort *ktap_sort_create(struct ktap_invocation *inv, u32 room,
				   int *trap)
{
	struct ktap_object *obj;
	struct ktap_sort *sort;
	size_t bytes;

	bytes = size_add(struct_size(sort, items, room),
			 array_size(room, 2 * sizeof(u32)));
	if (!ktap_heap_fits(inv, bytes)) {
		*trap = KTAP_TRAP_OBJECT_SIZE;
		return NULL;
	}
	obj = ktap_heap_alloc(inv, KTAP_KIND_SORT, bytes);
	if (!obj)
		return NULL;
	sort = ktap_sort_of(obj);
	*sort = (struct ktap_sort){
		.obj	= sort->obj,
		.room	= room,
		.top	= U32_MAX,
	};

	return sort;
}

static void own(const struct ktap_value *v)
{
	if (ktap_value_is_object(v))
		ktap_heap_own(v->obj);
}

bool ktap_sort_add(struct ktap_sort *sort, const struct ktap_value *key,
		   const struct ktap_value *v)
{
	struct ktap_sort_item *item = &sort->items[sort->nr];
	struct ktap_summary sums;

	if (sort->nr == sort->room)
		return false;
	item->key = *key;
	item->v = *v;
	item->rank = *v;
	if (v->kind == KTAP_KIND_AGGR) {
		ktap_aggr_read(ktap_aggr_of(v->obj), &sums);
		item->rank = ktap_value_int(sums.count);
	}
	own(key);
	own(v);
	order_of(sort, false)[sort->nr] = sort->nr;
	sort->nr++;

	return true;
}

/* Begins with the pair of runs behind the last; false: none is left. */
static bool begin_pair(struct ktap_sort *sort)
{
	u32 begin = sort->end;

	while (begin >= sort->nr) {
		/* All pairs are merged: the runs are twice as long. */
		if (sort->width >= sort->nr)
			return false;
		sort->flip ^= 1;
		sort->width *= 2;
		begin = 0;
	}
	if (sort->width >= sort->nr)
		return false;
	sort->left = begin;
	sort->out = begin;
	sort->right = min_t(u64, (u64)begin + sort->width, sort->nr);
	sort->end = min_t(u64, (u64)begin + 2ULL * sort->width, sort->nr);

	return true;
}

static u32 left_end(const struct ktap_sort *sort)
{
	/* Runs begin at multiples of twice their length. */
	u64 begin = (u64)(sort->end - 1) / (2ULL * sort->width) * 2 * sort->width;

	return min_t(u64, begin + sort->width, sort->end);
}

bool ktap_sort_step(struct ktap_sort *sort, bool answer, u64 *moved)
{
	u32 *from = order_of(sort, false), *to = order_of(sort, true);
	u32 middle;

	if (sort->asking)
		to[sort->out++] = answer ? from[sort->right++] :
					   from[sort->left++];
	else if (!sort->width)
		sort->width = 1;
	else
		return false;
	sort->asking = false;

	for (;;) {
		middle = sort->end ? left_end(sort) : 0;
		if (sort->left < middle && sort->right < sort->end) {
			sort->asking = true;
			return true;
		}
		*moved += sort->end - sort->out;
		while (sort->left < middle)
			to[sort->out++] = from[sort->left++];
		while (sort->right < sort->end)
			to[sort->out++] = from[sort->right++];
		if (!begin_pair(sort))
			return false;
		from = order_of(sort, false);
		to = order_of(sort, true);
	}
}

const struct ktap_sort_item *ktap_sort_asked(const struct ktap_sort *sort,
					     unsigned int which)
{
	const u32 *from = order_of(sort, false);

	if (!sort->asking)
		return NULL;

	return &sort->items[from[which ? sort->left : sort->right]];
}

const struct ktap_sort_item *ktap_sort_at(const struct ktap_sort *sort, u32 nr)
{
	if (nr >= min(sort->nr, sort->top))
		return NULL;

	return &sort->items[order_of(sort, false)[nr]];
}

bool ktap_sort_drop(struct ktap_invocation *inv, struct ktap_object *obj,
		    unsigned int *steps)
{
	struct ktap_sort *sort = ktap_sort_of(obj);
	struct ktap_sort_item *item;

	while (sort->nr) {
		if (!*steps)
			return false;
		--*steps;
		item = &sort->items[--sort->nr];
		if (ktap_value_is_object(&item->key))
			ktap_heap_drop(inv->heap, item->key.obj);
		if (ktap_value_is_object(&item->v))
			ktap_heap_drop(inv->heap, item->v.obj);
	}

	return true;
}
