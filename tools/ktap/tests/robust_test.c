// SPDX-License-Identifier: GPL-2.0
/*
 * ktap - tests of the compiler with scripts that nobody would write
 */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <linux/compiler.h>
#include <linux/kernel.h>

#include "base/intern.h"
#include "base/source.h"
#include "syntax/lexer.h"
#include "tests/attempt.h"
#include "tests/machine.h"
#include "tests/tap.h"

/* Holds every token and statement of the language. */
static const char sample[] =
	"var a, b = 1, 2\n"
	"var function f(x, y) { if (x < y) { return x, y } elseif (x == 1) "
	"{ return f(y, x) } else if (!x) { } else { return -x, ~y } }\n"
	"for (i = 1, 10, 2) { if (i >= 5) { break } continue }\n"
	"for (i = 0; i <= 3; i++) { a += i b -= 1 }\n"
	"for (k, v in pairs({x = 1, [2] = \"s\"; 3})) { print(k .. v, a ? b : nil) }\n"
	"while (a > 0 && b != 3 || false) { a-- b = b / 2 % 3 }\n"
	"repeat { var c = a & 1 | 2 ^ 3 c <<= 1 } until (c >> 1 == 5 || true)\n"
	"t.x[a] ..= 'q' t->y, b = b, (f(1))\n"
	"n *= 10ms n /= 0xff n %= 7 n &= 1 n |= 2 n ^= 3 n >>= 1\n"
	"trace a:b, probe:c%return x=$retval /pid == 1 / 2/ { n[arg0] = n[arg0] + 1 }\n"
	"tick-1s /!tid/ { { ; } exit() } profile-99hz { return }\n"
	"trace_end { print(function (z) { return z }, [[l]]) }\n";

#define SPELLING(name, text) text,

static const char *const spellings[] = {
	TOKEN_WORDS(SPELLING)
	TOKEN_SIGNS(SPELLING)
	"name", "print", "7", "\"s\"", "`k`", "tick-1s", "@", "1.5", "\"",
};

/* What is wrong with the outcome of a compilation, or NULL. */
static const char *judge(const char *text, size_t len)
{
	struct attempt attempt = { 0 };
	const char *why = NULL;

	attempt_compile(&attempt, text, len);
	if (!attempt.compiled) {
		if (!strstr(attempt.errors, " error: "))
			why = "refused without an error";
		else if (strstr(attempt.errors, " near ") &&
			 strstr(strstr(attempt.errors, " near "), " error: "))
			why = "a syntax error is followed by others";
	} else if (attempt.unreadable) {
		why = attempt.unreadable;
	} else {
		why = machine_verify(&attempt.image);
	}
	attempt_free(&attempt);
	return why;
}

static void test_truncated(void)
{
	const char *why = NULL;
	size_t len;
	char *copy;

	for (len = 0; len <= strlen(sample) && !why; len++) {
		/* No byte more, so that reading beyond it is found. */
		copy = malloc(len ? len : 1);
		memcpy(copy, sample, len);
		why = judge(copy, len);
		if (why)
			printf("# cut at %zu\n", len);
		free(copy);
	}
	tap_ok(!why, why ? why : "a script that is cut anywhere");
}

/* Another token in the place of one, or before it, or none. */
static const char *replace(__u32 pos, __u32 end, const char *with)
{
	char text[sizeof(sample) + 32];
	const char *why;
	size_t len;

	len = snprintf(text, sizeof(text), "%.*s %s %s", (int)pos, sample, with,
		       sample + end);
	why = judge(text, len);
	if (why)
		printf("# %s for '%.*s' at %u\n", with, (int)(end - pos),
		       sample + pos, pos);
	return why;
}

static void test_tokens(void)
{
	struct arena arena = { 0 };
	struct intern intern;
	struct source source;
	struct lexer lexer;
	struct token token;
	const char *why = NULL;
	__u32 nr = 0;
	size_t i;

	source_init(&source, &arena, "t.kp", sample, strlen(sample));
	intern_init(&intern, &arena);
	lexer_init(&lexer, &source, &intern, NULL);
	while (!why) {
		/* The text of events is no token: a "$" ends it. */
		if (sample[lexer.pos] == ' ' && sample[lexer.pos + 1] == '$')
			lexer.pos += 2;
		if (!strncmp(sample + lexer.pos, "%return x=$", 11))
			lexer.pos += 11;
		lexer_next(&lexer, &token);
		if (token.kind == TOKEN_EOF)
			break;
		nr++;
		why = replace(token.pos, token.end, "");
		for (i = 0; i < ARRAY_SIZE(spellings) && !why;
		     i++) {
			why = replace(token.pos, token.end, spellings[i]);
			if (!why && i % 4 == 0)
				why = replace(token.pos, token.pos, spellings[i]);
		}
	}
	tap_ok(!why, why ? why : "any token in the place of any other");
	tap_ok(nr > 290, "all tokens of the sample");
	arena_free(&arena);
}

