/* SPDX-License-Identifier: GPL-2.0 */
/* The tools', which want types first. */
#ifndef _HOSTED_LINUX_UNALIGNED_H
#define _HOSTED_LINUX_UNALIGNED_H

#include <linux/kernel.h>
#include_next <linux/unaligned.h>

#endif /* _HOSTED_LINUX_UNALIGNED_H */
