/* SPDX-License-Identifier: GPL-2.0 */
/* What lib/glob.c says about itself means nothing here. */
#ifndef _HOSTED_LINUX_MODULE_H
#define _HOSTED_LINUX_MODULE_H

#include <linux/kernel.h>

#define EXPORT_SYMBOL(name)
#define MODULE_DESCRIPTION(text)
#define MODULE_LICENSE(text)

#endif /* _HOSTED_LINUX_MODULE_H */
