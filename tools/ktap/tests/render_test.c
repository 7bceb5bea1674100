// SPDX-License-Identifier: GPL-2.0
/*
 * ktap - tests of the text renderer: a stream in, the text that a user sees
 */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <linux/ktap.h>

#include "base/arena.h"
#include "base/source.h"
#include "tests/screen.h"
#include "tests/stream.h"
#include "tests/tap.h"

static struct stream stream;

/* Arguments of stream_add() are 64 bits wide. */
#define I(n)	((int64_t)(n))

#define BAR40	"@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@"
#define BAR20	"@@@@@@@@@@@@@@@@@@@@                    "
#define BAR10	"@@@@@@@@@@                              "
#define BAR0	"                                        "
#define HEAD	"------------- Distribution -------------"

static void is_out(const char *wanted, const char *name)
{
	struct screen screen;

	screen_feed(&screen, &stream);
	tap_text(screen.out, wanted, name);
	tap_text(screen.err, "", "… and nothing on stderr");
	screen_close(&screen);
}

static void is_err(const char *wanted, const char *name)
{
	struct screen screen;

	screen_feed(&screen, &stream);
	tap_text(screen.err, wanted, name);
	screen_close(&screen);
}

static void head(int64_t number, int flags, int64_t rows, int64_t elements)
{
	stream_add(&stream, KTAP_REC_TABLE, flags, "tniin", number, rows,
		   elements);
}

static void end(int64_t number, int64_t written)
{
	stream_add(&stream, KTAP_REC_TABLE_END, 0, "ti", number, written);
}

static void row(int64_t number, const char *key, int64_t value)
{
	stream_add(&stream, KTAP_REC_ROW, 0, "tsi", number, key, value);
}

/* ---- print ------------------------------------------------------------ */

static void test_print(void)
{
	stream_add(&stream, KTAP_REC_PRINT, 0, "s", "hello world");
	is_out("hello world\n", "print a string");
	stream_add(&stream, KTAP_REC_PRINT, 0, "");
	is_out("\n", "print nothing");
	stream_add(&stream, KTAP_REC_PRINT, 0, "snTFiif", "a\tb", I(INT64_MIN),
		   I(INT64_MAX), "main");
	is_out("a\tb\tnil\ttrue\tfalse\t-9223372036854775808\t9223372036854775807\tfunction main\n",
	       "print every kind");
}

static void test_table(void)
{
	head(7, KTAP_TABLE_VALUE, 100, 8);
	stream_add(&stream, KTAP_REC_ROW, 0, "tsi", I(7), "b", I(1));
	stream_add(&stream, KTAP_REC_ROW, 0, "tss", I(7), "a", "v\n\"\\\x01");
	stream_add(&stream, KTAP_REC_ROW, 0, "tii", I(7), I(10), I(2));
	stream_add(&stream, KTAP_REC_ROW, 0, "tin", I(7), I(-3));
	stream_add(&stream, KTAP_REC_ROW, 0, "tTF", I(7));
	stream_add(&stream, KTAP_REC_ROW, 0, "tFT", I(7));
	stream_add(&stream, KTAP_REC_ROW, 0, "tni", I(7), I(0));
	stream_add(&stream, KTAP_REC_ROW, 0, "tff", I(7), "f", "g");
	end(7, 8);
	stream_add(&stream, KTAP_REC_PRINT, 0, "sts", "x", I(7), "y");
	is_out("x\t"
	       "{nil: 0, false: true, true: false, -3: nil, 10: 2, \"a\": \"v\\n\\\"\\\\\\x01\", \"b\": 1, function f: function g}\ty\n",
	       "a table by the order of its keys");

	head(7, KTAP_TABLE_VALUE, 100, 0);
	end(7, 0);
	stream_add(&stream, KTAP_REC_PRINTF, 0, "st", "[%5s]", I(7));
	is_out("[   {}]", "an empty table in printf");
}

