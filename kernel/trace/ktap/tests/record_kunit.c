// SPDX-License-Identifier: GPL-2.0
/*
 * ktap - tests: records into the ring and out of it
 *
 * Context: process
 */

#include <kunit/test.h>
#include <linux/err.h>
#include <linux/ktime.h>
#include <linux/sizes.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "data/func.h"
#include "data/string.h"
#include "data/symbol.h"
#include "data/tuple.h"
#include "output/reader.h"
#include "output/record.h"

#define RING_BYTES	SZ_16K

/* A ring with its reader; constant 0 is an integer, 1 and 2 are strings. */
struct bench {
	struct ktap_losses __percpu *losses;
	struct ktap_ring *ring;
	struct ktap_reader *reader;
	struct ktap_value consts[3];
	u8 *buf;
};

static struct ktap_string *make_string(struct kunit *test, const char *bytes,
				       size_t len)
{
	struct ktap_string *string;

	string = kunit_kzalloc(test, ktap_string_size(len), GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, string);
	ktap_string_init_static(string, bytes, len);
	return string;
}

static struct ktap_value string_value(struct kunit *test, const char *bytes,
				      size_t len)
{
	return ktap_value_obj(KTAP_KIND_STRING,
			      &make_string(test, bytes, len)->obj);
}

static struct ktap_value make_const(struct kunit *test, const char *text, int nr)
{
	struct ktap_value v = string_value(test, text, strlen(text));

	atomic_set(&v.obj->state, nr);
	return v;
}

static int init_bench(struct kunit *test)
{
	struct bench *b = kunit_kzalloc(test, sizeof(*b), GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, b);
	test->priv = b;
	b->losses = alloc_percpu(struct ktap_losses);
	b->buf = kvmalloc(KTAP_RECORD_MAX, GFP_KERNEL);
	b->ring = ktap_ring_create(RING_BYTES, b->losses);
	KUNIT_ASSERT_FALSE(test, IS_ERR(b->ring));
	b->consts[0] = ktap_value_int(7);
	b->consts[1] = make_const(test, "constant", 1);
	b->consts[2] = make_const(test, "", 2);
	b->reader = ktap_reader_create(b->ring, b->consts, 3);
	KUNIT_ASSERT_FALSE(test, IS_ERR(b->reader));
	return 0;
}

static void exit_bench(struct kunit *test)
{
	struct bench *b = test->priv;

	ktap_reader_destroy(b->reader);
	ktap_ring_destroy(b->ring);
	free_percpu(b->losses);
	kvfree(b->buf);
}

static long lost(struct bench *b, enum ktap_loss cause)
{
	long sum = 0;
	int cpu;

	for_each_possible_cpu(cpu)
		sum += local_read(&per_cpu_ptr(b->losses, cpu)->count[cause]);
	return sum;
}

/* Value number @nr of a record. */
static const struct ktap_record_value *value_of(const struct ktap_record *record,
						u32 nr)
{
	const u8 *at = (const u8 *)(record + 1);

	while (nr--) {
		at += sizeof(struct ktap_record_value) +
		      ALIGN(((struct ktap_record_value *)at)->bytes, 8);
	}
	return (const void *)at;
}

static void expect_int(struct kunit *test, const struct ktap_record *record,
		       u32 nr, u32 kind, s64 wanted)
{
	const struct ktap_record_value *value = value_of(record, nr);

	KUNIT_EXPECT_EQ(test, value->kind, kind);
	KUNIT_EXPECT_EQ(test, value->bytes, sizeof(s64));
	KUNIT_EXPECT_EQ(test, *(s64 *)(value + 1), wanted);
}

static void expect_text(struct kunit *test, const struct ktap_record *record,
			u32 nr, u32 kind, const char *wanted)
{
	const struct ktap_record_value *value = value_of(record, nr);

	KUNIT_EXPECT_EQ(test, value->kind, kind);
	KUNIT_ASSERT_EQ(test, value->bytes, strlen(wanted));
	KUNIT_EXPECT_MEMEQ(test, value + 1, wanted, strlen(wanted));
}

/* S64_MAX, nil, "abc" */
static struct ktap_tuple *make_tuple(struct kunit *test)
{
	struct ktap_tuple *tuple;

