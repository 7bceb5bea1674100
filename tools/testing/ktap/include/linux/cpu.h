/* SPDX-License-Identifier: GPL-2.0 */
/* One CPU, number 0, which is always there. */
#ifndef _HOSTED_LINUX_CPU_H
#define _HOSTED_LINUX_CPU_H

#include <linux/cpumask.h>

#define cpu_to_node(cpu)		0

#endif /* _HOSTED_LINUX_CPU_H */
