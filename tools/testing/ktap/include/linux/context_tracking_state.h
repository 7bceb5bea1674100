/* SPDX-License-Identifier: GPL-2.0 */
/* Whether RCU watches: a test may pretend that it does not. */
#ifndef _HOSTED_LINUX_CONTEXT_TRACKING_STATE_H
#define _HOSTED_LINUX_CONTEXT_TRACKING_STATE_H

#include <linux/rcupdate.h>

#define CT_RCU_WATCHING		1
#define ct_rcu_watching()	(hosted_rcu_sleeps ? 0 : CT_RCU_WATCHING)

#endif /* _HOSTED_LINUX_CONTEXT_TRACKING_STATE_H */
