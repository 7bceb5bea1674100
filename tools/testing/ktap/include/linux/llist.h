/* SPDX-License-Identifier: GPL-2.0 */
/* Unchanged. */
#ifndef _HOSTED_LINUX_LLIST_H
#define _HOSTED_LINUX_LLIST_H

#include "../../../../../include/linux/llist.h"

#endif /* _HOSTED_LINUX_LLIST_H */
