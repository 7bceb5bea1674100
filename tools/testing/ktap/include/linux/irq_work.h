/* SPDX-License-Identifier: GPL-2.0 */
/* irq_work: runs as soon as preemption and interrupts are on. */
#ifndef _HOSTED_LINUX_IRQ_WORK_H
#define _HOSTED_LINUX_IRQ_WORK_H

#include <linux/types.h>

struct irq_work {
	struct irq_work *next;
	bool queued;
	void (*func)(struct irq_work *work);
};

static inline void init_irq_work(struct irq_work *work,
				 void (*func)(struct irq_work *work))
{
	work->next = NULL;
	work->queued = false;
	work->func = func;
}

bool irq_work_queue(struct irq_work *work);
void irq_work_sync(struct irq_work *work);

#endif /* _HOSTED_LINUX_IRQ_WORK_H */
