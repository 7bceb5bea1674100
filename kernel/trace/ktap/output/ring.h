/* SPDX-License-Identifier: GPL-2.0 */
/*
 * ktap - per-CPU rings for records, on kernel/trace/ring_buffer.c
 *
 * Context: any, but for create, destroy and waiting
 */
#ifndef _KTAP_OUTPUT_RING_H
#define _KTAP_OUTPUT_RING_H

#include <linux/types.h>
#include <linux/wait.h>

#include "common.h"

struct ktap_ring;
struct trace_buffer;

/**
 * ktap_ring_create() - make the rings of a session
 * @bytes: Bytes for each CPU.
 * @losses: Where to count KTAP_LOSS_RING_FULL and RECORD_SIZE.
 *
 * Return: The ring or an ERR_PTR.
 */
struct ktap_ring *ktap_ring_create(size_t bytes,
				   struct ktap_losses __percpu *losses);

/* Frees a ring that nobody writes, reads or waits for; may be NULL. */
void ktap_ring_destroy(struct ktap_ring *ring);

/* Longest record. */
size_t ktap_ring_max(const struct ktap_ring *ring);

/**
 * ktap_ring_reserve() - room for a record on this CPU
 * @ring: The ring.
 * @bytes: Its length, a multiple of 4, at most ktap_ring_max().
 *
 * Preemption is off until ktap_ring_commit().
 *
 * Context: Any.
 * Return: The room, or NULL if the ring is full: nothing is counted here.
 */
void *ktap_ring_reserve(struct ktap_ring *ring, size_t bytes);
void ktap_ring_commit(struct ktap_ring *ring);

/* Counts a loss of this program. */
void ktap_ring_count(struct ktap_ring *ring, enum ktap_loss cause);

/* Counts a record that found the ring of this CPU full. */
void ktap_ring_lose(struct ktap_ring *ring);

/* Records lost on @cpu since this was asked last. */
u32 ktap_ring_take_lost(struct ktap_ring *ring, int cpu);

/**
 * ktap_ring_wait_room() - wait until a reader has made room
 * @ring: The ring.
 *
 * Context: Process code outside its SRCU read section; sleeps.
 * Return: 0, or -EPIPE: the session was closed.
 */
int ktap_ring_wait_room(struct ktap_ring *ring);

/* No reader will come any more: nobody waits for room from now on. */
void ktap_ring_close(struct ktap_ring *ring);

/* What is in the ring is to be read at once.  Context: Process. */
void ktap_ring_flush(struct ktap_ring *ring);

/* The reader has something beside the ring.  Context: Process. */
void ktap_ring_call_reader(struct ktap_ring *ring);

/* For the one reader. */

/* The buffer that the reader takes records from. */
struct trace_buffer *ktap_ring_buffer(struct ktap_ring *ring);

/* Where to wait for ktap_ring_ready(). */
wait_queue_head_t *ktap_ring_readers(struct ktap_ring *ring);

/**
 * ktap_ring_ready() - ask whether there is enough to be read
 * @ring: The ring.
 *
 * Records are read in batches: at once when they come after a pause, when a
 * part of the ring is full, or after a tenth of a second.  If the answer is
 * no, the waiters of ktap_ring_readers() will be woken when it changes.
 */
bool ktap_ring_ready(struct ktap_ring *ring);

/* Around taking records out; @drained: there are no more. */
void ktap_ring_begin_read(struct ktap_ring *ring);
void ktap_ring_end_read(struct ktap_ring *ring, bool drained);

#endif /* _KTAP_OUTPUT_RING_H */
