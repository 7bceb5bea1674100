/* SPDX-License-Identifier: GPL-2.0 */
/* To wait for a lock on one CPU is a deadlock. */
#ifndef _HOSTED_LINUX_PROCESSOR_H
#define _HOSTED_LINUX_PROCESSOR_H

#include <linux/spinlock.h>

#define spin_begin()		((void)0)
#define spin_end()		((void)0)
#define spin_cpu_relax()	barrier()

#endif /* _HOSTED_LINUX_PROCESSOR_H */
