/* SPDX-License-Identifier: GPL-2.0 */
/*
 * ktap - histograms: which bucket a sample falls into
 *
 * Context: any
 */
#ifndef _KTAP_DATA_HIST_H
#define _KTAP_DATA_HIST_H

#include <linux/bitops.h>
#include <linux/bits.h>
#include <linux/compiler.h>
#include <linux/limits.h>
#include <linux/types.h>

enum ktap_shape_kind {
	KTAP_SHAPE_NONE,	/* no buckets: an aggregate that is no histogram */
	KTAP_SHAPE_LOG2,
	KTAP_SHAPE_LINEAR,
};

/** struct ktap_shape - what the buckets of a histogram are */
struct ktap_shape {
	/** @kind: enum ktap_shape_kind. */
	u8 kind;
	/**
	 * @bits: Of LOG2: bits below the highest one of a value that tell its
	 * bucket, 0 … KTAP_MAX_HIST_BITS.
	 */
	u8 bits;
	/** @nr: Number of buckets, at most KTAP_MAX_BUCKETS; 0: NONE. */
	u16 nr;
	/** @zero: Of LOG2: the bucket of 0. */
	u16 zero;
	/** @lo: Of LINEAR: least value of the buckets between the outer two. */
	s64 lo;
	/** @hi: The value behind their last. */
	s64 hi;
	/** @step: Values of each. */
	u64 step;
};

/* @bits is in its range. */
void ktap_hist_log2(struct ktap_shape *shape, unsigned int bits);

/* False: @lo is not below @hi, @step not above 0, or there are too many. */
bool ktap_hist_linear(struct ktap_shape *shape, s64 lo, s64 hi, s64 step);

/* For ktap_hist_bucket(): of LINEAR. */
unsigned int ktap_hist_step(const struct ktap_shape *shape, s64 v);

/* Of LOG2: the class of a magnitude, see hist.c. */
static inline unsigned int ktap_hist_class(const struct ktap_shape *shape, u64 m)
{
	unsigned int shift;

	if (m < BIT_ULL(shape->bits))
		return m & U32_MAX;
	shift = fls64(m) - 1 - shape->bits;

	return (shift << shape->bits) + (m >> shift);
}

/* The bucket of a value; @shape has some. */
static inline unsigned int ktap_hist_bucket(const struct ktap_shape *shape, s64 v)
{
	if (unlikely(shape->kind != KTAP_SHAPE_LOG2))
		return ktap_hist_step(shape, v);
	if (v >= 0)
		return shape->zero + ktap_hist_class(shape, v);
	return shape->zero - ktap_hist_class(shape, -(u64)v);
}

/* The least and the largest value of a bucket. */
void ktap_hist_bounds(const struct ktap_shape *shape, unsigned int bucket,
		      s64 *least, s64 *largest);

#endif /* _KTAP_DATA_HIST_H */
