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

static int table_init(struct kunit *test)
{
	return fixture_init(test, SZ_64M);
}

/* A table with one reference, as if a variable held it. */
static struct ktap_table *stored_table(struct kunit *test, u32 hint)
{
	struct fixture *fix = test->priv;
	struct ktap_invocation inv;
	struct ktap_table *table;

	fixture_begin(fix, &inv, KTAP_LEVEL_PROCESS);
	table = ktap_table_create(&inv, hint);
	KUNIT_ASSERT_NOT_NULL(test, table);
	ktap_heap_own(ktap_table_object(table));
	fixture_end(fix, &inv);

	return table;
}

static void forget_table(struct kunit *test, struct ktap_table *table)
{
	struct fixture *fix = test->priv;

	ktap_heap_drop(fix->heap, ktap_table_object(table));
	fixture_expect_empty(test);
}

static struct ktap_value text_value(struct kunit *test, const char *text)
{
	struct ktap_string *string;

	string = kunit_kzalloc(test, ktap_string_size(strlen(text)), GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, string);
	ktap_string_init_static(string, text, strlen(text));

	return ktap_value_obj(KTAP_KIND_STRING, &string->obj);
}

static int set(struct fixture *fix, u8 level, struct ktap_table *table,
	       struct ktap_value key, struct ktap_value v)
{
	struct ktap_invocation inv;
	int ret;

	fixture_begin(fix, &inv, level);
	ret = ktap_table_set(&inv, table, &key, &v);
	fixture_end(fix, &inv);

	return ret;
}

static int set_int(struct fixture *fix, struct ktap_table *table, s64 key,
		   s64 i)
{
	return set(fix, KTAP_LEVEL_PROCESS, table, ktap_value_int(key),
		   ktap_value_int(i));
}

static int update(struct fixture *fix, u8 level, struct ktap_table *table,
		  struct ktap_value key, enum ktap_update op,
		  struct ktap_value v)
{
	struct ktap_invocation inv;
	int ret;

	fixture_begin(fix, &inv, level);
	ret = ktap_table_update(&inv, table, &key, op, &v);
	fixture_end(fix, &inv);

	return ret;
}

/* -1: no integer there. */
static s64 get_int(struct ktap_table *table, struct ktap_value key)
{
	struct ktap_value v;

	ktap_table_get(table, &key, &v);
	return v.kind == KTAP_KIND_INT ? v.i : -1;
}

static s64 take_int(struct fixture *fix, struct ktap_table *table, s64 i)
{
	struct ktap_value key = ktap_value_int(i), v;
	struct ktap_invocation inv;
	int ret;

	fixture_begin(fix, &inv, 0);
	ret = ktap_table_take(&inv, table, &key, &v);
	fixture_end(fix, &inv);

	return !ret && v.kind == KTAP_KIND_INT ? v.i : -1;
}

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

