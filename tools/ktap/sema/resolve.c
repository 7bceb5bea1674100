// SPDX-License-Identifier: GPL-2.0
/*
 * ktap - a pass: bind every name to what it means
 *
 * Counts how each variable is used, so that settle.c can tell what undeclared
 * names are.  Rewrites
 *
 *	x = x op e		to an update, x op= e
 *	string.sub, arg0, args[0], arg[1]	to a name, an argument, a literal
 *	args.name	to a field
 */
#include <string.h>

#include "base/diag.h"
#include "base/intern.h"
#include "base/source.h"
#include "sema/kind.h"
#include "sema/resolve.h"
#include "sema/state.h"
#include "sema/suggest.h"
#include "sema/update.h"
#include "syntax/args.h"
#include "syntax/ast.h"
#include "syntax/foreign.h"
#include "syntax/lexer.h"
#include "syntax/number.h"

struct resolve {
	struct sema *sema;
	struct func_def *func;	/* whose code is looked at */
	unsigned int loops;	/* that are open in it */
	bool in_filter;
};

static void resolve_exp(struct resolve *r, struct exp *exp);
static void resolve_stmts(struct resolve *r, struct stmt *stmts);

static void resolve_list(struct resolve *r, struct exp *list)
{
	for (; list; list = list->next)
		resolve_exp(r, list);
}

/* Where the name of a declaration begins to be seen. */
static struct symbol *declare(struct resolve *r, struct decl *decl)
{
	struct symbol *shadowed = decl->name->binding;
	struct symbol *symbol = scope_declare(&r->sema->scope, decl->name,
					      decl->pos, r->func);

	symbol->in_loop = r->loops || r->func->kind != FUNC_MAIN;
	if (shadowed && shadowed->kind == SYMBOL_UNDECLARED &&
	    r->func->kind == FUNC_MAIN && !r->sema->scope.block->outer &&
	    !shadowed->later_pos)
		shadowed->later_pos = decl->pos;
	decl->symbol = symbol;
	return symbol;
}

/* The symbol of a name that is read or written here. */
static struct symbol *find(struct resolve *r, struct exp *exp)
{
	struct symbol *symbol = scope_find(&r->sema->scope, exp->name,
					   exp->pos);

	if (symbol->kind == SYMBOL_LOCAL && symbol->owner != r->func) {
		struct outside_use use = { .func = r->func, .symbol = symbol };

		symbol->captured = true;
		if (symbol->in_loop)
			vec_push(r->sema->arena, &r->sema->outside_uses, use);
	}
	exp->symbol = symbol;
	return symbol;
}

/* "string.sub" of "string" and "sub". */
static struct intern_text *member_name(struct resolve *r,
				       const struct intern_text *library,
				       const struct intern_text *member)
{
	size_t len = library->len + 1 + member->len;
	char *text = arena_alloc(r->sema->arena, len + 1);

	memcpy(text, library->text, library->len);
	text[library->len] = '.';
	memcpy(text + library->len + 1, member->text, member->len);
	return intern_text(r->sema->intern, text, len);
}

static void resolve_member(struct resolve *r, struct exp *exp,
			   const struct symbol *library)
{
	struct diag *diag = r->sema->diag;
	struct exp *key = exp->list;
	struct intern_text *name;
	const char *near;

	if (exp->nr != 1 || key->kind != EXP_STRING) {
		diag_error(diag, exp->pos, "`%s` is no table: its functions are named with a dot",
			   library->name->text);
		return;
	}
	name = member_name(r, library->name, key->text);
	exp->symbol = scope_find_member(&r->sema->scope, name, exp->pos);
	if (!exp->symbol) {
		diag_error(diag, key->pos, "there is no `%s`", name->text);
		near = suggest_name(r->sema, name->text);
		if (near)
			diag_hint(diag, "did you mean `%s`?", near);
	}
	exp->kind = EXP_NAME;
	exp->name = name;
}

