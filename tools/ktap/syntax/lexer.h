/* SPDX-License-Identifier: GPL-2.0 */
/*
 * ktap - text to tokens
 */
#ifndef _KTAP_SYNTAX_LEXER_H
#define _KTAP_SYNTAX_LEXER_H

#include <stdbool.h>

#include <linux/compiler.h>
#include <linux/types.h>

#include "syntax/token.h"

struct diag;
struct intern;
struct source;

/**
 * struct lexer - a place in a source
 */
struct lexer {
	const struct source *source;
	struct intern *intern;
	struct diag *diag;
	__u32 pos;		/* where the next token is looked for */
	enum token_kind last;	/* kind of the token before it */
	bool failed;		/* an error was reported: only EOF follows */
	char *scratch;		/* as long as the source; for strings */
};

/**
 * lexer_init - begin at the beginning
 * @lexer: to be filled
 * @source: text without NUL
 * @intern: where texts of tokens live
 * @diag: where to complain
 *
 * A byte-order mark and a first line that begins with "#!" are skipped.
 */
void lexer_init(struct lexer *lexer, const struct source *source,
		struct intern *intern, struct diag *diag);

/**
 * lexer_next - read a token
 * @lexer: where
 * @token: the token; EOF after an error, too
 */
void lexer_next(struct lexer *lexer, struct token *token);

/**
 * lexer_next_glob - read a glob as it stands in filters of ftrace: events
 * @lexer: where
 * @token: a FGLOB; what lexer_next() gives where none begins
 */
void lexer_next_glob(struct lexer *lexer, struct token *token);

/**
 * lexer_error - complain once, and end the token stream
 * @lexer: where
 * @pos: position
 * @near: bytes that are named in the message, from @pos
 * @format: as printf()
 *
 * Return: true if this was the first complaint.
 */
__printf(4, 5)
bool lexer_error(struct lexer *lexer, __u32 pos, __u32 near,
		 const char *format, ...);

/**
 * lexer_is_blank - is it a character that may stand between tokens?
 */
bool lexer_is_blank(char c);

/**
 * lexer_is_word - may it be part of a name?
 */
bool lexer_is_word(char c);

/**
 * lexer_is_digit - is it a decimal digit?
 */
bool lexer_is_digit(char c);

#endif /* _KTAP_SYNTAX_LEXER_H */
