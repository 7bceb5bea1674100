// SPDX-License-Identifier: GPL-2.0
/*
 * ktap - code of expressions
 */
#include <limits.h>

#include "codegen/func.h"
#include "codegen/gen_call.h"
#include "codegen/gen_expr.h"
#include "sema/scope.h"
#include "syntax/walk.h"

/* Operands of one CONCAT; longer ones are made of several. */
#define MAX_JOINED	32

/* Register that a result is to be put into. */
static __u32 target(struct func *func, int dst)
{
	return dst == GEN_FRESH ? func_alloc(func, 1) : (__u32)dst;
}

static bool is_local(const struct exp *exp)
{
	return exp->kind == EXP_NAME && exp->symbol->kind == SYMBOL_LOCAL &&
	       !exp->symbol->is_cell;
}

static bool fits_imm(const struct exp *exp)
{
	return exp->kind == EXP_INT && exp->value == (__s32)exp->value;
}

static bool fits_bc(const struct exp *exp)
{
	return exp->kind == EXP_INT && exp->value == (__s16)exp->value;
}

__u32 gen_operand(struct func *func, struct exp *exp)
{
	if (is_local(exp))
		return exp->symbol->reg;
	return gen_value(func, exp, GEN_FRESH);
}

enum ktap_opcode gen_opcode(enum exp_op op)
{
	static const enum ktap_opcode opcodes[] = {
		[OP_ADD] = KTAP_OP_ADD,
		[OP_SUB] = KTAP_OP_SUB,
		[OP_MUL] = KTAP_OP_MUL,
		[OP_DIV] = KTAP_OP_DIV,
		[OP_MOD] = KTAP_OP_MOD,
		[OP_AND] = KTAP_OP_AND,
		[OP_OR] = KTAP_OP_OR,
		[OP_XOR] = KTAP_OP_XOR,
		[OP_SHL] = KTAP_OP_SHL,
		[OP_SHR] = KTAP_OP_SHR,
		[OP_MATCH] = KTAP_OP_MATCH,
	};

	return opcodes[op];
}

/* The form of an operator whose right side is a constant. */
static bool immediate_form(enum exp_op op, const struct exp *right,
			   enum ktap_opcode *code, __s32 *imm)
{
	static const enum ktap_opcode forms[] = {
		[OP_ADD] = KTAP_OP_ADDI,
		[OP_SUB] = KTAP_OP_ADDI,
		[OP_MUL] = KTAP_OP_MULI,
		[OP_DIV] = KTAP_OP_DIVI,
		[OP_MOD] = KTAP_OP_MODI,
		[OP_AND] = KTAP_OP_ANDI,
		[OP_OR] = KTAP_OP_ORI,
		[OP_XOR] = KTAP_OP_XORI,
		[OP_SHL] = KTAP_OP_SHLI,
		[OP_SHR] = KTAP_OP_SHRI,
	};

	if (right->kind != EXP_INT || op == OP_MATCH)
		return false;
	*code = forms[op];
	if (op == OP_SHL || op == OP_SHR) {
		*imm = right->value & 63;
		return true;
	}
	if (!fits_imm(right))
		return false;
	*imm = right->value;
	if (op == OP_SUB) {
		*imm = -(__u32)*imm;
		return right->value != INT_MIN;
	}
	return right->value || (op != OP_DIV && op != OP_MOD);
}

static bool is_commutative(enum exp_op op)
{
	return op == OP_ADD || op == OP_MUL || op == OP_AND || op == OP_OR ||
	       op == OP_XOR;
}

void gen_arithmetic(struct func *func, enum exp_op op, __u32 reg,
		    struct exp *right)
{
	__u32 pos = func->pos, operand;
	enum ktap_opcode code;
	__s32 imm;

	if (immediate_form(op, right, &code, &imm)) {
		func_emit(func, code, reg, reg, 0, imm);
		return;
	}
	operand = gen_operand(func, right);
	func->pos = pos;
	func_emit(func, gen_opcode(op), reg, reg, operand, 0);
}

static __u32 gen_comparison(struct func *func, struct exp *exp, int dst);

