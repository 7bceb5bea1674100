// SPDX-License-Identifier: GPL-2.0
/*
 * ktap - the workers of a heap, and how any context reaches them
 *
 * Context: any, but for the workers themselves
 *
 *	any context --> irq_work of this CPU --> reclaim, refill, job work
 *
 * Reclaim takes all queues, waits for those who may have borrowed what is on
 * them, and judges each object.  What is freed drops what it held, in steps
 * and without recursion: its children come to a queue by the same rule.
 */

#include <linux/cache.h>
#include <linux/init.h>
#include <linux/rcupdate.h>
#include <linux/sched.h>

#include "mem/piece.h"
#include "mem/worker.h"

/* References that are dropped between two chances to reschedule. */
#define DROP_STEPS	256

/*
 * Handlers go before everything else on their CPU, so who takes away what they
 * leave must not queue behind those who cause the events: what waits would grow
 * up to the limit.
 */
static struct workqueue_struct *workers __ro_after_init;

static int __init create_workers(void)
{
	workers = alloc_workqueue("ktap", WQ_UNBOUND | WQ_HIGHPRI, 0);

	return workers ? 0 : -ENOMEM;
}
core_initcall(create_workers);

void ktap_worker_kick(struct ktap_heap *heap)
{
	preempt_disable_notrace();
	if (!READ_ONCE(heap->dying))
		irq_work_queue(&this_cpu_ptr(heap->cpus)->kick);
	preempt_enable_notrace();
}

/* Adds to what waits; a CPU adds to the common sum a batch at a time. */
static void count_waiting(struct ktap_heap *heap, struct ktap_heap_cpu *cpu,
			  long bytes)
{
	long sum = local_add_return(bytes, &cpu->waiting);

	if (sum >= heap->waiting_batch)
		atomic64_add(local_xchg(&cpu->waiting, 0), &heap->waiting);
}

void ktap_worker_queue(struct ktap_heap *heap, struct ktap_object *obj)
{
	struct ktap_heap_cpu *cpu;

	preempt_disable_notrace();
	cpu = this_cpu_ptr(heap->cpus);
	count_waiting(heap, cpu, ktap_piece_bytes(obj));
	if (llist_add(&obj->link, &cpu->queue))
		ktap_worker_kick(heap);
	preempt_enable_notrace();
}

void ktap_worker_trash(struct ktap_heap *heap, struct ktap_object *obj)
{
	struct ktap_heap_cpu *cpu;

	preempt_disable_notrace();
	cpu = this_cpu_ptr(heap->cpus);
	count_waiting(heap, cpu, ktap_piece_bytes(obj));
	if (llist_add(&obj->link, &cpu->trash))
		ktap_worker_kick(heap);
	preempt_enable_notrace();
}

static void kick(struct irq_work *work)
{
	struct ktap_heap_cpu *cpu = container_of(work, struct ktap_heap_cpu,
						 kick);
	struct ktap_heap *heap = cpu->heap;

	if (READ_ONCE(heap->dying))
		return;
	if (!ktap_freelist_fill(&cpu->free, &heap->memory, heap->memory.limit,
				GFP_NOWAIT))
		queue_work(workers, &heap->refill_work);
	if (!llist_empty(&cpu->queue) || !llist_empty(&cpu->trash))
		queue_work(workers, &heap->reclaim_work);
	if (!llist_empty(&heap->jobs))
		queue_work(workers, &heap->job_work);
}

static void refill(struct work_struct *work)
{
	struct ktap_heap *heap = container_of(work, struct ktap_heap,
					      refill_work);
	unsigned int cpu;

	for_each_possible_cpu(cpu) {
		struct ktap_freelists *free = &per_cpu_ptr(heap->cpus, cpu)->free;

		ktap_freelist_fill(free, &heap->memory, heap->memory.limit,
				   GFP_KERNEL);
		cond_resched();
	}
}

static void run_jobs(struct work_struct *work)
{
	struct ktap_heap *heap = container_of(work, struct ktap_heap, job_work);
	struct llist_node *list = llist_del_all(&heap->jobs);
	struct ktap_heap_job *job, *next;

	llist_for_each_entry_safe(job, next, llist_reverse_order(list), link)
		job->run(heap, job);
}

/*
 * Memory of a freed object: to the free list that it came from, on the CPU
 * that let it go, if there is room.
 */
static void recycle(struct ktap_heap *heap, struct ktap_heap_cpu *cpu,
		    struct ktap_object *obj)
{
	unsigned int class = obj->size_class & 0xff;
	unsigned int level = obj->size_class >> 8;

	if (!IS_ENABLED(CONFIG_KTAP_DEBUG) && level < KTAP_NR_LEVELS &&
	    ktap_freelist_give(&cpu->free.lists[level][class], obj))
		return;
	ktap_piece_give(&heap->memory, obj);
}

static void free_object(struct ktap_heap *heap, struct ktap_heap_cpu *cpu,
			struct ktap_object *obj)
{
	const struct ktap_kind_ops *ops;
	struct ktap_invocation inv = {
		.heap	= heap,
		.level	= KTAP_LEVEL_WORKER,
	};
	unsigned int steps;

	if (obj->kind < KTAP_NR_KINDS && heap->kinds[obj->kind].drop) {
		ops = &heap->kinds[obj->kind];
		do {
			steps = DROP_STEPS;
			cond_resched();
		} while (!ops->drop(&inv, obj, &steps));
	}
	recycle(heap, cpu, obj);
}

