// SPDX-License-Identifier: GPL-2.0
/*
 * ktap - a pass: find mistakes that no grammar forbids
 */
#include <stdio.h>
#include <string.h>

#include <linux/ktap_bytecode.h>

#include "base/diag.h"
#include "base/intern.h"
#include "base/source.h"
#include "sema/check.h"
#include "sema/check_printf.h"
#include "sema/kind.h"
#include "sema/missing.h"
#include "sema/results.h"
#include "sema/state.h"
#include "syntax/ast.h"
#include "syntax/foreign.h"
#include "syntax/walk.h"

struct check {
	struct sema *sema;
	const struct func_def *func;	/* whose code is looked at */
	unsigned int loops;		/* that are open in it */
	bool in_filter;
};

static void check_exp(struct check *c, struct exp *exp);

static void check_list(struct check *c, struct exp *list)
{
	for (; list; list = list->next)
		check_exp(c, list);
}

/* What is true or false must not be a number that is always true. */
static void check_condition(struct check *c, struct exp *exp)
{
	exp = ast_inner(exp);
	if (c->in_filter)
		return;
	if (exp->kind == EXP_AND || exp->kind == EXP_OR) {
		/* The left side is checked wherever it stands. */
		check_condition(c, exp->second);
	} else if (kind_is_computed_integer(exp)) {
		diag_error(c->sema->diag, exp->pos,
			   "0 is true here: write `!= 0`");
	}
}

static void check_place(struct check *c, enum builtin_place place,
			const char *name, __u32 pos)
{
	const struct func_def *func = c->func;
	struct diag *diag = c->sema->diag;

	/* A function sees the event that it is called for. */
	if (place == BUILTIN_ANYWHERE || func->kind == FUNC_SCRIPT)
		return;
	if (func->kind == FUNC_MAIN || func->kind == FUNC_END) {
		diag_error(diag, pos, "`%s` needs an event, and there is none here",
			   name);
		if (place == BUILTIN_WITH_THREAD || place == BUILTIN_WITH_CALL)
			return;
		diag_hint(diag, func->kind == FUNC_MAIN ?
			  "the script's own arguments are `arg[1]`, `arg[2]` …" :
			  "`trace_end` runs after all events");
	} else if (place == BUILTIN_WITH_THREAD && func->kind == FUNC_TICK) {
		diag_error(diag, pos, "there is no `%s` here: `tick` runs in a thread of ktap's own",
			   name);
	} else if (place == BUILTIN_WITH_FIELDS &&
		   (func->kind == FUNC_TICK || func->kind == FUNC_PROFILE)) {
		diag_error(diag, pos, "there is no `%s`: timers have no fields",
			   name);
	} else if (place == BUILTIN_WITH_RETURN && !func->may_return) {
		diag_error(diag, pos, "`%s` is known where a call returns only",
			   name);
		diag_hint(diag, "`trace syscalls:sys_exit_read`, `trace probe:vfs_read%%return`");
	} else if (place == BUILTIN_WITH_CALL && !func->may_call) {
		diag_error(diag, pos, "there is no `%s` here: the event is no call and no return",
			   name);
		diag_hint(diag, "`trace probe:vfs_read`, `trace syscalls:sys_exit_read`; a thread's own are `self.name`");
	}
}

static void check_missing_name(struct check *c, const struct symbol *symbol,
			       __u32 pos)
{
	const char *foreign = foreign_name(symbol->name);

	diag_error(c->sema->diag, pos,
		   "`%s` is not available in this version",
		   symbol->name->text);
	if (foreign)
		diag_hint(c->sema->diag, "%s", foreign);
}

/* A name whose value is used; calls are looked at in check_call(). */
static void check_name(struct check *c, const struct exp *exp)
{
	const struct symbol *symbol = exp->symbol;

	if (!symbol)
		return;
	if (symbol->kind == SYMBOL_FIELD)
		check_place(c, BUILTIN_WITH_FIELDS, exp->name->text,
			    exp->pos);
	if (symbol->kind == SYMBOL_CALL_VAR)
		check_place(c, BUILTIN_WITH_CALL, symbol->name->text, exp->pos);
	if (symbol->kind == SYMBOL_MISSING)
		check_missing_name(c, symbol, exp->pos);
	if (symbol->kind != SYMBOL_BUILTIN)
		return;
	check_place(c, symbol->builtin.place, symbol->name->text, exp->pos);
}

