/* SPDX-License-Identifier: GPL-2.0 */
/* Time: a microsecond for each look at the clock, so runs repeat. */
#ifndef _HOSTED_LINUX_TIMEKEEPING_H
#define _HOSTED_LINUX_TIMEKEEPING_H

#include <linux/types.h>

u64 ktime_get_mono_fast_ns(void);
u64 ktime_get_real_fast_ns(void);

#endif /* _HOSTED_LINUX_TIMEKEEPING_H */
