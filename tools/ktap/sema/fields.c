// SPDX-License-Identifier: GPL-2.0
/*
 * ktap - a pass: find fields that no event of a handler has
 *
 * Looks at handlers whose events are named one by one and can all be read in
 * tracefs.  What it does not look at is left to the kernel, which checks the
 * same when it loads the program.
 */
#include "base/diag.h"
#include "base/intern.h"
#include "base/near.h"
#include "sema/fields.h"
#include "sema/state.h"
#include "syntax/ast.h"
#include "syntax/walk.h"
#include "target/events.h"

/* More events of a handler are not looked at: it should not take long. */
#define MAX_EVENTS	16

struct fields {
	struct sema *sema;
	const struct func_def *func;
	struct event_field *events[MAX_EVENTS];
	unsigned int nr;
	bool in_filter;
};

/* Return: false if some event cannot be read. */
static bool read_events(struct fields *f)
{
	const struct event *event;

	for (event = f->func->events; event; event = event->next) {
		if (f->nr == MAX_EVENTS ||
		    events_fields(f->sema->tracefs, f->sema->arena,
				  event->text->text, &f->events[f->nr]))
			return false;
		f->nr++;
	}
	return true;
}

static bool has_field(const struct fields *f, const char *name)
{
	const struct event_field *field;
	unsigned int i;

	for (i = 0; i < f->nr; i++) {
		for (field = f->events[i]; field; field = field->next) {
			if (!strcmp(field->name, name))
				return true;
		}
	}
	return false;
}

static void check_field(struct fields *f, const char *name, __u32 pos)
{
	const struct event_field *field;
	struct near near;
	unsigned int i;

	if (has_field(f, name))
		return;
	near_init(&near, name);
	for (i = 0; i < f->nr; i++) {
		for (field = f->events[i]; field; field = field->next)
			near_offer(&near, field->name);
	}
	diag_error(f->sema->diag, pos, "`%s` has no field `%s`",
		   f->func->events->text->text, name);
	if (near.found)
		diag_hint(f->sema->diag, "did you mean `%s`?", near.found);
}

static void check_number(struct fields *f, __s64 number, __u32 pos)
{
	const struct event_field *field;
	__s64 nr, most = 0;
	unsigned int i;

	for (i = 0; i < f->nr; i++) {
		nr = 0;
		for (field = f->events[i]; field; field = field->next)
			nr += field->is_arg;
		most = nr > most ? nr : most;
	}
	if (number < most)
		return;
	diag_error(f->sema->diag, pos, "`%s` has %lld arguments, from `arg0`",
		   f->func->events->text->text, (long long)most);
}

/* A built-in variable where a field of that name may have been meant. */
static void check_shadow(struct fields *f, const struct exp *exp)
{
	const char *name = exp->name->text;

	if (!has_field(f, name))
		return;
	diag_warning(f->sema->diag, exp->pos,
		     "`%s` is the built-in variable, not the field of the event",
		     name);
	diag_hint(f->sema->diag, "the field is `args.%s`", name);
}

static bool visit(void *data, struct exp *exp)
{
	struct fields *f = data;

	if (exp->kind == EXP_FIELD && !exp->op)
		check_field(f, exp->text->text, exp->pos);
	else if (exp->kind == EXP_ARG)
		check_number(f, exp->value, exp->pos);
	else if (exp->kind == EXP_NAME && exp->symbol &&
		 exp->symbol->kind == SYMBOL_FIELD)
		check_field(f, exp->name->text, exp->pos);
	else if (exp->kind == EXP_NAME && f->in_filter && exp->symbol &&
		 exp->symbol->kind == SYMBOL_BUILTIN &&
		 exp->symbol->builtin.is_value)
		check_shadow(f, exp);
	return exp->kind != EXP_FUNCTION;
}

static void visit_root(void *data, struct exp *exp, enum walk_place place)
{
	(void)place;
	walk_exp(exp, visit, data);
}

/* Does the handler look at anything that is checked? */
static bool look(void *data, struct exp *exp)
{
	bool *found = data;

	*found |= exp->kind == EXP_FIELD || exp->kind == EXP_ARG ||
		  (exp->kind == EXP_NAME && exp->symbol &&
		   exp->symbol->kind == SYMBOL_FIELD);
	return !*found;
}

static void look_root(void *data, struct exp *exp, enum walk_place place)
{
	(void)place;
	walk_exp(exp, look, data);
}

void fields_run(struct sema *sema)
{
	static const struct walk_ops lookers = { .exp = look_root };
	static const struct walk_ops ops = { .exp = visit_root };
	const struct func_def *func;

	for (func = sema->ast->main; sema->tracefs && func; func = func->next) {
		struct fields f = { .sema = sema, .func = func };
		bool wanted = func->filter;

		if (func->kind != FUNC_EVENT)
			continue;
		walk_stmts(func->body, &lookers, &wanted);
		if (!wanted || !read_events(&f))
			continue;
		if (func->filter) {
			f.in_filter = true;
			walk_exp(func->filter, visit, &f);
			f.in_filter = false;
		}
		walk_stmts(func->body, &ops, &f);
	}
}
