// SPDX-License-Identifier: GPL-2.0
/*
 * ktap - records: what a session's read() returns, checked and taken apart
 *
 *	struct ktap_record
 *	nr times: struct ktap_record_value, its bytes, zeros up to 8
 */

#include <errno.h>
#include <stdbool.h>
#include <string.h>

#include <linux/bits.h>
#include <linux/kernel.h>
#include <linux/ktap.h>
#include <linux/ktap_bytecode.h>

#include "run/record.h"

/*
 * The values of each type of record:
 *
 *	i  an integer			t  a table's number
 *	s  a string			n  a string or nil
 *	a  an aggregate or nil
 *	v  any value			*  any number of any values (last)
 */
static const char * const shapes[] = {
	[KTAP_REC_PRINT]	= "*",
	[KTAP_REC_PRINTF]	= "s*",
	[KTAP_REC_TABLE]	= "tniia",
	[KTAP_REC_ROW]		= "tvv",
	[KTAP_REC_TABLE_END]	= "ti",
	[KTAP_REC_STARTED]	= "ii",
	[KTAP_REC_ERROR]	= "sin",
	[KTAP_REC_WARNING]	= "sin",
	[KTAP_REC_LOST]		= "i",
	[KTAP_REC_LOSS]		= "ii",
	[KTAP_REC_REPEAT]	= "sini",
	[KTAP_REC_END]		= "i",
	[KTAP_REC_BUCKET]	= "tiii",
	[KTAP_REC_MAPPING]	= "iiiis",
};

static size_t padded(__u32 bytes)
{
	return ((size_t)bytes + 7) & ~(size_t)7;
}

/* The flags that a value of its kind may have, and what they say of its bytes. */
static const char *check_flags(const struct ktap_record_value *head)
{
	if (head->flags & ~KTAP_VALUE_USER)
		return "a value with an unknown flag";
	if (!head->flags)
		return NULL;
	if (head->kind != KTAP_KIND_STACK && head->kind != KTAP_KIND_SYMBOL)
		return "a value with a flag it cannot have";
	return head->bytes % sizeof(__u64) || !head->bytes ?
	       "addresses of an impossible length" : NULL;
}

static const char *check_kind(const struct ktap_record_value *head,
			      bool is_part)
{
	switch (head->kind) {
	case KTAP_KIND_NIL:
	case KTAP_KIND_FALSE:
	case KTAP_KIND_TRUE:
		return head->bytes ? "a value with bytes it cannot have" : NULL;
	case KTAP_KIND_INT:
	case KTAP_KIND_TABLE:
		return head->bytes != 8 ? "a number that is not 8 bytes" : NULL;
	case KTAP_KIND_STRING:
	case KTAP_KIND_FUNC:
	case KTAP_KIND_STACK:
	case KTAP_KIND_SYMBOL:
		return NULL;
	case KTAP_KIND_AGGR:
		return head->bytes != sizeof(struct ktap_record_aggr) ?
		       "an aggregate of an impossible length" : NULL;
	case KTAP_KIND_TUPLE:
		return is_part ? "a tuple in a tuple" : NULL;
	default:
		return "a value of unknown kind";
	}
}

static const char *check_head(const struct ktap_record_value *head,
			      bool is_part)
{
	const char *why = check_flags(head);

	return why ? why : check_kind(head, is_part);
}

static bool fits(char shape, __u16 kind)
{
	switch (shape) {
	case 'i':
		return kind == KTAP_KIND_INT;
	case 't':
		return kind == KTAP_KIND_INT || kind == KTAP_KIND_TABLE;
	case 's':
		return kind == KTAP_KIND_STRING;
	case 'a':
		return kind == KTAP_KIND_AGGR || kind == KTAP_KIND_NIL;
	case 'n':
		return kind == KTAP_KIND_STRING || kind == KTAP_KIND_NIL;
	default:
		return shape != '\0';
	}
}

/*
 * Every value lies within the record, or within the tuple that it is a part
 * of, and is one that its type has; the last ends where the record ends.
 */
