/* SPDX-License-Identifier: GPL-2.0 */
/* The C library's, and what the kernel's adds. */
#ifndef _HOSTED_LINUX_STDDEF_H
#define _HOSTED_LINUX_STDDEF_H

#include <stddef.h>
#include_next <linux/stddef.h>

#endif /* _HOSTED_LINUX_STDDEF_H */
