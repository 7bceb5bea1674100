// SPDX-License-Identifier: GPL-2.0
/*
 * ktap - output as JSON, one object a line
 *
 *	{"type":"print","time":NS,"cpu":N,"values":[…]}
 *	{"type":"printf", … "text":"…","values":[…]}
 *	{"type":"table", … "name":"…","total":N,"value":…,"rows":[{"key":…,"value":…}]}
 *
 * "hist" and "stats" are as "table".  Keys of different kinds stay apart, so
 * tables are lists of elements and not objects.
 */

#include <string.h>

#include <linux/ktap.h>
#include <linux/ktap_bytecode.h>

#include "render/fmt.h"
#include "render/render.h"
#include "render/value.h"

static void write_value(struct out *out, const struct tables *tables,
			const struct record_value *value, unsigned int depth);

/* Return: bytes of the UTF-8 character at @text, 0 if it is none. */
static __u32 character(const char *text, __u32 len)
{
	static const unsigned int least[] = { 0, 0, 0x80, 0x800, 0x10000 };
	unsigned char c = text[0];
	__u32 bytes = c < 0x80 ? 1 : c < 0xc2 ? 0 : c < 0xe0 ? 2 : c < 0xf0 ? 3 :
		      c < 0xf5 ? 4 : 0;
	unsigned int code;
	__u32 i;

	if (bytes < 2 || bytes > len)
		return bytes == 1;
	code = c & (0x7f >> bytes);
	for (i = 1; i < bytes; i++) {
		if (((unsigned char)text[i] & 0xc0) != 0x80)
			return 0;
		code = code << 6 | (text[i] & 0x3f);
	}
	/* Half of a surrogate pair is no character either. */
	if (code < least[bytes] || code > 0x10ffff ||
	    (code >= 0xd800 && code < 0xe000))
		return 0;

	return bytes;
}

static bool is_plain(unsigned char c)
{
	return c >= ' ' && c != 0x7f && c != '"' && c != '\\';
}

/* Writes a character that is not plain; @bytes as character() returns them. */
static void write_escaped(struct out *out, unsigned char c, __u32 bytes)
{
	if (!bytes) {
		out_text(out, "\\ufffd");
	} else if (c == '"' || c == '\\') {
		out_char(out, '\\');
		out_char(out, c);
	} else if (c == '\n') {
		out_text(out, "\\n");
	} else if (c == '\t') {
		out_text(out, "\\t");
	} else {
		out_printf(out, "\\u%04x", c);
	}
}

static void write_string(struct out *out, const char *text, __u32 len)
{
	__u32 i, bytes, begin = 0;

	out_char(out, '"');
	for (i = 0; i < len; i += bytes ? bytes : 1) {
		bytes = character(text + i, len - i);
		if (bytes && is_plain(text[i]))
			continue;
		out_bytes(out, text + begin, i - begin);
		write_escaped(out, text[i], bytes);
		begin = i + 1;
	}
	out_bytes(out, text + begin, len - begin);
	out_char(out, '"');
}

/* Frames, one a line. */
static void write_stack(struct out *out, const struct record_value *value)
{
	const char *at = value->text, *end = at + value->len, *line;

	out_char(out, '[');
	for (; at < end; at = line + 1) {
		line = memchr(at, '\n', end - at);
		if (!line)
			line = end;
		if (at != value->text)
			out_char(out, ',');
		write_string(out, at, line - at);
	}
	out_char(out, ']');
}

static void write_list(struct out *out, const struct tables *tables,
		       struct record_cursor *cursor, unsigned int depth)
{
	struct record_value value;
	bool first = true;

	out_char(out, '[');
	while (record_next(cursor, &value)) {
		if (!first)
			out_char(out, ',');
		write_value(out, tables, &value, depth);
		first = false;
	}
	out_char(out, ']');
}

static void write_tuple(struct out *out, const struct tables *tables,
			const struct record_value *value, unsigned int depth)
{
	struct record_cursor cursor;

	record_parts(value, &cursor);
	write_list(out, tables, &cursor, depth);
}

static void write_buckets(struct out *out, struct table *table)
{
	size_t i;

	table_sort(table);
	out_text(out, ",\"buckets\":[");
	for (i = 0; i < table->nr_kept; i++)
		out_printf(out, "%s{\"min\":%lld,\"max\":%lld,\"count\":%lld}",
			   i ? "," : "", table->rows[i]->key.i,
			   table->rows[i]->largest, table->rows[i]->value.i);
	out_char(out, ']');
}

static void write_aggr(struct out *out, const struct tables *tables,
		       const struct record_value *value)
{
	struct table *buckets = tables_find(tables, record_table(value));
	struct ktap_record_aggr aggr;

	record_aggr(value, &aggr);
	if (aggr.count)
		out_printf(out, "{\"count\":%llu,\"sum\":%lld,\"min\":%lld,\"max\":%lld,\"avg\":%lld,\"stddev\":%llu",
			   aggr.count, aggr.sum, aggr.min, aggr.max, aggr.avg,
			   aggr.stddev);
	else
		out_text(out, "{\"count\":0,\"sum\":0,\"min\":null,\"max\":null,\"avg\":null,\"stddev\":null");
	if (buckets)
		write_buckets(out, buckets);
	out_char(out, '}');
}

