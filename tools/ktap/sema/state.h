/* SPDX-License-Identifier: GPL-2.0 */
/*
 * ktap - a script between its passes
 */
#ifndef _KTAP_SEMA_STATE_H
#define _KTAP_SEMA_STATE_H

#include "base/vec.h"
#include "sema/scope.h"

struct arena;
struct ast;
struct diag;
struct intern;
struct script_args;

/* A variable that is used in a function which does not own it. */
struct outside_use {
	struct func_def *func;
	struct symbol *symbol;
};

/**
 * struct sema - a script whose meaning is being found
 */
struct sema {
	struct ast *ast;
	struct arena *arena;
	struct intern *intern;
	struct diag *diag;
	const char *script;		/* name; arg[0] */
	const char *tracefs;		/* its directory, or NULL */
	const struct script_args *args;
	struct scope scope;
	struct symbol *args_table;	/* program variable of "arg", or NULL */
	DECLARE_VEC(struct outside_use, outside_uses);
	DECLARE_VEC(struct symbol *, vars);	/* program variables, by number */
	DECLARE_VEC(struct symbol *, call_vars);	/* those of calls, likewise */
};

#endif /* _KTAP_SEMA_STATE_H */
