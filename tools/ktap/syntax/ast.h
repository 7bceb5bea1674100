/* SPDX-License-Identifier: GPL-2.0 */
/*
 * ktap - the tree of a script
 *
 * Expressions and statements are lists linked by @next.  What later passes
 * find out about a node is written into it: names to symbols, functions to
 * what they are and return.
 */
#ifndef _KTAP_SYNTAX_AST_H
#define _KTAP_SYNTAX_AST_H

#include <stdbool.h>

#include <linux/ktap_bytecode.h>
#include <linux/types.h>

#include "base/arena.h"

struct intern_text;
struct symbol;

enum exp_kind {
	EXP_NIL,
	EXP_TRUE,
	EXP_FALSE,
	EXP_INT,	/* value */
	EXP_STRING,	/* text */
	EXP_KSYM,	/* text */
	EXP_FGLOB,	/* text */
	EXP_ARG,	/* value: argument of the event; made by sema */
	EXP_ARG_AT,	/* first: number of an argument; made by sema */
	EXP_FIELD,	/* text: field of the event; op: may be missing; by sema */
	EXP_VARARG,
	EXP_NAME,	/* name */
	EXP_PAREN,	/* first: the expression */
	EXP_INDEX,	/* first: what is indexed; list, nr: the key's parts */
	EXP_CALL,	/* first: what is called; list, nr: arguments */
	EXP_FUNCTION,	/* func */
	EXP_TABLE,	/* fields, nr */
	EXP_UNARY,	/* op; first */
	EXP_BINARY,	/* op; first, second */
	EXP_CONCAT,	/* list, nr: operands, two or more */
	EXP_AND,	/* first, second */
	EXP_OR,		/* first, second */
	EXP_CHOICE,	/* first: condition; second, third */
};

/* Operators of EXP_UNARY and EXP_BINARY, and of updates. */
enum exp_op {
	OP_ADD,		/* up to OP_SAMPLE as enum ktap_update */
	OP_SUB,
	OP_MUL,
	OP_DIV,
	OP_MOD,
	OP_AND,
	OP_OR,
	OP_XOR,
	OP_SHL,
	OP_SHR,
	OP_CONCAT,
	OP_SAMPLE,	/* <<< */
	OP_EQ,
	OP_NE,
	OP_LT,
	OP_LE,
	OP_GT,
	OP_GE,
	OP_MATCH,	/* ~ of two operands */
	OP_NOT,
	OP_NEG,
	OP_BNOT,
};

struct exp {
	__u8 kind;		/* enum exp_kind */
	__u8 op;		/* enum exp_op */
	__u16 depth;		/* of the tree below, for its limit */
	__u32 pos;		/* of the operator, else of the first token */
	struct exp *next;	/* in a list */
	__u32 nr;
	__u32 end;		/* of NAME and STRING: position behind it */
	union {
		__s64 value;
		struct intern_text *text;
		struct intern_text *name;
		struct func_def *func;
		struct field *fields;
		struct exp *first;
	};
	union {
		struct symbol *symbol;	/* of EXP_NAME */
		struct exp *list;
		struct exp *second;
	};
	struct exp *third;
};

/* "[list] = value", "name = value" (a string in list) or "value" (nr 0). */
struct field {
	struct field *next;
	struct exp *list;
	__u32 nr;
	struct exp *value;
};

/* A name that is declared. */
struct decl {
	struct decl *next;
	struct intern_text *name;
	__u32 pos;
	struct symbol *symbol;
};

enum stmt_kind {
	STMT_BLOCK,	/* body */
	STMT_ASSIGN,	/* targets, values */
	STMT_UPDATE,	/* targets (one), op, values (one) */
	STMT_CALL,	/* values (one) */
	STMT_VAR,	/* decls, values */
	STMT_FUNCTION,	/* decls (one), func */
	STMT_IF,	/* arms */
	STMT_WHILE,	/* values: condition; body */
	STMT_REPEAT,	/* body; values: condition */
	STMT_FOR_RANGE,	/* decls (one); values: start, limit, step; body */
	STMT_FOR_STEPS,	/* decls (one); values: start; loop; body */
	STMT_FOR_IN,	/* decls; values: arguments; op: 0 pairs, 1 sort_pairs */
	STMT_BREAK,
	STMT_CONTINUE,
	STMT_RETURN,	/* values */
	STMT_TRACE,	/* events; func */
	STMT_TRACE_END,	/* func */
};

