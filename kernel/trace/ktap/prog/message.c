// SPDX-License-Identifier: GPL-2.0
/*
 * ktap - the one message that says why a program was refused
 *
 * Context: process
 */

#include <linux/kernel.h>
#include <linux/stdarg.h>

#include "prog/message.h"

void ktap_message_set(struct ktap_message *message, const char *fmt, ...)
{
	va_list args;

	if (message->text[0])
		return;
	va_start(args, fmt);
	vsnprintf(message->text, sizeof(message->text), fmt, args);
	va_end(args);
}
