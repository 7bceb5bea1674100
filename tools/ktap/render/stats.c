// SPDX-License-Identifier: GPL-2.0
/*
 * ktap - print_stats(): aggregates as numbers
 *
 *	value  count   sum  min   max  avg  stddev
 *	 bash     12  4800    1  4096  400    1130
 *	 init      1    64   64    64   64       0
 */

#include <stdio.h>
#include <string.h>

#include <linux/kernel.h>
#include <linux/ktap_bytecode.h>

#include "render/stats.h"
#include "render/value.h"

static const char *const heads[] = {
	"value", "count", "sum", "min", "max", "avg", "stddev",
};

#define NR_COLUMNS	ARRAY_SIZE(heads)

/* Text of a column; of what is no aggregate there are two: key and value. */
static size_t make_text(struct out *text, const struct tables *tables,
			const struct table_row *row, unsigned int column)
{
	struct ktap_record_aggr aggr;

	text->used = 0;
	if (!column) {
		value_write_line(text, tables, &row->key);
	} else if (row->value.kind == KTAP_KIND_AGGR) {
		record_aggr(&row->value, &aggr);
		if (column == 1)
			out_printf(text, "%llu", aggr.count);
		else if (column == 6)
			out_printf(text, "%llu", aggr.stddev);
		else
			out_printf(text, "%lld", column == 2 ? aggr.sum :
				   column == 3 ? aggr.min :
				   column == 4 ? aggr.max : aggr.avg);
	} else if (column == 1) {
		value_write_line(text, tables, &row->value);
	}

	return out_columns(text);
}

static void write_cell(struct out *out, const struct out *text, size_t len,
		       size_t width, unsigned int column)
{
	if (column)
		out_text(out, "  ");
	if (len < width)
		out_fill(out, ' ', width - len);
	out_bytes(out, text->buf, text->used);
}

void stats_write(struct out *out, const struct tables *tables,
		 const struct table *table)
{
	size_t widths[NR_COLUMNS], i, len;
	struct out text;
	unsigned int c;

	out_init(&text, -1);
	for (c = 0; c < NR_COLUMNS; c++) {
		widths[c] = strlen(heads[c]);
		for (i = 0; i < table->nr_kept; i++) {
			len = make_text(&text, tables, table->rows[i], c);
			if (len > widths[c])
				widths[c] = len;
		}
		out_printf(out, c ? "  %*s" : "%*s", (int)widths[c], heads[c]);
	}
	out_char(out, '\n');
	for (i = 0; i < table->nr_kept; i++) {
		for (c = 0; c < NR_COLUMNS; c++) {
			len = make_text(&text, tables, table->rows[i], c);
			if (len || !c)
				write_cell(out, &text, len, widths[c], c);
		}
		out_char(out, '\n');
		out_line(out);
	}
	out_exit(&text);
}
