/* SPDX-License-Identifier: GPL-2.0 */
/*
 * ktap - sorting by questions, which whoever sorts answers
 *
 * Context: any
 */
#ifndef _KTAP_DATA_SORT_H
#define _KTAP_DATA_SORT_H

#include "data/value.h"
#include "mem/object.h"

/** struct ktap_sort_item - an element; owns its references */
struct ktap_sort_item {
	/** @key: Its key. */
	struct ktap_value key;
	/** @v: Its value. */
	struct ktap_value v;
	/** @rank: By what it is compared: the value, of an aggregate the count. */
	struct ktap_value rank;
};

/** struct ktap_sort - elements that are being sorted, or were */
struct ktap_sort {
	/** @obj: Head. */
	struct ktap_object obj;
	/** @nr: Elements. */
	u32 nr;
	/** @room: Elements that there is room for. */
	u32 room;
	/** @top: How many a walk gives. */
	u32 top;
	/** @width: Length of the runs that are merged; see sort.c. */
	u32 width;
	/** @end: Behind the runs that are merged now. */
	u32 end;
	/** @left: Next of the left run. */
	u32 left;
	/** @right: Next of the right run. */
	u32 right;
	/** @out: Where the lesser of them goes. */
	u32 out;
	/** @flip: Which of the two orders is read now. */
	u8 flip;
	/** @asking: There is a question. */
	bool asking;
	/** @items: @room elements, then twice as many numbers of elements. */
	struct ktap_sort_item items[];
};

static inline struct ktap_sort *ktap_sort_of(struct ktap_object *obj)
{
	return container_of(obj, struct ktap_sort, obj);
}

/**
 * ktap_sort_create() - make a sort
 * @inv: Who sorts.
 * @room: Elements that it is to hold.
 * @trap: KTAP_TRAP_OBJECT_SIZE if only process code could.
 *
 * Return: The sort, or NULL: trap, or lost and counted.
 */
struct ktap_sort *ktap_sort_create(struct ktap_invocation *inv, u32 room,
				   int *trap);

/* Adds an element: false if there is no room. */
bool ktap_sort_add(struct ktap_sort *sort, const struct ktap_value *key,
		   const struct ktap_value *v);

/**
 * ktap_sort_step() - go on to the next question
 * @sort: The sort.
 * @answer: Whether the first of the last question comes first; the first time
 *	it does not matter.
 * @moved: Elements moved on the way are added to it.
 *
 * Whatever the answers are, it ends; elements that are equal stay in order.
 *
 * Return: True: there is a question, false: it is done.
 */
bool ktap_sort_step(struct ktap_sort *sort, bool answer, u64 *moved);

/* The two elements of the question: whether the first comes before. */
const struct ktap_sort_item *ktap_sort_asked(const struct ktap_sort *sort,
					     unsigned int which);

/* Element @nr of those that are sorted. */
const struct ktap_sort_item *ktap_sort_at(const struct ktap_sort *sort, u32 nr);

/* For the heap's array of kinds. */
bool ktap_sort_drop(struct ktap_invocation *inv, struct ktap_object *obj,
		    unsigned int *steps);

#endif /* _KTAP_DATA_SORT_H */
