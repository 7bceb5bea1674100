// SPDX-License-Identifier: GPL-2.0
/*
 * ktap - tests of tables
 *
 * Context: process
 */

#include <linux/completion.h>
#include <linux/kthread.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/sort.h>

#include "data/func.h"
#include "data/hash.h"
#include "data/store.h"
#include "data/string.h"
#include "data/table.h"
#include "mem/guard.h"
#include "tests/fixture.h"
#include "tests/tables.h"

/* -- elements -------------------------------------------------------------- */

static void test_table_all_kinds_of_keys(struct kunit *test)
{
	struct fixture *fix = test->priv;
	struct ktap_table *table = stored_table(test, 0);
	struct ktap_func *func = kunit_kzalloc(test, sizeof(*func), GFP_KERNEL);
	struct ktap_value keys[] = {
		ktap_value_nil(), ktap_value_bool(false), ktap_value_bool(true),
		ktap_value_int(0), ktap_value_int(-1), ktap_value_int(S64_MAX),
		ktap_value_int(S64_MIN), text_value(test, ""),
		text_value(test, "0"), text_value(test, "a longer text"),
		ktap_value_obj(KTAP_KIND_FUNC, &func->obj),
	};
	struct ktap_value same = text_value(test, "a longer text");
	unsigned int i;
	u8 level;

	func->obj.kind = KTAP_KIND_FUNC;
	func->obj.flags = KTAP_OBJECT_STATIC;
	for (level = 0; level <= KTAP_LEVEL_PROCESS; level++) {
		for (i = 0; i < ARRAY_SIZE(keys); i++) {
			KUNIT_EXPECT_EQ(test, set(fix, level, table, keys[i],
						  ktap_value_int(i + level)), 0);
			ktap_heap_drain(fix->heap);
		}
		for (i = 0; i < ARRAY_SIZE(keys); i++)
			KUNIT_EXPECT_EQ(test, get_int(table, keys[i]), i + level);
		KUNIT_EXPECT_EQ(test, get_int(table, same), 9 + level);
		KUNIT_EXPECT_EQ(test, ktap_table_len(table), ARRAY_SIZE(keys));
		for (i = 0; i < ARRAY_SIZE(keys); i++) {
			KUNIT_EXPECT_EQ(test, set(fix, level, table, keys[i],
						  ktap_value_nil()), 0);
			KUNIT_EXPECT_EQ(test, get_int(table, keys[i]), -1);
		}
		KUNIT_EXPECT_EQ(test, ktap_table_len(table), 0);
		ktap_heap_drain(fix->heap);
	}
	forget_table(test, table);
}

static void test_table_bad_key(struct kunit *test)
{
	struct fixture *fix = test->priv;
	struct ktap_table *table = stored_table(test, 0);
	struct ktap_value key, v = ktap_value_int(1);
	struct ktap_invocation inv;

	key = ktap_value_obj(KTAP_KIND_TABLE, ktap_table_object(table));
	KUNIT_EXPECT_EQ(test, set(fix, 0, table, key, v), KTAP_TRAP_BAD_KEY);
	KUNIT_EXPECT_EQ(test, update(fix, 0, table, key, KTAP_UPDATE_ADD, v),
			KTAP_TRAP_BAD_KEY);
	fixture_begin(fix, &inv, 0);
	KUNIT_EXPECT_EQ(test, ktap_table_take(&inv, table, &key, &v),
			KTAP_TRAP_BAD_KEY);
	fixture_end(fix, &inv);
	ktap_table_get(table, &key, &v);
	KUNIT_EXPECT_EQ(test, v.kind, KTAP_KIND_NIL);
	forget_table(test, table);
}

static void test_table_scratch_keys_are_copied(struct kunit *test)
{
	struct fixture *fix = test->priv;
	struct ktap_table *table = stored_table(test, 0);
	struct ktap_value key, one = ktap_value_int(1);
	struct ktap_invocation inv;
	struct ktap_string *string;
	unsigned int i;
	int trap = 0, ret = 0;
	u64 live = 0;

	for (i = 0; i < 3; i++) {
		fixture_begin(fix, &inv, 0);
		string = ktap_string_make(&inv, "execname", 8, &trap);
		key = ktap_value_obj(KTAP_KIND_STRING, &string->obj);
		ret |= ktap_table_update(&inv, table, &key, KTAP_UPDATE_ADD,
					 &one);
		memset(string->bytes, 'x', 8);
		fixture_end(fix, &inv);
		/* Once the key exists nothing is allocated. */
		if (live)
			KUNIT_EXPECT_EQ(test, fixture_live(fix), live);
		live = fixture_live(fix);
	}
	KUNIT_EXPECT_EQ(test, ret, 0);
	KUNIT_EXPECT_EQ(test, get_int(table, text_value(test, "execname")), 3);
	forget_table(test, table);
}

