// SPDX-License-Identifier: GPL-2.0
/*
 * ktap - records with addresses of processes, as records with text
 */
#include <string.h>

#include <linux/ktap.h>
#include <linux/ktap_bytecode.h>

#include "run/symbolise.h"

/* Longer names are cut. */
#define MAX_FRAME	1024

void symbolise_learn(struct symbolise *symbolise, const struct record *rec)
{
	struct record_cursor cursor;
	struct record_value values[5];
	unsigned int i;

	record_values(rec, &cursor);
	for (i = 0; i < 5; i++)
		record_next(&cursor, &values[i]);
	processes_add(&symbolise->processes, &(struct process_mapping) {
		.process	= values[0].i,
		.begin		= values[1].i,
		.end		= values[2].i,
		.offset		= values[3].i,
		.name		= values[4].text,
		.len		= values[4].len,
	});
}

/* Adds bytes to the new values. */
static void add(struct symbolise *symbolise, const void *bytes, size_t len)
{
	size_t wanted = symbolise->len + len;
	unsigned char *bigger;

	if (wanted > symbolise->room) {
		bigger = arena_alloc(&symbolise->arena, wanted * 2);
		if (symbolise->len)
			memcpy(bigger, symbolise->bytes, symbolise->len);
		symbolise->bytes = bigger;
		symbolise->room = wanted * 2;
	}
	memcpy(symbolise->bytes + symbolise->len, bytes, len);
	symbolise->len = wanted;
}

/* Room for the head of a value, which is known when its bytes are. */
static size_t begin_value(struct symbolise *symbolise)
{
	struct ktap_record_value head = { 0 };

	add(symbolise, &head, sizeof(head));
	return symbolise->len;
}

static void end_value(struct symbolise *symbolise, size_t begin, __u16 kind)
{
	static const char zeros[8];
	struct ktap_record_value head = {
		.kind	= kind,
		.bytes	= symbolise->len - begin,
	};

	add(symbolise, zeros, -head.bytes & 7);
	memcpy(symbolise->bytes + begin - sizeof(head), &head, sizeof(head));
}

/* The process, then its addresses, the innermost first. */
static void add_frames(struct symbolise *symbolise, const unsigned char *at,
		       __u32 bytes)
{
	__u32 nr = bytes / sizeof(__u64) - 1, i;
	char text[MAX_FRAME];
	__u64 process, addr;

	memcpy(&process, at, sizeof(process));
	for (i = 0; i < nr; i++) {
		memcpy(&addr, at + (i + 1) * sizeof(addr), sizeof(addr));
		processes_text(&symbolise->processes, process, addr, i > 0,
			       text, sizeof(text));
		if (i)
			add(symbolise, "\n", 1);
		add(symbolise, text, strlen(text));
	}
}

static void add_value(struct symbolise *symbolise, const unsigned char **at);

static void add_parts(struct symbolise *symbolise, const unsigned char *at,
		      __u32 bytes)
{
	const unsigned char *end = at + bytes;

	while (at < end)
		add_value(symbolise, &at);
}

/* Adds a value, and its parts, which are no tuples; moves on. */
static void add_value(struct symbolise *symbolise, const unsigned char **at)
{
	struct ktap_record_value head;
	size_t begin;

	memcpy(&head, *at, sizeof(head));
	*at += sizeof(head);
	begin = begin_value(symbolise);
	if (head.kind == KTAP_KIND_TUPLE)
		add_parts(symbolise, *at, head.bytes);
	else if (head.flags & KTAP_VALUE_USER)
		add_frames(symbolise, *at, head.bytes);
	else
		add(symbolise, *at, head.bytes);
	end_value(symbolise, begin, head.kind);
	*at += ((size_t)head.bytes + 7) & ~(size_t)7;
}

void symbolise_record(struct symbolise *symbolise, struct record *rec)
{
	const unsigned char *at = rec->values;
	__u32 i;

	if (!(rec->value_flags & KTAP_VALUE_USER))
		return;
	arena_free(&symbolise->arena);
	symbolise->bytes = NULL;
	symbolise->len = 0;
	symbolise->room = 0;
	for (i = 0; i < rec->nr; i++)
		add_value(symbolise, &at);
	rec->values = symbolise->bytes;
}

void symbolise_exit(struct symbolise *symbolise)
{
	processes_free(&symbolise->processes);
	arena_free(&symbolise->arena);
}
