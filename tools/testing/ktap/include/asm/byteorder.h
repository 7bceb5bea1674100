/* SPDX-License-Identifier: GPL-2.0 */
/* The C library's byte order, and the kernel's conversions in place. */
#ifndef _HOSTED_ASM_BYTEORDER_H
#define _HOSTED_ASM_BYTEORDER_H

#include <linux/kernel.h>

#define le32_to_cpus(v)		(*(v) = le32_to_cpu(*(v)))
#define le64_to_cpus(v)		(*(v) = le64_to_cpu(*(v)))

#endif /* _HOSTED_ASM_BYTEORDER_H */
