// SPDX-License-Identifier: GPL-2.0
/*
 * ktap - output as text
 */

#include <linux/ktap_bytecode.h>

#include "render/fmt.h"
#include "render/hist.h"
#include "render/render.h"
#include "render/value.h"

/* print(): the values, joined by tabs, and a newline. */
static void text_print(struct render *render, const struct record *rec)
{
	struct out *out = &render->out;
	struct record_cursor cursor;
	struct record_value value;
	bool first = true;

	record_values(rec, &cursor);
	while (record_next(&cursor, &value)) {
		if (rec->nr == 1 && value.kind == KTAP_KIND_AGGR &&
		    record_table(&value)) {
			hist_write_aggr(out, &render->tables, &value);
			out_line(out);
			return;
		}
		if (!first)
			out_char(out, '\t');
		value_write(out, &render->tables, &value);
		first = false;
	}
	out_char(out, '\n');
	out_line(out);
}

static void text_printf(struct render *render, const struct record *rec)
{
	fmt_write(&render->out, &render->tables, rec);
	out_line(&render->out);
}

static void text_hist(struct render *render, const struct table *table)
{
	hist_write(&render->out, &render->tables, table);
}

const struct render_format render_text = {
	.print	= text_print,
	.printf	= text_printf,
	.hist	= text_hist,
};
