// SPDX-License-Identifier: GPL-2.0
/*
 * ktap - makes streams of records, as a session's read() returns them
 */

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <linux/ktap.h>
#include <linux/ktap_bytecode.h>

#include "tests/stream.h"

void stream_init(struct stream *stream)
{
	stream->len = 0;
	stream->buf = calloc(1, STREAM_BYTES);
	if (!stream->buf)
		abort();
}

void stream_exit(struct stream *stream)
{
	free(stream->buf);
}

static void put(struct stream *stream, const void *bytes, size_t len)
{
	if (stream->len + len + 8 > STREAM_BYTES)
		abort();
	memcpy(stream->buf + stream->len, bytes, len);
	stream->len += len;
	while (stream->len % 8)
		stream->buf[stream->len++] = 0;
}

static void put_value(struct stream *stream, int kind, const void *bytes,
		      size_t len)
{
	struct ktap_record_value head = { .kind = kind, .bytes = len };

	put(stream, &head, sizeof(head));
	put(stream, bytes, len);
}

static void put_pair(struct stream *stream, va_list *args)
{
	struct ktap_record_value head = { .kind = KTAP_KIND_TUPLE };
	size_t begin = stream->len;
	const char *text;
	int64_t i;

	put(stream, &head, sizeof(head));
	i = va_arg(*args, int64_t);
	put_value(stream, KTAP_KIND_INT, &i, 8);
	text = va_arg(*args, const char *);
	put_value(stream, KTAP_KIND_STRING, text, strlen(text));
	head.bytes = stream->len - begin - sizeof(head);
	memcpy(stream->buf + begin, &head, sizeof(head));
}

/* The process, then addresses. */
static void put_addresses(struct stream *stream, int nr, va_list *args)
{
	struct ktap_record_value head = {
		.kind	= nr > 1 ? KTAP_KIND_STACK : KTAP_KIND_SYMBOL,
		.flags	= KTAP_VALUE_USER,
		.bytes	= (nr + 1) * sizeof(uint64_t),
	};
	uint64_t number;

	put(stream, &head, sizeof(head));
	for (; nr >= 0; nr--) {
		number = va_arg(*args, uint64_t);
		put(stream, &number, sizeof(number));
	}
}

static void put_next(struct stream *stream, char letter, va_list *args)
{
	struct ktap_record_aggr aggr = { 4, 10, -1, 6, 2, 3, 0 };
	const char *text;
	int64_t i;

	switch (letter) {
	case 'n':
		put_value(stream, KTAP_KIND_NIL, "", 0);
		break;
	case 'F':
		put_value(stream, KTAP_KIND_FALSE, "", 0);
		break;
	case 'T':
		put_value(stream, KTAP_KIND_TRUE, "", 0);
		break;
	case 'i':
	case 't':
		i = va_arg(*args, int64_t);
		put_value(stream, letter == 'i' ? KTAP_KIND_INT :
						  KTAP_KIND_TABLE, &i, 8);
		break;
	case 's':
	case 'f':
		text = va_arg(*args, const char *);
		put_value(stream, letter == 's' ? KTAP_KIND_STRING :
						  KTAP_KIND_FUNC,
			  text, strlen(text));
		break;
	case 'a':
		aggr.buckets = va_arg(*args, int64_t);
		put_value(stream, KTAP_KIND_AGGR, &aggr, sizeof(aggr));
		break;
	case 'p':
		put_pair(stream, args);
		break;
	case 'u':
	case 'y':
		put_addresses(stream, letter == 'u' ? 2 : 1, args);
		break;
	case 'S':
		text = va_arg(*args, const char *);
		put_value(stream, KTAP_KIND_STRING, text, va_arg(*args, int));
		break;
	default:
		abort();
	}
}

unsigned char *stream_add(struct stream *stream, int type, int flags,
			  const char *kinds, ...)
{
	struct ktap_record head = {
		.type	= type,
		.flags	= flags,
		.cpu	= 1,
		.nr	= strlen(kinds),
	};
	unsigned char *begin = stream->buf + stream->len;
	va_list args;

	put(stream, &head, sizeof(head));
	va_start(args, kinds);
	for (; *kinds; kinds++)
		put_next(stream, *kinds, &args);
	va_end(args);
	head.bytes = stream->buf + stream->len - begin;
	memcpy(begin, &head, sizeof(head));

	return begin;
}
