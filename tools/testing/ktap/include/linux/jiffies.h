/* SPDX-License-Identifier: GPL-2.0 */
/* Jiffies: stand still. */
#ifndef _HOSTED_LINUX_JIFFIES_H
#define _HOSTED_LINUX_JIFFIES_H

#define HZ			100
#define jiffies			0UL
#define time_after_eq(a, b)	((long)((a) - (b)) >= 0)
#define time_before(a, b)	((long)((a) - (b)) < 0)

#endif /* _HOSTED_LINUX_JIFFIES_H */
