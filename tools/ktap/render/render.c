// SPDX-License-Identifier: GPL-2.0
/*
 * ktap - the renderer: records to what a person or a program reads
 */

#include <stddef.h>

#include <linux/bits.h>
#include <linux/ktap.h>
#include <linux/ktap_bytecode.h>

#include "render/notes.h"
#include "render/render.h"

static struct render *to_render(struct record_sink *sink)
{
	return (struct render *)((char *)sink - offsetof(struct render, sink));
}

/* What values refer to tables by; see record_table(). */
#define REFER_TO_TABLES	(BIT(KTAP_KIND_TABLE) | BIT(KTAP_KIND_AGGR))

/* Puts the tables that a record showed out of the store. */
static void put_tables(struct render *render, const struct record *rec)
{
	struct record_cursor cursor;
	struct record_value value;
	struct table *table;

	if (!(rec->kinds & REFER_TO_TABLES))
		return;
	record_values(rec, &cursor);
	while (record_next(&cursor, &value)) {
		if (!record_table(&value))
			continue;
		table = tables_find(&render->tables, record_table(&value));
		if (table)
			tables_put(&render->tables, table);
	}
}

static void show_hist(struct render *render, struct table *table)
{
	table_sort(table);
	render->format->hist(render, table);
	tables_put(&render->tables, table);
}

static void take_table_end(struct render *render, const struct record *rec)
{
	struct table *table = tables_take_end(&render->tables, rec);

	if (table && table->is_hist)
		show_hist(render, table);
}

static void take_note(struct render *render, const struct record *rec)
{
	if (rec->type == KTAP_REC_STARTED && !render->tell_start)
		return;

	out_flush(&render->out);
	notes_write(&render->notes, render->script, rec);
}

static void take_record(struct record_sink *sink, const struct record *rec)
{
	struct render *render = to_render(sink);

	switch (rec->type) {
	case KTAP_REC_PRINT:
		render->format->print(render, rec);
		put_tables(render, rec);
		break;
	case KTAP_REC_PRINTF:
		render->format->printf(render, rec);
		put_tables(render, rec);
		break;
	case KTAP_REC_TABLE:
		tables_take_head(&render->tables, rec);
		break;
	case KTAP_REC_ROW:
	case KTAP_REC_BUCKET:
		tables_take_row(&render->tables, rec);
		break;
	case KTAP_REC_TABLE_END:
		take_table_end(render, rec);
		break;
	default:
		take_note(render, rec);
		break;
	}
}

static void show_note(struct record_sink *sink, const char *text)
{
	struct render *render = to_render(sink);

	out_flush(&render->out);
	notes_text(&render->notes, render->script, render->source, text);
}

static int flush(struct record_sink *sink)
{
	return out_flush(&to_render(sink)->out);
}

static const struct record_sink_ops render_sink = {
	.record	= take_record,
	.note	= show_note,
	.flush	= flush,
};

void render_init(struct render *render, const struct render_format *format,
		 const char *script, int out_fd, int notes_fd)
{
	*render = (struct render) {
		.sink.ops	= &render_sink,
		.format		= format,
		.script		= script,
	};
	out_init(&render->out, out_fd);
	out_init(&render->notes, notes_fd);
}

int render_exit(struct render *render)
{
	struct table *table;
	int ret;

	for (;;) {
		table = tables_find_open(&render->tables);
		if (!table)
			break;
		show_hist(render, table);
	}

	ret = out_flush(&render->out);
	tables_exit(&render->tables);
	out_exit(&render->out);
	out_exit(&render->notes);

	return ret;
}
