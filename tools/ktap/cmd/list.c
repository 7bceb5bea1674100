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
#include "target/kernel_functions.h"
#include "target/rawtp.h"
#include "target/tracefs.h"

/* What is no trace event; as it is written, with what is to be filled in. */
static const char * const others[] = {
	"ftrace:function",
	"mem:<ADDRESS|SYMBOL>[/LENGTH]:<w|rw|x>",
	"perf:alignment-faults[:PERIOD]",
	"perf:branch-misses[:PERIOD]",
	"perf:branches[:PERIOD]",
	"perf:bus-cycles[:PERIOD]",
	"perf:cache-misses[:PERIOD]",
	"perf:cache-references[:PERIOD]",
	"perf:cgroup-switches[:PERIOD]",
	"perf:context-switches[:PERIOD]",
	"perf:cpu-clock[:PERIOD]",
	"perf:cpu-migrations[:PERIOD]",
	"perf:cycles[:PERIOD]",
	"perf:emulation-faults[:PERIOD]",
	"perf:instructions[:PERIOD]",
	"perf:major-faults[:PERIOD]",
	"perf:minor-faults[:PERIOD]",
	"perf:page-faults[:PERIOD]",
	"perf:ref-cycles[:PERIOD]",
	"perf:stalled-cycles-backend[:PERIOD]",
	"perf:stalled-cycles-frontend[:PERIOD]",
	"perf:task-clock[:PERIOD]",
	"profile-N<ns|us|ms|s|m|h|hz>",
	"tick-N<ns|us|ms|s|m|h|hz>",
};

/**
 * struct listing - what is listed
 * @operands: Globs.
 * @tracefs: Its directory.
 * @arena: Memory.
 * @fields: Fields are printed, too.
 * @shown: Number of events that were.
 * @near: The first operand's neighbours.
 */
struct listing {
	const struct operands *operands;
	const char *tracefs;
	struct arena *arena;
	bool fields;
	int shown;
	struct near near;
};

static void print_field(const char *text)
{
	printf("    %s\n", text);
}

static void print_fields(const struct listing *listing, const char *event)
{
	struct event_field *field;
	bool apart = false;

	if (!strcmp(event, "ftrace:function")) {
		print_field("unsigned long ip");
		print_field("unsigned long parent_ip");
		return;
	}
	if (events_fields(listing->tracefs, listing->arena, event, &field))
		return;
	for (; field; field = field->next) {
		if (!strncmp(field->name, "common_", 7))
			continue;
		/* Those without a number follow the others. */
		if (!field->is_arg && !apart)
			print_field("# from the entry:");
		apart |= !field->is_arg;
		print_field(field->text);
	}
}

/* "perf:cycles" fits "perf:cycles[:PERIOD]". */
static bool fits(const struct listing *listing, const char *name)
{
	char least[64];

	if (operands_fit(listing->operands, name))
		return true;
	snprintf(least, sizeof(least), "%.*s", (int)strcspn(name, "["), name);
	return strchr(name, '[') && operands_fit(listing->operands, least);
}

static void show(struct listing *listing, const char *name)
{
	if (!fits(listing, name)) {
		near_offer(&listing->near, name);
		return;
	}
	puts(name);
	if (listing->fields)
		print_fields(listing, name);
	listing->shown++;
}

static void show_all(struct listing *listing, char **names, int nr)
{
	int i;

	for (i = 0; i < nr; i++)
		show(listing, names[i]);
}

/* There are so many that they are shown to those who ask for them alone. */
static bool is_asked_for(const struct listing *listing, const char *prefix)
{
	int i;

	for (i = 0; i < listing->operands->argc; i++) {
		if (!strncmp(listing->operands->argv[i], prefix, strlen(prefix)))
			return true;
	}
	return false;
}

static int show_events(struct listing *listing)
{
	int i, nr;
	char **names;

	nr = events_names(listing->tracefs, listing->arena, &names);
	if (nr < 0) {
		complain("cannot read %s/available_events: %s", listing->tracefs,
			 strerror(-nr));
		return STATUS_LOAD;
	}
	for (i = 0; i < nr; i++) {
		/* Records of ftrace itself: no events that fire. */
		if (strncmp(names[i], "ftrace:", 7))
			show(listing, names[i]);
	}
	return 0;
}

/* A kernel may have none of those that are asked for. */
static void show_others(struct listing *listing)
{
	char **names = NULL;
	int nr = 0;
	size_t i;

	for (i = 0; i < sizeof(others) / sizeof(*others); i++)
		show(listing, others[i]);
	if (is_asked_for(listing, "rawtp:"))
		nr = rawtp_names("/proc/kallsyms", listing->arena, &names);
	show_all(listing, names, nr);
	nr = 0;
	if (is_asked_for(listing, "probe:"))
		nr = kernel_functions_names(listing->tracefs, listing->arena,
					    &names);
	show_all(listing, names, nr);
}

static int print_nothing(const struct listing *listing)
{
	const char *wanted = listing->operands->argv[0];

	if (strpbrk(wanted, "*?[") || !listing->near.found)
		complain("no event fits '%s'", wanted);
	else
		complain("no event fits '%s' (did you mean '%s'?)", wanted,
			 listing->near.found);
	return STATUS_ERROR;
}

static int print_events(struct listing *listing)
{
	const struct operands *operands = listing->operands;
	int ret;

	near_init(&listing->near, operands->argc ? operands->argv[0] : "");
	ret = show_events(listing);
	if (ret)
		return ret;
	show_others(listing);
	return listing->shown ? 0 : print_nothing(listing);
}

int list_events(const struct tracefs_places *places,
		const struct operands *operands, bool fields)
{
	struct arena arena = { 0 };
	char tracefs[PATH_MAX];
	struct listing listing = {
		.operands = operands, .tracefs = tracefs, .arena = &arena,
		.fields = fields,
	};
	int ret;

	ret = tracefs_find(places, tracefs, sizeof(tracefs));
	if (ret) {
		complain("cannot find tracefs: %s", strerror(-ret));
		return STATUS_LOAD;
	}
	ret = print_events(&listing);
	arena_free(&arena);
	if (fflush(stdout) || ferror(stdout)) {
		complain("cannot write: %s", strerror(errno));
		return STATUS_ERROR;
	}
	return ret;
}
