/* SPDX-License-Identifier: GPL-2.0 */
/*
 * ktap - records as they lie in the ring: between record.c and reader.c
 *
 * Context: any
 *
 *	struct ktap_ring_record, then its values, all aligned to 4 bytes:
 *	a word with the kind in bits 0 … 7, and
 *
 *	NIL FALSE TRUE	nothing else
 *	INT		bit 8 clear: 8 bytes; set: 4 bytes, signed
 *	TABLE		as INT
 *	CONST		number of the constant in bits 8 … 31
 *	TUPLE		number of parts in bits 8 … 31, then the parts
 *	AGGR		a struct ktap_record_aggr
 *	STRING FUNC	length in bits 8 … 31, then the bytes, padded with NULs
 *	KTAP_RING_EVENT	as STRING: an event's record, which the reader prints
 *	STACK SYMBOL	as STRING; the bytes are a struct ktap_frames
 */
#ifndef _KTAP_OUTPUT_FORMAT_H
#define _KTAP_OUTPUT_FORMAT_H

#include <linux/types.h>

/** struct ktap_ring_record - head of a record in the ring */
struct ktap_ring_record {
	/** @type: enum ktap_rec. */
	u8 type;
	/** @nr: Number of values. */
	u8 nr;
	/** @flags: By type. */
	u16 flags;
	/** @lost: Records that this CPU lost just before. */
	u32 lost;
};

#define KTAP_RING_MAX_VALUES	U8_MAX

/* Not a kind of values: what is written as such is read as a string. */
#define KTAP_RING_EVENT		0xff
/* Longest text of it. */
#define KTAP_RING_EVENT_MAX	4096

#define KTAP_RING_SHORT		1	/* an integer of 4 bytes */

static inline u32 ktap_ring_word(u32 kind, u32 number)
{
	return kind | number << 8;
}

static inline u32 ktap_ring_kind(u32 word)
{
	return word & 0xff;
}

static inline u32 ktap_ring_number(u32 word)
{
	return word >> 8;
}

#endif /* _KTAP_OUTPUT_FORMAT_H */
