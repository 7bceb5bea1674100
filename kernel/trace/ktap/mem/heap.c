// SPDX-License-Identifier: GPL-2.0
/*
 * ktap - the heap of a program: objects from any context, freed by a worker
 *
 * Context: any, but for create, destroy, settle and drain, which may sleep
 *
 * Handlers take objects from the free lists of their CPU and level and never
 * reach the kernel's allocators; process code and workers go there directly.
 * Only the invocation that made an object and the worker free it.
 */

#include <linux/err.h>
#include <linux/gfp.h>
#include <linux/rcupdate.h>
#include <linux/slab.h>

#include "mem/heap.h"
#include "mem/piece.h"
#include "mem/scratch.h"
#include "mem/worker.h"

/* References that an invocation drops for one of its objects when it ends. */
#define END_STEPS	16

/* Rounds of the worker that process code waits for when it settles. */
#define SETTLE_ROUNDS	8

/* Share of the limit that free lists may take to begin with. */
#define FILL_SHARE	4

#define WAITING_BATCH	4096

struct ktap_heap *ktap_heap_create(const struct ktap_kind_ops *kinds,
				   struct ktap_losses __percpu *losses,
				   u64 limit)
{
	struct ktap_heap *heap = kzalloc(sizeof(*heap), GFP_KERNEL_ACCOUNT);
	struct ktap_heap_cpu *cpu;
	unsigned int i;

	if (!heap)
		return ERR_PTR(-ENOMEM);
	heap->cpus = alloc_percpu_gfp(struct ktap_heap_cpu, GFP_KERNEL_ACCOUNT);
	if (!heap->cpus)
		goto free_heap;
	if (init_srcu_struct(&heap->srcu))
		goto free_cpus;

	heap->kinds = kinds;
	heap->losses = losses;
	heap->waiting_batch = min_t(u64, WAITING_BATCH,
				    limit / 32 / num_possible_cpus());
	ktap_memory_init(&heap->memory, limit);
	ktap_worker_init(heap);
	for_each_possible_cpu(i) {
		cpu = per_cpu_ptr(heap->cpus, i);
		ktap_freelist_init(&cpu->free, cpu_online(i));
		if (cpu_online(i))
			ktap_freelist_fill(&cpu->free, &heap->memory,
					   limit / FILL_SHARE, GFP_KERNEL);
		cond_resched();
	}
	return heap;

free_cpus:
	free_percpu(heap->cpus);
free_heap:
	kfree(heap);
	return ERR_PTR(-ENOMEM);
}

void ktap_heap_destroy(struct ktap_heap *heap)
{
	if (!heap)
		return;
	ktap_worker_stop(heap);
	ktap_memory_exit(&heap->memory);
	cleanup_srcu_struct(&heap->srcu);
	free_percpu(heap->cpus);
	kfree(heap);
}

struct srcu_struct *ktap_heap_srcu(struct ktap_heap *heap)
{
	return &heap->srcu;
}

void ktap_heap_gate(struct ktap_heap *heap, bool open)
{
	unsigned long flags;

	raw_spin_lock_irqsave(&heap->lock, flags);
	WRITE_ONCE(heap->open, open);
	raw_spin_unlock_irqrestore(&heap->lock, flags);
}

bool ktap_heap_is_open(struct ktap_heap *heap)
{
	return READ_ONCE(heap->open);
}

struct ktap_losses __percpu *ktap_heap_losses(struct ktap_heap *heap)
{
	return heap->losses;
}

bool ktap_heap_fits(const struct ktap_invocation *inv, size_t bytes)
{
	return bytes <= KTAP_MAX_CLASS_OBJECT ||
	       inv->level >= KTAP_LEVEL_PROCESS;
}

static bool must_fail(struct ktap_heap *heap)
{
	return IS_ENABLED(CONFIG_KTAP_DEBUG) && unlikely(heap->fail_in) &&
	       !--heap->fail_in;
}