static void test_table_keys_of_parts(struct kunit *test)
{
	struct fixture *fix = test->priv;
	struct ktap_table *table = stored_table(test, 0);
	struct ktap_value parts[3], again[3], key, got, v;
	struct ktap_invocation inv;
	struct ktap_string *string;
	u64 live = 0, pos = 0;
	int trap = 0;
	u8 level;

	for (level = 0; level <= KTAP_LEVEL_PROCESS; level++) {
		fixture_begin(fix, &inv, level);
		string = ktap_string_make(&inv, "execname", 8, &trap);
		parts[0] = ktap_value_obj(KTAP_KIND_STRING, &string->obj);
		parts[1] = ktap_value_nil();
		parts[2] = ktap_value_int(S64_MIN);
		key = ktap_value_key(parts, 3);
		v = ktap_value_int(1);
		KUNIT_EXPECT_EQ(test, ktap_table_update(&inv, table, &key,
							KTAP_UPDATE_ADD, &v), 0);
		fixture_end(fix, &inv);
		ktap_heap_drain(fix->heap);
		/* Once the key exists nothing is allocated. */
		if (live)
			KUNIT_EXPECT_EQ(test, fixture_live(fix), live);
		live = fixture_live(fix);
	}
	again[0] = text_value(test, "execname");
	again[1] = ktap_value_nil();
	again[2] = ktap_value_int(S64_MIN);
	KUNIT_EXPECT_EQ(test, get_int(table, ktap_value_key(again, 3)),
			KTAP_LEVEL_PROCESS + 1);
	KUNIT_EXPECT_EQ(test, get_int(table, ktap_value_key(again, 2)), -1);
	KUNIT_EXPECT_EQ(test, get_int(table, again[0]), -1);
	again[2] = ktap_value_int(S64_MAX);
	KUNIT_EXPECT_EQ(test, get_int(table, ktap_value_key(again, 3)), -1);

	/* As a value, it finds the same element. */
	KUNIT_ASSERT_TRUE(test, ktap_table_next(table, &pos, &key, &v));
	KUNIT_EXPECT_EQ(test, key.kind, KTAP_KIND_TUPLE);
	ktap_table_get(table, &key, &got);
	KUNIT_EXPECT_EQ(test, got.i, v.i);
	KUNIT_EXPECT_FALSE(test, ktap_table_next(table, &pos, &key, &v));

	again[1] = ktap_value_obj(KTAP_KIND_TABLE, ktap_table_object(table));
	KUNIT_EXPECT_EQ(test, set(fix, 0, table, ktap_value_key(again, 2), v),
			KTAP_TRAP_BAD_KEY);
	forget_table(test, table);
}

/* An allocation fails somewhere: nothing is left of the key. */
static void test_table_parts_without_memory(struct kunit *test)
{
	struct fixture *fix = test->priv;
	struct ktap_table *table = stored_table(test, 0);
	struct ktap_value parts[2], key, v = ktap_value_int(1);
	struct ktap_invocation inv;
	struct ktap_string *string;
	int trap = 0, ret = -1;
	unsigned int nth;
	u64 live;

	if (!IS_ENABLED(CONFIG_KTAP_DEBUG))
		kunit_skip(test, "needs CONFIG_KTAP_DEBUG");
	live = fixture_live(fix);
	for (nth = 1; ret && nth < 20; nth++) {
		KUNIT_EXPECT_EQ(test, ktap_table_len(table), 0);
		ktap_heap_drain(fix->heap);
		KUNIT_EXPECT_EQ(test, fixture_live(fix), live);
		fixture_begin(fix, &inv, 0);
		string = ktap_string_make(&inv, "execname", 8, &trap);
		parts[0] = ktap_value_obj(KTAP_KIND_STRING, &string->obj);
		parts[1] = ktap_value_int(1);
		key = ktap_value_key(parts, 2);
		ktap_heap_inject(fix->heap, nth);
		ret = ktap_table_set(&inv, table, &key, &v);
		ktap_heap_inject(fix->heap, 0);
		fixture_end(fix, &inv);
	}
	KUNIT_EXPECT_EQ(test, ret, 0);
	/* Node, tuple and string failed once each. */
	KUNIT_EXPECT_EQ(test, nth, 5);
	forget_table(test, table);
}