static void test_nested(void)
{
	head(2, KTAP_TABLE_VALUE, 100, 1);
	row(2, "in", 1);
	end(2, 1);
	head(1, KTAP_TABLE_VALUE, 100, 2);
	stream_add(&stream, KTAP_REC_ROW, 0, "tst", I(1), "t", I(2));
	stream_add(&stream, KTAP_REC_ROW, 0, "tst", I(1), "u", I(3));
	end(1, 2);
	stream_add(&stream, KTAP_REC_PRINT, 0, "tt", I(1), I(1));
	stream_add(&stream, KTAP_REC_PRINT, 0, "t", I(2));
	is_out("{\"t\": {\"in\": 1}, \"u\": {…}}\t{\"t\": {\"in\": 1}, \"u\": {…}}\n{…}\n",
	       "nested tables; those never sent; those shown are forgotten");
}

static void test_tuples(void)
{
	stream_add(&stream, KTAP_REC_PRINT, 0, "psp", I(1), "a\"b", "x",
		   I(-2), "\n");
	is_out("1, a\"b\tx\t-2, \n\n", "tuples alone");
	head(1, KTAP_TABLE_VALUE, 100, 4);
	stream_add(&stream, KTAP_REC_ROW, 0, "tpi", I(1), I(2), "a", I(1));
	stream_add(&stream, KTAP_REC_ROW, 0, "tpp", I(1), I(1), "b", I(5), "v");
	stream_add(&stream, KTAP_REC_ROW, 0, "tpi", I(1), I(1), "a\n", I(3));
	stream_add(&stream, KTAP_REC_ROW, 0, "tsi", I(1), "z", I(4));
	end(1, 4);
	stream_add(&stream, KTAP_REC_PRINT, 0, "t", I(1));
	is_out("{\"z\": 4, 1, \"a\\n\": 3, 1, \"b\": 5, \"v\", 2, \"a\": 1}\n",
	       "tuples in a table are ordered part by part");
}

static void bucket(int64_t number, int64_t least, int64_t largest,
		   int64_t count)
{
	stream_add(&stream, KTAP_REC_BUCKET, 0, "tiii", number, least, largest,
		   count);
}

#define NUMBERS	"count 4, sum 10, min -1, max 6, avg 2"

static void test_aggregates(void)
{
	stream_add(&stream, KTAP_REC_PRINT, 0, "a", I(0));
	stream_add(&stream, KTAP_REC_PRINT, 0, "sa", "x", I(0));
	is_out(NUMBERS "\nx\t" NUMBERS "\n", "aggregates in print()");

	head(1, KTAP_TABLE_BUCKETS, 100, 0);
	bucket(1, INT64_MIN, -1, 1);
	bucket(1, 0, 0, 2);
	bucket(1, 1, 3, 0);
	bucket(1, 4, INT64_MAX, 1);
	end(1, 4);
	stream_add(&stream, KTAP_REC_PRINT, 0, "a", I(1));
	stream_add(&stream, KTAP_REC_PRINT, 0, "a", I(1));
	is_out("value  ------------- Distribution -------------  count\n"
	       "  < 0 |" BAR20 "|     1\n"
	       "    0 |" BAR40 "|     2\n"
	       " 1..3 |" BAR0 "|     0\n"
	       " >= 4 |" BAR20 "|     1\n"
	       NUMBERS ", stddev 3\n" NUMBERS ", stddev 3\n",
	       "a histogram alone is drawn, and forgotten");

	stream_add(&stream, KTAP_REC_TABLE, KTAP_TABLE_STATS, "tsiin", I(1),
		   "t", I(20), I(2));
	stream_add(&stream, KTAP_REC_ROW, 0, "tii", I(1), I(7), I(3));
	stream_add(&stream, KTAP_REC_ROW, 0, "tsa", I(1), "bash", I(0));
	end(1, 2);
	is_out("t\nvalue  count  sum  min  max  avg  stddev\n"
	       " bash      4   10   -1    6    2       3\n"
	       "    7      3\n", "print_stats()");

	stream_add(&stream, KTAP_REC_TABLE, KTAP_TABLE_STATS, "tniia", I(1),
		   I(20), I(0), I(0));
	end(1, 0);
	is_out(NUMBERS ", stddev 3\n", "print_stats() of an aggregate");
}

