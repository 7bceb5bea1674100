/* SPDX-License-Identifier: GPL-2.0 */
/* One CPU, number 0. */
#ifndef _HOSTED_LINUX_SMP_H
#define _HOSTED_LINUX_SMP_H

#define raw_smp_processor_id()		0
#define smp_processor_id()		0

#endif /* _HOSTED_LINUX_SMP_H */
