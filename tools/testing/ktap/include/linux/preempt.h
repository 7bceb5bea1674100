/* SPDX-License-Identifier: GPL-2.0 */
/* Levels of context as numbers: a test may pretend to be at any. */
#ifndef _HOSTED_LINUX_PREEMPT_H
#define _HOSTED_LINUX_PREEMPT_H

#include <linux/compiler.h>
#include <linux/types.h>

#define PREEMPT_OFFSET		1UL
#define SOFTIRQ_OFFSET		(1UL << 8)
#define HARDIRQ_OFFSET		(1UL << 16)
#define NMI_OFFSET		(1UL << 20)
#define PREEMPT_MASK		(SOFTIRQ_OFFSET - 1)
#define SOFTIRQ_MASK		(0xffUL << 8)
#define HARDIRQ_MASK		(0xfUL << 16)
#define NMI_MASK		(0xfUL << 20)

extern unsigned long hosted_preempt_count;
extern bool hosted_irqs_off;
extern bool hosted_kicked;

/* Runs what irq_work_queue() was given, which comes as soon as it may. */
void hosted_run_kicks(void);

#define preempt_count()		hosted_preempt_count
#define preemptible()	(!hosted_preempt_count && !hosted_irqs_off)
#define in_nmi()		(preempt_count() & NMI_MASK)
#define in_serving_softirq()	(preempt_count() & SOFTIRQ_OFFSET)
#define __preempt_count_add(n)	(hosted_preempt_count += (n))
#define __preempt_count_sub(n)	(hosted_preempt_count -= (n))

static inline void preempt_disable_notrace(void)
{
	hosted_preempt_count++;
}

static inline void preempt_enable_notrace(void)
{
	hosted_preempt_count--;
	if (unlikely(hosted_kicked) && !hosted_preempt_count &&
	    !hosted_irqs_off)
		hosted_run_kicks();
}

#define migrate_disable()	((void)0)
#define migrate_enable()	((void)0)
#define preempt_disable()	preempt_disable_notrace()
#define preempt_enable()	preempt_enable_notrace()

#endif /* _HOSTED_LINUX_PREEMPT_H */
