// SPDX-License-Identifier: GPL-2.0
/*
 * ktap - events in programs and libraries: from names to places in the file
 */
#include <errno.h>
#include <fnmatch.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/diag.h"
#include "base/intern.h"
#include "base/near.h"
#include "sema/place.h"
#include "sema/state.h"
#include "sema/usdt.h"
#include "syntax/ast.h"
#include "target/elf.h"
#include "target/elf_find.h"
#include "target/functions.h"

#define MAX_NAME	256
#define MAX_TEXT	(PATH_MAX + 4096)

/**
 * struct place_file - the file that was named last
 *
 * A script may name a thousand functions of a library.
 */
struct place_file {
	char path[PATH_MAX];
	struct elf *elf;		/* or NULL: none yet */
	struct functions *functions;	/* or NULL: not asked for yet */
};

/**
 * struct place - an event while its place is found
 */
struct place {
	struct sema *sema;
	struct place_file *file;
	struct event *first;	/* the first that was made of it */
	struct event *event;	/* the last */
	bool is_marker;
	char path[PATH_MAX];
	char provider[MAX_NAME];	/* of a marker, or "" */
	char name[MAX_NAME];	/* or glob */
	unsigned int machine;	/* of the file: EM_X86_64, … */
	__u64 add;		/* to where a function begins */
	const char *tail;	/* "%return" and arguments */
	unsigned int nr_found;
	bool has_resolver;	/* of that name */
	struct near near;
};

/* Copies @len bytes if they fit. */
static bool copy(char *to, size_t size, const char *from, size_t len)
{
	if (len >= size)
		return false;
	memcpy(to, from, len);
	to[len] = '\0';
	return true;
}

/* The file at the beginning of @text; returns what follows its ":", or NULL. */
static const char *read_file(struct place *place, const char *text)
{
	char module[PATH_MAX + 16];
	const char *end;
	bool quoted = *text == '"' || *text == '\'';

	end = quoted ? strchr(text + 1, *text) : strpbrk(text, ": ");
	if (!end || end[quoted] != ':' ||
	    !copy(place->path, sizeof(place->path), text + quoted,
		  end - text - quoted))
		return NULL;
	if (strchr(place->path, '/'))
		return end + quoted + 1;

	snprintf(module, sizeof(module), "/sys/module/%s", place->path);
	if (!place->is_marker && !access(module, F_OK))
		return NULL;
	if (elf_find(place->path, module, PATH_MAX)) {
		/* A name alone may be one of the kernel's, of old. */
		return NULL;
	}
	memcpy(place->path, module, sizeof(place->path));
	return end + quoted + 1;
}

/* "NAME+0x10%return ARGS" */
static bool read_name(struct place *place, const char *text)
{
	size_t len = strcspn(text, "+%@ ");
	char *end;

	if (!len || text[len] == '@' ||
	    !copy(place->name, sizeof(place->name), text, len))
		return false;
	text += len;
	if (*text == '+') {
		place->add = strtoull(text + 1, &end, 0);
		if (end == text + 1)
			return false;
		text = end;
	}
	place->tail = text;
	return true;
}

/* "PROVIDER:NAME" of a marker */
static const char *read_provider(struct place *place, const char *text)
{
	size_t len = strcspn(text, ": ");

	if (!place->is_marker || text[len] != ':')
		return text;
	if (!copy(place->provider, sizeof(place->provider), text, len))
		return NULL;
	return text + len + 1;
}

/* Notes of functions that the linker has made one are the same. */
static bool is_known_marker(const struct place *place,
			    const struct intern_text *text)
{
	const struct event *event;

	if (!place->is_marker || !place->nr_found)
		return false;
	for (event = place->first; event != place->event; event = event->next) {
		if (event->text == text)
			return true;
	}
	return event->text == text;
}

/* Adds what was found behind the event, or makes the event it. */
static void add_place(struct place *place, const char *name, size_t len,
		      __u64 offset, const char *rest)
{
	struct sema *sema = place->sema;
	char text[MAX_TEXT], quote[2] = "";
	struct intern_text *interned;
	struct event *event;
	int n;

	if (strpbrk(place->path, ":, {\"'\t"))
		quote[0] = strchr(place->path, '"') ? '\'' : '"';
	n = snprintf(text, sizeof(text), "%s:%s%s%s:%.*s@0x%llx%s",
		     place->is_marker ? "sdt" : "probe", quote, place->path,
		     quote, (int)len, name, offset + place->add, rest);
	if (n < 0 || (size_t)n >= sizeof(text))
		return;

	interned = intern_text(sema->intern, text, n);
	if (is_known_marker(place, interned))
		return;
	if (place->nr_found++) {
		event = arena_alloc(sema->arena, sizeof(*event));
		*event = *place->event;
		place->event->next = event;
		place->event = event;
	}
	place->event->text = interned;
}

static bool fits(const char *pattern, const char *name, size_t len)
{
	char buf[MAX_NAME];

	return copy(buf, sizeof(buf), name, len) && !fnmatch(pattern, buf, 0);
}

/* What is near, of what does not fit. */
static void offer(struct place *place, const char *name, size_t len)
{
	char buf[MAX_NAME];

	if (place->nr_found || !copy(buf, sizeof(buf), name, len))
		return;
	near_offer(&place->near, buf);
	if (place->near.found == buf)
		place->near.found = intern_text(place->sema->intern, buf,
						len)->text;
}

