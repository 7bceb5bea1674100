// SPDX-License-Identifier: GPL-2.0
/*
 * ktap - the tracepoints of the kernel that runs, as its symbols tell of them
 *
 * Some have no trace event, so that tracefs does not know them; but each has a
 * function that calls its probes.
 */

#include <string.h>

#include "base/arena.h"
#include "target/names.h"
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
	len = strcspn(name, " \t");
	text = arena_alloc(arena, strlen(PREFIX) + len + 1);
	memcpy(text, PREFIX, strlen(PREFIX));
	memcpy(text + strlen(PREFIX), name, len);
	return text;
}

int rawtp_names(const char *kallsyms, struct arena *arena, char ***names)
{
	return names_read(kallsyms, arena, read_name, names);
}
