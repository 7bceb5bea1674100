/* SPDX-License-Identifier: GPL-2.0 */
/*
 * ktap - small programs for tests of the interpreter
 *
 * Context: process
 */
#ifndef _KTAP_TESTS_CASES_H
#define _KTAP_TESTS_CASES_H

#include "tests/asm.h"
#include "tests/machine.h"

#define MAX_CODE	24

struct run_case {
	const char *name;
	/* Texts given to "check", then "! error @line", if one ended it. */
	const char *want;
	u64 code[MAX_CODE];
	u8 nr;
};

#define CASE(what, text, ...)						\
	{ what, text, { __VA_ARGS__ },					\
	  sizeof((const u64[]){ __VA_ARGS__ }) / sizeof(u64) }

/* Numbers of functions, constants, variables and imports; see cases_machine(). */
enum {
	F_CODE, F_SWAP, F_DEEP, F_FIRST, F_WIDE, F_SHOW, F_COUNT, F_REST,
	F_THREE, F_GROW, F_SELF, F_STEP,
};

enum { K_MIN, K_ABC, K_ABD, K_MAX, K_BIG, K_GLOB };
enum { V_N, V_T };

#define NR_REGS		12

/* Gives @nr values from register @reg on to "check". */
#define CHECK(reg, nr)	INSN(CALLB, reg, nr, 0, (nr) - 1)
/* The same of all values that the last instruction left. */
#define CHECK_ALL(reg)	INSN(CALLB, reg, KTAP_ALL, 0, 4)
#define SET(reg, value)	INSN(LOADINT, reg, 0, 0, value)
#define NIL(reg)	INSN(LOADNIL, reg, 0, 0, 0)
#define STR(reg, k)	INSN(LOADK, reg, 0, 0, k)
#define TAB(reg)	INSN(NEWTAB, reg, 0, 0, 0)
#define END		INSN(RET, 0, 0, 0, 0)

/* @op of two integers, given to "check". */
#define BINARY(op, left, right)						\
	SET(0, left), SET(1, right), INSN(op, 2, 0, 1, 0), CHECK(2, 1), END
#define BINARY_IMM(op, left, right)					\
	SET(0, left), INSN(op, 2, 0, 0, right), CHECK(2, 1), END

/* Checks 1 if the jump in the middle is taken, else 0. */
#define JUMPS(set, jump)						\
	set, jump, SET(5, 0), INSN(JMP, 0, 0, 0, 1), SET(5, 1),		\
	CHECK(5, 1), END
/* Two registers and a compare-and-branch over both. */
#define COMPARES(set0, set1, op)					\
	set0, JUMPS(set1, INSN(op, 0, 1, 0, 2))

/* K_BIG: a string of 12,000 bytes. */
extern const char cases_big[12001];

/* A machine for one program of one function, beside those named above. */
struct machine *cases_machine(struct kunit *test, const u64 *code, u32 nr);

#endif /* _KTAP_TESTS_CASES_H */