static __u32 gen_binary(struct func *func, struct exp *exp, int dst)
{
	struct exp *first = exp->first, *second = exp->second;
	__u32 mark = func->top, left, right = 0;
	enum ktap_opcode code;
	bool has_imm;
	__s32 imm = 0;

	if (exp->op >= OP_EQ && exp->op != OP_MATCH)
		return gen_comparison(func, exp, dst);
	if (is_commutative(exp->op) && fits_imm(first)) {
		first = exp->second;
		second = exp->first;
	}
	left = gen_operand(func, first);
	has_imm = immediate_form(exp->op, second, &code, &imm);
	if (!has_imm) {
		imm = 0;
		code = gen_opcode(exp->op);
		right = gen_operand(func, second);
	}
	func->top = mark;
	dst = target(func, dst);
	func->pos = exp->pos;
	func_emit(func, code, dst, left, right, imm);
	return dst;
}

static __u32 gen_unary(struct func *func, struct exp *exp, int dst)
{
	__u32 mark = func->top, reg;

	/* A filter's 0 is false, an instruction's is not. */
	if (exp->op == OP_NOT && func->in_filter)
		return gen_comparison(func, exp, dst);
	reg = gen_operand(func, exp->first);
	func->top = mark;
	dst = target(func, dst);
	func->pos = exp->pos;
	func_emit(func, exp->op == OP_NOT ? KTAP_OP_NOT :
		  exp->op == OP_NEG ? KTAP_OP_NEG : KTAP_OP_BNOT, dst, reg, 0, 0);
	return dst;
}

/* A condition as a value. */
static __u32 gen_comparison(struct func *func, struct exp *exp, int dst)
{
	__u32 yes = func_label(func), end = func_label(func);

	gen_condition(func, exp, true, yes);
	dst = target(func, dst);
	func->pos = exp->pos;
	func_emit(func, KTAP_OP_LOADBOOL, dst, 0, 0, 0);
	func_jump(func, KTAP_OP_JMP, 0, end);
	func_place(func, yes);
	func_emit(func, KTAP_OP_LOADBOOL, dst, 1, 0, 0);
	func_place(func, end);
	return dst;
}

static __u32 gen_concat(struct func *func, struct exp *exp, int dst)
{
	__u32 mark = func->top, nr = 0;
	struct exp *part;

	for (part = exp->list; part; part = part->next) {
		gen_value(func, part, GEN_FRESH);
		nr++;
		if (nr < MAX_JOINED || !part->next)
			continue;
		func->pos = exp->pos;
		func_emit(func, KTAP_OP_CONCAT, mark, mark, nr, 0);
		func->top = mark + 1;
		nr = 1;
	}
	func->top = mark;
	dst = target(func, dst);
	func->pos = exp->pos;
	func_emit(func, KTAP_OP_CONCAT, dst, mark, nr, 0);
	return dst;
}

struct mention {
	__u32 reg;
	bool found;
};

static bool visit_mention(void *data, struct exp *exp)
{
	struct mention *mention = data;

	if (is_local(exp) && exp->symbol->reg == mention->reg)
		mention->found = true;
	return !mention->found;
}

/*
 * Is a variable's register, which is to take the value, read while the value
 * is in the making?  Then it must not be written before all is read.  What is
 * below a tree that was looked at is not looked at again.
 */
static bool is_mentioned(const struct func *func, struct exp *exp, int dst)
{
	struct mention mention = { .reg = dst };

	if (dst == GEN_FRESH || dst == func->unread)
		return false;
	walk_exp(exp, visit_mention, &mention);
	return mention.found;
}

static __u32 gen_moved(struct func *func, struct exp *exp, __u32 dst)
{
	__u32 mark = func->top, reg;

	reg = gen_value(func, exp, GEN_FRESH);
	func->top = mark;
	func_emit(func, KTAP_OP_MOVE, dst, reg, 0, 0);
	return dst;
}

