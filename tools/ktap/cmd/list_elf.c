// SPDX-License-Identifier: GPL-2.0
/*
 * ktap - list: what can be traced in a program or library
 */

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/vec.h"
#include "cmd/complain.h"
#include "cmd/list_elf.h"
#include "cmd/options.h"
#include "run/session.h"
#include "target/elf.h"
#include "target/elf_find.h"
#include "target/functions.h"

/* Lines to be printed, sorted, each once. */
struct lines {
	struct operands globs;
	const char *path;
	bool args;
	struct arena arena;
	DECLARE_VEC(const char *, texts);
};

static void add_function(struct lines *lines, const struct elf_symbol *symbol)
{
	char name[256];
	char *text;

	/* What has a longer name cannot be named in a script. */
	if (symbol->is_resolver || symbol->len >= sizeof(name))
		return;
	memcpy(name, symbol->name, symbol->len);
	name[symbol->len] = '\0';
	if (!operands_fit(&lines->globs, name))
		return;
	text = arena_alloc(&lines->arena,
			   strlen(lines->path) + symbol->len + 16);
	sprintf(text, "probe:%s:%s", lines->path, name);
	vec_push(&lines->arena, &lines->texts, text);
}

static void add_marker(void *arg, const struct elf_marker *marker)
{
	struct lines *lines = arg;
	bool args = lines->args && *marker->args;
	char *text;

	if (!operands_fit(&lines->globs, marker->name))
		return;
	text = arena_alloc(&lines->arena, strlen(lines->path) +
			   strlen(marker->provider) + strlen(marker->name) +
			   strlen(marker->args) + 16);
	sprintf(text, "sdt:%s:%s:%s%s%s", lines->path, marker->provider,
		marker->name, args ? "\n    " : "", args ? marker->args : "");
	vec_push(&lines->arena, &lines->texts, text);
}

static int compare(const void *a, const void *b)
{
	return strcmp(*(const char **)a, *(const char **)b);
}

static void print_lines(struct lines *lines)
{
	__u32 i;

	if (!lines->texts.nr)
		return;
	qsort(lines->texts.items, lines->texts.nr, sizeof(*lines->texts.items),
	      compare);
	for (i = 0; i < lines->texts.nr; i++) {
		if (!i || strcmp(lines->texts.items[i], lines->texts.items[i - 1]))
			puts(lines->texts.items[i]);
	}
}

static void find_lines(struct lines *lines, const struct elf *elf, bool markers)
{
	const struct elf_symbol *symbol;
	struct functions *functions;
	__u32 i, nr;

	if (markers) {
		elf_each_marker(elf, add_marker, lines);
		return;
	}
	functions = functions_read(elf, lines->path);
	symbol = functions_all(functions, &nr);
	for (i = 0; i < nr; i++)
		add_function(lines, &symbol[i]);
	functions_free(functions);
}

static int list_file(struct lines *lines, const struct elf *elf, bool markers)
{
	find_lines(lines, elf, markers);
	print_lines(lines);
	if (!lines->texts.nr)
		complain("%s: no %s%s", lines->path,
			 markers ? "markers" : "functions",
			 lines->globs.argc ? " that fit" : "");
	if (fflush(stdout) || ferror(stdout)) {
		complain("cannot write: %s", strerror(errno));
		return STATUS_ERROR;
	}
	return lines->texts.nr ? 0 : STATUS_ERROR;
}

int list_elf(const struct operands *operands, bool markers, bool args)
{
	struct lines lines = { .args = args };
	char path[PATH_MAX];
	const char *why;
	struct elf *elf;
	int status;

	if (!operands->argc) {
		complain("functions or markers of which program or library? Name a file");
		return STATUS_USAGE;
	}
	lines.path = operands->argv[0];
	lines.globs.argc = operands->argc - 1;
	lines.globs.argv = operands->argv + 1;
	if (!strchr(lines.path, '/') && !elf_find(lines.path, path, sizeof(path)))
		lines.path = path;
	elf = elf_open(lines.path, &why);
	if (!elf) {
		complain("%s: %s", lines.path, why ? why : strerror(errno));
		return STATUS_ERROR;
	}
	status = list_file(&lines, elf, markers);
	elf_close(elf);
	arena_free(&lines.arena);
	return status;
}