static void offer_functions(struct place *place)
{
	const struct elf_symbol *symbol;
	__u32 i, nr;

	symbol = functions_all(place->file->functions, &nr);
	for (i = 0; i < nr; i++)
		offer(place, symbol[i].name, symbol[i].len);
}

static void take_function(struct place *place, const struct elf_symbol *symbol)
{
	/* Its code is the choice between several functions. */
	if (symbol->is_resolver)
		place->has_resolver = true;
	else
		add_place(place, symbol->name, symbol->len, symbol->offset,
			  place->tail);
}

static void look_for_function(struct place *place)
{
	const struct functions *functions = place->file->functions;
	bool is_glob = strpbrk(place->name, "*?[\\");
	const struct elf_symbol *symbol;
	__u32 i, nr;

	symbol = is_glob ? functions_all(functions, &nr) :
			   functions_find(functions, place->name, &nr);
	for (i = 0; i < nr; i++) {
		if (!is_glob ||
		    fits(place->name, symbol[i].name, symbol[i].len))
			take_function(place, &symbol[i]);
	}
	if (!place->nr_found)
		offer_functions(place);
}

static void visit_marker(void *arg, const struct elf_marker *marker)
{
	struct place *place = arg;
	char rest[2048], semaphore[32] = "";

	if (!fits(place->name, marker->name, strlen(marker->name)) ||
	    (place->provider[0] && fnmatch(place->provider, marker->provider, 0))) {
		offer(place, marker->name, strlen(marker->name));
		return;
	}
	if (marker->semaphore)
		snprintf(semaphore, sizeof(semaphore), "(0x%llx)",
			 marker->semaphore);
	snprintf(rest, sizeof(rest), "%s", semaphore);
	usdt_add_args(rest, sizeof(rest), marker->args, place->machine);
	add_place(place, marker->name, strlen(marker->name), marker->offset, rest);
}

static void complain(const struct place *place, const char *what,
		     const char *detail)
{
	struct diag_quoted quoted;

	diag_error(place->sema->diag, place->event->pos, "%s: %s",
		   diag_quote(&quoted, place->path, strlen(place->path)), what);
	if (detail)
		diag_hint(place->sema->diag, "%s", detail);
}

static void complain_none(const struct place *place)
{
	char hint[2 * MAX_NAME];
	struct diag_quoted quoted;

	if (place->near.found)
		snprintf(hint, sizeof(hint), "did you mean `%s`?",
			 diag_quote(&quoted, place->near.found,
				    strlen(place->near.found)));
	else
		snprintf(hint, sizeof(hint), "`ktap -l%c FILE` shows its %ss",
			 place->is_marker ? 'm' : 'f',
			 place->is_marker ? "marker" : "function");
	if (place->is_marker)
		complain(place, "has no such marker", hint);
	else if (place->has_resolver)
		complain(place, "has several functions of this name, one for each kind of processor",
			 "their own names are known where the file, or its debug file, has all symbols");
	else
		complain(place, "has no such function", hint);
}

static void close_file(struct place_file *file)
{
	functions_free(file->functions);
	elf_close(file->elf);
	*file = (struct place_file){ };
}

/* The file is opened if it is not the one of the event before. */
static bool open_file(struct place *place)
{
	struct place_file *file = place->file;
	const char *why;

	if (file->elf && !strcmp(file->path, place->path))
		return true;
	close_file(file);
	file->elf = elf_open(place->path, &why);
	if (!file->elf) {
		complain(place, why ? why : strerror(errno), NULL);
		return false;
	}
	memcpy(file->path, place->path, sizeof(file->path));
	return true;
}

static void look_up(struct place *place)
{
	struct place_file *file = place->file;

	if (!open_file(place))
		return;
	near_init(&place->near, place->name);
	if (place->is_marker) {
		place->machine = elf_machine(file->elf);
		elf_each_marker(file->elf, visit_marker, place);
	} else {
		if (!file->functions)
			file->functions = functions_read(file->elf, file->path);
		look_for_function(place);
	}
	if (!place->nr_found)
		complain_none(place);
}

static struct event *place_event(struct sema *sema, struct place_file *file,
				 struct event *event)
{
	struct place place = { .sema = sema, .file = file, .first = event,
			       .event = event };
	const char *text = event->text->text, *rest;

	place.is_marker = !strncmp(text, "sdt:", 4);
	if (!place.is_marker && strncmp(text, "probe:", 6))
		return event;
	rest = read_file(&place, strchr(text, ':') + 1);
	if (rest)
		rest = read_provider(&place, rest);
	/* An offset needs no symbol; a place is one already. */
	if (!rest || !read_name(&place, rest) ||
	    !strncmp(place.name, "0x", 2))
		return event;
	look_up(&place);
	return place.event;
}

void place_run(struct sema *sema)
{
	struct place_file file = { };
	struct func_def *func;
	struct event *event;

	for (func = sema->ast->main; func; func = func->next) {
		if (func->kind != FUNC_EVENT)
			continue;
		for (event = func->events; event; event = event->next)
			event = place_event(sema, &file, event);
	}
	close_file(&file);
}
