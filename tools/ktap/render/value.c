// SPDX-License-Identifier: GPL-2.0
/*
 * ktap - values as text
 */

#include <string.h>

#include <linux/ktap.h>
#include <linux/ktap_bytecode.h>

#include "render/value.h"

/* Where writing a value stands: tables are recursive, their text is bounded. */
struct writer {
	struct out *out;
	void (*write_text)(struct out *out, const char *text, __u32 len);
	const struct tables *tables;
	unsigned int depth;
	unsigned int nr_left;
};

static void write_element(struct writer *writer,
			  const struct record_value *value);

const char *value_kind_name(unsigned int kind)
{
	switch (kind) {
	case KTAP_KIND_NIL:
		return "nil";
	case KTAP_KIND_FALSE:
	case KTAP_KIND_TRUE:
		return "boolean";
	case KTAP_KIND_INT:
		return "integer";
	case KTAP_KIND_STRING:
		return "string";
	case KTAP_KIND_TABLE:
		return "table";
	case KTAP_KIND_TUPLE:
		return "tuple";
	case KTAP_KIND_AGGR:
		return "aggregate";
	case KTAP_KIND_STACK:
		return "stack";
	case KTAP_KIND_SYMBOL:
		return "symbol";
	default:
		return "function";
	}
}

static void write_escaped(struct out *out, unsigned char c)
{
	static const char from[] = "\a\b\t\n\v\f\r\033", to[] = "abtnvfre";
	const char *at = c ? strchr(from, c) : NULL;

	if (at)
		out_printf(out, "\\%c", to[at - from]);
	else
		out_printf(out, "\\x%02x", c);
}

/* Text without control characters; quotes are escaped if it is quoted. */
static void write_clean(struct out *out, const char *text, __u32 len,
			bool quoted)
{
	__u32 begin = 0, i;
	unsigned char c;

	for (i = 0; i < len; i++) {
		c = text[i];
		if (c >= ' ' && c != 0x7f && !(quoted && (c == '"' || c == '\\')))
			continue;
		out_bytes(out, text + begin, i - begin);
		begin = i + 1;
		if (c == '"' || c == '\\')
			out_printf(out, "\\%c", c);
		else
			write_escaped(out, c);
	}
	out_bytes(out, text + begin, len - begin);
}

/* As tostring() of the kernel part does it. */
static void write_aggr(struct out *out, const struct record_value *value)
{
	struct ktap_record_aggr aggr;

	record_aggr(value, &aggr);
	out_printf(out, "count %llu, sum %lld, min %lld, max %lld, avg %lld",
		   aggr.count, aggr.sum, aggr.min, aggr.max, aggr.avg);
}

static void write_rows(struct writer *writer, const struct table *table)
{
	size_t i, nr = table->nr_kept;
	bool cut;

	if (nr > VALUE_MAX_ELEMENTS)
		nr = VALUE_MAX_ELEMENTS;
	for (i = 0; i < nr && writer->nr_left; i++) {
		writer->nr_left--;
		if (i)
			out_text(writer->out, ", ");
		write_element(writer, &table->rows[i]->key);
		out_text(writer->out, ": ");
		write_element(writer, &table->rows[i]->value);
	}

	cut = i < table_total(table) || table_is_short(table);
	if (cut)
		out_text(writer->out, i ? ", …" : "…");
	if (table_is_short(table))
		out_text(writer->out, " (incomplete)");
}

/* A table that is not there was lost, or lies deeper than tables are sent. */
static void write_table(struct writer *writer, __s64 number)
{
	struct table *table = tables_find(writer->tables, number);

	if (!table || writer->depth >= VALUE_MAX_DEPTH) {
		out_text(writer->out, "{…}");
		return;
	}

	table_sort(table);
	writer->depth++;
	out_char(writer->out, '{');
	if (table->alone.kind == KTAP_KIND_AGGR) {
		write_aggr(writer->out, &table->alone);
		if (table_total(table))
			out_text(writer->out, ", ");
	}
	write_rows(writer, table);
	out_char(writer->out, '}');
	writer->depth--;
}

/* "a, b": the parts of a key. */
static void write_parts(struct writer *writer, const struct record_value *tuple)
{
	struct record_cursor cursor;
	struct record_value part;
	bool first = true;

	record_parts(tuple, &cursor);
	while (record_next(&cursor, &part)) {
		if (!first)
			out_text(writer->out, ", ");
		write_element(writer, &part);
		first = false;
	}
}

/* Frames of a stack in one line. */
static void write_stack(struct out *out, const struct record_value *value)
{
	__u32 i;

	for (i = 0; i < value->len; i++)
		out_char(out, value->text[i] == '\n' ? ';' : value->text[i]);
}

static void write_other(struct writer *writer, const struct record_value *value)
{
	struct out *out = writer->out;

	switch (value->kind) {
	case KTAP_KIND_FALSE:
		out_text(out, "false");
		break;
	case KTAP_KIND_TRUE:
		out_text(out, "true");
		break;
	case KTAP_KIND_INT:
		out_int(out, value->i);
		break;
	case KTAP_KIND_FUNC:
		out_text(out, "function ");
		write_clean(out, value->text, value->len, false);
		break;
	case KTAP_KIND_STACK:
		write_stack(out, value);
		break;
	case KTAP_KIND_SYMBOL:
		write_clean(out, value->text, value->len, false);
		break;
	case KTAP_KIND_TABLE:
		write_table(writer, value->i);
		break;
	case KTAP_KIND_TUPLE:
		write_parts(writer, value);
		break;
	case KTAP_KIND_AGGR:
		write_aggr(out, value);
		break;
	default:
		out_text(out, "nil");
		break;
	}
}

/* A string within a table is quoted; parts of a key elsewhere are not. */
static void write_element(struct writer *writer,
			  const struct record_value *value)
{
	if (value->kind != KTAP_KIND_STRING) {
		write_other(writer, value);
	} else if (writer->depth) {
		out_char(writer->out, '"');
		write_clean(writer->out, value->text, value->len, true);
		out_char(writer->out, '"');
	} else {
		writer->write_text(writer->out, value->text, value->len);
	}
}

static void write_bytes(struct out *out, const char *text, __u32 len)
{
	out_bytes(out, text, len);
}

static void write_line(struct out *out, const char *text, __u32 len)
{
	write_clean(out, text, len, false);
}

void value_write(struct out *out, const struct tables *tables,
		 const struct record_value *value)
{
	struct writer writer = {
		.out		= out,
		.write_text	= write_bytes,
		.tables		= tables,
		.nr_left	= VALUE_MAX_TOTAL,
	};

	/* Alone, its frames have lines of their own. */
	if (value->kind == KTAP_KIND_STACK)
		out_bytes(out, value->text, value->len);
	else
		write_element(&writer, value);
}

void value_write_line(struct out *out, const struct tables *tables,
		      const struct record_value *value)
{
	struct writer writer = {
		.out		= out,
		.write_text	= write_line,
		.tables		= tables,
		.nr_left	= VALUE_MAX_TOTAL,
	};

	write_element(&writer, value);
}