static void test_table_grows(struct kunit *test)
{
	struct fixture *fix = test->priv;
	struct ktap_table *table = stored_table(test, 0);
	unsigned int i, wrong = 0;

	for (i = 0; i < MANY; i++) {
		wrong += !!set_int(fix, table, i, i * 3);
		if (!(i % 1000))
			ktap_heap_drain(fix->heap);
	}
	KUNIT_EXPECT_EQ(test, ktap_table_len(table), MANY);
	for (i = 0; i < MANY; i++)
		wrong += get_int(table, ktap_value_int(i)) != i * 3;
	KUNIT_EXPECT_EQ(test, get_int(table, ktap_value_int(MANY)), -1);
	for (i = 0; i < MANY; i += 2)
		wrong += take_int(fix, table, i) != i * 3;
	KUNIT_EXPECT_EQ(test, ktap_table_len(table), MANY / 2);
	for (i = 0; i < MANY; i++)
		wrong += get_int(table, ktap_value_int(i)) !=
			 (i & 1 ? (s64)i * 3 : -1);
	KUNIT_EXPECT_EQ(test, wrong, 0);
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

/* All keys in one bucket: a bounded chain, and losses that are counted. */
static void test_table_one_bucket(struct kunit *test)
{
	struct fixture *fix = test->priv;
	struct ktap_table *table = stored_table(test, 0);
	unsigned int nr = 0, wrong = 0, lost = 0;
	struct ktap_value key;
	s64 i;
	int ret;

	for (i = 0; nr < KTAP_MAX_CHAIN + 20; i++) {
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
		wrong += !!set_int(fix, table, i, i);
		/* The next allocation, if any, is the growing worker's. */
		ktap_heap_inject(fix->heap, 1);
		ktap_heap_drain(fix->heap);
		ktap_heap_inject(fix->heap, 0);
	}
	for (i = 0; i < 200; i++)
		wrong += get_int(table, ktap_value_int(i)) != i;
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

/* -- locks ----------------------------------------------------------------- */

static void test_store_nmi_gives_up(struct kunit *test)
{
	struct fixture *fix = test->priv;
	struct ktap_value v = ktap_value_int(1);
	struct ktap_invocation inv;
	struct ktap_store *store;
	unsigned int stripe, steps = U32_MAX;
	int inserted, removed, freed;
	unsigned long flags;
	struct ktap_key key;

	fixture_begin(fix, &inv, KTAP_LEVEL_PROCESS);
	store = ktap_store_create(&inv, 0);
	KUNIT_ASSERT_NOT_NULL(test, store);
	fixture_end(fix, &inv);
	KUNIT_EXPECT_TRUE(test, ktap_key_init(&key, &v));
	stripe = key.hash >> (32 - KTAP_STRIPE_BITS);

	/* An NMI comes while the code that it interrupts has the lock. */
	fixture_begin(fix, &inv, 3);
	raw_spin_lock_irqsave(&store->locks[stripe], flags);
	store->held = BIT(stripe);
	inserted = ktap_store_insert(&inv, store, &key, &v);
	removed = ktap_store_remove(&inv, store, &key, &v);
	store->held = 0;
	raw_spin_unlock_irqrestore(&store->locks[stripe], flags);
	v = ktap_value_int(1);
	freed = ktap_store_insert(&inv, store, &key, &v);
	fixture_end(fix, &inv);

	KUNIT_EXPECT_EQ(test, inserted, -EBUSY);
	KUNIT_EXPECT_EQ(test, removed, -EBUSY);
	KUNIT_EXPECT_EQ(test, freed, 0);
	KUNIT_EXPECT_EQ(test, ktap_store_len(store), 1);
	KUNIT_EXPECT_EQ(test, fixture_lost(fix, KTAP_LOSS_LOCK), 2);

	fixture_begin(fix, &inv, KTAP_LEVEL_PROCESS);
	KUNIT_EXPECT_TRUE(test, ktap_store_drop(&inv, store, &steps));
	ktap_heap_free_part(&inv, &store->obj);
	fixture_end(fix, &inv);
	fixture_expect_empty(test);
}

/* -- many at once ---------------------------------------------------------- */

#define NR_ROUNDS	20000
#define NR_SHARED_KEYS	8

struct worker {
	struct fixture *fix;
	struct ktap_table *table;
	unsigned int nr;
	s64 added, taken;
	u64 misses, wrong;
	struct completion done;
};

/* Updates of a few elements that all share, now and then taken away. */
static void update_shared(struct worker *w, struct ktap_invocation *inv,
			  unsigned int i)
{
	struct ktap_value key = ktap_value_int(i % NR_SHARED_KEYS);
	struct ktap_value one = ktap_value_int(1), v;

	if (i % 7) {
		if (ktap_table_update(inv, w->table, &key, KTAP_UPDATE_ADD,
				      &one))
			w->misses++;
		else
			w->added++;
	} else if (!ktap_table_take(inv, w->table, &key, &v) &&
		   v.kind == KTAP_KIND_INT) {
		w->taken += v.i;
	}
}

/* Elements of its own: they come, are there, and go, by text and by number. */
static void change_own(struct worker *w, struct ktap_invocation *inv,
		       unsigned int i)
{
	struct ktap_value key, v, big = ktap_value_int(S64_MAX - i);
	struct ktap_string *string;
	char text[24];
	int trap = 0, ret;

	string = ktap_string_make(inv, text,
				  snprintf(text, sizeof(text), "%u of %u",
					   i % 512, w->nr), &trap);
	if (!string)
		return;
	key = ktap_value_obj(KTAP_KIND_STRING, &string->obj);
	ret = ktap_table_set(inv, w->table, &key, &big);
	if (ret) {
		w->misses++;
		return;
	}
	ktap_table_get(w->table, &key, &v);
	w->wrong += !ktap_value_equal(&v, &big);
	if (i & 512) {
		ret = ktap_table_take(inv, w->table, &key, &v);
		w->wrong += ret || !ktap_value_equal(&v, &big);
		ktap_table_get(w->table, &key, &v);
		w->wrong += v.kind != KTAP_KIND_NIL;
	}
}

static int work(void *data)
{
	struct ktap_invocation inv;
	struct worker *w = data;
	unsigned int i;
	int level;

	for (i = 0; i < NR_ROUNDS; i++) {
		level = ktap_guard_enter(w->fix->losses);
		if (level < 0) {
			w->wrong++;
			break;
		}
		ktap_heap_begin(&inv, w->fix->heap, level);
		update_shared(w, &inv, i);
		change_own(w, &inv, i);
		ktap_heap_end(&inv);
		ktap_guard_exit(level);
		if (!(i % 64))
			cond_resched();
	}
	complete(&w->done);
	return 0;
}

static void test_table_many_at_once(struct kunit *test)
{
	struct fixture *fix = test->priv;
	struct ktap_table *table = stored_table(test, 0);
	unsigned int nr = 2 * num_online_cpus(), i;
	s64 added = 0, taken = 0, left = 0;
	struct ktap_value key, v;
	struct task_struct *task;
	struct worker *workers;
	u64 pos = 0, misses = 0, lost;

	workers = kunit_kcalloc(test, nr, sizeof(*workers), GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, workers);
	ktap_heap_gate(fix->heap, true);
	for (i = 0; i < nr; i++) {
		workers[i].fix = fix;
		workers[i].table = table;
		workers[i].nr = i;
		init_completion(&workers[i].done);
		task = kthread_run(work, &workers[i], "ktap_test/%u", i);
		KUNIT_ASSERT_NOT_ERR_OR_NULL(test, task);
	}
	for (i = 0; i < nr; i++) {
		wait_for_completion(&workers[i].done);
		KUNIT_EXPECT_EQ(test, workers[i].wrong, 0);
		added += workers[i].added;
		taken += workers[i].taken;
		misses += workers[i].misses;
	}
	while (ktap_table_next(table, &pos, &key, &v))
		if (key.kind == KTAP_KIND_INT)
			left += v.i;
	KUNIT_EXPECT_EQ(test, added, taken + left);
	KUNIT_EXPECT_GT(test, added, 0);
	/* A statement may meet two losses but reports one. */
	lost = fixture_lost(fix, KTAP_LOSS_MEM_EMPTY) +
	       fixture_lost(fix, KTAP_LOSS_MEM_LIMIT) +
	       fixture_lost(fix, KTAP_LOSS_LOCK);
	KUNIT_EXPECT_EQ(test, misses, lost);
	kunit_info(test, "%u threads, %llu updates lost and counted", nr, lost);
	ktap_heap_gate(fix->heap, false);
	forget_table(test, table);
}

static struct kunit_case table_cases[] = {
	KUNIT_CASE(test_table_all_kinds_of_keys),
	KUNIT_CASE(test_table_bad_key),
	KUNIT_CASE(test_table_scratch_keys_are_copied),
	KUNIT_CASE(test_table_update),
	KUNIT_CASE(test_table_take),
	KUNIT_CASE(test_table_take_all),
	KUNIT_CASE_SLOW(test_table_grows),
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
	KUNIT_CASE(test_store_nmi_gives_up),
	KUNIT_CASE_SLOW(test_table_many_at_once),
	{}
};

static struct kunit_suite table_suite = {
	.name		= "ktap_table",
	.init		= table_init,
	.exit		= fixture_exit,
	.test_cases	= table_cases,
};
kunit_test_suite(table_suite);
