// SPDX-License-Identifier: GPL-2.0
/*
 * ktap - parsing expressions
 */
#include "base/diag.h"
#include "base/intern.h"
#include "base/source.h"
#include "syntax/parse_expr.h"
#include "syntax/parse_stmt.h"
#include "syntax/parser.h"

enum level {
	LEVEL_NONE,
	LEVEL_LOGICAL_OR,
	LEVEL_LOGICAL_AND,
	LEVEL_COMPARE,
	LEVEL_CONCAT,
	LEVEL_OR,
	LEVEL_XOR,
	LEVEL_AND,
	LEVEL_SHIFT,
	LEVEL_ADD,
	LEVEL_MUL,
};

/* How strongly an operator binds, and what it means. */
static const struct binary {
	enum level level;
	enum exp_op op;
} binaries[TOKEN_NR_KINDS] = {
	[TOKEN_LOGICAL_OR] = { LEVEL_LOGICAL_OR, 0 },
	[TOKEN_LOGICAL_AND] = { LEVEL_LOGICAL_AND, 0 },
	[TOKEN_EQ] = { LEVEL_COMPARE, OP_EQ },
	[TOKEN_NE] = { LEVEL_COMPARE, OP_NE },
	[TOKEN_LT] = { LEVEL_COMPARE, OP_LT },
	[TOKEN_LE] = { LEVEL_COMPARE, OP_LE },
	[TOKEN_GT] = { LEVEL_COMPARE, OP_GT },
	[TOKEN_GE] = { LEVEL_COMPARE, OP_GE },
	[TOKEN_TILDE] = { LEVEL_COMPARE, OP_MATCH },
	[TOKEN_CONCAT] = { LEVEL_CONCAT, OP_CONCAT },
	[TOKEN_OR] = { LEVEL_OR, OP_OR },
	[TOKEN_XOR] = { LEVEL_XOR, OP_XOR },
	[TOKEN_AND] = { LEVEL_AND, OP_AND },
	[TOKEN_SHL] = { LEVEL_SHIFT, OP_SHL },
	[TOKEN_SHR] = { LEVEL_SHIFT, OP_SHR },
	[TOKEN_PLUS] = { LEVEL_ADD, OP_ADD },
	[TOKEN_MINUS] = { LEVEL_ADD, OP_SUB },
	[TOKEN_STAR] = { LEVEL_MUL, OP_MUL },
	[TOKEN_SLASH] = { LEVEL_MUL, OP_DIV },
	[TOKEN_PERCENT] = { LEVEL_MUL, OP_MOD },
};

/* Within brackets of a filter a "/" divides. */
static bool open_brackets(struct parser *parser)
{
	bool filter_ends = parser->filter_ends;

	parser->filter_ends = false;
	return filter_ends;
}

static struct exp *parse_single(struct parser *parser, enum exp_kind kind)
{
	struct exp *exp = parser_exp(parser, kind, parser->token.pos);

	if (kind == EXP_INT)
		exp->value = parser->token.value;
	else
		exp->text = parser->token.text;
	exp->end = parser->token.end;
	parser_advance(parser);
	return exp;
}

/* "[" list "]" "=" exp, WORD "=" exp, or exp */
static struct field *parse_field(struct parser *parser, struct exp *table)
{
	struct field *field = arena_alloc(parser->arena, sizeof(*field));
	__u32 open = parser->token.pos;

	if (parser_accept(parser, TOKEN_OPEN_BRACKET)) {
		field->list = parse_explist(parser, &field->nr);
		parser_close(parser, TOKEN_CLOSE_BRACKET, open);
		parser_expect(parser, TOKEN_ASSIGN);
	} else if (parser_is_word(parser) &&
		   parser_peek(parser) == TOKEN_ASSIGN) {
		field->list = parse_single(parser, EXP_STRING);
		field->nr = 1;
		parser_advance(parser);
	}
	field->value = parse_exp(parser);
	parser_over(parser, table, field->value);
	return field;
}

static struct exp *parse_table(struct parser *parser)
{
	struct exp *exp = parser_exp(parser, EXP_TABLE, parser->token.pos);
	bool filter_ends = open_brackets(parser);
	struct field **end = &exp->fields;

	parser_expect(parser, TOKEN_OPEN_BRACE);
	while (parser->token.kind != TOKEN_CLOSE_BRACE &&
	       parser->token.kind != TOKEN_EOF) {
		*end = parse_field(parser, exp);
		end = &(*end)->next;
		exp->nr++;
		if (!parser_accept(parser, TOKEN_COMMA) &&
		    !parser_accept(parser, TOKEN_SEMICOLON))
			break;
	}
	parser->filter_ends = filter_ends;
	parser_close(parser, TOKEN_CLOSE_BRACE, exp->pos);
	return exp;
}

static struct exp *parse_function(struct parser *parser)
{
	struct exp *exp = parser_exp(parser, EXP_FUNCTION, parser->token.pos);
	bool filter_ends = open_brackets(parser);

