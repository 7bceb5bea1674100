// SPDX-License-Identifier: GPL-2.0
/*
 * ktap - print_hist(): a table of integers as bars
 *
 *	       value  ------------- Distribution -------------  count
 *	sys_exit_foo |@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@|    12
 *	sys_exit_bar |@@@@@@@@@@                              |     3
 *	             … (7 more)
 */

#include <stdio.h>
#include <assert.h>
#include <string.h>

#include <linux/ktap_bytecode.h>

#include "render/hist.h"
#include "render/value.h"

#define HEAD	"------------- Distribution -------------"

static_assert(sizeof(HEAD) - 1 == HIST_BAR, "the head is as wide as a bar");

/* Columns of a text in UTF-8: bytes that begin a character. */
static size_t columns(const char *text, size_t len)
{
	size_t i, nr = 0;

	for (i = 0; i < len; i++)
		nr += ((unsigned char)text[i] & 0xc0) != 0x80;

	return nr;
}

/* Return: the columns of the text, which is left in @text. */
static size_t make_text(struct out *text, const struct tables *tables,
			const struct record_value *value)
{
	text->used = 0;
	value_write_line(text, tables, value);

	return columns(text->buf, text->used);
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
		width = make_text(text, tables, &table->rows[i]->key);
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

static void write_row(struct out *out, struct out *text,
		      const struct tables *tables, const struct table *table,
		      size_t i, const struct widths *widths)
{
	const struct table_row *row = table->rows[i];
	size_t len;

	len = make_text(text, tables, &row->key);
	write_right(out, widths->key, text, len);

	/* The rows are sorted: the first has the largest value. */
	len = bar(&row->value, table->rows[0]->value.i);
	out_text(out, " |");
	out_fill(out, '@', len);
	out_fill(out, ' ', HIST_BAR - len);
	out_text(out, "| ");

	len = make_text(text, tables, &row->value);
	write_right(out, widths->count, text, len);
	out_char(out, '\n');
	out_line(out);
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

static void write_rows(struct out *out, struct out *text,
		       const struct tables *tables, const struct table *table)
{
	struct widths widths;
	size_t i;

	measure(text, tables, table, &widths);
	out_printf(out, "%*s  " HEAD "  %*s\n", (int)widths.key, "value",
		   (int)widths.count, "count");
	for (i = 0; i < table->nr_kept; i++)
		write_row(out, text, tables, table, i, &widths);
	write_rest(out, table, widths.key);
}

void hist_write(struct out *out, const struct tables *tables,
		const struct table *table)
{
	struct out text;

	if (table->name)
		out_printf(out, "%s\n", table->name);
	if (!table_total(table) && !table_is_short(table)) {
		out_text(out, "(no elements)\n");
		return;
	}

	out_init(&text, -1);
	write_rows(out, &text, tables, table);
	out_exit(&text);
}