/* a && b, a || b */
static __u32 gen_logical(struct func *func, struct exp *exp, int dst)
{
	__u32 end = func_label(func), reg;
	int unread = func->unread;
	enum ktap_opcode jump;

	if (is_mentioned(func, exp, dst))
		return gen_moved(func, exp, dst);
	if (dst != GEN_FRESH)
		func->unread = dst;
	if (exp->kind == EXP_AND)
		jump = func->in_filter ? KTAP_OP_JZ : KTAP_OP_JF;
	else
		jump = func->in_filter ? KTAP_OP_JNZ : KTAP_OP_JT;
	reg = gen_value(func, exp->first, dst);
	func->pos = exp->pos;
	func_jump(func, jump, reg, end);
	gen_value(func, exp->second, reg);
	func_place(func, end);
	func->unread = unread;
	return reg;
}

/* a ? b : c */
static __u32 gen_choice(struct func *func, struct exp *exp, int dst)
{
	__u32 no = func_label(func), end = func_label(func);
	__u32 mark = func->top, reg;

	gen_condition(func, exp->first, false, no);
	reg = gen_value(func, exp->second, dst);
	func_jump(func, KTAP_OP_JMP, 0, end);
	func_place(func, no);
	if (dst == GEN_FRESH)
		func->top = mark;
	gen_value(func, exp->third, dst);
	func_place(func, end);
	return reg;
}

void gen_parts(struct func *func, struct exp *list)
{
	for (; list; list = list->next)
		gen_value(func, list, GEN_FRESH);
}

/* One element of a constructor; @number counts those without a key. */
static void gen_field(struct func *func, struct field *field, __u32 table,
		      __u32 *number)
{
	__u32 mark = func->top, key, value;

	if (field->nr > 1) {
		gen_parts(func, field->list);
		gen_value(func, field->value, GEN_FRESH);
		func->pos = field->list->pos;
		func_emit(func, KTAP_OP_SETTUP, table, mark, field->nr + 1, 0);
		func->top = mark;
		return;
	}
	if (field->nr) {
		key = gen_operand(func, field->list);
		value = gen_operand(func, field->value);
		func->pos = field->list->pos;
		func_emit(func, KTAP_OP_SETTAB, table, key, value, 0);
		func->top = mark;
		return;
	}
	key = func_alloc(func, 1);
	func_load_int(func, key, ++*number);
	value = gen_operand(func, field->value);
	func->pos = field->value->pos;
	func_emit(func, KTAP_OP_SETTAB, table, key, value, 0);
	func->top = mark;
}

/* All results of a call at the end of a constructor. */
static void gen_last_field(struct func *func, struct field *field, __u32 table,
			   __u32 number)
{
	__u32 mark = func->top, nr;

	nr = gen_list(func, field->value, GEN_ALL);
	func->pos = field->value->pos;
	func_emit(func, KTAP_OP_SETLIST, table, mark, nr, number + 1);
	func->top = mark;
}

static __u32 gen_table(struct func *func, struct exp *exp, int dst)
{
	__u32 number = 0, mark = func->top;
	struct field *field;

	if (is_mentioned(func, exp, dst))
		return gen_moved(func, exp, dst);
	dst = target(func, dst);
	func->pos = exp->pos;
	func_emit(func, KTAP_OP_NEWTAB, dst, 0, 0, exp->nr);
	for (field = exp->fields; field; field = field->next) {
		if (!field->next && !field->nr && gen_gives_list(field->value))
			gen_last_field(func, field, dst, number);
		else
			gen_field(func, field, dst, &number);
	}
	if ((__u32)dst != mark)
		func->top = mark;
	return dst;
}

/* args.field[i]: arrays are no values */
static __u32 gen_element(struct func *func, struct exp *exp, int dst)
{
	struct exp *field = exp->first;
	__u32 mark = func->top, index = gen_operand(func, exp->list);

	func->top = mark;
	dst = target(func, dst);
	func->pos = field->pos;
	func_emit(func, KTAP_OP_FIELDAT, dst, index, 0,
		  func_field(func, field->text, field->op));
	return dst;
}