static void test_table_update(struct kunit *test)
{
	struct fixture *fix = test->priv;
	struct ktap_table *table = stored_table(test, 0);
	struct ktap_value key = text_value(test, "k"), v;

	KUNIT_EXPECT_EQ(test, update(fix, 0, table, key, KTAP_UPDATE_SUB,
				     ktap_value_int(3)), 0);
	KUNIT_EXPECT_EQ(test, get_int(table, key) + 1, -2);
	KUNIT_EXPECT_EQ(test, update(fix, 1, table, key, KTAP_UPDATE_MUL,
				     ktap_value_int(-5)), 0);
	KUNIT_EXPECT_EQ(test, get_int(table, key), 15);
	KUNIT_EXPECT_EQ(test, update(fix, 2, table, key, KTAP_UPDATE_DIV,
				     ktap_value_int(0)), KTAP_TRAP_DIV_ZERO);
	KUNIT_EXPECT_EQ(test, get_int(table, key), 15);
	KUNIT_EXPECT_EQ(test, update(fix, 3, table, key, KTAP_UPDATE_CAT,
				     ktap_value_bool(true)), 0);
	ktap_table_get(table, &key, &v);
	KUNIT_ASSERT_EQ(test, v.kind, KTAP_KIND_STRING);
	KUNIT_EXPECT_STREQ(test, ktap_string_of(v.obj)->bytes, "15true");

	/* What is wrong with a missing element makes none. */
	key = text_value(test, "other");
	KUNIT_EXPECT_EQ(test, update(fix, 0, table, key, KTAP_UPDATE_MOD,
				     ktap_value_int(0)), KTAP_TRAP_DIV_ZERO);
	KUNIT_EXPECT_EQ(test, update(fix, 0, table, key, KTAP_UPDATE_ADD, v),
			KTAP_TRAP_NOT_INT);
	KUNIT_EXPECT_EQ(test, ktap_table_len(table), 1);
	KUNIT_EXPECT_EQ(test, update(fix, 0, table, key, KTAP_UPDATE_CAT,
				     ktap_value_int(7)), 0);
	ktap_table_get(table, &key, &v);
	KUNIT_ASSERT_EQ(test, v.kind, KTAP_KIND_STRING);
	KUNIT_EXPECT_STREQ(test, ktap_string_of(v.obj)->bytes, "7");
	forget_table(test, table);
}

static void test_table_take(struct kunit *test)
{
	struct fixture *fix = test->priv;
	struct ktap_table *table = stored_table(test, 0);
	struct ktap_value key = ktap_value_int(1), big = ktap_value_int(S64_MAX);
	struct ktap_invocation inv;
	struct ktap_value v;

	KUNIT_EXPECT_EQ(test, set(fix, 0, table, key, big), 0);
	fixture_begin(fix, &inv, 0);
	KUNIT_EXPECT_EQ(test, ktap_table_take(&inv, table, &key, &v), 0);
	KUNIT_EXPECT_TRUE(test, ktap_value_equal(&v, &big));
	KUNIT_EXPECT_EQ(test, ktap_table_take(&inv, table, &key, &v), 0);
	KUNIT_EXPECT_EQ(test, v.kind, KTAP_KIND_NIL);
	fixture_end(fix, &inv);
	KUNIT_EXPECT_EQ(test, ktap_table_len(table), 0);
	forget_table(test, table);
}

static void test_table_take_all(struct kunit *test)
{
	struct fixture *fix = test->priv;
	struct ktap_table *table = stored_table(test, 0), *taken;
	struct ktap_invocation inv;
	unsigned int i;
	u8 level;

	for (level = 0; level <= KTAP_LEVEL_PROCESS; level++) {
		for (i = 0; i < 100; i++)
			KUNIT_EXPECT_EQ(test, set_int(fix, table, i, i), 0);
		ktap_heap_drain(fix->heap);
		fixture_begin(fix, &inv, level);
		taken = ktap_table_take_all(&inv, table);
		KUNIT_EXPECT_NOT_NULL(test, taken);
		KUNIT_EXPECT_EQ(test, ktap_table_len(taken), 100);
		KUNIT_EXPECT_EQ(test, get_int(taken, ktap_value_int(77)), 77);
		KUNIT_EXPECT_EQ(test, ktap_table_len(table), 0);
		fixture_end(fix, &inv);
		KUNIT_EXPECT_EQ(test, set_int(fix, table, 1, 1), 0);
		KUNIT_EXPECT_EQ(test, ktap_table_len(table), 1);
	}
	forget_table(test, table);
}

