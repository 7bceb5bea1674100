/* SPDX-License-Identifier: GPL-2.0 */
/*
 * ktap - tests: tables as handlers and process code use them
 *
 * Context: process
 */
#ifndef _KTAP_TESTS_TABLES_H
#define _KTAP_TESTS_TABLES_H

#include <linux/sizes.h>
#include <linux/string.h>

#include "data/string.h"
#include "data/table.h"
#include "tests/fixture.h"

static inline int table_init(struct kunit *test)
{
	return fixture_init(test, SZ_64M);
}

/* A table with one reference, as if a variable held it. */
static inline struct ktap_table *stored_table(struct kunit *test, u32 hint)
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

static inline void forget_table(struct kunit *test, struct ktap_table *table)
{
	struct fixture *fix = test->priv;

	ktap_heap_drop(fix->heap, ktap_table_object(table));
	fixture_expect_empty(test);
}

static inline struct ktap_value text_value(struct kunit *test, const char *text)
{
	struct ktap_string *string;

	string = kunit_kzalloc(test, ktap_string_size(strlen(text)), GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, string);
	ktap_string_init_static(string, text, strlen(text));

	return ktap_value_obj(KTAP_KIND_STRING, &string->obj);
}

static inline int set(struct fixture *fix, u8 level, struct ktap_table *table,
		      struct ktap_value key, struct ktap_value v)
{
	struct ktap_invocation inv;
	int ret;

	fixture_begin(fix, &inv, level);
	ret = ktap_table_set(&inv, table, &key, &v);
	fixture_end(fix, &inv);

	return ret;
}

static inline int set_int(struct fixture *fix, struct ktap_table *table, s64 key,
			  s64 i)
{
	return set(fix, KTAP_LEVEL_PROCESS, table, ktap_value_int(key),
		   ktap_value_int(i));
}

static inline int update(struct fixture *fix, u8 level, struct ktap_table *table,
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
static inline s64 get_int(struct ktap_table *table, struct ktap_value key)
{
	struct ktap_value v;

	ktap_table_get(table, &key, &v);
	return v.kind == KTAP_KIND_INT ? v.i : -1;
}

static inline s64 take_int(struct fixture *fix, struct ktap_table *table, s64 i)
{
	struct ktap_value key = ktap_value_int(i), v;
	struct ktap_invocation inv;
	int ret;

	fixture_begin(fix, &inv, 0);
	ret = ktap_table_take(&inv, table, &key, &v);
	fixture_end(fix, &inv);

	return !ret && v.kind == KTAP_KIND_INT ? v.i : -1;
}

#endif /* _KTAP_TESTS_TABLES_H */
