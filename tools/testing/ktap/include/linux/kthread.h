/* SPDX-License-Identifier: GPL-2.0 */
/* There are no threads: a test that wants one is skipped. */
#ifndef _HOSTED_LINUX_KTHREAD_H
#define _HOSTED_LINUX_KTHREAD_H

#include <linux/err.h>
#include <linux/sched.h>

#define kthread_run(func, data, ...)					\
({									\
	(void)(func);							\
	hosted_skip("needs threads");					\
	(struct task_struct *)NULL;					\
})
#define kthread_should_stop()		true

static inline int kthread_stop(struct task_struct *task)
{
	return 0;
}

#endif /* _HOSTED_LINUX_KTHREAD_H */
