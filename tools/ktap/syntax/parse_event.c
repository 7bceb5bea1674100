// SPDX-License-Identifier: GPL-2.0
/*
 * ktap - parsing the events of a handler
 *
 * The text of events is not made of tokens.  It is read as it stands, with
 * blanks between words reduced to one, up to the filter or the block.
 */
#include <string.h>

#include "base/diag.h"
#include "base/intern.h"
#include "base/source.h"
#include "syntax/args.h"
#include "syntax/foreign.h"
#include "syntax/parse_event.h"
#include "syntax/parser.h"
#include "syntax/quoted.h"
#include "syntax/timer.h"

/**
 * struct raw - reading the text of events
 */
struct raw {
	struct parser *parser;
	const char *text;	/* the source */
	__u32 len;
	__u32 pos;
	bool after_blank;
	__u32 start;		/* of the event */
	__u32 end;		/* of its last word */
	char *bytes;		/* the event's text: QUOTED_BYTES of room */
	__u32 nr_bytes;
};

static bool raw_failed(const struct raw *raw)
{
	return raw->parser->lexer.failed;
}

static bool raw_error(struct raw *raw, __u32 pos, __u32 near, const char *text)
{
	return lexer_error(&raw->parser->lexer, pos, near, "%s", text);
}

/* Bytes from a position to the end of its line, or to another if that is less. */
static __u32 raw_line_len(const struct raw *raw, __u32 pos, __u32 end)
{
	const char *newline = memchr(raw->text + pos, '\n', end - pos);

	return newline ? newline - (raw->text + pos) : end - pos;
}

static void add_byte(struct raw *raw, char byte)
{
	if (raw->nr_bytes == KTAP_IMAGE_MAX_STRING)
		raw_error(raw, raw->start, raw->pos - raw->start,
			  "the text of an event is too long");
	else
		raw->bytes[raw->nr_bytes++] = byte;
}

static void add_bytes(struct raw *raw, const char *bytes, size_t len)
{
	while (len-- && !raw_failed(raw))
		add_byte(raw, *bytes++);
}

/* Would the text be understood in another way without quotes? */
static bool needs_quotes(const char *text, size_t len)
{
	while (len--) {
		if (!lexer_is_word(*text) && !strchr("./-", *text))
			return true;
		text++;
	}
	return false;
}

static void add_quoted(struct raw *raw, const char *text, size_t len,
		       char quote)
{
	bool quotes = needs_quotes(text, len);

	if (quotes)
		add_byte(raw, quote);
	add_bytes(raw, text, len);
	if (quotes)
		add_byte(raw, quote);
}

/* '"…"': taken literally. */
static void read_quotes(struct raw *raw)
{
	const char *start = raw->text + raw->pos + 1;
	__u32 line = raw_line_len(raw, raw->pos, raw->len);
	const char *end = memchr(start, start[-1], line - 1);

	if (!end) {
		raw_error(raw, raw->pos, line, "unfinished string");
		return;
	}
	add_quoted(raw, start, end - start, start[-1]);
	raw->pos = end - raw->text + 1;
}

/* The argument of the script that "$1" stands for, or NULL. */
static const char *find_argument(struct parser *parser, __u32 pos)
{
	const struct script_args *args = parser->args;
	int number = parser->lexer.source->text[pos + 1] - '0';

	if (number >= 1 && number <= args->nr)
		return args->texts[number - 1];
	if (!lexer_error(&parser->lexer, pos, 2,
			 number ? "the script was not given this argument" :
			 "arguments are $1 to $9"))
		return NULL;
	diag_hint(parser->lexer.diag,
		  "arguments stand behind the script: `ktap SCRIPT ARGUMENTS`");
	return NULL;
}

static void read_argument(struct raw *raw)
{
	const char *text = find_argument(raw->parser, raw->pos);

	if (!text)
		return;
	raw->pos += 2;
	if (!strpbrk(text, " \t\r\n\v\f,{\"'"))
		add_bytes(raw, text, strlen(text));
	else
		add_quoted(raw, text, strlen(text),
			   strchr(text, '"') ? '\'' : '"');
}

static void skip_blanks(struct raw *raw)
{
	for (; raw->pos < raw->len; raw->pos++) {
		char c = raw->text[raw->pos];

		if (lexer_is_blank(c)) {
			raw->after_blank = true;
		} else if (c == '#' && raw->after_blank) {
			while (raw->pos < raw->len && raw->text[raw->pos] != '\n')
				raw->pos++;
			raw->pos--;
		} else {
			break;
		}
	}
}

