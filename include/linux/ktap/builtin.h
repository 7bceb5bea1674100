/* SPDX-License-Identifier: GPL-2.0 */
/*
 * ktap - what a built-in is to the virtual machine
 *
 * Context: any
 */
#ifndef _LINUX_KTAP_BUILTIN_H
#define _LINUX_KTAP_BUILTIN_H

#include <linux/ktap/value.h>

struct ktap_vm;

/**
 * struct ktap_builtin - a built-in function or variable
 *
 * Rows of KTAP_BUILTINS with their code; one constant array for each topic.
 */
struct ktap_builtin {
	/** @name: As scripts write it. */
	const char *name;
	/** @min_args: Least number of arguments. */
	u8 min_args;
	/** @max_args: Most, or KTAP_ARGS_ANY. */
	u8 max_args;
	/** @nr_results: 0, 1 or 2. */
	u8 nr_results;
	/** @contexts: KTAP_IN_*. */
	u8 contexts;
	/**
	 * @call: Runs it.  @args are registers of the caller, read only;
	 * *@result is nil before; a second result goes to @vm->second, always.
	 * In event handlers it runs in whatever
	 * context the event fired; it charges the budget for what takes time.
	 *
	 * Return: 0, an enum ktap_trap (say why by ktap_trap_explain()), or a
	 * negative errno: lost and counted, the result is nil.
	 */
	int (*call)(struct ktap_vm *vm, const struct ktap_value *args,
		    unsigned int nr_args, struct ktap_value *result);
};

#endif /* _LINUX_KTAP_BUILTIN_H */
