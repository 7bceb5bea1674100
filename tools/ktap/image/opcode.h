/* SPDX-License-Identifier: GPL-2.0 */
/*
 * ktap - what the opcode table says of each opcode
 */
#ifndef _KTAP_IMAGE_OPCODE_H
#define _KTAP_IMAGE_OPCODE_H

#include <linux/ktap_bytecode.h>

/* Kinds of operands, see <linux/ktap_bytecode.h>. */
enum operand {
	OPERAND_NONE,
	OPERAND_DST,
	OPERAND_SRC,
	OPERAND_SRCDST,
	OPERAND_CELL,
	OPERAND_CALLEE,
	OPERAND_FOR,
	OPERAND_WALK,
	OPERAND_NUM,
	OPERAND_RANGE,
	OPERAND_INT,
	OPERAND_BC,
	OPERAND_KONST,
	OPERAND_FUNC,
	OPERAND_IMPORT,
	OPERAND_VAR,
	OPERAND_CALLVAR,
	OPERAND_FIELD,
	OPERAND_SYMBOL,
	OPERAND_UPDATE,
	OPERAND_JUMP,
};

/**
 * struct opcode - a row of the table
 */
struct opcode {
	const char *name;
	enum operand a;
	enum operand b;
	enum operand c;
	enum operand imm;
};

/**
 * opcodes - the rows, by number
 */
extern const struct opcode opcodes[KTAP_NR_OPCODES];

/**
 * opcode_update_names - what each enum ktap_update looks like in a script
 */
extern const char *const opcode_update_names[KTAP_NR_UPDATES];

#endif /* _KTAP_IMAGE_OPCODE_H */
