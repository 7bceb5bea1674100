/* SPDX-License-Identifier: GPL-2.0 */
/*
 * ktap - the rows of the opcode table, for code that works on any opcode
 *
 * Context: any
 */
#ifndef _KTAP_PROG_OPINFO_H
#define _KTAP_PROG_OPINFO_H

#include <linux/types.h>
#include <uapi/linux/ktap_bytecode.h>

/** enum ktap_operand - kinds of operands; meanings are in the uapi header */
enum ktap_operand {
	KTAP_OPERAND_NONE,
	KTAP_OPERAND_DST,
	KTAP_OPERAND_SRC,
	KTAP_OPERAND_SRCDST,
	KTAP_OPERAND_CELL,
	KTAP_OPERAND_CALLEE,
	KTAP_OPERAND_FOR,
	KTAP_OPERAND_WALK,
	KTAP_OPERAND_NUM,
	KTAP_OPERAND_RANGE,
	KTAP_OPERAND_INT,
	KTAP_OPERAND_BC,
	KTAP_OPERAND_KONST,
	KTAP_OPERAND_FUNC,
	KTAP_OPERAND_IMPORT,
	KTAP_OPERAND_VAR,
	KTAP_OPERAND_CALLVAR,
	KTAP_OPERAND_FIELD,
	KTAP_OPERAND_SYMBOL,
	KTAP_OPERAND_UPDATE,
	KTAP_OPERAND_JUMP,
};

/** struct ktap_opinfo - a row of the opcode table */
struct ktap_opinfo {
	/** @name: The opcode's name. */
	const char *name;
	/** @a: enum ktap_operand of the field, as the next three. */
	u8 a;
	u8 b;
	u8 c;
	u8 imm;
};

/* Indexed by enum ktap_opcode. */
extern const struct ktap_opinfo ktap_opinfo[KTAP_NR_OPCODES];

/* The row of an instruction whose opcode is known to be one. */
static inline const struct ktap_opinfo *ktap_opinfo_of(u64 insn)
{
	return &ktap_opinfo[KTAP_INSN_OP(insn)];
}

#endif /* _KTAP_PROG_OPINFO_H */
