/* SPDX-License-Identifier: GPL-2.0 */
/* RCU of one thread: to wait inside a read section is a deadlock. */
#ifndef _HOSTED_LINUX_RCUPDATE_H
#define _HOSTED_LINUX_RCUPDATE_H

#include <linux/compiler.h>
#include <linux/types.h>

extern unsigned int hosted_rcu_readers;
extern bool hosted_rcu_sleeps;

#define rcu_is_watching()	(!hosted_rcu_sleeps)

static inline void rcu_read_lock(void)
{
	hosted_rcu_readers++;
}

static inline void rcu_read_unlock(void)
{
	hosted_rcu_readers--;
}

#undef synchronize_rcu
static inline void synchronize_rcu(void)
{
	if (hosted_rcu_readers)
		hosted_fatal("deadlock: synchronize_rcu() in a read section");
}

#define synchronize_rcu_expedited()	synchronize_rcu()
#define start_poll_synchronize_rcu()	0UL

static inline bool poll_state_synchronize_rcu(unsigned long state)
{
	(void)state;
	synchronize_rcu();
	return true;
}

#endif /* _HOSTED_LINUX_RCUPDATE_H */
