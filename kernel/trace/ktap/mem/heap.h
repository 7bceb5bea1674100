/* SPDX-License-Identifier: GPL-2.0 */
/*
 * ktap - the heap of a program: objects from any context, freed by a worker
 *
 * Context: any, but for create, destroy and settle, which may sleep
 */
#ifndef _KTAP_MEM_HEAP_H
#define _KTAP_MEM_HEAP_H

#include <linux/llist.h>
#include <linux/types.h>

#include "common.h"
#include "mem/object.h"
#include "mem/scratch.h"

struct srcu_struct;

/** struct ktap_heap_stats - how much memory a program has, in bytes */
struct ktap_heap_stats {
	/** @used: All that the heap has taken, the next two included. */
	u64 used;
	/** @waiting: Of objects that wait for a grace period. */
	u64 waiting;
	/** @free: On free lists. */
	u64 free;
	/** @limit: What @used may reach. */
	u64 limit;
};

/** struct ktap_heap_job - something that a worker has to do */
struct ktap_heap_job {
	/** @link: In the heap's list. */
	struct llist_node link;
	/** @run: Does it. */
	void (*run)(struct ktap_heap *heap, struct ktap_heap_job *job);
};

/**
 * ktap_heap_create() - make a heap
 * @kinds: Operations, indexed by enum ktap_kind; KTAP_NR_KINDS rows.
 * @losses: Where to count KTAP_LOSS_MEM_LIMIT, MEM_EMPTY and LOCK.
 * @limit: Bytes.
 *
 * Memory is charged to the caller's cgroup.
 *
 * Context: Process context, may sleep.
 * Return: The heap or an ERR_PTR: -ENOMEM.
 */
struct ktap_heap *ktap_heap_create(const struct ktap_kind_ops *kinds,
				   struct ktap_losses __percpu *losses,
				   u64 limit);

/**
 * ktap_heap_destroy() - free a heap and all its objects, cycles too
 * @heap: A heap that no invocation uses or will use; may be NULL.
 *
 * Context: Process context, may sleep.
 */
void ktap_heap_destroy(struct ktap_heap *heap);

/**
 * ktap_heap_srcu() - the domain that protects what process code borrows
 * @heap: The heap.
 *
 * Process code runs inside srcu_read_lock() of it.
 *
 * Return: The domain.
 */
struct srcu_struct *ktap_heap_srcu(struct ktap_heap *heap);

/**
 * ktap_heap_gate() - say whether event handlers may run
 * @heap: The heap.
 * @open: While false the worker waits for SRCU only, not for RCU.  Set false
 *	only one grace period after the gate was shut.
 */
void ktap_heap_gate(struct ktap_heap *heap, bool open);

/* What ktap_heap_gate() said last.  For assertions. */
bool ktap_heap_is_open(struct ktap_heap *heap);

/**
 * ktap_heap_losses() - the program's counters
 * @heap: The heap.
 *
 * Return: What ktap_heap_create() was given.
 */
struct ktap_losses __percpu *ktap_heap_losses(struct ktap_heap *heap);

/**
 * ktap_heap_alloc() - make an object
 * @inv: Who makes it.
 * @kind: enum ktap_kind or KTAP_OBJECT_BOX.
 * @bytes: Size, with the struct ktap_object at its beginning.
 *
 * The object is on @inv's birth list with count 0.  What follows the head is
 * not cleared.
 *
 * Context: Any.  Process code may sleep in it.
 * Return: The object, or NULL: lost and counted.
 */
struct ktap_object *ktap_heap_alloc(struct ktap_invocation *inv, u8 kind,
				    size_t bytes);

/**
 * ktap_heap_fits() - ask whether an object is small enough to be made
 * @inv: Who wants to make it.
 * @bytes: Its size.
 *
 * Return: False if only process code could: KTAP_TRAP_OBJECT_SIZE.
 */
bool ktap_heap_fits(const struct ktap_invocation *inv, size_t bytes);

/**
 * ktap_heap_alloc_part() - make a part of an object
 * @inv: Who makes it.
 * @kind: The object's enum ktap_kind.
 * @part: Which part; see KTAP_OBJECT_PART().
 * @bytes: As ktap_heap_alloc().
 *
 * It is on no birth list and has one reference, the object's.  The object's
 * drop operation is called for it when the last one was dropped and a grace
 * period has passed.
 *
 * Context: Any.  Process code and workers may sleep in it.
 * Return: The part, or NULL: lost and counted.
 */
struct ktap_object *ktap_heap_alloc_part(struct ktap_invocation *inv, u8 kind,
					 unsigned int part, size_t bytes);

/* The same for what can be done without: nothing is counted. */
struct ktap_object *ktap_heap_try_part(struct ktap_invocation *inv, u8 kind,
				       unsigned int part, size_t bytes);

