// SPDX-License-Identifier: GPL-2.0
/*
 * ktap - the trace events of the kernel that runs, as tracefs tells of them
 */

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "target/events.h"
#include "target/names.h"

#define EXIT_PREFIX	"syscalls:sys_exit_"

static char *copy_text(struct arena *arena, const char *text, size_t len)
{
	char *copy = arena_alloc(arena, len + 1);

	memcpy(copy, text, len);
	return copy;
}

static char *copy_line(struct arena *arena, const char *line)
{
	return copy_text(arena, line, strlen(line));
}

int events_names(const char *tracefs, struct arena *arena, char ***names)
{
	char path[PATH_MAX];

	snprintf(path, sizeof(path), "%s/available_events", tracefs);
	return names_read(path, arena, copy_line, names);
}

/* "	field:type name[n];	offset:…": the text is "type name[n]". */
static struct event_field *read_field(struct arena *arena, const char *line)
{
	struct event_field *field;
	static const char head[] = "\tfield:";
	const char *text = line + strlen(head), *end, *name;
	size_t len;

	if (strncmp(line, head, strlen(head)))
		return NULL;
	end = strchr(text, ';');
	if (!end)
		return NULL;
	field = arena_alloc(arena, sizeof(*field));
	field->text = copy_text(arena, text, end - text);
	/* "char name[16]"; but "__data_loc char[] name" is a type's. */
	len = strlen(field->text);
	if (len && field->text[len - 1] == ']')
		len = strcspn(field->text, "[");
	name = field->text + len;
	while (name > field->text && name[-1] != ' ' && name[-1] != '*')
		name--;
	field->name = copy_text(arena, name, field->text + len - name);
	field->is_arg = strncmp(field->name, "common_", 7);
	return field;
}

static int read_format(const char *tracefs, struct arena *arena,
		       const char *event, struct event_field **end)
{
	size_t system = strcspn(event, ":");
	char path[PATH_MAX], line[512];
	struct event_field *field;
	FILE *file;

	if (!event[system] || strpbrk(event, "/\"'*?["))
		return -ENOENT;
	snprintf(path, sizeof(path), "%s/events/%.*s/%s/format", tracefs,
		 (int)system, event, event + system + 1);
	file = fopen(path, "re");
	if (!file)
		return -errno;
	while (fgets(line, sizeof(line), file)) {
		field = read_field(arena, line);
		if (!field)
			continue;
		*end = field;
		end = &field->next;
	}
	fclose(file);
	return 0;
}

/* What a call was entered with, behind the fields of its exit. */
static void add_entry(const char *tracefs, struct arena *arena,
		      const char *event, struct event_field *fields)
{
	struct event_field *entry = NULL;
	char text[256];

	snprintf(text, sizeof(text), "syscalls:sys_enter_%s",
		 event + strlen(EXIT_PREFIX));
	if (read_format(tracefs, arena, text, &entry))
		return;
	while (fields->next)
		fields = fields->next;
	for (; entry; entry = entry->next) {
		if (!entry->is_arg || !strcmp(entry->name, "__syscall_nr"))
			continue;
		entry->is_arg = false;
		fields->next = entry;
		fields = entry;
	}
	fields->next = NULL;
}

int events_fields(const char *tracefs, struct arena *arena, const char *event,
		  struct event_field **fields)
{
	int ret;

	*fields = NULL;
	ret = read_format(tracefs, arena, event, fields);
	if (!ret && *fields &&
	    !strncmp(event, EXIT_PREFIX, strlen(EXIT_PREFIX)))
		add_entry(tracefs, arena, event, *fields);
	return ret;
}
