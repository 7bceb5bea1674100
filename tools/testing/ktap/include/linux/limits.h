/* SPDX-License-Identifier: GPL-2.0 */
/* The C library's. */
#ifndef _HOSTED_LINUX_LIMITS_H
#define _HOSTED_LINUX_LIMITS_H

#include <limits.h>
#include_next <linux/limits.h>

#endif /* _HOSTED_LINUX_LIMITS_H */