static void make_literal(struct resolve *r, struct exp *exp, const char *text)
{
	__s64 value;

	if (!text) {
		exp->kind = EXP_NIL;
	} else if (number_parse_argument(text, &value)) {
		exp->kind = EXP_INT;
		exp->value = value;
	} else {
		exp->kind = EXP_STRING;
		exp->text = intern_text(r->sema->intern, text, strlen(text));
	}
}

/* arg[n], arg[exp] */
static void resolve_script_arg(struct resolve *r, struct exp *exp)
{
	const struct script_args *args = r->sema->args;
	struct exp *key = exp->list;

	resolve_list(r, exp->list);
	if (exp->nr == 1 && key->kind == EXP_STRING) {
		diag_error(r->sema->diag, exp->pos,
			   "`arg` has numbers, no names");
		diag_hint(r->sema->diag,
			  "`arg[1]` is the script's first argument, `args.name` a field of the event");
	} else if (exp->nr == 1 && key->kind == EXP_INT) {
		if (key->value == 0) {
			exp->kind = EXP_STRING;
			exp->text = intern_text(r->sema->intern, r->sema->script,
						strlen(r->sema->script));
		} else {
			make_literal(r, exp, key->value > 0 &&
				     key->value <= args->nr ?
				     args->texts[key->value - 1] : NULL);
		}
	} else {
		resolve_exp(r, exp->first);
	}
}

/* args.name must exist, args["name"] may be missing. */
static void make_field(struct resolve *r, struct exp *exp, struct exp *key)
{
	if (!key->text->len || memchr(key->text->text, 0, key->text->len))
		diag_error(r->sema->diag, key->pos, "this is no name of a field");
	exp->op = !lexer_is_word(r->sema->diag->source->text[key->pos]);
	exp->text = key->text;
	exp->pos = key->pos;
	exp->kind = EXP_FIELD;
}

static bool is_negative(const struct exp *exp)
{
	return exp->kind == EXP_UNARY && exp->op == OP_NEG &&
	       exp->first->kind == EXP_INT;
}

/* args[n], args[exp], args.name */
static void resolve_event_arg(struct resolve *r, struct exp *exp)
{
	struct diag *diag = r->sema->diag;
	struct exp *key = exp->list;

	resolve_list(r, key);
	exp->pos = exp->first->pos;
	if (exp->nr != 1) {
		diag_error(diag, key->next->pos,
			   "an argument of the event has one number");
		exp->kind = EXP_ARG;
	} else if (key->kind == EXP_STRING) {
		make_field(r, exp, key);
	} else if (is_negative(key)) {
		diag_error(diag, key->pos,
			   "arguments of events are numbered from 0");
	} else if (key->kind != EXP_INT) {
		exp->kind = EXP_ARG_AT;
		exp->first = key;
	} else {
		if (key->value < 0 || key->value > 255)
			diag_error(diag, key->pos,
				   "arguments of events are numbered from 0 to 255");
		exp->kind = EXP_ARG;
		exp->value = key->value;
	}
}

/* "self.x", "call.x", or NULL. */
static struct intern_text *owned_name(struct resolve *r, const struct exp *exp)
{
	const struct exp *base = exp->first, *key = exp->list;
	struct diag *diag = r->sema->diag;

	if (exp->nr == 1 && key->kind == EXP_STRING &&
	    lexer_is_word(diag->source->text[key->pos]))
		return member_name(r, base->name, key->text);
	diag_error(diag, base->pos, "`%s` is no table", base->name->text);
	diag_hint(diag, "write `%s.name`", base->name->text);
	return NULL;
}

/* self.x: an element of a table by thread. */
static void resolve_self(struct resolve *r, struct exp *exp)
{
	struct intern_text *name = owned_name(r, exp);
	struct scope *scope = &r->sema->scope;
	struct exp *base = exp->first, *key;

	if (!name)
		return;
	base->symbol = scope_find_owned(scope, name, base->pos, KTAP_VAR_THREAD);
	key = ast_exp(r->sema->arena, EXP_NAME, base->pos);
	key->name = name;
	key->symbol = scope_alias(scope, "self.key", name, base->pos);
	exp->list = key;
}

