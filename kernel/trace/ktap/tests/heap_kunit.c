// SPDX-License-Identifier: GPL-2.0
/*
 * ktap - tests of the heap and of the rule by which objects are freed
 *
 * Context: process
 */

#include <linux/delay.h>
#include <linux/slab.h>

#include "mem/freelist.h"
#include "mem/memory.h"
#include "mem/object.h"
#include "tests/fixture.h"

#define LIMIT	SZ_1M

/* Of any kind that holds nothing. */
#define KIND	KTAP_KIND_STRING

static int heap_init(struct kunit *test)
{
	return fixture_init(test, LIMIT);
}

/* -- the rule, step by step ------------------------------------------------ */

static void test_object_dropped_is_queued_once(struct kunit *test)
{
	struct ktap_object obj = { .state = ATOMIC_INIT(0) };

	ktap_object_own(&obj);
	ktap_object_own(&obj);
	KUNIT_EXPECT_FALSE(test, ktap_object_drop(&obj));
	KUNIT_EXPECT_TRUE(test, ktap_object_drop(&obj));
	KUNIT_EXPECT_EQ(test, atomic_read(&obj.state), KTAP_OBJECT_LISTED);
	/* It is on a queue: coming and going does not queue it again. */
	ktap_object_own(&obj);
	KUNIT_EXPECT_FALSE(test, ktap_object_drop(&obj));
	KUNIT_EXPECT_EQ(test, atomic_read(&obj.state),
			KTAP_OBJECT_LISTED | KTAP_OBJECT_AGAIN);
}

static void test_object_judged(struct kunit *test)
{
	static const struct {
		int state;
		enum ktap_object_fate fate;
		int after;
	} rows[] = {
		{ KTAP_OBJECT_LISTED, KTAP_OBJECT_FREE, KTAP_OBJECT_LISTED },
		{ KTAP_OBJECT_LISTED | KTAP_OBJECT_AGAIN, KTAP_OBJECT_QUEUE,
		  KTAP_OBJECT_LISTED },
		{ KTAP_OBJECT_LISTED | KTAP_OBJECT_ONE, KTAP_OBJECT_KEEP,
		  KTAP_OBJECT_ONE },
		{ KTAP_OBJECT_LISTED | KTAP_OBJECT_AGAIN | 3 * KTAP_OBJECT_ONE,
		  KTAP_OBJECT_KEEP, 3 * KTAP_OBJECT_ONE },
	};
	struct ktap_object obj;
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		atomic_set(&obj.state, rows[i].state);
		KUNIT_EXPECT_EQ(test, ktap_object_judge(&obj), rows[i].fate);
		KUNIT_EXPECT_EQ(test, atomic_read(&obj.state), rows[i].after);
	}
}

/* -- through the heap ------------------------------------------------------ */

static void test_heap_frees_what_was_never_stored(struct kunit *test)
{
	struct fixture *fix = test->priv;
	struct ktap_invocation inv;
	struct ktap_object *obj;
	u8 level;

	for (level = 0; level <= KTAP_LEVEL_PROCESS; level++) {
		fixture_begin(fix, &inv, level);
		obj = ktap_heap_alloc(&inv, KIND, 40);
		fixture_end(fix, &inv);
		KUNIT_EXPECT_NOT_NULL_MSG(test, obj, "level %u", level);
		/* On the spot, but that the memory may need the worker. */
		if (!IS_ENABLED(CONFIG_KTAP_DEBUG))
			KUNIT_EXPECT_EQ(test, fixture_live(fix), 0);
	}
	fixture_expect_empty(test);
}

static void test_heap_keeps_what_is_stored(struct kunit *test)
{
	struct fixture *fix = test->priv;
	struct ktap_invocation inv;
	struct ktap_object *obj;
	u8 level;
	int idx;

	for (level = 0; level <= KTAP_LEVEL_PROCESS; level++) {
		fixture_begin(fix, &inv, level);
		obj = ktap_heap_alloc(&inv, KIND, 100);
		if (obj)
			ktap_heap_own(obj);
		fixture_end(fix, &inv);
		KUNIT_ASSERT_NOT_NULL(test, obj);

		ktap_heap_drain(fix->heap);
		KUNIT_EXPECT_EQ(test, fixture_live(fix), 128);
		KUNIT_EXPECT_EQ(test, fixture_waiting(fix), 0);
		/* The worker waits until it was looked at. */
		idx = srcu_read_lock(ktap_heap_srcu(fix->heap));
		ktap_heap_drop(fix->heap, obj);
		KUNIT_EXPECT_EQ(test, fixture_waiting(fix), 128);
		srcu_read_unlock(ktap_heap_srcu(fix->heap), idx);
		fixture_expect_empty(test);
	}
}

