/* SPDX-License-Identifier: GPL-2.0 */
/*
 * ktap - the text of integers
 */
#ifndef _KTAP_SYNTAX_NUMBER_H
#define _KTAP_SYNTAX_NUMBER_H

#include <stdbool.h>

#include <linux/types.h>

/**
 * number_parse - value of a literal
 * @text: all of its letters, digits, "_" (and "+" of an exponent)
 * @len: of the text
 * @value: the value
 * @saturated: is set if a plain decimal is too large and became -1
 *
 * Return: NULL, or what is wrong.
 */
const char *number_parse(const char *text, __u32 len, __s64 *value,
			 bool *saturated);

/**
 * number_parse_argument - is an argument of a script an integer?
 * @text: the whole argument, ended by a NUL
 * @value: its value if it is one
 *
 * Return: true if it is "-" if need be, then a decimal or 0x number that fits.
 */
bool number_parse_argument(const char *text, __s64 *value);

#endif /* _KTAP_SYNTAX_NUMBER_H */
