// SPDX-License-Identifier: GPL-2.0
/*
 * ktap - tests of values and slots
 *
 * Context: process
 */

#include <linux/ktap/slot.h>
#include <linux/slab.h>

#include "data/func.h"
#include "data/string.h"
#include "data/value.h"
#include "tests/fixture.h"

static int value_init(struct kunit *test)
{
	return fixture_init(test, SZ_1M);
}

static struct ktap_string *static_string(struct kunit *test, const char *text)
{
	struct ktap_string *string;

	string = kunit_kzalloc(test, ktap_string_size(strlen(text)), GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, string);
	ktap_string_init_static(string, text, strlen(text));

	return string;
}

static struct ktap_value text_value(struct kunit *test, const char *text)
{
	return ktap_value_obj(KTAP_KIND_STRING, &static_string(test, text)->obj);
}

/* -- values ---------------------------------------------------------------- */

static void test_value_equal(struct kunit *test)
{
	struct ktap_value values[] = {
		ktap_value_nil(), ktap_value_bool(false), ktap_value_bool(true),
		ktap_value_int(0), ktap_value_int(1), ktap_value_int(-1),
		ktap_value_int(S64_MIN), text_value(test, ""),
		text_value(test, "0"), text_value(test, "nil"),
	};
	struct ktap_value other = text_value(test, "nil");
	unsigned int i, j;

	for (i = 0; i < ARRAY_SIZE(values); i++)
		for (j = 0; j < ARRAY_SIZE(values); j++)
			KUNIT_EXPECT_EQ(test, i == j,
					ktap_value_equal(&values[i], &values[j]));
	KUNIT_EXPECT_TRUE(test, ktap_value_equal(&values[9], &other));
	KUNIT_EXPECT_EQ(test, ktap_value_hash(&values[9]),
			ktap_value_hash(&other));
	for (i = 1; i < ARRAY_SIZE(values); i++)
		KUNIT_EXPECT_NE(test, ktap_value_hash(&values[i]),
				ktap_value_hash(&values[i - 1]));
}

static void test_value_compare(struct kunit *test)
{
	struct ktap_value small = ktap_value_int(S64_MIN);
	struct ktap_value large = ktap_value_int(S64_MAX);
	struct ktap_value text = text_value(test, "a");
	struct ktap_value nil = ktap_value_nil();
	int order;

	KUNIT_EXPECT_EQ(test, ktap_value_compare(&small, &large, &order), 0);
	KUNIT_EXPECT_LT(test, order, 0);
	KUNIT_EXPECT_EQ(test, ktap_value_compare(&large, &small, &order), 0);
	KUNIT_EXPECT_GT(test, order, 0);
	KUNIT_EXPECT_EQ(test, ktap_value_compare(&text, &text, &order), 0);
	KUNIT_EXPECT_EQ(test, order, 0);
	KUNIT_EXPECT_EQ(test, ktap_value_compare(&text, &small, &order),
			KTAP_TRAP_NOT_ORDERED);
	KUNIT_EXPECT_EQ(test, ktap_value_compare(&nil, &nil, &order),
			KTAP_TRAP_NOT_ORDERED);
}

static void expect_text(struct kunit *test, struct ktap_value v,
			const char *text)
{
	char buf[64], cut[4];

	KUNIT_EXPECT_EQ(test, ktap_value_text(&v, buf, sizeof(buf)),
			strlen(text));
	KUNIT_EXPECT_STREQ(test, buf, text);
	KUNIT_EXPECT_EQ(test, ktap_value_text(&v, NULL, 0), strlen(text));
	KUNIT_EXPECT_EQ(test, ktap_value_text(&v, cut, sizeof(cut)),
			strlen(text));
	KUNIT_EXPECT_EQ(test, strlen(cut), min(strlen(text), 3));
	KUNIT_EXPECT_TRUE(test, strstarts(text, cut));
}

static void test_value_text(struct kunit *test)
{
	struct ktap_func *func = kunit_kzalloc(test, sizeof(*func), GFP_KERNEL);
	struct ktap_value v;

	KUNIT_ASSERT_NOT_NULL(test, func);
	func->obj.kind = KTAP_KIND_FUNC;
	func->obj.flags = KTAP_OBJECT_STATIC;
	v = ktap_value_obj(KTAP_KIND_FUNC, &func->obj);

	expect_text(test, ktap_value_nil(), "nil");
	expect_text(test, ktap_value_bool(false), "false");
	expect_text(test, ktap_value_bool(true), "true");
	expect_text(test, ktap_value_int(0), "0");
	expect_text(test, ktap_value_int(S64_MIN), "-9223372036854775808");
	expect_text(test, ktap_value_int(S64_MAX), "9223372036854775807");
	expect_text(test, text_value(test, ""), "");
	expect_text(test, text_value(test, "hello"), "hello");
	func->name = static_string(test, "f");
	expect_text(test, v, "function f");
	func->name = static_string(test, "");
	expect_text(test, v, "function");
	expect_text(test, ktap_value_obj(KTAP_KIND_TABLE, NULL), "table");
}