/**
 * ktap_heap_free_part() - free a part that nobody else can reach
 * @inv: Who made it, or whom the drop operation was called with.
 * @obj: The part; it holds nothing any more.
 */
void ktap_heap_free_part(struct ktap_invocation *inv, struct ktap_object *obj);

/**
 * ktap_heap_submit() - have a job done by a worker
 * @heap: The heap.
 * @job: The job, submitted once until it runs.  It holds a reference to what
 *	it lies in and may sleep.
 *
 * Context: Any.
 */
void ktap_heap_submit(struct ktap_heap *heap, struct ktap_heap_job *job);

/**
 * ktap_heap_wait_jobs() - wait until the jobs submitted so far are done
 * @heap: The heap.
 *
 * Jobs wait for nobody who may wait here.
 *
 * Context: Process code; sleeps.
 */
void ktap_heap_wait_jobs(struct ktap_heap *heap);

/**
 * ktap_heap_wait_handlers() - wait until event handlers now running have ended
 * @heap: The heap.
 *
 * Context: Process code and workers; sleeps.
 */
void ktap_heap_wait_handlers(struct ktap_heap *heap);

/**
 * ktap_heap_begin() - begin an invocation
 * @inv: To be filled.
 * @heap: The program's heap.
 * @level: 0 … 3 with preemption off and its guard held, or
 *	KTAP_LEVEL_PROCESS inside an SRCU read section of the heap.
 */
static inline void ktap_heap_begin(struct ktap_invocation *inv,
				   struct ktap_heap *heap, u8 level)
{
	inv->heap = heap;
	inv->scratch = level < KTAP_LEVEL_PROCESS ? ktap_scratch_area(level) :
						    NULL;
	inv->births = NULL;
	inv->level = level;
}

/* For ktap_heap_end(): what an invocation made; all of one without scratch. */
void ktap_heap_end_births(struct ktap_invocation *inv);
void ktap_heap_end_process(struct ktap_invocation *inv);

/* ktap_heap_end() of an event handler. */
static inline void ktap_heap_end_handler(struct ktap_invocation *inv)
{
	/* Most invocations made nothing. */
	if (unlikely(inv->births))
		ktap_heap_end_births(inv);
	inv->scratch->used = inv->scratch->kept;
}

/**
 * ktap_heap_end() - end an invocation: its objects are freed or handed on
 * @inv: No register of it is used any more.
 *
 * @inv can be used again as it is, at the same level.
 */
static inline void ktap_heap_end(struct ktap_invocation *inv)
{
	if (inv->scratch)
		ktap_heap_end_handler(inv);
	else
		ktap_heap_end_process(inv);
}

/**
 * ktap_heap_own() - count a reference that a slot or key will hold
 * @obj: An object that the caller has borrowed; not of scratch.
 */
void ktap_heap_own(struct ktap_object *obj);

/**
 * ktap_heap_drop() - give back a counted reference
 * @heap: The object's heap.
 * @obj: The object.
 *
 * Context: Any.
 */
void ktap_heap_drop(struct ktap_heap *heap, struct ktap_object *obj);

/**
 * ktap_heap_pressed() - ask whether much waits to be freed
 * @heap: The heap.
 *
 * Process code asks at back edges and calls, and settles when told so.
 */
bool ktap_heap_pressed(struct ktap_heap *heap);

/**
 * ktap_heap_settle() - wait until what waits has been freed
 * @inv: An invocation of process code.
 * @idx: Its srcu_read_lock() index; a new one when this returns.
 * @own_frames: Called with @arg before the read section is left and after it
 *	was entered again: counts (@own true) or drops what frames hold.
 * @arg: For @own_frames.
 *
 * Context: Process code; sleeps.
 */
void ktap_heap_settle(struct ktap_invocation *inv, int *idx,
		      void (*own_frames)(void *arg, bool own), void *arg);

/**
 * ktap_heap_stats() - how much memory a program has
 * @heap: The heap.
 * @stats: To be filled; a snapshot.
 */
void ktap_heap_stats(struct ktap_heap *heap, struct ktap_heap_stats *stats);

/**
 * ktap_heap_drain() - wait until nothing waits to be freed
 * @heap: A heap in which nothing runs now.
 *
 * For tests.
 *
 * Context: Process context; sleeps.
 */
void ktap_heap_drain(struct ktap_heap *heap);

/**
 * ktap_heap_inject() - have an allocation fail
 * @heap: The heap.
 * @nth: The one that is so many calls ahead, 1 for the next; 0: none.
 *
 * For tests; without CONFIG_KTAP_DEBUG nothing fails.
 */
void ktap_heap_inject(struct ktap_heap *heap, unsigned int nth);

#endif /* _KTAP_MEM_HEAP_H */