/* What is neither blank nor the end of the event; false at its end. */
static bool read_part(struct raw *raw)
{
	char c;

	raw->after_blank = raw->pos && lexer_is_blank(raw->text[raw->pos - 1]);
	skip_blanks(raw);
	if (raw->pos == raw->len) {
		if (raw_error(raw, raw->pos, 0, "'{' expected"))
			diag_hint(raw->parser->lexer.diag,
				  "the events of a `trace` end at the `{` of its block");
		return false;
	}
	c = raw->text[raw->pos];
	if (c == '{' || c == ',' || (c == '/' && raw->after_blank))
		return false;
	if (raw->nr_bytes == 0)
		raw->start = raw->pos;
	else if (raw->after_blank)
		add_byte(raw, ' ');
	if (c == '"' || c == '\'') {
		read_quotes(raw);
	} else if (c == '$' && raw->pos + 1 < raw->len &&
		   lexer_is_digit(raw->text[raw->pos + 1])) {
		read_argument(raw);
	} else {
		add_byte(raw, c);
		raw->pos++;
	}
	raw->end = raw->pos;
	return !raw_failed(raw);
}

/* Is the text "system:event", with fetch args for probe: only? */
static void check_event(struct raw *raw, const struct intern_text *event)
{
	const char *text = event->text, *hint = foreign_event(event);
	struct diag *diag = raw->parser->lexer.diag;
	__u32 near = raw_line_len(raw, raw->start, raw->end);
	size_t system = strcspn(text, ":\"' ");

	if (hint) {
		if (raw_error(raw, raw->start, near, "unknown event"))
			diag_hint(diag, "%s", hint);
	} else if (!system || text[system] != ':' || !text[system + 1] ||
		   text[system + 1] == ' ') {
		if (raw_error(raw, raw->start, near,
			      "an event is SYSTEM:EVENT"))
			diag_hint(diag,
				  "`sched:sched_switch`, `syscalls:sys_enter_*`");
	} else if (strncmp(text, "probe:", 6)) {
		/* Blanks within quotes do not separate words. */
		while (*text && *text != ' ') {
			if (*text == '"' || *text == '\'')
				text = strchr(text + 1, *text);
			text++;
		}
		if (*text && raw_error(raw, raw->start, near,
				       "only probe: events take arguments"))
			diag_hint(diag,
				  "the text of events goes on up to `{`; between events stands a comma");
	}
}

static void read_event(struct raw *raw, struct event **end)
{
	struct parser *parser = raw->parser;
	struct event *event;

	raw->nr_bytes = 0;
	while (read_part(raw))
		;
	if (raw_failed(raw))
		return;
	if (!raw->nr_bytes) {
		raw_error(raw, raw->pos, 1, "name of an event expected");
		return;
	}
	event = arena_alloc(parser->arena, sizeof(*event));
	event->text = intern_text(parser->lexer.intern, raw->bytes,
				  raw->nr_bytes);
	event->pos = raw->start;
	check_event(raw, event->text);
	*end = event;
}

void parse_events(struct parser *parser, struct func_def *func)
{
	struct lexer *lexer = &parser->lexer;
	struct raw raw = {
		.parser = parser,
		.text = lexer->source->text,
		.len = lexer->source->len,
		.pos = parser->token.end,
		.bytes = lexer->scratch,
	};
	struct event **end = &func->events;

	for (;;) {
		read_event(&raw, end);
		if (raw_failed(&raw) || raw.text[raw.pos] != ',')
			break;
		end = &(*end)->next;
		raw.pos++;
	}
	if (raw_failed(&raw)) {
		parser_advance(parser);
		return;
	}
	lexer->pos = raw.pos;
	if (raw.text[raw.pos] == '/') {
		/* Of itself it could look like the first half of a "//". */
		lexer->pos++;
		parser->token.kind = TOKEN_SLASH;
	} else {
		parser_advance(parser);
	}
}

/* The timer's text with "$1" replaced. */
static struct intern_text *timer_text(struct parser *parser,
				      const struct token *token)
{
	const struct intern_text *text = token->text;
	const char *dollar = strchr(text->text, '$'), *argument;
	struct lexer *lexer = &parser->lexer;
	size_t head, len;

	if (!dollar)
		return token->text;
	head = dollar - text->text;
	argument = find_argument(parser, token->pos + head);
	if (!argument)
		return NULL;
	len = strlen(argument);
	if (!len || len > 20 || strspn(argument, "0123456789") != len) {
		lexer_error(lexer, token->pos + head, 2,
			    "the script's argument is not a number");
		return NULL;
	}
	memcpy(lexer->scratch, text->text, head);
	memcpy(lexer->scratch + head, argument, len);
	memcpy(lexer->scratch + head + len, dollar + 2, strlen(dollar + 2));
	return intern_text(lexer->intern, lexer->scratch, text->len + len - 2);
}

void parse_timer(struct parser *parser, struct func_def *func)
{
	struct event *event = arena_alloc(parser->arena, sizeof(*event));
	const char *why = NULL;

	event->pos = parser->token.pos;
	event->text = timer_text(parser, &parser->token);
	if (event->text)
		why = timer_judge(event->text->text);
	if (why)
		lexer_error(&parser->lexer, event->pos,
			    parser->token.end - event->pos, "%s", why);
	func->events = event;
	parser_advance(parser);
}
