// SPDX-License-Identifier: GPL-2.0
/*
 * ktap - print_hist(): a table of integers, or a histogram, as bars
 *
 *	       value  ------------- Distribution -------------  count
 *	sys_exit_foo |@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@|    12
 *	sys_exit_bar |@@@@@@@@@@                              |     3
 *	             … (7 more)
 */

#include <stdio.h>
#include <assert.h>
#include <string.h>

#include <linux/ktap.h>
#include <linux/ktap_bytecode.h>

#include "render/hist.h"
#include "render/stats.h"
#include "render/value.h"

#define HEAD	"------------- Distribution -------------"

static_assert(sizeof(HEAD) - 1 == HIST_BAR, "the head is as wide as a bar");

/* Return: the columns of the text, which is left in @text. */
static size_t make_text(struct out *text, const struct tables *tables,
			const struct record_value *value)
{
	text->used = 0;
	value_write_line(text, tables, value);

	return out_columns(text);
}

struct widths {
	size_t key;
	size_t count;
};

static void measure(struct out *text, const struct tables *tables,
		    const struct table *table, struct widths *widths)
{
	size_t i, width;

	widths->key = strlen("value");
	widths->count = strlen("count");
	for (i = 0; i < table->nr_kept; i++) {
		/* Frames stand in lines of their own. */
		width = table->rows[i]->key.kind == KTAP_KIND_STACK ? 0 :
			make_text(text, tables, &table->rows[i]->key);
		if (width > widths->key)
			widths->key = width;
		width = make_text(text, tables, &table->rows[i]->value);
		if (width > widths->count)
			widths->count = width;
	}
	if (widths->key > HIST_MAX_KEY)
		widths->key = HIST_MAX_KEY;
}

/* Values that are not above 0, and what is no integer, have no bar. */
static size_t bar(const struct record_value *value, __s64 largest)
{
	if (value->kind != KTAP_KIND_INT || value->i <= 0)
		return 0;

	/* The product must not overflow. */
	if (largest > INT64_MAX / HIST_BAR)
		return (value->i >> 8) * HIST_BAR / (largest >> 8);

	return value->i * HIST_BAR / largest;
}

static void write_right(struct out *out, size_t width, const struct out *text,
			size_t len)
{
	if (len < width)
		out_fill(out, ' ', width - len);
	out_bytes(out, text->buf, text->used);
}

/* A row behind its label. */
static void write_bar(struct out *out, struct out *text,
		      const struct tables *tables,
		      const struct record_value *value, __s64 largest,
		      size_t width)
{
	size_t len = bar(value, largest);

	out_text(out, " |");
	out_fill(out, '@', len);
	out_fill(out, ' ', HIST_BAR - len);
	out_text(out, "| ");

	len = make_text(text, tables, value);
	write_right(out, width, text, len);
	out_char(out, '\n');
	out_line(out);
}

/* A stack as a key: a line for each frame, above the bar. */
static void write_frames(struct out *out, const struct record_value *key)
{
	const char *at = key->text, *end = at + key->len, *next;

	if (!key->len)
		out_text(out, "    (empty stack)\n");
	for (; at < end; at = next + 1) {
		next = memchr(at, '\n', end - at);
		if (!next)
			next = end;
		out_text(out, "    ");
		out_bytes(out, at, next - at);
		out_char(out, '\n');
	}
}

static void write_row(struct out *out, struct out *text,
		      const struct tables *tables, const struct table *table,
		      size_t i, const struct widths *widths)
{
	const struct table_row *row = table->rows[i];
	size_t len;

	if (row->key.kind == KTAP_KIND_STACK) {
		write_frames(out, &row->key);
		out_fill(out, ' ', widths->key);
	} else {
		len = make_text(text, tables, &row->key);
		write_right(out, widths->key, text, len);
	}

	/* The rows are sorted: the first has the largest value. */
	write_bar(out, text, tables, &row->value, table->rows[0]->value.i,
		  widths->count);
}

static void write_rest(struct out *out, const struct table *table, size_t width)
{
	__u64 total = table_total(table);

	if (total > table->nr_kept) {
		out_fill(out, ' ', width);
		out_printf(out, " … (%llu more)\n",
			   total - table->nr_kept);
	}
	if (table_is_short(table)) {
		out_fill(out, ' ', width);
		out_printf(out,
			   " … (incomplete: %llu of %llu elements arrived)\n",
			   table->nr_rows, total);
	}
}

static void write_head(struct out *out, const struct widths *widths)
{
	out_printf(out, "%*s  " HEAD "  %*s\n", (int)widths->key, "value",
		   (int)widths->count, "count");
}

