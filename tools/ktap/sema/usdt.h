/* SPDX-License-Identifier: GPL-2.0 */
/*
 * ktap - arguments of USDT markers as fetch arguments
 */
#ifndef _KTAP_SEMA_USDT_H
#define _KTAP_SEMA_USDT_H

#include <stddef.h>

/**
 * usdt_add_args - translate how a marker passes its arguments
 * @text: text to which they are added, each behind a blank
 * @size: bytes of @text
 * @args: "8@%rdi -4@$5 2@-12(%rbp)"
 * @machine: whose assembler that is: EM_X86_64, …
 *
 * An argument that has no translation is the integer 0, so that those behind
 * it keep their numbers.
 */
void usdt_add_args(char *text, size_t size, const char *args,
		   unsigned int machine);

#endif /* _KTAP_SEMA_USDT_H */