static void test_heap_born_stored_and_dropped(struct kunit *test)
{
	struct fixture *fix = test->priv;
	struct ktap_invocation inv;
	struct ktap_object *obj;

	fixture_begin(fix, &inv, 0);
	obj = ktap_heap_alloc(&inv, KIND, 40);
	if (obj) {
		ktap_heap_own(obj);
		ktap_heap_drop(fix->heap, obj);
	}
	fixture_end(fix, &inv);

	/* Another handler may have found it: not freed on the spot. */
	KUNIT_ASSERT_NOT_NULL(test, obj);
	KUNIT_EXPECT_GT(test, fixture_waiting(fix), 0);
	fixture_expect_empty(test);
}

static struct ktap_object *stored_object(struct kunit *test)
{
	struct fixture *fix = test->priv;
	struct ktap_invocation inv;
	struct ktap_object *obj;

	fixture_begin(fix, &inv, KTAP_LEVEL_PROCESS);
	obj = ktap_heap_alloc(&inv, KIND, 40);
	if (obj)
		ktap_heap_own(obj);
	fixture_end(fix, &inv);
	KUNIT_ASSERT_NOT_NULL(test, obj);

	return obj;
}

static void test_heap_stored_again_in_time(struct kunit *test)
{
	struct fixture *fix = test->priv;
	struct ktap_object *obj = stored_object(test);
	int idx;

	/* The read section keeps the worker from judging too early. */
	idx = srcu_read_lock(ktap_heap_srcu(fix->heap));
	ktap_heap_drop(fix->heap, obj);
	ktap_heap_own(obj);
	srcu_read_unlock(ktap_heap_srcu(fix->heap), idx);
	ktap_heap_drain(fix->heap);
	KUNIT_EXPECT_EQ(test, atomic_read(&obj->state), KTAP_OBJECT_ONE);
	KUNIT_EXPECT_EQ(test, fixture_live(fix), 64);

	ktap_heap_drop(fix->heap, obj);
	fixture_expect_empty(test);
}

static void test_heap_came_back_and_went(struct kunit *test)
{
	struct fixture *fix = test->priv;
	struct ktap_object *obj = stored_object(test);
	int idx;

	idx = srcu_read_lock(ktap_heap_srcu(fix->heap));
	ktap_heap_drop(fix->heap, obj);
	ktap_heap_own(obj);
	ktap_heap_drop(fix->heap, obj);
	KUNIT_EXPECT_EQ(test, atomic_read(&obj->state),
			KTAP_OBJECT_LISTED | KTAP_OBJECT_AGAIN);
	srcu_read_unlock(ktap_heap_srcu(fix->heap), idx);
	fixture_expect_empty(test);
}

static void test_heap_waits_for_process_code(struct kunit *test)
{
	struct fixture *fix = test->priv;
	struct ktap_object *obj = stored_object(test);
	int idx;

	idx = srcu_read_lock(ktap_heap_srcu(fix->heap));
	ktap_heap_drop(fix->heap, obj);
	msleep(50);
	KUNIT_EXPECT_EQ(test, fixture_waiting(fix), 64);
	srcu_read_unlock(ktap_heap_srcu(fix->heap), idx);
	fixture_expect_empty(test);
}

static void test_heap_static_is_not_counted(struct kunit *test)
{
	struct fixture *fix = test->priv;
	struct ktap_object obj = {
		.state	= ATOMIC_INIT(-1),
		.flags	= KTAP_OBJECT_STATIC,
	};

	ktap_heap_own(&obj);
	ktap_heap_drop(fix->heap, &obj);
	ktap_heap_drop(fix->heap, &obj);
	KUNIT_EXPECT_EQ(test, atomic_read(&obj.state), -1);
	KUNIT_EXPECT_EQ(test, fixture_waiting(fix), 0);
}

/* -- limits ---------------------------------------------------------------- */

