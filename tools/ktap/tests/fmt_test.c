// SPDX-License-Identifier: GPL-2.0
/*
 * ktap - tests of printf(): a format, a value, the text
 */

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <linux/kernel.h>
#include <linux/ktap.h>

#include "tests/screen.h"
#include "tests/stream.h"
#include "tests/tap.h"

static struct stream stream;

static void is(const char *format, const char *wanted)
{
	struct screen screen;
	char name[200];

	screen_feed(&screen, &stream);
	snprintf(name, sizeof(name), "printf %s", format);
	tap_text(screen.out, wanted, name);
	screen_close(&screen);
}

static void is_int(const char *format, int64_t i, const char *wanted)
{
	stream_add(&stream, KTAP_REC_PRINTF, 0, "si", format, i);
	is(format, wanted);
}

static void is_text(const char *format, const char *text, const char *wanted)
{
	stream_add(&stream, KTAP_REC_PRINTF, 0, "ss", format, text);
	is(format, wanted);
}

/* The C library is the measure. */
static void is_as_c(const char *format, const char *c_format, int64_t i)
{
	char wanted[3000];

	snprintf(wanted, sizeof(wanted), c_format, (long long)i);
	is_int(format, i, wanted);
}

static void test_integers(void)
{
	is_as_c("%d", "%lld", -5);
	is_as_c("%i", "%lli", INT64_MIN);
	is_as_c("%u", "%llu", -1);
	is_as_c("%x", "%llx", -1);
	is_as_c("%#X", "%#llX", 0xbeef);
	is_as_c("%#o", "%#llo", 8);
	is_as_c("[%8d]", "[%8lld]", -42);
	is_as_c("[%-8d]", "[%-8lld]", -42);
	is_as_c("[%08d]", "[%08lld]", -42);
	is_as_c("[%+d]", "[%+lld]", 42);
	is_as_c("[% d]", "[% lld]", 42);
	is_as_c("[%.5d]", "[%.5lld]", 42);
	is_as_c("[%-+10.5d]", "[%-+10.5lld]", 42);
	is_as_c("[%#08x]", "[%#08llx]", 255);
	is_as_c("[%.0d]", "[%.0lld]", 0);
	is_as_c("[%.d]", "[%.0lld]", 0);
	is_as_c("%1000d", "%1000lld", 7);
	is_as_c("%.1000d", "%.1000lld", 7);
	is_as_c("%1001d", "%1000lld", 7);
}

/* Adds "%", some of the flags, and the rest, of a few numbers. */
static size_t add_flags(unsigned int flags, const char *rest, char letter,
			char *wanted, size_t room)
{
	static const int64_t numbers[] = { 0, 1, -1, 8, 255, -12345, INT64_MIN };
	char format[32] = "[%", c_format[32];
	size_t used = 0, len = 2, i;

	for (i = 0; i < 5; i++)
		if (flags & 1 << i)
			format[len++] = "-+ #0"[i];
	snprintf(c_format, sizeof(c_format), "%.*s%sll%c]", (int)len, format,
		 rest, letter);
	snprintf(format + len, sizeof(format) - len, "%s%c]", rest, letter);
	for (i = 0; i < ARRAY_SIZE(numbers); i++) {
		stream_add(&stream, KTAP_REC_PRINTF, 0, "si", format, numbers[i]);
		used += snprintf(wanted + used, room - used, c_format,
				 (long long)numbers[i]);
	}

	return used;
}

/* All flags with each other, with and without width and precision. */
static void test_flags(void)
{
	static const char * const rests[] = { "", "3", "12", ".0", ".3", ".12",
					      "12.0", "12.3", "3.12" };
	static char wanted[1 << 20];
	const char *letter;
	unsigned int flags;
	size_t used, i;

	for (letter = "diuxXo"; *letter; letter++) {
		used = 0;
		for (i = 0; i < ARRAY_SIZE(rests); i++)
			for (flags = 0; flags < 32; flags++)
				used += add_flags(flags, rests[i], *letter,
						  wanted + used,
						  sizeof(wanted) - used);
		is(letter, wanted);
	}
}

