// SPDX-License-Identifier: GPL-2.0
/*
 * ktap - list: the events that can be traced
 */

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "base/near.h"
#include "cmd/complain.h"
#include "cmd/list.h"
#include "cmd/options.h"
#include "run/session.h"
#include "target/events.h"
#include "target/rawtp.h"
#include "target/tracefs.h"

/* What is no trace event; as it is written, with its numbers left open. */
static const char * const timers[] = {
	"tick-N<ns|us|ms|s|m|h|hz>",
};

static void print_fields(const char *tracefs, struct arena *arena,
			 const char *event)
{
	struct event_field *field;
	bool apart = false;

	if (events_fields(tracefs, arena, event, &field))
		return;
	for (; field; field = field->next) {
		if (!strncmp(field->name, "common_", 7))
			continue;
		/* Those without a number follow the others. */
		if (!field->is_arg && !apart)
			puts("    # from the entry:");
		apart |= !field->is_arg;
		printf("    %s\n", field->text);
	}
}

static int print_nothing(const struct operands *operands, char **names, int nr)
{
	struct near near;
	int i;

	near_init(&near, operands->argv[0]);
	for (i = 0; i < nr; i++)
		near_offer(&near, names[i]);
	if (strpbrk(operands->argv[0], "*?[") || !near.found)
		complain("no event fits '%s'", operands->argv[0]);
	else
		complain("no event fits '%s' (did you mean '%s'?)",
			 operands->argv[0], near.found);
	return STATUS_ERROR;
}

/* There are so many that they are shown to those who ask for them alone. */
static int print_raw(struct arena *arena, const struct operands *operands)
{
	int nr, i, shown = 0;
	char **names;

	for (i = 0; i < operands->argc; i++)
		shown |= !strncmp(operands->argv[i], "rawtp:", 6);
	if (!shown)
		return 0;
	shown = 0;
	nr = rawtp_names("/proc/kallsyms", arena, &names);
	for (i = 0; i < nr; i++) {
		if (!operands_fit(operands, names[i]))
			continue;
		puts(names[i]);
		shown++;
	}
	return shown;
}

static int print_events(const char *tracefs, struct arena *arena,
			const struct operands *operands, bool fields)
{
	int nr, i, shown = 0;
	char **names;

	nr = events_names(tracefs, arena, &names);
	if (nr < 0) {
		complain("cannot read %s/available_events: %s", tracefs,
			 strerror(-nr));
		return STATUS_LOAD;
	}
	for (i = 0; i < nr; i++) {
		/* Records of ftrace itself: no events that fire. */
		if (!strncmp(names[i], "ftrace:", 7) || !operands_fit(operands, names[i]))
			continue;
		puts(names[i]);
		if (fields)
			print_fields(tracefs, arena, names[i]);
		shown++;
	}
	for (i = 0; i < (int)(sizeof(timers) / sizeof(*timers)); i++) {
		if (!operands_fit(operands, timers[i]))
			continue;
		puts(timers[i]);
		shown++;
	}
	shown += print_raw(arena, operands);
	return shown ? 0 : print_nothing(operands, names, nr);
}

int list_events(const struct tracefs_places *places,
		const struct operands *operands, bool fields)
{
	struct arena arena = { 0 };
	char tracefs[PATH_MAX];
	int ret;

	ret = tracefs_find(places, tracefs, sizeof(tracefs));
	if (ret) {
		complain("cannot find tracefs: %s", strerror(-ret));
		return STATUS_LOAD;
	}
	ret = print_events(tracefs, &arena, operands, fields);
	arena_free(&arena);
	if (fflush(stdout) || ferror(stdout)) {
		complain("cannot write: %s", strerror(errno));
		return STATUS_ERROR;
	}
	return ret;
}
