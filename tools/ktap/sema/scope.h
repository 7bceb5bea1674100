/* SPDX-License-Identifier: GPL-2.0 */
/*
 * ktap - names and what they mean
 *
 * The text of a name holds its innermost meaning; that meaning holds the one
 * it shadows.  So blocks are opened and closed in the order of the script.
 */
#ifndef _KTAP_SEMA_SCOPE_H
#define _KTAP_SEMA_SCOPE_H

#include <stdbool.h>

#include <linux/ktap_bytecode.h>
#include <linux/types.h>

#include "base/vec.h"
#include "sema/builtin.h"

struct arena;
struct func_def;
struct intern_text;

enum symbol_kind {
	SYMBOL_LOCAL,		/* private: a register */
	SYMBOL_VAR,		/* program variable */
	SYMBOL_CALL_VAR,	/* of a call: "call.x" */
	SYMBOL_FUNC,		/* a function that is never assigned */
	SYMBOL_UNDECLARED,	/* to be settled: a program variable or nothing */
	SYMBOL_FIELD,		/* of the event, in a filter */
	SYMBOL_BUILTIN,
	SYMBOL_LIBRARY,		/* "string" */
	SYMBOL_MISSING,		/* a built-in that this version has not */
	SYMBOL_SCRIPT_ARGS,	/* "arg" */
	SYMBOL_EVENT_ARGS,	/* "args" */
	SYMBOL_EVENT_ARG,	/* "arg0" … "arg9": number */
	SYMBOL_SELF,
	SYMBOL_CALL,
	SYMBOL_ITERATOR,	/* "pairs", "sort_pairs" */
};

/**
 * struct uses - how a script uses a variable, and where it did so first
 *
 * A count without a position of its own is a plain count.
 */
struct uses {
	__u32 nr_reads;
	__u32 nr_filter_reads;		/* those of filters, not in nr_reads */
	__u32 nr_assigned;		/* x = e in top-level code */
	__u32 nr_assigned_inside;	/* x = e elsewhere */
	__u32 nr_stores;		/* x[k] = e */
	__u32 nr_updates;		/* x op= e */
	__u32 nr_joins;			/* x ..= e */
	__u32 nr_table_updates;		/* x[k] op= e */
	__u32 nr_table_joins;		/* x[k] ..= e */
	__u32 nr_samples;		/* x <<< e, x[k] <<< e */
	__u32 read_pos;
	__u32 assigned_pos;
	__u32 conflict_pos;		/* first use of another kind, or 0 */
};

/**
 * struct symbol - a meaning of a name
 */
struct symbol {
	enum symbol_kind kind;
	struct intern_text *name;
	__u32 pos;			/* where it is declared, or used first */
	const struct func_def *owner;	/* NULL: none, it is outermost */
	struct symbol *shadowed;
	struct symbol *next;		/* in its block */
	struct func_def *func;		/* what it was declared with, or NULL */
	bool in_loop;			/* declared in a loop, or in a function */
	bool assigned;			/* after its declaration */
	bool maybe_nil;
	bool no_function;		/* declared with what cannot be called */
	bool captured;			/* used in another function */
	bool is_cell;			/* LOCAL: its register holds a cell */
	__u32 later_pos;		/* UNDECLARED: declared there, or 0 */
	struct uses uses;
	struct builtin builtin;		/* of BUILTIN */
	__u32 number;			/* of VAR, CALL_VAR, EVENT_ARG */
	enum ktap_var_kind var_kind;	/* of VAR, CALL_VAR */
	__u8 reg;			/* of LOCAL, while its code is made */
};

struct block {
	struct block *outer;
	struct symbol *symbols;		/* newest first */
};

/**
 * struct scope - all names
 */
struct scope {
	struct arena *arena;
	struct block *block;		/* innermost */
	DECLARE_VEC(struct symbol *, symbols);	/* all but built-ins, in order */
};

/**
 * scope_open - begin a block
 */
void scope_open(struct scope *scope, struct block *block);

/**
 * scope_close - end the innermost block
 */
void scope_close(struct scope *scope);

/**
 * scope_declare - give a name a meaning in the innermost block
 * @scope: names
 * @name: name
 * @pos: where it is declared
 * @owner: whose variable it is
 */
struct symbol *scope_declare(struct scope *scope, struct intern_text *name,
			     __u32 pos, const struct func_def *owner);

/**
 * scope_find - what a name means
 * @scope: names
 * @name: name; gets a meaning if it has none
 * @pos: where it is used
 */
struct symbol *scope_find(struct scope *scope, struct intern_text *name,
			  __u32 pos);

/**
 * scope_find_owned - a variable of threads or calls
 * @scope: names
 * @name: "self.x" or "call.x"
 * @pos: where it is used
 * @kind: whose it is
 *
 * Return: a symbol, UNDECLARED until it is settled.  That of a thread is a
 * table by thread.
 */
struct symbol *scope_find_owned(struct scope *scope, struct intern_text *name,
				__u32 pos, enum ktap_var_kind kind);

/**
 * scope_alias - a built-in under another name
 * @scope: names
 * @builtin: its name
 * @name: what to call it in messages
 * @pos: where it is used
 */
struct symbol *scope_alias(struct scope *scope, const char *builtin,
			   struct intern_text *name, __u32 pos);

/**
 * scope_find_member - what a name of a library means
 * @scope: names
 * @name: with the library: "string.sub"
 * @pos: where it is used
 *
 * Return: a symbol, BUILTIN or MISSING, or NULL if there is no such name.
 */
struct symbol *scope_find_member(struct scope *scope, struct intern_text *name,
				 __u32 pos);

#endif /* _KTAP_SEMA_SCOPE_H */
