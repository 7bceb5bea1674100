/* SPDX-License-Identifier: GPL-2.0 */
/* What the kernel's build puts in front of every file. */
#ifndef _HOSTED_HOSTED_H
#define _HOSTED_HOSTED_H

#include <linux/types.h>
#include <linux/compiler.h>

#include "../../../../include/linux/kconfig.h"

#undef __printf
#define __printf(a, b)		__attribute__((__format__(printf, a, b)))
#define __uninitialized		__attribute__((__unused__))
#define __annotate_jump_table
#define __percpu
#define __init
#define __ro_after_init
#define notrace
#ifndef fallthrough
#define fallthrough		__attribute__((__fallthrough__))
#endif
#define VISIBLE_IF_KUNIT	static

/* Says what is wrong and ends the process, as a fuzzer wants it. */
__printf(1, 2)
void hosted_fatal(const char *fmt, ...) __attribute__((__noreturn__));

/*
 * A warning is for what cannot happen: here it ends the process.  The value
 * of the condition is what the kernel's macro gives.
 */
#define WARN_ON_ONCE(condition)						\
({									\
	if (condition)							\
		hosted_fatal("%s:%d: warning: %s", __FILE__, __LINE__,	\
			     #condition);				\
	false;								\
})
#define WARN_ON(condition)	WARN_ON_ONCE(condition)

/* The kernel's headers bring these along with others. */
#include <linux/align.h>
#include <linux/atomic.h>
#include <linux/err.h>
#include <linux/errno.h>
#include <linux/irqflags.h>
#include <linux/kernel.h>
#include <linux/sched.h>
#include <linux/string.h>

/* The C library's wants a message. */
#undef static_assert
#define static_assert(condition, ...)					\
	_Static_assert(condition, "" __VA_ARGS__)

#endif /* _HOSTED_HOSTED_H */
