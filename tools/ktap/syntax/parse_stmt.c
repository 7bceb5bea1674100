// SPDX-License-Identifier: GPL-2.0
/*
 * ktap - parsing statements
 */
#include <string.h>

#include "base/diag.h"
#include "base/intern.h"
#include "syntax/foreign.h"
#include "syntax/parse_event.h"
#include "syntax/parse_expr.h"
#include "syntax/parse_stmt.h"
#include "syntax/parser.h"

#define NO_OP	255

static enum exp_op assign_op(enum token_kind kind)
{
	switch (kind) {
	case TOKEN_SET_ADD:
		return OP_ADD;
	case TOKEN_SET_SUB:
		return OP_SUB;
	case TOKEN_SET_MUL:
		return OP_MUL;
	case TOKEN_SET_DIV:
		return OP_DIV;
	case TOKEN_SET_MOD:
		return OP_MOD;
	case TOKEN_SET_AND:
		return OP_AND;
	case TOKEN_SET_OR:
		return OP_OR;
	case TOKEN_SET_XOR:
		return OP_XOR;
	case TOKEN_SET_SHL:
		return OP_SHL;
	case TOKEN_SET_SHR:
		return OP_SHR;
	case TOKEN_SET_CONCAT:
		return OP_CONCAT;
	case TOKEN_SAMPLE:
		return OP_SAMPLE;
	default:
		return NO_OP;
	}
}

/* A statement that is being looked at. */
struct start {
	struct token first;	/* its first token */
	struct token before;	/* the one before that */
};

/* How one would have to write what looks like a statement and is none. */
static const char *statement_hint(const struct parser *parser,
				  const struct exp *exp,
				  const struct start *start)
{
	const struct token *token = &parser->token;
	const char *hint = NULL;

	if (exp->kind == EXP_NAME)
		hint = foreign_word(exp->name);
	if (!hint && start->before.kind == TOKEN_NAME)
		hint = foreign_word(start->before.text);
	if (hint)
		return hint;
	switch (token->kind) {
	case TOKEN_OPEN_PAREN:
		return "the `(` of a call stands on the line on which the function ends";
	case TOKEN_OPEN_BRACKET:
		return "the `[` of an index stands on the line on which the table ends";
	case TOKEN_INCREMENT:
	case TOKEN_DECREMENT:
		return "`++` and `--` stand on the line of their variable";
	case TOKEN_OPEN_BRACE:
	case TOKEN_STRING:
		return "the arguments of a call stand in parentheses: `f({1})`";
	case TOKEN_COLON:
		return "there are no methods: write `o.m(o)`";
	default:
		return NULL;
	}
}

static void no_statement(struct parser *parser, const struct exp *exp,
			 const struct start *start)
{
	const char *hint = statement_hint(parser, exp, start);
	const struct token *first = &start->first;

	if (!lexer_error(&parser->lexer, first->pos, first->end - first->pos,
			 "neither a call nor an assignment"))
		return;
	if (hint)
		diag_hint(parser->lexer.diag, "%s", hint);
	parser->token.kind = TOKEN_EOF;
	parser->has_ahead = false;
}

static void check_target(struct parser *parser, const struct exp *exp)
{
	if (exp->kind == EXP_NAME || exp->kind == EXP_INDEX)
		return;
	if (parser_error(parser, "nothing can be assigned to this"))
		diag_hint(parser->lexer.diag,
			  "what changes is a variable, an element `t[k]` or a field `t.k`");
}

static struct stmt *parse_assign(struct parser *parser, struct stmt *stmt)
{
	struct exp *last = stmt->targets;

	stmt->kind = STMT_ASSIGN;
	stmt->nr_targets = 1;
	check_target(parser, last);
	while (parser_accept(parser, TOKEN_COMMA)) {
		last->next = parse_suffixed(parser);
		last = last->next;
		check_target(parser, last);
		stmt->nr_targets++;
	}
	if (assign_op(parser->token.kind) != NO_OP) {
		if (parser_error(parser, "'=' expected"))
			diag_hint(parser->lexer.diag,
				  "only one variable can be updated at a time");
		return stmt;
	}
	parser_expect(parser, TOKEN_ASSIGN);
	stmt->values = parse_explist(parser, &stmt->nr_values);
	return stmt;
}

