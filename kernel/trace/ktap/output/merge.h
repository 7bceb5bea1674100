/* SPDX-License-Identifier: GPL-2.0 */
/*
 * ktap - the records of all CPUs in one order
 *
 * Context: process; one caller at a time
 */
#ifndef _KTAP_OUTPUT_MERGE_H
#define _KTAP_OUTPUT_MERGE_H

#include <linux/types.h>

#include "output/format.h"
#include "output/ring.h"

struct buffer_data_read_page;

/** struct ktap_merge_head - the oldest record of a CPU */
struct ktap_merge_head {
	/** @record: The record; NULL: the CPU had none. */
	const struct ktap_ring_record *record;
	/** @time_ns: Its time stamp. */
	u64 time_ns;
	/** @lost: Losses before it that have not been told yet. */
	u32 lost;
	/** @pos: Where the next record is on @page. */
	unsigned int pos;
	/** @page: Out of the CPU's ring; NULL: the CPU has never had a record. */
	struct buffer_data_read_page *page;
};

/** struct ktap_merge - the oldest records of all CPUs */
struct ktap_merge {
	/** @ring: Where they come from. */
	struct ktap_ring *ring;
	/** @horizon_ns: CPUs without a head had no record older than this. */
	u64 horizon_ns;
	/** @heads: By number of CPU. */
	struct ktap_merge_head heads[];
};

/* The merge of a ring that outlives it, or NULL: no memory. */
struct ktap_merge *ktap_merge_create(struct ktap_ring *ring);
void ktap_merge_destroy(struct ktap_merge *merge);

/**
 * ktap_merge_next() - find the record that goes out next
 * @merge: The merge.
 *
 * Records of type KTAP_REC_END go last, the others by time stamp.
 *
 * Return: The head that has it, NULL: there is none now, or an ERR_PTR: -ENOMEM.
 */
struct ktap_merge_head *ktap_merge_next(struct ktap_merge *merge);

/**
 * ktap_merge_step() - go on to the next record of a CPU
 * @merge: The merge.
 * @head: One of its heads, which has a record.
 *
 * The record that it had is gone.
 */
void ktap_merge_step(struct ktap_merge *merge, struct ktap_merge_head *head);

#endif /* _KTAP_OUTPUT_MERGE_H */
