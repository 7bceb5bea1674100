/* SPDX-License-Identifier: GPL-2.0 */
/*
 * ktap - a function whose code is being made
 *
 * Registers are a stack: those of variables that are visible lie below, values
 * in the making above them.  What a call leaves lies where its first operand
 * lay; all above is undefined.
 *
 * Jumps name labels until func_finish().
 */
#ifndef _KTAP_CODEGEN_FUNC_H
#define _KTAP_CODEGEN_FUNC_H

#include <stdbool.h>

#include <linux/ktap_bytecode.h>
#include <linux/types.h>

#include "base/vec.h"

struct func_def;
struct image;
struct intern_text;
struct sema;
struct symbol;

/**
 * struct program - functions whose code is made, and waits to be
 */
struct program {
	struct sema *sema;
	struct image *image;
	DECLARE_VEC(struct func_def *, queue);	/* by number */
	bool failed;			/* an error was reported */
};

/* A "continue" in a repeat. */
struct resume {
	struct resume *outer;
	__u32 label;
	__u32 level;		/* variables below this register are declared */
};

/**
 * struct jumps - where break and continue of a loop go
 */
struct jumps {
	struct jumps *outer;
	__u32 end;		/* label behind the loop */
	__u32 next;		/* label of the next round's beginning */
	bool is_repeat;
	__u32 level;		/* of repeat: see struct resume */
	struct resume *resumes;
};

/**
 * struct func - a function
 */
struct func {
	struct program *program;
	struct func_def *def;	/* NULL: made by the compiler */
	__u32 pos;		/* what the next instructions belong to */
	__u32 top;		/* first free register */
	__u32 nr_regs;		/* most that were in use */
	int unread;		/* register that the tree being made code of
				 * does not read, or -1
				 */
	bool in_filter;		/* 0 is false */
	bool failed;
	struct jumps *jumps;	/* innermost loop */
	bool cells[KTAP_IMAGE_MAX_REGS + 1];	/* registers of variables */
	__u32 start;		/* label of the first instruction */
	DECLARE_VEC(__u64, insns);
	DECLARE_VEC(__u32, lines);
	DECLARE_VEC(__u32, labels);	/* number of an instruction each */
};

/**
 * func_init - begin a function
 * @func: to be filled
 * @program: to which it belongs
 * @def: its definition, or NULL
 */
void func_init(struct func *func, struct program *program,
	       struct func_def *def);

/**
 * func_finish - end a function and add it to the program's image
 * @func: whose labels are all placed
 */
void func_finish(struct func *func);

/**
 * func_alloc - take registers
 * @func: function
 * @nr: how many
 *
 * Return: the first of them.
 */
__u32 func_alloc(struct func *func, __u32 nr);

/**
 * func_label - make a label
 */
__u32 func_label(struct func *func);

/**
 * func_place - place a label before the next instruction
 */
void func_place(struct func *func, __u32 label);

/**
 * func_emit - add an instruction
 */
void func_emit(struct func *func, enum ktap_opcode op, __u32 a, __u32 b,
	       __u32 c, __s32 imm);

/**
 * func_jump - add a jump without operands, or with the register @a
 */
void func_jump(struct func *func, enum ktap_opcode op, __u32 a, __u32 label);

/**
 * func_jump_two - add a jump that compares two registers
 */
void func_jump_two(struct func *func, enum ktap_opcode op, __u32 a, __u32 b,
		   __u32 label);

/**
 * func_jump_int - add a jump that compares a register with a constant
 */
void func_jump_int(struct func *func, enum ktap_opcode op, __u32 a, __s16 value,
		   __u32 label);

/**
 * func_load_int - add what loads an integer
 */
void func_load_int(struct func *func, __u32 dst, __s64 value);

/**
 * func_load_string - add what loads a string
 */
void func_load_string(struct func *func, __u32 dst,
		      const struct intern_text *text);

/**
 * func_call_builtin - add the call of a built-in
 * @func: function
 * @base: first of the arguments' registers, and of the results'
 * @nr_args: arguments
 * @nr_results: 0 or 1
 * @name: of the built-in
 */
void func_call_builtin(struct func *func, __u32 base, __u32 nr_args,
		       __u32 nr_results, const char *name);

/**
 * func_field - number of the relocation of an event's field
 * @func: function; func->pos is where it stands
 * @name: of the field
 * @optional: it may be missing
 *
 * Return: the number; a function's equal names have the same.
 */
__u32 func_field(struct func *func, const struct intern_text *name,
		 bool optional);

/**
 * func_symbol - number of the relocation of a symbol of the kernel
 * @func: function; func->pos is where it stands
 * @name: of the symbol
 */
__u32 func_symbol(struct func *func, const struct intern_text *name);

/**
 * func_declare - a register with a value becomes that of a private variable
 * @func: function
 * @symbol: the variable
 * @reg: register
 */
void func_declare(struct func *func, struct symbol *symbol, __u32 reg);

/**
 * func_number - number of a function in the image
 * @program: program
 * @def: function; its code will be made
 */
__u32 func_number(struct program *program, struct func_def *def);

#endif /* _KTAP_CODEGEN_FUNC_H */