static void write_rows(struct out *out, struct out *text,
		       const struct tables *tables, const struct table *table)
{
	struct widths widths;
	size_t i;

	measure(text, tables, table, &widths);
	write_head(out, &widths);
	for (i = 0; i < table->nr_kept; i++)
		write_row(out, text, tables, table, i, &widths);
	write_rest(out, table, widths.key);
}

/* ---- histograms ------------------------------------------------------- */

static size_t make_label(struct out *text, const struct table_row *row)
{
	__s64 least = row->key.i, largest = row->largest;

	text->used = 0;
	if (least == largest)
		out_printf(text, "%lld", least);
	else if (least == INT64_MIN)
		out_printf(text, "< %lld", largest + 1);
	else if (largest == INT64_MAX)
		out_printf(text, ">= %lld", least);
	else
		out_printf(text, "%lld..%lld", least, largest);

	return out_columns(text);
}

/* Buckets without samples from row @i on. */
static size_t gap_at(const struct table *table, size_t i)
{
	size_t end = i;

	while (end < table->nr_kept && !table->rows[end]->value.i)
		end++;

	return end - i;
}

static void write_buckets(struct out *out, struct out *text,
			  const struct tables *tables,
			  const struct table *table)
{
	struct widths widths = { strlen("value"), strlen("count") };
	__s64 largest = 0;
	size_t i, len;

	for (i = 0; i < table->nr_kept; i++) {
		len = make_label(text, table->rows[i]);
		if (len > widths.key)
			widths.key = len;
		len = make_text(text, tables, &table->rows[i]->value);
		if (len > widths.count)
			widths.count = len;
		if (table->rows[i]->value.i > largest)
			largest = table->rows[i]->value.i;
	}
	write_head(out, &widths);
	for (i = 0; i < table->nr_kept; i++) {
		len = gap_at(table, i);
		if (len > HIST_MAX_GAP) {
			out_fill(out, ' ', widths.key - 1);
			out_text(out, "…\n");
			i += len;
		}
		len = make_label(text, table->rows[i]);
		write_right(out, widths.key, text, len);
		write_bar(out, text, tables, &table->rows[i]->value, largest,
			  widths.count);
	}
	write_rest(out, table, widths.key);
}

static void write_aggr(struct out *out, struct out *text,
		       const struct tables *tables,
		       const struct record_value *value)
{
	__s64 number = record_table(value);
	struct table *table = number ? tables_find(tables, number) : NULL;
	struct ktap_record_aggr aggr;

	if (table) {
		table_sort(table);
		write_buckets(out, text, tables, table);
	}
	value_write_line(out, tables, value);
	record_aggr(value, &aggr);
	out_printf(out, ", stddev %llu\n", aggr.stddev);
	out_line(out);
}

void hist_write_aggr(struct out *out, const struct tables *tables,
		     const struct record_value *value)
{
	struct out text;

	out_init(&text, -1);
	write_aggr(out, &text, tables, value);
	out_exit(&text);
}

/* Each element by itself, below its key. */
static void write_blocks(struct out *out, struct out *text,
			 const struct tables *tables, const struct table *table)
{
	const struct table_row *row;
	size_t i;

	for (i = 0; i < table->nr_kept; i++) {
		row = table->rows[i];
		value_write_line(out, tables, &row->key);
		if (row->value.kind == KTAP_KIND_AGGR) {
			out_char(out, '\n');
			write_aggr(out, text, tables, &row->value);
		} else {
			out_text(out, ": ");
			value_write_line(out, tables, &row->value);
			out_char(out, '\n');
		}
	}
}

/* ---- tables ----------------------------------------------------------- */

static void write_elements(struct out *out, struct out *text,
			   const struct tables *tables,
			   const struct table *table)
{
	bool has_aggr = false, has_hist = false;
	size_t i;

	for (i = 0; i < table->nr_kept; i++) {
		const struct record_value *value = &table->rows[i]->value;

		has_aggr |= value->kind == KTAP_KIND_AGGR;
		has_hist |= value->kind == KTAP_KIND_AGGR &&
			    record_table(value);
	}
	if (!has_aggr && !table->is_stats) {
		write_rows(out, text, tables, table);
		return;
	}
	if (has_hist)
		write_blocks(out, text, tables, table);
	else
		stats_write(out, tables, table);
	write_rest(out, table, strlen("value"));
}

void hist_write(struct out *out, const struct tables *tables,
		const struct table *table)
{
	bool has_alone = table->alone.kind == KTAP_KIND_AGGR;
	struct out text;

	if (table->name)
		out_printf(out, "%s\n", table->name);
	if (has_alone)
		hist_write_aggr(out, tables, &table->alone);
	if (!table_total(table) && !table_is_short(table)) {
		if (!has_alone)
			out_text(out, "(no elements)\n");
		return;
	}

	out_init(&text, -1);
	write_elements(out, &text, tables, table);
	out_exit(&text);
}
