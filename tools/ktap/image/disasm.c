// SPDX-License-Identifier: GPL-2.0
/*
 * ktap - program as text
 *
 * An instruction is shown as
 *
 *	line number  NAME operands
 *
 * where operands come in the order of the opcode table's columns.
 */
#include "image/disasm.h"
#include "image/image.h"
#include "image/opcode.h"

/* Longer strings are cut. */
#define MAX_SHOWN	48

static void print_text(FILE *out, struct image_text text)
{
	__u32 i;

	for (i = 0; i < text.len; i++) {
		unsigned char c = text.text[i];

		if (i == MAX_SHOWN) {
			fputs("...", out);
			return;
		}
		if (c < ' ' || c == 0x7f)
			fprintf(out, "\\x%02x", c);
		else
			fputc(c, out);
	}
}

static void print_const(FILE *out, const struct image *image, __u32 number)
{
	const struct image_const *row = &image->consts.items[number];

	if (row->kind == KTAP_KIND_INT) {
		fprintf(out, " %lld", (long long)row->value);
		return;
	}
	fputs(" \"", out);
	print_text(out, row->string);
	fputc('"', out);
}

static void print_func_name(FILE *out, const struct image *image, __u32 number)
{
	fprintf(out, " function %u", number);
	if (!image->funcs.items[number].name.len)
		return;
	fputc(' ', out);
	print_text(out, image->funcs.items[number].name);
}

static void print_import(FILE *out, const struct image *image, __u32 number)
{
	const struct image_import *row = &image->imports.items[number];

	fputc(' ', out);
	print_text(out, row->name);
	if (row->nr_args == KTAP_ALL)
		fputs("/all", out);
	else
		fprintf(out, "/%u", row->nr_args);
}

static void print_var(FILE *out, const struct image *image, __u32 number)
{
	fprintf(out, " $%u ", number);
	print_text(out, image->vars.items[number].name);
}

static void print_reloc(FILE *out, const struct image *image, __u32 number)
{
	const struct image_reloc *reloc = &image->relocs.items[number];

	fputc(' ', out);
	print_text(out, reloc->name);
	if (reloc->flags & KTAP_RELOC_OPTIONAL)
		fputc('?', out);
}

static void print_operand(FILE *out, const struct image *image,
			  enum operand kind, __s64 value, __u32 next)
{
	switch (kind) {
	case OPERAND_NONE:
	case OPERAND_BC:
		break;
	case OPERAND_DST:
	case OPERAND_SRC:
	case OPERAND_SRCDST:
	case OPERAND_CELL:
	case OPERAND_CALLEE:
	case OPERAND_FOR:
	case OPERAND_WALK:
	case OPERAND_RANGE:
		fprintf(out, " r%d", (int)value);
		break;
	case OPERAND_NUM:
		if (value == KTAP_ALL) {
			fputs(" all", out);
			break;
		}
		fprintf(out, " %lld", (long long)value);
		break;
	case OPERAND_INT:
		fprintf(out, " %lld", (long long)value);
		break;
	case OPERAND_KONST:
		print_const(out, image, value);
		break;
	case OPERAND_FUNC:
		print_func_name(out, image, value);
		break;
	case OPERAND_IMPORT:
		print_import(out, image, value);
		break;
	case OPERAND_VAR:
		print_var(out, image, value);
		break;
	case OPERAND_CALLVAR:
		print_var(out, image, image_first_call(image) + value);
		break;
	case OPERAND_FIELD:
	case OPERAND_SYMBOL:
		print_reloc(out, image, value);
		break;
	case OPERAND_UPDATE:
		fprintf(out, " %s", opcode_update_names[value]);
		break;
	case OPERAND_JUMP:
		fprintf(out, " -> %lld", next + (long long)value);
		break;
	}
}

static void print_insn(FILE *out, const struct image *image,
		       const struct image_func *func, __u32 number)
{
	__u64 insn = func->insns[number];
	const struct opcode *opcode = &opcodes[KTAP_INSN_OP(insn)];

	fprintf(out, "%5u %5u  %-8s", func->lines[number], number,
		opcode->name);
	print_operand(out, image, opcode->a, KTAP_INSN_A(insn), 0);
	print_operand(out, image, opcode->b, KTAP_INSN_B(insn), 0);
	print_operand(out, image, opcode->c, KTAP_INSN_C(insn), 0);
	if (opcode->b == OPERAND_BC)
		fprintf(out, " %d", KTAP_INSN_BC(insn));
	print_operand(out, image, opcode->imm, KTAP_INSN_IMM(insn), number + 1);
	fputc('\n', out);
}

static void print_func(FILE *out, const struct image *image, __u32 number)
{
	const struct image_func *func = &image->funcs.items[number];
	__u32 i;

	fputc('\n', out);
	fprintf(out, "function %u", number);
	if (func->name.len) {
		fputc(' ', out);
		print_text(out, func->name);
	}
	fprintf(out, ": line %u, %u parameters%s, %u registers", func->line,
		func->nr_params,
		func->flags & KTAP_FUNC_VARARG ? " or more" : "",
		func->nr_regs);
	if (func->nr_captured)
		fprintf(out, ", %u captured, %u of them cells",
			func->nr_captured, func->nr_cells);
	fputc('\n', out);
	for (i = 0; i < func->nr_insns; i++)
		print_insn(out, image, func, i);
}

static void print_event(FILE *out, const struct image *image, __u32 number)
{
	const struct image_event *event = &image->events.items[number];

	fprintf(out, "event %u: ", number);
	if (event->kind == KTAP_EVENT_END)
		fputs("trace_end", out);
	else
		print_text(out, event->text);
	fprintf(out, ", group %u, function %u, line %u:%u\n", event->group,
		event->func, event->line, event->column);
}

void image_disasm(FILE *out, const struct image *image)
{
	__u32 i;

	fputs("script ", out);
	print_text(out, image->script);
	fputc('\n', out);
	for (i = 0; i < image->vars.nr; i++) {
		fprintf(out, "variable %u: ", i);
		print_text(out, image->vars.items[i].name);
		if (image->vars.items[i].kind == KTAP_VAR_THREAD)
			fputs(", by thread", out);
		if (image->vars.items[i].kind == KTAP_VAR_CALL)
			fputs(", by call", out);
		fprintf(out, ", line %u\n", image->vars.items[i].line);
	}
	for (i = 0; i < image->events.nr; i++)
		print_event(out, image, i);
	for (i = 0; i < image->funcs.nr; i++)
		print_func(out, image, i);
}
