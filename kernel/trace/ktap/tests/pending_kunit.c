// SPDX-License-Identifier: GPL-2.0
/*
 * ktap - tests of calls that have not returned
 *
 * Context: process
 */

#include "data/pending.h"
#include "data/string.h"
#include "tests/fixture.h"
#include "tests/tables.h"

#define OWNER	(-4711)

static struct ktap_table *make_table(struct kunit *test,
				     struct ktap_invocation *inv)
{
	struct ktap_table *table = ktap_table_create(inv, 0);

	KUNIT_ASSERT_NOT_NULL(test, table);
	ktap_heap_own(ktap_table_object(table));

	return table;
}

/* A call with a string in its second variable. */
static struct ktap_pending *push(struct kunit *test,
				 struct ktap_invocation *inv,
				 struct ktap_table *table)
{
	struct ktap_pending *pending = ktap_pending_push(inv, table, OWNER, 2);
	struct ktap_string *string;
	struct ktap_value v;
	int trap = 0;

	KUNIT_ASSERT_NOT_NULL(test, pending);
	KUNIT_EXPECT_EQ(test, ktap_slot_read(&pending->vars[0]), KTAP_SLOT_NIL);
	string = ktap_string_make(inv, "text", 4, &trap);
	KUNIT_ASSERT_NOT_NULL(test, string);
	v = ktap_value_obj(KTAP_KIND_STRING, &string->obj);
	KUNIT_EXPECT_EQ(test, ktap_slot_set(inv, &pending->vars[1], &v), 0);

	return pending;
}

static void test_pending_nests(struct kunit *test)
{
	struct fixture *fix = test->priv;
	struct ktap_pending *a, *b, *c;
	struct ktap_invocation inv;
	struct ktap_table *table;

	fixture_begin(fix, &inv, KTAP_LEVEL_PROCESS);
	table = make_table(test, &inv);
	KUNIT_EXPECT_NULL(test, ktap_pending_find(table, OWNER));
	a = push(test, &inv, table);
	b = push(test, &inv, table);
	c = push(test, &inv, table);
	KUNIT_EXPECT_PTR_EQ(test, ktap_pending_find(table, OWNER), c);
	KUNIT_EXPECT_PTR_EQ(test, c->outer, b);
	KUNIT_EXPECT_NULL(test, ktap_pending_find(table, OWNER + 1));

	/* One in the middle, then the innermost, then the last. */
	ktap_pending_remove(&inv, table, b);
	KUNIT_EXPECT_PTR_EQ(test, ktap_pending_find(table, OWNER), c);
	KUNIT_EXPECT_PTR_EQ(test, c->outer, a);
	ktap_pending_remove(&inv, table, b);
	KUNIT_EXPECT_PTR_EQ(test, c->outer, a);
	ktap_pending_remove(&inv, table, c);
	KUNIT_EXPECT_PTR_EQ(test, ktap_pending_find(table, OWNER), a);
	ktap_pending_remove(&inv, table, a);
	KUNIT_EXPECT_NULL(test, ktap_pending_find(table, OWNER));
	KUNIT_EXPECT_EQ(test, ktap_table_len(table), 0);
	fixture_end(fix, &inv);
}

/* The thread is no more: its calls and what they hold go with it. */
static void test_pending_goes_with_thread(struct kunit *test)
{
	struct ktap_value key = ktap_value_int(OWNER), old;
	struct fixture *fix = test->priv;
	struct ktap_invocation inv;
	struct ktap_table *table;
	u64 before;
	int i;

	fixture_begin(fix, &inv, KTAP_LEVEL_PROCESS);
	table = make_table(test, &inv);
	fixture_end(fix, &inv);
	ktap_heap_drain(fix->heap);
	before = fixture_live(fix);

	fixture_begin(fix, &inv, KTAP_LEVEL_PROCESS);
	for (i = 0; i < 10; i++)
		push(test, &inv, table);
	fixture_end(fix, &inv);
	ktap_heap_drain(fix->heap);
	KUNIT_EXPECT_GT(test, fixture_live(fix), before);

	fixture_begin(fix, &inv, KTAP_LEVEL_PROCESS);
	KUNIT_EXPECT_EQ(test, ktap_table_take(&inv, table, &key, &old), 0);
	fixture_end(fix, &inv);
	ktap_heap_drain(fix->heap);
	KUNIT_EXPECT_EQ(test, fixture_live(fix), before);
}

static void test_pending_clear(struct kunit *test)
{
	struct fixture *fix = test->priv;
	struct ktap_pending *pending;
	struct ktap_invocation inv;
	struct ktap_table *table;

	fixture_begin(fix, &inv, KTAP_LEVEL_PROCESS);
	table = make_table(test, &inv);
	pending = push(test, &inv, table);
	ktap_pending_clear(&inv, pending);
	KUNIT_EXPECT_EQ(test, ktap_slot_read(&pending->vars[1]), KTAP_SLOT_NIL);
	KUNIT_EXPECT_PTR_EQ(test, ktap_pending_find(table, OWNER), pending);
	fixture_end(fix, &inv);
}

static int pending_init(struct kunit *test)
{
	return fixture_init(test, SZ_1M);
}

static struct kunit_case pending_cases[] = {
	KUNIT_CASE(test_pending_nests),
	KUNIT_CASE(test_pending_goes_with_thread),
	KUNIT_CASE(test_pending_clear),
	{}
};

static struct kunit_suite pending_suite = {
	.name		= "ktap-pending",
	.init		= pending_init,
	.exit		= fixture_exit,
	.test_cases	= pending_cases,
};

kunit_test_suite(pending_suite);
