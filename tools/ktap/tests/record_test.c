// SPDX-License-Identifier: GPL-2.0
/*
 * ktap - tests of reading records: sound ones, and every way to be malformed
 */

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <linux/bits.h>
#include <linux/ktap.h>
#include <linux/ktap_bytecode.h>

#include "run/reader.h"
#include "tests/stream.h"
#include "tests/tap.h"

static struct stream stream;

static struct ktap_record *add_sound(void)
{
	stream.len = 0;

	return (void *)stream_add(&stream, KTAP_REC_PRINT, 0, "isn",
				  (int64_t)-7, "text!");
}

static struct ktap_record_value *first_value(struct ktap_record *head)
{
	return (void *)(head + 1);
}

static void test_sound(void)
{
	struct record_cursor cursor;
	struct record_value value;
	struct record rec;
	const char *why;

	add_sound();
	tap_is(record_read(stream.buf, stream.len, &rec, &why), 0,
	       "a sound record is read");
	tap_is(rec.bytes, stream.len, "its length");
	record_values(&rec, &cursor);
	tap_ok(record_next(&cursor, &value) && value.kind == KTAP_KIND_INT &&
	       value.i == -7, "its integer");
	tap_ok(record_next(&cursor, &value) && value.kind == KTAP_KIND_STRING &&
	       value.len == 5 && !memcmp(value.text, "text!", 5),
	       "its string");
	tap_ok(record_next(&cursor, &value) && value.kind == KTAP_KIND_NIL,
	       "its nil");
	tap_ok(!record_next(&cursor, &value), "its end");
	tap_is(rec.kinds, BIT(KTAP_KIND_INT) | BIT(KTAP_KIND_STRING) |
	       BIT(KTAP_KIND_NIL), "the kinds of its values");
}

static void refuse(int wanted, const char *reason)
{
	struct record rec;
	const char *why = "";
	int ret = record_read(stream.buf, stream.len, &rec, &why);

	if (!tap_ok(ret == wanted && !strcmp(why, reason), reason))
		tap_text(why, reason, "the reason");
}

static void test_heads(void)
{
	add_sound();
	stream.len = sizeof(struct ktap_record) - 1;
	refuse(-EPROTO, "less than a head");

	add_sound()->bytes += 8;
	refuse(-EPROTO, "an impossible length");
	add_sound()->bytes -= 4;
	refuse(-EPROTO, "an impossible length");
	add_sound()->bytes = 16;
	refuse(-EPROTO, "an impossible length");
	add_sound()->bytes = 0;
	refuse(-EPROTO, "an impossible length");
	add_sound()->type = 0;
	refuse(-EBADMSG, "an unknown type");
	add_sound()->type = KTAP_REC_MAPPING + 1;
	refuse(-EBADMSG, "an unknown type");
}

static void test_values(void)
{
	add_sound()->nr = 4;
	refuse(-EBADMSG, "fewer values than it says");
	add_sound()->nr = 0x80000000;
	refuse(-EBADMSG, "fewer values than it says");
	add_sound()->nr = 2;
	refuse(-EBADMSG, "bytes behind the last value");

	first_value(add_sound())->flags = 2;
	refuse(-EBADMSG, "a value with an unknown flag");
	first_value(add_sound())->flags = KTAP_VALUE_USER;
	refuse(-EBADMSG, "a value with a flag it cannot have");
	first_value(add_sound())->kind = KTAP_KIND_CONST;
	refuse(-EBADMSG, "a value of unknown kind");
	first_value(add_sound())->kind = 0xffff;
	refuse(-EBADMSG, "a value of unknown kind");
	first_value(add_sound())->kind = KTAP_KIND_NIL;
	refuse(-EBADMSG, "a value with bytes it cannot have");
	first_value(add_sound())->bytes = 4;
	refuse(-EBADMSG, "a number that is not 8 bytes");
	first_value(add_sound())->kind = KTAP_KIND_STRING;
	first_value((void *)stream.buf)->bytes = 100000;
	refuse(-EBADMSG, "a value longer than the record");
	first_value((void *)stream.buf)->bytes = 0xffffffff;
	refuse(-EBADMSG, "a value longer than the record");
}

