/* SPDX-License-Identifier: GPL-2.0 */
/*
 * ktap, hosted - the small kernel around the rooms, for who drives it
 */
#ifndef _HOSTED_KERNEL_H
#define _HOSTED_KERNEL_H

#include <linux/types.h>

/* Has a reader make room in a ring that is full; false: it cannot. */
extern bool (*hosted_waiter)(void);

/* What is random begins anew, so that each run is the same. */
void hosted_reset(void);

/* Some lock, read section or level has not been left. */
bool hosted_is_busy(void);

/* Fails unless all locks, read sections and levels have been left. */
void hosted_check_idle(void);

#endif /* _HOSTED_KERNEL_H */