/* call.x: a name with a dot. */
static void resolve_call_var(struct resolve *r, struct exp *exp)
{
	struct intern_text *name = owned_name(r, exp);

	if (!name)
		return;
	exp->kind = EXP_NAME;
	exp->pos = exp->first->pos;
	exp->name = name;
	exp->symbol = scope_find_owned(&r->sema->scope, name, exp->pos,
				       KTAP_VAR_CALL);
}

static void count_read(struct resolve *r, struct symbol *symbol, __u32 pos)
{
	struct uses *uses = &symbol->uses;

	if (r->in_filter)
		uses->nr_filter_reads++;
	else if (!uses->nr_reads++)
		uses->read_pos = pos;
}

/*
 * A built-in function as a value: function (...) { return name(...) }.  Each
 * use of the name is the same function.
 */
static void wrap_builtin(struct resolve *r, struct exp *exp)
{
	struct symbol *symbol = exp->symbol;
	struct arena *arena = r->sema->arena;
	struct func_def *func = symbol->func;
	struct exp *call;

	exp->kind = EXP_FUNCTION;
	if (!func) {
		func = ast_func(arena, r->sema->ast, FUNC_SCRIPT, exp->pos);
		func->name = symbol->name;
		func->is_vararg = true;
		func->body = ast_stmt(arena, STMT_RETURN, exp->pos);
		call = ast_exp(arena, EXP_CALL, exp->pos);
		call->first = ast_exp(arena, EXP_NAME, exp->pos);
		call->first->name = symbol->name;
		call->first->symbol = symbol;
		call->list = ast_exp(arena, EXP_VARARG, exp->pos);
		call->nr = 1;
		func->body->values = call;
		func->body->nr_values = 1;
		symbol->func = func;
	}
	exp->func = func;
}

/* A name whose value is wanted. */
static void resolve_name(struct resolve *r, struct exp *exp)
{
	struct symbol *symbol = find(r, exp);
	struct diag *diag = r->sema->diag;
	const char *name = symbol->name->text;

	switch (symbol->kind) {
	case SYMBOL_EVENT_ARG:
		exp->kind = EXP_ARG;
		exp->value = symbol->number;
		break;
	case SYMBOL_SCRIPT_ARGS:
		if (!r->sema->args_table)
			r->sema->args_table = symbol;
		break;
	case SYMBOL_EVENT_ARGS:
		diag_error(diag, exp->pos, "`args` is no value");
		diag_hint(diag, "`args.name`, `args[n]`; the script's own are `arg[n]`");
		break;
	case SYMBOL_SELF:
	case SYMBOL_CALL:
		diag_error(diag, exp->pos, "`%s` is no value", name);
		diag_hint(diag, "write `%s.name`", name);
		break;
	case SYMBOL_LIBRARY:
		diag_error(diag, exp->pos, "`%s` is no value", name);
		if (foreign_name(symbol->name))
			diag_hint(diag, "%s", foreign_name(symbol->name));
		else
			diag_hint(diag, "its functions are named with a dot");
		break;
	case SYMBOL_ITERATOR:
		diag_error(diag, exp->pos, "`%s` stands in `for` only", name);
		diag_hint(diag, "`for (k, v in %s(t)) { … }`", name);
		break;
	case SYMBOL_LOCAL:
	case SYMBOL_UNDECLARED:
		count_read(r, symbol, exp->pos);
		break;
	case SYMBOL_BUILTIN:
		if (!symbol->builtin.is_value)
			wrap_builtin(r, exp);
		break;
	default:
		break;
	}
}

static void resolve_index(struct resolve *r, struct exp *exp)
{
	struct exp *base = exp->first;
	struct symbol *symbol;

	if (base->kind == EXP_NAME) {
		symbol = find(r, base);
		switch (symbol->kind) {
		case SYMBOL_LIBRARY:
			resolve_member(r, exp, symbol);
			return;
		case SYMBOL_SCRIPT_ARGS:
			resolve_script_arg(r, exp);
			return;
		case SYMBOL_EVENT_ARGS:
			resolve_event_arg(r, exp);
			return;
		case SYMBOL_SELF:
			resolve_self(r, exp);
			return;
		case SYMBOL_CALL:
			resolve_call_var(r, exp);
			return;
		default:
			break;
		}
	}
	resolve_exp(r, base);
	resolve_list(r, exp->list);
}