static void test_lengths(void)
{
	is_int("%hhd", 0x1ff, "-1");
	is_int("%hhu", 0x1ff, "255");
	is_int("%hd", 0x18000, "-32768");
	is_int("%hx", 0x18000, "8000");
	is_int("%ld %%", 1LL << 40, "1099511627776 %");
	is_int("%lld", 1LL << 40, "1099511627776");
	is_int("%jd", 1LL << 40, "1099511627776");
	is_int("%zu", 1LL << 40, "1099511627776");
	is_int("%td", 1LL << 40, "1099511627776");
}

static void test_others(void)
{
	is_int("%c", 'A', "A");
	is_int("[%3c]", 'A', "[  A]");
	is_int("[%-3c]", 'A', "[A  ]");
	is_int("%p", -1, "0xffffffffffffffff");
	is_int("[%6p]", 16, "[  0x10]");
	is_text("%s", "text", "text");
	is_text("[%6s]", "text", "[  text]");
	is_text("[%-6s]", "text", "[text  ]");
	is_text("[%.2s]", "text", "[te]");
	is_text("[%6.2s]", "text", "[    te]");
	is_text("%v", "text", "text");
	is_int("%s", -12, "-12");
	is_int("[%5s]", -12, "[  -12]");
	is_int("[%.2s]", 1234, "[12]");
	is_int("%v", 3, "3");
	is_int("100%%, %d", 3, "100%, 3");
	is_int("no conversion", 3, "no conversion");

	stream_add(&stream, KTAP_REC_PRINTF, 0, "sTf", "[%6s] %v", "main");
	is("[%6s] %v", "[  true] function main");
	stream_add(&stream, KTAP_REC_PRINTF, 0, "sF", "%v");
	is("%v", "false");
	stream_add(&stream, KTAP_REC_PRINTF, 0, "SS", "a%sb\0", 5, "x\0y", 3);
	is("with NULs", "ax");
}

static void test_stars(void)
{
	stream_add(&stream, KTAP_REC_PRINTF, 0, "sii", "[%*d]", (int64_t)5,
		   (int64_t)42);
	is("[%*d]", "[   42]");
	stream_add(&stream, KTAP_REC_PRINTF, 0, "sii", "[%*d]", (int64_t)-5,
		   (int64_t)42);
	is("[%*d] of -5", "[42   ]");
	stream_add(&stream, KTAP_REC_PRINTF, 0, "sii", "[%-*d]", (int64_t)5,
		   (int64_t)42);
	is("[%-*d]", "[42   ]");
	stream_add(&stream, KTAP_REC_PRINTF, 0, "siis", "[%*.*s]", (int64_t)5,
		   (int64_t)2, "text");
	is("[%*.*s]", "[   te]");
	stream_add(&stream, KTAP_REC_PRINTF, 0, "sis", "[%.*s]", (int64_t)-1,
		   "text");
	is("[%.*s] of -1", "[text]");
}

static void is_nil(const char *format, const char *wanted)
{
	stream_add(&stream, KTAP_REC_PRINTF, 0, "sn", format);
	is(format, wanted);
}

static void test_nil(void)
{
	is_nil("%d", "nil");
	is_nil("%x", "nil");
	is_nil("%c", "nil");
	is_nil("%p", "nil");
	is_nil("%s", "nil");
	is_nil("%v", "nil");
	is_nil("[%5d]", "[  nil]");
	is_nil("[%-5s]", "[nil  ]");
}

static void test_mismatch(void)
{
	is_text("<%d>", "text", "<(%d: string)>");
	is_text("<%c>", "text", "<(%c: string)>");
	is_text("<%s %s>", "text", "<text (%s: no value)>");
	is_text("<%n>", "text", "<(%n: no such conversion)>");
	is_text("<%", "text", "<(%: no such conversion)");
	is_text("<%-5.", "text", "<(%: no such conversion)");
	stream_add(&stream, KTAP_REC_PRINTF, 0, "sT", "%x");
	is("%x of true", "(%x: boolean)");
}

int main(void)
{
	stream_init(&stream);
	test_integers();
	test_flags();
	test_lengths();
	test_others();
	test_stars();
	test_nil();
	test_mismatch();
	stream_exit(&stream);

	return tap_end();
}
