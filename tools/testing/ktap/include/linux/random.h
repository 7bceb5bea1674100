/* SPDX-License-Identifier: GPL-2.0 */
/* Random numbers that repeat. */
#ifndef _HOSTED_LINUX_RANDOM_H
#define _HOSTED_LINUX_RANDOM_H

#include <linux/types.h>

u64 get_random_u64(void);

#endif /* _HOSTED_LINUX_RANDOM_H */
