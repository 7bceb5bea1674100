/* SPDX-License-Identifier: GPL-2.0 */
/*
 * ktap - which functions of a program may call which
 *
 * Context: process; also built in user space
 */
#ifndef _KTAP_PROG_CALLS_H
#define _KTAP_PROG_CALLS_H

#include <linux/types.h>

struct ktap_prog;

/* Bits of a set of functions. */
#define KTAP_CALLS_BITS(prog)	((prog)->nr_funcs + 1)

/**
 * ktap_calls_spread() - add to a set all that call its functions, or are called
 * @prog: A program whose instructions are known to be valid.
 * @set: KTAP_CALLS_BITS() bits, of which the last stands for "some function
 *	that is used as a value": whoever calls a value may call any of those.
 * @to_callers: Adds callers, else the called.
 *
 * Return: 0, -ENOMEM.
 */
int ktap_calls_spread(const struct ktap_prog *prog, unsigned long *set,
		      bool to_callers);

#endif /* _KTAP_PROG_CALLS_H */