static struct stmt *parse_update(struct parser *parser, struct stmt *stmt)
{
	check_target(parser, stmt->targets);
	stmt->kind = STMT_UPDATE;
	stmt->nr_targets = 1;
	stmt->nr_values = 1;
	stmt->pos = parser->token.pos;
	if (parser->token.kind == TOKEN_INCREMENT ||
	    parser->token.kind == TOKEN_DECREMENT) {
		stmt->op = parser->token.kind == TOKEN_INCREMENT ? OP_ADD : OP_SUB;
		stmt->values = parser_exp(parser, EXP_INT, parser->token.pos);
		stmt->values->value = 1;
		parser_advance(parser);
	} else {
		stmt->op = assign_op(parser->token.kind);
		parser_advance(parser);
		stmt->values = parse_exp(parser);
	}
	return stmt;
}

/* A call or an assignment. */
static struct stmt *parse_simple(struct parser *parser)
{
	struct stmt *stmt = parser_stmt(parser, STMT_CALL);
	struct start start = { parser->token, parser->last };
	struct exp *exp;

	exp = parse_suffixed(parser);
	stmt->targets = exp;
	switch (parser->token.kind) {
	case TOKEN_ASSIGN:
	case TOKEN_COMMA:
		return parse_assign(parser, stmt);
	case TOKEN_INCREMENT:
	case TOKEN_DECREMENT:
		if (!parser->token.starts_line)
			return parse_update(parser, stmt);
		break;
	default:
		if (assign_op(parser->token.kind) != NO_OP)
			return parse_update(parser, stmt);
		break;
	}
	if (exp->kind != EXP_CALL)
		no_statement(parser, exp, &start);
	stmt->targets = NULL;
	stmt->values = exp;
	stmt->nr_values = 1;
	return stmt;
}

static struct decl *parse_decl(struct parser *parser, const char *what)
{
	struct decl *decl = arena_alloc(parser->arena, sizeof(*decl));

	decl->pos = parser->token.pos;
	decl->name = parser_expect_name(parser, what);
	return decl;
}

static struct decl *parse_decls(struct parser *parser, __u32 *nr)
{
	struct decl *first = parse_decl(parser, "name of a variable");
	struct decl *last = first;

	*nr = 1;
	while (parser_accept(parser, TOKEN_COMMA)) {
		last->next = parse_decl(parser, "name of a variable");
		last = last->next;
		(*nr)++;
	}
	return first;
}

/* Statements up to a token that begins none. */
static struct stmt *parse_stmts(struct parser *parser, enum token_kind end);

static struct stmt *parse_block(struct parser *parser)
{
	__u32 open = parser->token.pos;
	struct stmt *body = NULL;
	struct diag *diag = parser->lexer.diag;

	if (parser->token.kind != TOKEN_OPEN_BRACE) {
		bool hinted = parser->token.kind == TOKEN_NAME &&
			      foreign_word(parser->token.text);

		if (parser_error(parser, "'{' expected") && !hinted)
			diag_hint(diag, "bodies stand in braces: `{ … }`");
		return NULL;
	}
	if (parser_enter(parser)) {
		parser_advance(parser);
		body = parse_stmts(parser, TOKEN_CLOSE_BRACE);
	}
	parser_leave(parser);
	parser_close(parser, TOKEN_CLOSE_BRACE, open);
	return body;
}

static void parse_params(struct parser *parser, struct func_def *func)
{
	struct decl **end = &func->params;
	__u32 open = parser->token.pos;

	if (parser->token.kind == TOKEN_DOT || parser->token.kind == TOKEN_ARROW) {
		if (parser_error(parser, "'(' expected"))
			diag_hint(parser->lexer.diag,
				  "a function in a table is assigned: `t.f = function (…) { … }`");
		return;
	}
	parser_expect(parser, TOKEN_OPEN_PAREN);
	if (parser->token.kind != TOKEN_CLOSE_PAREN) {
		do {
			if (parser_accept(parser, TOKEN_DOTS)) {
				func->is_vararg = true;
				break;
			}
			*end = parse_decl(parser, "name of a parameter");
			end = &(*end)->next;
			func->nr_params++;
		} while (parser_accept(parser, TOKEN_COMMA));
	}
	parser_close(parser, TOKEN_CLOSE_PAREN, open);
}