static unsigned int alloc_until_null(struct ktap_invocation *inv, size_t bytes)
{
	unsigned int nr = 0;

	while (ktap_heap_alloc(inv, KIND, bytes))
		nr++;
	return nr;
}

static void test_heap_limit_of_process(struct kunit *test)
{
	struct fixture *fix = test->priv;
	struct ktap_heap_stats stats;
	struct ktap_invocation inv;
	unsigned int nr;

	fixture_begin(fix, &inv, KTAP_LEVEL_PROCESS);
	nr = alloc_until_null(&inv, 1000);
	ktap_heap_stats(fix->heap, &stats);
	fixture_end(fix, &inv);

	KUNIT_EXPECT_GT(test, nr, LIMIT / 1024 / 2);
	KUNIT_EXPECT_LE(test, nr, LIMIT / 1024);
	KUNIT_EXPECT_LE(test, stats.used, stats.limit);
	KUNIT_EXPECT_EQ(test, fixture_lost(fix, KTAP_LOSS_MEM_LIMIT), 1);
	KUNIT_EXPECT_EQ(test, fixture_lost(fix, KTAP_LOSS_MEM_EMPTY), 0);
	fixture_expect_empty(test);
}

static void test_heap_list_runs_empty(struct kunit *test)
{
	struct fixture *fix = test->priv;
	unsigned int nr = 0, last, level, i;
	struct ktap_invocation inv;
	unsigned long flags;

	/* The lists are those of one CPU. */
	migrate_disable();
	for (level = 0; level < KTAP_NR_LEVELS; level++) {
		last = 0;
		for (i = 0; i < 2; i++) {
			fixture_begin(fix, &inv, level);
			/* Nothing comes while interrupts are off. */
			local_irq_save(flags);
			nr = alloc_until_null(&inv, 40);
			local_irq_restore(flags);
			fixture_end(fix, &inv);
			ktap_heap_drain(fix->heap);
			/* A list that ran empty grows. */
			KUNIT_EXPECT_GT(test, nr, last);
			last = nr;
		}
	}
	migrate_enable();
	KUNIT_EXPECT_EQ(test, fixture_lost(fix, KTAP_LOSS_MEM_EMPTY),
			2 * KTAP_NR_LEVELS);
	KUNIT_EXPECT_EQ(test, fixture_lost(fix, KTAP_LOSS_MEM_LIMIT), 0);
	fixture_expect_empty(test);
}

static void test_heap_lists_are_bounded(struct kunit *test)
{
	struct fixture *fix = test->priv;
	struct ktap_heap_stats stats;
	struct ktap_invocation inv;
	unsigned int level, i;
	unsigned long flags;

	for (i = 0; i < 16; i++) {
		for (level = 0; level < KTAP_NR_LEVELS; level++) {
			fixture_begin(fix, &inv, level);
			local_irq_save(flags);
			alloc_until_null(&inv, 40);
			alloc_until_null(&inv, 2000);
			local_irq_restore(flags);
			fixture_end(fix, &inv);
		}
		ktap_heap_drain(fix->heap);
	}
	ktap_heap_stats(fix->heap, &stats);
	KUNIT_EXPECT_LE(test, stats.free,
			(u64)KTAP_MAX_FREE_BYTES * num_possible_cpus());
}

static void test_heap_limit_of_handlers(struct kunit *test)
{
	struct fixture *fix = test->priv;
	struct ktap_heap_stats stats;
	struct ktap_invocation inv;
	unsigned int i;
	long lost;

	/* Process code takes all that there is, then a list runs empty. */
	fixture_begin(fix, &inv, KTAP_LEVEL_PROCESS);
	alloc_until_null(&inv, 4000);
	alloc_until_null(&inv, 40);
	for (i = 0; i < 8; i++) {
		struct ktap_invocation handler;

		preempt_disable();
		ktap_heap_begin(&handler, fix->heap, 2);
		alloc_until_null(&handler, 40);
		ktap_heap_end(&handler);
		preempt_enable();
	}
	ktap_heap_stats(fix->heap, &stats);
	fixture_end(fix, &inv);

	KUNIT_EXPECT_LE(test, stats.used, stats.limit);
	lost = fixture_lost(fix, KTAP_LOSS_MEM_LIMIT);
	/* There a thread fills the lists: not while preemption is off. */
	if (IS_ENABLED(CONFIG_PREEMPT_RT))
		lost += fixture_lost(fix, KTAP_LOSS_MEM_EMPTY);
	else
		KUNIT_EXPECT_EQ(test, fixture_lost(fix, KTAP_LOSS_MEM_EMPTY), 0);
	KUNIT_EXPECT_EQ(test, lost, 2 + 8);
	fixture_expect_empty(test);
}

