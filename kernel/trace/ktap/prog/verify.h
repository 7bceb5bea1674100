/* SPDX-License-Identifier: GPL-2.0 */
/*
 * ktap - proof that a program keeps to the rules of its instructions
 *
 * Context: process; also built in user space
 */
#ifndef _KTAP_PROG_VERIFY_H
#define _KTAP_PROG_VERIFY_H

#include "prog/message.h"
#include "prog/prog.h"

/**
 * struct ktap_verify_builtin - what the verifier knows of an import
 */
struct ktap_verify_builtin {
	/** @min_args: Least number of arguments. */
	u8 min_args;
	/** @max_args: Most. */
	u8 max_args;
	/** @nr_results: 0, 1 or 2. */
	u8 nr_results;
	/** @contexts: KTAP_IN_*. */
	u8 contexts;
};

/**
 * struct ktap_verify_world - what is around the program
 */
struct ktap_verify_world {
	/** @builtins: One row for each import, in their order. */
	const struct ktap_verify_builtin *builtins;
	/**
	 * @events: KTAP_IN_* of the handler of each event, in their order.
	 * NULL: KTAP_IN_EVENT of all but trace_end.
	 */
	const u8 *events;
};

/**
 * ktap_verify() - check a program
 * @prog: Of ktap_load().
 * @world: Rows of its imports.
 * @message: Says what is wrong: function, instruction, source line.
 *
 * Passes: structure, control flow, registers; then the calls of all functions.
 *
 * Return: 0, -EINVAL, -ENOMEM.
 */
int ktap_verify(const struct ktap_prog *prog,
		const struct ktap_verify_world *world,
		struct ktap_message *message);

#endif /* _KTAP_PROG_VERIFY_H */
