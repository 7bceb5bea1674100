/* SPDX-License-Identifier: GPL-2.0 */
/*
 * ktap - the tokens of the language
 */
#ifndef _KTAP_SYNTAX_TOKEN_H
#define _KTAP_SYNTAX_TOKEN_H

#include <stdbool.h>

#include <linux/types.h>

struct intern_text;

/* Reserved words.  Columns: name of the token, text. */
#define TOKEN_WORDS(X)							\
	X(VAR,		"var")						\
	X(FUNCTION,	"function")					\
	X(RETURN,	"return")					\
	X(IF,		"if")						\
	X(ELSE,		"else")						\
	X(ELSEIF,	"elseif")					\
	X(FOR,		"for")						\
	X(IN,		"in")						\
	X(WHILE,	"while")					\
	X(REPEAT,	"repeat")					\
	X(UNTIL,	"until")					\
	X(BREAK,	"break")					\
	X(CONTINUE,	"continue")					\
	X(TRUE,		"true")						\
	X(FALSE,	"false")					\
	X(NIL,		"nil")						\
	X(TRACE,	"trace")					\
	X(TRACE_END,	"trace_end")					\
	X(TICK,		"tick")						\
	X(PROFILE,	"profile")

/* Signs; where one begins another the longer one comes first. */
#define TOKEN_SIGNS(X)							\
	X(DOTS,		"...")						\
	X(SET_CONCAT,	"..=")						\
	X(CONCAT,	"..")						\
	X(DOT,		".")						\
	X(ARROW,	"->")						\
	X(DECREMENT,	"--")						\
	X(SET_SUB,	"-=")						\
	X(MINUS,	"-")						\
	X(INCREMENT,	"++")						\
	X(SET_ADD,	"+=")						\
	X(PLUS,		"+")						\
	X(SET_MUL,	"*=")						\
	X(STAR,		"*")						\
	X(SET_DIV,	"/=")						\
	X(SLASH,	"/")						\
	X(SET_MOD,	"%=")						\
	X(PERCENT,	"%")						\
	X(SAMPLE,	"<<<")						\
	X(SET_SHL,	"<<=")						\
	X(SHL,		"<<")						\
	X(LE,		"<=")						\
	X(LT,		"<")						\
	X(SET_SHR,	">>=")						\
	X(SHR,		">>")						\
	X(GE,		">=")						\
	X(GT,		">")						\
	X(EQ,		"==")						\
	X(ASSIGN,	"=")						\
	X(NE,		"!=")						\
	X(NOT,		"!")						\
	X(LOGICAL_AND,	"&&")						\
	X(SET_AND,	"&=")						\
	X(AND,		"&")						\
	X(LOGICAL_OR,	"||")						\
	X(SET_OR,	"|=")						\
	X(OR,		"|")						\
	X(SET_XOR,	"^=")						\
	X(XOR,		"^")						\
	X(TILDE,	"~")						\
	X(QUESTION,	"?")						\
	X(COLON,	":")						\
	X(SEMICOLON,	";")						\
	X(COMMA,	",")						\
	X(OPEN_PAREN,	"(")						\
	X(CLOSE_PAREN,	")")						\
	X(OPEN_BRACE,	"{")						\
	X(CLOSE_BRACE,	"}")						\
	X(OPEN_BRACKET,	"[")						\
	X(CLOSE_BRACKET, "]")

enum token_kind {
	TOKEN_EOF,
	TOKEN_NAME,
	TOKEN_NUMBER,
	TOKEN_STRING,
	TOKEN_KSYM,
	TOKEN_TIMER,
	TOKEN_FGLOB,
#define TOKEN_ENUM(name, text) TOKEN_##name,
	TOKEN_WORDS(TOKEN_ENUM)
	TOKEN_SIGNS(TOKEN_ENUM)
#undef TOKEN_ENUM
	TOKEN_NR_KINDS
};

/**
 * struct token - a token and where it stands
 */
struct token {
	enum token_kind kind;
	bool starts_line;	/* a newline stands between it and the last */
	__u32 pos;
	__u32 end;		/* position behind it */
	struct intern_text *text;	/* of words, strings, KSYM, TIMER, FGLOB */
	__s64 value;		/* of NUMBER */
};

#endif /* _KTAP_SYNTAX_TOKEN_H */
