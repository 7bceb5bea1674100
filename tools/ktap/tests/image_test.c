// SPDX-License-Identifier: GPL-2.0
/*
 * ktap - tests of images: what is written is read again, and nothing else
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <linux/kernel.h>

#include "image/disasm.h"
#include "image/image.h"
#include "image/opcode.h"
#include "image/read.h"
#include "image/write.h"
#include "tests/attempt.h"
#include "tests/tap.h"

static const char script[] =
	"var s = {}\n"
	"function f(x) { if (x < 5000000000) { return x * 2 } return \"big\" }\n"
	"trace syscalls:sys_enter_*, sched:sched_switch /pid != 0/ {\n"
	"	s[execname] += f(arg0)\n"
	"	n += 1\n"
	"}\n"
	"tick-1s { for (k, v in pairs(s)) { print(k, v, \"a\\0b\") } }\n"
	"trace_end { for (i = 1, 3) { print(i .. \"x\") } }\n";

static char *disassemble(const struct image *image)
{
	char *text;
	size_t len;
	FILE *out;

	out = open_memstream(&text, &len);
	image_disasm(out, image);
	fclose(out);
	return text;
}

static void put32(unsigned char *data, __u32 offset, __u32 value)
{
	memcpy(data + offset, &value, sizeof(value));
}

static __u32 get32(const unsigned char *data, __u32 offset)
{
	__u32 value;

	memcpy(&value, data + offset, sizeof(value));
	return value;
}

/* Offset of a section in the file; the header's first sections stand at 24. */
static __u32 sect(const unsigned char *data, enum ktap_section number)
{
	return get32(data, 24 + number * 8);
}

static void test_round(const struct attempt *attempt)
{
	struct arena arena = { 0 };
	struct image_bytes again;
	struct image image;
	char *first, *second;

	tap_ok(!image_write(&attempt->image, &again), "written again");
	tap_ok(again.len == attempt->bytes.len &&
	       !memcmp(again.data, attempt->bytes.data, again.len),
	       "what is read is written with the same bytes");
	tap_ok(!image_read(&image, &arena, again.data, again.len), "read again");
	first = disassemble(&attempt->image);
	second = disassemble(&image);
	tap_text(second, first, "and shown with the same text");
	tap_has(first, "event 0: syscalls:sys_enter_*, group 0, function 1, line 3:7",
		"events are shown");
	tap_has(first, "event 1: sched:sched_switch, group 0, function 1, line 3:29",
		"events of one statement have one handler and group");
	tap_has(first, "variable 0: s, line 1", "variables are shown");
	tap_has(first, "LOADK    r1 5000000000", "integer constants are shown");
	tap_has(first, "\"a\\x00b\"", "string constants are shown");
	tap_has(first, "execname/0", "imports are shown");
	tap_has(first, "function 4 f: line 2, 1 parameters", "functions are shown");
	free(first);
	free(second);
	image_bytes_free(&again);
	arena_free(&arena);
}

static void test_layout(const struct attempt *attempt)
{
	const unsigned char *data = attempt->bytes.data;
	__u32 end = (sizeof(struct ktap_image_header) + 7) & ~7u, i;
	bool adjoin = true;

	for (i = 0; i < KTAP_NR_SECTS; i++) {
		adjoin &= sect(data, i) == end && end % 8 == 0;
		end += get32(data, 28 + i * 8);
	}
	tap_ok(adjoin && end == attempt->bytes.len,
	       "sections adjoin and end with the image");
	tap_is(get32(data, 0), KTAP_IMAGE_MAGIC, "magic");
	tap_is(get32(data, 8), attempt->bytes.len, "length");
	tap_ok(!memcmp(data + sect(data, KTAP_SECT_SOURCE), script,
		       strlen(script)), "source text");
}

static const char *try_read(const void *data, size_t len)
{
	struct arena arena = { 0 };
	struct image image;
	const char *why = image_read(&image, &arena, data, len);

	arena_free(&arena);
	return why;
}

static void test_truncated(const struct attempt *attempt)
{
	bool refused = true;
	size_t len;

	for (len = 0; len < attempt->bytes.len; len++) {
		void *copy = malloc(len + 1);

		memcpy(copy, attempt->bytes.data, len);
		refused &= !!try_read(copy, len);
		free(copy);
	}
	tap_ok(refused, "an image that was cut anywhere is refused");
}

/* Whatever a bit does, reading ends, and what is read can be shown. */
static void test_flipped(const struct attempt *attempt)
{
	unsigned char *copy = malloc(attempt->bytes.len);
	size_t i, nr_refused = 0;
	struct image image;
	char *text;
	int bit;

	for (i = 0; i < attempt->bytes.len; i++) {
		for (bit = 0; bit < 8; bit += 3) {
			struct arena arena = { 0 };

			memcpy(copy, attempt->bytes.data, attempt->bytes.len);
			copy[i] ^= 1 << bit;
			if (image_read(&image, &arena, copy, attempt->bytes.len)) {
				nr_refused++;
			} else {
				text = disassemble(&image);
				free(text);
			}
			arena_free(&arena);
		}
	}
	tap_ok(nr_refused > attempt->bytes.len / 4,
	       "images with a wrong bit are refused or shown");
	free(copy);
}

struct change {
	const char *name;
	int section;		/* -1: the header */
	__u32 offset;
	__u32 value;
	const char *why;
};

