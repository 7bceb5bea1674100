// SPDX-License-Identifier: GPL-2.0
/*
 * ktap - tests of the array part of tables
 *
 * Context: process
 */

#include "data/chunk.h"
#include "data/store.h"
#include "tests/fixture.h"
#include "tests/tables.h"

/* Chunks that any table may have. */
#define FREE_CHUNKS	8

#define DENSE	5000

struct dense {
	struct ktap_store *store;
	u64 before;
};

/* A store alone: what is behind a table. */
static void begin_store(struct kunit *test, struct dense *dense)
{
	struct fixture *fix = test->priv;
	struct ktap_invocation inv;

	fixture_begin(fix, &inv, KTAP_LEVEL_PROCESS);
	dense->store = ktap_store_create(&inv, 0);
	KUNIT_ASSERT_NOT_NULL(test, dense->store);
	fixture_end(fix, &inv);
	dense->before = fixture_live(fix);
}

static void end_store(struct kunit *test, struct dense *dense)
{
	struct fixture *fix = test->priv;

	ktap_heap_drop(fix->heap, &dense->store->obj);
	fixture_expect_empty(test);
}

static int insert(struct fixture *fix, u8 level, struct ktap_store *store, s64 i)
{
	struct ktap_value number = ktap_value_int(i);
	struct ktap_invocation inv;
	struct ktap_key key;
	int ret;

	ktap_key_init(&key, &number);
	fixture_begin(fix, &inv, level);
	ret = ktap_store_insert(&inv, store, &key, &number);
	fixture_end(fix, &inv);

	return ret;
}

/* The value, or -1. */
static s64 remove(struct fixture *fix, u8 level, struct ktap_store *store, s64 i)
{
	struct ktap_value number = ktap_value_int(i), v;
	struct ktap_invocation inv;
	struct ktap_key key;

	ktap_key_init(&key, &number);
	fixture_begin(fix, &inv, level);
	ktap_store_remove(&inv, store, &key, &v);
	fixture_end(fix, &inv);

	return v.kind == KTAP_KIND_INT ? v.i : -1;
}

static s64 find(struct ktap_store *store, s64 i)
{
	struct ktap_value number = ktap_value_int(i), v;
	struct ktap_slot *slot;
	struct ktap_key key;

	ktap_key_init(&key, &number);
	slot = ktap_store_find(store, &key);
	if (!slot)
		return -1;
	ktap_slot_get(slot, &v);

	return v.kind == KTAP_KIND_INT ? v.i : -1;
}

static bool is_index(struct ktap_store *store, s64 i)
{
	struct ktap_slot *slot = ktap_chunks_find(&store->chunks, i);

	return slot && ktap_slot_read(slot) != KTAP_SLOT_DEAD;
}

static void test_chunk_from_all_levels(struct kunit *test)
{
	struct fixture *fix = test->priv;
	unsigned int i, wrong = 0;
	struct dense dense;
	u8 level;

	begin_store(test, &dense);
	for (level = 0; level <= KTAP_LEVEL_PROCESS; level++) {
		for (i = 0; i < 200; i++) {
			wrong += !!insert(fix, level, dense.store, i);
			wrong += insert(fix, level, dense.store, i) != -EEXIST;
			ktap_heap_drain(fix->heap);
		}
		for (i = 0; i < 200; i++)
			wrong += find(dense.store, i) != i;
		wrong += find(dense.store, 200) != -1;
		KUNIT_EXPECT_EQ(test, ktap_store_len(dense.store), 200);
		for (i = 0; i < 200; i++) {
			wrong += remove(fix, level, dense.store, i) != i;
			wrong += remove(fix, level, dense.store, i) != -1;
			wrong += find(dense.store, i) != -1;
		}
		KUNIT_EXPECT_EQ(test, ktap_store_len(dense.store), 0);
	}
	KUNIT_EXPECT_EQ(test, wrong, 0);
	KUNIT_EXPECT_EQ(test, fixture_lost(fix, KTAP_LOSS_MEM_EMPTY), 0);
	end_store(test, &dense);
}

