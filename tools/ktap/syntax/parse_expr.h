/* SPDX-License-Identifier: GPL-2.0 */
/*
 * ktap - parsing expressions
 */
#ifndef _KTAP_SYNTAX_PARSE_EXPR_H
#define _KTAP_SYNTAX_PARSE_EXPR_H

#include <linux/types.h>

struct exp;
struct parser;

/**
 * parse_exp - parse an expression
 *
 * Return: the expression; never NULL, any one after an error.
 */
struct exp *parse_exp(struct parser *parser);

/**
 * parse_explist - parse expressions with commas between them
 * @nr: their number
 *
 * Return: the first.
 */
struct exp *parse_explist(struct parser *parser, __u32 *nr);

/**
 * parse_suffixed - parse a name with what is behind it: indexes, calls
 */
struct exp *parse_suffixed(struct parser *parser);

/**
 * parse_args - parse "(" arguments ")"
 * @nr: their number
 *
 * Return: the first, or NULL.
 */
struct exp *parse_args(struct parser *parser, __u32 *nr);

#endif /* _KTAP_SYNTAX_PARSE_EXPR_H */