struct func_def *parse_func_body(struct parser *parser, __u32 pos,
				 struct intern_text *name)
{
	struct func_def *func = ast_func(parser->arena, parser->ast,
					 FUNC_SCRIPT, pos);
	__u16 deepest = parser->deepest;
	bool ftrace_filter = parser->ftrace_filter;

	parser->deepest = 1;
	parser->ftrace_filter = false;
	func->name = name;
	parse_params(parser, func);
	func->body = parse_block(parser);
	func->depth = parser->deepest;
	parser->ftrace_filter = ftrace_filter;
	if (parser->deepest < deepest)
		parser->deepest = deepest;
	return func;
}

static struct stmt *parse_function(struct parser *parser)
{
	struct stmt *stmt = parser_stmt(parser, STMT_FUNCTION);
	__u32 pos = parser->token.pos;

	parser_advance(parser);
	stmt->decls = parse_decl(parser, "name of the function");
	stmt->nr_targets = 1;
	stmt->func = parse_func_body(parser, pos, stmt->decls->name);
	return stmt;
}

static struct stmt *parse_var(struct parser *parser)
{
	struct stmt *stmt = parser_stmt(parser, STMT_VAR);

	parser_advance(parser);
	if (parser->token.kind == TOKEN_FUNCTION)
		return parse_function(parser);
	stmt->decls = parse_decls(parser, &stmt->nr_targets);
	if (parser_accept(parser, TOKEN_ASSIGN))
		stmt->values = parse_explist(parser, &stmt->nr_values);
	return stmt;
}

static struct exp *parse_condition(struct parser *parser)
{
	__u32 open = parser->token.pos;
	struct exp *exp;

	if (parser->token.kind != TOKEN_OPEN_PAREN) {
		if (parser_error(parser, "'(' expected"))
			diag_hint(parser->lexer.diag,
				  "conditions stand in parentheses: `if (c) { … }`");
		return parser_exp(parser, EXP_NIL, open);
	}
	parser_advance(parser);
	exp = parse_exp(parser);
	parser_close(parser, TOKEN_CLOSE_PAREN, open);
	return exp;
}

static struct arm *parse_arm(struct parser *parser, bool has_condition)
{
	struct arm *arm = arena_alloc(parser->arena, sizeof(*arm));

	if (has_condition)
		arm->condition = parse_condition(parser);
	arm->body = parse_block(parser);
	return arm;
}

static struct stmt *parse_if(struct parser *parser)
{
	struct stmt *stmt = parser_stmt(parser, STMT_IF);
	struct arm *last;

	parser_advance(parser);
	stmt->arms = parse_arm(parser, true);
	for (last = stmt->arms;; last = last->next) {
		if (parser_accept(parser, TOKEN_ELSEIF)) {
			last->next = parse_arm(parser, true);
		} else if (!parser_accept(parser, TOKEN_ELSE)) {
			return stmt;
		} else if (parser_accept(parser, TOKEN_IF)) {
			last->next = parse_arm(parser, true);
		} else {
			last->next = parse_arm(parser, false);
			return stmt;
		}
	}
}

static struct stmt *parse_while(struct parser *parser)
{
	struct stmt *stmt = parser_stmt(parser, STMT_WHILE);

	parser_advance(parser);
	stmt->values = parse_condition(parser);
	stmt->nr_values = 1;
	stmt->body = parse_block(parser);
	return stmt;
}

static struct stmt *parse_repeat(struct parser *parser)
{
	struct stmt *stmt = parser_stmt(parser, STMT_REPEAT);
	__u32 open = parser->token.pos;

	parser_advance(parser);
	if (parser_enter(parser))
		stmt->body = parse_stmts(parser, TOKEN_UNTIL);
	parser_leave(parser);
	/* The condition sees the variables of a body in braces, too. */
	if (stmt->body && stmt->body->kind == STMT_BLOCK && !stmt->body->next)
		stmt->body = stmt->body->body;
	if (parser->token.kind == TOKEN_UNTIL)
		parser_advance(parser);
	else
		parser_close(parser, TOKEN_UNTIL, open);
	stmt->values = parse_condition(parser);
	stmt->nr_values = 1;
	return stmt;
}

