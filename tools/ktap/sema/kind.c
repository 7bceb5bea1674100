// SPDX-License-Identifier: GPL-2.0
/*
 * ktap - what is certain about an expression's value
 */
#include "sema/kind.h"
#include "sema/scope.h"
#include "syntax/ast.h"

static bool is_integer_builtin(struct exp *exp)
{
	return exp->kind == EXP_NAME && exp->symbol &&
	       exp->symbol->kind == SYMBOL_BUILTIN &&
	       exp->symbol->builtin.is_integer;
}

static bool is_arithmetic(enum exp_op op)
{
	return op <= OP_SHR || op == OP_NEG || op == OP_BNOT;
}

bool kind_is_computed_integer(struct exp *exp)
{
	exp = ast_inner(exp);
	switch (exp->kind) {
	case EXP_BINARY:
		return is_arithmetic(exp->op);
	case EXP_UNARY:
		/* "-1" is a literal to whoever writes it. */
		return is_arithmetic(exp->op) &&
		       ast_inner(exp->first)->kind != EXP_INT;
	case EXP_CALL:
		return is_integer_builtin(ast_inner(exp->first));
	case EXP_NAME:
		return is_integer_builtin(exp);
	default:
		return false;
	}
}

bool kind_is_never_nil(struct exp *exp)
{
	exp = ast_inner(exp);
	switch (exp->kind) {
	case EXP_TRUE:
	case EXP_FALSE:
	case EXP_INT:
	case EXP_STRING:
	case EXP_FUNCTION:
	case EXP_TABLE:
	case EXP_UNARY:
	case EXP_BINARY:
	case EXP_CONCAT:
		return true;
	case EXP_AND:
		return kind_is_never_nil(exp->first) &&
		       kind_is_never_nil(exp->second);
	case EXP_OR:
		return kind_is_never_nil(exp->second);
	case EXP_CHOICE:
		return kind_is_never_nil(exp->second) &&
		       kind_is_never_nil(exp->third);
	default:
		return kind_is_computed_integer(exp);
	}
}

bool kind_is_no_function(struct exp *exp)
{
	exp = ast_inner(exp);
	switch (exp->kind) {
	case EXP_NIL:
	case EXP_TRUE:
	case EXP_FALSE:
	case EXP_INT:
	case EXP_STRING:
	case EXP_TABLE:
	case EXP_UNARY:
	case EXP_BINARY:
	case EXP_CONCAT:
		return true;
	default:
		return kind_is_computed_integer(exp);
	}
}

const char *kind_name(struct exp *exp)
{
	exp = ast_inner(exp);
	switch (exp->kind) {
	case EXP_TRUE:
	case EXP_FALSE:
		return "boolean";
	case EXP_STRING:
	case EXP_CONCAT:
		return "string";
	case EXP_TABLE:
		return "table";
	case EXP_FUNCTION:
		return "function";
	case EXP_UNARY:
		return exp->op == OP_NOT ? "boolean" : NULL;
	case EXP_BINARY:
		return exp->op >= OP_EQ ? "boolean" : NULL;
	default:
		return NULL;
	}
}
