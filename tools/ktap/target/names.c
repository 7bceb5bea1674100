// SPDX-License-Identifier: GPL-2.0
/*
 * ktap - names that a file of the kernel lists, one a line
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/vec.h"
#include "target/names.h"

static int compare(const void *a, const void *b)
{
	return strcmp(*(char * const *)a, *(char * const *)b);
}

/* Functions of one name, say. */
static int drop_doubles(char **names, int nr)
{
	int i, left = 0;

	for (i = 0; i < nr; i++) {
		if (!left || strcmp(names[left - 1], names[i]))
			names[left++] = names[i];
	}
	return left;
}

int names_read(const char *path, struct arena *arena,
	       char *(*name_of)(struct arena *arena, const char *line),
	       char ***names)
{
	DECLARE_VEC(char *, list) = { 0 };
	char line[640], *name;
	FILE *file;

	file = fopen(path, "re");
	if (!file)
		return -errno;
	while (fgets(line, sizeof(line), file)) {
		line[strcspn(line, "\n")] = '\0';
		name = name_of(arena, line);
		if (name)
			vec_push(arena, &list, name);
	}
	fclose(file);
	if (list.nr)
		qsort(list.items, list.nr, sizeof(char *), compare);
	*names = list.items;
	return drop_doubles(list.items, list.nr);
}