static __u32 gen_index(struct func *func, struct exp *exp, int dst)
{
	__u32 mark = func->top, table, key;

	if (exp->first->kind == EXP_FIELD &&
	    exp->list->kind != EXP_STRING)
		return gen_element(func, exp, dst);
	if (exp->nr > 1) {
		gen_value(func, exp->first, GEN_FRESH);
		gen_parts(func, exp->list);
		func->top = mark;
		dst = target(func, dst);
		func->pos = exp->pos;
		func_emit(func, KTAP_OP_GETTUP, dst, mark, exp->nr + 1, 0);
		return dst;
	}
	table = gen_operand(func, exp->first);
	key = gen_operand(func, exp->list);
	func->top = mark;
	dst = target(func, dst);
	func->pos = exp->pos;
	func_emit(func, KTAP_OP_GETTAB, dst, table, key, 0);
	return dst;
}

static __u32 gen_name(struct func *func, struct exp *exp, int dst)
{
	struct symbol *symbol = exp->symbol;
	__u32 mark = func->top;

	func->pos = exp->pos;
	switch (symbol->kind) {
	case SYMBOL_LOCAL:
		dst = target(func, dst);
		if (symbol->is_cell)
			func_emit(func, KTAP_OP_GETCELL, dst, symbol->reg, 0, 0);
		else if ((__u32)dst != symbol->reg)
			func_emit(func, KTAP_OP_MOVE, dst, symbol->reg, 0, 0);
		break;
	case SYMBOL_VAR:
		dst = target(func, dst);
		func_emit(func, KTAP_OP_GETVAR, dst, 0, 0, symbol->number);
		break;
	case SYMBOL_CALL_VAR:
		dst = target(func, dst);
		func_emit(func, KTAP_OP_GETCALL, dst, 0, 0, symbol->number);
		break;
	case SYMBOL_FUNC:
		dst = target(func, dst);
		func_emit(func, KTAP_OP_LOADFN, dst, 0, 0,
			  func_number(func->program, symbol->func));
		break;
	case SYMBOL_FIELD:
		dst = target(func, dst);
		func_emit(func, KTAP_OP_FIELD, dst, 0, 0,
			  func_field(func, symbol->name, false));
		break;
	default:
		/* A built-in variable: its value comes to the top. */
		mark = func_alloc(func, 1);
		func_call_builtin(func, mark, 0, 1, exp->op ? "argstr.raw" :
				  symbol->builtin.import);
		if (dst == GEN_FRESH)
			return mark;
		func->top = mark;
		if ((__u32)dst != mark)
			func_emit(func, KTAP_OP_MOVE, dst, mark, 0, 0);
		break;
	}
	return dst;
}

static __u32 gen_literal(struct func *func, struct exp *exp, int dst)
{
	dst = target(func, dst);
	func->pos = exp->pos;
	switch (exp->kind) {
	case EXP_TRUE:
	case EXP_FALSE:
		func_emit(func, KTAP_OP_LOADBOOL, dst, exp->kind == EXP_TRUE,
			  0, 0);
		break;
	case EXP_INT:
		func_load_int(func, dst, exp->value);
		break;
	case EXP_STRING:
		func_load_string(func, dst, exp->text);
		break;
	default:
		func_emit(func, KTAP_OP_LOADNIL, dst, 0, 0, 0);
		break;
	}
	return dst;
}

/* Where what a closure captures lies: in a row. */
static __u32 gen_captured(struct func *func, const struct func_def *def)
{
	const struct capture *capture = def->captures;
	__u32 reg, first;

	if (def->nr_captured == 1)
		return capture->symbol->reg;
	first = func_alloc(func, def->nr_captured);
	for (reg = first; reg < first + def->nr_captured; reg++) {
		func_emit(func, KTAP_OP_MOVE, reg, capture->symbol->reg, 0, 0);
		capture = capture->next;
	}
	return first;
}

