/* SPDX-License-Identifier: GPL-2.0 */
/*
 * ktap - the reader: takes records from a session to a sink
 */
#ifndef _KTAP_RUN_READER_H
#define _KTAP_RUN_READER_H

#include <stdbool.h>
#include <stddef.h>

#include "run/record.h"
#include "run/symbolise.h"

struct record_sink;

/**
 * struct record_sink_ops - what is done with records
 *
 * All are called from the one thread there is.
 *
 * @record: Takes a record, whose shape record_read() has checked; it lies in
 *	the reader's buffer and is gone after the call.  Every record but
 *	KTAP_REC_END and KTAP_REC_MAPPING comes here; user addresses in it have
 *	become text.
 * @note: Shows a sentence to the person who runs the tool, behind what the
 *	records before it have put out.
 * @flush: What one read() gave was handed over: puts out what was kept back.
 *	Return: 0, or -errno of the first failure of the output; then what
 *	comes later is dropped.
 */
struct record_sink_ops {
	void (*record)(struct record_sink *sink, const struct record *rec);
	void (*note)(struct record_sink *sink, const char *text);
	int (*flush)(struct record_sink *sink);
};

/* A sink; its owner embeds it. */
struct record_sink {
	const struct record_sink_ops *ops;
};

/**
 * struct reader - where reading stands
 * @sink: Where records go.
 * @symbolise: What makes text of user addresses.
 * @started: KTAP_REC_STARTED has come: the gate is open.
 * @ended: KTAP_REC_END has come.
 * @status: Its exit status.
 * @nr_errors: Run-time errors that were seen.
 * @nr_malformed: Records that made no sense.
 */
struct reader {
	struct record_sink *sink;
	struct symbolise symbolise;
	bool started;
	bool ended;
	int status;
	unsigned long nr_errors;
	unsigned long nr_malformed;
};

/**
 * reader_feed() - takes what one read() returned
 * @reader: The reader.
 * @buf: Whole records.
 * @len: Bytes.
 */
void reader_feed(struct reader *reader, const void *buf, size_t len);

/* Frees what it has learnt. */
void reader_exit(struct reader *reader);

#endif /* _KTAP_RUN_READER_H */
