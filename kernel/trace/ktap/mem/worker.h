/* SPDX-License-Identifier: GPL-2.0 */
/*
 * ktap - the workers of a heap, and how any context reaches them
 *
 * Context: any, but for the workers themselves
 */
#ifndef _KTAP_MEM_WORKER_H
#define _KTAP_MEM_WORKER_H

#include <asm/local.h>
#include <linux/irq_work.h>
#include <linux/llist.h>
#include <linux/minmax.h>
#include <linux/percpu.h>
#include <linux/srcu.h>
#include <linux/workqueue.h>

#include "mem/freelist.h"
#include "mem/heap.h"
#include "mem/memory.h"
#include "mem/object.h"

/** struct ktap_heap_cpu - what a heap has on each CPU */
struct ktap_heap_cpu {
	/** @free: Free objects. */
	struct ktap_freelists free;
	/** @queue: Objects whose count fell to 0: for a grace period. */
	struct llist_head queue;
	/** @trash: Objects that nobody can reach: to be freed. */
	struct llist_head trash;
	/** @taken: The worker's: what it took from @queue. */
	struct llist_node *taken;
	/** @waiting: Bytes of @queue and @trash not yet in the heap's sum. */
	local_t waiting;
	/** @kick: Wakes the workers from any context; fills @free. */
	struct irq_work kick;
	/** @heap: The heap. */
	struct ktap_heap *heap;
};

/** struct ktap_heap - a heap; for heap.c and worker.c */
struct ktap_heap {
	/** @kinds: Operations by kind. */
	const struct ktap_kind_ops *kinds;
	/** @losses: Where losses are counted. */
	struct ktap_losses __percpu *losses;
	/** @cpus: By CPU. */
	struct ktap_heap_cpu __percpu *cpus;
	/** @memory: All that it took from the kernel. */
	struct ktap_memory memory;
	/** @waiting: Bytes that wait, but for what CPUs have not added yet. */
	atomic64_t waiting;
	/** @waiting_batch: Bytes at which a CPU adds. */
	long waiting_batch;
	/** @born: Bytes that process code made since it settled last. */
	u64 born;
	/** @fail_in: Tests: the allocation that many calls ahead fails. */
	unsigned int fail_in;
	/** @dying: Workers are not woken any more. */
	bool dying;

	/** @srcu: Protects what process code borrows. */
	struct srcu_struct srcu;
	/** @lock: Makes @open and the taking of queues one step. */
	raw_spinlock_t lock;
	/** @open: Event handlers may run. */
	bool open;

	/** @jobs: Waiting for @job_work. */
	struct llist_head jobs;
	/** @reclaim_work: Frees. */
	struct work_struct reclaim_work;
	/** @refill_work: Fills free lists where irq_work could not. */
	struct work_struct refill_work;
	/** @job_work: Runs @jobs. */
	struct work_struct job_work;
};

void ktap_worker_init(struct ktap_heap *heap);
/* When this returns no worker runs, and none will. */
void ktap_worker_stop(struct ktap_heap *heap);

/* Waits until what is on the queues now has been judged. */
void ktap_worker_reclaim(struct ktap_heap *heap);

/* Waits until the jobs submitted so far are done. */
void ktap_worker_wait_jobs(struct ktap_heap *heap);

/* Reclaims, and waits until lists that asked are filled and jobs done. */
void ktap_worker_flush(struct ktap_heap *heap);

/* Has @kick of this CPU called soon. */
void ktap_worker_kick(struct ktap_heap *heap);

/* For an object on which ktap_object_drop() or _judge() said so. */
void ktap_worker_queue(struct ktap_heap *heap, struct ktap_object *obj);

/* For an object that nobody can reach and that cannot be freed here. */
void ktap_worker_trash(struct ktap_heap *heap, struct ktap_object *obj);

/*
 * Whether much waits: a quarter of the limit or, where memory is nearly full, a
 * part of it.  What hangs on a waiting object is not known and not counted.
 */
static inline bool ktap_worker_is_pressed(struct ktap_heap *heap)
{
	/* Below 0 for a moment when a CPU has not added its share yet. */
	s64 waiting = max_t(s64, atomic64_read(&heap->waiting), 0);
	u64 limit = heap->memory.limit;

	waiting += READ_ONCE(heap->born);

	return waiting >= limit / 4 ||
	       (waiting >= limit / 64 &&
		atomic64_read(&heap->memory.used) >= limit - limit / 8);
}

#endif /* _KTAP_MEM_WORKER_H */