	parser_advance(parser);
	exp->func = parse_func_body(parser, exp->pos, NULL);
	exp->depth = exp->func->depth;
	parser->filter_ends = filter_ends;
	return exp;
}

static struct exp *parse_paren(struct parser *parser)
{
	struct exp *exp = parser_exp(parser, EXP_PAREN, parser->token.pos);
	bool filter_ends = open_brackets(parser);

	parser_advance(parser);
	exp->first = parse_exp(parser);
	parser->filter_ends = filter_ends;
	parser_close(parser, TOKEN_CLOSE_PAREN, exp->pos);
	parser_over(parser, exp, exp->first);
	return exp;
}

static struct exp *parse_primary(struct parser *parser)
{
	switch (parser->token.kind) {
	case TOKEN_NAME:
		return parse_single(parser, EXP_NAME);
	case TOKEN_KSYM:
		return parse_single(parser, EXP_KSYM);
	case TOKEN_OPEN_PAREN:
		return parse_paren(parser);
	default:
		parser_unexpected(parser);
		return parser_exp(parser, EXP_NIL, parser->token.pos);
	}
}

/* Behind "." or "->". */
static struct exp *parse_member(struct parser *parser, struct exp *base)
{
	struct exp *exp = parser_exp(parser, EXP_INDEX, parser->token.pos);

	exp->first = base;
	parser_advance(parser);
	exp->nr = 1;
	if (parser_is_word(parser)) {
		exp->list = parse_single(parser, EXP_STRING);
	} else {
		parser_error(parser, "name of a field expected");
		exp->list = parser_exp(parser, EXP_NIL, parser->token.pos);
	}
	parser_over(parser, exp, base);
	return exp;
}

static struct exp *parse_index(struct parser *parser, struct exp *base)
{
	struct exp *exp = parser_exp(parser, EXP_INDEX, parser->token.pos);
	bool filter_ends = open_brackets(parser);
	const struct exp *part;

	parser_advance(parser);
	exp->first = base;
	exp->list = parse_explist(parser, &exp->nr);
	parser->filter_ends = filter_ends;
	parser_close(parser, TOKEN_CLOSE_BRACKET, exp->pos);
	parser_over(parser, exp, base);
	for (part = exp->list; part; part = part->next)
		parser_over(parser, exp, part);
	return exp;
}

static struct exp *parse_call(struct parser *parser, struct exp *callee)
{
	struct exp *exp = parser_exp(parser, EXP_CALL, callee->pos);
	const struct exp *arg;

	exp->first = callee;
	exp->list = parse_args(parser, &exp->nr);
	parser_over(parser, exp, callee);
	for (arg = exp->list; arg; arg = arg->next)
		parser_over(parser, exp, arg);
	return exp;
}

struct exp *parse_args(struct parser *parser, __u32 *nr)
{
	bool filter_ends = open_brackets(parser);
	__u32 open = parser->token.pos;
	struct exp *list = NULL;

	*nr = 0;
	parser_expect(parser, TOKEN_OPEN_PAREN);
	if (parser->token.kind != TOKEN_CLOSE_PAREN)
		list = parse_explist(parser, nr);
	parser->filter_ends = filter_ends;
	parser_close(parser, TOKEN_CLOSE_PAREN, open);
	return list;
}

/* t[[1]], f"text" */
static void string_behind(struct parser *parser)
{
	const char *text = parser->lexer.source->text + parser->token.pos;

	if (text[0] != '[')
		parser_unexpected(parser);
	else if (parser_error(parser, "unexpected token"))
		diag_hint(parser->lexer.diag,
			  "`[[` begins a long string; write `t[ [[key]] ]`, or `t[ {1} ]`");
}

struct exp *parse_suffixed(struct parser *parser)
{
	struct exp *exp = parse_primary(parser);

	for (;;) {
		switch (parser->token.kind) {
		case TOKEN_DOT:
		case TOKEN_ARROW:
			exp = parse_member(parser, exp);
			break;
		case TOKEN_OPEN_BRACKET:
			if (parser->token.starts_line)
				return exp;
			exp = parse_index(parser, exp);
			break;
		case TOKEN_OPEN_PAREN:
			if (parser->token.starts_line)
				return exp;
			exp = parse_call(parser, exp);
			break;
		case TOKEN_STRING:
			string_behind(parser);
			return exp;
		default:
			return exp;
		}
	}
}

static struct exp *parse_operand(struct parser *parser)
{
	switch (parser->token.kind) {
	case TOKEN_NUMBER:
		return parse_single(parser, EXP_INT);
	case TOKEN_STRING:
		return parse_single(parser, EXP_STRING);
	case TOKEN_NIL:
		return parse_single(parser, EXP_NIL);
	case TOKEN_TRUE:
		return parse_single(parser, EXP_TRUE);
	case TOKEN_FALSE:
		return parse_single(parser, EXP_FALSE);
	case TOKEN_DOTS:
		return parse_single(parser, EXP_VARARG);
	case TOKEN_OPEN_BRACE:
		return parse_table(parser);
	case TOKEN_FUNCTION:
		return parse_function(parser);
	default:
		return parse_suffixed(parser);
	}
}

