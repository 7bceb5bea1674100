/* SPDX-License-Identifier: GPL-2.0 */
/* Memory is charged to nobody. */
#ifndef _HOSTED_LINUX_SCHED_MM_H
#define _HOSTED_LINUX_SCHED_MM_H

#include <linux/memcontrol.h>
#include <linux/sched.h>

#endif /* _HOSTED_LINUX_SCHED_MM_H */
