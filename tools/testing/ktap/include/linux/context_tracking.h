/* SPDX-License-Identifier: GPL-2.0 */
/* The idle loop: RCU does not watch. */
#ifndef _HOSTED_LINUX_CONTEXT_TRACKING_H
#define _HOSTED_LINUX_CONTEXT_TRACKING_H

#include <linux/context_tracking_state.h>

static inline void ct_idle_enter(void)
{
	hosted_rcu_sleeps = true;
}

static inline void ct_idle_exit(void)
{
	hosted_rcu_sleeps = false;
}

#endif /* _HOSTED_LINUX_CONTEXT_TRACKING_H */