static void test_heap_sizes(struct kunit *test)
{
	static const size_t sizes[] = {
		16, 48, 49, 80, 81, 112, 113, 176, 177, 240, 241, 496, 497,
		1008, 1009, 2032, 2033, KTAP_MAX_CLASS_OBJECT,
	};
	struct fixture *fix = test->priv;
	struct ktap_invocation inv;
	struct ktap_object *obj;
	unsigned int i, class;
	bool fits;

	for (i = 0; i < ARRAY_SIZE(sizes); i++) {
		class = ktap_freelist_class(sizes[i]);
		KUNIT_EXPECT_GE(test, ktap_freelist_bytes(class),
				sizes[i] + KTAP_MEMORY_HEAD);
		if (class)
			KUNIT_EXPECT_LT(test, ktap_freelist_bytes(class - 1),
					sizes[i] + KTAP_MEMORY_HEAD);
		fixture_begin(fix, &inv, 0);
		obj = ktap_heap_alloc(&inv, KIND, sizes[i]);
		if (obj)
			memset(obj + 1, 0x5a, sizes[i] - sizeof(*obj));
		fixture_end(fix, &inv);
		KUNIT_EXPECT_NOT_NULL_MSG(test, obj, "%zu bytes", sizes[i]);
		ktap_heap_drain(fix->heap);
	}

	fixture_begin(fix, &inv, 0);
	fits = ktap_heap_fits(&inv, KTAP_MAX_CLASS_OBJECT) &&
	       !ktap_heap_fits(&inv, KTAP_MAX_CLASS_OBJECT + 1);
	obj = ktap_heap_alloc(&inv, KIND, KTAP_MAX_CLASS_OBJECT + 1);
	fixture_end(fix, &inv);
	KUNIT_EXPECT_TRUE(test, fits);
	KUNIT_EXPECT_NULL(test, obj);
	fixture_expect_empty(test);
}

static void test_heap_large_objects_of_process(struct kunit *test)
{
	struct fixture *fix = test->priv;
	struct ktap_invocation inv;
	struct ktap_object *obj;

	fixture_begin(fix, &inv, KTAP_LEVEL_PROCESS);
	obj = ktap_heap_alloc(&inv, KIND, SZ_256K);
	KUNIT_ASSERT_NOT_NULL(test, obj);
	memset(obj + 1, 0x5a, SZ_256K - sizeof(*obj));
	ktap_heap_own(obj);
	fixture_end(fix, &inv);

	KUNIT_EXPECT_GE(test, fixture_live(fix), SZ_256K);
	ktap_heap_drop(fix->heap, obj);
	fixture_expect_empty(test);
}

static void test_heap_injected_failure(struct kunit *test)
{
	struct fixture *fix = test->priv;
	struct ktap_object *first, *second, *third;
	struct ktap_invocation inv;

	if (!IS_ENABLED(CONFIG_KTAP_DEBUG))
		kunit_skip(test, "needs CONFIG_KTAP_DEBUG");

	fixture_begin(fix, &inv, 1);
	ktap_heap_inject(fix->heap, 2);
	first = ktap_heap_alloc(&inv, KIND, 40);
	second = ktap_heap_alloc(&inv, KIND, 40);
	third = ktap_heap_alloc(&inv, KIND, 40);
	fixture_end(fix, &inv);

	KUNIT_EXPECT_NOT_NULL(test, first);
	KUNIT_EXPECT_NULL(test, second);
	KUNIT_EXPECT_NOT_NULL(test, third);
	KUNIT_EXPECT_EQ(test, fixture_lost(fix, KTAP_LOSS_MEM_EMPTY), 1);
	fixture_expect_empty(test);
}

/* -- process code ---------------------------------------------------------- */

struct frames {
	struct fixture *fix;
	struct ktap_object *held;
	int owned, dropped;
};

static void own_frames(void *arg, bool own)
{
	struct frames *frames = arg;

	if (own) {
		frames->owned++;
		ktap_heap_own(frames->held);
	} else {
		frames->dropped++;
		ktap_heap_drop(frames->fix->heap, frames->held);
	}
}

