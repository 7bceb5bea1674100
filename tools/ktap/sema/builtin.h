/* SPDX-License-Identifier: GPL-2.0 */
/*
 * ktap - the names that are built in
 *
 * Rows of the uapi table, and what the compiler makes of other instructions.
 */
#ifndef _KTAP_SEMA_BUILTIN_H
#define _KTAP_SEMA_BUILTIN_H

#include <stdbool.h>

#include <linux/types.h>

enum builtin_code {
	BUILTIN_IMPORT,		/* import @import */
	BUILTIN_CUT,		/* cut to @bits, signed or not */
	BUILTIN_NEW_TABLE,	/* a table with room */
	BUILTIN_UNPACK,		/* parts of a key, as many as there are */
	BUILTIN_KADDR,		/* address of a symbol of the kernel */
};

/* Where it may be used. */
enum builtin_place {
	BUILTIN_ANYWHERE,
	BUILTIN_WITH_EVENT,	/* handlers of trace, tick, profile */
	BUILTIN_WITH_THREAD,	/* handlers of trace, profile */
	BUILTIN_WITH_FIELDS,	/* handlers of trace */
	BUILTIN_WITH_CALL,	/* handlers of events that are entries or returns */
	BUILTIN_WITH_RETURN,	/* handlers of events that are returns */
};

/**
 * struct builtin - a built-in function or variable
 */
struct builtin {
	const char *name;	/* in scripts */
	const char *import;	/* in images */
	__u8 min_args;
	__u8 max_args;		/* KTAP_ARGS_ANY: as many as a call can have */
	__u8 nr_results;	/* KTAP_ALL: it is not known */
	bool is_value;		/* written without parentheses */
	bool may_be_called;	/* a value: with parentheses, too */
	bool is_integer;	/* the result is always one */
	bool is_pure;		/* twice the same within a statement */
	bool is_signed;		/* of BUILTIN_CUT */
	__u8 bits;
	enum builtin_code code;
	enum builtin_place place;
};

/**
 * builtin_find - what a name means
 * @name: with its library if it is in one
 * @builtin: to be filled
 *
 * Return: whether it is built in.
 */
bool builtin_find(const char *name, struct builtin *builtin);

/**
 * builtin_name - all names, for suggestions
 * @number: from 0
 *
 * Return: the name, or NULL behind the last.
 */
const char *builtin_name(unsigned int number);

/**
 * builtin_is_library - is it a name before a dot, as "string" is?
 * @name: without the dot
 */
bool builtin_is_library(const char *name);

#endif /* _KTAP_SEMA_BUILTIN_H */