static struct exp *parse_unary(struct parser *parser)
{
	struct exp *exp;
	enum exp_op op;

	if (parser->token.kind == TOKEN_NOT)
		op = OP_NOT;
	else if (parser->token.kind == TOKEN_MINUS)
		op = OP_NEG;
	else if (parser->token.kind == TOKEN_TILDE)
		op = OP_BNOT;
	else
		return parse_operand(parser);
	exp = parser_exp(parser, EXP_UNARY, parser->token.pos);
	exp->op = op;
	parser_enter(parser);
	parser_advance(parser);
	exp->first = parse_unary(parser);
	parser_leave(parser);
	parser_over(parser, exp, exp->first);
	return exp;
}

/* Does the token end the filter, rather than divide? */
static bool ends_filter(struct parser *parser)
{
	return parser->token.kind == TOKEN_SLASH && parser->filter_ends &&
	       parser_peek(parser) == TOKEN_OPEN_BRACE;
}

static struct exp *parse_binary(struct parser *parser, enum level level);

/* a .. b .. c */
static struct exp *parse_concat(struct parser *parser, struct exp *left)
{
	struct exp *exp = parser_exp(parser, EXP_CONCAT, parser->token.pos);
	struct exp **end = &left->next;

	exp->list = left;
	exp->nr = 1;
	parser_over(parser, exp, left);
	while (parser_accept(parser, TOKEN_CONCAT)) {
		*end = parse_binary(parser, LEVEL_CONCAT + 1);
		parser_over(parser, exp, *end);
		end = &(*end)->next;
		exp->nr++;
	}
	return exp;
}

static bool takes_glob(const struct parser *parser, const struct exp *left)
{
	return parser->ftrace_filter && left->kind == EXP_NAME &&
	       intern_equals(left->name, "ip") && !parser->has_ahead &&
	       (parser->token.kind == TOKEN_EQ ||
		parser->token.kind == TOKEN_NE);
}

/* ip == mutex* */
static struct exp *parse_glob(struct parser *parser)
{
	parser->last = parser->token;
	lexer_next_glob(&parser->lexer, &parser->token);
	if (parser->token.kind == TOKEN_FGLOB)
		return parse_single(parser, EXP_FGLOB);
	return parse_binary(parser, LEVEL_COMPARE + 1);
}

static struct exp *parse_operator(struct parser *parser, struct exp *left)
{
	const struct binary *binary = &binaries[parser->token.kind];
	enum exp_kind kind = EXP_BINARY;
	struct exp *exp;

	if (binary->level == LEVEL_LOGICAL_OR)
		kind = EXP_OR;
	else if (binary->level == LEVEL_LOGICAL_AND)
		kind = EXP_AND;
	exp = parser_exp(parser, kind, parser->token.pos);
	exp->op = binary->op;
	exp->first = left;
	if (takes_glob(parser, left)) {
		exp->second = parse_glob(parser);
	} else {
		parser_advance(parser);
		exp->second = parse_binary(parser, binary->level + 1);
	}
	parser_over(parser, exp, left);
	parser_over(parser, exp, exp->second);
	if (binary->level == LEVEL_COMPARE &&
	    binaries[parser->token.kind].level == LEVEL_COMPARE &&
	    parser_error(parser, "comparisons do not chain"))
		diag_hint(parser->lexer.diag,
			  "`a < b && b < c`; parentheses compare a result");
	return exp;
}

static struct exp *parse_binary(struct parser *parser, enum level level)
{
	struct exp *exp = parse_unary(parser);

	for (;;) {
		enum level found = binaries[parser->token.kind].level;

		if (found == LEVEL_NONE || found < level ||
		    ends_filter(parser))
			return exp;
		if (found == LEVEL_CONCAT)
			exp = parse_concat(parser, exp);
		else
			exp = parse_operator(parser, exp);
	}
}

static struct exp *parse_choice(struct parser *parser, struct exp *condition)
{
	struct exp *exp = parser_exp(parser, EXP_CHOICE, parser->token.pos);

	parser_advance(parser);
	exp->first = condition;
	exp->second = parse_exp(parser);
	parser_expect(parser, TOKEN_COLON);
	exp->third = parse_exp(parser);
	parser_over(parser, exp, exp->first);
	parser_over(parser, exp, exp->second);
	parser_over(parser, exp, exp->third);
	return exp;
}

struct exp *parse_exp(struct parser *parser)
{
	struct exp *exp;

	parser_enter(parser);
	exp = parse_binary(parser, LEVEL_LOGICAL_OR);
	if (parser->token.kind == TOKEN_QUESTION)
		exp = parse_choice(parser, exp);
	parser_leave(parser);
	return exp;
}

struct exp *parse_explist(struct parser *parser, __u32 *nr)
{
	struct exp *first = parse_exp(parser), *last = first;

	*nr = 1;
	while (parser_accept(parser, TOKEN_COMMA)) {
		last->next = parse_exp(parser);
		last = last->next;
		(*nr)++;
	}
	return first;
}
