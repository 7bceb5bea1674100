// SPDX-License-Identifier: GPL-2.0
/*
 * ktap - tree to program
 */
#include <string.h>

#include "base/diag.h"
#include "base/intern.h"
#include "base/source.h"
#include "codegen/codegen.h"
#include "codegen/func.h"
#include "codegen/gen_event.h"
#include "codegen/gen_stmt.h"
#include "image/image.h"
#include "sema/state.h"
#include "syntax/ast.h"

/* What a function has captured goes to registers of its own. */
static void gen_captures(struct func *func, const struct func_def *def)
{
	const struct capture *capture;
	struct symbol *symbol;
	__u32 number = 0;

	for (capture = def->captures; capture; capture = capture->next) {
		symbol = capture->symbol;
		symbol->reg = func_alloc(func, 1);
		func->cells[symbol->reg] = symbol->is_cell;
		if (capture->is_self)
			func_emit(func, KTAP_OP_SELF, symbol->reg, 0, 0, 0);
		else
			func_emit(func, KTAP_OP_CAPTURED, symbol->reg, 0, 0,
				  number++);
	}
}

static void gen_func(struct program *program, struct func_def *def)
{
	struct func func;
	struct decl *decl;
	__u32 end, reg;

	func_init(&func, program, def);
	end = func_label(&func);
	reg = func_alloc(&func, def->nr_params);
	for (decl = def->params; decl && !func.failed; decl = decl->next)
		func_declare(&func, decl->symbol, reg++);
	gen_captures(&func, def);
	if (def->kind == FUNC_MAIN)
		gen_start(&func);
	gen_filter(&func, end);
	gen_stmts(&func, def->body);
	func_place(&func, end);
	func_emit(&func, KTAP_OP_RET, 0, 0, 0, 0);
	func_finish(&func);
}

static void set_text(struct image_text *to, const char *text, size_t len)
{
	to->text = text;
	to->len = len;
}

static void add_var(struct program *program, const struct symbol *symbol)
{
	const struct source *source = program->sema->diag->source;
	struct image_var row = {
		.line = source_line(source, symbol->pos),
		.kind = symbol->var_kind,
	};

	set_text(&row.name, symbol->name->text, symbol->name->len);
	vec_push(program->sema->arena, &program->image->vars, row);
}

int codegen_run(struct sema *sema, struct image *image)
{
	struct program program;
	__u32 i;

	memset(&program, 0, sizeof(program));
	program.sema = sema;
	program.image = image;
	set_text(&image->script, sema->script, strlen(sema->script));
	set_text(&image->source, sema->diag->source->text,
		 sema->diag->source->len);
	for (i = 0; i < sema->vars.nr; i++)
		add_var(&program, sema->vars.items[i]);
	for (i = 0; i < sema->call_vars.nr; i++)
		add_var(&program, sema->call_vars.items[i]);
	func_number(&program, sema->ast->main);
	gen_events(&program);
	/* Functions join the queue where others name them. */
	for (i = 0; i < program.queue.nr; i++)
		gen_func(&program, program.queue.items[i]);
	if (!program.failed)
		gen_end(&program);
	return program.failed ? -1 : 0;
}
