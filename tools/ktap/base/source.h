/* SPDX-License-Identifier: GPL-2.0 */
/*
 * ktap - text of a script, and where in it something stands
 */
#ifndef _KTAP_BASE_SOURCE_H
#define _KTAP_BASE_SOURCE_H

#include <linux/types.h>

#include "base/arena.h"

/**
 * struct source - a script
 *
 * Positions are offsets of bytes in the text; the text's length is one, too.
 */
struct source {
	const char *name;	/* for messages */
	const char *text;	/* not ended by a NUL */
	__u32 len;
	__u32 nr_lines;
	__u32 *lines;		/* position of each line's first byte */
};

/**
 * source_init - take a text and find its lines
 * @source: to be filled
 * @arena: for the table of lines
 * @name: for messages; is kept
 * @text: is kept
 * @len: of the text
 */
void source_init(struct source *source, struct arena *arena, const char *name,
		 const char *text, __u32 len);

/**
 * source_line - number of the line that holds a position
 * @source: a script
 * @pos: position
 *
 * Return: the number, from 1.
 */
__u32 source_line(const struct source *source, __u32 pos);

/**
 * source_column - where in its line a position stands
 * @source: a script
 * @pos: position
 *
 * Return: bytes from the line's beginning, from 1.
 */
__u32 source_column(const struct source *source, __u32 pos);

/**
 * source_position - the position at a line and column
 * @source: a script
 * @line: from 1
 * @column: from 1
 *
 * Return: the position; what lies outside the text is moved to its edge.
 */
__u32 source_position(const struct source *source, __u32 line, __u32 column);

#endif /* _KTAP_BASE_SOURCE_H */
