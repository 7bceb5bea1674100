/* SPDX-License-Identifier: GPL-2.0 */
/* The warnings are in hosted.h. */
#ifndef _HOSTED_LINUX_BUG_H
#define _HOSTED_LINUX_BUG_H

#include <linux/build_bug.h>

#endif /* _HOSTED_LINUX_BUG_H */
