// SPDX-License-Identifier: GPL-2.0
/*
 * ktap - what is said beside the output: errors, losses, the start
 */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <linux/ktap.h>
#include <linux/ktap_bytecode.h>

#include "base/diag.h"
#include "base/source.h"
#include "render/notes.h"

static const char * const loss_texts[KTAP_NR_LOSSES] = {
#define LOSS_TEXT(name, text)						\
	[KTAP_LOSS_##name] = text,
	KTAP_LOSSES(LOSS_TEXT)
#undef LOSS_TEXT
};

static void take(struct record_cursor *cursor, struct record_value *values,
		 int nr)
{
	int i;

	for (i = 0; i < nr; i++)
		record_next(cursor, &values[i]);
}

static void write_started(struct out *out, const struct record_value *values)
{
	out_printf(out, "ktap: tracing %lld event%s", values[0].i,
		   values[0].i == 1 ? "" : "s");
	if (values[1].i)
		out_printf(out, ", %lld skipped", values[1].i);
	out_text(out, "; end with Ctrl-C\n");
}

/* "script.kp:12: error: event: message" */
static void write_message(struct out *out, const char *script,
			  const char *what, const struct record_value *values)
{
	out_text(out, script);
	if (values[1].i > 0)
		out_printf(out, ":%lld", values[1].i);
	out_printf(out, ": %s: ", what);
	if (values[2].len) {
		out_bytes(out, values[2].text, values[2].len);
		out_text(out, ": ");
	}
	out_bytes(out, values[0].text, values[0].len);
}

static void write_repeat(struct out *out, const char *script,
			 const struct record_value *values)
{
	write_message(out, script, "error", values);
	out_printf(out, " (%lld times)\n", values[3].i);
}

static void write_lost(struct out *out, const struct record *rec,
		       const struct record_value *values)
{
	out_printf(out, "ktap: %lld record%s lost here on CPU %u\n",
		   values[0].i, values[0].i == 1 ? "" : "s", rec->cpu);
}

static void write_loss(struct out *out, const struct record_value *values)
{
	__u64 cause = values[0].i;

	if (cause < KTAP_NR_LOSSES)
		out_printf(out, "ktap: lost: %s: %lld\n",
			   loss_texts[cause], values[1].i);
	else
		out_printf(out,
			   "ktap: lost for a cause this tool does not know (%llu): %lld\n",
			   cause, values[1].i);
}

void notes_write(struct out *out, const char *script, const struct record *rec)
{
	struct record_value values[4];
	struct record_cursor cursor;

	record_values(rec, &cursor);
	take(&cursor, values, 4);

	switch (rec->type) {
	case KTAP_REC_STARTED:
		write_started(out, values);
		break;
	case KTAP_REC_ERROR:
		write_message(out, script, "error", values);
		out_char(out, '\n');
		break;
	case KTAP_REC_WARNING:
		write_message(out, script, "warning", values);
		out_char(out, '\n');
		break;
	case KTAP_REC_REPEAT:
		write_repeat(out, script, values);
		break;
	case KTAP_REC_LOST:
		write_lost(out, rec, values);
		break;
	case KTAP_REC_LOSS:
		write_loss(out, values);
		break;
	default:
		break;
	}
	out_flush(out);
}

/* Return: what follows "script:line[:column]: ", NULL if it is not there. */
static const char *skip_position(const char *script, const char *text,
				 unsigned int *line, unsigned int *column)
{
	size_t len = strlen(script);
	int end = 0;

	if (strncmp(text, script, len))
		return NULL;
	text += len;
	*column = 0;
	if (sscanf(text, ":%u:%u: %n", line, column, &end) == 2 && end)
		return text + end;
	if (sscanf(text, ":%u: %n", line, &end) == 1 && end)
		return text + end;

	return NULL;
}

/* As the compiler's errors look. */
static void write_with_line(struct out *out, const struct source *source,
			    __u32 pos, const char *text)
{
	struct diag diag;
	char *buf = NULL;
	size_t len = 0;
	FILE *file = open_memstream(&buf, &len);

	if (!file)
		return;
	if (!strncmp(text, "error: ", strlen("error: ")))
		text += strlen("error: ");
	diag_init(&diag, file, false);
	diag.source = source;
	diag_error(&diag, pos, "%s", text);
	diag_exit(&diag);
	fclose(file);
	out_bytes(out, buf, len);
	free(buf);
}

void notes_text(struct out *out, const char *script,
		const struct source *source, const char *text)
{
	unsigned int line, column;
	const char *rest;

	rest = skip_position(script, text, &line, &column);
	if (rest && column && source) {
		write_with_line(out, source,
				source_position(source, line, column), rest);
	} else {
		if (!rest)
			out_text(out, "ktap: ");
		out_text(out, text);
		out_char(out, '\n');
	}
	out_flush(out);
}
