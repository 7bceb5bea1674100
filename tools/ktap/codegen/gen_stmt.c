// SPDX-License-Identifier: GPL-2.0
/*
 * ktap - code of statements
 */
#include <string.h>

#include "base/intern.h"
#include "codegen/func.h"
#include "codegen/gen_call.h"
#include "codegen/gen_expr.h"
#include "codegen/gen_stmt.h"
#include "sema/state.h"
#include "syntax/ast.h"

static void gen_stmt(struct func *func, struct stmt *stmt);

/* Variables of a block end with it. */
static void gen_block(struct func *func, struct stmt *stmts)
{
	__u32 mark = func->top;

	gen_stmts(func, stmts);
	func->top = mark;
}

static bool is_shared(const struct symbol *symbol)
{
	return symbol->kind == SYMBOL_VAR || symbol->kind == SYMBOL_CALL_VAR;
}

static void gen_set_var(struct func *func, const struct symbol *symbol,
			__u32 reg)
{
	func_emit(func, symbol->kind == SYMBOL_VAR ? KTAP_OP_SETVAR :
						     KTAP_OP_SETCALL,
		  reg, 0, 0, symbol->number);
}

/* var x = e, of which much is made. */
static void gen_var_single(struct func *func, struct stmt *stmt)
{
	struct symbol *symbol = stmt->decls->symbol;
	__u32 mark = func->top, reg;

	if (symbol->kind == SYMBOL_LOCAL) {
		gen_list(func, stmt->values, 1);
		func_declare(func, symbol, mark);
		return;
	}
	/* A function that is never assigned has a number only. */
	if (symbol->kind == SYMBOL_VAR && stmt->values) {
		reg = gen_operand(func, stmt->values);
		func->pos = stmt->decls->pos;
		gen_set_var(func, symbol, reg);
	}
	if (stmt->values)
		gen_drop(func, stmt->values->next);
	func->top = mark;
}

static void gen_var(struct func *func, struct stmt *stmt)
{
	__u32 reg = func->top;
	struct decl *decl;

	func->pos = stmt->pos;
	if (stmt->nr_targets == 1) {
		gen_var_single(func, stmt);
		return;
	}
	gen_list(func, stmt->values, stmt->nr_targets);
	for (decl = stmt->decls; decl && !func->failed; decl = decl->next) {
		if (decl->symbol->kind == SYMBOL_VAR)
			gen_set_var(func, decl->symbol, reg);
		else
			func_declare(func, decl->symbol, reg);
		reg++;
	}
}

/* function f() …, where it is not certain that f stays that. */
static void gen_function(struct func *func, struct stmt *stmt)
{
	struct symbol *symbol = stmt->decls->symbol;
	__u32 mark = func->top, reg;

	if (symbol->kind == SYMBOL_FUNC)
		return;
	func->pos = stmt->pos;
	if (symbol->kind == SYMBOL_LOCAL && symbol->is_cell) {
		/* The function may capture itself. */
		reg = func_alloc(func, 1);
		func_emit(func, KTAP_OP_LOADNIL, reg, 0, 0, 0);
		func_declare(func, symbol, reg);
		mark = func->top;
		func_emit(func, KTAP_OP_SETCELL, reg,
			  gen_function_value(func, stmt->func, GEN_FRESH), 0,
			  0);
		func->top = mark;
		return;
	}
	reg = gen_function_value(func, stmt->func, GEN_FRESH);
	if (symbol->kind == SYMBOL_LOCAL) {
		func_declare(func, symbol, reg);
	} else {
		gen_set_var(func, symbol, reg);
		func->top = mark;
	}
}

static void gen_assign_single(struct func *func, struct exp *target,
			      struct exp *value)
{
	__u32 table, key, reg;

