/* SPDX-License-Identifier: GPL-2.0 */
/* The tools', but 64-bit integers are long long, as formats want them. */
#ifndef _HOSTED_LINUX_TYPES_H
#define _HOSTED_LINUX_TYPES_H

#define u64 hosted_unused_u64
#define s64 hosted_unused_s64
#include_next <linux/types.h>
#undef u64
#undef s64

#include <sys/types.h>

typedef __u64 u64;
typedef __s64 s64;

#endif /* _HOSTED_LINUX_TYPES_H */
