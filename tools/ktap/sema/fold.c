// SPDX-License-Identifier: GPL-2.0
/*
 * ktap - a pass: compute what is constant
 *
 * What would be an error at run time is left as it is.
 */
#include <stdio.h>
#include <string.h>

#include "base/intern.h"
#include "sema/fold.h"
#include "sema/state.h"
#include "syntax/ast.h"
#include "syntax/walk.h"

struct fold {
	struct sema *sema;
	bool in_filter;		/* 0 is false */
};

static void fold_exp(struct fold *fold, struct exp *exp);

static void fold_list(struct fold *fold, struct exp *list)
{
	for (; list; list = list->next)
		fold_exp(fold, list);
}

/* Put another expression in the place of one. */
static void replace(struct exp *exp, const struct exp *with)
{
	struct exp *next = exp->next;

	*exp = *with;
	exp->next = next;
}

/* As replace(), where only one value of a call is wanted. */
static void replace_one(struct exp *exp, struct exp *with)
{
	if (with->kind == EXP_CALL || with->kind == EXP_VARARG) {
		exp->kind = EXP_PAREN;
		exp->first = with;
	} else {
		replace(exp, with);
	}
}

static void set_int(struct exp *exp, __s64 value)
{
	exp->kind = EXP_INT;
	exp->value = value;
}

static void set_bool(struct exp *exp, bool value)
{
	exp->kind = value ? EXP_TRUE : EXP_FALSE;
}

static bool is_true(const struct fold *fold, const struct exp *exp)
{
	if (fold->in_filter && exp->kind == EXP_INT)
		return exp->value != 0;
	return exp->kind != EXP_NIL && exp->kind != EXP_FALSE;
}

/* Return: false if it is an error at run time. */
static bool compute(enum exp_op op, __s64 a, __s64 b, __s64 *result)
{
	__u64 left = a, right = b;

	switch (op) {
	case OP_ADD:
		*result = left + right;
		return true;
	case OP_SUB:
		*result = left - right;
		return true;
	case OP_MUL:
		*result = left * right;
		return true;
	case OP_DIV:
	case OP_MOD:
		if (!b)
			return false;
		/* Not what the machine traps on. */
		if (b == -1)
			*result = op == OP_DIV ? -left : 0;
		else
			*result = op == OP_DIV ? a / b : a % b;
		return true;
	case OP_AND:
		*result = a & b;
		return true;
	case OP_OR:
		*result = a | b;
		return true;
	case OP_XOR:
		*result = a ^ b;
		return true;
	case OP_SHL:
		*result = left << (right & 63);
		return true;
	case OP_SHR:
		*result = a >> (right & 63);
		return true;
	default:
		return false;
	}
}

static bool is_equal(const struct exp *a, const struct exp *b)
{
	if (a->kind != b->kind)
		return false;
	if (a->kind == EXP_INT)
		return a->value == b->value;
	return a->kind != EXP_STRING || a->text == b->text;
}

static int compare_texts(const struct intern_text *a,
			 const struct intern_text *b)
{
	int order = memcmp(a->text, b->text, a->len < b->len ? a->len : b->len);

	return order ? order : (a->len > b->len) - (a->len < b->len);
}

static void fold_comparison(struct exp *exp, const struct exp *a,
			    const struct exp *b)
{
	int order;

	if (exp->op == OP_EQ || exp->op == OP_NE) {
		set_bool(exp, is_equal(a, b) == (exp->op == OP_EQ));
		return;
	}
	if (a->kind == EXP_INT && b->kind == EXP_INT)
		order = (a->value > b->value) - (a->value < b->value);
	else if (a->kind == EXP_STRING && b->kind == EXP_STRING)
		order = compare_texts(a->text, b->text);
	else
		return;
	if (exp->op == OP_LT)
		set_bool(exp, order < 0);
	else if (exp->op == OP_LE)
		set_bool(exp, order <= 0);
	else if (exp->op == OP_GT)
		set_bool(exp, order > 0);
	else if (exp->op == OP_GE)
		set_bool(exp, order >= 0);
}

static void fold_binary(struct exp *exp)
{
	const struct exp *a = exp->first, *b = exp->second;
	__s64 result;

	if (!ast_is_literal(a) || !ast_is_literal(b))
		return;
	if (exp->op >= OP_EQ)
		fold_comparison(exp, a, b);
	else if (a->kind == EXP_INT && b->kind == EXP_INT &&
		 compute(exp->op, a->value, b->value, &result))
		set_int(exp, result);
}

static void fold_unary(const struct fold *fold, struct exp *exp)
{
	const struct exp *operand = exp->first;

	if (exp->op == OP_NOT && ast_is_literal(operand))
		set_bool(exp, !is_true(fold, operand));
	else if (exp->op == OP_NEG && operand->kind == EXP_INT)
		set_int(exp, -(__u64)operand->value);
	else if (exp->op == OP_BNOT && operand->kind == EXP_INT)
		set_int(exp, ~operand->value);
}

