// SPDX-License-Identifier: GPL-2.0
/*
 * ktap - objects: the rule by which they are freed
 *
 * Context: any
 *
 * One word, the marks in its low bits and the count above them:
 *
 *	own	count + 1
 *	drop	count - 1; now 0 and not listed: listed, the caller queues it
 *				 now 0 and listed: again
 *	judge	when the invocation that made it ends, and one grace period
 *		after it was taken from the queue:
 *		count above 0: not listed, not again
 *		again: it was stored and dropped; clear again, the caller
 *			queues it for a whole period
 *		else: free
 *
 * Why a whole period: whoever borrows the object found it in a slot.  A count
 * of 0 means that no slot has it, so those who still use it are those who
 * found it before.  If it was stored again in between, others may have found
 * it since; *again* says so.  *listed* keeps it on one list at a time.
 *
 * Each step changes the word once, by compare-and-exchange; own needs none as
 * it looks at nothing.  tools/ktap/tests/reclaim_model.py has these same steps,
 * and those of worker.c and heap.c, and checks all their interleavings for a
 * few objects: who changes the rule changes it there first.
 */

#include "common.h"
#include "mem/object.h"

void ktap_object_own(struct ktap_object *obj)
{
	atomic_add(KTAP_OBJECT_ONE, &obj->state);
}

bool ktap_object_drop(struct ktap_object *obj)
{
	int old = atomic_read(&obj->state), new;

	do {
		KTAP_ASSERT(old >= KTAP_OBJECT_ONE);
		new = old - KTAP_OBJECT_ONE;
		if (new < KTAP_OBJECT_ONE)
			new |= old & KTAP_OBJECT_LISTED ? KTAP_OBJECT_AGAIN :
							  KTAP_OBJECT_LISTED;
	} while (!atomic_try_cmpxchg(&obj->state, &old, new));

	return !(old & KTAP_OBJECT_LISTED) && (new & KTAP_OBJECT_LISTED);
}

enum ktap_object_fate ktap_object_judge(struct ktap_object *obj)
{
	int old = atomic_read(&obj->state), new;

	KTAP_ASSERT(old & KTAP_OBJECT_LISTED);
	do {
		if (old == KTAP_OBJECT_LISTED)
			return KTAP_OBJECT_FREE;
		if (old >= KTAP_OBJECT_ONE)
			new = old & ~(KTAP_OBJECT_LISTED | KTAP_OBJECT_AGAIN);
		else
			new = KTAP_OBJECT_LISTED;
	} while (!atomic_try_cmpxchg(&obj->state, &old, new));

	return new == KTAP_OBJECT_LISTED ? KTAP_OBJECT_QUEUE : KTAP_OBJECT_KEEP;
}
