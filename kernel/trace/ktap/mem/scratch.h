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

#include <linux/types.h>

/** struct ktap_scratch - an area that grows until the invocation ends */
struct ktap_scratch {
	/** @used: Bytes of @bytes that are taken; 0 while the guard is free. */
	u32 used;
	/** @frames: KTAP_FRAMES_BYTES for registers and calls. */
	void *frames;
	/** @bytes: KTAP_SCRATCH_BYTES for strings. */
	u8 *bytes;
};

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
struct ktap_scratch *ktap_scratch_area(unsigned int level);

/**
 * ktap_scratch_alloc() - take memory until the invocation ends
 * @scratch: The area.
 * @bytes: Size; the result is aligned to 8.
 *
 * Return: The memory, or NULL: the area is full.
 */
void *ktap_scratch_alloc(struct ktap_scratch *scratch, size_t bytes);

#endif /* _KTAP_MEM_SCRATCH_H */
