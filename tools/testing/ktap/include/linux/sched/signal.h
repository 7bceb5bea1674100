/* SPDX-License-Identifier: GPL-2.0 */
/* Tasks: there is one. */
#ifndef _HOSTED_LINUX_SCHED_SIGNAL_H
#define _HOSTED_LINUX_SCHED_SIGNAL_H

#include <linux/sched.h>

#endif /* _HOSTED_LINUX_SCHED_SIGNAL_H */
