/* SPDX-License-Identifier: GPL-2.0 */
/*
 * ktap - what the language has and this version has not
 *
 * Whoever adds one of these takes its row out.
 */
#ifndef _KTAP_SEMA_MISSING_H
#define _KTAP_SEMA_MISSING_H

#include <stdbool.h>

#include <linux/types.h>

struct diag;

/* Columns: name, what it looks like in a script. */
#define MISSING_THINGS(X)						\
	X(FGLOB,	"a glob in a filter")

/* Built-in names. */
#define MISSING_NAMES(X)						\
	X("cast") X("user_cast")

enum missing {
#define MISSING_ENUM(name, text) MISSING_##name,
	MISSING_THINGS(MISSING_ENUM)
#undef MISSING_ENUM
	MISSING_NR
};

/**
 * missing_error - complain that something is missing
 * @diag: where to
 * @pos: position
 * @what: what it is
 */
void missing_error(struct diag *diag, __u32 pos, enum missing what);

/**
 * missing_is_name - is it a built-in that is missing?
 * @name: with its library: "string.sub"
 */
bool missing_is_name(const char *name);

/**
 * missing_name - all names, for suggestions
 * @number: from 0
 *
 * Return: the name, or NULL behind the last.
 */
const char *missing_name(unsigned int number);

#endif /* _KTAP_SEMA_MISSING_H */