static void test_sample(void)
{
	struct attempt attempt = { 0 };

	attempt_compile(&attempt, sample, strlen(sample));
	tap_has(attempt.errors, "used as a table and as a counter",
		"the sample is a script but for one name");
	attempt_free(&attempt);
}

/* A text made of a head, a part that is repeated, and a tail. */
static char *repeat(const char *head, const char *part, size_t nr,
		    const char *tail, size_t *len)
{
	size_t part_len = strlen(part), head_len = strlen(head), i;
	char *text = malloc(head_len + part_len * nr + strlen(tail) + 1);

	memcpy(text, head, head_len);
	for (i = 0; i < nr; i++)
		memcpy(text + head_len + i * part_len, part, part_len);
	*len = head_len + nr * part_len;
	*len += sprintf(text + *len, "%s", tail);
	return text;
}

static const struct limit {
	const char *name;
	const char *head;
	const char *part;
	size_t nr;
	const char *tail;
	const char *error;	/* NULL: compiles */
} limits[] = {
	{ "deep parentheses", "x = ", "(", 150, "1", "')' expected" },
	{ "deeper parentheses", "x = ", "(", 100000, "1", "nested more than 200 levels deep" },
	{ "deep tables", "x = ", "{", 100000, "", "nested more than 200 levels deep" },
	{ "deep blocks", "", "{", 100000, "", "nested more than 200 levels deep" },
	{ "deep ifs", "", "if (x) { ", 100000, "", "nested more than 200 levels deep" },
	{ "deep repeats", "", "repeat ", 100000, "", "nested more than 200 levels deep" },
	{ "deep functions", "x = ", "function () { return ", 100000, "", "nested more than 200 levels deep" },
	{ "deep calls", "", "f(", 100000, "", "nested more than 200 levels deep" },
	{ "deep indexes", "x = ", "t[", 100000, "", "nested more than 200 levels deep" },
	{ "deep signs", "x = ", "- ", 100000, "1", "nested more than 200 levels deep" },
	{ "deep nots", "x = ", "!", 100000, "1", "nested more than 200 levels deep" },
	{ "deep choices", "x = ", "1 ? ", 100000, "1", "nested more than 200 levels deep" },
	{ "long choices", "x = ", "1 ? 2 : ", 100000, "1", "nested more than 200 levels deep" },
	{ "long sums", "x = 1", " + 1", 900, "", NULL },
	{ "longer sums", "x = 1", " + 1", 100000, "", "the expression is too long" },
	{ "long chains of calls", "f", "()", 100000, "", "the expression is too long" },
	{ "long chains of members", "x = f", ".a", 100000, "", "the expression is too long" },
	{ "long logic", "x = pid == 1", " && pid == 1", 100000, "", "the expression is too long" },
	{ "long joins", "x = 1", " .. 1", 50000, "", NULL },
	{ "long joins of variables", "var a x = a", " .. a", 100000, "", NULL },
	{ "joins that would not fit", "x = \"\"", " .. \"0123456789\"", 10000, "", NULL },
	{ "many elseifs", "if (pid == 1) { }", " elseif (pid == 1) { }", 20000, "", NULL },
	{ "many arguments", "print(1", ", 1", 200, ")", NULL },
	{ "too many arguments", "print(1", ", 1", 260, ")", "too many variables and values at a time" },
	{ "many elements", "x = {1", ", 1", 50000, "}", NULL },
	{ "many variables", "", "var x = 1 ", 249, "print(x)", NULL },
	{ "too many variables", "", "var x = 1 ", 251, "", "too many variables and values at a time" },
	{ "too many parameters", "function f(a", ", a", 300, ") { } f()", "too many variables and values at a time" },
	{ "too many names", "var a", ", a", 100000, "", "too many variables and values at a time" },
	{ "many targets", "x", ", x", 100000, " = 1", "too many variables and values at a time" },
	{ "many statements", "", "exit() ", 262143, "", NULL },
	{ "too many instructions", "", "exit() ", 262144, "", "the function is too large" },
	{ "too many nodes", "", "x=1\n", 2500000, "", "the script is too large" },
	{ "many functions", "", "function f() { return 1 } f() ", 4095, "", NULL },
	{ "too many functions", "", "function f() { return 1 } f() ", 4096, "", "too many functions" },
	{ "too large a program", "trace a:b { ", "exit() ", 200000, "} trace a:b { var x x = pid + 1 } ", NULL },
	{ "many events", "trace a:b", ", a:b", 16383, " { }", NULL },
	{ "too many events", "trace a:b", ", a:b", 16384, " { }", "too many events" },
	{ "many handlers", "", "tick-1s { exit() } ", 4095, "", NULL },
	{ "many repeats with continue", "", "repeat { continue var x } until (x) ", 10000, "", NULL },
	{ "long comment", "x = 1 #", "0123456789", 1000000, "", NULL },
	{ "many lines", "x = 1", "\n", 10000000, "", NULL },
	{ "long line with an error", "x = 1 #", "0123456789", 100, "\n)", "unexpected token near ')'" },
	{ "many errors", "", "break ", 100000, "", "and 99980 more" },
	{ "long name", "x", "x", 254, " = 1", NULL },
	{ "longer name", "x", "x", 255, " = 1", "a name has at most 255 characters near 'xxx" },
	{ "long event", "trace a:b", "b", 70000, " { }", "the text of an event is too long" },
};