static void test_chunk_dense_keys_are_small(struct kunit *test)
{
	struct fixture *fix = test->priv;
	unsigned int i, wrong = 0;
	struct dense dense;

	begin_store(test, &dense);
	for (i = 0; i < DENSE; i++) {
		wrong += !!insert(fix, KTAP_LEVEL_PROCESS, dense.store, i);
		wrong += !is_index(dense.store, i);
	}
	KUNIT_EXPECT_EQ(test, wrong, 0);
	KUNIT_EXPECT_LE(test, fixture_live(fix) - dense.before, DENSE * 16);
	end_store(test, &dense);
}

/* Numbers far apart go to buckets: no chunk for each of them. */
static void test_chunk_sparse_keys_are_refused(struct kunit *test)
{
	struct fixture *fix = test->priv;
	unsigned int i, wrong = 0;
	struct dense dense;

	begin_store(test, &dense);
	for (i = 0; i < 2000; i++) {
		wrong += !!insert(fix, KTAP_LEVEL_PROCESS, dense.store,
				  i * 100003LL);
		wrong += atomic_read(&dense.store->chunks.nr) >
			 FREE_CHUNKS + i / 2;
	}
	for (i = 0; i < 2000; i++)
		wrong += find(dense.store, i * 100003LL) != i * 100003LL;
	KUNIT_EXPECT_EQ(test, ktap_store_len(dense.store), 2000);
	KUNIT_EXPECT_EQ(test, wrong, 0);
	end_store(test, &dense);
}

static void test_chunk_edges_of_the_range(struct kunit *test)
{
	static const s64 keys[] = {
		0, 15, 16, 255, 256, 4095, 4096, (1 << KTAP_MAX_INDEX_BITS) - 1,
		1 << KTAP_MAX_INDEX_BITS, -1, S64_MIN, S64_MAX, S64_MIN + 15,
	};
	struct fixture *fix = test->priv;
	struct dense dense;
	unsigned int i;

	begin_store(test, &dense);
	for (i = 0; i < ARRAY_SIZE(keys); i++) {
		KUNIT_EXPECT_EQ(test, find(dense.store, keys[i]), -1);
		KUNIT_EXPECT_EQ(test, insert(fix, KTAP_LEVEL_PROCESS,
					     dense.store, keys[i]), 0);
	}
	for (i = 0; i < ARRAY_SIZE(keys); i++)
		KUNIT_EXPECT_EQ(test, find(dense.store, keys[i]), keys[i]);
	KUNIT_EXPECT_EQ(test, ktap_store_len(dense.store), ARRAY_SIZE(keys));
	for (i = 0; i < ARRAY_SIZE(keys); i++)
		KUNIT_EXPECT_EQ(test, remove(fix, 0, dense.store, keys[i]),
				keys[i]);
	end_store(test, &dense);
}

static void test_chunk_slots_do_not_move(struct kunit *test)
{
	struct fixture *fix = test->priv;
	struct ktap_slot *slot;
	unsigned int i, wrong = 0;
	struct dense dense;

	begin_store(test, &dense);
	wrong += !!insert(fix, 0, dense.store, 5);
	slot = ktap_chunks_find(&dense.store->chunks, 5);
	for (i = 16; i < 1 << 20; i = i * 5 / 4) {
		wrong += !!insert(fix, KTAP_LEVEL_PROCESS, dense.store, i);
		wrong += ktap_chunks_find(&dense.store->chunks, 5) != slot;
	}
	for (i = 16; i < 1 << 20; i = i * 5 / 4)
		wrong += remove(fix, KTAP_LEVEL_PROCESS, dense.store, i) != i;
	ktap_heap_drain(fix->heap);
	wrong += ktap_chunks_find(&dense.store->chunks, 5) != slot;
	KUNIT_EXPECT_EQ(test, wrong, 0);
	KUNIT_EXPECT_EQ(test, find(dense.store, 5), 5);
	end_store(test, &dense);
}

static void test_chunk_pruned(struct kunit *test)
{
	struct fixture *fix = test->priv;
	unsigned int i, wrong = 0, round;
	struct dense dense;

	begin_store(test, &dense);
	for (round = 0; round < 3; round++) {
		for (i = 0; i < DENSE; i++)
			wrong += !!insert(fix, KTAP_LEVEL_PROCESS, dense.store,
					  i);
		for (i = 0; i < DENSE; i++) {
			if (i != 3333)
				wrong += remove(fix, 0, dense.store, i) != i;
			if (!(i % 512))
				ktap_heap_drain(fix->heap);
		}
		ktap_heap_drain(fix->heap);
		KUNIT_EXPECT_LT(test, fixture_live(fix) - dense.before, SZ_8K);
		wrong += find(dense.store, 3333) != 3333;
		wrong += remove(fix, 0, dense.store, 3333) != 3333;
	}
	KUNIT_EXPECT_EQ(test, ktap_store_len(dense.store), 0);
	KUNIT_EXPECT_EQ(test, wrong, 0);
	end_store(test, &dense);
}

