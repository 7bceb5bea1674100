// SPDX-License-Identifier: GPL-2.0
/*
 * ktap - the tracepoints of the kernel that runs, as its symbols tell of them
 *
 * Some have no trace event, so that tracefs does not know them; but each has a
 * function that calls its probes.
 */

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/vec.h"
#include "target/rawtp.h"

#define PREFIX	"rawtp:"
#define CALLER	" __traceiter_"

/* "ADDRESS TYPE NAME[	[MODULE]]" */
static char *read_name(struct arena *arena, const char *line)
{
	const char *name = strstr(line, CALLER);
	char *text;
	size_t len;

	if (!name)
		return NULL;
	name += strlen(CALLER);
	len = strcspn(name, " \t\n");
	text = arena_alloc(arena, strlen(PREFIX) + len + 1);
	memcpy(text, PREFIX, strlen(PREFIX));
	memcpy(text + strlen(PREFIX), name, len);
	return text;
}

static int compare(const void *a, const void *b)
{
	return strcmp(*(char * const *)a, *(char * const *)b);
}

int rawtp_names(const char *kallsyms, struct arena *arena, char ***names)
{
	DECLARE_VEC(char *, list) = { 0 };
	char line[640];
	FILE *file;

	file = fopen(kallsyms, "re");
	if (!file)
		return -errno;
	while (fgets(line, sizeof(line), file)) {
		char *name = read_name(arena, line);

		if (name)
			vec_push(arena, &list, name);
	}
	fclose(file);
	if (list.nr)
		qsort(list.items, list.nr, sizeof(char *), compare);
	*names = list.items;
	return list.nr;
}
