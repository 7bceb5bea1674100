// SPDX-License-Identifier: GPL-2.0
/*
 * ktap - complaints about a script
 *
 * They are kept until a pass is over and then printed by position, because
 * passes find them in their own order.
 */
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "base/diag.h"
#include "base/source.h"

/* More of them help nobody. */
#define MAX_SHOWN	20

/* Bytes of a source line that are shown before and after the place. */
#define BYTES_BEFORE	60
#define BYTES_AFTER	60

enum level { LEVEL_ERROR, LEVEL_WARNING, LEVEL_REMARK };

static const char *const level_names[] = { "error", "warning", "note" };

struct diag_message {
	__u32 pos;
	unsigned int number;	/* keeps the order of one place */
	enum level level;
	char *text;
	char *hint;
};

static void no_memory(void)
{
	fputs("ktap: out of memory\n", stderr);
	exit(255);
}

static char *format_text(const char *format, va_list args)
{
	va_list again;
	char *text;
	int len;

	va_copy(again, args);
	len = vsnprintf(NULL, 0, format, again);
	va_end(again);
	text = malloc(len + 1);
	if (!text)
		no_memory();
	vsnprintf(text, len + 1, format, args);
	return text;
}

void diag_init(struct diag *diag, FILE *out, bool verbose)
{
	memset(diag, 0, sizeof(*diag));
	diag->out = out;
	diag->verbose = verbose;
}

void diag_exit(struct diag *diag)
{
	diag_flush(diag);
	free(diag->messages);
	diag->messages = NULL;
	diag->max_messages = 0;
}

static void add_message(struct diag *diag, enum level level, __u32 pos,
			char *text)
{
	struct diag_message *message;

	if (diag->nr_messages == diag->max_messages) {
		unsigned int max = diag->max_messages ? diag->max_messages * 2 : 16;
		void *grown = realloc(diag->messages,
				      max * sizeof(*diag->messages));

		if (!grown)
			no_memory();
		diag->messages = grown;
		diag->max_messages = max;
	}
	message = &diag->messages[diag->nr_messages];
	message->pos = pos;
	message->number = diag->nr_messages++;
	message->level = level;
	message->text = text;
	message->hint = NULL;
}

void diag_error(struct diag *diag, __u32 pos, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	diag->nr_errors++;
	add_message(diag, LEVEL_ERROR, pos, format_text(format, args));
	va_end(args);
}

void diag_warning(struct diag *diag, __u32 pos, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	diag->nr_warnings++;
	diag->nr_errors += diag->strict;
	add_message(diag, diag->strict ? LEVEL_ERROR : LEVEL_WARNING, pos,
		    format_text(format, args));
	va_end(args);
}

void diag_remark(struct diag *diag, __u32 pos, const char *format, ...)
{
	va_list args;

	if (!diag->verbose)
		return;
	va_start(args, format);
	add_message(diag, LEVEL_REMARK, pos, format_text(format, args));
	va_end(args);
}

void diag_hint(struct diag *diag, const char *format, ...)
{
	struct diag_message *message;
	va_list args;

	if (!diag->nr_messages)
		return;
	message = &diag->messages[diag->nr_messages - 1];
	free(message->hint);
	va_start(args, format);
	message->hint = format_text(format, args);
	va_end(args);
}

void diag_fail(struct diag *diag, const char *name, const char *format, ...)
{
	va_list args;
	char *text;

	diag_flush(diag);
	va_start(args, format);
	text = format_text(format, args);
	va_end(args);
	diag->nr_errors++;
	fprintf(diag->out, "%s: error: %s\n", name, text);
	free(text);
}

/* Controls would act on the terminal instead of being seen. */
static int visible(unsigned char c)
{
	return c < ' ' || c == 0x7f ? '?' : c;
}

const char *diag_quote(struct diag_quoted *quoted, const char *text,
		       size_t len)
{
	size_t max = sizeof(quoted->text) - sizeof("...");
	size_t shown = len < max ? len : max;
	size_t i;

	/* Not within a character of several bytes. */
	while (shown < len && shown && ((unsigned char)text[shown] & 0xc0) == 0x80)
		shown--;
	for (i = 0; i < shown; i++)
		quoted->text[i] = visible(text[i]);
	memcpy(quoted->text + shown, shown < len ? "..." : "\0\0\0",
	       sizeof("..."));
	return quoted->text;
}

/* The source line with a caret below the place. */
static void print_line(struct diag *diag, __u32 pos)
{
	const struct source *source = diag->source;
	__u32 line = source_line(source, pos);
	__u32 first = source->lines[line - 1], start = first, end = pos, i;

	if (pos - start > BYTES_BEFORE)
		start = pos - BYTES_BEFORE;
	while (start > first && start < pos &&
	       ((unsigned char)source->text[start] & 0xc0) == 0x80)
		start++;
	while (end < source->len && end - pos < BYTES_AFTER &&
	       source->text[end] != '\n')
		end++;
	/* Lines of another system end with a CR, too. */
	if (end > pos && source->text[end - 1] == '\r')
		end--;
	fprintf(diag->out, "%5u | %s", line, start > first ? "..." : "");
	for (i = start; i < end; i++)
		fputc(source->text[i] == '\t' ? '\t' :
		      visible(source->text[i]), diag->out);
	fprintf(diag->out, "\n      | %s", start > first ? "   " : "");
	for (i = start; i < pos; i++) {
		if (source->text[i] == '\t')
			fputc('\t', diag->out);
		else if (((unsigned char)source->text[i] & 0xc0) != 0x80)
			fputc(' ', diag->out);
	}
	fputs("^\n", diag->out);
}

static void print_message(struct diag *diag, const struct diag_message *message)
{
	const struct source *source = diag->source;

	if (source)
		fprintf(diag->out, "%s:%u:%u: ", source->name,
			source_line(source, message->pos),
			source_column(source, message->pos));
	fprintf(diag->out, "%s: %s\n", level_names[message->level],
		message->text);
	if (source)
		print_line(diag, message->pos);
	if (message->hint)
		fprintf(diag->out, "hint: %s\n", message->hint);
}

static int compare(const void *a, const void *b)
{
	const struct diag_message *left = a, *right = b;

	if (left->pos != right->pos)
		return left->pos < right->pos ? -1 : 1;
	return left->number < right->number ? -1 : 1;
}

void diag_flush(struct diag *diag)
{
	unsigned int i;

	if (diag->nr_messages)
		qsort(diag->messages, diag->nr_messages,
		      sizeof(*diag->messages), compare);
	for (i = 0; i < diag->nr_messages; i++) {
		if (i < MAX_SHOWN)
			print_message(diag, &diag->messages[i]);
		free(diag->messages[i].text);
		free(diag->messages[i].hint);
	}
	if (diag->nr_messages > MAX_SHOWN)
		fprintf(diag->out, "and %u more\n",
			diag->nr_messages - MAX_SHOWN);
	diag->nr_messages = 0;
}
