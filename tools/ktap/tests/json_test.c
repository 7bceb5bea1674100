// SPDX-License-Identifier: GPL-2.0
/*
 * ktap - tests of the output as JSON
 */

#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <linux/kernel.h>
#include <linux/ktap.h>

#include "tests/screen.h"
#include "tests/stream.h"
#include "tests/tap.h"

static struct stream stream;

#define HEAD(type)	"{\"type\":\"" type "\",\"time\":0,\"cpu\":1,"

/* What comes of the stream. */
static void show(struct screen *screen)
{
	screen_open(screen);
	screen->render.format = &render_json;
	reader_feed(&screen->reader, stream.buf, stream.len);
	stream.len = 0;
	screen_show(screen);
}

static void check(const char *wanted, const char *name)
{
	struct screen screen;

	show(&screen);
	tap_text(screen.out, wanted, name);
	screen_close(&screen);
}

static void test_values(void)
{
	stream_add(&stream, KTAP_REC_PRINT, 0, "nTFi", (int64_t)-5);
	check(HEAD("print") "\"values\":[null,true,false,-5]}\n", "simple values");
	stream_add(&stream, KTAP_REC_PRINT, 0, "");
	check(HEAD("print") "\"values\":[]}\n", "no values");
	stream_add(&stream, KTAP_REC_PRINT, 0, "ii", INT64_MIN, INT64_MAX);
	check(HEAD("print") "\"values\":[-9223372036854775808,9223372036854775807]}\n",
	      "large integers");
	stream_add(&stream, KTAP_REC_PRINT, 0, "fp", "main", (int64_t)1, "a");
	check(HEAD("print") "\"values\":[\"main\",[1,\"a\"]]}\n",
	      "a function and a tuple");
}

static void test_strings(void)
{
	static const struct {
		const char *text;
		const char *json;
	} rows[] = {
		{ "", "" },
		{ "a\"b\\c/", "a\\\"b\\\\c/" },
		{ "\n\t\r\x1b\x7f", "\\n\\t\\u000d\\u001b\\u007f" },
		{ "\xc3\xa4\xe2\x82\xac\xf0\x9f\x90\xa7", "\xc3\xa4\xe2\x82\xac\xf0\x9f\x90\xa7" },
		{ "\xff\x61\xc3", "\\ufffda\\ufffd" },
		{ "\xc0\x80", "\\ufffd\\ufffd" },
		{ "\xe0\x80\x80", "\\ufffd\\ufffd\\ufffd" },
		{ "\xed\xa0\x80", "\\ufffd\\ufffd\\ufffd" },
		{ "\xf4\x90\x80\x80", "\\ufffd\\ufffd\\ufffd\\ufffd" },
		{ "\xe2\x82", "\\ufffd\\ufffd" },
	};
	char wanted[256], name[32];
	size_t i;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		stream_add(&stream, KTAP_REC_PRINT, 0, "s", rows[i].text);
		snprintf(wanted, sizeof(wanted), HEAD("print") "\"values\":[\"%s\"]}\n",
			 rows[i].json);
		snprintf(name, sizeof(name), "string %zu", i);
		check(wanted, name);
	}
	stream_add(&stream, KTAP_REC_PRINT, 0, "S", "a\0b", 3);
	check(HEAD("print") "\"values\":[\"a\\u0000b\"]}\n", "a NUL");
}

static void test_printf(void)
{
	stream_add(&stream, KTAP_REC_PRINTF, 0, "sis", "%d \"%s\"\n", (int64_t)3, "x");
	check(HEAD("printf") "\"text\":\"3 \\\"x\\\"\\n\",\"values\":[3,\"x\"]}\n",
	      "printf()");
	stream_add(&stream, KTAP_REC_PRINTF, 0, "s", "");
	check(HEAD("printf") "\"text\":\"\",\"values\":[]}\n", "printf() of nothing");
}

