/* SPDX-License-Identifier: GPL-2.0 */
/*
 * ktap - the text of strings
 */
#ifndef _KTAP_SYNTAX_QUOTED_H
#define _KTAP_SYNTAX_QUOTED_H

#include <linux/types.h>

/* Room that quoted_parse() needs for a result. */
#define QUOTED_BYTES	65536

/**
 * struct quoted - a string's text, and what it means
 */
struct quoted {
	const char *next;	/* first quote; afterwards: behind the string,
				 * or where the error is
				 */
	const char *end;	/* of the source */
	char *bytes;		/* result: QUOTED_BYTES of room */
	__u32 len;		/* of the result */
};

/**
 * quoted_parse - read '"…"' or "'…'"
 * @quoted: see there
 *
 * Return: NULL, or what is wrong.
 */
const char *quoted_parse(struct quoted *quoted);

/**
 * quoted_long_level - does a long string begin here?
 * @text: a "["
 * @end: of the source
 *
 * Return: number of "=" between the brackets, -1 if none begins.
 */
int quoted_long_level(const char *text, const char *end);

/**
 * quoted_parse_long - read '[[…]]' or '[=[…]=]'
 * @quoted: see there
 *
 * Return: NULL, or what is wrong.
 */
const char *quoted_parse_long(struct quoted *quoted);

#endif /* _KTAP_SYNTAX_QUOTED_H */