struct stmt {
	__u8 kind;		/* enum stmt_kind */
	__u8 op;		/* enum exp_op */
	__u32 pos;
	struct stmt *next;
	struct exp *values;
	__u32 nr_values;
	__u32 nr_targets;	/* or decls */
	union {
		struct exp *targets;
		struct decl *decls;
		struct arm *arms;
		struct event *events;
	};
	union {
		struct stmt *body;
		struct func_def *func;
	};
	struct loop *loop;
};

/* "if", "elseif" with a condition, "else" without. */
struct arm {
	struct arm *next;
	struct exp *condition;
	struct stmt *body;
};

/* What STMT_FOR_STEPS has besides; each may be NULL. */
struct loop {
	struct exp *condition;
	struct stmt *step;
};

/* Text of an event, with quotes where it needs them. */
struct event {
	struct event *next;
	struct intern_text *text;
	__u32 pos;
};

enum func_kind {
	FUNC_MAIN,	/* top-level code */
	FUNC_SCRIPT,	/* function */
	FUNC_EVENT,	/* handler of trace */
	FUNC_TICK,
	FUNC_PROFILE,
	FUNC_END,	/* trace_end */
};

/* What is known of the number of a function's results. */
enum func_results {
	RESULTS_NONE,		/* it never returns, as far as is known */
	RESULTS_FIXED,		/* always nr_results */
	RESULTS_VARY,
};

/* A private variable of the code around a function that it uses. */
struct capture {
	struct capture *next;
	struct symbol *symbol;
	bool is_self;		/* it is the function itself */
};

/**
 * struct func_def - a function or handler
 */
struct func_def {
	enum func_kind kind;
	struct intern_text *name;	/* NULL: none */
	__u32 pos;
	struct decl *params;
	__u32 nr_params;
	bool is_vararg;
	__u16 depth;		/* of expressions, with those of inner functions */
	bool may_return;	/* events have a return value (set by sema) */
	bool may_call;		/* events are entries or returns (set by sema) */
	struct func_def *outer;	/* around it (set by sema) */
	struct capture *captures;	/* (set by sema) */
	__u32 nr_captured;	/* of captures, those that are no self */
	__u32 nr_cells;		/* and those that are cells, which come first */
	__u8 results;		/* enum func_results (set by sema) */
	__u16 nr_results;	/* of RESULTS_FIXED (set by sema) */
	bool has_number;	/* number is valid (set by codegen) */
	__u32 number;		/* in the image */
	struct event *events;	/* of FUNC_EVENT, FUNC_TICK, FUNC_PROFILE */
	struct exp *filter;	/* or NULL */
	struct stmt *body;
	struct func_def *next;	/* all functions, in the script's order */
};

/**
 * struct ast - a script
 */
struct ast {
	struct func_def *main;	/* first of all functions */
	struct func_def *last;
};

/**
 * ast_exp - make an expression
 * @arena: where
 * @kind: its kind
 * @pos: where it stands
 */
struct exp *ast_exp(struct arena *arena, enum exp_kind kind, __u32 pos);

/**
 * ast_stmt - make a statement
 * @arena: where
 * @kind: its kind
 * @pos: where it stands
 */
struct stmt *ast_stmt(struct arena *arena, enum stmt_kind kind, __u32 pos);

/**
 * ast_func - make a function and put it behind the others
 * @arena: where
 * @ast: of which script
 * @kind: its kind
 * @pos: where it stands
 */
struct func_def *ast_func(struct arena *arena, struct ast *ast,
			  enum func_kind kind, __u32 pos);

/**
 * ast_inner - an expression without parentheses around it
 * @exp: the expression
 */
struct exp *ast_inner(struct exp *exp);

/**
 * ast_is_literal - is it nil, a boolean, an integer or a string?
 * @exp: an expression without parentheses around it
 */
bool ast_is_literal(const struct exp *exp);

/**
 * ast_last - the last of a list
 * @list: first of it, not NULL
 */
struct exp *ast_last(struct exp *list);

#endif /* _KTAP_SYNTAX_AST_H */
