/* SPDX-License-Identifier: GPL-2.0 */
/*
 * ktap - an assembler for tests: images from opcode macros
 *
 * Context: process
 */
#ifndef _KTAP_TESTS_ASM_H
#define _KTAP_TESTS_ASM_H

#include <linux/types.h>
#include <uapi/linux/ktap_bytecode.h>

struct kunit;

#define INSN(op, a, b, c, imm)	KTAP_INSN(KTAP_OP_##op, a, b, c, imm)

/* A compare-and-branch with a constant. */
#define INSN_BC(op, a, bc, imm)						\
	KTAP_INSN(KTAP_OP_##op, a, (bc) & 0xff, ((bc) >> 8) & 0xff, imm)

/* Instructions of a function, with their number. */
#define CODE(...)							\
	(const u64[]){ __VA_ARGS__ },					\
	sizeof((const u64[]){ __VA_ARGS__ }) / sizeof(u64)

/* An image that is being written. */
struct asm_image {
	struct {
		u8 *bytes;
		u32 len;
		u32 room;
	} sects[KTAP_NR_SECTS];
	u32 script;
	/* Line of the last instruction. */
	u32 line;
	u32 nr_insns;
	u32 nr_funcs;
	u32 nr_consts;
	u32 nr_imports;
	u32 nr_vars;
	u32 nr_call_vars;
	u32 nr_relocs;
};

/* All memory is the test's.  These return a number, or a string's offset. */
struct asm_image *asm_create(struct kunit *test);
u32 asm_string(struct kunit *test, struct asm_image *image, const char *text,
	       u32 len);
u32 asm_const_int(struct kunit *test, struct asm_image *image, s64 value);
u32 asm_const_string(struct kunit *test, struct asm_image *image,
		     const char *text);
u32 asm_const_bytes(struct kunit *test, struct asm_image *image,
		    const char *bytes, u32 len);
u32 asm_import(struct kunit *test, struct asm_image *image, const char *name,
	       u32 nr_args);
u32 asm_var(struct kunit *test, struct asm_image *image, const char *name);
/* Behind all others. */
u32 asm_call_var(struct kunit *test, struct asm_image *image, const char *name);
void asm_event(struct kunit *test, struct asm_image *image,
	       enum ktap_event_kind kind, const char *text, u32 func, u32 group);
u32 asm_field(struct kunit *test, struct asm_image *image, const char *name,
	      u32 func, u32 flags);
u32 asm_symbol(struct kunit *test, struct asm_image *image, const char *name);
/* Lines are 1, 2, 3 … through the whole image, unless @line is set. */
u32 asm_func(struct kunit *test, struct asm_image *image, const char *name,
	     u8 nr_params, u8 nr_regs, const u64 *insns, u32 nr_insns);
/* Says more of the function that was added last: KTAP_FUNC_*, what it captures. */
void asm_func_more(struct asm_image *image, u8 flags, u8 nr_captured,
		   u8 nr_cells);
void asm_source(struct kunit *test, struct asm_image *image, const char *text);

/* The image's bytes, from kvmalloc(); the caller frees them. */
void *asm_write(struct kunit *test, const struct asm_image *image, u32 *bytes);

#endif /* _KTAP_TESTS_ASM_H */
