/* SPDX-License-Identifier: GPL-2.0 */
/* Workqueues: works run when whoever is running looks up. */
#ifndef _HOSTED_LINUX_WORKQUEUE_H
#define _HOSTED_LINUX_WORKQUEUE_H

#include <linux/types.h>

/**
 * struct work_struct - a work
 * @next: In the queue.
 * @queued: It is in the queue.
 * @waits: It waits for readers: runs only when there are none, as one that
 *	began earlier could not go on.
 * @func: Does it.
 */
struct work_struct {
	struct work_struct *next;
	bool queued;
	bool waits;
	void (*func)(struct work_struct *work);
};

void hosted_init_work(struct work_struct *work,
		      void (*func)(struct work_struct *work), const char *name);

/* Runs what has been queued, as far as readers allow. */
void hosted_run_works(void);

#define system_unbound_wq		NULL
#define WQ_UNBOUND			1
#define WQ_HIGHPRI			2
#define alloc_workqueue(name, flags, most)				\
	((void)(flags), (void)(most), (void *)(name))
#define INIT_WORK(work, func)		hosted_init_work(work, func, #func)
#define INIT_WORK_ONSTACK(work, func)	INIT_WORK(work, func)
#define destroy_work_on_stack(work)	((void)(work))

bool hosted_queue_work(struct work_struct *work);
void flush_work(struct work_struct *work);
void cancel_work_sync(struct work_struct *work);

#define queue_work(queue, work)		hosted_queue_work(work)

#endif /* _HOSTED_LINUX_WORKQUEUE_H */
