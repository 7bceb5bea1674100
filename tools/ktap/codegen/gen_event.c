// SPDX-License-Identifier: GPL-2.0
/*
 * ktap - handlers, and what surrounds a script's code
 */
#include <stdio.h>
#include <string.h>

#include "base/diag.h"
#include "base/intern.h"
#include "base/source.h"
#include "codegen/func.h"
#include "codegen/gen_event.h"
#include "codegen/gen_expr.h"
#include "image/image.h"
#include "sema/settle.h"
#include "sema/state.h"
#include "syntax/args.h"
#include "syntax/number.h"

static void set_element(struct func *func, __u32 table, __s64 key,
			const char *text)
{
	struct intern *intern = func->program->sema->intern;
	__u32 mark = func->top, key_reg = func_alloc(func, 1);
	__u32 reg = func_alloc(func, 1);
	__s64 value;

	func_load_int(func, key_reg, key);
	if (number_parse_argument(text, &value))
		func_load_int(func, reg, value);
	else
		func_load_string(func, reg,
				 intern_text(intern, text, strlen(text)));
	func_emit(func, KTAP_OP_SETTAB, table, key_reg, reg, 0);
	func->top = mark;
}

/* The table "arg". */
static void gen_args_table(struct func *func)
{
	const struct sema *sema = func->program->sema;
	struct intern_text *name;
	__u32 table, mark = func->top, key, reg;
	int i;

	func->pos = sema->args_table->pos;
	table = func_alloc(func, 1);
	func_emit(func, KTAP_OP_NEWTAB, table, 0, 0, sema->args->nr + 1);
	key = func_alloc(func, 2);
	reg = key + 1;
	name = intern_text(sema->intern, sema->script, strlen(sema->script));
	func_load_int(func, key, 0);
	func_load_string(func, reg, name);
	func_emit(func, KTAP_OP_SETTAB, table, key, reg, 0);
	for (i = 0; i < sema->args->nr; i++)
		set_element(func, table, i + 1, sema->args->texts[i]);
	func_emit(func, KTAP_OP_SETVAR, table, 0, 0, sema->args_table->number);
	func->top = mark;
}

/* An undeclared variable begins as what it is used as. */
static void gen_start_value(struct func *func, const struct symbol *symbol)
{
	struct intern *intern = func->program->sema->intern;
	const struct uses *uses = &symbol->uses;
	__u32 mark = func->top, reg;

	if (uses->nr_assigned)
		return;
	func->pos = symbol->pos;
	reg = func_alloc(func, 1);
	if (uses->nr_updates)
		func_load_int(func, reg, 0);
	else if (uses->nr_samples)
		func_call_builtin(func, reg, 0, 1, "hist.log2");
	else if (uses->nr_joins)
		func_load_string(func, reg, intern_text(intern, "", 0));
	else
		func_emit(func, KTAP_OP_NEWTAB, reg, 0, 0, 0);
	func_emit(func, KTAP_OP_SETVAR, reg, 0, 0, symbol->number);
	func->top = mark;
}

void gen_start(struct func *func)
{
	const struct sema *sema = func->program->sema;
	__u32 i;

	for (i = 0; i < sema->vars.nr; i++) {
		const struct symbol *symbol = sema->vars.items[i];

		if (symbol == sema->args_table)
			gen_args_table(func);
		else if (!symbol->owner)
			gen_start_value(func, symbol);
	}
}

void gen_filter(struct func *func, __u32 label)
{
	if (!func->def->filter)
		return;
	func->in_filter = true;
	gen_condition(func, func->def->filter, false, label);
	func->in_filter = false;
}

static void add_event(struct program *program, const struct event *event,
		      __u32 func, __u32 group)
{
	const struct source *source = program->sema->diag->source;
	struct image_event row = {
		.kind = KTAP_EVENT_TRACE,
		.text = { .text = event->text->text, .len = event->text->len },
		.func = func,
		.group = group,
		.line = source_line(source, event->pos),
		.column = source_column(source, event->pos),
	};

	vec_push(program->sema->arena, &program->image->events, row);
}

static void add_end(struct program *program, __u32 pos, __u32 func,
		    __u32 group)
{
	const struct source *source = program->sema->diag->source;
	struct image_event row = {
		.kind = KTAP_EVENT_END,
		.func = func,
		.group = group,
		.line = source_line(source, pos),
		.column = source_column(source, pos),
	};

	vec_push(program->sema->arena, &program->image->events, row);
}

void gen_events(struct program *program)
{
	struct func_def *def;
	const struct event *event;
	__u32 group = 0, number;

	for (def = program->sema->ast->main; def; def = def->next) {
		if (def->kind == FUNC_MAIN || def->kind == FUNC_SCRIPT)
			continue;
		number = func_number(program, def);
		for (event = def->events; event; event = event->next)
			add_event(program, event, number, group);
		if (def->kind == FUNC_END)
			add_end(program, def->pos, number, group);
		group++;
	}
}

/* print("n: " .. n), print_hist(n, nil, "n"), or print_stats(n, nil, "n") */
static void gen_print(struct func *func, const struct symbol *symbol)
{
	struct intern *intern = func->program->sema->intern;
	bool is_aggr = symbol->uses.nr_samples;
	bool is_table = symbol->uses.nr_table_updates || is_aggr;
	char text[300];	/* a name has at most 255 characters */
	int len;
	__u32 mark = func->top, base = func_alloc(func, 3);

	func->pos = symbol->pos;
	if (is_table) {
		func_emit(func, KTAP_OP_GETVAR, base, 0, 0, symbol->number);
		func_emit(func, KTAP_OP_LOADNIL, base + 1, 0, 0, 0);
		func_load_string(func, base + 2, symbol->name);
		func_call_builtin(func, base, 3, 0,
				  is_aggr ? "print_stats" : "print_hist");
	} else {
		len = snprintf(text, sizeof(text), "%s: ", symbol->name->text);
		func_load_string(func, base, intern_text(intern, text, len));
		func_emit(func, KTAP_OP_GETVAR, base + 1, 0, 0, symbol->number);
		func_emit(func, KTAP_OP_CONCAT, base, base, 2, 0);
		func_call_builtin(func, base, 1, 0, "print");
	}
	func->top = mark;
}

void gen_end(struct program *program)
{
	const struct sema *sema = program->sema;
	const struct image *image = program->image;
	struct func func;
	__u32 i, pos = 0, group = 0;
	bool any = false;

	func_init(&func, program, NULL);
	for (i = 0; i < sema->vars.nr; i++) {
		const struct symbol *symbol = sema->vars.items[i];

		if (symbol == sema->args_table || !settle_is_accumulated(symbol))
			continue;
		if (!any)
			pos = symbol->pos;
		any = true;
		gen_print(&func, symbol);
	}
	if (!any)
		return;
	func_emit(&func, KTAP_OP_RET, 0, 0, 0, 0);
	if (image->events.nr)
		group = image->events.items[image->events.nr - 1].group + 1;
	func.pos = pos;
	func_finish(&func);
	add_end(program, pos, image->funcs.nr - 1, group);
}
