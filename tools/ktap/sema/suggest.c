// SPDX-License-Identifier: GPL-2.0
/*
 * ktap - "did you mean"
 */
#include <string.h>

#include "base/intern.h"
#include "sema/missing.h"
#include "sema/state.h"
#include "sema/suggest.h"

/* Longer names are not compared. */
#define MAX_NAME	40

/* Nor more names of the script than these. */
#define MAX_SYMBOLS	2000

struct best {
	const char *name;	/* what is looked for */
	const char *found;
	unsigned int distance;
};

static unsigned int least(unsigned int a, unsigned int b)
{
	return a < b ? a : b;
}

/* Least number of letters to add, take out, change or swap. */
static unsigned int distance(const char *a, const char *b)
{
	unsigned int rows[3][MAX_NAME + 1];
	size_t len = strlen(b), i, j;

	for (j = 0; j <= len; j++)
		rows[0][j] = j;
	for (i = 1; a[i - 1]; i++) {
		unsigned int *row = rows[i % 3], *above = rows[(i + 2) % 3];

		row[0] = i;
		for (j = 1; j <= len; j++) {
			unsigned int change = a[i - 1] != b[j - 1];

			row[j] = least(least(above[j], row[j - 1]) + 1,
				       above[j - 1] + change);
			if (i > 1 && j > 1 && a[i - 1] == b[j - 2] &&
			    a[i - 2] == b[j - 1])
				row[j] = least(row[j], rows[(i + 1) % 3][j - 2] + 1);
		}
	}
	return rows[(i - 1) % 3][len];
}

static void consider(struct best *best, const char *name)
{
	unsigned int found;

	if (strlen(name) > MAX_NAME || !strcmp(name, best->name))
		return;
	found = distance(best->name, name);
	if (found < best->distance) {
		best->distance = found;
		best->found = name;
	}
}

const char *suggest_name(const struct sema *sema, const char *name)
{
	size_t len = strlen(name);
	struct best best = { .name = name };
	const char *known;
	unsigned int i;

	if (len > MAX_NAME || len < 2)
		return NULL;
	/* One letter of three may be wrong. */
	best.distance = len / 3 + 1 + (len == 2);
	for (i = 0; i < sema->scope.symbols.nr && i < MAX_SYMBOLS; i++) {
		const struct symbol *symbol = sema->scope.symbols.items[i];

		if (symbol->kind != SYMBOL_UNDECLARED)
			consider(&best, symbol->name->text);
	}
	for (i = 0; (known = builtin_name(i)); i++)
		consider(&best, known);
	for (i = 0; (known = missing_name(i)); i++)
		consider(&best, known);
	return best.found;
}
