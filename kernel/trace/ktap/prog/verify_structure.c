// SPDX-License-Identifier: GPL-2.0
/*
 * ktap - first pass of the verifier: each instruction by itself
 *
 * Context: process; also built in user space
 */

#include <linux/kernel.h>

#include "prog/verify.h"
#include "prog/verify_state.h"

static int check_reg(struct ktap_verify_state *state, u32 pc, char field, u8 reg)
{
	if (reg < state->func->nr_regs)
		return 0;

	return ktap_verify_refuse(state, pc, "%c is register %u of %u", field,
				  reg, state->func->nr_regs);
}

/* A loop's four registers. */
static int check_loop(struct ktap_verify_state *state, u32 pc, u8 reg)
{
	if (reg + 4 <= state->func->nr_regs)
		return 0;

	return ktap_verify_refuse(state, pc,
				  "its registers %u to %u are more than %u",
				  reg, reg + 3, state->func->nr_regs);
}

/* The fields A, B and C. */
static int check_field(struct ktap_verify_state *state, u32 pc, char field,
		       enum ktap_operand kind, u8 value)
{
	switch (kind) {
	case KTAP_OPERAND_NONE:
		if (value)
			return ktap_verify_refuse(state, pc,
						  "unused field %c is %u",
						  field, value);
		return 0;
	case KTAP_OPERAND_DST:
	case KTAP_OPERAND_SRC:
	case KTAP_OPERAND_SRCDST:
	case KTAP_OPERAND_CELL:
		return check_reg(state, pc, field, value);
	case KTAP_OPERAND_FOR:
	case KTAP_OPERAND_WALK:
		return check_loop(state, pc, value);
	case KTAP_OPERAND_UPDATE:
		if (value >= KTAP_NR_UPDATES)
			return ktap_verify_refuse(state, pc, "no update %u",
						  value);
		return 0;
	default:
		return 0;
	}
}

static int check_index(struct ktap_verify_state *state, u32 pc, s32 imm, u32 nr,
		       const char *what)
{
	if (imm >= 0 && imm < nr)
		return 0;

	return ktap_verify_refuse(state, pc, "no %s %d", what, imm);
}

static int check_reloc(struct ktap_verify_state *state, u32 pc, s32 imm,
		       enum ktap_reloc_kind kind, const char *what)
{
	const struct ktap_prog *prog = state->prog;

	if (imm >= 0 && imm < prog->nr_relocs && prog->relocs[imm].kind == kind)
		return 0;

	return ktap_verify_refuse(state, pc, "no %s %d", what, imm);
}

static int check_imm(struct ktap_verify_state *state, u32 pc, u64 insn)
{
	const struct ktap_prog *prog = state->prog;
	s32 imm = KTAP_INSN_IMM(insn);

	switch (ktap_opinfo_of(insn)->imm) {
	case KTAP_OPERAND_NONE:
		if (imm)
			return ktap_verify_refuse(state, pc,
						  "unused immediate is %d", imm);
		return 0;
	case KTAP_OPERAND_KONST:
		return check_index(state, pc, imm, prog->nr_consts, "constant");
	case KTAP_OPERAND_FUNC:
		return check_index(state, pc, imm, prog->nr_funcs, "function");
	case KTAP_OPERAND_IMPORT:
		return check_index(state, pc, imm, prog->nr_imports, "import");
	case KTAP_OPERAND_VAR:
		return check_index(state, pc, imm, prog->nr_vars, "variable");
	case KTAP_OPERAND_CALLVAR:
		return check_index(state, pc, imm, prog->nr_calls,
				   "variable of calls");
	case KTAP_OPERAND_FIELD:
		return check_reloc(state, pc, imm, KTAP_RELOC_FIELD, "field");
	case KTAP_OPERAND_SYMBOL:
		return check_reloc(state, pc, imm, KTAP_RELOC_SYMBOL, "symbol");
	case KTAP_OPERAND_UPDATE:
		return check_index(state, pc, imm, KTAP_NR_UPDATES, "update");
	default:
		return 0;
	}
}

/* @nr registers from @first on lie in the frame. */
static int check_range(struct ktap_verify_state *state, u32 pc, u32 first,
		       u32 nr, const char *what)
{
	if (first + nr <= state->func->nr_regs)
		return 0;

	return ktap_verify_refuse(state, pc, "%u %s from register %u of %u",
				  nr, what, first, state->func->nr_regs);
}

/* As a number of values that is not known here: none that we could count. */
static u32 known(u8 nr)
{
	return nr == KTAP_ALL ? 0 : nr;
}

static int check_call(struct ktap_verify_state *state, u32 pc, u64 insn)
{
	bool by_value = ktap_verify_is_by_value(insn);
	int ret;

	ret = check_range(state, pc, KTAP_INSN_A(insn),
			  known(KTAP_INSN_B(insn)) + by_value,
			  by_value ? "operands" : "arguments");
	if (ret)
		return ret;

	return check_range(state, pc, KTAP_INSN_A(insn),
			   known(KTAP_INSN_C(insn)), "results");
}

/* A function that wants captured values is called with them only. */
static int check_captures(struct ktap_verify_state *state, u32 pc, u64 insn,
			  u8 nr)
{
	u8 wanted = state->prog->funcs[KTAP_INSN_IMM(insn)].nr_captured;

	if (nr == wanted)
		return 0;

	return ktap_verify_refuse(state, pc,
				  "%u captured values, function %d has %u", nr,
				  KTAP_INSN_IMM(insn), wanted);
}

