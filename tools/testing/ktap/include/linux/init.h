/* SPDX-License-Identifier: GPL-2.0 */
/* Initialisation comes before main(). */
#ifndef _HOSTED_LINUX_INIT_H
#define _HOSTED_LINUX_INIT_H

#include <linux/types.h>

#define core_initcall(func)						\
static void __attribute__((__constructor__)) hosted_##func(void)	\
{									\
	func();								\
}

#endif /* _HOSTED_LINUX_INIT_H */
