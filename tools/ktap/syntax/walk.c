// SPDX-License-Identifier: GPL-2.0
/*
 * ktap - walking trees
 */
#include <stddef.h>

#include "syntax/ast.h"
#include "syntax/walk.h"

static void walk_list(struct exp *list, enum walk_place place,
		      const struct walk_ops *ops, void *data)
{
	if (!ops->exp)
		return;
	for (; list; list = list->next)
		ops->exp(data, list, place);
}

static void walk_arms(struct arm *arm, const struct walk_ops *ops, void *data)
{
	for (; arm; arm = arm->next) {
		if (arm->condition)
			walk_list(arm->condition, WALK_CONDITION, ops, data);
		walk_stmts(arm->body, ops, data);
	}
}

static void walk_stmt(struct stmt *stmt, const struct walk_ops *ops, void *data)
{
	switch (stmt->kind) {
	case STMT_ASSIGN:
	case STMT_UPDATE:
		walk_list(stmt->targets, WALK_TARGET, ops, data);
		walk_list(stmt->values, WALK_VALUE, ops, data);
		break;
	case STMT_CALL:
		walk_list(stmt->values, WALK_CALL, ops, data);
		break;
	case STMT_VAR:
	case STMT_RETURN:
		walk_list(stmt->values, WALK_VALUE, ops, data);
		break;
	case STMT_IF:
		walk_arms(stmt->arms, ops, data);
		break;
	case STMT_WHILE:
		walk_list(stmt->values, WALK_CONDITION, ops, data);
		walk_stmts(stmt->body, ops, data);
		break;
	case STMT_REPEAT:
		walk_stmts(stmt->body, ops, data);
		walk_list(stmt->values, WALK_CONDITION, ops, data);
		break;
	case STMT_FOR_STEPS:
		walk_list(stmt->values, WALK_VALUE, ops, data);
		walk_list(stmt->loop->condition, WALK_CONDITION, ops, data);
		walk_stmts(stmt->body, ops, data);
		walk_stmts(stmt->loop->step, ops, data);
		break;
	case STMT_BLOCK:
	case STMT_FOR_RANGE:
	case STMT_FOR_IN:
		walk_list(stmt->values, WALK_VALUE, ops, data);
		walk_stmts(stmt->body, ops, data);
		break;
	default:
		break;
	}
}

void walk_stmts(struct stmt *stmts, const struct walk_ops *ops, void *data)
{
	for (; stmts; stmts = stmts->next) {
		if (ops->enter)
			ops->enter(data, stmts);
		walk_stmt(stmts, ops, data);
		if (ops->leave)
			ops->leave(data, stmts);
	}
}

static void walk_exps(struct exp *list,
		      bool (*visit)(void *data, struct exp *exp), void *data)
{
	for (; list; list = list->next)
		walk_exp(list, visit, data);
}

void walk_exp(struct exp *exp, bool (*visit)(void *data, struct exp *exp),
	      void *data)
{
	struct field *field;

	if (!visit(data, exp))
		return;
	switch (exp->kind) {
	case EXP_PAREN:
	case EXP_UNARY:
	case EXP_ARG_AT:
		walk_exp(exp->first, visit, data);
		break;
	case EXP_INDEX:
	case EXP_CALL:
		walk_exp(exp->first, visit, data);
		walk_exps(exp->list, visit, data);
		break;
	case EXP_TABLE:
		for (field = exp->fields; field; field = field->next) {
			walk_exps(field->list, visit, data);
			walk_exp(field->value, visit, data);
		}
		break;
	case EXP_CONCAT:
		walk_exps(exp->list, visit, data);
		break;
	case EXP_CHOICE:
		walk_exp(exp->first, visit, data);
		walk_exp(exp->second, visit, data);
		walk_exp(exp->third, visit, data);
		break;
	case EXP_BINARY:
	case EXP_AND:
	case EXP_OR:
		walk_exp(exp->first, visit, data);
		walk_exp(exp->second, visit, data);
		break;
	default:
		break;
	}
}