/* Numbers that rise for ever, few at a time: requests, file handles. */
static void test_chunk_moving_window(struct kunit *test)
{
	struct fixture *fix = test->priv;
	unsigned int i, wrong = 0, index = 0;
	struct dense dense;

	begin_store(test, &dense);
	for (i = 0; i < 4 * DENSE; i++) {
		wrong += !!insert(fix, KTAP_LEVEL_PROCESS, dense.store, i);
		index += is_index(dense.store, i);
		if (i >= 20)
			wrong += remove(fix, 0, dense.store, i - 20) != i - 20;
		if (!(i % 64))
			ktap_heap_drain(fix->heap);
		wrong += atomic_read(&dense.store->chunks.nr) >
			 FREE_CHUNKS + 20;
	}
	ktap_heap_drain(fix->heap);
	KUNIT_EXPECT_EQ(test, wrong, 0);
	/* Most of them found a place where it is cheap. */
	KUNIT_EXPECT_GT(test, index, 2 * DENSE);
	KUNIT_EXPECT_LT(test, fixture_live(fix) - dense.before, SZ_8K);
	end_store(test, &dense);
}

/* Where there was no memory for a chunk the key stays where it is. */
static void test_chunk_without_memory(struct kunit *test)
{
	struct fixture *fix = test->priv;
	unsigned int nth, i, wrong = 0;
	struct dense dense;

	if (!IS_ENABLED(CONFIG_KTAP_DEBUG))
		kunit_skip(test, "needs CONFIG_KTAP_DEBUG");

	begin_store(test, &dense);
	for (nth = 1; nth <= 3; nth++) {
		ktap_heap_inject(fix->heap, nth);
		wrong += !!insert(fix, 0, dense.store, 1000 + nth);
		wrong += is_index(dense.store, 1000 + nth);
		ktap_heap_inject(fix->heap, 0);
		/* What was freed is at hand only when a worker has filled up. */
		ktap_heap_drain(fix->heap);
	}
	wrong += !!insert(fix, 0, dense.store, 1000);
	KUNIT_EXPECT_TRUE(test, is_index(dense.store, 1000));
	for (i = 1; i <= 3; i++) {
		wrong += insert(fix, 0, dense.store, 1000 + i) != -EEXIST;
		wrong += is_index(dense.store, 1000 + i);
		wrong += find(dense.store, 1000 + i) != 1000 + i;
	}
	KUNIT_EXPECT_EQ(test, ktap_store_len(dense.store), 4);
	/* Once removed it may go where it belongs. */
	wrong += remove(fix, 0, dense.store, 1001) != 1001;
	wrong += !!insert(fix, 0, dense.store, 1001);
	KUNIT_EXPECT_TRUE(test, is_index(dense.store, 1001));
	KUNIT_EXPECT_EQ(test, wrong, 0);
	KUNIT_EXPECT_EQ(test, fixture_lost(fix, KTAP_LOSS_MEM_EMPTY), 0);
	end_store(test, &dense);
}

/* Integers in order, each once, while others come and go and chunks, too. */
static void test_chunk_walk_while_it_changes(struct kunit *test)
{
	struct fixture *fix = test->priv;
	struct ktap_table *table = stored_table(test, 0);
	unsigned int i, wrong = 0, seen = 0, texts = 0, steps = 0;
	struct ktap_value key, v;
	s64 last = -1;
	u64 pos = 0;

	for (i = 0; i < DENSE; i++)
		wrong += !!set_int(fix, table, i, i);
	wrong += set(fix, KTAP_LEVEL_PROCESS, table, text_value(test, "text"),
		     ktap_value_int(1));
	while (ktap_table_next(table, &pos, &key, &v)) {
		if (key.kind != KTAP_KIND_INT) {
			texts++;
			continue;
		}
		wrong += key.i <= last || v.i != key.i;
		last = key.i;
		seen += key.i < DENSE && !(key.i % 100);
		/* All but every 100th goes, some before they were met. */
		for (i = steps * 3; i < steps * 3 + 3 && i < DENSE; i++) {
			if (i % 100)
				take_int(fix, table, i);
		}
		if (steps < 500)
			set_int(fix, table, 2 * DENSE + steps,
				2 * DENSE + steps);
		if (!(++steps % 64))
			ktap_heap_drain(fix->heap);
	}
	KUNIT_EXPECT_EQ(test, seen, DENSE / 100);
	KUNIT_EXPECT_EQ(test, texts, 1);
	KUNIT_EXPECT_EQ(test, wrong, 0);
	forget_table(test, table);
}

