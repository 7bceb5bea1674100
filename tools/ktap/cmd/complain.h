/* SPDX-License-Identifier: GPL-2.0 */
/*
 * ktap - complaints of the commands
 */
#ifndef _KTAP_CMD_COMPLAIN_H
#define _KTAP_CMD_COMPLAIN_H

#include <linux/compiler.h>

/**
 * complain() - writes "ktap: sentence" to stderr
 * @format: As printf(); no newline.
 */
__printf(1, 2)
void complain(const char *format, ...);

#endif /* _KTAP_CMD_COMPLAIN_H */
