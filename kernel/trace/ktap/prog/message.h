/* SPDX-License-Identifier: GPL-2.0 */
/*
 * ktap - the one message that says why a program was refused
 *
 * Context: process
 */
#ifndef _KTAP_PROG_MESSAGE_H
#define _KTAP_PROG_MESSAGE_H

#include <linux/compiler_attributes.h>
#include <linux/types.h>

#define KTAP_MESSAGE_BYTES	512

/** struct ktap_message - text for the log buffer of KTAP_IOC_START */
struct ktap_message {
	/** @text: Ended by a NUL; "" if there is none. */
	char text[KTAP_MESSAGE_BYTES];
};

/* Sets the text unless one is set: the first cause is the one to show. */
__printf(2, 3)
void ktap_message_set(struct ktap_message *message, const char *fmt, ...);

#endif /* _KTAP_PROG_MESSAGE_H */
