/* SPDX-License-Identifier: GPL-2.0 */
/*
 * ktap - code of expressions
 */
#ifndef _KTAP_CODEGEN_GEN_EXPR_H
#define _KTAP_CODEGEN_GEN_EXPR_H

#include <stdbool.h>

#include <linux/ktap_bytecode.h>
#include <linux/types.h>

#include "syntax/ast.h"

struct func;

/* As destination: the first free register, which is taken. */
#define GEN_FRESH	(-1)

struct func_def;

/**
 * gen_value - make code that computes an expression
 * @func: function
 * @exp: expression
 * @dst: register of the result, or GEN_FRESH
 *
 * Return: register of the result.
 */
__u32 gen_value(struct func *func, struct exp *exp, int dst);

/**
 * gen_operand - as gen_value(), but the value of a private variable stays where
 *	it is
 */
__u32 gen_operand(struct func *func, struct exp *exp);

/**
 * gen_parts - make code that computes a key of several parts
 * @func: function
 * @list: its parts; of a call one value
 *
 * The parts go to fresh registers, in a row.
 */
void gen_parts(struct func *func, struct exp *list);

/**
 * gen_function_value - make code that gives a function as a value
 * @func: function around it
 * @def: its definition
 * @dst: register of the result, or GEN_FRESH
 *
 * Return: register of the result.
 */
__u32 gen_function_value(struct func *func, struct func_def *def, int dst);

/**
 * gen_condition - make code that jumps if a condition holds
 * @func: function
 * @exp: condition
 * @want: whether it has to be true or false
 * @label: where to
 */
void gen_condition(struct func *func, struct exp *exp, bool want, __u32 label);

/**
 * gen_opcode - the opcode of an arithmetic operator
 * @op: OP_ADD … OP_SHR
 */
enum ktap_opcode gen_opcode(enum exp_op op);

/**
 * gen_arithmetic - make code that computes with a register
 * @func: function; its position is that of the operator
 * @op: OP_ADD … OP_SHR
 * @reg: left operand, and result
 * @right: right operand
 */
void gen_arithmetic(struct func *func, enum exp_op op, __u32 reg,
		    struct exp *right);

#endif /* _KTAP_CODEGEN_GEN_EXPR_H */
