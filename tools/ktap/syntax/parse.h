/* SPDX-License-Identifier: GPL-2.0 */
/*
 * ktap - text to tree
 */
#ifndef _KTAP_SYNTAX_PARSE_H
#define _KTAP_SYNTAX_PARSE_H

struct arena;
struct ast;
struct diag;
struct intern;
struct script_args;
struct source;

/**
 * struct parse_input - what a script is parsed from
 */
struct parse_input {
	const struct source *source;
	const struct script_args *args;
	struct arena *arena;
	struct intern *intern;
	struct diag *diag;
};

/**
 * parse_script - parse a script
 * @input: see there
 * @ast: the tree
 *
 * Return: 0, or -1 after an error, of which the first was reported.
 */
int parse_script(const struct parse_input *input, struct ast *ast);

#endif /* _KTAP_SYNTAX_PARSE_H */