	tuple = kunit_kzalloc(test, struct_size(tuple, parts, 3), GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, tuple);
	tuple->nr = 3;
	tuple->parts[0] = ktap_value_int(S64_MAX);
	tuple->parts[1] = ktap_value_nil();
	tuple->parts[2] = string_value(test, "abc", 3);

	return tuple;
}

static void test_record_kinds(struct kunit *test)
{
	const struct ktap_record_value *part;
	struct bench *b = test->priv;
	const struct ktap_record *record = (void *)b->buf;
	struct ktap_func func = {
		.obj.flags = KTAP_OBJECT_STATIC,
		.name = make_string(test, "f", 1),
	};
	struct ktap_tuple *tuple = make_tuple(test);
	const struct ktap_value values[] = {
		ktap_value_nil(),
		ktap_value_bool(false),
		ktap_value_bool(true),
		ktap_value_int(-1),
		ktap_value_int(S32_MAX),
		ktap_value_int(S32_MAX + 1LL),
		ktap_value_int(S64_MIN),
		string_value(test, "abc", 3),
		string_value(test, "", 0),
		b->consts[1],
		b->consts[2],
		ktap_value_obj(KTAP_KIND_FUNC, &func.obj),
		{ .i = 5, .kind = KTAP_KIND_TABLE },
		ktap_value_obj(KTAP_KIND_TUPLE, &tuple->obj),
		{ .kind = KTAP_KIND_SORT },
		ktap_value_int(1),
	};
	ssize_t bytes;

	KUNIT_ASSERT_EQ(test, ktap_record_write(b->ring, KTAP_REC_PRINT, 3, values,
						ARRAY_SIZE(values)), 0);
	bytes = ktap_reader_read(b->reader, b->buf, KTAP_RECORD_MAX);
	KUNIT_ASSERT_EQ(test, bytes, record->bytes);
	KUNIT_EXPECT_EQ(test, bytes % 8, 0);
	KUNIT_EXPECT_EQ(test, record->type, KTAP_REC_PRINT);
	KUNIT_EXPECT_EQ(test, record->flags, 3);
	KUNIT_ASSERT_EQ(test, record->nr, ARRAY_SIZE(values));
	KUNIT_EXPECT_GT(test, record->time_ns, 0);

	KUNIT_EXPECT_EQ(test, value_of(record, 0)->kind, KTAP_KIND_NIL);
	KUNIT_EXPECT_EQ(test, value_of(record, 0)->bytes, 0);
	KUNIT_EXPECT_EQ(test, value_of(record, 1)->kind, KTAP_KIND_FALSE);
	KUNIT_EXPECT_EQ(test, value_of(record, 2)->kind, KTAP_KIND_TRUE);
	expect_int(test, record, 3, KTAP_KIND_INT, -1);
	expect_int(test, record, 4, KTAP_KIND_INT, S32_MAX);
	expect_int(test, record, 5, KTAP_KIND_INT, S32_MAX + 1LL);
	expect_int(test, record, 6, KTAP_KIND_INT, S64_MIN);
	expect_text(test, record, 7, KTAP_KIND_STRING, "abc");
	expect_text(test, record, 8, KTAP_KIND_STRING, "");
	expect_text(test, record, 9, KTAP_KIND_STRING, "constant");
	expect_text(test, record, 10, KTAP_KIND_STRING, "");
	expect_text(test, record, 11, KTAP_KIND_FUNC, "f");
	expect_int(test, record, 12, KTAP_KIND_TABLE, 5);
	KUNIT_EXPECT_EQ(test, value_of(record, 13)->kind, KTAP_KIND_TUPLE);
	KUNIT_EXPECT_EQ(test, value_of(record, 13)->bytes, 16 + 8 + 16);
	part = value_of(record, 13) + 1;
	KUNIT_EXPECT_EQ(test, part->kind, KTAP_KIND_INT);
	KUNIT_EXPECT_EQ(test, *(s64 *)(part + 1), S64_MAX);
	KUNIT_EXPECT_EQ(test, part[2].kind, KTAP_KIND_NIL);
	KUNIT_EXPECT_EQ(test, part[3].kind, KTAP_KIND_STRING);
	KUNIT_EXPECT_EQ(test, part[3].bytes, 3);
	KUNIT_EXPECT_MEMEQ(test, part + 4, "abc", 4);
	/* Nobody outside the kernel knows it. */
	KUNIT_EXPECT_EQ(test, value_of(record, 14)->kind, KTAP_KIND_NIL);
	expect_int(test, record, 15, KTAP_KIND_INT, 1);
	KUNIT_EXPECT_EQ(test, ktap_reader_read(b->reader, b->buf, 4096), 0);
}

