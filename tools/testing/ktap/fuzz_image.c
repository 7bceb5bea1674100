// SPDX-License-Identifier: GPL-2.0
/*
 * ktap, hosted - fuzz target: images, as a program that hates us writes them
 *
 * Bytes that are changed at random are refused by the first reader of the
 * loader; so most changes are made to the program that an image holds.
 */

#include <string.h>

#include "base/arena.h"
#include "image/image.h"
#include "image/opcode.h"
#include "image/read.h"
#include "image/write.h"

#include "fuzz.h"

/* Longest function that is made. */
#define MAX_INSNS	256

static u64 state;

/* 0 … @nr - 1; 0 if there are none. */
static u32 any(u32 nr)
{
	state = state * 6364136223846793005ULL + 1442695040888963407ULL;
	return nr ? (state >> 33) % nr : 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	struct arena arena = { 0 };
	struct image image;

	/* The tool shows images that it has not made. */
	image_read(&image, &arena, data, len);
	arena_free(&arena);
	fuzz_image(data, len);

	return 0;
}

static u8 any_field(enum operand kind, u8 nr_regs)
{
	switch (kind) {
	case OPERAND_NONE:
		return 0;
	case OPERAND_NUM:
	case OPERAND_BC:
		return any(8) ? any(4) : any(256);
	case OPERAND_UPDATE:
		return any(KTAP_NR_UPDATES);
	default:
		return any(16) ? any(nr_regs) : any(256);
	}
}

static s32 any_imm(const struct image *image, enum operand kind, u32 pc, u32 nr)
{
	static const s32 odd[] = { S32_MIN, S32_MAX, -1, 63, 64, 255, 65536 };

	switch (kind) {
	case OPERAND_NONE:
		return 0;
	case OPERAND_KONST:
		return any(image->consts.nr);
	case OPERAND_FUNC:
		return any(image->funcs.nr);
	case OPERAND_IMPORT:
		return any(image->imports.nr);
	case OPERAND_VAR:
		return any(image_first_call(image));
	case OPERAND_CALLVAR:
		return any(image->vars.nr - image_first_call(image));
	case OPERAND_UPDATE:
		return any(KTAP_NR_UPDATES);
	case OPERAND_JUMP:
		return (s32)any(nr + 1) - (s32)pc - 1;
	default:
		return any(4) ? (s32)any(9) - 2 : odd[any(ARRAY_SIZE(odd))];
	}
}

static u64 any_insn(const struct image *image, const struct image_func *func,
		    u32 pc)
{
	u8 op = any(64) ? any(KTAP_NR_OPCODES) : any(256);
	const struct opcode *row = &opcodes[op < KTAP_NR_OPCODES ? op : 0];
	u8 b = any_field(row->b, func->nr_regs);
	u8 c = any_field(row->c, func->nr_regs);
	s32 imm = any_imm(image, row->imm, pc, func->nr_insns);

	/* Calls fit their import, so that they run. */
	if (row->imm == OPERAND_IMPORT && image->imports.nr && any(8)) {
		b = image->imports.items[imm].nr_args;
		c = any(2);
	}

	return KTAP_INSN(op, any_field(row->a, func->nr_regs), b, c, imm);
}

static u64 change_field(const struct image *image, const struct image_func *func,
			u32 pc, u64 insn)
{
	u8 op = KTAP_INSN_OP(insn), a = KTAP_INSN_A(insn);
	u8 b = KTAP_INSN_B(insn), c = KTAP_INSN_C(insn);
	s32 imm = KTAP_INSN_IMM(insn);
	const struct opcode *row = &opcodes[op < KTAP_NR_OPCODES ? op : 0];

	switch (any(4)) {
	case 0:
		a = any_field(row->a, func->nr_regs);
		break;
	case 1:
		b = any_field(row->b, func->nr_regs);
		break;
	case 2:
		c = any_field(row->c, func->nr_regs);
		break;
	default:
		imm = any_imm(image, row->imm, pc, func->nr_insns);
	}
	return KTAP_INSN(op, a, b, c, imm);
}

/* The function with room for another instruction. */
struct code {
	u64 insns[MAX_INSNS + 1];
	u32 lines[MAX_INSNS + 1];
};

static void aim_again(struct image_func *func, u64 *insns, u32 from, s32 by)
{
	u32 pc;

	for (pc = 0; pc < func->nr_insns; pc++) {
		u8 op = KTAP_INSN_OP(insns[pc]);
		s64 target;
		s32 moved;

		if (op >= KTAP_NR_OPCODES || opcodes[op].imm != OPERAND_JUMP)
			continue;
		target = (s64)pc + 1 + KTAP_INSN_IMM(insns[pc]);
		moved = (target > from ? by : 0) - (pc >= from ? by : 0);
		insns[pc] += (u64)(u32)moved << 32;
	}
}

