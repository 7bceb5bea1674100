/* SPDX-License-Identifier: GPL-2.0 */
/* The tools', and what they lack. */
#ifndef _HOSTED_LINUX_OVERFLOW_H
#define _HOSTED_LINUX_OVERFLOW_H

#include_next <linux/overflow.h>
#include <stdint.h>

static inline size_t size_add(size_t a, size_t b)
{
	size_t sum;

	return __builtin_add_overflow(a, b, &sum) ? SIZE_MAX : sum;
}

static inline size_t size_mul(size_t a, size_t b)
{
	return array_size(a, b);
}

#endif /* _HOSTED_LINUX_OVERFLOW_H */
