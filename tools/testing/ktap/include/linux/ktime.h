/* SPDX-License-Identifier: GPL-2.0 */
/* Time. */
#ifndef _HOSTED_LINUX_KTIME_H
#define _HOSTED_LINUX_KTIME_H

#include <linux/timekeeping.h>

#define NSEC_PER_MSEC			1000000L

/* The true one, for tests that measure. */
u64 ktime_get_ns(void);

#endif /* _HOSTED_LINUX_KTIME_H */
