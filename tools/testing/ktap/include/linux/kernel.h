/* SPDX-License-Identifier: GPL-2.0 */
/* The tools', and what they lack. */
#ifndef _HOSTED_LINUX_KERNEL_H
#define _HOSTED_LINUX_KERNEL_H

#include_next <linux/kernel.h>
#include <limits.h>
#include <linux/bitops.h>
#include <linux/errno.h>
#include <linux/limits.h>
#include <linux/math.h>
#include <linux/minmax.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/types.h>

#undef synchronize_rcu

int num_to_str(char *buf, int size, unsigned long long num, unsigned int width);

static inline int kstrtos64(const char *text, unsigned int base, s64 *i)
{
	char *end;

	*i = strtoll(text, &end, base);
	return *end ? -EINVAL : 0;
}

#define S64_MAX			((s64)(~0ULL >> 1))
#define S64_MIN			((s64)(-S64_MAX - 1))
#define U64_MAX			(~0ULL)
#define S32_MAX			((s32)(~0U >> 1))
#define S32_MIN			((s32)(-S32_MAX - 1))
#define U32_MAX			(~0U)
#define U16_MAX			((u16)~0U)
#define U8_MAX			((u8)~0U)

#endif /* _HOSTED_LINUX_KERNEL_H */
