/* SPDX-License-Identifier: GPL-2.0 */
/*
 * ktap - names of the kernel's symbols to where they are
 *
 * Context: process
 */
#ifndef _KTAP_LINK_BIND_SYMBOLS_H
#define _KTAP_LINK_BIND_SYMBOLS_H

#include "prog/message.h"
#include "prog/prog.h"

struct ktap_kernel_symbol;

/**
 * ktap_bind_symbols() - find the symbols that a program names
 * @prog: The program.
 * @message: Says which one does not exist.
 *
 * Return: A row for each relocation, to be freed by kvfree(), or an ERR_PTR:
 * -ENOENT, -ENOMEM.
 */
struct ktap_kernel_symbol *ktap_bind_symbols(const struct ktap_prog *prog,
					     struct ktap_message *message);

#endif /* _KTAP_LINK_BIND_SYMBOLS_H */
