/* SPDX-License-Identifier: GPL-2.0 */
/* Timers never go off. */
#ifndef _HOSTED_LINUX_TIMER_H
#define _HOSTED_LINUX_TIMER_H

#include <linux/kernel.h>

struct timer_list {
	int unused;
};

#define timer_setup(timer, func, flags)	((void)(func))
#define timer_shutdown_sync(timer)	((void)(timer))
#define mod_timer(timer, when)		((void)(when))
#define from_timer(var, timer, field)					\
	container_of(timer, typeof(*(var)), field)

#endif /* _HOSTED_LINUX_TIMER_H */
