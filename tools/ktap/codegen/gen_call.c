// SPDX-License-Identifier: GPL-2.0
/*
 * ktap - code of calls and lists
 */
#include <string.h>

#include "base/intern.h"
#include "codegen/func.h"
#include "codegen/gen_call.h"
#include "codegen/gen_expr.h"
#include "sema/results.h"
#include "sema/scope.h"
#include "syntax/ast.h"

/* s8(v) … u32(v) */
static void gen_cut(struct func *func, struct exp *exp,
		    const struct builtin *builtin)
{
	__u32 shift = 64 - builtin->bits, base = func->top, mask;
	__u32 reg = gen_operand(func, exp->list);

	func->top = base;
	func_alloc(func, 1);
	func->pos = exp->pos;
	if (builtin->is_signed) {
		func_emit(func, KTAP_OP_SHLI, base, reg, 0, shift);
		func_emit(func, KTAP_OP_SHRI, base, base, 0, shift);
	} else if (builtin->bits < 32) {
		func_emit(func, KTAP_OP_ANDI, base, reg, 0,
			  (1 << builtin->bits) - 1);
	} else {
		mask = func_alloc(func, 1);
		func_load_int(func, mask, 0xffffffff);
		func_emit(func, KTAP_OP_AND, base, reg, mask, 0);
	}
}

/* table.new(narr, nrec) */
static void gen_new_table(struct func *func, struct exp *exp)
{
	const __s64 most = 1 << 20;
	struct exp *arg;
	__s64 room = 0;

	for (arg = exp->list; arg; arg = arg->next) {
		if (arg->kind == EXP_INT && arg->value > 0)
			room += arg->value < most ? arg->value : most;
	}
	gen_drop(func, exp->list);
	func->pos = exp->pos;
	func_emit(func, KTAP_OP_NEWTAB, func_alloc(func, 1), 0, 0, room);
}

/* unpack(key): @nr parts, or KTAP_ALL, in the place of the key. */
static void gen_unpack(struct func *func, struct exp *exp, __u32 base, __u32 nr)
{
	gen_list(func, exp->list, 1);
	func->top = base;
	func_alloc(func, nr && nr != KTAP_ALL ? nr : 1);
	func->pos = exp->pos;
	func_emit(func, KTAP_OP_UNPACK, base, nr, base, 0);
}

/* What is printed goes to the kernel's printer of the event. */
static void mark_raw(struct exp *list, const char *name)
{
	if (!strcmp(name, "printf"))
		list = list ? list->next : NULL;
	else if (strcmp(name, "print"))
		return;
	for (; list; list = list->next) {
		if (list->kind == EXP_NAME && list->symbol->kind == SYMBOL_BUILTIN &&
		    !strcmp(list->symbol->name->text, "argstr"))
			list->op = 1;
	}
}

/*
 *		answer = nil
 *	ask:	JF sort.step(sort, answer) -> done
 *		answer = less(four times sort.value(sort, n))
 *		JMP ask
 *	done:
 */
void gen_sort(struct func *func, __u32 sort, __u32 less)
{
	__u32 ask = func_label(func), done = func_label(func), mark = func->top;
	__u32 answer = func_alloc(func, 1), base = func_alloc(func, 7), i;

	func_emit(func, KTAP_OP_LOADNIL, answer, 0, 0, 0);
	func_place(func, ask);
	func_emit(func, KTAP_OP_MOVE, base, sort, 0, 0);
	func_emit(func, KTAP_OP_MOVE, base + 1, answer, 0, 0);
	func_call_builtin(func, base, 2, 1, "sort.step");
	func_jump(func, KTAP_OP_JF, base, done);
	func_emit(func, KTAP_OP_MOVE, base, less, 0, 0);
	for (i = 0; i < 4; i++) {
		func_emit(func, KTAP_OP_MOVE, base + 1 + i, sort, 0, 0);
		func_load_int(func, base + 2 + i, i);
		func_call_builtin(func, base + 1 + i, 2, 1, "sort.value");
	}
	func_emit(func, KTAP_OP_CALL, base, 4, 1, 0);
	func_emit(func, KTAP_OP_MOVE, answer, base, 0, 0);
	func_jump(func, KTAP_OP_JMP, 0, ask);
	func_place(func, done);
	func->top = mark;
}

/* table.sort(t, less) */
static void gen_table_sort(struct func *func, struct exp *exp)
{
	__u32 table = func->top, less = table + 1, sort = table + 2;

	gen_list(func, exp->list, 2);
	func_alloc(func, 2);
	func->pos = exp->pos;
	func_emit(func, KTAP_OP_MOVE, sort, table, 0, 0);
	func_call_builtin(func, sort, 1, 1, "sort.list");
	gen_sort(func, sort, less);
	func_emit(func, KTAP_OP_MOVE, sort + 1, table, 0, 0);
	func_call_builtin(func, sort, 2, 0, "sort.store");
	func->top = table;
}

/* Arguments of a function that looks at so many, or at GEN_ALL. */
static __u32 gen_args(struct func *func, struct exp *list, __u32 wanted)
{
	__u32 nr;

	if (wanted == GEN_ALL || results_of_list(list, &nr))
		return gen_list(func, list, GEN_ALL);
	return gen_list(func, list, wanted);
}

