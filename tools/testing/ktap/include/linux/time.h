/* SPDX-License-Identifier: GPL-2.0 */
/* The C library's struct tm serves. */
#ifndef _HOSTED_LINUX_TIME_H
#define _HOSTED_LINUX_TIME_H

#include <linux/time64.h>
#include <linux/types.h>
#include <time.h>

static inline void time64_to_tm(s64 seconds, int offset, struct tm *tm)
{
	time_t t = seconds + offset;

	gmtime_r(&t, tm);
}

#endif /* _HOSTED_LINUX_TIME_H */
