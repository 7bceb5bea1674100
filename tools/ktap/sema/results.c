// SPDX-License-Identifier: GPL-2.0
/*
 * ktap - a pass: find how many results functions have
 *
 * What is known of a function changes from "none" to a fixed number to "they
 * vary", never back, so that the search ends.
 */
#include <linux/ktap_bytecode.h>

#include "sema/results.h"
#include "sema/state.h"
#include "syntax/ast.h"
#include "syntax/walk.h"

/* More than registers could hold. */
#define MAX_RESULTS	200

struct count {
	enum func_results kind;
	__u32 nr;
};

/* The function that is certain to be called, or NULL. */
static const struct func_def *find_callee(const struct symbol *symbol)
{
	if (symbol->kind == SYMBOL_FUNC ||
	    (symbol->kind == SYMBOL_LOCAL && !symbol->assigned))
		return symbol->func;
	return NULL;
}

static struct count count_call(struct exp *exp)
{
	struct count count = { .kind = RESULTS_VARY };
	const struct exp *callee = ast_inner(exp->first);
	const struct func_def *func;

	if (callee->kind != EXP_NAME || !callee->symbol)
		return count;
	if (callee->symbol->kind == SYMBOL_BUILTIN) {
		if (callee->symbol->builtin.nr_results == KTAP_ALL)
			return count;
		count.kind = RESULTS_FIXED;
		count.nr = callee->symbol->builtin.nr_results;
		return count;
	}
	func = find_callee(callee->symbol);
	if (func) {
		count.kind = func->results;
		count.nr = func->nr_results;
	}
	return count;
}

static struct count count_list(struct exp *list)
{
	struct count count = { .kind = RESULTS_FIXED };
	__u32 nr = 0;

	for (; list && list->next; list = list->next)
		nr++;
	if (list) {
		count.nr = 1;
		if (list->kind == EXP_CALL)
			count = count_call(list);
		else if (list->kind == EXP_VARARG)
			count.kind = RESULTS_VARY;
	}
	count.nr += nr;
	if (count.nr > MAX_RESULTS)
		count.kind = RESULTS_VARY;
	return count;
}

bool results_of_list(struct exp *list, __u32 *nr)
{
	struct count count = count_list(list);

	*nr = count.nr;
	if (count.kind == RESULTS_FIXED)
		return true;
	for (*nr = 0; list->next; list = list->next)
		++*nr;
	return false;
}

bool results_of(struct exp *exp, __u32 *nr)
{
	struct count count = { .kind = RESULTS_FIXED, .nr = 1 };

	if (exp->kind == EXP_CALL)
		count = count_call(exp);
	else if (exp->kind == EXP_VARARG)
		count.kind = RESULTS_VARY;
	*nr = count.nr;
	return count.kind == RESULTS_FIXED;
}

static void join(struct count *sum, struct count count)
{
	if (sum->kind == RESULTS_NONE)
		*sum = count;
	else if (count.kind == RESULTS_VARY ||
		 (count.kind == RESULTS_FIXED && count.nr != sum->nr))
		sum->kind = RESULTS_VARY;
}

static void visit_return(void *data, struct stmt *stmt)
{
	if (stmt->kind == STMT_RETURN)
		join(data, count_list(stmt->values));
}

static bool ends(const struct stmt *stmts);

/* Does a statement end with "return" on all its ways? */
static bool is_end(const struct stmt *stmt)
{
	const struct arm *arm;

	switch (stmt->kind) {
	case STMT_RETURN:
		return true;
	case STMT_BLOCK:
		return ends(stmt->body);
	case STMT_IF:
		for (arm = stmt->arms; arm; arm = arm->next) {
			if (!ends(arm->body))
				return false;
			if (!arm->condition)
				return true;
		}
		return false;
	default:
		return false;
	}
}

static bool ends(const struct stmt *stmts)
{
	for (; stmts; stmts = stmts->next) {
		if (is_end(stmts))
			return true;
	}
	return false;
}

/* Return: whether something else was known before. */
static bool update_results(struct func_def *func)
{
	static const struct walk_ops ops = { .enter = visit_return };
	struct count count = { 0 }, nothing = { .kind = RESULTS_FIXED };

	walk_stmts(func->body, &ops, &count);
	if (!ends(func->body))
		join(&count, nothing);
	if (func->results == RESULTS_VARY ||
	    (func->results == count.kind && func->nr_results == count.nr))
		return false;
	/* Two different numbers, one after the other, are none. */
	if (func->results == RESULTS_FIXED)
		count.kind = RESULTS_VARY;
	func->results = count.kind;
	func->nr_results = count.nr;
	return true;
}

void results_run(struct sema *sema)
{
	struct func_def *func;
	bool changed;

	do {
		changed = false;
		for (func = sema->ast->main; func; func = func->next) {
			if (func->kind == FUNC_SCRIPT)
				changed |= update_results(func);
		}
	} while (changed);
}