/* -- growth, walks --------------------------------------------------------- */

#define MANY	20000

/* Integers that are no business of the array part. */
#define FAR	(1LL << 40)

static void test_table_grows(struct kunit *test)
{
	struct fixture *fix = test->priv;
	struct ktap_table *table = stored_table(test, 0);
	unsigned int i, wrong = 0;

	/* Where the worker is slower, process code waits for it. */
	for (i = 0; i < MANY; i++)
		wrong += !!set_int(fix, table, FAR + i, i * 3);
	KUNIT_EXPECT_EQ(test, ktap_table_len(table), MANY);
	for (i = 0; i < MANY; i++)
		wrong += get_int(table, ktap_value_int(FAR + i)) != i * 3;
	KUNIT_EXPECT_EQ(test, get_int(table, ktap_value_int(FAR + MANY)), -1);
	for (i = 0; i < MANY; i += 2)
		wrong += take_int(fix, table, FAR + i) != i * 3;
	KUNIT_EXPECT_EQ(test, ktap_table_len(table), MANY / 2);
	for (i = 0; i < MANY; i++)
		wrong += get_int(table, ktap_value_int(FAR + i)) !=
			 (i & 1 ? (s64)i * 3 : -1);
	KUNIT_EXPECT_EQ(test, wrong, 0);
	forget_table(test, table);
}

/* What a table of one element takes, and what it took when it had many. */
static void test_table_shrinks(struct kunit *test)
{
	struct fixture *fix = test->priv;
	struct ktap_table *table = stored_table(test, 0);
	u64 before = fixture_live(fix), most;
	unsigned int i, wrong = 0;

	for (i = 0; i < MANY; i++) {
		wrong += !!set_int(fix, table, FAR + i, i);
		if (!(i % 1000))
			ktap_heap_drain(fix->heap);
	}
	ktap_heap_drain(fix->heap);
	most = fixture_live(fix);
	for (i = 0; i < MANY - 8; i++) {
		wrong += take_int(fix, table, FAR + i) != i;
		/* The rest is there at any time. */
		wrong += get_int(table, ktap_value_int(FAR + MANY - 1)) !=
			 MANY - 1;
		if (!(i % 1000))
			ktap_heap_drain(fix->heap);
	}
	ktap_heap_drain(fix->heap);
	KUNIT_EXPECT_GT(test, most - before, MANY * 64);
	KUNIT_EXPECT_LT(test, fixture_live(fix) - before, 2048);
	for (; i < MANY; i++)
		wrong += get_int(table, ktap_value_int(FAR + i)) != i;
	KUNIT_EXPECT_EQ(test, ktap_table_len(table), 8);
	/* And it grows again. */
	for (i = 0; i < MANY; i++) {
		wrong += !!set_int(fix, table, FAR + i, i);
		if (!(i % 1000))
			ktap_heap_drain(fix->heap);
	}
	for (i = 0; i < MANY; i++)
		wrong += get_int(table, ktap_value_int(FAR + i)) != i;
	KUNIT_EXPECT_EQ(test, wrong, 0);
	forget_table(test, table);
}

/* Elements go, and the table shrinks, under a walk; every 64th stays. */
static void test_table_walk_while_it_shrinks(struct kunit *test)
{
	struct fixture *fix = test->priv;
	struct ktap_table *table = stored_table(test, 0);
	unsigned int i, gone = 0, steps = 0, wrong = 0;
	struct ktap_value key, v;
	u64 pos = 0;
	u8 *seen;

	seen = kunit_kzalloc(test, MANY, GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, seen);
	for (i = 0; i < MANY; i++) {
		wrong += !!set_int(fix, table, FAR + i, i);
		if (!(i % 1000))
			ktap_heap_drain(fix->heap);
	}
	while (ktap_table_next(table, &pos, &key, &v)) {
		KUNIT_ASSERT_LT(test, (u64)(key.i - FAR), MANY);
		seen[key.i - FAR]++;
		for (i = 0; i < 100 && gone < MANY; i++, gone++) {
			if (gone % 64)
				take_int(fix, table, FAR + gone);
		}
		if (!(++steps % 16))
			ktap_heap_drain(fix->heap);
	}
	for (i = 0; i < MANY; i++)
		wrong += i % 64 ? seen[i] > 1 : seen[i] != 1;
	KUNIT_EXPECT_EQ(test, wrong, 0);
	KUNIT_EXPECT_EQ(test, ktap_table_len(table), DIV_ROUND_UP(MANY, 64));
	forget_table(test, table);
}

