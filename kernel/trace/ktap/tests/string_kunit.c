// SPDX-License-Identifier: GPL-2.0
/*
 * ktap - tests of strings
 *
 * Context: process
 */

#include <linux/slab.h>

#include "data/hash.h"
#include "data/string.h"
#include "tests/fixture.h"

static int string_init(struct kunit *test)
{
	return fixture_init(test, SZ_1M);
}

static struct ktap_string *static_string(struct kunit *test, const char *bytes,
					 size_t len)
{
	struct ktap_string *string;

	string = kunit_kzalloc(test, ktap_string_size(len), GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, string);
	ktap_string_init_static(string, bytes, len);

	return string;
}

/* Text that makes different bytes at each place. */
static void fill(char *bytes, size_t len)
{
	size_t i;

	for (i = 0; i < len; i++)
		bytes[i] = i * 7 + 1;
}

static void test_string_same_everywhere(struct kunit *test)
{
	struct fixture *fix = test->priv;
	struct ktap_string *fixed, *scratch, *kept, *heap;
	struct ktap_invocation handler, process;
	char bytes[40];
	int trap = 0;
	size_t len;

	fill(bytes, sizeof(bytes));
	for (len = 0; len <= sizeof(bytes); len++) {
		fixed = static_string(test, bytes, len);
		fixture_begin(fix, &process, KTAP_LEVEL_PROCESS);
		heap = ktap_string_make(&process, bytes, len, &trap);
		KUNIT_ASSERT_NOT_NULL(test, heap);
		KUNIT_EXPECT_EQ(test, heap->obj.flags, 0);
		KUNIT_EXPECT_EQ(test, heap->bytes[len], '\0');
		KUNIT_EXPECT_TRUE(test, ktap_string_equal(fixed, heap));
		fixture_end(fix, &process);

		fixture_begin(fix, &handler, 1);
		scratch = ktap_string_make(&handler, bytes, len, &trap);
		kept = scratch ? ktap_string_keep(&handler, scratch, &trap) :
				 NULL;
		KUNIT_ASSERT_NOT_NULL(test, kept);
		KUNIT_EXPECT_EQ(test, scratch->obj.flags, KTAP_OBJECT_SCRATCH);
		KUNIT_EXPECT_EQ(test, kept->obj.flags, 0);
		KUNIT_EXPECT_TRUE(test, ktap_string_equal(fixed, scratch));
		KUNIT_EXPECT_TRUE(test, ktap_string_equal(fixed, kept));
		KUNIT_EXPECT_EQ(test, fixed->hash, kept->hash);
		KUNIT_EXPECT_PTR_EQ(test, ktap_string_keep(&handler, kept, &trap),
				    kept);
		KUNIT_EXPECT_PTR_EQ(test, ktap_string_keep(&handler, fixed, &trap),
				    fixed);
		fixture_end(fix, &handler);
		ktap_heap_drain(fix->heap);
	}
	KUNIT_EXPECT_EQ(test, trap, 0);
	KUNIT_EXPECT_EQ(test, fixed->obj.state.counter, -1);
	fixture_expect_empty(test);
}

static void test_string_differs(struct kunit *test)
{
	struct ktap_string *a, *b;
	char bytes[24];
	size_t i;

	fill(bytes, sizeof(bytes));
	a = static_string(test, bytes, sizeof(bytes));
	for (i = 0; i < sizeof(bytes); i++) {
		bytes[i] ^= 0x80;
		b = static_string(test, bytes, sizeof(bytes));
		KUNIT_EXPECT_FALSE(test, ktap_string_equal(a, b));
		KUNIT_EXPECT_NE(test, a->hash, b->hash);
		bytes[i] ^= 0x80;
	}
	/* A prefix, and bytes behind a NUL. */
	b = static_string(test, bytes, sizeof(bytes) - 1);
	KUNIT_EXPECT_FALSE(test, ktap_string_equal(a, b));
	a = static_string(test, "a\0b", 3);
	b = static_string(test, "a\0c", 3);
	KUNIT_EXPECT_FALSE(test, ktap_string_equal(a, b));
}

