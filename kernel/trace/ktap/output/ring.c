// SPDX-License-Identifier: GPL-2.0
/*
 * ktap - per-CPU rings for records, and when their reader is woken
 *
 * Context: any, but for create, destroy and waiting
 *
 * A reader that waits says so in @wake; a writer that has committed looks at
 * it.  @wake is NOW when the last reading was some time ago, so that what
 * comes after a pause is seen at once.  Else it is BATCH: wait until a part of
 * this CPU's ring is full, or until the timer goes off.
 */

#include <linux/irq_work.h>
#include <linux/jiffies.h>
#include <linux/preempt.h>
#include <linux/ring_buffer.h>
#include <linux/slab.h>
#include <linux/timekeeping.h>
#include <linux/timer.h>
#include <linux/workqueue.h>

#include "output/ring.h"

/* A record is read at the latest after this time. */
#define FLUSH_JIFFIES	(HZ / 10)

enum ring_wake {
	WAKE_NOBODY,
	WAKE_NOW,
	WAKE_BATCH,
};

struct ktap_ring {
	struct trace_buffer *buffer;
	struct ktap_losses __percpu *losses;
	/* Records of a CPU that found its ring full, until one says so. */
	atomic_t __percpu *lost;
	size_t max;
	/*
	 * Bytes of a CPU's ring that are worth waking for.  Its pages are not
	 * counted: ring_buffer_nr_dirty_pages() warns when a reader is ahead.
	 */
	unsigned long batch_bytes;
	/* enum ring_wake: what the reader waits for. */
	int wake;
	/* What is there is to be read at once. */
	bool urgent;
	/* The reader has something beside the ring. */
	bool called;
	bool closed;
	/* When the reader found the ring empty. */
	unsigned long drained_at;
	struct irq_work wake_work;
	struct timer_list flush_timer;
	wait_queue_head_t readers;
	wait_queue_head_t writers;
};

static void wake_readers(struct ktap_ring *ring)
{
	WRITE_ONCE(ring->wake, WAKE_NOBODY);
	wake_up_all(&ring->readers);
}

static void wake_work(struct irq_work *work)
{
	wake_readers(container_of(work, struct ktap_ring, wake_work));
}

static void flush_timer(struct timer_list *timer)
{
	struct ktap_ring *ring = from_timer(ring, timer, flush_timer);

	if (cmpxchg(&ring->wake, WAKE_BATCH, WAKE_NOW) != WAKE_BATCH)
		return;
	/* Pairs with the barrier in ktap_ring_commit(). */
	smp_mb();
	if (!ring_buffer_empty(ring->buffer))
		wake_readers(ring);
}

struct buffer_work {
	struct work_struct work;
	struct trace_buffer *buffer;
};

static void alloc_smallest(struct work_struct *work)
{
	struct buffer_work *bw = container_of(work, struct buffer_work, work);

	bw->buffer = ring_buffer_alloc(1, 0);
}

/*
 * To make a buffer warns in the kernel's log when it fails, as it does for a
 * process that is being killed; to make it larger does not.  So begin with the
 * smallest, which a worker makes.
 */
static int create_buffer(struct ktap_ring *ring, size_t bytes)
{
	struct buffer_work bw = { };

	INIT_WORK_ONSTACK(&bw.work, alloc_smallest);
	queue_work(system_unbound_wq, &bw.work);
	flush_work(&bw.work);
	destroy_work_on_stack(&bw.work);
	ring->buffer = bw.buffer;
	if (!ring->buffer ||
	    ring_buffer_resize(ring->buffer, bytes, RING_BUFFER_ALL_CPUS) < 0)
		return -ENOMEM;

	ring_buffer_set_clock(ring->buffer, ktime_get_mono_fast_ns);
	ring->max = ring_buffer_max_event_size(ring->buffer);
	ring->batch_bytes = bytes / 4;
	return 0;
}

struct ktap_ring *ktap_ring_create(size_t bytes,
				   struct ktap_losses __percpu *losses)
{
	struct ktap_ring *ring = kzalloc(sizeof(*ring), GFP_KERNEL);

	if (!ring)
		return ERR_PTR(-ENOMEM);

	ring->losses = losses;
	ring->drained_at = jiffies - FLUSH_JIFFIES;
	init_irq_work(&ring->wake_work, wake_work);
	timer_setup(&ring->flush_timer, flush_timer, 0);
	init_waitqueue_head(&ring->readers);
	init_waitqueue_head(&ring->writers);
	ring->lost = alloc_percpu(atomic_t);
	if (!ring->lost || create_buffer(ring, bytes)) {
		ktap_ring_destroy(ring);
		return ERR_PTR(-ENOMEM);
	}
	return ring;
}

void ktap_ring_destroy(struct ktap_ring *ring)
{
	if (!ring)
		return;

	timer_shutdown_sync(&ring->flush_timer);
	irq_work_sync(&ring->wake_work);
	if (ring->buffer)
		ring_buffer_free(ring->buffer);
	free_percpu(ring->lost);
	kfree(ring);
}

