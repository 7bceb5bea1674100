/* SPDX-License-Identifier: GPL-2.0 */
/* The C library's. */
#ifndef _HOSTED_LINUX_ERRNO_H
#define _HOSTED_LINUX_ERRNO_H

#include <asm/errno.h>

#endif /* _HOSTED_LINUX_ERRNO_H */
