// SPDX-License-Identifier: GPL-2.0
/*
 * ktap - values to records; the only writer of the ring's format
 *
 * Context: any
 *
 * A record is measured, then reserved, then written: the time between reserve
 * and commit is that of a copy, and nothing in it can fail.
 */

#include <linux/align.h>
#include <linux/errno.h>
#include <linux/limits.h>
#include <linux/minmax.h>
#include <linux/smp.h>
#include <linux/string.h>

#include "data/func.h"
#include "data/string.h"
#include "data/symbol.h"
#include "data/tuple.h"
#include "output/format.h"
#include "output/record.h"

static bool is_short(s64 i)
{
	return i == (s32)i;
}

static const struct ktap_string *text_of(const struct ktap_value *v)
{
	if (v->kind == KTAP_KIND_FUNC)
		return ktap_func_of(v->obj)->name;
	return ktap_string_of(v->obj);
}

/* Length of a value in the ring; adds its length for the reader to @out. */
static size_t measure_value(const struct ktap_value *v, size_t *out)
{
	const struct ktap_string *string;
	const struct ktap_tuple *tuple;
	size_t bytes = sizeof(u32);
	unsigned int i;

	*out += sizeof(struct ktap_record_value);
	switch (v->kind) {
	case KTAP_KIND_INT:
	case KTAP_KIND_TABLE:
		*out += sizeof(u64);
		return sizeof(u32) + (is_short(v->i) ? sizeof(u32) : sizeof(u64));
	case KTAP_KIND_STRING:
	case KTAP_KIND_FUNC:
		string = text_of(v);
		if (string->obj.flags & KTAP_OBJECT_EVENT)
			*out += KTAP_RING_EVENT_MAX;
		else
			*out += ALIGN(string->len, 8);
		if (v->kind == KTAP_KIND_STRING && ktap_string_const(string) >= 0)
			return sizeof(u32);
		return sizeof(u32) + ALIGN(string->len, 4);
	case KTAP_KIND_AGGR:
		*out += sizeof(*v->aggr);
		return bytes + sizeof(*v->aggr);
	case KTAP_KIND_TUPLE:
		/* Its parts are no tuples. */
		tuple = ktap_tuple_of(v->obj);
		for (i = 0; i < tuple->nr; i++)
			bytes += measure_value(&tuple->parts[i], out);
		return bytes;
	case KTAP_KIND_STACK:
	case KTAP_KIND_SYMBOL:
		string = text_of(v);
		*out += sizeof(u64) + ALIGN(ktap_symbol_nr(string) *
					    KTAP_SYMBOL_TEXT, 8);
		return sizeof(u32) + ALIGN(string->len, 4);
	default:
		return sizeof(u32);
	}
}

static u32 *put_int(u32 *at, u32 kind, s64 i)
{
	if (is_short(i)) {
		*at++ = ktap_ring_word(kind, KTAP_RING_SHORT);
		*at++ = i;
		return at;
	}
	*at++ = ktap_ring_word(kind, 0);
	memcpy(at, &i, sizeof(i));
	return at + sizeof(i) / sizeof(*at);
}

static u32 *put_bytes(u32 *at, u32 kind, const struct ktap_string *string)
{
	u32 words = ALIGN(string->len, 4) / sizeof(*at);

	*at++ = ktap_ring_word(kind, string->len);
	if (words)
		at[words - 1] = 0;
	memcpy(at, string->bytes, string->len);
	return at + words;
}

static u32 *put_value(u32 *at, const struct ktap_value *v)
{
	const struct ktap_tuple *tuple;
	unsigned int i;
	int number;

	switch (v->kind) {
	case KTAP_KIND_INT:
	case KTAP_KIND_TABLE:
		return put_int(at, v->kind, v->i);
	case KTAP_KIND_STRING:
		number = ktap_string_const(text_of(v));
		if (text_of(v)->obj.flags & KTAP_OBJECT_EVENT)
			return put_bytes(at, KTAP_RING_EVENT, text_of(v));
		if (number < 0)
			return put_bytes(at, v->kind, text_of(v));
		*at = ktap_ring_word(KTAP_KIND_CONST, number);
		return at + 1;
	case KTAP_KIND_FUNC:
	case KTAP_KIND_STACK:
	case KTAP_KIND_SYMBOL:
		return put_bytes(at, v->kind, text_of(v));
	case KTAP_KIND_AGGR:
		*at++ = ktap_ring_word(v->kind, 0);
		memcpy(at, v->aggr, sizeof(*v->aggr));
		return at + sizeof(*v->aggr) / sizeof(*at);
	case KTAP_KIND_TUPLE:
		tuple = ktap_tuple_of(v->obj);
		*at++ = ktap_ring_word(v->kind, tuple->nr);
		for (i = 0; i < tuple->nr; i++)
			at = put_value(at, &tuple->parts[i]);
		return at;
	case KTAP_KIND_SORT:
	case KTAP_KIND_CALL:
		/* Only an image that no compiler made prints one. */
		*at = ktap_ring_word(KTAP_KIND_NIL, 0);
		return at + 1;
	default:
		*at = ktap_ring_word(v->kind, 0);
		return at + 1;
	}
}

/* Length of the record in the ring, or 0: too long. */
static size_t measure(struct ktap_ring *ring, const struct ktap_value *values,
		      unsigned int nr)
{
	size_t out = sizeof(struct ktap_record);
	size_t bytes = sizeof(struct ktap_ring_record);
	unsigned int i;

	if (nr > KTAP_RING_MAX_VALUES)
		return 0;
	for (i = 0; i < nr; i++)
		bytes += measure_value(&values[i], &out);

	return bytes <= ktap_ring_max(ring) && out <= KTAP_RECORD_MAX ? bytes : 0;
}

int ktap_record_write(struct ktap_ring *ring, u16 type, u16 flags,
		      const struct ktap_value *values, unsigned int nr)
{
	size_t bytes = measure(ring, values, nr);
	struct ktap_ring_record *record;
	unsigned int i;
	void *token;
	u32 *at;

	if (!bytes) {
		ktap_ring_count(ring, KTAP_LOSS_RECORD_SIZE);
		return -EMSGSIZE;
	}

	record = ktap_ring_reserve(ring, bytes, &token);
	if (!record)
		return -EAGAIN;

	record->type = type;
	record->nr = nr;
	record->flags = flags;
	record->lost = ktap_ring_take_lost(ring, raw_smp_processor_id());
	at = (u32 *)(record + 1);
	for (i = 0; i < nr; i++)
		at = put_value(at, &values[i]);
	ktap_ring_commit(ring, token);
	return 0;
}

int ktap_record_try(struct ktap_ring *ring, u16 type, u16 flags,
		    const struct ktap_value *values, unsigned int nr)
{
	int ret = ktap_record_write(ring, type, flags, values, nr);

	if (ret == -EAGAIN)
		ktap_ring_lose(ring);
	return ret;
}

int ktap_record_wait(struct ktap_ring *ring, u16 type, u16 flags,
		     const struct ktap_value *values, unsigned int nr)
{
	int ret;

	for (;;) {
		ret = ktap_record_write(ring, type, flags, values, nr);
		if (ret != -EAGAIN)
			return ret;
		ret = ktap_ring_wait_room(ring);
		if (ret)
			return ret;
	}
}
