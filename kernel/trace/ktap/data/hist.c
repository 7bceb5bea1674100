// SPDX-License-Identifier: GPL-2.0
/*
 * ktap - histograms: which bucket a sample falls into
 *
 * Context: any
 *
 * By powers of two: a magnitude m below 2^bits has a class of its own; above,
 * each power of two has 2^bits classes, told apart by the bits below the
 * highest.  Classes are numbered upwards from 0.  The buckets of negative values
 * come first, that of the largest magnitude foremost.
 *
 * Linear: one bucket for what is below, the steps, one for what is above.
 */

#include <linux/bitops.h>
#include <linux/limits.h>
#include <linux/math64.h>

#include "data/hist.h"
#include "limits.h"

/* The least magnitude of a class; */
static u64 class_begin(const struct ktap_shape *shape, unsigned int class)
{
	unsigned int nr = 1U << shape->bits;

	if (class < nr)
		return class;

	return (u64)(nr + class % nr) << (class / nr - 1);
}

void ktap_hist_log2(struct ktap_shape *shape, unsigned int bits)
{
	*shape = (struct ktap_shape){ .kind = KTAP_SHAPE_LOG2, .bits = bits };
	/* Negative values have classes up to that of 2^63, 0 has none there. */
	shape->zero = ktap_hist_class(shape, BIT_ULL(63));
	shape->nr = shape->zero + ktap_hist_class(shape, S64_MAX) + 1;
}

bool ktap_hist_linear(struct ktap_shape *shape, s64 lo, s64 hi, s64 step)
{
	u64 nr;

	if (lo >= hi || step <= 0)
		return false;
	nr = div64_u64((u64)hi - (u64)lo - 1, step) + 1;
	if (nr > KTAP_MAX_BUCKETS - 2)
		return false;
	*shape = (struct ktap_shape){
		.kind	= KTAP_SHAPE_LINEAR,
		.nr	= nr + 2,
		.lo	= lo,
		.hi	= hi,
		.step	= step,
	};

	return true;
}

unsigned int ktap_hist_step(const struct ktap_shape *shape, s64 v)
{
	if (v < shape->lo)
		return 0;
	if (v >= shape->hi)
		return shape->nr - 1;

	return 1 + div64_u64((u64)v - (u64)shape->lo, shape->step);
}

static void log2_bounds(const struct ktap_shape *shape, int class, s64 *least,
			s64 *largest)
{
	if (class >= 0) {
		*least = class_begin(shape, class);
		*largest = class_begin(shape, class + 1) - 1;
		return;
	}
	*largest = -class_begin(shape, -class);
	*least = S64_MIN;
	/* Behind the foremost, of which there is this one value only. */
	if (*largest != S64_MIN)
		*least = -(class_begin(shape, 1 - class) - 1);
}

void ktap_hist_bounds(const struct ktap_shape *shape, unsigned int bucket,
		      s64 *least, s64 *largest)
{
	u64 begin = (u64)shape->lo + (bucket - 1) * shape->step;

	if (shape->kind == KTAP_SHAPE_LOG2) {
		log2_bounds(shape, (int)bucket - shape->zero, least,
			    largest);
		return;
	}
	*least = begin;
	*largest = begin + shape->step - 1;
	if (!bucket) {
		*least = S64_MIN;
		*largest = (u64)shape->lo - 1;
	} else if (bucket == shape->nr - 1) {
		*least = shape->hi;
		*largest = S64_MAX;
	} else if ((u64)shape->hi - begin < shape->step) {
		*largest = shape->hi - 1;
	}
}