static void resolve_params(struct resolve *r, struct func_def *func)
{
	struct decl *decl;

	for (decl = func->params; decl; decl = decl->next)
		declare(r, decl)->maybe_nil = true;
}

static void resolve_func(struct resolve *r, struct func_def *func)
{
	struct resolve inner = { .sema = r->sema, .func = func };
	struct block block;

	func->outer = r->func;
	scope_open(&r->sema->scope, &block);
	resolve_params(&inner, func);
	if (func->filter) {
		inner.in_filter = true;
		resolve_exp(&inner, func->filter);
		inner.in_filter = false;
	}
	resolve_stmts(&inner, func->body);
	scope_close(&r->sema->scope);
}

/* A function without a name takes that of what it is assigned to. */
static void name_function(struct exp *value, struct intern_text *name)
{
	if (value->kind == EXP_FUNCTION && !value->func->name)
		value->func->name = name;
}

static void resolve_table(struct resolve *r, struct exp *exp)
{
	struct field *field;

	for (field = exp->fields; field; field = field->next) {
		resolve_list(r, field->list);
		resolve_exp(r, field->value);
		if (field->nr && field->list->kind == EXP_STRING)
			name_function(field->value, field->list->text);
	}
}

/* No field of an event can be called. */
static void resolve_callee(struct resolve *r, struct exp *exp)
{
	bool in_filter = r->in_filter;

	exp = ast_inner(exp);
	r->in_filter = in_filter && exp->kind != EXP_NAME;
	if (exp->kind == EXP_INDEX)
		resolve_index(r, exp);
	else if (exp->kind != EXP_NAME || find(r, exp)->kind != SYMBOL_BUILTIN)
		resolve_exp(r, exp);
	r->in_filter = in_filter;
}

static void resolve_exp(struct resolve *r, struct exp *exp)
{
	switch (exp->kind) {
	case EXP_NAME:
		resolve_name(r, exp);
		break;
	case EXP_INDEX:
		resolve_index(r, exp);
		if (exp->kind == EXP_NAME && exp->symbol &&
		    exp->symbol->kind == SYMBOL_BUILTIN)
			wrap_builtin(r, exp);
		break;
	case EXP_CALL:
		resolve_callee(r, exp->first);
		resolve_list(r, exp->list);
		break;
	case EXP_FUNCTION:
		resolve_func(r, exp->func);
		break;
	case EXP_TABLE:
		resolve_table(r, exp);
		break;
	case EXP_CONCAT:
		resolve_list(r, exp->list);
		break;
	case EXP_PAREN:
	case EXP_UNARY:
		resolve_exp(r, exp->first);
		break;
	case EXP_CHOICE:
		resolve_exp(r, exp->first);
		resolve_exp(r, exp->second);
		resolve_exp(r, exp->third);
		break;
	case EXP_BINARY:
		/* "ip" of "ip == glob" is no variable. */
		if (exp->second->kind == EXP_FGLOB)
			break;
		resolve_exp(r, exp->first);
		resolve_exp(r, exp->second);
		break;
	case EXP_AND:
	case EXP_OR:
		resolve_exp(r, exp->first);
		resolve_exp(r, exp->second);
		break;
	default:
		break;
	}
}

/* Variables that are assigned, or whose elements are. */
static void target_error(struct resolve *r, const struct exp *exp,
			 const struct symbol *symbol)
{
	struct diag *diag = r->sema->diag;
	const char *name = symbol->name->text;

	if (symbol->kind == SYMBOL_SELF || symbol->kind == SYMBOL_CALL) {
		diag_error(diag, exp->pos, "`%s` is no variable", name);
		diag_hint(diag, "write `%s.name`", name);
		return;
	}
	diag_error(diag, exp->pos, "`%s` is built in and cannot be assigned",
		   name);
	diag_hint(diag, "take another name, or declare it: `var %s`", name);
}

