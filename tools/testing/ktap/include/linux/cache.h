/* SPDX-License-Identifier: GPL-2.0 */
/* In hosted.h. */
#ifndef _HOSTED_LINUX_CACHE_H
#define _HOSTED_LINUX_CACHE_H

#include <linux/types.h>

#define ____cacheline_aligned_in_smp

#endif /* _HOSTED_LINUX_CACHE_H */
