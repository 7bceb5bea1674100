/* SPDX-License-Identifier: GPL-2.0 */
/* The kernel's own, of lib/glob.c. */
#ifndef _HOSTED_LINUX_GLOB_H
#define _HOSTED_LINUX_GLOB_H

#include <linux/types.h>

bool __pure glob_match(const char *pat, const char *str);

#endif /* _HOSTED_LINUX_GLOB_H */
