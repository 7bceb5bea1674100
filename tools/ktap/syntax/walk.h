/* SPDX-License-Identifier: GPL-2.0 */
/*
 * ktap - walking trees
 *
 * Functions within a function are not entered: all functions of a script are
 * a list.
 */
#ifndef _KTAP_SYNTAX_WALK_H
#define _KTAP_SYNTAX_WALK_H

#include <stdbool.h>

struct exp;
struct stmt;

enum walk_place {
	WALK_VALUE,
	WALK_CONDITION,
	WALK_TARGET,	/* of an assignment or update */
	WALK_CALL,	/* a statement of its own */
};

/**
 * struct walk_ops - what is called for the parts of statements; may be NULL
 */
struct walk_ops {
	void (*enter)(void *data, struct stmt *stmt);
	void (*leave)(void *data, struct stmt *stmt);
	void (*exp)(void *data, struct exp *exp, enum walk_place place);
};

/**
 * walk_stmts - visit statements, those within them, and their expressions
 * @stmts: first of a list, may be NULL
 * @ops: what to call; of an expression's tree the root is visited
 * @data: is passed on
 */
void walk_stmts(struct stmt *stmts, const struct walk_ops *ops, void *data);

/**
 * walk_exp - visit an expression and what is below it
 * @exp: the root
 * @visit: called before what is below; false keeps it from being visited
 * @data: is passed on
 */
void walk_exp(struct exp *exp, bool (*visit)(void *data, struct exp *exp),
	      void *data);

#endif /* _KTAP_SYNTAX_WALK_H */