static void insert_insn(struct image *image, struct image_func *func,
			struct code *code, u32 pc)
{
	u32 behind = func->nr_insns - pc;

	aim_again(func, code->insns, pc, 1);
	memmove(code->insns + pc + 1, code->insns + pc, behind * sizeof(u64));
	memmove(code->lines + pc + 1, code->lines + pc, behind * sizeof(u32));
	func->nr_insns++;
	code->insns[pc] = any_insn(image, func, pc);
}

static void remove_insn(struct image_func *func, struct code *code, u32 pc)
{
	u32 behind = func->nr_insns - pc - 1;

	aim_again(func, code->insns, pc, -1);
	memmove(code->insns + pc, code->insns + pc + 1, behind * sizeof(u64));
	memmove(code->lines + pc, code->lines + pc + 1, behind * sizeof(u32));
	func->nr_insns--;
}

static void change_code(struct image *image, struct arena *arena)
{
	struct image_func *func = &image->funcs.items[any(image->funcs.nr)];
	struct code *code = arena_alloc(arena, sizeof(*code));
	u32 pc;

	if (func->nr_insns >= MAX_INSNS)
		return;
	memcpy(code->insns, func->insns, func->nr_insns * sizeof(u64));
	memcpy(code->lines, func->lines, func->nr_insns * sizeof(u32));
	func->insns = code->insns;
	func->lines = code->lines;
	pc = any(func->nr_insns);
	switch (any(5)) {
	case 0:
		insert_insn(image, func, code, pc);
		break;
	case 1:
		if (func->nr_insns > 1)
			remove_insn(func, code, pc);
		break;
	case 2:
		code->insns[pc] = any_insn(image, func, pc);
		break;
	case 3:
		code->insns[pc] = code->insns[any(func->nr_insns)];
		break;
	default:
		code->insns[pc] = change_field(image, func, pc, code->insns[pc]);
	}
}

static void change_import(struct image *image)
{
	static const char *const names[] = {
#define NAME(c_name, script_name, ...) script_name,
		KTAP_BUILTINS(NAME)
#undef NAME
	};
	struct image_import import = {
		.name.text	= names[any(ARRAY_SIZE(names))],
		.nr_args	= any(4),
	};

	import.name.len = strlen(import.name.text);
	if (image->imports.nr && any(4))
		image->imports.items[any(image->imports.nr)] = import;
	else
		image_add_import(image, import.name, import.nr_args);
}

static void change_const(struct image *image)
{
	static const char *const texts[] = {
		"", "%d", "%s\t%*d", "%-10.3v|%%", "key", "%5$x", "%p", "%-1001d",
	};
	const char *text = texts[any(ARRAY_SIZE(texts))];

	if (any(2))
		image_add_string(image, (struct image_text){ text, strlen(text) });
	else
		image_add_int(image, (s64)(state ^ state << 17) >> any(64));
}

static void change(struct image *image, struct arena *arena)
{
	struct image_func *func;

	switch (any(16)) {
	case 0:
		change_import(image);
		break;
	case 1:
		change_const(image);
		break;
	case 2:
		func = &image->funcs.items[any(image->funcs.nr)];
		func->nr_regs = any(8) ? any(16) + 1 : any(256);
		break;
	case 3:
		func = &image->funcs.items[any(image->funcs.nr)];
		func->nr_params = any(4);
		break;
	case 4:
		if (image->events.nr)
			image->events.items[any(image->events.nr)].func =
				any(image->funcs.nr);
		break;
	default:
		change_code(image, arena);
	}
}

static size_t change_program(uint8_t *data, size_t len, size_t max)
{
	struct arena arena = { 0 };
	struct image_bytes bytes;
	struct image image;
	u32 times = 1 + any(4);
	size_t written = 0;

	if (!image_read(&image, &arena, data, len) && image.funcs.nr) {
		while (times--)
			change(&image, &arena);
		if (!image_write(&image, &bytes)) {
			if (bytes.len <= max) {
				memcpy(data, bytes.data, bytes.len);
				written = bytes.len;
			}
			image_bytes_free(&bytes);
		}
	}
	arena_free(&arena);

	return written;
}

size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t len, size_t max,
			       unsigned int seed)
{
	size_t written = 0;

	state = seed * 0x9e3779b97f4a7c15ULL;
	if (any(8))
		written = change_program(data, len, max);

	return written ? written : LLVMFuzzerMutate(data, len, max);
}