static bool is_variable(const struct symbol *symbol)
{
	return symbol->kind == SYMBOL_LOCAL ||
	       symbol->kind == SYMBOL_UNDECLARED;
}

/* Which of table, counter, text and aggregate a use makes a variable. */
static void note_conflict(struct uses *uses, __u32 pos)
{
	bool is_table = uses->nr_stores || uses->nr_table_updates ||
			uses->nr_table_joins;

	/* h[k] <<< v is no table's use of h that excludes h <<< v. */
	if (!uses->conflict_pos &&
	    is_table + !!uses->nr_updates + !!uses->nr_joins +
	    !!uses->nr_samples > 1)
		uses->conflict_pos = pos;
}

static void count_update(struct symbol *symbol, enum exp_op op, bool element,
			 __u32 pos)
{
	struct uses *uses = &symbol->uses;

	if (op == OP_SAMPLE)
		uses->nr_samples++;
	else if (op == OP_CONCAT && element)
		uses->nr_table_joins++;
	else if (op == OP_CONCAT)
		uses->nr_joins++;
	else if (element)
		uses->nr_table_updates++;
	else
		uses->nr_updates++;
	note_conflict(uses, pos);
}

/* x[k] = e, x[k] op= e */
static void resolve_element(struct resolve *r, struct exp *exp,
			    const struct stmt *stmt)
{
	struct exp *base = exp->first;
	struct symbol *symbol;

	if (base->kind != EXP_NAME) {
		resolve_exp(r, base);
		resolve_list(r, exp->list);
		return;
	}
	symbol = find(r, base);
	if (symbol->kind == SYMBOL_SELF || symbol->kind == SYMBOL_CALL) {
		resolve_index(r, exp);
		return;
	}
	resolve_list(r, exp->list);
	if (!is_variable(symbol)) {
		target_error(r, base, symbol);
		return;
	}
	if (stmt->kind == STMT_UPDATE) {
		count_update(symbol, stmt->op, true, base->pos);
	} else {
		symbol->uses.nr_stores++;
		note_conflict(&symbol->uses, base->pos);
	}
}

/* The parts of a target; the variable itself is looked at later. */
static void resolve_target(struct resolve *r, struct exp *exp,
			   const struct stmt *stmt)
{
	struct symbol *symbol;

	if (exp->kind != EXP_NAME) {
		resolve_element(r, exp, stmt);
		return;
	}
	symbol = find(r, exp);
	if (!is_variable(symbol))
		target_error(r, exp, symbol);
	else if (stmt->kind == STMT_UPDATE)
		count_update(symbol, stmt->op, false, exp->pos);
	else if (r->func->kind == FUNC_MAIN)
		symbol->uses.nr_assigned++;
	else if (!symbol->uses.nr_assigned_inside++)
		symbol->uses.assigned_pos = exp->pos;
}

/* What an assignment says about the values of its variable. */
static void note_value(struct symbol *symbol, struct exp *value)
{
	if (!value || !kind_is_never_nil(value))
		symbol->maybe_nil = true;
}

static void resolve_assign(struct resolve *r, struct stmt *stmt)
{
	struct exp *target, *value;
	struct symbol *symbol;

	if (stmt->kind == STMT_ASSIGN)
		update_find(&r->sema->scope, stmt);
	for (target = stmt->targets; target; target = target->next)
		resolve_target(r, target, stmt);
	resolve_list(r, stmt->values);
	value = stmt->values;
	for (target = stmt->targets; target; target = target->next) {
		if (target->kind == EXP_NAME) {
			symbol = target->symbol;
			symbol->assigned = true;
			if (stmt->kind == STMT_ASSIGN)
				note_value(symbol, value);
			if (value)
				name_function(value, target->name);
		} else if (value && target->list->kind == EXP_STRING) {
			name_function(value, target->list->text);
		}
		value = value ? value->next : NULL;
	}
}