	if (target->kind == EXP_INDEX && target->nr > 1) {
		table = gen_operand(func, target->first);
		key = func->top;
		gen_parts(func, target->list);
		gen_value(func, value, GEN_FRESH);
		func->pos = target->pos;
		func_emit(func, KTAP_OP_SETTUP, table, key, target->nr + 1, 0);
	} else if (target->kind == EXP_INDEX) {
		table = gen_operand(func, target->first);
		key = gen_operand(func, target->list);
		reg = gen_operand(func, value);
		func->pos = target->pos;
		func_emit(func, KTAP_OP_SETTAB, table, key, reg, 0);
	} else if (is_shared(target->symbol)) {
		reg = gen_operand(func, value);
		func->pos = target->pos;
		gen_set_var(func, target->symbol, reg);
	} else if (target->symbol->is_cell) {
		reg = gen_operand(func, value);
		func->pos = target->pos;
		func_emit(func, KTAP_OP_SETCELL, target->symbol->reg, reg, 0, 0);
	} else {
		gen_value(func, value, target->symbol->reg);
	}
}

/* Registers of a target's table and key; behind several parts one is free. */
struct place {
	__u32 table;
	__u32 key;
};

/* A part of a target, safe from the stores that come before its own. */
static __u32 gen_part(struct func *func, struct exp *exp,
		      const struct stmt *stmt)
{
	const struct exp *target;

	for (target = stmt->targets; target; target = target->next) {
		if (target->kind == EXP_NAME && exp->kind == EXP_NAME &&
		    target->symbol == exp->symbol)
			return gen_value(func, exp, GEN_FRESH);
	}
	return gen_operand(func, exp);
}

static void gen_stores(struct func *func, struct stmt *stmt,
		       const struct place *places, __u32 reg)
{
	struct exp *target;

	for (target = stmt->targets; target; target = target->next, reg++) {
		func->pos = target->pos;
		if (target->kind == EXP_INDEX && target->nr > 1) {
			func_emit(func, KTAP_OP_MOVE, places->key + target->nr,
				  reg, 0, 0);
			func_emit(func, KTAP_OP_SETTUP, places->table,
				  places->key, target->nr + 1, 0);
			places++;
		} else if (target->kind == EXP_INDEX) {
			func_emit(func, KTAP_OP_SETTAB, places->table,
				  places->key, reg, 0);
			places++;
		} else if (is_shared(target->symbol)) {
			gen_set_var(func, target->symbol, reg);
		} else {
			func_emit(func, target->symbol->is_cell ?
				  KTAP_OP_SETCELL : KTAP_OP_MOVE,
				  target->symbol->reg, reg, 0, 0);
		}
	}
}

static void gen_assign(struct func *func, struct stmt *stmt)
{
	DECLARE_VEC(struct place, places) = { 0 };
	struct exp *target;
	__u32 values;

	if (stmt->nr_targets == 1 && stmt->nr_values == 1) {
		gen_assign_single(func, stmt->targets, stmt->values);
		return;
	}
	for (target = stmt->targets; target && !func->failed;
	     target = target->next) {
		struct place place;

		if (target->kind != EXP_INDEX)
			continue;
		place.table = gen_part(func, target->first, stmt);
		place.key = func->top;
		if (target->nr > 1) {
			gen_parts(func, target->list);
			func_alloc(func, 1);
		} else {
			place.key = gen_part(func, target->list, stmt);
		}
		vec_push(func->program->sema->arena, &places, place);
	}
	values = func->top;
	gen_list(func, stmt->values, stmt->nr_targets);
	if (!func->failed)
		gen_stores(func, stmt, places.items, values);
}

/* Where an update takes a nil variable as 0, or as "". */
static void gen_default(struct func *func, const struct stmt *stmt, __u32 reg)
{
	__u32 ready = func_label(func), is_nil = func_label(func);
	struct intern_text *empty;

	/* Nearly always: neither nil nor false. */
	func_jump(func, KTAP_OP_JT, reg, ready);
	func_jump(func, KTAP_OP_JNIL, reg, is_nil);
	func_jump(func, KTAP_OP_JMP, 0, ready);
	func_place(func, is_nil);
	if (stmt->op == OP_CONCAT) {
		empty = intern_text(func->program->sema->intern, "", 0);
		func_load_string(func, reg, empty);
	} else {
		func_load_int(func, reg, 0);
	}
	func_place(func, ready);
}

