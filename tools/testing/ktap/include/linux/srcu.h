/* SPDX-License-Identifier: GPL-2.0 */
/* SRCU of one thread: to wait inside a read section is a deadlock. */
#ifndef _HOSTED_LINUX_SRCU_H
#define _HOSTED_LINUX_SRCU_H

#include <linux/compiler.h>
#include <linux/types.h>

/* Of all domains. */
extern unsigned int hosted_srcu_readers;

struct srcu_struct {
	unsigned int readers;
};

static inline int init_srcu_struct(struct srcu_struct *srcu)
{
	srcu->readers = 0;
	return 0;
}

static inline int srcu_read_lock(struct srcu_struct *srcu)
{
	hosted_srcu_readers++;
	return srcu->readers++;
}

static inline void srcu_read_unlock(struct srcu_struct *srcu, int idx)
{
	if (!srcu->readers || idx != (int)--srcu->readers)
		hosted_fatal("srcu_read_unlock() without its lock");
	hosted_srcu_readers--;
}

#define srcu_read_lock_held(srcu)	((srcu)->readers > 0)

static inline void synchronize_srcu(struct srcu_struct *srcu)
{
	if (srcu->readers)
		hosted_fatal("deadlock: synchronize_srcu() in a read section");
}

static inline void cleanup_srcu_struct(struct srcu_struct *srcu)
{
	synchronize_srcu(srcu);
}

#define synchronize_srcu_expedited(srcu)	synchronize_srcu(srcu)

#endif /* _HOSTED_LINUX_SRCU_H */
