/* SPDX-License-Identifier: GPL-2.0 */
/*
 * ktap - ring to records of the uapi, merged over the CPUs
 *
 * Context: process
 */
#ifndef _KTAP_OUTPUT_READER_H
#define _KTAP_OUTPUT_READER_H

#include <linux/ktap/value.h>
#include <linux/list.h>
#include <linux/types.h>

#include "output/ring.h"

struct ktap_reader;

/** struct ktap_mapping - instructions that a process has mapped */
struct ktap_mapping {
	/** @node: For who keeps it until it is read. */
	struct list_head node;
	/** @process: As in struct ktap_frames. */
	u64 process;
	/** @begin: Address of the first byte. */
	u64 begin;
	/** @end: Behind the last. */
	u64 end;
	/** @offset: Where in the file. */
	u64 offset;
	/** @len: Bytes of @name. */
	u32 len;
	/** @name: The file's. */
	char name[];
};

/**
 * ktap_reader_create() - make the reader of a ring
 * @ring: The ring; it outlives the reader.
 * @consts: Constants of the program, which records name by number.
 * @nr_consts: Their number.
 *
 * Return: The reader or an ERR_PTR: -ENOMEM.
 */
struct ktap_reader *ktap_reader_create(struct ktap_ring *ring,
				       const struct ktap_value *consts,
				       u32 nr_consts);
/**
 * ktap_reader_set_printer() - say how records of events become text
 * @reader: The reader.
 * @print: Sets @text to what is to be shown of a record, returns its length.
 * @arg: Its first argument; NULL: such records are empty strings.
 */
void ktap_reader_set_printer(struct ktap_reader *reader,
			     size_t (*print)(void *arg, const void *bytes,
					     size_t len, const char **text),
			     void *arg);
/**
 * ktap_reader_set_mappings() - say what the processes of user addresses map
 * @reader: The reader.
 * @next: Gives the next mapping, to be freed by kfree(), or NULL: those of all
 *	records that were committed were given.  May sleep.
 * @arg: Its argument.
 */
void ktap_reader_set_mappings(struct ktap_reader *reader,
			      struct ktap_mapping *(*next)(void *arg),
			      void *arg);
void ktap_reader_destroy(struct ktap_reader *reader);

/**
 * ktap_reader_read() - take records out
 * @reader: The reader; one caller at a time.
 * @buf: Where to, aligned to 8 bytes.
 * @size: Bytes of @buf.
 *
 * Only whole records.  By time stamp; those of one CPU in its order; losses
 * where they happened; KTAP_REC_END last of all.
 *
 * Return: Bytes, 0 if there is no record now, -EMSGSIZE if the next one is
 * longer than @size, -ENOMEM if a CPU's first record finds no memory to be read
 * into: all stays as it is.
 */
ssize_t ktap_reader_read(struct ktap_reader *reader, void *buf, size_t size);

/* Whether KTAP_REC_END was taken out. */
bool ktap_reader_at_end(const struct ktap_reader *reader);

#endif /* _KTAP_OUTPUT_READER_H */