/* Fills the ring with numbered records; how many fit. */
static int fill_ring(struct kunit *test, struct bench *b)
{
	struct ktap_value value;
	int nr;

	for (nr = 0; nr < RING_BYTES; nr++) {
		value = ktap_value_int(nr);
		if (ktap_record_write(b->ring, KTAP_REC_PRINT, 0, &value, 1))
			break;
	}
	KUNIT_ASSERT_GT(test, nr, 100);
	KUNIT_ASSERT_LT(test, nr, RING_BYTES);
	return nr;
}

static void test_record_small_buffer(struct kunit *test)
{
	struct bench *b = test->priv;
	size_t one = sizeof(struct ktap_record) +
		     sizeof(struct ktap_record_value) + sizeof(s64);
	int nr = fill_ring(test, b);
	int i;

	/* Room for one and a half: whole records only. */
	for (i = 0; i < nr; i++) {
		KUNIT_ASSERT_EQ(test, ktap_reader_read(b->reader, b->buf, one - 8),
				-EMSGSIZE);
		KUNIT_ASSERT_EQ(test, ktap_reader_read(b->reader, b->buf,
						       one + one / 2), one);
		expect_int(test, (void *)b->buf, 0, KTAP_KIND_INT, i);
	}
	KUNIT_EXPECT_EQ(test, ktap_reader_read(b->reader, b->buf, one - 8), 0);
}

static void test_record_lost(struct kunit *test)
{
	struct bench *b = test->priv;
	const struct ktap_record *record = (void *)b->buf;
	int nr = fill_ring(test, b);
	struct ktap_value value = ktap_value_int(-5);
	ssize_t bytes;
	int i;

	KUNIT_EXPECT_EQ(test, lost(b, KTAP_LOSS_RING_FULL), 0);
	for (i = 0; i < 3; i++)
		KUNIT_EXPECT_EQ(test, ktap_record_try(b->ring, KTAP_REC_PRINT, 0,
						      &value, 1), -EAGAIN);
	KUNIT_EXPECT_EQ(test, lost(b, KTAP_LOSS_RING_FULL), 3);

	bytes = ktap_reader_read(b->reader, b->buf, KTAP_RECORD_MAX);
	KUNIT_EXPECT_EQ(test, bytes, nr * record->bytes);

	/* The loss stands where it happened: before what came next. */
	KUNIT_ASSERT_EQ(test, ktap_record_try(b->ring, KTAP_REC_PRINT, 0, &value,
					      1), 0);
	bytes = ktap_reader_read(b->reader, b->buf, KTAP_RECORD_MAX);
	KUNIT_EXPECT_EQ(test, record->type, KTAP_REC_LOST);
	expect_int(test, record, 0, KTAP_KIND_INT, 3);
	KUNIT_ASSERT_EQ(test, bytes, 2 * record->bytes);
	record = (const void *)(b->buf + record->bytes);
	KUNIT_EXPECT_EQ(test, record->type, KTAP_REC_PRINT);
	expect_int(test, record, 0, KTAP_KIND_INT, -5);
}

static void test_record_lost_at_end(struct kunit *test)
{
	struct bench *b = test->priv;
	const struct ktap_record *record = (void *)b->buf;
	struct ktap_value value = ktap_value_int(0);

	KUNIT_ASSERT_EQ(test, ktap_record_write(b->ring, KTAP_REC_END, 0, &value,
						1), 0);
	ktap_ring_lose(b->ring);
	KUNIT_EXPECT_FALSE(test, ktap_reader_at_end(b->reader));
	ktap_reader_read(b->reader, b->buf, KTAP_RECORD_MAX);
	KUNIT_EXPECT_EQ(test, record->type, KTAP_REC_LOST);
	record = (const void *)(b->buf + record->bytes);
	KUNIT_EXPECT_EQ(test, record->type, KTAP_REC_END);
	KUNIT_EXPECT_TRUE(test, ktap_reader_at_end(b->reader));
}

