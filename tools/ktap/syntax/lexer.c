// SPDX-License-Identifier: GPL-2.0
/*
 * ktap - text to tokens
 */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <linux/kernel.h>

#include "base/diag.h"
#include "base/intern.h"
#include "base/source.h"
#include "syntax/lexer.h"
#include "syntax/number.h"
#include "syntax/quoted.h"
#include "syntax/timer.h"

struct spelling {
	enum token_kind kind;
	const char *text;
};

#define SPELLING(name, text) { TOKEN_##name, text },

static const struct spelling words[] = { TOKEN_WORDS(SPELLING) };
static const struct spelling signs[] = { TOKEN_SIGNS(SPELLING) };

#define MAX_NAME	255

bool lexer_is_blank(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

bool lexer_is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

bool lexer_is_word(char c)
{
	return is_letter(c) || lexer_is_digit(c);
}

/* The character at a position, 0 behind the end. */
static char at(const struct lexer *lexer, __u32 pos)
{
	return pos < lexer->source->len ? lexer->source->text[pos] : 0;
}

bool lexer_error(struct lexer *lexer, __u32 pos, __u32 near,
		 const char *format, ...)
{
	struct diag_quoted quoted;
	char text[160];
	va_list args;

	if (lexer->failed)
		return false;
	lexer->failed = true;
	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	if (pos >= lexer->source->len) {
		diag_error(lexer->diag, pos, "%s near <eof>", text);
		return true;
	}
	if (near > lexer->source->len - pos)
		near = lexer->source->len - pos;
	diag_quote(&quoted, lexer->source->text + pos, near);
	diag_error(lexer->diag, pos, "%s near '%s'", text, quoted.text);
	return true;
}

static void skip_line(struct lexer *lexer)
{
	while (lexer->pos < lexer->source->len && at(lexer, lexer->pos) != '\n')
		lexer->pos++;
}

void lexer_init(struct lexer *lexer, const struct source *source,
		struct intern *intern, struct diag *diag)
{
	memset(lexer, 0, sizeof(*lexer));
	lexer->source = source;
	lexer->intern = intern;
	lexer->diag = diag;
	lexer->scratch = arena_alloc(intern->arena, QUOTED_BYTES);
	if (source->len >= 3 && !memcmp(source->text, "\xef\xbb\xbf", 3))
		lexer->pos = 3;
	if (at(lexer, lexer->pos) == '#' && at(lexer, lexer->pos + 1) == '!')
		skip_line(lexer);
}

/* Blanks and comments; true if there was a newline among them. */
static bool skip_blanks(struct lexer *lexer)
{
	bool newline = false;

	for (;;) {
		char c = at(lexer, lexer->pos);

		if (c == '#') {
			skip_line(lexer);
		} else if (lexer_is_blank(c)) {
			newline |= c == '\n';
			lexer->pos++;
		} else {
			return newline;
		}
	}
}

static struct intern_text *intern_part(struct lexer *lexer, __u32 pos,
				       __u32 end)
{
	return intern_text(lexer->intern, lexer->source->text + pos, end - pos);
}

/* Behind the letters, digits and "_" from a position. */
static __u32 word_end(const struct lexer *lexer, __u32 pos)
{
	while (lexer_is_word(at(lexer, pos)))
		pos++;
	return pos;
}

/* tick-10ms, profile-$1hz; the position is that of the "-". */
static void read_timer(struct lexer *lexer, struct token *token)
{
	__u32 number = lexer->pos + 1, unit = number, end;

	if (at(lexer, unit) == '$' && lexer_is_digit(at(lexer, unit + 1)))
		unit += 2;
	else
		while (lexer_is_digit(at(lexer, unit)))
			unit++;
	end = word_end(lexer, unit);
	if (unit == number ||
	    !timer_is_unit(lexer->source->text + unit, end - unit)) {
		if (lexer_error(lexer, token->pos, end - token->pos,
				"malformed timer"))
			diag_hint(lexer->diag,
				  "`tick-N` or `profile-N` and a unit, without blanks: ns us usec ms msec s sec m h hz");
		return;
	}
	token->kind = TOKEN_TIMER;
	token->text = intern_part(lexer, token->pos, end);
	lexer->pos = end;
}

static void read_word(struct lexer *lexer, struct token *token)
{
	__u32 end = word_end(lexer, lexer->pos);
	size_t i;

	if (end - lexer->pos > MAX_NAME) {
		lexer_error(lexer, lexer->pos, end - lexer->pos,
			    "a name has at most %d characters", MAX_NAME);
		return;
	}
	token->kind = TOKEN_NAME;
	token->text = intern_part(lexer, lexer->pos, end);
	lexer->pos = end;
	for (i = 0; i < ARRAY_SIZE(words); i++) {
		if (intern_equals(token->text, words[i].text))
			token->kind = words[i].kind;
	}
	if ((token->kind == TOKEN_TICK || token->kind == TOKEN_PROFILE) &&
	    at(lexer, end) == '-' && lexer->last != TOKEN_DOT &&
	    lexer->last != TOKEN_ARROW)
		read_timer(lexer, token);
}

static void number_error(struct lexer *lexer, const struct token *token,
			 __u32 end, const char *why)
{
	const char *text = lexer->source->text + token->pos;
	__u32 zeroes = 0, octal = 0, len = end - token->pos;

	if (!lexer_error(lexer, token->pos, len, "%s", why))
		return;
	while (zeroes < len && text[zeroes] == '0')
		zeroes++;
	while (octal < len && text[octal] >= '0' && text[octal] <= '7')
		octal++;
	if (zeroes && zeroes < len && octal == len)
		diag_hint(lexer->diag,
			  "octal numbers begin with 0o: `0o%.*s`",
			  (int)(len - zeroes), text + zeroes);
	else if (text[0] != '0')
		diag_hint(lexer->diag,
			  "units are ns us ms s m h, as in `10ms`");
}

static void read_number(struct lexer *lexer, struct token *token)
{
	const char *text = lexer->source->text + token->pos;
	__u32 end = token->pos;
	bool prefixed, saturated;
	const char *why;

	prefixed = text[0] == '0' && is_letter(at(lexer, end + 1)) &&
		   strchr("xXoObB", at(lexer, end + 1));
	end = word_end(lexer, end);
	if (!prefixed && (at(lexer, end - 1) | 0x20) == 'e' &&
	    at(lexer, end) == '+' && lexer_is_digit(at(lexer, end + 1)))
		end = word_end(lexer, end + 1);
	if (at(lexer, end) == '.' && (lexer_is_digit(at(lexer, end + 1)) ||
				      is_letter(at(lexer, end + 1)))) {
		if (lexer_error(lexer, token->pos,
				word_end(lexer, end + 1) - token->pos,
				"numbers have no fraction"))
			diag_hint(lexer->diag,
				  "fixed point: count in thousandths and print with `%%d.%%03d`");
		return;
	}
	why = number_parse(text, end - token->pos, &token->value, &saturated);
	if (why) {
		number_error(lexer, token, end, why);
		return;
	}
	if (saturated)
		diag_remark(lexer->diag, token->pos,
			    "this number does not fit 64 bits and is -1");
	token->kind = TOKEN_NUMBER;
	lexer->pos = end;
}

static void read_string(struct lexer *lexer, struct token *token, bool is_long)
{
	const char *text = lexer->source->text;
	struct quoted quoted = {
		.next = text + token->pos,
		.end = text + lexer->source->len,
		.bytes = lexer->scratch,
	};
	const char *why;

	why = is_long ? quoted_parse_long(&quoted) : quoted_parse(&quoted);
	if (why) {
		const char *stop = quoted.next + 2;

		/* An escape is named alone, a string by its first line. */
		if (quoted.next == text + token->pos)
			while (stop < quoted.end && *stop != '\n')
				stop++;
		lexer_error(lexer, quoted.next - text, stop - quoted.next,
			    "%s", why);
		return;
	}
	token->kind = TOKEN_STRING;
	token->text = intern_text(lexer->intern, quoted.bytes, quoted.len);
	lexer->pos = quoted.next - text;
}

/* `[module:]symbol` */
static void read_ksym(struct lexer *lexer, struct token *token)
{
	__u32 end = token->pos + 1;

	while (lexer_is_word(at(lexer, end)) ||
	       (at(lexer, end) && strchr(".$:", at(lexer, end))))
		end++;
	if (at(lexer, end) != '`' || end == token->pos + 1) {
		lexer_error(lexer, token->pos, end - token->pos,
			    "malformed kernel symbol");
		return;
	}
	token->kind = TOKEN_KSYM;
	token->text = intern_part(lexer, token->pos + 1, end);
	lexer->pos = end + 1;
}

static void character_error(struct lexer *lexer, __u32 pos)
{
	unsigned char c = at(lexer, pos);
	__u32 len = 1;

	while (c >= 0xc0 && ((unsigned char)at(lexer, pos + len) & 0xc0) == 0x80)
		len++;
	if (!lexer_error(lexer, pos, len, "unexpected character"))
		return;
	if (c == '@')
		diag_hint(lexer->diag,
			  "a variable is a name without a sign: `n[execname] += 1`");
	else if (c == '$')
		diag_hint(lexer->diag,
			  "`$1` stands in the text of events only; elsewhere the script's arguments are `arg[1]`, `arg[2]` …");
}

static void read_sign(struct lexer *lexer, struct token *token)
{
	const char *text = lexer->source->text + token->pos;
	__u32 left = lexer->source->len - token->pos;
	size_t i;

	if (text[0] == '/' && left > 1 && (text[1] == '/' || text[1] == '*')) {
		if (lexer_error(lexer, token->pos, 2, "unexpected characters"))
			diag_hint(lexer->diag, "comments begin with `#`");
		return;
	}
	for (i = 0; i < ARRAY_SIZE(signs); i++) {
		__u32 len = strlen(signs[i].text);

		if (len <= left && !memcmp(text, signs[i].text, len)) {
			token->kind = signs[i].kind;
			lexer->pos = token->pos + len;
			return;
		}
	}
	character_error(lexer, token->pos);
}

static void read_token(struct lexer *lexer, struct token *token)
{
	const char *text = lexer->source->text;
	char c = at(lexer, token->pos);

	if (is_letter(c))
		read_word(lexer, token);
	else if (lexer_is_digit(c))
		read_number(lexer, token);
	else if (c == '"' || c == '\'')
		read_string(lexer, token, false);
	else if (c == '[' && quoted_long_level(text + token->pos,
					       text + lexer->source->len) >= 0)
		read_string(lexer, token, true);
	else if (c == '`')
		read_ksym(lexer, token);
	else
		read_sign(lexer, token);
}

void lexer_next(struct lexer *lexer, struct token *token)
{
	memset(token, 0, sizeof(*token));
	token->starts_line = skip_blanks(lexer);
	token->pos = lexer->pos;
	if (!lexer->failed && lexer->pos < lexer->source->len)
		read_token(lexer, token);
	if (lexer->failed) {
		token->kind = TOKEN_EOF;
		lexer->pos = lexer->source->len;
	}
	token->end = lexer->pos;
	lexer->last = token->kind;
}

static bool is_glob(char c, bool first)
{
	if (is_letter(c) || c == '*' || c == '?' || c == '[')
		return true;
	return !first && c && (lexer_is_digit(c) || strchr(".]!-", c));
}

void lexer_next_glob(struct lexer *lexer, struct token *token)
{
	__u32 end;

	skip_blanks(lexer);
	if (lexer->failed || !is_glob(at(lexer, lexer->pos), true)) {
		lexer_next(lexer, token);
		return;
	}
	end = lexer->pos;
	while (is_glob(at(lexer, end), false))
		end++;
	memset(token, 0, sizeof(*token));
	token->kind = TOKEN_FGLOB;
	token->pos = lexer->pos;
	token->end = end;
	token->text = intern_part(lexer, token->pos, end);
	lexer->pos = end;
	lexer->last = TOKEN_FGLOB;
}
