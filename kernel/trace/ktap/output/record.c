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
#include <linux/bits.h>
#include <linux/errno.h>
#include <linux/limits.h>
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

static void measure_tuple(const struct ktap_tuple *tuple,
			  struct ktap_record_size *size)
{
	struct ktap_record_size parts;

	ktap_record_measure(tuple->parts, tuple->nr, &parts);
	size->ring += parts.ring;
	size->out += parts.out;
	size->plain += parts.plain;
}

/* Adds what one takes beside the words that all have. */
static void measure_value(const struct ktap_value *v,
			  struct ktap_record_size *size)
{
	const struct ktap_string *string;

	switch (v->kind) {
	case KTAP_KIND_INT:
	case KTAP_KIND_TABLE:
		size->ring += is_short(v->i) ? sizeof(u32) : sizeof(u64);
		size->out += sizeof(u64);
		break;
	case KTAP_KIND_STRING:
		string = ktap_string_of(v->obj);
		size->plain += string->len;
		if (string->obj.flags & KTAP_OBJECT_EVENT)
			size->out += KTAP_RING_EVENT_MAX;
		else
			size->out += ALIGN(string->len, 8);
		if (ktap_string_const(string) < 0)
			size->ring += ALIGN(string->len, 4);
		break;
	case KTAP_KIND_FUNC:
		size->ring += ALIGN(text_of(v)->len, 4);
		size->out += ALIGN(text_of(v)->len, 8);
		break;
	case KTAP_KIND_AGGR:
		size->ring += sizeof(*v->aggr);
		size->out += sizeof(*v->aggr);
		break;
	case KTAP_KIND_TUPLE:
		measure_tuple(ktap_tuple_of(v->obj), size);
		break;
	case KTAP_KIND_STACK:
	case KTAP_KIND_SYMBOL:
		string = text_of(v);
		size->ring += ALIGN(string->len, 4);
		size->out += sizeof(u64) + ALIGN(ktap_symbol_nr(string) *
						 KTAP_SYMBOL_TEXT, 8);
		break;
	}
}

void ktap_record_measure(const struct ktap_value *values, unsigned int nr,
			 struct ktap_record_size *size)
{
	struct ktap_record_size sum = {
		.ring	= nr * sizeof(u32),
		.out	= nr * sizeof(struct ktap_record_value),
		.plain	= nr * sizeof(u64),
	};

	for (; nr; nr--, values++) {
		sum.kinds |= BIT(values->kind);
		measure_value(values, &sum);
	}
	*size = sum;
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

static u32 *put_string(u32 *at, const struct ktap_string *string)
{
	int number = ktap_string_const(string);

	if (number < 0)
		return put_bytes(at, string->obj.flags & KTAP_OBJECT_EVENT ?
				     KTAP_RING_EVENT : KTAP_KIND_STRING, string);
	*at = ktap_ring_word(KTAP_KIND_CONST, number);
	return at + 1;
}

static u32 *put_values(u32 *at, const struct ktap_value *values,
		       unsigned int nr);

/* Inline: a frame for each value takes longer than most of them. */
static __always_inline u32 *put_value(u32 *at, const struct ktap_value *v)
{
	const struct ktap_tuple *tuple;

	switch (v->kind) {
	case KTAP_KIND_INT:
	case KTAP_KIND_TABLE:
		return put_int(at, v->kind, v->i);
	case KTAP_KIND_STRING:
		return put_string(at, ktap_string_of(v->obj));
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
		return put_values(at, tuple->parts, tuple->nr);
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

static u32 *put_values(u32 *at, const struct ktap_value *values,
		       unsigned int nr)
{
	for (; nr; nr--, values++)
		at = put_value(at, values);
	return at;
}

static bool is_too_long(struct ktap_ring *ring, unsigned int nr,
			const struct ktap_record_size *size)
{
	return nr > KTAP_RING_MAX_VALUES ||
	       size->ring + sizeof(struct ktap_ring_record) >
	       ktap_ring_max(ring) ||
	       size->out + sizeof(struct ktap_record) > KTAP_RECORD_MAX;
}

int ktap_record_put(struct ktap_ring *ring, u16 type, u16 flags,
		    const struct ktap_value *values, unsigned int nr,
		    const struct ktap_record_size *size)
{
	struct ktap_ring_record *record;

	if (is_too_long(ring, nr, size)) {
		ktap_ring_count(ring, KTAP_LOSS_RECORD_SIZE);
		return -EMSGSIZE;
	}

	record = ktap_ring_reserve(ring, sizeof(*record) + size->ring);
	if (!record)
		return -EAGAIN;

	record->type = type;
	record->nr = nr;
	record->flags = flags;
	record->lost = ktap_ring_take_lost(ring, raw_smp_processor_id());
	put_values((u32 *)(record + 1), values, nr);
	ktap_ring_commit(ring);
	return 0;
}

int ktap_record_write(struct ktap_ring *ring, u16 type, u16 flags,
		      const struct ktap_value *values, unsigned int nr)
{
	struct ktap_record_size size;

	ktap_record_measure(values, nr, &size);
	return ktap_record_put(ring, type, flags, values, nr, &size);
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
