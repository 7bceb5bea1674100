/* SPDX-License-Identifier: GPL-2.0 */
/*
 * ktap - growable arrays in an arena
 */
#ifndef _KTAP_BASE_VEC_H
#define _KTAP_BASE_VEC_H

#include <string.h>

#include <linux/types.h>

#include "base/arena.h"

/* A struct member or variable: items[0] … items[nr - 1]; zeroes are empty. */
#define DECLARE_VEC(type, name)						\
	struct {							\
		type *items;						\
		__u32 nr;						\
		__u32 max;						\
	} name

static inline void *vec_grow(struct arena *arena, const void *items,
			     size_t size, __u32 *max)
{
	__u32 wanted = *max ? *max * 2 : 8;
	void *grown = arena_alloc(arena, wanted * size);

	if (*max)
		memcpy(grown, items, *max * size);
	*max = wanted;
	return grown;
}

/* Appends an item; @vec is named several times. */
#define vec_push(arena, vec, item)					\
	do {								\
		if ((vec)->nr == (vec)->max)				\
			(vec)->items = vec_grow(arena, (vec)->items,	\
						sizeof(*(vec)->items),	\
						&(vec)->max);		\
		(vec)->items[(vec)->nr++] = (item);			\
	} while (0)

#endif /* _KTAP_BASE_VEC_H */