static void test_string_order(struct kunit *test)
{
	static const struct {
		const char *a, *b;
		int order;
	} rows[] = {
		{ "", "", 0 }, { "", "a", -1 }, { "a", "b", -1 },
		{ "ab", "a", 1 }, { "a", "ab", -1 }, { "abc", "abd", -1 },
		/* Bytes, not characters. */
		{ "\x7f", "\x80", -1 }, { "Z", "a", -1 },
	};
	struct ktap_string *a, *b;
	unsigned int i;
	int order;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		a = static_string(test, rows[i].a, strlen(rows[i].a));
		b = static_string(test, rows[i].b, strlen(rows[i].b));
		order = ktap_string_compare(a, b);
		KUNIT_EXPECT_EQ(test, order < 0 ? -1 : order > 0, rows[i].order);
		order = ktap_string_compare(b, a);
		KUNIT_EXPECT_EQ(test, order < 0 ? -1 : order > 0, -rows[i].order);
	}
}

static void test_string_scratch_is_full(struct kunit *test)
{
	struct fixture *fix = test->priv;
	struct ktap_string *string;
	struct ktap_invocation inv;
	unsigned int nr = 0;
	int trap = 0;
	long offset;
	u32 used;

	fixture_begin(fix, &inv, 2);
	do {
		string = ktap_string_alloc(&inv, 1000, &trap);
		nr += !!string;
	} while (string);
	fixture_end(fix, &inv);

	KUNIT_EXPECT_EQ(test, nr, KTAP_SCRATCH_BYTES / 1032);
	KUNIT_EXPECT_EQ(test, trap, KTAP_TRAP_SCRATCH);

	/* The next invocation has it all again. */
	trap = 0;
	fixture_begin(fix, &inv, 2);
	string = ktap_string_alloc(&inv, 16000, &trap);
	offset = (u8 *)string - inv.scratch->bytes;
	used = inv.scratch->used;
	fixture_end(fix, &inv);
	KUNIT_EXPECT_EQ(test, offset, 0);
	KUNIT_EXPECT_EQ(test, used, 16032);
	KUNIT_EXPECT_EQ(test, trap, 0);
	preempt_disable();
	used = ktap_scratch_area(2)->used;
	preempt_enable();
	KUNIT_EXPECT_EQ(test, used, 0);
}

/* What an event's provider took stays for the next handler of the event. */
static void test_string_leaves_record(struct kunit *test)
{
	struct fixture *fix = test->priv;
	struct ktap_string *first, *next;
	struct ktap_invocation inv;
	u32 kept, released;
	void *record;
	int trap = 0;

	fixture_begin(fix, &inv, 2);
	record = ktap_scratch_keep(inv.scratch, 60);
	first = ktap_string_alloc(&inv, 100, &trap);
	ktap_heap_end(&inv);
	kept = inv.scratch->used;
	next = ktap_string_alloc(&inv, 1, &trap);
	ktap_scratch_release(inv.scratch);
	released = inv.scratch->used;
	fixture_end(fix, &inv);
	KUNIT_EXPECT_NOT_NULL(test, record);
	KUNIT_EXPECT_PTR_EQ(test, (void *)first, record + 64);
	KUNIT_EXPECT_PTR_EQ(test, next, first);
	KUNIT_EXPECT_EQ(test, kept, 64);
	KUNIT_EXPECT_EQ(test, released, 0);
}

static void test_string_sizes(struct kunit *test)
{
	struct fixture *fix = test->priv;
	struct ktap_string *longest, *beyond, *kept;
	int trap = 0, kept_trap = 0;
	struct ktap_invocation inv;

	fixture_begin(fix, &inv, KTAP_LEVEL_PROCESS);
	longest = ktap_string_alloc(&inv, KTAP_MAX_STRING, &trap);
	KUNIT_EXPECT_NOT_NULL(test, longest);
	KUNIT_EXPECT_EQ(test, trap, 0);
	if (longest) {
		memset(longest->bytes, 'x', KTAP_MAX_STRING);
		ktap_string_seal(longest);
	}
	beyond = ktap_string_alloc(&inv, KTAP_MAX_STRING + 1, &trap);
	KUNIT_EXPECT_NULL(test, beyond);
	KUNIT_EXPECT_EQ(test, trap, KTAP_TRAP_STRING_SIZE);
	fixture_end(fix, &inv);

	/* A handler can make it, but not store it. */
	trap = 0;
	fixture_begin(fix, &inv, 0);
	longest = ktap_string_alloc(&inv, 8000, &trap);
	if (longest) {
		memset(longest->bytes, 'x', 8000);
		ktap_string_seal(longest);
		kept = ktap_string_keep(&inv, longest, &kept_trap);
	}
	beyond = ktap_string_alloc(&inv, KTAP_MAX_STRING + 1, &trap);
	fixture_end(fix, &inv);
	KUNIT_ASSERT_NOT_NULL(test, longest);
	KUNIT_EXPECT_NULL(test, kept);
	KUNIT_EXPECT_EQ(test, kept_trap, KTAP_TRAP_OBJECT_SIZE);
	KUNIT_EXPECT_NULL(test, beyond);
	KUNIT_EXPECT_EQ(test, trap, KTAP_TRAP_STRING_SIZE);
	fixture_expect_empty(test);
}

