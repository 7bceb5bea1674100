/* SPDX-License-Identifier: GPL-2.0 */
/* Wait queues: a waiter has others go on instead of sleeping. */
#ifndef _HOSTED_LINUX_WAIT_H
#define _HOSTED_LINUX_WAIT_H

#include <linux/types.h>

typedef struct {
	int unused;
} wait_queue_head_t;

/* Has a reader of the ring make room; false: there is none. */
bool hosted_wait(void);

#define init_waitqueue_head(wq)		((void)(wq))
#define wake_up_all(wq)			((void)(wq))
#define wq_has_sleeper(wq)		((void)(wq), false)
#define wait_event_idle_timeout(wq, condition, timeout)			\
({									\
	while (!(condition) && hosted_wait())				\
		;							\
	(void)(timeout);						\
})

#endif /* _HOSTED_LINUX_WAIT_H */
