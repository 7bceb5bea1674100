/* SPDX-License-Identifier: GPL-2.0 */
/*
 * ktap - parsing statements
 */
#ifndef _KTAP_SYNTAX_PARSE_STMT_H
#define _KTAP_SYNTAX_PARSE_STMT_H

#include <linux/types.h>

struct func_def;
struct intern_text;
struct parser;
struct stmt;

/**
 * parse_chunk - parse a whole script
 *
 * Return: its top-level code.
 */
struct stmt *parse_chunk(struct parser *parser);

/**
 * parse_func_body - parse parameters and block of a function
 * @pos: where the function stands
 * @name: its name, or NULL
 */
struct func_def *parse_func_body(struct parser *parser, __u32 pos,
				 struct intern_text *name);

#endif /* _KTAP_SYNTAX_PARSE_STMT_H */
