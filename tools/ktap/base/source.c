// SPDX-License-Identifier: GPL-2.0
/*
 * ktap - text of a script, and where in it something stands
 */
#include <string.h>

#include "base/source.h"

static __u32 count_lines(const char *text, __u32 len)
{
	const char *end = text + len;
	__u32 nr = 1;

	while (text < end && (text = memchr(text, '\n', end - text))) {
		text++;
		nr++;
	}
	return nr;
}

void source_init(struct source *source, struct arena *arena, const char *name,
		 const char *text, __u32 len)
{
	__u32 i, line = 0;

	source->name = name;
	source->text = text;
	source->len = len;
	source->nr_lines = count_lines(text, len);
	source->lines = arena_alloc(arena,
				    source->nr_lines * sizeof(*source->lines));
	for (i = 0; i < len; i++) {
		if (text[i] == '\n')
			source->lines[++line] = i + 1;
	}
}

__u32 source_line(const struct source *source, __u32 pos)
{
	__u32 low = 0, high = source->nr_lines;

	while (high - low > 1) {
		__u32 middle = low + (high - low) / 2;

		if (source->lines[middle] <= pos)
			low = middle;
		else
			high = middle;
	}
	return low + 1;
}

__u32 source_column(const struct source *source, __u32 pos)
{
	return pos - source->lines[source_line(source, pos) - 1] + 1;
}

__u32 source_position(const struct source *source, __u32 line, __u32 column)
{
	__u32 pos;

	if (!line)
		return 0;
	if (line > source->nr_lines)
		return source->len;
	pos = source->lines[line - 1];
	if (column > source->len - pos)
		return source->len;
	return column ? pos + column - 1 : pos;
}
