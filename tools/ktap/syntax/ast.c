// SPDX-License-Identifier: GPL-2.0
/*
 * ktap - the tree of a script
 */
#include "syntax/ast.h"

struct exp *ast_exp(struct arena *arena, enum exp_kind kind, __u32 pos)
{
	struct exp *exp = arena_alloc(arena, sizeof(*exp));

	exp->kind = kind;
	exp->pos = pos;
	exp->depth = 1;
	return exp;
}

struct stmt *ast_stmt(struct arena *arena, enum stmt_kind kind, __u32 pos)
{
	struct stmt *stmt = arena_alloc(arena, sizeof(*stmt));

	stmt->kind = kind;
	stmt->pos = pos;
	return stmt;
}

struct func_def *ast_func(struct arena *arena, struct ast *ast,
			  enum func_kind kind, __u32 pos)
{
	struct func_def *func = arena_alloc(arena, sizeof(*func));

	func->kind = kind;
	func->pos = pos;
	if (ast->last)
		ast->last->next = func;
	else
		ast->main = func;
	ast->last = func;
	return func;
}

struct exp *ast_inner(struct exp *exp)
{
	while (exp->kind == EXP_PAREN)
		exp = exp->first;
	return exp;
}

bool ast_is_literal(const struct exp *exp)
{
	return exp->kind <= EXP_STRING;
}

struct exp *ast_last(struct exp *list)
{
	while (list->next)
		list = list->next;
	return list;
}