static void add_table(int64_t number, int flags, const char *name)
{
	if (name)
		stream_add(&stream, KTAP_REC_TABLE, flags, "tsiin", number,
			   name, (int64_t)20, (int64_t)2);
	else
		stream_add(&stream, KTAP_REC_TABLE, flags, "tniin", number,
			   (int64_t)20, (int64_t)2);
	stream_add(&stream, KTAP_REC_ROW, 0, "tsi", number, "1", (int64_t)5);
	stream_add(&stream, KTAP_REC_ROW, 0, "tii", number, (int64_t)1, (int64_t)7);
	stream_add(&stream, KTAP_REC_TABLE_END, 0, "ti", number, (int64_t)2);
}

static void test_tables(void)
{
	add_table(1, KTAP_TABLE_VALUE, NULL);
	stream_add(&stream, KTAP_REC_PRINT, 0, "ti", (int64_t)1, (int64_t)9);
	check(HEAD("print") "\"values\":[[{\"key\":1,\"value\":7},{\"key\":\"1\",\"value\":5}],9]}\n",
	      "keys of different kinds");
	stream_add(&stream, KTAP_REC_PRINT, 0, "t", (int64_t)4);
	check(HEAD("print") "\"values\":[null]}\n", "a table that was lost");
	add_table(1, KTAP_TABLE_HIST, "n\"");
	check(HEAD("table") "\"name\":\"n\\\"\",\"total\":2,\"rows\":[{\"key\":1,\"value\":7},{\"key\":\"1\",\"value\":5}]}\n",
	      "print_hist() with a name");
	add_table(1, KTAP_TABLE_STATS, NULL);
	check(HEAD("stats") "\"name\":null,\"total\":2,\"rows\":[{\"key\":1,\"value\":7},{\"key\":\"1\",\"value\":5}]}\n",
	      "print_stats() without one");
	stream_add(&stream, KTAP_REC_TABLE, KTAP_TABLE_HIST, "tniin", (int64_t)1,
		   (int64_t)20, (int64_t)2);
	stream_add(&stream, KTAP_REC_ROW, 0, "tii", (int64_t)1, (int64_t)1, (int64_t)7);
	stream_add(&stream, KTAP_REC_TABLE_END, 0, "ti", (int64_t)1, (int64_t)2);
	check(HEAD("table") "\"name\":null,\"total\":2,\"incomplete\":true,\"rows\":[{\"key\":1,\"value\":7}]}\n",
	      "rows that were lost");
}

#define NUMBERS	"{\"count\":4,\"sum\":10,\"min\":-1,\"max\":6,\"avg\":2,\"stddev\":3"

static void test_aggregates(void)
{
	stream_add(&stream, KTAP_REC_PRINT, 0, "a", (int64_t)0);
	check(HEAD("print") "\"values\":[" NUMBERS "}]}\n", "an aggregate");
	stream_add(&stream, KTAP_REC_TABLE, KTAP_TABLE_BUCKETS, "tniin", (int64_t)2,
		   (int64_t)100, (int64_t)0);
	stream_add(&stream, KTAP_REC_BUCKET, 0, "tiii", (int64_t)2, (int64_t)0,
		   (int64_t)3, (int64_t)4);
	stream_add(&stream, KTAP_REC_BUCKET, 0, "tiii", (int64_t)2, (int64_t)4,
		   (int64_t)7, (int64_t)0);
	stream_add(&stream, KTAP_REC_TABLE_END, 0, "ti", (int64_t)2, (int64_t)2);
	stream_add(&stream, KTAP_REC_PRINT, 0, "a", (int64_t)2);
	check(HEAD("print") "\"values\":[" NUMBERS ",\"buckets\":[{\"min\":0,\"max\":3,\"count\":4},{\"min\":4,\"max\":7,\"count\":0}]}]}\n",
	      "a histogram");
	stream_add(&stream, KTAP_REC_TABLE, KTAP_TABLE_HIST, "tsiia", (int64_t)1,
		   "h", (int64_t)20, (int64_t)0, (int64_t)0);
	stream_add(&stream, KTAP_REC_TABLE_END, 0, "ti", (int64_t)1, (int64_t)0);
	check(HEAD("table") "\"name\":\"h\",\"total\":0,\"value\":" NUMBERS "},\"rows\":[]}\n",
	      "an unnamed element");
}

int main(void)
{
	stream_init(&stream);
	test_values();
	test_strings();
	test_printf();
	test_tables();
	test_aggregates();
	stream_exit(&stream);

	return tap_end();
}