static void test_histograms(void)
{
	int64_t i;

	head(1, KTAP_TABLE_BUCKETS, 100, 0);
	for (i = 0; i < 12; i++)
		bucket(1, i, i, i % 11 == 0);
	end(1, 12);
	stream_add(&stream, KTAP_REC_TABLE, KTAP_TABLE_HIST, "tniia", I(2),
		   I(1), I(2), I(1));
	head(3, KTAP_TABLE_BUCKETS, 100, 0);
	bucket(3, 5, 5, 4);
	end(3, 1);
	stream_add(&stream, KTAP_REC_ROW, 0, "tsa", I(2), "k", I(3));
	head(4, KTAP_TABLE_BUCKETS, 100, 0);
	bucket(4, 5, 5, 4);
	end(4, 1);
	stream_add(&stream, KTAP_REC_ROW, 0, "tsa", I(2), "l", I(4));
	end(2, 2);
	stream_add(&stream, KTAP_REC_PRINT, 0, "aa", I(1), I(3));
	is_out("value  ------------- Distribution -------------  count\n"
	       "    0 |" BAR40 "|     1\n"
	       "    …\n"
	       "   11 |" BAR40 "|     1\n"
	       NUMBERS ", stddev 3\n"
	       "k\n"
	       "value  ------------- Distribution -------------  count\n"
	       "    5 |" BAR40 "|     4\n"
	       NUMBERS ", stddev 3\n"
	       "      … (1 more)\n"
	       NUMBERS "\t" NUMBERS "\n",
	       "print_hist() of a table of histograms, with an unnamed one");
}

static void test_deep(void)
{
	int64_t i;

	for (i = 9; i >= 1; i--) {
		head(i, KTAP_TABLE_VALUE, 100, 1);
		stream_add(&stream, KTAP_REC_ROW, 0, "tit", i, I(0), i + 1);
		end(i, 1);
	}
	stream_add(&stream, KTAP_REC_PRINT, 0, "t", I(1));
	is_out("{0: {0: {0: {0: {0: {0: {0: {0: {…}}}}}}}}}\n",
	       "eight tables deep are shown");
}

static void test_long(void)
{
	struct screen screen;
	int64_t i;

	head(1, KTAP_TABLE_VALUE, 100, 250);
	for (i = 250; i >= 1; i--)
		stream_add(&stream, KTAP_REC_ROW, 0, "tii", I(1), i, i * i);
	end(1, 250);
	stream_add(&stream, KTAP_REC_PRINT, 0, "t", I(1));
	screen_feed(&screen, &stream);
	tap_has(screen.out, "{1: 1, 2: 4, 3: 9, ", "the first of 250 elements");
	tap_has(screen.out, ", 99: 9801, 100: 10000, …}\n", "the last of those shown");
	screen_close(&screen);
}

static void test_short(void)
{
	head(1, KTAP_TABLE_VALUE, 100, 3);
	row(1, "b", 2);
	row(1, "a", 1);
	end(1, 3);
	stream_add(&stream, KTAP_REC_PRINT, 0, "t", I(1));
	is_out("{\"a\": 1, \"b\": 2, … (incomplete)}\n", "a row did not arrive");

	head(1, KTAP_TABLE_VALUE, 100, 2);
	row(1, "b", 2);
	row(1, "a", 1);
	stream_add(&stream, KTAP_REC_PRINT, 0, "t", I(1));
	is_out("{\"a\": 1, \"b\": 2, … (incomplete)}\n", "the tail did not arrive");

	head(1, KTAP_TABLE_VALUE, 100, 2);
	row(1, "b", 2);
	end(1, 1);
	stream_add(&stream, KTAP_REC_PRINT, 0, "t", I(1));
	is_out("{\"b\": 2, … (incomplete)}\n", "fewer rows than the head said");

	row(1, "b", 2);
	end(1, 1);
	stream_add(&stream, KTAP_REC_PRINT, 0, "t", I(1));
	is_out("{…}\n", "the head did not arrive");
}

/* Tables that no record shows any more do not stay in memory. */
static void test_forgotten(void)
{
	struct screen screen;
	int64_t i;

	head(1, KTAP_TABLE_VALUE, 2, 100);
	for (i = 100; i >= 1; i--) {
		head(i + 1, KTAP_TABLE_VALUE, 100, 0);
		end(i + 1, 0);
		stream_add(&stream, KTAP_REC_ROW, 0, "tit", I(1), i, i + 1);
	}
	end(1, 100);
	screen_open(&screen);
	reader_feed(&screen.reader, stream.buf, stream.len);
	tap_ok(tables_find(&screen.render.tables, 2) &&
	       tables_find(&screen.render.tables, 3) &&
	       !tables_find(&screen.render.tables, 4),
	       "rows that are not kept free their tables");

	stream.len = 0;
	stream_add(&stream, KTAP_REC_PRINT, 0, "t", I(1));
	reader_feed(&screen.reader, stream.buf, stream.len);
	stream.len = 0;
	tap_ok(!screen.render.tables.newest && !screen.render.tables.bytes,
	       "a print frees the tables it showed");
	screen_show(&screen);
	tap_text(screen.out, "{1: {}, 2: {}, …}\n", "and showed them");
	screen_close(&screen);
}