/* An event handler's, from the free list of its CPU and level. */
static struct ktap_object *take_listed(struct ktap_invocation *inv,
				       size_t bytes)
{
	struct ktap_heap *heap = inv->heap;
	unsigned int class = ktap_freelist_class(bytes);
	struct ktap_freelist *list;
	struct ktap_object *obj;
	bool ask;

	list = &this_cpu_ptr(heap->cpus)->free.lists[inv->level][class];
	obj = ktap_freelist_take(list, &ask);
	if (unlikely(ask)) {
		if (ktap_memory_is_full(&heap->memory,
					ktap_freelist_bytes(class)))
			WRITE_ONCE(list->asked, false);
		else
			ktap_worker_kick(heap);
	}
	return obj;
}

/* NULL: *@cause says why. */
static struct ktap_object *take_object(struct ktap_invocation *inv,
				       size_t bytes, enum ktap_loss *cause)
{
	struct ktap_heap *heap = inv->heap;
	struct ktap_object *obj;

	/* What it makes, and what it borrows, is protected until it ends. */
	KTAP_ASSERT(inv->level != KTAP_LEVEL_PROCESS ||
		    srcu_read_lock_held(&heap->srcu));
	KTAP_ASSERT(inv->level >= KTAP_LEVEL_PROCESS || !preemptible());

	*cause = KTAP_LOSS_MEM_EMPTY;
	if (must_fail(heap) || !ktap_heap_fits(inv, bytes))
		return NULL;

	if (inv->level < KTAP_LEVEL_PROCESS)
		obj = take_listed(inv, bytes);
	else
		obj = ktap_piece_take(&heap->memory, bytes);
	if (likely(obj)) {
		if (inv->level == KTAP_LEVEL_PROCESS)
			heap->born += ktap_piece_bytes(obj);
		return obj;
	}

	if (ktap_memory_is_full(&heap->memory, bytes + KTAP_MEMORY_HEAD))
		*cause = KTAP_LOSS_MEM_LIMIT;
	return NULL;
}

struct ktap_object *ktap_heap_alloc(struct ktap_invocation *inv, u8 kind,
				    size_t bytes)
{
	enum ktap_loss cause;
	struct ktap_object *obj = take_object(inv, bytes, &cause);

	if (unlikely(!obj)) {
		ktap_loss_count(inv->heap->losses, cause);
		inv->lost = cause;
		return NULL;
	}
	atomic_set(&obj->state, KTAP_OBJECT_LISTED);
	obj->kind = kind;
	obj->flags = 0;
	obj->link.next = inv->births;
	inv->births = &obj->link;

	return obj;
}

static void init_part(struct ktap_object *obj, u8 kind, unsigned int part)
{
	atomic_set(&obj->state, KTAP_OBJECT_ONE);
	obj->kind = kind;
	obj->flags = KTAP_OBJECT_PART(part);
}

struct ktap_object *ktap_heap_alloc_part(struct ktap_invocation *inv, u8 kind,
					 unsigned int part, size_t bytes)
{
	enum ktap_loss cause;
	struct ktap_object *obj = take_object(inv, bytes, &cause);

	if (unlikely(!obj)) {
		ktap_loss_count(inv->heap->losses, cause);
		inv->lost = cause;
		return NULL;
	}
	init_part(obj, kind, part);

	return obj;
}

struct ktap_object *ktap_heap_try_part(struct ktap_invocation *inv, u8 kind,
				       unsigned int part, size_t bytes)
{
	enum ktap_loss cause;
	struct ktap_object *obj = take_object(inv, bytes, &cause);

	if (obj)
		init_part(obj, kind, part);

	return obj;
}

/* Memory of an object that nobody can reach and that holds nothing. */
static void free_object(struct ktap_invocation *inv, struct ktap_object *obj)
{
	struct ktap_heap *heap = inv->heap;
	unsigned int class = obj->size_class & 0xff;
	struct ktap_freelists *free;

	if (inv->level >= KTAP_LEVEL_PROCESS) {
		ktap_piece_give(&heap->memory, obj);
		return;
	}

	free = &this_cpu_ptr(heap->cpus)->free;
	if (IS_ENABLED(CONFIG_KTAP_DEBUG) ||
	    !ktap_freelist_put(&free->lists[inv->level][class], obj)) {
		/* Holds nothing: its kind must not be asked again. */
		obj->kind = KTAP_KIND_NIL;
		ktap_worker_trash(heap, obj);
	}
}

void ktap_heap_free_part(struct ktap_invocation *inv, struct ktap_object *obj)
{
	free_object(inv, obj);
}

