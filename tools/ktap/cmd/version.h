/* SPDX-License-Identifier: GPL-2.0 */
/*
 * ktap - versions of the tool and of the kernel
 */
#ifndef _KTAP_CMD_VERSION_H
#define _KTAP_CMD_VERSION_H

/* Prints the tool's version, and the kernel's or why that cannot be read. */
void version_print(void);

#endif /* _KTAP_CMD_VERSION_H */
