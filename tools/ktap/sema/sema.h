/* SPDX-License-Identifier: GPL-2.0 */
/*
 * ktap - what a script means: the passes between tree and code
 */
#ifndef _KTAP_SEMA_SEMA_H
#define _KTAP_SEMA_SEMA_H

#include "base/vec.h"
#include "sema/scope.h"

struct ast;
struct diag;
struct intern;
struct script_args;

/**
 * struct sema - a script whose meaning is being found
 */
struct sema {
	struct ast *ast;
	struct arena *arena;
	struct intern *intern;
	struct diag *diag;
	const char *script;		/* name; arg[0] */
	const struct script_args *args;
	struct scope scope;
	struct symbol *args_table;	/* program variable of "arg", or NULL */
	VEC(struct symbol *) vars;	/* program variables, by number */
};

/**
 * sema_run - run all passes
 * @sema: all but its last three members is filled
 *
 * Return: 0, or -1 if errors were reported.
 */
int sema_run(struct sema *sema);

/**
 * sema_is_printed_at_end - does the script only accumulate in a variable?
 * @symbol: a program variable
 */
bool sema_is_printed_at_end(const struct symbol *symbol);

#endif /* _KTAP_SEMA_SEMA_H */
