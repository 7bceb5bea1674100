/* SPDX-License-Identifier: GPL-2.0 */
/*
 * ktap - code of calls and lists
 */
#ifndef _KTAP_CODEGEN_GEN_CALL_H
#define _KTAP_CODEGEN_GEN_CALL_H

#include <stdbool.h>

#include <linux/types.h>

struct exp;
struct func;

/* As a number of values: all that the list gives. */
#define GEN_ALL		0xffffffffu

/**
 * gen_list - make code that computes a list into fresh registers
 * @func: function
 * @list: first of the list, or NULL
 * @nr: how many values are wanted, or GEN_ALL
 *
 * Return: how many there are; KTAP_ALL: the number is not known, and the next
 *	instruction has to take them.
 */
__u32 gen_list(struct func *func, struct exp *list, __u32 nr);

/**
 * gen_sort - make code that sorts by a function of the script
 * @func: function
 * @sort: register of what sort.begin or sort.list gave
 * @less: register of the function
 */
void gen_sort(struct func *func, __u32 sort, __u32 less);

/**
 * gen_drop - make code that computes expressions and forgets their values
 * @func: function
 * @list: first of a list, or NULL
 */
void gen_drop(struct func *func, struct exp *list);

/**
 * gen_gives_list - may an expression at the end of a list give several values?
 */
bool gen_gives_list(const struct exp *exp);

/**
 * gen_is_tail_call - is a returned value a call of a function of the script?
 */
bool gen_is_tail_call(struct exp *exp);

/**
 * gen_tail_call - make code that ends the function with a call
 */
void gen_tail_call(struct func *func, struct exp *exp);

/**
 * gen_one_result - make code that gives the first result of a call
 * @func: function
 * @exp: call
 * @dst: register of the result, or GEN_FRESH
 *
 * Return: register of the result.
 */
__u32 gen_one_result(struct func *func, struct exp *exp, int dst);

#endif /* _KTAP_CODEGEN_GEN_CALL_H */