static void resolve_var(struct resolve *r, struct stmt *stmt)
{
	struct exp *value;
	struct symbol *symbol;
	struct decl *decl;

	resolve_list(r, stmt->values);
	value = stmt->values;
	for (decl = stmt->decls; decl; decl = decl->next) {
		symbol = declare(r, decl);
		note_value(symbol, value);
		if (!value)
			continue;
		name_function(value, decl->name);
		if (value->kind == EXP_FUNCTION)
			symbol->func = value->func;
		/* An undeclared name may be settled later: not seen here. */
		symbol->no_function = kind_is_no_function(value);
		value = value->next;
	}
}

static void resolve_block(struct resolve *r, struct stmt *stmts)
{
	struct block block;

	scope_open(&r->sema->scope, &block);
	resolve_stmts(r, stmts);
	scope_close(&r->sema->scope);
}

static void resolve_if(struct resolve *r, struct stmt *stmt)
{
	struct arm *arm;

	for (arm = stmt->arms; arm; arm = arm->next) {
		if (arm->condition)
			resolve_exp(r, arm->condition);
		resolve_block(r, arm->body);
	}
}

static void resolve_repeat(struct resolve *r, struct stmt *stmt)
{
	struct block block;

	r->loops++;
	scope_open(&r->sema->scope, &block);
	resolve_stmts(r, stmt->body);
	resolve_list(r, stmt->values);
	scope_close(&r->sema->scope);
	r->loops--;
}

static void resolve_for(struct resolve *r, struct stmt *stmt)
{
	struct symbol *symbol;
	struct block block;
	struct decl *decl;

	resolve_list(r, stmt->values);
	r->loops++;
	scope_open(&r->sema->scope, &block);
	for (decl = stmt->decls; decl; decl = decl->next) {
		symbol = declare(r, decl);
		if (stmt->kind == STMT_FOR_STEPS)
			note_value(symbol, stmt->values);
		else
			symbol->maybe_nil = stmt->kind == STMT_FOR_IN;
	}
	if (stmt->kind == STMT_FOR_STEPS && stmt->loop->condition)
		resolve_exp(r, stmt->loop->condition);
	resolve_block(r, stmt->body);
	if (stmt->kind == STMT_FOR_STEPS)
		resolve_stmts(r, stmt->loop->step);
	scope_close(&r->sema->scope);
	r->loops--;
}

static void resolve_stmt(struct resolve *r, struct stmt *stmt)
{
	switch (stmt->kind) {
	case STMT_ASSIGN:
	case STMT_UPDATE:
		resolve_assign(r, stmt);
		break;
	case STMT_CALL:
	case STMT_RETURN:
		resolve_list(r, stmt->values);
		break;
	case STMT_VAR:
		resolve_var(r, stmt);
		break;
	case STMT_FUNCTION:
		declare(r, stmt->decls)->func = stmt->func;
		resolve_func(r, stmt->func);
		break;
	case STMT_TRACE:
	case STMT_TRACE_END:
		resolve_func(r, stmt->func);
		break;
	case STMT_BLOCK:
		resolve_block(r, stmt->body);
		break;
	case STMT_IF:
		resolve_if(r, stmt);
		break;
	case STMT_WHILE:
		resolve_list(r, stmt->values);
		r->loops++;
		resolve_block(r, stmt->body);
		r->loops--;
		break;
	case STMT_REPEAT:
		resolve_repeat(r, stmt);
		break;
	case STMT_FOR_RANGE:
	case STMT_FOR_STEPS:
	case STMT_FOR_IN:
		resolve_for(r, stmt);
		break;
	default:
		break;
	}
}

static void resolve_stmts(struct resolve *r, struct stmt *stmts)
{
	for (; stmts; stmts = stmts->next)
		resolve_stmt(r, stmts);
}

void resolve_run(struct sema *sema)
{
	struct resolve r = { .sema = sema, .func = sema->ast->main };
	struct block block;

	sema->scope.arena = sema->arena;
	scope_open(&sema->scope, &block);
	resolve_stmts(&r, sema->ast->main->body);
	scope_close(&sema->scope);
}
