// SPDX-License-Identifier: GPL-2.0
/*
 * ktap - "did you mean"
 */
#include "base/intern.h"
#include "base/near.h"
#include "sema/missing.h"
#include "sema/state.h"
#include "sema/suggest.h"

/* No more names of the script than these are compared. */
#define MAX_SYMBOLS	2000

const char *suggest_name(const struct sema *sema, const char *name)
{
	const char *known;
	struct near near;
	unsigned int i;

	near_init(&near, name);
	for (i = 0; i < sema->scope.symbols.nr && i < MAX_SYMBOLS; i++) {
		const struct symbol *symbol = sema->scope.symbols.items[i];

		if (symbol->kind != SYMBOL_UNDECLARED)
			near_offer(&near, symbol->name->text);
	}
	for (i = 0; (known = builtin_name(i)); i++)
		near_offer(&near, known);
	for (i = 0; (known = missing_name(i)); i++)
		near_offer(&near, known);
	return near.found;
}
