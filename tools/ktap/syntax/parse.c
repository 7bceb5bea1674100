// SPDX-License-Identifier: GPL-2.0
/*
 * ktap - text to tree
 */
#include <string.h>

#include "base/diag.h"
#include "base/source.h"
#include "syntax/parse.h"
#include "syntax/parse_stmt.h"
#include "syntax/parser.h"

/* A script of comments alone does nothing, but somebody wrote it. */
static bool is_blank(const struct source *source)
{
	__u32 i;

	for (i = 0; i < source->len; i++) {
		if (!lexer_is_blank(source->text[i]))
			return false;
	}
	return true;
}

int parse_script(const struct parse_input *input, struct ast *ast)
{
	struct parser parser;

	memset(&parser, 0, sizeof(parser));
	memset(ast, 0, sizeof(*ast));
	parser.arena = input->arena;
	parser.ast = ast;
	parser.args = input->args;
	lexer_init(&parser.lexer, input->source, input->intern, input->diag);
	ast_func(input->arena, ast, FUNC_MAIN, 0);
	parser_advance(&parser);
	ast->main->body = parse_chunk(&parser);
	if (!ast->main->body && !parser.lexer.failed && is_blank(input->source))
		lexer_error(&parser.lexer, input->source->len, 0,
			    "the script is empty");
	return parser.lexer.failed ? -1 : 0;
}
