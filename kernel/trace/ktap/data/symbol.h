/* SPDX-License-Identifier: GPL-2.0 */
/*
 * ktap - addresses of code as text; stacks of them
 *
 * Context: any
 *
 * A symbol (an address that prints as one) and a stack (addresses, the
 * innermost first) are kept like strings: immutable bytes with their hash,
 * which are struct ktap_frames.  They become text when they are shown: those of
 * the kernel by itself, those of a process by the tool.
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

/** struct ktap_frames - what the bytes of a symbol or stack are */
struct ktap_frames {
	/**
	 * @process: Whose addresses they are: 0: the kernel's; else a process,
	 * its number in the upper half.  So equal addresses of two processes
	 * are not the same key.
	 */
	u64 process;
	/** @addrs: The addresses. */
	unsigned long addrs[];
};

/* Length of @nr of them. */
static inline size_t ktap_frames_bytes(unsigned int nr)
{
	return sizeof(struct ktap_frames) + nr * sizeof(unsigned long);
}

static inline const struct ktap_frames *
ktap_symbol_frames(const struct ktap_string *string)
{
	return (const struct ktap_frames *)string->bytes;
}

/* Addresses in a symbol or stack. */
static inline unsigned int ktap_symbol_nr(const struct ktap_string *string)
{
	return (string->len - sizeof(struct ktap_frames)) / sizeof(unsigned long);
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
 * Addresses of a process are numbers here.
 *
 * Return: Length of the whole text, which was cut if it is >= @size.
 */
size_t ktap_symbol_lines(const struct ktap_string *string, char *buf,
			 size_t size);

#endif /* _KTAP_DATA_SYMBOL_H */