/* x ..= e, with x in a register */
static void gen_local_join(struct func *func, struct stmt *stmt,
			   const struct symbol *symbol)
{
	__u32 mark = func_alloc(func, 1);

	func_emit(func, KTAP_OP_MOVE, mark, symbol->reg, 0, 0);
	if (symbol->maybe_nil)
		gen_default(func, stmt, mark);
	gen_value(func, stmt->values, GEN_FRESH);
	func->pos = stmt->pos;
	func_emit(func, KTAP_OP_CONCAT, symbol->reg, mark, 2, 0);
}

/* x op= e, with x in a register */
static void gen_local_update(struct func *func, struct stmt *stmt,
			     const struct symbol *symbol)
{
	struct exp *value = stmt->values;
	__u32 reg;

	if (stmt->op == OP_SAMPLE) {
		reg = gen_operand(func, value);
		func->pos = stmt->pos;
		func_emit(func, KTAP_OP_SAMPLE, symbol->reg, reg, 0, 0);
	} else if (stmt->op == OP_CONCAT) {
		gen_local_join(func, stmt, symbol);
	} else if (!symbol->maybe_nil || value->kind == EXP_INT) {
		if (symbol->maybe_nil)
			gen_default(func, stmt, symbol->reg);
		gen_arithmetic(func, stmt->op, symbol->reg, value);
	} else {
		/* The value is read before nil is replaced: x += x fails. */
		reg = gen_value(func, value, GEN_FRESH);
		func->pos = stmt->pos;
		gen_default(func, stmt, symbol->reg);
		func_emit(func, gen_opcode(stmt->op), symbol->reg, symbol->reg,
			  reg, 0);
	}
}

/* Whether an update adds a constant of at most @bits; which one. */
static bool adds_constant(const struct stmt *stmt, int bits, __s32 *addend)
{
	const struct exp *value = stmt->values;
	__s64 limit = 1LL << (bits - 1);

	if (value->kind != EXP_INT || value->value <= -limit ||
	    value->value >= limit ||
	    (stmt->op != OP_ADD && stmt->op != OP_SUB))
		return false;
	*addend = stmt->op == OP_ADD ? value->value : -value->value;
	return true;
}

/* An element whose key has several parts. */
static void gen_update_parts(struct func *func, struct stmt *stmt)
{
	struct exp *target = stmt->targets;
	__u32 table = gen_operand(func, target->first);
	__u32 key = func->top;

	gen_parts(func, target->list);
	gen_value(func, stmt->values, GEN_FRESH);
	func->pos = stmt->pos;
	func_emit(func, KTAP_OP_UPDTUP, table, key, target->nr + 1, stmt->op);
}

static void gen_update_element(struct func *func, struct stmt *stmt)
{
	__u32 table = gen_operand(func, stmt->targets->first);
	__u32 key = gen_operand(func, stmt->targets->list);
	__s32 addend;
	__u32 reg;

	if (adds_constant(stmt, 32, &addend)) {
		func->pos = stmt->pos;
		func_emit(func, KTAP_OP_ADDTAB, table, key, 0, addend);
	} else {
		reg = gen_operand(func, stmt->values);
		func->pos = stmt->pos;
		func_emit(func, KTAP_OP_UPDTAB, table, key, reg, stmt->op);
	}
}

static void gen_update_var(struct func *func, struct stmt *stmt, __u32 number)
{
	__s32 addend;
	__u32 reg;

	if (adds_constant(stmt, 16, &addend)) {
		func_emit(func, KTAP_OP_ADDVAR, 0, addend & 0xff,
			  addend >> 8 & 0xff, number);
	} else {
		reg = gen_operand(func, stmt->values);
		func->pos = stmt->pos;
		func_emit(func, KTAP_OP_UPDVAR, reg, stmt->op, 0, number);
	}
}

/* Nobody else sees the variable of a call: it is read, changed and written. */
static void gen_update_call_var(struct func *func, struct stmt *stmt,
				const struct symbol *symbol)
{
	struct symbol copy = {
		.kind = SYMBOL_LOCAL,
		.reg = func_alloc(func, 1),
		.maybe_nil = true,
	};

	func_emit(func, KTAP_OP_GETCALL, copy.reg, 0, 0, symbol->number);
	gen_local_update(func, stmt, &copy);
	func->pos = stmt->pos;
	gen_set_var(func, symbol, copy.reg);
}