static void test_record_too_long(struct kunit *test)
{
	struct bench *b = test->priv;
	size_t max = ktap_ring_max(b->ring);
	char *bytes = kunit_kzalloc(test, max, GFP_KERNEL);
	struct ktap_value value;

	KUNIT_ASSERT_NOT_NULL(test, bytes);
	/* Heads of the record and of the value take 12 bytes. */
	value = string_value(test, bytes, max - 12);
	KUNIT_EXPECT_EQ(test, ktap_record_write(b->ring, KTAP_REC_PRINT, 0, &value,
						1), 0);
	value = string_value(test, bytes, max - 11);
	KUNIT_EXPECT_EQ(test, ktap_record_write(b->ring, KTAP_REC_PRINT, 0, &value,
						1), -EMSGSIZE);
	KUNIT_EXPECT_EQ(test, lost(b, KTAP_LOSS_RECORD_SIZE), 1);
	KUNIT_EXPECT_EQ(test, lost(b, KTAP_LOSS_RING_FULL), 0);
}

/* Constants count with their length for the reader. */
static void test_record_long_constants(struct kunit *test)
{
	struct bench *b = test->priv;
	const struct ktap_record *record = (void *)b->buf;
	char *bytes = kvzalloc(KTAP_IMAGE_MAX_STRING, GFP_KERNEL);
	struct ktap_value values[3];
	int i;

	KUNIT_ASSERT_NOT_NULL(test, bytes);
	b->consts[1] = string_value(test, bytes, KTAP_IMAGE_MAX_STRING);
	atomic_set(&b->consts[1].obj->state, 1);
	kvfree(bytes);
	for (i = 0; i < ARRAY_SIZE(values); i++)
		values[i] = b->consts[1];

	KUNIT_EXPECT_EQ(test, ktap_record_write(b->ring, KTAP_REC_PRINT, 0, values,
						2), -EMSGSIZE);
	KUNIT_EXPECT_EQ(test, ktap_record_write(b->ring, KTAP_REC_PRINT, 0, values,
						1), 0);
	KUNIT_EXPECT_GT(test, ktap_reader_read(b->reader, b->buf, KTAP_RECORD_MAX),
			KTAP_IMAGE_MAX_STRING);
	KUNIT_EXPECT_EQ(test, value_of(record, 0)->bytes, KTAP_IMAGE_MAX_STRING);
}

static void test_record_many_values(struct kunit *test)
{
	struct bench *b = test->priv;
	struct ktap_value *values = kunit_kcalloc(test, 256, sizeof(*values),
						  GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, values);
	KUNIT_EXPECT_EQ(test, ktap_record_write(b->ring, KTAP_REC_PRINT, 0, values,
						255), 0);
	KUNIT_EXPECT_EQ(test, ktap_record_write(b->ring, KTAP_REC_PRINT, 0, values,
						256), -EMSGSIZE);
}

/* A stack of two addresses, of the kernel or a process. */
static struct ktap_value stack_value(struct kunit *test, u64 process)
{
	u8 bytes[sizeof(struct ktap_frames) + 2 * sizeof(long)] __aligned(8) = { };
	struct ktap_frames *frames = (struct ktap_frames *)bytes;

	frames->process = process;
	frames->addrs[0] = 1;
	frames->addrs[1] = 0x20;
	return ktap_value_obj(KTAP_KIND_STACK,
			      &make_string(test, bytes, sizeof(bytes))->obj);
}

