/* SPDX-License-Identifier: GPL-2.0 */
/*
 * ktap - objects: one count, two marks, and who frees them when
 *
 * Context: any
 *
 * Deferred reference counting.  Only slots and keys hold counted references;
 * registers borrow.  The state word holds the count and the marks *listed*
 * and *again*, changed together by compare-and-exchange:
 *
 *   birth		count 0, listed, on the invocation's birth list
 *   own		count + 1
 *   drop		count - 1; at 0: not listed -> listed and queued,
 *			listed -> again
 *   invocation ends	for each birth: count 0 and not again -> freed on the
 *			spot; count 0 and again -> queued; else unlisted
 *   worker, one grace	count > 0 -> unlisted; again -> mark cleared, one more
 *   period later	period; else freed, and what it held is dropped
 */
#ifndef _KTAP_MEM_OBJECT_H
#define _KTAP_MEM_OBJECT_H

#include <linux/atomic.h>
#include <linux/llist.h>
#include <linux/types.h>

struct ktap_heap;
struct ktap_losses;
struct ktap_scratch;

/* Of interrupt_context_level(): 1 and the last; process code and workers follow. */
#define KTAP_LEVEL_SOFTIRQ	1
#define KTAP_LEVEL_NMI		3
#define KTAP_LEVEL_PROCESS	4
#define KTAP_LEVEL_WORKER	5

/* Flags of an object. */
#define KTAP_OBJECT_STATIC	0x1	/* of the image: lives as long, not counted */
#define KTAP_OBJECT_SCRATCH	0x2	/* in scratch: copied when stored */
#define KTAP_OBJECT_EVENT	0x4	/* string in scratch: an event's record */
/*
 * Part @n, 1 … 15, of objects of its kind: never a value, known to the kind's
 * drop operation only.  0: a whole object.
 */
#define KTAP_OBJECT_PART(n)	((n) << 4)
#define KTAP_OBJECT_PART_MASK	0xf0

/* Kind of an object that boxes a large integer; not an enum ktap_kind. */
#define KTAP_OBJECT_BOX		0xff

/* The state word: marks, then the count. */
#define KTAP_OBJECT_LISTED	0x1
#define KTAP_OBJECT_AGAIN	0x2
#define KTAP_OBJECT_ONE		0x4

/** struct ktap_object - head of everything that values refer to */
struct ktap_object {
	/**
	 * @state: Count and marks; see above.  Of a static object: the number
	 * of the image's constant that it is, or -1.
	 */
	atomic_t state;
	/** @kind: enum ktap_kind, or KTAP_OBJECT_BOX. */
	u8 kind;
	/** @flags: KTAP_OBJECT_*. */
	u8 flags;
	/** @size_class: Of the heap. */
	u16 size_class;
	/** @link: In a birth list, a queue or a free list. */
	struct llist_node link;
};

/**
 * struct ktap_invocation - one run of a handler: where it makes objects
 *
 * Never shared.
 */
struct ktap_invocation {
	/** @heap: The program's. */
	struct ktap_heap *heap;
	/** @scratch: Strings of event handlers; NULL in process code. */
	struct ktap_scratch *scratch;
	/** @births: Objects made here, linked by ktap_object.link. */
	struct llist_node *births;
	/** @level: 0 … 3, or KTAP_LEVEL_PROCESS. */
	u8 level;
	/** @lost: Cause of the last -ENOMEM, an enum ktap_loss. */
	u8 lost;
	/** @budget: Units left of this slice; below 0: used up.  See vm/. */
	s64 budget;
};

/*
 * Charges for bytes that were copied or compared.  Who runs the script sees
 * that its budget is used up at the next back edge or call.
 */
static inline void ktap_invocation_charge(struct ktap_invocation *inv,
					  size_t bytes)
{
	inv->budget -= bytes / 16;
}

/**
 * struct ktap_kind_ops - what the heap must know of a kind of objects
 *
 * The heap gets an array of these, indexed by kind, from whoever creates it.
 */
struct ktap_kind_ops {
	/**
	 * @drop: Drops what @obj, which nobody can reach any more, holds: at
	 * most *@steps references, which it counts down.  True when nothing is
	 * left.  NULL: the kind holds nothing.  Called by the invocation that
	 * made @obj or, with level KTAP_LEVEL_WORKER, by the worker.
	 */
	bool (*drop)(struct ktap_invocation *inv, struct ktap_object *obj,
		     unsigned int *steps);
};

/* What to do with an object now. */
enum ktap_object_fate {
	KTAP_OBJECT_KEEP,
	KTAP_OBJECT_QUEUE,
	KTAP_OBJECT_FREE,
};

/* Counts a reference. */
void ktap_object_own(struct ktap_object *obj);

/* Gives back a reference.  True: the caller puts the object on a queue. */
bool ktap_object_drop(struct ktap_object *obj);

/**
 * ktap_object_judge() - decide about an object that left a list
 * @obj: From a birth list whose invocation ends, or from a queue, one grace
 *	period after the queue was taken.
 *
 * The rule is the same for both: what was never stored, or went without coming
 * back, is freed; what came and went is queued for a whole period.
 *
 * Return: Its fate.
 */
enum ktap_object_fate ktap_object_judge(struct ktap_object *obj);

#endif /* _KTAP_MEM_OBJECT_H */
