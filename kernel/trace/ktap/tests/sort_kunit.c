// SPDX-License-Identifier: GPL-2.0
/*
 * ktap - tests of the order of values and of sorting
 *
 * Context: process
 */

#include <linux/prandom.h>

#include "data/order.h"
#include "data/sort.h"
#include "tests/fixture.h"
#include "tests/tables.h"

static void test_order_kinds(struct kunit *test)
{
	struct ktap_value values[] = {
		ktap_value_nil(), ktap_value_bool(false), ktap_value_bool(true),
		ktap_value_int(S64_MIN), ktap_value_int(-1), ktap_value_int(5),
		text_value(test, ""), text_value(test, "a"),
		text_value(test, "ab"), text_value(test, "b"),
	};
	int i, j, order;

	for (i = 0; i < ARRAY_SIZE(values); i++) {
		for (j = 0; j < ARRAY_SIZE(values); j++) {
			order = ktap_order(&values[i], &values[j]);
			KUNIT_EXPECT_EQ(test, order < 0, i < j);
			KUNIT_EXPECT_EQ(test, order > 0, i > j);
		}
	}
}

/* The keys 0 … @nr - 1 with some values. */
static struct ktap_sort *make_sort(struct kunit *test,
				   struct ktap_invocation *inv, u32 nr)
{
	struct ktap_value key, v;
	struct ktap_sort *sort;
	struct rnd_state random;
	int trap = 0;
	u32 i;

	prandom_seed_state(&random, nr);
	sort = ktap_sort_create(inv, nr, &trap);
	KUNIT_ASSERT_NOT_NULL(test, sort);
	for (i = 0; i < nr; i++) {
		key = ktap_value_int(i);
		v = ktap_value_int(prandom_u32_state(&random) % (nr / 2 + 1));
		KUNIT_ASSERT_TRUE(test, ktap_sort_add(sort, &key, &v));
	}
	KUNIT_EXPECT_FALSE(test, ktap_sort_add(sort, &key, &v));

	return sort;
}

/* How many questions it took. */
static u32 answer(struct ktap_sort *sort, int how)
{
	const struct ktap_sort_item *a, *b;
	bool before = false;
	u64 moved = 0;
	u32 nr = 0;

	for (; ktap_sort_step(sort, before, &moved); nr++) {
		a = ktap_sort_asked(sort, 0);
		b = ktap_sort_asked(sort, 1);
		before = how < 0 ? a->v.i < b->v.i : how;
	}

	return nr;
}

static void test_sort_sizes(struct kunit *test)
{
	const struct ktap_sort_item *item, *last;
	struct fixture *fix = test->priv;
	struct ktap_invocation inv;
	struct ktap_sort *sort;
	u32 nr, i;

	for (nr = 0; nr < 300; nr++) {
		fixture_begin(fix, &inv, KTAP_LEVEL_PROCESS);
		sort = make_sort(test, &inv, nr);
		KUNIT_EXPECT_LE(test, answer(sort, -1), nr * 10);
		KUNIT_EXPECT_FALSE(test, ktap_sort_step(sort, true, &(u64){ 0 }));
		KUNIT_EXPECT_NULL(test, ktap_sort_asked(sort, 0));
		last = NULL;
		for (i = 0; i < nr; i++) {
			item = ktap_sort_at(sort, i);
			KUNIT_ASSERT_NOT_NULL(test, item);
			if (last) {
				KUNIT_ASSERT_LE(test, last->v.i, item->v.i);
				/* Equal ones stay in order. */
				if (last->v.i == item->v.i)
					KUNIT_ASSERT_LT(test, last->key.i,
							item->key.i);
			}
			last = item;
		}
		KUNIT_EXPECT_NULL(test, ktap_sort_at(sort, nr));
		sort->top = 3;
		KUNIT_EXPECT_NULL(test, ktap_sort_at(sort, 3));
		fixture_end(fix, &inv);
	}
	fixture_expect_empty(test);
}

/* Each element is there once, whatever the answers are. */
static void test_sort_inconsistent(struct kunit *test)
{
	struct fixture *fix = test->priv;
	struct ktap_invocation inv;
	struct ktap_sort *sort;
	u64 seen[2] = {};
	u32 i;
	int how;

	for (how = 0; how < 2; how++) {
		fixture_begin(fix, &inv, KTAP_LEVEL_PROCESS);
		sort = make_sort(test, &inv, 50);
		answer(sort, how);
		for (i = 0; i < 50; i++)
			seen[how] |= BIT_ULL(ktap_sort_at(sort, i)->key.i);
		KUNIT_EXPECT_EQ(test, seen[how], BIT_ULL(50) - 1);
		fixture_end(fix, &inv);
	}
	fixture_expect_empty(test);
}

static void test_sort_too_large(struct kunit *test)
{
	struct fixture *fix = test->priv;
	struct ktap_invocation inv;
	int trap = 0;

	fixture_begin(fix, &inv, 0);
	KUNIT_EXPECT_NULL(test, ktap_sort_create(&inv, 1000, &trap));
	KUNIT_EXPECT_EQ(test, trap, KTAP_TRAP_OBJECT_SIZE);
	trap = 0;
	KUNIT_EXPECT_NOT_NULL(test, ktap_sort_create(&inv, 20, &trap));
	KUNIT_EXPECT_EQ(test, trap, 0);
	fixture_end(fix, &inv);
}

static struct kunit_case sort_cases[] = {
	KUNIT_CASE(test_order_kinds),
	KUNIT_CASE(test_sort_sizes),
	KUNIT_CASE(test_sort_inconsistent),
	KUNIT_CASE(test_sort_too_large),
	{}
};

static struct kunit_suite sort_suite = {
	.name		= "ktap-sort",
	.init		= table_init,
	.exit		= fixture_exit,
	.test_cases	= sort_cases,
};

kunit_test_suite(sort_suite);
