/* SPDX-License-Identifier: GPL-2.0 */
/* In hosted.h. */
#ifndef _HOSTED_LINUX_COMPILER_ATTRIBUTES_H
#define _HOSTED_LINUX_COMPILER_ATTRIBUTES_H

#include <linux/compiler.h>

#endif /* _HOSTED_LINUX_COMPILER_ATTRIBUTES_H */