size_t ktap_ring_max(const struct ktap_ring *ring)
{
	return ring->max;
}

void *ktap_ring_reserve(struct ktap_ring *ring, size_t bytes)
{
	struct ring_buffer_event *event;

	event = ring_buffer_lock_reserve(ring->buffer, bytes);
	return event ? ring_buffer_event_data(event) : NULL;
}

void ktap_ring_commit(struct ktap_ring *ring)
{
	int cpu = raw_smp_processor_id();
	int wake;

	ring_buffer_unlock_commit(ring->buffer);
	/* Either this sees that a reader waits, or the reader the record. */
	smp_mb();
	wake = READ_ONCE(ring->wake);
	if (likely(wake == WAKE_NOBODY))
		return;
	if (wake == WAKE_BATCH &&
	    ring_buffer_bytes_cpu(ring->buffer, cpu) < ring->batch_bytes)
		return;
	/* Claims the wake-up: one interrupt for all CPUs. */
	if (xchg(&ring->wake, WAKE_NOBODY) != WAKE_NOBODY)
		irq_work_queue(&ring->wake_work);
}

void ktap_ring_count(struct ktap_ring *ring, enum ktap_loss cause)
{
	ktap_loss_count(ring->losses, cause);
}

void ktap_ring_lose(struct ktap_ring *ring)
{
	preempt_disable_notrace();
	atomic_inc(this_cpu_ptr(ring->lost));
	preempt_enable_notrace();
	ktap_loss_count(ring->losses, KTAP_LOSS_RING_FULL);
}

u32 ktap_ring_take_lost(struct ktap_ring *ring, int cpu)
{
	atomic_t *lost = per_cpu_ptr(ring->lost, cpu);

	return unlikely(atomic_read(lost)) ? atomic_xchg(lost, 0) : 0;
}

/*
 * Half of this CPU's ring is free: with less, writer and reader would take
 * turns for each page.
 */
static bool has_room(struct ktap_ring *ring)
{
	int cpu = raw_smp_processor_id();

	return READ_ONCE(ring->closed) ||
	       ring_buffer_bytes_cpu(ring->buffer, cpu) <=
	       ring->batch_bytes * 2;
}

int ktap_ring_wait_room(struct ktap_ring *ring)
{
	if (READ_ONCE(ring->closed))
		return -EPIPE;

	ktap_ring_flush(ring);
	/* The time limit is for a thread that moves to another CPU. */
	wait_event_idle_timeout(ring->writers, has_room(ring), FLUSH_JIFFIES);
	return READ_ONCE(ring->closed) ? -EPIPE : 0;
}

void ktap_ring_close(struct ktap_ring *ring)
{
	WRITE_ONCE(ring->closed, true);
	wake_up_all(&ring->writers);
	wake_up_all(&ring->readers);
}

void ktap_ring_flush(struct ktap_ring *ring)
{
	WRITE_ONCE(ring->urgent, true);
	/* Either this wakes a reader that waits, or the reader sees @urgent. */
	smp_mb();
	wake_readers(ring);
}

void ktap_ring_call_reader(struct ktap_ring *ring)
{
	WRITE_ONCE(ring->called, true);
	ktap_ring_flush(ring);
}

struct trace_buffer *ktap_ring_buffer(struct ktap_ring *ring)
{
	return ring->buffer;
}

wait_queue_head_t *ktap_ring_readers(struct ktap_ring *ring)
{
	return &ring->readers;
}

static bool batch_is_full(struct ktap_ring *ring)
{
	int cpu;

	for_each_online_cpu(cpu) {
		if (ring_buffer_bytes_cpu(ring->buffer, cpu) >=
		    ring->batch_bytes)
			return true;
	}
	return false;
}

static bool is_ready(struct ktap_ring *ring)
{
	if (READ_ONCE(ring->called))
		return true;
	if (ring_buffer_empty(ring->buffer))
		return false;

	return READ_ONCE(ring->urgent) || batch_is_full(ring) ||
	       time_after_eq(jiffies, ring->drained_at + FLUSH_JIFFIES);
}

bool ktap_ring_ready(struct ktap_ring *ring)
{
	unsigned long flush_at = ring->drained_at + FLUSH_JIFFIES;
	bool batch = time_before(jiffies, flush_at);

	if (is_ready(ring))
		return true;

	WRITE_ONCE(ring->wake, batch ? WAKE_BATCH : WAKE_NOW);
	/* Pairs with the barriers in ktap_ring_commit() and _flush(). */
	smp_mb();
	if (batch)
		mod_timer(&ring->flush_timer, flush_at);
	return is_ready(ring);
}

void ktap_ring_begin_read(struct ktap_ring *ring)
{
	/* Before the ring is looked at: what comes later sets it again. */
	xchg(&ring->urgent, false);
	xchg(&ring->called, false);
}

void ktap_ring_end_read(struct ktap_ring *ring, bool drained)
{
	if (drained)
		ring->drained_at = jiffies;
	else
		WRITE_ONCE(ring->called, true);
	if (wq_has_sleeper(&ring->writers))
		wake_up_all(&ring->writers);
}
