/* SPDX-License-Identifier: GPL-2.0 */
/* Mutexes of one thread. */
#ifndef _HOSTED_LINUX_MUTEX_H
#define _HOSTED_LINUX_MUTEX_H

struct mutex {
	int unused;
};

#define DEFINE_MUTEX(name)	struct mutex name
#define mutex_lock(lock)	((void)(lock))
#define mutex_unlock(lock)	((void)(lock))

#endif /* _HOSTED_LINUX_MUTEX_H */