__u32 gen_function_value(struct func *func, struct func_def *def, int dst)
{
	__u32 mark = func->top, first, number = func_number(func->program, def);

	if (!def->nr_captured) {
		dst = target(func, dst);
		func_emit(func, KTAP_OP_LOADFN, dst, 0, 0, number);
		return dst;
	}
	first = gen_captured(func, def);
	func->top = mark;
	dst = target(func, dst);
	func_emit(func, KTAP_OP_CLOSURE, dst, first, def->nr_captured, number);
	return dst;
}

static __u32 gen_simple(struct func *func, struct exp *exp, int dst)
{
	dst = target(func, dst);
	func->pos = exp->pos;
	if (exp->kind == EXP_ARG)
		func_emit(func, KTAP_OP_ARG, dst, 0, 0, exp->value);
	else if (exp->kind == EXP_FIELD)
		func_emit(func, KTAP_OP_FIELD, dst, 0, 0,
			  func_field(func, exp->text, exp->op));
	else if (exp->kind == EXP_KSYM)
		func_emit(func, KTAP_OP_SYMBOL, dst, 1, 0,
			  func_symbol(func, exp->text));
	else
		func_emit(func, KTAP_OP_VARARG, dst, 1, 0, 0);
	return dst;
}

/* args[exp] */
static __u32 gen_arg_at(struct func *func, struct exp *exp, int dst)
{
	__u32 mark = func->top, number = gen_operand(func, exp->first);

	func->top = mark;
	dst = target(func, dst);
	func->pos = exp->pos;
	func_emit(func, KTAP_OP_ARGAT, dst, number, 0, 0);
	return dst;
}

__u32 gen_value(struct func *func, struct exp *exp, int dst)
{
	switch (exp->kind) {
	case EXP_NAME:
		return gen_name(func, exp, dst);
	case EXP_PAREN:
		return gen_value(func, exp->first, dst);
	case EXP_INDEX:
		return gen_index(func, exp, dst);
	case EXP_CALL:
		return gen_one_result(func, exp, dst);
	case EXP_TABLE:
		return gen_table(func, exp, dst);
	case EXP_UNARY:
		return gen_unary(func, exp, dst);
	case EXP_BINARY:
		return gen_binary(func, exp, dst);
	case EXP_CONCAT:
		return gen_concat(func, exp, dst);
	case EXP_AND:
	case EXP_OR:
		return gen_logical(func, exp, dst);
	case EXP_CHOICE:
		return gen_choice(func, exp, dst);
	case EXP_ARG_AT:
		return gen_arg_at(func, exp, dst);
	case EXP_ARG:
	case EXP_FIELD:
	case EXP_KSYM:
	case EXP_VARARG:
		return gen_simple(func, exp, dst);
	case EXP_FUNCTION:
		func->pos = exp->pos;
		return gen_function_value(func, exp->func, dst);
	default:
		return gen_literal(func, exp, dst);
	}
}

/* Jump if two operands compare so. */
static void gen_jump(struct func *func, enum exp_op op, struct exp *left,
		     struct exp *right, __u32 label)
{
	static const enum ktap_opcode with_int[] = {
		[OP_EQ - OP_EQ] = KTAP_OP_JEQI,
		[OP_NE - OP_EQ] = KTAP_OP_JNEI,
		[OP_LT - OP_EQ] = KTAP_OP_JLTI,
		[OP_LE - OP_EQ] = KTAP_OP_JLEI,
		[OP_GT - OP_EQ] = KTAP_OP_JGTI,
		[OP_GE - OP_EQ] = KTAP_OP_JGEI,
	};
	static const enum ktap_opcode with_reg[] = {
		[OP_EQ - OP_EQ] = KTAP_OP_JEQ,
		[OP_NE - OP_EQ] = KTAP_OP_JNE,
		[OP_LT - OP_EQ] = KTAP_OP_JLT,
		[OP_LE - OP_EQ] = KTAP_OP_JLE,
		[OP_GT - OP_EQ] = KTAP_OP_JGT,
		[OP_GE - OP_EQ] = KTAP_OP_JGE,
	};
	__u32 pos = func->pos, a, b = 0;
	bool is_int = fits_bc(right);