static const char *plural(unsigned int nr)
{
	return nr == 1 ? "" : "s";
}

static void report_arity(struct check *c, const struct exp *exp,
			 const struct builtin *builtin, unsigned int nr)
{
	unsigned int min = builtin->min_args, max = builtin->max_args;
	struct diag *diag = c->sema->diag;
	const char *foreign;

	if (max == KTAP_ARGS_ANY)
		diag_error(diag, exp->pos, "`%s` takes %u argument%s or more, not %u",
			   builtin->name, min, plural(min), nr);
	else if (min == max)
		diag_error(diag, exp->pos, "`%s` takes %u argument%s, not %u",
			   builtin->name, min, plural(min), nr);
	else if (!min)
		diag_error(diag, exp->pos, "`%s` takes at most %u argument%s, not %u",
			   builtin->name, max, plural(max), nr);
	else
		diag_error(diag, exp->pos, "`%s` takes %u to %u arguments, not %u",
			   builtin->name, min, max, nr);
	/* "count()" of other tools. */
	foreign = nr ? NULL : foreign_name(ast_inner(exp->first)->name);
	if (foreign)
		diag_hint(diag, "%s", foreign);
}

/* The kernel looks the name up when it loads the program. */
static void check_kaddr(struct check *c, const struct exp *name)
{
	if (name->kind == EXP_STRING && name->text->len &&
	    !memchr(name->text->text, 0, name->text->len))
		return;
	diag_error(c->sema->diag, name->pos,
		   "`kaddr` takes the name of a symbol, as a literal");
	diag_hint(c->sema->diag, "`kaddr(\"jiffies\")`");
}

static void check_arguments(struct check *c, struct exp *exp,
			    const struct builtin *builtin)
{
	__u32 nr;
	bool known = results_of_list(exp->list, &nr);

	if ((known && nr < builtin->min_args) ||
	    (nr > builtin->max_args && builtin->max_args != KTAP_ARGS_ANY))
		report_arity(c, exp, builtin, nr);
	else if (!strcmp(builtin->name, "printf") ||
		 !strcmp(builtin->name, "string.format"))
		check_printf(c->sema->diag, exp);
	else if (builtin->code == BUILTIN_KADDR)
		check_kaddr(c, exp->list);
}

/* Is the callee a variable that hides a built-in and cannot be called? */
static void check_shadow(struct check *c, const struct exp *callee)
{
	const struct symbol *symbol = callee->symbol;
	struct diag *diag = c->sema->diag;
	const char *name = symbol->name->text;
	struct builtin builtin;

	if (!symbol->no_function || symbol->assigned ||
	    (symbol->kind != SYMBOL_LOCAL && symbol->kind != SYMBOL_VAR))
		return;
	diag_error(diag, callee->pos, "`%s` is no function", name);
	if (builtin_find(name, &builtin) || missing_is_name(name))
		diag_hint(diag, "the variable of line %u hides the built-in of this name",
			  source_line(diag->source, symbol->pos));
}

static void check_call(struct check *c, struct exp *exp)
{
	struct exp *callee = ast_inner(exp->first);
	const struct symbol *symbol = callee->kind == EXP_NAME ?
				      callee->symbol : NULL;
	const struct builtin *builtin;

	check_list(c, exp->list);
	if (symbol && symbol->kind == SYMBOL_BUILTIN) {
		builtin = &symbol->builtin;
		check_place(c, builtin->place, builtin->name, callee->pos);
		if (!builtin->is_value || builtin->may_be_called) {
			check_arguments(c, exp, builtin);
			return;
		}
		diag_error(c->sema->diag, callee->pos,
			   "`%s` is no function", builtin->name);
		diag_hint(c->sema->diag, "write `%s` without parentheses",
			  builtin->name);
		return;
	}
	check_exp(c, exp->first);
	if (symbol)
		check_shadow(c, callee);
}

/* The parts of a key. */
static void check_key(struct check *c, struct exp *list, __u32 nr, __u32 pos)
{
	if (nr > KTAP_MAX_PARTS)
		diag_error(c->sema->diag, pos,
			   "a key has at most %u parts, not %u",
			   KTAP_MAX_PARTS, nr);
	check_list(c, list);
}