static void test_limit(const struct limit *limit)
{
	struct attempt attempt = { 0 };
	size_t len;
	char *text;

	text = repeat(limit->head, limit->part, limit->nr, limit->tail, &len);
	attempt_compile(&attempt, text, len);
	free(text);
	if (limit->error)
		tap_has(attempt.compiled ? "compiled" : attempt.errors,
			limit->error, limit->name);
	else if (tap_text(attempt.errors, "", limit->name) &&
		 attempt.image.funcs.nr < 100 &&
		 attempt.image.funcs.items[0].nr_insns < 10000)
		tap_text(attempt.unreadable ? attempt.unreadable :
			 machine_verify(&attempt.image) ? : "", "",
			 "and it is well-formed");
	attempt_free(&attempt);
}

/* As printf() into a buffer that has room. */
__printf(2, 3)
static size_t append(char *text, const char *format, ...)
{
	va_list args;
	int len;

	va_start(args, format);
	len = vsprintf(text, format, args);
	va_end(args);
	return len;
}

static void test_constants(unsigned int nr, const char *error, const char *name)
{
	char *text = malloc(nr * 32 + 64);
	struct attempt attempt = { 0 };
	size_t len = 0;
	unsigned int i;

	for (i = 0; i < nr; i++)
		len += append(text + len, "x = \"%u\" ", i);
	attempt_compile(&attempt, text, len);
	free(text);
	if (error)
		tap_has(attempt.errors, error, name);
	else
		tap_text(attempt.errors, "", name);
	attempt_free(&attempt);
}

static void test_vars(unsigned int nr, const char *error, const char *name)
{
	char *text = malloc(nr * 32 + 64);
	struct attempt attempt = { 0 };
	size_t len = 0;
	unsigned int i;

	for (i = 0; i < nr; i++)
		len += append(text + len, "x%u = 1 ", i);
	attempt_compile(&attempt, text, len);
	free(text);
	if (error)
		tap_has(attempt.errors, error, name);
	else
		tap_text(attempt.errors, "", name);
	attempt_free(&attempt);
}

static void test_argument(void)
{
	char *text = calloc(1, 70000);
	const char *const argv[] = { "1", text };
	struct attempt attempt = { .argc = 2, .argv = argv };

	memset(text, 'a', 65536);
	attempt_compile(&attempt, "print(1)", 8);
	tap_text(attempt.errors,
		 "t.kp: error: argument 2 is longer than 65535 bytes\n",
		 "a long argument of the script");
	attempt_free(&attempt);
	free(text);
}

static void test_binary(void)
{
	static const char text[] = "print(1)\nx\0\x01";
	struct attempt attempt = { 0 };

	attempt_compile(&attempt, text, sizeof(text) - 1);
	tap_has(attempt.errors, "t.kp:2:2: error: a byte with the value 0",
		"a binary file");
	attempt_free(&attempt);
}

static void test_caret(void)
{
	static const char text[] = "\tprint(\"\xc3\xbc\xc3\xa4\", \033x)";
	struct attempt attempt = { 0 };

	attempt_compile(&attempt, text, strlen(text));
	tap_text(attempt.errors,
		 "t.kp:1:16: error: unexpected character near '?'\n"
		 "    1 | \tprint(\"\xc3\xbc\xc3\xa4\", ?x)\n"
		 "      | \t            ^\n",
		 "the caret stands below tabs and letters of several bytes");
	attempt_free(&attempt);
}

/* Twice in one process, with the same result. */
static void test_again(void)
{
	static const char text[] = "trace a:b { n[execname] += 1 }";
	struct attempt first = { 0 }, second = { 0 };

	attempt_compile(&first, text, strlen(text));
	attempt_compile(&second, text, strlen(text));
	tap_ok(first.bytes.len == second.bytes.len &&
	       !memcmp(first.bytes.data, second.bytes.data, first.bytes.len),
	       "a script compiles to the same bytes again");
	attempt_free(&first);
	attempt_free(&second);
}

/* An error in the token behind one that is an error itself. */
static void test_ahead(void)
{
	static const char text[] = "(2<{tick\x01";
	const char *why = judge(text, strlen(text));

	tap_ok(!why, why ? why : "an error that was met by looking ahead");
}

int main(void)
{
	size_t i;

	test_sample();
	test_truncated();
	test_tokens();
	for (i = 0; i < ARRAY_SIZE(limits); i++)
		test_limit(&limits[i]);
	test_constants(65536, NULL, "many constants");
	test_constants(65537, "too many constants", "too many constants");
	test_vars(4096, NULL, "many program variables");
	test_vars(4097, "too many variables", "too many program variables");
	test_argument();
	test_binary();
	test_caret();
	test_again();
	test_ahead();
	return tap_end();
}
