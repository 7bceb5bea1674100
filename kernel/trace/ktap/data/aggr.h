/* SPDX-License-Identifier: GPL-2.0 */
/*
 * ktap - aggregates: counts, sums and histograms that all CPUs add to
 *
 * Context: any
 */
#ifndef _KTAP_DATA_AGGR_H
#define _KTAP_DATA_AGGR_H

#include "data/hist.h"
#include "mem/object.h"

/* Parts of an aggregate, for KTAP_OBJECT_PART(). */
#define KTAP_PART_CELL		1
#define KTAP_PART_CELLS		2
#define KTAP_PART_FORK		3

/** struct ktap_aggr - an aggregate */
struct ktap_aggr {
	/** @obj: Head. */
	struct ktap_object obj;
	/** @shape: Its buckets. */
	struct ktap_shape shape;
	/** @roots: Its cells by CPU: those of NMIs are in the second. */
	unsigned long roots[2];
};

static inline struct ktap_aggr *ktap_aggr_of(struct ktap_object *obj)
{
	return container_of(obj, struct ktap_aggr, obj);
}

/** struct ktap_summary - what all samples of an aggregate amount to */
struct ktap_summary {
	/** @count: Samples; if 0 the rest is 0, too. */
	u64 count;
	/** @sum: Their sum; wraps. */
	s64 sum;
	/** @min: The least. */
	s64 min;
	/** @max: The largest. */
	s64 max;
	/** @square: Sum of their squares, 128 bits, the low ones first. */
	u64 square[2];
};

/** struct ktap_bucket - a bucket of a histogram */
struct ktap_bucket {
	/** @least: Least value that falls into it. */
	s64 least;
	/** @largest: Largest one. */
	s64 largest;
	/** @count: Samples. */
	u64 count;
};

/* An aggregate without samples; NULL: lost, counted. */
struct ktap_aggr *ktap_aggr_create(struct ktap_invocation *inv,
				   const struct ktap_shape *shape);

/* Adds a sample.  0, or -ENOMEM: lost, counted, no effect. */
int ktap_aggr_add(struct ktap_invocation *inv, struct ktap_aggr *aggr, s64 v);

/**
 * ktap_aggr_read() - add up what the CPUs have
 * @aggr: The aggregate.
 * @summary: To be filled.
 *
 * Samples that are being added just now may be missing.
 */
void ktap_aggr_read(const struct ktap_aggr *aggr, struct ktap_summary *summary);

/* Average, truncated; 0 without samples. */
s64 ktap_summary_avg(const struct ktap_summary *summary);

/* Standard deviation of the samples, truncated. */
u64 ktap_summary_stddev(const struct ktap_summary *summary);

/**
 * ktap_aggr_next() - the next bucket that has samples
 * @aggr: An aggregate; what is no histogram has none.
 * @pos: Position; 0 before the first.
 * @bucket: To be filled.
 *
 * Return: False at the end.
 */
bool ktap_aggr_next(const struct ktap_aggr *aggr, u64 *pos,
		    struct ktap_bucket *bucket);

/* Units of work that reading an aggregate, or one step of a walk, is worth. */
u64 ktap_aggr_units(void);

/* Room that ktap_aggr_text() needs at most. */
#define KTAP_AGGR_TEXT	160

/* "count 3, sum 6, min 1, max 3, avg 2": its length, as snprintf(). */
size_t ktap_aggr_text(const struct ktap_aggr *aggr, char *buf, size_t size);

/* For the heap's array of kinds. */
bool ktap_aggr_drop(struct ktap_invocation *inv, struct ktap_object *obj,
		    unsigned int *steps);

#endif /* _KTAP_DATA_AGGR_H */
