// SPDX-License-Identifier: GPL-2.0
/*
 * ktap - a pass: find what functions capture
 *
 * A function captures the private variables of the code around it that it, or
 * a function within it, uses.  One that captures something has a value made
 * where its definition is reached, so whoever uses its name captures that, in
 * turn; it itself does not, it knows itself.
 *
 * A captured variable that is assigned after its declaration lies in a cell,
 * others are captured by their value.
 */
#include "sema/capture.h"
#include "sema/state.h"
#include "syntax/ast.h"

static bool has_captured(const struct func_def *func,
			 const struct symbol *symbol)
{
	const struct capture *capture;

	for (capture = func->captures; capture; capture = capture->next) {
		if (capture->symbol == symbol)
			return true;
	}
	return false;
}

/* Cells first, then values; what is the function itself comes last. */
static void add_capture(struct sema *sema, struct func_def *func,
			struct symbol *symbol)
{
	struct capture *capture = arena_alloc(sema->arena, sizeof(*capture));
	struct capture **place = &func->captures;

	capture->symbol = symbol;
	capture->is_self = symbol->func == func && !symbol->assigned;
	symbol->is_cell = symbol->assigned;
	func->nr_captured += !capture->is_self;
	func->nr_cells += symbol->is_cell;
	while (*place && !symbol->is_cell &&
	       ((*place)->symbol->is_cell ||
		(capture->is_self && !(*place)->is_self)))
		place = &(*place)->next;
	capture->next = *place;
	*place = capture;
}

/* Return: whether there was something to do. */
static bool add_use(struct sema *sema, const struct outside_use *use)
{
	struct symbol *symbol = use->symbol;
	struct func_def *func = use->func;
	bool added = false;

	if (symbol->kind != SYMBOL_LOCAL)
		return false;
	for (; func && func != symbol->owner; func = func->outer) {
		if (has_captured(func, symbol))
			continue;
		add_capture(sema, func, symbol);
		added = true;
	}
	return added;
}

/* Names of functions that turned out to be closures. */
static bool demote_names(struct sema *sema)
{
	bool changed = false;
	__u32 i;

	for (i = 0; i < sema->scope.symbols.nr; i++) {
		struct symbol *symbol = sema->scope.symbols.items[i];

		if (symbol->kind != SYMBOL_FUNC || !symbol->func->nr_captured)
			continue;
		symbol->kind = SYMBOL_LOCAL;
		changed = true;
	}
	return changed;
}

void capture_run(struct sema *sema)
{
	bool changed;
	__u32 i;

	do {
		changed = false;
		for (i = 0; i < sema->outside_uses.nr; i++)
			changed |= add_use(sema, &sema->outside_uses.items[i]);
		changed |= demote_names(sema);
	} while (changed);
}
