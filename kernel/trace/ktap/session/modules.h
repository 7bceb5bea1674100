/* SPDX-License-Identifier: GPL-2.0 */
/*
 * ktap - modules that come and go while programs run
 *
 * Context: process
 */
#ifndef _KTAP_SESSION_MODULES_H
#define _KTAP_SESSION_MODULES_H

#include <linux/init.h>
#include <linux/kconfig.h>

#if IS_ENABLED(CONFIG_MODULES)
/* From then on programs follow.  0 or -errno. */
int __init ktap_modules_init(void);
#else
static inline int ktap_modules_init(void)
{
	return 0;
}
#endif

#endif /* _KTAP_SESSION_MODULES_H */