/* The results of a built-in, in @nr registers from @base. */
static void gen_builtin(struct func *func, struct exp *exp,
			const struct builtin *builtin, __u32 base, __u32 nr)
{
	__u32 nr_args, given = nr < builtin->nr_results ? nr : builtin->nr_results;

	if (builtin->code == BUILTIN_UNPACK) {
		gen_unpack(func, exp, base, nr);
		return;
	}
	if (builtin->code == BUILTIN_IMPORT && exp->nr == 2 &&
	    !strcmp(builtin->name, "table.sort")) {
		gen_table_sort(func, exp);
	} else if (builtin->code == BUILTIN_IMPORT) {
		mark_raw(exp->list, builtin->name);
		nr_args = gen_args(func, exp->list,
				   builtin->min_args == builtin->max_args ?
				   builtin->min_args : GEN_ALL);
		func->pos = exp->pos;
		func_call_builtin(func, base, nr_args, given, builtin->import);
	} else if (builtin->code == BUILTIN_CUT) {
		gen_cut(func, exp, builtin);
	} else if (builtin->code == BUILTIN_KADDR) {
		func->pos = exp->list->pos;
		func_emit(func, KTAP_OP_SYMBOL, func_alloc(func, 1), 0, 0,
			  func_symbol(func, exp->list->text));
	} else {
		gen_new_table(func, exp);
	}
	func->top = base;
	func_alloc(func, nr);
	for (; given < nr; given++)
		func_emit(func, KTAP_OP_LOADNIL, base + given, 0, 0, 0);
}

/* A call of a function of the script: for @nr results, or in the place of ours. */
static void gen_script_call(struct func *func, struct exp *exp, bool is_tail,
			    __u32 nr)
{
	struct exp *callee = ast_inner(exp->first);
	struct symbol *symbol = callee->kind == EXP_NAME ? callee->symbol : NULL;
	__u32 base = func->top, nr_args;
	struct func_def *def;

	if (symbol && symbol->kind == SYMBOL_FUNC) {
		def = symbol->func;
		nr_args = gen_args(func, exp->list, def->is_vararg ? GEN_ALL :
				   def->nr_params);
		func->pos = exp->pos;
		func_emit(func, is_tail ? KTAP_OP_TCALLF : KTAP_OP_CALLF, base,
			  nr_args, is_tail ? 0 : nr,
			  func_number(func->program, def));
	} else {
		gen_value(func, callee, GEN_FRESH);
		nr_args = gen_list(func, exp->list, GEN_ALL);
		func->pos = exp->pos;
		func_emit(func, is_tail ? KTAP_OP_TCALL : KTAP_OP_CALL, base,
			  nr_args, is_tail ? 0 : nr, 0);
	}
}

static bool is_builtin_call(struct exp *exp)
{
	const struct exp *callee = ast_inner(exp->first);

	return callee->kind == EXP_NAME &&
	       callee->symbol->kind == SYMBOL_BUILTIN;
}

bool gen_is_tail_call(struct exp *exp)
{
	return exp->kind == EXP_CALL && !is_builtin_call(exp);
}

void gen_tail_call(struct func *func, struct exp *exp)
{
	__u32 base = func->top;

	gen_script_call(func, exp, true, 0);
	/* The register of a call exists even if nothing is put there. */
	func->top = base;
	func_alloc(func, 1);
}

bool gen_gives_list(const struct exp *exp)
{
	return exp->kind == EXP_CALL || exp->kind == EXP_VARARG;
}

/*
 * Return: first of the registers with @nr results, which are taken.  With
 * KTAP_ALL none is.
 */
static __u32 gen_call(struct func *func, struct exp *exp, __u32 nr)
{
	__u32 base = func->top;

	if (is_builtin_call(exp))
		gen_builtin(func, exp, &ast_inner(exp->first)->symbol->builtin,
			    base, nr);
	else
		gen_script_call(func, exp, false, nr);
	/* The register of a call exists even if it leaves nothing there. */
	func->top = base;
	func_alloc(func, nr && nr != KTAP_ALL ? nr : 1);
	func->top = base + (nr == KTAP_ALL ? 0 : nr);
	return base;
}

__u32 gen_one_result(struct func *func, struct exp *exp, int dst)
{
	__u32 reg = gen_call(func, exp, 1);

	if (dst == GEN_FRESH || (__u32)dst == reg)
		return reg;
	func->top = reg;
	func_emit(func, KTAP_OP_MOVE, dst, reg, 0, 0);
	return dst;
}

void gen_drop(struct func *func, struct exp *list)
{
	__u32 mark = func->top;

	for (; list; list = list->next) {
		if (list->kind == EXP_CALL)
			gen_call(func, list, 0);
		else if (!ast_is_literal(list))
			gen_operand(func, list);
		func->top = mark;
	}
}

/*
 * The last of a list, of which @nr values are wanted.  Return: how many there
 * are, or GEN_ALL.
 */
static __u32 gen_last(struct func *func, struct exp *exp, __u32 nr)
{
	if (nr == GEN_ALL && !results_of(exp, &nr))
		nr = KTAP_ALL;
	if (exp->kind == EXP_CALL) {
		gen_call(func, exp, nr);
	} else {
		func->pos = exp->pos;
		func_emit(func, KTAP_OP_VARARG,
			  func_alloc(func, nr == KTAP_ALL ? 1 : nr), nr, 0, 0);
		func->top -= nr == KTAP_ALL;
	}
	return nr == KTAP_ALL ? GEN_ALL : nr;
}

__u32 gen_list(struct func *func, struct exp *list, __u32 nr)
{
	__u32 done = 0, more;

	for (; list && done < nr; list = list->next) {
		if (!list->next && gen_gives_list(list)) {
			more = gen_last(func, list,
					nr == GEN_ALL ? nr : nr - done);
			if (more == GEN_ALL)
				return KTAP_ALL;
			done += more;
		} else {
			gen_value(func, list, GEN_FRESH);
			done++;
		}
	}
	gen_drop(func, list);
	if (nr == GEN_ALL)
		return done;
	for (; done < nr && !func->failed; done++)
		func_emit(func, KTAP_OP_LOADNIL, func_alloc(func, 1), 0, 0, 0);
	return nr;
}