static void gen_update_cell(struct func *func, struct stmt *stmt, __u32 cell)
{
	__u32 reg = gen_operand(func, stmt->values);

	func->pos = stmt->pos;
	func_emit(func, KTAP_OP_UPDCELL, cell, reg, 0, stmt->op);
}

static void gen_update(struct func *func, struct stmt *stmt)
{
	struct exp *target = stmt->targets;

	func->pos = stmt->pos;
	if (target->kind == EXP_INDEX && target->nr > 1)
		gen_update_parts(func, stmt);
	else if (target->kind == EXP_INDEX)
		gen_update_element(func, stmt);
	else if (target->symbol->kind == SYMBOL_VAR)
		gen_update_var(func, stmt, target->symbol->number);
	else if (target->symbol->kind == SYMBOL_CALL_VAR)
		gen_update_call_var(func, stmt, target->symbol);
	else if (target->symbol->is_cell)
		gen_update_cell(func, stmt, target->symbol->reg);
	else
		gen_local_update(func, stmt, target->symbol);
}

static void gen_if(struct func *func, struct stmt *stmt)
{
	__u32 end = func_label(func), next;
	struct arm *arm;

	for (arm = stmt->arms; arm; arm = arm->next) {
		next = func_label(func);
		if (arm->condition)
			gen_condition(func, arm->condition, false, next);
		gen_block(func, arm->body);
		if (arm->next)
			func_jump(func, KTAP_OP_JMP, 0, end);
		func_place(func, next);
	}
	func_place(func, end);
}

static void open_loop(struct func *func, struct jumps *jumps)
{
	memset(jumps, 0, sizeof(*jumps));
	jumps->outer = func->jumps;
	jumps->end = func_label(func);
	jumps->next = func_label(func);
	func->jumps = jumps;
}

static void close_loop(struct func *func)
{
	func_place(func, func->jumps->end);
	func->jumps = func->jumps->outer;
}

/* The condition stands behind the body: one jump a round. */
static void gen_rounds(struct func *func, struct exp *condition,
		       struct stmt *body, struct stmt *step)
{
	__u32 start = func_label(func), test = func_label(func);
	struct jumps jumps;

	open_loop(func, &jumps);
	func_jump(func, KTAP_OP_JMP, 0, test);
	func_place(func, start);
	gen_block(func, body);
	func_place(func, jumps.next);
	gen_block(func, step);
	func_place(func, test);
	if (condition) {
		/* A jump without a test has the line of its loop, too. */
		func->pos = condition->pos;
		gen_condition(func, condition, true, start);
	} else {
		func_jump(func, KTAP_OP_JMP, 0, start);
	}
	close_loop(func);
}

static void gen_for_steps(struct func *func, struct stmt *stmt)
{
	__u32 mark = func->top;

	func_declare(func, stmt->decls->symbol,
		     gen_value(func, stmt->values, GEN_FRESH));
	gen_rounds(func, stmt->loop->condition, stmt->body, stmt->loop->step);
	func->top = mark;
}

static void place_resumes(struct func *func, const struct jumps *jumps,
			  __u32 level)
{
	const struct resume *resume;

	for (resume = jumps->resumes; resume; resume = resume->outer) {
		if (resume->level == level)
			func_place(func, resume->label);
	}
}

/*
 * Behind the body of a repeat.  The condition sees the body's variables; for a
 * "continue" those that were not declared yet are nil:
 *
 *		JMP condition
 *	2:	LOADNIL r2		"continue" with variables below r2
 *	3:	LOADNIL r3		"continue" with variables below r3
 *	condition:
 */