/* What a literal is as text; the buffer holds any integer. */
static const char *literal_text(const struct exp *exp, char *buffer,
				__u32 *len)
{
	const char *text = buffer;

	switch (exp->kind) {
	case EXP_STRING:
		*len = exp->text->len;
		return exp->text->text;
	case EXP_INT:
		*len = sprintf(buffer, "%lld", (long long)exp->value);
		return text;
	case EXP_TRUE:
		text = "true";
		break;
	case EXP_FALSE:
		text = "false";
		break;
	default:
		text = "nil";
		break;
	}
	*len = strlen(text);
	return text;
}

/*
 * Literals of a list that stand next to each other, from the first on, as one.
 * All at once: pair by pair the time would grow with the square.
 */
static void join_run(struct fold *fold, struct exp *first, struct exp *end)
{
	char buffer[24], *bytes;
	struct exp *exp;
	__u32 len, total = 0;

	for (exp = first; exp != end; exp = exp->next) {
		literal_text(exp, buffer, &len);
		total += len;
	}
	bytes = arena_alloc(fold->sema->arena, total + 1);
	total = 0;
	for (exp = first; exp != end; exp = exp->next) {
		const char *text = literal_text(exp, buffer, &len);

		memcpy(bytes + total, text, len);
		total += len;
	}
	first->kind = EXP_STRING;
	first->text = intern_text(fold->sema->intern, bytes, total);
	first->next = end;
}

static void fold_concat(struct fold *fold, struct exp *exp)
{
	struct exp *first, *end;
	char buffer[24];
	__u32 len, total;

	exp->nr = 0;
	for (first = exp->list; first; first = first->next) {
		total = 0;
		for (end = first; end && ast_is_literal(end); end = end->next) {
			literal_text(end, buffer, &len);
			total += len;
			if (total > KTAP_IMAGE_MAX_STRING)
				break;
		}
		if (end != first && end != first->next)
			join_run(fold, first, end);
		exp->nr++;
	}
	if (exp->nr == 1)
		replace(exp, exp->list);
}

/* "a && b", "a || b" with a literal on the left. */
static void fold_logical(struct fold *fold, struct exp *exp)
{
	struct exp *left = exp->first, *right = exp->second;
	bool is_and = exp->kind == EXP_AND;

	if (!ast_is_literal(left))
		return;
	if (is_true(fold, left) == is_and)
		replace_one(exp, right);
	else
		replace(exp, left);
}

static void fold_choice(struct fold *fold, struct exp *exp)
{
	if (ast_is_literal(exp->first))
		replace_one(exp, is_true(fold, exp->first) ? exp->second :
			    exp->third);
}

static void fold_paren(struct exp *exp)
{
	const struct exp *inner = exp->first;

	/* Parentheses around a call make it give one value. */
	if (inner->kind != EXP_CALL && inner->kind != EXP_VARARG)
		replace(exp, inner);
}

static void fold_table(struct fold *fold, struct exp *exp)
{
	struct field *field;

	for (field = exp->fields; field; field = field->next) {
		fold_list(fold, field->list);
		fold_exp(fold, field->value);
	}
}

static void fold_operator(struct fold *fold, struct exp *exp)
{
	fold_exp(fold, exp->first);
	if (exp->kind == EXP_UNARY) {
		fold_unary(fold, exp);
		return;
	}
	fold_exp(fold, exp->second);
	if (exp->kind == EXP_BINARY)
		fold_binary(exp);
	else
		fold_logical(fold, exp);
}

/* args[1 + 2] */
static void fold_arg(struct exp *exp)
{
	const struct exp *number = ast_inner(exp->first);

	if (number->kind != EXP_INT || number->value < 0 || number->value > 255)
		return;
	exp->value = number->value;
	exp->kind = EXP_ARG;
}

static void fold_exp(struct fold *fold, struct exp *exp)
{
	switch (exp->kind) {
	case EXP_ARG_AT:
		fold_exp(fold, exp->first);
		fold_arg(exp);
		break;
	case EXP_PAREN:
		fold_exp(fold, exp->first);
		fold_paren(exp);
		break;
	case EXP_INDEX:
	case EXP_CALL:
		fold_exp(fold, exp->first);
		fold_list(fold, exp->list);
		break;
	case EXP_TABLE:
		fold_table(fold, exp);
		break;
	case EXP_CONCAT:
		fold_list(fold, exp->list);
		fold_concat(fold, exp);
		break;
	case EXP_UNARY:
	case EXP_BINARY:
	case EXP_AND:
	case EXP_OR:
		fold_operator(fold, exp);
		break;
	case EXP_CHOICE:
		fold_exp(fold, exp->first);
		fold_exp(fold, exp->second);
		fold_exp(fold, exp->third);
		fold_choice(fold, exp);
		break;
	default:
		break;
	}
}

static void visit_exp(void *data, struct exp *exp, enum walk_place place)
{
	(void)place;
	fold_exp(data, exp);
}

void fold_run(struct sema *sema)
{
	static const struct walk_ops ops = { .exp = visit_exp };
	struct fold fold = { .sema = sema };
	struct func_def *func;

	for (func = sema->ast->main; func; func = func->next) {
		fold.in_filter = true;
		if (func->filter)
			fold_exp(&fold, func->filter);
		fold.in_filter = false;
		walk_stmts(func->body, &ops, &fold);
	}
}
