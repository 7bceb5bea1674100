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

/* The same; a full ring is counted as KTAP_LOSS_RING_FULL. */
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
