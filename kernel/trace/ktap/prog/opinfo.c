// SPDX-License-Identifier: GPL-2.0
/*
 * ktap - the rows of the opcode table, for code that works on any opcode
 *
 * Context: any
 */

#include <linux/build_bug.h>

#include "prog/opinfo.h"

#define ROW(row, kind_a, kind_b, kind_c, kind_imm, ...)			\
	[KTAP_OP_##row] = {						\
		.name	= #row,						\
		.a	= KTAP_OPERAND_##kind_a,			\
		.b	= KTAP_OPERAND_##kind_b,			\
		.c	= KTAP_OPERAND_##kind_c,			\
		.imm	= KTAP_OPERAND_##kind_imm,			\
	},

const struct ktap_opinfo ktap_opinfo[KTAP_NR_OPCODES] = {
	KTAP_OPCODES(ROW)
};

static_assert(KTAP_NR_OPCODES <= 256);
