/* SPDX-License-Identifier: GPL-2.0 */
/* Nothing is locked down; the names are wanted. */
#ifndef _HOSTED_LINUX_SECURITY_H
#define _HOSTED_LINUX_SECURITY_H

enum lockdown_reason {
	LOCKDOWN_NONE,
};

#endif /* _HOSTED_LINUX_SECURITY_H */