static void test_string_out_of_memory(struct kunit *test)
{
	struct fixture *fix = test->priv;
	struct ktap_string *string, *kept = NULL;
	struct ktap_invocation inv;
	int trap = 0;

	if (!IS_ENABLED(CONFIG_KTAP_DEBUG))
		kunit_skip(test, "needs CONFIG_KTAP_DEBUG");

	fixture_begin(fix, &inv, 0);
	string = ktap_string_make(&inv, "hello", 5, &trap);
	ktap_heap_inject(fix->heap, 1);
	if (string)
		kept = ktap_string_keep(&inv, string, &trap);
	fixture_end(fix, &inv);
	KUNIT_EXPECT_NOT_NULL(test, string);
	KUNIT_EXPECT_NULL(test, kept);
	KUNIT_EXPECT_EQ(test, trap, 0);
	KUNIT_EXPECT_EQ(test, fixture_lost(fix, KTAP_LOSS_MEM_EMPTY), 1);
}

/* Buckets are chosen by the highest bits: all of them have to be used. */
static void test_hash_spreads(struct kunit *test)
{
	struct {
		struct ktap_string string;
		char bytes[16];
	} made;
	unsigned int *of_ints, *of_texts, i;
	char text[16];

	of_ints = kunit_kcalloc(test, 64, sizeof(*of_ints), GFP_KERNEL);
	of_texts = kunit_kcalloc(test, 64, sizeof(*of_texts), GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, of_ints);
	KUNIT_ASSERT_NOT_NULL(test, of_texts);
	for (i = 0; i < 64 * 64; i++) {
		of_ints[ktap_hash_int(i) >> 26]++;
		snprintf(text, sizeof(text), "task-%u", i);
		ktap_string_init_static(&made.string, text, strlen(text));
		of_texts[made.string.hash >> 26]++;
	}
	for (i = 0; i < 64; i++) {
		KUNIT_EXPECT_GT(test, of_ints[i], 16);
		KUNIT_EXPECT_LT(test, of_ints[i], 256);
		KUNIT_EXPECT_GT(test, of_texts[i], 16);
		KUNIT_EXPECT_LT(test, of_texts[i], 256);
	}
}

/* What lay behind the bytes before is of no consequence. */
static void test_string_ends_clean(struct kunit *test)
{
	struct fixture *fix = test->priv;
	struct ktap_string *strings[3] = { };
	struct ktap_invocation inv;
	size_t len, i, nr = 0;
	int trap = 0;

	for (len = 0; len <= 24; len++) {
		fixture_begin(fix, &inv, 0);
		for (i = 0; i < 3; i++) {
			strings[i] = ktap_string_alloc(&inv, len, &trap);
			if (!strings[i])
				break;
			memset(strings[i], i ? 0xff : 0,
			       round_down(len, 8) + 8);
			strings[i]->len = len;
			memset(strings[i]->bytes, 'k', len);
			if (i == 2 && len)
				strings[i]->bytes[len - 1] = 'x';
			ktap_string_seal(strings[i]);
		}
		if (i == 3) {
			nr += ktap_string_equal(strings[0], strings[1]);
			nr += ktap_string_equal(strings[0], strings[2]) == !len;
			nr += !strings[1]->bytes[len];
		}
		fixture_end(fix, &inv);
	}
	KUNIT_EXPECT_EQ(test, nr, 25 * 3);
}

static struct kunit_case string_cases[] = {
	KUNIT_CASE(test_string_ends_clean),
	KUNIT_CASE(test_string_same_everywhere),
	KUNIT_CASE(test_string_differs),
	KUNIT_CASE(test_string_order),
	KUNIT_CASE(test_string_scratch_is_full),
	KUNIT_CASE(test_string_leaves_record),
	KUNIT_CASE(test_string_sizes),
	KUNIT_CASE(test_string_out_of_memory),
	KUNIT_CASE(test_hash_spreads),
	{}
};

static struct kunit_suite string_suite = {
	.name		= "ktap_string",
	.init		= string_init,
	.exit		= fixture_exit,
	.test_cases	= string_cases,
};

kunit_test_suite(string_suite);