static void test_chunk_take_all(struct kunit *test)
{
	struct fixture *fix = test->priv;
	struct ktap_table *table = stored_table(test, 0), *taken;
	struct ktap_value text = text_value(test, "text");
	struct ktap_invocation inv;
	unsigned int i, wrong = 0;
	u8 level;

	for (level = 0; level <= KTAP_LEVEL_PROCESS; level++) {
		for (i = 0; i < 300; i++)
			wrong += !!set_int(fix, table, i, i);
		wrong += !!set(fix, 0, table, text, ktap_value_int(1));
		ktap_heap_drain(fix->heap);
		fixture_begin(fix, &inv, level);
		taken = ktap_table_take_all(&inv, table);
		KUNIT_EXPECT_NOT_NULL(test, taken);
		wrong += ktap_table_len(taken) != 301;
		wrong += get_int(taken, ktap_value_int(299)) != 299;
		wrong += get_int(taken, text) != 1;
		wrong += get_int(table, ktap_value_int(299)) != -1;
		wrong += ktap_table_len(table) != 0;
		fixture_end(fix, &inv);
	}
	KUNIT_EXPECT_EQ(test, wrong, 0);
	forget_table(test, table);
}

static void test_chunk_nmi_gives_up(struct kunit *test)
{
	struct fixture *fix = test->priv;
	struct ktap_value v = ktap_value_int(7);
	unsigned long flags;
	struct dense dense;
	unsigned int stripe;
	int inserted, removed;
	struct ktap_key key;

	begin_store(test, &dense);
	ktap_key_init(&key, &v);
	stripe = key.hash >> (32 - KTAP_STRIPE_BITS);
	preempt_disable();
	raw_spin_lock_irqsave(&dense.store->locks[stripe], flags);
	dense.store->held = BIT(stripe);
	inserted = insert(fix, 3, dense.store, 7);
	removed = remove(fix, 3, dense.store, 7);
	dense.store->held = 0;
	raw_spin_unlock_irqrestore(&dense.store->locks[stripe], flags);
	preempt_enable();

	KUNIT_EXPECT_EQ(test, inserted, -EBUSY);
	KUNIT_EXPECT_EQ(test, removed, -1);
	KUNIT_EXPECT_EQ(test, ktap_store_len(dense.store), 0);
	KUNIT_EXPECT_EQ(test, fixture_lost(fix, KTAP_LOSS_LOCK), 2);
	KUNIT_EXPECT_EQ(test, insert(fix, 3, dense.store, 7), 0);
	end_store(test, &dense);
}

static struct kunit_case chunk_cases[] = {
	KUNIT_CASE(test_chunk_from_all_levels),
	KUNIT_CASE(test_chunk_dense_keys_are_small),
	KUNIT_CASE(test_chunk_sparse_keys_are_refused),
	KUNIT_CASE(test_chunk_edges_of_the_range),
	KUNIT_CASE(test_chunk_slots_do_not_move),
	KUNIT_CASE(test_chunk_pruned),
	KUNIT_CASE_SLOW(test_chunk_moving_window),
	KUNIT_CASE(test_chunk_without_memory),
	KUNIT_CASE(test_chunk_walk_while_it_changes),
	KUNIT_CASE(test_chunk_take_all),
	KUNIT_CASE(test_chunk_nmi_gives_up),
	{}
};

static struct kunit_suite chunk_suite = {
	.name		= "ktap_chunk",
	.init		= table_init,
	.exit		= fixture_exit,
	.test_cases	= chunk_cases,
};

kunit_test_suite(chunk_suite);
