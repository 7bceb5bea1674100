/* SPDX-License-Identifier: GPL-2.0 */
/*
 * ktap - values to records; the only writer of the ring's format
 *
 * Context: any
 */
#ifndef _KTAP_OUTPUT_RECORD_H
#define _KTAP_OUTPUT_RECORD_H

#include <linux/ktap/value.h>
#include <uapi/linux/ktap.h>

#include "output/ring.h"

/** struct ktap_record_size - what values take */
struct ktap_record_size {
	/** @ring: Bytes in the ring. */
	size_t ring;
	/** @out: Bytes for who reads them, at most. */
	size_t out;
	/** @plain: 8 bytes for each, and those of strings. */
	u64 plain;
	/** @kinds: A bit for each enum ktap_kind among them. */
	u32 kinds;
};

/**
 * ktap_record_measure() - find what values take
 * @values: As for ktap_record_write().  Where registers hold tables or
 *	aggregates, what is said of their bytes means nothing.
 * @nr: Number of values.
 * @size: To be filled.
 */
void ktap_record_measure(const struct ktap_value *values, unsigned int nr,
			 struct ktap_record_size *size);

/**
 * ktap_record_write() - write a record
 * @ring: The ring.
 * @type: enum ktap_rec.
 * @flags: By type.
 * @values: Its values.  A KTAP_KIND_TABLE here is a table's number in @i, a
 *	KTAP_KIND_AGGR what is known of it in @aggr; a static string that is a
 *	constant of the image goes by its number, an event's record is made a
 *	string by the reader.
 * @nr: Number of values.
 *
 * Return: 0, -EAGAIN (the ring is full; nothing is counted), -EMSGSIZE
 * (counted).
 */
int ktap_record_write(struct ktap_ring *ring, u16 type, u16 flags,
		      const struct ktap_value *values, unsigned int nr);

/* The same for values that were measured. */
int ktap_record_put(struct ktap_ring *ring, u16 type, u16 flags,
		    const struct ktap_value *values, unsigned int nr,
		    const struct ktap_record_size *size);

/* ktap_record_write(); a full ring is counted as KTAP_LOSS_RING_FULL. */
int ktap_record_try(struct ktap_ring *ring, u16 type, u16 flags,
		    const struct ktap_value *values, unsigned int nr);

/**
 * ktap_record_wait() - write a record, wait for room
 * @ring: As for ktap_record_write().
 * @type: As there.
 * @flags: As there.
 * @values: As there.
 * @nr: As there.
 *
 * Context: Process code outside its SRCU read section; sleeps.
 * Return: 0, -EPIPE (closed), -EMSGSIZE (counted).
 */
int ktap_record_wait(struct ktap_ring *ring, u16 type, u16 flags,
		     const struct ktap_value *values, unsigned int nr);

#endif /* _KTAP_OUTPUT_RECORD_H */
