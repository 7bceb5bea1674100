// SPDX-License-Identifier: GPL-2.0
/*
 * ktap - tests of the lexer: tokens, numbers, strings
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <linux/kernel.h>

#include "base/diag.h"
#include "base/intern.h"
#include "base/source.h"
#include "syntax/lexer.h"
#include "syntax/number.h"
#include "tests/tap.h"

struct lexed {
	struct arena arena;
	struct intern intern;
	struct source source;
	struct diag diag;
	struct lexer lexer;
	char *errors;
	size_t len;
};

static void open_text(struct lexed *l, const char *text)
{
	memset(l, 0, sizeof(*l));
	diag_init(&l->diag, open_memstream(&l->errors, &l->len), false);
	source_init(&l->source, &l->arena, "t.kp", text, strlen(text));
	l->diag.source = &l->source;
	intern_init(&l->intern, &l->arena);
	lexer_init(&l->lexer, &l->source, &l->intern, &l->diag);
}

static void close_text(struct lexed *l)
{
	diag_exit(&l->diag);
	fclose(l->diag.out);
	arena_free(&l->arena);
}

#define ROW(name, text) { TOKEN_##name, text },

static const struct {
	enum token_kind kind;
	const char *text;
} spellings[] = {
	TOKEN_WORDS(ROW)
	TOKEN_SIGNS(ROW)
	{ TOKEN_NAME, "name" },
	{ TOKEN_NAME, "_n1" },
	{ TOKEN_NAME, "traces" },
	{ TOKEN_NUMBER, "10" },
	{ TOKEN_STRING, "\"s\"" },
	{ TOKEN_STRING, "[[s]]" },
	{ TOKEN_KSYM, "`jiffies`" },
	{ TOKEN_KSYM, "`ext4:a.b`" },
	{ TOKEN_TIMER, "tick-10ms" },
	{ TOKEN_TIMER, "profile-$1hz" },
};

/* Each token alone, and two of it with a blank between them. */
static void test_kinds(void)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(spellings); i++) {
		const char *text = spellings[i].text;
		struct token first, second, end;
		struct lexed l;
		char both[64];

		snprintf(both, sizeof(both), "%s\n%s", text, text);
		open_text(&l, both);
		lexer_next(&l.lexer, &first);
		lexer_next(&l.lexer, &second);
		lexer_next(&l.lexer, &end);
		tap_ok(first.kind == spellings[i].kind && !first.pos &&
		       first.end == strlen(text) && !first.starts_line &&
		       second.kind == first.kind && second.starts_line &&
		       second.pos == first.end + 1 && end.kind == TOKEN_EOF,
		       text);
		close_text(&l);
		free(l.errors);
	}
}

static void test_longest(void)
{
	static const char text[] = "a<<<b<<=c..=d...e..f--g->h";
	static const enum token_kind kinds[] = {
		TOKEN_NAME, TOKEN_SAMPLE, TOKEN_NAME, TOKEN_SET_SHL, TOKEN_NAME,
		TOKEN_SET_CONCAT, TOKEN_NAME, TOKEN_DOTS, TOKEN_NAME,
		TOKEN_CONCAT, TOKEN_NAME, TOKEN_DECREMENT, TOKEN_NAME,
		TOKEN_ARROW, TOKEN_NAME, TOKEN_EOF,
	};
	struct token token;
	struct lexed l;
	bool ok = true;
	size_t i;

	open_text(&l, text);
	for (i = 0; i < ARRAY_SIZE(kinds); i++) {
		lexer_next(&l.lexer, &token);
		ok &= token.kind == kinds[i];
	}
	tap_ok(ok, "tokens are the longest match");
	close_text(&l);
	free(l.errors);
}

static void test_blanks(void)
{
	struct token token;
	struct lexed l;

	open_text(&l, " \t\r\v\f# comment \" {\n\n  x");
	lexer_next(&l.lexer, &token);
	tap_ok(token.kind == TOKEN_NAME && token.starts_line &&
	       source_line(&l.source, token.pos) == 3 &&
	       source_column(&l.source, token.pos) == 3,
	       "blanks and comments");
	close_text(&l);
	free(l.errors);
}

static void test_after_dot(void)
{
	struct token token;
	struct lexed l;
	int i;

	open_text(&l, "t.tick-1");
	for (i = 0; i < 3; i++)
		lexer_next(&l.lexer, &token);
	tap_is(token.kind, TOKEN_TICK, "behind a dot a timer is a word");
	close_text(&l);
	free(l.errors);
}

static const struct {
	const char *text;
	long long value;
} numbers[] = {
	{ "0", 0 }, { "1", 1 }, { "9223372036854775807", 0x7fffffffffffffff },
	{ "1_000_000", 1000000 }, { "0x0", 0 }, { "0XfF", 255 },
	{ "0xdead_beef", 0xdeadbeef }, { "0o777", 511 }, { "0O7", 7 },
	{ "0b1010", 10 }, { "0B1", 1 }, { "1e0", 1 }, { "1E6", 1000000 },
	{ "1e+3", 1000 }, { "2ns", 2 }, { "2us", 2000 }, { "2ms", 2000000 },
	{ "2s", 2000000000 }, { "2m", 120000000000 }, { "2h", 7200000000000 },
	{ "1e3us", 1000000 }, { "0s", 0 }, { "0e5", 0 }, { "9e18", 9000000000000000000 },
	{ "2562047h", 9223369200000000000 },
};

