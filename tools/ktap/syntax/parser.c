// SPDX-License-Identifier: GPL-2.0
/*
 * ktap - what the files of the parser share
 */
#include <stdarg.h>
#include <stdio.h>

#include "base/diag.h"
#include "base/intern.h"
#include "base/source.h"
#include "syntax/foreign.h"
#include "syntax/parser.h"

/* Levels of blocks, functions and expressions within each other. */
#define MAX_NESTING	200

/* Depth of one expression's tree; a long "a + b + c …" is deep. */
#define MAX_DEPTH	1000

/* No image could hold what more nodes mean. */
#define MAX_NODES	(2 << 20)

#define TOKEN_TEXT(name, text) [TOKEN_##name] = text,

static const char *const token_texts[TOKEN_NR_KINDS] = {
	[TOKEN_EOF] = "end of the script",
	[TOKEN_NAME] = "name",
	TOKEN_WORDS(TOKEN_TEXT)
	TOKEN_SIGNS(TOKEN_TEXT)
};

void parser_advance(struct parser *parser)
{
	parser->last = parser->token;
	if (parser->has_ahead)
		parser->token = parser->ahead;
	else
		lexer_next(&parser->lexer, &parser->token);
	parser->has_ahead = false;
	if (parser->lexer.failed)
		parser->token.kind = TOKEN_EOF;
}

enum token_kind parser_peek(struct parser *parser)
{
	if (!parser->has_ahead)
		lexer_next(&parser->lexer, &parser->ahead);
	parser->has_ahead = true;
	return parser->ahead.kind;
}

bool parser_accept(struct parser *parser, enum token_kind kind)
{
	if (parser->token.kind != kind)
		return false;
	parser_advance(parser);
	return true;
}

/* What one has to know where this token stands in the way. */
static const char *token_hint(const struct parser *parser)
{
	const struct token *token = &parser->token, *last = &parser->last;

	if (token->kind == TOKEN_ASSIGN && last->kind == TOKEN_TILDE)
		return "unequal is written `!=`";
	switch (token->kind) {
	case TOKEN_DECREMENT:
		return "comments begin with `#`; `x--` stands alone; write `a - -b`";
	case TOKEN_INCREMENT:
		return "`x++` is a statement of its own";
	case TOKEN_COLON:
		return "there are no methods and no labels: write `o.m(o)`";
	case TOKEN_STRING:
		return "arguments stand in parentheses: `f(\"text\")`";
	default:
		return NULL;
	}
}

static const char *find_hint(const struct parser *parser)
{
	const char *hint = NULL;

	if (parser->token.text && parser->token.kind != TOKEN_STRING)
		hint = foreign_word(parser->token.text);
	if (!hint && parser->last.text && parser->last.kind != TOKEN_STRING)
		hint = foreign_word(parser->last.text);
	return hint ? hint : token_hint(parser);
}

bool parser_error(struct parser *parser, const char *format, ...)
{
	const struct token *token = &parser->token;
	const char *hint;
	char text[128];
	va_list args;
	bool first;

	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	first = lexer_error(&parser->lexer, token->kind == TOKEN_EOF ?
			    parser->lexer.source->len : token->pos,
			    token->end - token->pos, "%s", text);
	hint = first ? find_hint(parser) : NULL;
	if (hint)
		diag_hint(parser->lexer.diag, "%s", hint);
	/* Also if it is the second: the first may have been in the next token. */
	parser->token.kind = TOKEN_EOF;
	parser->has_ahead = false;
	return first;
}

void parser_unexpected(struct parser *parser)
{
	parser_error(parser, "unexpected %s",
		     parser->token.kind == TOKEN_EOF ? "end" : "token");
}

void parser_expect(struct parser *parser, enum token_kind kind)
{
	if (!parser_accept(parser, kind))
		parser_error(parser, "'%s' expected", token_texts[kind]);
}

/* Of what is to be closed: a sign, or "repeat". */
static int word_len(const struct source *source, __u32 pos)
{
	int len = 1;

	while (lexer_is_word(source->text[pos]) &&
	       lexer_is_word(source->text[pos + len]))
		len++;
	return len;
}

void parser_close(struct parser *parser, enum token_kind kind, __u32 open)
{
	const struct source *source = parser->lexer.source;
	__u32 line = source_line(source, open);

	if (parser_accept(parser, kind))
		return;
	if (line == source_line(source, parser->token.pos))
		parser_error(parser, "'%s' expected", token_texts[kind]);
	else
		parser_error(parser, "'%s' expected (to close '%.*s' in line %u)",
			     token_texts[kind], word_len(source, open),
			     source->text + open, line);
}

struct intern_text *parser_expect_name(struct parser *parser, const char *what)
{
	struct intern_text *name = parser->token.text;

	if (parser_accept(parser, TOKEN_NAME))
		return name;
	if (parser_is_word(parser)) {
		if (parser_error(parser, "%s expected", what))
			diag_hint(parser->lexer.diag,
				  "`%s` is a word of the language",
				  name->text);
	} else {
		parser_error(parser, "%s expected", what);
	}
	return NULL;
}

bool parser_is_word(const struct parser *parser)
{
	enum token_kind kind = parser->token.kind;

	return kind == TOKEN_NAME ||
	       (kind >= TOKEN_VAR && kind <= TOKEN_PROFILE);
}

bool parser_enter(struct parser *parser)
{
	parser->nesting++;
	if (parser->nesting > MAX_NESTING) {
		parser_error(parser, "nested more than %d levels deep",
			     MAX_NESTING);
		return false;
	}
	return !parser->lexer.failed;
}

void parser_leave(struct parser *parser)
{
	parser->nesting--;
}

static void count_node(struct parser *parser)
{
	if (++parser->nr_nodes > MAX_NODES)
		parser_error(parser, "the script is too large");
}

struct exp *parser_exp(struct parser *parser, enum exp_kind kind, __u32 pos)
{
	count_node(parser);
	return ast_exp(parser->arena, kind, pos);
}

struct stmt *parser_stmt(struct parser *parser, enum stmt_kind kind)
{
	count_node(parser);
	return ast_stmt(parser->arena, kind, parser->token.pos);
}

void parser_over(struct parser *parser, struct exp *exp,
		 const struct exp *below)
{
	if (below->depth >= MAX_DEPTH)
		parser_error(parser, "the expression is too long");
	else if (exp->depth <= below->depth)
		exp->depth = below->depth + 1;
	if (parser->deepest < exp->depth)
		parser->deepest = exp->depth;
}
