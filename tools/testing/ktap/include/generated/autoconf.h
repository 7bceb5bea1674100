/* SPDX-License-Identifier: GPL-2.0 */
/* One CPU, on which locks are real and 64-bit atomics are safe everywhere. */
#define CONFIG_SMP			1
#define CONFIG_ARCH_HAVE_NMI_SAFE_CMPXCHG 1
#define CONFIG_64BIT			1
#define CONFIG_PREEMPT_COUNT		1
#define CONFIG_CONTEXT_TRACKING_IDLE	1
