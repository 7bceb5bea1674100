/* SPDX-License-Identifier: GPL-2.0 */
/* In the tools' kernel.h. */
#ifndef _HOSTED_LINUX_CONTAINER_OF_H
#define _HOSTED_LINUX_CONTAINER_OF_H

#include <linux/kernel.h>

#endif /* _HOSTED_LINUX_CONTAINER_OF_H */