static void test_record_stacks(struct kunit *test)
{
	const u64 process = 7ULL << 32 | 1, want[] = { process, 1, 0x20 };
	struct bench *b = test->priv;
	const struct ktap_record *record = (void *)b->buf;
	const struct ktap_record_value *value;
	struct ktap_value values[] = {
		stack_value(test, 0),
		stack_value(test, process),
	};

	KUNIT_ASSERT_EQ(test, ktap_record_write(b->ring, KTAP_REC_PRINT, 0,
						values, 2), 0);
	KUNIT_ASSERT_EQ(test, ktap_reader_read(b->reader, b->buf,
					       KTAP_RECORD_MAX), record->bytes);
	expect_text(test, record, 0, KTAP_KIND_STACK, "0x1\n0x20");
	KUNIT_EXPECT_EQ(test, value_of(record, 0)->flags, 0);
	value = value_of(record, 1);
	KUNIT_EXPECT_EQ(test, value->kind, KTAP_KIND_STACK);
	KUNIT_EXPECT_EQ(test, value->flags, KTAP_VALUE_USER);
	KUNIT_ASSERT_EQ(test, value->bytes, sizeof(want));
	KUNIT_EXPECT_MEMEQ(test, value + 1, want, sizeof(want));
}

/* Gives as many mappings as @arg counts. */
static struct ktap_mapping *next_mapping(void *arg)
{
	struct ktap_mapping *mapping;
	int *left = arg;

	if (!*left)
		return NULL;
	mapping = kzalloc(struct_size(mapping, name, 4), GFP_KERNEL);
	if (!mapping)
		return NULL;
	mapping->process = 5;
	mapping->begin = 0x1000;
	mapping->end = 0x2000;
	mapping->offset = (*left)--;
	mapping->len = 4;
	memcpy(mapping->name, "/lib", 4);
	return mapping;
}

static void test_record_mappings(struct kunit *test)
{
	struct bench *b = test->priv;
	const struct ktap_record *record = (void *)b->buf;
	struct ktap_value value = ktap_value_int(3);
	size_t one = sizeof(*record) + 5 * (sizeof(struct ktap_record_value) + 8);
	int left = 2;

	ktap_reader_set_mappings(b->reader, next_mapping, &left);
	KUNIT_ASSERT_EQ(test, ktap_record_write(b->ring, KTAP_REC_PRINT, 0,
						&value, 1), 0);
	/* One by one, and before the record. */
	KUNIT_EXPECT_EQ(test, ktap_reader_read(b->reader, b->buf, one - 8),
			-EMSGSIZE);
	KUNIT_ASSERT_EQ(test, ktap_reader_read(b->reader, b->buf, one + 8), one);
	KUNIT_EXPECT_EQ(test, record->type, KTAP_REC_MAPPING);
	KUNIT_EXPECT_EQ(test, record->nr, 5);
	expect_int(test, record, 0, KTAP_KIND_INT, 5);
	expect_int(test, record, 1, KTAP_KIND_INT, 0x1000);
	expect_int(test, record, 2, KTAP_KIND_INT, 0x2000);
	expect_int(test, record, 3, KTAP_KIND_INT, 2);
	expect_text(test, record, 4, KTAP_KIND_STRING, "/lib");
	KUNIT_ASSERT_EQ(test, ktap_reader_read(b->reader, b->buf, one + 8), one);
	expect_int(test, record, 3, KTAP_KIND_INT, 1);
	KUNIT_ASSERT_GT(test, ktap_reader_read(b->reader, b->buf, one + 8), 0);
	KUNIT_EXPECT_EQ(test, record->type, KTAP_REC_PRINT);
	/* Without a record, too; the last one is the reader's to free. */
	left = 2;
	KUNIT_ASSERT_EQ(test, ktap_reader_read(b->reader, b->buf, one + 8), one);
}

static struct kunit_case record_cases[] = {
	KUNIT_CASE(test_record_kinds),
	KUNIT_CASE(test_record_small_buffer),
	KUNIT_CASE(test_record_lost),
	KUNIT_CASE(test_record_lost_at_end),
	KUNIT_CASE(test_record_too_long),
	KUNIT_CASE(test_record_long_constants),
	KUNIT_CASE(test_record_many_values),
	KUNIT_CASE(test_record_stacks),
	KUNIT_CASE(test_record_mappings),
	{}
};

static struct kunit_suite record_suite = {
	.name		= "ktap-record",
	.init		= init_bench,
	.exit		= exit_bench,
	.test_cases	= record_cases,
};

kunit_test_suite(record_suite);
