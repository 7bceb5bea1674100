// SPDX-License-Identifier: GPL-2.0
/*
 * ktap - what a heap takes from the kernel: limited, charged, all of it known
 *
 * Context: process, workers and irq_work; never a handler
 */

#include <linux/memcontrol.h>
#include <linux/sched/mm.h>
#include <linux/sizes.h>
#include <linux/slab.h>

#include "common.h"
#include "mem/guard.h"
#include "mem/memory.h"

/* The allocator gives each CPU pages of its own, so this tells CPUs apart. */
static struct ktap_shelf *shelf_of(struct ktap_memory *memory,
				   const void *piece)
{
	return &memory->shelves[(unsigned long)piece / SZ_4K % KTAP_NR_SHELVES];
}

void ktap_memory_init(struct ktap_memory *memory, u64 limit)
{
	unsigned int i;

	atomic64_set(&memory->used, 0);
	memory->limit = limit;
	memory->memcg = get_mem_cgroup_from_mm(current->mm);
	for (i = 0; i < KTAP_NR_SHELVES; i++) {
		raw_spin_lock_init(&memory->shelves[i].lock);
		INIT_LIST_HEAD(&memory->shelves[i].pieces);
	}
}

void ktap_memory_exit(struct ktap_memory *memory)
{
	struct list_head *piece, *next, *pieces;
	unsigned int i;

	for (i = 0; i < KTAP_NR_SHELVES; i++) {
		pieces = &memory->shelves[i].pieces;
		list_for_each_safe(piece, next, pieces) {
			kvfree(piece);
			cond_resched();
		}
		INIT_LIST_HEAD(pieces);
	}
	atomic64_set(&memory->used, 0);
	mem_cgroup_put(memory->memcg);
	memory->memcg = NULL;
}

static bool reserve(struct ktap_memory *memory, size_t bytes, u64 limit)
{
	s64 used = atomic64_read(&memory->used);

	do {
		if (used + bytes > limit)
			return false;
	} while (!atomic64_try_cmpxchg(&memory->used, &used, used + bytes));

	return true;
}

void *ktap_memory_take(struct ktap_memory *memory, size_t bytes, u64 limit,
		       gfp_t gfp)
{
	struct mem_cgroup *old;
	struct ktap_shelf *shelf;
	struct list_head *piece;
	unsigned long flags;

	/* No handler, and nobody who holds a table's lock, comes here. */
	KTAP_ASSERT(!ktap_guard_is_taken());
	if (!reserve(memory, bytes, limit))
		return NULL;

	gfp |= __GFP_ACCOUNT | __GFP_NOWARN;
	old = set_active_memcg(memory->memcg);
	/* A script that does not get memory loses updates: kill nobody. */
	if (gfpflags_allow_blocking(gfp))
		piece = kvmalloc(bytes, gfp | __GFP_RETRY_MAYFAIL);
	else
		piece = kmalloc(bytes, gfp);
	set_active_memcg(old);
	if (!piece) {
		atomic64_sub(bytes, &memory->used);
		return NULL;
	}

	shelf = shelf_of(memory, piece);
	raw_spin_lock_irqsave(&shelf->lock, flags);
	list_add(piece, &shelf->pieces);
	raw_spin_unlock_irqrestore(&shelf->lock, flags);

	return piece + 1;
}

void ktap_memory_give(struct ktap_memory *memory, void *piece, size_t bytes)
{
	struct list_head *head = (struct list_head *)piece - 1;
	struct ktap_shelf *shelf = shelf_of(memory, head);
	unsigned long flags;

	KTAP_ASSERT(!ktap_guard_is_taken());
	raw_spin_lock_irqsave(&shelf->lock, flags);
	list_del(head);
	raw_spin_unlock_irqrestore(&shelf->lock, flags);

	kvfree(head);
	atomic64_sub(bytes, &memory->used);
}
