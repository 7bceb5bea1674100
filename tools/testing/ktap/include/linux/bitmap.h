/* SPDX-License-Identifier: GPL-2.0 */
/* The tools', and what they lack. */
#ifndef _HOSTED_LINUX_BITMAP_H
#define _HOSTED_LINUX_BITMAP_H

#include_next <linux/bitmap.h>

static inline void bitmap_set(unsigned long *map, unsigned int start,
			      unsigned int nbits)
{
	for (; nbits--; start++)
		__set_bit(start, map);
}

static inline void __assign_bit(unsigned int nr, unsigned long *set, bool on)
{
	if (on)
		__set_bit(nr, set);
	else
		__clear_bit(nr, set);
}

#endif /* _HOSTED_LINUX_BITMAP_H */
