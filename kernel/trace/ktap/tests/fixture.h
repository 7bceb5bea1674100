/* SPDX-License-Identifier: GPL-2.0 */
/*
 * ktap - tests: a heap, and invocations that pretend to be at some level
 *
 * Context: process
 */
#ifndef _KTAP_TESTS_FIXTURE_H
#define _KTAP_TESTS_FIXTURE_H

#include <kunit/test.h>
#include <linux/percpu.h>
#include <linux/srcu.h>

#include "common.h"
#include "data/aggr.h"
#include "data/pending.h"
#include "data/sort.h"
#include "data/table.h"
#include "data/tuple.h"
#include "limits.h"
#include "mem/heap.h"
#include "mem/scratch.h"

struct fixture {
	struct ktap_losses __percpu *losses;
	struct ktap_heap *heap;
	int srcu_idx;
};

static const struct ktap_kind_ops fixture_kinds[KTAP_NR_KINDS] = {
	[KTAP_KIND_TABLE] = { .drop = ktap_table_drop },
	[KTAP_KIND_TUPLE] = { .drop = ktap_tuple_drop },
	[KTAP_KIND_AGGR] = { .drop = ktap_aggr_drop },
	[KTAP_KIND_SORT] = { .drop = ktap_sort_drop },
	[KTAP_KIND_CALL] = { .drop = ktap_pending_drop },
};

/* For .init and .exit of a suite. */
static inline int fixture_init(struct kunit *test, u64 limit)
{
	struct fixture *fix = kunit_kzalloc(test, sizeof(*fix), GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, fix);
	test->priv = fix;
	KUNIT_ASSERT_EQ(test, ktap_scratch_get(), 0);
	fix->losses = alloc_percpu(struct ktap_losses);
	KUNIT_ASSERT_TRUE(test, !!fix->losses);
	fix->heap = ktap_heap_create(fixture_kinds, fix->losses, limit);
	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, fix->heap);

	return 0;
}

static inline void fixture_exit(struct kunit *test)
{
	struct fixture *fix = test->priv;

	if (!IS_ERR_OR_NULL(fix->heap))
		ktap_heap_destroy(fix->heap);
	free_percpu(fix->losses);
	ktap_scratch_put();
}

static inline u64 fixture_lost(struct fixture *fix, enum ktap_loss cause)
{
	unsigned int cpu;
	u64 sum = 0;

	for_each_possible_cpu(cpu)
		sum += local_read(&per_cpu_ptr(fix->losses, cpu)->count[cause]);
	return sum;
}

static inline void fixture_begin(struct fixture *fix,
				 struct ktap_invocation *inv, u8 level)
{
	/* __release() and __acquire(): sparse cannot follow a lock by level. */
	if (level == KTAP_LEVEL_PROCESS) {
		fix->srcu_idx = srcu_read_lock(ktap_heap_srcu(fix->heap));
		__release(ktap_heap_srcu(fix->heap));
	} else {
		preempt_disable();
	}
	ktap_heap_begin(inv, fix->heap, level);
	inv->budget = S64_MAX;
}

static inline void fixture_end(struct fixture *fix, struct ktap_invocation *inv)
{
	ktap_heap_end(inv);
	if (inv->level == KTAP_LEVEL_PROCESS) {
		__acquire(ktap_heap_srcu(fix->heap));
		srcu_read_unlock(ktap_heap_srcu(fix->heap), fix->srcu_idx);
	} else {
		preempt_enable();
	}
}

/* Bytes of objects that are reached or not yet freed. */
static inline u64 fixture_live(struct fixture *fix)
{
	struct ktap_heap_stats stats;

	ktap_heap_stats(fix->heap, &stats);
	return stats.used - stats.free;
}

static inline u64 fixture_waiting(struct fixture *fix)
{
	struct ktap_heap_stats stats;

	ktap_heap_stats(fix->heap, &stats);
	return stats.waiting;
}

/* All that a script let go is free again. */
static inline void fixture_expect_empty(struct kunit *test)
{
	struct fixture *fix = test->priv;

	ktap_heap_drain(fix->heap);
	KUNIT_EXPECT_EQ(test, fixture_waiting(fix), 0);
	KUNIT_EXPECT_EQ(test, fixture_live(fix), 0);
}

#endif /* _KTAP_TESTS_FIXTURE_H */
