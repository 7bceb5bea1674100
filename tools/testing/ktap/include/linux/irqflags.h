/* SPDX-License-Identifier: GPL-2.0 */
/* Interrupts: a flag, checked to be restored in order. */
#ifndef _HOSTED_LINUX_IRQFLAGS_H
#define _HOSTED_LINUX_IRQFLAGS_H

#include <linux/preempt.h>

#define local_irq_save(flags)						\
({									\
	(flags) = hosted_irqs_off;					\
	hosted_irqs_off = true;						\
})

static inline void local_irq_restore(unsigned long flags)
{
	if (!hosted_irqs_off)
		hosted_fatal("interrupts are on already");
	hosted_irqs_off = flags;
	if (unlikely(hosted_kicked) && !hosted_preempt_count &&
	    !hosted_irqs_off)
		hosted_run_kicks();
}

#define irqs_disabled()		hosted_irqs_off

#endif /* _HOSTED_LINUX_IRQFLAGS_H */