static void check_table(struct check *c, struct exp *exp)
{
	struct field *field;

	for (field = exp->fields; field; field = field->next) {
		if (field->nr)
			check_key(c, field->list, field->nr, field->list->pos);
		check_exp(c, field->value);
	}
}

static void check_vararg(struct check *c, const struct exp *exp)
{
	if (!c->func->is_vararg)
		diag_error(c->sema->diag, exp->pos,
			   "`...` stands in functions that declare it only");
}

static void check_arg(struct check *c, const struct exp *exp)
{
	char name[32];

	snprintf(name, sizeof(name), exp->value < 10 ? "arg%lld" : "args[%lld]",
		 (long long)exp->value);
	check_place(c, BUILTIN_WITH_EVENT, name, exp->pos);
}

static void check_leaf(struct check *c, const struct exp *exp)
{
	switch (exp->kind) {
	case EXP_NAME:
		check_name(c, exp);
		break;
	case EXP_ARG:
		check_arg(c, exp);
		break;
	case EXP_FIELD:
		check_place(c, BUILTIN_WITH_FIELDS, exp->text->text,
			    exp->pos);
		break;
	case EXP_VARARG:
		check_vararg(c, exp);
		break;
	case EXP_FGLOB:
		missing_error(c->sema->diag, exp->pos, MISSING_FGLOB);
		break;
	default:
		break;
	}
}

static void check_exp(struct check *c, struct exp *exp)
{
	switch (exp->kind) {
	case EXP_PAREN:
		check_exp(c, exp->first);
		break;
	case EXP_INDEX:
		check_exp(c, exp->first);
		check_key(c, exp->list, exp->nr, exp->pos);
		break;
	case EXP_CALL:
		check_call(c, exp);
		break;
	case EXP_TABLE:
		check_table(c, exp);
		break;
	case EXP_UNARY:
		if (exp->op == OP_NOT)
			check_condition(c, exp->first);
		check_exp(c, exp->first);
		break;
	case EXP_BINARY:
		check_exp(c, exp->first);
		check_exp(c, exp->second);
		break;
	case EXP_ARG_AT:
		check_place(c, BUILTIN_WITH_EVENT, "args[n]", exp->pos);
		check_exp(c, exp->first);
		break;
	case EXP_CONCAT:
		check_list(c, exp->list);
		break;
	case EXP_AND:
	case EXP_OR:
		check_condition(c, exp->first);
		check_exp(c, exp->first);
		check_exp(c, exp->second);
		break;
	case EXP_CHOICE:
		check_condition(c, exp->first);
		check_exp(c, exp->first);
		check_exp(c, exp->second);
		check_exp(c, exp->third);
		break;
	default:
		check_leaf(c, exp);
		break;
	}
}

static void visit_exp(void *data, struct exp *exp, enum walk_place place)
{
	struct check *c = data;

	if (place == WALK_CONDITION)
		check_condition(c, exp);
	/* The parts of a target are values, the variable itself is not. */
	if (place == WALK_TARGET && exp->kind == EXP_NAME &&
	    (!exp->symbol || exp->symbol->kind != SYMBOL_CALL_VAR))
		return;
	if (place == WALK_TARGET && exp->first->kind == EXP_NAME) {
		check_key(c, exp->list, exp->nr, exp->pos);
		return;
	}
	check_exp(c, exp);
}

static bool is_loop(const struct stmt *stmt)
{
	return stmt->kind == STMT_WHILE || stmt->kind == STMT_REPEAT ||
	       stmt->kind == STMT_FOR_RANGE || stmt->kind == STMT_FOR_STEPS ||
	       stmt->kind == STMT_FOR_IN;
}

static void check_range(struct check *c, const struct stmt *stmt)
{
	const struct exp *step = stmt->nr_values == 3 ?
				 ast_inner(stmt->values->next->next) : NULL;

	if (step && step->kind == EXP_INT && step->value == 0)
		diag_error(c->sema->diag, step->pos, "the step of a loop is not 0");
}