static void test_value_kind_names(struct kunit *test)
{
	static const char * const names[] = {
		"nil", "boolean", "boolean", "integer", "string", "table",
		"function",
	};
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(names); i++)
		KUNIT_EXPECT_STREQ(test, ktap_value_kind_name(i), names[i]);
	KUNIT_EXPECT_STREQ(test, ktap_value_kind_name(KTAP_NR_KINDS), "?");
}

static void test_value_arith(struct kunit *test)
{
	static const struct {
		enum ktap_update op;
		s64 a, b, result;
		int trap;
	} rows[] = {
		{ KTAP_UPDATE_ADD, 2, 3, 5 },
		{ KTAP_UPDATE_ADD, S64_MAX, 1, S64_MIN },
		{ KTAP_UPDATE_SUB, 2, 3, -1 },
		{ KTAP_UPDATE_SUB, S64_MIN, 1, S64_MAX },
		{ KTAP_UPDATE_MUL, -4, 3, -12 },
		{ KTAP_UPDATE_MUL, S64_MAX, 2, -2 },
		{ KTAP_UPDATE_DIV, 7, 2, 3 },
		{ KTAP_UPDATE_DIV, -7, 2, -3 },
		{ KTAP_UPDATE_DIV, S64_MIN, -1, S64_MIN },
		{ KTAP_UPDATE_DIV, 7, -1, -7 },
		{ KTAP_UPDATE_DIV, 1, 0, 0, KTAP_TRAP_DIV_ZERO },
		{ KTAP_UPDATE_MOD, 7, 3, 1 },
		{ KTAP_UPDATE_MOD, -7, 3, -1 },
		{ KTAP_UPDATE_MOD, 7, -3, 1 },
		{ KTAP_UPDATE_MOD, S64_MIN, -1, 0 },
		{ KTAP_UPDATE_MOD, 1, 0, 0, KTAP_TRAP_DIV_ZERO },
		{ KTAP_UPDATE_AND, 12, 10, 8 },
		{ KTAP_UPDATE_OR, 12, 10, 14 },
		{ KTAP_UPDATE_XOR, 12, 10, 6 },
		{ KTAP_UPDATE_SHL, 1, 63, S64_MIN },
		{ KTAP_UPDATE_SHL, 1, 64, 1 },
		{ KTAP_UPDATE_SHL, 1, -1, S64_MIN },
		{ KTAP_UPDATE_SHR, S64_MIN, 63, -1 },
		{ KTAP_UPDATE_SHR, 8, 65, 4 },
		{ KTAP_UPDATE_CAT, 1, 2, 0, KTAP_TRAP_NOT_INT },
	};
	unsigned int i;
	s64 result;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		result = 0;
		KUNIT_EXPECT_EQ_MSG(test, rows[i].trap,
				    ktap_value_arith(rows[i].op, rows[i].a,
						     rows[i].b, &result),
				    "row %u", i);
		KUNIT_EXPECT_EQ_MSG(test, result, rows[i].result, "row %u", i);
	}
}

/* -- slots ----------------------------------------------------------------- */

static void expect_slot_int(struct kunit *test, const struct ktap_slot *slot,
			    s64 i)
{
	struct ktap_value v;

	ktap_slot_get(slot, &v);
	KUNIT_EXPECT_EQ(test, v.kind, KTAP_KIND_INT);
	KUNIT_EXPECT_EQ(test, v.i, i);
}

static void expect_slot_text(struct kunit *test, const struct ktap_slot *slot,
			     const char *text)
{
	struct ktap_value v;

	ktap_slot_get(slot, &v);
	KUNIT_ASSERT_EQ(test, v.kind, KTAP_KIND_STRING);
	KUNIT_EXPECT_STREQ(test, ktap_string_of(v.obj)->bytes, text);
	KUNIT_EXPECT_EQ(test, ktap_string_of(v.obj)->len, strlen(text));
}