static void test_table_begins_with_room(struct kunit *test)
{
	struct fixture *fix = test->priv;
	struct ktap_table *small = stored_table(test, 8);
	u64 bytes = fixture_live(fix);
	struct ktap_table *large = stored_table(test, 4096);
	struct ktap_table *huge;

	KUNIT_EXPECT_GE(test, fixture_live(fix) - bytes, 4096 * sizeof(void *));
	bytes = fixture_live(fix);
	/* What an image asks for is bounded. */
	huge = stored_table(test, U32_MAX);
	KUNIT_EXPECT_LE(test, fixture_live(fix) - bytes, SZ_1M);
	KUNIT_EXPECT_EQ(test, set_int(fix, huge, 1, 2), 0);
	KUNIT_EXPECT_EQ(test, get_int(huge, ktap_value_int(1)), 2);
	ktap_heap_drop(fix->heap, ktap_table_object(small));
	ktap_heap_drop(fix->heap, ktap_table_object(large));
	forget_table(test, huge);
}

/*
 * Elements 0 … MANY - 1 exist throughout; others come and go, and the table
 * grows, while it is walked.
 */
static void test_table_walk_while_it_changes(struct kunit *test)
{
	struct fixture *fix = test->priv;
	struct ktap_table *table = stored_table(test, 0);
	unsigned int i, wrong = 0, steps = 0, added = MANY / 10;
	struct ktap_value key, v;
	u64 pos = 0;
	u8 *seen;

	seen = kunit_kzalloc(test, 4 * MANY, GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, seen);
	for (i = 0; i < MANY / 10; i++)
		wrong += !!set_int(fix, table, i, i);

	while (ktap_table_next(table, &pos, &key, &v)) {
		KUNIT_ASSERT_EQ(test, key.kind, KTAP_KIND_INT);
		KUNIT_ASSERT_LT(test, key.i, 4 * MANY);
		wrong += key.i != v.i;
		seen[key.i]++;
		steps++;
		/* Remove the current one if it is one of those that come. */
		if (key.i >= MANY / 10)
			wrong += take_int(fix, table, key.i) != key.i;
		for (i = 0; i < 4 && added < 4 * MANY; i++, added++)
			wrong += !!set_int(fix, table, added, added);
		if (added > MANY)
			take_int(fix, table, added - MANY / 2);
		if (!(steps % 256))
			ktap_heap_drain(fix->heap);
	}
	KUNIT_EXPECT_FALSE(test, ktap_table_next(table, &pos, &key, &v));
	for (i = 0; i < MANY / 10; i++)
		wrong += seen[i] != 1;
	for (; i < 4 * MANY; i++)
		wrong += seen[i] > 1;
	KUNIT_EXPECT_EQ(test, wrong, 0);
	KUNIT_EXPECT_GE(test, steps, MANY / 10);
	forget_table(test, table);
}

static void test_table_walk_of_nothing(struct kunit *test)
{
	struct ktap_table *table = stored_table(test, 100);
	struct ktap_value key, v;
	u64 pos = 0;

	KUNIT_EXPECT_FALSE(test, ktap_table_next(table, &pos, &key, &v));
	KUNIT_EXPECT_FALSE(test, ktap_table_next(table, &pos, &key, &v));
	forget_table(test, table);
}

/* -- collisions ------------------------------------------------------------ */

static int compare_u64(const void *a, const void *b)
{
	u64 x = *(const u64 *)a, y = *(const u64 *)b;

	return x < y ? -1 : x > y;
}

#define NR_HASHED	(1 << 18)

/* Numbers without a pattern: their hashes collide as often as chance has it. */
static s64 scattered(u32 i)
{
	u64 n = i * 0x9e3779b97f4a7c15ULL;

	n = (n ^ n >> 29) * 0xbf58476d1ce4e5b9ULL;
	return n ^ n >> 32;
}

