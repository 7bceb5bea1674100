/* SPDX-License-Identifier: GPL-2.0 */
/*
 * ktap - frames and scratch of event handlers, one each per CPU and level
 *
 * Context: any, but for get and put, which may sleep
 *
 * Shared by all sessions; they belong to whoever holds the guard of that CPU
 * and level.
 */
#ifndef _KTAP_MEM_SCRATCH_H
#define _KTAP_MEM_SCRATCH_H

#include <linux/align.h>
#include <linux/percpu.h>
#include <linux/types.h>

#include "limits.h"

/** struct ktap_scratch - an area that grows until the invocation ends */
struct ktap_scratch {
	/** @used: Bytes of @bytes that are taken; 0 while the guard is free. */
	u32 used;
	/** @kept: The first of them, which outlive the invocation. */
	u32 kept;
	/**
	 * @frames: KTAP_FRAMES_BYTES for registers and calls, zeroes at first;
	 * NULL: this CPU has no area.
	 */
	void *frames;
	/** @bytes: KTAP_SCRATCH_BYTES for strings. */
	u8 *bytes;
};

DECLARE_PER_CPU(struct ktap_scratch [KTAP_NR_LEVELS], ktap_scratches);

/**
 * ktap_scratch_get() - make sure that areas exist on all CPUs
 *
 * The first caller allocates them; CPUs that come up later get theirs then.
 *
 * Context: Process context, may sleep.
 * Return: 0, -ENOMEM or what cpuhp_setup_state() returns.
 */
int ktap_scratch_get(void);

/** ktap_scratch_put() - undo ktap_scratch_get(); the last frees the areas */
void ktap_scratch_put(void);

/**
 * ktap_scratch_area() - this CPU's area of a level
 * @level: The level whose guard the caller holds.
 *
 * Context: Any, preemption off.
 * Return: The area, or NULL if this CPU has none (count KTAP_LOSS_NO_FRAME).
 */
static __always_inline struct ktap_scratch *ktap_scratch_area(unsigned int level)
{
	struct ktap_scratch *area = raw_cpu_ptr(&ktap_scratches[level]);

	return likely(READ_ONCE(area->frames)) ? area : NULL;
}

/* The same for its frames alone. */
static __always_inline void *ktap_scratch_frames(unsigned int level)
{
	return raw_cpu_read(ktap_scratches[level].frames);
}

/**
 * ktap_scratch_alloc() - take memory until the invocation ends
 * @scratch: The area.
 * @bytes: Size; the result is aligned to 8.
 *
 * Return: The memory, or NULL: the area is full.
 */
static inline void *ktap_scratch_alloc(struct ktap_scratch *scratch, size_t bytes)
{
	void *memory = scratch->bytes + scratch->used;

	if (unlikely(bytes > KTAP_SCRATCH_BYTES - scratch->used))
		return NULL;
	scratch->used += ALIGN(bytes, 8);

	return memory;
}

/**
 * ktap_scratch_keep() - take memory for all handlers of an event
 * @scratch: The area, of which nothing is taken.
 * @bytes: Size; the result is aligned to 8.
 *
 * Return: The memory, until ktap_scratch_release(), or NULL: too much.
 */
static inline void *ktap_scratch_keep(struct ktap_scratch *scratch, size_t bytes)
{
	void *memory = ktap_scratch_alloc(scratch, bytes);

	scratch->kept = scratch->used;
	return memory;
}

/* The event is over. */
static inline void ktap_scratch_release(struct ktap_scratch *scratch)
{
	scratch->used = 0;
	scratch->kept = 0;
}

/* Gives back what lies behind the first @bytes of @memory, which came last. */
void ktap_scratch_trim(struct ktap_scratch *scratch, void *memory, size_t bytes);

#endif /* _KTAP_MEM_SCRATCH_H */