static void gen_resumes(struct func *func, const struct jumps *jumps,
			__u32 level)
{
	const struct resume *resume;
	__u32 end = func->top;
	bool needed = false;

	for (resume = jumps->resumes; resume; resume = resume->outer)
		needed |= resume->level < end;
	if (needed) {
		func_jump(func, KTAP_OP_JMP, 0, jumps->next);
		for (; level < end; level++) {
			place_resumes(func, jumps, level);
			func_emit(func, KTAP_OP_LOADNIL, level, 0, 0, 0);
			if (func->cells[level])
				func_emit(func, KTAP_OP_NEWCELL, level, 0, 0, 0);
		}
	}
	place_resumes(func, jumps, end);
	func_place(func, jumps->next);
}

static void gen_repeat(struct func *func, struct stmt *stmt)
{
	__u32 start = func_label(func), mark = func->top;
	struct jumps jumps;
	struct stmt *body;

	open_loop(func, &jumps);
	jumps.is_repeat = true;
	func_place(func, start);
	for (body = stmt->body; body; body = body->next) {
		jumps.level = func->top;
		gen_stmt(func, body);
	}
	gen_resumes(func, &jumps, mark);
	gen_condition(func, stmt->values, false, start);
	func->top = mark;
	close_loop(func);
}

static void gen_continue(struct func *func)
{
	struct jumps *jumps = func->jumps;
	struct resume *resume;

	if (!jumps->is_repeat) {
		func_jump(func, KTAP_OP_JMP, 0, jumps->next);
		return;
	}
	resume = arena_alloc(func->program->sema->arena, sizeof(*resume));
	resume->label = func_label(func);
	resume->level = jumps->level;
	resume->outer = jumps->resumes;
	jumps->resumes = resume;
	func_jump(func, KTAP_OP_JMP, 0, resume->label);
}

/* for (i = start, limit, step) */
static void gen_for_range(struct func *func, struct stmt *stmt)
{
	__u32 start = func_label(func), base = func->top;
	struct jumps jumps;
	struct exp *value;
	__u32 reg;

	for (value = stmt->values; value; value = value->next)
		gen_value(func, value, GEN_FRESH);
	func->pos = stmt->pos;
	if (stmt->nr_values == 2)
		func_load_int(func, func_alloc(func, 1), 1);
	reg = func_alloc(func, 1);
	open_loop(func, &jumps);
	func_jump(func, KTAP_OP_FORPREP, base, jumps.end);
	func_place(func, start);
	func_declare(func, stmt->decls->symbol, reg);
	gen_block(func, stmt->body);
	func_place(func, jumps.next);
	func->pos = stmt->pos;
	func_jump(func, KTAP_OP_FORLOOP, base, start);
	close_loop(func);
	func->top = base;
}

/* sort_pairs(t, less, top): what is walked comes to the top register. */
static void gen_sort_pairs(struct func *func, struct stmt *stmt)
{
	__u32 sort = func->top, less = sort + 1, top = sort + 2, base;
	__u32 by_value = func_label(func), done = func_label(func);
	bool by_function;

	gen_list(func, stmt->values, 3);
	by_function = stmt->nr_values > 1 &&
		      ast_inner(stmt->values->next)->kind != EXP_NIL;
	base = func_alloc(func, 2);
	func->pos = stmt->pos;
	func_emit(func, KTAP_OP_MOVE, base, sort, 0, 0);
	func_emit(func, KTAP_OP_MOVE, base + 1, top, 0, 0);
	if (by_function) {
		func_jump(func, KTAP_OP_JNIL, less, by_value);
		func_call_builtin(func, base, 2, 1, "sort.begin");
		func_emit(func, KTAP_OP_MOVE, sort, base, 0, 0);
		gen_sort(func, sort, less);
		func_jump(func, KTAP_OP_JMP, 0, done);
		func_place(func, by_value);
	}
	func_call_builtin(func, base, 2, 1, "sort.pairs");
	func_emit(func, KTAP_OP_MOVE, sort, base, 0, 0);
	func_place(func, done);
	func->top = sort + 1;
}

