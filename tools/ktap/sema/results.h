/* SPDX-License-Identifier: GPL-2.0 */
/*
 * ktap - a pass: find how many results functions have
 *
 * A call at the end of a list gives all of its results.  Their number has to
 * be known here: it is the most that the function returns; where it returns
 * fewer, the rest is nil.
 */
#ifndef _KTAP_SEMA_RESULTS_H
#define _KTAP_SEMA_RESULTS_H

struct exp;
struct sema;

/**
 * results_run - find how many results functions have
 * @sema: script
 */
void results_run(struct sema *sema);

/**
 * results_of - values that an expression gives at the end of a list
 * @exp: the expression
 *
 * Return: number of results if it is a call, else 1.
 */
unsigned int results_of(struct exp *exp);

/**
 * results_of_list - values that a list gives
 * @list: first of it, or NULL
 */
unsigned int results_of_list(struct exp *list);

#endif /* _KTAP_SEMA_RESULTS_H */
