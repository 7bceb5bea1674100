/* SPDX-License-Identifier: GPL-2.0 */
/*
 * ktap - a pass: find how many results functions have
 *
 * A call at the end of a list gives all of its results.  Where it is known how
 * many those are, code is simpler.
 */
#ifndef _KTAP_SEMA_RESULTS_H
#define _KTAP_SEMA_RESULTS_H

#include <stdbool.h>

#include <linux/types.h>

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
 * @nr: how many, if that is known
 *
 * Return: whether it is known.
 */
bool results_of(struct exp *exp, __u32 *nr);

/**
 * results_of_list - values that a list gives
 * @list: first of it, or NULL
 * @nr: how many; if that is not known, how many those before the last are
 *
 * Return: whether it is known.
 */
bool results_of_list(struct exp *list, __u32 *nr);

#endif /* _KTAP_SEMA_RESULTS_H */