static const char *const bad_numbers[] = {
	"08", "017", "00", "0x", "0xg", "0o8", "0o", "0b2", "0b", "1_", "1__0",
	"10mins", "1e", "1e+", "1ex", "1mS", "0x1s", "1e-3", "10x", "1usec",
	"0x_1", "1_s", "2562048h", "1e19", "9223372036854775808ns", "1e99999999999",
	"0x10000000000000000", "0b11111111111111111111111111111111111111111111111111111111111111111",
	"0o7777777777777777777777",
};

static void test_numbers(void)
{
	bool saturated;
	__s64 value;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(numbers); i++) {
		const char *text = numbers[i].text;
		const char *why = number_parse(text, strlen(text), &value,
					       &saturated);

		tap_ok(!why && !saturated && value == numbers[i].value, text);
	}
	for (i = 0; i < ARRAY_SIZE(bad_numbers); i++) {
		const char *text = bad_numbers[i];

		tap_ok(number_parse(text, strlen(text), &value, &saturated),
		       text);
	}
	tap_ok(!number_parse("18446744073709551616", 20, &value, &saturated) &&
	       saturated && value == -1, "a decimal that does not fit");
	tap_ok(!number_parse("18446744073709551615", 20, &value, &saturated) &&
	       !saturated && value == -1, "the largest decimal");
}

static void test_arguments(void)
{
	__s64 value;

	tap_ok(number_parse_argument("-5", &value) && value == -5, "argument -5");
	tap_ok(number_parse_argument("0x1F", &value) && value == 31, "argument 0x1F");
	tap_ok(number_parse_argument("-0x1", &value) && value == -1, "argument -0x1");
	tap_ok(number_parse_argument("007", &value) && value == 7, "argument 007");
	tap_ok(number_parse_argument("-9223372036854775808", &value) &&
	       value == (-9223372036854775807LL - 1), "least argument");
	tap_ok(!number_parse_argument("9223372036854775808", &value), "argument that does not fit");
	tap_ok(!number_parse_argument("", &value), "empty argument");
	tap_ok(!number_parse_argument("-", &value), "argument -");
	tap_ok(!number_parse_argument("1_0", &value), "argument 1_0");
	tap_ok(!number_parse_argument("10ms", &value), "argument 10ms");
	tap_ok(!number_parse_argument(" 1", &value), "argument with a blank");
	tap_ok(!number_parse_argument("0x", &value), "argument 0x");
}

static const struct {
	const char *text;
	const char *error;
} errors[] = {
	{ "\"abc", "1:1: error: unfinished string near '\"abc'" },
	{ "  'a\n'", "1:3: error: unfinished string near ''a'" },
	{ "\"a\\", "1:1: error: unfinished string" },
	{ "[==[a]=]", "1:1: error: unfinished string near '[==[a]=]'" },
	{ "\"\\d\"", "1:2: error: unknown escape near '\\d'" },
	{ "\"\\x1\"", "1:2: error: unknown escape near '\\x'" },
	{ "\"\\xg0\"", "1:2: error: unknown escape near '\\x'" },
	{ "\"\\400\"", "1:2: error: unknown escape near '\\4'" },
	{ "\"\\8\"", "1:2: error: unknown escape near '\\8'" },
	{ "`", "1:1: error: malformed kernel symbol near '`'" },
	{ "``", "1:1: error: malformed kernel symbol near '`'" },
	{ "1.5", "1:1: error: numbers have no fraction near '1.5'" },
	{ "1.x", "1:1: error: numbers have no fraction near '1.x'" },
	{ "tick-", "1:1: error: malformed timer near 'tick-'" },
	{ "tick-1", "1:1: error: malformed timer near 'tick-1'" },
	{ "tick-s", "1:1: error: malformed timer near 'tick-s'" },
	{ "tick-1mm", "1:1: error: malformed timer near 'tick-1mm'" },
	{ "profile-99", "1:1: error: malformed timer near 'profile-99'" },
	{ "//", "1:1: error: unexpected characters near '//'" },
	{ "\x7f", "1:1: error: unexpected character near '?'" },
};

static void test_errors(void)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(errors); i++) {
		struct token token;
		struct lexed l;

		open_text(&l, errors[i].text);
		lexer_next(&l.lexer, &token);
		close_text(&l);
		tap_has(l.errors, errors[i].error, errors[i].error);
		tap_is(token.kind, TOKEN_EOF, "an error ends the tokens");
		free(l.errors);
	}
}

static void test_long_string(void)
{
	char *text = malloc(70003);
	struct token token;
	struct lexed l;

	memset(text, 'a', 70002);
	text[0] = '"';
	text[65536] = '"';
	text[65537] = 0;
	open_text(&l, text);
	lexer_next(&l.lexer, &token);
	tap_ok(token.kind == TOKEN_STRING && token.text->len == 65535,
	       "the longest string");
	close_text(&l);
	free(l.errors);

	text[65536] = 'a';
	text[65537] = '"';
	text[65538] = 0;
	open_text(&l, text);
	lexer_next(&l.lexer, &token);
	close_text(&l);
	tap_has(l.errors, "a string has at most 65535 bytes", "a longer string");
	free(l.errors);
	free(text);
}

static void test_glob(void)
{
	struct token token;
	struct lexed l;

	open_text(&l, " mutex*[!a-z]?/ {");
	lexer_next_glob(&l.lexer, &token);
	tap_ok(token.kind == TOKEN_FGLOB &&
	       intern_equals(token.text, "mutex*[!a-z]?"), "a glob");
	lexer_next(&l.lexer, &token);
	tap_is(token.kind, TOKEN_SLASH, "what is behind a glob");
	close_text(&l);
	free(l.errors);
}

int main(void)
{
	test_kinds();
	test_longest();
	test_blanks();
	test_after_dot();
	test_numbers();
	test_arguments();
	test_errors();
	test_long_string();
	test_glob();
	return tap_end();
}