/* Keys that have the very same hash are told apart, walked and removed. */
static void test_table_equal_hashes(struct kunit *test)
{
	struct fixture *fix = test->priv;
	struct ktap_table *table = stored_table(test, 0);
	unsigned int i, pairs = 0, walked = 0, wrong = 0;
	struct ktap_value key, v;
	u64 *hashed, pos = 0;
	s64 a, b;

	hashed = kvcalloc(NR_HASHED, sizeof(*hashed), GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, hashed);
	for (i = 0; i < NR_HASHED; i++)
		hashed[i] = (u64)ktap_hash_int(scattered(i)) << 32 | i;
	sort(hashed, NR_HASHED, sizeof(*hashed), compare_u64, NULL);

	for (i = 1; i < NR_HASHED; i++) {
		if (hashed[i] >> 32 != hashed[i - 1] >> 32)
			continue;
		pairs++;
		a = scattered(hashed[i - 1]);
		b = scattered(hashed[i]);
		wrong += !!set_int(fix, table, a, 1);
		wrong += !!set_int(fix, table, b, 2);
		wrong += get_int(table, ktap_value_int(a)) != 1;
		wrong += get_int(table, ktap_value_int(b)) != 2;
		/* The first leaves, comes again into the gap. */
		wrong += take_int(fix, table, a) != 1;
		wrong += get_int(table, ktap_value_int(a)) != -1;
		wrong += get_int(table, ktap_value_int(b)) != 2;
		wrong += !!set_int(fix, table, a, 1);
	}
	kvfree(hashed);
	while (ktap_table_next(table, &pos, &key, &v))
		walked++;
	/* About 8 pairs: fewer than 1 once in 3000 runs of the test. */
	KUNIT_EXPECT_GT(test, pairs, 0);
	KUNIT_EXPECT_EQ(test, walked, ktap_table_len(table));
	KUNIT_EXPECT_EQ(test, wrong, 0);
	forget_table(test, table);
}

/*
 * All keys in one bucket: a bounded chain, and losses that are counted.  Who
 * walked through it pays.
 */
static void test_table_one_bucket(struct kunit *test)
{
	struct fixture *fix = test->priv;
	struct ktap_table *table = stored_table(test, 0);
	unsigned int nr = 0, wrong = 0, lost = 0;
	struct ktap_invocation inv;
	struct ktap_value key;
	s64 i;
	int ret;

	for (i = FAR; nr < KTAP_MAX_CHAIN + 20; i++) {
		if (ktap_hash_int(i) >> 20)
			continue;
		nr++;
		ret = set_int(fix, table, i, i);
		key = ktap_value_int(i);
		lost += ret == -ENOSPC;
		wrong += ret && ret != -ENOSPC;
		wrong += get_int(table, key) != (ret ? -1 : i);
	}
	KUNIT_EXPECT_EQ(test, wrong, 0);
	KUNIT_EXPECT_GT(test, lost, 0);
	KUNIT_EXPECT_EQ(test, ktap_table_len(table), nr - lost);
	KUNIT_EXPECT_LE(test, nr - lost, KTAP_MAX_CHAIN + 1);
	KUNIT_EXPECT_EQ(test, fixture_lost(fix, KTAP_LOSS_MEM_EMPTY), lost);

	while (ktap_hash_int(i) >> 20)
		i++;
	key = ktap_value_int(i);
	fixture_begin(fix, &inv, 0);
	KUNIT_EXPECT_EQ(test, ktap_table_set(&inv, table, &key, &key), -ENOSPC);
	KUNIT_EXPECT_GE(test, S64_MAX - inv.budget, KTAP_MAX_CHAIN);
	fixture_end(fix, &inv);
	forget_table(test, table);
}

/* -- memory ---------------------------------------------------------------- */

static void test_table_made_and_forgotten(struct kunit *test)
{
	struct fixture *fix = test->priv;
	struct ktap_value key = ktap_value_int(1), v = ktap_value_int(S64_MAX);
	struct ktap_invocation inv;
	struct ktap_table *table;
	unsigned int i, nr = 0;
	u8 level;

	for (level = 0; level <= KTAP_LEVEL_PROCESS; level++) {
		for (i = 0; i < 20; i++) {
			fixture_begin(fix, &inv, level);
			table = ktap_table_create(&inv, 0);
			if (table)
				nr += !ktap_table_set(&inv, table, &key, &v);
			fixture_end(fix, &inv);
			ktap_heap_drain(fix->heap);
		}
	}
	KUNIT_EXPECT_EQ(test, nr, 100);
	fixture_expect_empty(test);
}

