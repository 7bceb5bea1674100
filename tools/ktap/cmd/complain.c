// SPDX-License-Identifier: GPL-2.0
/*
 * ktap - complaints of the commands
 */

#include <stdarg.h>
#include <stdio.h>

#include "cmd/complain.h"

void complain(const char *format, ...)
{
	char text[1024];
	va_list args;

	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	fprintf(stderr, "ktap: %s\n", text);
}