static void empty_slot(struct fixture *fix, struct ktap_slot *slot)
{
	u64 word = atomic64_xchg(&slot->word, KTAP_SLOT_NIL);

	ktap_slot_drop_word(fix->heap, word);
}

static void test_slot_integers(struct kunit *test)
{
	static const s64 numbers[] = {
		0, 1, -1, KTAP_SLOT_INT_MAX, KTAP_SLOT_INT_MIN,
		KTAP_SLOT_INT_MAX + 1, KTAP_SLOT_INT_MIN - 1, S64_MAX, S64_MIN,
	};
	struct fixture *fix = test->priv;
	struct ktap_invocation inv;
	struct ktap_slot slot = {};
	struct ktap_value v;
	unsigned int i;
	int ret;

	for (i = 0; i < ARRAY_SIZE(numbers); i++) {
		v = ktap_value_int(numbers[i]);
		fixture_begin(fix, &inv, 0);
		ret = ktap_slot_set(&inv, &slot, &v);
		fixture_end(fix, &inv);
		KUNIT_EXPECT_EQ(test, ret, 0);
		expect_slot_int(test, &slot, numbers[i]);
		KUNIT_EXPECT_EQ(test, ktap_slot_holds_int(ktap_slot_read(&slot)),
				ktap_slot_int_fits(numbers[i]));
	}
	empty_slot(fix, &slot);
	fixture_expect_empty(test);
}

static void test_slot_kinds(struct kunit *test)
{
	struct fixture *fix = test->priv;
	struct ktap_value values[] = {
		ktap_value_nil(), ktap_value_bool(false), ktap_value_bool(true),
		ktap_value_int(7), text_value(test, "text"),
	};
	struct ktap_invocation inv;
	struct ktap_slot slot = {};
	struct ktap_value v;
	unsigned int i;
	int ret;

	for (i = 0; i < ARRAY_SIZE(values); i++) {
		fixture_begin(fix, &inv, 3);
		ret = ktap_slot_set(&inv, &slot, &values[i]);
		fixture_end(fix, &inv);
		KUNIT_EXPECT_EQ(test, ret, 0);
		ktap_slot_get(&slot, &v);
		KUNIT_EXPECT_TRUE(test, ktap_value_equal(&v, &values[i]));
	}
	/* A constant is stored as it is: nothing was allocated. */
	KUNIT_EXPECT_EQ(test, fixture_live(fix), 0);
}

static void test_slot_copies_scratch(struct kunit *test)
{
	struct fixture *fix = test->priv;
	struct ktap_invocation inv;
	struct ktap_slot slot = {};
	struct ktap_string *string;
	struct ktap_value v;
	int ret, trap = 0;

	fixture_begin(fix, &inv, 1);
	string = ktap_string_make(&inv, "scratch", 7, &trap);
	v = ktap_value_obj(KTAP_KIND_STRING, &string->obj);
	ret = ktap_slot_set(&inv, &slot, &v);
	fixture_end(fix, &inv);

	KUNIT_EXPECT_EQ(test, ret, 0);
	memset(string->bytes, 'x', 7);
	expect_slot_text(test, &slot, "scratch");
	empty_slot(fix, &slot);
	fixture_expect_empty(test);
}

static void test_slot_dead(struct kunit *test)
{
	struct fixture *fix = test->priv;
	struct ktap_slot slot = { .word = ATOMIC64_INIT(KTAP_SLOT_DEAD) };
	struct ktap_value v = ktap_value_int(S64_MAX), nil;
	struct ktap_invocation inv;
	int set, update;

	fixture_begin(fix, &inv, 0);
	set = ktap_slot_set(&inv, &slot, &v);
	update = ktap_slot_update(&inv, &slot, KTAP_UPDATE_ADD, &v);
	fixture_end(fix, &inv);
	KUNIT_EXPECT_EQ(test, set, -ESTALE);
	KUNIT_EXPECT_EQ(test, update, -ESTALE);
	KUNIT_EXPECT_EQ(test, ktap_slot_read(&slot), KTAP_SLOT_DEAD);
	ktap_slot_get(&slot, &nil);
	KUNIT_EXPECT_EQ(test, nil.kind, KTAP_KIND_NIL);
	fixture_expect_empty(test);
}

static int update(struct fixture *fix, struct ktap_slot *slot,
		  enum ktap_update op, struct ktap_value v)
{
	struct ktap_invocation inv;
	int ret;

	fixture_begin(fix, &inv, 0);
	ret = ktap_slot_update(&inv, slot, op, &v);
	fixture_end(fix, &inv);