static void check_walk(struct check *c, const struct stmt *stmt)
{
	const char *name = stmt->op ? "sort_pairs" : "pairs";
	struct diag *diag = c->sema->diag;

	if (stmt->op && (!stmt->nr_values || stmt->nr_values > 3))
		diag_error(diag, stmt->pos, "`%s` takes 1 to 3 arguments, not %u",
			   name, stmt->nr_values);
	else if (!stmt->op && stmt->nr_values != 1)
		diag_error(diag, stmt->pos, "`%s` takes 1 argument, not %u",
			   name, stmt->nr_values);
	if (stmt->nr_targets > 2)
		diag_error(diag, stmt->decls->next->next->pos,
			   "`%s` gives a key and a value, no more", name);
}

/* Does it take effect wherever it stands? */
static bool is_definition(const struct stmt *stmt)
{
	return stmt->kind == STMT_TRACE || stmt->kind == STMT_TRACE_END ||
	       stmt->kind == STMT_FUNCTION ||
	       (stmt->kind == STMT_VAR && !stmt->values);
}

static void check_rest(struct check *c, const struct stmt *rest)
{
	while (rest && is_definition(rest))
		rest = rest->next;
	if (rest)
		diag_warning(c->sema->diag, rest->pos, "this can never run");
}

static void check_return(struct check *c, const struct stmt *stmt)
{
	check_rest(c, stmt->next);
	if (!stmt->values || c->func->kind == FUNC_SCRIPT)
		return;
	diag_warning(c->sema->diag, stmt->values->pos, "nobody gets this value");
	diag_hint(c->sema->diag, "`exit(n)` ends the session with a status");
}

static void enter_stmt(void *data, struct stmt *stmt)
{
	struct check *c = data;
	struct diag *diag = c->sema->diag;

	c->loops += is_loop(stmt);
	switch (stmt->kind) {
	case STMT_BREAK:
	case STMT_CONTINUE:
		if (!c->loops)
			diag_error(diag, stmt->pos, "`%s` stands in loops only",
				   stmt->kind == STMT_BREAK ? "break" : "continue");
		else
			check_rest(c, stmt->next);
		break;
	case STMT_RETURN:
		check_return(c, stmt);
		break;
	case STMT_FOR_RANGE:
		check_range(c, stmt);
		break;
	case STMT_FOR_IN:
		check_walk(c, stmt);
		break;
	default:
		break;
	}
}

static void leave_stmt(void *data, struct stmt *stmt)
{
	struct check *c = data;

	c->loops -= is_loop(stmt);
}

/* Could the text be that of a system call, "sys_enter_…" or "sys_exit_…"? */
static bool is_syscall_event(const char *text, const char *prefix)
{
	static const char system[] = "syscalls:";
	size_t name = strcspn(text, ":"), fixed, len;

	if (strncmp(text, system, strlen(system)))
		return strcspn(text, "*?[") < name;
	text += strlen(system);
	fixed = strcspn(text, "*?[");
	len = strlen(prefix);
	/* A glob may stand for the rest. */
	if (text[fixed] && fixed < len)
		len = fixed;
	return !strncmp(text, prefix, len);
}

/* Could the text be that of a returning call? */
static bool is_return_event(const char *text)
{
	return strstr(text, "%return") || is_syscall_event(text, "sys_exit_");
}

/* Could it be that of an entry?  Inside a function nobody knows of calls. */
static bool is_entry_event(const char *text)
{
	size_t len = strcspn(text, " ");

	/* A file may have a "+" in its name. */
	if (!strncmp(text, "probe:", 6))
		return strcspn(text, "/\"'") < len || !memchr(text, '+', len);
	return is_syscall_event(text, "sys_enter_");
}

static void find_calls(struct func_def *func)
{
	const struct event *event;
	const char *text;

	if (func->kind != FUNC_EVENT)
		return;
	for (event = func->events; event; event = event->next) {
		text = event->text->text;
		func->may_return |= is_return_event(text);
		func->may_call |= is_return_event(text) || is_entry_event(text);
	}
}

void check_run(struct sema *sema)
{
	static const struct walk_ops ops = {
		.enter = enter_stmt,
		.leave = leave_stmt,
		.exp = visit_exp,
	};
	struct func_def *func;

	for (func = sema->ast->main; func; func = func->next) {
		struct check c = { .sema = sema, .func = func };

		find_calls(func);
		if (func->filter) {
			c.in_filter = true;
			check_exp(&c, func->filter);
			c.in_filter = false;
		}
		walk_stmts(func->body, &ops, &c);
	}
}