static void test_orphans(void)
{
	struct screen screen;
	char big[60000];
	int64_t i;

	memset(big, 'x', sizeof(big));
	screen_open(&screen);
	for (i = 1; i <= 2000; i++) {
		stream.len = 0;
		head(i, KTAP_TABLE_VALUE, 100, 1);
		stream_add(&stream, KTAP_REC_ROW, 0, "tiS", i, I(1), big,
			   (int)sizeof(big));
		end(i, 1);
		reader_feed(&screen.reader, stream.buf, stream.len);
	}
	stream.len = 0;
	tap_ok(screen.render.tables.bytes < 40 << 20,
	       "tables whose print was lost do not fill the memory");
	tap_ok(tables_find(&screen.render.tables, 2000),
	       "the newest stays");
	screen_show(&screen);
	screen_close(&screen);
}

/* ---- print_hist ------------------------------------------------------- */

static void test_hist(void)
{
	stream_add(&stream, KTAP_REC_TABLE, KTAP_TABLE_HIST, "tsiin", I(1),
		   "calls", I(20), I(4));
	row(1, "sys_enter_read", 25);
	row(1, "b", 1000000);
	stream_add(&stream, KTAP_REC_PRINT, 0, "s", "between");
	row(1, "a", 1000000);
	stream_add(&stream, KTAP_REC_ROW, 0, "tni", I(1), I(250000));
	end(1, 4);
	is_out("between\n"
	       "calls\n"
	       "         value  " HEAD "    count\n"
	       "             a |" BAR40 "| 1000000\n"
	       "             b |" BAR40 "| 1000000\n"
	       "           nil |" BAR10 "|  250000\n"
	       "sys_enter_read |" BAR0 "|      25\n",
	       "bars by value, then by key");
}

static void test_hist_kinds(void)
{
	head(1, KTAP_TABLE_HIST, 20, 9);
	stream_add(&stream, KTAP_REC_ROW, 0, "tfi", I(1), "f", I(4));
	stream_add(&stream, KTAP_REC_ROW, 0, "tsi", I(1), "10", I(4));
	stream_add(&stream, KTAP_REC_ROW, 0, "tii", I(1), I(10), I(4));
	stream_add(&stream, KTAP_REC_ROW, 0, "tii", I(1), I(-1), I(4));
	stream_add(&stream, KTAP_REC_ROW, 0, "tTi", I(1), I(4));
	stream_add(&stream, KTAP_REC_ROW, 0, "tFi", I(1), I(4));
	stream_add(&stream, KTAP_REC_ROW, 0, "tni", I(1), I(4));
	stream_add(&stream, KTAP_REC_ROW, 0, "tsi", I(1), "a\nb", I(0));
	stream_add(&stream, KTAP_REC_ROW, 0, "tsi", I(1), "é", I(-5));
	end(1, 9);
	is_out("     value  " HEAD "  count\n"
	       "       nil |" BAR40 "|     4\n"
	       "     false |" BAR40 "|     4\n"
	       "      true |" BAR40 "|     4\n"
	       "        -1 |" BAR40 "|     4\n"
	       "        10 |" BAR40 "|     4\n"
	       "        10 |" BAR40 "|     4\n"
	       "function f |" BAR40 "|     4\n"
	       "      a\\nb |" BAR0 "|     0\n"
	       "         é |" BAR0 "|    -5\n",
	       "keys of all kinds, values below 1");
}

