/* SPDX-License-Identifier: GPL-2.0 */
/*
 * ktap - per-CPU rings for records, on kernel/trace/ring_buffer.c
 *
 * Context: any, but for create, destroy and waiting
 */
#ifndef _KTAP_OUTPUT_RING_H
#define _KTAP_OUTPUT_RING_H

#include <linux/types.h>

#include "common.h"

struct ktap_ring;

/**
 * ktap_ring_create() - make the rings of a session
 * @bytes: Bytes for each CPU.
 * @losses: Where to count KTAP_LOSS_RING_FULL and RECORD_SIZE.
 *
 * Return: The ring or an ERR_PTR.
 */
struct ktap_ring *ktap_ring_create(size_t bytes,
				   struct ktap_losses __percpu *losses);
void ktap_ring_destroy(struct ktap_ring *ring);

/* Longest record. */
size_t ktap_ring_max(const struct ktap_ring *ring);

/**
 * ktap_ring_reserve() - room for a record on this CPU
 * @ring: The ring.
 * @bytes: Its length, a multiple of 8.
 * @token: For ktap_ring_commit().
 *
 * Preemption is off until ktap_ring_commit().
 *
 * Context: Any.
 * Return: The room, or NULL if the ring is full: nothing is counted here.
 */
void *ktap_ring_reserve(struct ktap_ring *ring, size_t bytes, void **token);
void ktap_ring_commit(struct ktap_ring *ring, void *token);

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

#endif /* _KTAP_OUTPUT_RING_H */