static void free_trash(struct ktap_heap *heap, struct ktap_heap_cpu *cpu)
{
	struct llist_node *list = llist_del_all(&cpu->trash);
	struct ktap_object *obj, *next;
	size_t bytes;

	llist_for_each_entry_safe(obj, next, list, link) {
		bytes = ktap_piece_bytes(obj);
		free_object(heap, cpu, obj);
		atomic64_sub(bytes, &heap->waiting);
	}
}

/*
 * Takes all queues.  Whether handlers may run is looked at in the same step:
 * if the gate opens later, no handler has borrowed what was taken unless it
 * was stored again meanwhile, and the marks know that.
 */
static bool take_queues(struct ktap_heap *heap, bool *open)
{
	struct ktap_heap_cpu *cpu;
	unsigned long flags;
	bool any = false;
	unsigned int i;

	raw_spin_lock_irqsave(&heap->lock, flags);
	*open = heap->open;
	for_each_possible_cpu(i) {
		cpu = per_cpu_ptr(heap->cpus, i);
		cpu->taken = llist_del_all(&cpu->queue);
		any |= !!cpu->taken;
	}
	raw_spin_unlock_irqrestore(&heap->lock, flags);

	return any;
}

/*
 * An ordinary grace period costs the other CPUs nothing, but takes its time on
 * a busy machine: it is expedited as soon as much waits.
 */
static void wait_for_handlers(struct ktap_heap *heap)
{
	unsigned long state = start_poll_synchronize_rcu();

	while (!poll_state_synchronize_rcu(state)) {
		if (ktap_worker_is_pressed(heap)) {
			synchronize_rcu_expedited();
			break;
		}
		schedule_timeout_idle(1);
	}
}

static void wait_for_borrowers(struct ktap_heap *heap, bool open)
{
	if (open)
		wait_for_handlers(heap);
	if (ktap_worker_is_pressed(heap))
		synchronize_srcu_expedited(&heap->srcu);
	else
		synchronize_srcu(&heap->srcu);
}

static void judge_taken(struct ktap_heap *heap, struct ktap_heap_cpu *cpu)
{
	struct llist_node *list = cpu->taken;
	struct ktap_object *obj, *next;
	enum ktap_object_fate fate;
	size_t bytes;

	cpu->taken = NULL;
	llist_for_each_entry_safe(obj, next, list, link) {
		bytes = ktap_piece_bytes(obj);
		/* If kept, the object may be on a queue again at once. */
		fate = ktap_object_judge(obj);
		if (fate == KTAP_OBJECT_QUEUE) {
			llist_add(&obj->link, &cpu->queue);
			continue;
		}
		/* What it held waits before it itself does not: never 0 between. */
		if (fate == KTAP_OBJECT_FREE)
			free_object(heap, cpu, obj);
		atomic64_sub(bytes, &heap->waiting);
		cond_resched();
	}
}

static bool any_is_queued(struct ktap_heap *heap)
{
	unsigned int i;

	for_each_possible_cpu(i)
		if (!llist_empty(&per_cpu_ptr(heap->cpus, i)->queue))
			return true;
	return false;
}

static void reclaim(struct work_struct *work)
{
	struct ktap_heap *heap = container_of(work, struct ktap_heap,
					      reclaim_work);
	unsigned int i;
	bool open;

	for_each_possible_cpu(i)
		free_trash(heap, per_cpu_ptr(heap->cpus, i));

	if (!take_queues(heap, &open))
		return;
	wait_for_borrowers(heap, open);
	for_each_possible_cpu(i)
		judge_taken(heap, per_cpu_ptr(heap->cpus, i));

	/* What has to wait once more, and what freed objects have dropped. */
	if (any_is_queued(heap) && !READ_ONCE(heap->dying))
		queue_work(workers, &heap->reclaim_work);
}

void ktap_worker_init(struct ktap_heap *heap)
{
	struct ktap_heap_cpu *cpu;
	unsigned int i;

	raw_spin_lock_init(&heap->lock);
	init_llist_head(&heap->jobs);
	INIT_WORK(&heap->reclaim_work, reclaim);
	INIT_WORK(&heap->refill_work, refill);
	INIT_WORK(&heap->job_work, run_jobs);
	for_each_possible_cpu(i) {
		cpu = per_cpu_ptr(heap->cpus, i);
		cpu->heap = heap;
		init_llist_head(&cpu->queue);
		init_llist_head(&cpu->trash);
		init_irq_work(&cpu->kick, kick);
	}
}

static void sync_kicks(struct ktap_heap *heap)
{
	unsigned int i;

	for_each_possible_cpu(i)
		irq_work_sync(&per_cpu_ptr(heap->cpus, i)->kick);
}

void ktap_worker_stop(struct ktap_heap *heap)
{
	WRITE_ONCE(heap->dying, true);
	sync_kicks(heap);
	cancel_work_sync(&heap->job_work);
	cancel_work_sync(&heap->refill_work);
	cancel_work_sync(&heap->reclaim_work);
	/* Those that the works raised before they saw @dying. */
	sync_kicks(heap);
}

void ktap_worker_reclaim(struct ktap_heap *heap)
{
	/* If it runs already, it runs once more: it saw an older queue. */
	queue_work(workers, &heap->reclaim_work);
	flush_work(&heap->reclaim_work);
}

void ktap_worker_wait_jobs(struct ktap_heap *heap)
{
	sync_kicks(heap);
	flush_work(&heap->job_work);
}

void ktap_worker_flush(struct ktap_heap *heap)
{
	ktap_worker_wait_jobs(heap);
	flush_work(&heap->refill_work);
	ktap_worker_reclaim(heap);
}