static void test_hist_limits(void)
{
	head(1, KTAP_TABLE_HIST, 20, 2);
	row(1, "x", INT64_MAX);
	row(1, "y", INT64_MAX / 4 + 1);
	end(1, 2);
	is_out("value  " HEAD "                count\n"
	       "    x |" BAR40 "| 9223372036854775807\n"
	       "    y |" BAR10 "| 2305843009213693952\n",
	       "the largest values do not overflow");

	head(1, KTAP_TABLE_HIST, 20, 0);
	end(1, 0);
	is_out("(no elements)\n", "an empty table");

	head(1, KTAP_TABLE_HIST, 2, 5);
	row(1, "a", 3);
	row(1, "b", 5);
	row(1, "c", 1);
	row(1, "d", 4);
	row(1, "0123456789012345678901234567890123456789_", 2);
	end(1, 5);
	is_out("value  " HEAD "  count\n"
	       "    b |" BAR40 "|     5\n"
	       "    d |@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@        |     4\n"
	       "      … (3 more)\n",
	       "the rows beyond those to show");

	head(1, KTAP_TABLE_HIST, 0, 2);
	row(1, "a", 3);
	row(1, "b", 3);
	end(1, 2);
	is_out("value  " HEAD "  count\n      … (2 more)\n", "no rows to show");

	head(1, KTAP_TABLE_HIST, 20, 1);
	row(1, "0123456789012345678901234567890123456789_", 2);
	end(1, 1);
	is_out("                                   value  " HEAD "  count\n"
	       "0123456789012345678901234567890123456789_ |" BAR40 "|     2\n",
	       "a long key is not cut");
}

static void test_hist_short(void)
{
	head(1, KTAP_TABLE_HIST, 20, 3);
	row(1, "a", 4);
	end(1, 3);
	is_out("value  " HEAD "  count\n"
	       "    a |" BAR40 "|     4\n"
	       "      … (2 more)\n"
	       "      … (incomplete: 1 of 3 elements arrived)\n",
	       "rows did not arrive");

	head(1, KTAP_TABLE_HIST, 20, 1);
	row(1, "a", 4);
	is_out("value  " HEAD "  count\n"
	       "    a |" BAR40 "|     4\n"
	       "      … (incomplete: 1 of 1 elements arrived)\n",
	       "the tail did not arrive");

	/* Ended once, it takes no more. */
	head(1, KTAP_TABLE_HIST, 20, 1);
	row(1, "a", 4);
	end(1, 1);
	row(1, "b", 5);
	end(1, 2);
	is_out("value  " HEAD "  count\n"
	       "    a |" BAR40 "|     4\n",
	       "what comes behind the tail is ignored");
}

/* 50,000 rows in any order: the 20 of largest value, and little memory. */
static void test_hist_large(void)
{
	struct screen screen;
	char line[100];
	int64_t i;

	screen_open(&screen);
	head(1, KTAP_TABLE_HIST, 20, 50000);
	for (i = 0; i < 50000; i++)
		stream_add(&stream, KTAP_REC_ROW, 0, "tii", I(1), i,
			   i * 7919 % 50000);
	reader_feed(&screen.reader, stream.buf, stream.len);
	tap_ok(screen.render.tables.bytes < 16384, "20 of 50,000 rows are kept");
	stream.len = 0;
	end(1, 50000);
	reader_feed(&screen.reader, stream.buf, stream.len);
	stream.len = 0;
	screen_show(&screen);

	for (i = 0; i * 7919 % 50000 != 49980; i++)
		continue;
	snprintf(line, sizeof(line), "\n%5lld |@@@", (long long)i);
	tap_has(screen.out, line, "the 20th largest");
	tap_has(screen.out, "| 49980\n      … (49980 more)\n", "is the last shown");
	screen_close(&screen);
}

/* ---- notes ------------------------------------------------------------ */

