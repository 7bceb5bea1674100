// SPDX-License-Identifier: GPL-2.0
/*
 * ktap - the functions of a program or library by their place in the file
 *
 * Names are copied, so that nothing depends on the file once it was read.
 */
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "target/elf.h"
#include "target/elf_debug.h"
#include "target/symbols.h"

struct row {
	__u64 begin;
	__u64 size;		/* 0: unknown */
	size_t name;		/* where in names */
	bool is_global;
};

struct symbols {
	struct row *rows;	/* by begin; the best name of a place is last */
	size_t nr;
	size_t room;
	char *names;
	size_t names_len;
	size_t names_room;
	bool failed;		/* no memory */
};

static bool make_room(void **array, size_t *room, size_t wanted, size_t size)
{
	size_t more = *room ? *room * 2 : 256;
	void *bigger;

	if (wanted <= *room)
		return true;
	if (more < wanted)
		more = wanted;
	bigger = realloc(*array, more * size);
	if (!bigger)
		return false;
	*array = bigger;
	*room = more;
	return true;
}

static void add(void *arg, const struct elf_symbol *symbol)
{
	struct symbols *symbols = arg;
	struct row *row;

	if (symbols->failed ||
	    !make_room((void **)&symbols->rows, &symbols->room, symbols->nr + 1,
		       sizeof(*row)) ||
	    !make_room((void **)&symbols->names, &symbols->names_room,
		       symbols->names_len + symbol->len + 1, 1)) {
		symbols->failed = true;
		return;
	}
	row = &symbols->rows[symbols->nr++];
	row->begin = symbol->offset;
	row->size = symbol->size;
	row->name = symbols->names_len;
	row->is_global = symbol->is_global;
	memcpy(symbols->names + row->name, symbol->name, symbol->len);
	symbols->names[row->name + symbol->len] = '\0';
	symbols->names_len += symbol->len + 1;
}

/* qsort() hands over nothing but the rows. */
static const char *sorted_names;

/*
 * Of the names of a place the best is the last: with a size, global, with the
 * fewest underscores before it, the first of the alphabet.
 */
static int compare(const void *a, const void *b)
{
	const struct row *one = a, *two = b;
	const char *name1 = sorted_names + one->name;
	const char *name2 = sorted_names + two->name;
	size_t under1 = strspn(name1, "_"), under2 = strspn(name2, "_");

	if (one->begin != two->begin)
		return one->begin < two->begin ? -1 : 1;
	if (!one->size != !two->size)
		return two->size ? -1 : 1;
	if (one->is_global != two->is_global)
		return two->is_global ? -1 : 1;
	if (under1 != under2)
		return under1 > under2 ? -1 : 1;
	return strcmp(name2, name1);
}

struct symbols *symbols_open(const char *path)
{
	struct symbols *symbols = calloc(1, sizeof(*symbols));
	struct elf *elf, *debug;
	const char *why;

	elf = symbols ? elf_open(path, &why) : NULL;
	if (!elf) {
		free(symbols);
		return NULL;
	}
	debug = elf_debug_open(elf, path);
	elf_each_function(elf, elf, add, symbols);
	if (debug)
		elf_each_function(elf, debug, add, symbols);
	elf_close(debug);
	elf_close(elf);

	if (symbols->failed || !symbols->nr) {
		symbols_close(symbols);
		return NULL;
	}
	sorted_names = symbols->names;
	qsort(symbols->rows, symbols->nr, sizeof(*symbols->rows), compare);
	return symbols;
}

void symbols_close(struct symbols *symbols)
{
	if (!symbols)
		return;
	free(symbols->rows);
	free(symbols->names);
	free(symbols);
}

const char *symbols_find(const struct symbols *symbols, __u64 offset,
			 __u64 *begin)
{
	size_t low = 0, high = symbols->nr;
	const struct row *row;

	/* The last row that does not begin behind @offset. */
	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (symbols->rows[middle].begin <= offset)
			low = middle + 1;
		else
			high = middle;
	}
	if (!low)
		return NULL;
	row = &symbols->rows[low - 1];
	if (row->size && offset - row->begin >= row->size)
		return NULL;
	*begin = row->begin;
	return symbols->names + row->name;
}