static int check_builtin(struct ktap_verify_state *state, u32 pc, u64 insn)
{
	const struct ktap_prog_import *import =
		&state->prog->imports[KTAP_INSN_IMM(insn)];
	const struct ktap_verify_builtin *row =
		&state->world->builtins[KTAP_INSN_IMM(insn)];

	if (KTAP_INSN_B(insn) != import->nr_args)
		return ktap_verify_refuse(state, pc,
					  "%u arguments, the import has %u",
					  KTAP_INSN_B(insn), import->nr_args);
	if (KTAP_INSN_C(insn) > row->nr_results)
		return ktap_verify_refuse(state, pc,
					  "%u results, %.64s has %u",
					  KTAP_INSN_C(insn),
					  import->name->bytes, row->nr_results);

	return check_call(state, pc, insn);
}

/* What the kinds of operands do not say. */
static int check_opcode(struct ktap_verify_state *state, u32 pc, u64 insn)
{
	s32 imm = KTAP_INSN_IMM(insn);
	int ret;

	switch (KTAP_INSN_OP(insn)) {
	case KTAP_OP_LOADBOOL:
	case KTAP_OP_SYMBOL:
		if (KTAP_INSN_B(insn) > 1)
			return ktap_verify_refuse(state, pc, "B is %u, not 0 or 1",
						  KTAP_INSN_B(insn));
		return 0;
	case KTAP_OP_NEWTAB:
		if (imm < 0)
			return ktap_verify_refuse(state, pc,
						  "room for %d elements", imm);
		return 0;
	case KTAP_OP_DIVI:
	case KTAP_OP_MODI:
		if (!imm)
			return ktap_verify_refuse(state, pc, "division by 0");
		return 0;
	case KTAP_OP_ARG:
		if (imm < 0 || imm > 255)
			return ktap_verify_refuse(state, pc, "no argument %d",
						  imm);
		return 0;
	case KTAP_OP_CONCAT:
		if (KTAP_INSN_C(insn) < 2)
			return ktap_verify_refuse(state, pc, "joins %u values",
						  KTAP_INSN_C(insn));
		return check_range(state, pc, KTAP_INSN_B(insn),
				   KTAP_INSN_C(insn), "values");
	case KTAP_OP_GETTUP:
	case KTAP_OP_SETTUP:
	case KTAP_OP_UPDTUP:
		if (KTAP_INSN_C(insn) < 3 ||
		    KTAP_INSN_C(insn) > KTAP_MAX_PARTS + 1)
			return ktap_verify_refuse(state, pc,
						  "a key of %d parts",
						  KTAP_INSN_C(insn) - 1);
		return check_range(state, pc, KTAP_INSN_B(insn),
				   KTAP_INSN_C(insn), "values");
	case KTAP_OP_RET:
		return check_range(state, pc, KTAP_INSN_A(insn),
				   known(KTAP_INSN_B(insn)), "results");
	case KTAP_OP_VARARG:
		if (!state->func->is_vararg)
			return ktap_verify_refuse(state, pc,
						  "the function keeps no surplus arguments");
		fallthrough;
	case KTAP_OP_UNPACK:
		return check_range(state, pc, KTAP_INSN_A(insn),
				   known(KTAP_INSN_B(insn)), "values");
	case KTAP_OP_SETLIST:
		if (imm < 1)
			return ktap_verify_refuse(state, pc, "first key %d", imm);
		return check_range(state, pc, KTAP_INSN_B(insn),
				   known(KTAP_INSN_C(insn)), "values");
	case KTAP_OP_CLOSURE:
		ret = check_captures(state, pc, insn, KTAP_INSN_C(insn));
		return ret ?: check_range(state, pc, KTAP_INSN_B(insn),
					  KTAP_INSN_C(insn), "values");
	case KTAP_OP_CAPTURED:
		return check_index(state, pc, imm, state->func->nr_captured,
				   "captured value");
	case KTAP_OP_LOADFN:
		return check_captures(state, pc, insn, 0);
	case KTAP_OP_CALLF:
	case KTAP_OP_TCALLF:
		ret = check_captures(state, pc, insn, 0);
		return ret ?: check_call(state, pc, insn);
	case KTAP_OP_CALL:
	case KTAP_OP_TCALL:
		return check_call(state, pc, insn);
	case KTAP_OP_CALLB:
		return check_builtin(state, pc, insn);
	default:
		return 0;
	}
}

static int check_insn(struct ktap_verify_state *state, u32 pc)
{
	u64 insn = state->func->insns[pc];
	const struct ktap_opinfo *info;
	int ret;

	if (KTAP_INSN_OP(insn) >= KTAP_NR_OPCODES)
		return ktap_verify_refuse(state, pc, "no opcode %u",
					  KTAP_INSN_OP(insn));
	info = ktap_opinfo_of(insn);
	ret = check_field(state, pc, 'A', info->a, KTAP_INSN_A(insn));
	if (!ret)
		ret = check_field(state, pc, 'B', info->b, KTAP_INSN_B(insn));
	if (!ret)
		ret = check_field(state, pc, 'C', info->c, KTAP_INSN_C(insn));
	if (!ret)
		ret = check_imm(state, pc, insn);
	if (!ret)
		ret = check_opcode(state, pc, insn);

	return ret;
}

int ktap_verify_structure(struct ktap_verify_state *state)
{
	u32 pc;
	int ret;

	for (pc = 0; pc < state->func->nr_insns; pc++) {
		ret = check_insn(state, pc);
		if (ret)
			return ret;
	}

	return 0;
}
