// SPDX-License-Identifier: GPL-2.0
/*
 * ktap - the reader: takes records from a session to a sink
 */

#include <errno.h>
#include <stdio.h>

#include <linux/ktap.h>

#include "run/reader.h"

/* The first of them are described; the number is told at the end. */
#define MAX_DESCRIBED	5

static void take_malformed(struct reader *reader, const char *why, size_t bytes)
{
	char text[160];

	if (reader->nr_malformed++ >= MAX_DESCRIBED)
		return;

	snprintf(text, sizeof(text),
		 "the kernel sent a malformed record (%s): %zu bytes skipped",
		 why, bytes);
	reader->sink->ops->note(reader->sink, text);
}

static void take_end(struct reader *reader, const struct record *rec)
{
	struct record_cursor cursor;
	struct record_value status;

	record_values(rec, &cursor);
	record_next(&cursor, &status);
	reader->ended = true;
	reader->status = (int)status.i;
}

static void take_record(struct reader *reader, struct record *rec)
{
	switch (rec->type) {
	case KTAP_REC_END:
		take_end(reader, rec);
		return;
	case KTAP_REC_MAPPING:
		symbolise_learn(&reader->symbolise, rec);
		return;
	case KTAP_REC_STARTED:
		reader->started = true;
		break;
	case KTAP_REC_ERROR:
		reader->nr_errors++;
		break;
	default:
		break;
	}

	symbolise_record(&reader->symbolise, rec);
	reader->sink->ops->record(reader->sink, rec);
}

void reader_feed(struct reader *reader, const void *buf, size_t len)
{
	const unsigned char *at = buf;
	struct record rec;
	const char *why;
	int ret;

	while (len) {
		ret = record_read(at, len, &rec, &why);
		if (ret == -EPROTO) {
			take_malformed(reader, why, len);
			return;
		}
		if (ret)
			take_malformed(reader, why, rec.bytes);
		else
			take_record(reader, &rec);
		at += rec.bytes;
		len -= rec.bytes;
	}
}

void reader_exit(struct reader *reader)
{
	symbolise_exit(&reader->symbolise);
}
