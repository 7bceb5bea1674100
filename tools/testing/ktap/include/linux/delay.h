/* SPDX-License-Identifier: GPL-2.0 */
/* To wait lets works run. */
#ifndef _HOSTED_LINUX_DELAY_H
#define _HOSTED_LINUX_DELAY_H

#include <linux/sched.h>

#define msleep(ms)			((void)(ms), hosted_might_sleep())

#endif /* _HOSTED_LINUX_DELAY_H */