	return ret;
}

static void test_slot_update_integers(struct kunit *test)
{
	struct fixture *fix = test->priv;
	struct ktap_slot slot = {};

	KUNIT_EXPECT_EQ(test, update(fix, &slot, KTAP_UPDATE_ADD,
				     ktap_value_int(5)), 0);
	expect_slot_int(test, &slot, 5);
	KUNIT_EXPECT_EQ(test, update(fix, &slot, KTAP_UPDATE_SUB,
				     ktap_value_int(7)), 0);
	expect_slot_int(test, &slot, -2);

	/* Over the edge of 63 bits and back, either side. */
	KUNIT_EXPECT_EQ(test, update(fix, &slot, KTAP_UPDATE_ADD,
				     ktap_value_int(KTAP_SLOT_INT_MAX)), 0);
	KUNIT_EXPECT_EQ(test, update(fix, &slot, KTAP_UPDATE_ADD,
				     ktap_value_int(3)), 0);
	expect_slot_int(test, &slot, KTAP_SLOT_INT_MAX + 1);
	KUNIT_EXPECT_FALSE(test, ktap_slot_holds_int(ktap_slot_read(&slot)));
	KUNIT_EXPECT_EQ(test, update(fix, &slot, KTAP_UPDATE_SUB,
				     ktap_value_int(1)), 0);
	expect_slot_int(test, &slot, KTAP_SLOT_INT_MAX);
	KUNIT_EXPECT_TRUE(test, ktap_slot_holds_int(ktap_slot_read(&slot)));
	KUNIT_EXPECT_EQ(test, update(fix, &slot, KTAP_UPDATE_MUL,
				     ktap_value_int(-2)), 0);
	expect_slot_int(test, &slot, KTAP_SLOT_INT_MAX * -2);
	KUNIT_EXPECT_EQ(test, update(fix, &slot, KTAP_UPDATE_SUB,
				     ktap_value_int(S64_MAX)), 0);
	expect_slot_int(test, &slot, (u64)KTAP_SLOT_INT_MAX * -2 - S64_MAX);

	empty_slot(fix, &slot);
	fixture_expect_empty(test);
}

static void test_slot_update_wrong(struct kunit *test)
{
	struct fixture *fix = test->priv;
	struct ktap_slot slot = {};

	KUNIT_EXPECT_EQ(test, update(fix, &slot, KTAP_UPDATE_ADD,
				     ktap_value_nil()), KTAP_TRAP_NOT_INT);
	KUNIT_EXPECT_EQ(test, update(fix, &slot, KTAP_UPDATE_DIV,
				     ktap_value_int(0)), KTAP_TRAP_DIV_ZERO);
	KUNIT_EXPECT_EQ(test, ktap_slot_read(&slot), KTAP_SLOT_NIL);
	atomic64_set(&slot.word, KTAP_SLOT_TRUE);
	KUNIT_EXPECT_EQ(test, update(fix, &slot, KTAP_UPDATE_ADD,
				     ktap_value_int(1)), KTAP_TRAP_NOT_INT);
	KUNIT_EXPECT_EQ(test, ktap_slot_read(&slot), KTAP_SLOT_TRUE);
	fixture_expect_empty(test);
}

static void test_slot_update_texts(struct kunit *test)
{
	struct fixture *fix = test->priv;
	struct ktap_slot slot = {};
	int ret;

	KUNIT_EXPECT_EQ(test, update(fix, &slot, KTAP_UPDATE_CAT,
				     text_value(test, "a")), 0);
	expect_slot_text(test, &slot, "a");
	KUNIT_EXPECT_EQ(test, update(fix, &slot, KTAP_UPDATE_CAT,
				     ktap_value_int(-12)), 0);
	expect_slot_text(test, &slot, "a-12");
	KUNIT_EXPECT_EQ(test, update(fix, &slot, KTAP_UPDATE_CAT,
				     ktap_value_nil()), 0);
	expect_slot_text(test, &slot, "a-12nil");

	/* An integer that stands there becomes text. */
	empty_slot(fix, &slot);
	atomic64_set(&slot.word, ktap_slot_from_int(3));
	KUNIT_EXPECT_EQ(test, update(fix, &slot, KTAP_UPDATE_CAT,
				     text_value(test, "x")), 0);
	expect_slot_text(test, &slot, "3x");

	/* It grows to what a handler may store, and keeps its value then. */
	do {
		struct ktap_value v;

		ktap_slot_get(&slot, &v);
		ret = update(fix, &slot, KTAP_UPDATE_CAT, v);
		ktap_heap_drain(fix->heap);
	} while (!ret);
	KUNIT_EXPECT_EQ(test, ret, KTAP_TRAP_OBJECT_SIZE);
	empty_slot(fix, &slot);
	fixture_expect_empty(test);
}