/* More elements than are dropped on the spot, and an array that grew. */
static void test_table_large_and_forgotten(struct kunit *test)
{
	struct fixture *fix = test->priv;
	struct ktap_invocation inv;
	struct ktap_table *table;
	struct ktap_value v;
	unsigned int i, nr = 0;

	fixture_begin(fix, &inv, KTAP_LEVEL_PROCESS);
	table = ktap_table_create(&inv, 1000);
	KUNIT_ASSERT_NOT_NULL(test, table);
	for (i = 0; i < 1000; i++) {
		v = ktap_value_int(i);
		nr += !ktap_table_set(&inv, table, &v, &v);
	}
	fixture_end(fix, &inv);
	KUNIT_EXPECT_EQ(test, nr, 1000);
	fixture_expect_empty(test);
}

static void test_table_nested(struct kunit *test)
{
	struct fixture *fix = test->priv;
	struct ktap_table *outer = stored_table(test, 0), *inner;
	struct ktap_value key = ktap_value_int(1), v;
	struct ktap_invocation inv;
	unsigned int i;

	for (i = 0; i < 1000; i++) {
		fixture_begin(fix, &inv, KTAP_LEVEL_PROCESS);
		inner = outer;
		outer = ktap_table_create(&inv, 0);
		KUNIT_ASSERT_NOT_NULL(test, outer);
		v = ktap_value_obj(KTAP_KIND_TABLE, ktap_table_object(inner));
		KUNIT_ASSERT_EQ(test, ktap_table_set(&inv, outer, &key, &v), 0);
		ktap_heap_own(ktap_table_object(outer));
		ktap_heap_drop(fix->heap, ktap_table_object(inner));
		fixture_end(fix, &inv);
	}
	ktap_heap_drain(fix->heap);
	KUNIT_EXPECT_GT(test, fixture_live(fix), 1000 * 64);
	forget_table(test, outer);
}

/* A cycle stays until the heap goes, which must not leak it. */
static void test_table_cycle(struct kunit *test)
{
	struct fixture *fix = test->priv;
	struct ktap_table *a = stored_table(test, 0);
	struct ktap_table *b = stored_table(test, 0);
	struct ktap_value key = text_value(test, "other");

	KUNIT_EXPECT_EQ(test, set(fix, 0, a, key,
				  ktap_value_obj(KTAP_KIND_TABLE,
						 ktap_table_object(b))), 0);
	KUNIT_EXPECT_EQ(test, set(fix, 0, b, key,
				  ktap_value_obj(KTAP_KIND_TABLE,
						 ktap_table_object(a))), 0);
	ktap_heap_drop(fix->heap, ktap_table_object(a));
	ktap_heap_drop(fix->heap, ktap_table_object(b));
	ktap_heap_drain(fix->heap);
	KUNIT_EXPECT_EQ(test, fixture_waiting(fix), 0);
	KUNIT_EXPECT_GT(test, fixture_live(fix), 0);
}

/* Whichever allocation fails: no effect, nothing lost but the update. */
static void test_table_out_of_memory(struct kunit *test)
{
	struct fixture *fix = test->priv;
	struct ktap_table *table = stored_table(test, 0), *other = NULL;
	struct ktap_value key = ktap_value_int(S64_MAX);
	struct ktap_value v = ktap_value_int(S64_MIN);
	struct ktap_invocation inv;
	unsigned int nth;
	int ret = -ENOMEM;

	if (!IS_ENABLED(CONFIG_KTAP_DEBUG))
		kunit_skip(test, "needs CONFIG_KTAP_DEBUG");

	for (nth = 1; ret; nth++) {
		KUNIT_ASSERT_EQ(test, ret, -ENOMEM);
		ktap_heap_inject(fix->heap, nth);
		ret = set(fix, 0, table, key, v);
		KUNIT_EXPECT_EQ(test, ktap_table_len(table), !ret);
	}
	/* Element, key, value; the fourth try had none to fail. */
	KUNIT_EXPECT_EQ(test, nth - 1, 4);
	KUNIT_EXPECT_EQ(test, fixture_lost(fix, KTAP_LOSS_MEM_EMPTY), 3);

	for (nth = 1; !other; nth++) {
		ktap_heap_inject(fix->heap, nth);
		fixture_begin(fix, &inv, 1);
		other = ktap_table_take_all(&inv, table);
		fixture_end(fix, &inv);
		KUNIT_EXPECT_EQ(test, ktap_table_len(table), !other);
	}
	KUNIT_EXPECT_EQ(test, nth - 1, 3);
	ktap_heap_inject(fix->heap, 0);
	forget_table(test, table);
}