/* Behind "i = start;". */
static void parse_for_steps(struct parser *parser, struct stmt *stmt)
{
	stmt->kind = STMT_FOR_STEPS;
	stmt->loop = arena_alloc(parser->arena, sizeof(*stmt->loop));
	if (parser->token.kind != TOKEN_SEMICOLON)
		stmt->loop->condition = parse_exp(parser);
	parser_expect(parser, TOKEN_SEMICOLON);
	if (parser->token.kind != TOKEN_CLOSE_PAREN)
		stmt->loop->step = parse_simple(parser);
}

/* Behind the loop's variable and "=". */
static void parse_for_numbers(struct parser *parser, struct stmt *stmt)
{
	struct exp *start = parse_exp(parser);

	stmt->values = start;
	stmt->nr_values = 1;
	if (parser_accept(parser, TOKEN_SEMICOLON)) {
		parse_for_steps(parser, stmt);
		return;
	}
	parser_expect(parser, TOKEN_COMMA);
	start->next = parse_exp(parser);
	stmt->nr_values = 2;
	if (parser_accept(parser, TOKEN_COMMA)) {
		start->next->next = parse_exp(parser);
		stmt->nr_values = 3;
	}
}

/* Behind "in". */
static void parse_for_in(struct parser *parser, struct stmt *stmt)
{
	const struct intern_text *name = parser->token.text;
	bool is_walk = parser->token.kind == TOKEN_NAME &&
		       (intern_equals(name, "pairs") ||
			intern_equals(name, "sort_pairs"));

	stmt->kind = STMT_FOR_IN;
	if (!is_walk) {
		if (parser_error(parser, "'pairs' or 'sort_pairs' expected"))
			diag_hint(parser->lexer.diag,
				  "`for (k, v in pairs(t)) { … }`");
		return;
	}
	stmt->op = intern_equals(name, "sort_pairs");
	stmt->pos = parser->token.pos;
	parser_advance(parser);
	if (parser->token.starts_line)
		parser_error(parser, "'(' expected on the same line");
	stmt->values = parse_args(parser, &stmt->nr_values);
}

static struct stmt *parse_for(struct parser *parser)
{
	struct stmt *stmt = parser_stmt(parser, STMT_FOR_RANGE);
	__u32 open;

	parser_advance(parser);
	open = parser->token.pos;
	if (parser->token.kind != TOKEN_OPEN_PAREN) {
		if (parser_error(parser, "'(' expected"))
			diag_hint(parser->lexer.diag,
				  "`for (k, v in pairs(t)) { … }`, `for (i = 1, 10) { … }`");
		return stmt;
	}
	parser_advance(parser);
	parser_accept(parser, TOKEN_VAR);
	stmt->decls = parse_decls(parser, &stmt->nr_targets);
	if (stmt->nr_targets == 1 && parser_accept(parser, TOKEN_ASSIGN))
		parse_for_numbers(parser, stmt);
	else if (parser_accept(parser, TOKEN_IN))
		parse_for_in(parser, stmt);
	else
		parser_error(parser, stmt->nr_targets == 1 ?
			     "'=' or 'in' expected" : "'in' expected");
	parser_close(parser, TOKEN_CLOSE_PAREN, open);
	stmt->body = parse_block(parser);
	return stmt;
}

/* May an expression begin with the token? */
static bool begins_exp(enum token_kind kind)
{
	switch (kind) {
	case TOKEN_NAME:
	case TOKEN_NUMBER:
	case TOKEN_STRING:
	case TOKEN_KSYM:
	case TOKEN_NIL:
	case TOKEN_TRUE:
	case TOKEN_FALSE:
	case TOKEN_DOTS:
	case TOKEN_FUNCTION:
	case TOKEN_OPEN_PAREN:
	case TOKEN_OPEN_BRACE:
	case TOKEN_NOT:
	case TOKEN_MINUS:
	case TOKEN_TILDE:
		return true;
	default:
		return false;
	}
}

static struct stmt *parse_return(struct parser *parser)
{
	struct stmt *stmt = parser_stmt(parser, STMT_RETURN);

	parser_advance(parser);
	if (!parser->token.starts_line && begins_exp(parser->token.kind))
		stmt->values = parse_explist(parser, &stmt->nr_values);
	return stmt;
}

static struct stmt *parse_word(struct parser *parser, enum stmt_kind kind)
{
	struct stmt *stmt = parser_stmt(parser, kind);

	parser_advance(parser);
	return stmt;
}