static void write_rows(struct out *out, const struct tables *tables,
		       const struct table *table, unsigned int depth)
{
	size_t i;

	for (i = 0; i < table->nr_kept; i++) {
		out_text(out, i ? ",{\"key\":" : "{\"key\":");
		write_value(out, tables, &table->rows[i]->key, depth);
		out_text(out, ",\"value\":");
		write_value(out, tables, &table->rows[i]->value, depth);
		out_char(out, '}');
	}
}

/* What was not sent, because it lies too deep or was lost, is null. */
static void write_table(struct out *out, const struct tables *tables,
			const struct record_value *value, unsigned int depth)
{
	struct table *table = tables_find(tables, value->i);

	if (!table || depth >= VALUE_MAX_DEPTH) {
		out_text(out, "null");
		return;
	}
	table_sort(table);
	out_char(out, '[');
	if (table->alone.kind == KTAP_KIND_AGGR) {
		out_text(out, "{\"value\":");
		write_aggr(out, tables, &table->alone);
		out_text(out, table->nr_kept ? "}," : "}");
	}
	write_rows(out, tables, table, depth + 1);
	out_char(out, ']');
}

static void write_value(struct out *out, const struct tables *tables,
			const struct record_value *value, unsigned int depth)
{
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
	case KTAP_KIND_STRING:
	case KTAP_KIND_SYMBOL:
	case KTAP_KIND_FUNC:
		write_string(out, value->text, value->len);
		break;
	case KTAP_KIND_STACK:
		write_stack(out, value);
		break;
	case KTAP_KIND_TABLE:
		write_table(out, tables, value, depth);
		break;
	case KTAP_KIND_TUPLE:
		write_tuple(out, tables, value, depth);
		break;
	case KTAP_KIND_AGGR:
		write_aggr(out, tables, value);
		break;
	default:
		out_text(out, "null");
		break;
	}
}

static void begin(struct out *out, const char *type, __u64 time_ns, __u32 cpu)
{
	out_text(out, "{\"type\":\"");
	out_text(out, type);
	out_text(out, "\",\"time\":");
	out_number(out, time_ns);
	out_text(out, ",\"cpu\":");
	out_number(out, cpu);
}

static void end(struct out *out)
{
	out_text(out, "}\n");
	out_line(out);
}

static void json_print(struct render *render, const struct record *rec)
{
	struct record_cursor cursor;

	begin(&render->out, "print", rec->time_ns, rec->cpu);
	out_text(&render->out, ",\"values\":");
	record_values(rec, &cursor);
	write_list(&render->out, &render->tables, &cursor, 0);
	end(&render->out);
}

static void json_printf(struct render *render, const struct record *rec)
{
	struct record_cursor cursor;
	struct record_value format;
	struct out text;

	begin(&render->out, "printf", rec->time_ns, rec->cpu);
	out_text(&render->out, ",\"text\":");
	out_init(&text, -1);
	fmt_write(&text, &render->tables, rec);
	write_string(&render->out, text.buf, text.used);
	out_exit(&text);
	out_text(&render->out, ",\"values\":");
	record_values(rec, &cursor);
	record_next(&cursor, &format);
	write_list(&render->out, &render->tables, &cursor, 0);
	end(&render->out);
}

static bool is_hist(const struct record_value *value)
{
	return value->kind == KTAP_KIND_AGGR && record_table(value);
}

static const char *table_type(const struct table *table)
{
	size_t i;

	if (table->is_stats)
		return "stats";
	if (is_hist(&table->alone))
		return "hist";
	for (i = 0; i < table->nr_kept; i++)
		if (is_hist(&table->rows[i]->value))
			return "hist";

	return "table";
}

static void json_hist(struct render *render, const struct table *table)
{
	const struct tables *tables = &render->tables;
	struct out *out = &render->out;

	begin(out, table_type(table), table->time_ns, table->cpu);
	out_text(out, ",\"name\":");
	if (table->name)
		write_string(out, table->name, strlen(table->name));
	else
		out_text(out, "null");
	out_printf(out, ",\"total\":%llu", table_total(table));
	if (table_is_short(table))
		out_text(out, ",\"incomplete\":true");
	if (table->alone.kind == KTAP_KIND_AGGR) {
		out_text(out, ",\"value\":");
		write_aggr(out, tables, &table->alone);
	}
	out_text(out, ",\"rows\":[");
	write_rows(out, tables, table, 0);
	out_char(out, ']');
	end(out);
}

const struct render_format render_json = {
	.print	= json_print,
	.printf	= json_printf,
	.hist	= json_hist,
};