static const char *check_values(struct record *rec, const char *shape)
{
	size_t left = rec->bytes - sizeof(struct ktap_record), room, bytes;
	const unsigned char *at = rec->values;
	struct ktap_record_value head;
	size_t parts = 0;	/* bytes left of a tuple, whose parts come next */
	__u32 nr = rec->nr;
	const char *why;

	while (nr || parts) {
		room = parts ? parts : left;
		if (room < sizeof(head))
			return "fewer values than it says";
		memcpy(&head, at, sizeof(head));
		why = check_head(&head, parts);
		if (why)
			return why;
		bytes = sizeof(head) + padded(head.bytes);
		if (bytes > room)
			return "a value longer than the record";

		rec->kinds |= BIT(head.kind);
		rec->value_flags |= head.flags;
		if (!parts && !fits(*shape, head.kind))
			return "values that its type does not have";
		if (parts) {
			parts -= bytes;
		} else {
			shape += *shape != '*';
			nr--;
		}
		if (head.kind == KTAP_KIND_TUPLE) {
			parts = head.bytes;
			bytes = sizeof(head);
		}
		at += bytes;
		left -= bytes;
	}
	if (left)
		return "bytes behind the last value";

	return *shape && *shape != '*' ? "fewer values than its type has" : NULL;
}

int record_read(const void *buf, size_t len, struct record *rec,
		const char **why)
{
	struct ktap_record head;
	const char *shape;

	if (len < sizeof(head)) {
		*why = "less than a head";
		return -EPROTO;
	}
	memcpy(&head, buf, sizeof(head));
	if (head.bytes < sizeof(head) || head.bytes % 8 || head.bytes > len) {
		*why = "an impossible length";
		return -EPROTO;
	}

	rec->type = head.type;
	rec->flags = head.flags;
	rec->cpu = head.cpu;
	rec->nr = head.nr;
	rec->time_ns = head.time_ns;
	rec->bytes = head.bytes;
	rec->values = (const unsigned char *)buf + sizeof(head);
	rec->value_flags = 0;
	rec->kinds = 0;

	shape = head.type < ARRAY_SIZE(shapes) ? shapes[head.type] : NULL;
	*why = shape ? check_values(rec, shape) : "an unknown type";

	return *why ? -EBADMSG : 0;
}

void record_values(const struct record *rec, struct record_cursor *cursor)
{
	cursor->at = rec->values;
	cursor->left = rec->nr;
}

void record_aggr(const struct record_value *value,
		 struct ktap_record_aggr *aggr)
{
	memcpy(aggr, value->parts, sizeof(*aggr));
}

__s64 record_table(const struct record_value *value)
{
	struct ktap_record_aggr aggr;

	if (value->kind == KTAP_KIND_TABLE)
		return value->i;
	if (value->kind != KTAP_KIND_AGGR)
		return 0;
	record_aggr(value, &aggr);

	return aggr.buckets;
}

void record_parts(const struct record_value *tuple,
		  struct record_cursor *cursor)
{
	struct ktap_record_value head;
	__u32 at = 0;

	cursor->at = tuple->parts;
	for (cursor->left = 0; at < tuple->len; cursor->left++) {
		memcpy(&head, cursor->at + at, sizeof(head));
		at += sizeof(head) + padded(head.bytes);
	}
}

int record_next(struct record_cursor *cursor, struct record_value *value)
{
	struct ktap_record_value head;
	const unsigned char *bytes;

	*value = (struct record_value) { .kind = KTAP_KIND_NIL };
	if (!cursor->left)
		return 0;

	memcpy(&head, cursor->at, sizeof(head));
	bytes = cursor->at + sizeof(head);
	value->kind = head.kind;
	if (head.kind == KTAP_KIND_INT || head.kind == KTAP_KIND_TABLE) {
		memcpy(&value->i, bytes, sizeof(value->i));
	} else {
		value->text = (const char *)bytes;
		value->len = head.bytes;
	}
	cursor->at = bytes + padded(head.bytes);
	cursor->left--;

	return 1;
}