static struct ktap_record_value *add_tuple(void)
{
	stream.len = 0;

	return first_value((void *)stream_add(&stream, KTAP_REC_PRINT, 0, "p",
					      (int64_t)1, "two"));
}

static void test_tuples(void)
{
	struct ktap_record_value *tuple = add_tuple();

	struct record rec;
	const char *why;

	tap_is(record_read(stream.buf, stream.len, &rec, &why), 0,
	       "a tuple is read");
	tap_is(rec.kinds, BIT(KTAP_KIND_TUPLE) | BIT(KTAP_KIND_INT) |
	       BIT(KTAP_KIND_STRING), "its parts count among the kinds");
	/* Its head, an integer, a string. */
	tuple[1].kind = KTAP_KIND_TUPLE;
	refuse(-EBADMSG, "a tuple in a tuple");
	add_tuple()[1].bytes = 4;
	refuse(-EBADMSG, "a number that is not 8 bytes");
	add_tuple()[3].bytes = 9;
	refuse(-EBADMSG, "a value longer than the record");
	add_tuple()->bytes = 20;
	refuse(-EBADMSG, "fewer values than it says");
	add_tuple()->bytes = 16;
	refuse(-EBADMSG, "bytes behind the last value");
	add_tuple();
	((struct ktap_record *)stream.buf)->type = KTAP_REC_LOST;
	refuse(-EBADMSG, "values that its type does not have");
}

static void test_aggregates(void)
{
	stream.len = 0;
	stream_add(&stream, KTAP_REC_PRINT, 0, "a", (int64_t)0);
	first_value((void *)stream.buf)->bytes -= 8;
	refuse(-EBADMSG, "an aggregate of an impossible length");
	stream.len = 0;
	stream_add(&stream, KTAP_REC_TABLE, 0, "tniii", (int64_t)1, (int64_t)1,
		   (int64_t)1, (int64_t)1);
	refuse(-EBADMSG, "values that its type does not have");
}

static struct ktap_record_value *add_stack(void)
{
	stream.len = 0;

	return first_value((void *)stream_add(&stream, KTAP_REC_PRINT, 0, "u",
					      (uint64_t)1 << 32, (uint64_t)1,
					      (uint64_t)2));
}

static void test_addresses(void)
{
	add_stack()->bytes = 0;
	refuse(-EBADMSG, "addresses of an impossible length");
	add_stack()->bytes = 20;
	refuse(-EBADMSG, "addresses of an impossible length");
	add_stack()->kind = KTAP_KIND_STRING;
	refuse(-EBADMSG, "a value with a flag it cannot have");
	add_stack()->bytes = 32;
	refuse(-EBADMSG, "a value longer than the record");
	stream.len = 0;
	stream_add(&stream, KTAP_REC_MAPPING, 0, "iiii", (int64_t)1, (int64_t)1,
		   (int64_t)1, (int64_t)1);
	refuse(-EBADMSG, "fewer values than its type has");
}

static void test_shapes(void)
{
	stream.len = 0;
	stream_add(&stream, KTAP_REC_ERROR, 0, "ss", "message", "3");
	refuse(-EBADMSG, "values that its type does not have");
	stream.len = 0;
	stream_add(&stream, KTAP_REC_ERROR, 0, "si", "message", (int64_t)3);
	refuse(-EBADMSG, "fewer values than its type has");
	stream.len = 0;
	stream_add(&stream, KTAP_REC_END, 0, "ii", (int64_t)3, (int64_t)3);
	refuse(-EBADMSG, "values that its type does not have");
	stream.len = 0;
	stream_add(&stream, KTAP_REC_PRINTF, 0, "i", (int64_t)3);
	refuse(-EBADMSG, "values that its type does not have");
	stream.len = 0;
	stream_add(&stream, KTAP_REC_PRINTF, 0, "");
	refuse(-EBADMSG, "fewer values than its type has");
}

/* ---- the reader ------------------------------------------------------- */

struct counter {
	struct record_sink sink;
	int nr_records;
	int nr_notes;
	char note[200];
};

