/* SPDX-License-Identifier: GPL-2.0 */
/*
 * ktap - what a heap takes from the kernel: limited, charged, all of it known
 *
 * Context: process, workers and irq_work; never a handler
 */
#ifndef _KTAP_MEM_MEMORY_H
#define _KTAP_MEM_MEMORY_H

#include <linux/atomic.h>
#include <linux/cache.h>
#include <linux/gfp_types.h>
#include <linux/list.h>
#include <linux/spinlock.h>
#include <linux/types.h>

struct mem_cgroup;

/* In front of each piece: its place in the list of all. */
#define KTAP_MEMORY_HEAD	sizeof(struct list_head)

/* Lists of pieces, so that CPUs seldom meet; a power of 2. */
#define KTAP_NR_SHELVES		16

/** struct ktap_shelf - some of the pieces */
struct ktap_shelf {
	/** @lock: Protects @pieces; nothing nests inside. */
	raw_spinlock_t lock;
	/** @pieces: Those whose page belongs here. */
	struct list_head pieces;
} ____cacheline_aligned_in_smp;

/** struct ktap_memory - the memory of one heap */
struct ktap_memory {
	/** @used: Bytes taken, heads included. */
	atomic64_t used;
	/** @limit: What @used may reach. */
	u64 limit;
	/** @memcg: Whom it is charged to. */
	struct mem_cgroup *memcg;
	/** @shelves: All pieces, so that even cycles are found in the end. */
	struct ktap_shelf shelves[KTAP_NR_SHELVES];
};

/* Charges what is taken to the caller's cgroup. */
void ktap_memory_init(struct ktap_memory *memory, u64 limit);

/* Frees all pieces that are left. */
void ktap_memory_exit(struct ktap_memory *memory);

/**
 * ktap_memory_take() - take a piece
 * @memory: Whose.
 * @bytes: Size, KTAP_MEMORY_HEAD included.
 * @limit: What the sum may reach, at most the limit of @memory.
 * @gfp: GFP_KERNEL, or GFP_NOWAIT for sizes that kmalloc() has.
 *
 * Return: What follows the head, or NULL.
 */
void *ktap_memory_take(struct ktap_memory *memory, size_t bytes, u64 limit,
		       gfp_t gfp);
void ktap_memory_give(struct ktap_memory *memory, void *piece, size_t bytes);

/* Whether @bytes more would go beyond the limit. */
static inline bool ktap_memory_is_full(const struct ktap_memory *memory,
				       size_t bytes)
{
	return atomic64_read(&memory->used) + bytes > memory->limit;
}

#endif /* _KTAP_MEM_MEMORY_H */
