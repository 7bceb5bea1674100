/* SPDX-License-Identifier: GPL-2.0 */
/* The one task is root's. */
#ifndef _HOSTED_LINUX_UIDGID_H
#define _HOSTED_LINUX_UIDGID_H

#include <linux/cred.h>

#endif /* _HOSTED_LINUX_UIDGID_H */