static struct stmt *parse_braces(struct parser *parser)
{
	struct stmt *stmt = parser_stmt(parser, STMT_BLOCK);

	stmt->body = parse_block(parser);
	return stmt;
}

static struct stmt *parse_stmt(struct parser *parser)
{
	switch (parser->token.kind) {
	case TOKEN_OPEN_BRACE:
		return parse_braces(parser);
	case TOKEN_VAR:
		return parse_var(parser);
	case TOKEN_FUNCTION:
		return parse_function(parser);
	case TOKEN_IF:
		return parse_if(parser);
	case TOKEN_WHILE:
		return parse_while(parser);
	case TOKEN_REPEAT:
		return parse_repeat(parser);
	case TOKEN_FOR:
		return parse_for(parser);
	case TOKEN_BREAK:
		return parse_word(parser, STMT_BREAK);
	case TOKEN_CONTINUE:
		return parse_word(parser, STMT_CONTINUE);
	case TOKEN_RETURN:
		return parse_return(parser);
	case TOKEN_TRACE:
	case TOKEN_TRACE_END:
	case TOKEN_TIMER:
		if (parser_error(parser, "unexpected token"))
			diag_hint(parser->lexer.diag,
				  "handlers stand outside of blocks and functions");
		return parser_stmt(parser, STMT_BLOCK);
	default:
		return parse_simple(parser);
	}
}

static struct stmt *parse_stmts(struct parser *parser, enum token_kind end)
{
	struct stmt *first = NULL, **last = &first;

	while (parser->token.kind != end && parser->token.kind != TOKEN_EOF) {
		if (parser_accept(parser, TOKEN_SEMICOLON))
			continue;
		*last = parse_stmt(parser);
		last = &(*last)->next;
	}
	return first;
}

static bool is_ftrace(const struct func_def *func)
{
	const struct event *event;

	for (event = func->events; event; event = event->next) {
		if (!strncmp(event->text->text, "ftrace:", 7))
			return true;
	}
	return false;
}

/* Between "/" and "/"; the token is the first. */
static void parse_filter(struct parser *parser, struct func_def *func)
{
	parser_advance(parser);
	if (parser->token.kind == TOKEN_SLASH) {
		parser_error(parser, "condition of the filter expected");
		return;
	}
	parser->filter_ends = true;
	parser->ftrace_filter = is_ftrace(func);
	func->filter = parse_exp(parser);
	parser->ftrace_filter = false;
	parser->filter_ends = false;
	if (!parser_accept(parser, TOKEN_SLASH) &&
	    parser_error(parser, "'/' expected"))
		diag_hint(parser->lexer.diag,
			  "a filter stands between slashes: `/pid == 1/ {`");
}

static struct stmt *parse_handler(struct parser *parser)
{
	enum token_kind kind = parser->token.kind;
	bool is_tick = kind == TOKEN_TIMER &&
		       parser->token.text->text[0] == 't';
	struct stmt *stmt = parser_stmt(parser, kind == TOKEN_TRACE_END ?
					STMT_TRACE_END : STMT_TRACE);

	stmt->func = ast_func(parser->arena, parser->ast,
			      kind == TOKEN_TRACE_END ? FUNC_END :
			      kind == TOKEN_TRACE ? FUNC_EVENT :
			      is_tick ? FUNC_TICK : FUNC_PROFILE,
			      parser->token.pos);
	if (kind == TOKEN_TRACE)
		parse_events(parser, stmt->func);
	else if (kind == TOKEN_TIMER)
		parse_timer(parser, stmt->func);
	else
		parser_advance(parser);
	if (parser->token.kind == TOKEN_SLASH && kind != TOKEN_TRACE_END)
		parse_filter(parser, stmt->func);
	stmt->events = stmt->func->events;
	stmt->func->body = parse_block(parser);
	return stmt;
}

struct stmt *parse_chunk(struct parser *parser)
{
	struct stmt *first = NULL, **last = &first;

	while (parser->token.kind != TOKEN_EOF) {
		enum token_kind kind = parser->token.kind;

		if (parser_accept(parser, TOKEN_SEMICOLON))
			continue;
		if (kind == TOKEN_TRACE || kind == TOKEN_TRACE_END ||
		    kind == TOKEN_TIMER)
			*last = parse_handler(parser);
		else
			*last = parse_stmt(parser);
		last = &(*last)->next;
	}
	return first;
}
