/* SPDX-License-Identifier: GPL-2.0 */
/* Locks of one CPU: to wait for one is a deadlock. */
#ifndef _HOSTED_LINUX_SPINLOCK_H
#define _HOSTED_LINUX_SPINLOCK_H

#include <linux/irqflags.h>
#include <linux/types.h>

typedef struct {
	bool held;
} raw_spinlock_t;

static inline void raw_spin_lock_init(raw_spinlock_t *lock)
{
	lock->held = false;
}

static inline bool raw_spin_trylock(raw_spinlock_t *lock)
{
	if (lock->held)
		return false;
	lock->held = true;
	return true;
}

static inline void raw_spin_lock(raw_spinlock_t *lock)
{
	if (!raw_spin_trylock(lock))
		hosted_fatal("deadlock: a spin lock is taken twice");
}

#define raw_spin_lock_nested(lock, class)	raw_spin_lock(lock)

static inline void raw_spin_unlock(raw_spinlock_t *lock)
{
	if (!lock->held)
		hosted_fatal("a spin lock is released that nobody holds");
	lock->held = false;
}

#define raw_spin_lock_irqsave(lock, flags)				\
({									\
	local_irq_save(flags);						\
	raw_spin_lock(lock);						\
})

static inline void raw_spin_unlock_irqrestore(raw_spinlock_t *lock,
					      unsigned long flags)
{
	raw_spin_unlock(lock);
	local_irq_restore(flags);
}

#define cpu_relax()		barrier()

#endif /* _HOSTED_LINUX_SPINLOCK_H */
