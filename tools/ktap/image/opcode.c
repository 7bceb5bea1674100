// SPDX-License-Identifier: GPL-2.0
/*
 * ktap - what the opcode table says of each opcode
 */
#include "image/opcode.h"

#define OPCODE_ROW(name, a, b, c, imm, text)				\
	{ #name, OPERAND_##a, OPERAND_##b, OPERAND_##c, OPERAND_##imm },

const struct opcode opcodes[KTAP_NR_OPCODES] = {
	KTAP_OPCODES(OPCODE_ROW)
};

const char *const opcode_update_names[KTAP_NR_UPDATES] = {
	[KTAP_UPDATE_ADD] = "+=",
	[KTAP_UPDATE_SUB] = "-=",
	[KTAP_UPDATE_MUL] = "*=",
	[KTAP_UPDATE_DIV] = "/=",
	[KTAP_UPDATE_MOD] = "%=",
	[KTAP_UPDATE_AND] = "&=",
	[KTAP_UPDATE_OR] = "|=",
	[KTAP_UPDATE_XOR] = "^=",
	[KTAP_UPDATE_SHL] = "<<=",
	[KTAP_UPDATE_SHR] = ">>=",
	[KTAP_UPDATE_CAT] = "..=",
	[KTAP_UPDATE_SAMPLE] = "<<<",
};
