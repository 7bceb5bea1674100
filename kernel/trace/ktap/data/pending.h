/* SPDX-License-Identifier: GPL-2.0 */
/*
 * ktap - calls of traced code that have not returned
 *
 * Context: any
 *
 * Tables by thread hold them: that of the innermost call, which holds the one
 * around it, and so on.  When a thread is no more its calls go with it, and so
 * does all that is in their variables.
 */
#ifndef _KTAP_DATA_PENDING_H
#define _KTAP_DATA_PENDING_H

#include <linux/ktap/slot.h>

#include "data/table.h"
#include "mem/object.h"

/* Arguments that are kept. */
#define KTAP_PENDING_ARGS	6

/** struct ktap_pending - a call that has not returned */
struct ktap_pending {
	/** @obj: Head. */
	struct ktap_object obj;
	/** @outer: The call around it, counted, or NULL. */
	struct ktap_pending *outer;
	/** @owner: Key of the thread, in the table that holds it. */
	s64 owner;
	/** @place: What was called. */
	const void *place;
	/** @where: Tells calls of it apart: of a program, the stack pointer. */
	unsigned long where;
	/** @begin_ns: When; 0: that was not seen. */
	u64 begin_ns;
	/** @args: What it was called with. */
	s64 args[KTAP_PENDING_ARGS];
	/** @nr: Of its variables. */
	u32 nr;
	/** @vars: The variables. */
	struct ktap_slot vars[];
};

static inline struct ktap_pending *ktap_pending_of(struct ktap_object *obj)
{
	return container_of(obj, struct ktap_pending, obj);
}

/* What a table holds for a thread, or NULL. */
struct ktap_pending *ktap_pending_find(struct ktap_table *table, s64 owner);

/**
 * ktap_pending_push() - a call begins
 * @inv: Where it is made.
 * @table: Gets it.
 * @owner: Its thread.
 * @nr: Of its variables, which are nil.
 *
 * Return: The call, whose place, where, begin_ns and args are to be set, or
 * NULL: lost and counted.
 */
struct ktap_pending *ktap_pending_push(struct ktap_invocation *inv,
				       struct ktap_table *table, s64 owner,
				       u32 nr);

/**
 * ktap_pending_remove() - a call has ended
 * @inv: Of whoever saw it.
 * @table: That holds it.
 * @pending: The call; one that is there no more is let alone.
 */
void ktap_pending_remove(struct ktap_invocation *inv, struct ktap_table *table,
			 struct ktap_pending *pending);

/* Makes its variables nil. */
void ktap_pending_clear(struct ktap_invocation *inv,
			struct ktap_pending *pending);

/* For the heap's array of kinds. */
bool ktap_pending_drop(struct ktap_invocation *inv, struct ktap_object *obj,
		       unsigned int *steps);

#endif /* _KTAP_DATA_PENDING_H */
