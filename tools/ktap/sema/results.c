// SPDX-License-Identifier: GPL-2.0
/*
 * ktap - a pass: find how many results functions have
 */
#include "base/diag.h"
#include "sema/missing.h"
#include "sema/results.h"
#include "sema/state.h"
#include "syntax/ast.h"
#include "syntax/walk.h"

/* More than registers could hold: the number grows without end. */
#define MAX_RESULTS	250

unsigned int results_of(struct exp *exp)
{
	const struct exp *callee;

	if (exp->kind != EXP_CALL)
		return 1;
	callee = ast_inner(exp->first);
	if (callee->kind != EXP_NAME || !callee->symbol)
		return 1;
	if (callee->symbol->kind == SYMBOL_FUNC)
		return callee->symbol->func->nr_results;
	if (callee->symbol->kind == SYMBOL_BUILTIN)
		return callee->symbol->builtin.nr_results;
	return 1;
}

unsigned int results_of_list(struct exp *list)
{
	unsigned int nr = 0;

	for (; list && list->next; list = list->next)
		nr++;
	return list ? nr + results_of(list) : 0;
}

static void visit_return(void *data, struct stmt *stmt)
{
	unsigned int *most = data, found;

	if (stmt->kind != STMT_RETURN)
		return;
	found = results_of_list(stmt->values);
	if (*most < found)
		*most = found;
}

/* Return: whether the number was another before. */
static bool update_results(struct sema *sema, struct func_def *func)
{
	static const struct walk_ops ops = { .enter = visit_return };
	unsigned int most = 0;

	walk_stmts(func->body, &ops, &most);
	if (most > MAX_RESULTS) {
		missing_error(sema->diag, func->pos, MISSING_RESULTS);
		return false;
	}
	if (func->nr_results == most)
		return false;
	func->nr_results = most;
	return true;
}

void results_run(struct sema *sema)
{
	struct func_def *func;
	bool changed;

	/*
	 * Functions are known only behind their declaration, so that a second
	 * round finds changes only where functions call themselves.
	 */
	do {
		changed = false;
		for (func = sema->ast->main; func; func = func->next) {
			if (func->kind == FUNC_SCRIPT)
				changed |= update_results(sema, func);
		}
	} while (changed && !sema->diag->nr_errors);
}
