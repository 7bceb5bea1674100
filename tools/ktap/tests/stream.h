/* SPDX-License-Identifier: GPL-2.0 */
/*
 * ktap - makes streams of records, as a session's read() returns them
 */
#ifndef _KTAP_TESTS_STREAM_H
#define _KTAP_TESTS_STREAM_H

#include <stddef.h>
#include <stdint.h>

#define STREAM_BYTES	(8 << 20)

/**
 * struct stream - a stream
 * @len: Bytes in @buf.
 * @buf: Whole records.
 */
struct stream {
	size_t len;
	unsigned char *buf;
};

void stream_init(struct stream *stream);
void stream_exit(struct stream *stream);

/**
 * stream_add() - adds a record
 * @stream: The stream.
 * @type: enum ktap_rec.
 * @flags: Its flags.
 * @kinds: A letter for each value: n nil, F false, T true, and with an
 *	argument: i integer (int64_t), t table (int64_t), s string and
 *	a aggregate (int64_t: number of its buckets; the rest is 4, 10, -1, 6, 2,
 *	3), f function (const char *), p tuple of an integer and a string (int64_t,
 *	const char *), S string (const char *, then int: bytes), u stack of a
 *	process (uint64_t: the process and two addresses), y symbol of a process
 *	(uint64_t: the process and an address).
 *
 * Return: where the record begins.
 */
unsigned char *stream_add(struct stream *stream, int type, int flags,
			  const char *kinds, ...);

#endif /* _KTAP_TESTS_STREAM_H */
