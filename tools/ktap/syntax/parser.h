/* SPDX-License-Identifier: GPL-2.0 */
/*
 * ktap - what the files of the parser share
 *
 * There is one token, and one of lookahead that is read only where the
 * grammar needs it: what follows the token may have to be read in another way
 * (text of events, globs).  After an error all tokens are EOF, so that the
 * parser runs out of the grammar by itself and complains once.
 */
#ifndef _KTAP_SYNTAX_PARSER_H
#define _KTAP_SYNTAX_PARSER_H

#include <stdbool.h>

#include <linux/compiler.h>
#include <linux/types.h>

#include "syntax/ast.h"
#include "syntax/lexer.h"
#include "syntax/token.h"

struct script_args;

struct parser {
	struct lexer lexer;
	struct arena *arena;
	struct ast *ast;
	const struct script_args *args;
	struct token token;	/* the one to look at */
	struct token ahead;	/* the one after it, */
	bool has_ahead;		/* if it was read */
	struct token last;	/* the one before it */
	__u32 nesting;
	__u32 nr_nodes;
	__u16 deepest;		/* tree of an expression in this function */
	bool filter_ends;	/* a "/" before "{" ends the filter */
	bool ftrace_filter;	/* "ip ==" takes a glob */
};

/**
 * parser_advance - go to the next token
 */
void parser_advance(struct parser *parser);

/**
 * parser_peek - kind of the token after the next
 */
enum token_kind parser_peek(struct parser *parser);

/**
 * parser_accept - go on if the token is of a kind
 *
 * Return: whether it was.
 */
bool parser_accept(struct parser *parser, enum token_kind kind);

/**
 * parser_expect - go on if the token is of a kind, else complain
 */
void parser_expect(struct parser *parser, enum token_kind kind);

/**
 * parser_close - as parser_expect(), naming what is to be closed
 * @kind: of the closing token
 * @open: position of the opening one
 */
void parser_close(struct parser *parser, enum token_kind kind, __u32 open);

/**
 * parser_expect_name - the name that has to stand here
 * @what: what it names, for the complaint
 *
 * Return: the name, or NULL after an error.
 */
struct intern_text *parser_expect_name(struct parser *parser, const char *what);

/**
 * parser_is_word - is the token a name or a reserved word?
 */
bool parser_is_word(const struct parser *parser);

/**
 * parser_error - complain about the token
 * @parser: where
 * @format: as printf()
 *
 * Where the token or the one before it is a word of another language, the
 * ktap way is shown.
 *
 * Return: true if this was the first complaint.
 */
__printf(2, 3)
bool parser_error(struct parser *parser, const char *format, ...);

/**
 * parser_unexpected - complain that the token cannot stand here
 */
void parser_unexpected(struct parser *parser);

/**
 * parser_enter - one level deeper
 *
 * Return: false after an error: too deep, or the script too large.
 */
bool parser_enter(struct parser *parser);

/**
 * parser_leave - one level back
 */
void parser_leave(struct parser *parser);

/**
 * parser_exp - make an expression at a position
 */
struct exp *parser_exp(struct parser *parser, enum exp_kind kind, __u32 pos);

/**
 * parser_stmt - make a statement at the token
 */
struct stmt *parser_stmt(struct parser *parser, enum stmt_kind kind);

/**
 * parser_over - let an expression have another below it
 *
 * Keeps the depth of trees, which other passes descend, below a limit.
 */
void parser_over(struct parser *parser, struct exp *exp,
		 const struct exp *below);

#endif /* _KTAP_SYNTAX_PARSER_H */
