/* SPDX-License-Identifier: GPL-2.0 */
/*
 * ktap - the conversions in a format of printf()
 */
#ifndef _KTAP_BASE_FORMAT_H
#define _KTAP_BASE_FORMAT_H

#include <stdbool.h>

#include <linux/types.h>

/**
 * struct format_scan - a place in a format
 */
struct format_scan {
	const char *next;
	const char *end;
};

/**
 * struct format_conversion - "%-*.3lld"
 */
struct format_conversion {
	const char *text;	/* in the format, from its "%" */
	int len;		/* of the text */
	char letter;		/* d */
	char extension;		/* S of "%pS", 4 of "%pI4", 6, M, or 0 */
	__u32 nr_stars;		/* values for width and precision */
};

/**
 * format_extension - what follows the letter p of a conversion
 * @next: behind the letter; moves on
 * @end: of the format
 *
 * Return: as struct format_conversion has it.
 */
char format_extension(const char **next, const char *end);

/**
 * format_next - find the next conversion that takes a value
 * @scan: where; moves on
 * @conversion: to be filled
 * @why: what is wrong with the conversion, or NULL
 *
 * Return: false at the end of the format.
 */
bool format_next(struct format_scan *scan, struct format_conversion *conversion,
		 const char **why);

#endif /* _KTAP_BASE_FORMAT_H */