/* An object that its invocation made and that was never stored. */
static void free_birth(struct ktap_invocation *inv, struct ktap_object *obj)
{
	const struct ktap_kind_ops *ops;
	unsigned int steps = END_STEPS;

	if (obj->kind < KTAP_NR_KINDS) {
		ops = &inv->heap->kinds[obj->kind];
		if (ops->drop && !ops->drop(inv, obj, &steps)) {
			ktap_worker_trash(inv->heap, obj);
			return;
		}
	}
	free_object(inv, obj);
}

void ktap_heap_end_births(struct ktap_invocation *inv)
{
	struct ktap_object *obj, *next;
	enum ktap_object_fate fate;

	llist_for_each_entry_safe(obj, next, inv->births, link) {
		fate = ktap_object_judge(obj);
		if (fate == KTAP_OBJECT_FREE)
			free_birth(inv, obj);
		else if (fate == KTAP_OBJECT_QUEUE)
			ktap_worker_queue(inv->heap, obj);
	}
	inv->births = NULL;
}

void ktap_heap_end_process(struct ktap_invocation *inv)
{
	if (inv->births)
		ktap_heap_end_births(inv);
	if (inv->level == KTAP_LEVEL_PROCESS)
		inv->heap->born = 0;
}

void ktap_heap_own(struct ktap_object *obj)
{
	if (obj->flags & KTAP_OBJECT_STATIC)
		return;
	if (WARN_ON_ONCE(obj->flags & KTAP_OBJECT_SCRATCH))
		return;
	ktap_object_own(obj);
}

void ktap_heap_drop(struct ktap_heap *heap, struct ktap_object *obj)
{
	if (obj->flags & KTAP_OBJECT_STATIC)
		return;
	if (ktap_object_drop(obj))
		ktap_worker_queue(heap, obj);
}

void ktap_heap_submit(struct ktap_heap *heap, struct ktap_heap_job *job)
{
	if (llist_add(&job->link, &heap->jobs))
		ktap_worker_kick(heap);
}

void ktap_heap_wait_jobs(struct ktap_heap *heap)
{
	ktap_worker_wait_jobs(heap);
}

void ktap_heap_wait_handlers(struct ktap_heap *heap)
{
	if (!READ_ONCE(heap->open))
		return;
	if (ktap_worker_is_pressed(heap))
		synchronize_rcu_expedited();
	else
		synchronize_rcu();
}

bool ktap_heap_pressed(struct ktap_heap *heap)
{
	return ktap_worker_is_pressed(heap);
}

void ktap_heap_settle(struct ktap_invocation *inv, int *idx,
		      void (*own_frames)(void *arg, bool own), void *arg)
	__must_hold(&inv->heap->srcu)
{
	struct ktap_heap *heap = inv->heap;
	unsigned int round;

	own_frames(arg, true);
	ktap_heap_end(inv);
	srcu_read_unlock(&heap->srcu, *idx);

	for (round = 0; round < SETTLE_ROUNDS; round++) {
		ktap_worker_reclaim(heap);
		if (!ktap_worker_is_pressed(heap))
			break;
	}

	*idx = srcu_read_lock(&heap->srcu);
	own_frames(arg, false);
}

void ktap_heap_stats(struct ktap_heap *heap, struct ktap_heap_stats *stats)
{
	s64 waiting = atomic64_read(&heap->waiting);
	struct ktap_heap_cpu *cpu;
	unsigned int i;

	stats->free = 0;
	for_each_possible_cpu(i) {
		cpu = per_cpu_ptr(heap->cpus, i);
		stats->free += ktap_freelist_sum(&cpu->free);
		waiting += local_read(&cpu->waiting);
	}
	stats->used = atomic64_read(&heap->memory.used);
	stats->waiting = max_t(s64, waiting, 0);
	stats->limit = heap->memory.limit;
}

void ktap_heap_drain(struct ktap_heap *heap)
{
	struct ktap_heap_stats stats;

	do {
		ktap_worker_flush(heap);
		ktap_heap_stats(heap, &stats);
		cond_resched();
	} while (stats.waiting);
}

void ktap_heap_inject(struct ktap_heap *heap, unsigned int nth)
{
	heap->fail_in = nth;
}
