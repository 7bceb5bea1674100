/* SPDX-License-Identifier: GPL-2.0 */
/* Counters of one CPU. */
#ifndef _HOSTED_ASM_LOCAL_H
#define _HOSTED_ASM_LOCAL_H

#include <linux/types.h>

typedef struct {
	long counter;
} local_t;

static inline long local_read(const local_t *v)
{
	return v->counter;
}

static inline void local_set(local_t *v, long i)
{
	v->counter = i;
}

static inline long local_add_return(long i, local_t *v)
{
	return v->counter += i;
}

static inline void local_add(long i, local_t *v)
{
	v->counter += i;
}

static inline void local_inc(local_t *v)
{
	v->counter++;
}

static inline long local_xchg(local_t *v, long i)
{
	long old = v->counter;

	v->counter = i;
	return old;
}

#endif /* _HOSTED_ASM_LOCAL_H */