static void test_slot_out_of_memory(struct kunit *test)
{
	struct fixture *fix = test->priv;
	struct ktap_slot slot = {};

	if (!IS_ENABLED(CONFIG_KTAP_DEBUG))
		kunit_skip(test, "needs CONFIG_KTAP_DEBUG");

	KUNIT_EXPECT_EQ(test, update(fix, &slot, KTAP_UPDATE_ADD,
				     ktap_value_int(5)), 0);
	ktap_heap_inject(fix->heap, 1);
	KUNIT_EXPECT_EQ(test, update(fix, &slot, KTAP_UPDATE_ADD,
				     ktap_value_int(S64_MAX - 5)), -ENOMEM);
	expect_slot_int(test, &slot, 5);
	ktap_heap_inject(fix->heap, 1);
	KUNIT_EXPECT_EQ(test, update(fix, &slot, KTAP_UPDATE_CAT,
				     ktap_value_int(1)), -ENOMEM);
	expect_slot_int(test, &slot, 5);
	KUNIT_EXPECT_EQ(test, fixture_lost(fix, KTAP_LOSS_MEM_EMPTY), 2);
	fixture_expect_empty(test);
}

/* What needs a box, a count or another kind is left to the slow path. */
static void test_slot_try_add(struct kunit *test)
{
	static const struct {
		s64 old, v, sum;
		bool done;
	} cases[] = {
		{ 0, 1, 1, true },
		{ 5, -7, -2, true },
		{ -1, 1, 0, true },
		{ KTAP_SLOT_INT_MAX - 1, 1, KTAP_SLOT_INT_MAX, true },
		{ KTAP_SLOT_INT_MAX, 1, KTAP_SLOT_INT_MAX, false },
		{ KTAP_SLOT_INT_MIN, -1, KTAP_SLOT_INT_MIN, false },
		{ KTAP_SLOT_INT_MIN, KTAP_SLOT_INT_MAX, -1, true },
		{ 0, KTAP_SLOT_INT_MAX + 1, 0, false },
		{ 0, S64_MIN, 0, false },
	};
	struct ktap_slot slot;
	struct ktap_value v;
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		atomic64_set(&slot.word, ktap_slot_from_int(cases[i].old));
		v = ktap_value_int(cases[i].v);
		KUNIT_EXPECT_EQ_MSG(test, ktap_slot_try_add(&slot, &v),
				    cases[i].done, "case %u", i);
		ktap_slot_get(&slot, &v);
		KUNIT_EXPECT_EQ_MSG(test, v.kind, KTAP_KIND_INT, "case %u", i);
		KUNIT_EXPECT_EQ_MSG(test, v.i, cases[i].sum, "case %u", i);
	}

	atomic64_set(&slot.word, KTAP_SLOT_NIL);
	v = ktap_value_int(1);
	KUNIT_EXPECT_FALSE(test, ktap_slot_try_add(&slot, &v));
	atomic64_set(&slot.word, ktap_slot_from_int(1));
	v = ktap_value_nil();
	KUNIT_EXPECT_FALSE(test, ktap_slot_try_add(&slot, &v));
}

static struct kunit_case value_cases[] = {
	KUNIT_CASE(test_value_equal),
	KUNIT_CASE(test_value_compare),
	KUNIT_CASE(test_value_text),
	KUNIT_CASE(test_value_kind_names),
	KUNIT_CASE(test_value_arith),
	KUNIT_CASE(test_slot_integers),
	KUNIT_CASE(test_slot_kinds),
	KUNIT_CASE(test_slot_copies_scratch),
	KUNIT_CASE(test_slot_dead),
	KUNIT_CASE(test_slot_update_integers),
	KUNIT_CASE(test_slot_update_wrong),
	KUNIT_CASE(test_slot_update_texts),
	KUNIT_CASE(test_slot_out_of_memory),
	KUNIT_CASE(test_slot_try_add),
	{}
};

static struct kunit_suite value_suite = {
	.name		= "ktap_value",
	.init		= value_init,
	.exit		= fixture_exit,
	.test_cases	= value_cases,
};

kunit_test_suite(value_suite);