/* for (k, v in pairs(t)) */
static void gen_for_in(struct func *func, struct stmt *stmt)
{
	__u32 start = func_label(func), base = func->top;
	struct jumps jumps;
	struct decl *decl;
	__u32 reg;

	if (stmt->op)
		gen_sort_pairs(func, stmt);
	else
		gen_value(func, stmt->values, GEN_FRESH);
	/* The position, then key and value. */
	reg = func_alloc(func, 3) + 1;
	open_loop(func, &jumps);
	func->pos = stmt->pos;
	func_jump(func, KTAP_OP_WALK, base, jumps.end);
	func_place(func, start);
	for (decl = stmt->decls; decl; decl = decl->next)
		func_declare(func, decl->symbol, reg++);
	gen_block(func, stmt->body);
	func_place(func, jumps.next);
	func->pos = stmt->pos;
	func_jump(func, KTAP_OP_WALKNEXT, base, start);
	close_loop(func);
	func->top = base;
}

/* Is it a function's own call, whose results are its results? */
static bool is_self_call(const struct func *func, const struct exp *call)
{
	const struct exp *callee = ast_inner(call->first);
	const struct symbol *symbol = callee->symbol;

	return callee->kind == EXP_NAME && !func->def->is_vararg &&
	       (symbol->kind == SYMBOL_FUNC ||
		(symbol->kind == SYMBOL_LOCAL && !symbol->assigned)) &&
	       symbol->func == func->def;
}

/* The arguments become the parameters, and all begins again. */
static void gen_self_call(struct func *func, struct stmt *stmt)
{
	__u32 base = func->top, nr = func->def->nr_params, i;

	gen_list(func, stmt->values->list, nr);
	for (i = 0; i < nr && !func->failed; i++)
		func_emit(func, KTAP_OP_MOVE, i, base + i, 0, 0);
	func->pos = stmt->pos;
	func_jump(func, KTAP_OP_JMP, 0, func->start);
}

static void gen_return(struct func *func, struct stmt *stmt)
{
	__u32 base = func->top, nr;

	if (func->def->kind != FUNC_SCRIPT) {
		/* Nobody takes what handlers return. */
		gen_drop(func, stmt->values);
		nr = 0;
	} else if (stmt->nr_values == 1 && gen_is_tail_call(stmt->values)) {
		if (is_self_call(func, stmt->values))
			gen_self_call(func, stmt);
		else
			gen_tail_call(func, stmt->values);
		return;
	} else if (stmt->nr_values == 1 && !gen_gives_list(stmt->values)) {
		base = gen_operand(func, stmt->values);
		nr = 1;
	} else {
		nr = gen_list(func, stmt->values, GEN_ALL);
	}
	func->pos = stmt->pos;
	func_emit(func, KTAP_OP_RET, nr ? base : 0, nr, 0, 0);
}

static void gen_stmt(struct func *func, struct stmt *stmt)
{
	__u32 mark = func->top;

	switch (stmt->kind) {
	case STMT_VAR:
		gen_var(func, stmt);
		return;
	case STMT_FUNCTION:
		gen_function(func, stmt);
		return;
	case STMT_BLOCK:
		gen_block(func, stmt->body);
		break;
	case STMT_ASSIGN:
		gen_assign(func, stmt);
		break;
	case STMT_UPDATE:
		gen_update(func, stmt);
		break;
	case STMT_CALL:
		gen_drop(func, stmt->values);
		break;
	case STMT_IF:
		gen_if(func, stmt);
		break;
	case STMT_WHILE:
		gen_rounds(func, stmt->values, stmt->body, NULL);
		break;
	case STMT_REPEAT:
		gen_repeat(func, stmt);
		break;
	case STMT_FOR_RANGE:
		gen_for_range(func, stmt);
		break;
	case STMT_FOR_STEPS:
		gen_for_steps(func, stmt);
		break;
	case STMT_FOR_IN:
		gen_for_in(func, stmt);
		break;
	case STMT_BREAK:
		func_jump(func, KTAP_OP_JMP, 0, func->jumps->end);
		break;
	case STMT_CONTINUE:
		gen_continue(func);
		break;
	case STMT_RETURN:
		gen_return(func, stmt);
		break;
	default:
		break;
	}
	func->top = mark;
}

void gen_stmts(struct func *func, struct stmt *stmts)
{
	for (; stmts && !func->failed; stmts = stmts->next)
		gen_stmt(func, stmts);
}
