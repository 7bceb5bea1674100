/* SPDX-License-Identifier: GPL-2.0 */
/* Counters of one CPU, of 64 bits everywhere. */
#ifndef _HOSTED_ASM_LOCAL64_H
#define _HOSTED_ASM_LOCAL64_H

#include <linux/types.h>

typedef struct {
	s64 counter;
} local64_t;

static inline s64 local64_read(const local64_t *v)
{
	return v->counter;
}

static inline void local64_set(local64_t *v, s64 i)
{
	v->counter = i;
}

static inline void local64_add(s64 i, local64_t *v)
{
	v->counter += i;
}

static inline bool local64_add_negative(s64 i, local64_t *v)
{
	v->counter += i;
	return v->counter < 0;
}

static inline void local64_inc(local64_t *v)
{
	v->counter++;
}

#endif /* _HOSTED_ASM_LOCAL64_H */