static void count_record(struct record_sink *sink, const struct record *rec)
{
	struct record_cursor cursor;
	struct record_value value;
	static char last;

	((struct counter *)sink)->nr_records++;
	/* Touches all that the values say is there. */
	record_values(rec, &cursor);
	while (record_next(&cursor, &value))
		if (value.len)
			last ^= value.text[value.len - 1];
}

static void count_note(struct record_sink *sink, const char *text)
{
	struct counter *counter = (struct counter *)sink;

	counter->nr_notes++;
	snprintf(counter->note, sizeof(counter->note), "%s", text);
}

static int flush_nothing(struct record_sink *sink)
{
	(void)sink;

	return 0;
}

static const struct record_sink_ops counter_ops = {
	.record	= count_record,
	.note	= count_note,
	.flush	= flush_nothing,
};

static void test_reader(void)
{
	struct counter counter = { .sink.ops = &counter_ops };
	struct reader reader = { .sink = &counter.sink };
	struct ktap_record *bad;

	stream.len = 0;
	stream_add(&stream, KTAP_REC_STARTED, 0, "ii", (int64_t)1, (int64_t)0);
	bad = (void *)stream_add(&stream, KTAP_REC_PRINT, 0, "i", (int64_t)1);
	bad->nr = 2;
	stream_add(&stream, KTAP_REC_PRINT, 0, "i", (int64_t)1);
	stream_add(&stream, KTAP_REC_END, 0, "i", (int64_t)42);
	reader_feed(&reader, stream.buf, stream.len);

	tap_is(counter.nr_records, 2, "the reader skips a malformed record");
	tap_is(reader.nr_malformed, 1, "and counts it");
	tap_text(counter.note,
		 "the kernel sent a malformed record (fewer values than it says): 40 bytes skipped",
		 "and says so");
	tap_ok(reader.started && reader.ended && reader.status == 42,
	       "start and end are seen");
}

/* Streams with random bytes changed: nothing is read that is not there. */
static void test_random(void)
{
	struct counter counter = { .sink.ops = &counter_ops };
	struct reader reader = { .sink = &counter.sink };
	unsigned char *copy;
	int round, i;

	srand(1);
	for (round = 0; round < 20000; round++) {
		stream.len = 0;
		stream_add(&stream, KTAP_REC_TABLE, 1, "tniin", (int64_t)1,
			   (int64_t)100, (int64_t)1);
		stream_add(&stream, KTAP_REC_ROW, 0, "tss", (int64_t)1, "k",
			   "some value");
		stream_add(&stream, KTAP_REC_PRINT, 0, "tiTFf", (int64_t)1,
			   (int64_t)5, "name");
		stream_add(&stream, KTAP_REC_LOSS, 0, "ii", (int64_t)1,
			   (int64_t)1);
		stream_add(&stream, KTAP_REC_MAPPING, 0, "iiiis", (int64_t)1,
			   (int64_t)0, (int64_t)100, (int64_t)0, "/no/file");
		stream_add(&stream, KTAP_REC_ROW, 0, "tyu", (int64_t)1,
			   (uint64_t)1, (uint64_t)5, (uint64_t)1, (uint64_t)6,
			   (uint64_t)200);
		/* A block of its own, so that a sanitizer sees its end. */
		copy = malloc(stream.len);
		if (!copy)
			abort();
		memcpy(copy, stream.buf, stream.len);
		for (i = rand() % 8; i >= 0; i--)
			copy[rand() % stream.len] = rand() % 4 ? rand() % 16 :
								 rand();
		reader_feed(&reader, copy, stream.len);
		free(copy);
	}
	reader_exit(&reader);
	tap_ok(reader.nr_malformed > 1000 && counter.nr_notes == 5,
	       "20,000 streams with random bytes are survived");
}

int main(void)
{
	stream_init(&stream);
	test_sound();
	test_heads();
	test_values();
	test_tuples();
	test_aggregates();
	test_addresses();
	test_shapes();
	test_reader();
	test_random();
	stream_exit(&stream);

	return tap_end();
}