static const struct change changes[] = {
	{ "magic", -1, 0, 0x12345678, "no ktap image" },
	{ "version", -1, 4, 2, "another version" },
	{ "flags", -1, 4, 1 | 1 << 16, "unknown flags" },
	{ "length", -1, 8, 5, "truncated or longer" },
	{ "script", -1, 12, 2, "no name" },
	{ "number of sections", -1, 16, 8, "number of sections" },
	{ "reserved", -1, 20, 1, "unknown flags" },
	{ "offset of a section", -1, 24, 8, "outside the image" },
	{ "length of a section", -1, 28, 4, "outside the image" },
	{ "length of rows", -1, 28, 8, "within a row" },
	{ "name of a function", KTAP_SECT_FUNCS, 0, 0, "no name" },
	{ "first instruction", KTAP_SECT_FUNCS, 4, 1, "outside its section" },
	{ "no instructions", KTAP_SECT_FUNCS, 8, 0, "outside its section" },
	{ "many instructions", KTAP_SECT_FUNCS, 8, 100000, "outside its section" },
	{ "no registers", KTAP_SECT_FUNCS, 16, 0, "number of registers" },
	{ "many registers", KTAP_SECT_FUNCS, 16, 251 << 8, "number of registers" },
	{ "more parameters than registers", KTAP_SECT_FUNCS, 16, 9 | 1 << 8, "number of registers" },
	{ "flags of a function", KTAP_SECT_FUNCS, 16, 1 << 8 | 2 << 16, "unknown flags" },
	{ "reserved of a function", KTAP_SECT_FUNCS, 20, 1 << 16, "unknown flags" },
	{ "cells that are not captured", KTAP_SECT_FUNCS, 20, 1 | 2 << 8, "more cells than values" },
	{ "opcode", KTAP_SECT_CODE, 0, KTAP_NR_OPCODES, "unknown opcode" },
	{ "unused operand", KTAP_SECT_CODE, 0, KTAP_OP_LOADNIL | 1 << 16, "names nothing" },
	{ "kind of a constant", KTAP_SECT_CONSTS, 0, KTAP_KIND_TABLE, "unknown kind" },
	{ "reserved of a constant", KTAP_SECT_CONSTS, 4, 1, "unknown kind" },
	{ "name of an import", KTAP_SECT_IMPORTS, 0, 1, "no name" },
	{ "arguments of an import", KTAP_SECT_IMPORTS, 4, 251, "too many arguments" },
	{ "name of a variable", KTAP_SECT_VARS, 0, 0xfffffffc, "no name" },
	{ "kind of a variable", KTAP_SECT_VARS, 8, 3, "unknown kind" },
	{ "rest of a variable", KTAP_SECT_VARS, 12, 1, "unknown kind" },
	{ "kind of an event", KTAP_SECT_EVENTS, 0, 2, "unknown kind" },
	{ "text of an event", KTAP_SECT_EVENTS, 4, 0, "no text" },
	{ "handler of an event", KTAP_SECT_EVENTS, 8, 99, "no handler" },
	{ "handler with parameters", KTAP_SECT_EVENTS, 8, 4, "no handler" },
	{ "first group", KTAP_SECT_EVENTS, 12, 1, "out of order" },
	{ "gap between groups", KTAP_SECT_EVENTS, 36, 2, "out of order" },
	{ "end with a text", KTAP_SECT_EVENTS, 0, KTAP_EVENT_END, "has a text" },
};

static void test_changes(const struct attempt *attempt)
{
	unsigned char *copy = malloc(attempt->bytes.len);
	const char *why;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(changes); i++) {
		const struct change *change = &changes[i];
		__u32 at = change->offset;

		memcpy(copy, attempt->bytes.data, attempt->bytes.len);
		if (change->section >= 0)
			at += sect(copy, change->section);
		put32(copy, at, change->value);
		why = try_read(copy, attempt->bytes.len);
		tap_has(why ? why : "accepted", change->why, change->name);
	}
	free(copy);
}

static void test_long(const struct attempt *attempt)
{
	size_t len = attempt->bytes.len + 8;
	unsigned char *copy = calloc(1, len);

	memcpy(copy, attempt->bytes.data, attempt->bytes.len);
	put32(copy, 8, len);
	tap_has(try_read(copy, len), "bytes follow the last section",
		"bytes behind the last section");
	free(copy);
}

static void test_opcodes(void)
{
	tap_text(opcodes[KTAP_OP_NOP].name, "NOP", "first opcode");
	tap_text(opcodes[KTAP_OP_FIELDAT].name, "FIELDAT", "last opcode");
	tap_is(opcodes[KTAP_OP_JLTI].b, OPERAND_BC, "operands of an opcode");
}

static void test_strings(void)
{
	static const char text[] = "print(\"abc\", \"abc\", \"ab\" .. \"c\") var abc = 1 trace a:b { abc = 2 }";
	struct attempt attempt = { 0 };
	const char *data;
	size_t i, nr = 0;

	attempt_compile(&attempt, text, strlen(text));
	data = attempt.bytes.data;
	for (i = sect(attempt.bytes.data, KTAP_SECT_STRINGS);
	     i < sect(attempt.bytes.data, KTAP_SECT_SOURCE); i++)
		nr += !memcmp(data + i, "abc", 4);
	tap_is(nr, 1, "equal strings are written once");
	tap_is(attempt.image.consts.nr, 1, "equal constants are one");
	attempt_free(&attempt);
}

int main(void)
{
	struct attempt attempt = { 0 };

	attempt_compile(&attempt, script, strlen(script));
	if (!tap_ok(attempt.compiled && !attempt.unreadable, "the program"))
		return tap_end();
	test_round(&attempt);
	test_layout(&attempt);
	test_truncated(&attempt);
	test_flipped(&attempt);
	test_changes(&attempt);
	test_long(&attempt);
	test_opcodes();
	test_strings();
	attempt_free(&attempt);
	return tap_end();
}