static void test_notes(void)
{
	stream_add(&stream, KTAP_REC_ERROR, 0, "sis", "divide by zero", I(3),
		   "syscalls:sys_enter_read");
	is_err("t.kp:3: error: syscalls:sys_enter_read: divide by zero\n",
	       "an error");
	stream_add(&stream, KTAP_REC_ERROR, 0, "sin", "it failed", I(0));
	is_err("t.kp: error: it failed\n", "an error without a place");
	stream_add(&stream, KTAP_REC_WARNING, 0, "sis", "no such event", I(9),
		   "probe:x");
	is_err("t.kp:9: warning: probe:x: no such event\n", "a warning");
	stream_add(&stream, KTAP_REC_REPEAT, 0, "sisi", "divide by zero", I(3),
		   "tick-1s", I(12));
	is_err("t.kp:3: error: tick-1s: divide by zero (12 times)\n",
	       "an error's count");
	stream_add(&stream, KTAP_REC_LOST, 0, "i", I(1));
	is_err("ktap: 1 record lost here on CPU 1\n", "a lost record");
	stream_add(&stream, KTAP_REC_LOST, 0, "i", I(77));
	is_err("ktap: 77 records lost here on CPU 1\n", "lost records");
	stream_add(&stream, KTAP_REC_LOSS, 0, "ii", I(KTAP_LOSS_RING_FULL),
		   I(77));
	stream_add(&stream, KTAP_REC_LOSS, 0, "ii", I(KTAP_LOSS_MEM_LIMIT),
		   I(5));
	stream_add(&stream, KTAP_REC_LOSS, 0, "ii", I(1000), I(6));
	is_err("ktap: lost: records that found the ring full: 77\n"
	       "ktap: lost: updates that met the memory limit: 5\n"
	       "ktap: lost for a cause this tool does not know (1000): 6\n",
	       "losses by cause");
	stream_add(&stream, KTAP_REC_STARTED, 0, "ii", I(345), I(0));
	is_err("", "the start is not told to a file");
}

static void test_start(void)
{
	struct screen screen;

	screen_open(&screen);
	screen.render.tell_start = true;
	stream_add(&stream, KTAP_REC_STARTED, 0, "ii", I(345), I(2));
	stream_add(&stream, KTAP_REC_STARTED, 0, "ii", I(1), I(0));
	reader_feed(&screen.reader, stream.buf, stream.len);
	stream.len = 0;
	screen_show(&screen);
	tap_text(screen.err, "ktap: tracing 345 events, 2 skipped; end with Ctrl-C\n"
		 "ktap: tracing 1 event; end with Ctrl-C\n", "the start");
	screen_close(&screen);
}

static const char *note(const char *text, const struct source *source,
			struct screen *screen)
{
	screen_open(screen);
	screen->render.source = source;
	screen->render.sink.ops->note(&screen->render.sink, text);
	screen_show(screen);

	return screen->err;
}

static void test_positions(void)
{
	static const char script[] = "print(1)\ntrace a:b {\n}\n";
	struct arena arena = { 0 };
	struct source source;
	struct screen screen;

	source_init(&source, &arena, "t.kp", script, strlen(script));
	tap_text(note("cannot do it", &source, &screen), "ktap: cannot do it\n",
		 "a sentence of the tool");
	screen_close(&screen);
	tap_text(note("t.kp:2:7: no event a:b", &source, &screen),
		 "t.kp:2:7: error: no event a:b\n"
		 "    2 | trace a:b {\n"
		 "      |       ^\n", "a sentence of the kernel with its place");
	screen_close(&screen);
	tap_text(note("t.kp:2: error: no event a:b", &source, &screen),
		 "t.kp:2: error: no event a:b\n", "with its line");
	screen_close(&screen);
	tap_text(note("t.kp:2:7: no event a:b", NULL, &screen),
		 "t.kp:2:7: no event a:b\n", "without the source");
	screen_close(&screen);
	arena_free(&arena);
}

/* ---- the output ------------------------------------------------------- */

static void test_full(void)
{
	struct screen screen;
	int64_t i;

	for (i = 0; i < 100000; i++)
		stream_add(&stream, KTAP_REC_PRINT, 0, "si", "line number", i);
	screen_feed(&screen, &stream);
	tap_is(strlen(screen.out), 100000 * 13 + 488890, "100,000 lines");
	tap_has(screen.out, "\nline number\t99999\n", "the last of them");
	screen_close(&screen);
}

int main(void)
{
	stream_init(&stream);
	test_print();
	test_table();
	test_nested();
	test_tuples();
	test_aggregates();
	test_histograms();
	test_deep();
	test_long();
	test_short();
	test_forgotten();
	test_orphans();
	test_hist();
	test_hist_kinds();
	test_hist_limits();
	test_hist_short();
	test_hist_large();
	test_notes();
	test_start();
	test_positions();
	test_full();
	stream_exit(&stream);

	return tap_end();
}
