/* SPDX-License-Identifier: GPL-2.0 */
/* As the kernel's: what is compared may be of different types. */
#ifndef _HOSTED_LINUX_MINMAX_H
#define _HOSTED_LINUX_MINMAX_H

#include <linux/kernel.h>

#undef min
#undef max
#undef clamp
#undef min_t
#undef max_t
#define min(a, b)							\
({									\
	__auto_type __a = (a);						\
	__auto_type __b = (b);						\
	__a < __b ? __a : __b;						\
})
#define max(a, b)							\
({									\
	__auto_type __c = (a);						\
	__auto_type __d = (b);						\
	__c > __d ? __c : __d;						\
})
#define clamp(v, low, high)	min_t(typeof(v), max_t(typeof(v), v, low), high)
#define min_t(type, a, b)	min((type)(a), (type)(b))
#define max_t(type, a, b)	max((type)(a), (type)(b))

#endif /* _HOSTED_LINUX_MINMAX_H */
