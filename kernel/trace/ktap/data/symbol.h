/* SPDX-License-Identifier: GPL-2.0 */
/*
 * ktap - addresses of the kernel's code as text; stacks of them
 *
 * Context: any
 *
 * A symbol (an address that prints as one) and a stack (addresses, the
 * innermost first) are kept like strings: immutable bytes with their hash,
 * which are the addresses.  They become text when they are shown.
 */
#ifndef _KTAP_DATA_SYMBOL_H
#define _KTAP_DATA_SYMBOL_H

#include <linux/ktap/value.h>

#include "data/string.h"

/* No symbol's text is longer, its NUL included; longer names are cut. */
#define KTAP_SYMBOL_TEXT	256

/* Whether values of a kind are kept as struct ktap_string. */
static inline bool ktap_kind_has_bytes(u32 kind)
{
	return kind == KTAP_KIND_STRING || kind == KTAP_KIND_STACK ||
	       kind == KTAP_KIND_SYMBOL;
}

/* Addresses in a symbol or stack. */
static inline unsigned int ktap_symbol_frames(const struct ktap_string *string)
{
	return string->len / sizeof(unsigned long);
}

/**
 * ktap_symbol_name() - the name of the function at an address
 * @addr: The address.
 * @buf: KTAP_SYMBOL_TEXT bytes.
 *
 * Return: Its length; 0: there is none.
 */
size_t ktap_symbol_name(unsigned long addr, char *buf);

/**
 * ktap_symbol_text() - an address as "name+0x1a", or "0x…" without a name
 * @addr: The address.
 * @buf: KTAP_SYMBOL_TEXT bytes.
 *
 * Return: Its length, at least 1.
 */
size_t ktap_symbol_text(unsigned long addr, char *buf);

/**
 * ktap_symbol_lines() - a symbol or stack as text, one address a line
 * @string: Its bytes.
 * @buf: Where to; need not hold all.
 * @size: Bytes of @buf.
 *
 * Return: Length of the whole text, which was cut if it is >= @size.
 */
size_t ktap_symbol_lines(const struct ktap_string *string, char *buf,
			 size_t size);

#endif /* _KTAP_DATA_SYMBOL_H */