static void test_heap_settles(struct kunit *test)
{
	struct fixture *fix = test->priv;
	struct frames frames = { .fix = fix };
	struct ktap_invocation inv;
	unsigned int i, round;

	fixture_begin(fix, &inv, KTAP_LEVEL_PROCESS);
	frames.held = ktap_heap_alloc(&inv, KIND, 1000);
	KUNIT_ASSERT_NOT_NULL(test, frames.held);
	/* Ten times the limit, of which no more than a part lives. */
	for (round = 0; round < 10 * LIMIT / 1024; round += i) {
		for (i = 0; !ktap_heap_pressed(fix->heap); i++)
			KUNIT_ASSERT_NOT_NULL(test,
					      ktap_heap_alloc(&inv, KIND, 1000));
		ktap_heap_settle(&inv, &fix->srcu_idx, own_frames, &frames);
		KUNIT_ASSERT_FALSE(test, ktap_heap_pressed(fix->heap));
		KUNIT_ASSERT_LE(test, fixture_live(fix), LIMIT / 8);
	}
	KUNIT_EXPECT_GT(test, frames.owned, 10);
	KUNIT_EXPECT_EQ(test, frames.owned, frames.dropped);
	KUNIT_EXPECT_EQ(test, frames.held->kind, KIND);
	fixture_end(fix, &inv);
	fixture_expect_empty(test);
}

/* -- memory ---------------------------------------------------------------- */

static void test_memory_is_limited_and_all_known(struct kunit *test)
{
	static struct ktap_memory memory;
	void *first, *second;
	unsigned int i;

	ktap_memory_init(&memory, 1000);
	first = ktap_memory_take(&memory, 600, 1000, GFP_KERNEL);
	KUNIT_EXPECT_NOT_NULL(test, first);
	KUNIT_EXPECT_NULL(test, ktap_memory_take(&memory, 401, 1000,
						 GFP_KERNEL));
	second = ktap_memory_take(&memory, 400, 1000, GFP_NOWAIT);
	KUNIT_EXPECT_NOT_NULL(test, second);
	KUNIT_EXPECT_TRUE(test, ktap_memory_is_full(&memory, 1));
	if (first)
		ktap_memory_give(&memory, first, 600);
	KUNIT_EXPECT_EQ(test, atomic64_read(&memory.used), 400);
	for (i = 0; i < 6; i++)
		KUNIT_EXPECT_NOT_NULL(test, ktap_memory_take(&memory, 100, 1000,
							     GFP_NOWAIT));
	ktap_memory_exit(&memory);
	KUNIT_EXPECT_EQ(test, atomic64_read(&memory.used), 0);
	for (i = 0; i < KTAP_NR_SHELVES; i++)
		KUNIT_EXPECT_TRUE(test, list_empty(&memory.shelves[i].pieces));
}

static struct kunit_case heap_cases[] = {
	KUNIT_CASE(test_object_dropped_is_queued_once),
	KUNIT_CASE(test_object_judged),
	KUNIT_CASE(test_heap_frees_what_was_never_stored),
	KUNIT_CASE(test_heap_keeps_what_is_stored),
	KUNIT_CASE(test_heap_born_stored_and_dropped),
	KUNIT_CASE(test_heap_stored_again_in_time),
	KUNIT_CASE(test_heap_came_back_and_went),
	KUNIT_CASE(test_heap_waits_for_process_code),
	KUNIT_CASE(test_heap_static_is_not_counted),
	KUNIT_CASE(test_heap_limit_of_process),
	KUNIT_CASE(test_heap_list_runs_empty),
	KUNIT_CASE(test_heap_lists_are_bounded),
	KUNIT_CASE(test_heap_limit_of_handlers),
	KUNIT_CASE(test_heap_sizes),
	KUNIT_CASE(test_heap_large_objects_of_process),
	KUNIT_CASE(test_heap_injected_failure),
	KUNIT_CASE_SLOW(test_heap_settles),
	KUNIT_CASE(test_memory_is_limited_and_all_known),
	{}
};

static struct kunit_suite heap_suite = {
	.name		= "ktap_heap",
	.init		= heap_init,
	.exit		= fixture_exit,
	.test_cases	= heap_cases,
};

kunit_test_suite(heap_suite);
