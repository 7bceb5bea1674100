// SPDX-License-Identifier: GPL-2.0
/*
 * ktap - the functions of the kernel that runs, as ftrace tells of them
 */
#include <limits.h>
#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "target/kernel_functions.h"
#include "target/names.h"

/* "name" or "name [module]" */
static char *read_name(struct arena *arena, const char *line)
{
	int len = strcspn(line, " ");
	const char *module = strchr(line, '[');
	char *text = arena_alloc(arena, strlen(line) + sizeof("probe:"));

	if (module)
		sprintf(text, "probe:%.*s:%.*s", (int)strcspn(module + 1, "]"),
			module + 1, len, line);
	else
		sprintf(text, "probe:%.*s", len, line);
	return text;
}

int kernel_functions_names(const char *tracefs, struct arena *arena,
			   char ***names)
{
	char path[PATH_MAX];

	snprintf(path, sizeof(path), "%s/available_filter_functions", tracefs);
	return names_read(path, arena, read_name, names);
}
