// SPDX-License-Identifier: GPL-2.0
/*
 * ktap - a function whose code is being made
 */
#include <string.h>

#include "base/diag.h"
#include "base/intern.h"
#include "base/source.h"
#include "codegen/func.h"
#include "codegen/peephole.h"
#include "image/image.h"
#include "sema/scope.h"
#include "sema/state.h"
#include "syntax/ast.h"

static void fail(struct func *func, const char *text)
{
	if (func->failed)
		return;
	func->failed = true;
	func->program->failed = true;
	diag_error(func->program->sema->diag, func->pos, "%s", text);
}

void func_init(struct func *func, struct program *program, struct func_def *def)
{
	memset(func, 0, sizeof(*func));
	func->program = program;
	func->def = def;
	func->nr_regs = 1;
	func->unread = -1;
	func->pos = def ? def->pos : 0;
	func->start = func_label(func);
	func_place(func, func->start);
}

__u32 func_alloc(struct func *func, __u32 nr)
{
	__u32 first = func->top;

	if (first > KTAP_IMAGE_MAX_REGS || nr > KTAP_IMAGE_MAX_REGS - first) {
		fail(func, "too many variables and values at a time in one function");
		return 0;
	}
	func->top += nr;
	if (func->nr_regs < func->top)
		func->nr_regs = func->top;
	return first;
}

__u32 func_label(struct func *func)
{
	vec_push(func->program->sema->arena, &func->labels, 0);
	return func->labels.nr - 1;
}

void func_place(struct func *func, __u32 label)
{
	func->labels.items[label] = func->insns.nr;
}

static void add_insn(struct func *func, __u64 insn)
{
	const struct sema *sema = func->program->sema;

	if (func->insns.nr == KTAP_IMAGE_MAX_INSNS) {
		fail(func, "the function is too large");
		return;
	}
	vec_push(sema->arena, &func->insns, insn);
	vec_push(sema->arena, &func->lines,
		 source_line(sema->diag->source, func->pos));
}

void func_emit(struct func *func, enum ktap_opcode op, __u32 a, __u32 b,
	       __u32 c, __s32 imm)
{
	add_insn(func, KTAP_INSN(op, a, b, c, imm));
}

void func_jump(struct func *func, enum ktap_opcode op, __u32 a, __u32 label)
{
	add_insn(func, KTAP_INSN(op, a, 0, 0, label));
}

void func_jump_two(struct func *func, enum ktap_opcode op, __u32 a, __u32 b,
		   __u32 label)
{
	add_insn(func, KTAP_INSN(op, a, b, 0, label));
}

void func_jump_int(struct func *func, enum ktap_opcode op, __u32 a, __s16 value,
		   __u32 label)
{
	add_insn(func, KTAP_INSN(op, a, value, (__u16)value >> 8, label));
}

/* Constants beyond the limit are not added: their search would take long. */
static bool no_room_for_const(struct func *func)
{
	if (func->program->image->consts.nr < KTAP_IMAGE_MAX_CONSTS)
		return false;
	fail(func, "the program has too many constants");
	return true;
}

void func_load_int(struct func *func, __u32 dst, __s64 value)
{
	if (value == (__s32)value)
		func_emit(func, KTAP_OP_LOADINT, dst, 0, 0, value);
	else if (!no_room_for_const(func))
		func_emit(func, KTAP_OP_LOADK, dst, 0, 0,
			  image_add_int(func->program->image, value));
}

static struct image_text image_text(const struct intern_text *text)
{
	struct image_text result = { .text = text->text, .len = text->len };

	return result;
}

void func_load_string(struct func *func, __u32 dst,
		      const struct intern_text *text)
{
	if (!no_room_for_const(func))
		func_emit(func, KTAP_OP_LOADK, dst, 0, 0,
			  image_add_string(func->program->image,
					   image_text(text)));
}

void func_call_builtin(struct func *func, __u32 base, __u32 nr_args,
		       __u32 nr_results, const char *name)
{
	struct image_text text = { .text = name, .len = strlen(name) };
	__u32 number = image_add_import(func->program->image, text, nr_args);

	func_emit(func, KTAP_OP_CALLB, base, nr_args, nr_results, number);
}

__u32 func_number(struct program *program, struct func_def *def)
{
	if (!def->has_number) {
		def->has_number = true;
		def->number = program->queue.nr;
		vec_push(program->sema->arena, &program->queue, def);
	}
	return def->number;
}

static __u32 add_reloc(struct func *func, enum ktap_reloc_kind kind,
		       const struct intern_text *name, __u32 flags)
{
	const struct source *source = func->program->sema->diag->source;
	struct image *image = func->program->image;
	struct image_reloc row = {
		.kind = kind,
		.name = image_text(name),
		.func = func->def->number,
		.flags = flags,
		.line = source_line(source, func->pos),
		.column = source_column(source, func->pos),
	};
	__u32 i;

	/* Texts are interned. */
	for (i = 0; i < image->relocs.nr; i++) {
		const struct image_reloc *found = &image->relocs.items[i];

		if (found->kind == kind && found->flags == flags &&
		    (found->func == row.func || kind == KTAP_RELOC_SYMBOL) &&
		    found->name.text == row.name.text)
			return i;
	}
	if (image->relocs.nr <= KTAP_IMAGE_MAX_RELOCS)
		vec_push(image->arena, &image->relocs, row);
	return i;
}

__u32 func_field(struct func *func, const struct intern_text *name,
		 bool optional)
{
	return add_reloc(func, KTAP_RELOC_FIELD, name,
			 optional ? KTAP_RELOC_OPTIONAL : 0);
}

__u32 func_symbol(struct func *func, const struct intern_text *name)
{
	return add_reloc(func, KTAP_RELOC_SYMBOL, name, 0);
}

void func_declare(struct func *func, struct symbol *symbol, __u32 reg)
{
	symbol->reg = reg;
	func->cells[reg] = symbol->is_cell;
	if (symbol->is_cell)
		func_emit(func, KTAP_OP_NEWCELL, reg, 0, 0, 0);
}

void func_finish(struct func *func)
{
	struct program *program = func->program;
	struct arena *arena = program->sema->arena;
	struct image_func row = { .name = { .text = "" } };
	struct peephole code = {
		.insns = func->insns.items,
		.lines = func->lines.items,
		.nr = func->insns.nr,
		.labels = func->labels.items,
	};
	const struct func_def *def = func->def;

	if (func->failed)
		return;
	peephole_run(&code, arena);
	if (def && def->kind == FUNC_SCRIPT) {
		row.name.text = "(anonymous)";
		row.name.len = strlen(row.name.text);
		if (def->name)
			row.name = image_text(def->name);
	}
	row.insns = code.insns;
	row.lines = code.lines;
	row.nr_insns = code.nr;
	row.line = source_line(program->sema->diag->source,
			       def ? def->pos : func->pos);
	if (def) {
		row.nr_params = def->nr_params;
		row.flags = def->is_vararg ? KTAP_FUNC_VARARG : 0;
		row.nr_captured = def->nr_captured;
		row.nr_cells = def->nr_cells;
	}
	row.nr_regs = func->nr_regs;
	vec_push(arena, &program->image->funcs, row);
}
