/* SPDX-License-Identifier: GPL-2.0 */
/* No control groups. */
#ifndef _HOSTED_LINUX_CGROUP_H
#define _HOSTED_LINUX_CGROUP_H

#include <linux/types.h>

#endif /* _HOSTED_LINUX_CGROUP_H */