static void test_table_growth_without_memory(struct kunit *test)
{
	struct fixture *fix = test->priv;
	struct ktap_table *table = stored_table(test, 0);
	unsigned int i, wrong = 0;

	if (!IS_ENABLED(CONFIG_KTAP_DEBUG))
		kunit_skip(test, "needs CONFIG_KTAP_DEBUG");

	for (i = 0; i < 200; i++) {
		/* The second, if any, is of buckets. */
		ktap_heap_inject(fix->heap, 2);
		wrong += !!set_int(fix, table, FAR + i, i);
		/* The next one, if any, is the growing worker's. */
		ktap_heap_inject(fix->heap, 1);
		ktap_heap_drain(fix->heap);
		ktap_heap_inject(fix->heap, 0);
	}
	for (i = 0; i < 200; i++)
		wrong += get_int(table, ktap_value_int(FAR + i)) != i;
	KUNIT_EXPECT_EQ(test, wrong, 0);
	/* No update was lost: nothing is counted. */
	KUNIT_EXPECT_EQ(test, fixture_lost(fix, KTAP_LOSS_MEM_EMPTY), 0);
	KUNIT_EXPECT_EQ(test, fixture_lost(fix, KTAP_LOSS_MEM_LIMIT), 0);
	forget_table(test, table);
}

static void test_table_fills_the_limit(struct kunit *test)
{
	struct fixture *fix = test->priv;
	struct ktap_table *table = stored_table(test, 0);
	struct ktap_heap_stats stats;
	unsigned int nr = 0;
	int ret;

	/* A limit of its own, so that it is reached soon. */
	ktap_heap_destroy(fix->heap);
	fix->heap = ktap_heap_create(fixture_kinds, fix->losses, SZ_256K);
	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, fix->heap);
	table = stored_table(test, 0);
	do {
		ret = set_int(fix, table, nr, nr);
		nr += !ret;
	} while (!ret);
	ktap_heap_stats(fix->heap, &stats);
	KUNIT_EXPECT_EQ(test, ret, -ENOMEM);
	KUNIT_EXPECT_LE(test, stats.used, stats.limit);
	KUNIT_EXPECT_GT(test, nr, 1000);
	KUNIT_EXPECT_EQ(test, ktap_table_len(table), nr);
	KUNIT_EXPECT_EQ(test, fixture_lost(fix, KTAP_LOSS_MEM_LIMIT), 1);

	/* Room again, and it is used again. */
	while (nr > 100)
		KUNIT_ASSERT_GE(test, take_int(fix, table, --nr), 0);
	ktap_heap_drain(fix->heap);
	KUNIT_EXPECT_EQ(test, set_int(fix, table, 5000, 1), 0);
	forget_table(test, table);
}

static struct kunit_case table_cases[] = {
	KUNIT_CASE(test_table_all_kinds_of_keys),
	KUNIT_CASE(test_table_bad_key),
	KUNIT_CASE(test_table_scratch_keys_are_copied),
	KUNIT_CASE(test_table_keys_of_parts),
	KUNIT_CASE(test_table_parts_without_memory),
	KUNIT_CASE(test_table_update),
	KUNIT_CASE(test_table_take),
	KUNIT_CASE(test_table_take_all),
	KUNIT_CASE_SLOW(test_table_grows),
	KUNIT_CASE_SLOW(test_table_shrinks),
	KUNIT_CASE_SLOW(test_table_walk_while_it_shrinks),
	KUNIT_CASE(test_table_begins_with_room),
	KUNIT_CASE_SLOW(test_table_walk_while_it_changes),
	KUNIT_CASE(test_table_walk_of_nothing),
	KUNIT_CASE(test_table_equal_hashes),
	KUNIT_CASE_SLOW(test_table_one_bucket),
	KUNIT_CASE_SLOW(test_table_made_and_forgotten),
	KUNIT_CASE(test_table_large_and_forgotten),
	KUNIT_CASE(test_table_nested),
	KUNIT_CASE(test_table_cycle),
	KUNIT_CASE(test_table_out_of_memory),
	KUNIT_CASE_SLOW(test_table_growth_without_memory),
	KUNIT_CASE(test_table_fills_the_limit),
	{}
};

static struct kunit_suite table_suite = {
	.name		= "ktap_table",
	.init		= table_init,
	.exit		= fixture_exit,
	.test_cases	= table_cases,
};

kunit_test_suite(table_suite);