	a = gen_operand(func, left);
	if (!is_int)
		b = gen_operand(func, right);
	func->pos = pos;
	if (is_int)
		func_jump_int(func, with_int[op - OP_EQ], a, right->value,
			      label);
	else
		func_jump_two(func, with_reg[op - OP_EQ], a, b, label);
}

/* Jump if a value is nil, or is not. */
static void gen_jump_nil(struct func *func, struct exp *exp, bool want,
			 __u32 label)
{
	__u32 pos = func->pos, reg = gen_operand(func, exp), not_taken;

	func->pos = pos;
	if (want) {
		func_jump(func, KTAP_OP_JNIL, reg, label);
		return;
	}
	not_taken = func_label(func);
	func_jump(func, KTAP_OP_JNIL, reg, not_taken);
	func_jump(func, KTAP_OP_JMP, 0, label);
	func_place(func, not_taken);
}

/* What "not a op b" is. */
static enum exp_op opposite_op(enum exp_op op)
{
	static const enum exp_op opposites[] = {
		[OP_EQ - OP_EQ] = OP_NE,
		[OP_NE - OP_EQ] = OP_EQ,
		[OP_LT - OP_EQ] = OP_GE,
		[OP_LE - OP_EQ] = OP_GT,
		[OP_GT - OP_EQ] = OP_LE,
		[OP_GE - OP_EQ] = OP_LT,
	};

	return opposites[op - OP_EQ];
}

static void gen_compare_jump(struct func *func, struct exp *exp, bool want,
			     __u32 label)
{
	enum exp_op op = want ? exp->op : opposite_op(exp->op);
	struct exp *left = exp->first, *right = exp->second;

	func->pos = exp->pos;
	/* An order is not turned: the message for two kinds names both. */
	if ((op == OP_EQ || op == OP_NE) &&
	    (fits_bc(left) || left->kind == EXP_NIL)) {
		left = exp->second;
		right = exp->first;
	}
	if (right->kind == EXP_NIL && (op == OP_EQ || op == OP_NE))
		gen_jump_nil(func, left, op == OP_EQ, label);
	else
		gen_jump(func, op, left, right, label);
}

/* Both sides of && or ||. */
static void gen_logical_jump(struct func *func, struct exp *exp, bool want,
			     __u32 label)
{
	bool stops = exp->kind == EXP_OR;	/* value that settles it */
	__u32 end;

	if (want == stops) {
		gen_condition(func, exp->first, want, label);
		gen_condition(func, exp->second, want, label);
		return;
	}
	end = func_label(func);
	gen_condition(func, exp->first, stops, end);
	gen_condition(func, exp->second, want, label);
	func_place(func, end);
}

static bool is_true(const struct func *func, const struct exp *exp)
{
	if (func->in_filter && exp->kind == EXP_INT)
		return exp->value != 0;
	return exp->kind != EXP_NIL && exp->kind != EXP_FALSE;
}

static void gen_value_jump(struct func *func, struct exp *exp, bool want,
			   __u32 label)
{
	__u32 reg = gen_operand(func, exp);

	func->pos = exp->pos;
	if (func->in_filter)
		func_jump(func, want ? KTAP_OP_JNZ : KTAP_OP_JZ, reg, label);
	else
		func_jump(func, want ? KTAP_OP_JT : KTAP_OP_JF, reg, label);
}

void gen_condition(struct func *func, struct exp *exp, bool want, __u32 label)
{
	__u32 mark = func->top;

	exp = ast_inner(exp);
	if (ast_is_literal(exp)) {
		if (is_true(func, exp) == want)
			func_jump(func, KTAP_OP_JMP, 0, label);
	} else if (exp->kind == EXP_UNARY && exp->op == OP_NOT) {
		gen_condition(func, exp->first, !want, label);
	} else if (exp->kind == EXP_AND || exp->kind == EXP_OR) {
		gen_logical_jump(func, exp, want, label);
	} else if (exp->kind == EXP_BINARY && exp->op >= OP_EQ &&
		   exp->op != OP_MATCH) {
		gen_compare_jump(func, exp, want, label);
	} else {
		gen_value_jump(func, exp, want, label);
	}
	func->top = mark;
}
