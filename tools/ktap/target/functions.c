// SPDX-License-Identifier: GPL-2.0
/*
 * ktap - the functions of a program or library by their names
 */
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/vec.h"
#include "target/elf.h"
#include "target/elf_debug.h"
#include "target/functions.h"

struct functions {
	struct arena arena;
	struct elf *debug;	/* has names that are listed, or NULL */
	DECLARE_VEC(struct elf_symbol, list);
};

static void add(void *arg, const struct elf_symbol *symbol)
{
	struct functions *functions = arg;

	vec_push(&functions->arena, &functions->list, *symbol);
}

static int compare_names(const struct elf_symbol *symbol, const char *name,
			 size_t len)
{
	size_t common = symbol->len < len ? symbol->len : len;
	int order = memcmp(symbol->name, name, common);

	if (order)
		return order;
	return symbol->len < len ? -1 : symbol->len > len;
}

static int compare(const void *a, const void *b)
{
	const struct elf_symbol *one = a, *two = b;
	int order = compare_names(one, two->name, two->len);

	if (order)
		return order;
	return one->offset < two->offset ? -1 : one->offset > two->offset;
}

/* Several symbol tables may have a function. */
static void drop_doubles(struct functions *functions)
{
	struct elf_symbol *items = functions->list.items;
	__u32 i, nr = 0;

	for (i = 0; i < functions->list.nr; i++) {
		if (!nr || compare(&items[nr - 1], &items[i]))
			items[nr++] = items[i];
	}
	functions->list.nr = nr;
}

struct functions *functions_read(const struct elf *elf, const char *path)
{
	struct arena arena = { 0 };
	struct functions *functions = arena_alloc(&arena, sizeof(*functions));

	functions->arena = arena;
	functions->debug = elf_debug_open(elf, path);
	elf_each_function(elf, elf, add, functions);
	if (functions->debug)
		elf_each_function(elf, functions->debug, add, functions);
	if (functions->list.nr)
		qsort(functions->list.items, functions->list.nr,
		      sizeof(*functions->list.items), compare);
	drop_doubles(functions);
	return functions;
}

void functions_free(struct functions *functions)
{
	struct arena arena;

	if (!functions)
		return;
	elf_close(functions->debug);
	arena = functions->arena;
	arena_free(&arena);
}

const struct elf_symbol *functions_all(const struct functions *functions,
				       __u32 *nr)
{
	*nr = functions->list.nr;
	return functions->list.items;
}

/* How many functions come before @name. */
static __u32 nr_before(const struct functions *functions, const char *name)
{
	size_t len = strlen(name);
	__u32 low = 0, high = functions->list.nr;

	while (low < high) {
		__u32 middle = low + (high - low) / 2;

		if (compare_names(&functions->list.items[middle], name, len) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

const struct elf_symbol *functions_find(const struct functions *functions,
					const char *name, __u32 *nr)
{
	const struct elf_symbol *first =
		functions->list.items + nr_before(functions, name);
	const struct elf_symbol *end =
		functions->list.items + functions->list.nr;
	size_t len = strlen(name);

	*nr = 0;
	while (first + *nr < end && !compare_names(first + *nr, name, len))
		++*nr;
	return first;
}
