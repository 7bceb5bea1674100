// SPDX-License-Identifier: GPL-2.0
/*
 * ktap - the text of strings
 */
#include <stdbool.h>
#include <string.h>

#include <linux/ktap_bytecode.h>

#include "syntax/quoted.h"

static const char unfinished[] = "unfinished string";
static const char too_long[] = "a string has at most 65535 bytes";
static const char bad_escape[] = "unknown escape";

/* Each letter of the first stands for the byte below it. */
static const char escapes[] = "abefnrtv\\\"'\n";
static const char escaped[] = "\a\b\033\f\n\r\t\v\\\"'\n";

static bool add(struct quoted *quoted, char byte)
{
	if (quoted->len == KTAP_IMAGE_MAX_STRING)
		return false;
	quoted->bytes[quoted->len++] = byte;
	return true;
}

static int hex_value(char c)
{
	static const char digits[] = "0123456789abcdef";
	const char *found;

	if (c >= 'A' && c <= 'F')
		c += 'a' - 'A';
	found = c ? strchr(digits, c) : NULL;
	return found ? (int)(found - digits) : -1;
}

/* "\x" with two digits; false if they are not there. */
static bool hex_escape(struct quoted *quoted, int *byte)
{
	int high, low;

	if (quoted->end - quoted->next < 3)
		return false;
	high = hex_value(quoted->next[1]);
	low = hex_value(quoted->next[2]);
	if (high < 0 || low < 0)
		return false;
	quoted->next += 3;
	*byte = high << 4 | low;
	return true;
}

/* "\" with one to three digits; false if they make no byte. */
static bool octal_escape(struct quoted *quoted, int *byte)
{
	const char *text = quoted->next;
	int value = 0, i;

	for (i = 0; i < 3 && text < quoted->end; i++, text++) {
		if (*text < '0' || *text > '7')
			break;
		value = value << 3 | (*text - '0');
	}
	if (value > 255)
		return false;
	quoted->next = text;
	*byte = value;
	return true;
}

static bool is_blank(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

/* Behind a backslash. */
static const char *parse_escape(struct quoted *quoted)
{
	const char *start = quoted->next - 1, *found;
	bool known;
	int byte;
	char c;

	if (quoted->next == quoted->end)
		return unfinished;
	c = *quoted->next;
	if (c == 'z') {
		quoted->next++;
		while (quoted->next < quoted->end && is_blank(*quoted->next))
			quoted->next++;
		return NULL;
	}
	found = c ? strchr(escapes, c) : NULL;
	if (found) {
		quoted->next++;
		byte = escaped[found - escapes];
	} else {
		known = c == 'x' ? hex_escape(quoted, &byte) :
			c >= '0' && c <= '7' ? octal_escape(quoted, &byte) : false;
		if (!known) {
			quoted->next = start;
			return bad_escape;
		}
	}
	return add(quoted, byte) ? NULL : too_long;
}

const char *quoted_parse(struct quoted *quoted)
{
	const char *start = quoted->next, *why = NULL;
	char quote = *quoted->next++;

	quoted->len = 0;
	while (quoted->next < quoted->end && *quoted->next != '\n') {
		char c = *quoted->next++;

		if (c == quote)
			return NULL;
		if (c == '\\')
			why = parse_escape(quoted);
		else if (!add(quoted, c))
			why = too_long;
		if (why == bad_escape)
			return why;
		if (why)
			break;
	}
	quoted->next = start;
	return why ? why : unfinished;
}

int quoted_long_level(const char *text, const char *end)
{
	int level = 0;

	for (text++; text < end && *text == '='; text++)
		level++;
	return text < end && *text == '[' ? level : -1;
}

static bool closes(const char *text, const char *end, int level)
{
	if (end - text < level + 2 || text[0] != ']' || text[level + 1] != ']')
		return false;
	while (level) {
		if (text[level--] != '=')
			return false;
	}
	return true;
}

const char *quoted_parse_long(struct quoted *quoted)
{
	const char *start = quoted->next;
	int level = quoted_long_level(start, quoted->end);

	quoted->len = 0;
	quoted->next += level + 2;
	if (quoted->end - quoted->next >= 2 && quoted->next[0] == '\r' &&
	    quoted->next[1] == '\n')
		quoted->next++;
	if (quoted->next < quoted->end && *quoted->next == '\n')
		quoted->next++;
	while (quoted->next < quoted->end) {
		if (closes(quoted->next, quoted->end, level)) {
			quoted->next += level + 2;
			return NULL;
		}
		if (!add(quoted, *quoted->next++)) {
			quoted->next = start;
			return too_long;
		}
	}
	quoted->next = start;
	return unfinished;
}
