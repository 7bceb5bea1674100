/* SPDX-License-Identifier: GPL-2.0 */
/*
 * ktap - tables
 *
 * Context: any
 *
 * Functions that return int give 0, an enum ktap_trap, or a negative errno
 * when the effect was lost and counted.
 */
#ifndef _KTAP_DATA_TABLE_H
#define _KTAP_DATA_TABLE_H

#include <linux/minmax.h>

#include "data/hist.h"
#include "data/value.h"
#include "limits.h"

struct ktap_table;

/* A table begins with its head. */
static inline struct ktap_table *ktap_table_of(struct ktap_object *obj)
{
	return (struct ktap_table *)obj;
}

struct ktap_object *ktap_table_object(struct ktap_table *table);

/* An empty table with room for about @hint elements; NULL: lost, counted. */
struct ktap_table *ktap_table_create(struct ktap_invocation *inv, u32 hint);

/* What making it costs, in bytes that are set. */
static inline size_t ktap_table_cost(u32 hint)
{
	return 256 + sizeof(void *) * min(hint, 1U << KTAP_MAX_HINT_BITS);
}

/* What samples make of its new elements; set before others know the table. */
struct ktap_shape *ktap_table_shape(struct ktap_table *table);

/* Its unnamed element: nil or an aggregate. */
struct ktap_slot *ktap_table_alone(struct ktap_table *table);

/* Elements now; exact when nobody writes. */
u64 ktap_table_len(const struct ktap_table *table);

/* Where element @key is most likely to be; NULL: it may be elsewhere. */
struct ktap_slot *ktap_table_find_soon(struct ktap_table *table,
				       const struct ktap_value *key);

/* Element @key, or nil; @v may be where @key is. */
void ktap_table_get(struct ktap_table *table, const struct ktap_value *key,
		    struct ktap_value *v);

/* Stores, charged for comparing the key; nil deletes. */
int ktap_table_set(struct ktap_invocation *inv, struct ktap_table *table,
		   const struct ktap_value *key, const struct ktap_value *v);

/* Stores @v, not nil, unless there is an element: -EEXIST. */
int ktap_table_add(struct ktap_invocation *inv, struct ktap_table *table,
		   const struct ktap_value *key, const struct ktap_value *v);

/* Combines, indivisibly, charged likewise; a missing element counts as 0 ("" for CAT). */
int ktap_table_update(struct ktap_invocation *inv, struct ktap_table *table,
		      const struct ktap_value *key, enum ktap_update op,
		      const struct ktap_value *v);

/* Removes element @key and gives its value (nil if there was none). */
int ktap_table_take(struct ktap_invocation *inv, struct ktap_table *table,
		    const struct ktap_value *key, struct ktap_value *v);

/*
 * Moves all elements, the unnamed too, to a new table.  NULL: lost, counted,
 * nothing moved.
 */
struct ktap_table *ktap_table_take_all(struct ktap_invocation *inv,
				       struct ktap_table *table);

/**
 * ktap_table_step() - one step of a walk
 * @table: The table.
 * @pos: Position; 0 before the first step.  A plain number: nothing is held
 *	between two steps, the table may change in any way.
 * @key: Key of the element found.
 * @v: Its value.
 * @steps: How many empty places may be passed; counted down.
 *
 * Each element that exists throughout the walk is given exactly once, others
 * at most once.
 *
 * Return: 1: found; 0: the end; -EAGAIN: call again to go on.
 */
int ktap_table_step(struct ktap_table *table, u64 *pos, struct ktap_value *key,
		    struct ktap_value *v, unsigned int *steps);

/* The same to the next element, whatever it takes.  False at the end. */
bool ktap_table_next(struct ktap_table *table, u64 *pos,
		     struct ktap_value *key, struct ktap_value *v);

/* For the heap's array of kinds. */
bool ktap_table_drop(struct ktap_invocation *inv, struct ktap_object *obj,
		     unsigned int *steps);

#endif /* _KTAP_DATA_TABLE_H */
