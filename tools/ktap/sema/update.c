// SPDX-License-Identifier: GPL-2.0
/*
 * ktap - updates that are written as assignments
 */
#include "sema/scope.h"
#include "sema/update.h"
#include "syntax/ast.h"
#include "syntax/walk.h"

static bool same_list(struct scope *scope, struct exp *a, struct exp *b);

static enum symbol_kind kind_of(struct scope *scope, const struct exp *name)
{
	return scope_find(scope, name->name, name->pos)->kind;
}

/* A name has one value within a statement, unless it is like nsecs. */
static bool same_name(struct scope *scope, const struct exp *a,
		      const struct exp *b)
{
	const struct symbol *symbol;

	if (a->name != b->name)
		return false;
	symbol = scope_find(scope, a->name, a->pos);
	return symbol->kind != SYMBOL_BUILTIN || symbol->builtin.is_pure;
}

/* Functions of the script would be called twice. */
static bool same_call(struct scope *scope, struct exp *a, struct exp *b);

/* Is it the same variable, element or key? */
static bool same(struct scope *scope, struct exp *a, struct exp *b)
{
	a = ast_inner(a);
	b = ast_inner(b);
	if (a->kind != b->kind || a->op != b->op)
		return false;
	switch (a->kind) {
	case EXP_NIL:
	case EXP_TRUE:
	case EXP_FALSE:
		return true;
	case EXP_INT:
		return a->value == b->value;
	case EXP_STRING:
		return a->text == b->text;
	case EXP_NAME:
		return same_name(scope, a, b);
	case EXP_INDEX:
		return same(scope, a->first, b->first) &&
		       same_list(scope, a->list, b->list);
	case EXP_CALL:
		return same_call(scope, a, b);
	case EXP_CONCAT:
		return same_list(scope, a->list, b->list);
	case EXP_UNARY:
		return same(scope, a->first, b->first);
	case EXP_BINARY:
		return same(scope, a->first, b->first) &&
		       same(scope, a->second, b->second);
	default:
		return false;
	}
}

static bool same_call(struct scope *scope, struct exp *a, struct exp *b)
{
	const struct exp *callee = ast_inner(a->first);

	return callee->kind == EXP_NAME &&
	       kind_of(scope, callee) == SYMBOL_BUILTIN &&
	       same(scope, a->first, b->first) &&
	       same_list(scope, a->list, b->list);
}

static bool same_list(struct scope *scope, struct exp *a, struct exp *b)
{
	for (; a && b; a = a->next, b = b->next) {
		if (!same(scope, a, b))
			return false;
	}
	return !a && !b;
}

struct search {
	struct scope *scope;
	bool found;
};

/* Calls of anything but built-ins. */
static bool visit(void *data, struct exp *exp)
{
	struct search *search = data;
	enum symbol_kind kind;
	struct exp *callee;

	if (exp->kind != EXP_CALL || search->found)
		return !search->found;
	callee = ast_inner(exp->first);
	if (callee->kind == EXP_INDEX && callee->first->kind == EXP_NAME)
		callee = callee->first;
	search->found = true;
	if (callee->kind == EXP_NAME) {
		kind = kind_of(search->scope, callee);
		search->found = kind == SYMBOL_LOCAL ||
				kind == SYMBOL_UNDECLARED;
	}
	return !search->found;
}

static bool calls_script(struct scope *scope, struct exp *list)
{
	struct search search = { .scope = scope };

	for (; list; list = list->next)
		walk_exp(list, visit, &search);
	return search.found;
}

void update_find(struct scope *scope, struct stmt *stmt)
{
	struct exp *value, *operand, *rest;
	enum exp_op op;

	if (stmt->nr_targets != 1 || stmt->nr_values != 1)
		return;
	value = ast_inner(stmt->values);
	if (value->kind == EXP_BINARY && value->op <= OP_SHR) {
		operand = value->first;
		rest = value->second;
		op = value->op;
	} else if (value->kind == EXP_CONCAT) {
		operand = value->list;
		rest = operand->next;
		op = OP_CONCAT;
	} else {
		return;
	}
	if (!same(scope, stmt->targets, operand) || calls_script(scope, rest))
		return;
	stmt->kind = STMT_UPDATE;
	stmt->op = op;
	stmt->pos = value->pos;
	if (op == OP_CONCAT && rest->next) {
		/* x .. a .. b is x .. (a .. b) */
		value->list = rest;
		value->nr--;
		rest = value;
	}
	stmt->values = rest;
}
