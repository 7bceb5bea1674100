/* SPDX-License-Identifier: GPL-2.0 */
/* Atomic variables, on the compiler's built-ins. */
#ifndef _HOSTED_LINUX_ATOMIC_H
#define _HOSTED_LINUX_ATOMIC_H

#include <asm/barrier.h>
#include <linux/compiler.h>
#include <linux/types.h>

typedef struct {
	s64 counter;
} atomic64_t;

#define ATOMIC_INIT(i)		{ (i) }
#define ATOMIC64_INIT(i)	{ (i) }

#define xchg(ptr, value)						\
({									\
	typeof(*(ptr)) __was =						\
		__atomic_exchange_n(ptr, value, __ATOMIC_SEQ_CST);	\
									\
	__was;								\
})

#define try_cmpxchg(ptr, old, new)					\
	__atomic_compare_exchange_n(ptr, old, new, false,		\
				    __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST)

#define cmpxchg(ptr, old, new)						\
({									\
	typeof(*(ptr)) __old = (old);					\
									\
	try_cmpxchg(ptr, &__old, new);					\
	__old;								\
})

#define cmpxchg_release(ptr, old, new)	cmpxchg(ptr, old, new)

#define ATOMIC_OPS(atomic, type)					\
static inline type atomic##_read(const atomic##_t *v)			\
{									\
	return __atomic_load_n(&v->counter, __ATOMIC_RELAXED);		\
}									\
static inline type atomic##_read_acquire(const atomic##_t *v)		\
{									\
	return __atomic_load_n(&v->counter, __ATOMIC_ACQUIRE);		\
}									\
static inline void atomic##_set(atomic##_t *v, type i)			\
{									\
	__atomic_store_n(&v->counter, i, __ATOMIC_RELAXED);		\
}									\
static inline void atomic##_set_release(atomic##_t *v, type i)		\
{									\
	__atomic_store_n(&v->counter, i, __ATOMIC_RELEASE);		\
}									\
static inline type atomic##_add_return(type i, atomic##_t *v)		\
{									\
	return __atomic_add_fetch(&v->counter, i, __ATOMIC_SEQ_CST);	\
}									\
static inline type atomic##_sub_return(type i, atomic##_t *v)		\
{									\
	return __atomic_sub_fetch(&v->counter, i, __ATOMIC_SEQ_CST);	\
}									\
static inline void atomic##_add(type i, atomic##_t *v)			\
{									\
	atomic##_add_return(i, v);					\
}									\
static inline void atomic##_sub(type i, atomic##_t *v)			\
{									\
	atomic##_sub_return(i, v);					\
}									\
static inline void atomic##_inc(atomic##_t *v)				\
{									\
	atomic##_add_return(1, v);					\
}									\
static inline void atomic##_dec(atomic##_t *v)				\
{									\
	atomic##_sub_return(1, v);					\
}									\
static inline type atomic##_inc_return(atomic##_t *v)			\
{									\
	return atomic##_add_return(1, v);				\
}									\
static inline bool atomic##_dec_and_test(atomic##_t *v)			\
{									\
	return !atomic##_sub_return(1, v);				\
}									\
static inline type atomic##_xchg(atomic##_t *v, type i)			\
{									\
	return xchg(&v->counter, i);					\
}									\
static inline bool atomic##_try_cmpxchg(atomic##_t *v, type *old, type i) \
{									\
	return try_cmpxchg(&v->counter, old, i);			\
}									\
static inline type atomic##_cmpxchg(atomic##_t *v, type old, type i)	\
{									\
	try_cmpxchg(&v->counter, &old, i);				\
	return old;							\
}

ATOMIC_OPS(atomic, int)
ATOMIC_OPS(atomic64, s64)

#endif /* _HOSTED_LINUX_ATOMIC_H */
